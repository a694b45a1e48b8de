"""Small pictures as SVG, each with a text that says in numbers what it shows."""

import html
import math

WIDTH, HEIGHT, EDGE = 360, 220, 26
LEFT, RIGHT, TOP, FOOT = 44, 54, 12, 30  # margins of a plot of shares


def curve_svg(x, y):
    """Draw a curve over two axes through 0."""
    low, high = min(-1.2, y.min()), max(1.2, min(y.max(), 4))
    shown = y <= high
    some = range(0, len(x), len(x) // 12)
    told = ", ".join(f"at {x[i]:.0f}: {y[i]:.2f}" for i in some)
    return svg(
        axes(x[0], x[-1], low, high) + line(x[shown], y[shown], (x[0], x[-1], low, high)),
        f"A curve. {told}.",
    )


def fit_svg(x, y, grid, curve):
    """Draw points and the curve that was fitted to them."""
    frame = (-1.05, 1.05, -2.0, 2.0)
    inside = abs(curve) < 2
    dots = "".join(
        f'<circle cx="{across(a, frame):.1f}" cy="{up(b, frame):.1f}" r="4" fill="#cf6a10"/>'
        for a, b in zip(x, y, strict=True)
    )
    rising = curve[1:] > curve[:-1]
    bends = int((rising[1:] != rising[:-1]).sum())
    told = "; ".join(f"{a:.1f}, {b:.1f}" for a, b in zip(x, y, strict=True))
    text = f"14 points and a curve that turns {bends} times. Points at {told}."
    # A curve that leaves the frame comes back as another piece
    pieces, piece = [], []
    for a, b, within in zip(grid, curve, inside, strict=True):
        if within:
            piece.append((a, b))
        elif piece:
            pieces.append(piece)
            piece = []
    drawn = "".join(line(*zip(*one, strict=True), frame) for one in [*pieces, piece] if one)
    return svg(axes(*frame) + drawn + dots, text)


def shares_svg(rows, chance=None):
    """Draw for each (name, right, of) the share that was right, and the shares that may be true.

    `chance` is the share that blind guessing would get right.
    """
    drawn = [_level(share) for share in (0, 0.5, 1)]
    told = [_told(*row) for row in rows]
    if chance is not None:
        drawn.append(_level(chance, "chance", 'stroke-dasharray="5 4" stroke-opacity="0.8"'))
        told.append(f"Blind guessing is right {100 * chance:.0f} times in 100")
    for number, row in enumerate(rows):
        x = LEFT + (number + 0.5) * (WIDTH - LEFT - RIGHT) / len(rows)
        drawn.append(_column(x, *row))
    return svg("".join(drawn), ". ".join(told) + ".")


def _at(share):
    return TOP + (1 - share) * (HEIGHT - TOP - FOOT)


def _level(share, name="", stroke='stroke-opacity="0.25"'):
    """A line across at a share, named at its right end or with its percentage at its left."""
    y = _at(share)
    drawn = f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="currentColor" {stroke}/>'
    if name:
        return drawn + _word(WIDTH - RIGHT + 4, y + 4, name, "start")
    return drawn + _word(LEFT - 6, y + 4, f"{100 * share:.0f} %", "end")


def _column(x, name, right, of):
    below = _word(x, HEIGHT - 10, name)
    if not of:
        return below + _word(x, _at(0.5) - 6, "not yet")
    low, high = (_at(share) for share in likely(right, of))
    y = _at(right / of)
    return (
        f'{below}<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="#1f8fc9" stroke-width="9" '
        f'stroke-opacity="0.35"/><circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="#1f8fc9"/>'
        + _word(x + 11, min(max(y + 4, TOP + 10), _at(0) - 4), f"{right} of {of}", "start")
    )


def _word(x, y, text, anchor="middle"):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" text-anchor="{anchor}" '
        f'fill="currentColor">{html.escape(text)}</text>'
    )


def _told(name, right, of):
    if not of:
        return f"{name}: not yet"
    low, high = (100 * share for share in likely(right, of))
    return f"{name}: right {right} of {of} times, which may mean {low:.0f} to {high:.0f} in 100"


def likely(right, of, z=1.96):
    """Return the shares between which the true one lies, 19 times in 20 (Wilson's interval)."""
    share, more = right / of, z * z / of
    middle = (share + more / 2) / (1 + more)
    reach = z * math.sqrt(share * (1 - share) / of + more / (4 * of)) / (1 + more)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def svg(content, text):
    """Return a picture with its text alternative."""
    return (
        f'<svg role="img" aria-label="{html.escape(text)}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" style="color: inherit">{content}</svg>'
    )


def line(x, y, frame):
    points = " ".join(
        f"{across(a, frame):.1f},{up(b, frame):.1f}" for a, b in zip(x, y, strict=True)
    )
    return f'<polyline points="{points}" fill="none" stroke="#1f8fc9" stroke-width="2.5"/>'


def axes(left, right, low, high):
    """Return the two axes through 0 with their ends marked."""
    frame = (left, right, low, high)
    x0, y0 = across(0, frame), up(0, frame)
    marks = [
        (x0 + 4, 12, f"{high:.1f}"),
        (WIDTH - 24, y0 + 14, f"{right:.0f}"),
        (2, y0 + 14, f"{left:.0f}"),
    ]
    words = "".join(
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="11" fill="currentColor">{text}</text>'
        for x, y, text in marks
    )
    return (
        f'<path d="M0 {y0:.1f}H{WIDTH}M{x0:.1f} 0V{HEIGHT}" stroke="currentColor" '
        f'stroke-opacity="0.5"/>{words}'
    )


def across(x, frame):
    left, right, _, _ = frame
    return EDGE + (x - left) / (right - left) * (WIDTH - 2 * EDGE)


def up(y, frame):
    _, _, low, high = frame
    return HEIGHT - 14 - (y - low) / (high - low) * (HEIGHT - 28)

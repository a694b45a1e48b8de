"""Small pictures as SVG, each with a text that says in numbers what it shows."""

import html

WIDTH, HEIGHT, EDGE = 360, 220, 26


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

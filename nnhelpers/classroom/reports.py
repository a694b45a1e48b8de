"""A page for each student and one for the class, as plain HTML files without any script.

Everything that comes from a student or the roster is escaped before it stands on a page.
"""

from collections import Counter
from html import escape

from nnhelpers.classroom import results

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1f24; background: #fff; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0;
  border-bottom: 1px solid #d0d7de; }
td.number, th.number { text-align: right; white-space: nowrap; }
pre { font: inherit; white-space: pre-wrap; margin: 0; }
svg text { font: 14px system-ui, sans-serif; fill: currentColor; }
@media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117; } }
"""
COLOR = "#0072B2"  # as in the course's figures; told from the ground by all eyes
WIDTH, ROW, LABELS, BAR = 760, 26, 230, 430


def write(course, name, standings):
    """Write reports/NAME/STUDENT.html and class.html; return their paths, the class's last."""
    paths = []
    for one in standings:
        paths.append(course.place("reports", name, f"{one.student.id}.html"))
        results.replace(paths[-1], student_page(course, name, one).encode())
    paths.append(course.place("reports", name, "class page.html"))
    results.replace(paths[-1], class_page(course, name, standings).encode())
    return paths


def page(title, body):
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n"
        f"<h1>{escape(title)}</h1>\n{body}</html>\n"
    )


# ---- one student -------------------------------------------------------------------------------


def student_page(course, name, one):
    title = f"{course.name}: assignment {name}, {one.student.name}"
    if not one.lines:
        return page(title, "<p>Nothing was handed in.</p>\n")
    total = sum(line.of for line in one.lines)
    open_ = "" if one.complete else " so far; some answers are still to be marked by hand"
    note = f"<p>{escape(one.note)}</p>\n" if one.note else ""
    head = '<tr><th>Question<th class="number">Points<th>What the grader says\n'
    rows = "".join(map(question_row, one.lines))
    points = f"<p><strong>{one.points:g} of {total:g} points</strong>{open_}.</p>\n"
    return page(title, f"{points}{note}<table>\n{head}{rows}</table>\n")


def question_row(line):
    points = "–" if line.points is None else f"{line.points:g}"
    cases = f"{line.passed} of {line.cases} cases right" if line.cases > 1 else ""
    return (
        f'<tr><td>{escape(title_of(line.name))}<td class="number">{points} of {line.of:g}'
        f"<td><pre>{escape(line.sentence)}</pre>{cases if line.passed < line.cases else ''}\n"
    )


def title_of(name):
    return name.replace("_", " ").capitalize()


# ---- the class ---------------------------------------------------------------------------------


def class_page(course, name, standings):
    handed_in = [one for one in standings if one.lines]
    waiting = sum(line.points is None for one in handed_in for line in one.lines)
    facts = [
        f"{len(handed_in)} of {len(standings)} handed in",
        f"half of them have {median([one.points for one in handed_in]):g} points or more",
        f"{waiting} answers still to be marked by hand" if waiting else "",
    ]
    body = f"<p>{'; '.join(filter(None, facts))}.</p>\n"
    body += section("Questions, the hardest first", difficulty(handed_in), "share of points earned")
    body += section("Points", histogram(handed_in), "students")
    body += section("The commonest mistakes", mistakes(handed_in), "students")
    missing = [one.student.name for one in standings if not one.lines]
    if missing:
        body += f"<h2>Missing</h2>\n<p>{escape(', '.join(missing))}</p>\n"
    return page(f"{course.name}: assignment {name}, the class", body)


def section(title, rows, unit):
    if not rows:
        return ""
    return f"<h2>{escape(title)}</h2>\n{bars(rows, f'{title}, {unit}')}"


def median(values):
    return sorted(values)[(len(values) - 1) // 2] if values else 0


def difficulty(handed_in):
    """Return (question, share of its points earned, text) with the hardest first."""
    earned, most = Counter(), Counter()
    lines = [line for one in handed_in for line in one.lines]
    unmarked = {line.name for line in lines if line.points is None}
    for line in (line for line in lines if line.name not in unmarked):
        earned[line.name] += line.points
        most[line.name] += line.of
    shares = sorted((earned[name] / most[name], name) for name in most)
    return [(title_of(name), share, f"{100 * share:.0f} %") for share, name in shares]


def histogram(handed_in, bins=8):
    """Return (range of points, share of the longest, count), from no points to all."""
    if not handed_in:
        return []
    total = sum(line.of for line in handed_in[0].lines)
    counts = Counter(min(bins - 1, int(bins * one.points / total)) for one in handed_in)
    edges = [total * i / bins for i in range(bins + 1)]
    return [
        (f"{edges[i]:.3g} to {edges[i + 1]:.3g}", counts[i] / max(counts.values()), str(counts[i]))
        for i in range(bins)
    ]


def mistakes(handed_in, most=10):
    """Return (question and sentence, share of the commonest, count) of the known mistakes."""
    found = Counter(
        (line.name, line.sentence)
        for one in handed_in
        for line in one.lines
        if line.kind in ("known mistake", "public solution")
    )
    largest = max(found.values(), default=0)
    return [
        (f"{title_of(name)}: {sentence}", count / largest, str(count))
        for (name, sentence), count in found.most_common(most)
    ]


# ---- bars --------------------------------------------------------------------------------------


def bars(rows, title):
    """Return a bar chart as SVG: (label, length from 0 to 1, text behind the bar) a row.

    A label that is long stands above its bar, over the whole width.
    """
    long = any(len(label) > 32 for label, *_ in rows)
    height, start = (2 * ROW if long else ROW), (0 if long else LABELS)
    told = "; ".join(f"{label}: {text}" for label, _, text in rows)
    parts = [
        f'<svg role="img" viewBox="0 0 {WIDTH} {height * len(rows) + 4}" width="100%">',
        f"<title>{escape(title)}</title><desc>{escape(told)}</desc>",
    ]
    for i, (label, length, text) in enumerate(rows):
        top = height * i + (ROW if long else 0)
        parts.append(f'<text x="0" y="{height * i + 18}">{escape(shortened(label, long))}</text>')
        width = max(1, BAR * length)
        parts.append(
            f'<rect x="{start}" y="{top + 4}" width="{width:.0f}" height="18" fill="{COLOR}"/>'
            f'<text x="{start + width + 8:.0f}" y="{top + 18}">{escape(text)}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


def shortened(label, long):
    most = 105 if long else 32
    return label if len(label) <= most else label[: most - 1] + "…"

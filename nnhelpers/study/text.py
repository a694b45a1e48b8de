"""The short texts of questions and definitions: from a little Markdown to HTML, or to plain text.

Only what a sentence needs: `code`, **strong**, *emphasis* and $formulas$. A formula becomes MathML,
which browsers draw by themselves, without a script, a font or a network.
"""

import html
import re
from functools import cache

PIECES = re.compile(r"(`[^`]+`|\$[^$]+\$|\*\*[^*]+\*\*|\*[^*\s](?:[^*]*[^*\s])?\*)")
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
SAFE = re.compile(r"(https?://|#|[\w./-]+$)")


@cache
def to_html(text):
    """Return the text as HTML; everything that is not markup is escaped."""
    return "".join(_piece(part) for part in PIECES.split(text) if part)


def _piece(part):
    if part[0] == "`" and part[-1] == "`" and len(part) > 2:
        return f"<code>{html.escape(part[1:-1])}</code>"
    if part[0] == "$" and part[-1] == "$" and len(part) > 2:
        return mathml(part[1:-1])
    if part.startswith("**") and part.endswith("**") and len(part) > 4:
        return f"<strong>{to_html(part[2:-2])}</strong>"
    if part[0] == "*" and part[-1] == "*" and len(part) > 2:
        return f"<em>{to_html(part[1:-1])}</em>"
    return LINK.sub(_link, html.escape(part, quote=False))


def _link(match):
    text, address = match.groups()
    if not SAFE.match(address):
        return text
    return f'<a href="{html.escape(address)}">{text}</a>'


@cache
def mathml(formula):
    """Return TeX as MathML; raise ValueError when it cannot be read."""
    from latex2mathml import converter, exceptions

    unread = [name for name in dir(exceptions) if name.endswith("Error")]
    try:
        found = converter.convert(formula)
    except tuple(getattr(exceptions, name) for name in unread) as error:
        raise ValueError(
            f"The formula ${formula}$ cannot be read: {type(error).__name__}. "
            "Check its braces, and its \\left and \\right."
        ) from None
    if unknown := re.search(r"<m[io][^>]*>\\(\w+)", found):
        raise ValueError(
            f"The formula ${formula}$ has \\{unknown.group(1)}, which is not known here. "
            "Write it with plainer TeX."
        )
    return found


def plain(text):
    """Return the text without marks, for a terminal, a card's title or a search."""
    text = re.sub(r"\\(?:text|mathrm|operatorname)\{([^}]*)\}", r"\1", LINK.sub(r"\1", text))
    names = {r"\cdot": "·", r"\partial": "∂", r"\eta": "η", r"\sigma": "σ", r"\lambda": "λ"}
    for name, sign in names.items():
        text = text.replace(name, sign)
    return re.sub(r"[`$*]", "", text)

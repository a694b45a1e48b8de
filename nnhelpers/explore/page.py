"""Explorations on a page that needs no kernel, no server and no network."""

import base64
import html
import json
from pathlib import Path

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 24px auto; max-width: 820px; padding: 0 16px; background: #fff; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #16181b; }} }}
{style}
</style>
</head>
<body>
<main>
<h1 style="font: 600 20px system-ui; color: light-dark(#24292f, #e6e8eb)">{title}</h1>
{figures}
</main>
</body>
</html>
"""

# What anywidget's model offers, without a kernel behind it.
FIGURE = """<div id="{name}"></div>
<script type="module">
{module}
const revive = (value) =>
  Array.isArray(value) ? value.map(revive)
  : value?.$bytes !== undefined
    ? new DataView(Uint8Array.from(atob(value.$bytes), (c) => c.charCodeAt(0)).buffer)
  : value && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revive(inner)]))
  : value;
const state = revive({state});
const listeners = new Map();
const heard = (event) => listeners.get(event) ?? listeners.set(event, new Set()).get(event);
const model = {{
  get: (key) => state[key],
  set: (key, value) => {{
    if (state[key] === value) return;
    state[key] = value;
    for (const listener of heard(`change:${{key}}`)) listener();
  }},
  save_changes: () => {{}},
  on: (event, listener) => heard(event).add(listener),
  off: (event, listener) => heard(event).delete(listener),
  send: () => {{}},
}};
render({{ model, el: document.getElementById("{name}") }});
</script>
"""


def to_html(*widgets, path=None, title="Explore"):
    """Return a page, as text, on which the explorations move without a kernel or a network.

    The page starts where each widget stands now. With `path` it is also written there.

        explore.to_html(explore.neuron(data="xor"), path="neuron.html")

    Raises TypeError for anything else than explorations and study aids.
    """
    for widget in widgets:
        if not hasattr(widget, "_esm"):
            raise TypeError(
                f"to_html needs explorations or study aids: got {widget!r}. "
                'The file to write goes into path: explore.to_html(w, path="w.html").'
            )
    figures = "\n".join(_figure(widget, f"exploration-{i}") for i, widget in enumerate(widgets))
    style = widgets[0]._css if widgets else ""
    page = PAGE.format(title=html.escape(title), style=style, figures=figures)
    if path is not None:
        Path(path).write_text(page, encoding="utf-8")
    return page


def fragment(widget, name="exploration"):
    """Return one exploration as HTML to put into a page of your own, its style included."""
    return f"<style>{widget._css}</style>\n{_figure(widget, name)}"


def _figure(widget, name):
    keys = [k for k in widget.trait_names(sync=True) if not k.startswith("_")]
    skipped = {"layout", "tabbable", "tooltip", "comm", "keys"}
    state = {key: _plain(getattr(widget, key)) for key in keys if key not in skipped}
    text = json.dumps(state, allow_nan=False).replace("</", "<\\/")
    return FIGURE.format(
        name=name, module=widget._esm.replace("</script", "<\\/script"), state=text
    )


def _plain(value):
    if isinstance(value, bytes | memoryview):
        return {"$bytes": base64.b64encode(value).decode("ascii")}
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value

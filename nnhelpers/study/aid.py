"""What every aid that is answered in the page has: plain DOM, state in traits, a readable form.

The module of an aid is `aids.js`, which all share, followed by its own file. There is no build
step and nothing is loaded. Saved in a notebook, an aid is Markdown that needs no kernel.
"""

from functools import cache
from pathlib import Path

import anywidget
import traitlets

HERE = Path(__file__).parent
VIEW = "application/vnd.jupyter.widget-view+json"


class Aid(anywidget.AnyWidget):
    """A study aid in the page."""

    note = traitlets.Unicode("", help="what there is to say about the record").tag(sync=True)

    def __init_subclass__(cls, module=None, **keywords):
        if module:
            cls._esm = read("aids.js") + "\n" + read(f"{module}.js")
            cls._css = read("aids.css")
        super().__init_subclass__(**keywords)

    def as_markdown(self):
        """Return the aid as a page without a kernel shows it."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **keywords):
        data, metadata = super()._repr_mimebundle_(**keywords)
        return {**data, "text/markdown": self.as_markdown()}, metadata


@cache
def read(name):
    return (HERE / name).read_text(encoding="utf-8")


def folded(title, text):
    """Return Markdown that opens when its title is clicked."""
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"

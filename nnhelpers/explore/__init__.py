"""Interactive figures that are computed and drawn in the browser.

Each function returns a widget: leave it as the last line of a cell to show it, read and set
its state in the next cell (`w.w1`), `w.reset()` to go back, `explore.to_html(w, "page.html")`
for a page that moves without a kernel. A cell that shows one carries the tag
`nbval-ignore-output`, and a static figure from `nnhelpers.plotting` stands beside it.
"""

from nnhelpers.explore.activations import activations
from nnhelpers.explore.approximate import approximate
from nnhelpers.explore.architecture import architecture
from nnhelpers.explore.bandit import bandit
from nnhelpers.explore.clusters import clusters
from nnhelpers.explore.corrupt import corrupt
from nnhelpers.explore.descent import descent
from nnhelpers.explore.digit import digit
from nnhelpers.explore.fit import fit
from nnhelpers.explore.graph import graph
from nnhelpers.explore.kernel import kernel
from nnhelpers.explore.landscapes import landscape
from nnhelpers.explore.live import live
from nnhelpers.explore.neuron import neuron
from nnhelpers.explore.page import to_html
from nnhelpers.explore.playground import playground
from nnhelpers.explore.playground_data import playground_data, playground_weights
from nnhelpers.explore.race import race
from nnhelpers.explore.signal import signal
from nnhelpers.explore.threshold import threshold

__all__ = [
    "activations",
    "approximate",
    "architecture",
    "bandit",
    "clusters",
    "corrupt",
    "descent",
    "digit",
    "fit",
    "graph",
    "kernel",
    "landscape",
    "live",
    "neuron",
    "playground",
    "playground_data",
    "playground_weights",
    "race",
    "signal",
    "threshold",
    "to_html",
]

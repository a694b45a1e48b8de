"""Layers and widths: drawing, shapes, parameters and multiply-adds per layer."""

import traitlets

from nnhelpers.explore.base import Count, Exploration

MOST_WIDTH = 4096
MOST_HIDDEN = 6


class _Architecture(Exploration, module="architecture"):
    sizes = traitlets.List().tag(sync=True, state=True)
    batch = Count(32, low=1, high=1024)

    @traitlets.validate("sizes")
    def _sizes(self, proposal):
        return _checked(proposal["value"])


def architecture(sizes=(784, 16, 16, 10), batch=32):
    """Show a fully connected network: drawing, shapes, parameters and multiply-adds per layer.

    Each layer's weight has the shape (n_in, n_out), its bias (n_out,); its output for a batch is
    (batch, n_out). Multiply-adds are counted for one example.

    Parameters: `sizes` inputs, then the neurons of each layer: 2 to 8 whole numbers from 1 to
    4,096; `batch` examples at once, 1 to 1,024.

    Returns the widget; `w.sizes` and `w.batch` hold what the learner has set, and
    `layers.mlp(*w.sizes)` builds the network.
    Raises ValueError for a width below 1, one that is not whole, too many layers.
    Used in lesson 2.3.
    """
    return _Architecture(sizes=_checked(sizes), batch=batch)


def _checked(sizes):
    sizes = list(sizes) if hasattr(sizes, "__iter__") else [sizes]
    if not 2 <= len(sizes) <= MOST_HIDDEN + 2:
        raise ValueError(
            f"architecture needs 2 to {MOST_HIDDEN + 2} sizes, inputs first: "
            f"expected such as (784, 16, 10), got {len(sizes)}."
        )
    for size in sizes:
        whole = isinstance(size, int) or getattr(getattr(size, "dtype", None), "kind", "") == "i"
        if not whole or not 1 <= size <= MOST_WIDTH:
            raise ValueError(
                f"architecture needs whole sizes from 1 to {MOST_WIDTH:,}: got {size!r}. "
                "A layer of width 0 would pass nothing on."
            )
    return [int(size) for size in sizes]

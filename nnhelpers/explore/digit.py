"""Draw a digit; the network that the learner has trained reads it live."""

import numpy as np
import traitlets

from nnhelpers.explore.base import Count, Exploration, lines
from nnhelpers.explore.network import packed_layers

SIDE = 28


class _Digit(Exploration, module="digit"):
    strokes = traitlets.List().tag(sync=True, state=True)
    unit = Count(0, low=0, high=10_000)
    network = traitlets.List().tag(sync=True)
    pixels = traitlets.Bytes(bytes(4 * SIDE * SIDE)).tag(sync=True)

    @traitlets.validate("strokes")
    def _strokes(self, proposal):
        return lines("digit", proposal["value"])

    @property
    def image(self):
        """What the network reads: the drawing as an MNIST picture, (28, 28) float32 in [0, 1]."""
        return np.frombuffer(self.pixels, "<f4").reshape(SIDE, SIDE).copy()

    def update(self, model):
        """Read with another network, or with this one after more training."""
        self.network = packed_layers("digit", model)

    def __repr__(self):
        return f"explore.digit(model)  # {len(self.strokes)} strokes"


def digit(model, strokes=(), unit=0):
    """Show a pad to draw a digit on and what a trained network makes of it, as it is drawn.

    Draw with mouse, pen or finger; with the keyboard, arrow keys move the pen, Space puts it
    down or lifts it, Backspace takes the last stroke away. The drawing is prepared as MNIST's
    pictures were: scaled into 20 × 20 pixels, then placed with its center of mass in the middle
    of 28 × 28. Beside it the ten probabilities, the activations of every hidden layer and, for
    one neuron of the first layer, its weights as a picture.

    Parameters: `model` a Sequential of Linear layers and activation functions that takes 784
    numbers and gives 10 logits; its weights are sent once, as they are now. `strokes` a drawing
    to start with: a list of lines, each a list of (x, y) from 0 to 1, y downward. `unit` which
    neuron of the first hidden layer is marked, counted from 0.

    Returns the widget; `w.image` is the picture that the network reads, (28, 28), and
    `w.update(model)` sends new weights.
    Raises ValueError for a network of another kind or shape, and for weights that are not finite.
    Used in lesson 6.4.
    """
    network = packed_layers("digit", model)
    return _Digit(network=network, strokes=lines("digit", strokes), unit=unit)

"""Activations and gradients through twenty layers, as histograms."""

from nnhelpers.explore.base import Choice, Count, Exploration, Number

ACTIVATIONS = ("tanh", "sigmoid", "relu", "leaky_relu", "elu", "gelu", "silu", "identity")
MOST_LAYERS = 30


class _Signal(Exploration, module="signal"):
    activation = Choice(ACTIVATIONS)
    scale = Number(1.0, low=0.01, high=10)
    depth = Count(20, low=2, high=MOST_LAYERS)
    seed = Count(0, low=0, high=999)


def signal(activation="tanh", scale=1.0, depth=20, seed=0):
    """Show how activations fade or grow through a deep network, and gradients on the way back.

    A batch of 32 random inputs runs through layers of 32 neurons whose weights are normal with
    standard deviation scale/√32; then a random gradient of size 1 runs back. One row a layer:
    left the histogram of the activations, right that of the gradients ∂C/∂a; the numbers are
    standard deviations. Buttons set Xavier's start (scale 1) and He's (scale √2 ≈ 1.41).

    Parameters: `activation` tanh, sigmoid, relu, leaky_relu, elu, gelu, silu or identity;
    `scale` of the initial weights, 0.01 to 10; `depth` 2 to 30 layers; `seed` of the weights.

    Returns the widget; the same names hold what the learner has set.
    Raises ValueError for an unknown activation and numbers out of range.
    Used in lessons 2.4 and 4.2.
    """
    return _Signal(activation=activation, scale=scale, depth=depth, seed=seed)

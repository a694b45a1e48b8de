"""The gallery of activation functions, each beside its derivative."""

import traitlets

from nnhelpers.explore.base import Choice, Exploration, Number

NAMES = (
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "step",
    "elu",
    "gelu",
    "silu",
    "softplus",
    "softmax",
)


class _Activations(Exploration, module="activations"):
    name = Choice(NAMES)
    z = Number(1.0, low=-1e6, high=1e6)
    z1 = Number(2.0, low=-1e6, high=1e6)
    z2 = Number(1.0, low=-1e6, high=1e6)
    z3 = Number(0.0, low=-1e6, high=1e6)
    gallery = traitlets.Bool(True).tag(sync=True)


def activations(name=None, z=1, logits=(2, 1, 0)):
    """Show activation functions beside their derivatives, with the tangent at a movable z.

    Left f(z) with its tangent, right f′(z); gray marks saturation, where |f′(z)| < 0.01 and
    hardly any gradient passes. Without a name, all ten stand below as small pictures to choose
    from, each with a dot at the same z. softmax has three logits instead of one z, bars instead
    of a curve, and its 3 × 3 table of derivatives ∂pᵢ/∂zⱼ = pᵢ(δᵢⱼ − pⱼ).

    Parameters: `name` one out of sigmoid, tanh, relu, leaky_relu, step, elu, gelu, silu,
    softplus, softmax, or None for the gallery; `z` where the tangent starts; `logits` the three
    logits at which softmax starts.

    Returns the widget; `w.name`, `w.z`, `w.z1`, `w.z2`, `w.z3` hold what the learner has set.
    Raises ValueError for an unknown name or a number that is not finite.
    Used in lessons 2.2 and 2.4.
    """
    try:
        z1, z2, z3 = logits
    except (TypeError, ValueError):
        raise ValueError(
            f"activations needs three logits: expected (z1, z2, z3), got {logits!r}."
        ) from None
    chosen = NAMES[0] if name is None else name
    return _Activations(name=chosen, z=z, z1=z1, z2=z2, z3=z3, gallery=name is None)

"""Formulas with a planted mistake, for tests of whether a check sees it."""

from nnhelpers.autodiff import differentiable


def spoiled(formula, which, factor=1.001):
    """Return the formula with the gradient of one input a thousandth too large."""

    @differentiable
    def wrong(*inputs, **settings):
        y, backward = formula.with_backward(*inputs, **settings)

        def off(d_y):
            gradients = backward(d_y)
            gradients = gradients if isinstance(gradients, tuple) else (gradients,)
            return tuple(d * factor if i == which else d for i, d in enumerate(gradients))

        return y, off

    return wrong

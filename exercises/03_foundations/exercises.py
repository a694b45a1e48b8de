"""Exercises of unit 3, machine-learning foundations."""

import numpy as np

from nnhelpers.activations import tanh
from nnhelpers.checking import exercise

# ---- 3.2 Gradient descent ------------------------------------------------------------


def _bowl_slope(theta):
    return np.asarray(theta) * 1.0


def _ravine_slope(theta):
    return np.asarray(theta) * np.linspace(1.0, 4.0, np.size(theta))


def _wavy_slope(theta):
    return np.asarray(theta) / 2 + np.cos(theta)


@exercise(
    lesson="3.2",
    points=2,
    minutes=4,
    hints=(
        "You stand at theta. Which two numbers decide where you stand next?",
        "θ ← θ − η·(slope at θ): the slope is measured anew at each place.",
        "theta = theta - learning_rate * gradient(theta)",
    ),
)
def descend(gradient, start, learning_rate, steps):
    """Return the path of a walk downhill, start included, as an array.

    gradient(theta) gives the slope of the cost at theta; theta may be a number
    or an array. The path has steps + 1 entries.
    """
    theta = start
    path = [theta]
    for _ in range(steps):
        theta = theta - learning_rate * gradient(theta)
        path.append(theta)
    return np.array(path)


@descend.start
def _(gradient, start, learning_rate, steps):
    theta = start
    path = [theta]
    for _ in range(steps):
        theta = ...
        path.append(theta)
    return np.array(path)


@descend.cases
def _(rng):
    yield _bowl_slope, 3.0, 0.25, 4
    yield _ravine_slope, rng.normal(size=2), 0.2, 5
    yield _wavy_slope, rng.normal(size=3), 0.3, 6
    yield _wavy_slope, 2.5, 0.15, 3


def _walk(step, gradient, start, learning_rate, steps):
    """Return the path on which each place follows from the one before by a given rule."""
    path = [start]
    for _ in range(steps):
        path.append(step(path[-1], gradient, learning_rate))
    return np.array(path)


@descend.mistake("You walk uphill: the step goes against the slope, so it is subtracted.")
def _(*inputs):
    return _walk(lambda theta, slope, rate: theta + rate * slope(theta), *inputs)


@descend.mistake("The learning rate is missing: the step is η times the slope.")
def _(*inputs):
    return _walk(lambda theta, slope, rate: theta - slope(theta), *inputs)


@descend.mistake("The slope is the one at the start, for all steps. Measure it anew at each place.")
def _(gradient, start, learning_rate, steps):
    slope = gradient(start)
    return _walk(lambda theta, _, rate: theta - rate * slope, gradient, start, learning_rate, steps)


@descend.mistake("You keep the step alone and forget θ: the new place is the old one minus a step.")
def _(*inputs):
    return _walk(lambda theta, slope, rate: -rate * slope(theta), *inputs)


@descend.mistake("You divide by the learning rate; the step is η times the slope.")
def _(*inputs):
    return _walk(lambda theta, slope, rate: theta - slope(theta) / rate, *inputs)


@descend.mistake(
    "All entries of the path are the last place: θ is changed in place. Write theta = theta - ..."
)
def _(gradient, start, learning_rate, steps):
    path = descend(gradient, start, learning_rate, steps)
    return np.array([path[-1]] * len(path))


def _valley(theta):
    return 5 * theta[0] ** 2 + np.exp(0.5 * theta[1])


def _twisted(theta):
    return theta[0] ** 3 * theta[1] + np.sin(theta[2]) + theta[2] ** 3


def _quartic(theta):
    return np.sum(theta**4 * np.arange(1, len(theta) + 1)) + np.prod(theta)


@exercise(
    lesson="3.2",
    points=3,
    minutes=7,
    hints=(
        "How did slope(f, theta) measure one slope? Now only one of several parameters may move.",
        "For each i: f with theta[i] raised, minus f with theta[i] lowered, all over 2·step.",
        "In the loop: nudge = np.zeros(len(theta)); nudge[i] = step; "
        "then (f(theta + nudge) - f(theta - nudge)) / (2 * step)",
    ),
)
def slopes_by_nudging(f, theta, step):
    """Return the gradient of f at theta (n,), an array of n slopes.

    Entry i says how fast f rises when theta[i] alone is raised: nudge it up by
    step, nudge it down by step, and leave the others where they are.
    """
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        nudge = np.zeros(len(theta))
        nudge[i] = step
        slopes[i] = (f(theta + nudge) - f(theta - nudge)) / (2 * step)
    return slopes


@slopes_by_nudging.cases
def _(rng):
    # The steps are large, so that a one-sided difference is seen for what it is.
    yield _valley, rng.uniform(0.5, 1.5, size=2), 0.1
    yield _twisted, rng.uniform(0.5, 1.5, size=3), 0.2
    yield _quartic, rng.uniform(0.5, 1.5, size=4), 0.05
    yield _quartic, rng.uniform(-1.5, -0.5, size=3), 0.1


def _nudged(theta, i, by):
    return theta + by * np.eye(len(theta))[i]


@slopes_by_nudging.mistake(
    "You nudge up only. Nudge down as well: the two errors nearly cancel, and the slope gets sharp."
)
def _(f, theta, step):
    return np.array([(f(_nudged(theta, i, step)) - f(theta)) / step for i in range(len(theta))])


@slopes_by_nudging.mistake("From one nudge to the other it is 2·step: divide by that, not by step.")
def _(f, theta, step):
    return 2 * slopes_by_nudging(f, theta, step)


@slopes_by_nudging.mistake("You return the differences: divide them by 2·step to get slopes.")
def _(f, theta, step):
    return 2 * step * slopes_by_nudging(f, theta, step)


@slopes_by_nudging.mistake("You nudge all parameters together. Each slope moves one of them alone.")
def _(f, theta, step):
    slope = (f(theta + step) - f(theta - step)) / (2 * step)
    return np.full(len(theta), slope)


@slopes_by_nudging.mistake(
    "A parameter stays nudged while the next one is measured. Copy theta, or put it back."
)
def _(f, theta, step):
    slopes, here = [], theta.copy()
    for i in range(len(theta)):
        here[i] += step
        above = f(here)
        here[i] -= 2 * step
        slopes.append((above - f(here)) / (2 * step))
    return np.array(slopes)


@slopes_by_nudging.mistake(
    "All slopes are 0: f is taken twice at the same place. After up = theta, changing up changes "
    "theta as well; theta.copy() makes a place of its own."
)
def _(f, theta, step):
    return np.zeros(len(theta))


@slopes_by_nudging.mistake("The sign is turned: take f after the nudge up minus f after the other.")
def _(f, theta, step):
    return -slopes_by_nudging(f, theta, step)


@exercise(
    lesson="3.2",
    points=3,
    minutes=6,
    kind="predict",
    parts=("the limit", "factor of x", "factor of y"),
    hints=(
        "What are the slopes of C along x and along y? Each has the form curvature times place.",
        "The slopes are 20·x and 0.1·y. One step multiplies a distance by 1 − η·curvature.",
        "The steepest direction sets the limit, 2/20; then 1 − 0.09·20 and 1 − 0.09·0.1.",
    ),
)
def ravine_factors():
    """Return three numbers for the cost C(x, y) = 10·x² + 0.05·y²:

    1. the learning rate above which gradient descent no longer gets closer,
    2. the factor by which one step with η = 0.09 multiplies x,
    3. the factor by which the same step multiplies y.
    """
    return 0.1, -0.8, 0.991


@ravine_factors.mistake("The slope of 10·x² is 20·x: the 2 of the square comes to the front.")
def _():
    return 0.2, 0.1, 0.9955


@ravine_factors.mistake("The limit is 2 over the curvature. At 1 over it, one step lands at 0.")
def _():
    return 0.05, -0.8, 0.991


@ravine_factors.mistake(
    "You take the limit of the flat direction. The steepest one diverges first, and sets it."
)
def _():
    return 20.0, -0.8, 0.991


@ravine_factors.mistake(
    "x changes sides at each step: 0.09 is more than half of the limit, so its factor is negative."
)
def _():
    return 0.1, 0.8, 0.991


@ravine_factors.mistake("A factor says what is left of the distance, not what is taken from it.")
def _():
    return 0.1, 1.8, 0.009


@exercise(
    lesson="3.2",
    points=3,
    minutes=5,
    hints=(
        "order says in which order the examples come. Which part of it makes the first batch?",
        "Go through 0, batch_size, 2·batch_size, …; a slice past the end is cut off, not an error.",
        "for start in range(0, len(x), batch_size): rows = order[start : start + batch_size], "
        "then yield x[rows], y[rows]",
    ),
)
def shuffled_batches(x, y, batch_size, order):
    """Yield (x, y) of one batch after the other, so that all are used once.

    x (n, n_in) and y (n,) belong together, row by row. order (n,) is a shuffled
    list of the rows: the first batch takes its first batch_size entries, and so
    on. If n does not divide evenly, the last batch is smaller.
    """
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@shuffled_batches.cases
def _(rng):
    for n, batch_size in ((11, 2), (8, 4), (10, 4), (7, 3)):
        x, y = rng.normal(size=(n, 2)), rng.integers(0, 10, size=n) + 10 * np.arange(n)
        yield x, y, batch_size, rng.permutation(n)


@shuffled_batches.mistake(
    "x is shuffled and y is not, so that images and answers no longer belong together."
)
def _(x, y, batch_size, order):
    for start in range(0, len(x), batch_size):
        yield x[order[start : start + batch_size]], y[start : start + batch_size]


@shuffled_batches.mistake("order is not used: your batches follow the rows of x as they stand.")
def _(x, y, batch_size, order):
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


@shuffled_batches.mistake("Every batch is the first one: the slice does not move on with start.")
def _(x, y, batch_size, order):
    for _ in range(0, len(x), batch_size):
        yield x[order[:batch_size]], y[order[:batch_size]]


@shuffled_batches.mistake(
    "Your last batch is filled up with examples that were used before. Let it be smaller."
)
def _(x, y, batch_size, order):
    for start in range(0, len(x), batch_size):
        rows = np.take(order, range(start, start + batch_size), mode="wrap")
        yield x[rows], y[rows]


@shuffled_batches.mistake(
    "A slice is [from : to]. Yours ends at batch_size where start + batch_size is meant."
)
def _(x, y, batch_size, order):
    for start in range(0, len(x), batch_size):
        yield x[order[start:batch_size]], y[order[start:batch_size]]


# ---- 3.5 Backpropagation -------------------------------------------------------------


@exercise(
    lesson="3.5",
    points=2,
    minutes=3,
    hints=(
        "Hold one of the two still and move the other: how fast does the result follow?",
        "a − b moves with a and against b. a / b is a · (1/b), and 1/b has the derivative −1/b².",
        'The two lines are "-": (1.0, -1.0) and "/": (1 / b, -a / b**2).',
    ),
)
def local_derivatives(operation, a, b):
    """Return the two local derivatives of `a operation b`, by a and by b.

    operation is "+", "-", "*" or "/"; a and b are numbers other than 0.
    Example: local_derivatives("*", 3.0, 2.0) is (2.0, 3.0).
    """
    derivatives = {
        "+": (1.0, 1.0),
        "-": (1.0, -1.0),
        "*": (b, a),
        "/": (1 / b, -a / b**2),
    }
    return derivatives[operation]


@local_derivatives.start
def _(operation, a, b):
    derivatives = {
        "+": (1.0, 1.0),
        "-": ...,
        "*": (b, a),
        "/": ...,
    }
    return derivatives[operation]


@local_derivatives.cases
def _(rng):
    for operation in "-/+*-/":
        a, b = rng.uniform(1.5, 4, size=2).round(2).tolist()
        yield operation, a, -b


@local_derivatives.mistake("In a − b, raising b lowers the result: its local derivative is −1.")
def _(operation, a, b):
    return (1.0, 1.0) if operation == "-" else local_derivatives(operation, a, b)


@local_derivatives.mistake("In a / b, the derivative by b is −a/b²: the minus sign is missing.")
def _(operation, a, b):
    return (1 / b, a / b**2) if operation == "/" else local_derivatives(operation, a, b)


@local_derivatives.mistake("In a / b, the derivative of 1/b is −1/b²: the square is missing.")
def _(operation, a, b):
    return (1 / b, -a / b) if operation == "/" else local_derivatives(operation, a, b)


@local_derivatives.mistake("In a / b, the derivative by b is −a/b²: the factor a is missing.")
def _(operation, a, b):
    return (1 / b, -1 / b**2) if operation == "/" else local_derivatives(operation, a, b)


@local_derivatives.mistake(
    "In a / b, the derivative by b is not 1/a: 1/b has the slope −1/b², times a."
)
def _(operation, a, b):
    return (1 / b, 1 / a) if operation == "/" else local_derivatives(operation, a, b)


@local_derivatives.mistake("The order is: first the derivative by a, then the one by b.")
def _(operation, a, b):
    return local_derivatives(operation, a, b)[::-1]


@exercise(
    lesson="3.5",
    points=3,
    minutes=5,
    hints=(
        "Which nodes does the cost depend on, directly or through others? Visit those, each once.",
        "Keep a set of what is found and a list of what is still to be looked at: see `reachable`.",
        "Start both with the cost, add each new parent, return sorted(found, reverse=True).",
    ),
)
def visit_order(parents):
    """Return the numbers of the nodes in the order in which `backward` goes.

    parents[i] is a tuple: the numbers of the nodes from which node i was
    computed, () for an input. The cost is the node with the largest number.
    Each node that the cost depends on is visited once, by falling number; the
    others are left out. Graphs may be thousands of nodes deep, too deep for a
    function that calls itself.
    Example: visit_order({0: (), 1: (), 2: (0,), 3: (0,), 4: (2, 0)})
    is [4, 2, 0].
    """
    cost = max(parents)
    found, waiting = {cost}, [cost]
    while waiting:
        for parent in parents[waiting.pop()]:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return sorted(found, reverse=True)


@visit_order.cases
def _(rng):
    yield ({0: (), 1: (), 2: (0,), 3: (0,), 4: (2, 0)},)
    yield ({0: (), 1: (0,), 2: (1, 0), 3: (2, 1), 4: (), 5: (3, 1)},)
    yield ({0: (), 1: (), 2: (0, 1), 3: (1, 1), 4: (2,), 5: (2, 3), 6: (5, 2)},)
    for size in (9, 14):
        pairs = {i: tuple(rng.integers(0, i, size=2).tolist()) for i in range(2, size)}
        yield ({0: (), 1: ()} | pairs,)
    yield ({0: ()} | {i: (i - 1,) for i in range(1, 5000)},)


AS_FOUND = (
    "You visit nodes in the order in which they are found, "
    "some of them before all that was computed from them."
)


@visit_order.mistake(AS_FOUND)
def _(parents):
    order, seen = [max(parents)], {max(parents)}
    for node in order:
        order += [p for p in dict.fromkeys(parents[node]) if p not in seen]
        seen.update(parents[node])
    return order


@visit_order.mistake(AS_FOUND)
def _(parents):
    found, waiting = {max(parents): True}, [max(parents)]
    while waiting:
        new = [p for p in dict.fromkeys(parents[waiting.pop()]) if p not in found]
        found |= dict.fromkeys(new, True)
        waiting += new
    return list(found)


@visit_order.mistake("That is the forward pass: backward starts at the cost, and numbers fall.")
def _(parents):
    return visit_order(parents)[::-1]


@visit_order.mistake("You visit every node, also those that the cost does not depend on.")
def _(parents):
    return sorted(parents, reverse=True)


@visit_order.mistake("The cost itself is missing: it is visited first.")
def _(parents):
    return visit_order(parents)[1:]


@visit_order.mistake("You stop at the parents of the cost: go on to theirs, back to the inputs.")
def _(parents):
    cost = max(parents)
    return [cost, *sorted(set(parents[cost]), reverse=True)]


@visit_order.mistake(
    "You visit a node once for each use. Once is enough: look whether it was found before."
)
def _(parents):
    found = visit_order(parents)
    uses = [parent for node in found for parent in parents[node]]
    return sorted([found[0], *uses], reverse=True)


@exercise(
    lesson="3.5",
    points=4,
    minutes=6,
    parts=("d_x", "d_weight", "d_bias"),
    hints=(
        "d_a is the slope at a = tanh(z). What is δ, the slope at z?",
        "δ = d_a ⊙ tanh'(z). Equations 3 and 4 give d_weight and d_bias, half of 2 gives d_x.",
        "With d_z = d_a * tanh.derivative(x @ weight + bias): "
        "d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0).",
    ),
)
def layer_backward(x, weight, bias, d_a):
    """Return (d_x, d_weight, d_bias) for a = tanh(x @ weight + bias).

    x (n, n_in), weight (n_in, n_out), bias (n_out,), and d_a (n, n_out), the
    ∂C/∂a that arrives from behind. Each result is ∂C/∂ of what it is named
    after, and has its shape.
    """
    d_z = d_a * tanh.derivative(x @ weight + bias)
    return d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0)


@layer_backward.cases
def _(rng):
    for n, n_in, n_out in [(1, 2, 2), (5, 3, 3), (4, 4, 2), (3, 2, 5)]:
        x, weight = rng.normal(size=(n, n_in)), rng.normal(size=(n_in, n_out))
        yield x, weight, rng.normal(size=n_out), rng.normal(size=(n, n_out))


@layer_backward.mistake("tanh is missing on the way back: δ is d_a times tanh'(z), not d_a itself.")
def _(x, weight, bias, d_a):
    return d_a @ weight.T, x.T @ d_a, d_a.sum(axis=0)


@layer_backward.mistake("The derivative of tanh is taken at its output a; it belongs at z.")
def _(x, weight, bias, d_a):
    d_z = d_a * tanh.derivative(tanh(x @ weight + bias))
    return d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0)


@layer_backward.mistake("You multiply d_a by tanh(z) itself in place of its derivative.")
def _(x, weight, bias, d_a):
    d_z = d_a * tanh(x @ weight + bias)
    return d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0)


@layer_backward.mistake("tanh'(z) is 1 − tanh²(z), that is 1 − a²; you square z itself.")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - (x @ weight + bias) ** 2)
    return d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0)


@layer_backward.mistake("The bias is missing in the z at which you take the derivative of tanh.")
def _(x, weight, bias, d_a):
    d_z = d_a * tanh.derivative(x @ weight)
    return d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0)


@layer_backward.mistake(
    "d_weight and d_bias are means over the examples. "
    "Contributions add up; the 1/n of the cost is already inside d_a."
)
def _(x, weight, bias, d_a):
    d_z = d_a * tanh.derivative(x @ weight + bias)
    return d_z @ weight.T, x.T @ d_z / len(x), d_z.mean(axis=0)


@layer_backward.mistake(
    "d_bias has a row for each example. All examples use the same bias, so their slopes add up."
)
def _(x, weight, bias, d_a):
    d_z = d_a * tanh.derivative(x @ weight + bias)
    return d_z @ weight.T, x.T @ d_z, d_z


@layer_backward.mistake("d_weight is transposed: it has the shape of weight, (n_in, n_out).")
def _(x, weight, bias, d_a):
    d_z = d_a * tanh.derivative(x @ weight + bias)
    return d_z @ weight.T, d_z.T @ x, d_z.sum(axis=0)


@exercise(
    lesson="3.5",
    points=3,
    minutes=5,
    kind="fix",
    parts=("d_w1", "d_b1", "d_w2", "d_b2"),
    hints=(
        "Which two gradients are wrong, and which line feeds both and none of the right ones?",
        "It is the line of d_z1. Compare it with equation 2, factor by factor.",
        "The slope of tanh at z1 is 1 − tanh²(z1) = 1 - a1**2; tanh(a1) applies tanh twice.",
    ),
)
def network_gradients(x, t, w1, b1, w2, b2):
    """Return (d_w1, d_b1, d_w2, d_b2) for this cost, a mean over all of t:

    C = mean((tanh(x @ w1 + b1) @ w2 + b2 - t)**2)

    x (n, n_in), t (n, n_out), w1 (n_in, n_hidden), b1 (n_hidden,),
    w2 (n_hidden, n_out), b2 (n_out,).
    """
    z1 = x @ w1 + b1
    a1 = tanh(z1)
    z2 = a1 @ w2 + b2
    d_z2 = 2 * (z2 - t) / t.size
    d_z1 = (d_z2 @ w2.T) * (1 - a1**2)
    return x.T @ d_z1, d_z1.sum(axis=0), a1.T @ d_z2, d_z2.sum(axis=0)


@network_gradients.start
def _(x, t, w1, b1, w2, b2):
    z1 = x @ w1 + b1
    a1 = tanh(z1)
    z2 = a1 @ w2 + b2
    d_z2 = 2 * (z2 - t) / t.size
    d_z1 = (d_z2 @ w2.T) * (1 - tanh(a1) ** 2)
    return x.T @ d_z1, d_z1.sum(axis=0), a1.T @ d_z2, d_z2.sum(axis=0)


@network_gradients.cases
def _(rng):
    for n, n_in, n_hidden, n_out in [(5, 3, 4, 2), (6, 2, 2, 2), (3, 4, 3, 1)]:
        shapes = (n, n_in), (n, n_out), (n_in, n_hidden), n_hidden, (n_hidden, n_out), n_out
        yield tuple(rng.normal(size=shape) for shape in shapes)


def _gradients_with(x, t, w1, b1, w2, b2, slope, scale=2):
    """Return the four gradients with another slope at the hidden layer, or another scale."""
    a1 = tanh(x @ w1 + b1)
    d_z2 = scale * (a1 @ w2 + b2 - t) / t.size
    d_z1 = (d_z2 @ w2.T) * slope
    return x.T @ d_z1, d_z1.sum(axis=0), a1.T @ d_z2, d_z2.sum(axis=0)


@network_gradients.mistake("The hidden layer has lost its f': d_z1 needs the factor tanh'(z1).")
def _(x, t, w1, b1, w2, b2):
    return _gradients_with(x, t, w1, b1, w2, b2, 1.0)


@network_gradients.mistake("d_z1 is multiplied by the activation a1; it needs the slope at z1.")
def _(x, t, w1, b1, w2, b2):
    return _gradients_with(x, t, w1, b1, w2, b2, tanh(x @ w1 + b1))


@network_gradients.mistake("tanh'(z) is 1 − a²: the square is missing.")
def _(x, t, w1, b1, w2, b2):
    return _gradients_with(x, t, w1, b1, w2, b2, 1 - tanh(x @ w1 + b1))


@network_gradients.mistake("tanh'(z) is 1 − tanh²(z), that is 1 − a²; you square z1 itself.")
def _(x, t, w1, b1, w2, b2):
    return _gradients_with(x, t, w1, b1, w2, b2, 1 - (x @ w1 + b1) ** 2)


@network_gradients.mistake("tanh' is taken at x @ w1, without the bias; it belongs at z1.")
def _(x, t, w1, b1, w2, b2):
    return _gradients_with(x, t, w1, b1, w2, b2, tanh.derivative(x @ w1))


@network_gradients.mistake("The line of d_z2 was right: the square of the cost brings a factor 2.")
def _(x, t, w1, b1, w2, b2):
    return _gradients_with(x, t, w1, b1, w2, b2, tanh.derivative(x @ w1 + b1), scale=1)


@exercise(
    lesson="3.5",
    points=2,
    minutes=3,
    kind="predict",
    parts=("w.data", "w.grad"),
    hints=(
        "Which line of this code is allowed to change w.data?",
        "∂C/∂w is 2·(2w − 5)·2 at w = 3. What does += do with it the second and third time?",
        "The slope is 4 each time. Nothing moves w, and three slopes are added: (3.0, 12.0).",
    ),
)
def three_backwards():
    """Return (w.data, w.grad), two numbers, as they are at the end of:

    w = Tensor(3.0)
    for _ in range(3):
        C = (2 * w - 5) ** 2
        C.backward()
    """
    return 3.0, 12.0


@three_backwards.mistake("Nobody sets w.grad to 0 in between, so the three slopes add up.")
def _():
    return 3.0, 4.0


@three_backwards.mistake("There is no optimizer here. Nothing moves w: backward computes slopes.")
def _():
    return -9.0, 12.0


@three_backwards.mistake("The chain has two links: the 2 inside 2w is one more factor.")
def _():
    return 3.0, 6.0


@three_backwards.mistake("backward sets no gradient to 0, and nobody else does here.")
def _():
    return 3.0, 0.0

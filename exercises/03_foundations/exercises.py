"""Exercises of unit 3, machine-learning foundations."""
# ruff: noqa: F841 (a gap may leave a variable unused)

import numpy as np

from nnhelpers.activations import tanh
from nnhelpers.checking import exercise

# ---- 3.1 Bias and variance -----------------------------------------------------------


@exercise(
    lesson="3.1",
    points=3,
    minutes=6,
    parts=("bias²", "variance"),
    hints=(
        "Which axis runs over the fits? Along it you take the mean curve.",
        "bias² is the mean over the places of (mean curve − truth)²; variance is the mean over "
        "fits and places of (prediction − mean curve)².",
        "mean = predictions.mean(axis=0), then np.mean((mean - truth) ** 2) and "
        "np.mean((predictions - mean) ** 2)",
    ),
)
def bias_and_variance(predictions, truth):
    """Return (bias², variance) of a model, two numbers.

    predictions (n_fits, n_places): row i is what the model predicts at all
    places after it was fitted to training set i. truth (n_places,) is the
    right value at each place. Both results are averaged over the places. The
    inputs stay unchanged.
    """
    mean = predictions.mean(axis=0)
    return np.mean((mean - truth) ** 2), np.mean((predictions - mean) ** 2)


@bias_and_variance.cases
def _(rng):
    for n_fits, n_places in ((4, 3), (6, 6), (5, 2), (3, 7)):
        truth = rng.normal(size=n_places)
        offset = rng.uniform(-2, 2, size=n_places)
        yield truth + offset + rng.normal(size=(n_fits, n_places)), truth


@bias_and_variance.mistake(
    "Your bias² and variance have one axis too many, a value for each place. Average over the "
    "places as well."
)
def _(predictions, truth):
    mean = predictions.mean(axis=0)
    return (mean - truth) ** 2, predictions.var(axis=0)


@bias_and_variance.mistake(
    "The bias is averaged over the places before it is squared, so that errors of both signs "
    "cancel. Square it at each place."
)
def _(predictions, truth):
    bias = np.mean(predictions.mean(axis=0) - truth)
    return bias**2, bias_and_variance(predictions, truth)[1]


@bias_and_variance.mistake(
    "Your bias² is the error of the single fits, which has the variance in it. "
    "Take the mean curve first, then its distance from the truth."
)
def _(predictions, truth):
    return np.mean((predictions - truth) ** 2), bias_and_variance(predictions, truth)[1]


@bias_and_variance.mistake(
    "Your variance is measured around the truth. It is the scatter around the mean curve."
)
def _(predictions, truth):
    return bias_and_variance(predictions, truth)[0], np.mean((predictions - truth) ** 2)


@bias_and_variance.mistake(
    "Your mean runs over the places (axis=1). The mean curve is the mean over the fits, axis=0."
)
def _(predictions, truth):
    mean = predictions.mean(axis=1)
    return np.mean((mean - truth.mean()) ** 2), np.mean((predictions - mean[:, None]) ** 2)


@bias_and_variance.mistake(
    "The variance runs over the places (axis=1). It is the scatter over the fits, axis=0."
)
def _(predictions, truth):
    return bias_and_variance(predictions, truth)[0], predictions.var(axis=1).mean()


@bias_and_variance.mistake("That is the standard deviation; the variance is its square.")
def _(predictions, truth):
    return bias_and_variance(predictions, truth)[0], predictions.std(axis=0).mean()


@bias_and_variance.mistake("The two are in the wrong order: first bias², then variance.")
def _(predictions, truth):
    return bias_and_variance(predictions, truth)[::-1]


@bias_and_variance.mistake("The bias is averaged without its square: return bias².")
def _(predictions, truth):
    bias = predictions.mean(axis=0) - truth
    return np.mean(np.abs(bias)), bias_and_variance(predictions, truth)[1]


@exercise(
    lesson="3.1",
    points=3,
    minutes=5,
    kind="choose",
    parts=("A", "B", "C"),
    hints=(
        "For each reader, look at the last row: is the training error low, and is there a gap?",
        "A gap that closes with data asks for data; two curves that meet high up ask for a better "
        "model; errors that people make as well ask for better labels.",
        'A has a wide gap, B has none, C is as good as its labels: ("data", "model", "labels").',
    ),
)
def next_action():
    """Return what to try first for each reader, three texts out of "data"
    (collect more), "model" (a larger one) and "labels" (have them checked).

    The goal is a test error of 5 %. On the texts of C, two people who label
    them independently disagree in 12 cases of 100; on A's and B's, in 1.

    reader   examples   training error   test error    (in percent)
    A             500              0.0         21.4
    A           5,000              0.2         11.0
    B             500             27.8         33.1
    B           5,000             30.2         30.9
    C             500              5.1         16.0
    C           5,000             11.2         12.3
    """
    return "data", "model", "labels"


@next_action.mistake(
    "A makes almost no mistake on its training examples: capacity is not what it lacks. With ten "
    "times the data its test error halved."
)
def _():
    return "model", "model", "labels"


@next_action.mistake(
    "B's two errors have met at 30 %. More examples would leave both where they are."
)
def _():
    return "data", "data", "labels"


@next_action.mistake(
    "Data is not always the answer. B's two errors have met, and so have C's: more examples would "
    "leave both where they are."
)
def _():
    return "data", "data", "data"


@next_action.mistake(
    "C's two errors have met, and where people disagree in 12 of 100 cases no model can be sure "
    "what is right: that is noise. Look at the labels first."
)
def _():
    return "data", "model", "model"


@next_action.mistake(
    "More data bring C's two errors together, and they have met already, near the 12 % on which "
    "people disagree."
)
def _():
    return "data", "model", "data"


@next_action.mistake(
    "A and B are the wrong way round: a gap asks for data, two high errors for a larger model."
)
def _():
    return "model", "data", "labels"


def _wavy_points(rng, n):
    x = np.sort(rng.uniform(-1, 1, size=n))
    return x, np.sin(3 * x) + 0.25 * rng.normal(size=n)


def _validation_errors(x, y, x_new, y_new, degrees):
    curves = [np.polynomial.Polynomial.fit(x, y, degree) for degree in degrees]
    return np.array([np.mean((curve(x_new) - y_new) ** 2) for curve in curves])


@exercise(
    lesson="3.1",
    points=3,
    minutes=6,
    kind="fix",
    hints=(
        "Which points does each curve know, and by which points is it judged here?",
        "Fit to (x, y), judge by (x_new, y_new), return the degree with the smallest error.",
        "errors.append(np.mean((curve(x_new) - y_new) ** 2))",
    ),
)
def degree_by_validation(x, y, x_new, y_new, degrees):
    """Return the degree, one of the list degrees, that predicts best.

    Each polynomial is fitted to the training points x (n,), y (n,) and judged
    by its mean squared error on the validation points x_new (m,), y_new (m,).
    """
    errors = []
    for degree in degrees:
        curve = np.polynomial.Polynomial.fit(x, y, degree)
        errors.append(np.mean((curve(x_new) - y_new) ** 2))
    return degrees[int(np.argmin(errors))]


@degree_by_validation.start
def _(x, y, x_new, y_new, degrees):
    errors = []
    for degree in degrees:
        curve = np.polynomial.Polynomial.fit(x, y, degree)
        errors.append(np.mean((curve(x) - y) ** 2))
    return degrees[int(np.argmin(errors))]


@degree_by_validation.cases
def _(rng):
    for n, degrees in ((30, [2, 4, 11]), (30, [0, 3, 7]), (13, [3, 5, 10]), (30, [8, 4, 0])):
        yield *_wavy_points(rng, n), *_wavy_points(rng, 60), degrees


@degree_by_validation.mistake(
    "You judge each curve by the points it was fitted to. There the largest degree always wins. "
    "Fit to x, y and judge by x_new, y_new."
)
def _(x, y, x_new, y_new, degrees):
    return max(degrees)


@degree_by_validation.mistake(
    "You return the place in the list. Return the degree that stands there: degrees[…]."
)
def _(x, y, x_new, y_new, degrees):
    return int(np.argmin(_validation_errors(x, y, x_new, y_new, degrees)))


@degree_by_validation.mistake(
    "You return all errors; one number is asked, the degree whose error is the smallest."
)
def _(x, y, x_new, y_new, degrees):
    return _validation_errors(x, y, x_new, y_new, degrees)


@degree_by_validation.mistake("You return the smallest error, not the degree that has it.")
def _(x, y, x_new, y_new, degrees):
    return _validation_errors(x, y, x_new, y_new, degrees).min()


@degree_by_validation.mistake(
    "You always take the smallest degree. The points x_new, y_new have to decide."
)
def _(x, y, x_new, y_new, degrees):
    return min(degrees)


@degree_by_validation.mistake("That is the degree with the largest error: argmin, not argmax.")
def _(x, y, x_new, y_new, degrees):
    return degrees[int(np.argmax(_validation_errors(x, y, x_new, y_new, degrees)))]


@degree_by_validation.mistake(
    "You return the first degree of the list, whatever the others do: does `return` stand inside "
    "the loop?"
)
def _(x, y, x_new, y_new, degrees):
    return degrees[0]


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
    or an array. The path has steps + 1 entries. start itself may not change.
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


@descend.mistake("Every step begins at the start. Take it from theta, the place where you are now.")
def _(gradient, start, learning_rate, steps):
    first = start - learning_rate * gradient(start)
    return np.array([start] + [first] * steps)


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
    step, nudge it down by step, and leave the others where they are. theta
    itself is as before when you are done.
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


def _together(f, theta, step):
    return (f(theta + step) - f(theta - step)) / (2 * step)


ALL_NUDGED = "You nudge all parameters together. Each slope moves one of them alone."
slopes_by_nudging.mistake(ALL_NUDGED)(_together)


@slopes_by_nudging.mistake(ALL_NUDGED)
def _(f, theta, step):
    return np.full(len(theta), _together(f, theta, step))


@slopes_by_nudging.mistake(
    "`/ 2 * step` divides by 2 and then multiplies by step. With parentheses: / (2 * step)."
)
def _(f, theta, step):
    return step**2 * slopes_by_nudging(f, theta, step)


@slopes_by_nudging.mistake(
    "Only the first slope is measured, the others are still 0: does `return` stand inside the loop?"
)
def _(f, theta, step):
    return slopes_by_nudging(f, theta, step) * (np.arange(len(theta)) == 0)


@slopes_by_nudging.mistake(
    "A parameter stays nudged while the next one is measured. Nudge a copy, or put it back."
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


@ravine_factors.mistake(
    "The curvature along x is 20, not 10: the slope of 10·x² is 20·x, the 2 of the square comes to "
    "the front."
)
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


@ravine_factors.mistake("The last two have changed places: first the factor of x, then that of y.")
def _():
    return 0.1, 0.991, -0.8


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


@shuffled_batches.mistake(
    "The rows that are left at the end are missing. The last batch may be smaller than the others."
)
def _(x, y, batch_size, order):
    for i in range(len(x) // batch_size):
        rows = order[i * batch_size : (i + 1) * batch_size]
        yield x[rows], y[rows]


@shuffled_batches.mistake(
    "`return` ends the function with its first batch. `yield` hands out one after the other."
)
def _(x, y, batch_size, order):
    return x[order[:batch_size]], y[order[:batch_size]]


@shuffled_batches.mistake("The answers are missing: yield x[rows] *and* y[rows].")
def _(x, y, batch_size, order):
    for start in range(0, len(x), batch_size):
        yield x[order[start : start + batch_size]]


@shuffled_batches.mistake(
    "You yield a single row. A batch is a slice of order, from start to start + batch_size."
)
def _(x, y, batch_size, order):
    for start in range(0, len(x), batch_size):
        yield x[order[start]], y[order[start]]


# ---- 3.3 Regularization --------------------------------------------------------------


@exercise(
    lesson="3.3",
    points=2,
    minutes=4,
    parts=("d_weight", "d_bias"),
    hints=(
        "What is the slope of λ/2·w² along w?",
        "∂/∂w (λ/2·w²) = λ·w, one number for each weight. The bias is not penalized.",
        "return d_weight + penalty * weight, d_bias",
    ),
)
def l2_gradient(d_weight, d_bias, weight, penalty):
    """Return (d_weight, d_bias) of the cost C + penalty/2 · (sum of weight²).

    d_weight and weight (n_in, n_out), d_bias (n_out,): the gradients of C
    itself, and the weights. penalty: λ, a number of at least 0. The bias is
    not penalized. None of the arrays that you are given may change.
    """
    return d_weight + penalty * weight, d_bias


@l2_gradient.cases
def _(rng):
    for n_in, n_out in ((3, 2), (2, 4), (4, 1), (5, 3)):
        d_weight, weight = rng.normal(size=(2, n_in, n_out))
        yield d_weight, rng.normal(size=n_out), weight, rng.uniform(0.1, 0.9)


@l2_gradient.mistake("The slope of λ/2·w² is λ·w: the 2 of the square and the ½ cancel.")
def _(d_weight, d_bias, weight, penalty):
    return d_weight + 2 * penalty * weight, d_bias


@l2_gradient.mistake("The ½ is gone once you take the slope: λ/2·w² has the slope λ·w.")
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty * weight / 2, d_bias


@l2_gradient.mistake("That is L1, λ·sign(w). The slope of L2 grows with the weight: λ·w.")
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty * np.sign(weight), d_bias


@l2_gradient.mistake(
    "You add the penalty itself, one number. Its slope is needed, one number for each weight: λ·w."
)
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty / 2 * np.sum(weight**2), d_bias


@l2_gradient.mistake("You add λ/2·w² for each weight, the penalty and not its slope λ·w.")
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty / 2 * weight**2, d_bias


@l2_gradient.mistake(
    "The sign is turned. The step goes against the gradient, so a *positive* λ·w is what shrinks w."
)
def _(d_weight, d_bias, weight, penalty):
    return d_weight - penalty * weight, d_bias


@l2_gradient.mistake(
    "You return one array, the gradient of the weights. That of the bias is asked as well: "
    "return both, with a comma between."
)
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty * weight


@l2_gradient.mistake("The penalty is lost: your gradients are those of C alone.")
def _(d_weight, d_bias, weight, penalty):
    return d_weight, d_bias


@l2_gradient.mistake(
    "You penalize the bias as well. It moves the function, it does not steepen it."
)
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty * weight, d_bias + penalty * weight.sum(axis=0)


@exercise(
    lesson="3.3",
    points=3,
    minutes=6,
    hints=(
        "What happens to an activation whose random number is below the drop probability?",
        "Kept ones are divided by 1 − p. In use, nothing is dropped and nothing is scaled.",
        "if not training: return a; "
        "then return a * (random >= drop_probability) / (1 - drop_probability)",
    ),
)
def inverted_dropout(a, drop_probability, random, training):
    """Return the activations a (n, n_units) after dropout.

    drop_probability: p, at least 0 and below 1. random (n, n_units): a random
    number between 0 and 1 for each activation; where it is below p, the
    activation is dropped. What is kept is scaled so that the expected value
    stays the same. training: in use (False) a is returned as it is. The array
    a itself may not change.
    """
    if not training:
        return a
    return a * (random >= drop_probability) / (1 - drop_probability)


@inverted_dropout.cases
def _(rng):
    for n, n_units, p, training in (
        (3, 4, 0.3, True),
        (2, 5, 0.3, False),
        (4, 3, 0.6, True),
        (5, 2, 0.8, False),
        (4, 4, 0.2, True),
    ):
        yield rng.normal(size=(n, n_units)), p, rng.random((n, n_units)), training


@inverted_dropout.mistake("It drops in use as well. With training False, return a as it is.")
def _(a, drop_probability, random, training):
    return inverted_dropout(a, drop_probability, random, True)


@inverted_dropout.mistake(
    "What is kept is not scaled up, so the next layer gets less in training than in use: "
    "divide by 1 − p."
)
def _(a, drop_probability, random, training):
    return a * (random >= drop_probability) if training else a


@inverted_dropout.mistake("You divide by p. The share that is kept is 1 − p: divide by that.")
def _(a, drop_probability, random, training):
    return a * (random >= drop_probability) / drop_probability if training else a


@inverted_dropout.mistake("You keep what should be dropped: below p an activation is dropped.")
def _(a, drop_probability, random, training):
    return a * (random < drop_probability) / (1 - drop_probability) if training else a


@inverted_dropout.mistake(
    "You multiply by 1 − p. What is kept has to grow, to make up for what is dropped: divide."
)
def _(a, drop_probability, random, training):
    return a * (random >= drop_probability) * (1 - drop_probability) if training else a


@inverted_dropout.mistake(
    "You scale in use, by 1 − p. That is the older form of dropout; here the scaling is done in "
    "training, and in use nothing happens."
)
def _(a, drop_probability, random, training):
    return a * (random >= drop_probability) if training else a * (1 - drop_probability)


@inverted_dropout.mistake("It is the wrong way round: it drops in use and not in training.")
def _(a, drop_probability, random, training):
    return inverted_dropout(a, drop_probability, random, not training)


@inverted_dropout.mistake("Nothing is dropped: where random is below p, the result is 0.")
def _(a, drop_probability, random, training):
    return a / (1 - drop_probability) if training else a


@inverted_dropout.mistake("You return the mask itself. Multiply the activations by it.")
def _(a, drop_probability, random, training):
    return (random >= drop_probability) / (1 - drop_probability) if training else a


@exercise(
    lesson="3.3",
    points=3,
    minutes=8,
    parts=("best epoch", "epochs run"),
    hints=(
        "Keep two things while you go through the costs: the lowest so far, and when it was.",
        "After each epoch: a new lowest cost sets best; otherwise stop if epoch − best ≥ patience.",
        "for epoch, cost in enumerate(costs, 1): if best == 0 or cost < costs[best - 1]: "
        "best = epoch; elif epoch - best >= patience: return best, epoch. After the loop: "
        "return best, len(costs)",
    ),
)
def early_stopping(costs, patience):
    """Return (best epoch, number of epochs run), both counted from 1.

    costs: a list of validation costs, one for each epoch that could be run.
    Training stops after the epoch in which, for `patience` epochs in a row,
    there was no cost *below* the lowest before it, or when the list ends.
    The best epoch is the one with the lowest cost among those that were run.
    Example: early_stopping([5, 3, 4, 3, 1], patience=2) is (2, 4).
    """
    best = 0
    for epoch, cost in enumerate(costs, 1):
        if best == 0 or cost < costs[best - 1]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, len(costs)


@early_stopping.cases
def _(rng):
    yield [5, 3, 4, 3, 1], 2
    yield [0.9, 0.7, 0.8, 0.75, 0.6, 0.65, 0.5, 0.8, 0.9, 0.95, 0.4], 3
    yield [3.0, 2.0, 1.0, 0.5], 2
    yield [1.0, 2.0, 0.5, 3.0, 0.7, 0.6, 0.9], 1
    yield [2.0, 1.0, 1.5, 1.2, 1.1, 1.05, 0.2], 4
    yield [0.6, 0.8, 0.5, 0.6, 0.7, 0.55, 0.4], 3


def _stopped(costs, patience, worse):
    """Return (best, run) when a counter of worse epochs follows another rule."""
    best = waited = 0
    for epoch, cost in enumerate(costs, 1):
        best, waited = worse(best, waited, epoch, cost, costs)
        if waited >= patience:
            return best, epoch
    return best, len(costs)


@early_stopping.mistake("You stop one epoch too late: after `patience` epochs without a new best.")
def _(costs, patience):
    return early_stopping(costs, patience + 1)


@early_stopping.mistake(
    "You go through all epochs and take the lowest cost. Early stopping cannot see the epochs "
    "that it never runs."
)
def _(costs, patience):
    return int(np.argmin(costs)) + 1, len(costs)


@early_stopping.mistake("Epochs count from 1 here: the first is epoch 1, not 0.")
def _(costs, patience):
    best, run = early_stopping(costs, patience)
    return best - 1, run


@early_stopping.mistake(
    "You return the epoch in which it stopped as the best one. Go back to the lowest cost."
)
def _(costs, patience):
    run = early_stopping(costs, patience)[1]
    return run, run


@early_stopping.mistake(
    "You compare with the epoch before. What counts is the lowest cost so far: a cost that falls "
    "and is still above it is no new best."
)
def _(costs, patience):
    def rule(best, waited, epoch, cost, costs):
        best = epoch if best == 0 or cost < costs[best - 1] else best
        return best, 0 if epoch == 1 or cost < costs[epoch - 2] else waited + 1

    return _stopped(costs, patience, rule)


@early_stopping.mistake(
    "You count all epochs without a new best, from the start. A new best sets the count back to 0."
)
def _(costs, patience):
    def rule(best, waited, epoch, cost, costs):
        new = best == 0 or cost < costs[best - 1]
        return (epoch, waited) if new else (best, waited + 1)

    return _stopped(costs, patience, rule)


@early_stopping.mistake("The two are in the wrong order: first the best epoch, then those run.")
def _(costs, patience):
    return early_stopping(costs, patience)[::-1]


@early_stopping.mistake("You return the lowest cost. What is asked is its epoch.")
def _(costs, patience):
    best, run = early_stopping(costs, patience)
    return costs[best - 1], run


@early_stopping.mistake(
    "A cost that equals the lowest is no new best: it has to lie *below* it, so < and not <=."
)
def _(costs, patience):
    def rule(best, waited, epoch, cost, costs):
        new = best == 0 or cost <= costs[best - 1]
        return (epoch, 0) if new else (best, waited + 1)

    return _stopped(costs, patience, rule)


# ---- 3.4 Cost functions --------------------------------------------------------------


@exercise(
    lesson="3.4",
    points=4,
    minutes=9,
    hints=(
        "What is log softmax(z) for the right class, if you take the logarithm on paper?",
        "−log p = log Σ exp(z − m) − (z_right − m), with m the largest z of the row.",
        "z = logits - logits.max(axis=1, keepdims=True); "
        "np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), targets])",
    ),
)
def stable_cross_entropy(logits, targets):
    """Return the mean of −log softmax(logits)[right class], a number.

    logits (n, n_classes): any numbers, some near 1000 or −1000. targets (n,):
    the right class of each row, whole numbers from 0 to n_classes − 1. The
    result is finite for all of them, no warning is given, and logits stay
    unchanged.
    """
    z = logits - logits.max(axis=1, keepdims=True)
    right = z[np.arange(len(z)), targets]
    return np.mean(np.log(np.exp(z).sum(axis=1)) - right)


@stable_cross_entropy.cases
def _(rng):
    for n, n_classes, size in ((3, 3, 1), (4, 2, 2), (2, 5, 1), (6, 4, 3), (3, 3, 800)):
        logits = size * rng.normal(size=(n, n_classes))
        yield logits, rng.integers(0, n_classes, size=n)
    yield np.array([[1000.0, 999.0], [-1000.0, -1001.5]]), np.array([1, 0])
    yield np.array([[0.0, -2000.0], [3.0, 1500.0]]), np.array([1, 0])


def _log_p(logits):
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        return np.log(e / e.sum(axis=1, keepdims=True))


def _of_right(values, targets):
    return values[np.arange(len(values)), targets]


@stable_cross_entropy.mistake("You return one cost for each row. What is asked is their mean.")
def _(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), targets]


@stable_cross_entropy.mistake(
    "exp(1000) is inf: take the row's largest logit away before exp, which changes no probability."
)
def _(logits, targets):
    return -np.mean(_of_right(_log_p(logits), targets))


@stable_cross_entropy.mistake(
    "The softmax is stable, but then log meets a p that was rounded to 0. "
    "Take the logarithm on paper: z_right − log Σ exp(z)."
)
def _(logits, targets):
    with np.errstate(all="ignore"):
        z = logits - logits.max(axis=1, keepdims=True)
        return -np.mean(_of_right(_log_p(z), targets))


@stable_cross_entropy.mistake("The sign is turned: −log p is never below 0.")
def _(logits, targets):
    return -stable_cross_entropy(logits, targets)


@stable_cross_entropy.mistake("You add up over the rows. A cost is their mean.")
def _(logits, targets):
    return stable_cross_entropy(logits, targets) * len(logits)


@stable_cross_entropy.mistake(
    "You divide by the number of classes as well. Each row gives one surprise; take their mean."
)
def _(logits, targets):
    return stable_cross_entropy(logits, targets) / logits.shape[1]


@stable_cross_entropy.mistake(
    "You return the mean of −p of the right class. The logarithm is missing."
)
def _(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.mean(_of_right(p, targets))


@stable_cross_entropy.mistake(
    "The targets are not used: you average −log p over all classes, not that of the right one."
)
def _(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(z).sum(axis=1, keepdims=True)) - z)


@stable_cross_entropy.mistake(
    "Clipping p near 0 makes the cost finite, but wrong: what was called nearly impossible is "
    "more surprising than that. Take the logarithm on paper."
)
def _(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.mean(np.log(np.clip(_of_right(p, targets), 1e-12, 1)))


@exercise(
    lesson="3.4",
    points=3,
    minutes=6,
    hints=(
        "What does the gradient of one example look like? And what does the mean do to it?",
        "p − t for each row, with t the one-hot row of the right class, all over n.",
        "p = softmax(logits); p[np.arange(len(p)), targets] -= 1; return p / len(p)",
    ),
)
def cross_entropy_gradient(logits, targets):
    """Return the gradient of the cross-entropy along the logits.

    The cost is the mean over the n rows of −log softmax(logits)[right class].
    logits (n, n_classes) stay unchanged; targets (n,) are the right classes.
    The result has the shape of logits.
    """
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), targets] -= 1
    return p / len(p)


@cross_entropy_gradient.cases
def _(rng):
    for n, n_classes in ((2, 3), (5, 2), (3, 4), (4, 3)):
        yield 2 * rng.normal(size=(n, n_classes)), rng.integers(0, n_classes, size=n)


def _p_and_t(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True), np.eye(logits.shape[1])[targets]


@cross_entropy_gradient.mistake("The cost is a mean over the rows, so the gradient has a 1/n.")
def _(logits, targets):
    p, t = _p_and_t(logits, targets)
    return p - t


@cross_entropy_gradient.mistake("The sign is turned: p − t, what is said minus what is right.")
def _(logits, targets):
    p, t = _p_and_t(logits, targets)
    return (t - p) / len(p)


@cross_entropy_gradient.mistake(
    "You return p itself. For the right class 1 is taken away: p − t, with t its one-hot row."
)
def _(logits, targets):
    return _p_and_t(logits, targets)[0] / len(logits)


@cross_entropy_gradient.mistake(
    "That is the slope along p, −t/p. What is asked is the slope along the logits, before softmax."
)
def _(logits, targets):
    p, t = _p_and_t(logits, targets)
    return -t / p / len(p)


@cross_entropy_gradient.mistake(
    "You subtract the number of the class. What is subtracted is a one-hot row: 1 in the place of "
    "the right class, 0 elsewhere."
)
def _(logits, targets):
    return (_p_and_t(logits, targets)[0] - targets[:, None]) / len(logits)


@cross_entropy_gradient.mistake("You use the logits where the probabilities belong: softmax first.")
def _(logits, targets):
    return (logits - np.eye(logits.shape[1])[targets]) / len(logits)


@cross_entropy_gradient.mistake(
    "You divide by all entries. The mean runs over the n rows only: divide by n."
)
def _(logits, targets):
    p, t = _p_and_t(logits, targets)
    return (p - t) / p.size


@cross_entropy_gradient.mistake(
    "Only the right class gets a slope. The others rise and fall with it: theirs is p."
)
def _(logits, targets):
    p, t = _p_and_t(logits, targets)
    return t * (p - 1) / len(p)


@cross_entropy_gradient.mistake(
    "There is a factor p·(1 − p) too many. With softmax and cross-entropy together it cancels."
)
def _(logits, targets):
    p, t = _p_and_t(logits, targets)
    return (p - t) * p * (1 - p) / len(p)


@cross_entropy_gradient.mistake(
    "p[:, targets] takes 1 from whole columns. Each row has its own class: "
    "p[np.arange(len(p)), targets]."
)
def _(logits, targets):
    p, _ = _p_and_t(logits, targets)
    p[:, targets] -= 1
    return p / len(p)


@cross_entropy_gradient.mistake(
    "Your softmax runs down the columns, axis=0. The classes of an example stand in a row: axis=1."
)
def _(logits, targets):
    e = np.exp(logits - logits.max(axis=0))
    return (e / e.sum(axis=0) - _p_and_t(logits, targets)[1]) / len(logits)


@exercise(
    lesson="3.4",
    points=3,
    minutes=5,
    kind="choose",
    parts=("rents", "spam", "animals", "photo tags"),
    hints=(
        "First decide for each task: is the answer a number, one class of many, or yes or no?",
        "Numbers with gross errors among them ask for Huber. Yes or no, also several times in one "
        "photo, is binary; one out of many is categorical.",
        'Rents "huber", spam "binary", animals "categorical", tags "binary".',
    ),
)
def cost_for_the_task():
    """Return four texts, the cost that fits each task, out of "squared",
    "huber", "binary" (cross-entropy) and "categorical" (cross-entropy):

    1. the rent of a flat, from records of which some have a zero too many,
    2. spam or not spam, from a network with one output,
    3. which one of 12 animals a photo shows,
    4. which of 12 things are in a photo: none, one, or several of them.
    """
    return "huber", "binary", "categorical", "binary"


@cost_for_the_task.mistake(
    "A rent with a zero too many is an error of thousands. Squared, it would outweigh all the rest."
)
def _():
    return "squared", "binary", "categorical", "binary"


@cost_for_the_task.mistake(
    "In task 4 several things may be right at once. A softmax would make them share one "
    "probability of 1; here each thing is a yes or no of its own."
)
def _():
    return "huber", "binary", "categorical", "categorical"


@cost_for_the_task.mistake(
    "The animals exclude each other: if it is a cat, it is no dog. One softmax over all twelve "
    "knows that, twelve separate yes-or-no answers do not."
)
def _():
    return "huber", "binary", "binary", "binary"


@cost_for_the_task.mistake(
    "One output cannot be a softmax over two classes: a single number between 0 and 1 asks for "
    "the binary form. (With two outputs the categorical one would be the same cost.)"
)
def _():
    return "huber", "categorical", "categorical", "binary"


@cost_for_the_task.mistake(
    "Squared error on a probability gives a confident mistake hardly any slope: use cross-entropy."
)
def _():
    return "huber", "squared", "categorical", "binary"


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


@local_derivatives.mistake(
    "In a − b the signs are the wrong way round: raising a raises the result, raising b lowers it."
)
def _(operation, a, b):
    return (-1.0, 1.0) if operation == "-" else local_derivatives(operation, a, b)


@local_derivatives.mistake(
    "You give the value of the operation. A derivative says how fast it moves with a, and with b."
)
def _(operation, a, b):
    value = {"-": a - b, "/": a / b}.get(operation)
    return (value, value) if value is not None else local_derivatives(operation, a, b)


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


@visit_order.mistake(AS_FOUND)
def _(parents):
    found, waiting = {}, [max(parents)]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found[node] = True
            waiting += parents[node]
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


ONCE_EACH = "You visit a node once for each use. Once is enough: look whether it was found before."


@visit_order.mistake(ONCE_EACH)
def _(parents):
    order, waiting = [], [max(parents)]
    while waiting:
        order.append(waiting.pop())
        waiting += parents[order[-1]]
    return sorted(order, reverse=True)


@visit_order.mistake(ONCE_EACH)
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
    after, and has its shape. The inputs stay unchanged.
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


@layer_backward.mistake("a·(1 − a) is the slope of a sigmoid. That of tanh is 1 − a².")
def _(x, weight, bias, d_a):
    a = tanh(x @ weight + bias)
    d_z = d_a * a * (1 - a)
    return d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0)


@layer_backward.mistake(
    "Your d_x is δ, the slope at z. On to x it goes back through the weights: d_z @ weight.T."
)
def _(x, weight, bias, d_a):
    d_z = d_a * tanh.derivative(x @ weight + bias)
    return d_z, x.T @ d_z, d_z.sum(axis=0)


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
    "d_bias has a row for each example. All examples use the same bias, so their slopes add up: "
    ".sum(axis=0)."
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


@network_gradients.mistake("a·(1 − a) is the slope of a sigmoid. That of tanh is 1 − a².")
def _(x, t, w1, b1, w2, b2):
    a1 = tanh(x @ w1 + b1)
    return _gradients_with(x, t, w1, b1, w2, b2, a1 * (1 - a1))


@network_gradients.mistake(
    "The line of d_z2 was right: the cost is a mean over all of t, so t.size and not len(t)."
)
def _(x, t, w1, b1, w2, b2):
    slope = tanh.derivative(x @ w1 + b1)
    return _gradients_with(x, t, w1, b1, w2, b2, slope, scale=2 * t.shape[1])


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


@three_backwards.mistake(
    "backward sets no gradient to 0, and nobody else does here: three slopes add up."
)
def _():
    return 3.0, 0.0


# ---- 3.6 Optimizers and schedules ----------------------------------------------------


@exercise(
    lesson="3.6",
    points=2,
    minutes=5,
    hints=(
        "Two things change in each step, v and θ. Which one has to change first?",
        "v ← β·v + slope at θ, then θ ← θ − η·v.",
        "v = beta * v + gradient(theta); theta = theta - learning_rate * v",
    ),
)
def momentum_path(gradient, start, learning_rate, beta, steps):
    """Return the path of gradient descent with momentum, start included.

    gradient(theta) gives the slope at theta, a number or an array. The velocity
    starts at 0; in each step it becomes beta·v + slope, and theta then moves by
    learning_rate times the new velocity, downhill. The path has steps + 1
    entries; start itself may not change. Write it without looking up.
    """
    theta, v = start, 0.0
    path = [theta]
    for _ in range(steps):
        v = beta * v + gradient(theta)
        theta = theta - learning_rate * v
        path.append(theta)
    return np.array(path)


@momentum_path.start
def _(gradient, start, learning_rate, beta, steps):
    theta, v = start, 0.0
    path = [theta]
    for _ in range(steps):
        v = ...
        theta = ...
        path.append(theta)
    return np.array(path)


@momentum_path.cases
def _(rng):
    yield _bowl_slope, 3.0, 0.25, 0.5, 5
    yield _ravine_slope, rng.normal(size=2), 0.2, 0.8, 6
    yield _wavy_slope, rng.normal(size=3), 0.3, 0.6, 5
    yield _wavy_slope, 2.5, 0.15, 0.9, 4


def _walk_with(step, gradient, start, learning_rate, beta, steps):
    """Return the path on which (theta, v) follow from the ones before by a given rule."""
    theta, v, path = start, 0.0, [start]
    for _ in range(steps):
        theta, v = step(theta, v, gradient, learning_rate, beta)
        path.append(theta)
    return np.array(path)


@momentum_path.mistake("The velocity is never kept: that is plain gradient descent.")
def _(*inputs):
    return _walk_with(lambda th, v, g, rate, beta: (th - rate * g(th), v), *inputs)


@momentum_path.mistake(
    "theta moves by the velocity of the step before. First make the new velocity, then move."
)
def _(*inputs):
    return _walk_with(lambda th, v, g, rate, beta: (th - rate * v, beta * v + g(th)), *inputs)


@momentum_path.mistake(
    "Your path is one step late: it stays at the start for a step. In each step first make the new "
    "velocity, then move, and only then append theta to the path."
)
def _(gradient, start, learning_rate, beta, steps):
    path = momentum_path(gradient, start, learning_rate, beta, steps)
    return np.array([path[0], *path[:-1]])


@momentum_path.mistake("You walk uphill: the step goes against the velocity, so subtract it.")
def _(*inputs):
    def step(theta, v, gradient, rate, beta):
        v = beta * v + gradient(theta)
        return theta + rate * v, v

    return _walk_with(step, *inputs)


@momentum_path.mistake(
    "You weigh the slope with 1 − β, which makes v a running mean. Here it is a sum: β·v + slope."
)
def _(*inputs):
    def step(theta, v, gradient, rate, beta):
        v = beta * v + (1 - beta) * gradient(theta)
        return theta - rate * v, v

    return _walk_with(step, *inputs)


@momentum_path.mistake("β is missing: the old velocity is kept whole, and nothing ever slows down.")
def _(*inputs):
    def step(theta, v, gradient, rate, beta):
        v = v + gradient(theta)
        return theta - rate * v, v

    return _walk_with(step, *inputs)


@momentum_path.mistake("The learning rate is missing: theta moves by η times the velocity.")
def _(*inputs):
    def step(theta, v, gradient, rate, beta):
        v = beta * v + gradient(theta)
        return theta - v, v

    return _walk_with(step, *inputs)


@momentum_path.mistake("That is Nesterov's step, slope + β·v. Here theta moves by v itself.")
def _(*inputs):
    def step(theta, v, gradient, rate, beta):
        slope = gradient(theta)
        v = beta * v + slope
        return theta - rate * (slope + beta * v), v

    return _walk_with(step, *inputs)


@exercise(
    lesson="3.6",
    points=3,
    minutes=7,
    parts=("theta", "m", "s"),
    hints=(
        "Which share of their full size have m and s after t steps? Divide each by it.",
        "m̂ = m/(1 − β₁ᵗ), ŝ = s/(1 − β₂ᵗ), θ ← θ − η·m̂/(√ŝ + ε).",
        "theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8), with "
        "m_hat = m / (1 - beta1**t) and s_hat = s / (1 - beta2**t)",
    ),
)
def adam_step(theta, g, m, s, t, learning_rate, beta1, beta2):
    """Return (theta, m, s) after one step of Adam, the t-th, counted from 1.

    theta, g (the gradient), m and s are arrays of one shape; m and s are the
    running means as they were before this step. What is returned as m and s
    is not corrected; the correction is for this step only. None of the arrays
    that you are given may change. Take ε = 1e-8.
    """
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    return theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8), m, s


@adam_step.start
def _(theta, g, m, s, t, learning_rate, beta1, beta2):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    return ..., m, s


@adam_step.cases
def _(rng):
    for t, shape in ((1, (3,)), (2, (2, 2)), (5, (4,)), (12, (2, 3))):
        theta, g, m = rng.normal(size=(3, *shape))
        s = rng.uniform(0.5, 2, size=shape)
        if t == 1:
            m, s = np.zeros(shape), np.zeros(shape)
        yield theta, g, m, s, t, rng.uniform(0.1, 0.5), 0.9, 0.95


def _adam(theta, g, m, s, t, rate, beta1, beta2, step):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    return theta - rate * step(m, s, 1 - beta1**t, 1 - beta2**t), m, s


@adam_step.mistake("The bias correction is missing: divide m by 1 − β₁ᵗ and s by 1 − β₂ᵗ.")
def _(*inputs):
    return _adam(*inputs, lambda m, s, a, b: m / (np.sqrt(s) + 1e-8))


@adam_step.mistake("s is not corrected: divide it by 1 − β₂ᵗ before you take the root.")
def _(*inputs):
    return _adam(*inputs, lambda m, s, a, b: m / a / (np.sqrt(s) + 1e-8))


@adam_step.mistake("m is not corrected: divide it by 1 − β₁ᵗ.")
def _(*inputs):
    return _adam(*inputs, lambda m, s, a, b: m / (np.sqrt(s / b) + 1e-8))


@adam_step.mistake("The root is missing: divide by √ŝ, which has the unit of a slope.")
def _(*inputs):
    return _adam(*inputs, lambda m, s, a, b: m / a / (s / b + 1e-8))


@adam_step.mistake("You walk uphill: subtract the step.")
def _(*inputs):
    return _adam(*inputs, lambda m, s, a, b: -m / a / (np.sqrt(s / b) + 1e-8))


@adam_step.mistake(
    "You step along the gradient g itself, as RMSProp does. Adam steps along its running mean m̂."
)
def _(theta, g, m, s, t, rate, beta1, beta2):
    return _adam(
        theta, g, m, s, t, rate, beta1, beta2, lambda m, s, a, b: g / (np.sqrt(s / b) + 1e-8)
    )


@adam_step.mistake(
    "You return the corrected means. Corrected again in the next step, they would be too large: "
    "return m and s as they were before the correction."
)
def _(theta, g, m, s, t, rate, beta1, beta2):
    new, m, s = adam_step(theta, g, m, s, t, rate, beta1, beta2)
    return new, m / (1 - beta1**t), s / (1 - beta2**t)


@adam_step.mistake("The power is missing: the share after t steps is 1 − βᵗ, not 1 − β.")
def _(theta, g, m, s, t, rate, beta1, beta2):
    return _adam(
        theta,
        g,
        m,
        s,
        t,
        rate,
        beta1,
        beta2,
        lambda m, s, a, b: m / (1 - beta1) / (np.sqrt(s / (1 - beta2)) + 1e-8),
    )


@adam_step.mistake("The learning rate is missing: the step is η·m̂/(√ŝ + ε).")
def _(theta, g, m, s, t, rate, beta1, beta2):
    return adam_step(theta, g, m, s, t, 1.0, beta1, beta2)


@adam_step.mistake("β₁ and β₂ have changed places: β₁ belongs to m, β₂ to s.")
def _(*inputs):
    return _adam(*inputs, lambda m, s, a, b: m / b / (np.sqrt(s / a) + 1e-8))


@exercise(
    lesson="3.6",
    points=3,
    minutes=7,
    hints=(
        "There are two pieces. Which question decides in which of them a step lies?",
        "Rising: η·(step + 1)/warmup_steps. Falling: η·(1 + cos(π·share))/2, where share goes "
        "from 0 to 1 over the steps after the warm-up.",
        "share = (step - warmup_steps) / (steps - warmup_steps)",
    ),
)
def warmup_cosine(step, learning_rate, warmup_steps, steps):
    """Return the learning rate of a step, counted from 0 up to steps − 1.

    During the first warmup_steps steps it rises in a straight line, so that
    step 0 has learning_rate/warmup_steps and step warmup_steps − 1 has the full
    learning_rate. At step warmup_steps it is the full learning_rate once more,
    and from there it falls along half a cosine that would reach 0 at `steps`.
    """
    if step < warmup_steps:
        return learning_rate * (step + 1) / warmup_steps
    share = (step - warmup_steps) / (steps - warmup_steps)
    return learning_rate * (1 + np.cos(np.pi * share)) / 2


@warmup_cosine.cases
def _(rng):
    for step, warmup_steps, steps in (
        (0, 5, 50),
        (3, 8, 40),
        (30, 5, 50),
        (17, 10, 60),
        (10, 10, 30),
        (55, 20, 60),
        (4, 5, 25),
    ):
        yield step, rng.uniform(0.1, 0.9), warmup_steps, steps


def _falling(step, rate, warmup_steps, steps, shape):
    if step < warmup_steps:
        return rate * (step + 1) / warmup_steps
    return rate * shape((step - warmup_steps) / (steps - warmup_steps))


@warmup_cosine.mistake(
    "The first step has a learning rate of 0, so it moves nothing. The rise is (step + 1)/warm-up."
)
def _(step, rate, warmup_steps, steps):
    if step < warmup_steps:
        return rate * step / warmup_steps
    return warmup_cosine(step, rate, warmup_steps, steps)


@warmup_cosine.mistake("There is no warm-up: the first steps follow the cosine as well.")
def _(step, rate, warmup_steps, steps):
    return rate * (1 + np.cos(np.pi * step / steps)) / 2


@warmup_cosine.mistake(
    "The cosine starts at step 0 and not after the warm-up, so the rate jumps down between them."
)
def _(step, rate, warmup_steps, steps):
    if step < warmup_steps:
        return rate * (step + 1) / warmup_steps
    return rate * (1 + np.cos(np.pi * step / steps)) / 2


@warmup_cosine.mistake(
    "The fall is as long as all steps together. `steps` counts the warm-up too, so for the fall "
    "there are steps − warmup_steps."
)
def _(step, rate, warmup_steps, steps):
    if step < warmup_steps:
        return rate * (step + 1) / warmup_steps
    return rate * (1 + np.cos(np.pi * (step - warmup_steps) / steps)) / 2


@warmup_cosine.mistake("The ½ is missing: 1 + cos runs from 2 to 0.")
def _(*inputs):
    return _falling(*inputs, lambda share: 1 + np.cos(np.pi * share))


@warmup_cosine.mistake("The 1 is missing: cos alone runs from 1 to −1, and η would be negative.")
def _(*inputs):
    return _falling(*inputs, lambda share: np.cos(np.pi * share))


@warmup_cosine.mistake("It falls in a straight line. The fall is half a cosine.")
def _(*inputs):
    return _falling(*inputs, lambda share: 1 - share)


@warmup_cosine.mistake("It rises where it should fall: cos(0) is 1, so 1 + cos starts high.")
def _(*inputs):
    return _falling(*inputs, lambda share: (1 - np.cos(np.pi * share)) / 2)


@warmup_cosine.mistake(
    "`//` divides and cuts off to a whole number, so the rate stays 0 until the last step of the "
    "warm-up. Use `/`."
)
def _(step, rate, warmup_steps, steps):
    if step < warmup_steps:
        return rate * ((step + 1) // warmup_steps)
    return warmup_cosine(step, rate, warmup_steps, steps)


@warmup_cosine.mistake("np.cos counts angles in radians: half a turn is π, not 180.")
def _(*inputs):
    return _falling(*inputs, lambda share: (1 + np.cos(180 * share)) / 2)


@warmup_cosine.mistake(
    "That is a quarter of the circle, cos(π/2·share). The fall is half a cosine: "
    "(1 + cos(π·share))/2."
)
def _(*inputs):
    return _falling(*inputs, lambda share: np.cos(np.pi / 2 * share))


@warmup_cosine.mistake("Nothing rises: the rate is full from the first step of the warm-up on.")
def _(step, rate, warmup_steps, steps):
    return warmup_cosine(max(step, warmup_steps), rate, warmup_steps, steps)


# ---- Problem set ---------------------------------------------------------------------


@exercise(
    lesson="3.4",
    points=2,
    minutes=5,
    hints=(
        "What is the slope of e²/2? And of δ·(|e| − δ/2), to the left and to the right?",
        "The slope is e in the middle, and ±δ beyond; the mean brings 1/n.",
        "np.clip(errors, -delta, delta) / len(errors)",
    ),
)
def huber_slope(errors, delta):
    """Return the slope of the mean Huber loss along each error, (n,).

    errors (n,): prediction minus target. The loss of one error e is e²/2 where
    |e| ≤ delta, and delta·(|e| − delta/2) beyond. The cost is their mean.
    errors stay unchanged.
    """
    return np.clip(errors, -delta, delta) / len(errors)


@huber_slope.cases
def _(rng):
    for n, delta in ((6, 0.5), (5, 1.0), (8, 0.8), (4, 0.3)):
        yield np.append(rng.uniform(-3, 3, size=n), [0.2, -2.5, 2.0, -0.1]), delta


@huber_slope.mistake("The cost is a mean, so each error's slope is divided by n.")
def _(errors, delta):
    return np.clip(errors, -delta, delta)


@huber_slope.mistake("Beyond δ the slope is δ with the sign of the error. Yours is always +δ.")
def _(errors, delta):
    return np.where(np.abs(errors) <= delta, errors, delta) / len(errors)


@huber_slope.mistake("You return the loss of each error. What is asked is its slope.")
def _(errors, delta):
    size = np.abs(errors)
    return np.where(size <= delta, errors**2 / 2, delta * (size - delta / 2)) / len(errors)


@huber_slope.mistake("Beyond δ the slope is ±δ, not ±1: the line is δ times as steep as |e|.")
def _(errors, delta):
    return np.where(np.abs(errors) <= delta, errors, np.sign(errors)) / len(errors)


@huber_slope.mistake("e²/2 has the slope e: the 2 of the square and the ½ cancel.")
def _(errors, delta):
    inside = np.abs(errors) <= delta
    return np.where(inside, 2 * errors, delta * np.sign(errors)) / len(errors)


@huber_slope.mistake("That is the slope of the squared error: large errors pull without limit.")
def _(errors, delta):
    return errors / len(errors)


@huber_slope.mistake("Beyond δ your slope is 0. An outlier still pulls, with constant force, ±δ.")
def _(errors, delta):
    return np.where(np.abs(errors) <= delta, errors, 0) / len(errors)


@exercise(
    lesson="3.3",
    points=3,
    minutes=9,
    hints=(
        "Take the gradient of the cost along w and set it to 0. What is left?",
        "(2/n)·xᵀ(x·w − t) + λ·w = 0, so (xᵀx + (n·λ/2)·I)·w = xᵀt.",
        "np.linalg.solve(x.T @ x + len(x) * penalty / 2 * np.eye(x.shape[1]), x.T @ t)",
    ),
)
def ridge(x, t, penalty):
    """Return the weights w (n_in,) at which this cost is lowest:

    C(w) = mean((x @ w - t)**2) + penalty/2 · sum(w**2)

    x (n, n_in), t (n,), penalty above 0. There is no bias: columns and targets
    have been shifted to mean 0. Solve it exactly, with np.linalg.solve.
    """
    a = x.T @ x + len(x) * penalty / 2 * np.eye(x.shape[1])
    return np.linalg.solve(a, x.T @ t)


@ridge.cases
def _(rng):
    for n, n_in in ((8, 3), (12, 2), (5, 4), (9, 5)):
        yield rng.normal(size=(n, n_in)), rng.normal(size=n), rng.uniform(0.2, 1.5)


def _ridge_with(x, t, strength):
    return np.linalg.solve(x.T @ x + strength * np.eye(x.shape[1]), x.T @ t)


@ridge.mistake("The penalty is missing: those are the weights of plain least squares.")
def _(x, t, penalty):
    return np.linalg.lstsq(x, t)[0]


@ridge.mistake("You add λ·I. With a mean over n in the cost and λ/2 in the penalty, it is n·λ/2·I.")
def _(x, t, penalty):
    return _ridge_with(x, t, penalty)


@ridge.mistake("The ½ of the penalty is lost: n·λ/2·I, not n·λ·I.")
def _(x, t, penalty):
    return _ridge_with(x, t, len(x) * penalty)


@ridge.mistake("The mean of the cost is lost: it turns λ/2·I into n·λ/2·I.")
def _(x, t, penalty):
    return _ridge_with(x, t, penalty / 2)


@ridge.mistake(
    "You add the penalty to every entry of xᵀx. Only the diagonal gets it: np.eye(n_in)."
)
def _(x, t, penalty):
    return np.linalg.solve(x.T @ x + len(x) * penalty / 2, x.T @ t)


@ridge.mistake("The sign of the penalty is turned: it is added to xᵀx.")
def _(x, t, penalty):
    return _ridge_with(x, t, -len(x) * penalty / 2)


@ridge.mistake("n is the number of examples, len(x); you take the number of columns.")
def _(x, t, penalty):
    return _ridge_with(x, t, x.shape[1] * penalty / 2)


@ridge.mistake("You return the predictions x @ w. What is asked are the weights w.")
def _(x, t, penalty):
    return x @ ridge(x, t, penalty)


@exercise(
    lesson="3.6",
    points=4,
    minutes=9,
    kind="fix",
    parts=("w", "b", "v_w", "v_b"),
    hints=(
        "Take λ = 0.1 and w = 1, with no slope from the cost. In which direction should w go?",
        "The penalty's slope is +λ·w, and the bias has none. θ moves by the new velocity.",
        "g = d_w + penalty * w, and w - learning_rate * v_w after v_w has been updated.",
    ),
)
def momentum_with_l2(w, b, v_w, v_b, d_w, d_b, learning_rate, beta, penalty):
    """Return (w, b, v_w, v_b) after one step with momentum and an L2 penalty.

    w, v_w, d_w (n_in,): weights, their velocity, and the slopes of the cost
    without penalty; b, v_b, d_b: the same for the bias, numbers. The penalty
    is penalty/2 · sum of w², on the weights alone. v ← beta·v + slope, then
    the parameter moves by learning_rate times the new v, downhill. The arrays
    that you are given stay unchanged.
    """
    v_w = beta * v_w + d_w + penalty * w
    v_b = beta * v_b + d_b
    return w - learning_rate * v_w, b - learning_rate * v_b, v_w, v_b


@momentum_with_l2.start
def _(w, b, v_w, v_b, d_w, d_b, learning_rate, beta, penalty):
    v_w = beta * v_w + d_w - penalty * w
    new_b = b - learning_rate * v_b
    v_b = beta * v_b + d_b
    return w - learning_rate * v_w, new_b, v_w, v_b


@momentum_with_l2.cases
def _(rng):
    for n in (2, 3, 4, 5):
        w, v_w, d_w = rng.normal(size=(3, n))
        b, v_b, d_b = rng.normal(size=3)
        rate, beta, penalty = rng.uniform(0.1, 0.8, size=3)
        yield w, b, v_w, v_b, d_w, d_b, rate, beta, penalty


@momentum_with_l2.mistake(
    "One bug is left: b moves by the velocity of the step before. First the new v_b, then b."
)
def _(w, b, v_w, v_b, d_w, d_b, rate, beta, penalty):
    w, _, v_w, new = momentum_with_l2(w, b, v_w, v_b, d_w, d_b, rate, beta, penalty)
    return w, b - rate * v_b, v_w, new


@momentum_with_l2.mistake(
    "One bug is left: the penalty pushes the weights away from 0. Its slope is +λ·w."
)
def _(w, b, v_w, v_b, d_w, d_b, rate, beta, penalty):
    return momentum_with_l2(w, b, v_w, v_b, d_w, d_b, rate, beta, -penalty)


@momentum_with_l2.mistake("The bias is penalized now; only the weights should be.")
def _(w, b, v_w, v_b, d_w, d_b, rate, beta, penalty):
    return momentum_with_l2(w, b, v_w, v_b, d_w, d_b + penalty * b, rate, beta, penalty)


@momentum_with_l2.mistake("The penalty is gone altogether: its slope λ·w belongs to that of w.")
def _(w, b, v_w, v_b, d_w, d_b, rate, beta, penalty):
    return momentum_with_l2(w, b, v_w, v_b, d_w, d_b, rate, beta, 0.0)


@momentum_with_l2.mistake("The penalty's slope is λ·w; you have 2·λ·w.")
def _(w, b, v_w, v_b, d_w, d_b, rate, beta, penalty):
    return momentum_with_l2(w, b, v_w, v_b, d_w, d_b, rate, beta, 2 * penalty)


@momentum_with_l2.mistake("The old velocities are lost: that is plain gradient descent.")
def _(w, b, v_w, v_b, d_w, d_b, rate, beta, penalty):
    return momentum_with_l2(w, b, v_w, v_b, d_w, d_b, rate, 0.0, penalty)


@momentum_with_l2.mistake("You walk uphill: subtract the learning rate times the velocity.")
def _(w, b, v_w, v_b, d_w, d_b, rate, beta, penalty):
    return momentum_with_l2(w, b, v_w, v_b, d_w, d_b, -rate, beta, penalty)


@exercise(
    lesson="3.2",
    points=4,
    minutes=8,
    kind="choose",
    parts=("A", "B", "C", "D"),
    hints=(
        "Look at the training cost first: does it fall? Then at the validation cost beside it.",
        "Rising at once: the rate. Both high and level: capacity. A gap that grows: stop earlier. "
        "Far better on new digits than on those it learns from: look at the split.",
        '("smaller rate", "larger model", "stop earlier", "check the split")',
    ),
)
def what_went_wrong():
    """Return what to do about each run: four texts out of "smaller rate",
    "larger model", "stop earlier", "check the split". Ten classes of digits.

    run   epoch   training cost   validation cost   validation accuracy
    A         1            2.61              3.30                  11 %
    A         2           18.40             41.00                  10 %
    B         5            1.31              1.33                  55 %
    B        50            1.27              1.30                  56 %
    C         5            0.21              0.35                  90 %
    C        50            0.00              0.92                  88 %
    D         5            0.30              0.02                 100 %
    D        50            0.05              0.00                 100 %
    """
    return "smaller rate", "larger model", "stop earlier", "check the split"


@what_went_wrong.mistake(
    "In B training and validation cost are alike and no longer fall: there is nothing to stop "
    "earlier. It cannot fit even its training digits."
)
def _():
    return "smaller rate", "stop earlier", "stop earlier", "check the split"


@what_went_wrong.mistake(
    "C fits its training digits perfectly. A larger model would fit them no better. What rises?"
)
def _():
    return "smaller rate", "larger model", "larger model", "check the split"


@what_went_wrong.mistake(
    "D is far better on digits that it has not seen than on those it learns from. That is too good "
    "to be true: the validation digits may be few, all of one kind, or easy ones picked by hand."
)
def _():
    return "smaller rate", "larger model", "stop earlier", "stop earlier"


@what_went_wrong.mistake(
    "A's training cost *rises*, sevenfold in an epoch. No model is too small for that: the steps "
    "are too long."
)
def _():
    return "larger model", "larger model", "stop earlier", "check the split"


@what_went_wrong.mistake(
    "A and C are the wrong way round. A's cost rises in training already: there is nothing to stop "
    "earlier. C's training cost reaches 0, so its steps are not too long; it learns by heart."
)
def _():
    return "stop earlier", "larger model", "smaller rate", "check the split"


@what_went_wrong.mistake(
    "B's cost falls, if slowly, and training and validation agree. Smaller steps would only take "
    "longer to get to the same place."
)
def _():
    return "smaller rate", "smaller rate", "stop earlier", "check the split"


@exercise(
    lesson="2.3",
    points=2,
    minutes=4,
    parts=("penalized", "not penalized"),
    hints=(
        "How many weights lie between a layer of m and one of n neurons? And how many biases?",
        "Weights: the sum of m·n over neighboring layers. Biases: the sum of n over all but input.",
        "sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1)), sum(sizes[1:])",
    ),
)
def penalized_numbers(sizes):
    """Return (penalized, not penalized), two whole numbers.

    sizes: neurons of each layer of a fully connected network, the input first,
    such as [784, 128, 10]. L2 acts on the weights; biases are not penalized.
    """
    weights = sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))
    return weights, sum(sizes[1:])


@penalized_numbers.cases
def _(rng):
    yield ([784, 128, 10],)
    yield ([3, 5],)
    yield ([2, 7, 4, 3],)
    yield (rng.integers(2, 30, size=4).tolist(),)
    yield (rng.integers(2, 30, size=5).tolist(),)


@penalized_numbers.mistake("The inputs have no biases: they compute nothing.")
def _(sizes):
    return penalized_numbers(sizes)[0], sum(sizes)


@penalized_numbers.mistake("Biases are not penalized. You count them among the weights.")
def _(sizes):
    weights, biases = penalized_numbers(sizes)
    return weights + biases, biases


@penalized_numbers.mistake("The two are in the wrong order: first what is penalized.")
def _(sizes):
    return penalized_numbers(sizes)[::-1]


@penalized_numbers.mistake(
    "Each pair of *neighboring* layers is connected; you multiply the sizes of all layers."
)
def _(sizes):
    return int(np.prod(sizes)), sum(sizes[1:])


@penalized_numbers.mistake("You count the last pair of layers only: add up over all pairs.")
def _(sizes):
    return sizes[-2] * sizes[-1], sum(sizes[1:])


@penalized_numbers.mistake("The output neurons have biases as well: sum(sizes[1:]).")
def _(sizes):
    return penalized_numbers(sizes)[0], sum(sizes[1:-1])


@penalized_numbers.mistake("You count the layers that have biases. Each of their neurons has one.")
def _(sizes):
    return penalized_numbers(sizes)[0], len(sizes) - 1


@penalized_numbers.mistake(
    "Only the weights between the first two layers are counted. Does `return` stand in the loop?"
)
def _(sizes):
    return sizes[0] * sizes[1], sum(sizes[1:])


@penalized_numbers.mistake("Between m and n neurons lie m·n weights, one for each pair, not m + n.")
def _(sizes):
    return sum(sizes[:-1]) + sum(sizes[1:]), sum(sizes[1:])


@exercise(
    lesson="3.5",
    points=3,
    minutes=6,
    hints=(
        "What is the slope of a leaky ReLU to the right of 0, and to the left?",
        "Its slope is 1 for z > 0 and `leak` elsewhere. What arrives is multiplied by it and then "
        "goes back through the weights: d_z = d_a·slope, then d_x = d_z·Wᵀ.",
        "(d_a * np.where(x @ weight > 0, 1, leak)) @ weight.T",
    ),
)
def leaky_backward(x, weight, d_a, leak):
    """Return ∂C/∂x, of the shape of x, for a = leaky_relu(x @ weight).

    x (n, n_in), weight (n_in, n_out), d_a (n, n_out): the ∂C/∂a that arrives.
    leaky_relu(z) is z for z > 0 and leak·z elsewhere, with leak above 0. The
    inputs stay unchanged.
    """
    d_z = d_a * np.where(x @ weight > 0, 1.0, leak)
    return d_z @ weight.T


@leaky_backward.cases
def _(rng):
    for n, n_in, n_out in ((3, 2, 4), (4, 3, 3), (2, 5, 3), (5, 4, 4)):
        x, weight = rng.normal(size=(n, n_in)), rng.normal(size=(n_in, n_out))
        yield x, weight, rng.normal(size=(n, n_out)), rng.uniform(0.1, 0.4)


@leaky_backward.mistake("The leak is missing: below 0 the slope is `leak`, not 0.")
def _(x, weight, d_a, leak):
    return (d_a * (x @ weight > 0)) @ weight.T


@leaky_backward.mistake("The activation is missing on the way back: its slope multiplies d_a.")
def _(x, weight, d_a, leak):
    return d_a @ weight.T


@leaky_backward.mistake("You multiply by the activation itself. It is its slope that belongs here.")
def _(x, weight, d_a, leak):
    z = x @ weight
    return (d_a * np.where(z > 0, z, leak * z)) @ weight.T


@leaky_backward.mistake("The slope depends on the sign of z = x @ weight, not on that of d_a.")
def _(x, weight, d_a, leak):
    return (d_a * np.where(d_a > 0, 1.0, leak)) @ weight.T


@leaky_backward.mistake("1 and `leak` have changed places: above 0 the slope is 1.")
def _(x, weight, d_a, leak):
    return (d_a * np.where(x @ weight > 0, leak, 1.0)) @ weight.T


@leaky_backward.mistake(
    "You stop at ∂C/∂z. One more step back through the weights: d_z @ weight.T."
)
def _(x, weight, d_a, leak):
    return d_a * np.where(x @ weight > 0, 1.0, leak)


@leaky_backward.mistake("That is ∂C/∂weight, x.T @ d_z. What is asked is ∂C/∂x.")
def _(x, weight, d_a, leak):
    return x.T @ (d_a * np.where(x @ weight > 0, 1.0, leak))


@exercise(
    lesson="3.4",
    points=2,
    minutes=6,
    kind="explain",
    hints=(
        "What does the cost see that the accuracy does not?",
        "Think of answers that stay the same while the network grows surer of them.",
        "Say what rises, why the answers may not have suffered, and what the decision depends on.",
    ),
    rubric=(
        "The validation cost can rise through growing confidence in a few wrong answers.",
        "Accuracy may stay or rise meanwhile: it counts only which answer is first.",
        "What to do depends on the use: if the probabilities are used, stop; if only the answer "
        "is, go on or choose the epoch by accuracy.",
    ),
)
def stop_or_go_on():
    """Return two or three sentences of your own, as text.

    A friend's network reads digits. From epoch 9 on its validation cost rises,
    while its validation accuracy stays at 87 %. "It overfits",
    she says, "so the weights of epoch 9 are the best." What is right about
    that, what is not, and on what does the answer depend?
    """
    return (
        "From epoch 9 on the network grows ever surer, also of the answers that are wrong, and\n"
        "  for these cross-entropy charges more and more. The answers themselves have not got\n"
        "  worse. If somebody uses the probabilities, epoch 9 is best; if only the answer counts,\n"
        "  the later weights are as good, and the choice should be made by accuracy."
    )


@stop_or_go_on.start
def _():
    return """
    ...
    """

"""Exercises of unit 2, the single source for lessons, checks, hints and solutions."""
# ruff: noqa: B007 (a gap may leave a loop variable unused)

import numpy as np

from nnhelpers.activations import sigmoid, step
from nnhelpers.checking import exercise

# ---- 2.2 Understanding neurons ------------------------------------------------------------


@exercise(
    lesson="2.2",
    points=1,
    minutes=4,
    hints=(
        "What does one more input change in z, when its weight is 0? When it is 2?",
        "z = b + x₁·w₁ + x₂·w₂ + …: in each round, z grows by one product.",
        "z = z + x[i] * w[i]",
    ),
)
def weighted_sum(x, w, b):
    """Return the weighted sum z = x·w + b of one example.

    x: inputs, shape (n,). w: weights, shape (n,). b: bias, a number.
    Returns z, a number. The loop is there; fill the gap.
    """
    z = b
    for i in range(len(x)):
        z = z + x[i] * w[i]
    return z


@weighted_sum.start
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = ...
    return z


@weighted_sum.cases
def _(rng):
    for n in (2, 3, 1, 5, 8):
        yield rng.normal(size=n), rng.normal(size=n), rng.normal()


@weighted_sum.mistake(
    "The bias is lost: z starts at b, so each round must add to what z already is."
)
def _(x, w, b):
    return np.sum(x * w)


@weighted_sum.mistake("Only the last product is left: add it to z in place of overwriting z.")
def _(x, w, b):
    return x[-1] * w[-1]


@weighted_sum.mistake("Input and weight are added; they should be multiplied: x[i] * w[i].")
def _(x, w, b):
    return b + np.sum(x + w)


@weighted_sum.mistake("The bias is added once for each input; it counts once.")
def _(x, w, b):
    return x @ w + b * (len(x) + 1)


@exercise(
    lesson="2.2",
    points=2,
    minutes=6,
    parts=("b", "a"),
    hints=(
        "If you take the umbrella from z = 3 on, what must be added to z to compare with 0?",
        "x·w ≥ threshold says the same as x·w + b ≥ 0 with b = -threshold.",
        "b = -threshold, then a = 1 if x @ w + b >= 0 else 0, then return b, a.",
    ),
)
def umbrella(x, w, threshold):
    """Decide about the umbrella as a neuron with a step does.

    x: what the sky looks like (clouds, wind, ...), shape (n,).
    w: how much each of them counts, shape (n,).
    threshold: the umbrella is taken when x·w reaches this number.
    Returns two numbers: the bias b that says the same as the threshold,
    and the activation a, 1 to take the umbrella, 0 to leave it.
    """
    b = -threshold
    a = 1 if x @ w + b >= 0 else 0
    return b, a


@umbrella.cases
def _(rng):
    for number in range(12):
        n = 2 + number % 3
        x, w = rng.uniform(size=n), rng.normal(1, 2, size=n)
        margin = rng.uniform(0.3, 1)
        yield x, w, x @ w + (margin if number % 2 else -margin)


@umbrella.mistake("The sign of the bias is turned: a high threshold is a bias far below 0.")
def _(x, w, threshold):
    return threshold, 1 if x @ w + threshold >= 0 else 0


@umbrella.mistake("b is the threshold with its sign turned; your decision is right already.")
def _(x, w, threshold):
    return threshold, 1 if x @ w >= threshold else 0


@umbrella.mistake("a is the decision, 0 or 1; you return z itself. The step is missing.")
def _(x, w, threshold):
    return -threshold, x @ w - threshold


@umbrella.mistake("a is 0 or 1; you return a degree of confidence. Use the step, not the sigmoid.")
def _(x, w, threshold):
    return -threshold, sigmoid(x @ w - threshold)


@umbrella.mistake("You take the umbrella when the evidence is too small, and leave it otherwise.")
def _(x, w, threshold):
    return -threshold, 1 if x @ w - threshold < 0 else 0


@umbrella.mistake("The bias never reaches your decision: compare x·w + b with 0, not x·w.")
def _(x, w, threshold):
    return -threshold, 1 if x @ w >= 0 else 0


@umbrella.mistake("The weights are not used: multiply each input by its weight before adding.")
def _(x, w, threshold):
    return -threshold, 1 if np.sum(x) - threshold >= 0 else 0


@exercise(
    lesson="2.2",
    points=2,
    minutes=5,
    hints=(
        "Which number does the sigmoid need before it can answer?",
        "z = x·w + b, then a = σ(z).",
        "return sigmoid(x @ w + b)",
    ),
)
def neuron(x, w, b):
    """Return the output of a neuron with a sigmoid for one example.

    x: inputs, shape (n,). w: weights, shape (n,). b: bias, a number.
    Returns a = σ(x·w + b), a number between 0 and 1.
    """
    return sigmoid(x @ w + b)


@neuron.cases
def _(rng):
    for n in (3, 2, 1, 4, 6):
        yield rng.normal(size=n), rng.normal(size=n), rng.normal()


@neuron.variant("tanh in place of the sigmoid")
def _(x, w, b):
    """Return the output of a neuron with tanh for one example.

    x: inputs, shape (n,). w: weights, shape (n,). b: bias, a number.
    Returns a = tanh(x·w + b), a number between -1 and 1.
    """
    return np.tanh(x @ w + b)


@neuron.mistake("The bias b never reaches the output: z = x·w + b.")
def _(x, w, b):
    return sigmoid(x @ w)


@neuron.mistake("You return the weighted sum z. The sigmoid around it is missing.")
def _(x, w, b):
    return x @ w + b


@neuron.mistake("The bias is added behind the sigmoid; it belongs inside, to z.")
def _(x, w, b):
    return sigmoid(x @ w) + b


@neuron.mistake("The sign in the exponent is turned: σ(z) = 1 / (1 + exp(-z)).")
def _(x, w, b):
    return sigmoid(-(x @ w + b))


@neuron.mistake(
    "The bias is subtracted. In exp(-x·w + b) the minus misses b: write exp(-(x·w + b))."
)
def _(x, w, b):
    return 1 / (1 + np.exp(-(x @ w) + b))


@neuron.mistake("You return one output for each input; the products x·w must be added up first.")
def _(x, w, b):
    return sigmoid(x * w + b)


@neuron.mistake("The sigmoid is taken of each product and then added: add first, then squash once.")
def _(x, w, b):
    return np.sum(sigmoid(x * w + b))


@neuron.mistake("You return 0 or 1: that is the step. The sigmoid says how near z is to 0.")
def _(x, w, b):
    return step(x @ w + b)


@exercise(
    lesson="2.2",
    points=2,
    minutes=6,
    hints=(
        "How many outputs do five examples give? Which axis of x must vanish?",
        "z = x·w + b, with shapes (n, n_in) · (n_in,) → (n,).",
        "return sigmoid(x @ w + b)",
    ),
)
def neuron_batch(x, w, b):
    """Return the outputs of one neuron with a sigmoid for many examples.

    x: one example a row, shape (n, n_in). w: weights, shape (n_in,).
    b: bias, a number. Returns one output for each example, shape (n,).
    Without a loop, if you can.
    """
    return sigmoid(x @ w + b)


@neuron_batch.cases
def _(rng):
    for n, n_in in ((4, 3), (1, 2), (5, 1), (3, 3), (6, 2)):
        yield rng.normal(size=(n, n_in)), rng.normal(size=n_in), rng.normal()


@neuron_batch.mistake("x * w multiplies without adding up: the matrix product is x @ w.")
def _(x, w, b):
    return sigmoid(x * w + b)


@neuron_batch.mistake("Sum over the inputs of each example (axis=1), not over everything.")
def _(x, w, b):
    return sigmoid(np.sum(x * w) + b)


@neuron_batch.mistake("Only the first example is answered; give one output for each row of x.")
def _(x, w, b):
    return sigmoid(x[0] @ w + b)


@neuron_batch.mistake("The outputs of all examples are averaged; return one for each row of x.")
def _(x, w, b):
    return sigmoid(x @ w + b).mean()


@neuron_batch.mistake("The sum runs over the examples (axis=0); it should run over the inputs.")
def _(x, w, b):
    return sigmoid((x * w).sum(axis=0) + b)


@neuron_batch.mistake("The bias b never reaches the outputs: z = x·w + b.")
def _(x, w, b):
    return sigmoid(x @ w)


@neuron_batch.mistake("You return the weighted sums z. The sigmoid around them is missing.")
def _(x, w, b):
    return x @ w + b


@exercise(
    lesson="2.2",
    points=2,
    minutes=6,
    parts=("w1", "w2", "b"),
    hints=(
        "NAND is 0 in one case only. Which of the four z must be below 0, and which above?",
        "An AND fires when x₁ + x₂ - 1.5 ≥ 0. What turns all four decisions around?",
        "Turn every sign of the AND: return -1, -1, 1.5",
    ),
)
def nand_weights():
    """Return (w1, w2, b) that make a neuron with a step a NAND.

    The neuron computes z = x1·w1 + x2·w2 + b and fires (1) for z ≥ 0.
    NAND is 1 for the inputs (0, 0), (0, 1), (1, 0), and 0 for (1, 1).
    Many answers are right. None of the four z may be exactly 0, where
    the smallest change would turn the decision.
    """
    return -1.0, -1.0, 1.5


@nand_weights.then("Your neuron's outputs for (0, 0), (0, 1), (1, 0), (1, 1)")
def _(answer):
    w1, w2, b = answer
    z = np.array([b, w2 + b, w1 + b, w1 + w2 + b])
    return np.where(np.abs(z) < 1e-9, 0.5, step(z))  # one half: the decision hangs on a hair


@nand_weights.mistake("That is an AND: it fires only for (1, 1). NAND says the opposite each time.")
def _():
    return 1, 1, -1.5


@nand_weights.mistake("That is an OR. NAND fires when an input is missing, so weights below 0.")
def _():
    return 1, 1, -0.5


@nand_weights.mistake(
    "That is a NOR: it fires only for (0, 0). With a larger bias, one 1 is allowed."
)
def _():
    return -1, -1, 0.5


@nand_weights.mistake("It never fires: the bias must be above 0, for (0, 0) has nothing else.")
def _():
    return -1, -1, -1.5


@nand_weights.mistake("It always fires: for (1, 1), both weights together must outweigh the bias.")
def _():
    return -1, -1, 3


@nand_weights.mistake(
    "For (1, 1), z is exactly 0, and the neuron fires. Make the bias a bit smaller."
)
def _():
    return -1, -1, 2


@nand_weights.mistake("For one 1 among the inputs, z is exactly 0. Make the bias a bit larger.")
def _():
    return -1, -1, 1


@exercise(
    lesson="2.2",
    points=3,
    minutes=8,
    kind="fix",
    parts=("w", "b"),
    hints=(
        "The neuron said 0 and should have said 1. Should z become larger or smaller?",
        "w ← w + η·(t - a)·x and b ← b + η·(t - a): which sign has t - a there?",
        "error = target - output",
    ),
)
def perceptron_update(w, b, x, target, learning_rate):
    """Return the weights and the bias after one example: (w, b).

    w: weights, shape (n,). b: bias, a number. x: one example, shape (n,).
    target: the right answer, 0 or 1. learning_rate: η, a number above 0.
    The output a is 1 for x·w + b ≥ 0, else 0. A right answer changes
    nothing; a wrong one adds η·(t - a)·x to w, and η·(t - a) to b.
    """
    output = 1 if x @ w + b >= 0 else 0
    error = target - output
    w = w + learning_rate * error * x
    b = b + learning_rate * error
    return w, b


@perceptron_update.start
def _(w, b, x, target, learning_rate):
    output = 1 if x @ w + b >= 0 else 0
    error = output - target
    w = w + learning_rate * error * x
    b = b + learning_rate * error
    return w, b


@perceptron_update.cases
def _(rng):
    for output, target in ((0, 1), (1, 0), (0, 0), (1, 1)) * 2:
        n = rng.integers(2, 5)
        w, x, z = rng.normal(size=n), rng.normal(size=n), rng.uniform(0.2, 2)
        b = (z if output else -z) - x @ w
        yield w, b, x, target, rng.uniform(0.1, 0.9)


@perceptron_update.mistake("Every correction goes the wrong way: which sign does t - a need?")
def _(w, b, x, target, learning_rate):
    error = (1 if x @ w + b >= 0 else 0) - target
    return w + learning_rate * error * x, b + learning_rate * error


@perceptron_update.mistake(
    "The bias never learns. It is a weight on a constant 1: b + η·(t - a)·1."
)
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return w + learning_rate * error * x, b


@perceptron_update.mistake("Only the bias is corrected; the weights stay as they were.")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return w, b + learning_rate * error


@perceptron_update.mistake(
    "The error uses z; the rule compares the target with the output, 0 or 1."
)
def _(w, b, x, target, learning_rate):
    error = target - (x @ w + b)
    return w + learning_rate * error * x, b + learning_rate * error


@perceptron_update.mistake("The learning rate reaches the weights and not the bias.")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return w + learning_rate * error * x, b + error


@perceptron_update.mistake("The learning rate is not used: each correction is multiplied by η.")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return w + error * x, b + error


@perceptron_update.mistake(
    "The input is missing: a weight is corrected by η·(t - a) times its input."
)
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return w + learning_rate * error, b + learning_rate * error


@perceptron_update.mistake("The signs of weights and bias differ: both go with η·(t - a).")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return w + learning_rate * error * x, b - learning_rate * error


@perceptron_update.mistake(
    "The correction takes the target's place: t alone is not the error t - a."
)
def _(w, b, x, target, learning_rate):
    return w + learning_rate * target * x, b + learning_rate * target


@exercise(
    lesson="2.2",
    points=3,
    minutes=8,
    hints=(
        "What happens to softmax when the same number is taken from every z of a row?",
        "softmax(z) = softmax(z - m). With m the row's largest z, no exponent is above 0.",
        "e = np.exp(z - z.max(axis=1, keepdims=True)), then divide e by the sum of its row.",
    ),
)
def stable_softmax(z):
    """Return the softmax of each row, for numbers of any size.

    z: one example a row, shape (n, n_classes); some z are near 1000 or
    -1000, where exp gives inf or 0. Returns shape (n, n_classes): all
    values between 0 and 1, and each row adds up to 1. z stays unchanged.
    """
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@stable_softmax.cases
def _(rng):
    yield (rng.normal(size=(2, 3)),)
    yield (rng.normal(size=(4, 4)),)
    yield (rng.normal(size=(1, 5)),)
    yield (3 * rng.normal(size=(5, 2)),)
    yield (1000 + rng.normal(size=(2, 3)),)
    yield (-1000 + rng.normal(size=(3, 2)),)
    yield (1000 * rng.normal(size=(4, 3)),)
    yield (np.array([[1000.0], [0.0], [-1000.0]]) + rng.normal(size=(3, 4)),)


@stable_softmax.variant("columns in place of rows")
def _(z):
    """Return the softmax of each column, for numbers of any size.

    z: one example a column, shape (n_classes, n); some z are near 1000 or
    -1000, where exp gives inf or 0. Returns shape (n_classes, n): all
    values between 0 and 1, and each column adds up to 1. z stays unchanged.
    """
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@stable_softmax.mistake(
    "exp(1000) is inf, and inf/inf is nan: take the row's largest z from all z before exp."
)
def _(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@stable_softmax.mistake(
    "You take away the largest z of all rows. A row far below it becomes 0/0: use each row's own."
)
def _(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=1, keepdims=True)


@stable_softmax.mistake("All values together add up to 1; each row should: axis=1 in the sum.")
def _(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum()


@stable_softmax.mistake("The columns add up to 1; the rows should: axis=1, with keepdims=True.")
def _(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@stable_softmax.mistake("The division by the row's sum is missing: each row should add up to 1.")
def _(z):
    return np.exp(z - z.max(axis=1, keepdims=True))


@stable_softmax.mistake(
    "The largest z is taken away above the line only: divide by the sum of the same powers."
)
def _(z):
    return np.exp(z - z.max(axis=1, keepdims=True)) / np.exp(z).sum(axis=1, keepdims=True)


@stable_softmax.mistake("Clipping z changes the result: take the row's largest z away instead.")
def _(z):
    e = np.exp(np.clip(z, -500, 500))
    return e / e.sum(axis=1, keepdims=True)


@stable_softmax.mistake("Dividing z by its largest changes the result: take the largest away.")
def _(z):
    e = np.exp(z / z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@exercise(
    lesson="2.2",
    points=1,
    minutes=4,
    kind="explain",
    hints=(
        "Does the bias change from one example to the next? Does a weight?",
        "Write z = x₁·w₁ + x₂·w₂ + b·1. What stands beside each weight?",
        "Say what the 1 is, what learns, and what a neuron without b could not draw.",
    ),
    rubric=(
        "The bias is a weight: learned from data, and the same for every example.",
        "Its input is a constant 1, so it carries no information about the example.",
        "Without it, z is 0 wherever all inputs are 0: the line passes through the origin.",
    ),
)
def why_a_bias():
    """Return two or three sentences of your own, as text.

    A friend says: "The bias is one more input of the neuron." What is
    right about that, what is wrong, and what is lost without a bias?
    """
    return (
        "The bias is a weight like the others: it is learned, and it is the same for every\n"
        "  example. What it weighs is a constant 1, which says nothing about the example.\n"
        "  Without it, z would be 0 whenever all inputs are 0, so the line where the neuron\n"
        "  changes its mind would have to pass through the origin."
    )


@why_a_bias.start
def _():
    return """
    ...
    """

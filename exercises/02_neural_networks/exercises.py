"""Exercises of unit 2, the single source for lessons, checks, hints and solutions."""
# ruff: noqa: B007 (a gap may leave a loop variable unused)

import itertools

import numpy as np

from nnhelpers.activations import sigmoid, step
from nnhelpers.checking import exercise

# ---- 2.1 What are neural networks? --------------------------------------------------------


@exercise(
    lesson="2.1",
    points=1,
    minutes=4,
    hints=(
        "The first step goes up at left and stays up. What takes it down again at right?",
        "height · (σ(k·(x − left)) − σ(k·(x − right))): the second step is subtracted.",
        "down = sigmoid(steepness * (x - right)), then return height * (up - down)",
    ),
)
def bump(x, left, right, height, steepness):
    """Return a bump made of two soft steps, at each place of x.

    x: places, shape (n,). left, right: where the bump begins and ends,
    left < right. height: how high it is; it may be negative, a dip.
    steepness: of both steps, above 0. Returns shape (n,): near 0 outside
    of left to right, near height in the middle of a steep bump.
    """
    up = sigmoid(steepness * (x - left))
    down = sigmoid(steepness * (x - right))
    return height * (up - down)


@bump.start
def _(x, left, right, height, steepness):
    up = sigmoid(steepness * (x - left))
    down = ...
    return height * (up - down)


@bump.cases
def _(rng):
    for n in (7, 5, 9, 4, 6):
        left, width = rng.uniform(-1, 1), rng.uniform(0.5, 2)
        yield rng.uniform(-3, 3, size=n), left, left + width, rng.normal(), rng.uniform(1, 6)


@bump.mistake(
    "The two steps are added: a staircase of two. Subtract the second to come down again."
)
def _(x, left, right, height, steepness):
    return height * (sigmoid(steepness * (x - left)) + sigmoid(steepness * (x - right)))


@bump.mistake("It goes up at left and never comes down: the second step, at right, is missing.")
def _(x, left, right, height, steepness):
    return height * sigmoid(steepness * (x - left))


@bump.mistake("The height never reaches the bump: multiply the difference of the steps by it.")
def _(x, left, right, height, steepness):
    return sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right))


@bump.mistake("The height multiplies one of the two steps; it belongs to their difference.")
def _(x, left, right, height, steepness):
    return height * sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right))


@bump.mistake("Your bump is a dip: the step at right has to be taken from the step at left.")
def _(x, left, right, height, steepness):
    return height * (sigmoid(steepness * (x - right)) - sigmoid(steepness * (x - left)))


@bump.mistake("The second step has lost its steepness: both have the same.")
def _(x, left, right, height, steepness):
    return height * (sigmoid(steepness * (x - left)) - sigmoid(x - right))


@bump.mistake(
    "The steepness multiplies x alone: in steepness * (x - right), the parentheses matter."
)
def _(x, left, right, height, steepness):
    return height * (sigmoid(steepness * (x - left)) - sigmoid(steepness * x - right))


@exercise(
    lesson="2.1",
    points=3,
    minutes=8,
    hints=(
        "At an edge the curve goes from one height to the next. By how much does it rise there?",
        "curve = heights[0] + Σ (heights[i + 1] − heights[i]) · σ(k·(x − edges[i]))",
        "steps = sigmoid(steepness * (x[:, None] - edges)), then "
        "return heights[0] + steps @ np.diff(heights)",
    ),
)
def staircase(x, edges, heights, steepness):
    """Return a curve that goes from height to height in soft steps.

    x: places, shape (n,). edges: where the steps are, shape (m,), rising.
    heights: shape (m + 1,); the curve is near heights[0] left of all
    edges, near heights[i + 1] between edges[i] and edges[i + 1].
    steepness: of every step, above 0. Returns shape (n,).
    One step for each edge, and a number added at the end, is enough.
    """
    steps = sigmoid(steepness * (x[:, None] - edges))
    return heights[0] + steps @ np.diff(heights)


@staircase.cases
def _(rng):
    for n, m in ((5, 2), (6, 3), (4, 1), (7, 5), (5, 5)):
        edges = np.sort(rng.uniform(-2, 2, size=m))
        yield rng.uniform(-3, 3, size=n), edges, rng.normal(size=m + 1), rng.uniform(1, 8)


@staircase.mistake(
    "Each step is as high as where it leads; it should be as high as the difference there."
)
def _(x, edges, heights, steepness):
    return heights[0] + sigmoid(steepness * (x[:, None] - edges)) @ heights[1:]


@staircase.mistake("The curve begins at 0: left of all edges it should be near heights[0].")
def _(x, edges, heights, steepness):
    return sigmoid(steepness * (x[:, None] - edges)) @ np.diff(heights)


@staircase.mistake("Every step goes the wrong way: next height minus this one, not the opposite.")
def _(x, edges, heights, steepness):
    return heights[0] - sigmoid(steepness * (x[:, None] - edges)) @ np.diff(heights)


@staircase.mistake("The curve begins at the last height; left of all edges it is near the first.")
def _(x, edges, heights, steepness):
    return heights[-1] + sigmoid(steepness * (x[:, None] - edges)) @ np.diff(heights)


@staircase.mistake("The steepness is not used: each step is sigmoid(steepness * (x - edge)).")
def _(x, edges, heights, steepness):
    return heights[0] + sigmoid(x[:, None] - edges) @ np.diff(heights)


@staircase.mistake("The steps are turned round: x − edge, so that a step goes up to the right.")
def _(x, edges, heights, steepness):
    return heights[0] + sigmoid(steepness * (edges - x[:, None])) @ np.diff(heights)


@staircase.mistake(
    "That is a sum of bumps that begins at 0: the first height needs an edge at minus infinity."
)
def _(x, edges, heights, steepness):
    steps = sigmoid(steepness * (x[:, None] - edges))
    return steps @ np.diff(heights, prepend=0)[1:] + steps[:, 0] * heights[0]


@staircase.mistake("The last edge is left out: there is one step for each edge.")
def _(x, edges, heights, steepness):
    steps = sigmoid(steepness * (x[:, None] - edges[:-1]))
    return heights[0] + steps @ np.diff(heights)[:-1]


@staircase.mistake("Only the first step is there: does `return` stand inside the loop?")
def _(x, edges, heights, steepness):
    step_up = sigmoid(steepness * (x - edges[0]))
    return heights[0] + (heights[1] - heights[0]) * step_up


@staircase.mistake("The first height is added once for each edge; once, at the end, is enough.")
def _(x, edges, heights, steepness):
    steps = sigmoid(steepness * (x[:, None] - edges))
    return len(edges) * heights[0] + steps @ np.diff(heights)


@exercise(
    lesson="2.1",
    points=2,
    minutes=5,
    hints=(
        "x grows and grows. What becomes of σ(w·x + b) if w is above 0? And if it is below?",
        "σ tends to 1 for w > 0 and to 0 for w < 0. Which output weights are still counted?",
        "return c + v[w > 0].sum()",
    ),
)
def far_right(w, v, c):
    """Return what a network tends to as its input x grows beyond all bounds.

    The network has one input and one output: σ(x·w + b) @ v + c.
    w: weights of the hidden units, shape (n,), none of them 0.
    v: weights of the output, shape (n,). c: bias of the output, a number.
    The hidden biases b are finite. Returns a number.
    """
    return c + v[w > 0].sum()


@far_right.cases
def _(rng):
    for n in (4, 6, 3, 8, 5):
        w = rng.uniform(0.5, 3, size=n) * rng.choice([-1, 1], size=n)
        w[:2] = 1.5, -0.5
        yield w, rng.normal(size=n), rng.normal()


@far_right.mistake("Only the units with w > 0 tend to 1; those with w < 0 tend to 0 and drop out.")
def _(w, v, c):
    return c + v.sum()


@far_right.mistake("The bias c of the output is always added, far out as well.")
def _(w, v, c):
    return v[w > 0].sum()


@far_right.mistake("Those are the units that tend to 0: for w < 0, w·x + b goes to minus infinity.")
def _(w, v, c):
    return c + v[w < 0].sum()


@far_right.mistake("σ does not stop at one half: that is its value at 0. Far out it is 1 or 0.")
def _(w, v, c):
    return c + v.sum() / 2


@far_right.mistake(
    "The size of w says how soon a unit arrives, not where: σ tends to 1 or to 0 for any of them."
)
def _(w, v, c):
    return c + (w * v).sum()


@far_right.mistake("A unit whose w is below 0 tends to 0, not to −1: σ is never negative.")
def _(w, v, c):
    return c + (np.sign(w) * v).sum()


@far_right.mistake("You take the mean; each unit that arrives at 1 adds its v in full.")
def _(w, v, c):
    return c + v[w > 0].mean()


@far_right.mistake("A unit arrives at 1 if its w is above 0, whatever the sign of its v.")
def _(w, v, c):
    return c + v[v > 0].sum()


@far_right.mistake(
    "There is one sigmoid too many: only hidden units have one; the output is a plain sum."
)
def _(w, v, c):
    return sigmoid(c + v[w > 0].sum())


# ---- 2.2 Understanding neurons ------------------------------------------------------------


@exercise(
    lesson="2.2",
    points=1,
    minutes=2,
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


@weighted_sum.mistake("The bias is multiplied by the weights as well; it is added, once.")
def _(x, w, b):
    return (x + b) @ w


@weighted_sum.mistake("Each product is multiplied by the bias; it is added, once.")
def _(x, w, b):
    return x @ w * b


@exercise(
    lesson="2.2",
    points=2,
    minutes=4,
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
    yield x, -1 - abs(w), abs(x @ w) / 2 + 0.1  # all speaks against it, and loudly


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


@umbrella.mistake(
    "The sign of the evidence is lost: a negative weight speaks against the umbrella."
)
def _(x, w, threshold):
    return -threshold, 1 if abs(x @ w) - threshold >= 0 else 0


@exercise(
    lesson="2.2",
    points=2,
    minutes=3,
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


@neuron.mistake("Inputs and weights are added; each input is multiplied by its weight.")
def _(x, w, b):
    return sigmoid(np.sum(x + w) + b)


@exercise(
    lesson="2.2",
    points=2,
    minutes=2,
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


@neuron_batch.mistake("The bias reaches only the first example; it is added to every z.")
def _(x, w, b):
    z = x @ w
    z[0] += b
    return sigmoid(z)


@exercise(
    lesson="2.2",
    points=2,
    minutes=5,
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


@nand_weights.mistake(
    "That is NOT x1: for (1, 0), w1 alone outweighs the bias. Only both weights together may."
)
def _():
    return -2, 0, 1


@nand_weights.mistake(
    "That is NOT x2: for (0, 1), w2 alone outweighs the bias. Only both weights together may."
)
def _():
    return 0, -2, 1


@exercise(
    lesson="2.2",
    points=3,
    minutes=4,
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
    minutes=6,
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


@stable_softmax.mistake("The base is 2; softmax takes powers of e: np.exp.")
def _(z):
    e = np.exp2(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@exercise(
    lesson="2.2",
    points=1,
    minutes=3,
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


# ---- 2.3 Model architecture ---------------------------------------------------------------


@exercise(
    lesson="2.3",
    points=3,
    minutes=8,
    hints=(
        "What goes into the second layer? Which layer is the only one without ReLU behind it?",
        "a₁ = max(0, x·W₁ + b₁), a₂ = max(0, a₁·W₂ + b₂), and the outputs are a₂·W₃ + b₃.",
        "a1 = np.maximum(x @ w1 + b1, 0), a2 = np.maximum(a1 @ w2 + b2, 0), return a2 @ w3 + b3",
    ),
)
def forward_pass(x, w1, b1, w2, b2, w3, b3):
    """Return the outputs of a network with two hidden layers and ReLU.

    x: one example a row, shape (n, n_in). w1, w2, w3: weights, each of
    shape (inputs, outputs) of its layer. b1, b2, b3: biases, one for each
    output of the layer. The outputs of a layer are the inputs of the
    next. Behind each hidden layer stands a ReLU, max(0, z); the last layer
    has no activation function. Returns shape (n, outputs of the last).
    """
    a1 = np.maximum(x @ w1 + b1, 0)
    a2 = np.maximum(a1 @ w2 + b2, 0)
    return a2 @ w3 + b3


@forward_pass.cases
def _(rng):
    for n, *sizes in ((4, 3, 5, 4, 2), (3, 2, 4, 4, 3), (5, 4, 3, 3, 3), (2, 3, 6, 2, 1)):
        layers = []
        for n_in, n_out in itertools.pairwise(sizes):
            layers += [rng.normal(size=(n_in, n_out)), rng.normal(size=n_out)]
        yield rng.normal(size=(n, sizes[0])), *layers


def _relu(z):
    return np.maximum(z, 0)


def _run(x, w1, b1, w2, b2, w3, b3, hidden=_relu, last=lambda z: z):
    return last(hidden(hidden(x @ w1 + b1) @ w2 + b2) @ w3 + b3)


@forward_pass.mistake("The last layer has a ReLU as well, which cuts off all negative outputs.")
def _(*given):
    return _run(*given, last=_relu)


@forward_pass.mistake("There is no ReLU between the layers, so that all three equal one layer.")
def _(*given):
    return _run(*given, hidden=lambda z: z)


@forward_pass.mistake("The second hidden layer has lost its ReLU.")
def _(x, w1, b1, w2, b2, w3, b3):
    return (_relu(x @ w1 + b1) @ w2 + b2) @ w3 + b3


@forward_pass.mistake("The biases never reach the sums: x @ weight + bias, in each layer.")
def _(x, w1, b1, w2, b2, w3, b3):
    return _run(x, w1, 0 * b1, w2, 0 * b2, w3, 0 * b3)


@forward_pass.mistake("Your ReLU is turned round: it lets the negative sums through.")
def _(*given):
    return _run(*given, hidden=lambda z: np.minimum(z, 0))


@forward_pass.mistake("You put sigmoids between the layers; this network has ReLU.")
def _(*given):
    return _run(*given, hidden=sigmoid)


@forward_pass.mistake("You stop before the last layer: w3 and b3 are not used.")
def _(x, w1, b1, w2, b2, w3, b3):
    return _relu(_relu(x @ w1 + b1) @ w2 + b2)


@forward_pass.mistake("The last layer ends in a sigmoid; its outputs should be left as they are.")
def _(*given):
    return _run(*given, last=sigmoid)


@forward_pass.mistake("The ReLU comes before the bias: add the bias first, then cut off.")
def _(x, w1, b1, w2, b2, w3, b3):
    return (_relu((_relu(x @ w1) + b1) @ w2) + b2) @ w3 + b3


@forward_pass.mistake("You put tanh between the layers; this network has ReLU.")
def _(*given):
    return _run(*given, hidden=np.tanh)


@forward_pass.mistake("Your ReLU leaks: below 0 it lets a hundredth through, and should give 0.")
def _(*given):
    return _run(*given, hidden=lambda z: np.where(z > 0, z, 0.01 * z))


@forward_pass.mistake("The last layer ends in a softmax; its outputs should be left as they are.")
def _(*given):
    e = np.exp(_run(*given))
    return e / e.sum(axis=1, keepdims=True)


@forward_pass.mistake("Absolute values are no ReLU: it gives 0 for every negative sum.")
def _(*given):
    return _run(*given, hidden=np.abs)


@exercise(
    lesson="2.3",
    points=3,
    minutes=6,
    kind="fix",
    hints=(
        "Print outputs.shape, t.shape and (outputs - t).shape. Which of them surprises you?",
        "(n, 1) − (n,) is (n, n): NumPy compares every output with every target.",
        "return np.mean((outputs[:, 0] - t) ** 2)",
    ),
)
def squared_error(x, w, b, t):
    """Return the mean of (output − t)² over all examples, a number.

    x: one example a row, shape (n, n_in). w, b: of a layer with a single
    neuron, shapes (n_in, 1) and (1,). t: one target an example, shape
    (n,). The code runs without an error, and its result is wrong.
    """
    outputs = x @ w + b
    return np.mean((outputs[:, 0] - t) ** 2)


@squared_error.start
def _(x, w, b, t):
    outputs = x @ w + b
    return np.mean((outputs - t) ** 2)


@squared_error.cases
def _(rng):
    for n, n_in in ((4, 2), (6, 3), (3, 1), (5, 4)):
        x, w, b = rng.normal(size=(n, n_in)), rng.normal(size=(n_in, 1)), rng.normal(size=1)
        yield x, w, b, (x @ w + b)[:, 0] + rng.normal(size=n)


@squared_error.mistake(
    "Every output is still compared with every target: n · n differences, not n."
)
def _(x, w, b, t):
    return np.mean(((x @ w + b) - t[None, :]) ** 2)


@squared_error.mistake("You add up the squares; the mean divides by the number of examples.")
def _(x, w, b, t):
    return np.sum(((x @ w + b)[:, 0] - t) ** 2)


@squared_error.mistake(
    "Only the first example counts: [:, 0] is the first column, [0] the first row."
)
def _(x, w, b, t):
    return np.mean(((x @ w + b)[0] - t[0]) ** 2)


@squared_error.mistake("The first output is compared with all targets: take [:, 0], not [0].")
def _(x, w, b, t):
    return np.mean(((x @ w + b)[0] - t) ** 2)


@squared_error.mistake("Mean first and then square lets errors cancel: square first.")
def _(x, w, b, t):
    return np.mean((x @ w + b)[:, 0] - t) ** 2


@squared_error.mistake(
    "All that outputs and targets have left is their means: subtract one by one."
)
def _(x, w, b, t):
    return np.mean((np.mean(x @ w + b) - t) ** 2)


@squared_error.mistake("Those are absolute values; the square of each difference is asked.")
def _(x, w, b, t):
    return np.mean(np.abs((x @ w + b)[:, 0] - t))


@exercise(
    lesson="2.3",
    points=2,
    minutes=6,
    hints=(
        "How many weights does a single neuron of the first layer have? And how many biases?",
        "A layer from n_in to n_out has (n_in + 1) · n_out parameters. Add up the layers.",
        "With n_in = np.array(sizes[:-1]), n_out = np.array(sizes[1:]): ((n_in + 1) * n_out).sum()",
    ),
)
def count_parameters(sizes):
    """Return how many weights and biases a fully connected network has.

    sizes: a list: the number of inputs, then the number of neurons in
    each layer, such as [784, 16, 16, 10]. Returns a whole number.
    """
    n_in, n_out = np.array(sizes[:-1]), np.array(sizes[1:])
    return int(((n_in + 1) * n_out).sum())


@count_parameters.cases
def _(rng):
    yield ([784, 16, 16, 10],)
    yield ([3, 5],)
    for length in (3, 4, 5, 3):
        yield (rng.integers(2, 30, size=length).tolist(),)


@count_parameters.mistake("The biases are missing: each neuron has one more parameter.")
def _(sizes):
    return sum(m * n for m, n in itertools.pairwise(sizes))


@count_parameters.mistake("The inputs have no biases. They are numbers that come in, not neurons.")
def _(sizes):
    return sum(m * n for m, n in itertools.pairwise(sizes)) + sum(sizes)


@count_parameters.mistake("A layer has one bias for each of its neurons, not one for all of them.")
def _(sizes):
    return sum(m * n + 1 for m, n in itertools.pairwise(sizes))


@count_parameters.mistake(
    "The biases belong to the neurons behind: one for each output, not input."
)
def _(sizes):
    return sum(m * (n + 1) for m, n in itertools.pairwise(sizes))


@count_parameters.mistake("Those are the neurons and inputs. Count what connects them.")
def _(sizes):
    return sum(sizes)


@count_parameters.mistake("You count neurons: each has as many weights as inputs, and a bias.")
def _(sizes):
    return sum(sizes[1:])


@count_parameters.mistake(
    "You multiply all sizes; each layer has weights of its own: add the layers up."
)
def _(sizes):
    return int(np.prod(sizes))


@count_parameters.mistake("Only the first layer is counted: does `return` stand inside the loop?")
def _(sizes):
    return (sizes[0] + 1) * sizes[1]


@count_parameters.mistake("Only the last layer is counted: add each one to those before it.")
def _(sizes):
    return (sizes[-2] + 1) * sizes[-1]


@exercise(
    lesson="2.3",
    points=2,
    minutes=4,
    kind="predict",
    parts=("weight 1", "output 2", "weight 3", "output 3"),
    hints=(
        "Which number of a shape does the batch decide, and in which arrays does it appear?",
        "A weight is (n_in, n_out) and knows nothing of the batch; an output is (n, n_out).",
        "return (100, 40), (8, 20), (20, 5), (8, 5)",
    ),
)
def predict_shapes():
    """Return four shapes, each as a tuple such as (3, 2).

    A network 100-40-20-5 gets a batch of 8 examples, one a row. Return
    the shapes of: the weight of its first layer, the output of its second
    layer, the weight of its third layer, the output of its third layer.
    """
    return (100, 40), (8, 20), (20, 5), (8, 5)


@predict_shapes.mistake("Weights are (n_in, n_out) here, so that code reads x @ weight.")
def _():
    return (40, 100), (8, 20), (5, 20), (8, 5)


@predict_shapes.mistake("The batch is lost: an output has a row for each of the 8 examples.")
def _():
    return (100, 40), (20,), (20, 5), (5,)


@predict_shapes.mistake("Examples are rows: the batch comes first, and n_out last.")
def _():
    return (100, 40), (20, 8), (20, 5), (5, 8)


@predict_shapes.mistake("You count the input as the first layer; it computes nothing.")
def _():
    return (100, 40), (8, 40), (40, 20), (8, 20)


@predict_shapes.mistake("A weight does not know how many examples will come: no 8 in it.")
def _():
    return (8, 100), (8, 20), (8, 20), (8, 5)


@predict_shapes.mistake("Output 2 comes from the second layer, which has 20 neurons, not 40.")
def _():
    return (100, 40), (8, 40), (20, 5), (8, 5)


@predict_shapes.mistake("Weight 3 is not it: (40, 20) leads into the second layer, not the third.")
def _():
    return (100, 40), (8, 20), (40, 20), (8, 5)


# ---- 2.4 Activation functions in depth ----------------------------------------------------


@exercise(
    lesson="2.4",
    points=1,
    minutes=4,
    hints=(
        "A layer's weighted sums should spread as its inputs do. What makes up for the lost half?",
        "He's start has the spread √(2 / n_in). Which axis of noise is n_in?",
        "return noise * np.sqrt(2 / len(noise))",
    ),
)
def he_start(noise):
    """Return the starting weight of a layer with ReLU, by He's rule.

    noise: random numbers of mean 0 and spread 1, one for each weight,
    shape (n_in, n_out). Returns the same, scaled to He's spread.
    """
    return noise * np.sqrt(2 / len(noise))


@he_start.cases
def _(rng):
    for shape in ((3, 5), (8, 2), (5, 4), (2, 6)):
        yield (rng.normal(size=shape),)


@he_start.mistake("The root is missing: 2 / n_in is the variance, its root is the spread.")
def _(noise):
    return noise * 2 / len(noise)


@he_start.mistake(
    "You divide by the number of outputs. A sum has as many terms as there are inputs."
)
def _(noise):
    return noise * np.sqrt(2 / noise.shape[1])


@he_start.mistake("That keeps tanh alive; ReLU blocks half of its inputs, so 2 belongs above n_in.")
def _(noise):
    return noise * np.sqrt(1 / len(noise))


@he_start.mistake("That is Xavier's start. He's looks at the inputs alone.")
def _(noise):
    return noise * np.sqrt(2 / sum(noise.shape))


@he_start.mistake("You divide by the number of all weights. One neuron has n_in of them.")
def _(noise):
    return noise * np.sqrt(2 / noise.size)


@he_start.mistake("The fraction is upside down: the more inputs, the smaller each weight.")
def _(noise):
    return noise * np.sqrt(len(noise) / 2)


@he_start.mistake("You divide by the variance of the noise, which is near 1; n_in is what counts.")
def _(noise):
    return noise * np.sqrt(2 / noise.var())


@exercise(
    lesson="2.4",
    points=3,
    minutes=7,
    hints=(
        "For tanh and sigmoid, can you write the slope with the help of the output a alone?",
        "σ' = a·(1 − a) with a = σ(z); tanh' = 1 − a² with a = tanh(z); ReLU' is 0 or 1.",
        "sigmoid(z) * (1 - sigmoid(z)), 1 - np.tanh(z) ** 2, np.where(z > 0, 1.0, 0.0), and "
        "np.where(z > 0, 1.0, 0.01)",
    ),
)
def activation_slope(name, z):
    """Return the derivative of an activation function at each z.

    name: "sigmoid", "tanh", "relu" or "leaky_relu" (with the slope 0.01
    for negative z). z: weighted sums, shape (n,), none of them 0.
    Returns shape (n,). One of the four is done.
    """
    slopes = {
        "sigmoid": sigmoid(z) * (1 - sigmoid(z)),
        "tanh": 1 - np.tanh(z) ** 2,
        "relu": np.where(z > 0, 1.0, 0.0),
        "leaky_relu": np.where(z > 0, 1.0, 0.01),
    }
    return slopes[name]


@activation_slope.start
def _(name, z):
    slopes = {
        "sigmoid": ...,
        "tanh": ...,
        "relu": np.where(z > 0, 1.0, 0.0),
        "leaky_relu": ...,
    }
    return slopes[name]


@activation_slope.cases
def _(rng):
    for name in ("sigmoid", "tanh", "leaky_relu", "relu") * 2:
        z = rng.uniform(0.2, 3, size=5) * rng.choice([-1, 1], size=5)
        z[:2] = rng.uniform(0.2, 3), -rng.uniform(0.2, 3)
        yield name, z


def _slope_but(name, z, wrong, value):
    return value if name == wrong else activation_slope(name, z)


@activation_slope.mistake("sigmoid: the slope is a·(1 − a) with a = σ(z); you use z itself.")
def _(name, z):
    return _slope_but(name, z, "sigmoid", z * (1 - z))


@activation_slope.mistake("sigmoid: that is 1 − a; the factor a is missing.")
def _(name, z):
    return _slope_but(name, z, "sigmoid", 1 - sigmoid(z))


@activation_slope.mistake("sigmoid: that is the function itself, not its slope.")
def _(name, z):
    return _slope_but(name, z, "sigmoid", sigmoid(z))


@activation_slope.mistake("sigmoid: 1 − a² is the slope of tanh; for σ it is a·(1 − a).")
def _(name, z):
    return _slope_but(name, z, "sigmoid", 1 - sigmoid(z) ** 2)


@activation_slope.mistake("tanh: the slope is 1 − tanh²; the square is missing.")
def _(name, z):
    return _slope_but(name, z, "tanh", 1 - np.tanh(z))


@activation_slope.mistake("tanh: a·(1 − a) is the slope of the sigmoid; for tanh it is 1 − a².")
def _(name, z):
    return _slope_but(name, z, "tanh", np.tanh(z) * (1 - np.tanh(z)))


@activation_slope.mistake("leaky_relu: that is the function; its slope is 1 or 0.01, without z.")
def _(name, z):
    return _slope_but(name, z, "leaky_relu", np.where(z > 0, z, 0.01 * z))


@activation_slope.mistake("leaky_relu: for negative z the slope is 0.01, not 0: that is the leak.")
def _(name, z):
    return _slope_but(name, z, "leaky_relu", np.where(z > 0, 1.0, 0.0))


@activation_slope.mistake(
    "leaky_relu: the function rises for negative z as well, by +0.01 each step."
)
def _(name, z):
    return _slope_but(name, z, "leaky_relu", np.where(z > 0, 1.0, -0.01))


@activation_slope.mistake(
    "sigmoid: that is the outer derivative, and negative; σ rises: a·(1 − a)."
)
def _(name, z):
    return _slope_but(name, z, "sigmoid", -1 / (1 + np.exp(-z)) ** 2)


@activation_slope.mistake("tanh: it is 1 − tanh², with a minus; the slope is never above 1.")
def _(name, z):
    return _slope_but(name, z, "tanh", 1 + np.tanh(z) ** 2)


@activation_slope.mistake("tanh: that is the function itself, not its slope.")
def _(name, z):
    return _slope_but(name, z, "tanh", np.tanh(z))


@activation_slope.mistake("leaky_relu: the sides have changed places: 1 for z > 0, 0.01 for z < 0.")
def _(name, z):
    return _slope_but(name, z, "leaky_relu", np.where(z > 0, 0.01, 1.0))


@activation_slope.mistake("leaky_relu: the leak is a hundredth, 0.01, not a tenth.")
def _(name, z):
    return _slope_but(name, z, "leaky_relu", np.where(z > 0, 1.0, 0.1))


@exercise(
    lesson="2.4",
    points=2,
    minutes=6,
    hints=(
        "A unit is dead if its weighted sum is 0 or less for which examples?",
        "z = x·W + b has a column for each unit; a dead one has z ≤ 0 in all of its rows.",
        "return int(np.all(x @ w + b <= 0, axis=0).sum())",
    ),
)
def dead_units(x, w, b):
    """Return how many units of a ReLU layer are dead on the examples x.

    x: one example a row, shape (n, n_in). w: weight, shape (n_in, n_units).
    b: bias, shape (n_units,). A unit is dead if its weighted sum is 0 or
    less for every example, so that its ReLU gives 0 for all of them.
    Returns a whole number.
    """
    return int(np.all(x @ w + b <= 0, axis=0).sum())


@dead_units.cases
def _(rng):
    for n, n_units, dead in ((6, 5, 2), (5, 7, 3), (8, 6, 1), (7, 8, 5), (6, 6, 0)):
        x, w = rng.uniform(size=(n, 3)), rng.normal(size=(3, n_units))
        z = x @ w
        b = -np.quantile(z, rng.uniform(0.3, 0.6, size=n_units), axis=0).diagonal().copy()
        b[:dead] = -z.max(axis=0)[:dead] - rng.uniform(0.1, 0.5, size=dead)
        order = rng.permutation(n_units)
        yield x, w[:, order], b[order]


@dead_units.mistake("Silent for some example is normal; dead is silent for all of them.")
def _(x, w, b):
    return int(np.any(x @ w + b <= 0, axis=0).sum())


@dead_units.mistake("Those are the living ones. Dead is: z ≤ 0 for every example.")
def _(x, w, b):
    return int(np.any(x @ w + b > 0, axis=0).sum())


@dead_units.mistake("You count examples for which all units are silent: go along axis=0.")
def _(x, w, b):
    return int(np.all(x @ w + b <= 0, axis=1).sum())


@dead_units.mistake(
    "You count single zeros, not units: first ask of each column whether all are 0."
)
def _(x, w, b):
    return int((x @ w + b <= 0).sum())


@dead_units.mistake("The bias is left out. It is the bias that drives most units into silence.")
def _(x, w, b):
    return int(np.all(x @ w <= 0, axis=0).sum())


@dead_units.mistake("That is their share of all units; asked is how many.")
def _(x, w, b):
    return float(np.all(x @ w + b <= 0, axis=0).mean())


@dead_units.mistake("Only the first example is asked. A unit may wake up for another.")
def _(x, w, b):
    return int((x[0] @ w + b <= 0).sum())


@dead_units.mistake("0 or less on average is not dead: ask every example, not their mean.")
def _(x, w, b):
    return int(((x @ w + b).mean(axis=0) <= 0).sum())


@exercise(
    lesson="2.4",
    points=2,
    minutes=4,
    kind="explain",
    hints=(
        "Two hidden neurons with equal weights: what do they answer to an image?",
        "Equal answers, equal slopes, equal steps. What follows for the next image?",
        "Say what stays equal and why, what it costs, and which numbers may start equal after all.",
    ),
    rubric=(
        "Equal incoming and outgoing weights give equal outputs and equal gradients.",
        "So every step leaves them equal: the layer works as a single neuron, however wide.",
        "Random weights break the tie; the biases may all start at 0.",
    ),
)
def why_random():
    """Return two or three sentences of your own, as text.

    A friend says: "I start all weights at 0.1. Training will sort them
    out." What happens, why, and what has to be random?
    """
    return (
        "Neurons of a layer whose weights are all the same give the same output and get\n"
        "  the same gradient, so each step leaves them the same. However wide it is, the\n"
        "  layer works as one neuron. The weights have to start at random to be told apart;\n"
        "  the biases may start at 0."
    )


@why_random.start
def _():
    return """
    ...
    """


# ---- Problem set: the whole unit, and what it takes from unit 1 ---------------------------


@exercise(
    lesson="2",
    points=4,
    minutes=12,
    parts=("w", "b"),
    hints=(
        "Which shape have the errors of ten neurons on n examples? Which axis has to vanish?",
        "errors = t − a, (n, 10); the weights move by η · xᵀ·errors, the biases by η · their sum.",
        "errors = t - (x @ w + b >= 0), then "
        "w + rate * x.T @ errors and b + rate * errors.sum(axis=0)",
    ),
)
def layer_update(w, b, x, t, rate):
    """Return (w, b) of a layer of perceptrons after one batch.

    w: (n_in, n_out), b: (n_out,). x: one example a row, (n, n_in).
    t: targets 0 or 1, one column for each neuron, (n, n_out).
    rate: η. Each neuron answers 1 for z ≥ 0, else 0, and follows the
    perceptron rule of 2.2; the corrections of all examples, computed
    with the same old weights, are added up.
    """
    errors = t - (x @ w + b >= 0)
    return w + rate * x.T @ errors, b + rate * errors.sum(axis=0)


@layer_update.cases
def _(rng):
    for n, n_in, n_out in ((5, 3, 2), (6, 2, 4), (4, 4, 3), (7, 3, 5)):
        x, t = rng.normal(size=(n, n_in)), rng.integers(0, 2, size=(n, n_out)).astype(float)
        yield (
            rng.normal(size=(n_in, n_out)), rng.normal(size=n_out), x, t, rng.uniform(0.2, 0.8),
        )  # fmt: skip


def _updated(w, b, x, errors, rate):
    return w + rate * x.T @ errors, b + rate * errors.sum(axis=0)


@layer_update.mistake("Every correction goes the wrong way: the error is t − a, not a − t.")
def _(w, b, x, t, rate):
    return _updated(w, b, x, (x @ w + b >= 0) - t, rate)


@layer_update.mistake("The error uses z; the rule compares the target with the answer, 0 or 1.")
def _(w, b, x, t, rate):
    return _updated(w, b, x, t - (x @ w + b), rate)


@layer_update.mistake("The biases stay as they were: each moves by η times the sum of its errors.")
def _(w, b, x, t, rate):
    return _updated(w, b, x, t - (x @ w + b >= 0), rate)[0], b


@layer_update.mistake("The corrections are averaged; here they are added up.")
def _(w, b, x, t, rate):
    return _updated(w, b, x, t - (x @ w + b >= 0), rate / len(x))


@layer_update.mistake("The learning rate is lost: multiply both corrections by it.")
def _(w, b, x, t, rate):
    return _updated(w, b, x, t - (x @ w + b >= 0), 1)


@layer_update.mistake("The bias never reaches your answers: z = x·W + b.")
def _(w, b, x, t, rate):
    return _updated(w, b, x, t - (x @ w >= 0), rate)


@layer_update.mistake("You use a sigmoid; a perceptron answers 0 or 1.")
def _(w, b, x, t, rate):
    return _updated(w, b, x, t - sigmoid(x @ w + b), rate)


@layer_update.mistake(
    "One sum moves all biases; each moves by the errors of its own neuron: axis=0."
)
def _(w, b, x, t, rate):
    errors = t - (x @ w + b >= 0)
    return w + rate * x.T @ errors, b + rate * errors.sum()


@layer_update.mistake(
    "You correct after each example; here all of them are answered with the same old weights."
)
def _(w, b, x, t, rate):
    for one, target in zip(x, t, strict=True):
        errors = target - (one @ w + b >= 0)
        w, b = w + rate * np.outer(one, errors), b + rate * errors
    return w, b


@exercise(
    lesson="2",
    points=2,
    minutes=6,
    hints=(
        "Take one digit: which rows of answers are about it, and how many of these are wrong?",
        "For each k: the mean of (answers != labels) over the rows with labels == k.",
        "return np.array([np.mean(answers[labels == k] != k) for k in range(n_classes)])",
    ),
)
def misread_by_class(answers, labels, n_classes):
    """Return for each class the share of its examples that are misread.

    answers: what was read, whole numbers from 0, shape (n,). labels: what
    it is, shape (n,). Every class from 0 to n_classes - 1 occurs among the
    labels. Returns shape (n_classes,), shares between 0 and 1.
    """
    return np.array([np.mean(answers[labels == k] != k) for k in range(n_classes)])


@misread_by_class.cases
def _(rng):
    for n, k in ((12, 3), (20, 4), (15, 2), (24, 5)):
        labels = rng.permutation(np.arange(n) % k)
        extra = rng.integers(0, k, size=n // 3)
        labels = np.concatenate([labels, extra])
        answers = np.where(rng.random(len(labels)) < 0.5, labels, (labels + 1) % k)
        answers[np.flatnonzero(labels == 0)[:2]] = 1, 0
        yield answers, labels, k


@misread_by_class.mistake("Those are the shares that are read correctly; asked is the rest.")
def _(answers, labels, n_classes):
    return np.array([np.mean(answers[labels == k] == k) for k in range(n_classes)])


@misread_by_class.mistake("You divide by all examples; divide by those of the class.")
def _(answers, labels, n_classes):
    wrong = (answers != labels) / len(labels)
    return np.array([wrong[labels == k].sum() for k in range(n_classes)])


@misread_by_class.mistake("You count; asked is the share of the class.")
def _(answers, labels, n_classes):
    return np.array([np.sum(answers[labels == k] != k) for k in range(n_classes)])


@misread_by_class.mistake(
    "Of all that was *read* as a class, you take what is wrong. Asked is: of all that *is* one."
)
def _(answers, labels, n_classes):
    return np.array([np.mean(labels[answers == k] != k) for k in range(n_classes)])


@misread_by_class.mistake("That is one share for all classes together.")
def _(answers, labels, n_classes):
    return np.full(n_classes, np.mean(answers != labels))


@misread_by_class.mistake(
    "You share out the mistakes among the classes; asked is how often each class is misread."
)
def _(answers, labels, n_classes):
    wrong = labels[answers != labels]
    return np.array([np.mean(wrong == k) for k in range(n_classes)])


@exercise(
    lesson="2",
    points=2,
    minutes=8,
    hints=(
        "How many parameters does one more hidden neuron bring, in front of it and behind it?",
        "n_in-h-n_out has (n_in + 1)·h + (h + 1)·n_out parameters. Solve ≤ budget for h.",
        "return (budget - n_out) // (n_in + 1 + n_out)",
    ),
)
def widest(n_in, n_out, budget):
    """Return the largest h so that n_in-h-n_out has at most budget parameters.

    n_in, n_out: numbers of inputs and outputs. budget: how many weights
    and biases the network may have; it is enough for one hidden neuron.
    Returns a whole number. Example: widest(784, 10, 13002) is 16.
    """
    return (budget - n_out) // (n_in + 1 + n_out)


@widest.cases
def _(rng):
    yield 784, 10, 13002
    for number in range(6):
        n_in, n_out, h = rng.integers(2, 40, size=3).tolist()
        each = n_in + 1 + n_out
        yield n_in, n_out, each * h + n_out + (each - 1 if number % 2 else 0)
    yield 9, 2, 12 * 7 + 2 + 8  # what is left is more than half a neuron,
    yield 2, 9, 12 * 5 + 9 + 4  # and less than half


@widest.mistake("The biases of the outputs do not depend on h: take them off the budget first.")
def _(n_in, n_out, budget):
    return budget // (n_in + 1 + n_out)


@widest.mistake("A hidden neuron has a bias, too: it brings n_in + 1 + n_out parameters.")
def _(n_in, n_out, budget):
    return (budget - n_out) // (n_in + n_out)


@widest.mistake("A hidden neuron has weights behind it as well: one for each output.")
def _(n_in, n_out, budget):
    return (budget - n_out) // (n_in + 1)


@widest.mistake("That is one too many: the network with it is over the budget.")
def _(n_in, n_out, budget):
    return (budget - n_out) // (n_in + 1 + n_out) + 1


@widest.mistake("There are no neurons in parts: round down to a whole number.")
def _(n_in, n_out, budget):
    return (budget - n_out) / (n_in + 1 + n_out)


@widest.mistake("You round to the nearest whole number; half a neuron too many is over the budget.")
def _(n_in, n_out, budget):
    return round((budget - n_out) / (n_in + 1 + n_out))


@exercise(
    lesson="2",
    points=4,
    minutes=10,
    kind="fix",
    hints=(
        "For a single image all ten shares are 1. Over what are they shared out?",
        "Each row, one image, should add up to 1. Which axis runs along a row?",
        "Both lines need axis=1 and keepdims=True, the one with max and the one with sum.",
    ),
)
def read_shares(x, w1, b1, w2, b2):
    """Return for each image the shares of the classes, as softmax gives them.

    x: one image a row, (n, n_in). One hidden layer with ReLU, w1
    (n_in, n_hidden), b1 (n_hidden,), then logits, w2 (n_hidden,
    n_classes), b2 (n_classes,). Returns (n, n_classes); each row adds
    up to 1.
    """
    hidden = np.maximum(x @ w1 + b1, 0)
    z = hidden @ w2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@read_shares.start
def _(x, w1, b1, w2, b2):
    hidden = np.maximum(x @ w1 + b1, 0)
    z = hidden @ w2 + b2
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


@read_shares.cases
def _(rng):
    for n, n_in, n_hidden, n_classes in ((4, 3, 5, 3), (1, 2, 4, 3), (5, 3, 3, 4), (3, 4, 6, 2)):
        shapes = (n, n_in), (n_in, n_hidden), n_hidden, (n_hidden, n_classes), n_classes
        yield tuple(rng.normal(size=shape) for shape in shapes)


def _logits(x, w1, b1, w2, b2):
    return np.maximum(x @ w1 + b1, 0) @ w2 + b2


@read_shares.mistake("Still shared out over the images: each class adds up to 1, not each image.")
def _(*given):
    z = _logits(*given)
    return np.exp(z) / np.exp(z).sum(axis=0, keepdims=True)


@read_shares.mistake("Half repaired: each class still has another number taken away, from max.")
def _(*given):
    z = _logits(*given)
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=1, keepdims=True)


@read_shares.mistake("All shares of all images together add up to 1; each image should.")
def _(*given):
    z = _logits(*given)
    return np.exp(z) / np.exp(z).sum()


@read_shares.mistake("The hidden layer was right; its ReLU has got lost.")
def _(x, w1, b1, w2, b2):
    z = (x @ w1 + b1) @ w2 + b2
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


@read_shares.mistake("You return the logits; shares are positive and add up to 1 in each row.")
def _(*given):
    return _logits(*given)


@exercise(
    lesson="2",
    points=3,
    minutes=8,
    kind="choose",
    tolerance=0.02,
    parts=("remedy", "factor"),
    hints=(
        "Do the neurons die, do the steps overshoot, or does the signal fade? Which row says so?",
        "From layer 1 to 20 the spread is multiplied 19 times by the same factor.",
        "factor = (0.00033 / 0.24) ** (1 / 19), which is 1/√2. Which start makes up for √2?",
    ),
)
def remedy():
    """Return the letter of the remedy, and the factor by which the spread
    changes from one layer to the next, such as ("A", 0.5).

    A network of 20 ReLU layers, all 100 wide, starts with weights of
    spread 1/√n_in and does not learn. Measured:

    spread of the activations, layers 1, 10, 20     0.24   0.0106   0.00033
    size of the gradient, layers 20, 10, 1          1      0.031    0.0014
    silent units in the first layer                 1 %
    training cost after 1, 3, 10 epochs             2.303  2.303    2.302

    A  leaky ReLU in place of ReLU
    B  a learning rate ten times smaller
    C  starting weights larger by a factor of √2
    D  ten times as many neurons in every layer, started by the same rule
    """
    return "C", (0.00033 / 0.24) ** (1 / 19)


@remedy.mistake("Leaky ReLU is for dead units, and 1 % are silent. Look at the first two rows.")
def _():
    return "A", 0.7071


@remedy.mistake(
    "A smaller rate is for a cost that jumps. This one does not move, for want of slope."
)
def _():
    return "B", 0.7071


@remedy.mistake("Width changes nothing: the rule already takes the number of inputs into account.")
def _():
    return "D", 0.7071


@remedy.mistake("The right remedy. But that is the factor for all 19 steps: take the 19th root.")
def _():
    return "C", 0.00033 / 0.24


@remedy.mistake(
    "The right remedy. The factor is what happens, 1/√2, and √2 is what makes up for it."
)
def _():
    return "C", 1.4142


@remedy.mistake("The right remedy. ReLU halves the mean *square*; the spread goes with its root.")
def _():
    return "C", 0.5


@remedy.mistake(
    "The right remedy. The spread is 0.24 in layer 1, not 1: divide by it before the root."
)
def _():
    return "C", 0.00033 ** (1 / 20)


@exercise(
    lesson="2",
    points=2,
    minutes=6,
    parts=("train", "test"),
    hints=(
        "What will the model be asked for, in use: months in between, or months to come?",
        "All test months have to lie behind all training months. Which months are the last share?",
        "n = round(share * len(time)); test = np.arange(len(time)) >= len(time) - n; "
        "return ~test, test",
    ),
)
def split_for_forecast(time, share):
    """Split months for an honest test of a forecast: return (train, test).

    time: when each month was, rising, shape (n,); some months may be
    missing. share: of the months for the test, which has
    round(share * n) of them; share is large enough for one. Each month
    belongs to train or to test.
    Returns two masks of shape (n,), True where a month belongs to it.
    """
    test = np.arange(len(time)) >= len(time) - round(share * len(time))
    return ~test, test


@split_for_forecast.cases
def _(rng):
    for n, share in ((10, 0.3), (8, 0.25), (20, 0.2), (15, 0.4)):
        apart = rng.uniform(0.05, 0.15, size=n)
        apart[-2] = 1.5  # more than a year without a measurement: months are no measure of years
        yield 1958 + np.cumsum(apart), share


@split_for_forecast.mistake(
    "Months at random have training months on both sides; the months to come have not."
)
def _(time, share):
    test = np.zeros(len(time), bool)
    test[np.random.default_rng(0).permutation(len(time))[: round(share * len(time))]] = True
    return ~test, test


@split_for_forecast.mistake("You test on the past and train on the future: turn them round.")
def _(time, share):
    train = np.arange(len(time)) >= len(time) - round(share * len(time))
    return train, ~train


@split_for_forecast.mistake(
    "The first months are tested. A forecast is asked for what comes after."
)
def _(time, share):
    test = np.arange(len(time)) < round(share * len(time))
    return ~test, test


@split_for_forecast.mistake(
    "The test months are among the training months as well: that is a leak."
)
def _(time, share):
    test = np.arange(len(time)) >= len(time) - round(share * len(time))
    return np.ones(len(time), bool), test


@split_for_forecast.mistake(
    "share is for the test, the rest for training; you have it the other way."
)
def _(time, share):
    train = np.arange(len(time)) < round(share * len(time))
    return train, ~train


@split_for_forecast.mistake(
    "You take a share of the years; months are missing here and there. Count the months."
)
def _(time, share):
    test = time >= time[-1] - share * (time[-1] - time[0])
    return ~test, test


@split_for_forecast.mistake("A month is lost between the two: each belongs to train or to test.")
def _(time, share):
    test = np.arange(len(time)) >= len(time) - round(share * len(time))
    return ~np.append(test[1:], True), test


@split_for_forecast.mistake(
    "Every third or fourth month has training months on both sides; the months to come have not."
)
def _(time, share):
    test = np.arange(len(time)) % round(1 / share) == 0
    return ~test, test


@exercise(
    lesson="2",
    points=3,
    minutes=8,
    kind="explain",
    hints=(
        "What exactly does the theorem promise, and on what kind of region?",
        "Say what it does not promise: finding the weights, how many, and what happens outside.",
        "Name the season of the carbon dioxide: built by hand, not learned from the year alone.",
    ),
    rubric=(
        "For any continuous function on a closed, bounded region there are good weights.",
        "That they exist does not mean that training finds them; an example from 2.1.",
        "Outside of the region nothing is promised; sigmoid units go flat there.",
    ),
)
def answer_the_ad():
    """Return three or four sentences of your own, as text.

    An advertisement says: "It is mathematically proved that neural
    networks can learn anything." What is proved, and what is not?
    """
    return (
        "It is proved that for any continuous function on a closed, bounded region weights\n"
        "  exist with which a network comes as close as you like. It is not proved that training\n"
        "  finds them: 359 units placed by hand followed every season of the carbon dioxide, and\n"
        "  as many that were trained on the year alone missed all of them. Outside of the region\n"
        "  nothing is promised, and a network of sigmoid units goes flat."
    )


@answer_the_ad.start
def _():
    return """
    ...
    """

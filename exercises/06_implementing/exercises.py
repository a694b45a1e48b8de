"""Exercises of unit 6, implementing machine learning and deep learning."""

import numpy as np

from nnhelpers.activations import softmax
from nnhelpers.checking import exercise

# ---- 6.4 MNIST number classification -------------------------------------------------


@exercise(
    lesson="6.4",
    points=1,
    minutes=3,
    hints=(
        "Which of the ten numbers in a row is the network's answer?",
        "np.argmax(…, axis=1) gives the place of the largest in each row. Compare with targets.",
        "return np.mean(logits.argmax(axis=1) == targets)",
    ),
)
def accuracy_from_logits(logits, targets):
    """Return the share of images that are read correctly, from 0 to 1.

    logits (n, n_classes) are the outputs of the network before the softmax,
    one row an image; targets (n,) are the right classes, whole numbers.
    """
    return np.mean(logits.argmax(axis=1) == targets)


@accuracy_from_logits.cases
def _(rng):
    for n, n_classes, share in ((20, 10, 0.7), (15, 4, 0.4), (30, 10, 0.9)):
        logits = rng.normal(size=(n, n_classes)) - 1.5
        other = rng.integers(0, n_classes, size=n)
        yield logits, np.where(rng.random(n) < share, logits.argmax(axis=1), other)


@accuracy_from_logits.mistake("You return how many are right. Divide by how many there are.")
def _(logits, targets):
    return np.sum(logits.argmax(axis=1) == targets)


@accuracy_from_logits.mistake("You return percent. A share is a number from 0 to 1.")
def _(logits, targets):
    return 100 * np.mean(logits.argmax(axis=1) == targets)


@accuracy_from_logits.mistake("You return the share of mistakes; asked is the share that is right.")
def _(logits, targets):
    return np.mean(logits.argmax(axis=1) != targets)


@accuracy_from_logits.mistake("You take the smallest output of each row; the largest one wins.")
def _(logits, targets):
    return np.mean(logits.argmin(axis=1) == targets)


@accuracy_from_logits.mistake(
    "You compare the largest output itself with the class. Asked is the place where it stands."
)
def _(logits, targets):
    return np.mean(logits.max(axis=1).round() == targets)


@exercise(
    lesson="6.4",
    points=5,
    minutes=12,
    parts=("w1", "b1", "w2", "b2"),
    hints=(
        "Four pieces, in the order of the page: forward, δ at the output, δ at the hidden layer, "
        "four steps downhill.",
        "d_z = (p − one-hot of y)/n, d_h = (d_z @ w2.T) where h > 0; a weight's slope is "
        "(what went in).T @ (δ of what came out), a bias's slope the sum of δ over the rows.",
        "h = np.maximum(x @ w1 + b1, 0); d_z = softmax(h @ w2 + b2); "
        "d_z[np.arange(len(y)), y] -= 1; d_z /= len(y); d_h = (d_z @ w2.T) * (h > 0); "
        "then w1 - learning_rate * x.T @ d_h, and so on.",
    ),
)
def training_step(x, y, w1, b1, w2, b2, learning_rate):
    """Return (w1, b1, w2, b2) after one step of gradient descent.

    The network is softmax(relu(x @ w1 + b1) @ w2 + b2), its cost the mean of
    -log(probability of the right class). x (n, n_in), y (n,) whole numbers,
    w1 (n_in, n_hidden), b1 (n_hidden,), w2 (n_hidden, 10), b2 (10,).
    Leave the inputs as they are. softmax is imported in this lesson.
    """
    h = np.maximum(x @ w1 + b1, 0)
    d_z = softmax(h @ w2 + b2)
    d_z[np.arange(len(y)), y] -= 1
    d_z /= len(y)
    d_h = (d_z @ w2.T) * (h > 0)
    return (
        w1 - learning_rate * x.T @ d_h,
        b1 - learning_rate * d_h.sum(axis=0),
        w2 - learning_rate * h.T @ d_z,
        b2 - learning_rate * d_z.sum(axis=0),
    )


@training_step.cases
def _(rng):
    for n, n_in, n_hidden, rate in ((6, 5, 4, 0.5), (3, 4, 6, 0.1), (8, 3, 5, 1.5), (5, 6, 3, 0.7)):
        shapes = (n_in, n_hidden), n_hidden, (n_hidden, 10), 10
        x, y = rng.normal(size=(n, n_in)), rng.integers(0, 10, size=n)
        yield x, y, *(rng.normal(size=shape) for shape in shapes), rate


def _step_with(inputs, relu=True, n=len, one_hot=True, sign=-1, old_w2=True, squash=softmax):
    """Return the result of a step in which one thing is done in another way."""
    x, y, w1, b1, w2, b2, rate = inputs
    h = np.maximum(x @ w1 + b1, 0)
    d_z = squash(h @ w2 + b2)
    d_z[np.arange(len(y)), y] -= one_hot
    d_z /= n(d_z)
    new_w2 = w2 + sign * rate * h.T @ d_z
    d_h = d_z @ (w2 if old_w2 else new_w2).T * (h > 0 if relu else 1)
    new_w1, new_b1 = w1 + sign * rate * x.T @ d_h, b1 + sign * rate * d_h.sum(axis=0)
    return new_w1, new_b1, new_w2, b2 + sign * rate * d_z.sum(axis=0)


@training_step.variant("a cost that is a sum over the examples, in place of a mean")
def _(x, y, w1, b1, w2, b2, learning_rate):
    """Return (w1, b1, w2, b2) after one step of gradient descent.

    The network is softmax(relu(x @ w1 + b1) @ w2 + b2), its cost the sum over
    the examples of -log(probability of the right class). x (n, n_in),
    y (n,) whole numbers, w1 (n_in, n_hidden), b1 (n_hidden,),
    w2 (n_hidden, 10), b2 (10,). Leave the inputs as they are.
    """
    h = np.maximum(x @ w1 + b1, 0)
    d_z = softmax(h @ w2 + b2)
    d_z[np.arange(len(y)), y] -= 1
    d_h = (d_z @ w2.T) * (h > 0)
    return (
        w1 - learning_rate * x.T @ d_h,
        b1 - learning_rate * d_h.sum(axis=0),
        w2 - learning_rate * h.T @ d_z,
        b2 - learning_rate * d_z.sum(axis=0),
    )


@training_step.mistake(
    "ReLU is missing on the way back: where h is 0, no slope passes to the first layer."
)
def _(*inputs):
    return _step_with(inputs, relu=False)


@training_step.mistake("The cost is a mean over the examples: divide δ by len(y).")
def _(*inputs):
    return _step_with(inputs, n=lambda d_z: 1)


@training_step.mistake(
    "δ at the output is p − 1 for the right class. You have p there, so the targets are not used."
)
def _(*inputs):
    return _step_with(inputs, one_hot=False)


@training_step.mistake("Divide δ by the number of examples, not by the number of values in it.")
def _(*inputs):
    return _step_with(inputs, n=np.size)


@training_step.mistake("The softmax is missing: δ is made of probabilities, you took the logits.")
def _(*inputs):
    return _step_with(inputs, squash=np.copy)


@training_step.mistake("You walk uphill: the step goes against the slope.")
def _(*inputs):
    return _step_with(inputs, sign=1)


@training_step.mistake(
    "w2 has moved before d_h is computed. Take all slopes at the old place, then move."
)
def _(*inputs):
    return _step_with(inputs, old_w2=False)


@training_step.mistake("Only the weights have moved. The biases learn too.")
def _(*inputs):
    w1, _, w2, _ = _step_with(inputs)
    return w1, inputs[3], w2, inputs[5]


@training_step.mistake("Only the last layer has moved: w1 and b1 have slopes too.")
def _(*inputs):
    return inputs[2], inputs[3], *_step_with(inputs)[2:]


@exercise(
    lesson="6.4",
    points=3,
    minutes=6,
    kind="fix",
    hints=(
        "Take three images of which only the last is wrong. What does the function return?",
        "order counts among the mistakes: 0 is the first mistake, whatever its row is.",
        "return np.flatnonzero(wrong)[order[:k]]",
    ),
)
def surest_mistakes(p, y, k):
    """Return the rows of the k mistakes of which the network is most sure.

    p (n, n_classes) are its probabilities, y (n,) the right classes. The
    surest mistake comes first: the wrong answer with the largest probability.
    """
    wrong = p.argmax(axis=1) != y
    confidence = p.max(axis=1)[wrong]
    order = np.argsort(-confidence)
    return np.flatnonzero(wrong)[order[:k]]


@surest_mistakes.start
def _(p, y, k):
    wrong = p.argmax(axis=1) != y
    confidence = p.max(axis=1)[wrong]
    order = np.argsort(-confidence)
    return order[:k]


@surest_mistakes.cases
def _(rng):
    for n, n_classes, k in ((12, 4, 3), (20, 10, 5), (16, 3, 4), (15, 10, 2)):
        p = softmax(rng.normal(0, 2, size=(n, n_classes)))
        y = p.argmax(axis=1)
        misread = rng.permutation(n)[: n // 2]
        y[misread] = (y[misread] + rng.integers(1, n_classes, size=n // 2)) % n_classes
        yield p, y, k


@surest_mistakes.mistake(
    "These are places among the mistakes. Asked are rows of p: which row is the first mistake?"
)
def _(p, y, k):
    wrong = p.argmax(axis=1) != y
    return np.argsort(-p.max(axis=1)[wrong])[:k]


@surest_mistakes.mistake("The least sure mistakes come first in your result; turn the order round.")
def _(p, y, k):
    return surest_mistakes(p, y, len(y))[::-1][:k]


@surest_mistakes.mistake("Some of these images are read correctly: leave out those that are right.")
def _(p, y, k):
    return np.argsort(-p.max(axis=1))[:k]


@surest_mistakes.mistake(
    "You sort by the probability of the right class. Asked is the one of the answer it gave."
)
def _(p, y, k):
    rows = np.flatnonzero(p.argmax(axis=1) != y)
    return rows[np.argsort(p[rows, y[rows]])][:k]


@surest_mistakes.mistake("These are the first k mistakes, in the order of the images.")
def _(p, y, k):
    return np.flatnonzero(p.argmax(axis=1) != y)[:k]


@exercise(
    lesson="6.4",
    points=4,
    minutes=10,
    hints=(
        "If all ink stood in row 20, by how many rows would you move the picture, and which way?",
        "The center of mass is a mean place, weighted by ink: Σ row · ink / Σ ink, and so for "
        "columns. Round 14 minus that.",
        "row = (picture.sum(axis=1) * np.arange(28)).sum() / picture.sum(), column with axis=0; "
        "np.roll(picture, (round(14 - row), round(14 - column)), axis=(0, 1))",
    ),
)
def centered(picture):
    """Return the picture, moved so that its ink is balanced in the middle.

    picture (28, 28) is 0 where there is paper and up to 1 where there is ink.
    Move it by whole rows and columns, so that its center of mass (the mean row
    and the mean column, weighted by ink) comes to row 14, column 14, to the
    nearest whole step. No ink is pushed over the edge in these pictures.
    """
    ink = picture.sum()
    row = (picture.sum(axis=1) * np.arange(28)).sum() / ink
    column = (picture.sum(axis=0) * np.arange(28)).sum() / ink
    return np.roll(picture, (round(14 - row), round(14 - column)), axis=(0, 1))


@centered.cases
def _(rng):
    # Wedges of unequal ink: their box, their pixels and their mass have three different centers.
    for turn, top, left in ((0, 1, 14), (1, 14, 2), (2, 13, 13), (3, 3, 1), (1, 2, 15)):
        wedge = np.tri(12) * np.linspace(0.05, 1, 12)[:, None] ** 2
        wedge *= rng.uniform(0.6, 1, size=(12, 12))
        picture = np.zeros((28, 28))
        picture[top : top + 12, left : left + 12] = np.rot90(wedge, turn)
        yield (picture,)


def _moved(picture, row, column, whole=round):
    return np.roll(picture, (whole(14 - row), whole(14 - column)), axis=(0, 1))


def _mass_center(picture):
    rows, columns = np.indices(picture.shape)
    return np.average(rows, weights=picture), np.average(columns, weights=picture)


@centered.mistake("You move it the wrong way: ink in row 20 has to go up by 6, so 14 − row.")
def _(picture):
    row, column = _mass_center(picture)
    return _moved(picture, 28 - row, 28 - column)


@centered.mistake("Rows and columns have changed places.")
def _(picture):
    row, column = _mass_center(picture)
    return _moved(picture, column, row)


@centered.mistake(
    "You center the box around the ink. The center of mass gives more weight to where more ink is."
)
def _(picture):
    places = np.argwhere(picture > 0)
    return _moved(picture, *(places.min(axis=0) + places.max(axis=0)) / 2)


@centered.mistake("Each pixel with ink counts the same in your mean. Weigh it by how much ink.")
def _(picture):
    return _moved(picture, *np.argwhere(picture > 0).mean(axis=0))


@centered.mistake("Your goal is 13.5. Asked is row 14 and column 14, counted from 0.")
def _(picture):
    row, column = _mass_center(picture)
    return _moved(picture, row + 0.5, column + 0.5)


@centered.mistake("You cut off the digits after the point. Round to the nearest whole step.")
def _(picture):
    return _moved(picture, *_mass_center(picture), whole=int)


@centered.mistake("Only the rows are moved. The columns have a center of mass too.")
def _(picture):
    return _moved(picture, _mass_center(picture)[0], 14)


@centered.mistake("You return where the center of mass is. Asked is the picture, moved.")
def _(picture):
    return np.array(_mass_center(picture))


@exercise(
    lesson="6.4",
    points=2,
    minutes=4,
    kind="choose",
    parts=("name", "accuracy"),
    hints=(
        "For what is the validation set there, if the test set is to tell the truth?",
        "Choose by the validation column. What you chose by is a rosy figure: chance helped.",
        'The best in validation is B; its test figure is the honest one: ("B", 98.1).',
    ),
)
def network_to_hand_in():
    """Return the name of the network that you hand in, and the accuracy that
    you write beside it, such as ("D", 97.6).

    network   hidden   training   validation   test      (all in percent)
    A         1,024    100.0      98.2         98.3
    B           256     99.7      98.4         98.1
    C           128     99.2      98.1         98.2
    D            32     97.9      97.5         97.6
    """
    return "B", 98.1


@network_to_hand_in.mistake(
    "You chose by the test figures. Then the test has helped to choose, and is no test any more."
)
def _():
    return "A", 98.3


@network_to_hand_in.mistake(
    "The right network. But 98.4 is the figure by which you chose it, the luckiest of four draws. "
    "What does it score on images that had no part in the choice?"
)
def _():
    return "B", 98.4


@network_to_hand_in.mistake("The score on the training images says how well it remembers them.")
def _():
    return "A", 100.0


@network_to_hand_in.mistake("Report a score on images that it was not trained on.")
def _():
    return "B", 99.7

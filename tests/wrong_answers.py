# ruff: noqa: B007
"""Wrong answers as students write them, apart from the listed mistakes, and what each of them is.

Each stands with the words that a sentence must contain to name its cause. Answers whose cause the
checker does not name stay in and count as unnamed: never loosen the words to fit what it says. New
answers are worth most when they are written before the checker has seen them.
"""

import itertools
import math
from typing import NamedTuple

import numpy as np

answers = []


class Wrong(NamedTuple):
    exercise: str
    cause: str
    says: str  # regular expression that the sentence must match to have named the cause
    function: object


def wrong(exercise, cause, says):
    def add(function):
        answers.append(Wrong(exercise, cause, says, function))
        return function

    return add


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# ---- weighted_sum ------------------------------------------------------------------------


@wrong("weighted_sum", "return inside the loop", r"[Ff]irst")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i] * w[i]
        return z


@wrong("weighted_sum", "loop ends one too early", r"last value of (x|w)")
def _(x, w, b):
    z = b
    for i in range(len(x) - 1):
        z = z + x[i] * w[i]
    return z


@wrong("weighted_sum", "loop starts at 1", r"first value of (x|w)")
def _(x, w, b):
    z = b
    for i in range(1, len(x)):
        z = z + x[i] * w[i]
    return z


@wrong("weighted_sum", "index out of range", r"(?s)IndexError.*x\[i \+ 1\]")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i + 1] * w[i]
    return z


@wrong("weighted_sum", "minus in place of plus", r"sign of (x|w|b)")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z - x[i] * w[i]
    return z


@wrong("weighted_sum", "prints z", r"print.*return")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i] * w[i]
    print("z =", z)


@wrong("weighted_sum", "weight missing", r"\bw\b.*(not change|used|1)")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i]
    return z


@wrong("weighted_sum", "gap half filled", r"gap|three dots")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + ...
    return z


# ---- umbrella ------------------------------------------------------------------------------


@wrong("umbrella", "returns only the decision", r"a number.*tuple")
def _(x, w, threshold):
    return 1 if x @ w >= threshold else 0


@wrong("umbrella", "parts in another order", r"another order")
def _(x, w, threshold):
    return (1 if x @ w >= threshold else 0), -threshold


@wrong("umbrella", "returns words", r"text.*number")
def _(x, w, threshold):
    return -threshold, "take it" if x @ w >= threshold else "leave it"


@wrong("umbrella", "no return in one branch", r"None in some|branch")
def _(x, w, threshold):
    if x @ w >= threshold:
        return -threshold, 1


@wrong("umbrella", "always takes it", r"same.*whatever")
def _(x, w, threshold):
    return -threshold, 1


@wrong("umbrella", "calls a function that was never defined", r"NameError.*\n.*\n.*weigh")
def _(x, w, threshold):
    return -threshold, weigh(x, w) >= threshold  # noqa: F821


# ---- neuron --------------------------------------------------------------------------------


@wrong("neuron", "sigmoid applied twice", r"one sigmoid too many|twice")
def _(x, w, b):
    return sigmoid(sigmoid(x @ w + b))


@wrong("neuron", "tanh for sigmoid", r"tanh")
def _(x, w, b):
    return np.tanh(x @ w + b)


@wrong("neuron", "ReLU for sigmoid", r"ReLU")
def _(x, w, b):
    return max(0.0, x @ w + b)


@wrong("neuron", "bias subtracted", r"sign of b|bias is subtracted")
def _(x, w, b):
    return sigmoid(x @ w - b)


@wrong("neuron", "rounded for display", r"rounded to 2 digits")
def _(x, w, b):
    return round(float(sigmoid(x @ w + b)), 2)


@wrong("neuron", "returns a percentage", r"100 times")
def _(x, w, b):
    return 100 * sigmoid(x @ w + b)


@wrong("neuron", "list times list", r"(?s)TypeError.*return sigmoid\(list")
def _(x, w, b):
    return sigmoid(list(x) * list(w) + b)


@wrong("neuron", "forgets to call sigmoid on numbers", r"function sigmoid itself")
def _(x, w, b):
    return sigmoid


@wrong("neuron", "arguments left out", r"arguments.*x, w, b")
def _(x, w):
    return sigmoid(x @ w)


@wrong("neuron", "random bias", r"random")
def _(x, w, b):
    return sigmoid(x @ w + np.random.default_rng().normal())


@wrong("neuron", "fixed answer that fitted an example", r"same.*whatever")
def _(x, w, b):
    return 0.731


@wrong("neuron", "bias multiplied by the number of inputs", r"b (counts|is multiplied)")
def _(x, w, b):
    return sigmoid(sum(xi * wi + b for xi, wi in zip(x, w, strict=True)))


@wrong("neuron", "mean of the products", r"mean|number of values")
def _(x, w, b):
    return sigmoid(np.mean(x * w) + b)


@wrong("neuron", "weights counted by their size only", r"signs of (x|w) are lost")
def _(x, w, b):
    return sigmoid(x @ np.abs(w) + b)


# ---- neuron_batch --------------------------------------------------------------------------


@wrong("neuron_batch", "keepdims left on", r"shape.*length 1")
def _(x, w, b):
    return sigmoid((x * w).sum(axis=1, keepdims=True) + b)


@wrong("neuron_batch", "wrong order in the product", r"(?s)ValueError.*w @ x.*shape")
def _(x, w, b):
    return sigmoid(w @ x + b)


@wrong("neuron_batch", "list that starts again in each round", r"only the last")
def _(x, w, b):
    for row in x:
        outputs = []
        outputs.append(sigmoid(row @ w + b))
    return outputs


@wrong("neuron_batch", "bias given to the first example only", r"only the first (row|example)")
def _(x, w, b):
    z = x @ w
    z[0] = z[0] + b
    return sigmoid(z)


@wrong("neuron_batch", "weights not used, inputs added", r"\bw\b.*(not change|used|1)")
def _(x, w, b):
    return sigmoid(x.sum(axis=1) + b)


@wrong("neuron_batch", "exp of a list with math", r"(?s)TypeError.*math\.exp")
def _(x, w, b):
    return 1 / (1 + math.exp(-(x @ w + b)))


# ---- nand_weights --------------------------------------------------------------------------


@wrong("nand_weights", "two numbers, no bias", r"2 parts.*3 are asked.*w1, w2, b")
def _():
    return -1, -1


@wrong("nand_weights", "a formula in words", r"text")
def _():
    return "-1, -1, 1.5"


@wrong("nand_weights", "one weight has no effect", r"w2")
def _():
    return -2, 0, 1


# ---- perceptron_update ---------------------------------------------------------------------


@wrong("perceptron_update", "changes w in place", r"changes w in place")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    w += learning_rate * error * x
    return w, b + learning_rate * error


@wrong("perceptron_update", "order of the results", r"tuple|another order|number")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return b + learning_rate * error, w + learning_rate * error * x


@wrong("perceptron_update", "bias left out of the output", r"\bb\b is 0|b does not")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w >= 0 else 0)
    return w + learning_rate * error * x, b + learning_rate * error


@wrong("perceptron_update", "returns the changes only", r"w itself is missing")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return learning_rate * error * x, learning_rate * error


@wrong("perceptron_update", "divides by the learning rate", r"divide by learning_rate")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return w + error * x / learning_rate, b + error / learning_rate


@wrong("perceptron_update", "one pair of brackets too many", r"has 1 part|2 parts")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return ((w + learning_rate * error * x, b + learning_rate * error),)


# ---- stable_softmax ------------------------------------------------------------------------


@wrong("stable_softmax", "changes z in place", r"changes z in place")
def _(z):
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@wrong("stable_softmax", "keepdims forgotten", r"(?s)ValueError.*z\.max\(axis=1\).*shape")
def _(z):
    e = np.exp(z - z.max(axis=1))
    return e / e.sum(axis=1)


@wrong("stable_softmax", "returns the logarithm", r"logarithm")
def _(z):
    m = z.max(axis=1, keepdims=True)
    return z - m - np.log(np.exp(z - m).sum(axis=1, keepdims=True))


@wrong("stable_softmax", "argmax in place of softmax", r"place of the largest")
def _(z):
    return z.argmax(axis=1)


@wrong("stable_softmax", "smallest taken away", r"(?s)(inf|nan).*(large|overflow)")
def _(z):
    e = np.exp(z - z.min(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@wrong("stable_softmax", "small constant against division by zero", r"[Nn]early|small constant")
def _(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / (e.sum(axis=1, keepdims=True) + 1e-4)


@wrong("stable_softmax", "sigmoid of each value", r"add up to 1")
def _(z):
    return sigmoid(z)


@wrong("stable_softmax", "minus in the exponent", r"sign of z")
def _(z):
    e = np.exp(-z - (-z).max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# ---- exercises without any listed mistake ----------------------------------------------------


@wrong("mean_squared_error", "sum for mean", r"sum where a mean")
def _(predictions, targets):
    return np.sum((predictions - targets) ** 2)


@wrong("mean_squared_error", "root taken", r"square root")
def _(predictions, targets):
    return np.sqrt(np.mean((predictions - targets) ** 2))


@wrong("mean_squared_error", "half of it", r"half")
def _(predictions, targets):
    return np.mean((predictions - targets) ** 2) / 2


@wrong("mean_squared_error", "not averaged", r"axis|sum")
def _(predictions, targets):
    return (predictions - targets) ** 2


@wrong("mean_squared_error", "absolute values", r"absolut")
def _(predictions, targets):
    return np.mean(np.abs(predictions - targets))


@wrong("mean_squared_error", "divides by n - 1", r"n - 1")
def _(predictions, targets):
    return np.sum((predictions - targets) ** 2) / (len(targets) - 1)


@wrong("mean_squared_error", "plus for minus", r"sign of")
def _(predictions, targets):
    return np.mean((predictions + targets) ** 2)


@wrong("product", "factors in the other order", r"changed places|\(3, 4\).*shape|shape|mismatch")
def _(a, b):
    return b @ a


@wrong("product", "transposed", r"transpose")
def _(a, b):
    return (a @ b).T


@wrong("product", "integer table for the result", r"cut off|integer")
def _(a, b):
    result = np.zeros((a.shape[0], b.shape[1]), dtype=int)
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            result[i, j] = a[i] @ b[:, j]
    return result


@wrong("product", "inner loop overwrites", r"last value|[Ll]ast")
def _(a, b):
    result = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                result[i, j] = a[i, k] * b[k, j]
    return result


@wrong("standardize", "along the other axis", r"other axis of x")
def _(x):
    return (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)


@wrong("standardize", "variance for deviation", r"factor|spread")
def _(x):
    return (x - x.mean(axis=0)) / x.var(axis=0)


@wrong("standardize", "n - 1 in the deviation", r"n - 1")
def _(x):
    return (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)


@wrong("standardize", "mean of the whole table", r"column")
def _(x):
    return (x - x.mean()) / x.std(axis=0)


@wrong("share_right", "counts, does not divide", r"sum where a mean")
def _(predicted, targets):
    return np.sum(predicted == targets)


@wrong("share_right", "share of mistakes", r"1 minus")
def _(predicted, targets):
    return np.mean(predicted != targets)


@wrong("share_right", "percentage", r"100 times")
def _(predicted, targets):
    return 100 * np.mean(predicted == targets)


@wrong("share_right", "compares the whole arrays", r"same.*whatever")
def _(predicted, targets):
    return float(np.array_equal(predicted, targets))


@wrong("one_hot", "transposed", r"transpose")
def _(y, n_classes):
    return np.eye(n_classes)[y].T


@wrong("one_hot", "classes counted from 1", r"by 1|one place")
def _(y, n_classes):
    return np.eye(n_classes)[y - 1]


@wrong("one_hot", "zeros only", r"same|[Aa]ll.*0|whatever|never|not change")
def _(y, n_classes):
    return np.zeros((len(y), n_classes))


@wrong("gradient", "mean forgotten", r"sum where a mean")
def _(x, w, y):
    return 2 * x.T @ (x @ w - y)


@wrong("gradient", "2 forgotten", r"half")
def _(x, w, y):
    return x.T @ (x @ w - y) / len(y)


@wrong("gradient", "error turned around", r"wrong sign")
def _(x, w, y):
    return 2 * x.T @ (y - x @ w) / len(y)


@wrong("gradient", "targets forgotten", r"\by\b.*(not change|reach)")
def _(x, w, y):
    return 2 * x.T @ (x @ w) / len(y)


@wrong("log_cost", "minus forgotten", r"wrong sign")
def _(p, y):
    return np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@wrong("log_cost", "logarithm to base 2", r"base 2")
def _(p, y):
    return -np.mean(y * np.log2(p) + (1 - y) * np.log2(1 - p))


@wrong("log_cost", "only the positive class", r"positive|1 - y|class")
def _(p, y):
    return -np.mean(y * np.log(p))


@wrong("log_cost", "targets the wrong way round", r"1 - (p|y)")
def _(p, y):
    return -np.mean((1 - y) * np.log(p) + y * np.log(1 - p))


@wrong("step_down", "uphill", r"sign of (slope|rate)")
def _(w, slope, rate):
    return w + rate * slope


@wrong("step_down", "no learning rate", r"\brate\b.*(not change|is 1)")
def _(w, slope, rate):
    return w - slope


@wrong("step_down", "returns w as it was", r"return w|slope.*not change")
def _(w, slope, rate):
    return w.copy()


@wrong("differences", "the other way round", r"wrong sign")
def _(x):
    return x[:-1] - x[1:]


@wrong("differences", "one value too many", r"shape|length")
def _(x):
    return np.append(x[1:] - x[:-1], 0)


@wrong("spread", "a key misspelled", r"'width'.*'widht'|'widht'.*'width'|lacks 'width'")
def _(x):
    return {"mean": x.mean(), "widht": x.max() - x.min()}


@wrong("spread", "width the wrong way round", r"'width'.*wrong sign")
def _(x):
    return {"mean": x.mean(), "width": x.min() - x.max()}


# ---- unit 3: bias and variance, regularization, costs, optimizers, the problem set ---------------


@wrong("bias_and_variance", "returns the bias² alone", r"a number.*(two|2|tuple)")
def _(predictions, truth):
    return np.mean((predictions.mean(axis=0) - truth) ** 2)


@wrong("bias_and_variance", "one value for each place", r"(?s)bias².*(shape|axis too many)")
def _(predictions, truth):
    mean = predictions.mean(axis=0)
    return (mean - truth) ** 2, predictions.var(axis=0)


@wrong("bias_and_variance", "variance with n - 1", r"variance.*n - 1")
def _(predictions, truth):
    bias = predictions.mean(axis=0) - truth
    return np.mean(bias**2), predictions.var(axis=0, ddof=1).mean()


@wrong("bias_and_variance", "bias² summed over the places", r"bias².*sum where a mean")
def _(predictions, truth):
    mean = predictions.mean(axis=0)
    return np.sum((mean - truth) ** 2), np.mean((predictions - mean) ** 2)


@wrong("bias_and_variance", "root of both", r"bias².*square root")
def _(predictions, truth):
    mean = predictions.mean(axis=0)
    return np.sqrt(np.mean((mean - truth) ** 2)), predictions.var(axis=0).mean()


@wrong("next_action", "a capital letter", r"\(A\): Right but for capitals")
def _():
    return "Data", "model", "labels"


@wrong("next_action", "only two readers", r"2 parts.*3 are asked")
def _():
    return "data", "model"


@wrong("next_action", "labels for all", r"\(A\): 'labels' is not it")
def _():
    return "labels", "labels", "labels"


@wrong("degree_by_validation", "fitted to the validation points", r"validation points|x_new")
def _(x, y, x_new, y_new, degrees):
    errors = []
    for degree in degrees:
        curve = np.polynomial.Polynomial.fit(x_new, y_new, degree)
        errors.append(np.mean((curve(x_new) - y_new) ** 2))
    return degrees[int(np.argmin(errors))]


@wrong("degree_by_validation", "curve(x_new) against y", r"(?s)ValueError.*curve\(x_new\) - y")
def _(x, y, x_new, y_new, degrees):
    errors = []
    for degree in degrees:
        curve = np.polynomial.Polynomial.fit(x, y, degree)
        errors.append(np.mean((curve(x_new) - y) ** 2))
    return degrees[int(np.argmin(errors))]


@wrong("degree_by_validation", "returns all errors", r"(shape|axis too many|one value|one number)")
def _(x, y, x_new, y_new, degrees):
    curves = [np.polynomial.Polynomial.fit(x, y, degree) for degree in degrees]
    return [np.mean((curve(x_new) - y_new) ** 2) for curve in curves]


@wrong("l2_gradient", "adds the penalty in place", r"changes d_weight in place")
def _(d_weight, d_bias, weight, penalty):
    d_weight += penalty * weight
    return d_weight, d_bias


@wrong("l2_gradient", "penalty added, weight forgotten", r"weight.*(1|not change)")
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty, d_bias


@wrong("l2_gradient", "averages over the inputs", r"divided by the number of rows")
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty * weight / len(weight), d_bias


@wrong("l2_gradient", "weight² for weight", r"square")
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty * weight**2, d_bias


@wrong("l2_gradient", "only the weights' gradient", r"(1 part|number|array|2 parts|tuple)")
def _(d_weight, d_bias, weight, penalty):
    return d_weight + penalty * weight


@wrong("inverted_dropout", "draws its own random numbers", r"random")
def _(a, drop_probability, random, training):
    if not training:
        return a
    keep = np.random.default_rng().random(a.shape) >= drop_probability
    return a * keep / (1 - drop_probability)


@wrong("inverted_dropout", "no return in use", r"None in some|branch")
def _(a, drop_probability, random, training):
    if training:
        return a * (random >= drop_probability) / (1 - drop_probability)


@wrong("inverted_dropout", "works on a in place", r"changes a in place")
def _(a, drop_probability, random, training):
    if training:
        a *= random >= drop_probability
        a /= 1 - drop_probability
    return a


@wrong("inverted_dropout", "threshold at one half whatever p", r"drop_probability|In the others")
def _(a, drop_probability, random, training):
    return a * (random >= 0.5) / 0.5 if training else a


@wrong("early_stopping", "no return at the end of the list", r"None in some|branch")
def _(costs, patience):
    best = 0
    for epoch, cost in enumerate(costs, 1):
        if best == 0 or cost < costs[best - 1]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch


@wrong("early_stopping", "patience of 1 always", r"patience.*(1|not change)")
def _(costs, patience):
    best = 0
    for epoch, cost in enumerate(costs, 1):
        if best == 0 or cost < costs[best - 1]:
            best = epoch
        else:
            return best, epoch
    return best, len(costs)


@wrong("stable_cross_entropy", "keepdims forgotten", r"(?s)ValueError.*logits\.max\(axis=1\)")
def _(logits, targets):
    z = logits - logits.max(axis=1)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), targets])


@wrong("stable_cross_entropy", "one value for each row", r"(shape|axis too many).*|mean")
def _(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), targets]


@wrong("stable_cross_entropy", "logarithm to base 2", r"base 2")
def _(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    cost = np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), targets])
    return cost / np.log(2)


@wrong("stable_cross_entropy", "changes the logits", r"changes logits in place")
def _(logits, targets):
    logits -= logits.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(logits)), targets])


@wrong("stable_cross_entropy", "largest of the whole table", r"(?s)(inf|nan).*(large|overflow|log)")
def _(logits, targets):
    z = logits - logits.max()
    with np.errstate(all="ignore"):
        return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), targets])


@wrong("cross_entropy_gradient", "transposed", r"transpose")
def _(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), targets] -= 1
    return p.T / len(p)


@wrong("cross_entropy_gradient", "the mean over the examples", r"column|mean of")
def _(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), targets] -= 1
    return p.mean(axis=0)


@wrong("cross_entropy_gradient", "twice the slope, as for a square", r"twice|2 times")
def _(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), targets] -= 1
    return 2 * p / len(p)


@wrong("cost_for_the_task", "a word that was not on offer", r"\(rents\): 'mse' is not it")
def _():
    return "mse", "binary", "categorical", "binary"


@wrong("cost_for_the_task", "one text for all", r"text.*(4|tuple|parts)")
def _():
    return "categorical"


@wrong("cost_for_the_task", "Huber for the tags", r"\(photo tags\): 'huber' is not it")
def _():
    return "huber", "binary", "categorical", "huber"


@wrong("momentum_path", "start left out", r"(first value|shape)")
def _(gradient, start, learning_rate, beta, steps):
    theta, v, path = start, 0.0, []
    for _ in range(steps):
        v = beta * v + gradient(theta)
        theta = theta - learning_rate * v
        path.append(theta)
    return np.array(path)


@wrong("momentum_path", "only where it ends", r"last value|shape")
def _(gradient, start, learning_rate, beta, steps):
    theta, v = start, 0.0
    for _ in range(steps):
        v = beta * v + gradient(theta)
        theta = theta - learning_rate * v
    return theta


@wrong("momentum_path", "learning rate inside the velocity and outside", r"learning_rate.*square")
def _(gradient, start, learning_rate, beta, steps):
    theta, v, path = start, 0.0, [start]
    for _ in range(steps):
        v = beta * v + learning_rate * gradient(theta)
        theta = theta - learning_rate * v
        path.append(theta)
    return np.array(path)


@wrong("adam_step", "power with ^", r"(?s)TypeError.*\^")
def _(theta, g, m, s, t, learning_rate, beta1, beta2):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat, s_hat = m / (1 - beta1 ^ t), s / (1 - beta2 ^ t)
    return theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8), m, s


@wrong("adam_step", "steps counted from 0", r"t is smaller by 1|(nan|inf)")
def _(theta, g, m, s, t, learning_rate, beta1, beta2):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    with np.errstate(all="ignore"):
        m_hat, s_hat = m / (1 - beta1 ** (t - 1)), s / (1 - beta2 ** (t - 1))
        return theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8), m, s


@wrong("adam_step", "returns theta alone", r"(array|number|1 part|parts).*(3|tuple)")
def _(theta, g, m, s, t, learning_rate, beta1, beta2):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8)


@wrong("adam_step", "updates m in place", r"changes m in place")
def _(theta, g, m, s, t, learning_rate, beta1, beta2):
    m *= beta1
    m += (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8), m, s


@wrong("adam_step", "square forgotten in s", r"theta.*(nan|below 0|logarithm of 0 or less)")
def _(theta, g, m, s, t, learning_rate, beta1, beta2):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    with np.errstate(all="ignore"):
        return theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8), m, s


@wrong("warmup_cosine", "no return after the warm-up", r"None in some|branch")
def _(step, learning_rate, warmup_steps, steps):
    if step < warmup_steps:
        return learning_rate * (step + 1) / warmup_steps


@wrong("warmup_cosine", "learning rate forgotten", r"learning_rate.*(not change|is 1)")
def _(step, learning_rate, warmup_steps, steps):
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    share = (step - warmup_steps) / (steps - warmup_steps)
    return (1 + np.cos(np.pi * share)) / 2


@wrong("huber_slope", "if on a whole array", r"(?s)ValueError.*abs\(errors\)")
def _(errors, delta):
    if np.abs(errors) <= delta:
        return errors / len(errors)
    return delta * np.sign(errors) / len(errors)


@wrong("huber_slope", "sign turned", r"wrong sign|sign of errors")
def _(errors, delta):
    return -np.clip(errors, -delta, delta) / len(errors)


@wrong("huber_slope", "mean of the slopes", r"mean of|sum of")
def _(errors, delta):
    return np.mean(np.clip(errors, -delta, delta))


@wrong("huber_slope", "absolute slopes", r"signs? (is|of errors are) lost|absolute")
def _(errors, delta):
    return np.minimum(np.abs(errors), delta) / len(errors)


@wrong("ridge", "x and its transpose changed", r"(?s)(ValueError|LinAlgError).*x @ x\.T")
def _(x, t, penalty):
    a = x @ x.T + len(x) * penalty / 2 * np.eye(x.shape[1])
    return np.linalg.solve(a, x.T @ t)


@wrong("ridge", "targets with the wrong sign", r"wrong sign|sign of t")
def _(x, t, penalty):
    a = x.T @ x + len(x) * penalty / 2 * np.eye(x.shape[1])
    return np.linalg.solve(a, -x.T @ t)


@wrong("momentum_with_l2", "velocities not returned", r"2 parts.*4 are asked")
def _(w, b, v_w, v_b, d_w, d_b, learning_rate, beta, penalty):
    v_w = beta * v_w + d_w + penalty * w
    v_b = beta * v_b + d_b
    return w - learning_rate * v_w, b - learning_rate * v_b


@wrong("momentum_with_l2", "bias's velocity without beta", r"b:.*beta|b:.*v_b|beta")
def _(w, b, v_w, v_b, d_w, d_b, learning_rate, beta, penalty):
    v_w = beta * v_w + d_w + penalty * w
    v_b = v_b + d_b
    return w - learning_rate * v_w, b - learning_rate * v_b, v_w, v_b


@wrong("what_went_wrong", "an answer of one's own", r"\(D\): 'more data' is not it")
def _():
    return "smaller rate", "larger model", "stop earlier", "more data"


@wrong("what_went_wrong", "the list in another order", r"another order|A:.*is not it")
def _():
    return "check the split", "larger model", "stop earlier", "smaller rate"


@wrong("what_went_wrong", "three for four", r"3 parts.*4 are asked")
def _():
    return "smaller rate", "larger model", "stop earlier"


@wrong("penalized_numbers", "loop one too far", r"(?s)IndexError.*sizes\[i \+ 1\]")
def _(sizes):
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes))), sum(sizes[1:])


@wrong("leaky_backward", "transpose forgotten", r"(?s)ValueError.*@ weight\b.*shape")
def _(x, weight, d_a, leak):
    d_z = d_a * np.where(x @ weight > 0, 1.0, leak)
    return d_z @ weight


@wrong("leaky_backward", "leak subtracted", r"sign of leak")
def _(x, weight, d_a, leak):
    return (d_a * np.where(x @ weight > 0, 1.0, -leak)) @ weight.T


@wrong("leaky_backward", "a fixed leak of 0.01", r"leak.*not change")
def _(x, weight, d_a, leak):
    return (d_a * np.where(x @ weight > 0, 1.0, 0.01)) @ weight.T


@wrong("early_stopping", "only the best epoch", r"number.*list of 2")
def _(costs, patience):
    return int(np.argmin(costs)) + 1


@wrong(
    "early_stopping",
    "waits for patience + 1 epochs and counts from 0",
    r"epoch too late|[Cc]ount from 1",
)
def _(costs, patience):
    best = 0
    for epoch, cost in enumerate(costs):
        if cost < costs[best]:
            best = epoch
        elif epoch - best > patience:
            return best, epoch
    return best, len(costs)


@wrong("warmup_cosine", "whole-number division in the warm-up", r"cut off|whole|integer")
def _(step, learning_rate, warmup_steps, steps):
    if step < warmup_steps:
        return learning_rate * ((step + 1) // warmup_steps)
    share = (step - warmup_steps) / (steps - warmup_steps)
    return learning_rate * (1 + np.cos(np.pi * share)) / 2


@wrong("warmup_cosine", "cosine with math on a list", r"(?s)TypeError.*math\.cos")
def _(step, learning_rate, warmup_steps, steps):
    return [learning_rate * (1 + math.cos([step / steps])) / 2]


@wrong("ridge", "identity without the penalty", r"penalty.*(not change|used)")
def _(x, t, penalty):
    return np.linalg.solve(x.T @ x + np.eye(x.shape[1]), x.T @ t)


@wrong("ridge", "star for the matrix product", r"(?s)ValueError.*x\.T \* x")
def _(x, t, penalty):
    return np.linalg.solve(x.T * x + len(x) * penalty / 2 * np.eye(x.shape[1]), x.T @ t)


@wrong("momentum_with_l2", "velocity changed in place", r"changes v_w in place")
def _(w, b, v_w, v_b, d_w, d_b, learning_rate, beta, penalty):
    v_w *= beta
    v_w += d_w + penalty * w
    v_b = beta * v_b + d_b
    return w - learning_rate * v_w, b - learning_rate * v_b, v_w, v_b


@wrong("penalized_numbers", "return inside the loop", r"first|loop")
def _(sizes):
    weights = 0
    for m, n in itertools.pairwise(sizes):
        weights += m * n
        return weights, sum(sizes[1:])


@wrong("penalized_numbers", "one number for both", r"number.*list of 2")
def _(sizes):
    return sum(m * n + n for m, n in itertools.pairwise(sizes))


@wrong("stop_or_go_on", "a single word", r"short.*two or three sentences")
def _():
    return "Overfitting."


@wrong("stop_or_go_on", "a number", r"as text")
def _():
    return 9


@wrong("stop_or_go_on", "prints it", r"print.*return")
def _():
    print("The cost rises because the network grows surer of its mistakes.")


# ---- unit 3: gradient descent, backpropagation, and more of the rest -----------------------------


@wrong("descend", "uphill", r"sign|uphill")
def _(gradient, start, learning_rate, steps):
    theta, path = start, [start]
    for _ in range(steps):
        theta = theta + learning_rate * gradient(theta)
        path.append(theta)
    return np.array(path)


@wrong(
    "descend", "learning rate forgotten", r"learning_rate.*(not change|is 1)|learning rate is miss"
)
def _(gradient, start, learning_rate, steps):
    theta, path = start, [start]
    for _ in range(steps):
        theta = theta - gradient(theta)
        path.append(theta)
    return np.array(path)


@wrong("descend", "the slope of the start in every step", r"slope.*(start|each step|anew)")
def _(gradient, start, learning_rate, steps):
    theta, path = start, [start]
    for _ in range(steps):
        theta = theta - learning_rate * gradient(start)
        path.append(theta)
    return np.array(path)


@wrong("descend", "every step from the start", r"[Ee]very step.*start|from the start")
def _(gradient, start, learning_rate, steps):
    path = [start]
    for _ in range(steps):
        theta = start - learning_rate * gradient(start)
        path.append(theta)
    return np.array(path)


@wrong("descend", "start left out", r"first value|shape|start")
def _(gradient, start, learning_rate, steps):
    theta, path = start, []
    for _ in range(steps):
        theta = theta - learning_rate * gradient(theta)
        path.append(theta)
    return np.array(path)


@wrong("descend", "only where it ends", r"last value|shape|path")
def _(gradient, start, learning_rate, steps):
    theta = start
    for _ in range(steps):
        theta = theta - learning_rate * gradient(theta)
    return theta


@wrong("descend", "theta changed in place", r"in place|same array")
def _(gradient, start, learning_rate, steps):
    theta, path = start, [start]
    for _ in range(steps):
        theta -= learning_rate * gradient(theta)
        path.append(theta)
    return np.array(path)


@wrong(
    "slopes_by_nudging", "nudged up only", r"one side|(up|down) only|both (sides|ways)|nudge.*down"
)
def _(f, theta, step):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        up = theta.copy()
        up[i] += step
        slopes[i] = (f(up) - f(theta)) / step
    return slopes


@wrong("slopes_by_nudging", "divided by one step", r"2 ?·? ?step|twice|two steps|factor (of )?2")
def _(f, theta, step):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[i] += step
        down[i] -= step
        slopes[i] = (f(up) - f(down)) / step
    return slopes


@wrong(
    "slopes_by_nudging", "multiplied by the step without parentheses", r"parenthes|2 \* step|step"
)
def _(f, theta, step):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[i] += step
        down[i] -= step
        slopes[i] = (f(up) - f(down)) / 2 * step
    return slopes


@wrong("slopes_by_nudging", "all nudged at once", r"all.*(at once|together)|one (at a time|alone)")
def _(f, theta, step):
    return (f(theta + step) - f(theta - step)) / (2 * step)


@wrong("slopes_by_nudging", "not copied", r"in place|copy|same array")
def _(f, theta, step):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        up, down = theta, theta
        up[i] += step
        down[i] -= step
        slopes[i] = (f(up) - f(down)) / (2 * step)
    return slopes


@wrong("slopes_by_nudging", "nudge not taken back", r"in place|copy|others where they are")
def _(f, theta, step):
    slopes, place = np.zeros(len(theta)), theta.copy()
    for i in range(len(theta)):
        place[i] += step
        up = f(place)
        place[i] -= 2 * step
        slopes[i] = (up - f(place)) / (2 * step)
    return slopes


@wrong("slopes_by_nudging", "down minus up", r"sign|down minus up")
def _(f, theta, step):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[i] += step
        down[i] -= step
        slopes[i] = (f(down) - f(up)) / (2 * step)
    return slopes


@wrong("slopes_by_nudging", "return inside the loop", r"return.*loop|after the first|loop")
def _(f, theta, step):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[i] += step
        down[i] -= step
        slopes[i] = (f(up) - f(down)) / (2 * step)
        return slopes


@wrong("ravine_factors", "curvature taken from the formula", r"curvature")
def _():
    return 0.2, 0.1, 0.9955


@wrong("ravine_factors", "limit of the flat direction", r"steep|largest curvature")
def _():
    return 20.0, -0.8, 0.991


@wrong("ravine_factors", "one over the curvature", r"2/|2 divided|one step|half the limit")
def _():
    return 0.05, -0.8, 0.991


@wrong("ravine_factors", "sign lost", r"sign|other side|negative|−0\.8|-0\.8")
def _():
    return 0.1, 0.8, 0.991


@wrong("ravine_factors", "x and y exchanged", r"changed places|another order|exchange")
def _():
    return 0.1, 0.991, -0.8


@wrong("ravine_factors", "only the factors", r"2 parts.*3 are asked")
def _():
    return -0.8, 0.991


@wrong("shuffled_batches", "order not used", r"order")
def _(x, y, batch_size, order):
    for i in range(0, len(x), batch_size):
        yield x[i : i + batch_size], y[i : i + batch_size]


@wrong("shuffled_batches", "rows that are left are dropped", r"last (batch|value)|left|missing")
def _(x, y, batch_size, order):
    for i in range(len(x) // batch_size):
        rows = order[i * batch_size : (i + 1) * batch_size]
        yield x[rows], y[rows]


@wrong("shuffled_batches", "y not shuffled", r"\by\b.*(row|order|belong|shuffl)|order.*\by\b")
def _(x, y, batch_size, order):
    for i in range(0, len(x), batch_size):
        yield x[order[i : i + batch_size]], y[i : i + batch_size]


@wrong("shuffled_batches", "return for yield", r"yield|loop")
def _(x, y, batch_size, order):
    for i in range(0, len(x), batch_size):
        rows = order[i : i + batch_size]
        return x[rows], y[rows]


@wrong(
    "shuffled_batches", "batches overlap by one", r"one (row )?too many|twice|overlap|batch_size"
)
def _(x, y, batch_size, order):
    for i in range(0, len(x), batch_size):
        rows = order[i : i + batch_size + 1]
        yield x[rows], y[rows]


@wrong("shuffled_batches", "x alone", r"\by\b|pair|2 are asked")
def _(x, y, batch_size, order):
    for i in range(0, len(x), batch_size):
        yield x[order[i : i + batch_size]]


@wrong("shuffled_batches", "shuffles by itself", r"random|order")
def _(x, y, batch_size, order):
    order = np.random.default_rng().permutation(len(x))
    for i in range(0, len(x), batch_size):
        rows = order[i : i + batch_size]
        yield x[rows], y[rows]


@wrong("shuffled_batches", "walks through i and not through rows", r"one row|single|slice")
def _(x, y, batch_size, order):
    for i in range(0, len(x), batch_size):
        yield x[order[i]], y[order[i]]


@wrong("next_action", "data for everybody", r"\bB\b.*(met|bias|larger|heart)")
def _():
    return "data", "data", "data"


@wrong("next_action", "a larger model for A", r"\bA\b.*(gap|capacity|training)")
def _():
    return "model", "model", "labels"


@wrong("degree_by_validation", "returns the place in the list", r"place|index|position|degrees\[")
def _(x, y, x_new, y_new, degrees):
    errors = []
    for degree in degrees:
        curve = np.polynomial.Polynomial.fit(x, y, degree)
        errors.append(np.mean((curve(x_new) - y_new) ** 2))
    return int(np.argmin(errors))


@wrong(
    "degree_by_validation", "fitted to all points together", r"validation|took (no )?part|fitted"
)
def _(x, y, x_new, y_new, degrees):
    errors = []
    for degree in degrees:
        curve = np.polynomial.Polynomial.fit(np.append(x, x_new), np.append(y, y_new), degree)
        errors.append(np.mean((curve(x_new) - y_new) ** 2))
    return degrees[int(np.argmin(errors))]


@wrong("degree_by_validation", "the lowest error, not its degree", r"error.*degree|degree.*error")
def _(x, y, x_new, y_new, degrees):
    errors = []
    for degree in degrees:
        curve = np.polynomial.Polynomial.fit(x, y, degree)
        errors.append(np.mean((curve(x_new) - y_new) ** 2))
    return min(errors)


@wrong(
    "cross_entropy_gradient", "class numbers for a one-hot row", r"one-hot|class number|1 for the"
)
def _(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - targets[:, None]) / len(logits)


@wrong("cross_entropy_gradient", "gradient along p", r"1/p|along p|softmax")
def _(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.eye(p.shape[1])[targets] / p / len(p)


@wrong("cost_for_the_task", "squared error for the rents", r"zero too many|outlier|rents|pull")
def _():
    return "squared", "binary", "categorical", "binary"


@wrong("cost_for_the_task", "one class among the tags", r"several|tags|add up|softmax")
def _():
    return "huber", "binary", "categorical", "categorical"


def _derivatives(operation, a, b, minus, by):
    return {"+": (1.0, 1.0), "-": minus, "*": (b, a), "/": by}[operation]


@wrong("local_derivatives", "minus forgotten in the difference", r"minus|-1|−1|a - b|a − b")
def _(operation, a, b):
    return _derivatives(operation, a, b, (1.0, 1.0), (1 / b, -a / b**2))


@wrong("local_derivatives", "minus forgotten in the quotient", r"minus|sign|falls")
def _(operation, a, b):
    return _derivatives(operation, a, b, (1.0, -1.0), (1 / b, a / b**2))


@wrong("local_derivatives", "b not squared", r"b²|b\*\*2|square")
def _(operation, a, b):
    return _derivatives(operation, a, b, (1.0, -1.0), (1 / b, -a / b))


@wrong("local_derivatives", "both by the same rule", r"a/b|by b|quotient|division")
def _(operation, a, b):
    return _derivatives(operation, a, b, (1.0, -1.0), (1 / b, 1 / a))


@wrong("local_derivatives", "one number for the difference", r"number|two|2 are asked")
def _(operation, a, b):
    return _derivatives(operation, a, b, -1.0, (1 / b, -a / b**2))


@wrong(
    "local_derivatives",
    "signs of the difference exchanged",
    r"order|sign|changed places|a - b|a − b",
)
def _(operation, a, b):
    return _derivatives(operation, a, b, (-1.0, 1.0), (1 / b, -a / b**2))


@wrong("local_derivatives", "values and not derivatives", r"derivative|how fast")
def _(operation, a, b):
    return _derivatives(operation, a, b, (a - b, a - b), (a / b, a / b))


@wrong("visit_order", "all nodes", r"(depend|left out|every node|all nodes)")
def _(parents):
    return sorted(parents, reverse=True)


@wrong("visit_order", "calls itself", r"RecursionError|calls itself|deep")
def _(parents):
    found = set()

    def collect(node):
        if node not in found:
            found.add(node)
            for parent in parents[node]:
                collect(parent)

    collect(max(parents))
    return sorted(found, reverse=True)


@wrong("visit_order", "rising numbers", r"(revers|falling|other way|backward|order)")
def _(parents):
    found, waiting = set(), [max(parents)]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(parents[node])
    return sorted(found)


@wrong("visit_order", "in the order of finding", r"falling|order")
def _(parents):
    found, waiting = [], [max(parents)]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.append(node)
            waiting.extend(parents[node])
    return found


@wrong("visit_order", "shared nodes twice", r"once|twice")
def _(parents):
    order, waiting = [], [max(parents)]
    while waiting:
        node = waiting.pop()
        order.append(node)
        waiting.extend(parents[node])
    return sorted(order, reverse=True)


@wrong("visit_order", "the cost left out", r"cost|first value")
def _(parents):
    found, waiting = set(), list(parents[max(parents)])
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(parents[node])
    return sorted(found, reverse=True)


@wrong("visit_order", "only the parents of the cost", r"parents of|grandparents|further")
def _(parents):
    cost = max(parents)
    return sorted({cost, *parents[cost]}, reverse=True)


@wrong("layer_backward", "derivative of tanh forgotten", r"tanh|derivative|f′")
def _(x, weight, bias, d_a):
    return d_a @ weight.T, x.T @ d_a, d_a.sum(axis=0)


@wrong("layer_backward", "derivative taken at a", r"at z|of z|tanh.*twice|derivative")
def _(x, weight, bias, d_a):
    a = np.tanh(x @ weight + bias)
    d_z = d_a * (1 - np.tanh(a) ** 2)
    return d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0)


@wrong("layer_backward", "another order", r"order")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - np.tanh(x @ weight + bias) ** 2)
    return x.T @ d_z, d_z.sum(axis=0), d_z @ weight.T


@wrong("layer_backward", "bias not summed", r"(d_bias|bias).*(sum|shape|axis)")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - np.tanh(x @ weight + bias) ** 2)
    return d_z @ weight.T, x.T @ d_z, d_z


@wrong("layer_backward", "means for sums", r"mean|number of (rows|examples)|len\(x\)")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - np.tanh(x @ weight + bias) ** 2)
    return d_z @ weight.T, x.T @ d_z / len(x), d_z.mean(axis=0)


@wrong("layer_backward", "transpose of the weight forgotten", r"(?s)ValueError.*@ weight\b.*shape")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - np.tanh(x @ weight + bias) ** 2)
    return d_z @ weight, x.T @ d_z, d_z.sum(axis=0)


@wrong("layer_backward", "bias left out of z", r"bias.*(not change|used|left out|forg|miss)")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - np.tanh(x @ weight) ** 2)
    return d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0)


@wrong("layer_backward", "d_a for d_x", r"@ weight\.T|through the weight")
def _(x, weight, bias, d_a):
    d_z = d_a * (1 - np.tanh(x @ weight + bias) ** 2)
    return d_z, x.T @ d_z, d_z.sum(axis=0)


@wrong("layer_backward", "derivative of a sigmoid", r"sigmoid|a · ?\(1|a\(1|1 − a|tanh")
def _(x, weight, bias, d_a):
    a = np.tanh(x @ weight + bias)
    d_z = d_a * a * (1 - a)
    return d_z @ weight.T, x.T @ d_z, d_z.sum(axis=0)


def _gradients(x, t, w1, b1, w2, b2, back=lambda z, a: 1 - a**2, share=None, factor=2):
    z1 = x @ w1 + b1
    a1 = np.tanh(z1)
    d_z2 = factor * (a1 @ w2 + b2 - t) / (share or t.size)
    d_z1 = (d_z2 @ w2.T) * back(z1, a1)
    return x.T @ d_z1, d_z1.sum(axis=0), a1.T @ d_z2, d_z2.sum(axis=0)


@wrong("network_gradients", "mean over the rows only", r"t\.size|all of t|outputs|entries")
def _(x, t, w1, b1, w2, b2):
    return _gradients(x, t, w1, b1, w2, b2, share=len(t))


@wrong("network_gradients", "the 2 of the square forgotten", r"half|factor|2\b")
def _(x, t, w1, b1, w2, b2):
    return _gradients(x, t, w1, b1, w2, b2, factor=1)


@wrong("network_gradients", "derivative from z1 without tanh", r"tanh|derivative")
def _(x, t, w1, b1, w2, b2):
    return _gradients(x, t, w1, b1, w2, b2, back=lambda z, a: 1 - z**2)


@wrong("network_gradients", "derivative left out", r"derivative|tanh")
def _(x, t, w1, b1, w2, b2):
    return _gradients(x, t, w1, b1, w2, b2, back=lambda z, a: 1)


@wrong("network_gradients", "derivative of a sigmoid", r"sigmoid|tanh")
def _(x, t, w1, b1, w2, b2):
    return _gradients(x, t, w1, b1, w2, b2, back=lambda z, a: a * (1 - a))


@wrong("network_gradients", "square of the derivative forgotten", r"square|tanh")
def _(x, t, w1, b1, w2, b2):
    return _gradients(x, t, w1, b1, w2, b2, back=lambda z, a: 1 - a)


@wrong("network_gradients", "outputs first", r"another order")
def _(x, t, w1, b1, w2, b2):
    d_w1, d_b1, d_w2, d_b2 = _gradients(x, t, w1, b1, w2, b2)
    return d_w2, d_b2, d_w1, d_b1


@wrong("three_backwards", "the last backward alone", r"add|\+=|sum")
def _():
    return 3.0, 4.0


@wrong("three_backwards", "w moves with a rate of 1", r"optimizer|does not (move|change)|w\.data")
def _():
    return -9.0, 12.0


@wrong("three_backwards", "data and grad exchanged", r"order|changed places")
def _():
    return 12.0, 3.0


@wrong("three_backwards", "inner derivative forgotten", r"inner|2w|chain|2 ?·? ?w|factor")
def _():
    return 3.0, 6.0


@wrong("three_backwards", "cleared each time and at the end", r"clear|add|zero|\+=|sum")
def _():
    return 3.0, 0.0


@wrong("three_backwards", "the gradient alone", r"number.*(2|two)")
def _():
    return 12.0


@wrong("momentum_path", "velocity forgotten in every step", r"beta.*(not change|used)|velocity")
def _(gradient, start, learning_rate, beta, steps):
    theta, path = start, [start]
    for _ in range(steps):
        v = 0.0
        v = beta * v + gradient(theta)
        theta = theta - learning_rate * v
        path.append(theta)
    return np.array(path)


@wrong("momentum_path", "a running mean", r"1 − ?β|1 - beta|mean|\(1")
def _(gradient, start, learning_rate, beta, steps):
    theta, v, path = start, 0.0, [start]
    for _ in range(steps):
        v = beta * v + (1 - beta) * gradient(theta)
        theta = theta - learning_rate * v
        path.append(theta)
    return np.array(path)


@wrong("momentum_path", "moves first, then looks", r"old velocity|new velocity|first|before")
def _(gradient, start, learning_rate, beta, steps):
    theta, v, path = start, 0.0, [start]
    for _ in range(steps):
        theta = theta - learning_rate * v
        v = beta * v + gradient(theta)
        path.append(theta)
    return np.array(path)


@wrong("momentum_with_l2", "bias penalized", r"bias|\bb\b")
def _(w, b, v_w, v_b, d_w, d_b, learning_rate, beta, penalty):
    v_w = beta * v_w + d_w + penalty * w
    v_b = beta * v_b + d_b + penalty * b
    return w - learning_rate * v_w, b - learning_rate * v_b, v_w, v_b


@wrong(
    "momentum_with_l2",
    "one bug left: the bias moves by the old velocity",
    r"\bb\b.*(old|new|before)",
)
def _(w, b, v_w, v_b, d_w, d_b, learning_rate, beta, penalty):
    v_w = beta * v_w + d_w + penalty * w
    new_b = b - learning_rate * v_b
    v_b = beta * v_b + d_b
    return w - learning_rate * v_w, new_b, v_w, v_b


@wrong("what_went_wrong", "A and C exchanged", r"\bA\b")
def _():
    return "stop earlier", "larger model", "smaller rate", "check the split"


@wrong("what_went_wrong", "B should have stopped", r"\bB\b")
def _():
    return "smaller rate", "stop earlier", "stop earlier", "check the split"


@wrong("leaky_backward", "leak forgotten", r"leak.*(not change|used|0)")
def _(x, weight, d_a, leak):
    return (d_a * (x @ weight > 0)) @ weight.T


@wrong("leaky_backward", "slope by the sign of d_a", r"sign of|z > 0|x @ weight|weighted sum")
def _(x, weight, d_a, leak):
    return (d_a * np.where(d_a > 0, 1.0, leak)) @ weight.T


@wrong("stop_or_go_on", "a list of sentences", r"list|as text|one text")
def _():
    return ["The cost rises.", "The answers stay.", "It depends."]


@wrong("stop_or_go_on", "empty", r"empty|short|two or three sentences|[Nn]ot attempted")
def _():
    return ""


# ---- a second round, on all exercises ----------------------------------------------------------


@wrong("weighted_sum", "loops over the values and not the places", r"(?s)IndexError.*x\[i\]")
def _(x, w, b):
    z = b
    for i in x:
        z = z + x[i] * w[i]
    return z


@wrong("weighted_sum", "z starts at 1", r"too large by 1")
def _(x, w, b):
    z = 1
    for i in range(len(x)):
        z = z + x[i] * w[i]
    return z + b


@wrong("weighted_sum", "bias multiplied too", r"bias")
def _(x, w, b):
    z = 0
    for i in range(len(x)):
        z = z + x[i] * w[i] * b
    return z


@wrong(
    "umbrella", "float compared to a threshold twice as high", r"threshold counts|twice|threshold"
)
def _(x, w, threshold):
    b = -2 * threshold
    return b, 1 if x @ w + b >= 0 else 0


@wrong("umbrella", "absolute evidence", r"signs? of")
def _(x, w, threshold):
    return -threshold, 1 if abs(x @ w) - threshold >= 0 else 0


@wrong("neuron", "softplus", r"softplus|logarithm|activation")
def _(x, w, b):
    return np.log(1 + np.exp(x @ w + b))


@wrong("neuron", "exp without a division", r"exp\(z\)|sigmoid|e to the power")
def _(x, w, b):
    return np.exp(x @ w + b)


@wrong("neuron", "weights and inputs added", r"multipl|added")
def _(x, w, b):
    return sigmoid(np.sum(x + w) + b)


@wrong("neuron", "division without parentheses", r"parenthes")
def _(x, w, b):
    return 1 / 1 + np.exp(-(x @ w + b))


@wrong("neuron_batch", "loop that stops one row early", r"last value is missing")
def _(x, w, b):
    return [sigmoid(x[i] @ w + b) for i in range(len(x) - 1)]


@wrong("neuron_batch", "normalized over the batch", r"add up|factor|divid")
def _(x, w, b):
    a = sigmoid(x @ w + b)
    return a / a.sum()


@wrong("neuron_batch", "outputs sorted for a plot", r"sorted|other places|order")
def _(x, w, b):
    return np.sort(sigmoid(x @ w + b))


@wrong("perceptron_update", "learning rate on top of target", r"learning_rate|learning rate")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return w + learning_rate * error * x, b + 2 * learning_rate * error


@wrong("perceptron_update", "returns a list of one array", r"1 part|parts|rows of different")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return [np.append(w + learning_rate * error * x, b + learning_rate * error)]


@wrong("stable_softmax", "softmax of the first row only", r"[Ff]irst")
def _(z):
    e = np.exp(z[0] - z[0].max())
    return e / e.sum()


@wrong("stable_softmax", "square in the exponent", r"square")
def _(z):
    e = np.exp(z**2 - (z**2).max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@wrong("mean_squared_error", "square of the mean", r"square|mean")
def _(predictions, targets):
    return np.mean(predictions - targets) ** 2


@wrong("mean_squared_error", "targets twice", r"predictions.*(not change|used)")
def _(predictions, targets):
    return np.mean((targets - targets) ** 2)


@wrong("product", "elementwise product", r"(?s)ValueError.*a \* b.*shape")
def _(a, b):
    return a * b


@wrong("gradient", "transpose forgotten", r"(?s)ValueError.*2 \* x @.*shape")
def _(x, w, y):
    return 2 * x @ (x @ w - y) / len(y)


@wrong("step_down", "rate squared", r"rate counts with its square|square")
def _(w, slope, rate):
    return w - rate**2 * slope


@wrong("share_right", "whole-number division", r"cut off|integer|whole")
def _(predicted, targets):
    return np.sum(predicted == targets) // len(targets)


@wrong("weighted_sum", "counts a product twice", r"counts twice")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z += x[i] * w[i]
        z += x[i] * w[i]
    return z


@wrong("weighted_sum", "undefined name", r"(?s)NameError.*weights.*not defined")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i] * weights[i]  # noqa: F821
    return z


@wrong("weighted_sum", "weights taken backward", r"(x|w) (or w )?is taken in reversed order")
def _(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i] * w[-1 - i]
    return z


@wrong("weighted_sum", "returns all partial sums", r"axis too many|One number is asked")
def _(x, w, b):
    return np.cumsum(x * w) + b


@wrong("weighted_sum", "returns text to show", r"is text")
def _(x, w, b):
    return f"z = {x @ w + b:.2f}"


@wrong("weighted_sum", "squashed too early", r"one sigmoid too many")
def _(x, w, b):
    return sigmoid(x @ w + b)


@wrong(
    "umbrella", "truth values in words of Python, bias forgotten", r"a number.*asks.*Return b, a"
)
def _(x, w, threshold):
    return bool(x @ w >= threshold)


@wrong("umbrella", "threshold not negated, decision with it", r"sign|turned")
def _(x, w, threshold):
    b = threshold
    return b, int(x @ w - b >= 0)


@wrong("neuron", "dot product of the wrong pair", r"(?s)ValueError.*x @ b")
def _(x, w, b):
    return sigmoid(x @ b + w)


@wrong("neuron", "forgets the minus by writing exp first", r"1 minus|sign")
def _(x, w, b):
    z = x @ w + b
    return np.exp(-z) / (1 + np.exp(-z))


@wrong("neuron", "step at one half", r"0 or 1|step")
def _(x, w, b):
    return sigmoid(x @ w + b) > 0.5


@wrong("neuron", "float16 to save memory", r"[Nn]early|rounded|float")
def _(x, w, b):
    return np.float16(sigmoid(x @ w + b))


@wrong("neuron", "uses a variable from another cell", r"same.*whatever|not change")
def _(x, w, b):
    sky, weights = np.array([0.9, 0.2]), np.array([4.0, 2.0])
    return sigmoid(sky @ weights - 3)


@wrong("neuron_batch", "outer product", r"(?s)ValueError|square|axis too many")
def _(x, w, b):
    return sigmoid(np.outer(x @ w, np.ones(len(x))) + b)


@wrong("neuron_batch", "one row and one column too many", r"axis too many|length 1")
def _(x, w, b):
    return sigmoid(x @ w + b)[None, :]


@wrong("perceptron_update", "updates only wrong zeros", r"Right in 6 of 8.*You return w as it came")
def _(w, b, x, target, learning_rate):
    if x @ w + b < 0 and target == 1:
        return w + learning_rate * x, b + learning_rate
    return w, b


@wrong("perceptron_update", "adds x twice", r"x counts twice|twice")
def _(w, b, x, target, learning_rate):
    error = target - (1 if x @ w + b >= 0 else 0)
    return w + 2 * learning_rate * error * x, b + learning_rate * error


@wrong("stable_softmax", "only one row of the result filled", r"[Ff]irst|add up to 1")
def _(z):
    a = np.zeros(z.shape)
    a[0] = np.exp(z[0] - z[0].max())
    a[0] /= a[0].sum()
    return a


@wrong("stable_softmax", "base 2", r"base|ln 2")
def _(z):
    e = 2 ** (z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@wrong("stable_softmax", "transposed result", r"transpose")
def _(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True)).T

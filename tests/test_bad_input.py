"""What each public function says to input that it cannot use.

Every line: the call, the error, words of its sentence. A sentence says who needs what, what was got
and what to do. None comes from inside NumPy: its own words would be about arrays that the learner
never saw.
"""

import traceback

import numpy as np
import pytest

import nnhelpers
from nnhelpers import (
    Tensor,
    activations,
    costs,
    gradients,
    layers,
    metrics,
    optimizers,
    saving,
    schedules,
    training,
)
from nnhelpers import neurons as cells
from nnhelpers.layers import Linear, Sequential, mlp
from nnhelpers.operations import concatenate

NAN, INF = float("nan"), float("inf")
X, Y = np.ones((4, 3)), np.array([0, 1, 1, 0])
ONE_HOT = np.eye(2)[Y]
RAGGED = [[1, 2], [3]]
T = Tensor(X)


def with_nan(*shape):
    x = np.zeros(shape)
    x.flat[-1] = NAN
    return x


def fit(model=None, x=X, y=Y, **arguments):
    model = mlp(3, 2, rng=0) if model is None else model
    return training.fit(model, x, y, progress=False, **arguments)


def w():
    return [Tensor([1.0])]


def perceptron():
    return cells.Perceptron(2)


SQUARE = {"learning_rate": 0.1, "steps": 3}

CASES = {
    "Tensor": [
        (lambda: Tensor("3"), TypeError, "Tensor needs numbers in one array: .* got str '3'"),
        (lambda: Tensor(["a", "b"]), TypeError, "Tensor needs numbers"),
        (lambda: Tensor(None), TypeError, "got NoneType None"),
        (lambda: Tensor(RAGGED), TypeError, "Rows must have one length"),
        (lambda: Tensor([1j]), TypeError, "expected floats or integers"),
        (lambda: T.item(), ValueError, r"one number becomes a float: got shape \(4, 3\)"),
        (lambda: float(T), ValueError, "Take its mean"),
        (lambda: T.backward(), ValueError, r"expected a cost of shape \(\), got \(4, 3\)"),
        (lambda: T.backward(np.ones(3)), ValueError, r"expected \(4, 3\), got \(3,\)"),
        (lambda: T.backward("a"), TypeError, "backward needs numbers"),
        (lambda: T.detach().sum().backward(), RuntimeError, "depends on a Tensor"),
        (lambda: np.mean(T), TypeError, "Use t.data"),
    ],
    "arithmetic": [
        (lambda: T + np.ones(2), ValueError, r"add needs .* got \(4, 3\) and \(2,\)"),
        (lambda: np.ones((2, 3)) - T, ValueError, r"got \(2, 3\) and \(4, 3\)"),
        (lambda: T * "a", ValueError, r"multiply needs numbers .* got \(4, 3\) and 'a'"),
        (lambda: T / None, ValueError, "divide needs numbers .* None"),
        (lambda: T + RAGGED, ValueError, "add needs numbers"),
        (lambda: T @ T, ValueError, r"@ needs as many .* got \(4, 3\) and \(4, 3\)"),
        (lambda: T @ 2, ValueError, "@ needs as many columns"),
        (lambda: Tensor(np.ones((0, 3))).mean(), ValueError, r"mean needs at least one element"),
        (lambda: Tensor([]).max(), ValueError, "max needs at least one element"),
        (lambda: T.reshape(5), ValueError, r"reshape needs .* 12 .* got \(4, 3\) and \(5,"),
        (lambda: T.reshape(5, -1), ValueError, r"reshape needs .* got \(4, 3\) and \(5, -1\)"),
        (lambda: concatenate(T, np.ones((2, 2))), ValueError, r"concatenate needs .* \(2, 2\)"),
    ],
    "activations": [
        (lambda: activations.sigmoid("a"), TypeError, "sigmoid needs numbers .* got str 'a'"),
        (lambda: activations.relu(None), TypeError, "relu needs numbers"),
        (lambda: activations.gelu("a"), TypeError, "gelu needs numbers"),
        (lambda: activations.tanh(RAGGED), TypeError, "tanh needs numbers"),
        (lambda: activations.sigmoid.derivative("a"), TypeError, "sigmoid.derivative needs"),
        (lambda: activations.sigmoid.derivative(T), TypeError, "its gradient would be lost"),
        (lambda: activations.softmax(3.0), ValueError, r"softmax needs the logits .* got \(\)"),
        (lambda: activations.softmax([]), ValueError, r"at least one class: .* got \(0,\)"),
        (lambda: activations.log_softmax(np.ones((0, 3))), ValueError, "log_softmax needs"),
    ],
    "costs": [
        (
            lambda: costs.cross_entropy(X, [[0]]),
            ValueError,
            r"expected .* shape \(4,\), got \(1, 1\)",
        ),
        (lambda: costs.cross_entropy(ONE_HOT, ONE_HOT), ValueError, r"targets.argmax\(axis=-1\)"),
        (lambda: costs.cross_entropy(X, [0, 1, 2, 3]), ValueError, "from 0 to 2, .* got .* 0 to 3"),
        (lambda: costs.cross_entropy(X, [0, 1, 2, -1]), ValueError, "from 0 to 2, .* from -1 to 2"),
        (
            lambda: costs.cross_entropy(X, np.zeros(4)),
            TypeError,
            r"integers: .* targets.astype\(int\)",
        ),
        (lambda: costs.cross_entropy(X, ["a"] * 4), TypeError, r"cross_entropy \(targets\) needs"),
        (lambda: costs.cross_entropy(X, None), TypeError, "got NoneType"),
        (lambda: costs.cross_entropy("a", Y), TypeError, "cross_entropy needs numbers"),
        (lambda: costs.cross_entropy(np.ones((0, 3)), Y[:0]), ValueError, "empty batch"),
        (lambda: costs.cross_entropy(3.0, 0), ValueError, "one target per row"),
        (
            lambda: costs.cross_entropy_from_probabilities(X, Y),
            ValueError,
            "rows that sum to 1. .* use cross_entropy",
        ),
        (
            lambda: costs.cross_entropy_from_probabilities([[-0.5, 1.5]], [0]),
            ValueError,
            "between 0 and 1: got numbers from -0.5 to 1.5",
        ),
        (
            lambda: costs.cross_entropy_from_probabilities([[NAN, 1]], [0]),
            ValueError,
            "rows that sum to 1",
        ),
        (
            lambda: costs.binary_cross_entropy([0.5, 2], [0, 1]),
            ValueError,
            "from 0.5 to 2. .* takes logits",
        ),
        (
            lambda: costs.binary_cross_entropy([0.5, 0.5], [0, 2]),
            ValueError,
            "targets between 0 and 1: .* more than two classes use cross_entropy",
        ),
        (
            lambda: costs.binary_cross_entropy_from_logits(np.ones((4, 1)), Y),
            ValueError,
            r"expected targets of shape \(4, 1\), got \(4,\). .* targets\[:, None\]",
        ),
        (lambda: costs.mean_squared_error(X, X[0]), ValueError, "NumPy would broadcast them"),
        (lambda: costs.mean_squared_error([], []), ValueError, "empty batch, of shape"),
        (lambda: costs.mean_squared_error(X, "a"), TypeError, r"\(targets\) needs numbers"),
        (lambda: costs.mean_squared_error(X, RAGGED), TypeError, "Rows must have one length"),
        (lambda: costs.huber(X, X, delta=0), ValueError, "huber needs delta above 0, .*: got 0"),
        (lambda: costs.huber(X, X, delta="1"), ValueError, "got '1'"),
        (lambda: costs.huber(X, X, delta=NAN), ValueError, "got nan"),
        (
            lambda: costs.mean_squared_error(X, with_nan(*X.shape)),
            ValueError,
            r"mean_squared_error \(targets\) needs finite numbers: got nan",
        ),
    ],
    "gradients": [
        (
            lambda: gradients.numerical_gradient(lambda x: x, [1, 2]),
            ValueError,
            "returns one number",
        ),
        (lambda: gradients.numerical_gradient(lambda x: None, 1.0), TypeError, "function returns"),
        (lambda: gradients.numerical_gradient(lambda x: x, "a"), TypeError, "needs numbers"),
        (lambda: gradients.check_gradient(lambda x: x, [1, 2]), ValueError, "input of floats"),
        (lambda: gradients.check_gradient(lambda x: x.data, X), TypeError, "not on their .data"),
    ],
    "Neuron": [
        (lambda: cells.Neuron([[1, 2]]), ValueError, r"expected shape \(n_in,\), got \(1, 2\)"),
        (lambda: cells.Neuron(["a"]), TypeError, "Neuron needs numbers"),
        (
            lambda: cells.Neuron([1, NAN]),
            ValueError,
            r"Neuron needs finite numbers: got nan at \(1,\)",
        ),
        (lambda: cells.Neuron([1, 2], [1, 2]), ValueError, "one finite number as its bias"),
        (lambda: cells.Neuron([1, 2], INF), ValueError, "bias: got inf"),
        (lambda: cells.Neuron([1], 0, "sigmoid"), TypeError, "a function as its activation"),
        (lambda: cells.Neuron([1, 2])([1, 2, 3]), ValueError, r"2 weights .* got \(3,\)"),
        (lambda: cells.Neuron([1, 2])(X), ValueError, r"expected x of shape .* got \(4, 3\)"),
        (lambda: cells.Neuron([1, 2])([1, NAN]), ValueError, r"finite numbers: got nan at \(1,\)"),
        (lambda: cells.Neuron([1, 2])([[1, 2], [INF, 0]]), ValueError, r"got inf at \(1, 0\)"),
        (lambda: cells.Neuron([1, 2])("ab"), TypeError, "Neuron needs numbers"),
        (lambda: cells.Neuron([1, 2])(Tensor([1, 2])), TypeError, "Use t.data"),
        (lambda: cells.Neuron([1, 2])(RAGGED), TypeError, "Rows must have one length"),
    ],
    "Perceptron": [
        (lambda: cells.Perceptron(0), ValueError, "at least 1 for n_in: got 0"),
        (lambda: cells.Perceptron("2"), ValueError, "got '2'"),
        (lambda: perceptron().fit(X, Y), ValueError, r"2 weights .* got \(4, 3\)"),
        (lambda: perceptron().fit(X[:, :2], ONE_HOT), ValueError, r"one target each: .* \(4, 2\)"),
        (lambda: perceptron().fit(X[:0, :2], Y[:0]), ValueError, r"got \(0, 2\) and \(0,\)"),
        (lambda: perceptron().fit(X[:, :2], 2 * Y - 1), ValueError, "targets 0 or 1"),
        (lambda: perceptron().fit(X[:, :2], ["a"] * 4), TypeError, r"\(targets\) needs numbers"),
        (lambda: perceptron().fit(with_nan(4, 2), Y), ValueError, r"got nan at \(3, 1\)"),
        (lambda: perceptron().fit(X[:, :2], Y, learning_rate=0), ValueError, "above 0, .* got 0"),
        (lambda: perceptron().fit(X[:, :2], Y, epochs=2.5), ValueError, "epochs: got 2.5"),
        (lambda: perceptron().update(X[:, :2], Y), ValueError, "one example at a time"),
        (lambda: perceptron().predict("a"), TypeError, "Perceptron needs numbers"),
    ],
    "layers": [
        (lambda: Linear(3, 2)(np.ones((4, 5))), ValueError, r"x of shape \(n, 3\), got \(4, 5\)"),
        (lambda: Linear(3, 2)(5.0), ValueError, r"got \(\)"),
        (lambda: Linear(3, 2)("abc"), TypeError, "linear needs numbers"),
        (lambda: Linear(3, 2)(None), TypeError, "linear needs numbers"),
        (lambda: Linear(3, 2)(RAGGED), TypeError, "Rows must have one length"),
        (lambda: Linear(6, 2)(np.ones((4, 2, 3))), ValueError, r"Put Flatten\(\) before it"),
        (lambda: Linear(2.5, 2), ValueError, "at least 1 for n_in: got 2.5"),
        (lambda: Linear(3, 0), ValueError, "for n_out: got 0"),
        (lambda: Linear(3, 2, initialization="He"), ValueError, "knows .* he, xavier, .* got 'He'"),
        (lambda: Linear(3, 2, initialization=[]), ValueError, r"got \[\]"),
        (lambda: layers.linear(X, X.T, np.ones(3)), ValueError, r"bias \(n_out,\): got .* \(3,\)"),
        (lambda: layers.linear(X, np.ones(3), 1.0), ValueError, r"weight \(n_in, n_out\)"),
        (lambda: layers.linear(X, "a", [1]), TypeError, "linear needs numbers"),
        (lambda: layers.Dropout(1), ValueError, "at least 0 and below 1: got 1"),
        (lambda: layers.Dropout(NAN), ValueError, "got nan"),
        (lambda: layers.Dropout("0.5"), ValueError, "got '0.5'"),
        (lambda: layers.Flatten()(3.0), ValueError, "one example a row"),
        (lambda: layers.Flatten()("a"), TypeError, "Flatten needs numbers"),
        (lambda: Sequential(Linear(3, 2), "relu"), TypeError, "layers or functions: got 'relu'"),
        (lambda: Sequential(layers.Flatten), TypeError, "got <class .*Flatten"),
        (lambda: mlp(3), ValueError, r"numbers of inputs and of outputs at least: got \(3,\)"),
        (lambda: mlp([3, 2]), ValueError, r"got \(\[3, 2\],\)"),
        (lambda: mlp(3, -1, 2), ValueError, "for n_out: got -1"),
        (lambda: mlp(3, 4, 2, activation="relu"), TypeError, "got 'relu'"),
    ],
    "optimizers": [
        (lambda: optimizers.SGD(w(), 0), ValueError, "SGD needs a learning rate above 0, .* got 0"),
        (lambda: optimizers.SGD(w(), -0.1), ValueError, "such as 0.1: got -0.1"),
        (lambda: optimizers.Adam(w(), NAN), ValueError, "Adam needs .* got nan"),
        (lambda: optimizers.SGD(w(), INF), ValueError, "got inf"),
        (lambda: optimizers.SGD(w(), "0.1"), ValueError, "got '0.1'"),
        (lambda: optimizers.SGD(w(), None), ValueError, "got None"),
        (lambda: optimizers.SGD([]), TypeError, r"SGD needs Tensors .* model.parameters\(\)"),
        (lambda: optimizers.SGD(mlp(2, 2)), TypeError, r"pass model.parameters\(\)"),
        (lambda: optimizers.SGD(T), TypeError, "a list of Tensors"),
        (lambda: optimizers.SGD([X]), TypeError, "a list of Tensors"),
        (lambda: optimizers.SGD(None), TypeError, "a list of Tensors"),
        (
            lambda: optimizers.Momentum(w(), momentum=1),
            ValueError,
            "momentum of at least 0 and below 1",
        ),
        (lambda: optimizers.RMSProp(w(), decay="a"), ValueError, "RMSProp needs decay .* got 'a'"),
        (lambda: optimizers.Adam(w(), beta2=1), ValueError, "Adam needs beta2 .* got 1"),
        (lambda: optimizers.Adam(w(), epsilon=0), ValueError, "keeps it from dividing by 0: got 0"),
        (lambda: optimizers.AdamW(w(), weight_decay=-1), ValueError, "weight decay .* got -1"),
        (lambda: optimizers.clip_gradients(w(), 0), ValueError, "max_norm above 0: got 0"),
        (lambda: optimizers.clip_gradients(w(), NAN), ValueError, "got nan"),
        (lambda: optimizers.clip_gradients(X, 1), TypeError, "clip_gradients needs Tensors"),
        (lambda: schedules.step_decay(0.1, every=0), ValueError, "at least 1 for every: got 0"),
        (lambda: schedules.step_decay(-1, every=2), ValueError, "learning rate above 0"),
        (
            lambda: schedules.exponential_decay(0.1, factor=2),
            ValueError,
            "factor above 0 and at most",
        ),
        (lambda: schedules.cosine_decay(0.1, steps="9"), ValueError, "for steps: got '9'"),
        (
            lambda: schedules.cosine_decay(0.1, steps=9, final=2),
            ValueError,
            "final between 0 and 1",
        ),
        (
            lambda: schedules.step_decay(0.1, every=2, warmup_steps=-1),
            ValueError,
            "at least 0 for warmup_steps: got -1",
        ),
    ],
    "gradient_descent": [
        (
            lambda: optimizers.gradient_descent(np.sum, [1], learning_rate=-1, steps=3),
            ValueError,
            "gradient_descent needs a learning rate above 0",
        ),
        (
            lambda: optimizers.gradient_descent(np.sum, [1], learning_rate=1, steps=2.5),
            ValueError,
            "for steps: got 2.5",
        ),
        (
            lambda: optimizers.gradient_descent(np.sum, [NAN], **SQUARE),
            ValueError,
            r"\(start\) needs finite numbers: got nan at \(0,\)",
        ),
        (
            lambda: optimizers.gradient_descent(np.sum, "a", **SQUARE),
            TypeError,
            r"\(start\) needs numbers",
        ),
        (
            lambda: optimizers.gradient_descent(lambda x: x, [1, 2], **SQUARE),
            ValueError,
            "function that returns one number",
        ),
        (
            lambda: optimizers.gradient_descent(None, [1, 2], gradient=np.sum, **SQUARE),
            ValueError,
            r"expected \(2,\), got \(\)",
        ),
        (
            lambda: optimizers.gradient_descent(None, [1], gradient=lambda x: None, **SQUARE),
            TypeError,
            "what gradient returns",
        ),
    ],
    "minibatches": [
        (
            lambda: list(training.minibatches(X, Y[:3], 2)),
            ValueError,
            r"one target each, .* \(3,\)",
        ),
        (lambda: list(training.minibatches(X[:0], Y[:0], 2)), ValueError, "one at least"),
        (lambda: list(training.minibatches(X, Y, 0)), ValueError, "for batch_size: got 0"),
        (lambda: list(training.minibatches(X, Y, 2.0)), ValueError, "got 2.0"),
        (lambda: list(training.minibatches(T, Y, 2)), TypeError, "Use t.data"),
        (lambda: list(training.minibatches(RAGGED, Y, 2)), TypeError, "Rows must have one length"),
    ],
    "fit": [
        (lambda: fit(x=np.ones((4, 5))), ValueError, r"linear with 3 inputs .* got \(4, 5\)"),
        (lambda: fit(x=X[:0], y=Y[:0]), ValueError, r"one at least: got x of shape \(0, 3\)"),
        (lambda: fit(y=Y[:3]), ValueError, r"fit needs examples with one target each.* \(3,\)"),
        (
            lambda: fit(x=with_nan(4, 3)),
            ValueError,
            r"fit needs finite numbers: got nan at \(3, 2\)",
        ),
        (lambda: fit(x=X * INF), ValueError, r"got inf at \(0, 0\). Look for"),
        (
            lambda: fit(y=with_nan(4, 2), cost=costs.mean_squared_error),
            ValueError,
            r"fit \(targets\) needs finite numbers: got nan",
        ),
        (lambda: fit(y=Y + 1), ValueError, "targets from 0 to 1, .* got targets from 1 to 2"),
        (lambda: fit(y=Y - 1), ValueError, "got targets from -1 to 0"),
        (lambda: fit(y=ONE_HOT), ValueError, r"targets.argmax\(axis=-1\)"),
        (lambda: fit(y=Y.astype(float)), TypeError, r"targets.astype\(int\)"),
        (lambda: fit(y=["a", "b", "b", "a"]), TypeError, r"fit \(targets\) needs numbers"),
        (lambda: fit(y=None), TypeError, "got NoneType"),
        (lambda: fit(x="abc"), TypeError, "fit needs numbers"),
        (lambda: fit(x=RAGGED), TypeError, "Rows must have one length"),
        (lambda: fit(x=T), TypeError, "Use t.data"),
        (lambda: fit(x=5.0), ValueError, r"got x of shape \(\)"),
        (lambda: fit(epochs=0), ValueError, "at least 1 for epochs: got 0"),
        (lambda: fit(epochs="5"), ValueError, "for epochs: got '5'"),
        (lambda: fit(batch_size=0), ValueError, "for batch_size: got 0"),
        (lambda: fit(batch_size=None), ValueError, "for batch_size: got None"),
        (lambda: fit(validation=0.2), TypeError, r"validation=\(x, y\), .* got float"),
        (lambda: fit(validation=(X, Y[:2])), ValueError, "fit's validation needs examples"),
        (lambda: fit(validation=(X[:0], Y[:0])), ValueError, "fit's validation"),
        (lambda: fit(patience=3), ValueError, r"validation=\(x, y\) for early stopping"),
        (lambda: fit(patience=-1, validation=(X, Y)), ValueError, "for patience: got -1"),
        (lambda: fit(max_norm=0), ValueError, "max_norm above 0: got 0"),
        (lambda: fit(optimizer="adam"), TypeError, "optimizer such as SGD.* got 'adam'"),
        (lambda: fit(optimizer=optimizers.Adam), TypeError, "got <class .*Adam"),
        (
            lambda: fit(optimizer=optimizers.SGD(mlp(3, 2).parameters())),
            ValueError,
            "those of another model. Make it anew",
        ),
        (lambda: fit(model=mlp), TypeError, r"fit needs a model: .* got function"),
        (lambda: fit(model=Linear), TypeError, "got <class .*Linear"),
        (lambda: fit(model=Sequential(activations.relu)), TypeError, "SGD needs Tensors"),
        (lambda: fit(cost="cross_entropy"), TypeError, "fit needs a cost .* got 'cross_entropy'"),
        (
            lambda: fit(cost=lambda outputs, targets: ((outputs.data - 1) ** 2).mean()),
            TypeError,
            r"a cost that stays on the tape: .* got float64",
        ),
        (
            lambda: fit(cost=lambda outputs, targets: (outputs - 1) ** 2),
            ValueError,
            "one number becomes a float",
        ),
    ],
    "predict": [
        (lambda: training.predict(mlp(3, 2), X[:0]), ValueError, r"got x of shape \(0, 3\)"),
        (lambda: training.predict(mlp(3, 2), with_nan(4, 3)), ValueError, r"got nan at \(3, 2\)"),
        (lambda: training.predict(mlp(3, 2), "a"), TypeError, "predict needs numbers"),
        (lambda: training.predict(mlp(3, 2), T), TypeError, "Use t.data"),
        (lambda: training.predict(mlp(3, 2), X, 0), ValueError, "batch_size: got 0"),
        (lambda: training.predict(activations.relu, X), TypeError, "predict needs a model"),
        (
            lambda: training.predict(X, mlp(3, 2)),
            TypeError,
            "predict needs a model: .* got ndarray",
        ),
    ],
    "save and load": [
        (lambda: saving.save("model.npz", mlp(3, 2)), TypeError, r"save needs a model: .* got str"),
        (lambda: saving.save(mlp(3, 2), None), TypeError, "save needs a path: .* got None"),
        (lambda: saving.load("model.npz", mlp(3, 2)), TypeError, "load needs a model"),
        (lambda: saving.load(mlp(3, 2), "no such file"), FileNotFoundError, "found no file"),
    ],
    "metrics": [
        (lambda: metrics.accuracy(Y, Y[:3]), ValueError, r"expected \(4,\), got \(3,\)"),
        (lambda: metrics.accuracy(Y, ONE_HOT), ValueError, r"targets.argmax\(axis=1\)"),
        (lambda: metrics.accuracy([], []), ValueError, "at least one example"),
        (lambda: metrics.accuracy([0.2, 0.8], [0, 1]), ValueError, r"\(p >= 0.5\).astype\(int\)"),
        (
            lambda: metrics.accuracy(with_nan(4, 2), Y),
            ValueError,
            r"accuracy needs finite .* \(3, 1\)",
        ),
        (lambda: metrics.accuracy(RAGGED, Y), TypeError, "accuracy needs numbers"),
        (lambda: metrics.accuracy(None, Y), TypeError, "got NoneType"),
        (lambda: metrics.accuracy(Y, Tensor(Y)), TypeError, "Use t.data"),
        (lambda: metrics.confusion_matrix(Y, Y, 1), ValueError, "classes from 0 to 0: got 0 to 1"),
        (lambda: metrics.confusion_matrix(Y - 1, Y), ValueError, "got -1 to 1"),
        (lambda: metrics.confusion_matrix(Y, Y, 2.5), ValueError, "for n_classes: got 2.5"),
        (
            lambda: metrics.confusion_matrix(Y * 1.0, Y),
            TypeError,
            "classes as integers: got float64",
        ),
        (lambda: metrics.precision_recall_f1([0.5], [1]), ValueError, "precision_recall_f1 needs"),
        (
            lambda: metrics.mean_absolute_error(X, X[0]),
            ValueError,
            r"expected \(4, 3\), got \(3,\)",
        ),
        (lambda: metrics.mean_absolute_error([1], ["a"]), TypeError, r"\(targets\) needs numbers"),
        (lambda: metrics.r_squared([1, 2], [3, NAN]), ValueError, r"finite numbers: got nan"),
        (lambda: metrics.r_squared([1, 2], [3, 3]), ValueError, "targets that differ"),
        (lambda: metrics.r_squared([], []), ValueError, "at least one example"),
    ],
}
TABLE = [
    pytest.param(*case, id=f"{name} {i}: {' or '.join(case[2].split('|'))[:40]}")
    for name, cases in CASES.items()
    for i, case in enumerate(cases)
]


@pytest.mark.parametrize(("call", "error", "words"), TABLE)
def test_sentence(call, error, words):
    with pytest.raises(error, match=words) as caught:
        call()
    raised_in = traceback.extract_tb(caught.tb)[-1].filename
    assert raised_in.startswith(nnhelpers.__path__[0]), "the words are of another library"


@pytest.mark.parametrize(
    "call",
    [
        lambda: fit(x=X.astype(int), y=Y.astype(np.uint8)),
        lambda: costs.mean_squared_error([1, 2], [1, 3]),
        lambda: costs.cross_entropy([[1, 2]], [1]),
        lambda: cells.Neuron([1, 2], 1)([3, 4]),
        lambda: Linear(3, 2)(X.astype(int)),
        lambda: optimizers.SGD(w(), np.float32(0.1)),
        lambda: optimizers.gradient_descent(np.sum, [1, 2], **SQUARE),
        lambda: metrics.r_squared([1, 2], [1, 3]),
    ],
)
def test_integers_work(call):
    call()

"""Faults that the tests have to notice: what somebody could get wrong, one line each.

`old` stands exactly once in its file; a fault in a lesson names the Markdown source.
`tools/plant_faults.py` plants them one at a time.
"""

from typing import NamedTuple


class Fault(NamedTuple):
    """A fault: its name, file, old and new text, and the tests that should notice it."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple = ()  # a lesson's own notebook, if none are named


UNIT_1 = "notebooks/src/01_machine_learning/"
UNIT_2 = "notebooks/src/02_neural_networks/"
UNIT_3 = "notebooks/src/03_foundations/"
GRADIENTS = ("tests/test_gradients.py",)
EXERCISES = ("tests/test_exercises.py",)
FIGURES = ("tests/test_lesson_figures.py",)

LIBRARY = [
    Fault(
        "a flipped sign in the gradient of cross-entropy",
        "nnhelpers/costs.py",
        "d_z[right] -= 1",
        "d_z[right] += 1",
        ("tests/test_costs.py",),
    ),
    Fault(
        "the squared error is a sum: the mean is missing",
        "nnhelpers/costs.py",
        "return np.mean(difference**2)",
        "return np.sum(difference**2)",
        ("tests/test_costs.py",),
    ),
    Fault(
        "the gradient of cross-entropy is not divided by n",
        "nnhelpers/costs.py",
        "d_z *= d / len(z)",
        "d_z *= d",
        ("tests/test_costs.py",),
    ),
    Fault(
        "softmax over the wrong axis",
        "nnhelpers/activations.py",
        "e /= e.sum(axis=axis, keepdims=True)",
        "e /= e.sum(axis=0, keepdims=True)",
        ("tests/test_activations.py",),
    ),
    Fault(
        "the slope of the sigmoid without its square",
        "nnhelpers/activations.py",
        "return e / (1 + e) ** 2",
        "return e / (1 + e)",
        GRADIENTS,
    ),
    Fault(
        "ReLU lets every gradient through",
        "nnhelpers/activations.py",
        "return (z > 0).astype(z.dtype)",
        "return np.ones_like(z)",
        GRADIENTS,
    ),
    Fault(
        "momentum with the wrong sign",
        "nnhelpers/optimizers.py",
        'return _remember(state, "velocity", gradient, self.momentum)',
        'return _remember(state, "velocity", gradient, -self.momentum)',
        ("tests/test_optimizers.py",),
    ),
    Fault(
        "Adam without bias correction",
        "nnhelpers/optimizers.py",
        "return mean / (1 - self.beta1**t) / (np.sqrt(square / (1 - self.beta2**t))",
        "return mean / (np.sqrt(square)",
        ("tests/test_optimizers.py",),
    ),
    Fault(
        "weight decay makes weights grow",
        "nnhelpers/optimizers.py",
        "parameter.data *= 1 - rate * self.weight_decay",
        "parameter.data *= 1 + rate * self.weight_decay",
        ("tests/test_optimizers.py",),
    ),
    Fault(
        "the cosine schedule rises",
        "nnhelpers/schedules.py",
        "(1 + math.cos(",
        "(1 - math.cos(",
        ("tests/test_optimizers.py",),
    ),
    Fault(
        "the gradient of a layer's bias is the mean over the batch",
        "nnhelpers/layers.py",
        "d_rows.sum(axis=0)",
        "d_rows.mean(axis=0)",
        ("tests/test_layers.py",),
    ),
    Fault(
        "He's start at half its variance",
        "nnhelpers/layers.py",
        '"he": lambda n_in, n_out: np.sqrt(2 / n_in)',
        '"he": lambda n_in, n_out: np.sqrt(1 / n_in)',
        ("tests/test_layers.py",),
    ),
    Fault(
        "dropout stays on at test time",
        "nnhelpers/layers.py",
        "if not self.training or not self.drop_probability:",
        "if not self.drop_probability:",
        ("tests/test_layers.py",),
    ),
    Fault(
        "dropout does not scale what it keeps",
        "nnhelpers/layers.py",
        "x.dtype.type(1 / (1 - drop_probability))",
        "x.dtype.type(1)",
        ("tests/test_layers.py",),
    ),
    Fault(
        "batch normalization takes the batch's statistics at test time",
        "nnhelpers/normalization.py",
        "if self.training:",
        "if True:",
        ("tests/test_normalization.py",),
    ),
    Fault(
        "a number used twice gets the gradient of one use",
        "nnhelpers/tensors.py",
        "waiting[number] = (parent, waiting[number][1] + d_parent)",
        "waiting[number] = (parent, d_parent)",
        ("tests/test_autodiff.py",),
    ),
    Fault(
        "labels are shuffled apart from their examples",
        "nnhelpers/batches.py",
        "yield x.take(rows, axis=0), y.take(rows, axis=0)",
        "yield x.take(rows, axis=0), y.take(np.sort(rows), axis=0)",
        ("tests/test_training.py",),
    ),
    Fault(
        "the last batch is left out",
        "nnhelpers/batches.py",
        "for start in range(0, len(x), batch_size):",
        "for start in range(0, len(x) - batch_size + 1, batch_size):",
        ("tests/test_training.py",),
    ),
    Fault(
        "validation is scored in train mode",
        "nnhelpers/training.py",
        "_score(model.eval(), validation, cost)",
        "_score(model.train(), validation, cost)",
        ("tests/test_training.py",),
    ),
    Fault(
        "early stopping keeps the last weights, not the best",
        "nnhelpers/training.py",
        "        put_weights(model, best)",
        "        pass",
        ("tests/test_training.py",),
    ),
    Fault(
        "a data split that leaks: all digits are learned from",
        "nnhelpers/datasets.py",
        "train = np.setdiff1d(np.arange(len(y)), test)",
        "train = np.arange(len(y))",
        ("tests/test_datasets.py",),
    ),
    Fault(
        "the confusion matrix has its axes swapped",
        "nnhelpers/metrics.py",
        "(targets.astype(int), predicted.astype(int)), 1)",
        "(predicted.astype(int), targets.astype(int)), 1)",
        ("tests/test_metrics.py",),
    ),
    Fault(
        "the perceptron's bias is not updated",
        "nnhelpers/neurons.py",
        "self.bias += learning_rate * error",
        "self.bias += 0",
        ("tests/test_neurons.py",),
    ),
    Fault(
        "finite differences are divided by h, not 2h",
        "nnhelpers/gradients.py",
        "gradient[place] = (above - below) / (2 * h)",
        "gradient[place] = (above - below) / h",
        GRADIENTS,
    ),
    Fault(
        "a gradient check that lets NaN pass",
        "nnhelpers/gradients.py",
        "if not errors[place] <= tolerance:",
        "if errors[place] > tolerance:",
        GRADIENTS,
    ),
    Fault(
        "a checker that accepts every number",
        "nnhelpers/checking/comparing.py",
        "return bool(agreement(got, wanted, tolerance).all())",
        "return True",
        ("tests/test_checking.py",),
    ),
    Fault(
        "a claim that cannot fail",
        "nnhelpers/checking/claims.py",
        "in evidence if not holds]",
        "in evidence if holds is None]",
        ("tests/test_claims.py",),
    ),
]

"""Training: the loop and prediction.

`minibatches` is in `batches`, `save` and `load` are in `saving`; they can be imported from here.
Derived in lessons 3.3 (early stopping), 6.3 (the loop) and 8.2 (checkpoints, accumulation).
"""

import math
import os

import numpy as np

from nnhelpers.arrays import as_array, as_pairs, require_count, require_finite
from nnhelpers.autodiff import Tensor, no_grad
from nnhelpers.batches import minibatches
from nnhelpers.checkpoints import Checkpoint
from nnhelpers.costs import cross_entropy
from nnhelpers.layers import require_model
from nnhelpers.metrics import accuracy
from nnhelpers.optimizers import SGD, clip_gradients
from nnhelpers.saving import load, put_weights, save, weights_of

__all__ = ["TrainingDiverged", "fit", "load", "minibatches", "predict", "save"]


class TrainingDiverged(ArithmeticError):
    """The cost became NaN or infinite. `history` holds the epochs that were completed."""

    def __init__(self, message, history=None):
        super().__init__(message)
        self.history = history


def fit(
    model, x, y, *, cost=cross_entropy, optimizer=None, epochs=5, batch_size=64, validation=None,
    patience=None, max_norm=None, accumulate=1, checkpoint=None, seed=0, progress=True,
):  # fmt: skip
    """Train a model with minibatches; return what happened in each epoch.

    Parameters
    ----------
    model : a Layer. It is left in eval mode.
    x : (n, ...) the inputs. y : (n, ...) the targets, as `cost` wants them.
    cost : a function of (outputs, targets) from `costs`.
    optimizer : over `model.parameters()`; by default SGD with a learning rate of 0.1.
    validation : (x, y) of examples that are not trained on, to be scored after each epoch.
    patience : stop after so many epochs without a lower validation cost, and put the best weights
        back.
    max_norm : clip the gradients to this norm, see `clip_gradients`.
    accumulate : compute each batch in so many parts and add up their gradients: the same step
        (but for batch normalization) with the memory of a smaller batch.
    checkpoint : path of a file that is written after each epoch. If it is there already, training
        goes on from it to the same numbers, as if it had never stopped; see `Checkpoint`.
    seed : of the shuffling.
    progress : show a bar.

    Returns
    -------
    history : {"epoch", "cost"} and with validation {"validation_cost", and "validation_accuracy"
        for classes}: lists with one number an epoch.

    Raises
    ------
    TrainingDiverged when the cost becomes NaN or infinite; the weights are those at the start of
    that epoch.
    """
    require_model(model, "fit")
    if not callable(cost):
        raise TypeError(f"fit needs a cost such as cross_entropy, the function: got {cost!r}.")
    x, y = _examples(x, y, "fit")
    validation = _validation(validation, patience)
    optimizer = _optimizer(optimizer, model)
    rng = np.random.default_rng(seed)
    history, best = {"epoch": [], "cost": []}, None
    if checkpoint is not None:
        checkpoint = Checkpoint(checkpoint, model, optimizer, rng)
        history, best = checkpoint.load() or (history, best)
    epochs = range(len(history["epoch"]) + 1, require_count(epochs, "fit", "epochs") + 1)
    epochs = progress_bar(epochs, "epochs") if progress else epochs
    steps = {"max_norm": max_norm, "parts": require_count(accumulate, "fit", "accumulate")}
    try:
        for epoch in epochs:
            if patience is not None and 0 < _since_best(history) >= patience:
                break
            batches = minibatches(x, y, batch_size, rng)
            scores = _epoch(model, batches, cost, optimizer, validation, history, steps)
            for name, value in ({"epoch": epoch} | scores).items():
                history.setdefault(name, []).append(value)
            if progress:
                epochs.set_postfix(cost=f"{scores['cost']:.3g}")
            if patience is not None and not _since_best(history):
                best = weights_of(model)
            if checkpoint is not None:
                checkpoint.save(history, best)
    finally:
        model.eval()
    if best:
        put_weights(model, best)
    return history


def _since_best(history):
    """Return how many epochs ago the validation cost was lowest."""
    costs = history.get("validation_cost", [])
    return len(costs) - 1 - int(np.argmin(costs)) if costs else 0


def _examples(x, y, who):
    x, y = as_pairs(x, y, who)  # integers stay what they are: they may be tokens or classes
    for array, name in ((x, who), (y, f"{who} (targets)")):
        if array.dtype.kind == "f":
            require_finite(array, name)
    return x, y


def _validation(validation, patience):
    if patience is not None:
        require_count(patience, "fit", "patience", least=0)
        if validation is None:
            raise ValueError(
                "fit needs validation=(x, y) for early stopping: patience counts epochs without a "
                "lower validation cost."
            )
    if validation is None:
        return None
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        raise TypeError(
            "fit needs validation=(x, y), two arrays of examples that are kept out of training: "
            f"got {type(validation).__name__}."
        )
    return _examples(*validation, "fit's validation")


def _optimizer(optimizer, model):
    if optimizer is None:
        return SGD(model.parameters(), learning_rate=0.1)
    if isinstance(optimizer, type) or not hasattr(optimizer, "step"):
        raise TypeError(
            f"fit needs an optimizer such as SGD(model.parameters(), learning_rate=0.1): "
            f"got {optimizer!r}."
        )
    ours = set(model.parameters().values())
    if ours.isdisjoint(getattr(optimizer, "parameters", ours)):
        raise ValueError(
            "fit needs an optimizer over this model's parameters: this one moves those of another "
            "model. Make it anew after the model: SGD(model.parameters(), learning_rate=0.1)."
        )
    return optimizer


def progress_bar(items, name="rounds"):
    """Return the items with a progress bar for a loop over them, which goes away at the end.

    items : anything with a length. name : what is counted. The variable TQDM_DISABLE hides it.
    """
    from tqdm.auto import tqdm  # here, because it imports ipywidgets when a notebook runs

    hidden = bool(os.environ.get("TQDM_DISABLE"))  # tqdm's own bar for notebooks does not read it
    return tqdm(items, desc=name, leave=False, disable=hidden)


def _epoch(model, batches, cost, optimizer, validation, history, steps):
    """Train for one epoch; return its scores. Put the weights back if it diverges."""
    before = weights_of(model)
    try:
        with np.errstate(all="ignore"):  # what overflows makes the cost NaN, said in a sentence
            mean_cost = _steps(model.train(), batches, cost, optimizer, **steps)
            return {"cost": mean_cost} | _score(model.eval(), validation, cost)
    except FloatingPointError as problem:
        put_weights(model, before)
        raise TrainingDiverged(_diverged(problem, history, optimizer), history) from None


def _steps(model, batches, cost, optimizer, max_norm, parts):
    total = n = 0
    for batch, (x, y) in enumerate(batches, start=1):
        optimizer.zero_grad()
        size = -(-len(x) // parts)
        for part in (slice(start, start + size) for start in range(0, len(x), size)):
            share = len(x[part]) / len(x)
            total += _backward(model, x[part], y[part], cost, share, batch) * len(x[part])
        n += len(x)
        if max_norm is not None:
            clip_gradients(optimizer.parameters, max_norm)
        optimizer.step()
    for name, p in model.parameters().items():
        _finite(p.data.sum(), f"{name} became {{}} in batch {batch}")
    return total / n


def _backward(model, x, y, cost, share, batch):
    """Add the gradients of this share of a batch to those there are; return its mean cost."""
    c = cost(model(x), y)
    if not isinstance(c, Tensor):
        raise TypeError(
            "fit needs a cost that stays on the tape: expected a Tensor, got "
            f"{type(c).__name__}. Inside it, use outputs themselves and not outputs.data."
        )
    value = _finite(c, f"the cost became {{}} in batch {batch}")
    c.backward(share)
    return value


def _finite(number, sentence):
    value = float(number)
    if not math.isfinite(value):
        raise FloatingPointError(sentence.format(value))
    return value


def _diverged(problem, history, optimizer):
    smaller = "a smaller learning rate"
    if hasattr(optimizer, "rate"):
        rate = optimizer.rate()
        smaller = f"a learning rate of {rate / 10:.2g} instead of {rate:.2g}"
    return (
        f"Training stopped in epoch {len(history['epoch']) + 1}: {problem}. The steps are too "
        f"large: try {smaller}, or max_norm=1. The weights are those at the start of that epoch."
    )


def _score(model, validation, cost):
    if validation is None:
        return {}
    x, y = validation
    outputs = _outputs(model, x)
    scores = {"validation_cost": _finite(cost(outputs, y), "the validation cost became {}")}
    if y.dtype.kind in "iu" and y.ndim == 1 and outputs.ndim == 2 and outputs.shape[1] > 1:
        scores["validation_accuracy"] = accuracy(outputs, y)
    return scores


def predict(model, x, batch_size=1000):
    """Return the model's outputs for x as an array, in eval mode and without recording."""
    require_model(model, "predict")
    x = as_array(x, "predict")
    if not x.ndim or not len(x):
        raise ValueError(f"predict needs one example at least: got x of shape {x.shape}.")
    if x.dtype.kind == "f":
        require_finite(x, "predict")
    was_training = model.training
    try:
        return _outputs(model.eval(), x, require_count(batch_size, "predict", "batch_size"))
    finally:
        model.train(was_training)


def _outputs(model, x, batch_size=1000):
    with no_grad():
        outputs = [model(x[i : i + batch_size]) for i in range(0, len(x), batch_size)]
    return np.concatenate([o.data if isinstance(o, Tensor) else o for o in outputs])

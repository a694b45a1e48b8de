"""Data parallelism: each core computes the gradients of a part of the batch.

NumPy's matrix products use all cores by themselves; what lies between them, such as activations,
norms and softmax, uses one. With a part of the batch for each core everything runs side by side,
and the cores wait for each other once a step, not once a product. Derived in lesson 8.2.
"""

import contextvars
import copy
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import ThreadpoolController

from nnhelpers.arrays import as_pairs, require_count
from nnhelpers.layers import require_model


class DataParallel:
    """Copies of a model that share its weights and learn from a part of each batch, side by side.

    DataParallel(model).gradients(cross_entropy, x, y) leaves in model.parameters() the gradients
    that cross_entropy(model(x), y).backward() would, up to rounding, and returns the cost. Each
    copy draws its own numbers for dropout, and takes the statistics of its own part in batch norm.

    Parameters
    ----------
    model : a Layer.
    n : how many parts, and threads; by default one a core.
    """

    def __init__(self, model, n=None):
        require_model(model, "DataParallel")
        n = require_count(n or os.cpu_count(), "DataParallel", "n")
        self.model = model
        self.copies = [_shared_copy(model) for _ in range(n - 1)]
        self.pool = ThreadPoolExecutor(max(1, n - 1))
        self.blas = ThreadpoolController()

    def gradients(self, cost, x, y):
        """Add the gradients of the mean cost over a batch to those of the parameters; return it.

        Parameters
        ----------
        cost : of (outputs, targets), a mean over the examples, as those in `costs` are.
        x, y : inputs and targets, an example a row. Fewer rows than copies leave some idle.
        """
        x, y = as_pairs(x, y, "DataParallel")
        n = min(len(x), 1 + len(self.copies))
        parts = zip(np.array_split(x, n), np.array_split(y, n), strict=True)
        first, *others = [(*part, len(part[0]) / len(x)) for part in parts]
        copies = [self._in_step(copy) for copy in self.copies[: n - 1]]
        with self.blas.limit(limits=1, user_api="blas"):
            waiting = [
                self.pool.submit(contextvars.copy_context().run, _part, copy, cost, *part)
                for copy, part in zip(copies, others, strict=True)
            ]
            try:
                total = _part(self.model, cost, *first)
            finally:  # an error in one part must not leave the others running
                errors = [future.exception() for future in waiting]
        for error in filter(None, errors):
            raise error
        for replica in copies:
            _add_gradients(self.model, replica)
        return total + sum(future.result() for future in waiting)

    def _in_step(self, replica):
        """Bring a copy to the weights and the mode of the model; forget its gradients."""
        ours = self.model.parameters()
        for name, theirs in replica.parameters().items():
            theirs.data, theirs.grad = ours[name].data, None
        return replica.train(self.model.training)


def _part(model, cost, x, y, share):
    part = cost(model(x), y) * share
    part.backward()
    return part.item()


def _add_gradients(model, replica):
    theirs = replica.parameters()
    for name, ours in model.parameters().items():
        d = theirs[name].grad
        if d is not None:
            ours.grad = d if ours.grad is None else ours.grad + d


def _shared_copy(model):
    """Return a copy of a model with random numbers of its own."""
    replica = copy.deepcopy(model)
    for ours, theirs in zip(_layers(model), _layers(replica), strict=True):
        for name, value in vars(ours).items():
            if isinstance(value, np.random.Generator):
                setattr(theirs, name, value.spawn(1)[0])
    return replica


def _layers(model):
    return [model, *(inner for child in model.children().values() for inner in _layers(child))]

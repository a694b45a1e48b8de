"""Checkpoints: all that a training run needs to go on as if it had never stopped.

Derived in lesson 8.2.
"""

import json

import numpy as np

from nnhelpers.layers import require_model
from nnhelpers.saving import (
    as_path,
    put_weights,
    read_arrays,
    require_same_shapes,
    weights_of,
    write_arrays,
)


class Checkpoint:
    """A file that holds a training run: weights, optimizer, random numbers, and how far it got.

    Parameters
    ----------
    path : of the .npz file. It is replaced as a whole: a kill while it is written leaves the one
        before.
    model : a Layer. Generators inside it, as of Dropout, are saved with it.
    optimizer : over the model's parameters; its schedule goes on from the number of its steps.
    rng : the Generator that draws the batches.
    """

    def __init__(self, path, model, optimizer, rng):
        require_model(model, "Checkpoint")
        self.path = as_path(path, "Checkpoint")
        self.model, self.optimizer, self.rng = model, optimizer, rng

    def save(self, progress, best=None):
        """Write the run as it stands.

        Parameters
        ----------
        progress : what else to know on resuming, such as the history: what JSON can hold.
        best : {name: array}, weights that may be put back later.
        """
        state = {
            "optimizer": type(self.optimizer).__name__,
            "n_steps": self.optimizer.n_steps,
            "generators": [g.bit_generator.state for g in self._generators()],
            "progress": progress,
        }
        arrays = _prefixed("model", weights_of(self.model)) | _prefixed("best", best or {})
        for i, kept in enumerate(self.optimizer.states):
            arrays |= _prefixed(f"optimizer.{i}", kept)
        arrays["state"] = np.array(json.dumps(state))
        write_arrays(self.path, arrays, "Checkpoint")

    def load(self):
        """Put the run back as it was saved; return (progress, best), or None without a file."""
        if not self.path.exists():
            return None
        arrays = read_arrays(self.path, "Checkpoint", "Checkpoint")
        state, weights = self._state(arrays), _part("model", arrays)
        require_same_shapes(weights_of(self.model), weights, self.path, "Checkpoint")
        self._require_same_run(state)
        put_weights(self.model, weights)
        self.optimizer.n_steps = state["n_steps"]
        for i in range(len(self.optimizer.states)):
            kept = _part(f"optimizer.{i}", arrays)
            self.optimizer.states[i] = {k: v if v.ndim else v.item() for k, v in kept.items()}
        for generator, kept in zip(self._generators(), state["generators"], strict=True):
            generator.bit_generator.state = kept
        return state["progress"], _part("best", arrays) or None

    def _state(self, arrays):
        try:
            return json.loads(str(arrays["state"]))
        except (KeyError, ValueError):
            raise ValueError(
                f"Checkpoint needs a file that it wrote itself: {self.path} holds something else, "
                "such as the weights alone. Choose another path."
            ) from None

    def _require_same_run(self, state):
        expected = type(self.optimizer).__name__, len(self._generators())
        got = state["optimizer"], len(state["generators"])
        if expected != got:
            raise ValueError(
                f"Checkpoint needs the same optimizer and model as in {self.path}: expected "
                f"{expected[0]} and {expected[1]} random generators, got {got[0]} and {got[1]}. "
                "Make them as they were made for the first run, or choose another path."
            )

    def _generators(self):
        """Return the generators of the batches and of the layers, each once."""
        layers, found = [self.model], [self.rng]
        for layer in layers:  # it grows on the way
            layers += layer.children().values()
            found += [g for g in vars(layer).values() if isinstance(g, np.random.Generator)]
        return list({id(generator): generator for generator in found}.values())


def _prefixed(prefix, arrays):
    return {f"{prefix}/{name}": array for name, array in arrays.items()}


def _part(prefix, arrays):
    """Return what `_prefixed` prefixed, under its own names."""
    start = f"{prefix}/"
    return {name[len(start) :]: a for name, a in arrays.items() if name.startswith(start)}

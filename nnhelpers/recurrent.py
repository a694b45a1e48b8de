"""Recurrent layers over sequences: RNN, LSTM and GRU; cells and formulas can be imported from here.

Derived in lesson 4.5.
"""

import numpy as np

from nnhelpers.arrays import require_count
from nnhelpers.autodiff import Tensor
from nnhelpers.cells import gru_gates, gru_step, lstm_gates, lstm_step, rnn_step
from nnhelpers.layers import Layer
from nnhelpers.positions import lengths_mask
from nnhelpers.sequences import gru, lstm, rnn

__all__ = [
    "GRU", "LSTM", "RNN", "gru", "gru_gates", "gru_step", "lengths_mask", "lstm", "lstm_gates",
    "lstm_step", "rnn", "rnn_step",
]  # fmt: skip


class RNN(Layer):
    """A simple recurrent layer: RNN(n_in, units); see `rnn`.

    Parameters
    ----------
    n_in : features of a step. units : size of the state.
    rng : a Generator or an integer seed; the weights start uniform within ±1/√units.
    dtype : of the parameters.

    The state is an array or Tensor, (batch, units), for LSTM (2, batch, units) with h and c. To
    train on pieces of a long sequence (truncated back-propagation), hand the state on, detached:
    `outputs, state = layer.run(piece, state)`, and after the step `state = state.detach()`.
    """

    n_gates, state_shape = 1, ()

    def __init__(self, n_in, units, *, rng=None, dtype=np.float32):
        who = type(self).__name__
        require_count(n_in, who, "n_in")
        require_count(units, who, "units")
        rng, width, bound = np.random.default_rng(rng), self.n_gates * units, units**-0.5
        draw = lambda rows: Tensor(rng.uniform(-bound, bound, (rows, width)).astype(dtype))  # noqa: E731
        self.weight_x, self.weight_h = draw(n_in), draw(units)
        self.bias = Tensor(np.zeros(width, dtype))

    @property
    def weights(self):
        """What the cells take: `rnn_step(x, h, *layer.weights)`; `lstm_gates` and others alike."""
        return self.weight_x, self.weight_h, self.bias

    def start(self, batch):
        """Return the state before the first step: zeros, (batch, units); for LSTM of h and c."""
        return np.zeros((*self.state_shape, batch, len(self.weight_h)), self.weight_h.dtype)

    def run(self, x, state=None, *, lengths=None):
        """Return (outputs, state) for sequences x, from a state on; None starts from zeros.

        Parameters
        ----------
        x : (batch, time, n_in). state : what `run` returned for the piece before.
        lengths : (batch,), the steps that count of each sequence; after them its state stays.

        Returns
        -------
        outputs : (batch, time, units), the state h after every step.
        state : after the last step, (batch, units); for LSTM (2, batch, units).
        """
        state = self.start(len(x)) if state is None else state
        mask = None
        if lengths is not None and x.ndim == 3:
            mask = lengths_mask(lengths, x.shape[1], type(self).__name__)
        return self.over_time(x, state, mask)

    def over_time(self, x, state, mask):
        """Return (outputs, state); this is where the kinds of layer differ."""
        states = rnn(x, state, *self.weights, mask=mask)
        return states, states[:, -1]

    def __call__(self, x, lengths=None):
        """Return the outputs alone, (batch, time, units), as Sequential needs them."""
        return self.run(x, lengths=lengths)[0]

    def __repr__(self):
        return f"{type(self).__name__}({len(self.weight_x)}, {len(self.weight_h)})"


class LSTM(RNN):
    """A layer of long short-term memory: LSTM(n_in, units); see `lstm` and, for the state, `RNN`.

    The bias of the forget gates starts at 1, so that a new cell remembers. Parameters as in `RNN`.
    Source: Jozefowicz, Zaremba, Sutskever (2015), "An empirical exploration of recurrent network
    architectures", for that bias.
    """

    n_gates, state_shape = 4, (2,)

    def __init__(self, n_in, units, *, rng=None, dtype=np.float32):
        super().__init__(n_in, units, rng=rng, dtype=dtype)
        self.bias.data[units : 2 * units] = 1

    def over_time(self, x, state, mask):
        """Return (outputs, state)."""
        if state.shape[:1] != (2,) or state.ndim != 3:
            raise ValueError(
                f"LSTM needs a state (2, batch, units), h and c: got shape {state.shape}. "
                "Pass on what `run` returned, or start from layer.start(batch)."
            )
        both = lstm(x, state[0], state[1], *self.weights, mask=mask)
        return both[0], both[:, :, -1]


class GRU(RNN):
    """A layer of gated recurrent units: GRU(n_in, units); see `gru`. Parameters as in `RNN`."""

    n_gates = 3

    def __init__(self, n_in, units, *, rng=None, dtype=np.float32):
        super().__init__(n_in, units, rng=rng, dtype=dtype)
        self.bias_x, self.bias_h = self.bias, Tensor(np.zeros(3 * units, dtype))
        del self.bias

    @property
    def weights(self):
        """What the cells take: `gru_step(x, h, *layer.weights)`."""
        return self.weight_x, self.weight_h, self.bias_x, self.bias_h

    def over_time(self, x, state, mask):
        """Return (outputs, state)."""
        states = gru(x, state, *self.weights, mask=mask)
        return states, states[:, -1]

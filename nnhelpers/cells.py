"""Recurrent cells, one step at a time: RNN, LSTM and GRU, with their gates to look at.

Each is written in plain operations, to be read and stepped through, on arrays or Tensors. Whole
sequences run faster through the formulas of `sequences`, which compute the same.
Derived in lesson 4.5.
"""

from nnhelpers.activations import sigmoid, tanh
from nnhelpers.layers import linear


def rnn_step(x, h, weight_x, weight_h, bias):
    """Return the next state of a simple recurrent cell: tanh(x·Wx + h·Wh + b).

    Parameters
    ----------
    x : (batch, n_in). h : (batch, units).
    weight_x : (n_in, units). weight_h : (units, units). bias : (units,).

    Source: Elman (1990), doi:10.1207/s15516709cog1402_1.
    """
    return tanh(linear(x, weight_x, bias) + h @ weight_h)


def lstm_gates(x, h, weight_x, weight_h, bias):
    """Return an LSTM's gates input i, forget f, candidate g and output o, each (batch, units).

    i, f, o = σ(…) lie between 0 and 1, the candidate g = tanh(…) between −1 and 1, each of its own
    part of x·Wx + h·Wh + b. Parameters as in `lstm_step`.
    """
    z = linear(x, weight_x, bias) + h @ weight_h
    i, f, g, o = (z[:, part] for part in gate_parts(z.shape[1], 4))
    return sigmoid(i), sigmoid(f), tanh(g), sigmoid(o)


def lstm_step(x, h, c, weight_x, weight_h, bias):
    """Return the next (h, c) of a long short-term memory cell: c ← f·c + i·g, h ← o·tanh(c).

    Parameters
    ----------
    x : (batch, n_in). h, c : (batch, units), the state and the cell's memory.
    weight_x : (n_in, 4·units). weight_h : (units, 4·units). bias : (4·units,). The parts for the
        gates i, f, g, o stand side by side.

    Source: Hochreiter and Schmidhuber (1997), doi:10.1162/neco.1997.9.8.1735, with the forget gate
    of Gers, Schmidhuber, Cummins (2000), doi:10.1162/089976600300015015.
    """
    i, f, g, o = lstm_gates(x, h, weight_x, weight_h, bias)
    c = f * c + i * g
    return o * tanh(c), c


def gru_gates(x, h, weight_x, weight_h, bias_x, bias_h):
    """Return a GRU's gates reset r and update z and its candidate n, each (batch, units).

    r, z = σ(…) lie between 0 and 1, n = tanh(x·Wx + r·(h·Wh + b)) between −1 and 1.
    Parameters as in `gru_step`.
    """
    from_x, from_h = linear(x, weight_x, bias_x), linear(h, weight_h, bias_h)
    r, z, n = gate_parts(from_x.shape[1], 3)
    reset = sigmoid(from_x[:, r] + from_h[:, r])
    update = sigmoid(from_x[:, z] + from_h[:, z])
    return reset, update, tanh(from_x[:, n] + reset * from_h[:, n])


def gru_step(x, h, weight_x, weight_h, bias_x, bias_h):
    """Return the next state of a gated recurrent unit: h ← z·h + (1 − z)·n.

    Parameters
    ----------
    x : (batch, n_in). h : (batch, units).
    weight_x : (n_in, 3·units). weight_h : (units, 3·units). bias_x, bias_h : (3·units,). The parts
        for r, z, n stand side by side.

    Source: Cho et al., arXiv:1406.1078, in PyTorch's form: r multiplies after the product with Wh.
    """
    _, update, candidate = gru_gates(x, h, weight_x, weight_h, bias_x, bias_h)
    return update * h + (1 - update) * candidate


def gate_parts(width, n_gates):
    """Return the slice of each of n_gates that stand side by side in `width` columns."""
    units = width // n_gates
    return [slice(k * units, (k + 1) * units) for k in range(n_gates)]

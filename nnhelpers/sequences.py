"""Recurrent networks over whole sequences, with back-propagation through time as their backward.

Each formula computes what its cell in `cells` computes step by step. Sequences are (batch, time,
features); inside, time comes first, so that a step is one block of memory, and all that does not
wait for the step before it is done for all steps in one matrix product. Derived in lesson 4.5.
"""

import numpy as np

from nnhelpers.autodiff import differentiable
from nnhelpers.cells import gate_parts


@differentiable
def rnn(x, h, weight_x, weight_h, bias, *, mask=None):
    """Run a simple recurrent network over sequences; return its state after every step.

    Parameters
    ----------
    x : (batch, time, n_in). h : (batch, units), where it starts. The weights are as in `rnn_step`.
    mask : (batch, time) of bool, False where a sequence has ended: there the state stays as it was.

    Returns
    -------
    (batch, time, units)
    """
    ended = _prepare("rnn", x, [h], weight_x, weight_h, mask, n_gates=1)
    x, z = _all_inputs(x, weight_x, bias)
    states = _room(h, len(x), z.dtype)
    for t in range(len(x)):
        z[t] += states[t] @ weight_h
        np.tanh(z[t], out=states[t + 1])
        _hold(ended, t, states[t + 1], states[t])

    def backward(d_y):
        d_z, d_h, slopes = np.empty_like(z), 0, 1 - states[1:] ** 2
        to_h = np.ascontiguousarray(weight_h.T)  # small products are slow on a transposed view
        for t in reversed(range(len(x))):
            d_h = d_h + d_y[:, t]
            np.multiply(d_h, slopes[t], out=d_z[t])
            _hold(ended, t, d_z[t], 0)
            d_h = _hold(ended, t, d_z[t] @ to_h, d_h)
        d_x, d_weight_x, d_bias = _inputs_backward(x, weight_x, d_z)
        return d_x, d_h, d_weight_x, lambda: _product(states[:-1], d_z), d_bias

    return states[1:].swapaxes(0, 1), backward


@differentiable
def lstm(x, h, c, weight_x, weight_h, bias, *, mask=None):
    """Run an LSTM over sequences; return its states h and memories c after every step.

    Parameters
    ----------
    x : (batch, time, n_in). h, c : (batch, units), where it starts. The weights are as in
        `lstm_step`, the mask as in `rnn`.

    Returns
    -------
    (2, batch, time, units): all h, then all c.
    """
    ended = _prepare("lstm", x, [h, c], weight_x, weight_h, mask, n_gates=4)
    x, gates = _all_inputs(x, weight_x, bias)
    i, f, g, o = gate_parts(gates.shape[2], 4)
    states, memories = both = np.empty((2, len(x) + 1, *h.shape), gates.dtype)
    states[0], memories[0] = h, c
    squashed, scale = np.empty_like(states[1:]), _scale(gates, g)
    for t in range(len(x)):
        a = gates[t]
        a += states[t] @ weight_h
        _squash(a, scale)
        np.multiply(a[:, f], memories[t], out=memories[t + 1])
        memories[t + 1] += a[:, i] * a[:, g]
        np.tanh(memories[t + 1], out=squashed[t])
        np.multiply(a[:, o], squashed[t], out=states[t + 1])
        _hold(ended, t, both[:, t + 1], both[:, t])

    def backward(d_y):
        d_z, slope = np.empty_like(gates), np.empty_like(gates[0])
        d_h, d_c, to_h = 0, 0, np.ascontiguousarray(weight_h.T)
        for t in reversed(range(len(x))):
            d_h, d_c = d_h + d_y[0, :, t], d_c + d_y[1, :, t]
            a, d, s = gates[t], d_z[t], squashed[t]
            d_memory = d_h * a[:, o]
            d_memory *= 1 - s * s
            d_memory += d_c
            np.multiply(d_memory, a[:, g], out=d[:, i])
            np.multiply(d_memory, memories[t], out=d[:, f])
            np.multiply(d_memory, a[:, i], out=d[:, g])
            np.multiply(d_h, s, out=d[:, o])
            np.subtract(1, a, out=slope)
            slope *= a
            slope[:, g] = 1 - a[:, g] ** 2
            d *= slope
            _hold(ended, t, d, 0)
            d_h = _hold(ended, t, d @ to_h, d_h)
            d_c = _hold(ended, t, d_memory * a[:, f], d_c)
        d_x, d_weight_x, d_bias = _inputs_backward(x, weight_x, d_z)
        return d_x, d_h, d_c, d_weight_x, lambda: _product(states[:-1], d_z), d_bias

    return both[:, 1:].swapaxes(1, 2), backward


@differentiable
def gru(x, h, weight_x, weight_h, bias_x, bias_h, *, mask=None):
    """Run a GRU over sequences; return its state after every step, (batch, time, units).

    Parameters
    ----------
    x : (batch, time, n_in). h : (batch, units), where it starts. The weights are as in `gru_step`,
        the mask as in `rnn`.
    """
    ended = _prepare("gru", x, [h], weight_x, weight_h, mask, n_gates=3)
    x, gates = _all_inputs(x, weight_x, bias_x)
    r, z, n = gate_parts(gates.shape[2], 3)
    rz = slice(r.start, z.stop)
    states, from_h = _room(h, len(x), gates.dtype), np.empty_like(gates[..., n])
    for t in range(len(x)):
        a, old = gates[t], states[t]
        b = old @ weight_h + bias_h
        a[:, rz] += b[:, rz]
        _squash(a[:, rz], 0.5)
        a[:, n] = np.tanh(a[:, n] + a[:, r] * b[:, n])
        from_h[t] = b[:, n]
        states[t + 1] = a[:, n] + a[:, z] * (old - a[:, n])
        _hold(ended, t, states[t + 1], old)

    def backward(d_y):
        d_x_parts, d_h_parts = np.empty_like(gates), np.empty_like(gates)
        d_h, to_h = 0, np.ascontiguousarray(weight_h.T)
        slopes = gates * (1 - gates)
        slopes[..., n] = 1 - gates[..., n] ** 2
        for t in reversed(range(len(x))):
            a, d, d_h = gates[t], d_x_parts[t], d_h + d_y[:, t]
            d[:, n] = d_h * (1 - a[:, z]) * slopes[t][:, n]
            d[:, z] = d_h * (states[t] - a[:, n]) * slopes[t][:, z]
            d[:, r] = d[:, n] * from_h[t] * slopes[t][:, r]
            _hold(ended, t, d, 0)
            d_h_parts[t] = d
            d_h_parts[t][:, n] *= a[:, r]
            d_h = _hold(ended, t, d_h_parts[t] @ to_h + d_h * a[:, z], d_h)
        d_x, d_weight_x, d_bias_x = _inputs_backward(x, weight_x, d_x_parts)
        d_weight_h = lambda: _product(states[:-1], d_h_parts)  # noqa: E731
        return d_x, d_h, d_weight_x, d_weight_h, d_bias_x, d_h_parts.sum(axis=(0, 1))

    return states[1:].swapaxes(0, 1), backward


def _squash(a, scale):
    """Turn weighted sums into gates, in place: σ where scale is 1/2, tanh where it is 1.

    σ(z) = tanh(z/2)/2 + 1/2, so that one call of tanh does all gates.
    """
    a *= scale
    np.tanh(a, out=a)
    a *= scale
    a += 1 - scale


def _scale(gates, candidate):
    """Return 1/2 for each column of the gates, and 1 for those of the candidate; see `_squash`."""
    scale = np.full(gates.shape[2], 0.5, gates.dtype)
    scale[candidate] = 1
    return scale


def _hold(ended, t, new, old):
    """Put the old numbers back where a sequence has ended; return the new ones."""
    if ended is not None:
        np.copyto(new, old, where=ended[t])
    return new


def _room(start, steps, dtype):
    """Return an array for the states after 0, 1, … steps, with the first filled in."""
    states = np.empty((steps + 1, *start.shape), dtype)
    states[0] = start
    return states


def _all_inputs(x, weight_x, bias):
    """Return x and x·Wx + b, both (time, batch, …)."""
    x = np.ascontiguousarray(x.swapaxes(0, 1))
    z = x.reshape(-1, x.shape[2]) @ weight_x
    z += bias
    return x, z.reshape(*x.shape[:2], -1)


def _inputs_backward(x, weight_x, d_z):
    """Return the gradients of x, Wx and b in x·Wx + b."""
    rows = d_z.reshape(-1, d_z.shape[2])
    d_x = lambda: (rows @ weight_x.T).reshape(x.shape).swapaxes(0, 1)  # noqa: E731
    return d_x, lambda: _product(x, d_z), lambda: rows.sum(axis=0)


def _product(x, d_z):
    """Return Σ xᵀ·d_z over all steps, one matrix product."""
    return x.reshape(-1, x.shape[2]).T @ d_z.reshape(-1, d_z.shape[2])


def _prepare(who, x, starts, weight_x, weight_h, mask, n_gates):
    """Check the shapes; return where sequences have ended, (time, batch, 1), or None."""
    n_in, units = len(weight_x), len(weight_h)
    if x.ndim != 3 or x.shape[2] != n_in or x.size == 0:
        raise ValueError(
            f"{who} needs sequences (batch, time, {n_in}): got x of shape {x.shape}. "
            "One number a step takes x[..., None]; one sequence takes x[None]."
        )
    if weight_x.shape[1] != n_gates * units or weight_h.shape != (units, n_gates * units):
        raise ValueError(
            f"{who} needs weight_x (n_in, {n_gates}·units) and weight_h (units, {n_gates}·units): "
            f"got {weight_x.shape} and {weight_h.shape}."
        )
    for start in starts:
        if start.shape != (len(x), units):
            raise ValueError(
                f"{who} needs a state to start from of shape (batch, units): expected "
                f"{(len(x), units)}, got {start.shape}. Zeros are the usual start."
            )
    return None if mask is None else ~_checked_mask(who, mask, x).T[..., None]


def _checked_mask(who, mask, x):
    mask = np.asarray(mask)
    if mask.dtype != bool or mask.shape != x.shape[:2]:
        raise ValueError(
            f"{who} needs a mask (batch, time) of bool: expected shape {x.shape[:2]}, got "
            f"{mask.dtype} of shape {mask.shape}. From lengths: np.arange(time) < lengths[:, None]."
        )
    return mask

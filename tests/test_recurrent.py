"""Recurrent networks: sequences against stepped cells, masks, pieces of a sequence, bad input."""

import numpy as np
import pytest
from spoiling import spoiled

from nnhelpers.autodiff import Tensor
from nnhelpers.costs import cross_entropy
from nnhelpers.gradients import check_gradient
from nnhelpers.layers import Linear, Sequential
from nnhelpers.recurrent import (
    GRU,
    LSTM,
    RNN,
    gru,
    gru_gates,
    gru_step,
    lengths_mask,
    lstm,
    lstm_gates,
    lstm_step,
    rnn,
    rnn_step,
)

N, TIME, N_IN, UNITS = 3, 5, 2, 4
RNG = np.random.default_rng(0)
X, H, C = (RNG.normal(size=shape) for shape in ((N, TIME, N_IN), (N, UNITS), (N, UNITS)))
MASK = lengths_mask([5, 2, 3], TIME)


def weights(n_gates, n_biases=1):
    width = n_gates * UNITS
    shapes = [(N_IN, width), (UNITS, width), *[(width,)] * n_biases]
    return [RNG.normal(size=shape) for shape in shapes]


# formula: (its inputs, its cell)
FORMULAS = {
    rnn: ((X, H, *weights(1)), rnn_step),
    lstm: ((X, H, C, *weights(4)), lstm_step),
    gru: ((X, H, *weights(3, 2)), gru_step),
}
every_formula = pytest.mark.parametrize("formula", FORMULAS, ids=lambda f: f.__name__)
every_layer = pytest.mark.parametrize("kind", [RNN, LSTM, GRU])


@every_formula
@pytest.mark.parametrize("mask", [None, MASK], ids=["whole", "ragged"])
def test_gradients(formula, mask):
    check_gradient(formula, *FORMULAS[formula][0], mask=mask)


@every_formula
def test_a_gradient_off_by_a_thousandth_is_caught(formula):
    inputs = FORMULAS[formula][0]
    for which in range(len(inputs)):
        with pytest.raises(AssertionError, match=f"Input {which}"):
            check_gradient(spoiled(formula, which), *inputs)


@every_formula
def test_a_sequence_equals_its_cell_stepped(formula):
    inputs, cell = FORMULAS[formula]
    n_states = 2 if formula is lstm else 1
    states, rest = inputs[1 : 1 + n_states], inputs[1 + n_states :]
    y = formula(*inputs).reshape(n_states, N, TIME, UNITS)
    for t in range(TIME):
        new = cell(X[:, t], *states, *rest)
        states = new if n_states == 2 else (new,)
        np.testing.assert_allclose(y[:, :, t], np.stack(states), atol=1e-13)


@every_formula
def test_gradients_equal_those_of_the_cell_stepped(formula):
    inputs, cell = FORMULAS[formula]
    n_states = 2 if formula is lstm else 1
    whole, stepped = ([Tensor(a) for a in inputs] for _ in range(2))
    formula(*whole).sum().backward()
    states, total = stepped[1 : 1 + n_states], 0
    for t in range(TIME):
        new = cell(stepped[0][:, t], *states, *stepped[1 + n_states :])
        states = new if n_states == 2 else (new,)
        total = total + sum(state.sum() for state in states)
    total.backward()
    for a, b in zip(whole, stepped, strict=True):
        np.testing.assert_allclose(a.grad, b.grad, atol=1e-11)


@every_formula
def test_padding_changes_nothing(formula):
    inputs = FORMULAS[formula][0]
    other = np.where(MASK[..., None], X, 1e3)
    ragged = formula(*inputs, mask=MASK)
    np.testing.assert_array_equal(formula(other, *inputs[1:], mask=MASK), ragged)
    alone = formula(X[1:2, :2], *(a[1:2] if a.shape[0] == N else a for a in inputs[1:]))
    np.testing.assert_allclose(ragged[..., 1, 1, :], alone[..., 0, -1, :], atol=1e-13)
    np.testing.assert_array_equal(ragged[..., 1, -1, :], ragged[..., 1, 1, :])


@every_formula
def test_the_future_does_not_change_the_past(formula):
    inputs, later = FORMULAS[formula][0], X.copy()
    later[:, 3:] += 1
    before, after = formula(*inputs), formula(later, *inputs[1:])
    np.testing.assert_array_equal(before[..., :3, :], after[..., :3, :])
    assert (before[..., 3:, :] != after[..., 3:, :]).all()


def test_gates_lie_where_they_should():
    i, f, g, o = lstm_gates(X[:, 0], H, *FORMULAS[lstm][0][3:])
    r, z, n = gru_gates(X[:, 0], H, *FORMULAS[gru][0][2:])
    for gate in (i, f, o, r, z):
        assert ((gate > 0) & (gate < 1)).all()
    assert min(g.min(), n.min()) < 0
    assert np.abs([g, n]).max() < 1
    np.testing.assert_allclose(gru_step(X[:, 0], H, *FORMULAS[gru][0][2:]), z * H + (1 - z) * n)


@every_layer
def test_pieces_with_the_state_handed_on_equal_the_whole(kind):
    layer = kind(N_IN, UNITS, rng=0, dtype=np.float64)
    whole, last = layer.run(X)
    first, state = layer.run(X[:, :2])
    second, state = layer.run(X[:, 2:], state)
    np.testing.assert_allclose(whole.data[:, :2], first.data)
    np.testing.assert_allclose(whole.data[:, 2:], second.data, atol=1e-13)
    np.testing.assert_allclose(state.data, last.data, atol=1e-13)
    np.testing.assert_array_equal(layer(X).data, whole.data)


@every_layer
def test_a_detached_state_truncates_back_propagation(kind):
    layer, x = kind(N_IN, UNITS, rng=0, dtype=np.float64), Tensor(X)
    _, state = layer.run(x[:, :2])
    layer.run(x[:, 2:], state.detach())[0].sum().backward()
    assert not x.grad[:, :2].any()
    assert x.grad[:, 2:].all()
    _, state = layer.run(y := Tensor(X[:, :2]))
    layer.run(X[:, 2:], state)[0].sum().backward()
    assert y.grad.all()


@every_layer
def test_float32_stays_float32(kind):
    layer = kind(N_IN, UNITS, rng=0)
    x = Tensor(X.astype(np.float32))
    y, state = layer.run(x, lengths=[5, 2, 3])
    y.sum().backward()
    grads = [p.grad for p in layer.parameters().values()]
    assert {a.dtype for a in (y, state, x.grad, *grads)} == {np.dtype("f4")}


@every_layer
def test_layers_train_and_say_what_they_are(kind):
    layer = kind(N_IN, UNITS, rng=0)
    n_biases = 2 if kind is GRU else 1
    assert layer.n_parameters() == kind.n_gates * UNITS * (N_IN + UNITS + n_biases)
    assert repr(layer) == f"{kind.__name__}(2, 4)"
    model = Sequential(layer, Linear(UNITS, 2, rng=1))
    targets = (X[..., 0] > 0).astype(int)
    start = float(cross_entropy(model(X), targets))
    for _ in range(30):
        cost = cross_entropy(model(X), targets)
        for p in model.parameters().values():
            p.zero_grad()
        cost.backward()
        for p in model.parameters().values():
            p.data -= 0.5 * p.grad
    assert float(cost) < 0.8 * start


def test_the_forget_gate_starts_open():
    assert LSTM(2, 3).bias.data.tolist() == [0] * 3 + [1] * 3 + [0] * 6


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: RNN(3, 4).run(X), r"rnn needs sequences \(batch, time, 3\): got x of shape"),
        (lambda: LSTM(2, 4)(X[0]), r"one sequence takes x\[None\]"),
        (lambda: GRU(2, 4)(X[:, :0]), "gru needs sequences"),
        (lambda: GRU(2, 4).run(X, H[:, :2]), r"expected \(3, 4\), got \(3, 2\)"),
        (lambda: LSTM(2, 4).run(X, H), r"state \(2, batch, units\), h and c: got shape \(3, 4\)"),
        (lambda: RNN(2, 4)(X, lengths=[6, 1, 1]), "RNN needs lengths from 0 to 5.*1 to 6"),
        (lambda: RNN(2, 4)(X, lengths=[1.5, 1, 1]), "one whole number a sequence"),
        (lambda: RNN(2, 4)(X, lengths=[1, 1]), r"expected shape \(3, 5\), got bool of shape"),
        (lambda: rnn(*FORMULAS[rnn][0], mask=MASK * 1), "got int64 of shape"),
        (lambda: gru(X, H, *weights(4, 2)), r"weight_x \(n_in, 3·units\)"),
        (lambda: RNN(2, 0), "RNN needs a whole number of at least 1 for units: got 0"),
    ],
)
def test_bad_input_is_told_what_to_do(call, words):
    with pytest.raises(ValueError, match=words):
        call()

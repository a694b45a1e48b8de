"""The same numbers as PyTorch: the same weights and batches, 100 steps, in float64 and float32."""

import numpy as np
import pytest

from nnhelpers import Tensor, activations, costs, optimizers
from nnhelpers.layers import mlp
from nnhelpers.optimizers import clip_gradients
from nnhelpers.training import minibatches

torch = pytest.importorskip(
    "torch", reason="needs PyTorch: install the extra 'frameworks' to compare with it"
)
F = torch.nn.functional

SIZES = (5, 8, 3)
RNG = np.random.default_rng(0)
X, CLASSES = RNG.normal(size=(64, 5)), RNG.integers(0, 3, 64)
NUMBERS, BINARY = RNG.normal(size=(64, 3)), RNG.integers(0, 2, (64, 3)).astype(float)


def twin(model, activation=torch.nn.Tanh):
    """Return the same network with the same weights in PyTorch."""
    parts = []
    for i in range(len(SIZES) - 1):
        layer = torch.nn.Linear(SIZES[i], SIZES[i + 1])
        ours = model.steps[2 * i]
        dtype = torch.float64 if ours.weight.dtype == np.float64 else torch.float32
        layer.weight.data = torch.tensor(ours.weight.data.T.copy(), dtype=dtype)
        layer.bias.data = torch.tensor(ours.bias.data.copy(), dtype=dtype)
        parts += [layer, activation()]
    return torch.nn.Sequential(*parts[:-1])


OPTIMIZERS = {
    "SGD": (
        lambda p: optimizers.SGD(p, 0.1),
        lambda p: torch.optim.SGD(p, lr=0.1),
    ),
    "Momentum": (
        lambda p: optimizers.Momentum(p, 0.05, momentum=0.9),
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    ),
    "Nesterov": (
        lambda p: optimizers.Nesterov(p, 0.05, momentum=0.9),
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    ),
    "RMSProp": (
        lambda p: optimizers.RMSProp(p, 0.003),
        lambda p: torch.optim.RMSprop(p, lr=0.003, alpha=0.99, eps=1e-8),
    ),
    "Adam": (
        lambda p: optimizers.Adam(p, 0.01),
        lambda p: torch.optim.Adam(p, lr=0.01),
    ),
    "AdamW": (
        lambda p: optimizers.AdamW(p, 0.01, weight_decay=0.1),
        lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1),
    ),
}
COSTS = {
    "mean_squared_error": (costs.mean_squared_error, F.mse_loss, NUMBERS),
    "huber": (
        lambda p, t: costs.huber(p, t, delta=0.5),
        lambda p, t: F.huber_loss(p, t, delta=0.5),
        NUMBERS,
    ),
    "binary_cross_entropy": (
        lambda z, t: costs.binary_cross_entropy(activations.sigmoid(z), t),
        lambda z, t: F.binary_cross_entropy(torch.sigmoid(z), t),
        BINARY,
    ),
    "binary_cross_entropy_from_logits": (
        costs.binary_cross_entropy_from_logits,
        F.binary_cross_entropy_with_logits,
        BINARY,
    ),
    "cross_entropy": (costs.cross_entropy, F.cross_entropy, CLASSES),
    "cross_entropy_from_probabilities": (
        lambda z, t: costs.cross_entropy_from_probabilities(activations.softmax(z), t),
        lambda z, t: F.nll_loss(torch.log(torch.softmax(z, dim=1)), t),
        CLASSES,
    ),
}


def costs_over_100_steps(optimizer, cost, max_norm=None):
    ours_cost, their_cost, targets = COSTS[cost]
    make_ours, make_theirs = OPTIMIZERS[optimizer]
    model = mlp(*SIZES, activation=activations.tanh, rng=1, dtype=np.float64)
    their_model = twin(model)
    ours = make_ours(model.parameters())
    theirs = make_theirs(their_model.parameters())
    rng, costs_of = np.random.default_rng(2), []
    while len(costs_of) < 100:
        for x, y in minibatches(X, targets, 16, rng):
            ours.zero_grad()
            c = ours_cost(model(x), y)
            c.backward()
            theirs.zero_grad()
            d = their_cost(their_model(torch.tensor(x)), torch.tensor(y))
            d.backward()
            if max_norm is not None:
                clip_gradients(model.parameters(), max_norm)
                torch.nn.utils.clip_grad_norm_(their_model.parameters(), max_norm)
            ours.step()
            theirs.step()
            costs_of.append((c.item(), d.item()))
    return np.array(costs_of).T


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer(optimizer):
    ours, theirs = costs_over_100_steps(optimizer, "cross_entropy")
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)
    assert ours[-4:].mean() < 0.97 * ours[:4].mean()


@pytest.mark.parametrize("cost", COSTS)
def test_every_cost(cost):
    ours, theirs = costs_over_100_steps("Momentum", cost)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)
    assert ours[-4:].mean() < ours[:4].mean()


def test_clipping():
    ours, theirs = costs_over_100_steps("SGD", "cross_entropy", max_norm=0.05)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


THEIR_ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "gelu": lambda z: F.gelu(z, approximate="tanh"),
    "erf_gelu": F.gelu,
    "silu": F.silu,
    "softplus": F.softplus,
    "softmax": lambda z: torch.softmax(z, dim=-1),
    "log_softmax": lambda z: torch.log_softmax(z, dim=-1),
}


def test_every_activation_is_compared():
    named = {*activations.ACTIVATIONS, "erf_gelu", "log_softmax"}
    assert named == {*THEIR_ACTIVATIONS, "step"}


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-5)])
@pytest.mark.parametrize("name", THEIR_ACTIVATIONS)
def test_every_activation_and_its_gradient(name, dtype, tolerance):
    if name == "softplus" and dtype == np.float64:
        tolerance = 1e-8  # PyTorch takes z itself for log(1 + exp z) above 20
    if name == "erf_gelu":
        tolerance = 3e-6  # NumPy has no erf: ours is right to 1.5e-7, here times z and the gradient
    z = np.concatenate([np.linspace(-30, 30, 119), [1e-3, -1e-3]]).reshape(11, 11).astype(dtype)
    d = RNG.normal(size=z.shape).astype(dtype)
    ours, theirs = Tensor(z), torch.tensor(z, requires_grad=True)
    y = getattr(activations, name)(ours)
    y.backward(d)
    their_y = THEIR_ACTIVATIONS[name](theirs)
    their_y.backward(torch.tensor(d))
    settings = {"rtol": tolerance, "atol": tolerance}
    np.testing.assert_allclose(y.data, their_y.detach().numpy(), **settings)
    np.testing.assert_allclose(ours.grad, theirs.grad.numpy(), **settings)


@pytest.mark.parametrize(
    ("activation", "theirs"),
    [(activations.relu, torch.nn.ReLU), (activations.sigmoid, torch.nn.Sigmoid)],
)
def test_a_float32_pass(activation, theirs):
    model = mlp(*SIZES, activation=activation, rng=1)
    x = X.astype(np.float32)
    outputs = model(x)
    assert outputs.dtype == np.float32
    their_outputs = twin(model, theirs)(torch.tensor(x))
    np.testing.assert_allclose(outputs.data, their_outputs.detach().numpy(), rtol=0, atol=1e-5)

"""The same weights and inputs in PyTorch give the same outputs and gradients, in float64."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: uv sync --extra frameworks")

from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from nnhelpers import activations, convolution, normalization, recurrent  # noqa: E402
from nnhelpers.attention import Attention, causal_mask, padding_mask  # noqa: E402
from nnhelpers.autodiff import Tensor  # noqa: E402
from nnhelpers.embedding import Embedding  # noqa: E402
from nnhelpers.transformers import Block  # noqa: E402

RNG = np.random.default_rng(0)


def theirs_of(a):
    return torch.tensor(a, dtype=torch.float64, requires_grad=True)


def set_weights(theirs, arrays):
    """Put {PyTorch's name: array} into a PyTorch module, all of it."""
    state = {name: torch.tensor(a) for name, a in arrays.items()}
    theirs.double().load_state_dict(state, strict=False)
    assert set(dict(theirs.named_parameters())) == set(arrays)
    return theirs


def randomize(layer):
    """Give each parameter that is learned random numbers: zeros and ones would hide mistakes."""
    for p in layer.parameters().values():
        p.data[...] = RNG.normal(0, 0.5, p.shape)
    return layer


def assert_same(ours, theirs, pairs):
    """Compare outputs, then run back from a fixed mix of them and compare the gradients.

    pairs : (our Tensor, their tensor, how to turn their gradient to our layout).
    """
    np.testing.assert_allclose(ours.data, theirs.detach().numpy(), atol=1e-10)
    mix = np.random.default_rng(1).normal(size=ours.shape)
    ours.backward(mix)
    theirs.backward(torch.tensor(mix))
    for mine, yours, turn in pairs:
        np.testing.assert_allclose(mine.grad, turn(yours.grad.numpy()), atol=1e-9)


def same(a):
    return a


@pytest.mark.parametrize(("stride", "padding", "dilation"), [(1, 0, 1), (2, 1, 1), (3, 2, 2)])
def test_conv2d(stride, padding, dilation):
    places = {"stride": stride, "padding": padding, "dilation": dilation}
    ours = convolution.Conv2d(3, 4, 3, **places, rng=0, dtype=np.float64)
    theirs = nn.Conv2d(3, 4, 3, **places)
    set_weights(theirs, {"weight": ours.weight.data, "bias": ours.bias.data})
    x = RNG.normal(size=(2, 3, 8, 7))
    a, b = Tensor(x), theirs_of(x)
    pairs = (a, b, same), (ours.weight, theirs.weight, same), (ours.bias, theirs.bias, same)
    assert_same(ours(a), theirs(b), pairs)


def test_conv1d():
    geometry = {"stride": 2, "padding": 1, "dilation": 2}
    ours = convolution.Conv1d(3, 4, 3, **geometry, rng=0, dtype=np.float64)
    theirs = nn.Conv1d(3, 4, 3, **geometry)
    set_weights(theirs, {"weight": ours.weight.data, "bias": ours.bias.data})
    x = RNG.normal(size=(2, 3, 8))
    a, b = Tensor(x), theirs_of(x)
    assert_same(ours(a), theirs(b), [(a, b, same), (ours.weight, theirs.weight, same)])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (convolution.max_pool2d, lambda x: F.max_pool2d(x, 2)),
        (convolution.average_pool2d, lambda x: F.avg_pool2d(x, 2)),
        (lambda x: convolution.max_pool2d(x, size=3, stride=2), lambda x: F.max_pool2d(x, 3, 2)),
        (
            lambda x: convolution.average_pool2d(x, size=3, stride=1),
            lambda x: F.avg_pool2d(x, 3, 1),
        ),
        (activations.gelu, lambda x: F.gelu(x, approximate="tanh")),
    ],
)
def test_functions(ours, theirs):
    x = RNG.integers(-3, 4, size=(2, 3, 5, 6)).astype(float)  # with equal pixels
    a, b = Tensor(x), theirs_of(x)
    assert_same(ours(a), theirs(b), [(a, b, same)])


@pytest.mark.parametrize("name", ["LayerNorm", "RMSNorm"])
def test_row_norms(name):
    ours = randomize(getattr(normalization, name)(6, epsilon=1e-3, dtype=np.float64))
    theirs = getattr(nn, name)(6, eps=1e-3)
    set_weights(theirs, {n: p.data for n, p in ours.parameters().items()})
    x = RNG.normal(1, 3, size=(2, 5, 6))
    a, b = Tensor(x), theirs_of(x)
    pairs = [(p, getattr(theirs, n), same) for n, p in ours.parameters().items()]
    assert_same(ours(a), theirs(b), [(a, b, same), *pairs])


@pytest.mark.parametrize("shape", [(8, 3), (4, 3, 5, 2)])
def test_batch_norm_in_both_modes(shape):
    ours = normalization.BatchNorm(3, dtype=np.float64)
    theirs = (nn.BatchNorm1d if len(shape) == 2 else nn.BatchNorm2d)(3)
    weight, bias = RNG.normal(size=(2, 3))
    ours.weight.data[:], ours.bias.data[:] = weight, bias
    set_weights(theirs, {"weight": weight, "bias": bias})
    for training in (True, True, False):
        x = RNG.normal(2, 3, size=shape)
        a, b = Tensor(x), theirs_of(x)
        for p, q in ((ours.weight, theirs.weight), (ours.bias, theirs.bias)):
            p.grad = q.grad = None
        pairs = (a, b, same), (ours.weight, theirs.weight, same), (ours.bias, theirs.bias, same)
        assert_same(ours.train(training)(a), theirs.train(training)(b), pairs)
        for mine, yours in ((ours.mean, theirs.running_mean), (ours.variance, theirs.running_var)):
            np.testing.assert_allclose(mine.data, yours.numpy(), rtol=1e-12)


def recurrent_pair(name):
    ours = randomize(getattr(recurrent, name)(3, 4, rng=0, dtype=np.float64))
    weight_x, weight_h, bias, *bias_h = (p.data for p in ours.weights)
    theirs = getattr(nn, name)(3, 4, batch_first=True)
    arrays = {"weight_ih_l0": weight_x.T, "weight_hh_l0": weight_h.T, "bias_ih_l0": bias}
    arrays["bias_hh_l0"] = bias_h[0] if bias_h else np.zeros_like(bias)
    return ours, set_weights(theirs, arrays)


@pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU"])
def test_recurrent_layers(name):
    ours, theirs = recurrent_pair(name)
    x, start = RNG.normal(size=(2, 6, 3)), RNG.normal(size=ours.start(2).shape)
    (a, h), (b, g) = ((make(x), make(start)) for make in (Tensor, theirs_of))
    outputs, state = ours.run(a, h)
    their_outputs, last = theirs(b, (g[0][None], g[1][None]) if name == "LSTM" else g[None])
    last = torch.cat(last) if name == "LSTM" else last[0]
    np.testing.assert_allclose(state.data, last.detach().numpy(), atol=1e-12)
    pairs = [(a, b, same), (h, g, same), (ours.weights[2], theirs.bias_ih_l0, same)]
    pairs += [(ours.weight_x, theirs.weight_ih_l0, np.transpose)]
    pairs += [(ours.weight_h, theirs.weight_hh_l0, np.transpose)]
    if name == "GRU":
        pairs += [(ours.bias_h, theirs.bias_hh_l0, same)]
    assert_same(outputs, their_outputs, pairs)


@pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU"])
def test_recurrent_layers_on_ragged_batches(name):
    ours, theirs = recurrent_pair(name)
    x, lengths = RNG.normal(size=(3, 5, 3)), np.array([5, 2, 3])
    packed = nn.utils.rnn.pack_padded_sequence(
        torch.tensor(x), torch.tensor(lengths), batch_first=True, enforce_sorted=False
    )
    _, last = theirs(packed)
    last = torch.cat(last) if name == "LSTM" else last[0]
    _, state = ours.run(x, lengths=lengths)
    np.testing.assert_allclose(state.data, last.detach().numpy(), atol=1e-12)


def attention_arrays(layer, prefix=""):
    """Return the weights of an Attention under PyTorch's names: q, k and v in one matrix."""
    parts = layer.query, layer.key, layer.value
    return {
        f"{prefix}in_proj_weight": np.concatenate([p.weight.data.T for p in parts]),
        f"{prefix}in_proj_bias": np.concatenate([p.bias.data for p in parts]),
        f"{prefix}out_proj.weight": layer.output.weight.data.T,
        f"{prefix}out_proj.bias": layer.output.bias.data,
    }


@pytest.mark.parametrize("masked", ["nothing", "future", "padding"])
def test_multihead_attention(masked):
    ours = randomize(Attention(8, 4, rng=0, dtype=np.float64))
    theirs = set_weights(nn.MultiheadAttention(8, 4, batch_first=True), attention_arrays(ours))
    x, masks = RNG.normal(size=(2, 5, 8)), {"nothing": (None, {})}
    masks["future"] = causal_mask(5), {"attn_mask": torch.tensor(~causal_mask(5))}
    padding = padding_mask([5, 3], 5)
    masks["padding"] = padding, {"key_padding_mask": torch.tensor(~padding[:, 0, 0])}
    mine, yours = masks[masked]
    a, b = Tensor(x), theirs_of(x)
    result, weights = theirs(b, b, b, average_attn_weights=False, **yours)
    np.testing.assert_allclose(ours.weights(x, mask=mine), weights.detach().numpy(), atol=1e-12)
    first = lambda g: g[:8].T  # noqa: E731
    pairs = [(a, b, same), (ours.query.weight, theirs.in_proj_weight, first)]
    pairs += [(ours.output.weight, theirs.out_proj.weight, np.transpose)]
    assert_same(ours(a, mask=mine), result, pairs)


@pytest.mark.parametrize("norm_first", [True, False])
def test_block_is_an_encoder_layer(norm_first):
    ours = randomize(Block(8, 4, hidden=12, norm_first=norm_first, rng=0, dtype=np.float64))
    up, _, down = ours.mlp.steps
    arrays = attention_arrays(ours.attention, "self_attn.")
    for name, layer in (
        ("linear1", up),
        ("linear2", down),
        ("norm1", ours.norm1),
        ("norm2", ours.norm2),
    ):
        arrays |= {f"{name}.weight": layer.weight.data.T, f"{name}.bias": layer.bias.data}
    theirs = nn.TransformerEncoderLayer(
        8, 4, 12, dropout=0.0, batch_first=True, norm_first=norm_first,
        activation=lambda x: F.gelu(x, approximate="tanh"),
    )  # fmt: skip
    set_weights(theirs, arrays)
    x, mask = RNG.normal(size=(2, 5, 8)), causal_mask(5)
    a, b = Tensor(x), theirs_of(x)
    pairs = [(a, b, same), (up.weight, theirs.linear1.weight, np.transpose)]
    pairs += [(ours.norm1.weight, theirs.norm1.weight, same)]
    assert_same(ours(a, mask=mask), theirs(b, src_mask=torch.tensor(~mask)), pairs)


def test_block_with_cross_is_a_decoder_layer():
    ours = randomize(Block(8, 4, hidden=12, cross=True, norm_first=False, rng=0, dtype=np.float64))
    up, _, down = ours.mlp.steps
    arrays = attention_arrays(ours.attention, "self_attn.")
    arrays |= attention_arrays(ours.cross, "multihead_attn.")
    layers = {
        "linear1": up,
        "linear2": down,
        "norm1": ours.norm1,
        "norm2": ours.norm3,
        "norm3": ours.norm2,
    }
    for name, layer in layers.items():
        arrays |= {f"{name}.weight": layer.weight.data.T, f"{name}.bias": layer.bias.data}
    theirs = nn.TransformerDecoderLayer(
        8, 4, 12, dropout=0.0, batch_first=True, activation=lambda x: F.gelu(x, approximate="tanh")
    )
    set_weights(theirs, arrays)
    x, memory, mask = RNG.normal(size=(2, 5, 8)), RNG.normal(size=(2, 3, 8)), causal_mask(5)
    (a, m), (b, n) = ((make(x), make(memory)) for make in (Tensor, theirs_of))
    result = theirs(b, n, tgt_mask=torch.tensor(~mask))
    assert_same(ours(a, mask=mask, memory=m), result, [(a, b, same), (m, n, same)])


def test_embedding():
    ours = Embedding(5, 3, rng=0, dtype=np.float64)
    theirs = set_weights(nn.Embedding(5, 3), {"weight": ours.weight.data})
    tokens = np.array([[3, 0, 3], [1, 3, 1]])
    pairs = [(ours.weight, theirs.weight, same)]
    assert_same(ours(tokens), theirs(torch.tensor(tokens)), pairs)

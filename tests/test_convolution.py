"""Convolution and pooling: against loops and finite differences, and what bad input is told."""

import numpy as np
import pytest
from spoiling import spoiled

from nnhelpers.activations import relu
from nnhelpers.autodiff import Tensor
from nnhelpers.convolution import (
    Conv1d,
    Conv2d,
    average_pool1d,
    average_pool2d,
    conv1d,
    conv2d,
    feature_maps,
    global_average_pool,
    max_pool1d,
    max_pool2d,
    output_size,
    reach,
    receptive_field,
)
from nnhelpers.gradients import check_gradient
from nnhelpers.layers import Flatten, Linear, Sequential

GEOMETRIES = [
    (1, 0, 1), (2, 0, 1), (1, 2, 1), (3, 1, 1), (2, (0, 1), 1), (1, (2, 0), 1), (1, 0, 2),
    (2, 1, 2), (1, 3, 3),
]  # fmt: skip


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def looped_conv2d(x, weight, bias, stride, padding, dilation=1):
    """The definition, number by number."""
    rows, columns = padding if isinstance(padding, tuple) else (padding, padding)
    x = np.pad(x, ((0, 0), (0, 0), (rows, rows), (columns, columns)))
    kernel = weight.shape[2:]
    kernel = [(k - 1) * dilation + 1 for k in kernel]
    high, wide = ((n - k) // stride + 1 for n, k in zip(x.shape[2:], kernel, strict=True))
    y = np.empty((len(x), len(weight), high, wide))
    for n, k, i, j in np.ndindex(y.shape):
        top, left = i * stride, j * stride
        under = x[n, :, top : top + kernel[0] : dilation, left : left + kernel[1] : dilation]
        y[n, k, i, j] = (under * weight[k]).sum() + bias[k]
    return y


@pytest.mark.parametrize(("stride", "padding", "dilation"), GEOMETRIES)
def test_conv2d_is_its_loops(stride, padding, dilation):
    x, weight, bias = numbers(2, 3, 7, 6), numbers(4, 3, 3, 2, seed=1), numbers(4, seed=2)
    expected = looped_conv2d(x, weight, bias, stride, padding, dilation)
    result = conv2d(x, weight, bias, stride=stride, padding=padding, dilation=dilation)
    np.testing.assert_allclose(result, expected, atol=1e-12)
    if not isinstance(padding, tuple):
        assert result.shape[2:] == (
            output_size(7, 3, stride, padding, dilation),
            output_size(6, 2, stride, padding, dilation),
        )


@pytest.mark.parametrize(("stride", "padding", "dilation"), GEOMETRIES)
def test_conv2d_gradients(stride, padding, dilation):
    inputs = numbers(2, 2, 6, 5), numbers(3, 2, 3, 2, seed=1), numbers(3, seed=2)
    check_gradient(conv2d, *inputs, stride=stride, padding=padding, dilation=dilation)


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1)])
def test_conv1d(stride, padding):
    x, weight, bias = numbers(2, 3, 9), numbers(4, 3, 4, seed=1), numbers(4, seed=2)
    expected = looped_conv2d(x[:, :, None], weight[:, :, None], bias, stride, (0, padding))
    if stride == 1:  # rows have one place, whatever the stride
        result = conv1d(x, weight, bias, stride=stride, padding=padding)
        np.testing.assert_allclose(result, expected[:, :, 0], atol=1e-12)
    check_gradient(conv1d, x, weight, bias, stride=stride, padding=padding)


def test_conv1d_of_a_step_finds_where_it_is():
    series, kernel = np.array([[[0.0, 0, 0, 1, 1, 1]]]), np.array([[[-1.0, 1.0]]])
    np.testing.assert_array_equal(conv1d(series, kernel, np.zeros(1)), [[[0, 0, 1, 0, 0]]])


def test_a_shifted_image_gives_shifted_maps():
    x, weight, bias = numbers(1, 1, 8, 8), numbers(2, 1, 3, 3, seed=1), numbers(2)
    maps = conv2d(np.roll(x, 1, axis=3), weight, bias)
    np.testing.assert_allclose(maps[..., 1:], conv2d(x, weight, bias)[..., :-1])


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize(("pool", "of"), [(max_pool2d, np.max), (average_pool2d, np.mean)])
def test_pooling_is_its_loops(pool, of, size):
    x = numbers(2, 3, 7, 6)
    result = pool(x, size=size)
    assert result.shape == (2, 3, 7 // size, 6 // size)
    for n, c, i, j in np.ndindex(result.shape):
        square = x[n, c, i * size : (i + 1) * size, j * size : (j + 1) * size]
        assert result[n, c, i, j] == pytest.approx(of(square))
    check_gradient(pool, x, size=size)


@pytest.mark.parametrize(("size", "stride"), [(3, 2), (3, 1), (2, 3), ((1, 3), (2, 1))])
@pytest.mark.parametrize(("pool", "of"), [(max_pool2d, np.max), (average_pool2d, np.mean)])
def test_windows_that_overlap_or_leave_gaps(pool, of, size, stride):
    x = numbers(2, 3, 7, 6)
    result = pool(x, size=size, stride=stride)
    (high, wide), (down, right) = (n if isinstance(n, tuple) else (n, n) for n in (size, stride))
    assert result.shape == (2, 3, (7 - high) // down + 1, (6 - wide) // right + 1)
    for n, c, i, j in np.ndindex(result.shape):
        top, left = i * down, j * right
        window = x[n, c, top : top + high, left : left + wide]
        assert result[n, c, i, j] == pytest.approx(of(window))
    check_gradient(pool, x, size=size, stride=stride)


@pytest.mark.parametrize(
    ("pool", "of"), [(max_pool1d, max_pool2d), (average_pool1d, average_pool2d)]
)
@pytest.mark.parametrize(("size", "stride"), [(2, None), (3, 1)])
def test_pooling_of_series(pool, of, size, stride):
    x = numbers(2, 3, 7)
    # A series in two equal rows has the same largest numbers and the same means.
    expected = of(np.stack([x, x], axis=2), size=(2, size), stride=(2, stride or size))
    np.testing.assert_allclose(pool(x, size=size, stride=stride), expected[:, :, 0])
    check_gradient(pool, x, size=size, stride=stride)


def test_dilation_reaches_further():
    assert reach(3) == 3
    assert reach(3, dilation=4) == 9
    assert receptive_field([(reach(3, 2**i), 1) for i in range(4)]) == 31  # as in WaveNet
    series, kernel = np.array([[[1.0, 0, 0, 5, 0, 0, 9]]]), np.array([[[1.0, 10.0, 100.0]]])
    assert conv1d(series, kernel, np.zeros(1), dilation=3).tolist() == [[[951]]]


def test_max_pool_gives_the_first_of_equal_pixels_the_gradient():
    _, backward = max_pool2d.with_backward(np.zeros((1, 1, 2, 4)))
    np.testing.assert_array_equal(backward(np.ones((1, 1, 1, 2))), [[[[1, 0, 1, 0], [0, 0, 0, 0]]]])


def test_global_average_pool():
    x = numbers(2, 3, 4, 5)
    np.testing.assert_allclose(global_average_pool(x), x.mean(axis=(2, 3)))
    check_gradient(global_average_pool, x)


def test_receptive_field_is_what_one_output_pixel_feels():
    layers = Sequential(Conv2d(1, 2, 3, rng=0), max_pool2d, Conv2d(2, 1, 3, stride=2, rng=1))
    x = Tensor(numbers(1, 1, 20, 20))
    layers(x)[0, 0, 1, 1].backward()
    felt = np.flatnonzero(np.abs(x.grad).sum(axis=(0, 1, 2)))
    field = receptive_field([(3, 1), (2, 2), (3, 2)])
    assert field == 8
    assert felt.max() - felt.min() + 1 <= field
    assert receptive_field([]) == 1


def lenet():
    return Sequential(
        Conv2d(1, 3, 5, padding=2, rng=0), relu, max_pool2d,
        Conv2d(3, 4, 5, rng=1), relu, average_pool2d, Flatten(), Linear(100, 10, rng=2),
    )  # fmt: skip


def test_feature_maps_are_what_the_steps_make():
    model, x = lenet(), numbers(2, 1, 28, 28).astype(np.float32)
    maps = feature_maps(model, x)
    assert list(maps)[:3] == ["0 Conv2d(1, 3, kernel_size=5)", "1 relu", "2 max_pool2d"]
    assert [m.shape[1:] for m in maps.values()][-1] == (4, 5, 5)
    np.testing.assert_array_equal(
        maps["2 max_pool2d"], max_pool2d(np.maximum(model.steps[0](x).data, 0))
    )
    assert model.training


def test_float32_stays_float32():
    model, x = lenet(), Tensor(numbers(2, 1, 28, 28).astype(np.float32))
    model(x).sum().backward()
    assert {x.grad.dtype, *(p.grad.dtype for p in model.parameters().values())} == {np.dtype("f4")}


def test_layers_start_with_hes_spread_and_count_their_parameters():
    layer = Conv2d(16, 64, 5, rng=0)
    assert layer.n_parameters() == 64 * 16 * 25 + 64
    assert layer.weight.data.std() == pytest.approx(np.sqrt(2 / (16 * 25)), rel=0.02)
    assert Conv1d(2, 3, 4)(numbers(5, 2, 9)).shape == (5, 3, 6)
    assert repr(Conv1d(2, 3, 4)) == "Conv1d(2, 3, kernel_size=4)"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Conv2d(3, 4, 3)(numbers(2, 1, 8, 8)), "as many channels as the images"),
        (lambda: Conv2d(1, 4, 3)(numbers(2, 8, 8)), r"x\[:, None\]"),
        (lambda: Conv2d(1, 4, 5)(numbers(2, 1, 4, 4)), r"large as its kernel.*\(4, 4\)"),
        (lambda: Conv2d(1, 4, 5)(numbers(0, 1, 8, 8)), r"got shape \(0, 1, 8, 8\)"),
        (lambda: Conv2d(1, 4, 3, stride=0)(numbers(1, 1, 8, 8)), "stride: got 0"),
        (lambda: Conv2d(1, 4, 3, padding=-1)(numbers(1, 1, 8, 8)), "padding: got -1"),
        (lambda: Conv2d(1, 4, 2.5), "whole number of at least 1 for kernel_size: got 2.5"),
        (lambda: conv2d(numbers(1, 1, 8, 8), numbers(2, 1, 3, 3), numbers(3)), "one bias a kernel"),
        (lambda: conv1d(numbers(2, 9), numbers(4, 1, 3), numbers(4)), "conv1d needs series"),
        (lambda: Conv1d(1, 1, 5)(numbers(1, 1, 3)), "at least as large as its kernel"),
        (lambda: max_pool2d(numbers(2, 3, 1, 4)), "at least 2 × 2 pixels.*1 × 4"),
        (lambda: average_pool2d(numbers(2, 8, 8)), "average_pool2d needs images"),
        (lambda: max_pool2d(numbers(1, 1, 8, 8), size=0), "size: got 0"),
        (lambda: max_pool2d(numbers(1, 1, 8, 8), stride=0), "stride: got 0"),
        (lambda: max_pool1d(numbers(2, 8)), r"max_pool1d needs series .* got shape \(2, 8\)"),
        (lambda: average_pool1d(numbers(1, 1, 2), size=3), "at least 1 × 3 pixels"),
        (lambda: Conv2d(1, 1, 3, dilation=4)(numbers(1, 1, 8, 8)), r"expected \(9, 9\), got"),
        (lambda: Conv1d(1, 1, 3, dilation=0)(numbers(1, 1, 8)), "dilation: got 0"),
        (lambda: global_average_pool(numbers(2, 8)), "global_average_pool needs images"),
    ],
)  # fmt: skip
def test_bad_input_is_told_what_to_do(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_gradient_off_by_a_thousandth_is_caught(which):
    inputs = numbers(1, 2, 4, 4), numbers(2, 2, 3, 3, seed=1), numbers(2)
    with pytest.raises(AssertionError, match=f"Input {which}"):
        check_gradient(spoiled(conv2d, which), *inputs)


@pytest.mark.parametrize("pool", [max_pool2d, average_pool2d])
def test_a_pooling_gradient_off_by_a_thousandth_is_caught(pool):
    with pytest.raises(AssertionError, match="Input 0"):
        check_gradient(spoiled(pool, 0), numbers(1, 2, 4, 4))

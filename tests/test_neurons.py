import numpy as np
import pytest

from nnhelpers.activations import sigmoid, step
from nnhelpers.neurons import Neuron, Perceptron

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
AND, XOR = np.array([0, 0, 0, 1]), np.array([0, 1, 1, 0])


def test_neuron_by_hand():
    # z = 1·2 + 3·(−1) + 0.5 = −0.5, σ(−0.5) = 1 / (1 + e^0.5) = 1 / 2.64872 = 0.37754.
    neuron = Neuron([2, -1], 0.5)
    assert neuron.weighted_sum([1, 3]) == -0.5
    assert neuron([1, 3]) == pytest.approx(0.37754, abs=1e-5)


def test_neuron_on_a_batch_equals_one_by_one():
    x = np.random.default_rng(0).normal(size=(5, 3))
    neuron = Neuron([0.2, -1, 3], -0.3)
    assert neuron(x).shape == (5,)
    np.testing.assert_allclose(neuron(x), [neuron(row) for row in x])
    np.testing.assert_allclose(neuron(x), sigmoid(x @ neuron.weight - 0.3))


def test_neuron_with_another_activation_and_one_input():
    neuron = Neuron(2.0, -1, activation=step)
    assert neuron(np.array([[0], [1]])).tolist() == [0, 1]
    assert repr(neuron) == "Neuron(weight=[2.0], bias=-1, activation=step)"


def test_perceptron_learns_and_step_by_step():
    """Traced by hand, with η = 1 and output 1 where w·x + b ≥ 0, from w = (0, 0), b = 0.

    Epoch 1: 00 gives 1, wrong: b = −1.          01 gives 0, 10 gives 0, right.
             11 gives 0 (−1 < 0), wrong: w = (1, 1), b = 0.                       2 mistakes
    Epoch 2: 00 gives 1 (0 ≥ 0), wrong: b = −1.  01 gives 1 (0 ≥ 0), wrong: w = (1, 0), b = −2.
             10 gives 0.  11 gives 0 (−1), wrong: w = (2, 1), b = −1.             3 mistakes
    Epoch 3: 00 gives 0.  01 gives 1 (0 ≥ 0), wrong: w = (2, 0), b = −2.
             10 gives 1 (0 ≥ 0), wrong: w = (1, 0), b = −3.
             11 gives 0 (−2), wrong: w = (2, 1), b = −2.                          3 mistakes
    Epoch 4: 00 gives 0.  01 gives 0 (−1).  10 gives 1 (0), wrong: w = (1, 1), b = −3.
             11 gives 0 (−1), wrong: w = (2, 2), b = −2.                          2 mistakes
    Epoch 5: 00 gives 0.  01 gives 1 (0), wrong: w = (2, 1), b = −3.  10 gives 0.
             11 gives 1 (0).                                                      1 mistake
    Epoch 6: all right: −3, −2, −1, 0.                                            0 mistakes
    """
    perceptron = Perceptron(2).fit(CORNERS, AND)
    assert perceptron.history == [2, 3, 3, 2, 1, 0]
    assert (perceptron.weight.tolist(), perceptron.bias) == ([2, 1], -3)
    assert perceptron.predict(CORNERS).tolist() == [0, 0, 0, 1]
    path = [(*weight.tolist(), bias) for weight, bias in perceptron.path]
    assert path[:5] == [(0, 0, 0), (0, 0, -1), (1, 1, 0), (1, 1, -1), (1, 0, -2)]
    assert len(path) == 1 + sum(perceptron.history)


def test_perceptron_never_learns_xor():
    perceptron = Perceptron(2).fit(CORNERS, XOR, epochs=200)
    assert len(perceptron.history) == 200
    assert min(perceptron.history) > 0


def test_fit_goes_on_where_it_was():
    perceptron = Perceptron(2)
    for _ in range(6):
        perceptron.fit(CORNERS, AND, epochs=1)
    assert perceptron.history == [2, 3, 3, 2, 1, 0]


def test_update_says_whether_it_was_a_mistake():
    perceptron = Perceptron(2)
    assert perceptron.update([1, 2], 0, learning_rate=0.5)
    assert (perceptron.weight.tolist(), perceptron.bias) == ([-0.5, -1], -0.5)
    assert not perceptron.update([1, 2], 0)
    assert perceptron.predict([1, 2]) == 0

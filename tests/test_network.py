import numpy as np
import pytest

from helpers import network
from helpers.differentiation import complex_step
from helpers.losses import mse

SIZES = (4, 8, 4, 1)


def some(sizes=SIZES, examples=16, seed=0):
    rng = np.random.default_rng(seed)
    theta = network.initial(sizes, rng)
    theta += rng.normal(0, 0.1, theta.shape)  # biases of their own
    X = rng.normal(size=(examples, sizes[0]))
    return theta, X, rng.normal(size=(examples, sizes[-1]))


def test_one_layer_is_affine():
    theta = np.array([1.0, 2.0, 3.0, 4.0, 0.5, -0.5])
    answer = network.predict(theta, np.array([[1.0, 1.0]]), (2, 2))
    assert answer.tolist() == [[1 + 3 + 0.5, 2 + 4 - 0.5]]


def test_relu_stands_between_layers_and_not_after_the_last():
    theta = np.array([1.0, -1.0, 0.0, 0.0, 2.0, -3.0, -1.0])  # |x| bent: (1, 2, 1)
    X = np.array([[2.0], [-1.0]])
    assert network.predict(theta, X, (1, 2, 1)).tolist() == [[3.0], [-4.0]]


def test_layers_are_views():
    theta, *_ = some()
    W, b = network.layers(theta, SIZES)[1]
    assert (W.shape, b.shape) == ((8, 4), (4,))
    b[:] = 7
    assert theta[4 * 8 + 8 + 8 * 4 :][:4].tolist() == [7] * 4


@pytest.mark.parametrize("change", [-1, 1])
def test_a_vector_of_another_length_is_refused(change):
    with pytest.raises(ValueError, match=r"has 81 parameters, and theta 8[02]"):
        network.layers(np.zeros(81 + change), SIZES)


@pytest.mark.parametrize("sizes", [SIZES, (2, 3), (1, 5, 2), (3, 4, 4, 4, 2)])
def test_the_gradient_is_the_derivative(sizes):
    theta, X, y = some(sizes)
    before = theta.copy()
    loss, grad = network.loss_and_gradient(theta, X, y, sizes)
    np.testing.assert_array_equal(theta, before)
    assert loss == mse(network.predict(theta, X, sizes), y)
    by_step = complex_step(lambda at: mse(network.predict(at, X, sizes), y), theta)
    np.testing.assert_allclose(grad, by_step, rtol=1e-11, atol=1e-14)


def test_he_s_variance_and_no_bias():
    sizes = (50, 400, 3)
    theta = network.initial(sizes, np.random.default_rng(0))
    for W, b in network.layers(theta, sizes):
        assert not b.any()
        assert W.var() == pytest.approx(2 / len(W), rel=0.1)
        assert abs(W.mean()) < 4 * np.sqrt(2 / len(W) / W.size)
    again = network.initial(sizes, np.random.default_rng(0))
    np.testing.assert_array_equal(theta, again)


def test_float32_stays_float32():
    theta, X, y = (part.astype(np.float32) for part in some())
    loss, grad = network.loss_and_gradient(theta, X, y, SIZES)
    assert (loss.dtype, grad.dtype) == (np.float32, np.float32)

import numpy as np
import pytest

from helpers import losses
from helpers.differentiation import central_differences, complex_step

RNG = np.random.default_rng(0)


def test_mse_is_a_mean():
    assert losses.mse([1.0, 2.0], [0.0, 4.0]) == 2.5
    assert losses.mse(np.zeros((2, 3)), np.ones((2, 3))) == 1.0


def test_mse_refuses_to_stretch():
    with pytest.raises(ValueError, match=r"shape \(3,\), y \(3, 1\): .* try y.ravel"):
        losses.mse(np.zeros(3), np.zeros((3, 1)))
    with pytest.raises(ValueError, match="NumPy would stretch both"):
        losses.mse_gradient(np.zeros((3, 1)), np.zeros(3))


@pytest.mark.parametrize("shape", [(5,), (4, 3)])
def test_mse_gradient_is_its_derivative(shape):
    y_hat, y = RNG.normal(size=(2, *shape))
    by_step = complex_step(lambda at: losses.mse(at, y), y_hat)
    np.testing.assert_allclose(losses.mse_gradient(y_hat, y), by_step, rtol=1e-13)


def test_mse_hessian_is_the_gradients_derivative():
    X, y, theta = RNG.normal(size=(7, 3)), RNG.normal(size=7), RNG.normal(size=3)

    def gradient(at):
        return X.T @ losses.mse_gradient(X @ at, y)

    np.testing.assert_allclose(
        losses.mse_hessian(X), complex_step(gradient, theta), rtol=1e-12
    )


def test_log_sum_exp_neither_overflows_nor_vanishes():
    assert losses.log_sum_exp([0.0, 0.0]) == pytest.approx(np.log(2))
    assert losses.log_sum_exp([1000.0, 1000.0]) == pytest.approx(1000 + np.log(2))
    assert losses.log_sum_exp([-1000.0, -1001.0]) == pytest.approx(-999.6867383)
    np.testing.assert_allclose(
        losses.log_sum_exp([[0.0, 3.0], [1.0, 1.0]]), [3.048587, 1.693147], atol=1e-6
    )


def test_softmax_adds_up_to_one_and_keeps_the_order():
    z = RNG.normal(size=(6, 4)) * 300
    p = losses.softmax(z)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert (p.argmax(axis=1) == z.argmax(axis=1)).all()
    np.testing.assert_allclose(losses.softmax([0.0, np.log(3)]), [0.25, 0.75])


def test_cross_entropy_is_the_mean_surprise():
    z = np.log([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]])
    expected = -(np.log(0.5) + np.log(0.1)) / 2
    assert losses.cross_entropy(z, np.array([0, 1])) == pytest.approx(expected)


def test_cross_entropy_gradient_is_its_derivative():
    z, y = RNG.normal(size=(5, 3)), np.array([0, 2, 1, 1, 0])
    before = z.copy()
    gradient = losses.cross_entropy_gradient(z, y)
    np.testing.assert_array_equal(z, before)
    by_step = complex_step(lambda at: losses.cross_entropy(at, y), z)
    np.testing.assert_allclose(gradient, by_step, rtol=1e-12, atol=1e-15)
    by_differences = central_differences(lambda at: losses.cross_entropy(at, y), z)
    np.testing.assert_allclose(gradient, by_differences, atol=1e-9)

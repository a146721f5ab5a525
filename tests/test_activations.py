"""Every activation, its derivative, and what happens at the joint and far out."""

import math

import numpy as np
import pytest

from helpers import activations
from helpers.differentiation import central_differences, complex_step

NAMES = ["relu", "leaky_relu", "sigmoid", "tanh", "gelu"]
each = pytest.mark.parametrize("name", NAMES)
AWAY = np.array([-5.0, -2.0, -0.7, -0.01, 0.01, 0.3, 1.0, 4.0])


def function(name):
    return getattr(activations, name)


def derivative(name):
    return getattr(activations, f"{name}_derivative")


def test_every_activation_has_its_derivative():
    public = set(activations.__all__)
    assert public == {*NAMES, *(f"{name}_derivative" for name in NAMES)}


@each
def test_the_derivative_is_the_slope(name):
    slopes = [central_differences(function(name), x) for x in AWAY]
    np.testing.assert_allclose(derivative(name)(AWAY), slopes, atol=1e-9)


@each
def test_any_shape_goes_in_and_comes_out(name):
    table = AWAY.reshape(2, 2, 2)
    for f in (function(name), derivative(name)):
        assert f(table).shape == (2, 2, 2)
        assert f(table)[1, 0, 1] == pytest.approx(float(f(0.3)), rel=1e-15)
        assert np.ndim(f(0.3)) == 0


def test_values_that_one_can_check_by_hand():
    assert activations.relu(np.array([-2.0, 0.0, 3.0])).tolist() == [0, 0, 3]
    assert activations.leaky_relu(np.array([-2.0, 0.0, 3.0])).tolist() == [-0.02, 0, 3]
    assert activations.leaky_relu(-2.0, 0.25) == -0.5
    assert activations.sigmoid(0.0) == 0.5
    assert activations.sigmoid(math.log(3)) == pytest.approx(0.75, rel=1e-15)
    assert activations.tanh(math.log(3)) == pytest.approx(0.8, rel=1e-15)
    assert activations.gelu(0.0) == 0
    # 84.13447 per cent of a standard normal distribution lie below 1.
    assert activations.gelu(1.0) == pytest.approx(0.8413447460685429, rel=1e-14)


def test_at_the_joint_the_slope_is_that_of_the_left_side():
    assert activations.relu_derivative(0.0) == 0
    assert activations.leaky_relu_derivative(0.0) == 0.01
    assert activations.leaky_relu_derivative(0.0, 0.2) == 0.2
    assert activations.relu_derivative(np.array([-1e-300, 1e-300])).tolist() == [0, 1]


def test_relu_lets_imaginary_parts_through():
    # So that the complex step can differentiate networks.
    assert complex_step(activations.relu, 2.0) == 1
    assert complex_step(activations.relu, -2.0) == 0


def test_leaky_relu_with_slope_one_does_not_bend():
    np.testing.assert_array_equal(activations.leaky_relu(AWAY, 1.0), AWAY)


def test_a_sigmoids_slope_is_a_quarter_at_most():
    x = np.linspace(-5, 5, 1001)
    slopes = activations.sigmoid_derivative(x)
    assert slopes.max() == 0.25
    assert x[slopes.argmax()] == pytest.approx(0, abs=1e-12)


def test_nothing_overflows_far_out():
    far = np.array([-1e4, -800.0, 800.0, 1e4])
    with np.errstate(over="raise", invalid="raise"):
        assert activations.sigmoid(far).tolist() == [0, 0, 1, 1]
        assert activations.sigmoid_derivative(far).tolist() == [0, 0, 0, 0]
        assert activations.tanh(far).tolist() == [-1, -1, 1, 1]
        assert activations.tanh_derivative(far).tolist() == [0, 0, 0, 0]


def test_small_slopes_keep_their_digits():
    # 1 - s would leave nothing of exp(-40).
    assert activations.sigmoid_derivative(40.0) == pytest.approx(math.exp(-40))
    assert activations.tanh_derivative(30.0) == pytest.approx(4 * math.exp(-60))


def test_sigmoid_and_its_mirror_add_up_to_one():
    np.testing.assert_allclose(
        activations.sigmoid(AWAY) + activations.sigmoid(-AWAY), 1, rtol=1e-15
    )

import warnings

import numpy as np
import pytest

from helpers.differentiation import central_differences, complex_step

both = pytest.mark.parametrize("differentiate", [central_differences, complex_step])
X = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.0]])
y = np.array([1.0, -2.0, 0.5])


@both
def test_a_number_gives_a_number(differentiate):
    slope = differentiate(np.sin, 0.3)
    assert slope.shape == ()
    assert slope == pytest.approx(np.cos(0.3), rel=1e-9)


@both
def test_a_loss_gives_its_gradient(differentiate):
    theta = np.array([0.7, -0.4])
    gradient = differentiate(lambda theta: ((X @ theta - y) ** 2).mean(), theta)
    assert gradient.shape == theta.shape
    assert gradient == pytest.approx(2 * X.T @ (X @ theta - y) / 3, rel=1e-8)


@both
def test_a_matrix_of_parameters_keeps_its_shape(differentiate):
    W = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]])
    gradient = differentiate(lambda W: (W**3).sum(), W)
    assert gradient == pytest.approx(3 * W**2, abs=1e-8)


@both
def test_a_vector_of_outputs_gives_the_jacobian(differentiate):
    jacobian = differentiate(lambda theta: X @ theta, np.array([0.2, 0.1]))
    assert jacobian == pytest.approx(X, abs=1e-9)


def test_the_complex_step_is_exact_where_differences_are_not():
    exact = np.exp(1.5)
    assert complex_step(np.exp, 1.5) == pytest.approx(exact, rel=1e-15)
    assert abs(central_differences(np.exp, 1.5, h=1e-2) - exact) > 1e-5
    assert abs(central_differences(np.exp, 1.5, h=1e-13) - exact) > 1e-5


def test_large_parameters_get_a_larger_step():
    slope = central_differences(lambda x: x**2, 1e9)
    assert slope == pytest.approx(2e9, rel=1e-8)


@pytest.mark.parametrize(
    ("theta", "step"), [(0.0, 6.06e-6), (1, 6.06e-6), (-3, 1.8e-5)]
)
def test_the_step_is_the_cube_root_of_epsilon_and_grows_with_the_parameter(theta, step):
    asked = []
    central_differences(lambda x: asked.append(x) or x, theta)
    assert asked == pytest.approx([theta + step, theta - step], abs=0.01 * step)


def test_the_point_is_left_as_it_was():
    theta = np.array([1.0, 2.0])
    for differentiate in (central_differences, complex_step):
        differentiate(lambda theta: (theta**2).sum(), theta)
    assert theta.tolist() == [1.0, 2.0]


def into_a_real_array(theta):
    out = np.zeros(2)
    out[:] = theta
    return out * (1 + 0j)


@pytest.mark.parametrize("f", [np.abs, np.linalg.norm, np.real, into_a_real_array])
def test_functions_that_drop_imaginary_parts_are_refused(f):
    with pytest.raises(TypeError, match="drops imaginary parts"):
        complex_step(f, np.array([3.0, 4.0]))


def test_dropped_imaginary_parts_are_refused_where_warnings_are_silent():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(TypeError, match="drops imaginary parts"):
            complex_step(into_a_real_array, np.array([3.0, 4.0]))


def test_no_step_leaves_half_a_slope_at_a_joint():
    # Central differences give relu the slope 1/2 at 0 whatever the step.
    for h in (1e-2, 1e-5, 1e-8):
        assert central_differences(lambda x: max(x, 0.0), 0.0, h) == 0.5

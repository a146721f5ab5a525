import numpy as np
import pytest

from helpers.landscapes import double_well, quadratic, rosenbrock, saddle

LANDSCAPES = [quadratic(100), quadratic(10, angle=0.5), rosenbrock, saddle, double_well]
every_landscape = pytest.mark.parametrize("landscape", LANDSCAPES, ids=lambda s: s.name)


def points(landscape, count=20):
    low, high = np.transpose(landscape.window)
    return np.random.default_rng(0).uniform(low, high, (count, len(low)))


def central_differences(f, theta, h=1e-5):
    rows = [(f(theta + h * e) - f(theta - h * e)) / (2 * h) for e in np.eye(len(theta))]
    return np.array(rows)


@every_landscape
def test_gradients_are_the_slopes_of_the_value(landscape):
    for theta in points(landscape):
        slopes = central_differences(landscape.value, theta)
        np.testing.assert_allclose(
            landscape.gradient(theta), slopes, rtol=1e-6, atol=1e-6
        )


@every_landscape
def test_hessians_are_the_slopes_of_the_gradient(landscape):
    for theta in points(landscape):
        slopes = central_differences(landscape.gradient, theta)
        np.testing.assert_allclose(
            landscape.hessian(theta), slopes, rtol=1e-6, atol=1e-5
        )


@every_landscape
def test_one_call_takes_a_whole_grid(landscape):
    grid = points(landscape, 6).reshape(2, 3, -1)
    assert landscape.value(grid).shape == (2, 3)
    assert landscape.gradient(grid).shape == grid.shape
    assert landscape.value(grid)[1, 2] == landscape.value(grid[1, 2])


@every_landscape
def test_a_minimum_is_flat_and_curves_upwards(landscape):
    if landscape.minimum is None:
        assert min(np.linalg.eigvalsh(landscape.hessian(np.zeros(2)))) < 0
        return
    theta = np.array(landscape.minimum)
    np.testing.assert_allclose(landscape.gradient(theta), 0, atol=1e-6)
    assert min(np.linalg.eigvalsh(landscape.hessian(theta))) > 0
    assert (landscape.value(theta) <= landscape.value(points(landscape))).all()


@every_landscape
def test_races_start_inside_the_picture(landscape):
    for theta, (low, high) in zip(landscape.start, landscape.window, strict=True):
        assert low <= theta <= high


@pytest.mark.parametrize("angle", [0.0, 0.5, np.pi / 4])
def test_a_quadratic_has_the_curvatures_it_was_asked_for(angle):
    curvatures = np.linalg.eigvalsh(quadratic(100, angle).hessian(np.zeros(2)))
    np.testing.assert_allclose(curvatures, [1, 100])


def test_a_round_bowl_is_the_roundest():
    np.testing.assert_array_equal(quadratic(1).hessian(np.zeros(2)), np.eye(2))


def test_a_bowl_flatter_than_flat_is_refused():
    with pytest.raises(ValueError, match=r"kappa=0\.5"):
        quadratic(0.5)


def test_the_double_well_has_a_shallow_and_a_deep_valley():
    deep, shallow = np.array([-1.300840]), np.array([1.130901])
    np.testing.assert_allclose(double_well.gradient(shallow), 0, atol=1e-5)
    assert double_well.value(shallow) == pytest.approx(-1.070, abs=5e-4)
    assert double_well.value(deep) == pytest.approx(-3.514, abs=5e-4)


def test_a_valley_lies_along_the_axes_unless_it_is_turned():
    np.testing.assert_array_equal(
        quadratic(7).hessian(np.zeros(2)), [[1.0, 0.0], [0.0, 7.0]]
    )

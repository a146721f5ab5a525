import numpy as np
import pytest

from helpers.data import HEAVIEST, SPRING, moons, spring_data

# The spring


def test_the_same_seed_reads_the_same_spring():
    X, y = spring_data(20, 0.8, 3)
    again, too = spring_data(20, 0.8, 3)
    np.testing.assert_array_equal(X, again)
    np.testing.assert_array_equal(y, too)
    assert (y != spring_data(20, 0.8, 4)[1]).all()


def test_the_masses_rise_evenly_beside_a_column_of_ones():
    X, y = spring_data(4, 0.8, 0)
    assert X.tolist() == [[1, 0], [1, 2], [1, 4], [1, HEAVIEST]]
    assert y.shape == (4,)


def test_without_noise_the_readings_are_the_springs():
    X, y = spring_data(7, 0.0, 0)
    np.testing.assert_allclose(y, SPRING[0] + SPRING[1] * X[:, 1])
    np.testing.assert_allclose(y, [4.0, 5.5, 7.0, 8.5, 10.0, 11.5, 13.0])


def test_the_outlier_moves_the_last_reading_alone():
    clean, slipped = (spring_data(9, 0.8, 0, slip)[1] for slip in (0.0, 7.0))
    np.testing.assert_allclose(slipped - clean, [0] * 8 + [7])


def test_the_noise_is_a_standard_deviation():
    X, y = spring_data(20_000, 0.8, 0)
    assert np.std(y - X @ SPRING) == pytest.approx(0.8, rel=0.02)


def test_the_errors_are_those_of_the_seed_on_every_machine():
    X, y = spring_data(3, 0.8, 3)
    errors = y - X @ SPRING
    np.testing.assert_allclose(errors, np.random.default_rng(3).normal(0, 0.8, 3))


# The moons


def test_the_moons_are_two_halves_of_circles():
    X, y = moons(400, 0.0, 0)
    assert y.shape == (400, 1)
    assert y.sum() == 0
    upper, lower = X[y[:, 0] == 1], X[y[:, 0] == -1]
    np.testing.assert_allclose(np.linalg.norm(upper - [-0.5, -0.25], axis=1), 1)
    np.testing.assert_allclose(np.linalg.norm(lower - [0.5, 0.25], axis=1), 1)
    assert (upper[:, 1] >= -0.25).all()
    assert (lower[:, 1] <= 0.25).all()


def test_of_an_odd_number_the_lower_moon_has_one_more():
    _, y = moons(7, 0.1, 0)
    assert y[:, 0].tolist() == [1, 1, 1, -1, -1, -1, -1]


def test_the_moons_are_blurred_by_the_noise():
    clear, blurred = (moons(20_000, noise, 5)[0] for noise in (0.0, 0.3))
    assert np.std(blurred - clear, axis=0) == pytest.approx([0.3, 0.3], rel=0.02)


def test_the_blur_is_drawn_after_the_places_on_the_circles():
    clear, blurred = (moons(10, noise, 5)[0] for noise in (0.0, 0.3))
    rng = np.random.default_rng(5)
    rng.uniform(size=10)
    np.testing.assert_allclose(blurred - clear, rng.normal(0, 0.3, (10, 2)))


def test_no_straight_line_separates_the_moons():
    X, y = moons(400, 0.05, 0)
    design = np.c_[np.ones(400), X]
    line = np.linalg.lstsq(design, y)[0]
    right = ((design @ line > 0) == (y > 0)).mean()
    assert 0.8 < right < 0.95

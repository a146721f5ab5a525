import numpy as np
import pytest

from helpers.landscapes import quadratic
from helpers.optimizers import adam, gd, momentum
from helpers.walks import LOST, steps_to_settle, walk


def parabola(x):
    """The gradient of x^2/2."""
    return x


# One walk


def test_a_walk_has_a_point_before_and_after_each_step():
    path = walk(gd, parabola, (1, 2), 3, learning_rate=0.5)
    np.testing.assert_allclose(path, [[1, 2], [0.5, 1], [0.25, 0.5], [0.125, 0.25]])
    assert walk(gd, parabola, (1, 2), 0, learning_rate=0.5).tolist() == [[1, 2]]


def test_a_walk_remembers_and_passes_the_settings_on():
    path = walk(momentum, parabola, (1.0,), 2, learning_rate=0.5, beta_1=0.5)
    np.testing.assert_allclose(path[:, 0], [1, 0.5, 0.5 + 0.5 * -0.5 - 0.25])


def test_a_walk_leaves_its_start_alone():
    start = np.array([1.0, 2.0])
    walk(gd, parabola, start, 3, learning_rate=0.5)
    assert start.tolist() == [1, 2]


def test_a_walk_ends_with_the_first_point_that_is_lost():
    # At a rate of 11 every step multiplies by -10: after nine the limit is reached,
    # after ten it is passed.
    path = walk(gd, parabola, (1.0,), 500, learning_rate=11.0)
    assert np.abs(path[-2:, 0]).tolist() == [LOST, 10 * LOST]
    assert len(path) == 11


def test_one_lost_parameter_ends_the_walk():
    bowl = quadratic(100.0)
    path = walk(gd, bowl.gradient, (1.0, 1.0), 500, learning_rate=0.1)
    assert len(path) < 20
    assert abs(path[-1, 0]) < 1 < LOST < abs(path[-1, 1])


def test_a_gradient_that_is_not_a_number_ends_the_walk():
    path = walk(gd, lambda x: np.full(1, np.nan), (1.0,), 500, learning_rate=0.1)
    assert len(path) == 2


# Many walks at once


def test_settling_counts_the_step_from_which_on_it_holds():
    # theta halves at every step: 1/2, 1/4, 1/8 < 0.2; at rate 2 it never settles.
    def below(theta):
        return np.abs(theta[..., 0]) < 0.2

    rates = np.array([0.5, 2.0])
    found = steps_to_settle(gd, parabola, [1.0], rates, 10, below)
    assert found.tolist() == [3, np.inf]


def test_what_held_and_was_left_again_does_not_count():
    # At rate 1.5 the sign flips, and so does whether theta is above -0.1:
    # -0.5, 0.25, -0.125, then small enough for ever.
    def above(theta):
        return theta[..., 0] > -0.1

    found = steps_to_settle(gd, parabola, [1.0], np.array([1.5]), 20, above)
    assert found.tolist() == [4]


def test_what_comes_after_the_most_steps_does_not_count():
    def above(theta):
        return theta[..., 0] > -0.1

    # The third step of the walk above would leave again.
    found = steps_to_settle(gd, parabola, [1.0], np.array([1.5]), 2, above)
    assert found.tolist() == [2]


def test_a_walk_that_settles_with_its_last_step_has_settled():
    def below(theta):
        return np.abs(theta[..., 0]) < 0.2

    rate = np.array([0.5])
    assert steps_to_settle(gd, parabola, [1.0], rate, 3, below) == 3
    assert steps_to_settle(gd, parabola, [1.0], rate, 2, below) == np.inf


@pytest.mark.parametrize("step", [gd, momentum, adam])
def test_walks_side_by_side_are_the_walks_one_by_one(step):
    bowl = quadratic(5.0)

    def near(theta):
        return (np.abs(theta) < 0.05).all(axis=-1)

    rates = np.array([0.02, 0.1, 0.2])
    found = steps_to_settle(step, bowl.gradient, bowl.start, rates, 300, near)
    for rate, steps in zip(rates, found, strict=True):
        path = walk(step, bowl.gradient, bowl.start, 300, learning_rate=rate)
        outside = np.flatnonzero(~near(path))
        assert steps == (outside[-1] + 1 if outside[-1] < 300 else np.inf)


def test_rates_that_are_far_too_large_are_no_error():
    rates = np.array([0.1, 1e200])
    found = steps_to_settle(
        gd, parabola, [1.0], rates, 200, lambda theta: np.abs(theta[..., 0]) < 0.1
    )
    assert np.isfinite(found).tolist() == [True, False]

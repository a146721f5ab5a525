"""Chapter 2: what its explorers say and show, and what its pictures are drawn from."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.chapters.mse.figures import (
    draw_differences,
    draw_slopes_of_losses,
    draw_valley,
)
from helpers.chapters.mse.laboratory import LAB
from helpers.chapters.mse.likelihood import LIKELIHOOD
from helpers.chapters.mse.lines import best_line
from helpers.chapters.mse.squares import FEW_X, FEW_Y, SQUARES
from helpers.data import SPRING, spring_data
from helpers.explorers import Stage, flipbook_bundle
from helpers.losses import mse, mse_hessian
from tests.conftest import sentence_of, state_of

# Lines


def test_without_noise_the_best_line_is_the_spring():
    X, y = spring_data(5, 0.0, 0)
    np.testing.assert_allclose(best_line(X, y), SPRING)


# A line by hand


def test_the_tilt_is_the_losses_derivative():
    h = 1e-6
    left, right = (state_of(SQUARES, slope=1.3 + d).loss for d in (-h, h))
    assert state_of(SQUARES, slope=1.3).tilt == pytest.approx((right - left) / (2 * h))


def test_the_squares_are_squares_on_their_residuals():
    settings = SQUARES.settings(slope=1.1)
    stage, state = Stage(SQUARES, settings), SQUARES.compute(**settings)
    SQUARES.paint(stage.artists, state)
    paths = stage.artists["squares"].get_paths()
    assert len(paths) == 8
    for path, residual, y in zip(paths, state.residuals, FEW_Y, strict=True):
        width, height = np.ptp(path.vertices, axis=0)
        assert width == pytest.approx(abs(residual))
        assert height == pytest.approx(abs(residual))
        assert y == pytest.approx(path.vertices[:, 1].max()) or residual < 0
    assert stage.artists["here"].get_xydata().tolist() == [[1.1, state.loss]]


def test_the_line_in_words():
    assert sentence_of(SQUARES).endswith("is -15.5: a steeper line would do better.")
    assert sentence_of(SQUARES, slope=2.2).endswith("a flatter line would do better.")
    x = FEW_X[:, 1]
    best = (x * (FEW_Y - 4.0)).sum() / (x**2).sum()
    at_best = sentence_of(SQUARES, slope=best)
    assert at_best.endswith("is 0: no other slope does better from this intercept.")
    near = sentence_of(SQUARES, slope=best - 0.001)
    assert near.endswith("is about 0: a hair steeper would be best.")
    flatter = sentence_of(SQUARES, slope=best + 0.02)  # at a derivative of 0.4
    assert flatter.endswith(": a flatter line would do better.")


def test_the_squares_are_added_up_in_words():
    state = replace(state_of(SQUARES), residuals=np.array([3.0, 0, 0, 0, 0, 0, 0, -1]))
    assert SQUARES.describe(state).startswith(
        "With a slope of 1.00 the 8 squares add up to 10.0 cm², their mean is 1.25. "
    )


# Likelihood


def test_all_three_judgements_agree_on_the_best_slope():
    slopes = np.linspace(0.5, 2.5, 401)
    states = [state_of(LIKELIHOOD, slope=slope) for slope in slopes]
    best = np.argmin([state.loss for state in states])
    assert best == np.argmax([state.likelihood for state in states])
    assert best == np.argmin([state.nll for state in states])
    assert 0 < best < 400


def test_the_densities_are_a_bell_of_area_one():
    grid = np.linspace(-12, 12, 4801)
    bell = np.exp(-(grid**2) / (2 * 0.8**2)) / (0.8 * np.sqrt(2 * np.pi))
    assert bell.sum() * (grid[1] - grid[0]) == pytest.approx(1)
    state = state_of(LIKELIHOOD, slope=1.4)
    residuals = FEW_Y - (SPRING[0] + 1.4 * FEW_X[:, 1])
    np.testing.assert_allclose(state.densities, np.interp(residuals, grid, bell), 1e-4)
    assert state.nll == pytest.approx(-np.log(state.likelihood))


def test_the_bars_end_on_the_bells():
    settings = LIKELIHOOD.settings(slope=1.5)
    stage, state = Stage(LIKELIHOOD, settings), LIKELIHOOD.compute(**settings)
    LIKELIHOOD.paint(stage.artists, state)
    bars = stage.artists["reach"].get_segments()
    bells = stage.artists["bells"].get_segments()
    for bar, bell, y in zip(bars, bells, FEW_Y, strict=True):
        assert bar[:, 1].tolist() == [y, y]
        on_bell = np.interp(y, bell[:, 1], bell[:, 0])
        assert bar[1, 0] == pytest.approx(on_bell, abs=2e-3)


def test_the_likelihood_in_words():
    sentence = sentence_of(LIKELIHOOD, slope=1.5)
    assert sentence == (
        "Slope 1.50: the likelihood of the 8 readings is 6.7e-04, minus its logarithm "
        "7.3, the MSE 0.28."
    )


# The laboratory


def test_the_descent_is_on_the_mse_and_ends_at_the_best_line():
    fitted = state_of(LAB, steps=1000, learning_rate=0.06)
    np.testing.assert_allclose(fitted.path[-1], fitted.best, atol=1e-4)
    start = np.array([9.0, 0.5])
    assert fitted.path[0].tolist() == start.tolist()
    assert fitted.losses[0] == mse(fitted.X @ start, fitted.y)
    grad = 2 / 20 * fitted.X.T @ (fitted.X @ start - fitted.y)
    np.testing.assert_allclose(fitted.path[1], start - 0.06 * grad)


def test_beyond_the_limit_the_run_is_given_up():
    fitted = state_of(LAB, learning_rate=0.09, steps=1000)
    assert fitted.limit == pytest.approx(
        2 / np.linalg.eigvalsh(mse_hessian(fitted.X))[-1]
    )
    assert fitted.lost
    assert len(fitted.path) < 1001
    sentence = LAB.describe(fitted)
    assert "the run was given up" in sentence
    assert "is not below 2/L = 0.0766" in sentence


def test_the_laboratory_in_words():
    words = sentence_of(LAB)
    assert words.startswith("Your line has an MSE of 7.92, after 100 steps 0.484; ")
    assert words.endswith("The learning rate 0.05 is below 2/L = 0.0766.")
    assert "after 1 step " in sentence_of(LAB, steps=1)
    fitted = state_of(LAB)
    at_the_limit = replace(fitted, learning_rate=fitted.limit)
    assert "is not below 2/L" in LAB.describe(at_the_limit)
    assert not fitted.lost and replace(fitted, path=fitted.path[:-1]).lost


@pytest.mark.parametrize("explorer", [SQUARES, LIKELIHOOD])
def test_flipbooks_fit_into_the_notebook(explorer):
    values = [0.5 + k / 20 for k in range(41)]
    bundle = flipbook_bundle(explorer, "slope", values=values)
    assert sum(map(len, bundle.values())) <= 400_000


# Pictures


def test_the_boxes_are_the_differences_that_were_meant():
    y_hat, y = np.array([1.0, 2.0, 4.0]), np.array([1.5, 2.5, 3.0])
    fig = draw_differences(y_hat, y)
    (image,) = fig.axes[0].images
    np.testing.assert_array_equal(np.diag(image.get_array()), y_hat - y)
    corners = [box.get_xy() for box in fig.axes[0].patches]
    assert corners == [(i - 0.5, i - 0.5) for i in range(3)]
    plt.close(fig)


def test_the_walks_through_the_valley_are_the_loss():
    X, y = spring_data(20, 0.8, 0)
    fig = draw_valley(X, y)
    best = best_line(X, y)
    _, directions = np.linalg.eigh(mse_hessian(X))
    for line, direction in zip(fig.axes[1].lines, directions.T, strict=True):
        away, height = line.get_xydata()[7]
        expected = mse(X @ (best + away * direction), y)
        assert height == pytest.approx(expected)
    plt.close(fig)


def test_the_plateau_of_the_squared_error():
    fig = draw_slopes_of_losses()
    squared, entropy = fig.axes[1].lines
    assert abs(squared.get_ydata()[0]) < 1e-4
    assert entropy.get_ydata()[0] == pytest.approx(-1, abs=1e-4)
    for loss, slope in zip(fig.axes[0].lines, fig.axes[1].lines, strict=True):
        z, height = loss.get_xydata().T
        np.testing.assert_allclose(
            np.gradient(height, z)[1:-1], slope.get_ydata()[1:-1], atol=2e-3
        )
    plt.close(fig)

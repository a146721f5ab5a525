"""Chapter 4: what its explorers say, its trials count and its pictures show."""

import math

import numpy as np
import pytest

from helpers.chapters import adam as chapter
from helpers.chapters.adam import (
    AVERAGES,
    NOISY,
    RACE,
    RACERS,
    SCALE,
    SUITED,
    SURFACES,
    logistic_regression,
    repaired_rule,
    steps_to_settle,
    walk,
)
from helpers.chapters.settings import CHAPTERS
from helpers.differentiation import central_differences
from helpers.exercises import Verdict, diagnose
from helpers.explorers import Stage, flipbook_bundle
from helpers.landscapes import quadratic, rosenbrock
from helpers.optimizers import adam, article_rule, gd


def state_of(explorer, **settings):
    return explorer.compute(**explorer.settings(**settings))


def sentence_of(explorer, **settings):
    return explorer.describe(state_of(explorer, **settings))


# The bias-correction slider


def test_the_corrected_average_starts_at_the_first_gradient():
    for beta in (0.0, 0.5, 0.98):
        state = state_of(AVERAGES, beta=beta)
        assert state.corrected[0] == pytest.approx(NOISY[0])
        assert state.raw[0] == pytest.approx((1 - beta) * NOISY[0])


def test_both_averages_are_weighted_sums():
    state = state_of(AVERAGES, beta=0.8)
    weights = 0.2 * 0.8 ** np.arange(10)[::-1]
    assert state.raw[9] == pytest.approx(weights @ NOISY[:10])
    assert state.corrected[9] == pytest.approx(np.average(NOISY[:10], weights=weights))
    assert state.weight == pytest.approx(weights.sum())


def test_the_averages_in_words():
    assert sentence_of(AVERAGES, beta=0.0).startswith("beta = 0 remembers nothing: ")
    nine = sentence_of(AVERAGES, beta=0.9)
    assert nine.startswith("beta = 0.90: at step 10 the weights add up to 0.65; ")
    # 1 - 0.9^28 is 0.948 and 1 - 0.9^29 is 0.953.
    assert nine.endswith("holds 95% of its weight after 29 steps.")
    assert sentence_of(AVERAGES, beta=0.04).endswith("after 1 step.")
    assert sentence_of(AVERAGES, beta=0.06).endswith("after 2 steps.")


# The gradient-scale slider


@pytest.mark.parametrize("scale", [1e-4, 1e-2, 1e4])
def test_adam_alone_does_not_notice_the_scale(scale):
    plain, scaled = state_of(SCALE), state_of(SCALE, scale=scale)
    np.testing.assert_allclose(scaled.paths["Adam"], plain.paths["Adam"], atol=1e-3)
    for name in ("GD", "article's rule"):
        assert not math.isclose(scaled.shares[name], plain.shares[name], rel_tol=0.5)


def test_every_rule_goes_down_while_nothing_is_rescaled():
    shares = state_of(SCALE).shares
    assert set(shares) == set(SUITED)
    assert max(shares.values()) < 0.1


def test_the_scale_in_words():
    assert "diverges" not in sentence_of(SCALE)
    large = sentence_of(SCALE, scale=1e4)
    assert large.startswith("Loss multiplied by 1e+04: GD diverges, Adam ends at ")
    assert large.endswith("the article's rule diverges.")


def test_the_scale_picture_shows_the_paths():
    settings = SCALE.settings(scale=0.1)
    stage, state = Stage(SCALE, settings), SCALE.compute(**settings)
    SCALE.paint(stage.artists, state)
    for name, path in state.paths.items():
        np.testing.assert_array_equal(stage.artists[name, "path"].get_xydata(), path)


# The race


def test_the_chapter_offers_the_race_as_it_is():
    parameters = {p.name: p for p in CHAPTERS["04_adam"]}
    assert parameters["surface"].choices == tuple(SURFACES)
    for parameter in RACE.parameters:
        assert parameters[parameter.name] == parameter


def test_the_race_runs_the_right_rules():
    race = state_of(RACE, steps=5, learning_rate=0.05)
    bowl = quadratic(20)
    for name, (step, *_) in RACERS.items():
        path = walk(
            step, lambda x: bowl.gradient(x) / 20, bowl.start, 5, learning_rate=0.05
        )
        if name != "RMSProp":  # its default memory is another one
            np.testing.assert_allclose(race.paths[name], path)


@pytest.mark.parametrize(
    ("explorer", "parameter", "values"),
    [
        (AVERAGES, "beta", [k / 50 for k in range(0, 50, 2)]),
        (SCALE, "scale", [float(f"{10 ** (k / 4):.4g}") for k in range(-16, 17)]),
    ],
)
def test_flipbooks_fit_into_the_notebook(explorer, parameter, values):
    bundle = flipbook_bundle(explorer, parameter, values=values)
    assert sum(map(len, bundle.values())) <= 400_000


# Trials


def test_a_walk_ends_where_it_is_lost():
    bowl = quadratic(1)
    path = walk(gd, bowl.gradient, bowl.start, 500, learning_rate=3.0)
    assert len(path) < 60
    assert np.isfinite(path).all()
    assert len(walk(gd, bowl.gradient, bowl.start, 7, learning_rate=0.1)) == 8


def test_settling_counts_the_step_from_which_on_it_holds():
    # theta halves at every step: 1/2, 1/4, 1/8 < 0.2; at rate 2 it never settles.
    def below(theta):
        return np.abs(theta[..., 0]) < 0.2

    rates = np.array([0.5, 2.0])
    found = steps_to_settle(gd, lambda theta: theta, [1.0], rates, 10, below)
    assert found.tolist() == [3, np.inf]
    # At rate 1.5 the sign flips, and so does whether theta is above -0.1.
    late = steps_to_settle(
        gd,
        lambda theta: theta,
        [1.0],
        np.array([1.5]),
        20,
        lambda theta: theta[..., 0] > -0.1,
    )
    assert late.tolist() == [4]  # -0.5, 0.25, -0.125, then small enough for ever


def test_adam_takes_123_steps_whatever_the_condition_number():
    def settled(theta):
        return (np.abs(theta) < 1e-3).all(axis=-1)

    for kappa in (1.0, 100.0, 1e4, 1e6):
        gradient = quadratic(kappa).gradient
        found = steps_to_settle(adam, gradient, (1, 1), np.array([0.1]), 400, settled)
        assert found.tolist() == [123]


def test_the_article_s_rule_wins_a_race():
    goal = 1e-6 * rosenbrock.value(np.array([-1.2, 1.0]))
    rates = 10.0 ** (np.arange(-37, -34) / 8)
    found = steps_to_settle(
        article_rule,
        rosenbrock.gradient,
        (-1.2, 1.0),
        rates,
        1500,
        lambda theta: rosenbrock.value(theta) < goal,
    )
    assert found.tolist() == [np.inf, 71, np.inf]


def test_logistic_regression_is_at_its_minimum_there():
    model = logistic_regression(3)
    theta, rng = np.array(model.minimum), np.random.default_rng(0)
    np.testing.assert_allclose(model.gradient(theta), 0, atol=1e-12)
    near = rng.normal(size=(4, 5))
    for point in near:
        slope = central_differences(model.value, point)
        np.testing.assert_allclose(model.gradient(point), slope, atol=1e-8)
        curved = central_differences(model.gradient, point)
        np.testing.assert_allclose(model.hessian(point), curved, atol=1e-7)
    np.testing.assert_allclose(model.gradient(near)[2], model.gradient(near[2]))
    assert model.value(near)[2] == pytest.approx(model.value(near[2]))


def test_the_repaired_rule_by_hand():
    # m: 0.1; v: 0.001 * (1 - 0.1)^2; both corrected.
    theta, state = repaired_rule(np.zeros(1), np.ones(1), learning_rate=0.1, epsilon=0)
    assert theta == pytest.approx(-0.1 / 0.9)
    # m: 0.09 + 0.1 * (-2 - 0.1) = -0.12; v: 0.00081 * 0.998 + 0.001 * 1.88^2
    theta, _ = repaired_rule(
        np.zeros(1), np.full(1, -2.0), state, learning_rate=0.1, epsilon=0
    )
    v_hat = (0.00081 * 0.998 + 0.001 * 1.88**2) / 0.001999
    assert theta == pytest.approx(0.1 * (0.12 / 0.19) / math.sqrt(v_hat))


# Figures


def test_paths_are_drawn_where_they_are():
    bowl, path = quadratic(5), np.array([[1.0, 2.0], [0.5, -1.0]])
    fig = chapter.draw_paths(bowl, {"one": path, "two": path + 1})
    lines = [ax.get_lines()[0].get_xydata() for ax in fig.axes]
    np.testing.assert_array_equal(lines, [path, path + 1])
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["one", "two"]


# Exercises


@pytest.mark.parametrize(
    ("key", "answer", "words"),
    [
        ("E4.1", lambda g, beta: np.mean(g), "That is the plain mean"),
        ("E4.4", lambda r, b1, b2: 1.0, "You say 1 whatever r is"),
        ("E4.6", lambda step: 1.0, "You trust every one of them"),
    ],
)
def test_what_a_learner_reads(key, answer, words):
    (exercise,) = [e for e in chapter.EXERCISES if e.id == key]
    diagnosis = diagnose(exercise, answer)
    assert diagnosis.verdict is Verdict.WRONG
    assert words in diagnosis.mistake.sentence


def test_three_of_the_fourteen_suspects_are_innocent():
    innocent = [step for step in chapter.SUSPECTS if chapter.is_adam(step)]
    assert len(chapter.SUSPECTS) == 14
    assert len(innocent) == 3
    assert len({step.__name__ for step in chapter.SUSPECTS}) == 14

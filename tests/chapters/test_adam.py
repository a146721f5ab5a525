"""Chapter 4: what its explorers say, its trials count and its pictures show."""

import math
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.chapters.adam.averages import AVERAGES, NOISY
from helpers.chapters.adam.exercises.e4_6_is_adam import cases_of_is_adam, is_adam
from helpers.chapters.adam.figures import draw_paths, draw_rates
from helpers.chapters.adam.parameters import PARAMETERS
from helpers.chapters.adam.race import LEAST, RACE, RACERS
from helpers.chapters.adam.rescaled import RESCALED, SUITED
from helpers.chapters.adam.rules import RULES, repaired_rule
from helpers.chapters.adam.surfaces import SURFACES, logistic_regression
from helpers.check import check
from helpers.differentiation import central_differences
from helpers.explorers import Stage, flipbook_bundle
from helpers.landscapes import quadratic, rosenbrock
from helpers.optimizers import adam, article_rule
from helpers.walks import steps_to_settle, walk
from tests.conftest import sentence_of, state_of

NOT_COMPARED = 1  # cells whose output differs from machine to machine

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
    assert "the raw average says 0.59, the corrected one 0.91" in nine
    assert sentence_of(AVERAGES, beta=0.04).endswith("after 1 step.")
    assert sentence_of(AVERAGES, beta=0.06).endswith("after 2 steps.")
    exactly = sentence_of(AVERAGES, beta=math.sqrt(0.05))
    assert exactly.endswith("holds 95% of its weight after 2 steps.")


# The gradient-scale slider


@pytest.mark.parametrize("scale", [1e-4, 1e-2, 1e4])
def test_adam_alone_does_not_notice_the_scale(scale):
    plain, scaled = state_of(RESCALED), state_of(RESCALED, scale=scale)
    np.testing.assert_allclose(scaled.paths["adam"], plain.paths["adam"], atol=1e-3)
    for key in ("gd", "article_rule"):
        assert not math.isclose(scaled.shares[key], plain.shares[key], rel_tol=0.5)


def test_every_rule_goes_down_while_nothing_is_rescaled():
    shares = state_of(RESCALED).shares
    assert set(shares) == set(SUITED)
    assert max(shares.values()) < 0.1


def test_the_scale_in_words():
    assert "diverges" not in sentence_of(RESCALED)
    large = sentence_of(RESCALED, scale=1e4)
    assert large.startswith("Loss multiplied by 1e+04: GD diverges, Adam ends at ")
    assert large.endswith("the article's rule diverges.")
    higher = replace(state_of(RESCALED), shares={"gd": 1.5, "adam": 1.0})
    assert RESCALED.describe(higher).endswith(
        "GD diverges, Adam ends at 1 times the loss."
    )


def test_no_rule_takes_more_than_80_steps():
    paths = state_of(RESCALED).paths.values()
    assert {len(path) for path in paths} == {81}


def test_the_scale_picture_shows_the_paths():
    settings = RESCALED.settings(scale=0.1)
    stage, state = Stage(RESCALED, settings), RESCALED.compute(**settings)
    RESCALED.paint(stage.artists, state)
    for key, path in state.paths.items():
        np.testing.assert_array_equal(stage.artists[key, "path"].get_xydata(), path)


def test_the_shares_are_those_of_the_bowl_from_end_to_start():
    state, bowl = state_of(RESCALED), quadratic(20)
    for key, path in state.paths.items():
        assert np.array_equal(path[0], bowl.start)
        share = bowl.value(path[-1]) / bowl.value(np.array(bowl.start))
        assert state.shares[key] == pytest.approx(share)
    step = state.paths["adam"][1] - state.paths["adam"][0]
    assert np.abs(step) == pytest.approx(0.35, rel=1e-6)  # its learning rate


# The race


def test_every_surface_can_be_chosen():
    (surface,) = [p for p in PARAMETERS if p.name == "surface"]
    assert surface.choices == tuple(SURFACES)


def test_the_race_runs_the_right_rules():
    race = state_of(RACE, steps=5, learning_rate=0.05)
    bowl = quadratic(20)
    for key, rule in RACERS.items():
        path = walk(
            rule.step,
            lambda theta: bowl.gradient(theta) / 20,
            bowl.start,
            5,
            learning_rate=0.05,
        )
        if key != "rmsprop":  # its default memory is another one
            np.testing.assert_allclose(race.paths[key], path)


def test_everybody_starts_at_the_same_place_and_takes_the_same_number_of_steps():
    race = state_of(RACE, steps=20)
    for path in race.paths.values():
        assert path[0].tolist() == list(SURFACES["long bowl"].start)
        assert len(path) == 21


def test_the_steepest_curvature_at_the_start_is_one_on_every_surface():
    for surface in SURFACES:
        race = state_of(RACE, surface=surface, learning_rate=1.0, steps=1)
        landscape = SURFACES[surface]
        start = np.array(landscape.start)
        sharpest = np.abs(np.linalg.eigvalsh(landscape.hessian(start))).max()
        expected = start - landscape.gradient(start) / sharpest
        np.testing.assert_allclose(race.paths["gd"][1], expected)


def test_adam_s_first_step_is_the_learning_rate_and_the_article_s_316_gradients():
    race = state_of(RACE, learning_rate=0.01, steps=1)
    step = {key: path[1] - path[0] for key, path in race.paths.items()}
    np.testing.assert_allclose(np.abs(step["adam"]), 0.01, rtol=1e-6)
    np.testing.assert_allclose(step["article_rule"] / step["gd"], 316.2, rtol=1e-4)


def test_gradient_descent_does_not_see_that_the_bowl_was_turned_and_adam_does():
    straight, turned = (
        state_of(RACE, surface=surface) for surface in ("long bowl", "turned bowl")
    )
    np.testing.assert_allclose(straight.losses["gd"], turned.losses["gd"])
    assert turned.losses["adam"][-1] > 2 * straight.losses["adam"][-1]


def test_without_memory_momentum_is_gradient_descent():
    race = state_of(RACE, beta_1=0.0)
    np.testing.assert_allclose(race.paths["momentum"], race.paths["gd"])
    assert RACE.describe(race).endswith(
        "With beta_1 = 0 momentum is plain gradient descent."
    )
    assert "beta_1" not in sentence_of(RACE, beta_1=0.01)


def test_the_race_in_words():
    race = state_of(RACE)
    order = race.order()
    losses = [race.losses[key][-1] for key in order]
    assert losses == sorted(losses)
    assert RACE.describe(race).startswith(
        f"After 60 steps on the long bowl: {RULES[order[0]].name} is lowest, at "
    )
    assert sentence_of(RACE, steps=1).startswith("After 1 step on the long bowl: ")


def test_who_leaves_the_picture_is_said_to():
    shot = sentence_of(RACE, learning_rate=3.0, steps=40)
    assert "the article's rule shot out of the picture" in shot
    fallen = sentence_of(RACE, surface="saddle", steps=120)
    assert fallen == (
        "After 120 steps on the saddle: GD, momentum, RMSProp, Adam and the article's "
        "rule went downhill out of the picture."
    )


WINDOW = np.array(SURFACES["long bowl"].window)
LOW, HIGH = WINDOW.T


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ([LOW, HIGH, LOW], True),
        ([LOW, LOW, HIGH], True),
        ([LOW, LOW, LOW - 0.01], False),
        ([LOW, LOW, HIGH + 0.01], False),
        ([LOW, LOW - 1, LOW], True),
        ([LOW, HIGH + 1, HIGH], True),
    ],
)
def test_the_picture_ends_with_its_edge(path, inside):
    losses = np.array([1.0, 0.5, 0.25])
    paths = {"gd": np.array(path), "adam": np.array([LOW, LOW, LOW])}
    race = replace(state_of(RACE), paths=paths, losses=dict.fromkeys(paths, losses))
    assert race.order() == (["gd", "adam"] if inside else ["adam"])


def test_the_last_loss_decides_and_is_said():
    still = np.array([LOW, LOW, LOW])
    losses = {"gd": np.array([1.0, 0.1, 0.5]), "adam": np.array([1.0, 0.9, 0.25])}
    race = replace(state_of(RACE), paths=dict.fromkeys(losses, still), losses=losses)
    assert race.order() == ["adam", "gd"]
    assert "Adam is lowest, at 0.25 times the first loss, followed by GD." in (
        RACE.describe(race)
    )
    alone = replace(
        race, paths={"gd": still}, losses={"gd": np.array([1.0, 1.0, LEAST])}
    )
    assert RACE.describe(alone).endswith(
        "long bowl: GD is lowest, at 1e-06 times the first loss."
    )


@pytest.mark.parametrize("surface", SURFACES)
def test_losses_are_in_units_of_the_first(surface):
    race, landscape = state_of(RACE, surface=surface), SURFACES[surface]
    first = landscape.value(np.array(landscape.start))
    assert race.losses["gd"] == pytest.approx(landscape.value(race.paths["gd"]) / first)


def test_the_bowl_is_turned_by_thirty_degrees():
    c, s = math.cos(math.pi / 6), math.sin(math.pi / 6)
    turn = np.array([[c, -s], [s, c]])
    plain, turned = (
        SURFACES[name].hessian(np.zeros(2)) for name in ("long bowl", "turned bowl")
    )
    assert np.sort(np.linalg.eigvalsh(turned)) == pytest.approx([1, 20])
    ways = [turn @ plain @ turn.T, turn.T @ plain @ turn]
    assert any(np.allclose(turned, way) for way in ways)


@pytest.mark.parametrize(
    ("losses", "way"),
    [
        ([1.0, 1.0, -0.1], "went downhill"),
        ([1.0, -0.1, 0.5], "shot"),
        ([1.0, -0.1, 0.0], "shot"),
    ],
)
def test_who_has_left_went_downhill_if_the_loss_is_below_zero_in_the_end(losses, way):
    away = np.full((3, 2), 1e3)
    race = replace(state_of(RACE), paths={"gd": away}, losses={"gd": np.array(losses)})
    assert RACE.describe(race).endswith(f": GD {way} out of the picture.")


def test_a_loss_too_small_to_draw_is_said_to_be():
    race = state_of(RACE)
    assert race.losses["rmsprop"][-1] < 1e-6
    assert "RMSProp is lowest, at less than 1e-06 of the first loss" in RACE.describe(
        race
    )


@pytest.mark.parametrize(
    ("explorer", "parameter", "values"),
    [
        (AVERAGES, "beta", [k / 50 for k in range(0, 50, 2)]),
        (RESCALED, "scale", [float(f"{10 ** (k / 4):.4g}") for k in range(-16, 17)]),
        (RACE, "steps", range(3, 121, 3)),
    ],
)
def test_flipbooks_fit_into_the_notebook(explorer, parameter, values):
    bundle = flipbook_bundle(explorer, parameter, values=values)
    assert sum(map(len, bundle.values())) <= 400_000


# Trials


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
    X = np.random.default_rng(3).normal(size=(200, 5))
    np.testing.assert_allclose(model.hessian(np.zeros(5)), X.T @ X / 4 / 200)


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
    # A gradient as small as epsilon: a step of 1 / (0.9 + 1) of the learning rate.
    theta, _ = repaired_rule(np.zeros(1), np.full(1, 1e-8))
    assert theta == pytest.approx(-0.001 / 1.9)


# Figures


def test_paths_are_drawn_where_they_are():
    bowl, path = quadratic(5), np.array([[1.0, 2.0], [0.5, -1.0]])
    fig = draw_paths(bowl, {"one": path, "two": path + 1})
    lines = [ax.get_lines()[0].get_xydata() for ax in fig.axes]
    np.testing.assert_array_equal(lines, [path, path + 1])
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["one", "two"]
    plt.close(fig)


def test_a_rule_looks_the_same_in_the_race_and_in_the_figures():
    rates, steps = np.array([0.1, 1.0]), np.array([9.0, 7.0])
    panels = {title: dict.fromkeys(RACERS, (rates, steps)) for title in ("a", "b")}
    fig = draw_rates(panels, most=20)
    drawn = [line for line in fig.axes[0].lines if line.get_linestyle() != "None"]
    racing = Stage(RACE, RACE.settings()).artists
    for line, (key, rule) in zip(drawn, RACERS.items(), strict=True):
        path = racing[key, "path"]
        assert line.get_color() == path.get_color() == rule.color
        assert line.get_linestyle() == path.get_linestyle() == rule.line
    looks = {(rule.color, rule.line) for rule in RULES.values()}
    assert len(looks) == len(RULES)
    plt.close(fig)


# Exercises


@pytest.mark.parametrize(
    ("key", "answer", "words"),
    [
        ("E4.1", lambda g, beta: np.mean(g), "That is the plain mean"),
        ("E4.4", lambda r, b1, b2: 1.0, "You say 1 whatever r is"),
        ("E4.6", lambda step: 1.0, "You trust every one of them"),
    ],
)
def test_what_a_learner_reads(key, answer, words, capsys):
    check(key, answer)
    said = capsys.readouterr().out
    assert said.startswith(f"{key}: wrong on ")
    assert words in said


def test_three_of_the_fourteen_suspects_are_innocent():
    suspects = [step for (step,) in cases_of_is_adam()]
    assert len(suspects) == 14
    assert sum(map(is_adam, suspects)) == 3
    names = [step.__name__ for step in suspects]
    assert names == [f"suspect_{number}" for number in range(1, 15)]

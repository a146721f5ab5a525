"""The chapters' explorers: what their pictures show, tested through their data."""

import inspect
import math
import re
from importlib import import_module
from pathlib import Path

import nbformat
import numpy as np
import pytest
from helpers.chapters.settings import CHAPTERS

from helpers.chapters.adam import RACE, SURFACES
from helpers.chapters.gradient_descent import STEP_SIZE
from helpers.chapters.relu import HINGES, TARGETS, X
from helpers.explorers import Explorer, Stage, flipbook_bundle, frame_values

ROOT = Path(__file__).resolve().parent.parent
# Every explorer of every chapter, by the name that notebooks import.
EXPLORERS = {
    name: value
    for path in sorted((ROOT / "helpers" / "chapters").glob("[a-z]*.py"))
    for name, value in vars(import_module(f"helpers.chapters.{path.stem}")).items()
    if isinstance(value, Explorer)
}
every_explorer = pytest.mark.parametrize(
    "explorer", EXPLORERS.values(), ids=EXPLORERS.keys()
)


def state_of(explorer, **settings):
    return explorer.compute(**explorer.settings(**settings))


def sentence_of(explorer, **settings):
    return explorer.describe(state_of(explorer, **settings))


# Every explorer


@every_explorer
def test_compute_takes_exactly_the_parameters(explorer):
    names = [parameter.name for parameter in explorer.parameters]
    assert list(inspect.signature(explorer.compute).parameters) == names
    assert set(explorer.redraws) <= set(names)


@every_explorer
def test_the_explorer_names_its_notebook(explorer):
    assert explorer.notebook[:2].isdigit()


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")))
def test_a_laboratory_has_the_chapters_parameters(path):
    # Otherwise the papermill command that it shows could not run.
    code = [c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code"]
    for name in re.findall(r"laboratory\((\w+)", "\n".join(code)):
        known = {parameter.name for parameter in CHAPTERS[path.stem]}
        assert {parameter.name for parameter in EXPLORERS[name].parameters} <= known
        assert EXPLORERS[name].notebook == path.stem


@every_explorer
def test_every_corner_of_the_ranges_can_be_drawn_and_described(explorer):
    for parameter in explorer.parameters:
        extremes = parameter.choices or (parameter.low, parameter.high)
        for value in extremes:
            settings = explorer.settings(**{parameter.name: value})
            state = explorer.compute(**settings)
            Stage(explorer, settings).layer(state)
            assert explorer.describe(state).endswith(".")


@pytest.mark.parametrize(
    ("explorer", "parameter", "values"),
    [
        (STEP_SIZE, "learning_rate", None),
        (HINGES, "hinges", None),
        (RACE, "steps", range(3, 121, 3)),
        (RACE, "learning_rate", None),
    ],
)
def test_flipbooks_fit_into_a_notebook(explorer, parameter, values):
    bundle = flipbook_bundle(explorer, parameter, values=values)
    assert sum(map(len, bundle.values())) <= 400_000


@every_explorer
def test_what_moves_is_not_in_the_background(explorer):
    settings = explorer.settings()
    stage = Stage(explorer, settings)
    before = stage.background.tobytes()
    assert stage.layer(explorer.compute(**settings)).getbbox() is not None
    assert stage.pixels().tobytes() != before
    assert Stage(explorer, settings).background.tobytes() == before


# Chapter 1: hinges


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("hinges", [1, 2, 7, 40])
def test_the_sum_of_hinges_meets_the_curve_at_every_joint(target, hinges):
    fit = state_of(HINGES, hinges=hinges, target=target)
    assert len(fit.joints) == hinges
    at_joints = np.interp(fit.joints, X, fit.sum)
    np.testing.assert_allclose(at_joints, TARGETS[target](fit.joints), atol=0.01)
    assert fit.sum[-1] == pytest.approx(TARGETS[target](X[-1]))
    assert fit.gap == np.abs(fit.sum - TARGETS[target](X)).max()


def test_the_pieces_are_hinges_and_add_up():
    fit = state_of(HINGES, hinges=6)
    for joint, weight, piece in zip(fit.joints, fit.weights, fit.pieces, strict=True):
        np.testing.assert_allclose(piece, weight * np.maximum(X - joint, 0))
    np.testing.assert_allclose(fit.pieces.sum(axis=0) + TARGETS["wave"](-3.0), fit.sum)


def test_the_gap_falls_as_the_square_of_the_number_of_hinges():
    gaps = [state_of(HINGES, hinges=hinges, target="bell").gap for hinges in (20, 40)]
    assert math.log2(gaps[0] / gaps[1]) == pytest.approx(2, abs=0.15)


def test_hinges_in_words():
    assert sentence_of(HINGES, hinges=1).startswith("1 hinge, with its joint at the")
    assert "joints at x = -3.00, 0.00:" in sentence_of(HINGES, hinges=2)
    assert "-2.00, -1.00, 0.00, 1.00, 2.00:" in sentence_of(HINGES, hinges=6)
    assert "7 hinges, a joint every 0.86:" in sentence_of(HINGES, hinges=7)
    gap, half = (state_of(HINGES, hinges=n).gap for n in (10, 5))
    assert sentence_of(HINGES, hinges=10).endswith(
        f"the largest gap is {gap:.3f}. Half as many hinges leave {half:.3f}, "
        f"{half / gap:.1f} times as much."
    )


def test_a_joint_on_the_corner_leaves_no_gap():
    assert "no gap is left" in sentence_of(HINGES, hinges=2, target="corner")
    assert "the largest gap is" in sentence_of(HINGES, hinges=3, target="corner")


# Chapter 3: the learning rate


def test_the_flipbook_stops_at_exactly_two_over_L():
    rates = frame_values(STEP_SIZE, STEP_SIZE.parameter("learning_rate"), None)
    assert len(rates) == 60
    assert {0.1, 0.2} <= set(rates)  # 1/L and 2/L of the default bowl
    assert rates[0] < 0.1 / 10
    assert rates[-1] > 2.3 / 10


@pytest.mark.parametrize("learning_rate", [0.004, 0.1, 0.2, 0.24])
def test_each_direction_shrinks_by_its_own_factor(learning_rate):
    descent = state_of(STEP_SIZE, learning_rate=learning_rate)
    k = np.arange(41)
    for axis, factor in enumerate([1 - learning_rate, 1 - 10 * learning_rate]):
        expected = descent.path[0, axis] * factor**k
        np.testing.assert_allclose(descent.path[:, axis], expected, atol=1e-12)
    assert (descent.along, descent.across) == (
        1 - learning_rate,
        1 - 10 * learning_rate,
    )


@pytest.mark.parametrize(
    ("learning_rate", "words"),
    [
        (0.004, "At 0.04/L every step keeps 0.960 of the error across"),
        (0.096, "At 0.96/L every step keeps 0.040 of the error across"),
        (0.1, "At exactly 1/L = 0.1 one step reaches the valley floor"),
        (0.104, "At 1.04/L every step jumps over the valley floor"),
        (2 / 11, "At 2/(mu + L) = 0.1818 both directions shrink alike, to 0.818"),
        (0.199999, "At 2.00/L every step jumps over the valley floor"),
        (0.2, "At exactly 2/L = 0.2 the path neither shrinks nor grows"),
        (0.200001, "Beyond 2/L = 0.2 the path grows"),
        (0.24, "Beyond 2/L = 0.2 the path grows: every step multiplies the error "),
    ],
)
def test_the_learning_rate_in_words(learning_rate, words):
    assert sentence_of(STEP_SIZE, learning_rate=learning_rate).startswith(words)


@pytest.mark.parametrize("kappa", [1.0, 3.0, 7.0, 10.0, 49.0, 100.0])
def test_at_two_over_L_the_path_bounces_for_ever(kappa):
    rate = 2 / kappa
    if rate > 0.24:  # outside the slider, not outside the mathematics
        descent = STEP_SIZE.compute(rate, kappa, 40)
    else:
        descent = state_of(STEP_SIZE, learning_rate=rate, kappa=kappa)
    across = descent.path[:, 1]
    np.testing.assert_allclose(across, across[0] * (-1.0) ** np.arange(41))
    assert "neither shrinks nor grows" in STEP_SIZE.describe(descent)


def test_a_lost_path_stops_before_it_overflows():
    descent = state_of(STEP_SIZE, learning_rate=0.24, kappa=100.0, steps=200)
    assert len(descent.path) < 201
    assert np.isfinite(descent.losses).all()
    steps = len(descent.path) - 1
    assert f"After {steps} steps the loss is" in STEP_SIZE.describe(descent)


def test_one_step_is_not_one_steps():
    assert "After one step the loss" in sentence_of(STEP_SIZE, steps=1)


def test_the_picture_shows_the_numbers():
    settings = STEP_SIZE.settings(learning_rate=0.2)
    stage = Stage(STEP_SIZE, settings)
    state = STEP_SIZE.compute(**settings)
    STEP_SIZE.paint(stage.artists, state)
    np.testing.assert_array_equal(stage.artists["path"].get_xydata(), state.path)
    np.testing.assert_array_equal(stage.artists["loss"].get_ydata(), state.losses)
    assert stage.artists["across"].get_xydata().tolist() == [[0.2, 1.0]]


# Chapter 4: the race


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
        np.testing.assert_allclose(race.paths["GD"][1], expected)


def test_adam_s_first_step_is_the_learning_rate_and_the_article_s_316_gradients():
    race = state_of(RACE, learning_rate=0.01, steps=1)
    step = {name: path[1] - path[0] for name, path in race.paths.items()}
    np.testing.assert_allclose(np.abs(step["Adam"]), 0.01, rtol=1e-6)
    np.testing.assert_allclose(step["article's rule"] / step["GD"], 316.2, rtol=1e-4)


def test_gradient_descent_does_not_see_that_the_bowl_was_turned_and_adam_does():
    straight, turned = (
        state_of(RACE, surface=surface) for surface in ("long bowl", "turned bowl")
    )
    np.testing.assert_allclose(straight.losses["GD"], turned.losses["GD"])
    assert turned.losses["Adam"][-1] > 2 * straight.losses["Adam"][-1]


def test_without_memory_momentum_is_gradient_descent():
    race = state_of(RACE, beta_1=0.0)
    np.testing.assert_allclose(race.paths["momentum"], race.paths["GD"])
    assert RACE.describe(race).endswith(
        "With beta_1 = 0 momentum is plain gradient descent."
    )
    assert "beta_1" not in sentence_of(RACE, beta_1=0.01)


def test_the_race_in_words():
    race = state_of(RACE)
    order = race.order()
    losses = [race.losses[name][-1] for name in order]
    assert losses == sorted(losses)
    assert RACE.describe(race).startswith(
        f"After 60 steps on the long bowl: {order[0]} is lowest, at "
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


def test_a_loss_too_small_to_draw_is_said_to_be():
    race = state_of(RACE)
    assert race.losses["RMSProp"][-1] < 1e-6
    assert "RMSProp is lowest, at less than 1e-06 of the first loss" in RACE.describe(
        race
    )

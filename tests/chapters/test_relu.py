"""Chapter 1: the small network, its explorers, and what was measured for it."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.chapters.relu import first_step, hinge_network, laboratory
from helpers.chapters.relu.curves import TARGETS, X
from helpers.chapters.relu.figures import draw_losses, draw_three_hinges
from helpers.chapters.relu.first_step import FIRST_STEP
from helpers.chapters.relu.hinge_network import DATA_U, DATA_X
from helpers.chapters.relu.hinges import HINGES
from helpers.chapters.relu.laboratory import LAB
from helpers.chapters.relu.parameters import TARGET
from helpers.differentiation import complex_step
from helpers.explorers import Stage, flipbook_bundle
from helpers.results import load_results
from helpers.walks import LOST
from tests.conftest import sentence_of, state_of

NOT_COMPARED = 1  # cells whose output differs from machine to machine

WAVE = TARGETS["wave"](DATA_X)


# The curves and the network


def test_the_curves():
    assert (len(X), X[0], X[-1]) == (601, -3.0, 3.0)
    assert (len(DATA_X), DATA_X[0], DATA_X[-1]) == (61, -3.0, 3.0)
    values = {
        name: curve(np.array([-1.0, 0.0, 3.0])) for name, curve in TARGETS.items()
    }
    e = math.exp(-1)
    expected = {
        "wave": [-0.4 * math.sin(2), 0.0, 1.2 * math.sin(6)],
        "bell": [1.2 * e, 1.2, 1.2 * e**9],
        "step": [-math.tanh(4), 0.0, math.tanh(12)],
        "corner": [0.0, -1.0, 2.0],
    }
    assert values.keys() == expected.keys()
    for name, value in values.items():
        np.testing.assert_allclose(value, expected[name])


def test_the_answer_of_a_network():
    theta = np.array([1.0, -1.0]), np.array([0.0, 0.5]), np.array([2.0, 4.0]), 0.25
    answer = hinge_network.answer(theta, np.array([-1.0, 0.0, 1.0]))
    assert answer.tolist() == [6.25, 2.25, 2.25]


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("leak", [0.0, 0.1])
def test_the_gradient_is_that_of_the_loss(part, leak):
    theta = hinge_network.scatter(5, 2.0, 3)

    def loss(values):
        changed = list(theta)
        changed[part] = values
        return hinge_network.loss_and_gradient(tuple(changed), DATA_U, WAVE, leak)[0]

    _, grad = hinge_network.loss_and_gradient(theta, DATA_U, WAVE, leak)
    expected = complex_step(loss, theta[part])
    np.testing.assert_allclose(grad[part], expected, rtol=1e-10, atol=1e-13)


def test_the_loss_is_the_mean_of_the_squared_errors_of_the_answer():
    theta = hinge_network.scatter(7, 2.0, 0)
    loss, _ = hinge_network.loss_and_gradient(theta, DATA_U, WAVE)
    assert loss == pytest.approx(
        ((hinge_network.answer(theta, DATA_U) - WAVE) ** 2).mean()
    )


def test_the_first_weights_have_the_variance_that_was_asked_for():
    for gain in (0.5, 2.0):
        w, b, v, c = hinge_network.scatter(40_000, gain, 0)
        assert w.var() == pytest.approx(gain, rel=0.03)
        assert 40_000 * v.var() == pytest.approx(gain, rel=0.03)
        assert np.abs(b / w).max() <= 1
        assert c == 0


def test_dead_means_off_at_every_input():
    u = np.linspace(-1, 1, 101)
    for seed in range(5):
        w, b, v, c = hinge_network.scatter(30, 2.0, seed)
        theta = w, b - 0.8, v, c
        off = (u[:, None] * w + b - 0.8 <= 0).all(axis=0)
        np.testing.assert_array_equal(hinge_network.dead(theta), off)
        assert 0 < off.sum() < 30
    edge = np.array([1.0, -1.0]), np.array([-1.0, -0.999]), None, None
    assert hinge_network.dead(edge).tolist() == [True, False]


@pytest.mark.parametrize("learning_rate", [0.05, 0.3, 0.9])
def test_the_dead_do_not_move(learning_rate):
    theta, _ = hinge_network.descend(
        hinge_network.scatter(24, 2.0, 0), DATA_U, WAVE, 3.0, 1
    )
    gone = hinge_network.dead(theta)
    assert gone.any()
    later, _ = hinge_network.descend(theta, DATA_U, WAVE, learning_rate, 50)
    for before, after in zip(theta[:3], later[:3], strict=True):
        np.testing.assert_array_equal(before[gone], after[gone])


@pytest.mark.parametrize("seed", range(5))
def test_a_rate_of_09_kills_everybody_and_leaves_the_variance(seed):
    theta, losses = hinge_network.descend(
        hinge_network.scatter(24, 2.0, seed), DATA_U, WAVE, 0.9, 500
    )
    assert hinge_network.dead(theta).all()
    assert losses[-1] == pytest.approx(WAVE.var())


def test_a_lost_run_stops():
    start = hinge_network.scatter(24, 2.0, 0)
    theta, losses = hinge_network.descend(start, DATA_U, WAVE, 3.0, 500)
    steps = len(losses)
    assert steps < 500
    before, _ = hinge_network.descend(start, DATA_U, WAVE, 3.0, steps - 1)
    assert np.abs(np.hstack(before)).max() < LOST  # it was the last step that lost it
    assert LOST < np.abs(np.hstack(theta)).max() < np.inf
    assert np.isfinite(losses).all()


@pytest.mark.parametrize("seed", range(3))
def test_in_the_wedge_a_leaky_network_finds_the_best_line_and_no_more(seed):
    w, _, v, c = hinge_network.scatter(24, 2.0, seed)
    theta = w, -np.abs(w) - 0.2, v, c
    line = np.polyval(np.polyfit(DATA_X, WAVE, 1), DATA_X)
    best = ((line - WAVE) ** 2).mean()
    after, losses = hinge_network.descend(theta, DATA_U, WAVE, 0.05, 1000, 0.1)
    assert losses[-1] == pytest.approx(best, rel=1e-3)
    assert hinge_network.dead(after).all()


# The hinge builder


def test_every_curve_can_be_chosen():
    assert TARGET.choices == tuple(TARGETS)


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


def test_half_as_many_hinges_are_one_at_least():
    fit = state_of(HINGES, hinges=1)
    assert fit.coarser == fit.gap
    assert state_of(HINGES, hinges=3).coarser == fit.gap


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


# The first step


@pytest.mark.parametrize("first_step", [0.01, 0.3, 1.0, 10.0])
def test_the_state_is_one_step_and_then_careful_ones(first_step):
    state = state_of(FIRST_STEP, first_step=first_step, lift=5.0)
    _, grad = hinge_network.loss_and_gradient(state.before, DATA_U, WAVE + 5)
    for old, slope, new in zip(state.before, grad, state.after, strict=True):
        np.testing.assert_allclose(new, old - first_step * slope, rtol=1e-12)
    for part, start in zip(
        state.before, hinge_network.scatter(24, 2.0, 0), strict=True
    ):
        np.testing.assert_array_equal(part, start)
    careful = hinge_network.descend(state.after, DATA_U, WAVE + 5, 0.05 / 6, 200)[0]
    for part, moved in zip(state.later, careful, strict=True):
        np.testing.assert_array_equal(part, moved)
    gone, gone_later = hinge_network.dead(state.after), hinge_network.dead(state.later)
    assert gone_later[gone].all()
    assert (state.killed, state.dead_later) == (gone.sum(), gone_later.sum())
    np.testing.assert_array_equal(
        state.output, hinge_network.answer(state.later, DATA_U)
    )


def test_whom_the_first_step_kills_in_words():
    assert "kills none of the 24 units" in sentence_of(FIRST_STEP, first_step=0.01)
    state = state_of(FIRST_STEP, first_step=1.0, lift=5.0)
    assert 0 < state.killed < state.dead_later < 24
    assert FIRST_STEP.describe(state) == (
        f"A first step of 1 kills {state.killed} of 24 units; 200 careful steps later "
        f"{state.dead_later} are dead; none came back."
    )
    extinct = sentence_of(FIRST_STEP, first_step=10.0, lift=5.0)
    assert extinct.endswith(
        "later all of them are dead, and the network gives the same answer for every x."
    )


def few(count, killed):
    """A state with `count` units of which the first step killed `killed`, for ever."""
    w, b = np.ones(count), np.where(np.arange(count) < killed, -2.0, 0.0)
    theta = w, b, w, 0.0
    return first_step.FirstStep(0.5, theta, theta, theta, WAVE)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (
            few(3, 0),
            "A first step of 0.5 kills none of the 3 units, and 200 careful steps "
            "later all are alive.",
        ),
        (
            few(3, 1),
            "A first step of 0.5 kills 1 of 3 units; 200 careful steps later 1 is "
            "dead; none came back.",
        ),
        (
            few(3, 2),
            "A first step of 0.5 kills 2 of 3 units; 200 careful steps later 2 are "
            "dead; none came back.",
        ),
        (
            few(3, 3),
            "A first step of 0.5 kills all 3 units; 200 careful steps later all of "
            "them are dead, and the network gives the same answer for every x.",
        ),
    ],
)
def test_the_first_step_in_words_at_its_boundaries(state, sentence):
    assert FIRST_STEP.describe(state) == sentence


def test_the_picture_has_every_unit_once():
    settings = FIRST_STEP.settings(first_step=3.0)
    stage = Stage(FIRST_STEP, settings)
    state = FIRST_STEP.compute(**settings)
    FIRST_STEP.paint(stage.artists, state)
    alive = stage.artists["alive"].get_xydata()
    fallen = stage.artists["fallen"].get_xydata()
    assert len(fallen) == state.killed > 0
    assert len(alive) + len(fallen) == 24
    assert (fallen[:, 1] <= -np.abs(fallen[:, 0])).all()
    assert stage.artists["count"].get_xydata().tolist() == [[3.0, state.killed]]


# The laboratory


def test_learned_and_placed_hinges_in_words():
    state = state_of(LAB)
    gone = hinge_network.dead(state.theta).sum()
    assert state.loss == ((state.output - WAVE) ** 2).mean()
    assert state.placed_loss == ((state.placed - WAVE) ** 2).mean()
    assert LAB.describe(state) == (
        f"After 500 steps the learned hinges leave a mean squared error of "
        f"{state.loss:.2g}, as many placed by hand {state.placed_loss:.2g}; "
        f"{gone} of 24 units is dead."
    )
    assert gone == 1
    assert "0 of 24 units are dead" in sentence_of(LAB, learning_rate=0.01, steps=1)
    assert sentence_of(LAB, steps=1).startswith("After 1 step the learned hinges")
    assert "all 24 units are dead" in sentence_of(LAB, learning_rate=0.9)
    assert "was given up" in sentence_of(LAB, learning_rate=3.0)


def test_a_single_dead_unit_is_the_only_one():
    w, v = np.array([0.5]), np.array([1.0])
    state = laboratory.Trained("wave", (w, -w, v, 0.0), np.ones(1), 1, WAVE, WAVE)
    assert hinge_network.dead(state.theta).all()
    assert LAB.describe(state).endswith("the only unit is dead.")


def test_the_placed_hinges_are_the_hinge_builders():
    state = state_of(LAB, hinges=6, target="bell", steps=1)
    built = state_of(HINGES, hinges=6, target="bell")
    placed = np.interp(DATA_X, X, built.sum)
    np.testing.assert_array_equal(state.placed, placed)


def test_only_joints_among_the_inputs_are_drawn():
    w, b = np.array([2.0, -1.0, 1.0]), np.array([1.0, 0.5, 3.0])
    assert laboratory.joints_of(w, b).tolist() == [-0.5, 0.5]
    settings = LAB.settings(learning_rate=0.9)
    stage = Stage(LAB, settings)
    LAB.paint(stage.artists, LAB.compute(**settings))
    assert len(stage.artists["joints"].get_xydata()) == 0  # nobody is alive


# The pictures


def test_the_flipbooks_of_the_chapter_fit():
    sizes = FIRST_STEP.parameter("first_step").values(37)
    books = [
        flipbook_bundle(FIRST_STEP, "first_step", values=sizes, lift=5.0),
        flipbook_bundle(HINGES, "hinges"),
        flipbook_bundle(HINGES, "hinges", target="step"),
    ]
    assert max(sum(map(len, book.values())) for book in books) <= 400_000


@pytest.mark.parametrize("rates", [(0.1, 0.9), (3.0, 0.9), (0.9,)])
@pytest.mark.parametrize("steps", [1, 60])
def test_losses_of_any_runs_can_be_drawn(rates, steps):
    start = hinge_network.scatter(24, 2.0, 0)
    runs = {
        f"{rate}": hinge_network.descend(start, DATA_U, WAVE, rate, steps)
        for rate in rates
    }
    losses = {name: values for name, (_, values) in runs.items()}
    gone = {name: hinge_network.dead(theta).sum() for name, (theta, _) in runs.items()}
    fig = draw_losses(losses, gone, 24)
    fig.canvas.draw()
    (ax,) = fig.axes
    for line, values in zip(ax.lines, losses.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), values)
    words = [text.get_text() for text in ax.texts]
    assert words == [f"{name}: {gone[name]} of 24 dead" for name in losses]
    plt.close(fig)


def test_three_hinges_add_up_in_the_picture():
    x = np.linspace(-3, 3, 61)
    w, b, v = np.array([[1.0, 2.0, -1.5], [1.5, -1.0, 3.0], [1.0, -1.5, 0.8]])
    fig = draw_three_hinges(x, w, b, v)
    lines = {ax.get_label(): ax.lines[-1] for ax in fig.axes}
    weighted = [lines[f"v{k}"].get_ydata() for k in range(3)]
    total = fig.axes[[ax.get_label() for ax in fig.axes].index("sum")].lines[0]
    np.testing.assert_allclose(total.get_ydata(), sum(weighted))
    np.testing.assert_allclose(weighted[1], -1.5 * np.maximum(2 * x - 1, 0))
    plt.close(fig)


# What was measured


def test_every_form_has_the_same_slope_beside_zero_in_every_framework():
    rows, _ = load_results("relu_at_zero")
    assert rows.groupby("form")[["left", "right"]].nunique().to_numpy().max() == 1
    assert set(rows["framework"]) == {"tensorflow", "jax", "torch"}
    zero = rows[rows["form"].str.contains("x - relu")]
    assert not zero[["left", "right"]].to_numpy().any()
    assert (zero["slope"] == 1).all()


def test_forty_draws_stay_near_one():
    rows, _ = load_results("fifty_layers")
    assert len(rows) == 40
    assert rows["factor"].between(0.95, 1.05).all()

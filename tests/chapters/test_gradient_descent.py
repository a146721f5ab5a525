"""Chapter 3: what its explorers say and show, and what its pictures are drawn from."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.chapters.gradient_descent.directions import CURVATURES, DIRECTIONS
from helpers.chapters.gradient_descent.figures import draw_downhill, draw_training
from helpers.chapters.gradient_descent.laboratory import LAB
from helpers.chapters.gradient_descent.memory import MEMORY
from helpers.chapters.gradient_descent.step_size import STEP_SIZE
from helpers.explorers import Stage, flipbook_bundle
from helpers.landscapes import quadratic
from helpers.optimizers import gd, momentum
from helpers.walks import walk
from tests.conftest import sentence_of, state_of

# The size of a step


def test_the_flipbook_stops_at_exactly_one_and_two_over_L():
    page = flipbook_bundle(STEP_SIZE, "learning_rate")["text/html"]
    for words in ("At 0.04/L", "At exactly 1/L", "At exactly 2/L", "Beyond 2/L"):
        assert words in page


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


def test_what_is_left_of_the_loss_in_words():
    bowl, settings = quadratic(10.0), {"learning_rate": 0.05, "steps": 3}
    path = walk(gd, bowl.gradient, bowl.start, 3, learning_rate=0.05)
    share = bowl.value(path[3]) / bowl.value(path[0])
    assert sentence_of(STEP_SIZE, **settings).endswith(
        f"After 3 steps the loss is {share:.3g} times what it was."
    )
    pair = state_of(LAB, kappa=10.0, **settings)
    assert pair.share(pair.plain) == pytest.approx(share)


def test_one_step_is_not_one_steps():
    assert "After one step the loss" in sentence_of(STEP_SIZE, steps=1)


def test_the_picture_shows_the_numbers():
    settings = STEP_SIZE.settings(learning_rate=0.2)
    stage = Stage(STEP_SIZE, settings)
    state = STEP_SIZE.compute(**settings)
    STEP_SIZE.paint(stage.artists, state)
    np.testing.assert_array_equal(stage.artists["path"].get_xydata(), state.path)
    np.testing.assert_array_equal(stage.artists["loss"].get_ydata(), state.losses)
    assert stage.artists["loss"].axes.get_yscale() == "log"
    assert stage.artists["across"].get_xydata().tolist() == [[0.2, 1.0]]


# The error, direction by direction


def test_each_direction_begins_with_a_fifth_of_the_loss():
    assert CURVATURES.tolist() == [1.0, 3.0, 10.0, 30.0, 100.0]
    state = state_of(DIRECTIONS, step=0)
    np.testing.assert_allclose(state.losses, [0.2] * 5)


@pytest.mark.parametrize("learning_rate", [0.004, 0.01, 0.0198])
def test_the_parts_are_those_of_a_real_descent(learning_rate):
    start = np.sqrt(0.4 / CURVATURES)  # a fifth of the loss each
    path = walk(gd, lambda x: CURVATURES * x, start, 30, learning_rate=learning_rate)
    state = state_of(DIRECTIONS, step=30, learning_rate=learning_rate)
    np.testing.assert_allclose(state.losses, CURVATURES * path[-1] ** 2 / 2, atol=1e-15)
    np.testing.assert_allclose(state.kept, np.abs(path[-1] / start), atol=1e-15)


def test_the_directions_in_words():
    assert sentence_of(DIRECTIONS, step=0) == (
        "Before the first step every direction holds a fifth of the loss."
    )
    assert sentence_of(DIRECTIONS, step=1).startswith("After 1 step 64.4% of the loss")
    assert sentence_of(DIRECTIONS, step=12) == (
        "After 12 steps 26.9% of the loss is left, and 58% of that along the direction "
        "of curvature 1, which keeps 89% of its error."
    )
    assert "millionth" not in sentence_of(DIRECTIONS, step=59)
    with pytest.raises(ValueError, match="step=60 is outside 0 to 59"):
        DIRECTIONS.settings(step=60)


def test_the_bars_show_what_is_kept():
    settings = DIRECTIONS.settings(step=7)
    stage, state = Stage(DIRECTIONS, settings), DIRECTIONS.compute(**settings)
    DIRECTIONS.paint(stage.artists, state)
    bars = stage.artists["bars"].get_segments()
    assert [bar[1, 0] for bar in bars] == state.kept.tolist()
    assert stage.artists["now"].get_xdata() == [7, 7]


# Momentum in one direction


@pytest.mark.parametrize("product", [0.05, 0.9, 2.5])
@pytest.mark.parametrize("beta_1", [0.0, 0.3, 0.9])
def test_the_path_is_momentum_s(product, beta_1):
    state = state_of(MEMORY, product=product, beta_1=beta_1)
    path = walk(
        momentum, lambda x: product * x, (1.0,), 60, learning_rate=1.0, beta_1=beta_1
    )[:, 0]
    near = np.abs(path) < 1e5
    np.testing.assert_allclose(state.path[: len(path)][near], path[near], atol=1e-12)


@pytest.mark.parametrize(
    ("product", "beta_1", "regime"),
    [
        (0.05, 0.0, "creeps"),
        (0.05, (1 - np.sqrt(0.05)) ** 2 - 1e-6, "creeps"),
        (0.05, (1 - np.sqrt(0.05)) ** 2 + 1e-6, "swings"),
        (1.5, 0.0, "bounces"),
        (2.0, 0.0, "stays"),
        (2.001, 0.0, "grows"),
        (3.6, 0.8, "stays"),
        (3.599, 0.8, "bounces"),
        (3.0, 0.8, "swings"),
        (3.601, 0.8, "grows"),
    ],
)
def test_the_regimes_and_what_they_do(product, beta_1, regime):
    state = state_of(MEMORY, product=product, beta_1=beta_1)
    assert state.regime == regime
    real = np.isreal(state.eigenvalues).all()
    assert real == (regime != "swings")
    if regime == "stays":
        assert state.kept == pytest.approx(1)
    else:
        assert (state.kept > 1) == (regime == "grows")


def test_momentum_in_words():
    assert sentence_of(MEMORY, beta_1=0.5).startswith(
        "With a memory of 0.50 the error creeps towards zero; in the long run every "
        "step keeps 0.88"
    )
    swing = sentence_of(MEMORY, beta_1=0.81)
    assert swing.endswith("every step keeps 0.900 of it.")
    at = sentence_of(MEMORY, beta_1=0.5, product=3.0)
    assert at.endswith("bounces from wall to wall and neither shrinks nor grows.")
    assert "grows, " in sentence_of(MEMORY, beta_1=0.5, product=3.1)


def test_the_map_has_the_regimes_where_they_are():
    stage = Stage(MEMORY, MEMORY.settings())
    fig = stage.canvas.figure
    pixels = np.asarray(stage.background.convert("RGB")).astype(int)
    ax = fig.axes[0]

    def color(product, beta_1):
        x, y = ax.transData.transform((product, beta_1))
        return pixels[stage.background.height - 1 - round(y), round(x)]

    points = {
        "creeps": [(0.02, 0.1), (0.05, 0.55), (0.5, 0.05)],
        "swings": [(0.05, 0.7), (0.5, 0.2), (2.0, 0.5)],
        "grows": [(2.6, 0.05), (3.6, 0.6), (4.1, 0.9)],
    }
    seen = {}
    for regime, places in points.items():
        for place in places:
            there = state_of(MEMORY, product=min(place[0], 4.0), beta_1=place[1])
            assert there.regime == regime
            seen.setdefault(regime, []).append(color(*place))
    for regime, colors in seen.items():
        assert np.ptp(colors, axis=0).max() <= 6, regime
    first = [colors[0] for colors in seen.values()]
    gaps = [np.abs(a - b).max() for a in first for b in first if a is not b]
    assert min(gaps) > 20


# The laboratory


def test_the_laboratory_runs_both_rules():
    pair = state_of(LAB, learning_rate=0.01, beta_1=0.7, kappa=50.0, steps=9)
    bowl = quadratic(50.0)
    for path, step, more in (
        (pair.plain, gd, {}),
        (pair.heavy, momentum, {"beta_1": 0.7}),
    ):
        expected = walk(step, bowl.gradient, bowl.start, 9, learning_rate=0.01, **more)
        np.testing.assert_array_equal(path, expected)


def test_without_memory_both_are_the_same():
    pair = state_of(LAB, beta_1=0.0)
    np.testing.assert_allclose(pair.plain, pair.heavy)


def test_the_limits_in_words_are_the_limits():
    words = sentence_of(LAB, kappa=100.0, beta_1=0.5)
    assert words.endswith("may go up to 0.02 without memory and 0.03 with it.")
    for rate, arrives in ((0.0299, True), (0.0301, False)):
        pair = state_of(LAB, kappa=100.0, beta_1=0.5, learning_rate=rate, steps=300)
        across = np.abs(pair.heavy[:, 1])
        assert (across[-1] < across[0]) == arrives
    assert sentence_of(LAB, steps=1).startswith("After 1 step the loss")


@pytest.mark.parametrize(
    ("explorer", "parameter"),
    [(STEP_SIZE, "learning_rate"), (DIRECTIONS, "step"), (MEMORY, "beta_1")],
)
def test_flipbooks_fit_into_the_notebook(explorer, parameter):
    bundle = flipbook_bundle(explorer, parameter)
    assert sum(map(len, bundle.values())) <= 400_000


# Pictures


def test_the_slope_in_each_direction_is_lowest_against_the_gradient():
    hill = quadratic(8.0, angle=0.5)
    at = (-6.0, 1.0)
    fig = draw_downhill(hill, at)
    degrees, slopes = fig.axes[1].lines[0].get_xydata().T
    grad = hill.gradient(np.array(at))
    downhill = np.degrees(np.arctan2(-grad[1], -grad[0]))
    assert degrees[slopes.argmin()] == pytest.approx(downhill, abs=1)
    assert slopes.min() == pytest.approx(-np.linalg.norm(grad), rel=1e-3)
    plt.close(fig)


def test_training_is_drawn_as_a_band_over_seeds():
    runs = {
        name: np.array([[4.0, 2.0, low], [4.0, 3.0, low * 2], [4.0, 2.5, low * 3]])
        for name, low in (("a", 1.0), ("b", 0.1), ("c", 0.2))
    }
    fig = draw_training(runs)
    bands = fig.axes[0].collections
    assert len(bands) == 3
    at_end = bands[1].get_paths()[0].vertices
    ends = at_end[at_end[:, 0] == 2][:, 1]
    assert (ends.min(), ends.max()) == pytest.approx((0.1, 0.3))
    np.testing.assert_allclose(fig.axes[0].lines[1].get_ydata(), [4, 2.5, 0.2])
    plt.close(fig)

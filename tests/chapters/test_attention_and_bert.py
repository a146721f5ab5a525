"""Chapter 7: its stack of blocks, its scores, a misplaced mask, and what it says."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import attention
from helpers.activations import gelu
from helpers.chapters.attention_and_bert import figures, pooling, sketch, stack
from helpers.chapters.attention_and_bert.asked import ASKED, Asked
from helpers.chapters.attention_and_bert.laboratory import LAB, Stack
from helpers.chapters.attention_and_bert.scores import (
    SCORES,
    Scores,
    jacobian_size,
    spread,
)
from helpers.chapters.attention_and_bert.stack import KINDS, slopes_of_stack
from helpers.differentiation import complex_step
from helpers.losses import softmax
from tests.conftest import sentence_of

NOT_COMPARED = 0  # cells whose output differs from machine to machine


# The stack


def written_out(kind, x, theta, heads):
    """A block, as chapter 7 writes it."""

    def look(x):
        return attention.multi_head(x, theta, heads)[0]

    def think(x):
        return gelu(x @ theta["W_1"]) @ theta["W_2"]

    def norm(x):
        return attention.layer_norm(x, 1.0, 0.0)[0]

    for part in (look, think):
        x = {
            "neither": lambda x, part=part: part(x),
            "path alone": lambda x, part=part: x + part(x),
            "norm alone": lambda x, part=part: norm(part(x)),
            "norm before": lambda x, part=part: x + part(norm(x)),
            "norm after": lambda x, part=part: norm(x + part(x)),
        }[kind](x)
    return x


@pytest.mark.parametrize("kind", KINDS)
def test_the_slope_that_comes_back_is_the_derivative(kind):
    d, words, depth, seed, heads = 4, 3, 2, 5, 2
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(words, d))
    blocks = [attention.initial(d, 4 * d, rng) for _ in range(depth)]
    pulled = rng.normal(size=x.shape)
    pulled /= np.linalg.norm(pulled)

    def loss(x, left):
        for theta in blocks[depth - left :]:
            x = written_out(kind, x, theta, heads)
        return (x * pulled).sum()

    lengths = slopes_of_stack(kind, d, words, depth, seed, heads)
    assert lengths.shape == (depth + 1,)
    for height in range(depth + 1):
        slope = complex_step(lambda at, h=height: loss(at, depth - h), x)
        assert lengths[height] == pytest.approx(np.linalg.norm(slope), rel=1e-9)
        if height < depth:
            x = written_out(kind, x, blocks[height], heads)


def test_one_head_unless_told_otherwise():
    one, two = (slopes_of_stack("norm after", 4, 3, 2, 0, h) for h in (1, 2))
    np.testing.assert_array_equal(slopes_of_stack("norm after", 4, 3, 2, 0), one)
    assert one[0] != two[0]


def lab_said(block, first, depth=3):
    return LAB.describe(Stack(block, {block: np.array([first] + [1.0] * depth)}))


def test_what_became_of_a_slope_in_words():
    assert lab_said("norm after", 2.0) == (
        "With norm after, a slope of length 1 behind 3 blocks is 2 long when it "
        "reaches the words: it is of its old size."
    )
    assert lab_said("path alone", 10.5, 1) == (
        "With path alone, a slope of length 1 behind 1 block is 10.5 long when it "
        "reaches the words: it has grown."
    )
    assert lab_said("neither", 0.09).endswith("it has faded.")
    for edge in (0.1, 10.0):
        assert lab_said("norm before", edge).endswith("it is of its old size.")


def test_the_laboratory_draws_every_kind_and_marks_one():
    fig = plt.figure()
    artists = LAB.scene(fig, depth=4)
    state = LAB.compute(d=8, words=3, depth=4, block="path alone", seed=1)
    LAB.paint(artists, state)
    for kind, line in artists.items():
        expected = slopes_of_stack(kind, 8, 3, 4, 1)
        np.testing.assert_array_equal(line.get_xdata(), np.arange(5))
        np.testing.assert_allclose(line.get_ydata(), expected)
        assert (line.get_linewidth() == 3.0) == (kind == "path alone")
    (ax,) = fig.axes
    assert ax.get_xlim() == (0, 4) and ax.get_ylim() == (1e-4, 1e8)
    assert {text.get_text() for text in ax.texts} == set(KINDS)
    wide = Stack("path alone", dict.fromkeys(KINDS, np.array([1e30, 1e-30])))
    LAB.paint(artists, wide)  # far outside, and still a line
    assert artists["path alone"].get_ydata().tolist() == [1e9, 1e-5]
    plt.close(fig)


# The scores


def test_spread_is_one_for_equal_weights_and_nought_for_a_single_one():
    weights = np.array([[0.25] * 4, [1.0, 0, 0, 0], [0.5, 0.5, 0, 0]])
    np.testing.assert_allclose(spread(weights), [1, 0, 0.5], atol=1e-12)


def test_the_size_of_the_jacobian():
    s = np.random.default_rng(0).normal(size=(3, 5))
    for scores, size in zip(s, jacobian_size(softmax(s)), strict=True):
        expected = np.linalg.norm(complex_step(softmax, scores))
        assert size == pytest.approx(expected)
        assert jacobian_size(softmax(scores)) == pytest.approx(expected)


def test_scores_are_divided_in_three_ways():
    state = SCORES.compute(d=9, words=4, seed=2)
    rng = np.random.default_rng(2)
    query, keys = rng.normal(size=1024), rng.normal(size=(4, 1024))
    dots = keys[:, :9] @ query[:9]
    for (name, weights), divisor in zip(state.weights.items(), (1, 3, 9), strict=True):
        expected = sorted(softmax(dots / divisor), reverse=True)
        np.testing.assert_allclose(weights, expected, err_msg=name)


def test_the_weights_in_words():
    weights = {"by nothing": np.array([1.0, 0.0]), "by d": np.array([0.5, 0.5])}
    assert SCORES.describe(Scores(1, weights)) == (
        "With 1 number a key: divided by nothing the largest weight is 1.00, the "
        "spread 0.00; divided by d the largest weight is 0.50, the spread 1.00."
    )
    assert SCORES.describe(Scores(2, weights)).startswith("With 2 numbers a key")


def test_the_weights_are_bars():
    fig = plt.figure()
    artists = SCORES.scene(fig, words=4)
    state = SCORES.compute(d=3, words=4, seed=0)
    SCORES.paint(artists, state)
    titles = [ax.get_title(loc="left") for ax in fig.axes]
    assert titles == [f"divided {name}" for name in state.weights]
    for ax, (name, bars) in zip(fig.axes, artists.items(), strict=True):
        np.testing.assert_allclose(bars.get_data().values, state.weights[name])
        assert ax.lines[0].get_ydata() == [0.25, 0.25]
        assert ax.get_ylim() == (0, 1.02)
    plt.close(fig)


# The misplaced mask


def masked(scores, mask):
    return softmax(np.where(mask, scores, -np.inf))


def masked_backward(da, scores, mask):
    a = masked(scores, mask)
    return a * (da - (a * da).sum(axis=-1, keepdims=True))


def test_texts_lean_towards_their_class():
    ids, y = pooling.batch_of(4000, 10, np.random.default_rng(0))
    lengths = (ids > 0).sum(axis=1)
    assert (lengths.min(), lengths.max()) == (3, 10)
    assert set(ids[ids > 0]) == set(range(1, 31))
    for row, length in zip(ids, lengths, strict=True):
        assert not row[length:].any()
    assert y.mean() == pytest.approx(0.3, abs=0.03)
    of_second_half = (ids > 15).sum(axis=1) / lengths
    assert of_second_half[y == 1].mean() == pytest.approx(0.75, abs=0.02)
    assert of_second_half[y == 0].mean() == pytest.approx(0.25, abs=0.02)


def test_the_small_classifier_learns():
    answer, right = pooling.train_pooling(masked, masked_backward, seed=0)
    assert right > 0.9
    ids, y = pooling.batch_of(300, 12, np.random.default_rng(9))
    p = answer(ids)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert (p.argmax(axis=1) == y).mean() > 0.9
    _, untrained = pooling.train_pooling(masked, masked_backward, seed=0, steps=0)
    assert untrained < 0.8


def test_the_small_classifiers_steps_are_adams_on_its_loss(monkeypatch):
    """The first gradient, caught on its way to Adam, is the loss's derivative."""
    caught = []

    def catch(theta, grad, state, **options):
        caught.append((theta, grad, options))
        return theta, state

    monkeypatch.setattr(pooling, "adam", catch)
    pooling.train_pooling(masked, masked_backward, seed=3, steps=1)
    ((theta, grad, options),) = caught
    assert options == {"learning_rate": 0.03}
    assert theta.std() == pytest.approx(0.3, abs=0.03)
    rng = np.random.default_rng(3)
    rng.normal(0, 0.3, theta.size)
    ids, y = pooling.batch_of(64, int(rng.integers(5, 16)), rng)

    def loss(theta):
        E, q, W, b = np.split(theta, np.cumsum([31 * 8, 8, 16]))
        X = E.reshape(31, 8)[ids]
        a = softmax(np.where(ids > 0, X @ q, -np.inf))
        p = softmax((a[..., None] * X).sum(axis=1) @ W.reshape(8, 2) + b)
        return -np.log(p[np.arange(len(y)), y]).mean()

    np.testing.assert_allclose(grad, complex_step(loss, theta), atol=1e-12)


def test_the_small_classifier_takes_three_hundred_steps(monkeypatch):
    taken = []
    monkeypatch.setattr(
        pooling, "adam", lambda theta, *_, **__: (theta, taken.append(theta))
    )
    pooling.train_pooling(masked, masked_backward, seed=0)
    assert len(taken) == 300


# Pictures


def test_labels_are_moved_apart_upwards():
    assert figures.spaced([0.0, 0.5, 0.0], 0.1).tolist() == [0.0, 0.5, 0.1]
    assert figures.spaced([0.3, 0.25, 0.2], 0.1) == pytest.approx([0.4, 0.3, 0.2])


def test_looks_are_written_into_their_squares():
    fig = figures.draw_looks(np.array([[1.0, 0.0], [0.25, 0.75]]), "ab", "cd")
    (ax,) = fig.axes
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {(0, 0): "1.00", (1, 0): "", (0, 1): "0.25", (1, 1): "0.75"}
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["a", "b"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["c", "d"]
    assert ax.texts[0].get_color() != ax.texts[2].get_color()  # readable on its ground
    plt.close(fig)


def test_saturation_has_a_curve_for_each_divisor():
    curves = {"a": [1.0, 0.5], "b": [0.9, 0.9], "c": [1.0, 1.0]}
    fig = figures.draw_saturation([1, 4], curves, curves)
    for ax in fig.axes:
        found = [list(line.get_ydata()) for line in ax.lines]
        assert found == list(curves.values())
        assert [text.get_text() for text in ax.texts] == [" a", " b", " c"]
    plt.close(fig)


def test_depth_is_drawn_as_a_mean_and_a_band():
    lengths = {"path alone": np.array([[1.0, 4.0], [1.0, 16.0]])}
    fig = figures.draw_depth([1, 8], lengths)
    (ax,) = fig.axes
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [1, 8])
    (band,) = ax.collections
    assert {4.0, 16.0} <= set(band.get_paths()[0].vertices[:, 1].tolist())
    plt.close(fig)


def test_positions_are_drawn_as_they_are():
    P = attention.sinusoids(6, 4)
    fig = figures.draw_positions(P)
    np.testing.assert_array_equal(fig.axes[0].images[0].get_array(), P)
    assert fig.axes[0].lines[0].get_xdata() == [1.5, 1.5]
    plt.close(fig)


def test_the_card_and_the_sketch_have_a_line_for_each_word():
    weights = np.array([0.1, 0.2, 0.1, 0.05, 0.55])
    fig = figures.draw_card(list("abcde"), weights, 1)
    (ax,) = fig.axes
    widths = [line.get_linewidth() for line in ax.lines]
    assert np.argmax(widths) == 4 and len(widths) == 5
    shown = [float(t.get_text()) for t in ax.texts if t.get_text()[0] == "0"]
    assert sum(shown) == pytest.approx(1)
    assert {tuple(line.get_xdata()) for line in ax.lines} == {(1, x) for x in range(5)}
    assert ax.texts[-1].get_text().startswith("b, after")
    sketch.draw(ax)
    assert sum(sketch.WEIGHTS) == pytest.approx(1)
    plt.close(fig)


def test_parts_go_back_by_their_own_way():
    assert len(stack.KINDS) == 5
    assert sentence_of(LAB, block="norm before").startswith("With norm before")


# Maps


def test_what_it_looks_at_is_looked_up():
    state = ASKED.compute(block=4)
    assert [pieces[-3] for pieces in state.pieces.values()] == ["sour", "shy"]
    for name, weights in state.maps.items():
        assert weights.shape == (12, len(state.pieces[name]))
        np.testing.assert_allclose(weights.sum(axis=1), 1, atol=0.01)
    assert not np.array_equal(*state.maps.values())
    assert not np.array_equal(ASKED.compute(block=5).maps[name], weights)


def test_the_largest_weight_on_a_word_is_named_and_signs_are_counted():
    pieces = ["[CLS]", "it", "was", "sour", ".", "[SEP]"]
    weights = np.array(
        [
            [0.9, 0.1, 0.0, 0.0, 0.0, 0.0],
            [0.2, 0.0, 0.1, 0.7, 0.0, 0.0],
            [0.1, 0.3, 0.0, 0.0, 0.0, 0.6],
        ]
    )
    assert ASKED.describe(Asked(2, {"s": weights}, {"s": pieces})) == (
        "In block 2, with sour the largest share of a word is 0.70, head 2 to sour, "
        "and 2 heads of 3 give most to a sign."
    )


def test_maps_of_both_sentences_are_painted():
    fig = plt.figure()
    artists = ASKED.scene(fig)
    state = ASKED.compute(block=6)
    ASKED.paint(artists, state)
    assert [ax.get_title("left") for ax in fig.axes] == [
        "... because it was sour.",
        "... because it was shy.",
    ]
    for (name, picture), ax in zip(artists.items(), fig.axes, strict=True):
        np.testing.assert_array_equal(picture.get_array(), state.maps[name])
        written = [label.get_text() for label in ax.get_xticklabels()]
        assert written == state.pieces[name]
        bold = [t.get_text() for t in ax.get_xticklabels() if t.get_weight() == "bold"]
        assert bold == ["it"]
    plt.close(fig)


def test_habits_are_drawn_with_their_words():
    maps = {"one": np.eye(3), "two": np.full((3, 3), 1 / 3)}
    fig = figures.draw_habits(maps, ["a", "b", "c"])
    for ax, (name, weights) in zip(fig.axes, maps.items(), strict=True):
        assert ax.get_title("left") == name
        np.testing.assert_array_equal(ax.images[0].get_array(), weights)
    assert [t.get_text() for t in fig.axes[0].get_yticklabels()] == ["a", "b", "c"]
    plt.close(fig)


def test_evidence_stands_above_what_leaving_out_costs():
    weights, falls = np.array([0.1, 0.7, 0.2]), np.array([0.0, -0.02, 0.9])
    fig = figures.draw_evidence(
        {"none": (weights, falls, 2), "two": (falls, weights, 1)}
    )
    drawn = [[bar.get_height() for bar in ax.patches] for ax in fig.axes]
    assert drawn == [list(h) for h in (weights, falls, falls, weights)]
    marked = [ax.lines[0].get_xdata()[0] for ax in fig.axes]
    assert marked == [2, 1, 2, 1]
    assert fig.axes[0].get_title("left") == "none"
    plt.close(fig)

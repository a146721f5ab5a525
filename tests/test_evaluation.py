"""Evaluation: scores by hand, and baselines on the texts they are meant for."""

from itertools import pairwise

import numpy as np
import pytest

from helpers import evaluation
from helpers.corpora import Corpus, Split


def test_macro_f1_counts_small_classes_as_much_as_large_ones():
    y = np.array([0] * 9 + [1])
    score = evaluation.score(y, np.zeros(10, int))
    assert score.accuracy == 0.9
    # F1 of class 0: precision .9, recall 1; of class 1: 0.
    assert score.macro_f1 == pytest.approx((2 * 0.9 / 1.9 + 0) / 2)


def test_scores_of_unequal_lengths_are_refused():
    for y, y_hat in (([], []), ([0, 1], [0]), ([[0]], [[0]])):
        with pytest.raises(ValueError, match="one class for each example"):
            evaluation.score(y, y_hat)


def test_per_class_by_hand():
    scores = [[0.9, 0.1, 0], [0.8, 0.2, 0], [0.4, 0.6, 0], [0.4, 0.6, 0]]
    answers = [0, 0, 1, 1]
    table = evaluation.per_class([0, 0, 0, 1], answers, ("a", "b", "never"), scores)
    # Of the three pairs of a text of class a and the other, two are won, one is tied.
    assert table.loc["a"].tolist() == pytest.approx([1.0, 2 / 3, 0.8, 2.5 / 3, 3])
    assert table.loc["b"].tolist() == pytest.approx([0.5, 1.0, 2 / 3, 2.5 / 3, 1])
    assert table.loc["never"].drop("AUC").tolist() == [0, 0, 0, 0]
    assert np.isnan(table.loc["never", "AUC"])


def test_confusions_have_the_truth_in_rows():
    table = evaluation.confusions([0, 0, 1], [1, 0, 1], ("a", "b"))
    assert table.loc["a", "b"] == 1 and table.loc["b", "a"] == 0


HOSTILE = ("<img src=x onerror=alert(1)>", "$a_b$", "A & B", '"quoted"')


def test_the_names_of_classes_are_text_in_every_table():
    y = [0, 0, 1, 2, 3]
    counts = evaluation.confusions(y, y, HOSTILE)
    report = evaluation.per_class(y, y, HOSTILE, np.eye(4)[y])
    for page in (evaluation.shaded(counts)._repr_html_(), report._repr_html_()):
        assert "&lt;img src=x onerror=alert(1)&gt;" in page and "<img" not in page
        assert "A &amp; B" in page and "$a_b$" in page
        assert 'tex2jax_ignore mathjax_ignore"' in page


def test_the_darkest_field_has_the_largest_share_of_its_row():
    counts = evaluation.confusions([0] * 10 + [1], [0] * 6 + [1] * 5, ("a", "b"))
    page = evaluation.shaded(counts)
    assert page.index.name == "is" and page.columns.name == "called"
    assert page.to_html() == evaluation.shaded(counts).to_html()  # the same each time
    page._compute()
    light = {}
    for place, style in page.ctx.items():
        found = dict(style)
        assert found["color"] == "#000000"
        light[place] = luminance(found["background-color"])
    # Black on the darkest is read (WCAG 2, contrast of at least 4.5).
    assert (min(light.values()) + 0.05) / 0.05 >= 4.5
    assert light[(1, 1)] < light[(0, 0)] < light[(0, 1)] < light[(1, 0)]


def luminance(colour):
    """The relative luminance of "#rrggbb" (WCAG 2)."""
    parts = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_linear_baseline_reads_chinese():
    texts = ["股票上涨", "股票下跌", "球队获胜", "球队失利"] * 3
    split = Split(texts, np.array([0, 0, 1, 1] * 3), [])
    model = evaluation.linear_baseline(split, split)
    assert model.predict(["股票", "球队"]).tolist() == [0, 1]


def doubtful(labels):
    """Ten texts, "good" and "bad"; these labels for them."""
    texts = ["good day", "bad day", "good one", "bad one", "good"] * 2
    return Split(texts, np.array(labels), [])


def test_the_baselines_cost_is_the_best_on_validation(monkeypatch):
    """One label in ten is wrong; who pays much for it learns it by heart."""
    texts = ["good day"] * 9 + ["good odd day"] + ["bad day"] * 9
    rare = Split(texts, np.array([1] * 9 + [0] * 10), [])
    monkeypatch.setattr(evaluation, "COSTS", (0.01, 100.0))
    for asked, cost in ((1, 0.01), (0, 100.0)):
        validation = Split(["good odd day"] * 3, np.array([asked] * 3), [])
        model = evaluation.linear_baseline(rare, validation)
        assert model[-1].get_params()["C"] == cost
        assert model.predict(["good odd day"]).tolist() == [asked]


def test_the_costs_grow_by_a_factor_of_three():
    costs = evaluation.COSTS
    assert (costs[0], costs[-1]) == (0.03, 10)
    assert all(2.9 < b / a < 3.5 for a, b in pairwise(costs))


def test_of_costs_that_do_equally_well_the_lowest_is_taken(monkeypatch):
    monkeypatch.setattr(evaluation, "COSTS", (0.5, 1.0, 2.0))
    split = doubtful([1, 0, 1, 0, 1] * 2)
    assert evaluation.linear_baseline(split, split)[-1].get_params()["C"] == 0.5


def test_baselines_learn_from_train_and_answer_the_test_texts():
    train = Split(
        ["good day", "bad day"] * 3 + ["bad"] * 2, np.array([1, 0] * 3 + [0] * 2), []
    )
    # All wrong here, which only the cost of an error may follow.
    validation = Split(["good day", "bad day"], np.array([0, 1]), [])
    test = Split(["a good one", "good", "bad", "good"], np.array([1, 1, 0, 0]), [])
    corpus = Corpus(
        "toy", ("no", "yes"), train, validation, test, {}, "Made up.", (5, 7)
    )
    answers = evaluation.baselines(corpus)
    assert {name: y_hat.tolist() for name, y_hat in answers.items()} == {
        "majority class": [0, 0, 0, 0],  # "no", which train has more of
        "TF-IDF + linear": [1, 1, 0, 1],
    }


def test_calibration_by_hand():
    confidence = np.array([0.9, 0.9, 0.5, 1.0])
    right = np.array([True, False, True, True])
    # 0.9, 0.9, 1.0 against two of three right; 0.5 against one of one.
    expected = (abs(2.8 - 2) + abs(0.5 - 1)) / 4
    assert evaluation.calibration_error(confidence, right) == pytest.approx(expected)
    # Quite certain is in the last bin, and not in one of its own.
    sure = np.array([0.9, 1.0]), np.array([True, False])
    assert evaluation.calibration_error(*sure) == pytest.approx(abs(1.9 - 1) / 2)
    # A bin of five ends at .6.
    apart = np.array([0.55, 0.65]), np.array([True, False])
    assert evaluation.calibration_error(*apart) == pytest.approx((0.45 + 0.65) / 2)
    in_one = abs(3.3 - 3) / 4
    assert evaluation.calibration_error(confidence, right, 1) == pytest.approx(in_one)


# How sure


def test_an_estimate_of_verdicts_has_the_standard_error_of_their_mean():
    verdicts = np.random.default_rng(0).random(600) < 0.8
    a = verdicts.mean()
    found = evaluation.estimate(verdicts)
    assert found.value == a
    assert found.standard_error == pytest.approx(np.sqrt(a * (1 - a) / 600), rel=0.05)
    assert a - found.low == pytest.approx(1.96 * found.standard_error, rel=0.1)
    assert found.high - a == pytest.approx(1.96 * found.standard_error, rel=0.1)
    assert evaluation.estimate(verdicts) == found
    assert evaluation.estimate(verdicts, seed=1) != found


def test_texts_of_a_group_are_one_witness():
    verdicts = np.random.default_rng(0).random(100) < 0.7
    five_each = np.repeat(verdicts, 5)
    files = np.repeat(np.arange(100), 5)
    alone = evaluation.estimate(verdicts)
    assert evaluation.estimate(five_each, files) == alone
    assert evaluation.estimate(five_each).standard_error < 0.6 * alone.standard_error


def test_groups_may_be_of_any_size():
    values, groups = [1.0, 1.0, 1.0, 0.0], ["a", "a", "a", "b"]
    found = evaluation.estimate(values, groups)
    # Of two draws: a a, a b, b a, b b, with means 1, .75, .75, 0.
    assert (found.low, found.high) == (0.0, 1.0)
    assert found.standard_error == pytest.approx(np.std([1, 0.75, 0.75, 0]), rel=0.05)


def test_one_group_says_nothing_of_its_uncertainty():
    found = evaluation.estimate([1.0, 0.0], ["a", "a"])
    assert found.value == 0.5
    assert np.isnan([found.standard_error, found.low, found.high]).all()


def test_mcnemar_counts_disagreements_alone():
    right = np.array([True] * 8 + [False] * 2 + [True] * 90)
    other = np.array([False] * 8 + [True] * 2 + [True] * 90)
    # Ten tosses of a coin: 8 heads or more, 2 or fewer.
    expected = 2 * (45 + 10 + 1) / 1024
    assert evaluation.mcnemar(right, other) == pytest.approx(expected)
    assert evaluation.mcnemar(other, right) == pytest.approx(expected)
    assert evaluation.mcnemar(right, right) == 1.0

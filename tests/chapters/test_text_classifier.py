"""Chapter 6: the threshold explorer, the training laboratory, and its figures' data."""

import dataclasses
import re
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from sklearn.metrics import precision_recall_fscore_support

from helpers import classifiers
from helpers.chapters.text_classifier.figures import (
    CURVES,
    draw_calibration,
    draw_first_look,
    draw_learning_curves,
    draw_rates,
    draw_repairs,
)
from helpers.chapters.text_classifier.parameters import PARAMETERS
from helpers.chapters.text_classifier.sentences import (
    calibration_said,
    confusion_said,
    errors_said,
    lead_said,
    mask_said,
    training_said,
    weakest_said,
)
from helpers.chapters.text_classifier.threshold import Decision, threshold_book
from helpers.evaluation import Estimate
from tests.conftest import sentence_of
from tests.planted import left_or_right
from tools.measurements import variations

NOT_COMPARED = 18  # cells whose output differs from machine to machine
NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "06_text_classifier.ipynb"

# What is said of an output holds whatever it shows: a number in it is computed, and so
# printed, not written. But for these:
WRITTEN = {
    "speed-see": "the article's own figures",
    "threshold-see": "worked by hand from the shares that stand beside it",
}
RESULT = re.compile(
    r"\d*\.\d+|\d\s?%|\b(a|two|three|four|five|\d+) points?\b"
    r"|\btimes (as|cheaper|sooner|faster)\b"
)
REFERENCE = re.compile(r"\(\d+\.\d+\)|\\tag\{[^}]*\}|E\d\.\d|`[^`]*`")


def test_no_sentence_about_an_output_holds_a_number_that_may_differ():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    said = {
        cell.id: REFERENCE.sub("", cell.source)
        for cell in cells
        if cell.cell_type == "markdown" and cell.id.endswith("-see")
    }
    assert len(said) > 15
    assert {name for name, text in said.items() if RESULT.search(text)} == set(WRITTEN)


def test_the_precisions_that_are_worked_by_hand():
    for share, precision in ((1 / 5, 0.67), (1 / 20, 0.30)):
        hits, false = share * 0.8, (1 - share) * 0.1
        assert round(hits / (hits + false), 2) == precision


def test_every_model_can_be_chosen():
    (model,) = [p for p in PARAMETERS if p.name == "model"]
    assert set(model.choices) == set(classifiers.MODELS)


def test_the_run_that_is_varied_is_the_pages_own():
    varied = variations.SETTINGS | variations.TRAINING | variations.READING
    varied |= {"corpus": variations.CORPUS, "model": variations.MODEL}
    varied["sample"] = variations.SAMPLE
    own = {p.name: p.default for p in PARAMETERS}
    assert varied == {name: own[name] for name in varied}


# The threshold


SCORES = np.array([0.1, 0.4, 0.4, 0.8, 0.9])
MEMBERS = np.array([False, True, False, True, True])


def test_a_score_as_large_as_the_threshold_counts():
    for threshold in (0.0, 0.3, 0.4, 0.41, 0.9):
        counted = precision_recall_fscore_support(
            MEMBERS, threshold <= SCORES, average="binary"
        )
        state = Decision(threshold, SCORES, MEMBERS)
        assert [state.precision, state.recall] == pytest.approx(counted[:2])


def test_the_threshold_in_words():
    book = threshold_book(SCORES, MEMBERS, "<b>")
    assert sentence_of(book, threshold=0.4) == (
        "Of 5 texts 3 are '<b>'. From 0.40 on 4 are called so, and 3 of those are: "
        "precision 0.75, recall 1.00."
    )
    assert sentence_of(book, threshold=1.0) == (
        "From 1.00 on no text is called '<b>': recall 0."
    )


def test_the_threshold_has_a_histogram_of_either_kind():
    book = threshold_book(SCORES, MEMBERS, "a")
    fig = Figure()
    artists = book.scene(fig)
    others, members = (
        patch.get_data().values for patch in fig.axes[0].patches if patch.get_fill()
    )
    assert (others.sum(), members.sum()) == (2, 3)
    book.paint(artists, book.compute(0.5))
    assert artists["line"].get_xdata() == [0.5, 0.5]
    assert artists["right"].get_ydata() == [1.0]
    assert artists["found"].get_ydata() == pytest.approx([2 / 3])


# Sentences


def went(loss, val_loss, val_accuracy):
    columns = {"loss": loss, "val_loss": val_loss, "val_accuracy": val_accuracy}
    return pd.DataFrame(columns, index=range(1, len(loss) + 1))


def test_what_is_said_of_a_training():
    history = went([2.0, 1.0, 0.5], [1.5, 1.2, 1.3], [0.5, 0.6, 0.7])
    assert training_said(history, 3, epochs=3) == (
        "From epoch 1 to 3 the training loss goes from 2.00 to 0.50. The validation "
        "loss begins at 1.50, is lowest, 1.20, in epoch 2 and ends at 1.30. The "
        "accuracy on validation is highest, 0.700, in epoch 3: its weights are kept. "
        "It stopped after epoch 3: that was all."
    )
    still_falling = history.assign(val_loss=[1.5, 1.4, 1.3])
    said = training_said(still_falling, 3, epochs=9)
    assert "is lowest, 1.30, in epoch 3, the last one." in said
    assert said.endswith("after epoch 3: five epochs had brought no better one.")


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.01, 0.03, "linear is ahead, by more than chance explains."),
        (-0.03, -0.01, "linear is behind, by more than chance explains."),
        (-0.01, 0.03, "on these texts neither can be called the better one."),
        (0.0, 0.03, "on these texts neither can be called the better one."),
        (-0.03, 0.0, "on these texts neither can be called the better one."),
    ],
)
def test_a_lead_is_called_one_if_chance_does_not_explain_it(low, high, verdict):
    lead = Estimate((low + high) / 2, 0.005, low, high)
    said = lead_said("linear", lead, 0.25)
    assert said.endswith(f"McNemar p = 0.25: {verdict}")
    assert f"between {low:+.3f} and {high:+.3f}" in said


def test_what_is_said_of_the_class_named_worst():
    table = pd.DataFrame(
        {
            "precision": [0.9, 0.5],
            "recall": [0.9, 0.1],
            "F1": [0.9, 0.17],
            "AUC": [0.95, 0.68],
            "examples": [40, 20],
        },
        index=["a", "<b>"],
    )
    assert weakest_said(table) == (
        "Named worst is '<b>', F1 0.17: 2 of its 20 texts were found, and of those "
        "called so 50% are. And yet a text of it outranks another 68% of the time."
    )
    assert weakest_said(table.assign(AUC=0.5)).endswith("called so 50% are.")


def test_what_is_said_of_confusions():
    counts = pd.DataFrame([[8, 2], [3, 3]], index=["a", "b"], columns=["a", "b"])
    assert (
        confusion_said(counts) == "Confused most: of 6 texts of 'b', 3 are called 'a'."
    )
    right = pd.DataFrame([[8, 0], [0, 0]], index=["a", "b"], columns=["a", "b"])
    assert confusion_said(right) == "Every text was placed right."


def test_calibration_is_held_against_chance():
    luck, right = np.linspace(0, 0.1, 101), np.array([True, True, False, False])
    sure, unsure = np.full(4, 0.9), np.full(4, 0.3)
    assert calibration_said(0.4, luck, sure, right) == (
        "Its error is 0.400. Networks exactly as sure as they are right would have "
        "0.005 to 0.095 in nine of ten tests of 4 texts, by chance alone. So this one "
        "is surer than it is right: 90% sure on average, and 50% right."
    )
    assert "is less sure than it is right: 30%" in calibration_said(
        0.2, luck, unsure, right
    )
    assert "cannot be told from such a network: 90%" in calibration_said(
        0.09, luck, sure, right
    )


def test_what_is_said_of_errors():
    assert errors_said([]) == "No text was placed wrong."
    assert errors_said([("a", 0.04), ("b", 0.3)]) == (
        "The largest fall of these is 0.30, when 'b' goes: one word can carry such an "
        "answer."
    )
    assert "no single word carries" in errors_said([("a", 0.04)])


def test_whether_answers_depend_on_the_text():
    blind = np.tile([0.5, 0.3, 0.2], (4, 1))
    assert mask_said(blind, np.eye(3)) == (
        "The unmasked network's answers hardly depend on the text: a class gets "
        "probabilities at most 0.00 apart, and 1 of 3 classes are ever named. Those of "
        "its masked twin visibly do: 1.00, and 3 classes."
    )


# Figures


def test_the_first_look_draws_every_class_it_can_write():
    strange = ("$a_b$", "体育", "left " * 9)
    several = dataclasses.replace(left_or_right(), classes=strange, counts=(20, 50, 30))
    fig = draw_first_look(several)
    fig.canvas.draw()  # a sign that the font lacks would warn
    bars, words = fig.axes
    names = [tick.get_text() for tick in bars.get_yticklabels()]
    assert names == ["class 2", "left left left left lef…", "$a_b$"]
    assert not any(tick.get_parse_math() for tick in bars.get_yticklabels())
    assert [bar.get_width() for bar in bars.patches] == [50, 30, 20]
    assert sum(bar.get_height() for bar in words.patches) == 180
    assert "median 2" in words.texts[0].get_text()
    plt.close(fig)
    fig = draw_first_look(several, most=2)
    assert len(fig.axes[0].patches) == 2
    plt.close(fig)


def points(ax, marker):
    return [line.get_xydata() for line in ax.lines if line.get_marker() == marker]


def test_calibration_has_a_dot_where_each_bin_stands():
    confidence = np.array([0.3, 0.35, 0.9, 0.94])
    fig = draw_calibration(confidence, np.array([1, 0, 1, 1]))
    dots = np.concatenate(points(fig.axes[0], "o"))
    np.testing.assert_allclose(dots, [[0.325, 0.5], [0.92, 1.0]])
    plt.close(fig)


def table_of(by, values):
    """Two corpora, every model: scores of .2 and .4, in two seeds .1 apart."""
    return pd.DataFrame(
        [
            {"corpus": c, "model": model, by: x, "test_macro_f1": 0.2 * (k + 1) + extra}
            for c in ("a", "b")
            for model in CURVES
            for k, x in enumerate(values)
            for extra in (0.0, 0.1)
        ]
    )


def test_learning_curves_show_the_mean_of_the_draws():
    fig = draw_learning_curves(table_of("examples", (100, 200)))
    assert [ax.get_title("left") for ax in fig.axes] == ["a", "b"]
    (line,) = points(fig.axes[0], CURVES["lstm"][2])
    np.testing.assert_allclose(line, [[100, 0.25], [200, 0.45]])
    plt.close(fig)


def test_rates_are_drawn_over_the_whole_training():
    rates = {"a": np.ones(5), "b": np.arange(5.0) / 4, "c": np.arange(10.0) / 9}
    fig = draw_rates(rates)
    (ax,) = fig.axes
    for line, rate in zip(ax.lines, rates.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), rate)
        assert (line.get_xdata()[0], line.get_xdata()[-1]) == (0, 1)
    assert [text.get_text().strip() for text in ax.texts] == list("abc")
    plt.close(fig)


def test_repairs_show_a_bar_of_the_mean_and_a_dot_for_each_seed():
    table = table_of("repair", ("as written", "mended"))
    table["cpu_seconds"] = 7.4
    fig = draw_repairs(table[table["model"] == "lstm"])
    ax = fig.axes[1]
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == pytest.approx([0.25, 0.45])
    np.testing.assert_allclose(points(ax, "o")[1], [[0.4, 1], [0.5, 1]])
    assert {text.get_text() for text in ax.texts} == {"7 CPU-s"}
    plt.close(fig)

"""Chapter 6: the threshold explorer, the training laboratory, and its figures' data."""

import dataclasses

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

from helpers import classifiers, corpora
from helpers.chapters.text_classifier.figures import (
    CURVES,
    draw_calibration,
    draw_first_look,
    draw_learning_curves,
    draw_repairs,
)
from helpers.chapters.text_classifier.laboratory import TrainingLaboratory
from helpers.chapters.text_classifier.parameters import PARAMETERS
from helpers.chapters.text_classifier.threshold import THRESHOLD, Decision
from tests.conftest import sentence_of, state_of

NOT_COMPARED = 13  # cells whose output differs from machine to machine


def test_every_model_can_be_chosen():
    (model,) = [p for p in PARAMETERS if p.name == "model"]
    assert set(model.choices) == set(classifiers.MODELS)


# The threshold


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
@pytest.mark.parametrize("threshold", [-0.5, 1.0, 2.5])
def test_the_threshold_does_what_counting_finds(threshold, share):
    rng = np.random.default_rng(0)
    y = rng.random(400_000) < share
    scores = rng.normal(size=len(y)) + 2.0 * y
    counted = precision_recall_fscore_support(y, scores > threshold, average="binary")
    state = state_of(THRESHOLD, threshold=threshold, share=share)
    precision, recall, named = state.rates(threshold)
    assert [precision, recall] == pytest.approx(counted[:2], abs=0.01)
    assert named == pytest.approx((scores > threshold).mean(), abs=0.005)
    assert state.auc == pytest.approx(roc_auc_score(y, scores), abs=0.005)


def test_the_threshold_in_words():
    assert sentence_of(THRESHOLD, threshold=1.0, apart=2.0, share=0.2) == (
        "Of 1,000 texts, 200 belong to the class. Above 1.00 there are 295, of which "
        "168 belong: precision 0.57, recall 0.84. No threshold changes the AUC, 0.92."
    )


def test_scores_that_are_not_apart_are_as_good_as_tossing_a_coin():
    state = state_of(THRESHOLD, threshold=0.0, apart=0.0, share=0.2)
    precision, recall, _ = state.rates(0.0)
    assert (precision, recall, state.auc) == pytest.approx((0.2, 0.5, 0.5))


def test_texts_are_counted_to_the_nearest():
    state = Decision(threshold=-2.0, apart=1.5, share=0.4994)
    assert THRESHOLD.describe(state).startswith(
        "Of 1,000 texts, 499 belong to the class. Above -2.00 there are 988, of which "
        "499 belong: precision 0.51, "
    )


# The laboratory


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)

    def split(n):
        y = rng.integers(0, 2, n)
        texts = [f"{('left', 'right')[c]} {rng.integers(0, 9)}" for c in y]
        return corpora.Split(texts, y, [])

    parts = {name: split(60) for name in ("train", "validation", "test")}
    about = {"classes": ("left", "right"), "dropped": {}, "source": "here"}
    return corpora.Corpus("planted", **about, **parts, counts=(90, 90))


def test_the_first_look_draws_every_class_it_can_write(data):
    strange = ("$a_b$", "体育", "left " * 9)
    several = dataclasses.replace(data, classes=strange, counts=(20, 50, 30))
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


START = {
    "model": "linear",
    "units": 8,
    "max_length": 8,
    "dropout": 0.0,
    "learning_rate": 0.01,
}


def test_the_laboratory_trains_and_draws(data):
    lab = TrainingLaboratory(data, START, "papermill chapter.ipynb", texts=40)
    empty = lab.picture.value
    lab.button.click()
    ((values, name),) = lab.curves
    assert name == "linear, 1" and values[-1] > 0.9
    assert lab.picture.value != empty and not lab.button.disabled
    assert f"{max(values):.3f}" in lab.caption.value
    lab.clear.click()
    assert lab.curves == [] and lab.picture.value == empty
    assert "papermill chapter.ipynb -p model linear" in lab.caption.value
    assert "accuracy" not in lab.caption.value


def test_a_training_that_has_too_little_memory_leaves_no_curve(data, monkeypatch):
    lab = TrainingLaboratory(data, START | {"model": "lstm"}, "papermill", texts=40)
    seen = {}

    def reader_of(*given, make_reader=classifiers.make_reader, **options):
        seen.update(options)
        return make_reader(*given, **options)

    def build(*given, build=classifiers.build, **options):
        seen.update(options)
        return build(*given, **options)

    def fit(model, train, validation, **options):
        seen.update(options, texts=len(train[1]), size=model.layers[1].output.shape[-1])
        assert lab.button.disabled and lab.button.description == "training..."
        raise MemoryError("make batch_size smaller")

    monkeypatch.setattr(classifiers, "make_reader", reader_of)
    monkeypatch.setattr(classifiers, "build", build)
    monkeypatch.setattr(classifiers, "fit", fit)
    lab.button.click()
    assert (seen["epochs"], seen["batch_size"], seen["texts"]) == (8, 32, 40)
    assert seen["size"] == 32  # numbers for a token
    assert (seen["vocabulary_size"], seen["seed"]) == (8000, 0)
    assert lab.curves == [] and "make batch_size smaller" in lab.caption.value
    assert not lab.button.disabled and lab.button.description == "Train"


def test_the_laboratory_wears_the_style_of_all_laboratories(data):
    lab = TrainingLaboratory(data, START, "papermill")
    assert lab.get_state()["_dom_classes"] == (
        "derived-laboratory",
        "derived-command-shown",
    )
    assert lab.children[0].get_state()["_dom_classes"] == ("derived-controls",)


def test_the_laboratory_gives_the_command_that_does_the_same(data):
    lab = TrainingLaboratory(data, START, "papermill chapter.ipynb")
    assert lab.texts == 600
    assert "papermill chapter.ipynb -p model linear -p units 8" in lab.caption.value
    lab.controls["model"].value = "average"
    lab.controls["dropout"].value = 0.4
    for given in ("papermill chapter.ipynb", "-p model average", "-p dropout 0.4"):
        assert given in lab.caption.value


def test_the_laboratory_shows_a_picture_where_nothing_runs(data):
    lab = TrainingLaboratory(data, START, "papermill", {"this page": [0.2, 0.4, 0.3]})
    assert lab.curves == [[[0.2, 0.4, 0.3], "this page"]]
    bundle = lab._repr_mimebundle_()
    assert bundle["text/plain"] == lab.alt
    page = bundle["text/html"]
    assert '<img alt="Validation accuracy against epochs' in page
    assert 'width="700"' in page
    assert "Run this cell to train" in page


# Figures


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

"""Chapter 6's laboratory: what it trains, draws, greys and says."""

import pandas as pd
import pytest

from helpers import classifiers
from helpers.chapters.text_classifier.laboratory import (
    Curve,
    TrainingLaboratory,
    names,
)
from tests.planted import left_or_right


@pytest.fixture(scope="module")
def data():
    return left_or_right()


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
    (curve,) = lab.curves
    assert curve.settings == {"model": "linear", "dropout": 0.0, "learning_rate": 0.01}
    assert curve.accuracy[-1] > 0.9 and curve.loss[-1] < curve.loss[0]
    assert len(curve.loss) == len(curve.accuracy) == 6  # it stopped
    assert lab.picture.value != empty and not lab.button.disabled
    assert f"of linear: {max(curve.accuracy):.3f}." in lab.caption.value
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
    said = (
        "papermill chapter.ipynb -p model linear -p dropout 0.0 -p learning_rate 0.01"
    )
    assert said in lab.caption.value
    lab.controls["model"].value = "lstm"
    assert "-p model lstm -p units 8 -p max_length 8" in lab.caption.value
    lab.controls["model"].value = "average"
    lab.controls["dropout"].value = 0.4
    for given in ("papermill chapter.ipynb", "-p model average", "-p dropout 0.4"):
        assert given in lab.caption.value


def test_what_a_model_has_not_is_grey(data):
    lab = TrainingLaboratory(data, START, "papermill")

    def grey():
        return {name for name, widget in lab.controls.items() if widget.disabled}

    assert grey() == {"units", "max_length"}
    lab.controls["model"].value = "lstm"
    assert grey() == set()
    lab.controls["model"].value = "article_lstm"
    assert grey() == {"units", "max_length", "dropout"}


def test_something_moves_before_the_first_epoch_ends(data, monkeypatch):
    lab = TrainingLaboratory(data, START, "papermill", texts=40)
    said = []
    monkeypatch.setattr(lab, "say", lambda sentence="": said.append(sentence))
    lab.button.click()
    assert said[:2] == [
        "linear reads the texts.",
        f"linear: epoch 1 of 8, batch 1 of 2, training loss {said[1].split()[-1]}",
    ]
    assert float(said[1].split()[-1].rstrip(".")) > 0
    assert (lab.bar.value, lab.bar.max) == (12, 16)  # it stopped
    assert lab.bar.layout.visibility == "hidden"


def test_curves_are_named_by_what_differs():
    lstm = {"model": "lstm", "units": 8, "dropout": 0.3}
    page = Curve(lstm, "this page")
    assert names([page]) == ["this page, lstm"]
    linear = Curve({"model": "linear", "dropout": 0.3})
    assert names([page, linear]) == ["this page, lstm", "linear"]
    smaller = Curve(lstm | {"units": 4})
    assert names([page, linear, smaller, smaller]) == [
        "this page, lstm, units 8",
        "linear",
        "lstm, units 4 (1)",
        "lstm, units 4 (2)",
    ]


def test_the_laboratory_shows_a_picture_where_nothing_runs(data):
    history = pd.DataFrame({"loss": [2.0, 1.0, 0.5], "val_accuracy": [0.2, 0.4, 0.3]})
    lab = TrainingLaboratory(data, START, "papermill", history)
    (curve,) = lab.curves
    assert (curve.where, curve.settings) == ("this page", lab.settings)
    assert (curve.loss, curve.accuracy) == ([2.0, 1.0, 0.5], [0.2, 0.4, 0.3])
    bundle = lab.stand_in()
    assert bundle["text/plain"] == lab.alt
    page = bundle["text/html"]
    assert '<img alt="Training loss and, beside it, validation accuracy' in page
    assert 'width="900"' in page
    assert "Run this cell to train" in page

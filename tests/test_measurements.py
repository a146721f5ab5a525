"""What chapter 6's measurements compare, before anything is measured."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from helpers import classifiers
from tests.planted import left_or_right, planted
from tools.measurements import lstm_repairs, text_classifiers, units_of_text


def test_from_row_to_row_of_the_repairs_what_is_named_changes():
    rows = {name: dataclasses.asdict(p) for name, p in lstm_repairs.programs().items()}
    for before, name in pairwise(rows):
        changed = {k: v for k, v in rows[name].items() if v != rows[before][k]}
        assert changed == lstm_repairs.CHANGES[name] and len(changed) <= 2


def kinds(model):
    """The layers of a network that compute, and what they are built with."""
    skipped = ("InputLayer",)
    fields = ("units", "output_dim", "rate", "recurrent_dropout", "return_sequences")
    found = [
        (type(layer).__name__, *(getattr(layer, name, None) for name in fields))
        for layer in model.layers
        if type(layer).__name__ not in skipped
    ]
    return [kind for kind in found if kind[:1] + kind[3:4] != ("Dropout", 0.0)]


@pytest.mark.parametrize(("place", "model"), [(0, "article_lstm"), (-1, "lstm")])
def test_the_repairs_begin_with_the_articles_program_and_end_with_ours(place, model):
    program = list(lstm_repairs.programs().values())[place]
    row = classifiers.MODELS[model]
    assert program.learning_rate == row.defaults["learning_rate"]
    train = planted(60, np.random.default_rng(0))
    reader = classifiers.make_reader(model, train, max_length=20, vocabulary_size=40)
    shape = {"units": 64, "dropout": 0.3} | row.defaults
    shape.pop("batch_size")
    ours = classifiers.build(model, reader, 2, seed=0, **shape)
    assert kinds(lstm_repairs.network(program, 2, reader.size)) == kinds(ours)


def test_a_model_that_is_right_more_often_leads(monkeypatch):
    corpus = left_or_right()
    y = corpus.test.labels
    one_wrong = np.r_[1 - y[:1], y[1:]]
    answers = {text_classifiers.COUNTING: one_wrong}
    monkeypatch.setattr(text_classifiers, "counted", lambda name: (answers, 0.0))
    found = text_classifiers.compared(corpus, [y, one_wrong])
    # One of 60 texts, and that by half of the two seeds.
    assert found["lead"] == pytest.approx(1 / 120)
    assert found["lead_low"] <= found["lead"] <= found["lead_high"]
    assert found["mcnemar"] == 1.0  # one toss of a coin
    scored = text_classifiers.scored(corpus, [y, one_wrong])
    assert scored["accuracy"] == pytest.approx(1 - 1 / 120)
    assert scored["lowest"] < scored["macro_f1"] < scored["highest"] == 1.0


def test_how_sure_a_network_is_is_held_against_its_verdicts():
    corpus = left_or_right()
    y = corpus.test.labels
    sure = np.where(np.eye(2)[y] == 1, 0.9, 0.1)
    run = text_classifiers.Run({}, sure)
    assert (run.y_hat == y).all()
    found = text_classifiers.calibration(corpus, [run])
    assert found["calibration_error"] == pytest.approx(0.1)
    assert found["calibration_lowest"] == found["calibration_highest"]
    assert 0 < found["calibration_chance"] < 0.1


@pytest.mark.parametrize("units", units_of_text.UNITS)
def test_every_unit_is_counted(units):
    texts = ["left is left", "right is right", "梯度指向", "梯度上坡"] * 60
    counted = units_of_text.features(units, texts).fit(texts)
    names = counted.get_feature_names_out()
    assert any("left" in name for name in names)
    assert any("is left" in name for name in names) == ("pairs" in units)


def test_chinese_words_are_characters_and_its_pieces_are_longer():
    texts = ["梯度指向", "梯度上坡"] * 60
    assert units_of_text.words_of(texts)("梯度") == ["梯", "度"]
    assert units_of_text.pieces_of(texts)("梯度") == ["梯度"]

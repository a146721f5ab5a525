"""What chapter 6's measurements compare, before anything is measured."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from helpers import classifiers
from helpers.classifiers import bert
from tests.planted import left_or_right, planted
from tests.small_bert import write
from tools.measurements import (
    attention_maps,
    encoders,
    fine_tuning,
    lstm_repairs,
    published_layers,
    published_share,
    text_classifiers,
    units_of_text,
)


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


def test_a_planted_word_decides_and_stands_where_it_is_said_to():
    x, places, y = attention_maps.texts(50, np.random.default_rng(0))
    k, first = attention_maps.CLASSES, attention_maps.FIRST
    assert set(y) == set(range(k + 1)) and len(set(places)) > 10
    found = ((first <= x) & (x < first + k)).sum(axis=1)
    assert (found == (y < k)).all(), "the last class has none"
    planted = np.flatnonzero(y < k)
    assert (x[planted, places[planted]] - first == y[planted]).all()
    _, _, y = attention_maps.texts(50, np.random.default_rng(0), k)
    assert set(y) == set(range(k))


def test_what_is_looked_at_is_what_the_answer_is_made_of():
    """Equal weights answer as the whole network does."""
    model, inside = attention_maps.network(2)
    (scores,) = (w for w in model.trainable_weights if w.shape == (32, 1))
    x, *_ = attention_maps.texts(5, np.random.default_rng(0))
    weights, alike = attention_maps.ask(inside, x)
    assert weights.shape == (5, 20, 1)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
    assert not np.allclose(attention_maps.ask(model, x), alike, atol=1e-4)
    scores.assign(np.zeros((32, 1)))
    np.testing.assert_allclose(attention_maps.ask(model, x), alike, atol=1e-5)


def test_habits_are_shares_of_neighbours_and_signs():
    A = np.array([[0.5, 0.3, 0.2], [0.6, 0.1, 0.3], [0.0, 0.8, 0.2]])
    assert published_layers.habits(A) == {
        "itself": round(0.8 / 3, 3),
        "before": 0.7,
        "after": 0.3,
        "signs": round((0.7 + 0.9 + 0.2) / 3, 3),
        "mostly_first": round(2 / 3, 3),
    }


def test_layers_of_any_folder_agree_and_are_told_one_by_one(tmp_path, monkeypatch):
    folder = write(tmp_path)
    monkeypatch.setattr(published_layers, "NAME", str(folder))
    monkeypatch.setattr(published_layers, "WORD", "a")
    gaps = published_layers.measure({"of": "states"})
    assert [row["layer"] for row in gaps] == [0, 1, 2]
    assert max(row["gap"] for row in gaps) < 1e-5
    rows = published_layers.measure({"of": "heads", "sentence": "left a right"})
    assert [(r["layer"], r["head"]) for r in rows] == [
        (layer, head) for layer in (1, 2) for head in (1, 2, 3)
    ]
    assert {row["pieces"] for row in rows} == {"[CLS] left a right [SEP]"}
    (drawn,) = (row for row in rows if row["map"])
    assert (drawn["layer"], drawn["head"]) == (1, 3)
    # The third piece asks.
    np.testing.assert_allclose(drawn["map"][2], drawn["asked"], atol=0.006)
    assert drawn["asked"] != rows[0]["asked"]


@pytest.mark.parametrize("script", [encoders, fine_tuning])
def test_two_rates_are_tried_once_and_the_better_one_three_times(script):
    cases = [case for case in script.cases() if "seed" in case]
    for corpus, best in script.CHOSEN.items():
        own = [c for c in cases if c["corpus"] == corpus]
        tried = [(c["learning_rate"], c["seed"]) for c in own]
        assert tried == [*((rate, 0) for rate in script.RATES), (best, 1), (best, 2)]
    assert ("thucnews" in script.CHOSEN) == (script is encoders)


def test_other_shares_stand_beside_the_one_that_is_kept(monkeypatch):
    cases = published_share.cases()
    *shares, low = [(case["learning_rate"], case["share"]) for case in cases]
    kept = fine_tuning.CHOSEN["emotion"], bert.SHARE
    assert kept not in shares and {rate for rate, _ in shares} == {kept[0]}
    assert low == (kept[0] * kept[1], 1)
    monkeypatch.setattr(published_share, "row_of", lambda case, how: bert.SHARE)
    assert published_share.measure({"share": 0.5}) == [0.5]
    assert kept[1] == bert.SHARE


def test_the_machine_reads_states_of_length_one(tmp_path, monkeypatch):
    monkeypatch.setattr(encoders, "PUBLISHED", str(write(tmp_path)))
    corpus = left_or_right()
    y_hat, _ = encoders.machine(corpus, states := encoders.MeanStates())
    assert (y_hat == corpus.test.labels).mean() > 0.9
    means = states.transform(corpus.test.texts[:3])
    np.testing.assert_allclose(np.linalg.norm(means, axis=1), 1, atol=1e-6)
    monkeypatch.setattr(encoders, "counted", lambda name: 1 - corpus.test.labels)
    scored = encoders.scored(corpus, corpus.test.labels)
    assert scored["test_accuracy"] == scored["test_macro_f1"] == scored["lead"] == 1
    assert scored["mcnemar"] < 1e-9


def test_an_encoder_is_trained_as_it_is_told():
    corpus = left_or_right()
    shape = {"dropout": 0.0, "embedding_dim": 8, "units": 16}
    how = encoders.How("none", 2, 16, shape)
    found, y_hat = encoders.trained(corpus, how, 3e-3, 0)
    assert found["epochs"] == 2 and y_hat.shape == corpus.test.labels.shape
    other, _ = encoders.trained(corpus, encoders.How("none", 1, 16, shape), 3e-3, 0)
    assert other["epochs"] == 1

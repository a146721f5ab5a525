"""Tokens, classifiers, evaluation, results: the text floor without its corpora."""

import json

import numpy as np
import pytest

from helpers import evaluation, results, tokens
from helpers.parameters import CHAPTERS, Parameter

# Tokens


def test_frequent_words_get_numbers_and_others_are_unknown():
    tokenizer = tokens.train_tokenizer(["the cat sat", "the cat ran", "the dog"], 4)
    assert tokenizer.get_vocab() == {"[PAD]": 0, "[UNK]": 1, "the": 2, "cat": 3}
    ids = tokens.encode(tokenizer, ["The cat flew", "the"], 4)
    assert ids.tolist() == [[2, 3, 1, 0], [2, 0, 0, 0]]


def test_texts_are_cut_at_max_length():
    tokenizer = tokens.train_tokenizer(["a b c"], 10)
    assert tokens.encode(tokenizer, ["a b c a b c"], 4).shape == (1, 4)
    assert (tokens.encode(tokenizer, ["a b c a b c"], 4) > tokens.UNKNOWN).all()


def test_chinese_is_split_into_characters():
    tokenizer = tokens.train_tokenizer(["梯度指向上坡", "梯度下降"], 50)
    assert tokenizer.encode("梯度 up").tokens == ["梯", "度", "[UNK]"]


def test_vocabulary_of_two_is_refused():
    with pytest.raises(ValueError, match="at least 3"):
        tokens.train_tokenizer(["a"], 2)


# Evaluation


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
    table = evaluation.per_class([0, 0, 0, 1], [0, 0, 1, 1], ("a", "b", "never"))
    assert table.loc["a"].tolist() == [1.0, 2 / 3, 0.8, 3]
    assert table.loc["b"].tolist() == [0.5, 1.0, 2 / 3, 1]
    assert table.loc["never"].tolist() == [0, 0, 0, 0]


def test_confusions_have_the_truth_in_rows():
    table = evaluation.confusions([0, 0, 1], [1, 0, 1], ("a", "b"))
    assert table.loc["a", "b"] == 1 and table.loc["b", "a"] == 0


def test_linear_baseline_reads_chinese():
    texts = ["股票上涨", "股票下跌", "球队获胜", "球队失利"] * 3
    model = evaluation.linear_baseline().fit(texts, [0, 0, 1, 1] * 3)
    assert model.predict(["股票", "球队"]).tolist() == [0, 1]


# Classifiers


def planted(n, rng):
    """Rows of 20 tokens, right-padded, whose class is which of 2, 3 opens them."""
    y = rng.integers(0, 2, n)
    x = rng.integers(4, 40, (n, 20))
    x[:, 0] = 2 + y
    x[:, 6:] = tokens.PAD
    return x.astype("int32"), y


SHAPE = {"max_length": 20, "vocabulary_size": 40, "embedding_dim": 8, "units": 16}


def trained(seed=0):
    from helpers import classifiers

    rng = np.random.default_rng(0)
    model = classifiers.build(
        "lstm", 2, learning_rate=0.02, seed=seed, dropout=0.0, **SHAPE
    )
    train, validation = planted(256, rng), planted(64, rng)
    training = classifiers.fit(model, train, validation, epochs=6, batch_size=32)
    return model, training, planted(200, rng)


def test_lstm_learns_what_is_planted_in_front_of_padding():
    model, training, (x, y) = trained()
    accuracy = (model.predict(x, verbose=0).argmax(axis=1) == y).mean()
    assert accuracy > 0.95
    assert training.history.index[0] == 1
    assert training.best_epoch in training.history.index
    best = training.history["val_loss"].min()
    assert training.history.loc[training.best_epoch, "val_loss"] == best


def test_same_seed_same_losses():
    first, second, other = trained(0)[1], trained(0)[1], trained(1)[1]
    assert first.history["loss"].tolist() == second.history["loss"].tolist()
    assert first.history["loss"].tolist() != other.history["loss"].tolist()


def test_unknown_model_names_the_known_ones():
    from helpers import classifiers

    with pytest.raises(ValueError, match="no model 'gpt'; there are: lstm"):
        classifiers.build("gpt", 2, learning_rate=0.1, seed=0, dropout=0.0, **SHAPE)


def test_device_is_named():
    from helpers import classifiers

    assert classifiers.device().endswith("backend")


def test_schema_names_every_model():
    from helpers import classifiers

    (model,) = [p for p in CHAPTERS["06_text_classifier"] if p.name == "model"]
    assert set(model.choices) == set(classifiers.MODELS)


# Results


def test_shown_results_are_read_back_unrounded(monkeypatch):
    shown = {}
    monkeypatch.setattr(results, "display", lambda data, raw: shown.update(data))
    results.show_results(corpus="trec", test_accuracy=0.123456789)
    assert shown[results.MIME] == {"corpus": "trec", "test_accuracy": 0.123456789}
    assert "0.1235" in shown["text/plain"] and "0.1235" in shown["text/html"]


def test_missing_results_say_how_to_make_them():
    with pytest.raises(FileNotFoundError, match="make results NAME=nothing"):
        results.load_results("nothing")


def test_loaded_results_are_a_table(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "STORED", tmp_path)
    stored = {"made": {"command": "make"}, "rows": [{"seed": 0, "f1": 0.5}]}
    (tmp_path / "x.json").write_text(json.dumps(stored))
    table, made = results.load_results("x")
    assert table.loc[0, "f1"] == 0.5 and made["command"] == "make"


# Parameters


def test_log_scale_walks_by_equal_factors():
    rate = Parameter("learning_rate", 0.01, "step size", 1e-4, 1e-1, "log")
    assert rate.values(4) == pytest.approx([1e-4, 1e-3, 1e-2, 1e-1])


def test_whole_numbers_are_not_repeated():
    assert Parameter("epochs", 1, "passes", 1, 3).values(9) == [1, 2, 3]


@pytest.mark.parametrize(
    "wrong",
    [
        {"default": 2.0, "low": 0.0, "high": 1.0},
        {"default": 0.5, "low": 0.0, "high": 1.0, "scale": "log"},
        {"default": 0.5, "low": 0.1, "high": 1.0, "scale": "cubic"},
        {"default": "x", "choices": ("y",)},
    ],
)
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(ValueError, match="p:"):
        Parameter("p", meaning="anything", **wrong)


def test_no_range_to_walk():
    with pytest.raises(ValueError, match="no range"):
        Parameter("corpus", "trec", "which text").values(3)

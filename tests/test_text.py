"""Tokens, classifiers, evaluation, results: the text floor without its corpora."""

import json
from itertools import permutations

import keras
import numpy as np
import pytest
from helpers.chapters.settings import CHAPTERS
from scipy.sparse import csr_matrix

from helpers import classifiers, corpora, evaluation, results, tokens
from helpers.parameters import Parameter

# Tokens


def test_frequent_words_get_numbers_and_others_are_unknown():
    tokenizer = tokens.train_tokenizer(["the cat sat", "the cat ran", "the dog"], 4)
    assert tokenizer.get_vocab() == {"[PAD]": 0, "[UNK]": 1, "the": 2, "cat": 3}
    rows = tokens.encode(tokenizer, ["The cat flew", "the", ""], 4)
    assert [ids.tolist() for ids in rows.ids] == [[2, 3, 1], [2], [1]]
    assert [weights.tolist() for weights in rows.weights] == [[0, 0, 1], [1], [1]]


def test_texts_are_cut_at_max_length():
    tokenizer = tokens.train_tokenizer(["a b c"], 10)
    (ids,), (weights,) = tokens.encode(tokenizer, ["a b c a b c"], 4)
    assert len(ids) == 4 and (ids > tokens.UNKNOWN).all()
    assert weights.tolist() == [0, 0, 0, 1]


def test_padding_fills_and_cuts_on_the_side_asked_for():
    rows = [np.array([1, 2, 3]), np.array([4])]
    assert tokens.pad(rows, 2).tolist() == [[1, 2], [4, 0]]
    assert tokens.pad(rows, 2, left=True).tolist() == [[2, 3], [0, 4]]
    assert tokens.pad(rows, 4, left=True).tolist() == [[0, 1, 2, 3], [0, 0, 0, 4]]


def test_a_sparse_matrix_becomes_rows_and_back():
    matrix = np.array([[0, 2.0, 0], [0, 0, 0], [1.0, 0, 0.5]])
    rows = tokens.from_sparse(csr_matrix(matrix))
    assert [ids.tolist() for ids in rows.ids] == [[2], [], [1, 3]]
    back = np.zeros((3, 4))
    for place, ids, weights in zip(back, *rows, strict=True):
        place[ids] = weights
    assert np.array_equal(back[:, 1:], matrix)


def test_ngrams_leave_out_what_one_text_alone_has_if_there_are_many():
    texts = ["blue sky"] * 250 + ["zebra"]
    many = tokens.tfidf_ngrams(250).fit(texts).get_feature_names_out()
    few = tokens.tfidf_ngrams(3).fit(texts[-3:]).get_feature_names_out()
    assert not any("zeb" in name for name in many)
    assert any(name.endswith("blue sky") for name in many)
    assert any(name.endswith("zebra") for name in few)


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


def test_linear_baseline_reads_chinese():
    texts = ["股票上涨", "股票下跌", "球队获胜", "球队失利"] * 3
    model = evaluation.linear_baseline(12).fit(texts, [0, 0, 1, 1] * 3)
    assert model.predict(["股票", "球队"]).tolist() == [0, 1]


# Classifiers


SHAPE = {"embedding_dim": 8, "units": 16, "dropout": 0.0}
WORDS = [f"w{i}" for i in range(36)]


def planted(n, rng):
    """Texts of 2 to 12 words; the class is which word they open with."""
    y = rng.integers(0, 2, n)
    texts = [
        " ".join([("left", "right")[c], *rng.choice(WORDS, rng.integers(1, 12))])
        for c in y
    ]
    return corpora.Split(texts, y, [])


def trained(name="lstm", seed=0, epochs=6):
    rng = np.random.default_rng(0)
    train, validation, test = (planted(n, rng) for n in (256, 64, 200))
    how = classifiers.reader(name, train, max_length=20, vocabulary_size=40)
    model = classifiers.build(name, how, 2, learning_rate=0.02, seed=seed, **SHAPE)
    encoded = [(how.encode(split.texts), split.labels) for split in (train, validation)]
    training = classifiers.fit(model, *encoded, epochs=epochs, batch_size=32, seed=seed)
    return model, training, how, test


@pytest.mark.parametrize("name", ["linear", "average", "lstm"])
def test_a_model_learns_what_is_planted(name):
    model, training, how, test = trained(name)
    probabilities = classifiers.predict(model, how.encode(test.texts))
    assert (probabilities.argmax(axis=1) == test.labels).mean() > 0.95
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    accuracies = training.history["val_accuracy"]
    assert accuracies.index[0] == 1
    assert accuracies[training.best_epoch] == accuracies.max()


def test_the_best_epochs_weights_are_kept():
    rng = np.random.default_rng(0)
    train, validation = planted(256, rng), planted(64, rng)
    how = classifiers.reader("linear", train, max_length=20, vocabulary_size=40)
    model = classifiers.build("linear", how, 2, learning_rate=0.02, seed=0, **SHAPE)

    class Forget(keras.callbacks.Callback):
        """Spoil everything from the third epoch on."""

        def on_epoch_begin(self, epoch, logs=None):
            if epoch >= 2:
                self.model.set_weights([0 * w for w in self.model.get_weights()])
                self.model.optimizer.learning_rate = 0.0

    encoded = [(how.encode(split.texts), split.labels) for split in (train, validation)]
    training = classifiers.fit(
        model, *encoded, epochs=9, batch_size=32, patience=2, callbacks=[Forget()]
    )
    assert training.best_epoch <= 2 and len(training.history) == training.best_epoch + 2
    assert np.abs(model.get_weights()[0]).max() > 0


def test_same_seed_same_losses():
    first, second, other = (trained(seed=seed, epochs=2)[1] for seed in (0, 0, 1))
    assert first.history["loss"].tolist() == second.history["loss"].tolist()
    assert first.history["loss"].tolist() != other.history["loss"].tolist()


def test_the_last_token_picked_is_a_masked_lstms_answer():
    model, _, how, test = trained(epochs=1)
    rows = how.encode(test.texts)
    masked = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(how.size, 8, mask_zero=True),
            keras.layers.LSTM(16),
            keras.layers.Dense(2, activation="softmax"),
        ]
    )
    masked.set_weights(model.get_weights())
    answer = masked.predict(tokens.pad(rows.ids, 20), verbose=0)
    np.testing.assert_allclose(answer, classifiers.predict(model, rows), atol=1e-5)


def test_one_layer_over_counts_starts_at_the_log_count_ratios():
    train = planted(60, np.random.default_rng(0))
    how = classifiers.reader("linear", train, max_length=20, vocabulary_size=40)
    model = classifiers.build("linear", how, 2, learning_rate=0.01, seed=0, **SHAPE)
    features = tokens.tfidf_ngrams(60).fit(train.texts).transform(train.texts)
    z = 0.6 * features @ how.start[1:]
    expected = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    answer = classifiers.predict(model, how.encode(train.texts))
    np.testing.assert_allclose(answer, expected, rtol=1e-4)


def test_log_count_ratios_by_hand():
    counts = csr_matrix([[2.0, 0.0], [0.0, 1.0]])
    padding, first, second = classifiers.log_count_ratios(counts, np.array([0, 1]))
    assert padding.tolist() == [0, 0]
    # Class 0 saw (2 + 1) and (0 + 1), class 1 saw (0 + 1) and (1 + 1).
    np.testing.assert_allclose(first[0], np.log((3 / 4) / (1 / 3)))
    np.testing.assert_allclose(second, [-np.log(8 / 3), np.log(8 / 3)])


def test_the_article_reads_a_hundred_tokens_padded_on_the_left():
    train = planted(30, np.random.default_rng(0))
    how = classifiers.reader("article_lstm", train, max_length=20, vocabulary_size=40)
    rows = how.encode(["left w1", ""])
    assert [len(ids) for ids in rows.ids] == [100, 100]
    assert rows.ids[0][-2:].min() > tokens.PAD and not rows.ids[0][:-2].any()
    model = classifiers.build(
        "article_lstm", how, 2, learning_rate=0.001, seed=0, **SHAPE
    )
    (inputs, _), _ = classifiers.Batches(rows, np.eye(2), 2)[0]
    assert inputs.shape == (2, 100)
    assert classifiers.predict(model, rows).shape == (2, 2)


def test_batches_hold_every_text_once_and_little_padding():
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 90, 1000)
    ids = [np.full(length, i + 1) for i, length in enumerate(lengths)]
    rows = tokens.Rows(ids, [np.ones(length) for length in lengths])
    batches = classifiers.Batches(rows, np.eye(1000, 2), 32, seed=0)
    seen, first = [], [batches[i][0][0] for i in range(len(batches))]
    for x in first:
        seen += x[:, 0].tolist()
        assert x.shape[1] % classifiers.WIDTH == 0
    assert sorted(seen) == list(range(1, 1001))
    computed = sum(x.size for x in first)
    assert computed < 1.15 * lengths.sum()
    batches.on_epoch_end()
    assert [x[0, 0] for x in first] != [batches[i][0][0][0, 0] for i in range(32)]


@pytest.mark.parametrize("lengths", list(permutations((5, 15, 25, 35))))
def test_keras_is_shown_that_batches_differ_in_width(lengths):
    """It looks at the first two; alike, they would stand for all."""
    rows = tokens.Rows(*2 * [[np.ones(n) for n in np.repeat(lengths, 8)]])
    for seed in range(4):
        batches = classifiers.Batches(rows, np.eye(32, 2), 8, seed)
        widths = [batches[i][0][0].shape[1] for i in range(len(batches))]
        assert widths[:2] == [10, 40] and sorted(widths) == [10, 20, 30, 40]


def test_out_of_memory_says_what_to_make_smaller(monkeypatch):
    model, _, how, test = trained("linear", epochs=1)
    encoded = how.encode(test.texts), test.labels

    def full(*args, **kwargs):
        raise RuntimeError("RESOURCE_EXHAUSTED: failed to allocate")

    monkeypatch.setattr(model, "fit", full)
    with pytest.raises(MemoryError, match="make batch_size, max_length, units"):
        classifiers.fit(model, encoded, encoded, epochs=1, batch_size=8)

    def other(*args, **kwargs):
        raise RuntimeError("something else")

    monkeypatch.setattr(model, "fit", other)
    with pytest.raises(RuntimeError, match="something else"):
        classifiers.fit(model, encoded, encoded, epochs=1, batch_size=8)


def test_unknown_model_names_the_known_ones():
    train = planted(30, np.random.default_rng(0))
    with pytest.raises(ValueError, match="no model 'gpt'; there are: linear, average"):
        classifiers.reader("gpt", train, max_length=20, vocabulary_size=40)
    how = classifiers.reader("lstm", train, max_length=20, vocabulary_size=40)
    with pytest.raises(ValueError, match="no model 'gpt'; there are: linear, average"):
        classifiers.build("gpt", how, 2, learning_rate=0.1, seed=0, **SHAPE)


def test_device_is_named():
    assert classifiers.device().endswith("backend")


def test_schema_names_every_model():
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


def test_whole_numbers_go_up_by_whole_steps():
    assert Parameter("epochs", 1, "passes", 1, 3).values(9) == [1, 2, 3]
    assert Parameter("epochs", 1, "passes", 1, 10).values(4) == [1, 4, 7, 10]


@pytest.mark.parametrize(
    "wrong",
    [
        {"default": 2.0, "low": 0.0, "high": 1.0},
        {"default": "x", "choices": ("y",)},
    ],
)
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(ValueError, match=r"^p[:=]"):
        Parameter("p", meaning="anything", **wrong)


def test_every_scale_can_be_walked():
    for parameter in (p for row in CHAPTERS.values() for p in row):
        if parameter.scale != "linear":
            assert parameter.scale == "log"
            assert parameter.type is float and parameter.low > 0

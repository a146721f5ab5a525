"""Classifiers: how each model reads, what it starts from, what it is asked for."""

import os

import keras
import numpy as np
import pytest
from scipy.sparse import csr_matrix

from helpers import classifiers, ngrams, tokens
from helpers.chapters.text_classifier import PARAMETERS
from tests.planted import SHAPE, planted, trained, untrained


@pytest.mark.parametrize("name", ["linear", "average", "lstm"])
def test_a_model_learns_what_is_planted(name):
    model, training, reader, test = trained(name)
    probabilities = classifiers.predict(model, reader.encode(test.texts))
    assert (probabilities.argmax(axis=1) == test.labels).mean() > 0.95
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    accuracies = training.history["val_accuracy"]
    assert accuracies.index[0] == 1
    assert accuracies[training.best_epoch] == accuracies.max()


def test_tensorflow_starts_without_a_word():
    assert os.environ["TF_CPP_MIN_LOG_LEVEL"]


@pytest.mark.parametrize("name", classifiers.MODELS)
def test_every_model_is_built_from_its_defaults(name):
    shape = SHAPE | classifiers.MODELS[name].defaults
    assert shape.pop("batch_size") >= 1
    train = planted(60, np.random.default_rng(0))
    reader = classifiers.make_reader(
        name, train, max_length=20, vocabulary_size=40, weights="none"
    )
    model = classifiers.build(name, reader, 2, seed=0, **shape)
    rows = reader.encode(train.texts[:5])
    assert classifiers.predict(model, rows).shape == (5, 2)


def test_a_seed_fixes_the_first_weights():
    train = planted(60, np.random.default_rng(0))
    first, second, other = (
        untrained("average", train, seed=seed)[1].get_weights()[0] for seed in (0, 0, 1)
    )
    assert np.array_equal(first, second) and not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("name", "smoothing"), [("linear", 0.1), ("average", 0.0), ("lstm", 0.0)]
)
def test_one_layer_over_counts_is_never_asked_to_be_certain(name, smoothing):
    train = planted(60, np.random.default_rng(0))
    reader, model = untrained(name, train)
    rows, right = reader.encode(train.texts), np.eye(2)[train.labels]
    asked = (1 - smoothing) * right + smoothing / 2
    answer = classifiers.predict(model, rows)
    expected = -(asked * np.log(answer)).sum(axis=1).mean()
    loss, _ = model.evaluate(classifiers.Batches(rows, right, 16), verbose=0)
    assert loss == pytest.approx(expected, rel=1e-4)


def test_fused_kernels_serve_where_they_are_known_to_train():
    """TensorFlow runs these tests; JAX's slow ones train."""
    _, model = untrained("lstm", planted(20, np.random.default_rng(0)))
    (layer,) = [part for part in model.layers if isinstance(part, keras.layers.LSTM)]
    assert layer.use_cudnn == "auto"


def test_the_last_token_picked_is_a_masked_lstms_answer():
    model, _, reader, test = trained(epochs=1)
    rows = reader.encode(test.texts)
    masked = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(reader.size, 8, mask_zero=True),
            keras.layers.LSTM(16),
            keras.layers.Dense(2, activation="softmax"),
        ]
    )
    masked.set_weights(model.get_weights())
    answer = masked.predict(tokens.pad(rows.ids, 20), verbose=0)
    np.testing.assert_allclose(answer, classifiers.predict(model, rows), atol=1e-5)


def test_one_layer_over_counts_starts_at_the_log_count_ratios():
    train = planted(60, np.random.default_rng(0))
    reader, model = untrained("linear", train)
    features = ngrams.tfidf_ngrams(train.texts).fit(train.texts).transform(train.texts)
    z = 0.6 * features @ reader.start[1:]
    expected = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    answer = classifiers.predict(model, reader.encode(train.texts))
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
    reader, model = untrained("article_lstm", train)
    rows = reader.encode(["left w1", ""])
    assert [len(ids) for ids in rows.ids] == [100, 100]
    assert rows.ids[0][-2:].min() > tokens.PAD and not rows.ids[0][:-2].any()
    assert rows.weights[0].tolist() == [0.0] * 99 + [1.0]
    (inputs, _), _ = classifiers.Batches(rows, np.eye(2), 2)[0]
    assert inputs.shape == (2, 100)
    assert classifiers.predict(model, rows).shape == (2, 2)
    (layer,) = [layer for layer in model.layers if layer.name.startswith("lstm")]
    assert layer.units == 128
    assert (layer.dropout, layer.recurrent_dropout) == (0.2, 0.2)


def test_unknown_model_names_the_known_ones():
    train = planted(30, np.random.default_rng(0))
    with pytest.raises(ValueError, match="no model 'gpt'; there are: linear, average"):
        classifiers.make_reader("gpt", train, max_length=20, vocabulary_size=40)
    reader = classifiers.make_reader("lstm", train, max_length=20, vocabulary_size=40)
    with pytest.raises(ValueError, match="no model 'gpt'; there are: linear, average"):
        classifiers.build("gpt", reader, 2, learning_rate=0.1, seed=0, **SHAPE)


def test_schema_names_every_model():
    (model,) = [p for p in PARAMETERS if p.name == "model"]
    assert set(model.choices) == set(classifiers.MODELS)

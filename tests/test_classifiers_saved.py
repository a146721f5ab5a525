"""A trained classifier: what was saved answers as before, and how sure it is."""

from functools import cache

import numpy as np
import pytest

from helpers import classifiers, saved
from tests.planted import SHAPE, planted, trained, untrained

once_trained = cache(trained)


def classifier(name, **changes):
    """A trained one, and texts it has not seen."""
    model, _, reader, test = once_trained(name, epochs=1)
    given = {"temperature": 1.0, "card": {"trained on": "two words"}} | changes
    made = classifiers.Classifier(
        name, SHAPE | reader.sizes, ["left", "right"], reader.reading, model, **given
    )
    return made, test


@pytest.mark.parametrize("name", classifiers.MODELS)
def test_what_was_saved_answers_as_before(tmp_path, name):
    made, test = classifier(name)
    made.save(tmp_path / "x")
    again = classifiers.Classifier.load(tmp_path / "x")
    expected = made.probabilities(test.texts)
    half = classifiers.MODELS[name].stored == "float16"
    gap = np.abs(again.probabilities(test.texts) - expected).max()
    assert 0 < gap < 0.01 if half else gap == 0
    assert expected.shape == (200, 2)
    assert again.classes == ["left", "right"] and again.card == made.card
    again.save(tmp_path / "y")
    assert (tmp_path / "x").read_bytes() == (tmp_path / "y").read_bytes()


def test_no_text_no_answer():
    made, _ = classifier("linear")
    assert made.probabilities([]).shape == (0, 2)


def test_a_temperature_travels_along(tmp_path):
    made, test = classifier("average", temperature=2.0)
    made.save(tmp_path / "x")
    again = classifiers.Classifier.load(tmp_path / "x")
    bare = classifiers.predict(made.network, made.reading.encode(test.texts))
    expected = classifiers.tempered(bare, 2.0)
    assert np.array_equal(again.probabilities(test.texts), expected)
    assert not np.allclose(expected, bare)


def test_tempered_is_the_softmax_of_cooler_logits():
    logits = np.random.default_rng(0).normal(size=(5, 3)) * 4
    answers = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    cooler = np.exp(logits / 2.5)
    expected = cooler / cooler.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(classifiers.tempered(answers, 2.5), expected)
    assert classifiers.tempered(answers, 1.0) is answers
    certain = classifiers.tempered(np.array([[1.0, 0.0]]), 3.0)
    assert np.isfinite(certain).all() and certain[0, 0] > 0.999


@pytest.mark.parametrize("true", [0.4, 1.0, 3.0])
def test_the_best_temperature_is_found(true):
    """Labels drawn from answers that were then made too sure, or not sure enough."""
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20_000, 3)) * 2
    honest = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    y = (rng.random((20_000, 1)) > honest.cumsum(axis=1)).sum(axis=1)
    told = classifiers.tempered(honest, 1 / true)
    assert classifiers.best_temperature(told, y) == pytest.approx(true, rel=0.05)


@pytest.mark.parametrize("n", [10, 1000])
def test_texts_that_are_all_right_make_no_answer_certain(n):
    """As sure as 1 - 1 / (n + 2), where all were equally sure."""
    told = np.tile([0.6, 0.2, 0.2], (n, 1))
    temperature = classifiers.best_temperature(told, np.zeros(n, int))
    (sure, *_), *_ = classifiers.tempered(told, temperature)
    assert sure == pytest.approx(1 - 1 / (n + 2), rel=1e-4)


def rewritten(tmp_path, name="lstm", **changes):
    """A file of a trained classifier, changed by someone."""
    made, _ = classifier(name)
    made.save(tmp_path / "x")
    file = saved.load(tmp_path / "x")
    given = vars(file) | {key: change(file) for key, change in changes.items()}
    saved.save(tmp_path / "x", saved.Saved(**given))
    return tmp_path / "x"


@pytest.mark.parametrize(
    "changes",
    [
        {"weights": lambda file: file.weights[:-1]},
        {"weights": lambda file: file.weights[::-1]},
        {"weights": lambda file: [w[..., :1] for w in file.weights]},
        {"weights": lambda file: [np.float32(1), *file.weights]},
        {"shape": lambda file: file.shape | {"units": 1024}},
        {"shape": lambda file: file.shape | {"embedding_dim": 1024}},
        {"classes": lambda file: ["a", "b", "c"]},
        {"model": lambda file: "average"},
        {"reading": lambda file: saved.Tokens(["left"], False, 5)},
        {"name": "bert", "model": lambda file: "lstm"},
        {"model": lambda file: "bert"},
        *(
            {"name": "bert", "shape": lambda file, size=size: file.shape | size}
            for size in (
                {"blocks": 100, "embedding_dim": 4096, "units": 16384},
                {"blocks": 100},
                {"positions": 100_000},
                {"heads": 3},
            )
        ),
    ],
)
def test_weights_that_do_not_fit_are_refused(tmp_path, changes):
    path = rewritten(tmp_path, **changes)
    with pytest.raises(saved.SavedError, match="weights that do not fit its model"):
        classifiers.Classifier.load(path)


def test_an_unknown_model_names_the_known_ones(tmp_path):
    path = rewritten(tmp_path, model=lambda file: "gpt")
    with pytest.raises(saved.SavedError, match=r"'gpt', which .* it has linear, avera"):
        classifiers.Classifier.load(path)


@pytest.mark.parametrize("precision", classifiers.PRECISIONS[1:])
@pytest.mark.parametrize("name", ["linear", "lstm", "bert"])
def test_sixteen_bits_learn_too_and_answer_in_thirty_two(name, precision):
    train = planted(60, np.random.default_rng(0))
    reader, model = untrained(name, train, precision=precision)
    rows = reader.encode(train.texts)
    before = model.get_weights()
    split = rows, train.labels
    classifiers.fit(model, split, split, epochs=1, batch_size=16)
    answers = classifiers.predict(model, rows)
    assert answers.dtype == np.float32
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)
    after = model.get_weights()
    assert all(weight.dtype == np.float32 for weight in after)
    assert any((a != b).any() for a, b in zip(before, after, strict=True))
    # The next one is as it would have been.
    _, ordinary = untrained(name, train)
    assert {layer.compute_dtype for layer in ordinary.layers} <= {"float32", "int32"}


def test_a_learning_rate_rises_then_falls():
    def rates(**options):
        rate = classifiers.schedule(0.1, 100, **options)
        return [float(rate(step)) for step in (0, 5, 10, 55, 100)]

    assert classifiers.schedule(0.1, 100) == 0.1
    warm = rates(warmup=0.1)
    np.testing.assert_allclose(warm, [0, 0.05, 0.1, 0.1, 0.1], atol=1e-7)
    falling = rates(decay=True)
    np.testing.assert_allclose([falling[0], falling[-1]], [0.1, 0], atol=1e-7)
    np.testing.assert_allclose(
        rates(warmup=0.1, decay=True), [0, 0.05, 0.1, 0.05, 0], atol=1e-7
    )
    np.testing.assert_allclose(
        rates(warmup=1.0), [0, 0.005, 0.01, 0.055, 0.1], atol=1e-7
    )

"""Training: batches, the epoch whose weights are kept, and what goes wrong."""

import random
import time
from itertools import permutations

import keras
import numpy as np
import pytest

from helpers import classifiers, saved, tokens
from helpers.classifiers import training
from tests.planted import SHAPE, planted, trained, untrained


class Planned(keras.callbacks.Callback):
    """Give a model the weights of a plan, epoch by epoch."""

    def __init__(self, plan):
        super().__init__()
        self.plan = plan

    def on_epoch_begin(self, epoch, logs=None):
        weights = self.plan[min(epoch, len(self.plan) - 1)]
        self.model.set_weights(weights)
        self.model.optimizer.learning_rate = 0.0


def follow(plan, **options):
    """Train a linear model, its weights its first ones times each number of the plan.

    One text of the validation split has the wrong label.
    """
    rng = np.random.default_rng(0)
    train, validation = planted(256, rng), planted(64, rng)
    validation.labels[0] = 1 - validation.labels[0]
    reader, model = untrained("linear", train)
    first = model.get_weights()
    training = classifiers.fit(
        model,
        (reader.encode(train.texts), train.labels),
        (reader.encode(validation.texts), validation.labels),
        epochs=9,
        batch_size=32,
        callbacks=[Planned([[factor * w for w in first] for factor in plan])],
        **options,
    )
    return model.get_weights()[0] / first[0][1:].max(), training


def test_the_best_epochs_weights_are_kept():
    weights, training = follow([0.0, 1.0, -1.0], patience=2)
    assert training.best_epoch == 2 and len(training.history) == 4
    assert weights.max() == pytest.approx(1.0)


def test_it_stops_when_five_epochs_were_no_better():
    _, training = follow([1.0, 0.0])
    assert training.best_epoch == 1 and len(training.history) == 6


def test_a_bar_goes_over_all_batches_and_names_the_accuracy(capsys):
    started = time.perf_counter()
    _, training = follow([1.0, 0.0], patience=2)
    assert 0 < training.seconds < time.perf_counter() - started
    shown = capsys.readouterr()
    assert "24/72" in shown.err, "three of at most nine epochs of eight batches"
    assert "validation accuracy 0." in shown.err and shown.out == ""


def test_the_best_epoch_is_the_most_accurate_and_not_the_one_of_least_loss():
    """Sure of everything, a model pays dearly for the one label that is wrong."""
    weights, training = follow([0.0, 1000.0, 0.0], patience=2)
    epochs = training.history
    assert epochs["val_loss"].idxmin() == 1
    assert epochs["val_accuracy"].idxmax() == 2
    assert training.best_epoch == 2
    assert weights.max() == pytest.approx(1000.0)


def test_the_same_order_of_batches_gives_the_same_losses():
    first, second, other = (
        trained("average", seed=seed, epochs=2)[1] for seed in (0, 0, 1)
    )
    assert first.history["loss"].tolist() == second.history["loss"].tolist()
    assert first.history["loss"].tolist() != other.history["loss"].tolist()


def dropping():
    """A network that drops words, and 64 texts of one to nine of them."""
    rng = np.random.default_rng(0)
    texts = [rng.integers(2, 40, n) for n in rng.integers(1, 10, 64)]
    rows = tokens.Rows(texts, [np.ones(len(text)) for text in texts])
    reader = classifiers.Reader(saved.Tokens([f"w{i}" for i in range(38)], False, 20))
    shape = SHAPE | {"dropout": 0.5}
    model = classifiers.build("average", reader, 2, learning_rate=0.1, seed=0, **shape)
    return model, rows, np.array([text[0] % 2 for text in texts])


def epochs_of(model, rows, labels, first, last, seed=0):
    """Train for some epochs, counted from 0; the losses of each."""
    batches = classifiers.Batches(rows, np.eye(2)[labels], 8)
    draws = classifiers.EpochDraws(batches, seed)
    settings = {"initial_epoch": first, "epochs": last, "callbacks": [draws]}
    return model.fit(batches, shuffle=False, verbose=0, **settings).history["loss"]


def test_a_training_goes_on_as_if_it_had_not_been_interrupted():
    whole, rows, labels = dropping()
    expected = epochs_of(whole, rows, labels, 0, 4)
    resumed = dropping()[0]
    losses = epochs_of(resumed, rows, labels, 0, 2)
    keras.random.uniform((3,))  # whatever else is drawn
    random.random()
    losses += epochs_of(resumed, rows, labels, 2, 4)
    np.testing.assert_allclose(losses, expected, rtol=1e-6)
    for a, b in zip(whole.get_weights(), resumed.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)


def test_nothing_but_the_seed_decides_how_a_training_goes():
    def trained(others, seed):
        model, rows, labels = dropping()
        random.seed(others)
        split, settings = (rows, labels), {"epochs": 2, "batch_size": 8}
        classifiers.fit(model, split, split, seed=seed, **settings)
        return np.concatenate([w.ravel() for w in model.get_weights()])

    first = trained(others=1, seed=0)
    np.testing.assert_allclose(trained(others=2, seed=0), first, rtol=1e-5, atol=1e-7)
    assert not np.allclose(trained(others=1, seed=1), first)


def test_an_epoch_draws_its_own_order_and_what_it_drops():
    def drawn(epoch, seed):
        model, rows, labels = dropping()
        batches = classifiers.Batches(rows, np.eye(2)[labels], 8)
        draws = classifiers.EpochDraws(batches, seed)
        draws.set_model(model)
        draws.on_epoch_begin(epoch)
        order = np.concatenate(batches.batches).tolist()
        states = [
            variable.numpy().tolist()
            for variable in model.non_trainable_variables
            if variable.name == "seed_generator_state"
        ]
        assert states and sorted(order) == list(range(64))
        return order, states

    first = drawn(0, 0)
    assert drawn(0, 0) == first
    for epoch, seed in ((1, 0), (0, 1)):
        order, states = drawn(epoch, seed)
        assert order != first[0]
        assert all(a != b for a, b in zip(states, first[1], strict=True))


def test_a_network_is_compiled_with_another_optimiser_and_smoothing():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Softmax()])
    classifiers.compile_model(model, "adam", label_smoothing=0.5)
    assert isinstance(model.optimizer, keras.optimizers.Adam)
    x, right = np.log([[0.8, 0.2]]), np.array([[1.0, 0.0]])
    loss, accuracy = model.evaluate(x, right, verbose=0)
    # Asked for .75 and .25.
    assert loss == pytest.approx(-0.75 * np.log(0.8) - 0.25 * np.log(0.2))
    assert accuracy == 1.0
    classifiers.compile_model(model, "adam")
    assert model.evaluate(x, right, verbose=0)[0] == pytest.approx(-np.log(0.8))
    # XLA would compile anew for every width; JAX does nothing without it.
    assert model.jit_compile == (keras.backend.backend() == "jax")


def test_batches_hold_every_text_once_and_little_padding():
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 90, 1000)
    ids = [np.full(length, i + 1) for i, length in enumerate(lengths)]
    rows = tokens.Rows(ids, [np.ones(length) for length in lengths])
    batches = classifiers.Batches(rows, np.eye(1000, 2), 32)
    batches.arrange(np.random.default_rng(0))
    seen, first = [], [batches[i][0][0] for i in range(len(batches))]
    for x in first:
        seen += x[:, 0].tolist()
        assert x.shape[1] % 10 == 0
    assert sorted(seen) == list(range(1, 1001))
    widths = [x.shape[1] for x in first[2:]]
    assert widths != sorted(widths), "an epoch does not go from short to long"
    computed = sum(x.size for x in first)
    assert computed < 1.15 * lengths.sum()
    batches.arrange(np.random.default_rng(1))
    assert [x[0, 0] for x in first] != [batches[i][0][0][0, 0] for i in range(32)]


@pytest.mark.parametrize("class_weight", [None, {0: 1.0, 1: 3.0}])
def test_a_batch_that_is_filled_counts_as_it_did(monkeypatch, class_weight):
    model, _, reader, test = trained("average", epochs=1)
    rows, labels = reader.encode(test.texts[:10]), np.eye(2)[test.labels[:10]]

    def batches(filled):
        monkeypatch.setattr(training, "_ON_JAX", filled)
        return classifiers.Batches(rows, labels, 4, class_weight)

    answers = classifiers.predict(model, rows)
    losses = -np.log((answers * labels).sum(axis=1))
    each = [(class_weight or {0: 1, 1: 1})[i] for i in test.labels[:10]]
    for filled in (False, True):
        some = batches(filled)
        sizes = [len(some[i][1]) for i in range(len(some))]
        assert sorted(sizes) == ([4, 4, 4] if filled else [2, 4, 4])
        (k,) = (i for i, texts in enumerate(some.texts) if texts == 2)
        two = some.batches[k][:2]
        x, y, *counts = some[k]
        if filled:
            assert counts[0][2:].tolist() == [0, 0]
        loss, accuracy = model.evaluate(x, y, 4, sample_weight=(counts or [None])[0])
        expected = (losses * each)[two].mean()
        assert loss == pytest.approx(expected, rel=1e-4)
        assert accuracy == (answers.argmax(axis=1) == test.labels[:10])[two].mean()
    monkeypatch.setattr(training, "_ON_JAX", True)
    again = classifiers.predict(model, rows, batch_size=4)
    np.testing.assert_allclose(again, answers, atol=1e-6)
    alone = classifiers.Batches(reader.encode(["left"]), labels[:1], 4)
    assert len(alone[0][1]) == 1, "one text is not made four of"


def test_answers_stand_in_the_order_of_the_texts(capsys):
    model, _, reader, test = trained("average", epochs=1)
    rows = reader.encode(test.texts)
    together = classifiers.predict(model, rows)
    alone = classifiers.predict(model, rows, batch_size=1)
    np.testing.assert_allclose(together, alone, atol=1e-6)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("lengths", list(permutations((5, 15, 25, 35))))
def test_keras_is_shown_that_batches_differ_in_width(lengths):
    """It looks at the first two; alike, they would stand for all."""
    texts = [np.ones(length) for length in np.repeat(lengths, 8)]
    rows = tokens.Rows(texts, texts)
    orders = set()
    for seed in range(8):
        batches = classifiers.Batches(rows, np.eye(32, 2), 8)
        batches.arrange(np.random.default_rng(seed))
        orders.add(tuple(batches[i][0][0].shape[1] for i in range(len(batches))))
    assert orders == {(10, 40, 20, 30), (10, 40, 30, 20)}


def test_out_of_memory_says_what_to_make_smaller(monkeypatch):
    model, _, reader, test = trained("linear", epochs=1)
    encoded = reader.encode(test.texts), test.labels

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


def test_device_is_named(monkeypatch):
    assert classifiers.device().endswith(" backend")
    backend = classifiers.device().split(", ")[-1]
    for devices, named in ((["cpu:0"], "CPU"), (["cpu:0", "gpu:0"], "GPU (gpu:0)")):
        monkeypatch.setattr(keras.distribution, "list_devices", devices.copy)
        assert classifiers.device() == f"{named}, {backend}"

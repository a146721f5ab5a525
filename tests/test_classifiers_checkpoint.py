"""A training that was killed goes on, and ends where it would have ended."""

import os
import signal
import subprocess
import sys

import keras
import numpy as np
import pytest

from helpers import classifiers
from tests.planted import planted, untrained

EPOCHS, PATIENCE = 12, 2


def training(path=None, at=None, *, precision="float32", **changes):
    """Train from the beginning or from a checkpoint; how it went, and the weights.

    At an epoch and batch `at` it is interrupted.
    """
    rng = np.random.default_rng(0)
    train, validation = planted(96, rng), planted(60, rng)
    for split in (train, validation):  # hard to learn, so that it takes its time
        split.labels[::3] = rng.integers(0, 2, len(split.labels[::3]))
    reader, model = untrained("average", train, precision=precision)
    model.optimizer.learning_rate = 0.002
    options = {"epochs": EPOCHS, "batch_size": 16, "patience": PATIENCE} | changes
    made = classifiers.fit(
        model,
        (reader.encode(train.texts), train.labels),
        (reader.encode(validation.texts), validation.labels),
        checkpoint=path,
        callbacks=[Interrupt(at)] if at else [],
        **options,
    )
    return made, model.get_weights() + model.optimizer.variables


class Interrupt(keras.callbacks.Callback):
    """Ends a training after a batch of an epoch."""

    def __init__(self, at):
        super().__init__()
        self.at = at

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if (self.epoch, batch) == self.at:
            raise InterruptedError


def assert_same(found, expected):
    (made, weights), (whole, others) = found, expected
    assert made.best_epoch == whole.best_epoch
    assert made.history.index.equals(whole.history.index)
    np.testing.assert_allclose(made.history, whole.history, rtol=1e-5)
    for a, b in zip(weights, others, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


def test_a_checkpoint_changes_nothing(tmp_path):
    whole = training()
    epochs = len(whole[0].history)
    assert PATIENCE + 1 < epochs < EPOCHS, "it stops, and not at once"
    assert_same(training(tmp_path / "x"), whole)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_an_interrupted_training_goes_on(tmp_path, capsys):
    whole = training()
    last = len(whole[0].history) - 1
    for at in ((0, 3), (1, 0), (last, 5)):
        path = tmp_path / f"{at}"
        with pytest.raises(InterruptedError):
            training(path, at)
        assert path.exists() == (at[0] > 0)
        capsys.readouterr()
        assert_same(training(path), whole)
        first = capsys.readouterr().err.strip().splitlines()[0]
        assert f" {6 * at[0]}/{6 * EPOCHS} " in first, "the bar begins where it was"


def test_the_scale_of_a_loss_in_sixteen_bits_goes_on_too(tmp_path):
    options = {"precision": "mixed_float16", "epochs": 4}
    whole = training(**options)
    with pytest.raises(InterruptedError):
        training(tmp_path / "x", (2, 3), **options)
    assert_same(training(tmp_path / "x", **options), whole)


def test_it_can_be_interrupted_again_and_again(tmp_path):
    whole = training()
    for epoch in range(len(whole[0].history)):
        with pytest.raises(InterruptedError):
            training(tmp_path / "x", (epoch, 2))
    assert_same(training(tmp_path / "x"), whole)


@pytest.mark.parametrize("epochs", [3, EPOCHS])
def test_a_training_that_had_ended_is_not_trained_again(tmp_path, epochs):
    whole = training(tmp_path / "x", epochs=epochs)
    made, weights = training(tmp_path / "x", (0, 0), epochs=epochs)
    assert len(made.history) == len(whole[0].history)
    assert made.best_epoch == whole[0].best_epoch
    for a, b in zip(weights, whole[1], strict=True):
        assert np.array_equal(a, b)


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 1},
        {"batch_size": 8},
        {"patience": 3},
        {"class_weight": {0: 1.0, 1: 2.0}},
    ],
)
def test_another_training_does_not_go_on_from_it(tmp_path, changes):
    training(tmp_path / "x", epochs=1)
    old = (tmp_path / "x").read_bytes()
    with pytest.raises(ValueError, match=r"x holds a training with other settings"):
        training(tmp_path / "x", **changes)
    assert (tmp_path / "x").read_bytes() == old


def test_more_epochs_are_the_same_training(tmp_path):
    training(tmp_path / "x", epochs=1)
    assert_same(training(tmp_path / "x"), training())


@pytest.mark.parametrize("content", [b"", b"hello", b"\x02\0\0\0\0\0\0\0{}"])
def test_a_damaged_checkpoint_is_named(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(ValueError, match=r"x holds no training, or it is damaged"):
        training(tmp_path / "x")


def test_a_rare_class_can_count_more():
    _, even = training(epochs=1)
    _, weighed = training(epochs=1, class_weight={0: 1.0, 1: 5.0})
    assert not np.allclose(even[0], weighed[0])


KILLED = """
import os, signal, sys
from pathlib import Path

import keras

from helpers.classifiers import checkpoint
from tests import test_classifiers_checkpoint as test_checkpoint

place, path = sys.argv[1:]

def kill(*args):
    os.kill(os.getpid(), signal.SIGKILL)

class Kill(test_checkpoint.Interrupt):
    def on_train_batch_end(self, batch, logs=None):
        if place == "in an epoch" and (self.epoch, batch) == (2, 3):
            kill()

class Beside(type(Path())):
    written = 0

    def replace(self, target):
        Beside.written += 1
        if place == "while it is written" and Beside.written == 3:
            kill()
        return super().replace(target)

checkpoint.Path = Beside
test_checkpoint.Interrupt = Kill
test_checkpoint.training(path, (None, None))
kill()
"""


@pytest.mark.slow
@pytest.mark.parametrize("place", ["in an epoch", "while it is written", "at its end"])
def test_a_killed_training_goes_on(tmp_path, place):
    command = [sys.executable, "-c", KILLED, place, str(tmp_path / "x")]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": "."})
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "x").exists()
    assert_same(training(tmp_path / "x"), training())

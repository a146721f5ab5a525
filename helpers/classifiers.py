"""Text classifiers in Keras, by name, and one way to train them."""

import os
import sys
import time
from dataclasses import dataclass

# TensorFlow's start-up lines are no part of a lesson; errors still show.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import pandas as pd
from tqdm import tqdm

__all__ = ["MODELS", "Training", "build", "device", "fit"]


def device():
    """Where Keras computes, in words: "GPU (gpu:0), TensorFlow backend"."""
    name = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
    # Asking JAX for the kind "gpu" raises where there is none, so ask for all.
    devices = keras.distribution.list_devices()
    graphics = [device for device in devices if not device.startswith("cpu")]
    where = f"GPU ({', '.join(graphics)})" if graphics else "CPU"
    return f"{where}, {name[keras.backend.backend()]} backend"


def lstm(n_classes, *, max_length, vocabulary_size, embedding_dim, units, dropout):
    """Embedding, a masked LSTM, softmax (Hochreiter & Schmidhuber 1997).

    `mask_zero` makes the LSTM stop at the last real token of a text. Without it the
    padding washes out what was read.
    """
    return keras.Sequential(
        [
            keras.Input((max_length,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size, embedding_dim, mask_zero=True),
            keras.layers.Dropout(dropout),
            keras.layers.LSTM(units),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(n_classes, activation="softmax"),
        ],
        name="lstm",
    )


MODELS = {"lstm": lstm}


def build(name, n_classes, *, learning_rate, seed, **shape):
    """A compiled classifier with freshly drawn weights.

    Parameters
    ----------
    name : str
        One of `MODELS`.
    n_classes : int
        At least 2.
    learning_rate : float
        Adam's, above 0.
    seed : int
        Fixes the weights and every later random draw.
    **shape
        `max_length, vocabulary_size, embedding_dim, units, dropout`, as in the
        parameters of chapter 6.

    Returns
    -------
    keras.Model
        From token numbers (n, max_length) to probabilities (n, n_classes).

    Raises
    ------
    ValueError
        If there is no model of that name.
    """
    if name not in MODELS:
        raise ValueError(f"no model {name!r}; there are: {', '.join(MODELS)}")
    keras.utils.set_random_seed(seed)
    model = MODELS[name](n_classes, **shape)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


class _Bar(keras.callbacks.Callback):
    """One progress bar over all batches of all epochs, with the time left."""

    def on_train_begin(self, logs=None):
        total = self.params["epochs"] * self.params["steps"]
        self.bar = tqdm(total=total, unit="batch", file=sys.stderr)

    def on_train_batch_end(self, batch, logs=None):
        self.bar.update()

    def on_epoch_end(self, epoch, logs=None):
        self.bar.set_postfix_str(f"validation loss {logs['val_loss']:.3f}")

    def on_train_end(self, logs=None):
        self.bar.close()


@dataclass(frozen=True)
class Training:
    """How a training went.

    Attributes
    ----------
    history : pandas.DataFrame
        One row an epoch: loss, accuracy, val_loss, val_accuracy.
    best_epoch : int
        The epoch, counted from 1, whose weights the model has now.
    seconds : float
    """

    history: pd.DataFrame
    best_epoch: int
    seconds: float


def fit(model, train, validation, *, epochs, batch_size, patience=2):
    """Train until the validation loss stops falling; keep the best epoch's weights.

    Parameters
    ----------
    model : keras.Model
        From `build`, which has fixed the seed.
    train, validation : pair of numpy.ndarray
        Token numbers (n, max_length) and class numbers (n,).
    epochs : int
        At most this many, at least 1.
    batch_size : int
    patience : int
        Epochs without a lower validation loss before it stops.

    Returns
    -------
    Training
    """
    started = time.perf_counter()
    stop = keras.callbacks.EarlyStopping(
        monitor="val_loss", patience=patience, restore_best_weights=True
    )
    history = model.fit(
        *train,
        validation_data=validation,
        epochs=epochs,
        batch_size=batch_size,
        callbacks=[stop, _Bar()],
        verbose=0,
    ).history
    table = pd.DataFrame(history)
    table.index = pd.RangeIndex(1, len(table) + 1, name="epoch")
    seconds = time.perf_counter() - started
    return Training(table, int(table["val_loss"].idxmin()), seconds)

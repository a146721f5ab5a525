"""Text classifiers in Keras, by name, and one way to train them."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

# TensorFlow's start-up lines are no part of a lesson; errors still show.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import pandas as pd
from tqdm import tqdm

from helpers import tokens

__all__ = [
    "MODELS",
    "Batches",
    "Reader",
    "Training",
    "article_lstm",
    "average",
    "build",
    "device",
    "fit",
    "linear",
    "log_count_ratios",
    "lstm",
    "predict",
    "reader",
]

ARTICLE_LENGTH = 100  # tokens: the article pads every text to this
# XLA would compile anew for every width; JAX without it would not compile at all.
COMPILED = "auto" if keras.backend.backend() == "jax" else False
OUT_OF_MEMORY = ("RESOURCE_EXHAUSTED", "ResourceExhausted", "out of memory")
WIDTH = 10  # batches are padded to a multiple of this, so that few shapes are compiled


def device():
    """Where Keras computes, in words: "GPU (gpu:0), TensorFlow backend"."""
    name = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
    # Asking JAX for the kind "gpu" raises where there is none, so ask for all.
    devices = keras.distribution.list_devices()
    graphics = [device for device in devices if not device.startswith("cpu")]
    where = f"GPU ({', '.join(graphics)})" if graphics else "CPU"
    return f"{where}, {name[keras.backend.backend()]} backend"


# How a model reads a text


@dataclass(frozen=True)
class Reader:
    """How a model reads text.

    Attributes
    ----------
    encode : callable
        From a list of str to helpers.tokens.Rows.
    size : int
        How many different features there are, padding included.
    start : array of shape (size, k), optional
        First weights, for a model that does not draw them.
    """

    encode: Callable
    size: int
    start: np.ndarray | None = None


def reader(name, train, *, max_length, vocabulary_size):
    """Learn from the training split how the model of that name will read.

    Parameters
    ----------
    name : str
        One of `MODELS`.
    train : helpers.corpora.Split
    max_length, vocabulary_size : int
        For `lstm`, and the vocabulary for `article_lstm`; n-grams need neither.

    Returns
    -------
    Reader
    """
    if name not in MODELS:
        raise ValueError(f"no model {name!r}; there are: {', '.join(MODELS)}")
    if name in ("linear", "average"):
        ngrams = tokens.tfidf_ngrams(len(train))
        start = log_count_ratios(ngrams.fit_transform(train.texts), train.labels)
        return Reader(
            lambda texts: tokens.from_sparse(ngrams.transform(texts)), len(start), start
        )
    tokenizer = tokens.train_tokenizer(train.texts, vocabulary_size)
    if name == "article_lstm":
        max_length = ARTICLE_LENGTH

    def encode(texts):
        rows = tokens.encode(tokenizer, texts, max_length)
        if name == "article_lstm":
            rows = tokens.Rows(
                *(list(tokens.pad(r, max_length, left=True)) for r in rows)
            )
        return rows

    return Reader(encode, tokenizer.get_vocab_size())


def log_count_ratios(features, y):
    """What naive Bayes would answer: how much more a class uses each feature.

    ln of a feature's share in a class over its share in all the others, every count
    raised by 1 (Wang & Manning 2012, section 2.2, one class against the rest).

    Parameters
    ----------
    features : sparse matrix, shape (n, d)
        Counts or weights, 0 or above.
    y : array of int, shape (n,)

    Returns
    -------
    array of shape (d + 1, k)
        A row of zeros for padding comes first.
    """
    members = np.eye(y.max() + 1)[y]
    own = 1 + features.T @ members
    others = 1 + features.T @ (1 - members)
    ratios = np.log(own / own.sum(axis=0)) - np.log(others / others.sum(axis=0))
    return np.vstack([np.zeros(ratios.shape[1]), ratios])


# The models: from features (n, length) and their weights to probabilities (n, k)


def article_lstm(ids, weights, n_classes, *, size, embedding_dim, **unused):
    """The source article's network, repaired only so far that it runs.

    No mask over the padding, and a recurrent dropout, which rules out fused kernels.
    """
    x = keras.layers.Embedding(size, embedding_dim)(ids)
    x = keras.layers.LSTM(128, dropout=0.2, recurrent_dropout=0.2)(x)
    return keras.layers.Dense(n_classes, activation="softmax")(x)


def lstm(ids, weights, n_classes, *, size, embedding_dim, units, dropout, **unused):
    """A long short-term memory, asked after the last token (Hochreiter & Schmidhuber).

    The weights pick the memory after the last token, so nothing needs a mask and the
    fused kernels of every backend serve.
    """
    x = keras.layers.Embedding(size, embedding_dim)(ids)
    x = keras.layers.Dropout(dropout)(x)
    x = keras.layers.LSTM(units, return_sequences=True)(x)
    x = keras.layers.Dot(axes=1)([weights, x])
    x = keras.layers.Dropout(dropout)(x)
    return keras.layers.Dense(n_classes, activation="softmax")(x)


def average(ids, weights, n_classes, *, size, embedding_dim, dropout, **unused):
    """The weighted sum of the n-grams' embeddings, then softmax (Joulin et al. 2017,
    who weigh all alike; here rare n-grams weigh more).
    """
    x = keras.layers.Embedding(size, embedding_dim)(ids)
    x = keras.layers.Dot(axes=1)([weights, x])
    x = keras.layers.Dropout(dropout)(x)
    return keras.layers.Dense(n_classes, activation="softmax")(x)


def linear(ids, weights, n_classes, *, size, start, dropout, **unused):
    """One linear layer over TF-IDF n-grams, started at naive Bayes' answer.

    An embedding as wide as there are classes is the matrix of a linear layer, and a
    weighted sum of its rows is the matrix times a sparse vector.
    """
    first = keras.initializers.Constant(0.6 * start)
    x = keras.layers.Embedding(size, n_classes, embeddings_initializer=first)(ids)
    x = keras.layers.Dot(axes=1)([keras.layers.Dropout(dropout)(weights), x])
    return keras.layers.Softmax()(x)


MODELS = {
    "linear": linear,
    "average": average,
    "lstm": lstm,
    "article_lstm": article_lstm,
}


def build(name, how, n_classes, *, learning_rate, seed, **shape):
    """A compiled classifier with freshly drawn weights.

    Parameters
    ----------
    name : str
        One of `MODELS`.
    how : Reader
        From `reader`, of the same name.
    n_classes : int
        At least 2.
    learning_rate : float
        AdamW's, above 0; its weight decay is .004.
    seed : int
        Fixes the weights and every later random draw.
    **shape
        `embedding_dim, units, dropout`, as in the parameters of chapter 6; a model
        leaves alone what it has not.

    Returns
    -------
    keras.Model
        From features and weights, (n, length) each, to probabilities (n, n_classes).

    Raises
    ------
    ValueError
        If there is no model of that name.
    """
    if name not in MODELS:
        raise ValueError(f"no model {name!r}; there are: {', '.join(MODELS)}")
    keras.utils.set_random_seed(seed)
    ids, weights = keras.Input((None,), dtype="int32"), keras.Input((None,))
    answer = MODELS[name](
        ids, weights, n_classes, size=how.size, start=how.start, **shape
    )
    model = keras.Model([ids, weights], answer, name=name)
    # A linear layer over a hundred thousand features fits everything; so it is never
    # asked to be quite certain.
    smoothing = 0.1 if name == "linear" else 0.0
    model.compile(
        optimizer=keras.optimizers.AdamW(learning_rate),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=smoothing),
        metrics=["accuracy"],
        jit_compile=COMPILED,
    )
    return model


# Training


class Batches(keras.utils.PyDataset):
    """Batches of texts of about one length, so that little padding is computed.

    Each epoch shuffles, sorts runs of 50 batches by length and shuffles the batches.

    Parameters
    ----------
    rows : helpers.tokens.Rows, n of them
    labels : numpy.ndarray, shape (n, k)
        1 for the class, 0 elsewhere.
    batch_size : int
    seed : int, optional
        Fixes the order; without it, the shortest text comes first.
    """

    def __init__(self, rows, labels, batch_size, seed=None):
        super().__init__()
        self.rows, self.labels, self.batch_size = rows, labels, batch_size
        self.rng = None if seed is None else np.random.default_rng(seed)
        self.lengths = np.array([len(ids) for ids in rows.ids])
        self.arrange()

    def arrange(self):
        """Decide anew which texts go together."""
        n = len(self.lengths)
        order, run = np.arange(n), n
        if self.rng:
            order, run = self.rng.permutation(n), 50 * self.batch_size
        starts = range(0, n, run)
        runs = [order[start : start + run] for start in starts]
        runs = [part[np.argsort(self.lengths[part], kind="stable")] for part in runs]
        order = np.concatenate(runs)
        ends = range(self.batch_size, n, self.batch_size)
        self.batches = np.split(order, list(ends))
        if self.rng:
            self.rng.shuffle(self.batches)
        # Keras takes the shapes of the first two for those of all, if they are alike.
        widths = [self.lengths[batch].max() for batch in self.batches]
        first = list(dict.fromkeys((np.argmin(widths), np.argmax(widths))))
        others = [k for k in range(len(widths)) if k not in first]
        self.batches = [self.batches[k] for k in first + others]

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, index):
        batch = self.batches[index]
        width = -(-max(self.lengths[batch].max(), 1) // WIDTH) * WIDTH
        padded = [
            tokens.pad([part[i] for i in batch], width).astype(kind)
            for part, kind in zip(self.rows, ("int32", "float32"), strict=True)
        ]
        return tuple(padded), self.labels[batch]

    def on_epoch_end(self):
        if self.rng:
            self.arrange()


class _Bar(keras.callbacks.Callback):
    """One progress bar over all batches of all epochs, with the time left."""

    def on_train_begin(self, logs=None):
        total = self.params["epochs"] * self.params["steps"]
        self.bar = tqdm(total=total, unit="batch", file=sys.stderr)

    def on_train_batch_end(self, batch, logs=None):
        self.bar.update()

    def on_epoch_end(self, epoch, logs=None):
        self.bar.set_postfix_str(f"validation accuracy {logs['val_accuracy']:.3f}")

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


def fit(
    model, train, validation, *, epochs, batch_size, seed=0, patience=5, callbacks=()
):
    """Train until the validation accuracy stops rising; keep the best epoch's weights.

    The accuracy and not the loss: a network goes on learning which class is right after
    it has begun to be too sure of it, which is when the loss turns.

    Parameters
    ----------
    model : keras.Model
        From `build`.
    train, validation : pair of helpers.tokens.Rows and class numbers (n,)
    epochs : int
        At most this many, at least 1.
    batch_size : int
    seed : int
        Fixes the order of the batches.
    patience : int
        Epochs without a higher validation accuracy before it stops.
    callbacks : sequence of keras.callbacks.Callback

    Returns
    -------
    Training

    Raises
    ------
    MemoryError
        If the device has too little; the message says what to make smaller.
    """
    started = time.perf_counter()
    stop = keras.callbacks.EarlyStopping(
        monitor="val_accuracy", patience=patience, restore_best_weights=True
    )
    one_hot = np.eye(model.output_shape[-1], dtype="float32")
    try:
        history = model.fit(
            Batches(train[0], one_hot[train[1]], batch_size, seed),
            validation_data=Batches(validation[0], one_hot[validation[1]], batch_size),
            epochs=epochs,
            callbacks=[stop, _Bar(), *callbacks],
            verbose=0,
        ).history
    except Exception as error:
        if not any(sign in f"{error!r}" for sign in OUT_OF_MEMORY):
            raise
        raise MemoryError(
            f"{device()} has too little memory for this; make batch_size, max_length, "
            "units or embedding_dim smaller"
        ) from error
    table = pd.DataFrame(history)
    table.index = pd.RangeIndex(1, len(table) + 1, name="epoch")
    seconds = time.perf_counter() - started
    return Training(table, int(table["val_accuracy"].idxmax()), seconds)


def predict(model, rows, batch_size=256):
    """Probabilities (n, k) of the classes, in the order of the rows."""
    n, k = len(rows.ids), model.output_shape[-1]
    batches = Batches(rows, np.zeros((n, k), "float32"), batch_size)
    probabilities = np.empty((n, k), "float32")
    probabilities[np.concatenate(batches.batches)] = model.predict(batches, verbose=0)
    return probabilities

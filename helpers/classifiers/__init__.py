"""Text classifiers in Keras, by name, and one way to train them.

Each model has a file and a row in `MODELS`. How a model reads text stands in `reading`,
how it is compiled and trained in `training`.
"""

import os

# TensorFlow's start-up lines are no part of a lesson; errors still show.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from helpers.classifiers import article_lstm, average, linear, lstm
from helpers.classifiers.model import Model
from helpers.classifiers.reading import Reader, log_count_ratios
from helpers.classifiers.training import (
    Batches,
    EpochDraws,
    Training,
    compile_model,
    device,
    fit,
    predict,
)

__all__ = [
    "MODELS",
    "Batches",
    "EpochDraws",
    "Model",
    "Reader",
    "Training",
    "build",
    "compile_model",
    "device",
    "fit",
    "log_count_ratios",
    "make_reader",
    "predict",
]

MODELS = {
    "linear": linear.MODEL,
    "average": average.MODEL,
    "lstm": lstm.MODEL,
    "article_lstm": article_lstm.MODEL,
}


def make_reader(name, train, *, max_length, vocabulary_size):
    """Learn from the training split how the model of that name will read.

    Parameters
    ----------
    name : str
        One of `MODELS`.
    train : helpers.corpora.Split
    max_length, vocabulary_size : int
        Tokens kept of a text, and tokens known; a model leaves alone what it does
        not need.

    Returns
    -------
    Reader

    Raises
    ------
    ValueError
        If there is no model of that name.
    """
    return _row(name).read(
        train, max_length=max_length, vocabulary_size=vocabulary_size
    )


def build(name, reader, n_classes, *, learning_rate, seed, **shape):
    """Compile a classifier with freshly drawn weights.

    Parameters
    ----------
    name : str
        One of `MODELS`.
    reader : Reader
        From `make_reader`, of the same name.
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
    row = _row(name)
    keras.utils.set_random_seed(seed)
    ids, weights = keras.Input((None,), dtype="int32"), keras.Input((None,))
    answer = row.layers(
        ids, weights, n_classes, size=reader.size, start=reader.start, **shape
    )
    model = keras.Model([ids, weights], answer, name=name)
    optimizer = keras.optimizers.AdamW(learning_rate)
    compile_model(model, optimizer, label_smoothing=row.label_smoothing)
    return model


def _row(name):
    """The row of a model, or a sentence that names the known ones."""
    if name not in MODELS:
        raise ValueError(f"no model {name!r}; there are: {', '.join(MODELS)}")
    return MODELS[name]

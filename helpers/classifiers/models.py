"""The models by name: how each reads, and how its network is built and compiled."""

import keras

from helpers.classifiers import article_lstm, average, bert, linear, lstm
from helpers.classifiers.training import compile_model

__all__ = ["MODELS", "PRECISIONS", "build", "make_reader", "network"]

MODELS = {
    "linear": linear.MODEL,
    "average": average.MODEL,
    "lstm": lstm.MODEL,
    "article_lstm": article_lstm.MODEL,
    "bert": bert.MODEL,
}
PRECISIONS = ("float32", "mixed_bfloat16", "mixed_float16")


def make_reader(name, train, *, max_length, vocabulary_size, weights=""):
    """Learn from the training split how the model of that name will read.

    Parameters
    ----------
    name : str
        One of `MODELS`.
    train : helpers.corpora.Split
    max_length, vocabulary_size : int
        Tokens kept of a text, and tokens known; a model leaves alone what it does
        not need.
    weights : str
        Of `bert`: all-MiniLM-L6-v2, which is meant by "", or the folder of another, or
        "none" to begin with nothing.

    Returns
    -------
    helpers.classifiers.Reader

    Raises
    ------
    ValueError
        If there is no model of that name, or its weights cannot be had.
    """
    return _row(name).read(
        train,
        max_length=max_length,
        vocabulary_size=vocabulary_size,
        weights=weights,
    )


def network(name, n_classes, *, size, start=None, **shape):
    """The network of a model, not compiled.

    Parameters
    ----------
    name : str
        One of `MODELS`.
    n_classes : int
        At least 2.
    size : int
        How many different features there are, padding included.
    start : optional
        First weights, for a model that does not draw them, as its Reader has them.
    **shape
        `embedding_dim, units, dropout`, as in the parameters of chapter 6, and the
        Reader's sizes; a model leaves alone what it has not.

    Returns
    -------
    keras.Model
        From features and weights, (n, length) each, to probabilities (n, n_classes).

    Raises
    ------
    ValueError
        If there is no model of that name.
    """
    ids, weights = keras.Input((None,), dtype="int32"), keras.Input((None,))
    answer = _row(name).layers(ids, weights, n_classes, size=size, start=start, **shape)
    return keras.Model([ids, weights], answer, name=name)


def build(
    name, reader, n_classes, *, learning_rate, seed, precision="float32", **shape
):
    """Compile a classifier with freshly drawn weights.

    Parameters
    ----------
    name : str
        One of `MODELS`.
    reader : Reader
        From `make_reader`, of the same name.
    n_classes : int
        At least 2.
    learning_rate : float or keras.optimizers.schedules.LearningRateSchedule
        AdamW's, above 0; its weight decay is .004.
    seed : int
        Fixes the weights and every later random draw.
    precision : str
        One of `PRECISIONS`. In the mixed ones all but the last layer computes in 16
        bits; weights and answers keep 32 (Micikevicius et al. 2018).
    **shape
        `embedding_dim, units, dropout`, as `network` takes them.

    Returns
    -------
    keras.Model
        From features and weights, (n, length) each, to probabilities (n, n_classes).

    Raises
    ------
    ValueError
        If there is no model of that name.
    """
    keras.utils.set_random_seed(seed)
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(precision)
    try:
        shape |= {"size": reader.size, "start": reader.start} | reader.sizes
        model = network(name, n_classes, **shape)
    finally:
        keras.config.set_dtype_policy(before)
    row = _row(name)
    optimizer = row.optimizer(learning_rate)
    compile_model(model, optimizer, label_smoothing=row.label_smoothing)
    return model


def _row(name):
    """The row of a model, or a sentence that names the known ones."""
    if name not in MODELS:
        raise ValueError(f"no model {name!r}; there are: {', '.join(MODELS)}")
    return MODELS[name]

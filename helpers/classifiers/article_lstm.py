"""The source article's network."""

import keras

from helpers.classifiers.model import Model
from helpers.classifiers.reading import read_tokens

__all__ = ["MODEL", "article_lstm", "read_padded"]

_LENGTH = 100  # tokens: the article pads every text to this


def read_padded(train, *, vocabulary_size, **unused):
    """Learn to read tokens; every text is filled up on the left, as the article does.

    Parameters
    ----------
    train : helpers.corpora.Split
    vocabulary_size : int
        Tokens known, at least 3.
    **unused
        The length, which is the article's.

    Returns
    -------
    Reader
    """
    return read_tokens(
        train, max_length=_LENGTH, vocabulary_size=vocabulary_size, filled=True
    )


def article_lstm(ids, weights, n_classes, *, size, embedding_dim, **unused):
    """The source article's network, repaired only so far that it runs.

    No mask over the padding, and a recurrent dropout, which rules out fused kernels.
    """
    x = keras.layers.Embedding(size, embedding_dim)(ids)
    x = keras.layers.LSTM(128, dropout=0.2, recurrent_dropout=0.2)(x)
    return keras.layers.Dense(n_classes, activation="softmax", dtype="float32")(x)


MODEL = Model(
    read=read_padded,
    layers=article_lstm,
    defaults={"learning_rate": 1e-3, "batch_size": 64, "embedding_dim": 128},
)

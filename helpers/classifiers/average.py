"""The average of what the n-grams of a text mean."""

import keras

from helpers.classifiers.model import Model
from helpers.classifiers.reading import read_ngrams

__all__ = ["MODEL", "average"]


def average(ids, weights, n_classes, *, size, embedding_dim, dropout, **unused):
    """The weighted sum of the n-grams' embeddings, then softmax.

    Joulin et al. (2017) weigh all n-grams alike; here rare ones weigh more.
    """
    x = keras.layers.Embedding(size, embedding_dim)(ids)
    x = keras.layers.Dot(axes=1)([weights, x])
    x = keras.layers.Dropout(dropout)(x)
    return keras.layers.Dense(n_classes, activation="softmax", dtype="float32")(x)


MODEL = Model(
    read=read_ngrams,
    layers=average,
    defaults={
        "learning_rate": 1e-2,
        "batch_size": 256,
        "embedding_dim": 16,
        "dropout": 0.3,
    },
)

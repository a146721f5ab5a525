"""One linear layer over n-grams."""

import keras

from helpers.classifiers.model import Model
from helpers.classifiers.reading import read_ngrams

__all__ = ["MODEL", "linear"]


def linear(ids, weights, n_classes, *, size, start, dropout, **unused):
    """One linear layer over TF-IDF n-grams, started at naive Bayes' answer.

    An embedding as wide as there are classes is the matrix of a linear layer, and a
    weighted sum of its rows is the matrix times a sparse vector.
    """
    first = keras.initializers.Constant(0.6 * start)
    x = keras.layers.Embedding(size, n_classes, embeddings_initializer=first)(ids)
    x = keras.layers.Dot(axes=1)([keras.layers.Dropout(dropout)(weights), x])
    return keras.layers.Softmax(dtype="float32")(x)


MODEL = Model(
    read=read_ngrams,
    layers=linear,
    defaults={"learning_rate": 3e-3, "batch_size": 64, "dropout": 0.3},
    # A linear layer over a hundred thousand features fits everything; so it is never
    # asked to be quite certain.
    label_smoothing=0.1,
)

"""A long short-term memory over the tokens of a text."""

import keras

from helpers.classifiers.model import Model
from helpers.classifiers.reading import read_tokens

__all__ = ["MODEL", "lstm"]

# On an H200, Keras 3.15 on JAX 0.11 trained with cuDNN to .51 where it reaches .68
# without, as on a CPU and on PyTorch; its cuDNN takes no 16 bits either.
_FUSED = False if keras.backend.backend() == "jax" else "auto"


def lstm(ids, weights, n_classes, *, size, embedding_dim, units, dropout, **unused):
    """A long short-term memory, asked after the last token (Hochreiter & Schmidhuber).

    The weights pick the memory after the last token, so nothing needs a mask and fused
    kernels serve.
    """
    x = keras.layers.Embedding(size, embedding_dim)(ids)
    x = keras.layers.Dropout(dropout)(x)
    x = keras.layers.LSTM(units, return_sequences=True, use_cudnn=_FUSED)(x)
    x = keras.layers.Dot(axes=1)([weights, x])
    x = keras.layers.Dropout(dropout)(x)
    return keras.layers.Dense(n_classes, activation="softmax", dtype="float32")(x)


MODEL = Model(
    read=read_tokens,
    layers=lstm,
    defaults={
        "learning_rate": 3e-3,
        "batch_size": 64,
        "embedding_dim": 32,
        "units": 64,
        "dropout": 0.3,
    },
)

"""What a row of the models holds."""

from collections.abc import Callable
from dataclasses import dataclass

import keras

__all__ = ["Model"]


@dataclass(frozen=True)
class Model:
    """One kind of classifier.

    Attributes
    ----------
    read : callable
        From the training split and the settings `max_length` and `vocabulary_size` to
        a Reader.
    layers : callable
        From features and their weights, Keras inputs of shape (n, length) each, and the
        number of classes k to probabilities (n, k). Is given, by name, the Reader's
        `size`, `start` and sizes, and the settings `embedding_dim`, `units` and
        `dropout`.
    defaults : dict of str to number
        The settings it is measured with: `learning_rate`, `batch_size`, and those of
        its layers.
    label_smoothing : float
        The share, from 0 to 1, that the loss takes from the right answer and spreads
        over all classes.
    optimizer : callable
        From a learning rate, or how it changes, to a Keras optimiser.
    stored : str
        The type of the numbers in its file, "float32" or "float16".
    """

    read: Callable
    layers: Callable
    defaults: dict
    label_smoothing: float = 0.0
    optimizer: Callable = keras.optimizers.AdamW
    stored: str = "float32"

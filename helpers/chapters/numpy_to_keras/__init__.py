"""Chapter 5, From NumPy to Keras: what its notebook names."""

from helpers.chapters.numpy_to_keras import sketch
from helpers.chapters.numpy_to_keras.exercises import EXERCISES
from helpers.chapters.numpy_to_keras.figures import draw_gaps, draw_speed
from helpers.chapters.numpy_to_keras.laboratory import GAP, corners
from helpers.chapters.numpy_to_keras.parameters import PARAMETERS
from helpers.chapters.numpy_to_keras.training import batches, train

__all__ = [
    "EXERCISES",
    "GAP",
    "PARAMETERS",
    "batches",
    "corners",
    "draw_gaps",
    "draw_speed",
    "sketch",
    "train",
]

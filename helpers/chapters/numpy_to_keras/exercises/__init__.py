"""The exercises of this chapter, a file each."""

from helpers.chapters.numpy_to_keras.exercises.e5_1_to_keras import TO_KERAS
from helpers.chapters.numpy_to_keras.exercises.e5_2_parameter_count import (
    PARAMETER_COUNT,
)
from helpers.chapters.numpy_to_keras.exercises.e5_3_gradient_from_step import (
    GRADIENT_FROM_STEP,
)
from helpers.chapters.numpy_to_keras.exercises.e5_4_pullback_matmul import (
    PULLBACK_MATMUL,
)
from helpers.chapters.numpy_to_keras.exercises.e5_5_epoch_loss import EPOCH_LOSS
from helpers.chapters.numpy_to_keras.exercises.e5_6_first_difference import (
    FIRST_DIFFERENCE,
)

__all__ = ["EXERCISES"]

EXERCISES = (
    TO_KERAS,
    PARAMETER_COUNT,
    GRADIENT_FROM_STEP,
    PULLBACK_MATMUL,
    EPOCH_LOSS,
    FIRST_DIFFERENCE,
)

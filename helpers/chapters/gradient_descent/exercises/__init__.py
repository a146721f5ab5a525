"""The exercises of this chapter, a file each."""

from helpers.chapters.gradient_descent.exercises.e3_1_steps_needed import STEPS_NEEDED
from helpers.chapters.gradient_descent.exercises.e3_2_largest_rate import LARGEST_RATE
from helpers.chapters.gradient_descent.exercises.e3_3_epoch import EPOCH
from helpers.chapters.gradient_descent.exercises.e3_4_momentum_step import MOMENTUM_STEP
from helpers.chapters.gradient_descent.exercises.e3_5_layer_backward import (
    LAYER_BACKWARD,
)
from helpers.chapters.gradient_descent.exercises.e3_6_combine import COMBINE

__all__ = ["EXERCISES"]

EXERCISES = (
    STEPS_NEEDED,
    LARGEST_RATE,
    EPOCH,
    MOMENTUM_STEP,
    LAYER_BACKWARD,
    COMBINE,
)

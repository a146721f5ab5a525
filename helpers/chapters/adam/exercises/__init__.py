"""The exercises of this chapter, a file each."""

from helpers.chapters.adam.exercises.e4_1_corrected_average import CORRECTED_AVERAGE
from helpers.chapters.adam.exercises.e4_2_first_step import FIRST_STEP
from helpers.chapters.adam.exercises.e4_3_my_adam_step import MY_ADAM_STEP
from helpers.chapters.adam.exercises.e4_4_growing_step import GROWING_STEP
from helpers.chapters.adam.exercises.e4_5_decayed_step import DECAYED_STEP
from helpers.chapters.adam.exercises.e4_6_is_adam import IS_ADAM

__all__ = ["EXERCISES"]

EXERCISES = (
    CORRECTED_AVERAGE,
    FIRST_STEP,
    MY_ADAM_STEP,
    GROWING_STEP,
    DECAYED_STEP,
    IS_ADAM,
)

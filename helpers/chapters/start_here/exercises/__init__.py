"""The exercises of this chapter, a file each."""

from helpers.chapters.start_here.exercises.e0_1_mean_of_squares import MEAN_OF_SQUARES

__all__ = ["EXERCISES"]

EXERCISES = (MEAN_OF_SQUARES,)

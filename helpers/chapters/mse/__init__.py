"""Chapter 2, MSE: what its notebook names."""

from helpers.chapters.mse import sketch
from helpers.chapters.mse.exercises import EXERCISES
from helpers.chapters.mse.figures import (
    draw_differences,
    draw_outlier,
    draw_slopes_of_losses,
    draw_steps,
    draw_stuck,
    draw_valley,
)
from helpers.chapters.mse.laboratory import LAB
from helpers.chapters.mse.likelihood import LIKELIHOOD
from helpers.chapters.mse.lines import best_line, descend
from helpers.chapters.mse.parameters import PARAMETERS
from helpers.chapters.mse.squares import SQUARES

__all__ = [
    "EXERCISES",
    "LAB",
    "LIKELIHOOD",
    "PARAMETERS",
    "SQUARES",
    "best_line",
    "descend",
    "draw_differences",
    "draw_outlier",
    "draw_slopes_of_losses",
    "draw_steps",
    "draw_stuck",
    "draw_valley",
    "sketch",
]

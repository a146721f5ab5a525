"""Chapter 3, Gradient descent: what its notebook names."""

from helpers.chapters.gradient_descent import sketch
from helpers.chapters.gradient_descent.directions import DIRECTIONS
from helpers.chapters.gradient_descent.exercises import EXERCISES
from helpers.chapters.gradient_descent.figures import (
    draw_downhill,
    draw_losses,
    draw_moons,
    draw_noise,
    draw_training,
    draw_traps,
)
from helpers.chapters.gradient_descent.laboratory import LAB
from helpers.chapters.gradient_descent.memory import MEMORY
from helpers.chapters.gradient_descent.parameters import PARAMETERS
from helpers.chapters.gradient_descent.step_size import STEP_SIZE

__all__ = [
    "DIRECTIONS",
    "EXERCISES",
    "LAB",
    "MEMORY",
    "PARAMETERS",
    "STEP_SIZE",
    "draw_downhill",
    "draw_losses",
    "draw_moons",
    "draw_noise",
    "draw_training",
    "draw_traps",
    "sketch",
]

"""Chapter 1, ReLU: what its notebook names."""

from helpers.chapters.relu import sketch
from helpers.chapters.relu.curves import TARGETS, largest_gap
from helpers.chapters.relu.exercises import EXERCISES
from helpers.chapters.relu.figures import (
    draw_cousins,
    draw_depth,
    draw_error,
    draw_functions,
    draw_layers,
    draw_losses,
    draw_supports,
    draw_three_hinges,
)
from helpers.chapters.relu.first_step import FIRST_STEP
from helpers.chapters.relu.hinge_network import (
    DATA_U,
    DATA_X,
    dead,
    descend,
    loss_and_gradient,
    scatter,
)
from helpers.chapters.relu.hinges import HINGES
from helpers.chapters.relu.laboratory import LAB
from helpers.chapters.relu.parameters import PARAMETERS

__all__ = [
    "DATA_U",
    "DATA_X",
    "EXERCISES",
    "FIRST_STEP",
    "HINGES",
    "LAB",
    "PARAMETERS",
    "TARGETS",
    "dead",
    "descend",
    "draw_cousins",
    "draw_depth",
    "draw_error",
    "draw_functions",
    "draw_layers",
    "draw_losses",
    "draw_supports",
    "draw_three_hinges",
    "largest_gap",
    "loss_and_gradient",
    "scatter",
    "sketch",
]

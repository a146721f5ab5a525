"""Chapter 4, Adam: what its notebook names."""

from helpers.chapters.adam import sketch
from helpers.chapters.adam.averages import AVERAGES
from helpers.chapters.adam.exercises import EXERCISES
from helpers.chapters.adam.figures import draw_bound, draw_paths, draw_rates, draw_tasks
from helpers.chapters.adam.parameters import PARAMETERS
from helpers.chapters.adam.race import RACE
from helpers.chapters.adam.rescaled import RESCALED
from helpers.chapters.adam.rules import RULES, repaired_rule
from helpers.chapters.adam.surfaces import logistic_regression

__all__ = [
    "AVERAGES",
    "EXERCISES",
    "PARAMETERS",
    "RACE",
    "RESCALED",
    "RULES",
    "draw_bound",
    "draw_paths",
    "draw_rates",
    "draw_tasks",
    "logistic_regression",
    "repaired_rule",
    "sketch",
]

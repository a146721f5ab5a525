"""Chapter 6, A text classifier: what its notebook names."""

from helpers.chapters.text_classifier import sketch
from helpers.chapters.text_classifier.exercises import EXERCISES
from helpers.chapters.text_classifier.figures import (
    draw_calibration,
    draw_dropout,
    draw_first_look,
    draw_learning_curves,
    draw_repairs,
    draw_sweep,
    draw_washed_out,
)
from helpers.chapters.text_classifier.laboratory import TrainingLaboratory
from helpers.chapters.text_classifier.parameters import PARAMETERS
from helpers.chapters.text_classifier.threshold import THRESHOLD

__all__ = [
    "EXERCISES",
    "PARAMETERS",
    "THRESHOLD",
    "TrainingLaboratory",
    "draw_calibration",
    "draw_dropout",
    "draw_first_look",
    "draw_learning_curves",
    "draw_repairs",
    "draw_sweep",
    "draw_washed_out",
    "sketch",
]

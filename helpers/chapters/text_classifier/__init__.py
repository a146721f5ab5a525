"""Chapter 6, A text classifier: what its notebook names."""

from helpers.chapters.text_classifier import sketch
from helpers.chapters.text_classifier.asking import AskYourOwn
from helpers.chapters.text_classifier.exercises import EXERCISES
from helpers.chapters.text_classifier.figures import (
    draw_calibration,
    draw_card,
    draw_dropout,
    draw_first_look,
    draw_learning_curves,
    draw_rates,
    draw_repairs,
    draw_sweep,
    draw_washed_out,
)
from helpers.chapters.text_classifier.laboratory import TrainingLaboratory
from helpers.chapters.text_classifier.parameters import PARAMETERS
from helpers.chapters.text_classifier.sentences import (
    calibration_said,
    confusion_said,
    errors_said,
    lead_said,
    mask_said,
    temperature_said,
    training_said,
    weakest_said,
)
from helpers.chapters.text_classifier.threshold import threshold_book

__all__ = [
    "EXERCISES",
    "PARAMETERS",
    "AskYourOwn",
    "TrainingLaboratory",
    "calibration_said",
    "confusion_said",
    "draw_calibration",
    "draw_card",
    "draw_dropout",
    "draw_first_look",
    "draw_learning_curves",
    "draw_rates",
    "draw_repairs",
    "draw_sweep",
    "draw_washed_out",
    "errors_said",
    "lead_said",
    "mask_said",
    "sketch",
    "temperature_said",
    "threshold_book",
    "training_said",
    "weakest_said",
]

"""The exercises of this chapter, a file each."""

from helpers.chapters.text_classifier.exercises.e6_1_log_count_ratio import (
    LOG_COUNT_RATIO,
)
from helpers.chapters.text_classifier.exercises.e6_2_last_states import LAST_STATES
from helpers.chapters.text_classifier.exercises.e6_3_macro_f1 import MACRO_F1
from helpers.chapters.text_classifier.exercises.e6_4_auc import AUC
from helpers.chapters.text_classifier.exercises.e6_5_calibration_error import (
    CALIBRATION_ERROR,
)
from helpers.chapters.text_classifier.exercises.e6_6_standard_error import (
    STANDARD_ERROR,
)

__all__ = ["EXERCISES"]

EXERCISES = (
    LOG_COUNT_RATIO,
    LAST_STATES,
    MACRO_F1,
    AUC,
    CALIBRATION_ERROR,
    STANDARD_ERROR,
)

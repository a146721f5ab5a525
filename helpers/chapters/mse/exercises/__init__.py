"""The exercises of this chapter, a file each."""

from helpers.chapters.mse.exercises.e2_1_line_gradient import LINE_GRADIENT
from helpers.chapters.mse.exercises.e2_2_weighted_gradient import WEIGHTED_GRADIENT
from helpers.chapters.mse.exercises.e2_3_ridge import RIDGE
from helpers.chapters.mse.exercises.e2_4_negative_log_likelihood import (
    NEGATIVE_LOG_LIKELIHOOD,
)
from helpers.chapters.mse.exercises.e2_5_log_softmax import LOG_SOFTMAX
from helpers.chapters.mse.exercises.e2_6_logit_gradient import LOGIT_GRADIENT

__all__ = ["EXERCISES"]

EXERCISES = (
    LINE_GRADIENT,
    WEIGHTED_GRADIENT,
    RIDGE,
    NEGATIVE_LOG_LIKELIHOOD,
    LOG_SOFTMAX,
    LOGIT_GRADIENT,
)

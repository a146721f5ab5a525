"""The exercises of this chapter, a file each."""

from helpers.chapters.relu.exercises.e1_1_collapse import COLLAPSE
from helpers.chapters.relu.exercises.e1_2_relu_backward import RELU_BACKWARD
from helpers.chapters.relu.exercises.e1_3_joints import JOINTS
from helpers.chapters.relu.exercises.e1_4_bends import BENDS
from helpers.chapters.relu.exercises.e1_5_weight_variance import WEIGHT_VARIANCE
from helpers.chapters.relu.exercises.e1_6_count_dead import COUNT_DEAD

__all__ = ["EXERCISES"]

EXERCISES = (
    COLLAPSE,
    RELU_BACKWARD,
    JOINTS,
    BENDS,
    WEIGHT_VARIANCE,
    COUNT_DEAD,
)

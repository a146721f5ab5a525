"""The exercises of this chapter, a file each."""

from helpers.chapters.attention_and_bert.exercises.e7_1_joined import JOINED
from helpers.chapters.attention_and_bert.exercises.e7_2_softmax_backward import (
    SOFTMAX_BACKWARD,
)
from helpers.chapters.attention_and_bert.exercises.e7_3_padded_weights import (
    PADDED_WEIGHTS,
)
from helpers.chapters.attention_and_bert.exercises.e7_4_split_heads import SPLIT_HEADS
from helpers.chapters.attention_and_bert.exercises.e7_5_rms_norm_backward import (
    RMS_NORM_BACKWARD,
)
from helpers.chapters.attention_and_bert.exercises.e7_6_block_parameters import (
    BLOCK_PARAMETERS,
)

__all__ = ["EXERCISES"]

EXERCISES = (
    JOINED,
    SOFTMAX_BACKWARD,
    PADDED_WEIGHTS,
    SPLIT_HEADS,
    RMS_NORM_BACKWARD,
    BLOCK_PARAMETERS,
)

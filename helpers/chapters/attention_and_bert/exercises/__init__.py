"""The exercises of this chapter, a file each."""

from helpers.chapters.attention_and_bert.exercises.e7_1_my_attention import MY_ATTENTION
from helpers.chapters.attention_and_bert.exercises.e7_2_softmax_backward import (
    SOFTMAX_BACKWARD,
)
from helpers.chapters.attention_and_bert.exercises.e7_3_padded_weights import (
    PADDED_WEIGHTS,
)
from helpers.chapters.attention_and_bert.exercises.e7_4_split_heads import SPLIT_HEADS
from helpers.chapters.attention_and_bert.exercises.e7_5_layer_norm import LAYER_NORM
from helpers.chapters.attention_and_bert.exercises.e7_6_block_parameters import (
    BLOCK_PARAMETERS,
)

__all__ = ["EXERCISES"]

EXERCISES = (
    MY_ATTENTION,
    SOFTMAX_BACKWARD,
    PADDED_WEIGHTS,
    SPLIT_HEADS,
    LAYER_NORM,
    BLOCK_PARAMETERS,
)

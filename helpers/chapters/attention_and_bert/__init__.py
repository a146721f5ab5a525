"""Chapter 7, Attention and BERT: what its notebook names."""

from helpers.chapters.attention_and_bert import sketch
from helpers.chapters.attention_and_bert.asked import ASKED
from helpers.chapters.attention_and_bert.exercises import EXERCISES
from helpers.chapters.attention_and_bert.figures import (
    draw_card,
    draw_depth,
    draw_evidence,
    draw_habits,
    draw_looks,
    draw_positions,
    draw_saturation,
)
from helpers.chapters.attention_and_bert.laboratory import LAB
from helpers.chapters.attention_and_bert.parameters import PARAMETERS
from helpers.chapters.attention_and_bert.pooling import batch_of, train_pooling
from helpers.chapters.attention_and_bert.scores import (
    DIVISORS,
    SCORES,
    jacobian_size,
    spread,
)
from helpers.chapters.attention_and_bert.stack import KINDS, slopes_of_stack

__all__ = [
    "ASKED",
    "DIVISORS",
    "EXERCISES",
    "KINDS",
    "LAB",
    "PARAMETERS",
    "SCORES",
    "batch_of",
    "draw_card",
    "draw_depth",
    "draw_evidence",
    "draw_habits",
    "draw_looks",
    "draw_positions",
    "draw_saturation",
    "jacobian_size",
    "sketch",
    "slopes_of_stack",
    "spread",
    "train_pooling",
]

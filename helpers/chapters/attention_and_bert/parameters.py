"""The settings of chapter 7: for its papermill cell, its sliders and its prose."""

from helpers.chapters.attention_and_bert.stack import KINDS
from helpers.parameters import SEED, Parameter

__all__ = ["PARAMETERS"]

PARAMETERS = (
    Parameter("weights", "", "all-MiniLM-L6-v2 or a folder: computed with here"),
    Parameter("d", 32, "numbers that describe a word", 8, 64),
    Parameter("words", 8, "words of a text", 2, 16),
    Parameter("depth", 12, "blocks on top of each other", 1, 24),
    Parameter("block", KINDS[0], "how joined", choices=KINDS),
    SEED,
)

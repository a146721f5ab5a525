"""The chapters: one row each, in the order of the book.

A chapter is a folder: its `__init__` gives what its notebook names; one explorer a
file; its figures in one; its exercises in a folder of their own, a file each. From
these rows come the maps of README and chapter 0, the overview, and what tests count.
"""

import re
from dataclasses import dataclass
from types import ModuleType

from helpers.chapters import (
    adam,
    attention_and_bert,
    gradient_descent,
    mse,
    numpy_to_keras,
    relu,
    start_here,
    text_classifier,
)

__all__ = ["CHAPTERS", "Chapter"]


@dataclass(frozen=True)
class Chapter:
    """One chapter of the workbook.

    Attributes
    ----------
    number : str
        Text, because "3b" comes after "3".
    module : module
        Its folder here; it has EXERCISES and may have PARAMETERS and a `sketch`.
    title, question : str
        As its notebook opens: "# 1 ReLU: why does a network need a bend?"
    minutes : int
        How long a learner takes.
    first_lesson_ends : int or None
        The section after which a class stops, where a chapter is two lessons.
    """

    number: str
    module: ModuleType
    title: str
    question: str
    minutes: int
    first_lesson_ends: int | None = None

    @property
    def notebook(self):
        """The notebook's name without its ending: "03b_backpropagation"."""
        digits, letter = re.fullmatch(r"(\d+)([a-z]?)", self.number).groups()
        folder = self.module.__name__.rpartition(".")[2]
        return f"{digits:0>2}{letter}_{folder}"

    @property
    def exercises(self):
        """Its exercises by their ids, in order."""
        return {exercise.id: exercise for exercise in self.module.EXERCISES}

    @property
    def parameters(self):
        """The settings of its notebook: empty where it has none."""
        return getattr(self.module, "PARAMETERS", ())


CHAPTERS = (
    Chapter(
        "0",
        start_here,
        "Start here",
        "how does a page work, and is this machine ready?",
        20,
    ),
    Chapter("1", relu, "ReLU", "why does a network need a bend?", 90, 4),
    Chapter("2", mse, "MSE", "how wrong is wrong?", 90, 3),
    Chapter(
        "3", gradient_descent, "Gradient descent", "which way, and how far?", 100, 5
    ),
    Chapter("4", adam, "Adam", "why give every parameter a step of its own?", 90, 8),
    Chapter(
        "5",
        numpy_to_keras,
        "From NumPy to Keras",
        "is the framework doing what we derived?",
        60,
    ),
    Chapter(
        "6",
        text_classifier,
        "A text classifier",
        "can a machine tell what a passage is about?",
        90,
        5,
    ),
    Chapter(
        "7",
        attention_and_bert,
        "Attention and BERT",
        "why should a word look at other words?",
        90,
        4,
    ),
)

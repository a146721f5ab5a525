"""The chapters of the workbook, in the order in which they are read."""

from dataclasses import dataclass

from helpers.chapters import (
    adam,
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
    """One chapter.

    Attributes
    ----------
    number : str
    exercises : dict of str to helpers.exercises.Exercise
        By id, in order.
    """

    number: str
    exercises: dict


CHAPTERS = tuple(
    Chapter(number, {exercise.id: exercise for exercise in module.EXERCISES})
    for number, module in (
        ("0", start_here),
        ("1", relu),
        ("2", mse),
        ("3", gradient_descent),
        ("4", adam),
        ("5", numpy_to_keras),
        ("6", text_classifier),
    )
)

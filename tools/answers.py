"""Record what references and known mistakes answer: tests/answers.json.

Usage: python -m tools.answers; `make refresh` does it too.

A known mistake's sentence tells the learner what the function does, and only a reader
can see whether the two fit. So a test compares what each function answers with what is
recorded here: who changes one is told, and reads its sentence again.
"""

import json
from pathlib import Path

import numpy as np

from helpers.check import all_exercises
from helpers.exercises import answers_of
from helpers.sandbox import parts

__all__ = ["ANSWERS", "answers", "record"]

ANSWERS = Path(__file__).resolve().parent.parent / "tests" / "answers.json"
SHOWN = 9  # the number of the case whose answer is recorded as it is, for a reader


def answers(exercise):
    """What the functions of an exercise answer to its cases.

    Returns
    -------
    dict of str to (list, float)
        For "reference" and the name of each known mistake: the parts of one answer as
        nested lists of numbers, to nine decimals, and the checksum of all answers.
    """
    functions = {"reference": exercise.reference}
    functions |= {mistake.name: mistake.function for mistake in exercise.mistakes}
    cases, found = exercise.cases(), {}
    for name, function in functions.items():
        given = [parts(answer) for answer in answers_of(function, cases)]
        shown = [part.astype(float).round(9).tolist() for part in given[SHOWN]]
        found[name] = shown, checksum(given)
    return found


def checksum(given):
    """A number that changes with any one number in the answers: a weighted sum.

    Of arcus tangents, so that no huge number drowns the others. Several changes may
    make up for each other, and shapes do not count; the answer that is shown has one.
    """
    flat = np.concatenate([np.ravel(part) for answer in given for part in answer])
    angles = np.arctan(np.nan_to_num(flat.astype(float)))
    return round(float(angles @ (1 + np.arange(len(angles)) % 7)), 9)


def record():
    """Write the answers of all exercises, a line for each function."""
    blocks = []
    for key, exercise in all_exercises().items():
        lines = [
            f"  {json.dumps(name)}: {json.dumps(answer)}"
            for name, answer in answers(exercise).items()
        ]
        blocks.append(f'"{key}": {{\n' + ",\n".join(lines) + "\n}")
    ANSWERS.write_text("{\n" + ",\n".join(blocks) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    record()

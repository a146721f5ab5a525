"""Record what references and known mistakes answer: tests/answers.json.

Usage: python -m tools.answers; `make refresh` does it too.

A known mistake's sentence tells the learner what the function does, and only a reader
can see whether the two fit. So a test compares what each function answers with what is
recorded here: who changes one is told, and reads its sentence again.
"""

import json
from pathlib import Path

from helpers.check import all_exercises
from helpers.exercises import answers_of
from helpers.sandbox import parts

__all__ = ["ANSWERS", "answers", "record"]

ANSWERS = Path(__file__).resolve().parent.parent / "tests" / "answers.json"
EVERY = 10  # one case in so many: of different kinds, and few enough to be read


def answers(exercise):
    """What the functions of an exercise answer to some of its cases.

    Returns
    -------
    dict of str to list of list
        For "reference" and the name of each known mistake: an answer for each case,
        its parts as nested lists of numbers, to nine decimals.
    """
    functions = {"reference": exercise.reference}
    functions |= {mistake.name: mistake.function for mistake in exercise.mistakes}
    cases = exercise.cases()[EVERY - 1 :: EVERY]
    return {
        name: [
            [part.astype(float).round(9).tolist() for part in parts(answer)]
            for answer in answers_of(function, cases)
        ]
        for name, function in functions.items()
    }


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

"""What a learner calls: `check("E1.2", my_function)` and `progress()`.

Solved exercises are remembered in `solved.json` in the folder that the environment
variable DERIVED_WORK names (`make lab` sets it); delete the file to start anew.
Without the variable nothing is remembered.
"""

import difflib
import json
import os
import re
from pathlib import Path

from helpers.chapters import CHAPTERS
from helpers.exercises import Verdict, diagnose
from helpers.wording import explain

__all__ = ["all_exercises", "check", "progress"]


def check(exercise_id, answer):
    """Print whether `answer` solves the exercise and, if not, why not.

    Parameters
    ----------
    exercise_id : str
        As in E1.2.
    answer : callable
        The learner's function itself, not its result. A stub counts as not attempted.
    """
    exercises = all_exercises()
    exercise = exercises.get(str(exercise_id))
    if exercise is None:
        near = difflib.get_close_matches(str(exercise_id), exercises, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        print(f"There is no exercise {exercise_id!r}{hint}")
        return
    diagnosis = diagnose(exercise, answer)
    print(f"{exercise.id}: {explain(exercise, diagnosis)}")
    if diagnosis.verdict is Verdict.RIGHT:
        _remember(exercise.id)


def progress():
    """Print which exercises are solved, as far as DERIVED_WORK remembers."""
    path, solved = _solved()
    for chapter in CHAPTERS:
        states = [
            f"{key} {'solved' if key in solved else 'open'}"
            for key in chapter.exercises
        ]
        print(f"chapter {chapter.number}: {', '.join(states)}")
    exercises = all_exercises()
    print(f"{len(solved & set(exercises))} of {len(exercises)} exercises solved")
    if path is None:
        print("Nothing is remembered here; `make lab` remembers.")


def all_exercises():
    """Every exercise of the workbook, chapter by chapter.

    Returns
    -------
    dict of str to Exercise
        By id.
    """
    found = {}
    for chapter in CHAPTERS:
        found |= chapter.exercises
    return found


def _solved():
    """Where solved exercises are remembered, None if nowhere, and which they are."""
    folder = os.environ.get("DERIVED_WORK")
    if not folder:
        return None, set()
    path = Path(folder, "solved.json")
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    # The ids are searched for, so that a damaged file still gives those it names.
    return path, set(re.findall(r"E\d+[a-z]?\.\d+", text))


def _remember(exercise_id):
    """Add an exercise to the file, if there is one to keep."""
    path, solved = _solved()
    if path is None or exercise_id in solved:
        return
    new = path.with_suffix(f".{os.getpid()}")
    text = json.dumps({"solved": sorted(solved | {exercise_id})}, indent=1)
    try:
        new.write_text(text + "\n", encoding="utf-8")
        new.replace(path)  # whole or not at all
    except OSError as error:
        print(f"{path} cannot be written: {error.strerror}")

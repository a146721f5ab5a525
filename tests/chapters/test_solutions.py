"""Every solution solves: those of the exercises, and those folded into notebooks."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from helpers.check import all_exercises
from helpers.exercises import Verdict, diagnose

ROOT = Path(__file__).resolve().parent.parent.parent
EXERCISES = all_exercises()
NOTEBOOKS = {
    path.name: nbformat.read(path, as_version=4)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
}
CHECKED = re.compile(r'\bcheck\(\s*"([^"]+)"')


def verdict_on(exercise, source):
    """The verdict on the function that a solution defines under the asked name."""
    names = {"np": np}
    exec(source, names)
    return diagnose(exercise, names[exercise.reference.__name__]).verdict


@pytest.mark.parametrize("key", EXERCISES)
def test_the_solution_of_an_exercise_is_right(key):
    exercise = EXERCISES[key]
    assert verdict_on(exercise, exercise.solution_code) is Verdict.RIGHT


def folded_solutions(notebook):
    """(id, code) of every `<details>` block that holds Python code.

    It belongs to the exercise that the nearest code cell before it checks.
    """
    current = None
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            for key in CHECKED.findall(cell["source"]):
                current = key
        for block in re.findall(r"<details>.*?</details>", cell["source"], re.DOTALL):
            for code in re.findall(r"```python\n(.*?)```", block, re.DOTALL):
                yield current, code


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_folded_solutions_are_right(name):
    solutions = dict(folded_solutions(NOTEBOOKS[name]))
    for key, code in solutions.items():
        assert verdict_on(EXERCISES[key], code) is Verdict.RIGHT, key
    cells = [c.source for c in NOTEBOOKS[name].cells if c.cell_type == "code"]
    assert set(CHECKED.findall("\n".join(cells))) == set(solutions)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_stored_stubs_say_so(name):
    for cell in NOTEBOOKS[name].cells:
        stub = re.search(r"^    \.\.\.$", cell.source, re.MULTILINE)
        if cell.cell_type == "code" and stub:
            text = "".join(output.get("text", "") for output in cell.outputs)
            for key in CHECKED.findall(cell.source):
                assert f"{key}: not attempted yet\n" in text


def page(solution):
    """A notebook with one exercise and this solution folded below it."""
    fence = f"```python\n{solution}```"
    details = f"<details><summary>Solution</summary>\n\n{fence}\n\nWhy.\n</details>"
    return nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell('check("E0.1", mean_of_squares)'),
            nbformat.v4.new_markdown_cell(details),
        ]
    )


@pytest.mark.parametrize(
    ("mean", "verdict"), [("mean", Verdict.RIGHT), ("sum", Verdict.WRONG)]
)
def test_a_wrong_folded_solution_is_found(mean, verdict):
    source = f"def mean_of_squares(x):\n    return np.{mean}(x**2)\n"
    ((key, code),) = folded_solutions(page(source))
    assert key == "E0.1"
    assert verdict_on(EXERCISES[key], code) is verdict

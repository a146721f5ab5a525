"""The index of equations: every number has one proof, every proof a number."""

import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.equations import equation_index

ROOT = Path(__file__).resolve().parent.parent


def notebook(*cells):
    """A notebook of cells such as ("id", "text"); text that starts with # is code."""
    return new_notebook(
        cells=[
            new_code_cell(text, id=key)
            if text.startswith("#")
            else new_markdown_cell(text, id=key)
            for key, text in cells
        ]
    )


GOOD = (
    ("claim", "So $$a = b \\tag{4.3}$$ and $$c = d \\tag{4.4}$$"),
    ("proof", '#\n%time\nprove("4.3", f, g, over=cases, wrong={})'),
    ("more", '#\nproofs.prove("4.4", f, g, wrong={})'),
)


def test_every_equation_has_its_proof():
    equations, problems = equation_index({"04.ipynb": notebook(*GOOD)})
    assert equations == {
        "4.3": ("04.ipynb", "claim", "proof"),
        "4.4": ("04.ipynb", "claim", "more"),
    }
    assert problems == []


def test_tags_in_code_and_proofs_that_only_show_a_failure_do_not_count():
    talk = ("talk", "Write `\\tag{9.9}`, or\n```\n\\tag{9.8}\n```\nas you like.")
    shown = '#\ntry:\n    verify("4.3", f, f, over=[], wrong={})\nexcept E:\n    pass'
    equations, problems = equation_index(
        {"04.ipynb": notebook(*GOOD, talk, ("failure", shown))}
    )
    assert set(equations) == {"4.3", "4.4"}
    assert problems == []


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (GOOD[:2], "cell claim: (4.4) has no proof"),
        (GOOD[1:], "cell proof: (4.3) is proved, but no equation before"),
        ((*GOOD[1:], GOOD[0]), "cell more: (4.4) is proved, but no equation before"),
        ((*GOOD, ("again", "$$ \\tag{4.3} $$")), "cell again: (4.3) has been used"),
        ((*GOOD, ("again", GOOD[1][1])), "cell again: (4.3) is proved twice"),
        ((*GOOD, ("loop", "#\nprove(tag, f, g)")), "cell loop: (tag) is proved, but"),
    ],
)
def test_what_is_amiss_is_named(cells, problem):
    _, problems = equation_index({"04.ipynb": notebook(*cells)})
    assert any(problem in found for found in problems)


def test_a_number_belongs_to_one_notebook():
    other = notebook(("elsewhere", '#\nprove("4.3", f, g)'))
    _, problems = equation_index({"04.ipynb": notebook(*GOOD), "05.ipynb": other})
    assert problems == [
        "05.ipynb, cell elsewhere: (4.3) is proved, but no equation before has this "
        "number"
    ]


def test_every_equation_of_the_workbook_is_proved():
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    equations, problems = equation_index(paths)
    assert problems == []
    numbers = {(path.name, int(path.name[:2])) for path in paths}
    for tag, (name, _, _) in equations.items():
        assert re.fullmatch(r"\d+\.\d+[a-z]?", tag)
        assert (name, int(tag.split(".")[0])) in numbers

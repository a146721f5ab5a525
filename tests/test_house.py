"""The plan of the house: which module may import which, and how much there may be."""

import ast
import re
from itertools import pairwise, product
from pathlib import Path

import pytest

from tools.mutants import MATHEMATICS

ROOT = Path(__file__).resolve().parent.parent
HELPERS = ROOT / "helpers"
MOST_LINES = 2500  # of code, without chapters/: read in an hour

# From the top down; a module may import those that stand after it.
ORDER = [
    *("check", "explorers", "figures"),
    *("wording", "exercises", "sandbox", "proofs", "value_texts"),
    *("classifiers", "evaluation", "tokens", "corpora", "installed_docs", "own_files"),
    *("network", "optimizers", "landscapes", "losses"),
    *("activations", "differentiation"),
    *("sweep", "runs", "results", "parameters"),
]
MODULES = sorted(path.stem for path in HELPERS.glob("[a-z]*.py"))


def imported(path):
    """Every module that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module} | {f"{node.module}.{a.name}" for a in node.names}
    return found


def test_every_module_has_its_place():
    assert sorted(ORDER) == MODULES


def used_by(name):
    """The modules of this package that one of them imports."""
    found = imported(HELPERS / f"{name}.py")
    return {part.split(".")[1] for part in found if part.startswith("helpers.")}


def drawn():
    """The arrows of the picture in CONTRIBUTING.md."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (picture,) = re.findall(r"```mermaid\ngraph LR\n(.*?)```", text, re.DOTALL)
    chains = [
        [stop.split(" & ") for stop in line.strip().split(" --> ")]
        for line in picture.splitlines()
    ]
    steps = [step for chain in chains for step in pairwise(chain)]
    return {arrow for starts, ends in steps for arrow in product(starts, ends)}


def test_the_picture_shows_every_import_and_no_other():
    assert drawn() == {(name, used) for name in MODULES for used in used_by(name)}


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_down(name):
    used = used_by(name)
    above = set(ORDER[: ORDER.index(name) + 1])
    if name != "check":
        above |= {"chapters"}
    assert used & above == set()


@pytest.mark.parametrize("name", MATHEMATICS)
def test_mathematics_imports_no_framework(name):
    roots = {part.split(".")[0] for part in imported(HELPERS / f"{name}.py")}
    assert roots <= {
        "collections",
        "dataclasses",
        "helpers",
        "itertools",
        "math",
        "numpy",
        "warnings",
    }


def test_nothing_imports_tensorflow_where_keras_does():
    users = [
        path.name for path in HELPERS.rglob("*.py") if "tensorflow" in imported(path)
    ]
    assert users == []


def lines_of_code(path):
    """Lines without those that are blank, comments or docstrings."""
    source = path.read_text(encoding="utf-8")
    lines = set()
    docstrings = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docstrings |= set(range(node.lineno, node.end_lineno + 1))
    for number, line in enumerate(source.splitlines(), 1):
        if line.strip() and not line.strip().startswith("#"):
            lines.add(number)
    return len(lines - docstrings)


def test_helpers_can_be_read_in_an_hour():
    lines = {path.name: lines_of_code(path) for path in HELPERS.glob("*.py")}
    assert sum(lines.values()) <= MOST_LINES, lines

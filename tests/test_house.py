"""The plan of the house: which room may import which, and how large a file may be."""

import ast
import re
from itertools import pairwise, product
from pathlib import Path

import pytest

from helpers.chapters import CHAPTERS
from tools import mutants
from tools.equivalents import EQUIVALENT

ROOT = Path(__file__).resolve().parent.parent
HELPERS = ROOT / "helpers"
MOST_LINES = 400

# The floors from the top down, as CONTRIBUTING's table has them; a room may import the
# rooms of lower floors, and on its own floor those that stand after it.
FLOORS = {
    "desk": ["check", "classify"],
    "chapters": ["chapters"],
    "show": ["explorers", "pictured", "figures"],
    "teach": ["wording", "exercises", "sandbox", "proofs", "value_texts"],
    "text": [
        "classifiers",
        "evaluation",
        "ngrams",
        "pretrained",
        "saved",
        "tokens",
        "corpora",
    ],
    "mathematics": [
        "attention",
        "network",
        "optimizers",
        "walks",
        "landscapes",
        "data",
        "losses",
        "activations",
        "differentiation",
    ],
    "run": ["sweep", "grid", "runs"],
    "base": ["results", "parameters", "style"],
}
ORDER = [room for floor in FLOORS.values() for room in floor]
FRAMEWORKS = {"tensorflow", "keras", "jax", "torch"}


def files_of(room):
    """The Python files of a room: a module, or a folder of modules."""
    module = HELPERS / f"{room}.py"
    return [module] if module.exists() else sorted((HELPERS / room).rglob("*.py"))


def imported(path):
    """Every module that a file imports, anywhere in it, late imports too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module} | {f"{node.module}.{a.name}" for a in node.names}
    return found


def used_by(room):
    """The other rooms that a room imports."""
    names = {name for path in files_of(room) for name in imported(path)}
    rooms = {name.split(".")[1] for name in names if name.startswith("helpers.")}
    return rooms - {room}


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


def test_every_room_has_its_place():
    modules = {path.stem for path in HELPERS.glob("[a-z]*.py")}
    folders = {path.parent.name for path in HELPERS.glob("*/__init__.py")}
    assert set(ORDER) == modules | folders


def test_contributing_lists_the_floors():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for floor, rooms in FLOORS.items():
        (listed,) = re.findall(rf"^\| {floor} \| (.+) \|$", text, re.MULTILINE)
        assert re.findall(r"`(\w+)/?`", listed) == rooms


def test_the_picture_shows_every_import_and_no_other():
    assert drawn() == {(room, used) for room in ORDER for used in used_by(room)}


@pytest.mark.parametrize("room", ORDER)
def test_imports_point_down(room):
    assert used_by(room) <= set(ORDER[ORDER.index(room) + 1 :])


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.number)
def test_a_chapter_imports_no_other_chapter(chapter):
    folder = Path(chapter.module.__file__).parent
    own = f"helpers.chapters.{folder.name}"
    for path in folder.rglob("*.py"):
        used = {name for name in imported(path) if name.startswith("helpers.chapters")}
        assert {name for name in used if not name.startswith(own)} == set()


def test_no_import_goes_through_a_string():
    for path in HELPERS.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(import_module|__import__)\b", text), path


@pytest.mark.parametrize("room", FLOORS["mathematics"])
def test_mathematics_imports_no_framework(room):
    names = {name.split(".")[0] for path in files_of(room) for name in imported(path)}
    assert names & FRAMEWORKS == set()


def test_nothing_imports_tensorflow_where_keras_does():
    users = [path for path in HELPERS.rglob("*.py") if "tensorflow" in imported(path)]
    assert users == []


def python_files():
    for folder in ("helpers", "tools", "tests"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def test_no_file_is_longer_than_a_reader_likes():
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in python_files()
    }
    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}


def test_an_underscore_is_used_in_its_own_module_only():
    """Nobody imports a private name, nor takes one from another module."""
    found = []
    for path in python_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {
            alias.asname or alias.name.split(".")[-1]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.ImportFrom):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                names = [node.attr] if node.value.id in modules else []
            for name in names:
                if re.match(r"_[a-z]", name):
                    found.append(f"{path.relative_to(ROOT)}: {name}")
    # os._exit is the standard library's own name for leaving at once.
    assert {line for line in found if not line.endswith(": _exit")} == set()


@pytest.mark.parametrize("path", sorted(HELPERS.rglob("*.py")), ids=str)
def test_all_lists_names_that_are_there(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    listed, bound = [], set()
    for node in tree.body:
        if isinstance(node, ast.Assign):
            targets = [t for target in node.targets for t in ast.walk(target)]
            bound |= {t.id for t in targets if isinstance(t, ast.Name)}
            if getattr(node.targets[0], "id", "") == "__all__":
                listed = ast.literal_eval(node.value)
        elif isinstance(node, ast.ImportFrom):
            bound |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
    assert set(listed) <= bound
    assert len(listed) == len(set(listed))


def test_changes_that_make_no_difference_are_changes_of_lines_that_are_there():
    lines = {
        (path.stem, line.strip())
        for files in mutants.rooms().values()
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    gone = [
        (stem, text)
        for stem, text in EQUIVALENT
        if not any((stem, text[:k]) in lines for k in places_of(": ", text))
    ]
    assert gone == []


def places_of(part, text):
    """Where a part begins in a text."""
    return [found.start() for found in re.finditer(re.escape(part), text)]

"""Every notebook keeps the house rules that CONTRIBUTING.md gives."""

import ast
import re
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from helpers.chapters import CHAPTERS
from helpers.explorers import sheet

ROOT = Path(__file__).resolve().parent.parent
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NOTEBOOKS = {path.name: nbformat.read(path, as_version=4) for path in PATHS}
PARAMETERS = {f"{chapter.notebook}.ipynb": chapter.parameters for chapter in CHAPTERS}
each_notebook = pytest.mark.parametrize("name", NOTEBOOKS)


def cells(name, kind):
    return [cell for cell in NOTEBOOKS[name].cells if cell.cell_type == kind]


def outputs(name):
    return [
        (cell.id, output) for cell in cells(name, "code") for output in cell.outputs
    ]


def images(name):
    """Every `<img>` of the notebook's markdown and HTML outputs."""
    pages = [(cell.id, cell.source) for cell in cells(name, "markdown")]
    for cell_id, output in outputs(name):
        pages.append((cell_id, output.get("data", {}).get("text/html", "")))
    for cell_id, page in pages:
        for tag in BeautifulSoup(page, "html.parser").find_all("img"):
            yield cell_id, tag
        for alt in re.findall(r"!\[([^\]]*)\]\(", page):
            yield cell_id, {"alt": alt}


def test_there_are_notebooks():
    assert "00_start_here.ipynb" in NOTEBOOKS


@each_notebook
def test_is_valid_and_has_stable_ids(name):
    notebook = NOTEBOOKS[name]
    nbformat.validate(notebook)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    # Named by a person; a random id says nothing and changes with every tool.
    assert [i for i in ids if not re.fullmatch(r"[a-z][a-z0-9-]*", i)] == []


@each_notebook
def test_was_run_from_top_to_bottom(name):
    counts = [cell.execution_count for cell in cells(name, "code")]
    assert counts == list(range(1, len(counts) + 1))


@each_notebook
def test_stores_nothing_that_changes_by_itself(name):
    notebook = NOTEBOOKS[name]
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.language_info == {"name": "python"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags", "reason", "output_of", "jupyter"}, cell.id
    for cell_id, output in outputs(name):
        assert output.get("name") != "stderr", cell_id
        assert output.output_type != "error", cell_id
        assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {})


@each_notebook
def test_names_no_place_of_one_machine(name):
    text = (ROOT / "notebooks" / name).read_text(encoding="utf-8")
    assert re.findall(r"(?:/home/|/root/|/Users/|/work/|[A-Z]:\\\\)\w+", text) == []


@each_notebook
def test_code_cells_are_short(name):
    long = {
        cell.id: len(cell.source.splitlines())
        for cell in cells(name, "code")
        if len(cell.source.splitlines()) > 15
        and "parameters" not in cell.metadata.get("tags", [])
    }
    assert long == {}


@each_notebook
def test_every_picture_says_what_it_shows(name):
    short = [i for i, tag in images(name) if len(tag.get("alt", "").strip()) < 40]
    assert short == []
    for cell_id, output in outputs(name):
        data = output.get("data", {})
        if "image/png" in data:
            assert "<img" in data.get("text/html", ""), f"{cell_id}: figures.show(fig)"


@each_notebook
def test_no_flipbook_is_too_large_for_a_notebook(name):
    size = {
        cell_id: sum(map(len, output.data.values()))
        for cell_id, output in outputs(name)
        if "derived-flipbook" in output.get("data", {}).get("text/html", "")
    }
    assert {cell_id for cell_id in size if size[cell_id] > 400_000} == set()


@each_notebook
def test_flipbooks_wear_the_style_of_today(name):
    # Those of cells that are not compared as well: `make refresh` keeps what they show.
    for cell_id, output in outputs(name):
        page = output.get("data", {}).get("text/html", "")
        if "derived-flipbook" in page:
            assert sheet("flipbook.css") in page, cell_id


@each_notebook
def test_what_is_not_compared_has_a_reason(name):
    ignored = [
        cell
        for cell in cells(name, "code")
        if "nbval-ignore-output" in cell.metadata.get("tags", [])
    ]
    assert [cell.id for cell in ignored if not cell.metadata.get("reason")] == []
    # A notebook that compares nothing is not validated.
    compared = [c for c in cells(name, "code") if c.outputs and c not in ignored]
    assert len(compared) >= len(ignored)


# How many cells of each chapter nbval does not compare; raising one needs a reason.
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.number)
def test_few_cells_are_not_compared(chapter):
    # How many, the chapter's own tests say: to add one is to change the number there.
    folder = chapter.module.__name__.rpartition(".")[2]
    tests = import_module(f"tests.chapters.test_{folder}")
    code = cells(f"{chapter.notebook}.ipynb", "code")
    tags = [cell.metadata.get("tags", []) for cell in code]
    found = sum("nbval-ignore-output" in t for t in tags)
    assert found == getattr(tests, "NOT_COMPARED", 0)


@each_notebook
def test_every_exercise_is_announced_by_its_number(name):
    notebook, unannounced = NOTEBOOKS[name], []
    for before, cell in pairwise(notebook.cells):
        asked = re.search(r"^check\(\"(E\w+\.\d+)\"", cell.source, re.MULTILINE)
        if asked and f"**{asked[1]}** " not in before.source:
            unannounced.append(asked[1])
    assert unannounced == []


@each_notebook
def test_parameters_cell_matches_the_schema(name):
    tagged = [
        cell
        for cell in cells(name, "code")
        if "parameters" in cell.metadata.get("tags", [])
    ]
    schema = PARAMETERS[name]
    assert len(tagged) == bool(schema)
    for cell in tagged:
        found = [
            (line.target.id, line.annotation.id, ast.literal_eval(line.value))
            for line in ast.parse(cell.source).body
        ]
        assert found == [(p.name, p.type.__name__, p.default) for p in schema]
        assert all("  # " in line for line in cell.source.splitlines())


def headings(name):
    """The fragments that a link into this notebook may name."""
    found = {f"cell-id={cell.id}" for cell in NOTEBOOKS[name].cells}
    for cell in cells(name, "markdown"):
        for title in re.findall(r"^#+ (.+)$", cell.source, re.MULTILINE):
            found.add(title.strip().replace(" ", "-"))
    return found


@each_notebook
def test_links_resolve(name):
    broken = []
    for cell in cells(name, "markdown"):
        for target in re.findall(r"\]\(([^)\s]+)\)", cell.source):
            if target.startswith("https://"):
                continue
            path, _, fragment = target.partition("#")
            file = (ROOT / "notebooks" / (path or name)).resolve()
            found = file.exists() and (not fragment or fragment in headings(file.name))
            if not found:
                broken.append(target)
    assert broken == []


@each_notebook
def test_alt_text_check_can_fail(name, monkeypatch):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("![too short](x.png)")]
    )
    monkeypatch.setitem(NOTEBOOKS, name, notebook)
    with pytest.raises(AssertionError):
        test_every_picture_says_what_it_shows(name)

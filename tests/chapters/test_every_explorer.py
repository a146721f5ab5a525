"""What holds for every explorer of every chapter, with nobody listing them."""

import inspect
import re
from pathlib import Path

import nbformat
import pytest

from helpers.chapters import CHAPTERS
from helpers.explorers import Explorer, Stage

NOTEBOOKS = Path(__file__).resolve().parent.parent.parent / "notebooks"
EXPLORERS = [
    pytest.param(chapter, explorer, id=f"{chapter.number} {name}")
    for chapter in CHAPTERS
    for name, explorer in vars(chapter.module).items()
    if isinstance(explorer, Explorer)
]
every_explorer = pytest.mark.parametrize(("chapter", "explorer"), EXPLORERS)


@every_explorer
def test_compute_takes_exactly_the_parameters(chapter, explorer):
    names = [parameter.name for parameter in explorer.parameters]
    assert list(inspect.signature(explorer.compute).parameters) == names


@every_explorer
def test_a_scene_takes_exactly_what_redraws_it(chapter, explorer):
    _, *names = inspect.signature(explorer.scene).parameters
    assert sorted(names) == sorted(explorer.redraws)
    assert set(names) <= {parameter.name for parameter in explorer.parameters}


@every_explorer
def test_a_laboratory_moves_its_chapters_settings(chapter, explorer):
    # Otherwise the papermill command that it shows could not run.
    if explorer.notebook:
        assert explorer.notebook == chapter.notebook
        assert set(explorer.parameters) <= set(chapter.parameters)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.number)
def test_what_a_page_shows_as_a_laboratory_names_its_notebook(chapter):
    cells = nbformat.read(NOTEBOOKS / f"{chapter.notebook}.ipynb", as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    for name in re.findall(r"\blaboratory\(\s*chapter\.(\w+)", code):
        assert getattr(chapter.module, name).notebook == chapter.notebook


@every_explorer
def test_every_corner_of_the_ranges_can_be_drawn_and_described(chapter, explorer):
    for parameter in explorer.parameters:
        for value in parameter.choices or (parameter.low, parameter.high):
            settings = explorer.settings(**{parameter.name: value})
            state = explorer.compute(**settings)
            Stage(explorer, settings).layer(state)
            assert explorer.describe(state).endswith(".")


@every_explorer
def test_what_moves_is_not_in_the_background(chapter, explorer):
    settings = explorer.settings()
    stage = Stage(explorer, settings)
    before = stage.background.tobytes()
    assert stage.layer(explorer.compute(**settings)).getbbox() is not None
    assert stage.pixels().tobytes() != before
    assert Stage(explorer, settings).background.tobytes() == before

"""The rows of the chapters, and the pages that say the same."""

import copy
import re
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import matplotlib.pyplot as plt
import nbformat
import pytest

from helpers.chapters import CHAPTERS, Chapter, overview
from tools import pages, workbook

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = {
    chapter: nbformat.read(
        ROOT / "notebooks" / f"{chapter.notebook}.ipynb", as_version=4
    )
    for chapter in CHAPTERS
}
each_chapter = pytest.mark.parametrize(
    "chapter", CHAPTERS, ids=lambda chapter: chapter.number
)


def title(chapter):
    return f"{chapter.number} {chapter.title}: {chapter.question}"


def markdown(chapter):
    """The text of a chapter's page, without its code."""
    cells = NOTEBOOKS[chapter].cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


# A row


def test_a_chapter_may_come_between_two_others():
    folder = ModuleType("helpers.chapters.backpropagation")
    folder.EXERCISES = ()
    between = Chapter("1z", folder, "Backpropagation", "who is to blame?", 90)
    assert between.notebook == "01z_backpropagation"
    assert (between.exercises, between.parameters) == ({}, ())
    names = sorted(chapter.notebook for chapter in (*CHAPTERS, between))
    place = names.index(between.notebook)
    assert [name[:3] for name in names[place - 1 : place + 2]] == ["01_", "01z", "02_"]


def test_a_chapter_after_the_ninth_needs_no_nought():
    assert Chapter("10", ModuleType("x.serving"), "", "", 60).notebook == "10_serving"


@each_chapter
def test_exercises_bear_the_number_of_their_chapter(chapter):
    own = [key for key in chapter.exercises if key.startswith(f"E{chapter.number}.")]
    assert own == list(chapter.exercises) != []


@each_chapter
def test_every_scale_can_be_walked(chapter):
    for parameter in chapter.parameters:
        if parameter.scale != "linear":
            assert parameter.scale == "log"
            assert parameter.type is float and parameter.low > 0


# Rows and notebooks


def test_every_notebook_has_a_row_and_they_come_in_the_same_order():
    stored = [path.stem for path in workbook.chapters()]
    assert [chapter.notebook for chapter in CHAPTERS] == stored


@each_chapter
def test_a_page_opens_with_its_title(chapter):
    first, *_ = NOTEBOOKS[chapter].cells[0].source.splitlines()
    assert first == f"# {title(chapter)}"


@each_chapter
def test_a_page_says_how_long_it_takes(chapter):
    (time,) = re.findall(r"^\| \*\*Time\*\* \| (.+) \|$", markdown(chapter), re.M)
    assert time.startswith(f"{chapter.minutes} minutes;")


@pytest.mark.parametrize(
    ("chapter", "following"),
    list(pairwise(CHAPTERS)),
    ids=lambda chapter: chapter.number,
)
def test_a_page_leads_to_the_next(chapter, following):
    link = f"Next: [{title(following)}]({following.notebook}.ipynb)"
    assert NOTEBOOKS[chapter].cells[-1].source.splitlines()[-1] == link


@each_chapter
def test_a_first_lesson_ends_where_another_can_begin(chapter):
    if chapter.first_lesson_ends:
        sections = re.findall(r"^## (\d+)\. ", markdown(chapter), re.MULTILINE)
        assert chapter.first_lesson_ends < max(map(int, sections))
        assert str(chapter.first_lesson_ends) in sections


@each_chapter
def test_a_page_asks_every_exercise_of_its_folder_in_order(chapter):
    stated = re.findall(r"^\*\*(E\w+\.\d+)\*\* ", markdown(chapter), re.MULTILINE)
    solved = re.findall(r"<summary>Solution of (E\w+\.\d+)<", markdown(chapter))
    assert stated == solved == list(chapter.exercises)


# What is written into pages


@each_chapter
def test_make_refresh_has_written_what_the_folder_says(chapter):
    notebook = copy.deepcopy(NOTEBOOKS[chapter])
    for before, cell in zip(
        NOTEBOOKS[chapter].cells,
        pages.filled(notebook, chapter).cells,
        strict=True,
    ):
        assert before.source == cell.source, "make refresh"


def test_make_refresh_has_written_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert pages.filled_readme(text) == text


def test_the_overview_counts_its_sketches_and_tells_each():
    sketched = [c for c in CHAPTERS if hasattr(c.module, "sketch")]
    words = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]
    assert {count: words[count - 1] for count in range(6, 10)} == overview.COUNTS
    assert overview.alt_text().startswith(f"{words[len(sketched) - 1]} small pictures.")
    for chapter in sketched:
        assert f" {chapter.number}: {chapter.module.sketch.ALT}." in overview.alt_text()


def test_the_overview_has_three_pictures_in_a_row():
    figure = overview.draw_overview()
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == [
        f"{number}  {sketch.TITLE}" for number, sketch in overview.SKETCHES.items()
    ]
    assert [ax.get_subplotspec().colspan.start for ax in figure.axes[:4]] == [
        0,
        1,
        2,
        0,
    ]
    plt.close(figure)

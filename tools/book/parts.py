"""What pages take from all chapters: equations, their cover, what search finds."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import matplotlib.pyplot as plt
import nbformat

from helpers.chapters import CHAPTERS, overview
from tools.book.text import TAG

__all__ = [
    "cover",
    "draw_cover",
    "equations",
    "marking_key",
    "sections",
    "stored",
]

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
DISPLAYED = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
ABILITIES = re.compile(r"^## What you can .*\n\n((?:- .*\n?)+)", re.MULTILINE)
# Of TeX the names stay, "sqrt" and "alpha", but for those that only set it.
SETS = "begin|end|left|right|frac|tfrac|dfrac|text|textstyle|displaystyle|operatorname"
SETS += "|mathrm|mathbb|mathcal|big|Big|bigg|Bigg|quad|qquad|aligned|pmatrix|cases"
MARKUP = re.compile(rf"[|#_^&{{}}]|<[^>]+>|\]\([^)]*\)|\[|\\(?:{SETS})\b|\\|-{{3,}}")


def stored():
    """The stored notebook of every chapter, by its name."""
    return {
        chapter.notebook: nbformat.read(
            NOTEBOOKS / f"{chapter.notebook}.ipynb", as_version=4
        )
        for chapter in CHAPTERS
    }


def equations(notebooks):
    """The name of the notebook and the TeX of every equation that has a number."""
    found = {}
    for name, notebook in notebooks.items():
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                for tex in DISPLAYED.findall(cell.source):
                    for number in TAG.findall(tex):
                        found[number] = name, tex
    return found


def cover(notebooks):
    """The first page: the chapters, their minutes, and what each lets one do."""
    cells = [
        "# Derived\n\nDeep learning's foundations: derive them, run them, break them. "
        f"[Begin with chapter 0]({CHAPTERS[0].notebook}.ipynb)."
    ]
    for chapter in CHAPTERS:
        text = "\n\n".join(cell.source for cell in notebooks[chapter.notebook].cells)
        able = ABILITIES.search(text)
        sketch = overview.SKETCHES.get(chapter.number)
        address = f"{chapter.notebook}.ipynb"
        picture = f"![{sketch.ALT}](figures/{picture_of(chapter)})" if sketch else ""
        cells.append(
            f"[{picture}]({address})\n\n"
            * bool(picture)
            + f"## [{chapter.number} {chapter.title}]({address})\n\n"
            f"*{chapter.question.capitalize()}* {chapter.minutes} minutes.\n\n"
            "<details><summary>What it lets you do</summary>\n\n"
            f"{able[1]}\n\n</details>"
        )
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(cell) for cell in cells]
    )


def picture_of(chapter):
    """The file of a chapter's sketch on the cover."""
    return f"cover-{chapter.number}.png"


def draw_cover(folder):
    """Draw the sketches of the cover into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for chapter in CHAPTERS:
        if sketch := overview.SKETCHES.get(chapter.number):
            fig, ax = plt.subplots(figsize=(3.6, 2.4))
            overview.draw_sketch(ax, sketch)
            fig.savefig(folder / picture_of(chapter), dpi=150)
            plt.close(fig)


def marking_key():
    """A page for teachers: each exercise, its solution and the mistakes it knows."""
    pages = [
        "# Marking key\n\nWhat each exercise asks, a solution, and what the workbook "
        "answers to the mistakes that it knows."
    ]
    for chapter in CHAPTERS:
        pages.append(
            f"## {chapter.number} {chapter.title}: {chapter.question}\n\n"
            f"{chapter.minutes} minutes."
        )
        for key, exercise in chapter.exercises.items():
            pages += [
                f"### {key}\n\n{exercise.statement}",
                f"```python\n{exercise.solution_code}```",
                "\n".join(f"- *{m.name}*: {m.sentence}" for m in exercise.mistakes),
            ]
    cells = [nbformat.v4.new_markdown_cell(page) for page in pages]
    return nbformat.v4.new_notebook(cells=cells)


def sections(notebook, title, name, headings):
    """What search finds in a chapter.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
    title, name : str
        Of the chapter, and of its page.
    headings : list of (int, str, str)
        As `text.rendered` gives them, in order.

    Returns
    -------
    list of dict of str to str
        A section each: "page", "chapter", "title", "text", "code".
    """
    anchors = iter([anchor for level, anchor, _ in headings if level > 1])
    chapter = {"chapter": title, "text": "", "code": ""}
    found = [chapter | {"page": f"{name}.html", "title": title}]
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            found[-1]["code"] += f" {cell.source}"
            continue
        for part in re.split(r"^(?=##+ )", cell.source, flags=re.MULTILINE):
            if re.match(r"##+ ", part):
                heading, _, part = part.partition("\n")
                address = f"{name}.html#{quote(next(anchors))}"
                found.append(chapter | {"page": address, "title": words(heading)})
            found[-1]["text"] += f" {part}"
    for section in found:
        section["text"] = words(section["text"])
    return found


def words(text):
    """What is left of Markdown for a search: its words, and numbers of equations."""
    text = TAG.sub(lambda found: f"({found[1]})", text)
    return " ".join(MARKUP.sub(" ", re.sub("[*`$]", "", unescape(text))).split())

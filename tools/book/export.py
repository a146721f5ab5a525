"""Write the book: build/html, with a page for every chapter, a cover and a marking key.

The pages are nbconvert's, by the template in assets/book; Markdown is set here, before.
"""

import base64
import copy
import io
import json
import re
import shutil
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from string import Template

from nbconvert import HTMLExporter
from PIL import Image

from helpers.chapters import CHAPTERS
from helpers.sandbox import Trouble
from helpers.style import PAPER
from helpers.wording import WORDS
from tools.book import parts
from tools.book.formulas import KATEX, typesetter
from tools.book.text import EQUATION, equation, linked, rendered
from tools.pages import FOLDED, beside_the_point

__all__ = ["Page", "write"]

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
EXERCISE = re.compile(r"\*\*E\w+\.\d+\*\*")
UNTRIED = f": {WORDS[Trouble.STUB]}"
PICTURE = re.compile(r'<img ([^>]*?)src="data:image/png;base64,([^"]+)"')
WIDTH = re.compile(r'width="([\d.]+)"')
MINISEARCH = ASSETS / "vendor" / "minisearch" / "minisearch.js"


@dataclass
class Page:
    """What the template knows of a page.

    Attributes
    ----------
    name : str
        Of its file, without .html.
    title : str
    headings : list of (int, str, str)
        Level, anchor and HTML of each.
    folds : bool
        Whether some of its code is folded away.
    quoted : dict of str to str
        The equations of other pages that it refers to, as HTML.
    before, after : Page or None
    all : list of Page
        The whole book, but for the cover.
    """

    name: str
    title: str
    headings: list = field(default_factory=list)
    folds: bool = False
    quoted: dict = field(default_factory=dict)
    before: "Page | None" = None
    after: "Page | None" = None
    all: list = field(default_factory=list)

    @property
    def contents(self):
        """The headings that are listed: sections and their parts."""
        return [heading for heading in self.headings if heading[0] in (2, 3)]


class Exporter(HTMLExporter):
    """nbconvert's, with the book's template, and without live widgets."""

    def __init__(self, equations):
        super().__init__(template_name="book", extra_template_basedirs=[str(ASSETS)])
        self.register_filter("linked", lambda text: linked(text, equations))


def write(target):
    """Write the pages of the stored chapters, a cover and a marking key.

    Parameters
    ----------
    target : Path
        A folder; pages of the same names are replaced.

    Returns
    -------
    dict of str to (int, int)
        The bytes of each page, and of its pictures.
    """
    shutil.rmtree(target / "figures", ignore_errors=True)
    copy_parts(target / "book")
    parts.draw_cover(target / "figures")
    chapters = parts.stored()
    equations = parts.equations(chapters)
    everything = chapters | {"marking_key": parts.marking_key()}
    everything["index"] = parts.cover(chapters)
    pages = in_order(everything)
    exporter = Exporter({number: name for number, (name, _) in equations.items()})
    sections, weights = [], {}
    with typesetter() as typeset:
        for name, notebook in everything.items():
            page = pages[name]
            ready = prepared(notebook, page, equations, typeset, target)
            resources = {"metadata": {"name": name}, "page": page}
            body, _ = exporter.from_notebook_node(ready, resources)
            text = body.encode()
            (target / f"{name}.html").write_bytes(text)
            pictures = (target / "figures").glob(f"{name}-*.png")
            weights[name] = len(text), sum(p.stat().st_size for p in pictures)
            if name in chapters:
                sections += parts.sections(notebook, page.title, name, page.headings)
    listed = json.dumps(sections, ensure_ascii=False).replace("<", "\\u003c")
    script = f"window.derivedSections = {listed};\n"
    (target / "book" / "sections.js").write_text(script, encoding="utf-8")
    return weights


def in_order(notebooks):
    """A page for each of these notebooks, by its name."""
    titles = {c.notebook: f"{c.number} {c.title}" for c in CHAPTERS}
    titles |= {"marking_key": "Marking key", "index": "Contents"}
    pages = {name: Page(name, titles[name]) for name in notebooks}
    listed = [page for page in pages.values() if page.name != "index"]
    for page in pages.values():
        page.all = listed
    for page, after in pairwise(listed[:-1]):
        page.after, after.before = after, page
    return pages


def copy_parts(target):
    """The style, the scripts, KaTeX's style with its fonts, and the search."""
    target.mkdir(parents=True, exist_ok=True)
    style = Template((ASSETS / "book" / "book.css").read_text(encoding="utf-8"))
    (target / "book.css").write_text(style.substitute(PAPER=PAPER), encoding="utf-8")
    own = [ASSETS / "book" / name for name in ("book.js", "choices.js")]
    for path in (*own, MINISEARCH):
        shutil.copyfile(path, target / path.name)
    shutil.copyfile(MINISEARCH.with_name("LICENSE"), target / "minisearch.LICENSE")
    ignore = shutil.ignore_patterns("*.js")
    shutil.copytree(KATEX, target / "katex", dirs_exist_ok=True, ignore=ignore)


def prepared(notebook, page, equations, typeset, target):
    """A copy of a notebook with its Markdown as HTML and its pictures in files."""
    notebook = copy.deepcopy(notebook)
    places = {number: name for number, (name, _) in equations.items()}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.metadata["html"], headings = rendered(cell.source, places, typeset)
            page.headings += headings
            cell.metadata["exercise"] = bool(EXERCISE.match(cell.source))
            referred = cell.source
        else:
            if FOLDED in cell.metadata.get("tags", []):
                cell.metadata["folded"] = beside_the_point(cell.source)
                page.folds = True
            # Nobody has attempted anything on a page that cannot be run.
            cell.outputs = [o for o in cell.outputs if UNTRIED not in o.get("text", "")]
            referred = take_pictures_out(cell, page.name, target)
        for number in EQUATION.findall(referred):
            if number in equations and places[number] != page.name:
                page.quoted[number] = equation(equations[number][1], typeset)
    return notebook


def take_pictures_out(cell, name, target):
    """Write a cell's pictures into files, and return what it printed.

    The page knows their size before it has read them, so that nothing moves.
    """
    printed, count = "", 0
    for output in cell.outputs:
        printed += output.get("text", "")
        shown = output.get("data", {}).get("text/html", "")

        def put(found):
            nonlocal count
            count += 1
            address = f"figures/{name}-{cell.id}-{count}.png"
            png = base64.b64decode(found[2])
            (target / address).write_bytes(png)
            with Image.open(io.BytesIO(png)) as picture:
                width, height = picture.size
            shown_at = WIDTH.search(found[1])
            if shown_at:
                height = round(height * float(shown_at[1]) / width)
            return f'<img {found[1]}height="{height}" loading="lazy" src="{address}"'

        if shown:
            output.data["text/html"] = PICTURE.sub(put, shown)
    return printed

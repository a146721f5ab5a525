"""The pages of the book, before a browser has seen them."""

import hashlib
import html
import json
import re
from urllib.parse import unquote

import nbformat
import pytest
from nbconvert.filters import markdown2html_mistune
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.chapters import CHAPTERS
from helpers.figures import bundle
from tools import pages
from tools.book import export, parts
from tools.book.formulas import typesetter
from tools.book.text import TAG, rendered

VENDOR = export.ASSETS / "vendor"
DOLLARS = re.compile(r"\$\$(.+?)\$\$|(?<!\\)\$(.+?)\$", re.DOTALL)
ANNOTATION = re.compile(
    r'<annotation encoding="application/x-tex">(.*?)</annotation>', re.DOTALL
)
NUMBER = re.compile(
    r'<a class="number" aria-label="Equation [^"]+" href[^>]+>(.*?)</a>'
)
TAGS = re.compile("<[^>]+>")
CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)


@pytest.fixture(scope="module")
def typeset():
    with typesetter() as function:
        yield function


@pytest.fixture(scope="module")
def stored():
    return parts.stored()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.notebook)
def test_every_formula_is_set_and_none_is_another(chapter, typeset, stored):
    places = {n: name for n, (name, _) in parts.equations(stored).items()}
    count = 0
    for cell in stored[chapter.notebook].cells:
        if cell.cell_type != "markdown":
            continue
        before = TAGS.sub("", CODE.sub("", markdown2html_mistune(cell.source)))
        asked = [
            (html.unescape(TAG.sub("", display or inline)).strip(), bool(display))
            for display, inline in DOLLARS.findall(before)
        ]
        page, _ = rendered(cell.source, places, typeset)
        shown = [
            (
                html.unescape(tex).strip(),
                before.endswith('<span class="katex-display">'),
            )
            for before, tex in annotated(page)
        ]
        assert shown == asked
        numbers = [f"({number})" for number in TAG.findall(cell.source)]
        assert NUMBER.findall(page) == numbers
        count += len(asked)
    assert count > 3


def annotated(page):
    """The TeX of every formula, and the page from the one before to its beginning."""
    start = 0
    for found in ANNOTATION.finditer(page):
        opening = page.rindex('<span class="katex">', start, found.start())
        yield page[start:opening], found[1]
        start = found.end()


def test_the_work_of_others_is_as_it_was_published(tmp_path):
    listed = (VENDOR / "SHA256SUMS").read_text().split("\n")[:-1]
    digests = dict(line.split("  ")[::-1] for line in listed)
    there = {str(p.relative_to(VENDOR)): p for p in VENDOR.rglob("*") if p.is_file()}
    del there["SHA256SUMS"]
    assert set(digests) == set(there)
    for name, path in there.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digests[name], name
    export.copy_parts(tmp_path)  # and a book hands on its licences
    assert "MIT" in (tmp_path / "katex" / "LICENSE").read_text()
    assert "MIT" in (tmp_path / "minisearch.LICENSE").read_text()


def test_a_formula_that_cannot_be_set_is_named(typeset):
    with pytest.raises(ValueError, match=r"unknown.*cannot be set.*Undefined control"):
        typeset(r"a + \unknown")
    assert typeset("a < b").count("&lt;") and "<script" not in typeset(
        r"\text{<script>}"
    )


EQUATIONS = {"1.2": "01_here", "3.13": "03_there"}


def html_of(source, typeset):
    return rendered(source, EQUATIONS, typeset)[0]


def test_numbers_of_equations_lead_to_them(typeset):
    page = html_of("by (1.2) and (3.13), not (9.9), `(1.2)` or $(1.2)$", typeset)
    assert re.findall(r'href="([^"]+)"', page) == [
        "01_here.html#equation-1.2",
        "03_there.html#equation-3.13",
    ]
    # A link that an author made for JupyterLab leads to the equation as well.
    page = html_of("as [(3.13)](03_there.ipynb#cell-id=layer) says", typeset)
    assert page.count("<a ") == 1 and "#equation-3.13" in page
    page = html_of("[chapter 3](03_there.ipynb#cell-id=layer)", typeset)
    assert 'href="03_there.html#cell-id=layer"' in page


def test_an_equation_has_an_address_and_its_number(typeset):
    page = html_of("$$a = b \\tag{1.2}$$", typeset)
    assert '<span class="equation" id="equation-1.2">' in page and ">(1.2)</a>" in page
    assert "tag" not in ANNOTATION.search(page)[1]
    assert "id=" not in html_of("$$a = b$$", typeset)


def test_a_heading_has_jupyterlabs_address(typeset):
    page, headings = rendered("## Why $d$, and *when*?", EQUATIONS, typeset)
    ((level, anchor, title),) = headings
    assert (level, anchor) == (2, "Why-$d$,-and-when?") and f'id="{anchor}"' in page
    assert "katex" in title and "<em>" not in title


def test_an_exercise_has_an_address(typeset):
    page = html_of("**E1.2** Write it. **Not E1.2** but this", typeset)
    assert page.count("<strong id=") == 1 and '<strong id="E1.2">' in page


def notebook(*cells):
    return new_notebook(cells=list(cells))


@pytest.fixture
def small(tmp_path, monkeypatch):
    """The pages of a small first chapter, instead of the workbook's."""

    def write(*cells):
        name = CHAPTERS[0].notebook
        monkeypatch.setattr(parts, "cover", lambda stored: notebook())
        monkeypatch.setattr(parts, "stored", lambda: {name: notebook(*cells)})
        weights = export.write(tmp_path)
        page = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
        assert weights[name][0] == len(page.encode())
        return page, tmp_path, weights[name][1]

    return write


def test_folded_code_stands_below_what_it_prints(small):
    cell = new_code_cell('verify("1.2", 1 < 2)')
    cell.outputs = [new_output("stream", name="stdout", text="it < holds\n")]
    pages.fold(cell)
    page, *_ = small(cell, new_code_cell("y = 2"))
    fold = page.index('<details class="fold">')
    assert page.index("it &lt; holds") < fold < page.index('<span class="n">y</span>')
    assert "Code: the check of (1.2)</summary>" in page and 'id="all-code"' in page
    page, *_ = small(new_code_cell("y = 2"))
    assert "fold" not in page and "all-code" not in page


def test_pictures_are_files_of_a_known_size(small):
    import matplotlib.pyplot as plt

    fig = plt.figure(figsize=(6, 3))
    shown = bundle(fig, alt="A picture with nothing in it, of which the size is known.")
    plt.close(fig)
    cell = new_code_cell("show(fig)", outputs=[new_output("display_data", shown)])
    page, folder, weight = small(cell)
    (picture,) = (folder / "figures").glob(f"{CHAPTERS[0].notebook}-*")
    assert f'src="figures/{picture.name}"' in page and "base64" not in page
    assert weight == picture.stat().st_size > 0
    tag = re.search(r"<img [^>]*>", page)[0]
    width, height = re.search(r'height="(\d+)".*width="(\d+)', tag).groups()[::-1]
    assert (
        int(width) == 2 * int(height) > 0 and 'loading="lazy"' in tag and "alt=" in tag
    )


def test_an_exercise_stands_out_and_nobody_has_tried_it(small):
    cell = new_code_cell('check("E1.2", f)')
    untried, other = "E1.2: not attempted yet\n", "something else\n"
    cell.outputs = [new_output("stream", name="stdout", text=untried)]
    cell.outputs += [new_output("stream", name="stdout", text=other)]
    page, *_ = small(new_markdown_cell("**E1.2** Write it."), cell)
    assert page.count('class="cell text exercise"') == 1
    assert "attempted" not in page and "something else" in page


def test_what_is_printed_is_text(small):
    hostile = "<script>alert(1)</script> & $x$"
    cell = new_code_cell("print(text)")
    cell.outputs = [
        new_output("stream", name="stdout", text=hostile),
        new_output("execute_result", {"text/plain": hostile}, execution_count=1),
    ]
    page, folder, _ = small(cell, new_markdown_cell("## 1 < 2 or more"))
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; $x$") == 2
    assert "alert(1)</script>" not in page
    sections = (folder / "book" / "sections.js").read_text(encoding="utf-8")
    assert "<" not in sections and "\\u003c" not in json.dumps(sections[:5])
    found = json.loads(sections.partition("= ")[2].strip().removesuffix(";"))
    assert found[0]["page"] == f"{CHAPTERS[0].notebook}.html"
    assert found[1]["title"] == "1 < 2 or more"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.notebook)
def test_search_leads_to_the_section_that_it_names(chapter, stored, typeset, tmp_path):
    name, places = chapter.notebook, parts.equations(stored)
    page = export.Page(name, chapter.title)
    (tmp_path / "figures").mkdir()
    ready = export.prepared(stored[name], page, places, typeset, tmp_path)
    text = "".join(cell.metadata.get("html", "") for cell in ready.cells)
    first, *found = parts.sections(stored[name], chapter.title, name, page.headings)
    assert first["page"] == f"{name}.html" and len(found) > 8
    for section in found:
        anchor = html.escape(unquote(section["page"].partition("#")[2]))
        heading = re.search(rf'<h\d id="{re.escape(anchor)}">(.*?)</h\d>', text)
        title = html.unescape(TAGS.sub("", heading[1].partition("<a ")[0]))
        assert section["title"].split()[:2] == title.split()[:2]
        assert not re.search(r"&\w+;|\\|---", section["text"])


def test_search_reads_formulas_as_words():
    assert parts.words(r"by $\frac{\alpha}{\sqrt d}$ &amp; $\hat m_t$") == (
        "by alpha sqrt d hat m t"
    )
    assert parts.words("$$a \\tag{2.17}$$ | x |\n|---|") == "a (2.17) x"


def test_the_cover_tells_of_every_chapter(stored):
    text = "\n".join(cell.source for cell in parts.cover(stored).cells)
    for chapter in CHAPTERS:
        assert f"({chapter.notebook}.ipynb)" in text
        assert f"{chapter.minutes} minutes" in text
    assert text.count("- ") > 4 * len(CHAPTERS)


@pytest.mark.parametrize(
    ("source", "beside"),
    [
        ("import numpy as np\nfrom helpers import losses", "imports"),
        ("from x import y\n\nsettings = checked_settings(y, globals())", "imports"),
        (
            "def drawn(rng):\n    return 1\n\n\nz = random_cases(3, a=drawn)",
            "the cases of a check",
        ),
        ('x = 1\nverify("1.2", f, g)\nassert True', "the check of (1.2)"),
        ('verify_gradient("3.4", f, g, over=x)', "the check of (3.4)"),
        ('import sympy\n\nprove("0.5", left, right)', "the check of (0.5)"),
        ('table = 1\nshow(draw(table), alt="...")', "the figure"),
        ("figures.show(draw())", "the figure"),
        ("import numpy as np\nx = np.ones(3)", ""),
        ("def loss(theta):\n    return theta**2", ""),
        ("def nothing():\n    pass", ""),
        ("x = 3  # show(", ""),
        ("flipbook(EXPLORER)", ""),
        ("", ""),
    ],
)
def test_which_code_is_beside_the_point(source, beside):
    assert pages.beside_the_point(source) == beside
    cell = new_code_cell(source)
    pages.fold(cell)
    assert cell.metadata.get("jupyter", {}) == (
        {"source_hidden": True} if beside else {}
    )
    assert cell.metadata.get("tags", []) == (["hide-input"] if beside else [])
    cell.source = "1 + 1"
    pages.fold(cell)  # what changes is folded, or not, anew
    assert not cell.metadata


def test_a_cell_that_is_the_point_says_so():
    cell = new_code_cell('verify("0.1", f, g)', metadata={"tags": ["show-input"]})
    pages.fold(cell)
    assert cell.metadata == {"tags": ["show-input"]}
    nbformat.validate(notebook(cell))

"""Markdown as a page of the book has it: formulas set, equations linked."""

import re
from html import escape, unescape
from urllib.parse import quote

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

__all__ = ["EQUATION", "TAG", "Renderer", "linked", "plain", "rendered"]

TAG = re.compile(r"\\tag\{([^}]+)\}")
EQUATION = re.compile(r"\((\d+[a-z]?\.\d+)\)")  # as prose and checks write one
CHAPTER = re.compile(r"(\d\d[a-z]?_\w+)\.ipynb(#.*)?")
EXERCISE = re.compile(r"E\d+[a-z]?\.\d+")
# A formula waits under its number until the text around it is finished.
FORMULA = re.compile("\ue000(\\d+)\ue001([,.;:!?)]*)")
SHORT = 24  # letters of TeX that stay on the line of the comma behind them


class Renderer(IPythonRenderer):
    """What becomes of a cell's Markdown.

    Attributes
    ----------
    formulas : list of (str, bool)
        The TeX of each, and whether it stands on a line of its own.
    headings : list of (int, str, str)
        Level, anchor and HTML of each.
    """

    def __init__(self, equations):
        super().__init__(escape=False, exclude_anchor_links=True)
        self.equations, self.formulas, self.headings = equations, [], []

    def formula(self, tex, display):
        self.formulas.append((tex.strip(), display))
        return f"\ue000{len(self.formulas) - 1}\ue001"

    def written(self, match):
        """A formula as it was written."""
        return f"${self.formulas[int(match[1])][0]}${match[2]}"

    def inline_math(self, body):
        return self.formula(body, display=False)

    def block_math(self, body):
        return self.formula(body, display=True)

    def latex_environment(self, name, body):
        return self.formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", display=True)

    def heading(self, text, level, **attrs):
        """A heading that can be linked to, by the anchor that JupyterLab gives it."""
        written = unescape(plain(FORMULA.sub(self.written, text)))
        anchor = written.replace(" ", "-")
        self.headings.append((level, anchor, text))
        label = 'class="anchor" aria-label="Link to this section"'
        link = f'<a {label} href="#{quote(anchor)}">#</a>'
        return f'<h{level} id="{escape(anchor)}">{text} {link}</h{level}>\n'

    def strong(self, text):
        if EXERCISE.fullmatch(text):
            link = f'<a class="number" href="#{text}">{text}</a>'
            return f'<strong id="{text}">{link}</strong>'
        return super().strong(text)

    def text(self, text):
        return linked(super().text(text), self.equations)

    def link(self, text, url, title=None):
        """A link; to another chapter it leads to its page, or to its equation."""
        if 'class="equation-link"' in text:
            return text
        found = CHAPTER.fullmatch(url)
        return super().link(
            text, f"{found[1]}.html{found[2] or ''}" if found else url, title
        )


def linked(text, equations):
    """Numbers of equations in a text, as links to where they stand.

    Parameters
    ----------
    text : str
        HTML without tags.
    equations : dict of str to str
        The name of the page of each equation.
    """

    def link(match):
        number = match[1]
        if number not in equations:
            return match[0]
        where = f"{equations[number]}.html#equation-{number}"
        return f'<a class="equation-link" href="{where}">{match[0]}</a>'

    return EQUATION.sub(link, text)


def plain(text):
    """A text without its tags."""
    return re.sub(r"<[^>]+>", "", text)


def rendered(source, equations, typeset):
    """A cell's Markdown as HTML.

    Parameters
    ----------
    source : str
    equations : dict of str to str
        The name of the page of each equation.
    typeset : callable
        From `formulas.typesetter`.

    Returns
    -------
    html : str
    headings : list of (int, str, str)
        Level, anchor and HTML of each.
    """
    renderer = Renderer(equations)
    text = MarkdownWithMath(renderer).render(source)

    def put(match):
        tex, display = renderer.formulas[int(match[1])]
        if display:
            return equation(tex, typeset) + match[2]
        formula = typeset(tex) + match[2]
        together = match[2] and len(tex) <= SHORT
        return f'<span class="together">{formula}</span>' if together else formula

    headings = [
        (level, anchor, FORMULA.sub(put, plain(title)))
        for level, anchor, title in renderer.headings
    ]
    return FORMULA.sub(put, text), headings


def equation(tex, typeset):
    """A formula on a line of its own, with its number, if it has one."""
    found, tex = TAG.search(tex), TAG.sub("", tex).strip()
    number = found and found[1]
    formula = f'<span class="formula">{typeset(tex, True)}</span>'
    if not number:
        return f'<span class="equation">{formula}</span>'
    anchor = f"equation-{number}"
    label = f'class="number" aria-label="Equation {number}"'
    link = f'<a {label} href="#{anchor}">({number})</a>'
    return f'<span class="equation" id="{anchor}">{formula}{link}</span>'

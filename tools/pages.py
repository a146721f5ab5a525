"""What pages take from the code: settings, exercises, maps, links to what comes next,
and which cells are folded.

Each is typed once: `make refresh` writes them into the notebooks and into README, and a
test compares.
"""

import ast
import re

from helpers.chapters import CHAPTERS, overview

__all__ = ["beside_the_point", "filled", "filled_readme", "fold", "map_of_chapters"]

FOLDED = "hide-input"  # the tag by which the book folds; JupyterLab has its own sign
DRAWN_BY = ("rng", "case_seed")  # the first argument of a function that draws a case
OPEN = "show-input"  # the tag of a cell whose code is the point after all

STATEMENT = re.compile(r"^\*\*(E\w+\.\d+)\*\* .*\Z", re.MULTILINE | re.DOTALL)
SOLUTION = re.compile(
    r"(<details><summary>Solution of (E\w+\.\d+)</summary>\n\n```python\n).*?(```)",
    re.DOTALL,
)
ONWARD = re.compile(r"^(Next: \[|Back to \[the map of chapters\]).*\Z", re.MULTILINE)


def filled(notebook, chapter):
    """Write a chapter's settings, exercises and map into its notebook.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place. The cell of settings is tagged `parameters`; a statement runs
        from its bold number to the end of its cell; a solution is the code that folds
        out below "Solution of"; the map is the table of the cell `map`; the last line
        leads on to the next chapter. Code beside the point is folded.
    chapter : helpers.chapters.Chapter

    Returns
    -------
    nbformat.NotebookNode
        The same notebook.
    """

    def statement(match):
        return f"**{match[1]}** {chapter.exercises[match[1]].statement}"

    def solution(match):
        return match[1] + chapter.exercises[match[2]].solution_code + match[3]

    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            lines = [parameter.declaration for parameter in chapter.parameters]
            cell.source = "\n".join(lines)
        if cell.cell_type == "markdown":
            cell.source = SOLUTION.sub(solution, cell.source)
            cell.source = STATEMENT.sub(statement, cell.source)
            cell.source = ONWARD.sub(lambda _: onward(chapter), cell.source)
        if cell.cell_type == "code":
            fold(cell)
        if cell.id == "map":
            title = cell.source.partition("\n")[0]
            cell.source = f"{title}\n\n{map_of_chapters(here=chapter)}"
    return notebook


def fold(cell):
    """Fold a code cell if its code is beside the point, and only then."""
    tags = [tag for tag in cell.metadata.get("tags", []) if tag != FOLDED]
    jupyter = dict(cell.metadata.get("jupyter", {}))
    jupyter.pop("source_hidden", None)
    if OPEN not in tags and beside_the_point(cell.source):
        tags.append(FOLDED)
        jupyter["source_hidden"] = True
    for name, value in (("tags", tags), ("jupyter", jupyter)):
        cell.metadata[name] = value
        if not value:
            del cell.metadata[name]


def beside_the_point(source):
    """What a cell does that is beside the point, in words; empty if it is the point."""
    statements = ast.parse(source).body
    for statement in statements:
        called = called_by(statement)
        if called in ("prove", "verify", "verify_gradient"):
            return f"the check of ({ast.literal_eval(statement.value.args[0])})"
        if called == "show":
            return "the figure"
    if not statements or not all(map(only_prepares, statements)):
        return ""
    draws = "random_cases" in map(called_by, statements)
    return "the cases of a check" if draws else "imports"


def only_prepares(statement):
    """Whether a statement imports, or draws cases, or says how one is drawn."""
    if isinstance(statement, ast.FunctionDef):
        return statement.args.args[:1] and statement.args.args[0].arg in DRAWN_BY
    imports = isinstance(statement, ast.Import | ast.ImportFrom)
    return imports or called_by(statement) in ("random_cases", "checked_settings")


def called_by(statement):
    """The name of the function whose answer a statement is, or keeps; or None."""
    call = getattr(statement, "value", None)
    if not isinstance(call, ast.Call):
        return None
    return getattr(call.func, "id", None) or getattr(call.func, "attr", None)


def onward(chapter):
    """The last line of a chapter: a link to the next one, or back to the map."""
    place = CHAPTERS.index(chapter) + 1
    if place == len(CHAPTERS):
        return "Back to [the map of chapters](00_start_here.ipynb#The-map)."
    following = CHAPTERS[place]
    name = f"{following.number} {following.title}: {following.question}"
    return f"Next: [{name}]({following.notebook}.ipynb)"


def map_of_chapters(folder="", here=None):
    """The chapters as a table in Markdown, linked from `folder`, all but `here`."""
    lines = ["| chapter | the question | minutes |", "|---|---|---|"]
    for chapter in CHAPTERS:
        name = f"{chapter.number} {chapter.title}"
        if chapter is not here:
            name = f"[{name}]({folder}{chapter.notebook}.ipynb)"
        lines.append(f"| {name} | {chapter.question} | {chapter.minutes} |")
    return "\n".join(lines)


def lessons():
    """Where a class stops in chapters that are two lessons, as a sentence."""
    stops = [
        f"chapter {chapter.number} after section {chapter.first_lesson_ends}"
        for chapter in CHAPTERS
        if chapter.first_lesson_ends
    ]
    return (
        "These chapters are two lessons each; the first one stops in "
        f"{', in '.join(stops)}."
    )


def filled_readme(text):
    """README with its picture, map and lessons written between their marks."""
    for mark, content in (
        ("overview", f"![{overview.alt_text()}](assets/overview.png)"),
        ("map", map_of_chapters("notebooks/")),
        ("lessons", lessons()),
    ):
        before, _, rest = text.partition(f"<!-- {mark} -->\n")
        after = rest.partition("<!-- end -->\n")[2]
        text = f"{before}<!-- {mark} -->\n{content}\n<!-- end -->\n{after}"
    return text

"""What pages take from the code: settings, exercises, maps, links to what comes next.

Each is typed once: `make refresh` writes them into the notebooks and into README, and a
test compares.
"""

import re

from helpers.chapters import CHAPTERS, overview

__all__ = ["filled", "filled_readme", "map_of_chapters"]

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
        leads on to the next chapter.
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
        if cell.id == "map":
            title = cell.source.partition("\n")[0]
            cell.source = f"{title}\n\n{map_of_chapters(here=chapter)}"
    return notebook


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

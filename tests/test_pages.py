import nbformat
import pytest

from helpers.chapters import CHAPTERS
from tools.pages import filled, filled_readme, map_of_chapters

RELU = CHAPTERS[1]


def page(*sources, kind=nbformat.v4.new_markdown_cell, **about):
    return nbformat.v4.new_notebook(cells=[kind(source, **about) for source in sources])


def written(notebook):
    return filled(notebook, RELU).cells[0].source


def test_settings_are_written_from_their_parameters():
    tagged = {"tags": ["parameters"]}
    code = page("hinges = 7", kind=nbformat.v4.new_code_cell, metadata=tagged)
    lines = written(code).splitlines()
    assert lines == [parameter.declaration for parameter in RELU.parameters]
    assert "hinges: int = 24  # how many ReLUs are added up, 1 to 40" in lines


def test_other_code_stays():
    code = page("hinges = 7", kind=nbformat.v4.new_code_cell)
    assert written(code) == "hinges = 7"


def test_a_statement_runs_to_the_end_of_its_cell():
    text = page("### Your turn\n\n**E1.2** An old wording.\n\nOf two paragraphs.")
    asked = RELU.exercises["E1.2"].statement
    assert written(text) == f"### Your turn\n\n**E1.2** {asked}"


def test_a_solution_is_the_code_below_its_title():
    before = "<details><summary>Solution of E1.2</summary>\n\n```python\n"
    after = "```\n\nWhy it is so.\n\n</details>"
    code = RELU.exercises["E1.2"].solution_code
    assert written(page(f"{before}pass\n{after}")) == f"{before}{code}{after}"


def test_text_that_only_mentions_an_exercise_stays():
    text = "Chapter 1 asked **E1.2** of you; see the Solution of E1.2."
    assert written(page(text)) == text


def test_an_exercise_that_its_chapter_does_not_have_is_an_error():
    with pytest.raises(KeyError, match=r"E9\.9"):
        filled(page("**E9.9** Write a poem."), RELU)


def test_the_last_line_leads_on():
    second, last = CHAPTERS[1], CHAPTERS[-1]
    closing = "## Further reading\n\n- A book.\n\n"
    found = filled(page(closing + "Next: [something](old.ipynb)"), second).cells[0]
    assert found.source == f"{closing}Next: [2 MSE: how wrong is wrong?](02_mse.ipynb)"
    found = filled(page(closing + "Next: [something](old.ipynb)"), last).cells[0]
    assert found.source.endswith(
        "Back to [the map of chapters](00_start_here.ipynb#The-map)."
    )
    assert (
        filled(page("Next: we try it."), second).cells[0].source == "Next: we try it."
    )


def test_the_map_links_every_chapter_but_the_one_it_stands_in():
    found = written(page("## The map\n\nAn old one.", id="map"))
    assert found == f"## The map\n\n{map_of_chapters(here=RELU)}"
    rows = found.splitlines()[-len(CHAPTERS) :]
    assert rows[0].startswith("| [0 Start here](00_start_here.ipynb) | ")
    assert rows[1] == "| 1 ReLU | why does a network need a bend? | 90 |"


def test_the_readme_is_written_between_its_marks():
    stale = "Before.\n<!-- overview -->\nold\n<!-- end -->\n"
    stale += "<!-- map -->\nold\n<!-- end -->\nBetween.\n"
    stale += "<!-- lessons -->\nold\n<!-- end -->\nAfter.\n"
    text = filled_readme(stale)
    assert "old" not in text
    assert f"<!-- map -->\n{map_of_chapters('notebooks/')}\n<!-- end -->\n" in text
    assert "the first one stops in chapter 1 after section 4, in chapter 2" in text
    order = (
        "Before.",
        "![Seven small pictures. 1:",
        "| chapter |",
        "Between.",
        "two lessons",
        "After.",
    )
    places = [text.index(part) for part in order]
    assert places == sorted(places)

"""Which cells of a chapter a sweep runs: those that its results need."""

import nbformat
import pytest

from helpers.results import MIME
from tools import workbook
from tools.cells import needed
from tools.syntax import statements

PARAMETERS = "rate: float = 0.1"
SETUP = "from helpers.results import show_results"
RESULTS = "show_results(last=path[-1])"


def chapter(tmp_path, *sources):
    """A notebook whose cells are called c0, c1, and so on."""
    cells = [
        nbformat.v4.new_code_cell(source, id=f"c{i}")
        for i, source in enumerate(sources)
    ]
    path = tmp_path / "chapter.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def chosen(tmp_path, *sources):
    return [cell.id for cell in needed(chapter(tmp_path, *sources))]


def test_what_no_result_needs_is_left_out(tmp_path):
    walk = "path = [1.0, rate]"
    other = "print(rate)"
    after = "path = []"
    ids = chosen(tmp_path, PARAMETERS, SETUP, other, walk, "x = 2", RESULTS, after)
    assert ids == ["c0", "c1", "c3", "c5"]


@pytest.mark.parametrize(
    "comprehension", ["[rng(i) for i in range(3)]", "{i: rng(i) for i in range(3)}"]
)
def test_what_a_statement_binds_and_a_comprehension_in_it_takes_is_read(comprehension):
    body = f"for k in range(2):\n    rng = [k]\n    path = {comprehension}"
    (statement,) = statements(body)
    assert statement.binds == {"k", "rng", "path"}
    assert statement.reads == {"range", "k", "rng"}


@pytest.mark.parametrize(
    "acts", ["path.append(3)", "path[0] = 3", "path += [3]", "del path[0]"]
)
def test_a_cell_that_acts_on_a_name_counts(tmp_path, acts):
    ids = chosen(tmp_path, SETUP, "path = [1.0, 2.0]", acts, "print(path)", RESULTS)
    assert ids == ["c0", "c1", "c2", "c4"]


def test_a_name_that_is_bound_anew_needs_no_earlier_cell(tmp_path):
    for_another = "path = [rate]\nprint(path)"
    ids = chosen(tmp_path, PARAMETERS, SETUP, for_another, "path = [1.0]", RESULTS)
    assert ids == ["c1", "c3", "c4"]


def test_a_loop_that_may_not_run_binds_nothing_for_sure(tmp_path):
    loop = "for path in some:\n    print(path)"
    ids = chosen(tmp_path, SETUP, "some = []", "path = [1.0]", loop, RESULTS)
    assert ids == ["c0", "c1", "c2", "c3", "c4"]


def test_what_a_function_reads_may_be_bound_below_it(tmp_path):
    function = "def walk():\n    return [start, rate]"
    sources = PARAMETERS, SETUP, function, "start = 3", "path = walk()", RESULTS
    assert chosen(tmp_path, *sources) == ["c0", "c1", "c2", "c3", "c4", "c5"]


def test_what_a_comprehension_reads_is_read_at_once(tmp_path):
    walk = "path = [k * rate for k in steps]"
    sources = PARAMETERS, SETUP, "steps = [1, 2]", walk, "steps = [3]", RESULTS
    assert chosen(tmp_path, *sources) == ["c0", "c1", "c2", "c3", "c5"]


def test_cells_that_quote_stored_results_are_left_out(tmp_path):
    path = chapter(tmp_path, SETUP, "path = [1.0]", RESULTS)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].metadata["tags"] = ["stored-results"]
    nbformat.write(notebook, path)
    assert [cell.id for cell in needed(path)] == ["c0", "c2"]


def test_a_chapter_without_results_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"no cell of chapter.ipynb calls show_res"):
        needed(chapter(tmp_path, "path = [1.0]"))


def shown_in(path):
    """The results that a chapter's stored outputs hold, of a run of all its cells."""
    for cell in nbformat.read(path, as_version=4).cells:
        # What differs from machine to machine is compared elsewhere.
        if "nbval-ignore-output" not in cell.metadata.get("tags", []):
            for output in cell.get("outputs", []):
                if MIME in output.get("data", {}):
                    return output["data"][MIME]
    return None


@pytest.mark.parametrize(
    "path",
    [path for path in workbook.chapters() if shown_in(path)],
    ids=lambda p: p.stem,
)
def test_the_needed_cells_show_what_the_chapter_shows(path):
    room, found = {}, {}
    for cell in needed(path):
        exec(compile(cell.source, cell.id, "exec"), room)
        room["show_results"] = lambda **results: found.update(results)
    shown = shown_in(path)
    assert found.keys() == shown.keys()
    for name, value in shown.items():
        expected = value if isinstance(value, str) else pytest.approx(value, rel=1e-4)
        assert found[name] == expected, name

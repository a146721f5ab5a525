"""One run of a sweep: what it is known by, and what is read when it is finished."""

import json

import nbformat
import pytest

from helpers import runs
from helpers.results import MIME
from tests.made import as_finished, write_notebook


@pytest.fixture
def tiny(tmp_path):
    return write_notebook(tmp_path / "tiny.ipynb", "x + seed")


def test_a_run_is_known_by_its_parameters_and_code(tiny, tmp_path):
    code = runs.code_digest(tiny)
    assert runs.key({"x": 1.0, "seed": 0}, code) == runs.key(
        {"seed": 0, "x": 1.0}, code
    )
    assert runs.key({"x": 1.0}, code) != runs.key({"x": 2.0}, code)
    other = write_notebook(tmp_path / "other.ipynb", "x - seed")
    assert runs.code_digest(other) != code
    told = nbformat.read(tiny, as_version=4)
    told.cells.append(nbformat.v4.new_markdown_cell("The end."))
    nbformat.write(told, tmp_path / "told.ipynb")
    assert runs.code_digest(tmp_path / "told.ipynb") == code


def test_finished_runs_are_read(tmp_path):
    as_finished(tmp_path / "run.ipynb", {"x": 1.0}, {"loss": 0.5})
    assert runs.finished(tmp_path / "run.ipynb", {"x": 1.0}) == {"loss": 0.5}


def not_executed(notebook):
    notebook["cells"][-1]["execution_count"] = None


def failed(notebook):
    notebook["metadata"]["papermill"]["exception"] = True


def with_other_parameters(notebook):
    notebook["metadata"]["papermill"]["parameters"] = {"x": 2.0}


def without_outputs(notebook):
    del notebook["cells"][-1]["outputs"]


def with_results_of_another_kind(notebook):
    notebook["cells"][-1]["outputs"][0]["data"][MIME] = "loss"


@pytest.mark.parametrize(
    "damage",
    [
        not_executed,
        failed,
        with_other_parameters,
        without_outputs,
        with_results_of_another_kind,
    ],
)
def test_damaged_runs_are_not_trusted(tmp_path, damage):
    notebook = as_finished(tmp_path / "run.ipynb", {"x": 1.0}, {"loss": 0.5})
    damage(notebook)
    (tmp_path / "run.ipynb").write_text(json.dumps(notebook))
    with pytest.raises((ValueError, KeyError)):
        runs.finished(tmp_path / "run.ipynb", {"x": 1.0})

"""Grids and folders of sweeps, without running a notebook: that is test_sweep_slow."""

from pathlib import Path

import pytest
from filelock import FileLock

from helpers import runs
from helpers.sweep import SweepError, main, plan, report, sweep
from tests.made import as_finished, write_notebook

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def tiny(tmp_path):
    return write_notebook(tmp_path / "tiny.ipynb", "x + seed")


def status_and_sentence(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    return status, capsys.readouterr().err


# The grid


def test_a_grid_is_a_product_and_runs_stand_alone(tiny):
    grid = {
        "fixed": {"kind": "b"},
        "grid": {"x": [0.1, 0.2], "count": [1, 2]},
        "runs": [{"x": 9.0}],
        "seeds": [0, 1],
    }
    planned = plan(tiny, grid)
    assert len(planned) == (2 * 2 + 1) * 2
    assert planned[0] == {"kind": "b", "x": 0.1, "count": 1, "seed": 0}
    assert planned[1] == {"kind": "b", "x": 0.1, "count": 1, "seed": 1}
    assert planned[-1] == {"kind": "b", "x": 9.0, "seed": 1}


def test_fixed_settings_alone_are_one_run(tiny):
    assert plan(tiny, {"fixed": {"count": 3}}) == [{"count": 3}]


def test_numbers_in_yaml_are_read_as_a_person_means_them(tiny, tmp_path):
    (tmp_path / "grid.yaml").write_text("grid: {x: [1e-3, 2, 0.5]}")
    values = [run["x"] for run in plan(tiny, tmp_path / "grid.yaml")]
    assert values == [0.001, 2.0, 0.5]
    assert {type(value) for value in values} == {float}


@pytest.mark.parametrize(
    ("grid", "sentence"),
    [
        ("grid: {y: [1.0]}", "no parameter is called y; there are x, count, kind"),
        ("grid: {kinds: [a]}", "no parameter is called kinds; did you mean kind?"),
        ("grid: {x: [big]}", "x is declared as float, and 'big' is none"),
        ("grid: {x: [true]}", "x is declared as float, and True is none"),
        ("grid: {count: [1.5]}", "count is declared as int, and 1.5 is none"),
        ("grid: {kind: [1]}", "kind is declared as str, and 1 is none"),
        ("seeds: [a]", "seed is declared as int, and 'a' is none"),
        ("", "the grid is empty"),
        ("grid:", "the grid is empty"),
        ("runs: []", "the grid is empty"),
        ("grid: {x: []}", "x in the grid needs a list of values"),
        ("grid: {x: 1.0}", "x in the grid needs a list of values"),
        ("seeds: 3", "seeds has to be a list"),
        ("runs: [3]", "every run has to be a dict"),
        ("girds: {x: [1.0]}", "no part of a grid is called girds; did you mean grid?"),
        ("runs: [{x: 1}, {x: 1.0}]", "this run is there twice: {'x': 1.0}"),
        ("grid: {x: [1.0, 1.0]}", "this run is there twice: {'x': 1.0}"),
        ("grid: {x: [1.0}", "grid.yaml: while parsing a flow"),
    ],
)
def test_what_is_wrong_with_a_grid_is_said(capsys, tiny, tmp_path, grid, sentence):
    (tmp_path / "grid.yaml").write_text(grid)
    status, said = status_and_sentence(
        capsys, tiny, tmp_path / "grid.yaml", "--out", tmp_path / "runs"
    )
    assert status == 2 and sentence in said and len(said.splitlines()) == 1
    assert not (tmp_path / "runs").exists()


def test_a_notebook_without_parameters_is_refused(tmp_path):
    path = write_notebook(tmp_path / "plain.ipynb", "1", parameters="")
    with pytest.raises(SweepError, match=r"plain.ipynb has no cell tagged parameters"):
        plan(path, {"fixed": {"x": 1.0}})


def test_dry_run_lists_the_runs_and_makes_nothing(capsys, tiny, tmp_path):
    (tmp_path / "grid.yaml").write_text("grid: {x: [0.25, 0.5]}\nseeds: [7]")
    out = tmp_path / "runs"
    command = [tiny, tmp_path / "grid.yaml", "--out", out, "--dry-run"]
    assert main([str(part) for part in command]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split() for line in listed] == [
        ["x", "seed"],
        ["0", "0.25", "7"],
        ["1", "0.50", "7"],
    ]
    assert not out.exists()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "assets" / "sweeps").glob("*.yaml")), ids=lambda p: p.stem
)
def test_examples_fit_their_chapters(path):
    planned = plan(ROOT / "notebooks" / f"{path.stem}.ipynb", path)
    assert 1 < len(planned) <= 30


# The folder


def test_a_folder_that_cannot_be_written_is_named(capsys, tiny, tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "grid.yaml").write_text("seeds: [1]")
    out = tmp_path / "file" / "runs"
    status, said = status_and_sentence(
        capsys, tiny, tmp_path / "grid.yaml", "--out", out
    )
    assert (status, said) == (2, f"cannot write in {out}: Not a directory\n")


def test_a_folder_has_one_sweep_at_a_time(tiny, tmp_path):
    with (
        FileLock(tmp_path / ".lock"),
        pytest.raises(SweepError, match="is in use by another sweep"),
    ):
        sweep(tiny, {"seeds": [1]}, tmp_path)


def test_a_missing_file_is_named(capsys, tiny, tmp_path):
    status, said = status_and_sentence(
        capsys, tiny, tmp_path / "none.yaml", "--out", tmp_path
    )
    assert status == 2 and "No such file" in said and "none.yaml" in said


# The report


@pytest.fixture
def folder(tmp_path, tiny):
    """The folder of a finished sweep over x, two seeds each."""
    grid = {"grid": {"x": [0.1, 1.0], "kind": ["a", "b"]}, "seeds": [0, 1]}
    for run in plan(tiny, grid):
        path = tmp_path / "runs" / f"{runs.key(run, runs.code_digest(tiny))}.ipynb"
        path.parent.mkdir(exist_ok=True)
        as_finished(path, run, {"note": "z", "loss": run["x"] + run["seed"]})
    table, failed = sweep(tiny, grid, tmp_path / "runs", quiet=True)
    assert len(table) == 8 and not failed
    return tmp_path / "runs"


def test_results_have_parameters_first(folder):
    header, first, *_ = (folder / "results.csv").read_text().splitlines()
    assert header == "x,kind,seed,note,loss,notebook"
    assert first.startswith("0.1,a,0,z,0.1,")


def test_a_report_shows_mean_and_spread(capsys, folder):
    summary = report(folder)
    assert list(summary.index) == [(0.1, "a"), (0.1, "b"), (1.0, "a"), (1.0, "b")]
    assert summary["loss", "mean"].tolist() == pytest.approx([0.6, 0.6, 1.5, 1.5])
    assert summary["loss", "std"].tolist() == pytest.approx([0.5**0.5] * 4)
    printed = capsys.readouterr().out
    assert "8 runs" in printed and "0.7071" in printed
    assert (folder / "report.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("parameter", ["x", "kind"])
def test_a_report_draws_what_it_is_asked_for(capsys, folder, parameter):
    assert main(["report", str(folder), "--parameter", parameter]) == 0
    assert (folder / "report.png").exists()


def test_a_report_says_what_it_cannot_do(capsys, folder, tmp_path):
    status, said = status_and_sentence(capsys, "report", folder, "--metric", "los")
    assert (status, said) == (2, "no metric is called los; did you mean loss?\n")
    status, said = status_and_sentence(capsys, "report", tmp_path)
    assert (status, said) == (2, f"{tmp_path} holds no finished run of a sweep\n")

"""Reports of sweeps: a table with mean and spread, and a picture."""

import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from helpers import runs
from helpers.grid import SweepError, plan
from helpers.sweep import main, report, sweep
from tests.made import as_finished, write_notebook


@pytest.fixture
def swept(tmp_path):
    """Makes the folder of a finished sweep; a run's results come from a function."""
    notebook = write_notebook(tmp_path / "tiny.ipynb", "x + seed")
    code = runs.code_digest(notebook)

    def make(grid, results=lambda run: {"loss": run["x"] + run.get("seed", 0)}):
        out = tmp_path / "runs"
        out.mkdir()
        for run in plan(notebook, grid):
            as_finished(out / f"{runs.key(run, code)}.ipynb", run, results(run))
        _, failed = sweep(notebook, grid, out, quiet=True)
        assert not failed
        return out

    return make


@pytest.fixture
def folder(swept):
    """The folder of a finished sweep over x and kind, two seeds each."""
    grid = {"grid": {"x": [0.1, 1.0], "kind": ["a", "b"]}, "seeds": [0, 1]}
    return swept(grid, lambda run: {"note": "z", "loss": run["x"] + run["seed"]})


@pytest.fixture
def drawn(monkeypatch):
    """The axes of every picture that is stored."""
    axes, save = [], Figure.savefig

    def keep(figure, *given, **options):
        axes.extend(figure.axes)
        save(figure, *given, **options)

    monkeypatch.setattr(Figure, "savefig", keep)
    return axes


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
    first, *_, last = printed.splitlines()
    assert first == "8 runs; mean and standard deviation over seeds"
    assert "0.7071" in printed and last == f"picture: {folder / 'report.png'}"
    assert (folder / "report.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("parameter", "scale", "lines"), [("x", "log", 2), ("kind", "linear", 2)]
)
def test_a_report_draws_what_it_is_asked_for(folder, drawn, parameter, scale, lines):
    assert main(["report", str(folder), "--parameter", parameter]) == 0
    (axes,) = drawn
    assert (axes.get_xlabel(), axes.get_ylabel()) == (parameter, "loss")
    assert axes.get_title("left") == "loss, mean and spread over seeds"
    assert axes.get_xscale() == scale and len(axes.containers) == lines
    assert not pyplot.get_fignums()


@pytest.mark.parametrize(
    ("values", "scale"), [([0.5, 2.0], "log"), ([0.0, 1.0], "linear")]
)
def test_numbers_above_nought_go_along_a_log_axis(swept, drawn, values, scale):
    report(swept({"grid": {"x": values}}))
    assert drawn[0].get_xscale() == scale


def test_a_report_shows_what_varies_and_the_metric_asked_for(swept, drawn):
    """A setting that a run was not given counts as a value of its own."""
    grid = {"fixed": {"kind": "b"}, "runs": [{"x": 0.5}, {"count": 2}]}
    out = swept(grid, lambda run: {"loss": 1.0, "steps": len(run)})
    assert main(["report", str(out), "--metric", "steps"]) == 0
    assert drawn[0].get_ylabel() == "steps"
    summary = report(out)
    assert drawn[1].get_ylabel() == "loss"
    assert summary.index.names == ["x", "count"] and len(summary) == 2


def test_a_single_run_is_a_report_too(swept):
    summary = report(swept({"runs": [{"x": 0.5, "count": 3}], "seeds": [0]}))
    assert summary.index.names == ["x"] and summary["loss", "mean"].item() == 0.5


def said_by(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    return status, capsys.readouterr().err


def test_a_report_says_what_it_cannot_do(capsys, folder, tmp_path):
    status, said = said_by(capsys, "report", folder, "--metric", "los")
    assert (status, said) == (2, "no metric is called los; did you mean loss?\n")
    with pytest.raises(SweepError, match="no parameter that varies is called seed"):
        report(folder, parameter="seed")
    status, said = said_by(capsys, "report", tmp_path)
    assert (status, said) == (2, f"{tmp_path} holds no finished run of a sweep\n")


def test_runs_that_displayed_nothing_have_no_report(swept):
    out = swept({"grid": {"x": [0.5, 1.0]}}, lambda run: {})
    with pytest.raises(SweepError, match="show no number"):
        report(out)

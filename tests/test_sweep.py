"""Grids, sweeps and their folders.

Runs have real processes, but no kernel: see tests/pretended. Kernels, clusters and what
kills a sweep are in test_sweep_slow, reports in test_sweep_report.
"""

import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import distributed
import pandas as pd
import psutil
import pytest
from distributed import LocalCluster
from filelock import FileLock

from helpers.grid import SweepError, plan
from helpers.sweep import HERE, main, sweep
from tests.made import has_ended, pretend_papermill, write_notebook

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


def test_a_grids_setting_counts_more_than_a_fixed_one_and_a_seed_most(tiny):
    fixed = {"x": 1.0, "count": 1, "seed": 1}
    grid = {"fixed": fixed, "runs": [{"x": 2.0, "seed": 2}], "seeds": [3]}
    assert plan(tiny, grid) == [{"x": 2.0, "count": 1, "seed": 3}]


def test_a_parameter_of_another_type_may_be_anything(tmp_path):
    path = write_notebook(tmp_path / "a.ipynb", "1", parameters="sizes: list = []")
    assert plan(path, {"grid": {"sizes": [[8], "all"]}})[0] == {"sizes": [8]}


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


# Running it


@pytest.fixture
def doubling(tmp_path, monkeypatch):
    """A notebook that doubles x, or does what its kind says."""
    pretend_papermill(monkeypatch)
    handler = signal.getsignal(signal.SIGINT)
    yield write_notebook(tmp_path / "doubling.ipynb", DOUBLING)
    signal.signal(signal.SIGINT, handler)


DOUBLING = """import os, signal, time
if kind == "raises":
    raise RuntimeError("on purpose")
if kind == "Ctrl-C":
    open("pid", "w").write(str(os.getpid()))
    os.kill(os.getppid(), signal.SIGINT)
    time.sleep(600)
began = time.time()
time.sleep(0.3)
results = {"double": 2 * x, "began": began, "ended": time.time()}
results["parent"] = os.getppid()"""


def test_a_sweep_runs_what_is_not_finished_yet(doubling, tmp_path, capsys):
    out, grid = tmp_path / "runs" / "first", {"grid": {"x": [1.0, 2.0]}}
    table, failed = sweep(doubling, grid, out, workers=2)
    assert not failed and sorted(table["double"]) == [2.0, 4.0]
    assert set(table["parent"]) == {os.getpid()}, "workers are threads"
    assert {path.suffix for path in out.iterdir()} <= {".ipynb", ".csv", ""}
    assert "cached=0, done=2, failed=0" in capsys.readouterr().err

    (out / ".sweep-killed").mkdir()
    (out / ".sweep-a-file").touch()  # nobody's: it is left alone
    wrong = {"kind": "raises"}
    grid = {"runs": [{"x": 2.0}, {"x": 3.0}, {"x": 4.0, **wrong}]}
    table, failed = sweep(doubling, grid, out, workers=2)
    assert sorted(table["double"]) == [4.0, 6.0]
    (reason,) = failed.values()
    assert reason.startswith("RuntimeError: on purpose (log: ")
    said = capsys.readouterr().err
    assert f"{{'x': 4.0, 'kind': 'raises'}}: {reason}" in said
    assert "3/3" in said and "cached=1, done=1, failed=1" in said
    assert [path.name for path in out.glob(".sweep-*")] == [".sweep-a-file"]


def test_one_worker_makes_one_run_at_a_time(doubling, tmp_path):
    grid = {"grid": {"x": [1.0, 2.0]}}
    table, _ = sweep(doubling, grid, tmp_path / "runs", workers=1, quiet=True)
    first, second = table.sort_values("began").itertuples()
    assert first.ended < second.began


@pytest.fixture
def cluster():
    """A scheduler with one worker that belongs to no sweep."""
    alone = {"n_workers": 1, "threads_per_worker": 1, "processes": False}
    pages = dict.fromkeys(["dashboard_address", "worker_dashboard_address"], HERE)
    with LocalCluster(**alone, **pages) as cluster:
        yield cluster


def test_a_scheduler_that_runs_already_is_used(doubling, cluster, tmp_path, capsys):
    (tmp_path / "grid.yaml").write_text("grid: {x: [1.0]}")
    out = tmp_path / "runs"
    options = ["--scheduler", cluster.scheduler_address, "--workers", 1]
    options += ["--timeout", 60, "--memory", "2GB", "--quiet"]
    command = [doubling, tmp_path / "grid.yaml", "--out", out, *options]
    assert main([str(part) for part in command]) == 0
    assert cluster.scheduler.transition_counter > 0, "it had something to do"
    assert capsys.readouterr() == (f"1 finished, 0 failed: {out}\n", "")


def test_a_machine_without_an_address_is_no_reason_to_warn(
    doubling, tmp_path, monkeypatch
):
    def without_network(*arguments, **options):
        warnings.warn(
            "Couldn't detect a suitable IP address for reaching '8.8.8.8'",
            RuntimeWarning,
            stacklevel=2,
        )
        return client(*arguments, **options)

    client = distributed.Client
    monkeypatch.setattr(distributed, "Client", without_network)
    table, _ = sweep(doubling, {"fixed": {"x": 1.0}}, tmp_path / "runs", quiet=True)
    assert len(table) == 1


def test_ctrl_c_stops_the_runs_of_another_scheduler_and_waits_for_that(
    doubling, cluster, tmp_path, capsys
):
    (tmp_path / "grid.yaml").write_text("runs: [{x: 2.0, kind: Ctrl-C}, {x: 3.0}]")
    out = tmp_path / "runs"
    command = [doubling, tmp_path / "grid.yaml", "--out", out]
    command += ["--scheduler", cluster.scheduler_address]
    start = time.monotonic()
    assert status_and_sentence(capsys, *command)[0] == 130
    assert time.monotonic() - start < 9  # it would wait ten seconds for one that hangs
    pid = int((tmp_path / "pid").read_text())
    assert not psutil.pid_exists(pid), "it was stopped before the sweep ended"
    assert not list(out.glob(".sweep-*"))


def test_the_first_ctrl_c_stops_the_runs_and_the_second_all(
    doubling, tmp_path, capsys, monkeypatch
):
    (tmp_path / "grid.yaml").write_text("runs: [{x: 1.0}, {x: 2.0, kind: Ctrl-C}]")
    out = tmp_path / "runs"
    command = [doubling, tmp_path / "grid.yaml", "--out", out, "--workers", 1]
    status, said = status_and_sentence(capsys, *command)
    assert status == 130
    assert said.endswith("stopped; the same command goes on from here\n")
    assert has_ended(int((tmp_path / "pid").read_text()))
    assert pd.read_csv(out / "results.csv")["double"].tolist() == [2.0]
    assert not list(out.glob(".sweep-*"))

    statuses = []
    monkeypatch.setattr(os, "_exit", statuses.append)
    signal.raise_signal(signal.SIGINT)
    assert statuses == [130]


def test_a_limit_and_a_failure_show_in_the_status(doubling, tmp_path, capsys):
    (tmp_path / "grid.yaml").write_text("fixed: {kind: raises}")
    command = [doubling, tmp_path / "grid.yaml", "--out", tmp_path / "runs"]
    assert main([str(part) for part in command]) == 1
    assert capsys.readouterr().out.startswith("0 finished, 1 failed: ")


def test_a_sweep_needs_a_folder(doubling, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main([str(doubling), str(tmp_path / "grid.yaml")])
    assert "--out" in capsys.readouterr().err


def test_a_sweep_is_a_command(tiny, tmp_path):
    (tmp_path / "grid.yaml").write_text("grids: {x: [1.0]}")
    command = [sys.executable, "-m", "helpers.sweep", tiny, tmp_path / "grid.yaml"]
    command += ["--out", tmp_path / "runs"]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "no part of a grid is called grids; did you mean grid?\n"


def saving(tmp_path, template='"{seed}.derived"'):
    """A notebook that writes a file where its parameter `save` says."""
    settings = f"seed: int = 0\nrate: float = 0.1\nsave: str = {template}"
    code = (
        "from pathlib import Path\n"
        "from helpers.parameters import output_path\n"
        "path = output_path(save, {'seed': seed, 'rate': rate})\n"
        "path.write_text(f'{seed} {rate}')"
    )
    return write_notebook(tmp_path / "a.ipynb", code, parameters=settings)


def test_every_run_saves_its_own_file_in_the_sweeps_folder(tmp_path):
    path, out = saving(tmp_path), tmp_path / "out"
    table, failed = sweep(path, {"seeds": [0, 1]}, out, quiet=True)
    assert len(table) == 2 and not failed
    assert [(out / f"{i}.derived").read_text() for i in (0, 1)] == ["0 0.1", "1 0.1"]
    # What a run saved is gone: it is run again, and only it.
    (out / "1.derived").unlink()
    before = {p: p.stat().st_mtime_ns for p in out.glob("*.ipynb")}
    sweep(path, {"seeds": [0, 1]}, out, quiet=True)
    assert (out / "1.derived").read_text() == "1 0.1"
    changed = [p for p in before if p.stat().st_mtime_ns != before[p]]
    assert len(changed) == 1


@pytest.mark.parametrize(
    ("save", "grid"),
    [
        ('"x.derived"', {"seeds": [0, 1]}),
        ('"{seed}.derived"', {"grid": {"rate": [0.1, 0.2]}}),
        ('""', {"seeds": [0, 1], "fixed": {"save": "x.derived"}}),
        ('""', {"runs": [{"save": "a/../x.derived"}, {"save": "x.derived"}]}),
        (
            '""',
            {"runs": [{"save": "{seed}.derived"}, {"save": "0.derived", "rate": 0.3}]},
        ),
    ],
)
def test_two_runs_that_would_save_the_same_file_are_refused(tmp_path, save, grid):
    with pytest.raises(SweepError, match="two runs would save as"):
        plan(saving(tmp_path, save), grid)


def test_runs_that_save_nothing_or_apart_are_planned(tmp_path):
    path = saving(tmp_path, '""')
    assert len(plan(path, {"seeds": [0, 1]})) == 2
    fixed = {"save": "{seed}-{rate}.derived"}
    grid = {"fixed": fixed, "grid": {"rate": [0.1, 0.2]}, "seeds": [0, 1]}
    assert len(plan(path, grid)) == 4


@pytest.mark.parametrize(
    "save", ["{sed}.derived", "{}", "{", "{seed:03}", "{seed!r}", "table.csv"]
)
def test_what_a_run_cannot_save_as_is_refused_before_it_starts(tmp_path, save):
    with pytest.raises(SweepError, match="save: "):
        plan(saving(tmp_path, '""'), {"fixed": {"save": save}})

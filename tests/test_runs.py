"""One run of a sweep: what it is known by, how it ends, and what is read of it.

Its processes are real, its papermill is not: see tests/pretended. Kernels run in
test_sweep_slow.
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import dask.system
import distributed
import nbformat
import psutil
import pytest

from helpers import runs
from helpers.results import MIME
from tests.made import as_finished, has_ended, pretend_papermill, write_notebook


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
    assert re.fullmatch("[0-9a-f]{16}", runs.key({"x": 1.0}, code))


def test_the_code_is_the_same_in_whatever_order_a_folder_lists_it(tiny, monkeypatch):
    code, listed = runs.code_digest(tiny), Path.rglob

    def backwards(folder, pattern):
        return reversed(list(listed(folder, pattern)))

    monkeypatch.setattr(Path, "rglob", backwards)
    assert runs.code_digest(tiny) == code


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


# A run, from its start to its end


@pytest.fixture
def execute(tmp_path, monkeypatch):
    """Run a notebook of one cell as a worker of a sweep does."""
    pretend_papermill(monkeypatch)

    def run(cell, x=1.0, at_once=1, cancelled=lambda: False, timeout=60, memory=None):
        states = {True: "cancelled", False: "executing"}
        task = type("Task", (), {"state": property(lambda _: states[cancelled()])})()
        worker = SimpleNamespace(
            get_current_task=lambda: "run", state=SimpleNamespace(tasks={"run": task})
        )
        monkeypatch.setattr(distributed, "get_worker", lambda: worker)
        notebook = write_notebook(tmp_path / "tiny.ipynb", IMPORTS + cell)
        return runs.execute(
            notebook,
            {"x": x},
            tmp_path / "run.ipynb",
            tmp_path,
            runs.code_digest(notebook),
            at_once,
            timeout,
            memory,
        )

    return run


IMPORTS = """import os, subprocess, sys, time
from pathlib import Path
"""
# A process that starts another one; both would go on for ten minutes.
LINGERS = """subprocess.Popen(["sh", "-c", "sleep 600 & echo $! > sleeper; wait"])
while not Path("sleeper").exists() or not Path("sleeper").read_text().strip():
    time.sleep(0.05)
"""


def sleeper(folder):
    """The process that LINGERS has left."""
    return int((folder / "sleeper").read_text())


def test_a_run_is_put_in_its_place_when_it_is_whole(execute, tmp_path):
    (tmp_path / "run.log").write_text("It failed before.")
    assert execute('results = {"loss": x}', x=0.5) == ({"loss": 0.5}, None)
    assert runs.finished(tmp_path / "run.ipynb", {"x": 0.5}) == {"loss": 0.5}
    assert {path.name for path in tmp_path.iterdir()} == {"tiny.ipynb", "run.ipynb"}


def test_a_run_within_its_limits_ends_by_itself(execute):
    cell = 'time.sleep(0.5); results = {"folder": os.getcwd()}'
    results, reason = execute(cell, timeout=None)
    assert reason is None and Path(results["folder"]).name.startswith("test_a_run")
    assert execute(cell, x=2.0, timeout=60, memory=10**9)[1] is None


def test_a_finished_run_is_only_read(execute, tmp_path):
    as_finished(tmp_path / "run.ipynb", {"x": 1.0}, {"loss": 0.5})
    assert execute("raise RuntimeError") == ({"loss": 0.5}, None)


@pytest.mark.parametrize(("at_once", "threads"), [(1, "6"), (4, "1"), (12, "1")])
def test_runs_share_the_cores(execute, monkeypatch, at_once, threads):
    monkeypatch.setattr(dask.system, "CPU_COUNT", 6)
    monkeypatch.setenv("OMP_NUM_THREADS", "64")
    names = ["OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"]
    names += ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"]
    cell = f"results = {{name: os.environ[name] for name in {names}}}"
    assert execute(cell, at_once=at_once)[0] == dict.fromkeys(names, threads)


def test_a_run_has_a_session_of_its_own(execute):
    """So that Ctrl-C reaches the sweep, which ends its runs in order."""
    results, _ = execute('results = {"own": os.getsid(0) == os.getpid()}')
    assert results == {"own": True}


HOLDS = """subprocess.run([sys.executable, "-c", "held = b'x' * 10**9; input()"])"""


@pytest.mark.parametrize(
    ("cell", "limits", "reason"),
    [
        ("print('begun')\nraise RuntimeError('so')", {}, "RuntimeError: so"),
        ("os.kill(os.getpid(), 9)", {}, "papermill died of signal 9"),
        ("time.sleep(600)", {"timeout": 0.5}, "it took longer than 0.5 seconds"),
        (HOLDS, {"memory": 5 * 10**8}, "it used more than 500 MB of memory"),
    ],
)
def test_a_run_that_fails_says_why_and_leaves_a_log(
    execute, tmp_path, cell, limits, reason
):
    log = tmp_path / "run.log"
    assert execute(cell, x=0.5, **limits) == (None, f"{reason} (log: {log})")
    assert json.loads(log.read_text().splitlines()[0]) == {"x": 0.5}
    assert {path.name for path in tmp_path.iterdir()} == {"tiny.ipynb", "run.log"}


def test_a_notebook_that_is_edited_meanwhile_counts_for_nothing(execute, tmp_path):
    cell = """path = Path("tiny.ipynb")
path.write_text(path.read_text().replace("before", "after"))
results = {"when": "before"}"""
    results, reason = execute(cell)
    assert results is None
    assert reason.startswith("the helpers' code changed meanwhile; start the sweep aga")
    assert not (tmp_path / "run.ipynb").exists()


@pytest.mark.parametrize(("free", "full"), [(2**20 - 1, True), (2**20, False)])
def test_a_full_disk_is_the_reason(execute, monkeypatch, free, full):
    monkeypatch.setattr(psutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    _, reason = execute("raise RuntimeError")
    assert reason.startswith("no space left on the disk (log: ") == full


def test_a_folder_that_is_gone_is_the_reason(tmp_path):
    gone = tmp_path / "gone" / "tiny.ipynb"
    results, reason = runs.execute(gone, {}, tmp_path / "run.ipynb", tmp_path, "", 1)
    assert results is None and "No such file" in reason


def test_a_stopped_run_leaves_no_process(execute, tmp_path):
    begun = tmp_path / "begun"
    cell = LINGERS + 'Path("begun").touch(); time.sleep(600)'
    assert execute(cell, cancelled=begun.exists) == (None, "stopped")
    assert has_ended(sleeper(tmp_path))


def test_a_finished_run_leaves_no_process(execute, tmp_path):
    cell = LINGERS + "time.sleep(1); results = {}"
    assert execute(cell) == ({}, None)
    assert has_ended(sleeper(tmp_path))


def test_a_run_ends_with_the_process_that_started_it(tmp_path, monkeypatch):
    pretend_papermill(monkeypatch)
    notebook = write_notebook(
        tmp_path / "tiny.ipynb", IMPORTS + LINGERS, "time.sleep(600)"
    )
    job = {"input_path": str(notebook), "output_path": str(tmp_path / "run.ipynb")}
    job |= {"parameters": {}, "cwd": str(tmp_path)}
    command = [sys.executable, "-m", "helpers.runs"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as started:
        started.stdin.write(json.dumps(job).encode() + b"\n")
        started.stdin.flush()
        while not (tmp_path / "sleeper").exists():
            assert started.poll() is None
            time.sleep(0.05)
        started.stdin.close()  # as the system does for a process that dies
        assert started.wait(30) == 1
    assert has_ended(sleeper(tmp_path))

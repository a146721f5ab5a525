"""Sweeps of real notebooks in real processes, and what may go wrong with them.

The notebooks write down when they start and when they end, so that a run that is done
twice shows; every process of a sweep carries a mark, so that an orphan shows.
"""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pandas as pd
import psutil
import pytest

from tests.conftest import missing
from tests.made import write_notebook

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent

PARAMETERS = 'x: int = 0\nkind: str = "fine"\nfolder: str = ""'
START = """import os, signal, subprocess, time
from pathlib import Path
def write(name):
    with Path(folder, name).open("a") as file:
        print(x, file=file)
write("started")"""
TROUBLE = """if kind == "raises":
    raise RuntimeError("on purpose")
if kind == "dies":
    os.kill(os.getpid(), signal.SIGKILL)
if kind == "severs":
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(600)
if kind == "grows":
    held = bytearray(600_000_000); time.sleep(600)
if kind == "hangs":
    subprocess.Popen(["sleep", "600"]); time.sleep(600)
if kind == "prints":
    print("x" * 8_000_000)
while kind == "waits" and not Path(folder, "gate").exists():
    time.sleep(0.1)"""
END = """write("ended")
from IPython.display import display
display({"application/x.derived-results+json": {"square": x * x}}, raw=True)"""


class Workplace:
    """A folder with a notebook, a grid, and the processes that were started."""

    def __init__(self, folder):
        self.folder, self.out = folder, folder / "runs"
        self.mark = f"DERIVED_TEST_{uuid.uuid4().hex}"
        self.notebook = write_notebook(
            folder / "tiny.ipynb", START, TROUBLE, END, parameters=PARAMETERS
        )
        self.started = []

    def start(self, *command):
        process = subprocess.Popen(
            list(map(str, command)),
            env=os.environ | {self.mark: "1"},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def sweep(self, *options, **kinds):
        """Start a sweep of run 0, 1, ... of the kinds given by number."""
        rows = [f"{{x: {name[1:]}, kind: {kind}}}" for name, kind in kinds.items()]
        grid = self.folder / "grid.yaml"
        grid.write_text(
            f"fixed: {{folder: {self.folder}}}\nruns: [{', '.join(rows)}]\n"
        )
        command = [sys.executable, "-m", "helpers.sweep", self.notebook, grid]
        return self.start(*command, "--out", self.out, "--workers", 2, *options)

    def lines(self, name):
        """Which runs have written this, in order of their number."""
        path = self.folder / name
        return sorted(map(int, path.read_text().split())) if path.exists() else []

    def finished(self):
        """The squares that results.csv holds."""
        table = pd.read_csv(self.out / "results.csv")
        return sorted(table["square"].tolist()) if len(table) else []

    def living(self):
        """The processes of this workplace that live."""
        found = []
        for process in psutil.process_iter():
            try:
                if self.mark in process.environ():
                    found.append(process)
            except psutil.Error:  # it has just ended, or is not ours
                continue
        return found


@pytest.fixture
def place(tmp_path):
    place = Workplace(tmp_path)
    yield place
    for process in place.living():
        process.kill()
    for process in place.started:
        process.communicate()


def until(condition, seconds=120):
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def ended(process, seconds=240):
    """Status and messages of a process when it has ended."""
    _, said = process.communicate(timeout=seconds)
    return process.returncode, said


def test_a_bad_run_hurts_only_itself(place):
    bad = {"x1": "raises", "x2": "dies", "x3": "severs", "x4": "grows", "x5": "hangs"}
    limits = ["--timeout", 45, "--memory", "500MB"]
    sweep = place.sweep(*limits, x0="fine", **bad, x6="fine")
    status, said = ended(sweep)
    until(lambda: not place.living(), 10)
    assert status == 1
    for reason in (
        "'kind': 'raises'}: RuntimeError: on purpose",
        "'kind': 'dies'}: nbclient.exceptions.DeadKernelError: Kernel died",
        "'kind': 'severs'}: papermill died of signal 9",
        "'kind': 'grows'}: it used more than 500 MB of memory",
        "'kind': 'hangs'}: it took longer than 45 seconds",
    ):
        (line,) = [line for line in said.splitlines() if reason in line]
        log = Path(line.split("(log: ")[1].rstrip(")"))
        assert '"kind"' in log.read_text().splitlines()[0]
    assert place.finished() == [0, 36]
    assert place.lines("started") == [0, 1, 2, 3, 4, 5, 6]

    status, said = ended(place.sweep("--quiet", x0="fine", x6="fine"))
    assert (status, said) == (0, "")
    assert place.lines("ended") == [0, 6]


@pytest.mark.parametrize("how", ["Ctrl-C", "Ctrl-C twice", "SIGKILL"])
def test_a_stopped_sweep_goes_on_where_it_was(place, how):
    kinds = {"x0": "fine", "x1": "waits", "x2": "waits", "x3": "waits"}
    sweep = place.sweep(**kinds)
    until(lambda: (place.out / "results.csv").exists() and place.finished() == [0])
    until(lambda: place.lines("started") == [0, 1, 2])
    status, said = ended(place.sweep(**kinds))
    assert status == 2 and said.endswith("is in use by another sweep\n")
    opened = [c for p in place.living() for c in p.net_connections()]
    assert {c.laddr.ip for c in opened if c.status == "LISTEN"} == {"127.0.0.1"}

    signals = {"Ctrl-C": 1, "Ctrl-C twice": 2, "SIGKILL": 1}[how]
    for _ in range(signals):
        sweep.send_signal(signal.SIGKILL if how == "SIGKILL" else signal.SIGINT)
        time.sleep(0.1)
    status, said = ended(sweep, 30)
    until(lambda: not place.living(), 10)
    assert status == (-signal.SIGKILL if how == "SIGKILL" else 130)
    assert "Traceback" not in said
    assert place.finished() == [0] and place.lines("started") == [0, 1, 2]
    if how == "Ctrl-C":
        assert "stopped; the same command goes on from here" in said
        assert {path.suffix for path in place.out.iterdir()} <= {".ipynb", ".csv", ""}

    (place.folder / "gate").touch()
    status, said = ended(place.sweep(**kinds))
    assert status == 0 and "cached=1, done=3, failed=0" in said
    assert place.finished() == [0, 1, 4, 9]
    assert place.lines("ended") == [0, 1, 2, 3]
    assert not list(place.out.glob(".sweep-*"))


@pytest.fixture
def cluster(place):
    """Starts a scheduler and some workers; returns its address and the workers."""

    def start(count):
        dask, file = Path(sys.executable).parent / "dask", place.folder / "dask.json"
        here = ["--scheduler-file", file, "--host", "127.0.0.1"]
        place.start(dask, "scheduler", *here, "--port", 0)
        until(file.exists)
        options = ["--nthreads", 1, "--no-nanny"]
        workers = [place.start(dask, "worker", *here, *options) for _ in range(count)]
        return json.loads(file.read_text())["address"], workers

    return start


def test_a_cluster_loses_a_worker(place, cluster):
    address, workers = cluster(2)
    kinds = {"x0": "fine", "x1": "waits", "x2": "waits"}
    sweep = place.sweep("--scheduler", address, **kinds)
    until(lambda: place.lines("started") == [0, 1, 2])
    at_work = psutil.Process(workers[0].pid).children(recursive=True)
    workers[0].kill()
    until(lambda: not any(process.is_running() for process in at_work), 10)
    (place.folder / "gate").touch()
    status, said = ended(sweep)
    assert status == 0, said
    assert place.finished() == [0, 1, 4]
    assert len(place.lines("started")) == 4  # what the worker was at, again
    assert place.lines("ended") == [0, 1, 2]


def test_a_cluster_stops_what_a_killed_sweep_has_left(place, cluster):
    address, (worker,) = cluster(1)
    sweep = place.sweep("--scheduler", address, x1="waits")
    until(lambda: place.lines("started") == [1])
    sweep.kill()
    until(lambda: not psutil.Process(worker.pid).children(recursive=True), 10)
    assert worker.poll() is None


def test_a_damaged_notebook_is_run_again(place):
    kinds = {"x0": "fine", "x1": "fine"}
    assert ended(place.sweep(**kinds))[0] == 0
    table = pd.read_csv(place.out / "results.csv", index_col="x")
    damaged = place.out / table.loc[1, "notebook"]
    damaged.write_bytes(damaged.read_bytes()[:-200])
    status, said = ended(place.sweep(**kinds))
    assert status == 0 and "cached=1, done=1" in said
    assert place.lines("ended") == [0, 1, 1]
    assert place.finished() == [0, 1]


def test_a_full_disk_loses_nothing(place):
    place.out.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place.out)]
    if subprocess.run(mount, capture_output=True).returncode:
        missing("the right to mount a small disk")
    kinds = {"x0": "fine", "x1": "prints", "x2": "fine"}
    try:  # one after the other, or the second run's neighbour has a full disk too
        status, said = ended(place.sweep("--workers", 1, **kinds))
        until(lambda: not place.living(), 10)
        assert status == 1 and "'prints'}: no space left on the disk" in said
        assert place.finished() == [0, 4]
        subprocess.run([*mount[:4], "remount,size=64m", *mount[5:]], check=True)
        status, said = ended(place.sweep("--workers", 1, **kinds))
        assert status == 0 and "cached=2, done=1" in said
        assert place.lines("started") == [0, 1, 1, 2]
    finally:
        subprocess.run(["umount", str(place.out)], check=True)

"""One run of a sweep: a notebook in processes of its own, watched, limited, and read.

`execute` starts this module as a program (`python -m helpers.runs`); that one runs
papermill, which starts the kernel. However any of the three ends, none is left behind.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil

from helpers.parameters import OUT

__all__ = ["code_digest", "execute", "finished", "key"]

WATCHED = 0.2  # seconds between two looks at a run
FULL = 2**20  # bytes; a disk with less has no room for a notebook
# Of OpenBLAS, MKL and OpenMP; of Accelerate, on a Mac; of TensorFlow's two pools.
THREADS = ["OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"]
THREADS += ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"]


def code_digest(notebook):
    """A digest of a notebook's code cells and of the helpers' code.

    Parameters
    ----------
    notebook : Path

    Returns
    -------
    str
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    parts = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    modules = sorted(Path(__file__).parent.rglob("*.py"))
    parts += [path.read_text(encoding="utf-8") for path in modules]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def key(parameters, code):
    """The name of a run: a digest of its parameters (dict) and its code's digest."""
    text = json.dumps([parameters, code], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def finished(path, parameters):
    """The results that a finished run displayed, empty if it displayed none.

    Parameters
    ----------
    path : Path
        The run's notebook.
    parameters : dict
        What it was run with.

    Returns
    -------
    dict

    Raises
    ------
    Exception
        Of many kinds, if it is not there, damaged, not run to the end, or another's.
    """
    from helpers.results import MIME  # late, for its pandas: a run starts without it

    notebook = json.loads(path.read_text(encoding="utf-8"))
    record = notebook["metadata"]["papermill"]
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    ran = [c["execution_count"] for c in cells if "".join(c["source"]).strip()]
    if record["exception"] or record["parameters"] != parameters or None in ran:
        raise ValueError(f"{path} was not run to the end with {parameters}")
    results = {}
    for cell in cells:
        for output in cell["outputs"]:
            results = output.get("data", {}).get(MIME, results)
    if not isinstance(results, dict):
        raise ValueError(f"{path} displayed results of another kind: {results!r}")
    return results


def execute(
    notebook, parameters, target, cwd, code, at_once, timeout=None, memory=None
):
    """Run a notebook once and put it in its place when it is whole.

    Called on a Dask worker. A run that is finished already is only read: a worker that
    died after finishing it makes no second run.

    Parameters
    ----------
    notebook : Path
        Stands in the folder where the run gets a temporary one of its own.
    parameters : dict
    target : Path
        The finished notebook; the log of a failure stands beside it.
    cwd : Path
        The folder that the notebook runs in.
    code : str
        The `code_digest` that the run is for.
    at_once : int, at least 1
        How many runs share this machine: each gets its part of the cores.
    timeout : float, optional
        Seconds.
    memory : int, optional
        Bytes, of all processes of the run together.

    Returns
    -------
    results : dict or None
        What the run displayed; None if it failed.
    reason : str or None
        Why it failed, and where the log is.
    """
    with suppress(Exception):
        return finished(target, parameters), None
    log = target.with_suffix(".log")
    try:
        with tempfile.TemporaryDirectory(prefix="run-", dir=notebook.parent) as folder:
            output, messages = Path(folder, target.name), Path(folder, log.name)
            with messages.open("w", encoding="utf-8") as stream:
                print(json.dumps(parameters), file=stream, flush=True)
                job = {"input_path": str(notebook), "output_path": str(output)}
                job |= {"parameters": parameters, "cwd": str(cwd)}
                process = _start(job, stream, folder, at_once, target.parent)
                reason = _watch(process, timeout, memory)
            if reason is None and process.returncode == 0:
                results = finished(output, parameters)
                if code_digest(notebook) == code:
                    output.replace(target)
                    log.unlink(missing_ok=True)
                    return results, None
                reason = "the helpers' code changed meanwhile; start the sweep again"
            if process.returncode < 0 and reason is None:
                reason = f"papermill died of signal {-process.returncode}"
            if psutil.disk_usage(folder).free < FULL:  # the log has not got so far
                reason = "no space left on the disk"
            lines = messages.read_text(encoding="utf-8", errors="replace").split("\n")
            reason = reason or [line.strip() for line in lines if line.strip()][-1]
            messages.replace(log)
            return None, f"{reason} (log: {log})"
    except OSError as error:
        return None, str(error)


def _start(job, log, folder, at_once, out):
    """Start papermill on `job` in a session of its own, out of Ctrl-C's reach."""
    from dask.system import CPU_COUNT  # late, as above

    environment = os.environ | dict.fromkeys(THREADS, str(max(1, CPU_COUNT // at_once)))
    # The sweep has a bar of its own; what a killed kernel leaves goes with the folder.
    environment |= {"TQDM_DISABLE": "1", "JUPYTER_RUNTIME_DIR": folder, OUT: str(out)}
    command = [sys.executable, "-m", "helpers.runs"]
    streams = {"stdin": subprocess.PIPE, "stdout": log, "stderr": log}
    process = subprocess.Popen(
        command, env=environment, start_new_session=True, **streams
    )
    process.stdin.write(json.dumps(job).encode() + b"\n")
    process.stdin.flush()  # and left open: see `_end_with_the_sweep`
    return process


def _watch(process, timeout, memory):
    """Wait for a run to end, leave none of its processes; say why it was ended."""
    from distributed import get_worker

    worker = get_worker()
    task = worker.state.tasks[worker.get_current_task()]
    end = time.monotonic() + (timeout or float("inf"))
    tree = {psutil.Process(process.pid)}
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                process.wait(WATCHED)
                return None
            used = _look(tree)
            if task.state == "cancelled":  # by Ctrl-C, or the sweep has died
                raise InterruptedError("stopped")
            if time.monotonic() > end:
                return f"it took longer than {timeout:g} seconds"
            if memory and used > memory:
                return f"it used more than {memory / 1e6:.0f} MB of memory"
    finally:
        _look(tree)
        _kill(tree)
        process.wait()
        process.stdin.close()


def _look(tree):
    """Add to a set of processes what they have started; the bytes that they hold."""
    used = 0
    for process in list(tree):
        with suppress(psutil.NoSuchProcess):
            used += process.memory_info().rss
            tree.update(process.children(recursive=True))
    return used


def _kill(processes):
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def _end_with_the_sweep():
    """End the run when the other end of standard input closes.

    It closes when the process that started this one dies, however it dies: no signal
    is needed, and it works on every system.
    """
    os.read(0, 1)
    _kill(psutil.Process().children(recursive=True))
    os._exit(1)


if __name__ == "__main__":
    given = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_the_sweep, daemon=True).start()
    import papermill

    papermill.execute_notebook(**given, progress_bar=False, log_output=True)

"""What a sweep costs, measured in one run: python -m tools.benches.sweep

A run beside papermill by hand; two workers beside one; and starting again when all of
200 runs are finished. Those are copies of one real run, each under its own key.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import numpy as np

from helpers import runs
from helpers.grid import plan

RUNS = 6
PARAMETERS = "seed: int = 0"
WORK = """from IPython.display import display

total = sum(number * seed for number in range(20_000_000))
display({"application/x.derived-results+json": {"total": total}}, raw=True)"""


def seconds(*command):
    """How long a command takes, and the processor time of all its processes."""
    started, before = time.perf_counter(), os.times()
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    used = np.subtract(os.times(), before)[2:4].sum()  # by children, user and system
    return np.array([time.perf_counter() - started, used])


def main():
    folder = Path(tempfile.mkdtemp())
    path = folder / "bench.ipynb"
    new = nbformat.v4.new_code_cell
    first = new(PARAMETERS, metadata={"tags": ["parameters"]})
    notebook = nbformat.v4.new_notebook(cells=[first, new(WORK)])
    notebook.metadata.kernelspec = {"name": "python3", "language": "python"}
    notebook.metadata.kernelspec.display_name = "Python 3"
    nbformat.write(notebook, path)

    def sweep(name, count, workers):
        (folder / "grid.yaml").write_text(f"seeds: {list(range(count))}")
        command = [sys.executable, "-m", "helpers.sweep", path, folder / "grid.yaml"]
        return seconds(*command, "--out", folder / name, "--workers", workers)

    papermill = [sys.executable, "-m", "papermill", path, folder / "by_hand.ipynb"]

    def hand():
        return sum(seconds(*papermill, "-p", "seed", n) for n in range(RUNS)) / RUNS

    before = hand()
    alone = sweep("one", 1, 1)  # its start and one run
    one = sweep("one", RUNS + 1, 1)  # its start and RUNS more
    a_run = (one - alone) / (RUNS - 1)
    by_hand = (before + hand()) / 2  # the machine may have become slower or faster
    two = sweep("two", RUNS, 2)
    print(f"papermill by hand     {by_hand[0]:6.2f} s a run, {by_hand[1]:.2f} s of CPU")
    print(f"a run of a sweep      {a_run[0]:6.2f} s a run, {a_run[1]:.2f} s of CPU")
    print("   over by hand         {:.2f} times, {:.2f} times".format(*a_run / by_hand))
    print(f"start of a sweep      {(alone - a_run)[0]:6.2f} s, once")
    print(f"two workers over one  {one[0] / two[0]:6.2f} times as fast")

    (folder / "all").mkdir()
    code, real = runs.code_digest(path), next((folder / "two").glob("*.ipynb"))
    copy = json.loads(real.read_text(encoding="utf-8"))
    for run in plan(path, {"seeds": list(range(200))}):
        copy["metadata"]["papermill"]["parameters"] = run
        finished = folder / "all" / f"{runs.key(run, code)}.ipynb"
        finished.write_text(json.dumps(copy), encoding="utf-8")
    print(f"200 of 200 finished   {sweep('all', 200, 1)[0]:6.2f} s")


if __name__ == "__main__":
    main()

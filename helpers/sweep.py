"""The same notebook a hundred times: over a grid, in parallel, and to be resumed.

    python -m helpers.sweep notebooks/03_gradient_descent.ipynb sweep.yaml --out runs/
    python -m helpers.sweep report runs/

The grid is a YAML file of up to four parts: `fixed` settings; a `grid` of lists, whose
product is run; `runs`, listed one by one; and `seeds`, for each of them.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
import warnings
from contextlib import closing, suppress
from pathlib import Path

import pandas as pd
from dask.system import CPU_COUNT
from dask.utils import parse_bytes
from filelock import FileLock, Timeout
from tqdm import tqdm

from helpers import runs
from helpers.grid import SweepError, declared, known, plan, written
from helpers.style import STYLE

__all__ = ["report", "sweep"]

HERE = "127.0.0.1:0"  # any free port that only this machine sees


def sweep(
    notebook, grid, out, *, workers=CPU_COUNT, scheduler=None, quiet=False, **limits
):
    """Run a notebook over a grid; runs that are finished already are not run again.

    Parameters
    ----------
    notebook : str or Path
    grid : dict, str or Path
        The grid, or the YAML file that holds it.
    out : str or Path
        The folder of the results: a notebook for each run, its name a digest of its
        parameters and code, and results.csv, a row for each. A run that failed leaves
        a log.
    workers : int, at least 1
        How many runs a machine has at once; they share its cores.
    scheduler : str, optional
        The address of a Dask scheduler, whose workers are used; they see the same
        files. Without it, this process has one, with `workers` threads that wait.
    quiet : bool
        Show no progress bar.
    **limits : timeout in seconds, memory in bytes
        What a run may take: of memory, all its processes together.

    Returns
    -------
    table : pandas.DataFrame
        What results.csv holds.
    failed : dict
        For each run that failed its key and the reason.

    Raises
    ------
    SweepError
        If it cannot start.
    OSError
        If files cannot be read or written, or the scheduler does not answer.
    KeyboardInterrupt
        After Ctrl-C, when the running ones have been stopped.
    """
    planned, notebook, out = plan(notebook, grid), Path(notebook), Path(out).resolve()
    code = runs.code_digest(notebook)
    planned = {runs.key(run, code): run for run in planned}
    results, failed = {}, {}
    try:  # the system frees the lock when the process dies
        out.mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / ".lock").acquire(timeout=0)
    except Timeout:
        raise SweepError(f"{out} is in use by another sweep") from None
    except OSError as error:
        raise SweepError(f"cannot write in {out}: {error.strerror}") from None
    with lock, tempfile.TemporaryDirectory(prefix=".sweep-", dir=out) as scratch:
        for left in set(out.glob(".sweep-*")) - {Path(scratch)}:
            shutil.rmtree(left, ignore_errors=True)  # of one that was killed
        # What is edited from now on waits for the next sweep.
        copy = Path(shutil.copy(notebook, f"{scratch}/notebook.ipynb"))

        def write():
            given = pd.DataFrame(planned.values(), planned.keys())
            shown = pd.DataFrame(results.values(), results.keys())
            shown = shown[shown.columns.difference(given.columns, sort=False)]
            table = given.join(shown, how="inner")
            table["notebook"] = table.index + ".ipynb"
            table.to_csv(f"{scratch}/results.csv", index=False)
            Path(scratch, "results.csv").replace(out / "results.csv")
            return table

        files = written(notebook, planned.values())
        for (key, run), file in zip(planned.items(), files, strict=True):
            if file and not (out / file).exists():  # what it saved has gone
                (out / f"{key}.ipynb").unlink(missing_ok=True)
            with suppress(Exception):  # whatever is wrong with it: it is run again
                results[key] = runs.finished(out / f"{key}.ipynb", run)
        cached = len(results)
        place = notebook.parent.resolve(), code, workers
        jobs = {
            key: (copy, run, out / f"{key}.ipynb", *place)
            for key, run in planned.items()
            if key not in results
        }
        with (
            closing(_outcomes(jobs, limits, scheduler, workers)) as outcomes,
            tqdm(total=len(planned), initial=cached, unit="run", disable=quiet) as bar,
        ):
            for key, shown, reason in outcomes:
                if reason is None:
                    results[key] = shown
                    with suppress(OSError):  # a full disk; the last one tells
                        write()
                else:
                    failed[key] = reason
                    bar.write(f"{planned[key]}: {reason}", file=sys.stderr)
                done = len(results) - cached
                bar.set_postfix(done=done, failed=len(failed), cached=cached)
                bar.update()
        return write(), failed


def _outcomes(jobs, limits, scheduler, workers):
    """Run jobs on Dask; yield a key, results and reason of failure as each ends.

    When it is closed early, the jobs that are going on are stopped.
    """
    if not jobs:
        return
    from distributed import Client, as_completed  # late: it takes a second

    options = {}
    if not scheduler:
        # One in this process: its workers are threads, which wait. Its pages about
        # itself stay on this machine; every run has a memory limit of its own.
        options = {
            "n_workers": 1,
            "threads_per_worker": workers,
            "processes": False,
            "dashboard_address": HERE,
            "worker_dashboard_address": HERE,
            "memory_limit": 0,
        }
    with warnings.catch_warnings():
        # It needs no address, and without a network there is none to be found.
        warnings.filterwarnings("ignore", "Couldn't detect a suitable IP address")
        client = Client(scheduler, timeout="10s", **options)
    with client:
        scratch = next(iter(jobs.values()))[0].parent
        names = [f"{key}{scratch.name}" for key in jobs]  # no other sweep gives them
        futures = client.map(
            runs.execute, *zip(*jobs.values(), strict=True), key=names, **limits
        )
        futures = dict(zip(futures, jobs, strict=True))
        try:
            for future in as_completed(list(futures)):
                try:
                    shown, reason = future.result()
                except Exception as error:  # Dask's: its workers died, or itself
                    shown, reason = None, f"{type(error).__name__}: {error}"
                yield futures.pop(future), shown, reason
        finally:
            client.cancel(list(futures))
            end = time.monotonic() + (10 if futures else 0)
            # Each clears up after itself, but for those of a worker that has died.
            while any(scratch.glob("run-*")) and time.monotonic() < end:
                time.sleep(0.05)


def report(out, parameter=None, metric=None):
    """Print mean and spread over seeds for every setting, and draw one metric.

    Parameters
    ----------
    out : str or Path
        The folder of a sweep; the picture becomes report.png in it.
    parameter : str, optional
        What goes along; by default the first that varies.
    metric : str, optional
        What goes up; by default the first that is a number.

    Returns
    -------
    pandas.DataFrame
        A row for every setting; mean and standard deviation of every metric.

    Raises
    ------
    SweepError
        If nothing is finished, or the parameter or the metric is none.
    """
    from matplotlib import pyplot, style

    try:
        table = pd.read_csv(Path(out, "results.csv"))
        parameters = declared(Path(out, table.pop("notebook")[0]))
    except (FileNotFoundError, KeyError):
        raise SweepError(f"{out} holds no finished run of a sweep") from None
    names = [name for name in table if name in parameters]
    metrics = [name for name in table.select_dtypes("number") if name not in names]
    by = [n for n in names if n != "seed" and table[n].nunique(dropna=False) > 1]
    by = by or names[:1]
    if not metrics:
        raise SweepError(f"the runs in {out} show no number")
    parameter, metric = parameter or by[0], metric or metrics[0]
    known(parameter, by, "parameter that varies is called")
    known(metric, metrics, "metric is called")
    summary = table.groupby(by, dropna=False)[metrics].agg(["mean", "std"])
    print(f"{len(table)} runs; mean and standard deviation over seeds\n")
    print(summary.to_string(float_format="{:.4g}".format, na_rep=""))
    lines = summary[metric].unstack([name for name in by if name != parameter])
    numbers = table[parameter].dtype.kind in "if"
    log = numbers and bool(table[parameter].min() > 0)
    with style.context(STYLE):
        axes = lines["mean"].plot(yerr=lines["std"], marker="o", capsize=4, logx=log)
        axes.set(ylabel=metric, title=f"{metric}, mean and spread over seeds")
        axes.figure.savefig(Path(out, "report.png"))
        pyplot.close(axes.figure)
    print(f"\npicture: {Path(out, 'report.png')}")
    return summary


def _stop_once_then_at_once(*_):
    """Ctrl-C: the first stops cleanly, the second at once; no run outlives either."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    raise KeyboardInterrupt


def main(arguments):
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser("python -m helpers.sweep", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    option = parser.add_argument
    reporting = arguments[:1] == ["report"]
    if reporting:
        arguments = arguments[1:]
        option("out", metavar="report FOLDER", help="the folder of a sweep")
        option("--parameter", help="what the picture has along")
        option("--metric", help="what it has up")
    else:
        option("notebook")
        option("grid", help="the YAML file")
        option("--out", required=True, help="the folder of the results")
        option("--dry-run", action="store_true", help="only list the runs")
        option("--workers", type=int, default=CPU_COUNT, help="runs at once")
        option("--scheduler", help="tcp://host:port of a Dask cluster")
        option("--timeout", type=float, metavar="SECONDS", help="for one run")
        option("--memory", type=parse_bytes, metavar="SIZE", help="of one run: 2GB")
        option("--quiet", action="store_true", help="no progress bar")
    given = vars(parser.parse_args(arguments))
    try:
        if reporting:
            report(**given)
        elif given.pop("dry_run"):
            print(pd.DataFrame(plan(given["notebook"], given["grid"])).to_string())
        else:
            signal.signal(signal.SIGINT, _stop_once_then_at_once)
            table, failed = sweep(**given)
            print(f"{len(table)} finished, {len(failed)} failed: {given['out']}")
            return int(bool(failed))
    except (SweepError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; the same command goes on from here", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

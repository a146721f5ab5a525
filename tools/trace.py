"""Record which functions the probes of stored results run: tests/traced.json.

Usage: python -m tools.trace [NAME ...]

A test changes each of these functions, and wants the result to be stale: so the digest
does not only follow names, it reaches what really runs. To be run again when a
measurement has become another, or its code has moved.
"""

import argparse
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from functools import cache
from importlib import import_module
from pathlib import Path

from tools import cells, digests, measure, parity, results

__all__ = ["TRACED", "record"]

ROOT = Path(__file__).resolve().parent.parent
TRACED = ROOT / "tests" / "traced.json"
FOLDERS = (ROOT / "helpers", ROOT / "tools" / "measurements")


def probes_of(result):
    """A function that runs the probes of a result, or the first case of a timing."""
    if isinstance(result, results.Sweep):
        probe = results.plan(result.notebook, result.grid)[result.probe]
        return lambda: run_cells(cells.needed(result.notebook), probe)
    script = import_module(f"tools.measurements.{result.name}")
    probes = measure.about(script)["probes"] or script.cases()[:1]
    return lambda: [script.measure(case) for case in probes]


def run_cells(chosen, parameters):
    """Run cells of a chapter with these parameters, as a sweep does."""
    room = {"__name__": "__main__"}
    for cell in chosen:
        exec(compile(cell.source, cell.id, "exec"), room)
        if "parameters" in cell.metadata.get("tags", []):
            room.update(parameters)


def functions_run(run):
    """Which of our functions are called while `run()` lasts.

    Returns
    -------
    dict of str to list of str
        Names as Python qualifies them, sorted, by the path of their file.
    """
    found, sources = defaultdict(set), digests.Sources()

    @cache
    def name_of(code):
        """(path, name) of a function that is to be recorded, or None."""
        if not is_ours(code):
            return None
        path = Path(code.co_filename).relative_to(ROOT)
        module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        name = code.co_qualname.partition(".<locals>")[0]
        if name == "<lambda>":  # in a constant
            name = bound_at(sources.module(module), code.co_firstlineno)
        if name == "<module>" or not sources.follows(f"{module}.{name}"):
            return None
        return path.as_posix(), name

    def note(frame, event, _):
        place = name_of(frame.f_code) if event == "call" else None
        if place and not is_importing(frame):
            found[place[0]].add(place[1])

    # The import of a script is no part of what it measures.
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return {path: sorted(names) for path, names in sorted(found.items())}


def bound_at(module, line):
    """The name that the statement at a line of a module binds."""
    (statement,) = [
        s for s in module.statements if s.node.lineno <= line <= s.node.end_lineno
    ]
    return min(statement.binds)


def is_importing(frame):
    """Whether a module of ours is just being imported."""
    while frame := frame.f_back:
        if frame.f_code.co_name == "<module>" and is_ours(frame.f_code):
            return True
    return False


def is_ours(code):
    """Whether a piece of code stands in a file of ours that can be behind a result."""
    return any(Path(code.co_filename).is_relative_to(folder) for folder in FOLDERS)


def train_for_one_epoch():
    """From now on in this process: the first epoch calls all that thirty would."""
    import keras

    fit = keras.Model.fit

    def short(model, *given, **options):
        return fit(model, *given, **options | {"epochs": 1})

    keras.Model.fit = short


def record(name):
    """Run the probes of one result here, and put what they run into the file."""
    train_for_one_epoch()
    run = probes_of(results.RESULTS[name])
    with (
        contextlib.redirect_stdout(io.StringIO()),  # what cells print
        tempfile.TemporaryDirectory() as folder,
    ):
        os.environ["DERIVED_CACHE"] = folder  # so that the embedded text is built
        found = functions_run(run)
    recorded = json.loads(TRACED.read_text()) if TRACED.exists() else {}
    recorded[name] = found
    text = json.dumps(recorded, indent=1, sort_keys=True)
    TRACED.write_text(text + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="results; none: all")
    for name in parser.parse_args().names or results.RESULTS:
        compares = getattr(results.RESULTS[name], "parity", False)
        python = parity.python() if compares else sys.executable
        code = f"from tools import trace; trace.record({name!r})"
        quiet = os.environ | {"TQDM_DISABLE": "1"}
        subprocess.run([python, "-c", code], cwd=ROOT, env=quiet, check=True)
        print(f"{name}: recorded", flush=True)


if __name__ == "__main__":
    main()

"""Change the code one detail at a time; report which changes are noticed.

    python -m tools.mutants [ROOM ...] [--sample N]

A room is a module or folder of helpers, or a chapter's folder: `sandbox`, `corpora`,
`chapters/adam`. What `tools.mutations` changes in it is tried one by one: the room's
own tests run, but for slow ones, and if they pass, the cells of the notebooks that name
the module, but for those that take Keras. Processes that a test starts run the changed
code too. A change that nothing notices is printed with its line: a
check is missing, or the change makes no difference, and then EQUIVALENT says why.
`--sample` tries that many of each room's changes, always the same ones.

Own code, because the known tools wrap functions, and so miss lambdas and constants, or
start a new Python for every change; and none of them runs notebooks. Needs os.fork.
"""

import argparse
import ast
import hashlib
import importlib
import importlib.abc
import importlib.util
import io
import itertools
import json
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path

from tqdm import tqdm

from tools.equivalents import EQUIVALENT
from tools.mutations import mutants

ROOT = Path(__file__).resolve().parent.parent
HELPERS = ROOT / "helpers"
GOAL = 0.95  # the share of changes that has to be noticed, in every room
# Of helpers itself: nothing is in it; and how pictures look, neither right nor wrong.
NO_ROOMS = {("__init__",), ("style",)}
# A change that takes longer has been noticed: so many times what it takes unchanged,
# since other changes are tried beside it, and so many seconds at least.
PATIENCE, LEAST = 5, 60
# Imported once, before the forks; a room whose tests need Keras gets it as well.
SLOW = ("matplotlib.pyplot", "pandas", "pytest", "sympy", "sklearn.svm", "ipywidgets")
SLOW += ("distributed",)
KERAS = {"classifiers", "sandbox", "chapters/text_classifier"}


# Rooms, their files, and who watches them

# Rooms that others' tests watch as well.
ALSO_WATCHED_BY = {"grid": "sweep", "ngrams": "tokens"}


def rooms():
    """The files of every room by its name, in the order of their paths."""
    found = {}
    for path in sorted(HELPERS.rglob("*.py")):
        parts = path.relative_to(HELPERS).with_suffix("").parts
        if parts in NO_ROOMS:
            continue
        name = "/".join(parts[:2]) if parts[0] == "chapters" else parts[0]
        found.setdefault(name, []).append(path)
    return found


def tests_of(path):
    """The test files that watch a module: they bear its name, or its folder's."""
    place = path.relative_to(HELPERS).with_suffix("").parts
    if place[0] == "chapters":
        names = ["test_chapters.py", f"test_{place[1]}.py"]
        if exercise_of(path):
            names = ["test_every_exercise.py", "test_solutions.py"]
        folder = ROOT / "tests" / "chapters"
        watching = [folder / name for name in names]
        watching += sorted(folder.glob(f"test_{place[1]}_*.py"))
        return [path for path in watching if path.exists()]
    found = []
    also = ALSO_WATCHED_BY.get(place[0], place[0])
    for name in dict.fromkeys((place[0], place[-1], also)):
        found += [ROOT / "tests" / f"test_{name}.py"]
        found += sorted((ROOT / "tests").glob(f"test_{name}_*.py"))
    return [path for path in found if path.exists()]


def exercise_of(path):
    """The exercise that stands in a file, "E2.3" in e2_3_ridge.py; None in others."""
    found = re.match(r"e(\w+?)_(\d+)_", path.stem)
    return f"E{found[1]}.{found[2]}" if found else None


def notebooks_of(path):
    """The notebooks that name a module, but for those that take Keras."""
    found = []
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = code_of(notebook)
        if path.stem in cells and not re.search("keras|classifiers", cells):
            found.append(notebook)
    return found


def watchers_of(path):
    """What watches a module: the same for files that are watched alike."""
    return *tests_of(path), exercise_of(path), *notebooks_of(path)


def code_of(notebook):
    """The code of a notebook, cell after cell."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join(
        "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"
    )


# One change, in a process of its own


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module as a changed syntax tree, all others as they are."""

    def __init__(self, path, tree):
        self.path, self.tree = path, tree
        parts = path.relative_to(ROOT).with_suffix("").parts
        self.name = ".".join(parts).removesuffix(".__init__")

    def find_spec(self, name, path=None, target=None):
        if name != self.name:
            return None
        folder = [str(self.path.parent)] if self.path.stem == "__init__" else None
        return importlib.util.spec_from_file_location(
            name, self.path, loader=self, submodule_search_locations=folder
        )

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)


def change_for_children(path, tree, folder):
    """Have every process that is started from now on import the changed module."""
    copy = Path(folder, "helpers")
    shutil.copytree(HELPERS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / path.relative_to(HELPERS)).write_text(ast.unparse(tree), encoding="utf-8")
    os.environ["PYTHONPATH"] = os.pathsep.join([folder, str(ROOT)])
    os.environ["PYTHONSAFEPATH"] = "1"  # or the current folder would come first


def tests_pass(path):
    """Whether the tests that watch a module pass, but for slow ones."""
    import pytest

    watching = list(map(str, tests_of(path)))
    options = ["-x", "-q", "-p", "no:cacheprovider"]
    if exercise := exercise_of(path):
        options += ["-k", exercise]  # what is tested of all exercises, of this one
    return not watching or pytest.main([*options, *watching]) == 0


def notebooks_pass(path):
    """Whether every cell of the notebooks that name the module runs."""
    from helpers import explorers, figures

    # Pictures are other tests' business, and take longest.
    explorers.flipbook = explorers.laboratory = lambda *_, **__: None
    figures.show = lambda *_, **__: None
    os.chdir(ROOT / "notebooks")
    for notebook in notebooks_of(path):
        room = {"__name__": "__main__", "display": lambda *_: None}
        exec(compile(code_of(notebook), notebook.name, "exec"), room)
    return True


def judge(path, tree, answer, scratch):
    """Send who notices one change: "tests", "notebooks", or "nobody"."""
    os.setsid()  # so that what it starts can be ended with it
    tqdm.set_lock(threading.RLock())  # its own: it may be ended while it holds it
    sys.meta_path.insert(0, Changed(path, tree))
    folder = tempfile.mkdtemp(dir=scratch)
    change_for_children(path, tree, folder)
    checks = [("tests", tests_pass)]
    if notebooks_of(path):
        checks.append(("notebooks", notebooks_pass))
    noticed = "nobody"
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for who, passes in checks:
            try:
                fine = passes(path)
            except BaseException:
                fine = False
            if not fine:
                noticed = who
                break
    shutil.rmtree(folder)
    answer.send(noticed)
    os._exit(0)


def judged(jobs, at_once, limits):
    """Judge changes side by side; yield each job with who noticed it, and when.

    Parameters
    ----------
    jobs : list of (path, line, text, tree)
    at_once : int
    limits : dict of path to float
        Seconds that a change of this file may take; others may take any time.

    Yields
    ------
    job, str, seconds
    """
    context, waiting, running = get_context("fork"), list(reversed(jobs)), {}
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        while waiting or running:
            while waiting and len(running) < at_once:
                job = waiting.pop()
                ours, theirs = context.Pipe(duplex=False)
                given = job[0], job[3], theirs, scratch
                process = context.Process(target=judge, args=given)
                process.start()
                theirs.close()
                running[ours] = job, process, time.monotonic()
            for pipe in wait(list(running), timeout=1.0):
                job, process, start = running.pop(pipe)
                try:
                    noticed = pipe.recv()
                except EOFError:  # the change took the process down
                    noticed = "tests"
                process.join()
                yield job, noticed, time.monotonic() - start
            for pipe, (job, process, start) in list(running.items()):
                seconds = time.monotonic() - start
                if seconds > limits.get(job[0], float("inf")):
                    del running[pipe]
                    os.killpg(process.pid, 9)
                    process.join()
                    yield job, "time", seconds


# All of them


def jobs_of(files, sample):
    """The changes of a room; with a sample that many, chosen by their digests."""
    jobs = []
    for path in files:
        for line, text, tree in mutants(path.read_text(encoding="utf-8")):
            if (path.stem, text) not in EQUIVALENT:
                jobs.append((path, line, text, tree))
    if sample:
        jobs.sort(key=lambda job: hashlib.sha256(job[2].encode()).hexdigest())
        jobs = jobs[:sample]
    return sorted(jobs, key=lambda job: (job[0], job[1]))


def run(names, sample=None):
    """Judge the changes of these rooms: a dict of room to list of (job, noticed)."""
    for module in SLOW:
        importlib.import_module(module)
    if KERAS & set(names):
        importlib.import_module("keras")
    files = rooms()
    jobs = {name: jobs_of(files[name], sample) for name in names}
    at_once, limits = os.cpu_count(), {}
    paths = {path: watchers_of(path) for path, *_ in itertools.chain(*jobs.values())}
    first = {watchers: path for path, watchers in paths.items()}  # one file for each
    unchanged = [
        (path, 0, "unchanged", ast.parse(path.read_text(encoding="utf-8")))
        for path in first.values()
    ]
    for (path, *_), noticed, seconds in judged(unchanged, at_once, {}):
        if noticed != "nobody":
            sys.exit(f"{path.relative_to(ROOT)} fails its {noticed} without any change")
        alike = [other for other in paths if paths[other] == paths[path]]
        limits |= dict.fromkeys(alike, max(PATIENCE * seconds, LEAST))
    found, total = {}, sum(map(len, jobs.values()))
    with tqdm(total=total, unit="change", mininterval=5) as bar:
        for name in names:
            found[name] = []
            for job, noticed, _ in judged(jobs[name], at_once, limits):
                found[name].append((job, noticed))
                bar.update()
    return found


def report(found):
    """Print a table by room and every change that nobody noticed; the rooms below GOAL.

    Returns
    -------
    list of str
    """
    columns = ("changes", "tests", "notebooks", "time", "noticed")
    print(f"{'room':28}" + "".join(f"{column:>11}" for column in columns))
    short = []
    for name, outcomes in found.items():
        by = [noticed for _, noticed in outcomes]
        share = 1 - by.count("nobody") / max(len(by), 1)
        counts = [by.count(who) for who in ("tests", "notebooks", "time")]
        print(
            f"{name:28}{len(by):11}{counts[0]:11}{counts[1]:11}{counts[2]:11}", end=""
        )
        print(f"{share:11.1%}")
        if share < GOAL:
            short.append(name)
    for outcomes in found.values():
        for (path, line, text, _), noticed in outcomes:
            if noticed == "nobody":
                print(f"unnoticed: {path.relative_to(ROOT)}, line {line}: {text}")
    return short


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="*", help=f"of {', '.join(rooms())}; none: all")
    parser.add_argument("--sample", type=int, help="how many changes of each room")
    options = parser.parse_args()
    names = options.rooms or list(rooms())
    if unknown := [name for name in names if name not in rooms()]:
        parser.error(f"no room {', '.join(unknown)}; there are {', '.join(rooms())}")
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # plugins take most of a start
    if short := report(run(names, options.sample)):
        sys.exit(f"fewer than {GOAL:.0%} were noticed in {', '.join(short)}")


if __name__ == "__main__":
    main()

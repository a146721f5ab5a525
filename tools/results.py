"""Make the heavy results that chapters quote: python -m tools.results [NAME ...]

Each is measured by a script, tools/measurements/NAME.py, or is a sweep of one chapter
over a grid in assets/sweeps. It becomes assets/results/NAME.json, with the command, the
versions, the machine, and digests of the code, the cases and the embedded text behind
it. A test fails when one of these is no longer what it was.

Then its probes are run first, a few cheap cases that the script names. If their rows
come out as they are stored, the result keeps its rows and gets the new digest, and the
file says so. If not, or if nothing is stored, all cases are run, one by one; what has
been measured is kept under runs/, and the same command goes on after an interruption.

A long training has other digits on another kind of processor. With --since COMMIT a
probe that differs from what is stored is run with that commit's code, too; if that
gives the same here, it is the processor that differs, and the rows are kept.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import nbformat
import yaml

from helpers.grid import plan
from helpers.sweep import sweep
from tools import cells, digests, measure, parity
from tools.earlier import earlier

ROOT = Path(__file__).resolve().parent.parent
STORED = ROOT / "assets" / "results"
SWEEPS = ROOT / "assets" / "sweeps"
RUNS = ROOT / "runs"

PACKAGES = ("keras", "numpy", "scikit-learn", "tokenizers")  # behind chapters 5 and 6
FRAMEWORKS = ("tensorflow-cpu", "keras", "jax", "optax", "torch", "numpy")  # compared
EMBEDDED = "installed-docs"  # the corpus whose text comes with the packages


@dataclass(frozen=True)
class Measured:
    """What came out of a measurement, or of its probes alone.

    Attributes
    ----------
    rows : list of dict
    cases, probes : list of dict
        All there are, and those to be tried first.
    varying : list of str
        The columns that differ from run to run.
    versions : dict of str to str
        Of the packages that computed.
    """

    rows: list
    cases: list
    probes: list
    varying: list
    versions: dict


@dataclass(frozen=True)
class Script:
    """A result of the script tools/measurements/NAME.py.

    Attributes
    ----------
    name : str
    parity : bool
        Whether it compares frameworks, and so runs in .venv-parity.
    """

    name: str
    parity: bool = False

    def code(self, sources=None):
        """The digest of its code (in `sources`, a tools.digests.Sources)."""
        script = f"tools.measurements.{self.name}"
        return digests.digest([f"{script}.cases", f"{script}.measure"], sources)

    @property
    def file(self):
        """Where its rows are kept until it is stored."""
        return RUNS / f"{self.name}.jsonl"

    def python(self):
        """The interpreter that it needs."""
        return parity.python() if self.parity else sys.executable

    def measure(self, only_probes=False):
        """Run what has not been run yet, and return all that is asked for."""
        packages = FRAMEWORKS if self.parity else PACKAGES
        command = [self.python(), "-m", "tools.measure", self.name, self.file]
        command += ["--code", self.code(), "--packages", *packages]
        command += ["--probes"] if only_probes else []
        quiet = os.environ | {"TQDM_DISABLE": "1"}  # the trainings' bars; ours stays
        if subprocess.run(command, cwd=ROOT, env=quiet).returncode:
            sys.exit(f"{self.name} is not finished; the same command goes on from here")
        about, rows = measure.kept(self.file)
        wanted = about["probes"] if only_probes else about["cases"]
        return Measured(
            rows=[row for case in wanted for row in rows[measure.key(case)]],
            cases=about["cases"],
            probes=about["probes"],
            varying=about["varying"],
            versions=about["versions"],
        )

    def clear(self):
        """Throw away what is kept, so that the next measurement measures."""
        for file in (self.file, self.file.with_suffix(".lock")):
            file.unlink(missing_ok=True)


@dataclass(frozen=True)
class Sweep:
    """A result of running a chapter over the grid assets/sweeps/CHAPTER.yaml.

    Attributes
    ----------
    name : str
    chapter : str
    probe : int
        The number of the run that is tried first.
    varying : tuple of str
        The columns that differ from run to run.
    """

    name: str
    chapter: str
    probe: int = 0
    varying: tuple = ()

    @property
    def notebook(self):
        return ROOT / "notebooks" / f"{self.chapter}.ipynb"

    @property
    def grid(self):
        text = (SWEEPS / f"{self.chapter}.yaml").read_text(encoding="utf-8")
        return yaml.safe_load(text)

    def code(self, sources=None):
        """The digest of its cells and grid and their code (in `sources`)."""
        sources = sources or digests.Sources()
        source = "\n".join(cell.source for cell in cells.needed(self.notebook))
        sources = digests.Sources(sources.changed | {"cells.py": source}, sources.root)
        return digests.digest(["cells"], sources, self.grid)

    def measure(self, only_probes=False):
        """Run what has not been run yet, and return all that is asked for."""
        folder = RUNS / self.name
        folder.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.read(self.notebook, as_version=4)
        notebook.cells = cells.needed(self.notebook)
        nbformat.write(notebook, folder / "chapter.ipynb")
        cases = plan(self.notebook, self.grid)
        probes = [cases[self.probe]]
        wanted = {"runs": probes if only_probes else cases}
        table, failed = sweep(folder / "chapter.ipynb", wanted, folder / "runs")
        if failed:
            sys.exit(f"{self.name} is not finished: {len(failed)} of its runs failed")
        return Measured(
            rows=table.drop(columns="notebook").to_dict("records"),
            cases=cases,
            probes=probes,
            varying=list(self.varying),
            versions={package: version(package) for package in PACKAGES},
        )

    def clear(self):
        """Throw away what is kept, so that the next measurement measures."""
        shutil.rmtree(RUNS / self.name, ignore_errors=True)


RESULTS = {
    result.name: result
    for result in (
        Script("adam_tasks"),
        Script("optimizer_parity", parity=True),
        Script("squared_error_conventions", parity=True),
        Script("relu_at_zero", parity=True),
        Script("fifty_layers"),
        Script("speed_over_widths"),
        Script("text_classifiers"),
        Script("lstm_repairs"),
        Script("learning_curves"),
        Script("dropout"),
        Script("naive_bayes_start"),
        Script("leakage"),
        Script("units_of_text"),
        Script("rare_class"),
        Script("schedules"),
        Script("variations", parity=True),
        Script("published_weights"),
        Script("published_layers"),
        Script("attention_maps"),
        Script("encoders"),
        Script("fine_tuning"),
        Script("published_share"),
        Sweep("sweep_descent", "03_gradient_descent", probe=2),  # with a memory
        Sweep("sweep_installed_docs", "06_text_classifier", varying=("train_seconds",)),
    )
}


def stored(name):
    """What is stored under a name: `made` and `rows`; None if nothing is."""
    path = STORED / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def store(name, made, rows):
    """Write a result as chapters load it."""
    STORED.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"made": made, "rows": rows}, indent=1)
    (STORED / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def json_digest(data):
    """A digest of JSON-able data."""
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()


def embedded_text():
    """A digest of the corpus that an upgrade of packages changes."""
    from helpers import corpora  # late: most results are not about text

    corpus = corpora.load(EMBEDDED)
    splits = (corpus.train, corpus.validation, corpus.test)
    return json_digest([[s.texts, s.labels.tolist(), s.groups] for s in splits])


def texts_of(cases):
    """What `made` says of the embedded corpus: its digest, if a case is about it."""
    used = any(EMBEDDED in case.values() for case in cases)
    return {"text": embedded_text()} if used else {}


def why_stale(result, made):
    """Why a stored result may be no longer true; empty if it is as it was made."""
    if made["code"] != result.code():
        return "its code has changed"
    if "text" in made and made["text"] != embedded_text():
        return f"the text of {EMBEDDED} has changed"
    return ""


def difference(before, probed):
    """Why a stored result has to be made anew; empty if its probes came out the same.

    Parameters
    ----------
    before : dict
        What is stored, or has come out otherwise: `made` and `rows`.
    probed : Measured

    Returns
    -------
    str
    """
    made = before["made"]
    if made.get("cases") != json_digest(probed.cases):
        return "it has other cases now"
    if made.get("text") != texts_of(probed.cases).get("text"):
        return f"the text of {EMBEDDED} has changed"
    if not probed.rows:
        return "its numbers change from run to run, so no probe can tell"

    def steady(row):
        return {name: row[name] for name in row if name not in probed.varying}

    rows = [steady(row) for row in before["rows"]]
    there = {measure.key(row) for row in rows}
    for row in map(steady, probed.rows):
        if measure.key(row) not in there:
            near = max(rows, key=lambda other: len(other.items() & row.items()))
            return f"a probe gives {row}, where {near} is stored"
    return ""


def make(result):
    """Run all that a result consists of, and store it."""
    from helpers.classifiers import device

    measured = result.measure()
    made = {
        "command": f"make results NAME={result.name}",
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {device()}",
        "python": platform.python_version(),
        "versions": measured.versions,
        "cases": json_digest(measured.cases),
        **texts_of(measured.cases),
        "code": result.code(),
    }
    store(result.name, made, measured.rows)
    result.clear()


def restamp(result, before, probes, **since):
    """Let a stored result be that of the code as it is now, and say by which probes."""
    stamp = {"probes": probes, "date": date.today().isoformat()} | since
    made = before["made"] | {"code": result.code(), "restamped": stamp}
    store(result.name, made, before["rows"])
    result.clear()


def bring_up_to_date(result, probe_only=False, since=None):
    """Probe a stored result if it is stale; make it anew if that shows a difference.

    Parameters
    ----------
    result : Script or Sweep
    probe_only : bool
        Probe it in any case, and change nothing.
    since : str, optional
        A commit whose code may stand for the stored rows; of a Script only.

    Returns
    -------
    str
        What was found, and done.
    """
    before = stored(result.name)
    if before is None:
        make(result)
        return "made"
    stale = why_stale(result, before["made"])
    if not stale and not probe_only:
        return "as it was"
    probed = result.measure(only_probes=True)
    differs = difference(before, probed)
    if probe_only:
        return f"differs: {differs}" if differs else "its probes come out as stored"
    if differs and since:
        rows = earlier(result, probed.probes, since)
        if not difference(before | {"rows": rows}, probed):
            restamp(result, before, probed.probes, since=since)
            return f"re-stamped: its probes come out as with the code of {since}"
    if differs:
        print(f"{result.name} is made anew: {stale}, and {differs}", flush=True)
        make(result)
        return "made anew"
    restamp(result, before, probed.probes)
    return "re-stamped: its probes come out as stored"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    option = parser.add_argument
    option("names", nargs="*", help=f"any of {', '.join(RESULTS)}; none: all")
    option("--probe", action="store_true", help="only run the probes, and report")
    option("--anew", action="store_true", help="make it in any case, without a probe")
    option("--since", metavar="COMMIT", help="whose code may stand for what is stored")
    given = parser.parse_args()
    names = given.names or list(RESULTS)
    if unknown := set(names) - set(RESULTS):
        parser.error(f"no result {', '.join(unknown)}; there are {', '.join(RESULTS)}")
    for name in names:
        if given.anew:
            make(RESULTS[name])
        else:
            done = bring_up_to_date(RESULTS[name], given.probe, given.since)
            print(f"{name}: {done}", flush=True)


if __name__ == "__main__":
    main()

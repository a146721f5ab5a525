"""Make the heavy results that chapters quote: python -m tools.results [NAME ...]

Each is a sweep of one chapter over a grid in assets/sweeps, whose results are its rows,
or a script tools/measurements/NAME.py whose function `rows` returns them. They become
assets/results/NAME.json, with the command, the versions, the machine and a digest of
the code that was measured. A test fails when that code has changed since.
"""

import argparse
import ast
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

import nbformat

from tools import parity

ROOT = Path(__file__).resolve().parent.parent
STORED = ROOT / "assets" / "results"
MEASUREMENTS = ROOT / "tools" / "measurements"
SWEEPS = ROOT / "assets" / "sweeps"

# By name and not whole modules, so that another corpus or optimiser leaves them valid.
CORPORA = [
    *("installed_docs", "corpora.Split", "corpora.Corpus", "corpora.lines"),
    *(f"corpora.parse_{name}" for name in ("trec", "sst2", "emotion", "thucnews")),
    *("corpora.load", "corpora.load_embedded", "corpora.load_named"),
    *("corpora.stratified", "corpora.draw"),
]
OPTIMIZERS = [
    *("optimizers.gd", "optimizers.momentum", "optimizers.nesterov"),
    *("optimizers.rmsprop", "optimizers.adam", "optimizers.adamw"),
    *("optimizers.amsgrad", "optimizers.article_rule"),
]
# What trains and scores a classifier: behind all measurements of chapter 6.
CLASSIFIERS = [
    *(*CORPORA, "tokens"),
    *(f"evaluation.{name}" for name in ("score", "linear_baseline", "baselines")),
    *("classifiers.Reader", "classifiers.reader", "classifiers.log_count_ratios"),
    *("classifiers.linear", "classifiers.average", "classifiers.lstm"),
    *("classifiers.build", "classifiers.Batches", "classifiers.fit"),
    "classifiers.predict",
]
# What other scripts borrow from text_classifiers: how a classifier is trained.
BORROWED = {
    "code": CLASSIFIERS,
    "scripts": [
        f"text_classifiers.{name}"
        for name in ("SEEDS", "COMMON", "SETTINGS", "subset", "learned", "counted")
    ],
}
RESULTS = {
    "adam_tasks": {
        "code": [
            *OPTIMIZERS,
            "landscapes",
            "chapters/adam.steps_to_settle",
            "chapters/adam.logistic_regression",
            "chapters/adam.repaired_rule",
        ],
    },
    "optimizer_parity": {
        "parity": True,
        "code": OPTIMIZERS,
    },
    "squared_error_conventions": {"parity": True, "code": []},
    "relu_at_zero": {"parity": True, "code": []},
    "fifty_layers": {
        "code": ["activations.relu"],
    },
    "speed_over_widths": {"code": ["network", "optimizers.adam"]},
    "text_classifiers": {"code": CLASSIFIERS},
    "lstm_repairs": BORROWED,
    "learning_curves": BORROWED,
    "dropout": BORROWED,
    "naive_bayes_start": {
        "code": CLASSIFIERS,
        "scripts": [
            f"text_classifiers.{name}" for name in ("SEEDS", "COMMON", "SETTINGS")
        ],
    },
    "leakage": {
        "code": [*CORPORA, "tokens", "evaluation.baselines"],
        "scripts": ["text_classifiers.subset"],
    },
    "sweep_descent": {
        "sweep": "03_gradient_descent",
        "cells": ["parameters", "moons", "results"],
        "code": [
            *("network", "losses", "landscapes", *OPTIMIZERS),
            "chapters/gradient_descent.compute_pair",
            "chapters/gradient_descent.walk",
            "chapters/gradient_descent.moons",
        ],
    },
    "sweep_installed_docs": {
        "sweep": "06_text_classifier",
        "cells": ["parameters", "load", "build", "train", "test", "results"],
        "code": CLASSIFIERS,
    },
}
PACKAGES = ("keras", "numpy", "scikit-learn", "tokenizers")  # behind chapters 5 and 6
FRAMEWORKS = ("tensorflow-cpu", "keras", "jax", "optax", "torch", "numpy")  # compared


def measurement(name):
    """The script that measures what no chapter does."""
    return MEASUREMENTS / f"{name}.py"


def code_digest(name):
    """A digest of the code that a stored result was made by."""
    return digest(name, RESULTS[name])


def digest(name, spec):
    """A digest of scripts, or of cells and grid, and of the helpers they measure."""
    if "sweep" in spec:
        path = ROOT / "notebooks" / f"{spec['sweep']}.ipynb"
        cells = {c.id: c.source for c in nbformat.read(path, as_version=4).cells}
        parts = [cells[cell_id] for cell_id in spec["cells"]]
        parts.append((SWEEPS / f"{spec['sweep']}.yaml").read_text(encoding="utf-8"))
    else:
        parts = [measurement(name).read_text(encoding="utf-8")]
    parts += [source(MEASUREMENTS, part) for part in spec.get("scripts", [])]
    parts += [source(ROOT / "helpers", part) for part in spec["code"]]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def source(folder, part):
    """The text of a module, or of one function or name in it: "losses.mse"."""
    module, _, name = part.partition(".")
    text = (folder / f"{module}.py").read_text(encoding="utf-8")
    if not name:
        return text
    for node in ast.parse(text).body:
        targets = [
            getattr(target, "id", None) for target in getattr(node, "targets", [])
        ]
        if name in (getattr(node, "name", None), *targets):
            return ast.get_source_segment(text, node)
    raise ValueError(f"{module} has no {name}")


def without_stored_results(name):
    """The chapter without the cells that quote stored results: those are to be made."""
    notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    notebook.cells = [
        cell
        for cell in notebook.cells
        if "stored-results" not in cell.metadata.get("tags", [])
    ]
    return notebook


def run_chapter(name, spec):
    """A row for every run of a chapter; what is interrupted goes on where it was."""
    from helpers.sweep import sweep

    folder = ROOT / "runs" / name
    folder.mkdir(parents=True, exist_ok=True)
    chapter = folder / "chapter.ipynb"
    nbformat.write(without_stored_results(f"{spec['sweep']}.ipynb"), chapter)
    table, failed = sweep(chapter, SWEEPS / f"{spec['sweep']}.yaml", folder / "runs")
    if failed:
        sys.exit(f"{name} is not stored: {len(failed)} of its runs failed")
    shutil.rmtree(folder)  # the next measurement measures
    return table.drop(columns="notebook").to_dict("records")


def run_measurement(name, spec):
    """The rows of a script and its packages' versions, from where its packages are."""
    python = parity.python() if spec.get("parity") else sys.executable
    packages = FRAMEWORKS if spec.get("parity") else PACKAGES
    code = (
        "import json; from importlib.metadata import version;"
        f"from tools.measurements.{name} import rows;"
        f"print(json.dumps([rows(), {{p: version(p) for p in {packages}}}]))"
    )
    done = subprocess.run(
        [python, "-c", code],
        cwd=ROOT,
        env=os.environ | {"TQDM_DISABLE": "1"},  # the trainings' bars; ours stays
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def rows_and_versions(name):
    """What was measured, and the versions of what measured it."""
    spec = RESULTS[name]
    if "sweep" not in spec:
        return run_measurement(name, spec)
    return run_chapter(name, spec), {package: version(package) for package in PACKAGES}


def make(name):
    """Run everything that `name` consists of and store it."""
    from helpers.classifiers import device

    rows, versions = rows_and_versions(name)
    STORED.mkdir(parents=True, exist_ok=True)
    made = {
        "command": f"make results NAME={name}",
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {device()}",
        "python": platform.python_version(),
        "versions": versions,
        "code": code_digest(name),
    }
    text = json.dumps({"made": made, "rows": rows}, indent=1)
    (STORED / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "names", nargs="*", help=f"any of {', '.join(RESULTS)}; none: all"
    )
    names = parser.parse_args().names or list(RESULTS)
    if unknown := set(names) - set(RESULTS):
        parser.error(f"no result {', '.join(unknown)}; there are {', '.join(RESULTS)}")
    for name in names:
        make(name)


if __name__ == "__main__":
    main()

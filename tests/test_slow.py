"""What takes minutes: other Pythons, Keras on JAX, environment.yml, refresh twice."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
import yaml

from tests.conftest import missing
from tools import results, workbook

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".uv" / "bin" / "uv"
DATA = Path(os.environ.get("DERIVED_DATA") or ROOT.parent / "shared" / "data")


def run(*command, **environment):
    """Run a command in the checkout; show what it printed if it fails."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def environment(folder, python, *locks):
    """A virtual environment of these locks and this package."""
    if not UV.exists():
        missing("make setup, which brings uv")
    found = subprocess.run([UV, "python", "find", python], capture_output=True)
    if found.returncode:
        missing(f"Python {python}")
    run(UV, "venv", "--quiet", "--python", python, folder)
    interpreter = folder / "bin" / "python"
    install = [UV, "pip", "install", "--quiet", "--python", interpreter]
    files = [part for lock in locks for part in ("-r", f"requirements/{lock}.lock")]
    run(*install, "--require-hashes", *files)
    run(*install, "--no-deps", "--no-build-isolation", "--editable", ".")
    return interpreter


@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_everything_on_another_python(version, tmp_path):
    python = environment(tmp_path / "venv", version, "cpu", "dev")
    assert run(python, "--version").startswith(f"Python {version}")
    # `make unit nbval` with another interpreter; installing is another test's.
    deselect = (
        "--deselect=tests/test_tools.py::test_installing_again_does_nothing_quickly"
    )
    run("make", "unit", "nbval", f"PY={python}", PYTEST_ADDOPTS=deselect)


@pytest.mark.parametrize("path", workbook.chapters(), ids=lambda path: path.name)
def test_refresh_changes_nothing_twice(path, monkeypatch):
    for name in ("DERIVED_DATA", "DERIVED_WORK"):
        monkeypatch.delenv(name, raising=False)
    for _ in range(2):
        again = nbformat.writes(workbook.execute(path)) + "\n"
        assert again == path.read_text(encoding="utf-8")


def test_conda_environment_installs_with_plain_pip(tmp_path):
    """The pip section of environment.yml and the line that its comment gives."""
    text = (ROOT / "environment.yml").read_text()
    (section,) = [
        part["pip"]
        for part in yaml.safe_load(text)["dependencies"]
        if isinstance(part, dict)
    ]
    run(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", *" ".join(section).split())
    (line,) = [x for x in text.splitlines() if "pip install" in x]
    run(python, *line.split("python ", 1)[1].split())
    run(python, "-c", "import helpers.classifiers, jupyterlab, nbval, papermill")


QUICK = {"sample": 300, "epochs": 1}


def papermill(tmp_path, python=sys.executable, *, environment=None, **parameters):
    """Chapter 6 through papermill; the results that it displays."""
    output = tmp_path / "out.ipynb"
    settings = [f"-p {name} {value}" for name, value in parameters.items()]
    command = [python, "-m", "papermill", "--cwd", "notebooks", "--no-progress-bar"]
    command += ["notebooks/06_text_classifier.ipynb", output]
    run(*command, *" ".join(settings).split(), **(environment or {}))
    return results.displayed(output)


@pytest.mark.parametrize("corpus", ["trec", "sst2", "emotion", "thucnews"])
def test_chapter_6_on_every_named_corpus(tmp_path, corpus):
    if not DATA.is_dir():
        missing("the corpora, in the folder that DERIVED_DATA names")
    data = {"DERIVED_DATA": str(DATA)}
    results = papermill(tmp_path, corpus=corpus, environment=data, **QUICK)
    assert results["corpus"] == corpus and results["epochs_run"] == 1
    assert results["baseline_accuracy"] > results["majority_accuracy"]


def test_chapter_6_on_an_own_file_of_twenty_rows(tmp_path):
    words = {"good": "a fine day", "bad": "a grim night"}
    rows = [f"{text} number {n},{y}" for n in range(10) for y, text in words.items()]
    own = tmp_path / "own.csv"
    own.write_text("\n".join(["review,verdict", *rows]) + "\n")
    columns = {"text_column": "review", "label_column": "verdict"}
    results = papermill(tmp_path, corpus=own, sample=0, epochs=2, **columns)
    assert set(results) >= {"test_accuracy", "test_macro_f1", "train_seconds"}
    assert results["baseline_accuracy"] == 1.0  # one word decides


def test_chapter_6_on_jax_without_tensorflow(tmp_path):
    python = environment(tmp_path / "venv", sys.executable, "jax")
    assert "no TensorFlow" in run(
        python,
        "-c",
        "import importlib.util as u;"
        "print('no TensorFlow' if u.find_spec('tensorflow') is None else 'both')",
    )
    backend = {"KERAS_BACKEND": "jax"}
    results = papermill(tmp_path, python, environment=backend, **QUICK)
    assert results["epochs_run"] == 1


def test_every_chapter_runs_through_papermill(tmp_path):
    printed = run(sys.executable, "tools/workbook.py", "run")
    assert f"{len(workbook.chapters())} chapters ran to the end" in printed
    for path in workbook.chapters():
        assert nbformat.read(workbook.BUILD / path.name, 4).metadata.papermill


@pytest.mark.parametrize(
    "explorer", ["relu.LAB", "mse.LAB", "gradient_descent.LAB", "adam.RACE"]
)
def test_the_command_that_a_laboratory_shows_runs_its_chapter(explorer):
    module, name = explorer.split(".")
    laboratory = getattr(import_module(f"helpers.chapters.{module}"), name)
    settings = laboratory.settings(learning_rate=0.03, steps=20)
    command = laboratory.command(settings)
    run("bash", "-c", command.replace(".venv/bin/", f"{Path(sys.executable).parent}/"))
    ran = nbformat.read(workbook.BUILD / "mine.ipynb", 4)
    assert ran.metadata.papermill.parameters == settings


def test_changes_in_the_mathematics_are_noticed():
    print(run(sys.executable, "-m", "tools.mutants"))


PARITY = [name for name, spec in results.RESULTS.items() if spec.get("parity")]


def test_comparisons_of_frameworks_come_out_again():
    for name in PARITY:  # one after the other: they share an environment
        stored = json.loads((results.STORED / f"{name}.json").read_text())["rows"]
        rows, _ = results.rows_and_versions(name)
        assert [list(row) for row in rows] == [list(row) for row in stored]
        for row, before in zip(rows, stored, strict=True):
            for column, value in row.items():
                if isinstance(value, float):  # residues change with the processor
                    value = pytest.approx(value, rel=1e-3, abs=1e-5, nan_ok=True)
                assert before[column] == value, (row, column)

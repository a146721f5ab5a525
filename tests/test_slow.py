"""What takes minutes: other Pythons, Keras on JAX, environment.yml, refresh twice."""

import copy
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from helpers.chapters import CHAPTERS
from helpers.explorers import Explorer
from tests.conftest import missing
from tools import parity, results, workbook
from tools.compare_outputs import differences

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
    install.append("--compile-bytecode")  # many processes start with it
    files = [part for lock in locks for part in ("-r", f"requirements/{lock}.lock")]
    run(*install, "--require-hashes", *files)
    run(*install, "--no-deps", "--no-build-isolation", "--editable", ".")
    return interpreter


@pytest.mark.parametrize(
    ("version", "targets"), [("3.12", ["unit"]), ("3.13", ["unit", "nbval"])]
)
def test_everything_on_another_python(version, targets, tmp_path):
    """All tests on each; the chapters, which take longer, on the newest."""
    python = environment(tmp_path / "venv", version, "cpu", "dev")
    assert run(python, "--version").startswith(f"Python {version}")
    # `make unit nbval` with another interpreter; installing is another test's.
    deselect = (
        "--deselect=tests/test_tools.py::test_installing_again_does_nothing_quickly"
    )
    run("make", *targets, f"PY={python}", PYTEST_ADDOPTS=deselect)


def without_outputs(notebook):
    """A notebook's sources and metadata."""
    bare = copy.deepcopy(notebook)
    for cell in bare.cells:
        cell.pop("outputs", None)
    return bare


@pytest.mark.parametrize("path", workbook.chapters(), ids=lambda path: path.name)
def test_a_chapter_run_twice_shows_the_same(path, monkeypatch):
    """Once as `make refresh` runs it, once through papermill, as `make run` does."""
    for name in ("DERIVED_DATA", "DERIVED_WORK"):
        monkeypatch.delenv(name, raising=False)
    stored = nbformat.read(path, as_version=4)
    first = workbook.execute(stored)
    number = path.name.partition("_")[0]
    printed = run(sys.executable, "-m", "tools.workbook", "run", number)
    assert "1 chapters ran to the end" in printed
    ran = nbformat.read(workbook.BUILD / path.name, as_version=4)
    assert ran.metadata.papermill.exception is None
    assert nbformat.writes(workbook.steady(ran, stored)) == nbformat.writes(first)
    # Beside the stored pages pictures may differ: another processor may draw the last
    # digit of a curve elsewhere. Text and HTML may not.
    assert list(differences(stored, first)) == []
    assert without_outputs(first) == without_outputs(stored)


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


PRINTED = """
import contextlib, io, json, os, sys
import matplotlib, nbformat

matplotlib.use("Agg")
cells = nbformat.read(sys.argv[1], as_version=4).cells
os.chdir("notebooks")
names, printed = {"__name__": "__main__"}, {}
for cell in cells:
    if cell.cell_type == "code":
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(cell.source, names)
        printed[cell.id] = out.getvalue()
print(json.dumps(printed))
"""


def test_chapter_5_prints_the_same_on_jax():
    path = "notebooks/05_numpy_to_keras.ipynb"
    done = run(
        parity.python(), "-c", PRINTED, path, KERAS_BACKEND="jax", PYTHONPATH="."
    )
    printed = json.loads(done.splitlines()[-1])
    compared = 0
    for cell in nbformat.read(ROOT / path, as_version=4).cells:
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            continue
        for output in cell.get("outputs", []):
            if output.get("name") == "stdout" and cell.id != "keras-network":
                assert printed[cell.id] == output.text
                compared += 1
    assert compared > 12


SHARED_LOSSES = """
import os, sys, keras, numpy as np

X = np.random.default_rng(0).normal(size=(256, 8)).astype("float32")
y = X[:, :1] * X[:, 1:2]


def losses():
    keras.utils.set_random_seed(0)
    hidden = keras.layers.Dense(32, activation="relu")
    model = keras.Sequential([keras.Input((8,)), hidden, keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.01), "mse")
    fitted = model.fit(X, y, batch_size=32, epochs=5, shuffle=False, verbose=0)
    return np.array(fitted.history["loss"])


if keras.backend.backend() == "jax":
    alone = losses()
    keras.distribution.set_distribution(keras.distribution.DataParallel())
    devices, together = len(keras.distribution.list_devices()), losses()
else:
    import tensorflow as tf

    (cpu,) = tf.config.list_physical_devices("CPU")
    halves = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, halves)
    alone = losses()
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    with strategy.scope():
        devices, together = strategy.num_replicas_in_sync, losses()
print(devices, alone[0] - alone[-1], np.abs(alone - together).max())
"""


@pytest.mark.parametrize("backend", ["jax", "tensorflow"])
def test_two_devices_find_the_losses_of_one(backend):
    flags = "--xla_force_host_platform_device_count=2" if backend == "jax" else ""
    done = run(
        parity.python(), "-c", SHARED_LOSSES, KERAS_BACKEND=backend, XLA_FLAGS=flags
    )
    devices, learned, apart = map(float, done.splitlines()[-1].split())
    assert devices == 2 and learned > 0.1 and apart < 1e-6


MACHINES = """
import keras, numpy as np, tensorflow as tf

strategy = tf.distribute.MultiWorkerMirroredStrategy()
with strategy.scope():
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
print("together:", strategy.num_replicas_in_sync, flush=True)
model.fit(np.ones((64, 8), "float32"), np.ones((64, 1), "float32"), verbose=0)
"""


def test_fit_over_several_machines_still_fails_under_tensorflow():
    """When it works one day, chapter 6 has a sentence to change."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    places = ["{}:{}".format(*each.getsockname()) for each in sockets]
    for each in sockets:
        each.close()
    workers = []
    for index in range(2):
        task = {"type": "worker", "index": index}
        config = json.dumps({"cluster": {"worker": places}, "task": task})
        workers.append(
            subprocess.Popen(
                [sys.executable, "-c", MACHINES],
                env=os.environ | {"TF_CONFIG": config, "KERAS_BACKEND": "tensorflow"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
    try:
        printed = [worker.communicate(timeout=120)[0] for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
    for text, worker in zip(printed, workers, strict=True):
        assert "together: 2" in text
        assert worker.returncode and "PerReplica" in text.splitlines()[-1]


def test_chapter_7_computes_what_is_stored_of_published_weights(tmp_path):
    if not DATA.is_dir():
        missing("the weights, in the folder that DERIVED_DATA names")
    output = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", "--cwd", "notebooks"]
    command += ["notebooks/07_attention_and_bert.ipynb", output]
    settings = ["--no-progress-bar", "-p", "weights", "all-MiniLM-L6-v2"]
    run(*command, *settings, DERIVED_DATA=str(DATA))
    (live,) = [cell for cell in nbformat.read(output, 4).cells if cell.id == "live"]
    text = "".join(output.text for output in live.outputs)
    printed = [float(line.split()[0]) for line in text.splitlines()]
    rows = results.stored("published_weights")["rows"]
    stored = [r["similarity"] for r in rows if r["block"] == "as derived"]
    assert printed == pytest.approx(stored, abs=2e-4) and len(stored) == 5


def test_the_command_that_a_laboratory_shows_runs_its_chapter():
    """One is enough: that each moves its chapter's settings is checked for all."""
    laboratory, *_ = [
        explorer
        for chapter in CHAPTERS
        for explorer in vars(chapter.module).values()
        if isinstance(explorer, Explorer) and explorer.notebook
    ]
    settings = laboratory.settings(learning_rate=0.03, steps=100)
    command = laboratory.command(settings)
    run("bash", "-c", command.replace(".venv/bin/", f"{Path(sys.executable).parent}/"))
    ran = nbformat.read(workbook.BUILD / "mine.ipynb", 4)
    assert ran.metadata.papermill.parameters == settings


# `make mutants` tries all of a room's changes, and wants 95% of them to be noticed.
def test_a_sample_of_changes_is_noticed():
    print(run(sys.executable, "-m", "tools.mutants", "--sample", 3))


def test_comparisons_of_frameworks_come_out_again():
    for name, result in results.RESULTS.items():
        # The chapter itself runs under other circumstances, above.
        if not getattr(result, "parity", False) or name == "variations":
            continue
        stored = results.stored(result.name)["rows"]
        result.clear()
        rows = result.measure().rows
        assert [list(row) for row in rows] == [list(row) for row in stored]
        for row, before in zip(rows, stored, strict=True):
            for column, value in row.items():
                if isinstance(value, float):  # residues change with the processor
                    value = pytest.approx(value, rel=1e-3, abs=1e-5, nan_ok=True)
                assert before[column] == value, (row, column)

"""The commands behind the make targets."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from helpers.chapters import CHAPTERS
from tools import results, workbook
from tools.benches import classifier as bench_classifier
from tools.book import parts
from tools.lock import LOCKS, command

ROOT = Path(__file__).resolve().parent.parent


def notebook(*sources, **metadata):
    cells = [nbformat.v4.new_code_cell(s, id=f"c{i}") for i, s in enumerate(sources)]
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


# Installing


def checkout(folder):
    """What `tools/setup.py` reads, in a folder of its own."""
    for part in ("tools", "requirements"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder / "tools" / "setup.py"


def test_installing_again_does_nothing_quickly():
    started = time.perf_counter()
    command = [sys.executable, "tools/setup.py", "--dev"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.perf_counter() - started < 2


def test_python_that_is_too_old_is_told_so(tmp_path):
    setup = checkout(tmp_path)
    old = "import runpy, sys; sys.version_info = (3, 9, 2); "
    old += f"sys.argv = ['setup']; runpy.run_path({str(setup)!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", old], capture_output=True, text=True)
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert "needs Python 3.11.5 to 3.13" in sentence and "3.9.2" in sentence
    assert "make setup PYTHON=" in sentence


def test_first_installation_without_a_network_is_told_so(tmp_path):
    setup = checkout(tmp_path)
    command = [sys.executable, "-m", "tools.offline", sys.executable, setup]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert "needs a network" in sentence and "run the same command again" in sentence
    assert not (tmp_path / ".venv").exists()


def test_locks_name_no_address():
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    names = {lock.stem for lock in locks}
    assert names == {"bootstrap", "cpu", "dev", "gpu", "jax"}
    for lock in locks:
        text = lock.read_text()
        assert "://" not in text and "index-url" not in text
        assert text.count("--hash=sha256:") >= text.count("==")


@pytest.mark.parametrize("name", LOCKS)
def test_locking_keeps_every_pin_unless_asked(name):
    assert "--upgrade" not in command(name)
    assert "--upgrade" in command(name, upgrade=True)
    # uv keeps the versions of the file that it writes to.
    assert command(name)[-2:] == ["-o", f"requirements/{name}.lock"]


# The network


CONNECT = "import socket; socket.create_connection(({host!r}, {port}), timeout=3)"


@pytest.mark.parametrize("how", ["namespace", "blocked sockets"])
def test_offline_allows_this_machine_and_nothing_else(how, tmp_path):
    server = """
import socket, subprocess, sys
s = socket.create_server(("127.0.0.1", 0)); port = s.getsockname()[1]
code = "import socket; socket.create_connection(({host!r}, {port}), timeout=3)"
for host, port in (("127.0.0.1", port), ("192.0.2.1", 80), ("example.org", 80)):
    child = [sys.executable, "-c", code.format(host=host, port=port)]
    print(subprocess.run(child, stderr=subprocess.DEVNULL).returncode)
"""
    script = tmp_path / "server.py"
    script.write_text(server)
    environment = dict(os.environ)
    if how == "namespace":
        command = [sys.executable, "-m", "tools.offline", sys.executable, script]
    else:
        environment["PYTHONPATH"] = str(ROOT / "tools" / "blocked")
        command = [sys.executable, script]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.stdout.split() == ["0", "1", "1"]


# The learner's copy


def write(path, *sources):
    nbformat.write(notebook(*sources), path)
    return path


def test_an_edited_copy_is_never_overwritten(tmp_path):
    work, source = tmp_path / "work", write(tmp_path / "00_a.ipynb", "1 + 1")
    assert workbook.give_copies(work, [source]) == []
    write(work / "00_a.ipynb", "1 + 2  # mine")
    write(source, "the new edition")
    assert workbook.give_copies(work, [source]) == ["00_a.ipynb"]
    assert "mine" in (work / "00_a.ipynb").read_text()


def test_an_unedited_copy_follows_the_chapter(tmp_path):
    work, source = tmp_path / "work", write(tmp_path / "00_a.ipynb", "1 + 1")
    workbook.give_copies(work, [source])
    copy = nbformat.read(work / "00_a.ipynb", as_version=4)
    copy.cells[0].execution_count = 7  # run and saved, not edited
    nbformat.write(copy, work / "00_a.ipynb")
    write(source, "the new edition")
    assert workbook.give_copies(work, [source]) == []
    assert "the new edition" in (work / "00_a.ipynb").read_text()


def test_a_run_copy_keeps_its_outputs_while_the_chapter_stays(tmp_path):
    work, source = tmp_path / "work", write(tmp_path / "00_a.ipynb", "1 + 1")
    workbook.give_copies(work, [source])
    copy = nbformat.read(work / "00_a.ipynb", as_version=4)
    copy.cells[0].execution_count = 7
    nbformat.write(copy, work / "00_a.ipynb")
    workbook.give_copies(work, [source])
    assert nbformat.read(work / "00_a.ipynb", 4).cells[0].execution_count == 7


def test_a_copy_broken_by_hand_is_kept(tmp_path):
    work, source = tmp_path / "work", write(tmp_path / "00_a.ipynb", "1 + 1")
    workbook.give_copies(work, [source])
    (work / "00_a.ipynb").write_text("{ half a notebook")
    assert workbook.give_copies(work, [source]) == ["00_a.ipynb"]
    assert (work / "00_a.ipynb").read_text() == "{ half a notebook"


def test_fresh_copies_stand_beside_each_other(tmp_path):
    first, second = workbook.fresh("0", tmp_path), workbook.fresh("00", tmp_path)
    names = [path.name for path in (first, second)]
    assert names == ["00_start_here_2.ipynb", "00_start_here_3.ipynb"]


def test_unknown_chapters_are_named(tmp_path):
    with pytest.raises(SystemExit, match="no chapter 42; there are 00"):
        workbook.fresh("42", tmp_path)


# JupyterLab


def test_lab_listens_on_this_machine_only_and_asks_for_a_token(tmp_path):
    command = workbook.lab_command(tmp_path, port=8899, token="secret")
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--IdentityProvider.token=secret" in command
    assert "--no-browser" not in command
    quiet = workbook.lab_command(tmp_path, port=8899, token="secret", browser=False)
    assert "--no-browser" in quiet


def test_a_port_in_use_is_named():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        environment = os.environ | {"PORT": str(port), "BROWSER": "none"}
        command = [sys.executable, "-m", "tools.workbook", "lab", "--author"]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True
        )
    assert done.returncode == 1
    assert f"port {port} is in use" in done.stderr and "make lab PORT=" in done.stderr


# For a class


def test_the_marking_key_has_every_exercise_with_solution_and_mistakes():
    page = "\n".join(cell.source for cell in parts.marking_key().cells)
    for chapter in CHAPTERS:
        for key, exercise in chapter.exercises.items():
            assert f"### {key}\n\n{exercise.statement}" in page
            assert f"```python\n{exercise.solution_code}```" in page
            assert all(mistake.sentence in page for mistake in exercise.mistakes)


def test_the_marking_key_goes_through_the_chapters():
    page = "\n".join(cell.source for cell in parts.marking_key().cells)
    heads = re.findall(r"^## (.+)\n\n(\d+) minutes\.$", page, re.MULTILINE)
    assert heads == [
        (f"{chapter.number} {chapter.title}: {chapter.question}", str(chapter.minutes))
        for chapter in CHAPTERS
    ]
    asked = re.findall(r"^### (E\S+)$", page, re.MULTILINE)
    assert asked == [key for chapter in CHAPTERS for key in chapter.exercises]


# Stored outputs


def output(kind, **data):
    return nbformat.v4.new_output(kind, **data)


def test_refreshed_outputs_hold_nothing_that_changes_by_itself():
    fresh = notebook("print(object())", widgets={"state": 1})
    cell = fresh.cells[0]
    cell.metadata["execution"] = {"iopub.execute_input": "12:00"}
    widget = "application/vnd.jupyter.widget-view+json"
    cell.outputs = [
        output("stream", name="stderr", text="100%"),
        output("stream", name="stdout", text="<object at 0x7f00aa11bb22>"),
        output("display_data", data={widget: {}, "text/html": "<img>"}),
        output("display_data", data={widget: {}}),
    ]
    steady = workbook.steady(fresh, notebook())
    assert set(steady.metadata) == {"kernelspec", "language_info"}
    (printed, picture) = steady.cells[0].outputs
    assert printed.text == "<object at 0x0>"
    assert picture.data == {"text/html": "<img>"}
    assert steady.cells[0].metadata == {}


def test_ignored_output_stays_until_its_cell_changes():
    def timed(source, text, **metadata):
        made = notebook(source)
        made.cells[0].metadata.update(tags=["nbval-ignore-output"], **metadata)
        made.cells[0].outputs = [output("stream", name="stdout", text=text)]
        return made

    first = workbook.steady(timed("clock()", "1 s"), notebook())
    again = workbook.steady(timed("clock()", "2 s"), first)
    assert again == first
    changed = workbook.steady(timed("clock(2)", "3 s"), first)
    assert changed.cells[0].outputs[0].text == "3 s"


def test_the_readme_tells_the_measured_speeds_of_the_code_that_is_there():
    table = bench_classifier.table()
    assert table in (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [row for rows in bench_classifier.stored().values() for row in rows]
    # A GPU is not always at hand, so that its rows may be of older code.
    code = {row["code"] for row in rows if row["device"].startswith("CPU")}
    assert code == {bench_classifier.digest()}, (
        "the code behind assets/results/classifier-*.json has changed: "
        "make bench-classifier where they were made, or remove them"
    )


def test_a_machine_that_was_not_measured_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "STORED", tmp_path)
    missing = [
        f"| with a GPU | | {name} | not yet measured | | |"
        for name in ("the article's LSTM, made to run", "the LSTM, repaired")
    ] + ["| with a GPU | | BERT, trained further | not yet measured | | |"]
    assert bench_classifier.table().splitlines()[2:] == missing
    row = {"backend": "jax", "device": "GPU (gpu:0), JAX backend", "model": "lstm"}
    row |= {"milliseconds_a_batch": 3.4, "examples_a_second": 18_823.5}
    row |= {"batch_size": 64, "precision": "float32", "seconds_to_target": None}
    others = {"precision": "mixed_bfloat16"}, {"batch_size": 1024}
    file = {"rows": [row, *(row | other for other in others)]}
    (tmp_path / "classifier-h200.json").write_text(json.dumps(file))
    assert bench_classifier.table().splitlines()[2:] == [
        "| h200 | jax | the LSTM, repaired | 3 | 18,824 | not reached |",
        missing[0],
        missing[2],
    ]

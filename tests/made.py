"""Small notebooks that tests of sweeps and runs make, and what runs them at once."""

import json
import os
import time
from contextlib import suppress
from pathlib import Path

import nbformat
import psutil

from helpers.results import MIME

KERNEL = {"name": "python3", "language": "python", "display_name": "Python 3"}
PARAMETERS = 'x: float = 1.0\ncount: int = 1\nkind: str = "a"\nseed: int = 0'


def write_notebook(path, *sources, parameters=PARAMETERS):
    """A notebook of a parameters cell and these; returns its path."""
    new = nbformat.v4.new_code_cell
    first = [new(parameters, metadata={"tags": ["parameters"]})] if parameters else []
    cells = [*first, *map(new, sources)]
    metadata = {"kernelspec": KERNEL}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    return path


def as_finished(path, parameters, results):
    """A notebook as papermill leaves it."""
    write_notebook(path, "show()")
    notebook = json.loads(path.read_text())
    for count, cell in enumerate(notebook["cells"], 1):
        cell["execution_count"] = count
    shown = {"output_type": "display_data", "metadata": {}, "data": {MIME: results}}
    notebook["cells"][-1]["outputs"] = [shown]
    record = {"exception": None, "parameters": parameters}
    notebook["metadata"]["papermill"] = record
    path.write_text(json.dumps(notebook))
    return notebook


def pretend_papermill(monkeypatch):
    """Have runs use tests/pretended/papermill.py, which needs no kernel."""
    folders = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    folders = [str(Path(__file__).parent / "pretended"), *filter(None, folders)]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(folders))


def has_ended(pid):
    """Whether a process ends within ten seconds, or has ended."""
    end = time.monotonic() + 10
    with suppress(psutil.NoSuchProcess):
        # One that nobody has asked for its end is a zombie.
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
    return True

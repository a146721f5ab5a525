"""The chapters as a learner meets them: JupyterLab as `make lab` starts it."""

import json
import os
import subprocess
import sys
import urllib.request

import nbformat
import pytest

from tools import workbook
from tools.browser import READY, ROOT, Lab, free_port, wait_for

pytestmark = pytest.mark.slow
NAMES = [path.name for path in workbook.chapters()]


@pytest.fixture(scope="module")
def make_lab(chromium, tmp_path_factory):
    """`make lab`, on a learner's copy and settings of its own."""
    private = tmp_path_factory.mktemp("learner")
    config = private / "config"
    config.mkdir()
    # The one thing that only a test wants: to ask JupyterLab itself how far it is.
    expose = {"LabApp": {"expose_app_in_browser": True}}
    (config / "jupyter_lab_config.json").write_text(json.dumps(expose))
    port, token = free_port(), "a-token-for-this-test"
    environment = os.environ | {
        "PORT": str(port),
        "BROWSER": "none",
        "JUPYTER_TOKEN": token,
        "DERIVED_WORK": str(private / "work"),
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_DATA_DIR": str(private / "data"),
        "JUPYTER_RUNTIME_DIR": str(private / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(private / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(private / "workspaces"),
        "IPYTHONDIR": str(private / "ipython"),
    }
    environment.pop("DERIVED_DATA", None)
    command = [sys.executable, "-m", "tools.workbook", "lab"]
    log = private / "log"
    with log.open("wb") as lines:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=lines, stderr=lines
        )
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(server, f"{address}/api/status?token={token}", log)
            yield Lab(chromium, private / "work", address, token, private), log
        finally:
            server.terminate()
            server.wait(timeout=30)


def failures(page):
    """What cells raised, as JupyterLab's model has it."""
    return page.evaluate(
        """() => jupyterapp.shell.currentWidget.content.widgets
        .filter(cell => cell.model.type === "code")
        .flatMap(cell => cell.model.outputs.toJSON())
        .filter(output => output.output_type === "error")
        .map(output => output.ename + ": " + output.evalue)"""
    )


def test_the_address_is_printed_and_asks_for_the_token(make_lab):
    lab, log = make_lab
    assert f"{lab.address}/lab/tree/00_start_here.ipynb?token={lab.token}" in (
        log.read_text()
    )
    with pytest.raises(urllib.request.HTTPError, match="403"):
        urllib.request.urlopen(f"{lab.address}/api/contents", timeout=10)


@pytest.mark.parametrize("name", NAMES)
def test_chapter_runs_to_the_end(make_lab, name):
    lab, _ = make_lab
    page = lab.page()
    page.goto(f"{lab.address}/lab/tree/{name}?token={lab.token}&reset")
    page.wait_for_function(READY, arg=name, timeout=60_000)
    lab.run_all(page)
    assert failures(page) == []
    assert page.problems == []
    workbook.BUILD.mkdir(exist_ok=True)
    page.screenshot(path=workbook.BUILD / f"screenshot-{name[:2]}.png")
    lab.close()


def test_a_chapter_has_the_measure_and_the_folds_of_the_book(make_lab):
    lab, _ = make_lab
    name = "02_mse.ipynb"
    page = lab.page()
    page.goto(f"{lab.address}/lab/tree/{name}?token={lab.token}&reset")
    page.wait_for_function(READY, arg=name, timeout=60_000)
    prose = page.locator(".jp-Notebook .jp-RenderedMarkdown > p").nth(1)
    prose.wait_for()
    width, letter = prose.evaluate(
        "p => [p.offsetWidth, parseFloat(getComputedStyle(p).fontSize)]"
    )
    assert 28 * letter < width < 42 * letter
    folded = page.evaluate(
        """() => jupyterapp.shell.currentWidget.content.widgets
        .filter(cell => cell.inputHidden).map(cell => cell.model.id)"""
    )
    cells = nbformat.read(workbook.NOTEBOOKS / name, as_version=4).cells
    tagged = [c.id for c in cells if "hide-input" in c.metadata.get("tags", [])]
    assert folded == tagged != []
    assert page.problems == []
    lab.close()

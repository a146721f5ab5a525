"""The chapters as a learner meets them: JupyterLab as `make lab` starts it."""

import json
import os
import re
import subprocess
import sys
import urllib.request

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


# True once formulas are set and every equation's number stands on the page.
TYPESET = """tags => document.querySelector('.MathJax')
  && tags.every(tag => document.body.innerText.includes(tag))"""


def test_exported_pages_read_with_the_network_off(chromium):
    command = [sys.executable, "-m", "tools.workbook", "html"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    lab = Lab(chromium, ROOT, "", "", ROOT)
    for name in NAMES:
        page = lab.page(offline=True)
        path = workbook.BUILD / "html" / name.replace(".ipynb", ".html")
        page.goto(f"file://{path}")
        source = (workbook.NOTEBOOKS / name).read_text(encoding="utf-8")
        tags = [f"({tag})" for tag in re.findall(r"tag\{([\d.]+)\}", source)]
        page.wait_for_function(TYPESET, arg=tags)
        assert page.evaluate("document.querySelectorAll('.MathJax_Error').length") == 0
        # MathJax asks for a font at about:blank, to time how fonts load.
        probe = ("about:blank", "net::ERR_FAILED")
        assert [p for p in page.problems if not any(x in p for x in probe)] == []
        drag_every_slider(page)
        page.emulate_media(media="print")
        page.set_viewport_size(PAPER)
        solutions = page.locator("details:has(> :not(summary))")
        assert solutions.count() == source.count("<details>")
        assert page.evaluate(SPILLED) == []
        page.context.close()


PAPER = {"width": 703, "height": 1000}  # A4 within the margins of assets/page.css
# What is wider than its place, once printed, and solutions that are not folded away.
SPILLED = """() => [...document.querySelectorAll(
    'pre, table, img, .MathJax_Display, .jp-RenderedHTML, details > :not(summary)')]
  .filter(e => e.matches('details *') ? e.offsetHeight && !e.closest('details').open
    : e.scrollWidth > e.clientWidth + 1 && e.tagName != 'IMG'
    || e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.textContent.slice(0, 60))"""


def drag_every_slider(page):
    """Every flip-book's sentence and picture change from one end to the other."""
    for book in page.locator(".derived-flipbook").all():
        slider, canvas = book.locator("input"), book.locator("canvas")
        seen = set()
        for key in ("Home", "ArrowRight", "End"):
            slider.press(key)
            picture = canvas.evaluate("canvas => canvas.toDataURL()")
            seen.add((book.get_by_role("status").inner_text(), picture))
        assert len(seen) == 3

"""A real JupyterLab and a real browser, for tests, benches and pictures.

`start_lab(folder)` serves a folder; `start_chromium()` gives a browser; `Lab.open`
opens a notebook and waits on JupyterLab itself rather than on what it draws.
"""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import nbformat.sign

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WINDOW = {"width": 1280, "height": 900}
ROOT = Path(__file__).resolve().parent.parent

# What JupyterLab would ask the network for, or would draw only when scrolled to.
OVERRIDES = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def start_lab(root_dir, private, theme="JupyterLab Light"):
    """Serve `root_dir`, JupyterLab's own files kept in `private`; yield URL and token.

    Every server has a secret of its own, so it trusts only what was signed for it.
    """
    settings = private / "settings"
    settings.mkdir(parents=True)
    themes = {"@jupyterlab/apputils-extension:themes": {"theme": theme}}
    (settings / "overrides.json").write_text(json.dumps(OVERRIDES | themes))
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(private / "config"),
        "JUPYTER_DATA_DIR": str(private / "data"),
        "JUPYTER_RUNTIME_DIR": str(private / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(private / "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(private / "workspaces"),
        "IPYTHONDIR": str(private / "ipython"),
        "PYTHONPATH": str(ROOT),
    }
    port, token = free_port(), secrets.token_hex(16)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        f"--ServerApp.root_dir={root_dir}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--LabApp.app_settings_dir={settings}",
        "--LabApp.expose_app_in_browser=True",
    ]
    if os.name != "nt" and os.geteuid() == 0:
        command.append("--allow-root")
    with (private / "log").open("wb") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=root_dir, env=environment
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(server, f"{address}/api/status?token={token}", private / "log")
            yield address, token
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(server, url, log, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


@contextlib.contextmanager
def start_chromium():
    """A headless Debian Chromium with a fresh profile."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), headless=True, args=FLAGS
        )
        yield browser
        browser.close()


READY = """path => {
  const panel = window.jupyterapp?.shell.currentWidget;
  return panel?.context?.path === path && panel.context.isReady
    && panel.content.widgets.length > 0
    && panel.sessionContext.session?.kernel?.status === "idle";
}"""
RAN = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  return panel.sessionContext.session.kernel.status === "idle"
    && panel.content.widgets.every(cell => cell.model.type !== "code"
      || !cell.model.sharedModel.source || cell.model.executionCount !== null);
}"""


@dataclass
class Lab:
    """A running JupyterLab and a browser to look at it with."""

    browser: object
    folder: Path
    address: str
    token: str
    private: Path
    contexts: list = field(default_factory=list)

    def page(self, **options):
        """A fresh page in a fresh profile, which notes errors and leaks."""
        context = self.browser.new_context(viewport=WINDOW, **options)
        self.contexts.append(context)
        page = context.new_page()
        page.problems = []
        note = page.problems.append
        page.on("pageerror", lambda error: note(f"error: {error}"))
        page.on(
            "console",
            lambda line: (
                note(f"console: {line.text}") if line.type == "error" else None
            ),
        )
        local = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:", "file:")
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(local)
                else note(f"request left this machine: {request.url}")
            ),
        )
        return page

    def open(self, name, **options):
        """A notebook of the folder in a fresh page, its kernel idle, nothing run."""
        page = self.page(**options)
        # A workspace of its own, or JupyterLab opens what was open before as well.
        workspace = f"{self.address}/lab/workspaces/{secrets.token_hex(4)}"
        page.goto(f"{workspace}/tree/{name}?token={self.token}")
        page.wait_for_function(READY, arg=name, timeout=60_000)
        return page

    def run_all(self, page):
        """Clear every output, run every cell, wait until all have run."""
        for command in ("clear-all-cell-outputs", "run-all-cells"):
            page.evaluate(f"jupyterapp.commands.execute('notebook:{command}')")
        page.wait_for_function(RAN, timeout=120_000)

    def write(self, name, *cells, outputs=None):
        """Write a notebook of these code cells, with these stored outputs if given."""
        notebook = nbformat.v4.new_notebook()
        kernel = {"name": "python3", "display_name": "Python 3"}
        notebook.metadata["kernelspec"] = kernel
        for index, source in enumerate(cells):
            cell = nbformat.v4.new_code_cell(source, id=f"cell-{index}")
            if outputs:
                cell.outputs = [
                    nbformat.v4.new_output("display_data", data=data)
                    for data in outputs[index]
                ]
            notebook.cells.append(cell)
        nbformat.write(notebook, self.folder / name)
        return name

    def trust(self, name):
        """Sign a notebook as this JupyterLab signs what its user has run."""
        notebook = nbformat.read(self.folder / name, as_version=4)
        notary = nbformat.sign.NotebookNotary(data_dir=str(self.private / "data"))
        notary.sign(notebook)
        notary.store.close()

    def close(self):
        """Shut down every kernel and close every page."""
        for context in self.contexts:
            for page in context.pages:
                page.evaluate(
                    "window.jupyterapp?.serviceManager.sessions.shutdownAll()"
                )
            context.close()
        self.contexts.clear()

"""The workbook's commands: python -m tools.workbook COMMAND, or make's targets.

lab      open JupyterLab on the learner's own copy, work/
fresh    give a new copy of one chapter beside the old one
run      run every chapter through papermill into build/
refresh  run every chapter and store its outputs again, the same way every time
html     make a book of the chapters in build/html, to be read with the network off
"""

import argparse
import base64
import copy
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
WORK = Path(os.environ.get("DERIVED_WORK") or ROOT / "work").resolve()
README = ROOT / "README.md"
BUILD = ROOT / "build"
GIVEN = ".derived.json"  # in work/: the digest of each copy as it was given


def chapters(numbers=()):
    """The chapters' paths in order; `numbers` such as "03", "3" or "3b" pick some."""
    paths = sorted(NOTEBOOKS.glob("[0-9][0-9]*_*.ipynb"))
    found = {path.name.partition("_")[0]: path for path in paths}
    wanted = {re.sub(r"^(\d)(\D|$)", r"0\1\2", str(number)) for number in numbers}
    if missing := wanted - set(found):
        have = ", ".join(found)
        sys.exit(f"no chapter {', '.join(sorted(missing))}; there are {have}")
    return [path for number, path in found.items() if not wanted or number in wanted]


# The learner's copy


def digest(path):
    """A digest of what a person edits, cell kinds and sources, not of outputs."""
    cells = nbformat.read(path, as_version=4).cells
    sources = json.dumps([[cell.cell_type, cell.source] for cell in cells])
    return hashlib.sha256(sources.encode()).hexdigest()


def give_copies(work=WORK, notebooks=None):
    """Copy chapters that are missing or unedited into `work`; return what was kept.

    A copy is unedited while its sources are those that were given; running it and
    saving the outputs is no edit.
    """
    work.mkdir(exist_ok=True)
    record = work / GIVEN
    given = json.loads(record.read_text()) if record.exists() else {}
    kept = []
    for path in notebooks or chapters():
        mine = work / path.name
        new = digest(path)
        if mine.exists():
            try:
                edited = digest(mine)
            except Exception:  # half-saved or broken by hand: still the learner's
                edited = None
            if edited == new:
                given[path.name] = new
                continue
            if edited != given.get(path.name):
                kept.append(path.name)
                continue
        shutil.copyfile(path, mine)
        given[path.name] = new
    record.write_text(json.dumps(given, indent=1))
    return kept


def fresh(number, work=WORK):
    """A new copy of one chapter beside the old one: 03_..._2.ipynb, _3 and so on."""
    (path,) = chapters([number])
    work.mkdir(exist_ok=True)
    count = 2
    while (copy := work / f"{path.stem}_{count}.ipynb").exists():
        count += 1
    shutil.copyfile(path, copy)
    return copy


def lab_command(folder, *, port, token, browser=True):
    """The command line of JupyterLab on `folder`: this machine only, with a token."""
    # No news, no update checks: nothing leaves this machine unless a cell asks it to.
    settings = BUILD / "lab-settings"
    settings.mkdir(parents=True, exist_ok=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    overrides = {"@jupyterlab/apputils-extension:notification": quiet}
    (settings / "overrides.json").write_text(json.dumps(overrides, indent=1))
    command = [
        sys.executable,
        "-m",
        "tools.lab",
        str(folder / "00_start_here.ipynb"),
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--LabApp.app_settings_dir={settings}",
        "--LabApp.custom_css=True",
    ]
    if os.name != "nt" and os.geteuid() == 0:
        command.append("--allow-root")
    return command if browser else [*command, "--no-browser"]


def is_free(port):
    """Whether nothing listens on this port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def lab(options):
    """Open JupyterLab on the learner's copy, or with --author on notebooks/ itself."""
    folder = NOTEBOOKS if options.author else WORK
    if not options.author:
        for name in give_copies():
            print(f"work/{name} is as you left it; the chapter has changed since.")
        os.environ["DERIVED_WORK"] = str(WORK)  # where solved exercises are kept
    asked = os.environ.get("PORT")
    port = int(asked) if asked else next(filter(is_free, range(8888, 9888)))
    if not is_free(port):
        sys.exit(f"port {port} is in use; choose another: make lab PORT={port + 1}")
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_hex(16)
    address = f"http://127.0.0.1:{port}/lab/tree/00_start_here.ipynb?token={token}"
    print(f"\nDerived opens at {address}\nStop it with Ctrl-C.\n", flush=True)
    browser = os.environ.get("BROWSER") != "none"
    command = lab_command(folder, port=port, token=token, browser=browser)
    sys.exit(subprocess.run(command).returncode)


# Running and storing


def run(options):
    """Run the chapters through papermill, defaults untouched, into build/."""
    import papermill

    BUILD.mkdir(exist_ok=True)
    failed = []
    paths = chapters(options.chapters)
    for number, path in enumerate(paths, 1):
        print(f"[{number}/{len(paths)}] {path.name}", flush=True)
        try:
            papermill.execute_notebook(
                str(path),
                str(BUILD / path.name),
                cwd=str(NOTEBOOKS),
                log_output=False,
                coalesce_streams=True,
            )
        except papermill.PapermillExecutionError as error:
            failed.append(f"build/{path.name}: cell {error.exec_count}: {error.ename}")
    if failed:
        sys.exit("these chapters failed:\n" + "\n".join(failed))
    print(f"{len(paths)} chapters ran to the end; read them in build/")


ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")


def steady(notebook, stored):
    """Make a freshly run notebook's bytes a function of its sources alone."""
    before = {cell.id: cell for cell in stored.cells}
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        }
    )
    for cell in notebook.cells:
        for record in ("execution", "papermill"):  # when and how long it ran
            cell.metadata.pop(record, None)
        if not cell.metadata.get("tags"):  # papermill's empty list
            cell.metadata.pop("tags", None)
        if cell.cell_type != "code":
            continue
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            # What differs at every run is stored anew only when the cell changed.
            source = hashlib.sha256(cell.source.encode()).hexdigest()[:16]
            old = before.get(cell.id)
            if old is not None and old.metadata.get("output_of") == source:
                cell.outputs = old.outputs
                for output in cell.outputs:
                    if output.output_type == "execute_result":
                        output.execution_count = cell.execution_count
            cell.metadata["output_of"] = source
        cell.outputs = [
            output
            for output in cell.outputs
            if not (output.output_type == "stream" and output.name == "stderr")
        ]
        for output in cell.outputs:
            output.pop("transient", None)
            if output.output_type == "stream":
                output.text = ADDRESS.sub("0x0", output.text)
            for kind, content in output.get("data", {}).copy().items():
                if kind == "application/vnd.jupyter.widget-view+json":
                    del output.data[kind]
                elif kind.startswith("text/") and isinstance(content, str):
                    output.data[kind] = ADDRESS.sub("0x0", content)
        cell.outputs = [
            output
            for output in cell.outputs
            if output.output_type not in ("display_data", "execute_result")
            or output.data
        ]
    return notebook


def execute(stored):
    """Run a stored notebook in a fresh kernel; return it with steady outputs."""
    from nbclient import NotebookClient

    notebook = copy.deepcopy(stored)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=900,
        kernel_name="python3",
        coalesce_streams=True,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    client.execute()
    return steady(notebook, stored)


def refresh(options):
    """Write what pages take from the code, run the chapters, store their outputs."""
    from nbclient.exceptions import CellExecutionError
    from tqdm import tqdm

    from helpers.chapters import CHAPTERS
    from tools import answers, pages

    answers.record()
    README.write_text(pages.filled_readme(README.read_text("utf-8")), encoding="utf-8")
    rows = {chapter.notebook: chapter for chapter in CHAPTERS}

    # Stored outputs show nothing that a reader's machine may lack.
    for name in ("DERIVED_DATA", "DERIVED_WORK"):
        os.environ.pop(name, None)
    bar = tqdm(chapters(options.chapters), unit="chapter")
    for path in bar:
        bar.set_description(path.name)
        try:
            written = nbformat.read(path, as_version=4)
            if path.stem in rows:
                pages.filled(written, rows[path.stem])
            notebook = execute(written)
        except CellExecutionError as error:
            sys.exit(f"{path.name} is left as it was; a cell failed:\n{error}")
        nbformat.validate(notebook)
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
        for cell in notebook.cells:
            if cell.id == "overview":  # the README shows it as well
                picture = base64.b64decode(cell.outputs[0].data["image/png"])
                (ROOT / "assets" / "overview.png").write_bytes(picture)


# Reading without Python


def html(options):
    """Export the stored chapters, a cover and a marking key as pages of a book."""
    from tools.book import export

    target = BUILD / "html"
    for name, (text, pictures) in export.write(target).items():
        kept = f"{text / 1e3:6,.0f} kB and {pictures / 1e3:5,.0f} kB of pictures"
        print(f"{name + '.html':28} {kept}")
    first = target.relative_to(ROOT) / "index.html"
    print(f"open {first} in a browser; no network is needed")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "lab",
        help="open JupyterLab",
        description="PORT, BROWSER and JUPYTER_TOKEN are read from the environment; "
        "BROWSER=none opens none.",
    )
    command.add_argument("--author", action="store_true", help="on notebooks/ itself")
    command.set_defaults(do=lab)
    command = commands.add_parser("fresh", help="a new copy of one chapter")
    command.add_argument("chapter", help="its number, such as 03")
    command.set_defaults(
        do=lambda options: print("made", fresh(options.chapter).relative_to(ROOT))
    )
    for name, do in (("run", run), ("refresh", refresh)):
        command = commands.add_parser(name, help=do.__doc__)
        command.add_argument("chapters", nargs="*", help="chapter numbers; none: all")
        command.set_defaults(do=do)
    commands.add_parser("html", help=html.__doc__).set_defaults(do=html)
    options = parser.parse_args()
    options.do(options)


if __name__ == "__main__":
    main()

"""Compare what notebooks show with what they showed: python -m tools.compare_outputs

Every output that is stored now beside the one of the same cell at a git revision (by
default HEAD; name another: python -m tools.compare_outputs v1.0): text byte for byte,
HTML too once colours and embedded pictures are masked. Cells that came or went are
listed. Exit status 1 where something differs.
"""

import argparse
import re
import subprocess
import sys

import nbformat

from tools.workbook import ROOT, chapters

MASKS = (
    (re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+"), "data:image"),
    (re.compile(r"#[0-9a-f]{6}\b"), "#colour"),
)


def masked(text):
    """A text without colours and embedded pictures."""
    for pattern, word in MASKS:
        text = pattern.sub(word, text)
    return text


def shown(notebook):
    """What each code cell shows as text and HTML: {cell id: list of texts}."""
    found = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        texts = found[cell.id] = []
        for output in cell.outputs:
            texts.append(output.get("text", ""))
            for kind, content in sorted(output.get("data", {}).items()):
                if kind.startswith("text/"):
                    texts.append(masked(content))
    return found


def differences(old, new):
    """What differs between two notebooks' outputs, a line each."""
    before, after = shown(old), shown(new)
    for cell in before | after:  # the old ones first, then those that are new
        if cell not in after:
            yield f"{cell}: gone"
        elif cell not in before:
            yield f"{cell}: new"
        elif before[cell] != after[cell]:
            yield f"{cell}: other output"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("revision", nargs="?", default="HEAD", help="default: HEAD")
    revision = parser.parse_args().revision
    compared, found = 0, []
    for path in chapters():
        name = f"{revision}:{path.relative_to(ROOT).as_posix()}"
        stored = subprocess.run(["git", "show", name], cwd=ROOT, capture_output=True)
        if stored.returncode:
            print(f"{path.name}: not there at {revision}")
            continue
        old = nbformat.reads(stored.stdout.decode(), as_version=4)
        new = nbformat.read(path, as_version=4)
        compared += len(shown(new))
        found += [f"{path.name}, {line}" for line in differences(old, new)]
    print("\n".join([*found, f"{compared} cells compared, {len(found)} differ"]))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()

"""The validation of stored outputs can fail: each kind of drift is caught."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest

from tools.nbval_numbers import same

ROOT = Path(__file__).resolve().parent.parent
LOSS = 'print("loss 0.123456 after 7 steps")'
WARN = LOSS + '\nimport sys; print("slow", file=sys.stderr)'
PICTURE = """from IPython.display import HTML, display
display(HTML('<img alt="a falling line" src="data:image/png;base64,AAAA">'))"""
OLD = LOSS + '\nimport warnings; warnings.warn("old", DeprecationWarning)'
THEIRS = (
    """import warnings
exec(compile("warnings.warn('old', DeprecationWarning)", "x", "exec"),
     {"__name__": "elsewhere", "warnings": warnings})
"""
    + LOSS
)
IGNORE = "nbval-ignore-output"


def printed(text):
    return [nbformat.v4.new_output("stream", name="stdout", text=text + "\n")]


def shown(html):
    data = {"text/html": html, "text/plain": "<IPython.core.display.HTML object>"}
    return [nbformat.v4.new_output("display_data", data=data)]


# What a cell does, what is stored of it, and whether nbval has to pass.
CASES = {
    "equal": (LOSS, printed("loss 0.123456 after 7 steps"), True),
    "last_digit": (LOSS, printed("loss 0.123459 after 7 steps"), True),  # 2.4e-5
    "number": (LOSS, printed("loss 0.123476 after 7 steps"), False),  # 1.6e-4
    "count": (LOSS, printed("loss 0.123456 after 8 steps"), False),
    "word": (LOSS, printed("loss 0.123456 after 7 stops"), False),
    "nothing_stored": (LOSS, [], False),
    "nothing_printed": ("1;", printed("loss 0.123456 after 7 steps"), False),
    "standard_error": (WARN, printed("loss 0.123456 after 7 steps"), True),
    "deprecated": (OLD, printed("loss 0.123456 after 7 steps"), False),
    "old_elsewhere": (THEIRS, printed("loss 0.123456 after 7 steps"), True),
    "another_picture": (
        PICTURE,
        shown('<img alt="a falling line" src="data:image/png;base64,BBBB">'),
        True,
    ),
    "another_alt_text": (
        PICTURE,
        shown('<img alt="a rising line" src="data:image/png;base64,AAAA">'),
        False,
    ),
    "ignored_but_broken": ("1 / 0", [], False),
}


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    """Validate one notebook a case, all in one run with the options of `make nbval`."""
    folder = tmp_path_factory.mktemp("nbval")
    for name, (source, stored, _) in CASES.items():
        cell = nbformat.v4.new_code_cell(source, execution_count=1, outputs=stored)
        if name.startswith("ignored"):
            cell.metadata["tags"] = [IGNORE]
        notebook = nbformat.v4.new_notebook(cells=[cell])
        nbformat.write(notebook, folder / f"{name}.ipynb")
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    (line,) = [x for x in makefile.splitlines() if x.startswith("NBVAL = ")]
    options = line.split("-m pytest ")[1].replace("-n 2 --dist loadfile", "-p no:xdist")
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", *options.split(), f"--junitxml={report}"]
    subprocess.run([*command, str(folder)], cwd=ROOT, capture_output=True, check=False)
    results = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = next(n for n in CASES if f"{n}.ipynb" in str(case.attrib.values()))
        results[name] = case.find("failure") is None and case.find("error") is None
    return results


@pytest.mark.parametrize("name", CASES)
def test_drift_fails_and_nothing_else(passed, name):
    assert passed[name] == CASES[name][2]


def test_numbers_need_a_decimal_point_to_be_compared_loosely():
    assert same("0.81818", "0.818181")
    assert same("-1.3008 and 1.1309", "-1.30081 and 1.1309")
    assert not same("1e-12", "1e-11")
    assert not same("100000", "100001")
    assert not same("0.0", "0.0001")
    assert not same("1.0", "1.0 2.0")
    assert not same("0.5 of 3", "0.5 of 4")

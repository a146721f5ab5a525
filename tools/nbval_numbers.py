"""A pytest plugin: nbval, strict, but for the last digits of decimal numbers.

Text and HTML must be equal to the letter, except that numbers with a decimal point may
differ by one part in ten thousand: processors round differently. Pictures are not
compared, nor what a cell wrote to standard error, nor the machine-readable results.
What a library calls deprecated fails the cell: ignored warnings rot a chapter.
"""

import os
import re
from pathlib import Path

from nbval.plugin import IPyNbCell, IPyNbFile

RELATIVE = 1e-4
IPYTHON = Path(__file__).resolve().parent.parent / "build" / "nbval-ipython"
STARTUP = """\
import warnings

for kind in (DeprecationWarning, PendingDeprecationWarning, FutureWarning):
    warnings.filterwarnings("error", category=kind, module=r"(__main__|helpers)(\\.|$)")
"""
NUMBER = re.compile(r"[-+]?\d+\.\d*(?:[eE][-+]?\d+)?")
NOT_COMPARED = ("stderr", "application/x.derived-results+json")


def same(left, right):
    """Whether two texts agree but for the last digits of their decimal numbers."""
    if NUMBER.sub("#", left) != NUMBER.sub("#", right):
        return False
    pairs = zip(NUMBER.findall(left), NUMBER.findall(right), strict=True)
    return all(
        a == b
        or abs(float(a) - float(b)) <= RELATIVE * max(abs(float(a)), abs(float(b)))
        for a, b in pairs
    )


def pytest_configure(config):
    """Let every kernel begin with `STARTUP`; set any earlier, IPython would undo it."""
    startup = IPYTHON / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    (startup / "deprecations.py").write_text(STARTUP, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(IPYTHON)


class Text(str):
    """Output of a cell, equal to another when `same` says so."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        return same(self, other)

    def __ne__(self, other):
        return not same(self, other)


_sanitize, _init = IPyNbCell.sanitize, IPyNbFile.__init__


def _sanitize_to_text(cell, output):
    output = _sanitize(cell, output)
    return Text(output) if isinstance(output, str) else output


def _init_skipping(notebook, *arguments, **named):
    _init(notebook, *arguments, **named)
    notebook.skip_compare += NOT_COMPARED


IPyNbCell.sanitize = _sanitize_to_text
IPyNbFile.__init__ = _init_skipping

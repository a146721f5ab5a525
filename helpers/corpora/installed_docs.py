"""A real text corpus that needs no download: the docstrings of installed packages.

Which subject does this passage document? Sources are parsed with `ast`, never imported.
Names that would give the answer away are masked, and the split goes by file, so that
no two passages of one module are on both sides.
"""

import gc
import gzip
import inspect
import json
import os
import platform
import re
import sys
import zlib
from collections import Counter
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from helpers.corpora import passages, twins
from helpers.corpora.splitting import text_digest

__all__ = ["LONGEST", "MOST", "SHORTEST", "SUBJECTS", "build", "cached", "files"]

# What every platform and Python of the locks has, with the same sources.
SUBJECTS = {
    "arrays": ("numpy", "scipy"),
    "deep learning": ("keras",),
    "fonts and images": ("fonttools", "pillow"),
    "machine learning": ("scikit-learn",),
    "networking": (
        "grpcio",
        "h11",
        "httpcore",
        "httpx",
        "pyzmq",
        "requests",
        "tornado",
        "urllib3",
    ),
    "notebooks": (
        "ipykernel",
        "ipython",
        "ipywidgets",
        "jupyter-client",
        "jupyter-core",
        "jupyter-events",
        "jupyter-server",
        "jupyterlab",
        "jupyterlab-server",
        "nbclient",
        "nbconvert",
        "nbformat",
        "papermill",
    ),
    "plotting": ("matplotlib",),
    "symbolic maths": ("sympy",),
}
SHORTEST, LONGEST = 15, 60  # words of a passage
MOST = 1500  # passages of a subject
_SHARES = {"train": 0.65, "validation": 0.15, "test": 0.2}

_LEFT_OUT = re.compile(
    # tests, copies of other packages, generated and platform-dependent files
    r"(^|/)(tests?|testing|_vendor|externals?|extern|_antlr|packages)/"
    r"|(^|/)(_?version|__config__|_distributor_init\w*|conftest|test_\w+|\w+_test)\.py$"
    # general machinery, which says nothing of its package's subject
    r"|/(_?utils?|_?compat|_?typing|_?types|_lib|misc|legacy|sphinxext)(/|\.py$)"
    r"|^keras/src/(backend|distribution|export|saving|tree|wrappers)/"
    r"|^matplotlib/(_api/|_docstring|backends/|cbook|style/)|^numpy/(distutils|f2py)/"
    r"|^sympy/(codegen|external|interactive|parsing|printing|utilities)/"
    r"|^tornado/(autoreload|locale|locks|log|options|queues|template)\.py$"
    # what nobody could tell from another subject: Keras's own NumPy, Matplotlib's own
    # font readers, SymPy's probability, physics, plots and special functions
    r"|^keras/src/ops/(numpy|linalg)\.py$"
    r"|^matplotlib/(_afm|_mathtext\w*|_type1font|dviread|font_manager|textpath)\.py$"
    r"|^sympy/(functions/special|physics|plotting|stats)/"
)


def files(name):
    """The source files of an installed distribution that may hold passages, sorted.

    Returns
    -------
    list of (str, pathlib.Path)
        Path inside site-packages with forward slashes, and path on this machine.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        If it is not installed, or has no record of its files.
    """
    installed = distribution(name)
    if not installed.files:  # no record of them
        raise PackageNotFoundError(name)
    paths = sorted(path.as_posix() for path in installed.files)
    return [
        (path, Path(installed.locate_file(path)))
        for path in paths
        if re.fullmatch(r"\w+/.*\.py", path) and not _LEFT_OUT.search(path)
    ]


def _split_by_file(table):
    """Give whole files to a split, class by class, the longest first.

    Parameters
    ----------
    table : pandas.DataFrame
        With columns label and group (the file).

    Returns
    -------
    pandas.Series of str
        train, validation or test for each row; each close to its share.
    """
    placed = {}
    for _, rows in table.groupby("label"):
        lacking = {name: share * len(rows) for name, share in _SHARES.items()}
        counts = Counter(rows["group"])
        for path in sorted(counts, key=lambda path: (-counts[path], text_digest(path))):
            placed[path] = max(lacking, key=lacking.get)
            lacking[placed[path]] -= counts[path]
    return table["group"].map(placed)


def _read():
    """Read the passages of all `SUBJECTS`, in the order of their digests.

    Returns
    -------
    table : pandas.DataFrame
        One row a passage: text, label (number of the subject), group (the file).
    dropped : collections.Counter
        How many docstrings were left out, by reason.
    """
    sources = [
        (label, path, place)
        for label, names in enumerate(SUBJECTS.values())
        for name in names
        for path, place in files(name)
    ]
    rows, dropped = {}, Counter()
    bar = tqdm(sources, "reading docstrings", unit="file", delay=1, leave=False)
    for label, path, place in bar:
        try:
            found = list(passages.docstrings(place.read_bytes()))
        except SyntaxError:
            dropped["files that this Python cannot read"] += 1
            continue
        for doc in found:
            words = passages.mask(passages.prose(doc)).split()[:LONGEST]
            text = " ".join(words)
            with_letters = [word for word in words if any(map(str.isalpha, word))]
            if len(with_letters) < SHORTEST:
                dropped[f"docstrings with fewer than {SHORTEST} words of prose"] += 1
            elif text in rows:
                dropped["exact repetitions"] += 1
            else:
                rows[text] = (text, label, path)
    ordered = [rows[text] for text in sorted(rows, key=text_digest)]
    return pd.DataFrame(ordered, columns=["text", "label", "group"]), dropped


def build():
    """Make the corpus.

    Returns
    -------
    table : pandas.DataFrame
        One row a passage: text, label (number of the subject), group (the file),
        split. In an order that mixes the subjects.
    dropped : dict of str to int
        How many docstrings were left out, by reason.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        If a package is not installed.
    """
    # Syntax trees make the garbage collector search everything imported so far again
    # and again: without that, reading takes two thirds of the time.
    gc.freeze()
    try:
        table, dropped = _read()
    finally:
        gc.unfreeze()
    near = twins.repeated(table["text"])
    dropped["near repetitions"] = int(near.sum())
    table = table[~near]
    too_many = table.groupby("label").cumcount() >= MOST
    dropped[f"passages above {MOST:,} in one subject"] = int(too_many.sum())
    table = table[~too_many].reset_index(drop=True)
    return table.assign(split=_split_by_file(table)), dict(dropped)


def cached(folder):
    """What `build` returns, from a file in `folder` when nothing has changed since.

    Parameters
    ----------
    folder : pathlib.Path
        Is made when missing. The file's name holds a digest of everything that decides
        what is in it: this module, `passages`, `twins`, `text_digest`, the version of
        Python, whose parser reads the sources, and those of the packages.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        If a package is not installed.
    OSError
        If `folder` cannot be written.
    """
    code = (sys.modules[__name__], passages, twins, text_digest)
    packages = [name for group in SUBJECTS.values() for name in group]
    key = [inspect.getsource(part) for part in code]
    key += [platform.python_version(), *map(version, packages)]
    digest = text_digest("\0".join(key))
    path = folder / f"installed-docs-{digest[:16]}.json.gz"
    try:
        stored = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, ValueError, zlib.error):  # not there, or damaged
        table, dropped = build()
        stored = {"table": table.to_dict("list"), "dropped": dropped}
        packed = gzip.compress(json.dumps(stored).encode(), mtime=0)
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f"{path.name}.{os.getpid()}.tmp"
        unfinished.write_bytes(packed)
        unfinished.replace(path)  # whole or not at all
    return pd.DataFrame(stored["table"]), stored["dropped"]

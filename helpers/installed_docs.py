"""A real text corpus that needs no download: the docstrings of installed packages.

Which subject does this passage document? Sources are parsed with `ast`, never imported.
Names that would give the answer away are masked, and the split goes by file, so that
no two passages of one module are on both sides.
"""

import ast
import gc
import gzip
import hashlib
import json
import os
import re
import warnings
import zlib
from collections import Counter
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from tqdm import tqdm

__all__ = ["MASK", "SUBJECTS", "build", "cached", "digest", "split_by_file"]

# What every platform and Python of the locks has, with the same sources.
SUBJECTS = {
    "arrays": ("numpy", "scipy"),
    "deep learning": ("keras",),
    "fonts and images": ("fonttools", "pillow"),
    "machine learning": ("scikit-learn",),
    "networking": (
        *("grpcio", "h11", "httpcore", "httpx", "pyzmq", "requests", "tornado"),
        "urllib3",
    ),
    "notebooks": (
        *("ipykernel", "ipython", "ipywidgets", "jupyter-client", "jupyter-core"),
        *("jupyter-events", "jupyter-server", "jupyterlab", "jupyterlab-server"),
        *("nbclient", "nbconvert", "nbformat", "papermill"),
    ),
    "plotting": ("matplotlib",),
    "symbolic maths": ("sympy",),
}
MASK = "…"
SHORTEST, LONGEST, MOST = 15, 60, 1500  # words, words, passages of a subject
SHARES = {"train": 0.7, "validation": 0.1, "test": 0.2}

LEFT_OUT = re.compile(
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
PROSE_SECTIONS = {"notes", "explanation", "description", "details"}
UNDERLINE = re.compile(r"([=\-~^*#])\1{2,}[=\- ]*")
# Directives, lists, tables, fields such as ":param x:", prompts, comments.
NO_PROSE = re.compile(r"\.\. |[-*+•$] |[|@%#]|:\w[\w ]*:( |$)|\d+[.)] |In \[|Out\[")

# Masked inside a longer word as well: KerasTensor, jupyter_server, numpy-like.
NAMES = re.compile(
    "fonttools|grpc|httpcore|httpx|ipykernel|ipython|ipywidgets|jupyter|keras"
    "|matplotlib|mpmath|nbclient|nbconvert|nbformat|numpy|openvino|pandas|papermill"
    "|pyplot|pytorch|pyzmq|scikit|scipy|seaborn|sklearn|sympy|tensorflow|tornado"
    "|urllib3|zmq"
)
# Masked as a whole word: np, or the first half of tf-idf.
ALIASES = {"h11", "jax", "mpl", "np", "pd", "pil", "pillow", "plt", "requests", "sns"}
ALIASES |= {"sp", "tf", "torch"}
DOTTED = re.compile(r"[a-z_]\w*\.[a-z_]")
ABBREVIATIONS = {"e.g", "i.e", "a.k.a"}


def digest(text):
    """A fixed pseudo-random number of a text, as hexadecimal digits (SHA-256)."""
    return hashlib.sha256(text.encode()).hexdigest()


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
        if re.fullmatch(r"\w+/.*\.py", path) and not LEFT_OUT.search(path)
    ]


def docstrings(source):
    """The docstrings of a module and of what is public in it.

    Parameters
    ----------
    source : bytes

    Yields
    ------
    str

    Raises
    ------
    SyntaxError
        If this Python cannot read the source.
    """
    if b'"""' not in source and b"'''" not in source:
        return  # a third of the files: parsing them would find nothing
    # Odd backslashes in somebody else's strings are not the reader's concern.
    with warnings.catch_warnings(action="ignore"):
        nodes = [ast.parse(source)]
    for node in nodes:  # grows as it goes
        if doc := ast.get_docstring(node):
            yield doc
        nodes += [
            child
            for child in node.body
            if isinstance(child, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
            and not child.name.startswith("_")
        ]


def prose(doc):
    """What a docstring says in sentences: no examples, code, tables or parameters."""
    said, fenced, example, wanted = [], False, False, True
    lines = doc.splitlines()
    for raw, below in zip(lines, [*lines[1:], ""], strict=True):
        line = raw.strip()
        example = line.startswith(">>>") or (example and bool(line))
        if line.startswith("```"):
            fenced = not fenced
        elif line and UNDERLINE.fullmatch(below.strip()):
            wanted = line.lower() in PROSE_SECTIONS
        elif (
            line
            and not (
                fenced
                or example  # and what it prints
                or not wanted
                or raw[:1].isspace()  # code, or the text of a parameter or a list
                or UNDERLINE.fullmatch(line)
                or NO_PROSE.match(line)
                or re.fullmatch(r"[\w /]{1,30}:+", line)  # "Returns:"
            )
        ):
            said.append(line)
    return " ".join(said)


def mask(text):
    """Put `MASK` for package names, their aliases, dotted paths and addresses."""
    text = re.sub(r":[\w:]+:`~?([^`]*)`", r"\1", text)  # :class:`Axes` -> Axes
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)  # [text](address) -> text
    text = re.sub(r"https?://\S+", MASK, text)
    text = re.sub(r"\s*<[^<>\s]+>", "", text)  # User Guide <svm>
    text = re.sub(r"(?<![\w*])(\*{1,2})(\w[^*]*)\1(?!\w)", r"\2", text)  # **very**
    text = re.sub(r"`+|~\.?|(?<![\w.])\.(?=[A-Z])|\s*\[\d+\]_?", "", text)
    text = re.sub(
        r"[\w-]+(?:\.\w[\w-]*)*(?:\(\))?",
        lambda match: MASK if names_a_package(match[0]) else match[0],
        text,
    )
    return re.sub(rf"{MASK}(\s*{MASK})+", MASK, " ".join(text.split()))


@cache
def names_a_package(word):
    """Whether a word or dotted path is or holds a name that tells the subject."""
    word = word.lower()
    dotted = "." in word and word not in ABBREVIATIONS and DOTTED.search(word)
    parts = re.split(r"[\W_]+", word)
    return bool(dotted or NAMES.search(word) or not ALIASES.isdisjoint(parts))


def near_duplicates(texts):
    """Which texts share two thirds of their three-word runs with an earlier, kept one.

    Two thirds of the shorter one's runs, so that the beginning of a long text counts
    as well.

    Parameters
    ----------
    texts : sequence of str, length n

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
    """
    runs = CountVectorizer(token_pattern=r"\w+", ngram_range=(3, 3), binary=True)
    rows = runs.fit_transform(texts)
    sizes = np.diff(rows.indptr)
    shared = (rows @ rows.T).tocoo()
    later, earlier = shared.coords
    close = (earlier < later) & (
        3 * shared.data >= 2 * np.minimum(sizes[later], sizes[earlier])
    )
    repeated = np.zeros(len(sizes), dtype=bool)
    for i, j in sorted(zip(later[close], earlier[close], strict=True)):
        repeated[i] |= not repeated[j]
    return repeated


def split_by_file(table):
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
        lacking = {name: share * len(rows) for name, share in SHARES.items()}
        counts = Counter(rows["group"])
        for path in sorted(counts, key=lambda path: (-counts[path], digest(path))):
            placed[path] = max(lacking, key=lacking.get)
            lacking[placed[path]] -= counts[path]
    return table["group"].map(placed)


def read():
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
            docs = list(docstrings(place.read_bytes()))
        except SyntaxError:
            dropped["files that this Python cannot read"] += 1
            continue
        for words in (mask(prose(doc)).split()[:LONGEST] for doc in docs):
            text = " ".join(words)
            if sum(any(map(str.isalpha, word)) for word in words) < SHORTEST:
                dropped[f"docstrings with fewer than {SHORTEST} words of prose"] += 1
            elif text in rows:
                dropped["exact repetitions"] += 1
            else:
                rows[text] = (text, label, path)
    ordered = [rows[text] for text in sorted(rows, key=digest)]
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
        table, dropped = read()
    finally:
        gc.unfreeze()
    repeated = near_duplicates(table["text"])
    dropped["near repetitions"] = int(repeated.sum())
    table = table[~repeated]
    too_many = table.groupby("label").cumcount() >= MOST
    dropped[f"passages above {MOST:,} in one subject"] = int(too_many.sum())
    table = table[~too_many].reset_index(drop=True)
    return table.assign(split=split_by_file(table)), dict(dropped)


def cached(folder):
    """What `build` returns, from a file in `folder` when nothing has changed since.

    Parameters
    ----------
    folder : pathlib.Path
        Is made when missing. The file's name holds a digest of the packages' versions
        and of this module.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        If a package is not installed.
    OSError
        If `folder` cannot be written.
    """
    names = [name for group in SUBJECTS.values() for name in group]
    key = [Path(__file__).read_text(encoding="utf-8"), *map(version, names)]
    path = folder / f"installed-docs-{digest(chr(0).join(key))[:16]}.json.gz"
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

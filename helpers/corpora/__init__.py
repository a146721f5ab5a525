"""Real text with labels: the embedded corpus, named ones, and a file of your own.

`load` returns all of them in one shape, split into training, validation and test. Each
named corpus has a file and a row in `NAMED`; how they are read stands in `named`, where
their files lie in `fetching`, how texts are split and drawn in `splitting`.
"""

import difflib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np

from helpers.corpora import (
    emotion,
    installed_docs,
    named,
    own_files,
    sst2,
    thucnews,
    trec,
)
from helpers.corpora.corpus import EMBEDDED, SPLITS, Corpus, CorpusError, Split
from helpers.corpora.fetching import cache_folder, given_folder
from helpers.corpora.look import first_look, lengths
from helpers.corpora.splitting import draw, grouped, stratified

__all__ = [
    "NAMED",
    "Corpus",
    "CorpusError",
    "Split",
    "available",
    "first_look",
    "lengths",
    "load",
]

NAMED = {
    "trec": trec.CORPUS,
    "sst2": sst2.CORPUS,
    "emotion": emotion.CORPUS,
    "thucnews": thucnews.CORPUS,
}


def load(
    name_or_path,
    *,
    sample=None,
    seed=0,
    text_column="text",
    label_column="label",
    group_column="",
    encoding="",
    join_classes=False,
):
    """Load a corpus and split it; the same call gives the same examples.

    Parameters
    ----------
    name_or_path : str or pathlib.Path
        "installed-docs" (needs no download), one of `NAMED`, or the path of a file of
        your own: one of `own_files.ENDINGS`, packed (.gz, .zip) or not.
    sample : int, optional
        Draw this many examples in all, stratified by split and class, with at least
        one of each; 0 or None takes all.
    seed : int
        Fixes the draw, 0 to 2**32 - 1. The splits do not depend on it.
    text_column, label_column, group_column : str
        Columns of your own file. What is in one group (an author, a thread) comes to
        one split; "" if there is no such column.
    encoding : str
        Of your own file, as Python calls it; "" finds out, where that is certain.
    join_classes : bool
        Take classes of your own file that look alike (up, Up, 1, 1.0) for one.

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
    notes = ()
    if name == EMBEDDED:
        table, classes, dropped, source = _load_embedded()
    elif name in NAMED:
        table, source = named.read(name, NAMED[name])
        classes, dropped = NAMED[name].classes.values(), {}
    else:
        path = _existing(name)
        table, classes, dropped, notes = own_files.read(
            path,
            text_column,
            label_column,
            group_column,
            encoding=encoding,
            join_classes=join_classes,
        )
        table["split"] = (
            grouped(table)
            if "group" in table
            else stratified(table, test=0.15, validation=0.15)
        )
        source = f"Your own file {path.name}."
    counts = tuple(np.bincount(table["label"], minlength=len(classes)).tolist())
    table = draw(table, sample, seed)
    splits = {}
    for split in SPLITS:
        rows = table[table["split"] == split]
        groups = rows["group"].tolist() if "group" in rows else []
        splits[split] = Split(rows["text"].tolist(), rows["label"].to_numpy(), groups)
    return Corpus(
        name,
        tuple(classes),
        **splits,
        dropped=dropped,
        source=source,
        counts=counts,
        notes=tuple(notes),
    )


def available():
    """Where each corpus would come from on this machine.

    Returns
    -------
    dict of str to str
        "embedded", "in DERIVED_DATA", "in the cache" or "needs a download".
    """
    places = {EMBEDDED: "embedded"}
    given = given_folder()
    for name, corpus in NAMED.items():
        paths = [file.path for files in corpus.files.values() for file in files]
        if given and all((given / path).exists() for path in paths):
            places[name] = "in DERIVED_DATA"
        elif all((cache_folder() / path).exists() for path in paths):
            places[name] = "in the cache"
        else:
            places[name] = "needs a download"
    return places


def _load_embedded():
    """The table, classes, left-out counts and source of the embedded corpus."""
    try:
        table, dropped = installed_docs.cached(cache_folder())
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


def _existing(name):
    """The path of a file that is there."""
    path = Path(name).expanduser()
    if not path.exists():
        names = (EMBEDDED, *NAMED)
        near = difflib.get_close_matches(name.lower(), names, 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise CorpusError(
            f"no corpus and no file {name!r} in {Path.cwd()}; {hint}There are "
            f"{', '.join(names)}, and files that end in {', '.join(own_files.ENDINGS)}"
        )
    return path

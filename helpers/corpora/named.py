"""What a row of the named corpora holds, and how such a corpus is read."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from helpers.corpora.fetching import fetch
from helpers.corpora.splitting import stratified

__all__ = ["File", "Named", "lines", "numbered", "read"]


@dataclass(frozen=True)
class File:
    """A published file.

    Attributes
    ----------
    path : str
        Where it lies under DERIVED_DATA and in the cache.
    sha256 : str
        Its checksum, 64 hexadecimal digits.
    """

    path: str
    sha256: str


@dataclass(frozen=True)
class Named:
    """A published corpus: where it is, what its files hold, and whose it is.

    Attributes
    ----------
    source : str
        Whose work this is: a sentence without its full stop.
    address : str
        What stands before each file's own name. It names one commit, so what it gives
        cannot change.
    files : dict of str to list of File
        By split; where there is none for validation, it is cut off the training set.
    parse : callable
        From the contents (str) of one split's files to pairs of label and text.
    classes : dict of str to str
        From the label as the files write it to the class as people read it.
    encoding : str
    """

    source: str
    address: str
    files: dict
    parse: Callable
    classes: dict
    encoding: str = "utf-8"


def lines(content):
    """The lines of a file; tweets hold other line separators, which stay."""
    return content.removesuffix("\n").split("\n")


def numbered(*classes):
    """Classes that their files call "0", "1" and so on."""
    return {str(number): name for number, name in enumerate(classes)}


def read(name, corpus):
    """Fetch a named corpus and read its files.

    Parameters
    ----------
    name : str
        For messages.
    corpus : Named

    Returns
    -------
    table : pandas.DataFrame
        One row an example: text, label (number of the class), split.
    source : str
        One sentence.

    Raises
    ------
    CorpusError
        If a file cannot be had.
    """
    numbers = {label: number for number, label in enumerate(corpus.classes)}
    rows = []
    for split, files in corpus.files.items():
        paths = [fetch(name, corpus.address, file) for file in files]
        contents = [path.read_bytes().decode(corpus.encoding) for path in paths]
        for label, text in corpus.parse(*contents):
            rows.append((text.strip(), numbers[label], split))
    table = pd.DataFrame(rows, columns=["text", "label", "split"])
    source = corpus.source
    if "validation" not in corpus.files:
        train = table["split"] == "train"
        table.loc[train, "split"] = stratified(table[train], validation=0.1)
        source += "; a tenth of the training set is cut off for validation"
    return table, f"{source}."

"""What every corpus becomes: labelled texts in three splits."""

from dataclasses import dataclass

import numpy as np

__all__ = ["EMBEDDED", "SPLITS", "Corpus", "CorpusError", "Split"]

EMBEDDED = "installed-docs"  # the corpus that needs no download
SPLITS = ("train", "validation", "test")


class CorpusError(ValueError):
    """A corpus that cannot be loaded: where it fails, and what helps."""


@dataclass(frozen=True, eq=False)
class Split:
    """Some examples of a corpus.

    Attributes
    ----------
    texts : list of str, length n
    labels : numpy.ndarray of int, shape (n,)
        Numbers into the corpus' classes.
    groups : list of str, length n or 0
        What related examples have in common (installed-docs: the source file; your own
        file: the column you named); empty when the corpus does not say.
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
    counts : tuple of int, length k
        Examples of each class before a sample was drawn.
    notes : tuple of str
        How your own file was read; empty for others.
    """

    name: str
    classes: tuple
    train: Split
    validation: Split
    test: Split
    dropped: dict
    source: str
    counts: tuple
    notes: tuple = ()

    @property
    def splits(self):
        """The three splits by name: dict of str to Split."""
        return {name: getattr(self, name) for name in SPLITS}

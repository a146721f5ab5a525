"""Which examples go to which split, and which are drawn."""

import hashlib
from itertools import permutations

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from helpers.corpora.corpus import SPLITS, CorpusError

__all__ = ["draw", "grouped", "stratified", "text_digest"]

_FOLDS = 7  # of which one tests and one validates: 14 % each


def text_digest(text):
    """A fixed pseudo-random number of a text, as hexadecimal digits (SHA-256)."""
    return hashlib.sha256(text.encode()).hexdigest()


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
    ordered = table.assign(split="train", digest=table["text"].map(text_digest))
    ordered = ordered.sort_values("digest", kind="stable")
    place = ordered.groupby("label").cumcount()
    size = ordered.groupby("label")["text"].transform("size")
    start = 0
    for split, share in shares.items():
        end = start + (share * size).round().clip(lower=1)
        ordered.loc[(start <= place) & (place < end), "split"] = split
        start = end
    return ordered["split"].sort_index()


def grouped(table):
    """Give whole groups to splits, every class to all of them; the rest trains.

    Parameters
    ----------
    table : pandas.DataFrame
        With columns text, label and group; a row of group "" is a group of its own.

    Returns
    -------
    pandas.Series of str
        About a seventh of the rows to test and to validation each, less evenly the
        larger the groups are.

    Raises
    ------
    CorpusError
        If that cannot be done with these groups.
    """
    alone = table["text"].map(text_digest)
    groups = table["group"].where(table["group"] != "", alone)
    spread = groups.groupby(table["label"]).nunique()
    count = int(min(_FOLDS, groups.nunique(), table["label"].value_counts().min()))
    if spread.min() >= len(SPLITS):
        folds = StratifiedGroupKFold(count)
        fold = np.empty(len(table), int)
        for number, (_, rows) in enumerate(folds.split(table, table["label"], groups)):
            fold[rows] = number
        for test, validation in permutations(range(count), 2):
            split = np.full(len(table), "train", object)
            split[fold == test], split[fold == validation] = "test", "validation"
            placed = table.assign(split=split)
            if placed.groupby("label")["split"].nunique().min() == len(SPLITS):
                return placed["split"]
    raise CorpusError(
        "no way was found to give whole groups to train, validation and test with "
        f"every class in each of them; the rarest class is in {spread.min()} groups"
    )


def draw(table, sample, seed):
    """Draw rows so that every split and class keeps its share.

    Parameters
    ----------
    table : pandas.DataFrame
        With columns split, label and text.
    sample : int or None
        How many rows; none, 0, or more than there are takes all.
    seed : int
        0 to 2**32 - 1.

    Returns
    -------
    pandas.DataFrame
        The rows drawn, in their old order; at least one of every class in every split.

    Raises
    ------
    CorpusError
        If the sample is too small for that.
    """
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
    drawn = depth.sort_values(kind="stable").index[:sample]
    return table.loc[drawn.sort_values()]

"""Texts that are nearly the same: twins across a split test memory, not learning."""

import numpy as np
import regex
from sklearn.feature_extraction.text import CountVectorizer
from tqdm import tqdm

__all__ = ["repeated", "twins_of", "words"]

# Scripts that write no spaces: there a character with its signs is a word.
_ALONE = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORDS = regex.compile(
    rf"[{_ALONE}]\p{{M}}*|(?:(?![{_ALONE}])[\p{{L}}\p{{M}}\p{{N}}_])+"
)
_NUMBER = regex.compile(r"\p{N}+")
_AT_A_TIME = 50  # texts compared with all others, so that memory stays small


def words(text):
    """The words of a text, without signs; characters where no spaces are written."""
    return _WORDS.findall(text)


def _runs(texts):
    """Which runs of three words each text has (sparse), and how many of them."""
    runs = CountVectorizer(
        tokenizer=words, token_pattern=None, ngram_range=(3, 3), binary=True
    )
    try:
        rows = runs.fit_transform(texts).tocsr()
    except ValueError:  # no text has three words
        return None, np.zeros(len(texts))
    return rows, np.diff(rows.indptr)


def _close(shared, sizes, other_sizes):
    """Where two texts share two thirds of the shorter one's runs: (earlier, later)."""
    shared = shared.tocoo()
    i, j = shared.coords
    close = 3 * shared.data >= 2 * np.minimum(sizes[i], other_sizes[j])
    return i[close], j[close]


def repeated(texts):
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
    rows, sizes = _runs(texts)
    found = np.zeros(len(sizes), dtype=bool)
    if rows is None:
        return found
    later, earlier = _close(rows @ rows.T, sizes, sizes)
    before = earlier < later
    for i, j in sorted(zip(later[before], earlier[before], strict=True)):
        if not found[j]:
            found[i] = True
    return found


def twins_of(texts, others):
    """For each text, one of the others that shares two thirds of its three-word runs.

    Numbers aside: rows from a template often differ in nothing else.

    Parameters
    ----------
    texts, others : list of str, lengths n and m
        A text of fewer than three words has no twin.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The first such text of `others`, -1 where there is none.
    """
    n = len(texts)
    found = np.full(n, -1)
    rows, sizes = _runs([_NUMBER.sub("0", text) for text in (*texts, *others)])
    if rows is None:
        return found
    steps = range(0, n, _AT_A_TIME)
    for start in tqdm(steps, "looking for twins", delay=1, leave=False):
        part = slice(start, min(start + _AT_A_TIME, n))
        i, j = _close(rows[part] @ rows[n:].T, sizes[part], sizes[n:])
        for text, other in sorted(zip(i, j, strict=True), reverse=True):
            found[start + text] = other
    return found

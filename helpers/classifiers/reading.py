"""How models read text: as counted n-grams, or as tokens in their order."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from helpers import tokens

__all__ = ["Reader", "log_count_ratios", "read_ngrams", "read_tokens"]


@dataclass(frozen=True)
class Reader:
    """How a model reads text.

    Attributes
    ----------
    encode : callable
        From a list of str to helpers.tokens.Rows.
    size : int
        How many different features there are, padding included.
    start : array of shape (size, k), optional
        First weights, for a model that does not draw them.
    """

    encode: Callable
    size: int
    start: np.ndarray | None = None


def read_ngrams(train, **unused):
    """Learn to read n-grams weighed by rarity; they start as naive Bayes weighs them.

    Parameters
    ----------
    train : helpers.corpora.Split
    **unused
        Settings of models that read tokens.

    Returns
    -------
    Reader
    """
    ngrams = tokens.tfidf_ngrams(train.texts)
    start = log_count_ratios(ngrams.fit_transform(train.texts), train.labels)

    def encode(texts):
        return tokens.from_sparse(ngrams.transform(texts))

    return Reader(encode, len(start), start)


def read_tokens(train, *, max_length, vocabulary_size):
    """Learn to read the most frequent words, in their order.

    Parameters
    ----------
    train : helpers.corpora.Split
    max_length : int
        Tokens kept of a text, at least 1.
    vocabulary_size : int
        Tokens known, at least 3.

    Returns
    -------
    Reader
    """
    tokenizer = tokens.train_tokenizer(train.texts, vocabulary_size)

    def encode(texts):
        return tokens.encode(tokenizer, texts, max_length)

    return Reader(encode, tokenizer.get_vocab_size())


def log_count_ratios(features, y):
    """What naive Bayes would answer: how much more a class uses each feature.

    ln of a feature's share in a class over its share in all the others, every count
    raised by 1 (Wang & Manning 2012, section 2.2, one class against the rest).

    Parameters
    ----------
    features : sparse matrix, shape (n, d)
        Counts or weights, 0 or above.
    y : array of int, shape (n,)

    Returns
    -------
    array of shape (d + 1, k)
        A row of zeros for padding comes first.
    """
    members = np.eye(y.max() + 1)[y]
    own = 1 + features.T @ members
    others = 1 + features.T @ (1 - members)
    ratios = np.log(own / own.sum(axis=0)) - np.log(others / others.sum(axis=0))
    return np.vstack([np.zeros(ratios.shape[1]), ratios])

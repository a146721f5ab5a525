"""How models read text: as counted n-grams, or as tokens in their order."""

from dataclasses import dataclass, field

import numpy as np

from helpers import ngrams, saved, tokens
from helpers.pretrained import Pretrained

__all__ = ["Reader", "log_count_ratios", "read_ngrams", "read_tokens"]


@dataclass(frozen=True)
class Reader:
    """How a model reads text.

    Attributes
    ----------
    reading : helpers.saved.Ngrams, Tokens or Pieces
    start : array of shape (size, k) or helpers.pretrained.Pretrained, optional
        First weights, for a model that does not draw them.
    sizes : dict of str to number
        Of the network, as far as no setting decides them.
    """

    reading: saved.Ngrams | saved.Tokens | saved.Pieces
    start: np.ndarray | Pretrained | None = None
    sizes: dict = field(default_factory=dict)

    @property
    def size(self):
        """How many different features there are, padding included."""
        return self.reading.size

    def encode(self, texts):
        """From a list of str to helpers.tokens.Rows."""
        return self.reading.encode(texts)


def read_ngrams(train, **unused):
    """Learn to read n-grams weighed by rarity; they start as naive Bayes weighs them.

    Parameters
    ----------
    train : helpers.corpora.Split
    **unused
        Settings of models that read otherwise.

    Returns
    -------
    Reader
    """
    union = ngrams.tfidf_ngrams(train.texts)
    start = log_count_ratios(union.fit_transform(train.texts), train.labels)
    return Reader(ngrams.learned(union), start)


def read_tokens(train, *, max_length, vocabulary_size, filled=False, **unused):
    """Learn to read the most frequent words, in their order.

    Parameters
    ----------
    train : helpers.corpora.Split
    max_length : int
        Tokens kept of a text, at least 1.
    vocabulary_size : int
        Tokens known, at least 3.
    filled : bool
        Whether every text is filled up to that length, on the left.
    **unused
        Settings of models that read otherwise.

    Returns
    -------
    Reader
    """
    tokenizer = tokens.train_tokenizer(train.texts, vocabulary_size)
    numbers = tokenizer.get_vocab()
    vocabulary = sorted(numbers, key=numbers.get)[2:]
    by_characters = not tokens.words_tell_apart(train.texts)
    return Reader(saved.Tokens(vocabulary, by_characters, max_length, filled))


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

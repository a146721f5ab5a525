"""From text to numbered features: tokens in their order, or counted n-grams.

However a model reads a text, it is given two rows of one length: whole numbers that say
which features the text has, and weights that say how much each of them counts. Number 0
is padding, everywhere.
"""

from typing import NamedTuple

import numpy as np
import regex
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

__all__ = [
    "PAD",
    "UNKNOWN",
    "Rows",
    "encode",
    "from_sparse",
    "pad",
    "spans",
    "tfidf_ngrams",
    "train_tokenizer",
]

PAD, UNKNOWN = 0, 1
# A run of letters and digits is a word, and so is every other sign.
_WORD = r"\w+|[^\w\s]"
_CHARACTER = r"\P{M}\p{M}*|\p{M}+"  # with its accents and vowel signs
_HAN_ALONE = (
    r"\p{Han}\p{M}*"
    r"|[[\p{L}\p{N}]--\p{Han}][[\p{L}\p{M}\p{N}]--\p{Han}]*"
    r"|[^\p{L}\p{N}\s]\p{M}*"
)


class Rows(NamedTuple):
    """Texts as numbers, n of them.

    Attributes
    ----------
    ids : list of n arrays of int
        The features of each text.
    weights : list of n arrays of float
        How much each of these features counts; as long as `ids`.
    """

    ids: list
    weights: list


def train_tokenizer(texts, vocabulary_size):
    """Learn which words get a number of their own: the most frequent ones.

    One token a word; Chinese is split into characters.

    Parameters
    ----------
    texts : list of str
        Training texts only; a word seen only in the test set must stay unknown.
    vocabulary_size : int
        Tokens in all, the two special ones included; at least 3.

    Returns
    -------
    tokenizers.Tokenizer

    Raises
    ------
    ValueError
        If there would be no room for a word.
    """
    if vocabulary_size < 3:
        raise ValueError("vocabulary_size counts padding and unknown: at least 3")
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(
        lowercase=True, handle_chinese_chars=True
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordLevelTrainer(
        vocab_size=vocabulary_size,
        special_tokens=["[PAD]", "[UNK]"],
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def spans(text):
    """Where the words of a text stand: pairs of first place and the place behind.

    Other signs count as words, and so do Chinese characters. Of a text that is one
    word, they are its characters.
    """
    pieces = [piece.span() for piece in regex.finditer(_HAN_ALONE, text, regex.V1)]
    if len(pieces) < 2:
        pieces = [piece.span() for piece in regex.finditer(_CHARACTER, text)]
    return pieces


def encode(tokenizer, texts, max_length):
    """Tokens in their order, the last one weighing 1 and all others 0.

    So the weighted sum of what a network made of each token is what it made of the
    last one, when it had read them all.

    Parameters
    ----------
    tokenizer : tokenizers.Tokenizer
    texts : list of str, length n
    max_length : int
        Tokens kept, the first ones; at least 1.

    Returns
    -------
    Rows
    """
    # A text of nothing that is a token counts as one unknown token.
    ids = [
        np.array(encoding.ids[:max_length] or [UNKNOWN], dtype=np.int32)
        for encoding in tokenizer.encode_batch(texts)
    ]
    weights = [np.zeros(len(row)) for row in ids]
    for row in weights:
        row[-1] = 1.0
    return Rows(ids, weights)


def pad(rows, length, *, left=False):
    """A rectangle of rows, cut at `length` and filled up with 0.

    Parameters
    ----------
    rows : list of n arrays, at least one
    length : int
        At least 1.
    left : bool
        Fill and cut on the left, as Keras' `pad_sequences` does unless told otherwise.

    Returns
    -------
    numpy.ndarray, shape (n, length), of the rows' type
    """
    padded = np.zeros((len(rows), length), dtype=rows[0].dtype)
    for place, row in zip(padded, rows, strict=True):
        if left:
            place[max(length - len(row), 0) :] = row[-length:]
        else:
            place[: len(row)] = row[:length]
    return padded


def tfidf_ngrams(count):
    """Words, pairs of words and runs of one to four characters, weighed by rarity.

    A feature weighs (1 + ln its count in the text) times its TF-IDF rarity, and words
    and characters are each scaled to length 1. Characters make it work on Chinese,
    which writes no spaces between words.

    Parameters
    ----------
    count : int
        How many texts it will learn from. A feature that only one of them has is left
        out, unless there are fewer than 200.

    Returns
    -------
    sklearn.pipeline.FeatureUnion
        Its `transform` gives a sparse matrix with a row for each text.
    """
    common = {"min_df": 2 if count >= 200 else 1, "sublinear_tf": True}
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=_WORD, **common)
    runs = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), **common)
    return make_union(words, runs)


def from_sparse(matrix):
    """The entries of a sparse matrix, row by row; column j becomes feature j + 1.

    Parameters
    ----------
    matrix : scipy.sparse matrix, shape (n, features)

    Returns
    -------
    Rows
    """
    matrix = matrix.tocsr().astype(np.float32)
    ends = matrix.indptr[1:-1]
    ids = np.split(matrix.indices.astype(np.int32) + 1, ends)
    return Rows(ids, np.split(matrix.data, ends))

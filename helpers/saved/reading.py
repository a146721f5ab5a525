"""How a classifier reads text: all that training learned of it, and nothing else.

What stands here is enough to read a text where there is no training corpus, and needs
neither Keras nor scikit-learn.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import ClassVar

import numpy as np
import regex
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from helpers import tokens

__all__ = ["Ngrams", "Pieces", "Tokens"]

_LONGEST_RUN = 4  # characters


@dataclass(frozen=True, eq=False)
class Ngrams:
    """Words, pairs of words and runs of one to four characters, weighed by rarity.

    Attributes
    ----------
    words : list of str
        The known words and pairs, a blank between the two; none if only runs count.
    runs : list of str
        The known runs of characters.
    rarity : numpy.ndarray of float, shape (words and runs,)
        The weight of a feature that a text has once, before it is scaled.
    """

    words: list
    runs: list
    rarity: np.ndarray

    @property
    def size(self):
        """How many different features there are, padding included."""
        return len(self.rarity) + 1

    def encode(self, texts):
        """Read texts.

        Parameters
        ----------
        texts : list of str

        Returns
        -------
        helpers.tokens.Rows
            To the last bit what scikit-learn's TF-IDF computes.
        """
        rows = [self._features(text) for text in texts]
        return tokens.Rows([ids for ids, _ in rows], [weights for _, weights in rows])

    def known(self, ids):
        """Which of these numbers stand for something that was learned."""
        return ids > tokens.PAD

    @cached_property
    def _numbers(self):
        """The number of each word, from 0, and of each run, which come after them."""
        words = {word: i for i, word in enumerate(self.words)}
        return words, {run: len(words) + i for i, run in enumerate(self.runs)}

    def _features(self, text):
        plain = tokens.plain(text)
        found = tokens.words(plain)
        pieces = found + [" ".join(pair) for pair in pairwise(found)]
        known_words, known_runs = self._numbers
        blocks = [self._weighed(pieces, known_words)] if known_words else []
        blocks.append(self._weighed(_runs(plain), known_runs))
        ids, weights = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
        return (ids + 1).astype(np.int32), weights.astype(np.float32)

    def _weighed(self, pieces, known):
        """Known pieces in order, each (1 + ln count) times its rarity, length 1."""
        counts = Counter(map(known.get, pieces))
        counts.pop(None, None)
        ids = np.array(sorted(counts), dtype=np.int64)
        weights = np.log([float(counts[i]) for i in ids.tolist()]) + 1.0
        weights *= self.rarity[ids]
        if len(ids):
            # Added one by one, as scikit-learn adds them.
            weights /= np.sqrt(np.cumsum(weights**2)[-1])
        return ids, weights


def _runs(text):
    """Every run of one to four characters, of which several blanks are one."""
    text = regex.sub(r"\s\s+", " ", text)
    ends = range(1, len(text) + 1)
    return [
        text[end - n : end] for n in range(1, _LONGEST_RUN + 1) for end in ends[n - 1 :]
    ]


@dataclass(frozen=True, eq=False)
class Tokens:
    """The first tokens of a text, in their order.

    Attributes
    ----------
    vocabulary : list of str
        The known tokens; the first one has number 2.
    by_characters : bool
        Whether words are split into their characters.
    max_length : int
        Tokens kept, at least 1.
    filled : bool
        Whether every text is filled up to that length, on the left.
    """

    vocabulary: list
    by_characters: bool
    max_length: int
    filled: bool = False

    @property
    def size(self):
        """How many different tokens there are, padding and unknown included."""
        return len(self.vocabulary) + 2

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """What splits a text."""
        return tokens.build_tokenizer(self.vocabulary, by_characters=self.by_characters)

    def encode(self, texts):
        """Read texts.

        Parameters
        ----------
        texts : list of str

        Returns
        -------
        helpers.tokens.Rows
            The last token weighs 1, all others 0.
        """
        rows = tokens.encode(self.tokenizer, texts, self.max_length)
        if not self.filled:
            return rows
        return tokens.Rows(
            *(list(tokens.pad(part, self.max_length, left=True)) for part in rows)
        )

    def known(self, ids):
        """Which of these numbers stand for something that was learned."""
        return ids > tokens.UNKNOWN


@dataclass(frozen=True, eq=False)
class Pieces:
    """The first pieces of words of a text, a sign before them and one behind.

    So BERT reads (Devlin et al. 2019, section 3; Wu et al. 2016, section 4.1): of what
    is left of a word, always the longest piece that is known.

    Attributes
    ----------
    vocabulary : list of str
        The pieces, the first one has number 0; those within a word begin with "##".
        `SIGNS` are among them, padding as number 0.
    lowercase : bool
        Whether capitals become small letters, and accents are left out.
    max_length : int
        Tokens kept, the two signs included, at least 3.
    """

    SIGNS: ClassVar = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")

    vocabulary: list
    lowercase: bool
    max_length: int

    @property
    def size(self):
        """How many different pieces there are, signs included."""
        return len(self.vocabulary)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """What splits a text. That which looks like a sign in it is none."""
        numbers = {piece: i for i, piece in enumerate(self.vocabulary)}
        tokenizer = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=self.lowercase)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        around = [(sign, numbers[sign]) for sign in ("[CLS]", "[SEP]")]
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=around
        )
        tokenizer.enable_truncation(self.max_length)
        return tokenizer

    def encode(self, texts):
        """Read texts.

        Parameters
        ----------
        texts : list of str

        Returns
        -------
        helpers.tokens.Rows
            All tokens of a text weigh the same, 1 together.
        """
        ids = [
            np.array(encoding.ids, dtype=np.int32)
            for encoding in self.tokenizer.encode_batch(texts)
        ]
        return tokens.Rows(ids, [np.full(len(row), 1 / len(row)) for row in ids])

    def known(self, ids):
        """Which of these numbers stand for something that was learned."""
        return ~np.isin(ids, [self.vocabulary.index(sign) for sign in self.SIGNS])

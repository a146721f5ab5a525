"""From text to words, and to numbered tokens in their order.

However a model reads a text, it is given two rows of one length: whole numbers that say
which features the text has, and weights that say how much each of them counts. Number 0
is padding, everywhere.
"""

import unicodedata
from collections import Counter
from typing import NamedTuple

import numpy as np
import regex
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

__all__ = [
    "PAD",
    "UNKNOWN",
    "Rows",
    "build_tokenizer",
    "encode",
    "in_two",
    "leave_one_out",
    "pad",
    "plain",
    "train_tokenizer",
    "words",
    "words_tell_apart",
]

PAD, UNKNOWN = 0, 1
# A word is a run of letters and digits, each with its accents and vowel signs (marks);
# every other sign is a word as well.
_WORD = r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*|[^\p{L}\p{N}\s]\p{M}*"
# Chinese writes no spaces: each of its characters is a word.
_HAN_ALONE = (
    r"\p{Han}\p{M}*"
    r"|[[\p{L}\p{N}]&&\P{Han}][[\p{L}\p{M}\p{N}]&&\P{Han}]*"
    r"|[^\p{L}\p{N}\s]\p{M}*"
)
_CHARACTER = r"\P{M}\p{M}*|\p{M}+"
_INVISIBLE = r"\p{Cf}"  # joiners, soft hyphens, marks of direction
# Controls, private signs and the sign for what was unreadable: no words.
_UNREADABLE = r"[[\p{C}&&\S]\uFFFD]"
# The words of a text as it was typed, with what is invisible in them.
_SEEN = (
    r"\p{Han}[\p{M}\p{Cf}]*"
    r"|[[\p{L}\p{N}]&&\P{Han}][[\p{L}\p{M}\p{N}\p{Cf}]&&\P{Han}]*"
    r"|[^\p{L}\p{N}\p{M}\p{C}\s]\p{M}*"
)
# One letter in two forms: the small letter of İ, and the sigma that ends a word.
_FORMS = {"i\u0307": "i", "ς": "σ"}


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

    One token a word, in small letters, accents and vowel signs kept; a Chinese
    character is a word. Texts that their words would not tell apart, such as names or
    titles written without spaces, are split into characters.

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
    tokenizer = build_tokenizer([], by_characters=not words_tell_apart(texts))
    trainer = trainers.WordLevelTrainer(
        vocab_size=vocabulary_size - 2, special_tokens=[], show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    learned = tokenizer.get_vocab()
    tokenizer.model = _numbered(sorted(learned, key=learned.get))
    return tokenizer


def build_tokenizer(vocabulary, *, by_characters=False):
    """A tokenizer that knows these tokens.

    Parameters
    ----------
    vocabulary : list of str
        Number 2 and on; 0 is padding, 1 is unknown.
    by_characters : bool
        Whether words are split into their characters.

    Returns
    -------
    tokenizers.Tokenizer
    """
    tokenizer = Tokenizer(_numbered(vocabulary))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_UNREADABLE), ""),
            normalizers.Lowercase(),
            normalizers.NFC(),
            *(normalizers.Replace(form, letter) for form, letter in _FORMS.items()),
        ]
    )
    pieces = [pre_tokenizers.Split(Regex(_HAN_ALONE), "removed", invert=True)]
    if by_characters:
        pieces.append(pre_tokenizers.Split(Regex(_CHARACTER), "isolated"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(pieces)
    return tokenizer


def _numbered(vocabulary):
    """Each token with its number. The two special ones are no words of a text."""
    numbers = {"[PAD]": PAD, "[UNK]": UNKNOWN}
    # A text that holds "[PAD]" holds three words.
    numbers |= {word: i + 2 for i, word in enumerate(vocabulary)}
    return models.WordLevel(numbers, unk_token="[UNK]")


def plain(text):
    """A text as it is compared: one spelling of accents, small, nothing invisible."""
    text = regex.sub(_INVISIBLE, "", text).lower()
    text = unicodedata.normalize("NFC", text)
    for form, letter in _FORMS.items():
        text = text.replace(form, letter)
    return text


def words(text, pattern=_WORD):
    """The words of a text that is `plain`, in their order."""
    return regex.findall(pattern, text, flags=regex.V1)


def in_two(texts):
    """What stands in two at least of these sets."""
    counts = Counter(piece for text in texts for piece in text)
    return {piece for piece, count in counts.items() if count > 1}


def words_tell_apart(texts):
    """Whether words that two texts have would still tell most of these texts apart.

    Of reviews, questions or headlines they do; of names hardly a word stands in two.
    Where they do not, a tokenizer splits texts into characters.
    """
    texts = {tuple(words(plain(text), _HAN_ALONE)) for text in texts}
    known = in_two(map(set, texts))
    seen = {tuple(word for word in text if word in known) for text in texts}
    return len(texts) < 3 or len(seen) >= len(texts) / 2


def leave_one_out(text, most):
    """A text without each of its words in turn.

    Other signs count as words, and so do Chinese characters. Of a text that is one
    word, they are its characters. What remains stays as it was written; only where two
    words would become one, a blank keeps them apart.

    Parameters
    ----------
    text : str
    most : int
        Words to leave out, the first ones.

    Returns
    -------
    list of (str, str)
        The word, and the text without it.
    """
    pieces = [m.span() for m in regex.finditer(_SEEN, text, flags=regex.V1)]
    one_word = len(pieces) < 2
    if one_word:
        found = regex.finditer(r"\X", text)
        pieces = [m.span() for m in found if words(plain(m.group()))]
    rests = []
    for start, end in pieces[:most]:
        before, after = text[:start], text[end:]
        joined = regex.fullmatch(_SEEN, before[-1:] + after[:1], flags=regex.V1)
        blank = " " if before and after and joined and not one_word else ""
        rests.append((text[start:end], before + blank + after))
    return rests


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

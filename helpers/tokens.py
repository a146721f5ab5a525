"""From text to whole numbers: train a tokenizer, encode, pad.

One token a word; Chinese is split into characters. Token 0 is padding, 1 stands for
every word outside the vocabulary.
"""

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

__all__ = ["PAD", "UNKNOWN", "encode", "train_tokenizer"]

PAD, UNKNOWN = 0, 1


def train_tokenizer(texts, vocabulary_size):
    """Learn which words get a number of their own: the most frequent ones.

    Parameters
    ----------
    texts : list of str
        Training texts only; a word seen only in the test set must stay unknown.
    vocabulary_size : int
        Tokens in all, the two special ones included; at least 3.

    Returns
    -------
    tokenizers.Tokenizer
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


def encode(tokenizer, texts, max_length):
    """Token numbers of each text, cut at `max_length` and padded with 0 on the right.

    Parameters
    ----------
    tokenizer : tokenizers.Tokenizer
    texts : list of str, length n
    max_length : int
        Tokens kept, at least 1.

    Returns
    -------
    numpy.ndarray, shape (n, max_length), int32
    """
    ids = np.full((len(texts), max_length), PAD, dtype=np.int32)
    for row, encoding in zip(ids, tokenizer.encode_batch(texts), strict=True):
        kept = encoding.ids[:max_length]
        row[: len(kept)] = kept
    return ids

"""Learning which n-grams of a text count, and how much: scikit-learn's TF-IDF."""

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union

from helpers import tokens
from helpers.saved import Ngrams

__all__ = ["learned", "tfidf_ngrams"]


def tfidf_ngrams(texts):
    """Words, pairs of words and runs of one to four characters, weighed by rarity.

    A feature weighs (1 + ln its count in the text) times its TF-IDF rarity, and words
    and characters are each scaled to length 1. Characters make it work on Chinese,
    which writes no spaces between words.

    Parameters
    ----------
    texts : list of str
        What it will learn from. From 200 on, a feature that only one of them has is
        left out, and so are words if no two texts have one in common.

    Returns
    -------
    sklearn.pipeline.FeatureUnion
        Not fitted yet. Its `transform` gives a sparse matrix with a row for each text.
    """
    plain = [tokens.plain(text) for text in texts]
    several = len(texts) >= 200
    common = {"sublinear_tf": True, "preprocessor": tokens.plain}
    runs = TfidfVectorizer(
        analyzer="char",
        ngram_range=(1, 4),
        min_df=2 if several and tokens.in_two(map(set, plain)) else 1,
        **common,
    )
    if several and not tokens.in_two(set(tokens.words(text)) for text in plain):
        return make_union(runs)
    words = TfidfVectorizer(
        ngram_range=(1, 2),
        tokenizer=tokens.words,
        token_pattern=None,
        min_df=2 if several else 1,
        **common,
    )
    return make_union(words, runs)


def learned(union):
    """What fitted n-grams read, without scikit-learn.

    Parameters
    ----------
    union : sklearn.pipeline.FeatureUnion
        From `tfidf_ngrams`, fitted. Its column j becomes feature j + 1.

    Returns
    -------
    helpers.saved.Ngrams
    """
    counters = [counter for _, counter in union.transformer_list]
    known = {"word": [], "char": []}
    for counter in counters:
        known[counter.analyzer] = counter.get_feature_names_out().tolist()
    rarity = np.concatenate([counter.idf_ for counter in counters])
    return Ngrams(known["word"], known["char"], rarity)

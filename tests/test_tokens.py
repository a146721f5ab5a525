"""Tokens: from text to numbered features."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from helpers import tokens


def test_frequent_words_get_numbers_and_others_are_unknown():
    tokenizer = tokens.train_tokenizer(["the cat sat", "the cat ran", "the dog"], 4)
    assert tokenizer.get_vocab() == {"[PAD]": 0, "[UNK]": 1, "the": 2, "cat": 3}
    rows = tokens.encode(tokenizer, ["The cat flew", "the", ""], 4)
    assert [ids.tolist() for ids in rows.ids] == [[2, 3, 1], [2], [1]]
    assert [weights.tolist() for weights in rows.weights] == [[0, 0, 1], [1], [1]]


def test_texts_are_cut_at_max_length():
    tokenizer = tokens.train_tokenizer(["a b c"], 10)
    (ids,), (weights,) = tokens.encode(tokenizer, ["a b c a b c"], 4)
    assert len(ids) == 4 and (ids > tokens.UNKNOWN).all()
    assert weights.tolist() == [0, 0, 0, 1]


def test_padding_fills_and_cuts_on_the_side_asked_for():
    rows = [np.array([1, 2, 3]), np.array([4])]
    assert tokens.pad(rows, 2).tolist() == [[1, 2], [4, 0]]
    assert tokens.pad(rows, 2, left=True).tolist() == [[2, 3], [0, 4]]
    assert tokens.pad(rows, 4, left=True).tolist() == [[0, 1, 2, 3], [0, 0, 0, 4]]


def test_a_sparse_matrix_becomes_rows_and_back():
    matrix = np.array([[0, 2.0, 0], [0, 0, 0], [1.0, 0, 0.5]])
    rows = tokens.from_sparse(csr_matrix(matrix))
    assert [ids.tolist() for ids in rows.ids] == [[2], [], [1, 3]]
    back = np.zeros((3, 4))
    for place, ids, weights in zip(back, *rows, strict=True):
        place[ids] = weights
    assert np.array_equal(back[:, 1:], matrix)


def test_ngrams_leave_out_what_one_text_alone_has_if_there_are_many():
    texts = ["blue sky"] * 250 + ["zebra"]
    many = tokens.tfidf_ngrams(250).fit(texts).get_feature_names_out()
    few = tokens.tfidf_ngrams(3).fit(texts[-3:]).get_feature_names_out()
    assert not any("zeb" in name for name in many)
    assert any(name.endswith("blue sky") for name in many)
    assert any(name.endswith("zebra") for name in few)


def test_chinese_is_split_into_characters():
    tokenizer = tokens.train_tokenizer(["梯度指向上坡", "梯度下降"], 50)
    assert tokenizer.encode("梯度 up").tokens == ["梯", "度", "[UNK]"]


def test_vocabulary_of_two_is_refused():
    with pytest.raises(ValueError, match="at least 3"):
        tokens.train_tokenizer(["a"], 2)

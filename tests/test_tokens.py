"""Tokens: from text to numbered features."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from helpers import tokens


def test_frequent_words_get_numbers_and_others_are_unknown():
    tokenizer = tokens.train_tokenizer(["the cat sat", "the cat ran", "the dog"], 4)
    assert tokenizer.get_vocab() == {"[PAD]": 0, "[UNK]": 1, "the": 2, "cat": 3}
    assert (tokens.PAD, tokens.UNKNOWN) == (0, 1)
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
    assert tokens.pad([np.array([0.5])], 2).tolist() == [[0.5, 0.0]]


def test_a_sparse_matrix_becomes_rows_and_back():
    matrix = np.array([[0, 2.0, 0], [0, 0, 0], [1.0, 0, 0.5]])
    rows = tokens.from_sparse(csr_matrix(matrix))
    assert [ids.tolist() for ids in rows.ids] == [[2], [], [1, 3]]
    back = np.zeros((3, 4))
    for place, ids, weights in zip(back, *rows, strict=True):
        place[ids] = weights
    assert np.array_equal(back[:, 1:], matrix)


def words_and_characters(count):
    """The two halves of what counts n-grams."""
    return [half for _, half in tokens.tfidf_ngrams(count).transformer_list]


def test_ngrams_are_words_and_their_pairs_and_up_to_four_characters():
    words, characters = words_and_characters(1)
    names = words.fit(["a b, c"]).get_feature_names_out()
    assert set(names) == {"a", "b", ",", "c", "a b", "b ,", ", c"}
    names = characters.fit(["abcde"]).get_feature_names_out()
    runs = "a b c d e ab bc cd de abc bcd cde abcd bcde"
    assert set(names) == set(runs.split())


def test_a_feature_weighs_one_plus_the_logarithm_of_its_count():
    words, _ = words_and_characters(1)
    (weights,) = words.fit_transform(["up up up down"]).toarray()
    up, down = (weights[words.vocabulary_[word]] for word in ("up", "down"))
    assert up / down == pytest.approx(1 + np.log(3))
    assert (weights**2).sum() == pytest.approx(1)


def test_ngrams_leave_out_what_one_text_alone_has_if_there_are_200():
    texts = ["sky"] * 197 + ["twice", "twice", "once"]
    for count, known in ((199, {"sky", "twice", "once"}), (200, {"sky", "twice"})):
        words, _ = words_and_characters(count)
        assert set(words.fit(texts).get_feature_names_out()) == known


def test_chinese_is_split_into_characters():
    tokenizer = tokens.train_tokenizer(["梯度指向上坡", "梯度下降"], 50)
    assert tokenizer.encode("梯度 up").tokens == ["梯", "度", "[UNK]"]


def test_the_smallest_vocabulary_has_room_for_one_word():
    tokenizer = tokens.train_tokenizer(["a b a"], 3)
    assert tokenizer.get_vocab() == {"[PAD]": 0, "[UNK]": 1, "a": 2}
    with pytest.raises(ValueError, match="at least 3"):
        tokens.train_tokenizer(["a"], 2)


def test_where_the_words_of_a_text_stand():
    def pieces(text):
        return [text[start:end] for start, end in tokens.spans(text)]

    said = ["It", "'", "s", "so", "_", "so", ",", "10", "%"]
    assert pieces("It's so_so, 10%") == said
    assert pieces("梯度up下") == ["梯", "度", "up", "下"]
    assert pieces("cafe\u0301 यह फिल्म") == ["cafe\u0301", "यह", "फिल्म"]
    assert pieces("name") == ["n", "a", "m", "e"] and pieces("") == []
    assert pieces("ปีปู") == ["ปี", "ปู"]

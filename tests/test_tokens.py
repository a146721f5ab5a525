"""Tokens: from text to numbered features."""

import unicodedata

import numpy as np
import pytest

from helpers import ngrams, tokens


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


def counters(texts):
    """What counts n-grams of these texts: their words, if any, and their characters."""
    return [counter for _, counter in ngrams.tfidf_ngrams(texts).transformer_list]


def test_ngrams_are_words_and_their_pairs_and_up_to_four_characters():
    words, characters = counters(["a b, c"])
    names = words.fit(["a b, c"]).get_feature_names_out()
    assert set(names) == {"a", "b", ",", "c", "a b", "b ,", ", c"}
    names = characters.fit(["abcde"]).get_feature_names_out()
    runs = "a b c d e ab bc cd de abc bcd cde abcd bcde"
    assert set(names) == set(runs.split())


def test_a_feature_weighs_one_plus_the_logarithm_of_its_count():
    words, _ = counters(["up up up down"])
    (weights,) = words.fit_transform(["up up up down"]).toarray()
    up, down = (weights[words.vocabulary_[word]] for word in ("up", "down"))
    assert up / down == pytest.approx(1 + np.log(3))
    assert (weights**2).sum() == pytest.approx(1)


def test_ngrams_leave_out_what_one_text_alone_has_if_there_are_200():
    rest = ["twice", "twice", "once"]
    for count, known in ((196, {"sky", "twice", "once"}), (197, {"sky", "twice"})):
        texts = ["sky"] * count + rest
        words, characters = counters(texts)
        assert set(words.fit(texts).get_feature_names_out()) == known
        letters = {"w", "o"} if "once" in known else {"w"}  # of "twice" and of "once"
        found = set(characters.fit(texts).get_feature_names_out())
        assert found & {"w", "o"} == letters


def test_chinese_is_split_into_characters():
    tokenizer = tokens.train_tokenizer(["梯度指向上坡", "梯度下降"], 50)
    assert tokenizer.encode("梯度 up").tokens == ["梯", "度", "[UNK]"]


def test_the_smallest_vocabulary_has_room_for_one_word():
    tokenizer = tokens.train_tokenizer(["a b a"], 3)
    assert tokenizer.get_vocab() == {"[PAD]": 0, "[UNK]": 1, "a": 2}
    with pytest.raises(ValueError, match="at least 3"):
        tokens.train_tokenizer(["a"], 2)


def test_a_text_that_holds_the_name_of_a_special_token_holds_its_signs():
    tokenizer = tokens.train_tokenizer(["a [PAD] b [UNK]"], 20)
    said = ["a", "[", "pad", "]", "b", "[", "unk", "]"]
    assert tokenizer.encode("a [PAD] b [UNK]").tokens == said
    assert min(tokenizer.encode("a [PAD] b [UNK]").ids) > tokens.UNKNOWN


def left_out(text, most=20):
    return dict(tokens.leave_one_out(text, most))


def test_a_text_without_each_of_its_words_stays_as_it_was_written():
    assert tokens.leave_one_out("It's  10%", 9) == [
        ("It", "'s  10%"),
        ("'", "It s  10%"),  # not "Its"
        ("s", "It'  10%"),
        ("10", "It's  %"),
        ("%", "It's  10"),
    ]
    assert left_out("梯度up下") == {
        "梯": "度up下",
        "度": "梯up下",
        "up": "梯度下",
        "下": "梯度up",
    }
    assert left_out("up梯down")["梯"] == "up down"
    assert left_out("a b-c d")["-"] == "a b c d"
    assert left_out("a, b")["b"] == "a, " and left_out("-a-")["a"] == "--"
    assert list(left_out("cafe\u0301 यह फिल्म")) == ["cafe\u0301", "यह", "फिल्म"]
    assert list(left_out("a b c d", most=2)) == ["a", "b"]
    assert left_out("") == left_out(" \u200b ") == {}


def test_what_is_invisible_belongs_to_its_word():
    assert list(left_out("ca\u00adfé می\u200cخواهم")) == ["ca\u00adfé", "می\u200cخواهم"]


def test_of_one_word_its_characters_are_left_out():
    assert left_out(" name ") == {
        "n": " ame ",
        "a": " nme ",
        "m": " nae ",
        "e": " nam ",
    }
    assert list(left_out("ปีปู")) == ["ปี", "ปู"]
    assert list(left_out(decomposed("한국"))) == [decomposed("한"), decomposed("국")]


def decomposed(text):
    return unicodedata.normalize("NFD", text)


# Pairs of words that differ in a mark alone: German, Spanish, Vietnamese, Japanese,
# Thai, Hindi, Hebrew, Arabic, Korean, Russian, Tamil.
PAIRS = [
    ("schon", "schön"),
    ("ano", "año"),
    ("ma", "má"),
    ("má", "mà"),
    ("はか", "ばか"),
    ("ปี", "ปู"),
    ("सुना", "सना"),
    ("שָׁר", "שֵׁר"),
    ("كَتَبَ", "كُتِبَ"),
    ("가", "각"),
    ("все", "всё"),
    ("படி", "படு"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("spelling", [str, decomposed])
def test_words_that_differ_in_a_mark_are_two_words(one, other, spelling):
    text = spelling(f"{one} {other}")
    tokenizer = tokens.train_tokenizer([text], 10)
    assert tokenizer.get_vocab_size() == 4
    first, second = tokenizer.encode(text).ids
    assert first != second
    words, _ = counters([text])
    assert set(words.fit([text]).get_feature_names_out()) == {
        one,
        other,
        f"{one} {other}",
    }


# One word, however it is typed.
TYPED = [
    ("café", ["CAFÉ", decomposed("café"), "ca\u00adfé", "ca\u200bfé", "\ufeffCafé"]),
    ("café", ["cafe\u200b\u0301", decomposed("CAFÉ")]),
    ("της", ["ΤΗΣ"]),
    ("iyi", ["İyi", "Iyi"]),
    ("ǰa", ["J\u030ca"]),
    ("ᾶ", [decomposed("ᾶ").upper()]),
    ("میخواهم", ["می\u200cخواهم"]),
]


@pytest.mark.parametrize(
    ("word", "typed"), [(word, typed) for word, ways in TYPED for typed in ways]
)
def test_a_word_is_the_same_however_it_is_typed(word, typed):
    tokenizer = tokens.train_tokenizer([word], 10)
    assert tokenizer.encode(typed).ids == [2]
    texts = [word]
    counted = ngrams.tfidf_ngrams(texts).fit(texts)
    assert (counted.transform([typed]) != counted.transform(texts)).nnz == 0


def test_signs_are_words_and_keep_their_marks():
    tokenizer = tokens.train_tokenizer(["so_so, 10% \u2764\ufe0f!"], 20)
    said = ["so", "_", "so", ",", "10", "%", "\u2764\ufe0f", "!"]
    assert tokenizer.encode("so_so, 10% \u2764\ufe0f!").tokens == said


NAMES = ["Abe", "Bea", "Cid", "Dov", "Eva", "Fay", "Gil", "Hal"]
THAI = ["ฝนตก", "แดดออก", "ลมแรง", "น้ำท่วม", "ฟ้าร้อง", "หิมะตก", "หมอกลง", "ร้อนจัด"]
TITLES = [
    "猫が好き",
    "犬も好き",
    "雨の日",
    "雪の夜",
    "春の海",
    "夏の山",
    "秋の空",
    "冬の星",
]


# Names with what all of them share.
DRESSED = ["{}.", '"{}"', "Dr. {}", "{}, esq", "{}@mail.com", "(1) {}"]


@pytest.mark.parametrize("dress", ["{}", *DRESSED])
def test_names_are_read_by_their_characters(dress):
    tokenizer = tokens.train_tokenizer([dress.format(name) for name in NAMES], 90)
    assert tokenizer.encode("Gid").tokens == ["g", "i", "d"]


@pytest.mark.parametrize(
    ("texts", "text", "characters"),
    [(THAI, "น้ำตก", ["น้", "ำ", "ต", "ก"]), (TITLES, "春が好き", list("春が好き"))],
)
def test_titles_without_spaces_are_read_by_their_characters(texts, text, characters):
    tokenizer = tokens.train_tokenizer(texts, 80)
    assert tokenizer.encode(text).tokens == characters


QUESTIONS = [
    "what is the highest mountain of the alps",
    "who wrote the first novel",
    "where is the river that runs north",
    "how many people live in the city",
    "what does a glacier carry",
    "who was the first to fly",
]


def test_a_few_ordinary_texts_are_words():
    tokenizer = tokens.train_tokenizer(QUESTIONS, 90)
    assert tokenizer.encode("who flies first").tokens == ["who", "[UNK]", "first"]


def test_words_have_to_tell_half_of_the_texts_apart():
    def reads_words(texts):
        return tokens.train_tokenizer(texts, 90).encode("abe").tokens == ["abe"]

    assert reads_words(NAMES[:2]) and not reads_words(NAMES[:3])
    apart = ["ok", "ok no", "no ok", "no"]
    assert reads_words([*NAMES[:3], *apart])  # 5 of 7: these four, and nothing known
    assert reads_words([*NAMES[:6], *apart])  # 5 of 10
    assert not reads_words([*NAMES[:7], *apart])  # 5 of 11
    assert reads_words([*NAMES[:6], *apart, *apart])  # a text again is no other text


def test_ngrams_of_many_texts_without_a_word_in_common_are_characters():
    names = [f"{a}{b}{c}" for a in "abcdefgh" for b in "klmno" for c in "uvxyz"]
    assert len(names) == 200
    (characters,) = counters(names)
    assert characters.analyzer == "char"
    words, _ = counters([*names[:199], names[0]])  # one word stands in two texts
    assert set(words.fit([*names, names[0]]).get_feature_names_out()) == {names[0]}
    assert len(counters(names[:199])) == 2


def test_ngrams_of_many_texts_without_a_character_in_common():
    signs = [chr(0x1F300 + i) for i in range(200)]
    counted = ngrams.tfidf_ngrams(signs)
    assert counted.fit_transform(signs).shape == (200, 200)

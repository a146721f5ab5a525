"""Encodings: read where that is certain, shown where it is not, never guessed."""

import codecs

import pytest

from helpers.corpora import CorpusError, load
from helpers.corpora.encodings import decoded
from tests.files import CSV, add, write

LINES = {
    "Russian": "Фильм мне очень понравился, советую",
    "Ukrainian": "Дуже гарний фільм, і книжка мені теж сподобалась",
    "Bulgarian": "Това е добър филм, много ми хареса",
    "Serbian": "Ово је добар филм, књига ми се допала",
    "Chinese": "这部电影很无聊，但是这本书非常有意思",
    "Taiwanese": "這部電影很無聊，但是這本書非常有意思",
    "Japanese": "この映画はつまらなかったが、本はとても面白い",
    "Korean": "영화가 지루했지만 이 책은 아주 재미있습니다",
    "French": "C’était très décevant, un café froid à 5 £",
    "Latin French": "Le café était froid",
    "German": "Schöner Film, für Kinder geeignet",
    "Polish": "Zażółć gęślą jaźń, film był nudny",
    "Turkish": "Güzel bir gün, film çok sıkıcıydı",
    "Greek": "Η ταινία ήταν βαρετή, το βιβλίο πολύ καλό",
    "Hebrew": "הסרט היה משעמם, הספר טוב מאוד",
    "Arabic": "كان الفيلم مملا لكن الكتاب جيد جدا",
    "Thai": "หนังน่าเบื่อแต่หนังสือดีมาก",
    "English": "don’t “buy” it – naïve, £5",
}


def lines(language, count=12):
    return "".join(f"{LINES[language]} {k}\tup\n" for k in range(count))


CERTAIN = [
    ("Russian", "cp1251"),
    ("Russian", "koi8_r"),
    ("Russian", "cp866"),
    ("Russian", "iso8859_5"),
    ("Russian", "mac_cyrillic"),
    ("Ukrainian", "cp1251"),
    ("Ukrainian", "koi8_u"),
    ("Bulgarian", "cp1251"),
    ("Bulgarian", "mac_cyrillic"),
    ("Serbian", "cp1251"),
    ("Serbian", "iso8859_5"),
    ("Chinese", "gbk"),
    ("Chinese", "gb18030"),
    ("Taiwanese", "big5"),
    ("Japanese", "shift_jis"),
    ("Japanese", "euc_jp"),
    ("Japanese", "iso2022_jp"),
    ("Korean", "euc_kr"),
    ("Korean", "cp949"),
]


@pytest.mark.parametrize(("language", "code"), CERTAIN)
def test_east_asian_and_cyrillic_pages_are_read(language, code):
    opened = decoded(lines(language).encode(code), "a.tsv")
    assert opened.text == lines(language) and opened.notes == []
    assert opened.encoding != "UTF-8"


UNCERTAIN = [
    ("French", "cp1252"),
    ("Latin French", "latin-1"),
    ("Latin French", "cp850"),
    ("German", "mac_roman"),
    ("Polish", "cp1250"),
    ("Polish", "iso8859_2"),
    ("Turkish", "cp1254"),
    ("Greek", "cp1253"),
    ("Hebrew", "cp1255"),
    ("Arabic", "cp1256"),
    ("Thai", "cp874"),
    ("English", "cp1252"),
]


@pytest.mark.parametrize("count", [1, 2, 12])
@pytest.mark.parametrize(("language", "code"), UNCERTAIN)
def test_what_would_be_a_guess_is_shown_and_read_when_asked(language, code, count):
    content = lines(language, count).encode(code)
    with pytest.raises(
        CorpusError, match=r"a.tsv, line 1 is not UTF-8; as .* it reads"
    ):
        decoded(content, "a.tsv")
    opened = decoded(content, "a.tsv", code)
    assert opened.text == lines(language, count) and opened.encoding == code


def test_the_line_is_shown_as_windows_writes_it_or_as_latin_1():
    with pytest.raises(CorpusError) as refused:
        decoded(("text\n" + lines("English")).encode("cp1252"), "a.csv")
    assert str(refused.value) == (
        "a.csv, line 2 is not UTF-8; as cp1252 it reads "
        "'don’t “buy” it – naïve, £5 0\\tup'. If that is right, set encoding to cp1252"
    )
    with pytest.raises(CorpusError, match=r"as latin-1 it reads 'Le café.*to latin-1"):
        decoded(lines("Latin French").encode("latin-1"), "a.csv")
    with pytest.raises(CorpusError, match=r"it reads '.*הסרט היה.*cp1255"):
        decoded(lines("Hebrew").encode("cp1255"), "a.csv")


@pytest.mark.parametrize("code", ["utf-16", "utf-32", "utf-8-sig"])
def test_marks_are_believed(code):
    for language in ("English", "Chinese"):
        opened = decoded(lines(language).encode(code), "a.tsv")
        assert opened.text == lines(language) and opened.notes == []
        assert code.upper().startswith(opened.encoding)


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("language", ["English", "Russian", "Chinese", "Thai"])
def test_wide_text_is_known_without_a_mark(language, code):
    opened = decoded(lines(language).encode(code), "a.tsv")
    assert opened.text == lines(language)
    assert opened.encoding == f"{code[:6].upper()} without a mark"


def test_stray_signs_are_left_out_and_said():
    opened = decoded(b"a\nb\0c\0\n", "a.csv")
    assert opened.text == "a\nbc\n"
    assert opened.notes == ["left out: 2 NUL, the first in line 2"]
    twice = codecs.BOM_UTF8 * 2 + b"text\n"
    opened = decoded(twice, "a.csv")
    assert opened.text == "text\n"
    assert opened.notes == ["left out: a second byte order mark at the start"]
    opened = decoded("\ufefftext\n\ufefftext\n".encode(), "a.csv")
    assert opened.text == "text\ntext\n"
    assert opened.notes == ["left out: 1 byte order marks within the text"]


def test_what_was_damaged_before_is_said():
    damaged = lines("English").encode("cp1252").decode("latin-1")
    opened = decoded(("text\n" + damaged).encode(), "a.csv")
    (note,) = opened.notes
    assert note == (
        "line 2 holds the control character '\\x92': the file was once read in a wrong "
        "encoding"
    )
    assert decoded("a\x85b".encode(), "a.csv").notes == []  # a line break of old


def test_a_file_of_two_encodings_is_named():
    good = "".join(f"naïve {k}\n" for k in range(9)).encode()
    mixed = good + "café\n".encode("latin-1") + good
    with pytest.raises(CorpusError, match=r"line 10 .* 18 other lines are \(1 are not"):
        decoded(mixed, "a.csv")


def test_a_file_that_ends_within_a_character():
    with pytest.raises(CorpusError, match="ends in the middle of a character: the end"):
        decoded(LINES["Chinese"].encode()[:-1], "a.csv")
    with pytest.raises(CorpusError, match=r"line 1 .* as latin-1 it reads 'up,café'"):
        decoded("up,café".encode("latin-1"), "a.csv")
    with pytest.raises(CorpusError, match=r"begins as UTF-16 and breaks off \(truncat"):
        decoded(lines("Chinese").encode("utf-16")[:-1], "a.csv")


def test_an_encoding_that_is_asked_for_has_to_fit():
    with pytest.raises(
        CorpusError, match="there is no encoding 'cp9999'; some are utf"
    ):
        decoded(b"a", "a.csv", "cp9999")
    content = b"a\nb\n" + lines("French").encode("cp1252")
    with pytest.raises(CorpusError, match=r"line 3 is not utf-8 .*leave encoding out"):
        decoded(content, "a.csv", "utf-8")


def test_load_takes_the_encoding_and_says_it(tmp_path):
    path = write(tmp_path / "a.csv", add("café,pos").encode("latin-1"))
    with pytest.raises(CorpusError, match=r"line 22 .* as latin-1 it reads 'café,pos'"):
        load(path)
    corpus = load(path, encoding="latin-1")
    assert corpus.notes == ("encoding: latin-1",)
    texts = [text for split in corpus.splits.values() for text in split.texts]
    assert "café" in texts and len(texts) == 21


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_line_separators_of_other_kinds_stay_in_their_text(sign, tmp_path):
    for name, content in (
        ("a.csv", add(f"one{sign}two,pos")),
        ("a.tsv", add(f"one{sign}two,pos").replace(",", "\t")),
    ):
        corpus = load(write(tmp_path / name, content))
        texts = [text for split in corpus.splits.values() for text in split.texts]
        assert f"one{sign}two" in texts and len(texts) == 21
        assert CSV.count("\n") == 21

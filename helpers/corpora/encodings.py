"""A file's bytes as text, in the encoding that they have.

What is certain is read, and said. What would be a guess is shown instead, so that a
person can choose: a wrong guess damages text that nobody looks at again.
"""

import codecs
from typing import NamedTuple

import charset_normalizer
import regex

from helpers.corpora.corpus import CorpusError

__all__ = ["Opened", "decoded"]

_MARKS = {  # the longer ones first: UTF-32's begins with UTF-16's
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF8: "UTF-8",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
# Scripts in which a detector is mostly right, if what it says is looked at again. Of a
# national standard the characters of the first level are the common ones: from the
# detector's word to the codec, the standard, and the first bytes of that level.
_GB = ("gb18030", "gb2312", range(0xB0, 0xD8))
_BIG5 = ("big5hkscs", "big5", range(0xA4, 0xC7))
_SHIFT_JIS = ("cp932", "euc_jp", [0xA4, 0xA5, *range(0xB0, 0xD0)])
_EUC_JP = ("euc_jis_2004", "euc_jp", [0xA4, 0xA5, *range(0xB0, 0xD0)])
_EUC_KR = ("cp949", "euc_kr", range(0xB0, 0xC9))
_EAST_ASIAN = {
    "gb2312": _GB,
    "gbk": _GB,
    "gb18030": _GB,
    "big5": _BIG5,
    "big5hkscs": _BIG5,
    "cp950": _BIG5,
    "shift_jis": _SHIFT_JIS,
    "shift_jis_2004": _SHIFT_JIS,
    "shift_jisx0213": _SHIFT_JIS,
    "cp932": _SHIFT_JIS,
    "euc_jp": _EUC_JP,
    "euc_jis_2004": _EUC_JP,
    "euc_jisx0213": _EUC_JP,
    "euc_kr": _EUC_KR,
    "cp949": _EUC_KR,
}
_CYRILLIC = ("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic")
_OTHER_LETTER = r"[^\P{L}a-zA-Z]"
_FEWEST, _ENOUGH = 20, 0.9  # letters beyond ASCII; the share that has to be common
_EVIDENCE = 100_000  # bytes that a detector is shown


class Opened(NamedTuple):
    """The text of a file.

    Attributes
    ----------
    text : str
    encoding : str
        How it was read, for people: "UTF-8".
    notes : list of str
        What else there is to say: what was left out, or is odd.
    """

    text: str
    encoding: str
    notes: list


def decoded(content, name, encoding=""):
    """The text of a file's bytes.

    Parameters
    ----------
    content : bytes
    name : str
        The file's, for messages.
    encoding : str
        One that Python knows; "" finds out.

    Returns
    -------
    Opened

    Raises
    ------
    CorpusError
        If the bytes are not in the encoding asked for, or no encoding is certain. The
        message shows a line as it would read.
    """
    if encoding:
        text, encoding = _as_asked(content, name, encoding), encoding
    else:
        text, encoding = _found(content, name)
    notes = []
    if nul := text.count("\0"):
        line = _line_of(text, text.index("\0"))
        notes.append(f"left out: {nul} NUL, the first in line {line}")
    if text.removeprefix("\ufeff").startswith("\ufeff"):
        notes.append("left out: a second byte order mark at the start")
    elif inside := text.count("\ufeff", 1):
        notes.append(f"left out: {inside} byte order marks within the text")
    if odd := regex.search(r"[\x80-\x84\x86-\x9f]", text):
        notes.append(
            f"line {_line_of(text, odd.start())} holds the control character "
            f"{odd[0]!a}: the file was once read in a wrong encoding"
        )
    return Opened(text.replace("\0", "").replace("\ufeff", ""), encoding, notes)


def _line_of(text, place):
    """The number of the line, from 1, in which a place is."""
    return len(regex.findall(r"\r\n|\r|\n", text[:place])) + 1


def _as_asked(content, name, encoding):
    """The text in the encoding that was asked for."""
    try:
        return content.decode(encoding)
    except LookupError as error:
        raise CorpusError(
            f"there is no encoding {encoding!r}; some are utf-8, utf-16, cp1252, "
            "latin-1, cp1251, gb18030, cp932"
        ) from error
    except UnicodeError as error:
        place = getattr(error, "start", 0)
        line = content[:place].count(b"\n") + 1
        raise CorpusError(
            f"{name}, line {line} is not {encoding} ({error}); leave encoding out to "
            "see what it may be"
        ) from error


def _found(content, name):
    """The text and the name of its encoding, where that is certain."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError as error:
                if encoding != "UTF-8":
                    raise CorpusError(
                        f"{name} begins as {encoding} and breaks off ({error.reason} "
                        f"at byte {error.start:,}); save it again"
                    ) from error
    if found := _wide(content) or _escaped(content):
        return found
    try:
        return content.decode(), "UTF-8"
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"
        if cut and not content[: error.start].isascii():  # it was UTF-8 so far
            raise CorpusError(
                f"{name} ends in the middle of a character: the end of the file is "
                "missing; copy it again"
            ) from error
    lines = regex.split(rb"(?<=\r\n|\r(?!\n)|\n)", content)
    telling = [line for line in lines if not line.isascii()]
    if found := _detected(content, b"".join(telling)[:_EVIDENCE]):
        return found
    raise CorpusError(_shown(name, lines, telling))


def _wide(content):
    """UTF-16 or UTF-32 without a mark: every line has NULs, all on one side."""
    zeros = content.count(0)
    if zeros < 0.01 * len(content):
        return None
    sides = [content[side::2].count(0) for side in (0, 1)]
    codes = ["utf-32-le", "utf-32-be"] if 2 * zeros > len(content) else []
    if 20 * sides[0] < sides[1]:
        codes.append("utf-16-le")
    if 20 * sides[1] < sides[0]:
        codes.append("utf-16-be")
    for code in codes:
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if regex.search(r"[\n\r]", text) and "\0" not in text:
            return text, f"{code[:6].upper()} without a mark"
    return None


def _escaped(content):
    """ISO-2022-JP, which is ASCII between signs of its own."""
    if b"\x1b$" not in content:
        return None
    try:
        return content.decode("iso2022_jp_2"), "ISO-2022-JP"
    except UnicodeDecodeError:
        return None


def _detected(content, telling):
    """East Asian and Cyrillic text, where no other reading is as good.

    A detector takes short Latin text for East Asian, so its word counts only if the
    letters are common ones and stand beside each other; in "naïve" one stands alone.
    One Cyrillic page it takes for another, so of these the one that gives the most
    whole words is taken.
    """
    best = charset_normalizer.from_bytes(telling).best()
    if best and best.encoding in _EAST_ASIAN:
        code, standard, leads = _EAST_ASIAN[best.encoding]
        text = _read(content, code)
        common = [
            letter.encode(standard, "ignore")[:1] in {bytes([lead]) for lead in leads}
            for letter in _in_runs(text)
        ]
        if len(common) >= _FEWEST and sum(common) >= _ENOUGH * _letters(text):
            return text, code
    texts = {code: _read(content, code) for code in _CYRILLIC}
    code = max(texts, key=lambda code: _in_cyrillic_words(texts[code]))
    certain = max(_FEWEST, _ENOUGH * _letters(texts[code]))
    if _in_cyrillic_words(texts[code]) >= certain and _is_slavic(texts[code]):
        return texts[code], code
    return None


def _read(content, code):
    """The text of bytes, or nothing if they are not in this encoding."""
    try:
        return content.decode(code)
    except UnicodeDecodeError:
        return ""


def _letters(text):
    """How many characters beyond ASCII a text has, other than punctuation."""
    return len(regex.findall(r"[^\x00-\x7f\p{P}\s№]", text))


def _in_runs(text):
    """The letters beyond ASCII that stand beside another one."""
    return "".join(regex.findall(_OTHER_LETTER + "{2,}", text))


def _in_cyrillic_words(text):
    """How many letters stand in Cyrillic words as they are written; rare ones half."""
    letters = "".join(_cyrillic_words(text)).lower()
    return len(letters) - len(regex.findall("[^а-яё]", letters)) / 2


def _cyrillic_words(text):
    """The words in Cyrillic letters that have no capital behind a small one."""
    words = regex.findall(r"\b\p{Cyrillic}+\b", text)
    return [w for w in words if regex.fullmatch(r"\p{Lu}?\p{Ll}+|\p{Lu}+", w)]


def _is_slavic(text):
    """Whether Cyrillic words look like language: other alphabets' pages do not.

    Words of three letters and more, mostly small ones, the commonest letters common.
    """
    words = _cyrillic_words(text)
    letters = "".join(words)
    small = len(regex.findall(r"\p{Ll}", letters))
    common = len(regex.findall("[оеаинтсрвлкі]", letters.lower()))
    return (
        len(letters) >= max(2 * _FEWEST, 3 * len(words))
        and small >= 0.5 * len(letters)
        and common >= 0.58 * len(letters)
    )


def _shown(name, lines, telling):
    """What to tell a person who has to choose an encoding."""
    bad = [line for line in telling if not _is_utf8(line)]
    number = lines.index(bad[0]) + 1
    mostly = len(telling) - len(bad)
    codes = ["cp1252" if regex.search(rb"[\x80-\x9f]", b"".join(bad)) else "latin-1"]
    for match in charset_normalizer.from_bytes(b"".join(bad)[:_EVIDENCE]):
        if len(codes) < 3 and regex.search(_OTHER_LETTER + "{3}", str(match)):
            codes.append(match.encoding)
    reads = [f"as {code} it reads {_around(bad[0], code)!r}" for code in codes]
    start = f"{name}, line {number} is not UTF-8"
    if mostly > 3 * len(bad):
        return (
            f"{start}, but {mostly} other lines are ({len(bad)} are not); {reads[0]}. "
            "The file mixes two encodings; mend those lines"
        )
    asked = " or ".join(codes)
    return f"{start}; {', '.join(reads)}. If that is right, set encoding to {asked}"


def _is_utf8(line):
    """Whether bytes are UTF-8."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _around(line, code, before=20, length=60):
    """The part of a line around its first byte that is no ASCII, as it would read."""
    place = next(place for place, byte in enumerate(line) if byte > 127)
    start = max(place - before, 0)
    return line[start : start + length].decode(code, "replace").strip()

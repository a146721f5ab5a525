"""Separated values: which sign separates, and what a quotation mark means.

A quotation mark may quote a field or be part of a text, and files say neither. Taken
for the wrong one, it swallows rows. So both readings are made where they differ, and
the one in which the rows come out even is taken.
"""

import csv
import io
from itertools import pairwise

import regex

from helpers.corpora.columns import find, tabulated
from helpers.corpora.corpus import CorpusError

__all__ = ["read_separated"]

_SIGNS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
_LONGEST = 2**31 - 1  # characters of a field; the csv module's own limit is 131,072
_LINE_END = regex.compile(r"\r\n|\r|\n")
_HEADERS = 10  # lines among which the one with the names is looked for


def read_separated(text, name, wanted, usual):
    """The table of a text of separated values.

    Parameters
    ----------
    text : str
    name : str
        The file's, for messages.
    wanted : sequence of str
        Names of the columns that are asked for: text first, then label, if any.
    usual : str
        The sign that the file's ending promises; another one that gives the columns
        asked for is taken, and said.

    Returns
    -------
    helpers.corpora.columns.Table

    Raises
    ------
    CorpusError
        If quotation marks do not match, swallow rows, or rows are too long.
    """
    notes, above = [], 0
    if said := regex.match(r'"?sep=(.)"?(\r\n|\r|\n)', text, regex.IGNORECASE):
        usual, text, above = said[1], text[said.end() :], 1
    sign = usual if said else _separator(text, wanted, usual)
    if sign != usual:
        notes.append(f"separated by {_SIGNS.get(sign, repr(sign))}")
    old = csv.field_size_limit(_LONGEST)
    try:
        rows, note = _rows(text, name, sign, wanted, above)
    finally:
        csv.field_size_limit(old)
    table = tabulated(rows, name, "line", wanted)
    return table._replace(notes=[*notes, *note, *table.notes])


def _separator(text, wanted, usual):
    """The sign that gives the columns asked for, else the one that gives columns."""
    first = _LINE_END.split(text, _HEADERS)[:_HEADERS]
    lines = [line for line in first if line.strip()] or [""]
    signs = dict.fromkeys([usual, *_SIGNS])
    for line in lines:
        others = regex.findall(r"[^\w\s\"'.-]", line)
        for sign in dict.fromkeys([*signs, *others]):
            cells = [cell.strip(' "') for cell in line.split(sign)]
            if all(find(cells, column) for column in wanted):
                return sign
    counts = {sign: lines[0].count(sign) for sign in signs}
    return usual if counts[usual] else max(counts, key=counts.get)


def _rows(text, name, sign, wanted, above):
    """The rows with the lines that they begin on, and notes."""
    literal = _parsed(text, sign, above, quoting=csv.QUOTE_NONE)
    if '"' not in text:
        return literal, []
    try:
        quoted = _quoted(text, sign, above)
        wrong = _swallowed(quoted, text, sign, wanted, above)
    except csv.Error as error:
        wrong = str(error)
    if not wrong and (sign != "\t" or _clearly_quoted(literal)):
        return quoted, []
    if sign == "\t" or _even(literal):
        return literal, ["quotation marks are read as parts of the texts"]
    raise CorpusError(
        f"{name}, {wrong}; quote text that holds a separator, a quote or a line "
        'break, and double the quotes in it: "say ""hi"""'
    )


def _quoted(text, sign, above):
    """The rows, where quotation marks quote, and are doubled or escaped within."""
    try:
        return _parsed(text, sign, above)
    except csv.Error:
        if r"\"" not in text:
            raise
        return _parsed(text, sign, above, escapechar="\\", doublequote=False)


def _parsed(text, sign, above, **options):
    """Rows with the line each begins on; csv.Error if they break off."""
    table = csv.reader(
        io.StringIO(text, newline=""), delimiter=sign, strict=True, **options
    )
    rows, start = [], 1 + above
    try:
        for cells in table:
            if any(cells) or len(cells) > 1:  # an empty line is no row
                rows.append((start, cells))
            start = table.line_num + 1 + above
    except csv.Error as error:
        raise csv.Error(
            f"line {start}: the quotation marks of this row do not match ({error})"
        ) from error
    return rows


def _even(rows):
    """Whether all rows have as many cells as the first."""
    return all(len(cells) == len(rows[0][1]) for _, cells in rows)


def _clearly_quoted(literal):
    """Whether the quotation marks of a text that could be read without them quote."""
    cells = [[cell for cell in row if '"' in cell] for _, row in literal]
    around = [any(regex.fullmatch('".*"', cell) for cell in row) for row in cells]
    doubled = any(regex.fullmatch('".*"".*"', cell) for row in cells for cell in row)
    return doubled or not _even(literal) or sum(around) >= 0.9 * len(literal)


def _swallowed(rows, text, sign, wanted, above):
    """What is wrong where a quoted text takes in lines that are rows of their own."""
    header = next((c for _, c in rows if all(find(c, w) for w in wanted)), None)
    if header is None or len(wanted) < 2:  # no column of few values to tell rows by
        return ""
    label = header.index(find(header, wanted[1])[0])
    lines = _LINE_END.split(text)
    starts = [line - above for line, _ in rows] + [len(lines) + 1]
    spans = [
        [line for line in lines[start - 1 : end - 1] if line.strip()]
        for start, end in pairwise(starts)
    ]
    known = {
        cells[label]
        for (_, cells), span in zip(rows, spans, strict=True)
        if len(span) == 1 and len(cells) == len(header)
    }
    for start, span in zip(starts, spans, strict=False):
        alone = [line.split(sign) for line in span]
        like = sum(
            len(cells) == len(header) and cells[label].strip(' "') in known
            for cells in alone
        )
        if like > 1:  # the last line of a text may look like a row, or its first one
            return (
                f"line {start + above}: a quotation mark opens a text of {len(span)} "
                f"lines, {like} of which look like rows"
            )
    return ""

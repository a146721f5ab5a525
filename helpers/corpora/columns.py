"""Rows with named columns, and which column is meant when a name is nearly right."""

import math
from typing import NamedTuple

import regex

from helpers.corpora.corpus import CorpusError

__all__ = ["Table", "as_text", "find", "folded", "header_at", "tabulated"]

_HEADERS = 10  # rows among which the one with the names is looked for


class Table(NamedTuple):
    """What a file holds, before anything is left out.

    Attributes
    ----------
    columns : list of str
        In their order; "" for a column without a name.
    rows : list of (int, dict)
        Where a row stands in the file, and its cells by column.
    unit : str
        What counts the places: "line", "row" or "entry".
    notes : list of str
        How it was read, where that had to be found out.
    """

    columns: list
    rows: list
    unit: str
    notes: list


def folded(name):
    """A name without what people do not see as a difference: case, spaces, dashes."""
    return regex.sub(r"[\s_\-\p{Cf}]+", " ", name).strip().casefold()


def find(columns, wanted):
    """The columns that a name may mean: of that name, else nearly so, else nested so.

    Parameters
    ----------
    columns : sequence of str
    wanted : str

    Returns
    -------
    list of str
        One, if it is clear; none, if there is no such column.
    """
    exact = [column for column in columns if column == wanted]
    nearly = [column for column in columns if folded(column) == folded(wanted)]
    nested = [
        column
        for column in columns
        if folded(column.rpartition(".")[2]) == folded(wanted)
    ]
    return exact or nearly or nested


def header_at(rows, wanted):
    """Which of the first ten rows has all the names asked for; None if none has.

    Parameters
    ----------
    rows : list of (int, list)
    wanted : sequence of str

    Returns
    -------
    int or None
    """
    for start, (_, cells) in enumerate(rows[:_HEADERS]):
        header = [_title(cell) for cell in cells]
        if all(find(header, column) for column in wanted):
            return start
    return None


def tabulated(rows, name, unit, wanted):
    """A table from rows of cells, one of which holds the names of the columns.

    Parameters
    ----------
    rows : list of (int, list)
        At least one.
    name : str
        The file's, for messages.
    unit : str
    wanted : sequence of str
        The columns that are asked for. The first of ten rows that has them all is the
        header, since a title may stand above it; else the first row.

    Returns
    -------
    Table
        A row with fewer cells is filled up: spreadsheets leave out empty ones.

    Raises
    ------
    CorpusError
        If a row has more cells than there are columns.
    """
    start = header_at(rows, wanted) or 0
    first, header = rows[start][0], [_title(cell) for cell in rows[start][1]]
    rows = rows[start + 1 :]
    notes = []
    if start:
        notes.append(f"left aside: what stands above {unit} {first}")
    if _has_row_numbers(header, rows):
        header = ["", *header]
        notes.append("the first column has no name: it numbers the rows")
    n = len(header)
    if wide := [(place, cells) for place, cells in rows if _filled(cells[n:])]:
        place, cells = wide[0]
        more = f" (and so {len(wide) - 1} more)" if len(wide) > 1 else ""
        raise CorpusError(
            f"{name}, {unit} {place} has {len(cells)} fields{more}, the header {n}; "
            "quote text that holds a separator"
        )
    nameless = [column for column, title in enumerate(header) if not title]
    if aside := sum(
        _filled(cells[k] for k in nameless if k < len(cells)) for _, cells in rows
    ):
        notes.append(f"left aside: columns without a name, filled in {aside} rows")
    filled = [
        (place, dict(zip(header, [*cells, *[""] * (n - len(cells))], strict=False)))
        for place, cells in rows
    ]
    return Table(header, filled, unit, notes)


def _title(cell):
    """The name of a column, "" if it has none."""
    return "" if cell is None else str(cell).strip()


def _filled(cells):
    """Whether any of some cells holds anything."""
    return any(cell is not None and str(cell).strip() for cell in cells)


def _has_row_numbers(header, rows):
    """Whether a first column of numbers lacks its name, as R writes tables."""
    return bool(rows) and all(
        len(cells) == len(header) + 1
        and str(cells[0]).isdecimal()
        and _filled(cells[-1:])
        for _, cells in rows
    )


def as_text(value):
    """A cell as stripped text, "" when it is empty.

    A whole number of a column with gaps, 1.0, is 1. What is invisible alone is empty.

    Raises
    ------
    TypeError
        If it holds a list, a date, bytes: no text.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, (str, int, float)):
        raise TypeError(f"a {type(value).__name__}, not text")
    text = str(value).strip()
    return text if regex.search(r"[^\s\p{Cf}\uFE0F]", text) else ""

"""JSON as rows: lines, an array, pretty-printed objects, or Python's own writing."""

import ast
import json

import regex

from helpers.corpora.columns import Table, find
from helpers.corpora.corpus import CorpusError

__all__ = ["flat", "read_json"]

_REMEDY = 'write one object a line: {"text": "…", "label": "…"}'
_BROKEN = (ValueError, SyntaxError, RecursionError, MemoryError)


def read_json(text, name, wanted):
    """The table of a text that is JSON, in whichever shape.

    Parameters
    ----------
    text : str
        One object a line, objects one after another, or one document: an array of
        objects, an object that holds one, or the columns. Single quotes, as Python
        writes them, are read as well.
    name : str
        The file's, for messages.
    wanted : sequence of str
        Names of the columns that are asked for.

    Returns
    -------
    helpers.corpora.columns.Table
        Nested objects become columns with dotted names; a list of one thing is that
        thing.

    Raises
    ------
    CorpusError
        If it is none of these.
    """
    try:
        whole = _value(text) if text.lstrip()[:1] == "[" else json.loads(text)
        rows, unit = _entries(whole, wanted), "entry"
    except _BROKEN:
        rows, unit = _objects(text, name), "line"
    flattened = []
    for place, row in rows:
        if not isinstance(row, dict):
            raise CorpusError(f"{name}, {unit} {place} is no JSON object; {_REMEDY}")
        flattened.append((place, dict(flat(row))))
    columns = dict.fromkeys(column for _, row in flattened for column in row)
    notes = ["one JSON document"] if unit == "entry" else []
    return Table(list(columns), flattened, unit, notes)


def flat(value, path=""):
    """The cells of a nested row: pairs of a dotted path and what stands there."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and len(value) < 2:
        yield from flat(value[0] if value else None, path)
    elif isinstance(value, list) and all(isinstance(part, dict) for part in value):
        for key in dict.fromkeys(key for part in value for key in part):
            said = [part.get(key) for part in value]
            alike = all(other == said[0] for other in said)
            yield from flat(said[0] if alike else said, f"{path}.{key}")
    else:
        yield path, value


def _value(text):
    """What a text of JSON says, or of Python, which writes single quotes."""
    try:
        return json.loads(text)
    except ValueError:
        if "'" not in text:
            raise
    return ast.literal_eval(text.strip())


def _entries(value, wanted):
    """The numbered rows of one JSON document."""
    if isinstance(value, dict):
        inner = list(value.values())
        lists = [part for part in inner if isinstance(part, list)]
        names, cells = value.get("columns"), value.get("data")
        if isinstance(names, list) and isinstance(cells, list):
            rows = [dict(zip(map(str, names), row, strict=True)) for row in cells]
        elif find(list(value), wanted[0]) and all(
            isinstance(part, (list, dict)) for part in inner
        ):
            rows = _across(value)
        elif len(lists) == 1 and isinstance((lists[0] or [None])[0], dict):
            rows = lists[0]
        elif inner and all(isinstance(part, dict) for part in inner):
            rows = inner
        else:
            rows = [value]
    else:
        rows = value if isinstance(value, list) else [value]
    return list(enumerate(rows, start=1))


def _across(columns):
    """Rows from columns, each a list or an object of numbered cells."""
    columns = {
        name: cells if isinstance(cells, dict) else dict(enumerate(cells))
        for name, cells in columns.items()
    }
    keys = dict.fromkeys(key for cells in columns.values() for key in cells)
    return [{name: cells.get(key) for name, cells in columns.items()} for key in keys]


def _objects(text, name):
    """The objects of a text, one a line or one after another, with their lines."""
    lines = regex.split(r"\r\n|\r|\n", text)
    rows, number = [], 1
    try:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                rows.append((number, _value(line)))
    except _BROKEN as error:
        if rows:
            raise CorpusError(
                f"{name}, line {number} is not JSON ({error}); {_REMEDY}"
            ) from error
        return _sequence(text, name)
    return rows


def _sequence(text, name):
    """The objects of a text that stand one after another, over several lines each."""
    decoder, rows, place, line = json.JSONDecoder(), [], 0, 1
    while text[place:].strip():
        gap = regex.match(r"[\s,]*", text, pos=place).end()
        line += text.count("\n", place, gap)
        try:
            row, end = decoder.raw_decode(text, gap)
        except (ValueError, RecursionError) as error:
            wrong = getattr(error, "lineno", line)
            raise CorpusError(
                f"{name}, line {wrong} is not JSON ({error}); {_REMEDY}"
            ) from error
        rows.append((line, row))
        line += text.count("\n", gap, end)
        place = end
    return rows

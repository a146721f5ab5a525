"""JSON in every shape, and what is none."""

import json

import pandas as pd
import pytest

from tests.files import (
    JSONL,
    LABELS,
    OBJECTS,
    ROWS,
    TEXTS,
    add,
    read_as_twenty_rows,
    refused,
)

FRAME = pd.DataFrame(OBJECTS)
NESTED = [{"data": {"text": t}, "marks": [{"label": c}]} for t, c in ROWS]
# What is read as the same twenty rows: (file name, content, what is said of it).
GOOD = {
    "JSON lines": ("a.jsonl", JSONL, []),
    "NDJSON": ("a.ndjson", "\n" + JSONL.replace("\n", "\r\n"), []),
    "JSON array": ("a.json", json.dumps(OBJECTS), ["one JSON document"]),
    "the same twice": (
        "a.json",
        json.dumps([{"text": t, "by": [{"label": c}, {"label": c}]} for t, c in ROWS]),
        ["label: column 'by.label'"],
    ),
    "nested": ("a.json", json.dumps(NESTED), ["text: column 'data.text'"]),
    "pretty": ("a.jsonl", "\n".join(json.dumps(r, indent=2) for r in OBJECTS), []),
    "single quotes": ("a.jsonl", "\n".join(map(str, OBJECTS)), []),
    "single quotes, array": ("a.json", str(OBJECTS), ["one JSON document"]),
    "under a key": (
        "a.json",
        json.dumps({"version": 1, "data": OBJECTS}),
        ["one JSON doc"],
    ),
    "columns": (
        "a.json",
        json.dumps({"text": TEXTS, "label": LABELS}),
        ["one JSON doc"],
    ),
    "pandas' columns": ("a.json", FRAME.to_json(), ["one JSON doc"]),
    "pandas' rows": ("a.json", FRAME.to_json(orient="index"), ["one JSON doc"]),
    "pandas' split": ("a.json", FRAME.to_json(orient="split"), ["one JSON doc"]),
}


@pytest.mark.parametrize("case", GOOD)
def test_the_same_rows_in_every_shape(case, tmp_path):
    read_as_twenty_rows(tmp_path, *GOOD[case])


# What is wrong: (file name, content, options, what the message says).
BAD = {
    "broken JSON": (
        "a.jsonl",
        add('{"text": "x", "label"', JSONL),
        {},
        "line 21 is not JSON .*write one object a line",
    ),
    "broken pretty JSON": (
        "a.json",
        '[\n  {\n    "text": "x",\n    "label": y\n  }\n]',
        {},
        "line 4 is not JSON .*write one object a line",
    ),
    "not an object": (
        "a.jsonl",
        add('"text"', JSONL),
        {},
        "line 21 is no JSON object; write",
    ),
    "JSON of numbers": ("a.json", "[1, 2]", {}, "entry 1 is no JSON object; write"),
    "endless JSON": (
        "a.jsonl",
        add('{"a":' * 100_000, JSONL),
        {},
        "line 21 is not JSON",
    ),
    "list in JSON": (
        "a.jsonl",
        add('{"text": ["a", "b"], "label": "pos"}', JSONL),
        {},
        "line 21, column 'text' holds a list, not text",
    ),
    "two labels": (
        "a.jsonl",
        add('{"text": "a", "label": [{"name": "x"}, {"name": "y"}]}', JSONL),
        {"label_column": "name"},
        "line 21, column 'label.name' holds a list, not text",
    ),
    "no column in JSON": ("a.jsonl", '{"a": 1}\n', {}, "no column 'text' but a;"),
    "half a character": (
        "a.jsonl",
        add(r'{"text": "\ud83d", "label": "pos"}', JSONL),
        {},
        "line 21, column 'text' holds half a char.*repair",
    ),
    "an empty object": (
        "a.json",
        "{}",
        {},
        "'text' but none with a name; set text_column",
    ),
    "column twice, nested": (
        "a.jsonl",
        '{"a": {"text": "x"}, "b": {"text": "y"}, "label": "z"}\n',
        {},
        r"may mean: a\.text, b\.text;",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_the_place_and_the_remedy(case, tmp_path):
    refused(tmp_path, *BAD[case])

"""Results: shown so that a sweep reads them back, stored so that a page quotes them."""

import json

import pytest

from helpers import results


def test_shown_results_are_read_back_unrounded(monkeypatch):
    shown = {}

    def display(data, *, raw):
        assert raw, "formats of one output, and not a dict to be shown"
        shown.update(data)

    monkeypatch.setattr(results, "display", display)
    results.show_results(corpus="trec", test_accuracy=0.123456789)
    assert shown[results.MIME] == {"corpus": "trec", "test_accuracy": 0.123456789}
    assert "0.1235" in shown["text/plain"] and "0.1235" in shown["text/html"]


def test_missing_results_say_how_to_make_them():
    with pytest.raises(FileNotFoundError, match="make results NAME=nothing"):
        results.load_results("nothing")


def test_loaded_results_are_a_table(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "STORED", tmp_path)
    stored = {"made": {"command": "make"}, "rows": [{"seed": 0, "f1": 0.5}]}
    (tmp_path / "x.json").write_text(json.dumps(stored))
    table, made = results.load_results("x")
    assert table.loc[0, "f1"] == 0.5 and made["command"] == "make"

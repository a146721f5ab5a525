"""The command that asks a saved classifier: what it prints, writes and refuses."""

import csv
import io
import os
import re
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

from helpers import classifiers, classify
from tests.planted import SHAPE, trained


@cache
def fitted():
    model, _, reader, _ = trained("average", epochs=3)
    card = {"trained_on": "two\x1b[31m words", "accuracy": 0.99}
    given = ("average", SHAPE, ["left", "=right"], reader.reading, model)
    return classifiers.Classifier(*given, card=card)


@pytest.fixture
def model(tmp_path):
    fitted().save(tmp_path / "x.derived")
    return str(tmp_path / "x.derived")


def test_sentences_are_answered_in_their_order(model, capsys):
    assert classify.main([model, "left w1", "right w2"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    for line, name, text in (
        (first, "left", "left w1"),
        (second, "=right", "right w2"),
    ):
        assert line.split("\t")[::2] == [name, text]
        assert 0.5 < float(line.split("\t")[1]) <= 1


def test_what_would_steer_a_terminal_is_not_printed(model, capsys):
    assert classify.main([model, "left\x1b[2J\nw1"]) == 0
    assert classify.main([model, "--about"]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown and len(shown.splitlines()) == 7
    assert "trained on: two [31m words" in shown and "accuracy: 0.99" in shown
    assert re.search(r"^size: 0\.0\d+ MB$", shown, re.MULTILINE)
    assert "model: average" in shown and "classes: left, =right" in shown


def feed(monkeypatch, content):
    stream = io.TextIOWrapper(io.BufferedReader(io.BytesIO(content)))
    monkeypatch.setattr(sys, "stdin", stream)


def test_lines_of_standard_input_are_answered_or_named(model, capsys, monkeypatch):
    feed(monkeypatch, b"left w1\r\n\n\xff\xfe\nright w2")
    assert classify.main([model]) == 1
    shown = capsys.readouterr()
    names = [line.split("\t")[0] for line in shown.out.splitlines()]
    assert names == ["left", "", "", "=right"]
    assert shown.err.splitlines() == [
        "line 2: no text",
        "line 3, not in utf-8: no text",
    ]


def test_standard_input_in_another_encoding(model, capsys, monkeypatch):
    feed(monkeypatch, "left caf\u00e9\n".encode("cp1252"))
    assert classify.main([model, "--encoding", "cp1252"]) == 0
    assert "left caf\u00e9" in capsys.readouterr().out


def test_many_lines_in_pieces_are_all_answered(model, capsys, monkeypatch):
    monkeypatch.setattr(classify, "_CHUNK", 100)
    lines = [f"{('left', 'right')[i % 2]} w{i}" for i in range(300)]
    feed(monkeypatch, "\n".join(lines).encode())
    assert classify.main([model]) == 0
    answers = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [text for _, _, text in answers] == lines
    assert all((name == "left") == text.startswith("left") for name, _, text in answers)


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_a_table_is_answered_row_by_row(model, tmp_path, capsys):
    table, out = tmp_path / "t.csv", tmp_path / "answers.csv"
    table.write_text('id,text\n1,left w1\n2,\n3,"=right, w2"\n4,-left\n')
    assert classify.main([model, str(table), "--out", str(out)]) == 1
    head, *rows = rows_of(out)
    assert head == ["where", "id", "text", "class", "probability"]
    assert [row[:4] for row in rows] == [
        ["line 2", "1", "left w1", "left"],
        ["line 3", "2", "", ""],
        ["line 4", "3", "'=right, w2", "'=right"],
        ["line 5", "4", "'-left", "left"],
    ]
    assert 0.5 < float(rows[0][4]) <= 1 and rows[1][4] == ""
    shown = capsys.readouterr()
    assert "no text: line 3" in shown.err and "4/4" in shown.err and not shown.out
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "answers.csv",
        "t.csv",
        "x.derived",
    ]


def test_columns_of_the_same_name_stay(model, tmp_path):
    table, out = tmp_path / "t.csv", tmp_path / "answers.csv"
    table.write_text("class,=where,text,where\n+x,1,left w1,2\n")
    assert classify.main([model, str(table), "--out", str(out)]) == 0
    head, (*row, _) = rows_of(out)
    names = ["where_", "class", "'=where", "text", "where", "class_", "probability"]
    assert head == names
    assert row == ["line 2", "'+x", "1", "left w1", "2", "left"]


@pytest.mark.parametrize("name", ["average", "lstm"])
def test_what_the_classifier_knows_nothing_of_is_named(name, tmp_path, capsys):
    model, _, reader, _ = trained(name, epochs=1)
    given = (name, SHAPE, ["left", "right"], reader.reading, model)
    classifiers.Classifier(*given).save(tmp_path / "x.derived")
    capsys.readouterr()
    assert classify.main([str(tmp_path / "x.derived"), "left", "梯", " ", "w1"]) == 1
    shown = capsys.readouterr()
    answers = [line.split("\t")[:2] for line in shown.out.splitlines()]
    assert answers[1] == answers[2] == ["", ""]
    assert all(name and probability for name, probability in (answers[0], answers[3]))
    assert shown.err.splitlines() == [
        "text 2: nothing in it that the classifier knows",
        "text 3: no text",
    ]


def test_a_table_of_more_than_one_batch(model, tmp_path):
    table, out = tmp_path / "t.csv", tmp_path / "answers.csv"
    texts = [f"{('left', 'right')[i % 3 == 0]} w{i}" for i in range(600)]
    table.write_text("review\n" + "\n".join(texts))
    options = ["--out", str(out), "--text-column", "review"]
    assert classify.main([model, str(table), *options]) == 0
    rows = rows_of(out)[1:]
    assert [row[1] for row in rows] == texts
    assert [row[2] == "left" for row in rows] == [i % 3 > 0 for i in range(600)]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(sign):
    assert classify.harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert classify.harmless("1+1") == "1+1" and classify.harmless("") == ""
    for number in ("-5", "+1.5", "-1,234.5"):
        assert classify.harmless(number) == number
    assert classify.harmless("-5\n") == "'-5\n"


def refused(arguments, capsys):
    assert classify.main([str(argument) for argument in arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_what_cannot_be_done_is_said_in_one_line(model, tmp_path, capsys, monkeypatch):
    table, out = tmp_path / "t.csv", tmp_path / "answers.csv"
    table.write_text("text\nleft\n")
    feed(monkeypatch, b"")
    for arguments, said in {
        (tmp_path / "no.derived", "left"): "no.derived: No such file",
        (table, "left"): "no classifier that this workbook saved",
        (model, table): "t.csv is a file; say where answers go: --out",
        (model, "--out", out): "--out answers one file",
        (model, table, "b", "--out", out): "--out answers one file",
        (model, tmp_path / "u.csv", "--out", out): "there is no file",
        (model, table, "--out", table): "would overwrite",
        (model, table, "--out", model): "end its name in .csv",
        (model, table, "--out", tmp_path / "x.xlsx"): "end its name in .csv",
        (model, table, "--out", tmp_path): "end its name in .csv",
        (model, "nope.CSV"): "there is no file nope.CSV",
        (model, table, "--out", out, "--text-column", "x"): "no column 'x'",
        (model, table, "--out", tmp_path / "no" / "x.csv"): "there is no folder",
        (model, "--encoding", "klingon"): "unknown encoding: klingon",
    }.items():
        assert said in refused(arguments, capsys)
    assert not out.exists()


def test_help_shows_how_it_is_used(capsys):
    with pytest.raises(SystemExit) as ended:
        classify.main(["--help"])
    assert ended.value.code == 0
    assert 'model.derived "a sentence"' in capsys.readouterr().out


def test_options_may_stand_anywhere(model, capsys):
    assert classify.main(["--about", model]) == 0
    assert classify.main([model, "left", "--encoding", "utf-8", "w1"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 6 + 2
    with pytest.raises(SystemExit):
        classify.main([])
    assert "required: model\n" in capsys.readouterr().err


def run(*arguments, **options):
    command = [sys.executable, "-m", "helpers.classify", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, **options)


def test_greetings_are_kept_back_and_nothing_else(capfd):
    with pytest.raises(OSError), classify.without_greetings():
        os.write(2, b"hello")
        raise OSError
    os.write(2, b"a real message")
    assert capfd.readouterr().err == "a real message"
    opened = len(list(Path("/dev/fd").iterdir()))
    with classify.without_greetings():
        pass
    assert len(list(Path("/dev/fd").iterdir())) == opened


def test_what_must_not_be_stopped_ends_before_ctrl_c_counts():
    before, done = signal.getsignal(signal.SIGINT), []
    with pytest.raises(KeyboardInterrupt), classify.uninterrupted():
        signal.raise_signal(signal.SIGINT)
        done.append("the rest")
    assert done and signal.getsignal(signal.SIGINT) is before
    with classify.uninterrupted():
        pass


@pytest.mark.slow
def test_lines_are_answered_as_they_come(model):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = run(model, **pipes)
    for text in (b"left w1\n", b"right w2\n"):
        process.stdin.write(text)
        process.stdin.flush()
        assert process.stdout.readline().endswith(text), "before the next one is typed"
    assert process.communicate(timeout=60)[0] == b"" and process.returncode == 0


@pytest.mark.slow
def test_a_reader_who_has_enough_ends_it(model):
    texts = b"left w1\n" * 50_000
    process = run(model, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.close()
    _, errors = process.communicate(texts, timeout=120)
    assert process.returncode == 1 and b"Traceback" not in errors


@pytest.mark.slow
def test_ten_thousand_rows_killed_stopped_and_repeated(model, tmp_path):
    table, out = tmp_path / "t.csv", tmp_path / "answers.csv"
    texts = [f"{('left', 'right')[i % 2]} w{i}" for i in range(10_000)]
    table.write_text("text\n" + "\n".join(texts))
    for sent, left in ((signal.SIGKILL, ["answers.csv.part"]), (signal.SIGINT, [])):
        (tmp_path / "answers.csv.part").unlink(missing_ok=True)  # so that it tells
        process = run(model, str(table), "--out", str(out))
        while not (tmp_path / "answers.csv.part").exists():
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(0.2)
        process.send_signal(sent)
        process.communicate(timeout=60)
        assert process.returncode == (-sent if left else 130)
        found = {path.name for path in tmp_path.iterdir()}
        assert found == {"t.csv", "x.derived", *left}, "no half a table"
    with run(model, str(table), "--out", str(out)) as process:
        assert process.communicate(timeout=120) and process.returncode == 0
    assert len(rows_of(out)) == 10_001


@pytest.mark.slow
def test_about_needs_no_keras(model):
    code = (
        "import sys\nfrom helpers import classify\n"
        "classify.main(sys.argv[1:])\nprint('keras' in sys.modules)"
    )
    command = [sys.executable, "-c", code, model, "--about"]
    done = subprocess.check_output(command, text=True, env=os.environ)
    assert done.splitlines()[-1] == "False"

"""What a learner calls, prints and keeps."""

import json
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from helpers.chapters import CHAPTERS
from helpers.check import all_exercises, check, progress
from helpers.exercises import Exercise

ROOT = Path(__file__).resolve().parent.parent
COUNT = len(all_exercises())


def mean_of_squares(x):
    return np.mean(x**2)


def stub(x): ...


def said(capsys, answer, key="E0.1"):
    check(key, answer)
    return capsys.readouterr().out


@pytest.fixture(autouse=True)
def no_memory(monkeypatch):
    monkeypatch.delenv("DERIVED_WORK", raising=False)


# What a learner reads


def test_right(capsys):
    assert said(capsys, mean_of_squares) == "E0.1: right, on 50 cases\n"


def test_wrong_with_the_diagnosis(capsys):
    assert said(capsys, lambda x: np.sum(x**2)) == (
        "E0.1: wrong on 38 of 50 cases. "
        "Exactly n times too large: you summed where the mean was asked.\n"
        "  the smallest: x = [1, 2]\n"
        "  yours: 5\n"
        "  asked: 2.5\n"
    )


def test_a_stub_is_no_error(capsys):
    assert said(capsys, stub) == "E0.1: not attempted yet\n"


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("E0.11", "There is no exercise 'E0.11'; did you mean E0.1 or "),
        ("e0.1", "There is no exercise 'e0.1'; did you mean E0.1 or "),
        ("Adam", "There is no exercise 'Adam'\n"),
        (None, "There is no exercise None\n"),
        ([1], "There is no exercise [1]\n"),
        (mean_of_squares, "There is no exercise <function mean_of_squares"),
    ],
)
def test_an_unknown_exercise_gets_the_nearest(key, answer, capsys):
    assert said(capsys, mean_of_squares, key).startswith(answer)


def test_a_check_takes_less_than_a_second():
    for answer in (mean_of_squares, np.sum, lambda x: x):
        start = time.perf_counter()
        check("E0.1", answer)
        assert time.perf_counter() - start < 0.5


def test_another_thread_gets_its_answer(capsys):
    thread = threading.Thread(target=check, args=("E0.1", mean_of_squares))
    thread.start()
    thread.join()
    assert capsys.readouterr().out == "E0.1: right, on 50 cases\n"


def run_python(code, folder):
    """Run code in a process of its own that finds this package."""
    command = [sys.executable, "-c", textwrap.dedent(code), str(ROOT)]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120
    )


def test_a_kernel_survives_them_all(tmp_path):
    """One process, one after the other, as cells of a notebook would run them."""
    code = """
        import sys, time
        sys.path.insert(0, sys.argv[1])
        import numpy as np
        from helpers.check import check

        def forget(x):
            while True:
                try:
                    while True: pass
                except: pass

        def grow(x):
            everything = [x]
            while True: everything = everything * 2

        def dive(x):
            sys.setrecursionlimit(10**6)
            return dive(x)

        def crowd(x):
            return np.ones((10**5, 10**5))

        for answer in (forget, grow, dive, crowd, lambda x: sys.exit(), forget):
            check("E0.1", answer)
        check("E0.1", lambda x: np.mean(x**2))
        print("alive")
    """
    done = run_python(code, tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[-2:] == ["E0.1: right, on 50 cases", "alive"]
    assert sum(line.startswith("E0.1: your function") for line in lines) == 6
    assert done.stderr == ""


def test_checking_leaves_the_slow_packages_out(tmp_path):
    code = """
        import sys
        sys.path.insert(0, sys.argv[1])
        from helpers.check import check
        check("E0.1", lambda x: x)
        slow = {"keras", "tensorflow", "sympy"}
        print(sorted(slow & set(sys.modules)))
    """
    done = run_python(code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("\n[]\n")


# Progress


@pytest.fixture
def work(tmp_path, monkeypatch):
    monkeypatch.setenv("DERIVED_WORK", str(tmp_path))
    return tmp_path


def test_without_a_folder_nothing_is_remembered(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check("E0.1", mean_of_squares)
    progress()
    out = capsys.readouterr().out
    assert "E0.1 open" in out
    assert f"0 of {COUNT} exercises solved\nNothing is remembered here" in out
    assert list(tmp_path.iterdir()) == []


def test_solved_exercises_are_remembered(capsys, work):
    check("E0.1", mean_of_squares)
    assert [path.name for path in work.iterdir()] == ["solved.json"]
    assert json.loads((work / "solved.json").read_text()) == {"solved": ["E0.1"]}
    capsys.readouterr()
    progress()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("chapter 0: E0.1 solved")
    assert lines[1].startswith("chapter 1: E1.1 open, E1.2 open")
    assert lines[-1] == f"1 of {COUNT} exercises solved"
    assert len(lines) == len(CHAPTERS) + 1


def test_what_was_solved_stays_solved(work):
    check("E0.1", mean_of_squares)
    for answer in (np.sum, stub, mean_of_squares):
        check("E0.1", answer)
    assert json.loads((work / "solved.json").read_text()) == {"solved": ["E0.1"]}


def test_an_exercise_that_is_no_longer_asked_stays_solved(capsys, work):
    (work / "solved.json").write_text('{"solved": ["E1.99"]}')
    check("E0.1", mean_of_squares)
    kept = json.loads((work / "solved.json").read_text())
    assert kept == {"solved": ["E0.1", "E1.99"]}
    capsys.readouterr()
    progress()
    assert f"1 of {COUNT} exercises solved" in capsys.readouterr().out


def test_deleting_the_file_starts_anew(capsys, work):
    check("E0.1", mean_of_squares)
    (work / "solved.json").unlink()
    capsys.readouterr()
    progress()
    assert capsys.readouterr().out.startswith("chapter 0: E0.1 open")


def test_wrong_answers_and_stubs_are_not_remembered(work):
    check("E0.1", np.sum)
    check("E0.1", stub)
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"solved": 3}', '{"solved": ["E0'])
def test_a_broken_file_is_written_anew(text, capsys, work):
    (work / "solved.json").write_text(text)
    check("E0.1", mean_of_squares)
    assert capsys.readouterr().out == "E0.1: right, on 50 cases\n"
    assert json.loads((work / "solved.json").read_text()) == {"solved": ["E0.1"]}


def test_what_a_cut_file_still_names_stays_solved(work):
    (work / "solved.json").write_bytes(b'{"solved": ["E1.2", "E3b.4", "E2\xff')
    check("E0.1", mean_of_squares)
    kept = json.loads((work / "solved.json").read_text())
    assert kept == {"solved": ["E0.1", "E1.2", "E3b.4"]}


def test_a_folder_that_is_gone_is_named(capsys, work):
    work.rmdir()
    assert "solved.json cannot be written" in said(capsys, mean_of_squares)


def test_a_chapters_number_is_a_text(capsys, work, monkeypatch):
    cases = [(np.arange(k + 1.0),) for k in range(10)]
    exercise = Exercise("E3b.4", "", mean_of_squares, lambda: cases, ())
    chapters = (SimpleNamespace(number="3b", exercises={"E3b.4": exercise}),)
    monkeypatch.setattr("helpers.check.CHAPTERS", chapters)
    assert said(capsys, mean_of_squares, "E3b.4") == "E3b.4: right, on 10 cases\n"
    progress()
    assert capsys.readouterr().out == (
        "chapter 3b: E3b.4 solved\n1 of 1 exercises solved\n"
    )


# Which exercises there are


def test_all_exercises_come_chapter_by_chapter_and_count_from_one():
    expected = [
        f"E{chapter.number}.{place + 1}"
        for chapter in CHAPTERS
        for place in range(len(chapter.exercises))
    ]
    assert list(all_exercises()) == expected
    assert all(key == exercise.id for key, exercise in all_exercises().items())


def test_every_chapter_has_the_number_of_its_notebook():
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    numbers = [path.stem.partition("_")[0].removeprefix("0") for path in paths]
    assert [chapter.number for chapter in CHAPTERS] == numbers

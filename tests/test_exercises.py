import ast
import asyncio
import importlib
import json
import random
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
import warnings
from pathlib import Path

import nbformat
import numpy as np
import pytest

from helpers import exercises
from helpers.exercises import (
    CHAPTERS,
    Exercise,
    Mistake,
    all_exercises,
    check,
    diagnose,
    progress,
)

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = all_exercises()
each_exercise = pytest.mark.parametrize("key", EXERCISES)


def mean_of_squares(x):
    return np.mean(x**2)


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


def test_wrong_without_one(capsys):
    assert said(capsys, lambda x: np.mean(x**3)).startswith(
        "E0.1: wrong on 49 of 50 cases.\n  the smallest: x = [2]\n  yours: 8\n"
    )


def test_a_warning_is_passed_on(capsys):
    out = said(capsys, lambda x: np.mean(x**2) / np.float64(0))
    assert "It gives NaN or infinity" in out
    assert "a warning came with it: invalid value encountered" in out


def stub_with_docstring(x):
    """The mean of the squares."""


def stub_with_dots(x):
    """The mean of the squares."""
    ...


def stub_with_pass(x):
    pass


def stub_returning_none(x):
    return None


def stub_raising(x):
    raise NotImplementedError("later")


def stub_with_a_gap(x):
    n = len(x)
    total = ...
    return total / n


def stub_returning_dots(x):
    squares = x**2
    return squares and ...


STUBS = [
    stub_with_docstring,
    stub_with_dots,
    stub_with_pass,
    stub_returning_none,
    stub_raising,
    stub_with_a_gap,
    lambda x: ...,
    lambda x: NotImplemented,
    lambda x: (x, ...),
]


@pytest.mark.parametrize("stub", STUBS)
def test_a_stub_is_no_error(stub, capsys):
    assert said(capsys, stub) == "E0.1: not attempted yet\n"


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("E0.11", "There is no exercise 'E0.11'; did you mean E0.1 or "),
        ("e0.1", "There is no exercise 'e0.1'; did you mean E0.1 or "),
        ("Adam", "There is no exercise 'Adam'\n"),
        (None, "There is no exercise None\n"),
        (mean_of_squares, None),
    ],
)
def test_an_unknown_exercise_gets_the_nearest(key, answer, capsys):
    out = said(capsys, mean_of_squares, key)
    assert out.startswith(answer or "There is no exercise")


def test_a_check_takes_less_than_a_second(capsys):
    for answer in (mean_of_squares, np.sum, lambda x: x):
        start = time.perf_counter()
        check("E0.1", answer)
        assert time.perf_counter() - start < 0.5


# Patterns that need no known mistake


def exercise(reference, cases, mistakes=()):
    return Exercise("E9.9", "", reference, lambda: cases, mistakes, "")


def told(reference, answer, cases):
    verdict, text = diagnose(exercise(reference, cases), answer)
    assert verdict == "wrong"
    return text


rng = np.random.default_rng(1)
VECTORS = [(rng.normal(size=2 + k % 4),) for k in range(20)]
MATRICES = [(rng.normal(size=(2, 3)),) for k in range(20)]


@pytest.mark.parametrize(
    ("reference", "answer", "sentence"),
    [
        (np.sum, lambda x: 2 * x.sum(), "exactly 2 times what is asked"),
        (np.sum, lambda x: x.sum() / 4, "exactly 0.25 times what is asked"),
        (np.sum, lambda x: -x.sum(), "The sign is flipped."),
        (np.mean, np.sum, "exactly n times too large"),
        (np.sum, np.mean, "exactly n times too small"),
        (np.sum, lambda x: 1 + x.sum(), "off by the same 1 every time"),
        (np.sum, lambda x: int(x.sum()), "after the decimal point is lost"),
        (np.sum, lambda x: x.sum() // 1, "after the decimal point is lost"),
        (np.sum, lambda x: 0.5, "It is 0.5 every time"),
        (np.sum, lambda x: x.sum() / 0.0 if x[0] > 0 else 1.0, "NaN or infinity"),
        (np.exp, lambda x: np.exp(x)[:, None], "their shape is not: (2, 1) where (2,)"),
        (np.exp, np.sum, "The shape is () where (2,) is asked."),
        (np.sum, lambda x: x - x[:, None], "The shape is (2, 2) where () is asked."),
    ],
)
def test_patterns_of_vectors(reference, answer, sentence):
    with np.errstate(all="ignore"):
        assert sentence in told(reference, answer, VECTORS)


def test_pattern_of_a_transpose():
    assert "transposed: shape (3, 2) where (2, 3)" in told(
        np.exp, lambda X: np.exp(X).T, MATRICES
    )


def step(theta, m):
    return theta - 0.1 * m, 0.9 * m


STEPS = [(float(theta), 2.0 + theta) for theta in range(20)]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda theta, m: (theta - 0.1 * m, m), "Wrong among the 2 values: 2."),
        (lambda theta, m: (theta, m), "cases.\n  the smallest"),
        (lambda theta, m: theta - 0.1 * m, "a number where a tuple of 2 is asked"),
        (lambda theta, m: [*step(theta, m)], "a list where a tuple of 2 is asked"),
        (lambda theta, m: (*step(theta, m), m), "a tuple of 3 where a tuple of 2"),
        (lambda theta, m: (theta - 0.1 * m, None), "returns nothing where a number"),
    ],
)
def test_patterns_of_tuples(answer, sentence):
    assert sentence in told(step, answer, STEPS)


def test_tuples_can_be_right():
    assert diagnose(exercise(step, STEPS), step) == ("right", "right, on 20 cases")


def test_a_mistake_may_be_a_shape_or_nan():
    mistakes = (
        Mistake("column", lambda x: np.exp(x)[:, None], "A column."),
        Mistake("log", lambda x: np.log(x), "A logarithm."),
    )
    found = exercise(np.exp, VECTORS, mistakes)
    assert "A column." in diagnose(found, lambda x: np.exp(x).reshape(-1, 1))[1]
    assert "A logarithm." in diagnose(found, np.log)[1]


# Hostile answers: each gets its sentence, and the kernel lives


def loop_for_ever(x):
    while True:
        pass


def loop_through_bare_except(x):
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass


def sleep_through_bare_except(x):
    while True:
        try:
            time.sleep(60)
        except BaseException:
            continue


def grow(x):
    rows = []
    while True:
        rows.append(np.zeros(10))  # the second is up long before the memory is


def print_for_ever(x):
    while True:
        print(x)


def recurse(x):
    return recurse(x)


def print_it(x):
    print(np.mean(x**2))


def forget_return(x):
    np.mean(x**2)


def square_in_place(x):
    x **= 2
    return x.mean()


def append_to_global(x, seen=[]):  # noqa: B006
    seen.append(1)
    return np.mean(x**2) + len(seen)


def use_the_clock(x):
    return time.perf_counter()


def yield_it(x):
    yield np.mean(x**2)


async def await_it(x):
    return np.mean(x**2)


def close_stdout(x):
    sys.stdout.close()


def return_itself(x):
    return return_itself


def ask_where_nobody_answers(x):
    class StdinNotImplementedError(NotImplementedError):
        """As ipykernel raises it for input() in a notebook that runs in batch."""

    raise StdinNotImplementedError("no input")


def raise_its_own(x):
    class SilentError(Exception):
        def __str__(self):
            raise ValueError

    raise SilentError


def warn_as_error(x):
    warnings.simplefilter("error")
    return np.mean(x**2) / np.float64(0)


class Unreadable:
    def __repr__(self):
        raise ValueError

    __array__ = __float__ = __eq__ = __len__ = __bool__ = __repr__


class Sneaky(np.ndarray):
    def __array_finalize__(self, other):
        raise ValueError("no copies of me")


def keras_tensor(x):
    keras = sys.modules["keras"]
    return keras.ops.mean(keras.ops.square(x))


HOSTILE = {
    "endless loop": (loop_for_ever, "stopped after 1 second: is there an endless loop"),
    "loop in bare except": (loop_through_bare_except, "stopped after 1 second"),
    "sleep in bare except": (sleep_through_bare_except, "stopped after 1 second"),
    "long sleep": (lambda x: time.sleep(60), "stopped after 1 second"),
    "written in C": (getattr, "raises TypeError: getattr expected at least 2"),
    "list that grows": (grow, "stopped after 1 second"),
    "prints for ever": (print_for_ever, "stopped after 1 second"),
    "lock never released": (
        lambda x: threading.Semaphore(0).acquire(),
        "stopped after 1 second",
    ),
    "deep recursion": (recurse, "calls itself without end\n  with x = [0]"),
    "too much memory": (
        lambda x: np.ones(10**12),
        "asks for more memory than there is",
    ),
    "exception": (lambda x: x[7], "raises IndexError: index 7 is out of bounds"),
    "exception without text": (raise_its_own, "raises SilentError\n"),
    "exit": (lambda x: sys.exit("bye"), "calls exit; let it return instead"),
    "interrupt": (lambda x: signal.raise_signal(signal.SIGINT), "was interrupted"),
    "assert": (lambda x: ast.literal_eval("("), "raises SyntaxError"),
    "warning as error": (warn_as_error, "raises RuntimeWarning: invalid value"),
    "no function": (3.5, 'pass the function itself: check("E0.1", mean_of_squares)'),
    "its result": (None, "pass the function itself"),
    "too few arguments": (lambda: 1, "takes () where (x) is asked"),
    "too many arguments": (lambda x, y: x, "takes (x, y) where (x) is asked"),
    "prints": (print_it, "prints its answer; return it instead"),
    "no return": (forget_return, "returns nothing where a number is asked; is a `ret"),
    "closes stdout": (close_stdout, "raises ValueError: I/O operation on closed file"),
    "text": (lambda x: "2.5", "returns text where a number is asked"),
    "list": (lambda x: [2.5], "returns a list where a number is asked"),
    "tuple": (lambda x: (1, 2), "returns a tuple of 2 where a number is asked"),
    "dictionary": (lambda x: {}, "returns a dict where a number is asked"),
    "class": (lambda x: dict, "returns a type where a number is asked"),
    "truth": (lambda x: True, "returns True or False where a number is asked"),
    "complex": (lambda x: 1j, "returns a complex number where a number is asked"),
    "complex array": (lambda x: x + 1j, "an array of complex numbers where"),
    "objects": (lambda x: np.array([None]), "an array of objects where a number"),
    "generator": (
        yield_it,
        "returns a generator where a number is asked; write return",
    ),
    "coroutine": (await_it, "returns a coroutine where a number is asked; write def,"),
    "itself": (return_itself, "returns a function where a number is asked; call it"),
    "unreadable object": (lambda x: Unreadable(), "an object of type Unreadable where"),
    "hostile array": (lambda x: x.view(Sneaky), "raises ValueError: no copies of me"),
    "path": (lambda x: Path(), "returns an object of type PosixPath where"),
    "Keras tensor": (keras_tensor, "a tensor where a number is asked; this is an exer"),
    "NaN": (lambda x: np.nan, "It gives NaN or infinity"),
    "infinity": (lambda x: np.inf, "It gives NaN or infinity"),
    "huge integer": (lambda x: 10**400, "raises OverflowError"),
    "huge array": (
        lambda x: np.zeros(10**8),
        "an array of 100000000 numbers: too many",
    ),
    "(1,) for ()": (lambda x: np.mean(x**2).reshape(1), "their shape is not: (1,) whe"),
    "changes its input": (square_in_place, "right values, but your function changes"),
    "default that grows": (append_to_global, "another answer when it is called again"),
    "random": (lambda x: random.random(), "another answer when it is called again"),
    "clock": (use_the_clock, "another answer when it is called again"),
    "input": (lambda x: input(), "raises "),
    "input in batch": (ask_where_nobody_answers, "raises StdinNotImplementedError: no"),
    "event loop": (lambda x: asyncio.run(await_it(x)) + 1, "It is off by the same 1"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers_get_a_sentence(name, capsys):
    answer, sentence = HOSTILE[name]
    if name == "Keras tensor":
        importlib.import_module("keras")  # slow, and only needed here
    # As in a kernel; a shell's background jobs are born deaf to interruptions.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    before = sys.getrecursionlimit(), signal.getsignal(signal.SIGALRM), sys.stdout
    start = time.perf_counter()
    out = said(capsys, answer)
    assert out.startswith("E0.1: ")
    assert sentence in out
    assert len(out) < 600
    assert time.perf_counter() - start < 10
    after = sys.getrecursionlimit(), signal.getsignal(signal.SIGALRM), sys.stdout
    assert before == after
    assert said(capsys, mean_of_squares) == "E0.1: right, on 50 cases\n"


def test_the_interruption_works_as_on_windows(monkeypatch, capsys):
    monkeypatch.delattr(signal, "setitimer")
    handler = signal.getsignal(signal.SIGINT)
    assert "stopped after 1 second" in said(capsys, loop_for_ever)
    assert signal.getsignal(signal.SIGINT) is handler


def test_a_timer_that_someone_else_has_set_goes_on():
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    signal.setitimer(signal.ITIMER_REAL, 30)
    try:
        check("E0.1", mean_of_squares)
        assert 20 < signal.getitimer(signal.ITIMER_REAL)[0] <= 30
        signal.raise_signal(signal.SIGALRM)
        assert rung == [1]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_outside_the_main_thread_there_is_no_limit_but_an_answer(capsys):
    thread = threading.Thread(target=check, args=("E0.1", mean_of_squares))
    thread.start()
    thread.join()
    assert capsys.readouterr().out == "E0.1: right, on 50 cases\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")
def test_memory_is_limited_below_what_the_machine_would_promise(capsys):
    # 3 GiB that are promised but never touched: without the limit this succeeds.
    out = said(capsys, lambda x: np.zeros(3 * 2**27).sum())
    assert "asks for more memory than there is" in out


def test_a_kernel_survives_them_all(tmp_path):
    """One process, one after the other, as cells of a notebook would run them."""
    code = """
        import sys, time
        sys.path.insert(0, sys.argv[1])
        import numpy as np
        from helpers.exercises import check

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
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(ROOT)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[-2:] == ["E0.1: right, on 50 cases", "alive"]
    assert sum(line.startswith("E0.1: your function") for line in lines) == 6
    assert done.stderr == ""


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
    assert f"0 of {len(EXERCISES)} exercises solved\nNothing is remembered here" in out
    assert list(tmp_path.iterdir()) == []


def test_solved_exercises_are_remembered(capsys, work):
    check("E0.1", mean_of_squares)
    assert [path.name for path in work.iterdir()] == ["solved.json"]
    assert json.loads((work / "solved.json").read_text()) == {"solved": ["E0.1"]}
    check("E0.1", np.sum)
    capsys.readouterr()
    progress()
    out = capsys.readouterr().out
    assert out.startswith("chapter 0: E0.1 solved")
    assert out.endswith(f"1 of {len(EXERCISES)} exercises solved\n")


def test_deleting_the_file_starts_anew(capsys, work):
    check("E0.1", mean_of_squares)
    (work / "solved.json").unlink()
    capsys.readouterr()
    progress()
    assert capsys.readouterr().out.startswith("chapter 0: E0.1 open")


def test_wrong_answers_and_stubs_are_not_remembered(work):
    check("E0.1", np.sum)
    check("E0.1", stub_with_dots)
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"solved": 3}', '{"solved": ["E0'])
def test_a_broken_file_is_written_anew(text, capsys, work):
    (work / "solved.json").write_text(text)
    check("E0.1", mean_of_squares)
    assert capsys.readouterr().out == "E0.1: right, on 50 cases\n"
    assert json.loads((work / "solved.json").read_text()) == {"solved": ["E0.1"]}


def test_what_a_cut_file_still_names_stays_solved(work):
    (work / "solved.json").write_bytes(b'{"solved": ["E1.2", "E2\xff')
    check("E0.1", mean_of_squares)
    kept = json.loads((work / "solved.json").read_text())
    assert kept == {"solved": ["E0.1", "E1.2"]}


def test_a_folder_that_is_gone_is_named(capsys, work):
    work.rmdir()
    assert "solved.json cannot be written" in said(capsys, mean_of_squares)


def test_checking_leaves_the_slow_packages_out(tmp_path):
    code = """
        import sys
        sys.path.insert(0, sys.argv[1])
        from helpers.exercises import check
        check("E0.1", lambda x: x)
        slow = {"keras", "tensorflow", "sympy"}
        print(sorted(slow & set(sys.modules)))
    """
    run = [sys.executable, "-c", textwrap.dedent(code), str(ROOT)]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\n[]\n")


# Every exercise of the workbook


def test_there_are_exercises():
    assert "E0.1" in EXERCISES


def test_every_chapter_has_its_number():
    modules = {path.stem for path in (ROOT / "helpers" / "chapters").glob("[a-z]*.py")}
    assert modules == {*CHAPTERS, "settings"}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert CHAPTERS[int(path.stem[:2])] == path.stem[3:]


@pytest.mark.parametrize("number", range(len(CHAPTERS)))
def test_ids_belong_to_the_chapter_and_count_from_one(number):
    ids = list(exercises._exercises_of(number))
    assert ids == [f"E{number}.{k + 1}" for k in range(len(ids))]


@each_exercise
def test_reference_passes(key):
    assert diagnose(EXERCISES[key], EXERCISES[key].reference)[0] == "right"


@each_exercise
def test_cases_are_enough_and_the_same_every_time(key):
    cases = EXERCISES[key].cases()
    with np.printoptions(threshold=10**9):
        assert repr(cases) == repr(EXERCISES[key].cases())
        assert len({repr(case) for case in cases}) >= 10
    for value in exercises._values(EXERCISES[key].reference, cases):
        assert all(np.isfinite(part).all() for part in exercises._parts(value))


@each_exercise
def test_every_mistake_is_recognised_as_itself(key):
    assert len(EXERCISES[key].mistakes) >= 2
    for mistake in EXERCISES[key].mistakes:
        verdict, text = diagnose(EXERCISES[key], mistake.function)
        assert verdict == "wrong", mistake.name
        assert mistake.sentence in text, mistake.name


def test_no_two_mistakes_share_a_sentence_within_an_exercise_or_a_name():
    for found in EXERCISES.values():
        for words in ("sentence", "name"):
            all_words = [getattr(mistake, words) for mistake in found.mistakes]
            assert len(set(all_words)) == len(all_words), found.id


def test_sentences_are_sentences():
    for found in EXERCISES.values():
        assert found.statement
        for mistake in found.mistakes:
            assert re.fullmatch(r"[A-Z0-9`].{20,}[.?]", mistake.sentence), mistake.name


def run_solution(found, source):
    """The verdict on the function that a solution defines under the asked name."""
    names = {"np": np}
    exec(source, names)
    return diagnose(found, names[found.reference.__name__])


@each_exercise
def test_solution_passes(key):
    assert run_solution(EXERCISES[key], EXERCISES[key].solution)[0] == "right"


# The notebooks' own solutions


def folded_solutions(notebook):
    """(id, code) of every `<details>` block that holds Python code.

    It belongs to the exercise that the nearest code cell before it checks.
    """
    current = None
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            for key in re.findall(r'\bcheck\(\s*"([^"]+)"', cell["source"]):
                current = key
        for block in re.findall(r"<details>.*?</details>", cell["source"], re.DOTALL):
            for code in re.findall(r"```python\n(.*?)```", block, re.DOTALL):
                yield current, code


NOTEBOOKS = {
    path.name: nbformat.read(path, as_version=4)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_folded_solutions_are_right(name):
    solutions = dict(folded_solutions(NOTEBOOKS[name]))
    for key, code in solutions.items():
        assert run_solution(EXERCISES[key], code)[0] == "right", key
    cells = [c.source for c in NOTEBOOKS[name].cells if c.cell_type == "code"]
    checked = re.findall(r'\bcheck\(\s*"([^"]+)"', "\n".join(cells))
    assert set(checked) == set(solutions)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_stored_stubs_say_so(name):
    for cell in NOTEBOOKS[name].cells:
        for key in re.findall(r'\bcheck\(\s*"([^"]+)"', cell.source):
            if cell.cell_type == "code" and re.search(
                r"^    \.\.\.$", cell.source, re.M
            ):
                text = "".join(output.get("text", "") for output in cell.outputs)
                assert f"{key}: not attempted yet\n" in text


def page(solution):
    fence = f"```python\n{solution}```"
    details = f"<details><summary>Solution</summary>\n\n{fence}\n\nWhy.\n</details>"
    return nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell('check("E0.1", mean_of_squares)'),
            nbformat.v4.new_markdown_cell(details),
        ]
    )


def test_a_wrong_folded_solution_is_found():
    good = EXERCISES["E0.1"].solution
    wrong = good.replace("mean(x", "sum(x")
    ((key, code),) = folded_solutions(page(good))
    assert (key, run_solution(EXERCISES[key], code)[0]) == ("E0.1", "right")
    ((key, code),) = folded_solutions(page(wrong))
    assert (key, run_solution(EXERCISES[key], code)[0]) == ("E0.1", "wrong")

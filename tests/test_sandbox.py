"""Whatever a function gives or raises, the sandbox has a code for it."""

import ast
import asyncio
import random
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from helpers.sandbox import (
    Entries,
    Kind,
    Sort,
    Trouble,
    is_stub,
    kind_of,
    plain,
    run,
)

CASES = [(np.array(x),) for x in ([0.0], [2.0], [1.0, 2.0], [3.0, -3.0])]


def mean_of_squares(x):
    return np.mean(x**2)


ASKED = [plain(mean_of_squares(*case)) for case in CASES]


def report_on(function):
    return run(function, CASES, ASKED)


# What comes back


def test_values_come_back_from_two_rounds():
    report = report_on(mean_of_squares)
    assert report.trouble is None and report.data == {} and report.case is None
    assert report.values == report.again == [0.0, 4.0, 2.5, 9.0]
    assert report.warning is None and not report.changed


def test_values_are_copies_that_no_later_call_can_change():
    memory = np.zeros(1)

    def fill(x):
        memory[:] = x[0]
        return memory

    report = run(fill, CASES, [np.zeros(1)] * 4)
    assert report.values == [0.0, 2.0, 1.0, 3.0]


def test_truth_stays_truth_and_numbers_become_float64():
    assert plain(True).dtype == bool
    assert plain(np.float32(2)).dtype == plain(2).dtype == np.float64
    first, second = plain((1, [True, False]))
    assert first == 1.0 and second.dtype == bool


def test_changed_arguments_are_noticed_and_the_cases_kept():
    def square_in_place(x):
        x **= 2
        return x.mean()

    report = report_on(square_in_place)
    assert report.changed and report.values == [0.0, 4.0, 2.5, 9.0]
    assert CASES[1][0] == 2.0


def test_the_second_round_shows_what_is_remembered_or_random():
    seen = []

    def count(x):
        seen.append(1)
        return len(seen)

    report = report_on(count)
    assert report.values == [1, 2, 3, 4] and report.again == [5, 6, 7, 8]
    report = report_on(lambda x: random.random())
    assert report.values != report.again


def test_the_first_line_of_the_first_warning_is_kept():
    def warn(x):
        warnings.warn(f"first\nof {x}", stacklevel=2)
        warnings.warn("second", stacklevel=2)
        return mean_of_squares(x)

    report = report_on(warn)
    assert report.trouble is None and report.warning == "first"


def test_what_is_printed_is_held_back(capfd):
    def talk(x):
        print(x)
        print(x, file=sys.stderr)
        return mean_of_squares(x)

    assert report_on(talk).trouble is None
    assert capfd.readouterr() == ("", "")
    print("heard again")
    assert capfd.readouterr().out == "heard again\n"


# Stubs


def stub_with_docstring(x):
    """The mean of the squares."""


def stub_with_dots(x):
    """The mean of the squares."""
    ...


def stub_with_pass(x):
    pass


def stub_returning_none(x):
    return None


@pytest.mark.parametrize(
    "stub",
    [stub_with_docstring, stub_with_dots, stub_with_pass, stub_returning_none],
)
def test_an_empty_function_is_a_stub(stub):
    assert is_stub(stub)


@pytest.mark.parametrize("function", [mean_of_squares, lambda x: 0, np.sum, print])
def test_a_function_that_does_something_is_none(function):
    assert not is_stub(function)


def not_implemented(x):
    raise NotImplementedError("later")


def gap(x):
    total = ...
    return total / len(x)


@pytest.mark.parametrize(
    "answer",
    [
        not_implemented,
        gap,
        lambda x: x[0] * ...,
        lambda x: ...,
        lambda x: NotImplemented,
        lambda x: (x, ...),
    ],
)
def test_a_function_with_a_gap_is_a_stub_when_it_runs(answer):
    assert report_on(answer).trouble is Trouble.STUB


# What is raised


def close_stdout(x):
    sys.stdout.close()


def raise_its_own(x):
    class SilentError(Exception):
        def __str__(self):
            raise ValueError

    raise SilentError


def warn_as_error(x):
    warnings.simplefilter("error")
    return np.mean(x**2) / np.float64(0)


def ask_where_nobody_answers(x):
    class StdinNotImplementedError(NotImplementedError):
        """As ipykernel raises it for input() in a notebook that runs in batch."""

    raise StdinNotImplementedError("no input")


class Sneaky(np.ndarray):
    def __array_finalize__(self, other):
        raise ValueError("no copies of me")


RAISED = {
    "exception": (lambda x: x[7], "IndexError: index 7 is out of bounds"),
    "without text": (raise_its_own, "SilentError"),
    "written in C": (getattr, "TypeError: getattr expected at least 2"),
    "syntax": (lambda x: ast.literal_eval("("), "SyntaxError: "),
    "warning as error": (warn_as_error, "RuntimeWarning: invalid value"),
    "closes stdout": (close_stdout, "ValueError: I/O operation on closed file"),
    "hostile array": (lambda x: x.view(Sneaky), "ValueError: no copies of me"),
    "huge integer": (lambda x: 10**400, "OverflowError: "),
    "input": (lambda x: input(), ""),
    "input in batch": (ask_where_nobody_answers, "StdinNotImplementedError: no input"),
    "long": (lambda x: int("9" * 199 + "x"), "ValueError: invalid literal for int()"),
}


@pytest.mark.parametrize("name", RAISED)
def test_what_is_raised_is_told_as_python_tells_it(name):
    function, text = RAISED[name]
    report = report_on(function)
    assert report.trouble is Trouble.ERROR
    assert report.data["error"].startswith(text)
    assert "\n" not in report.data["error"]


def test_of_a_long_text_the_first_200_characters_are_told():
    def complain(x):
        raise KeyError(10**300 + 7)

    assert report_on(complain).data["error"] == f"KeyError: 1{'0' * 199}"


def test_the_case_that_raised_is_given():
    report = run(lambda x: 1 / (2 - int(x[0])), CASES, ASKED)
    assert (report.trouble, report.case) == (Trouble.ERROR, 1)


def test_an_event_loop_can_run_inside():
    async def later(x):
        return np.mean(x**2)

    assert report_on(lambda x: asyncio.run(later(x))).values == ASKED


# Kinds


class Unreadable:
    def __repr__(self):
        raise ValueError

    __array__ = __float__ = __eq__ = __len__ = __bool__ = __repr__


class Labelled(np.ndarray):
    """Another package's array, which may calculate in its own way."""


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (2.5, Kind(Sort.NUMBER)),
        (np.int8(2), Kind(Sort.NUMBER)),
        (np.zeros(2), Kind(Sort.ARRAY)),
        (np.array(2), Kind(Sort.NUMBER)),
        (np.zeros(2).view(Labelled), Kind(Sort.OTHER, name="Labelled")),
        (np.random.default_rng(0), Kind(Sort.OTHER, name="Generator")),
        (np.array([True]), Kind(Sort.ARRAY, Entries.TRUTH)),
        (np.array([1j]), Kind(Sort.ARRAY, Entries.COMPLEX)),
        (np.array([None]), Kind(Sort.ARRAY, Entries.OBJECTS)),
        ((1, 2), Kind(Sort.TUPLE, size=2)),
        (None, Kind(Sort.NOTHING)),
        (True, Kind(Sort.TRUTH)),
        ("2.5", Kind(Sort.TEXT)),
        (1j, Kind(Sort.COMPLEX)),
        (mean_of_squares, Kind(Sort.FUNCTION)),
        ((x for x in ()), Kind(Sort.GENERATOR)),
        ([2.5], Kind(Sort.BUILTIN, name="list")),
        (dict, Kind(Sort.BUILTIN, name="type")),
        (Unreadable(), Kind(Sort.OTHER, name="Unreadable")),
        (Path(), Kind(Sort.OTHER, name=type(Path()).__name__)),
    ],
)
def test_a_kind_is_told_from_the_type_alone(value, kind):
    assert kind_of(value) == kind


def test_a_tensor_is_none_of_numpys_arrays():
    import keras  # slow, and only needed here

    assert kind_of(keras.ops.ones(2)) == Kind(Sort.TENSOR)


def test_another_kind_than_asked_ends_the_calls():
    report = report_on(lambda x: [2.5])
    wanted = {"kind": Kind(Sort.BUILTIN, name="list"), "wanted": Kind(Sort.NUMBER)}
    assert (report.trouble, report.data, report.case) == (Trouble.KIND, wanted, None)


def test_numbers_and_arrays_pass_for_each_other():
    assert report_on(lambda x: x).trouble is None
    assert report_on(lambda x: x > 0).trouble is Trouble.KIND


def test_the_parts_of_a_tuple_are_looked_at():
    asked = [(plain(1.0), plain(2.0))] * 4
    assert run(lambda x: (1, x), CASES, asked).trouble is None
    report = run(lambda x: (1, "2"), CASES, asked)
    assert report.data == {"kind": Kind(Sort.TEXT), "wanted": Kind(Sort.NUMBER)}
    report = run(lambda x: (1, 2, 3), CASES, asked)
    assert report.data["kind"] == Kind(Sort.TUPLE, size=3)


def test_a_coroutine_is_closed():
    async def await_it(x):
        return np.mean(x**2)

    # Python would complain that nobody awaited it, and a warning is an error here.
    assert report_on(await_it).data["kind"] == Kind(Sort.COROUTINE)

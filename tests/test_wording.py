"""What a learner reads: exact texts, since the workbook's stored pages show them."""

import numpy as np
import pytest

from helpers.exercises import (
    Diagnosis,
    Exercise,
    Finding,
    Mistake,
    Pattern,
    diagnose,
)
from helpers.sandbox import Entries, Kind, Sort, Trouble
from helpers.wording import WORDS, explain


def mean_of_squares(x):
    return np.mean(x**2)


CASES = [(np.array(x),) for x in ([1.0, 2.0], [2.0], [3.0, -3.0], [1.5, 2.5, 0.5])]
TOTAL = Mistake("sum", lambda x: np.sum(x**2), "You summed.")
SQUARES = Exercise("E9.9", "", mean_of_squares, lambda: CASES, (TOTAL,))


def said(answer, exercise=SQUARES):
    return explain(exercise, diagnose(exercise, answer))


@pytest.mark.parametrize("codes", [Finding, Pattern, Trouble, Sort, Entries])
def test_every_code_has_words_of_its_own(codes):
    words = [WORDS[code] for code in codes]
    assert all(words) and len(set(words)) == len(words)


# Values


def test_right():
    assert said(mean_of_squares) == "right, on 4 cases"


def test_wrong_with_the_sentence_of_a_known_mistake():
    assert said(lambda x: x @ x) == (
        "wrong on 3 of 4 cases. You summed.\n"
        "  the smallest: x = [1, 2]\n"
        "  yours: 5\n"
        "  asked: 2.5"
    )


def test_wrong_without_an_idea_why():
    assert said(lambda x: np.mean(x**3)) == (
        "wrong on 4 of 4 cases.\n  the smallest: x = [2]\n  yours: 8\n  asked: 4"
    )


def test_wrong_with_a_warning():
    assert said(lambda x: np.mean(x**2) / np.float64(0)) == (
        "wrong on 4 of 4 cases. "
        "It gives NaN or infinity: is something divided by 0, or overflowing?\n"
        "  the smallest: x = [2]\n"
        "  yours: inf\n"
        "  asked: 4\n"
        "  a warning came with it: divide by zero encountered in scalar divide"
    )


def first_line(reference, answer):
    exercise = Exercise("E9.9", "", reference, lambda: CASES, ())
    return said(answer, exercise).splitlines()[0]


@pytest.mark.parametrize(
    ("reference", "answer", "sentence"),
    [
        (np.sum, lambda x: 2 * x.sum(), "It is exactly 2 times what is asked, every"),
        (np.sum, lambda x: -x.sum(), "The sign is flipped."),
        (np.mean, np.sum, "It is exactly n times too large, n being the input's"),
        (np.sum, np.mean, "It is exactly n times too small, n being the input's"),
        (np.sum, lambda x: 1 + x.sum(), "It is off by the same 1 every time."),
        (np.mean, lambda x: int(x.mean()), "What stands after the decimal point is"),
        (np.sum, lambda x: 0.5, "It is 0.5 every time: does it use its arguments?"),
        (np.sum, lambda x: 1e-17 * x.sum(), "It is 0 every time: does it use its"),
        (np.exp, lambda x: np.exp(x)[:, None], "The numbers are right, their shape"),
        (np.exp, np.sum, "The shape is () where (1,) is asked."),
    ],
)
def test_patterns(reference, answer, sentence):
    assert sentence in first_line(reference, answer)


def test_the_shape_of_a_transpose():
    cases = [(np.arange(6.0).reshape(2, 3) + k,) for k in range(3)]
    exercise = Exercise("E9.9", "", np.exp, lambda: cases, ())
    assert "It is transposed: shape (3, 2) where (2, 3) is asked.\n" in said(
        lambda X: np.exp(X).T, exercise
    )


def test_some_parts_of_a_tuple():
    def both(x):
        return x.sum(), x.mean()

    assert "Wrong among the 2 values: 2." in first_line(both, lambda x: (x.sum(), 7))


# Troubles


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (lambda x: ..., "not attempted yet"),
        (3.5, 'pass the function itself: check("E9.9", mean_of_squares)'),
        (lambda: 1, "your function takes () where (x) is asked"),
        (print, "your function prints its answer; return it instead"),
        (lambda x: x[7], "your function raises IndexError: index 7 is out of bounds"),
        (
            lambda x: np.zeros(10**7),
            "your function returns an array of 10000000 numbers: too many",
        ),
    ],
)
def test_troubles(answer, text):
    assert said(answer).startswith(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (Trouble.TIME, "was stopped after 1 second: is there an endless loop?"),
        (Trouble.RECURSION, "calls itself without end"),
        (Trouble.MEMORY, "asks for more memory than there is"),
        (Trouble.EXIT, "calls exit; let it return instead"),
        (Trouble.INTERRUPT, "was interrupted"),
    ],
)
def test_what_stopped_a_function_and_with_which_arguments(code, text):
    diagnosis = Diagnosis(code, case=(np.array([1.0, 2.0]),))
    assert explain(SQUARES, diagnosis) == f"your function {text}\n  with x = [1, 2]"


def test_an_unsteady_answer():
    assert explain(SQUARES, Diagnosis(Finding.UNSTEADY)) == (
        "your function gives another answer when it is called again; "
        "does it draw random numbers, or use a variable outside itself?"
    )


def test_an_answer_that_changes_its_arguments():
    assert explain(SQUARES, Diagnosis(Finding.CHANGES_ARGUMENTS)) == (
        "right values, but your function changes its arguments; work on copies"
    )


@pytest.mark.parametrize(
    ("kind", "noun"),
    [
        (Kind(Sort.NOTHING), "nothing where a number is asked; is a `return` missing?"),
        (Kind(Sort.TRUTH), "True or False where a number is asked"),
        (Kind(Sort.TEXT), "text where a number is asked"),
        (Kind(Sort.COMPLEX), "a complex number where a number is asked"),
        (
            Kind(Sort.FUNCTION),
            "a function where a number is asked; call it, or return what it gives",
        ),
        (
            Kind(Sort.GENERATOR),
            "a generator where a number is asked; write return, not yield",
        ),
        (
            Kind(Sort.COROUTINE),
            "a coroutine where a number is asked; write def, not async def",
        ),
        (
            Kind(Sort.TENSOR),
            "a tensor where a number is asked; this is an exercise in NumPy",
        ),
        (Kind(Sort.TUPLE, size=2), "a tuple of 2 where a number is asked"),
        (Kind(Sort.BUILTIN, name="list"), "a list where a number is asked"),
        (
            Kind(Sort.OTHER, name="Path"),
            "an object of type Path where a number is asked",
        ),
        (
            Kind(Sort.ARRAY, Entries.COMPLEX),
            "an array of complex numbers where a number is asked",
        ),
        (
            Kind(Sort.ARRAY, Entries.OBJECTS),
            "an array of objects where a number is asked",
        ),
        (
            Kind(Sort.NUMBER, Entries.TRUTH),
            "a number of True and False where a number is asked",
        ),
    ],
)
def test_the_wrong_kind_of_answer(kind, noun):
    data = {"kind": kind, "wanted": Kind(Sort.NUMBER)}
    assert explain(SQUARES, Diagnosis(Trouble.KIND, data)) == (
        f"your function returns {noun}"
    )


def test_words_of_another_language_change_no_diagnosis(monkeypatch):
    for code in WORDS:
        monkeypatch.setitem(WORDS, code, "le mot")
    assert diagnose(SQUARES, mean_of_squares).code is Finding.RIGHT
    assert diagnose(SQUARES, lambda x: None).code is Trouble.STUB
    assert diagnose(SQUARES, lambda x: [x]).code is Trouble.KIND
    assert said(lambda x: x @ x) == "le mot"

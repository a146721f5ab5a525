"""What is wrong with an answer, in codes."""

import random
import textwrap
import time

import numpy as np
import pytest

from helpers.exercises import (
    Exercise,
    Finding,
    Mistake,
    Pattern,
    Verdict,
    answers_of,
    diagnose,
)
from helpers.sandbox import Kind, Sort, Trouble

rng = np.random.default_rng(1)
VECTORS = [(rng.normal(size=2 + k % 4),) for k in range(20)]
MATRICES = [(rng.normal(size=(2, 3)),) for k in range(20)]


def mean_of_squares(x):
    return np.mean(x**2)


def exercise(reference, cases, mistakes=()):
    return Exercise("E9.9", "", reference, lambda: cases, mistakes)


SQUARES = exercise(mean_of_squares, VECTORS)


# Right, open or wrong


def test_a_right_answer():
    diagnosis = diagnose(SQUARES, lambda numbers: (numbers @ numbers) / len(numbers))
    assert diagnosis.code is Finding.RIGHT and diagnosis.verdict is Verdict.RIGHT
    assert diagnosis.data["count"] == 20


def test_a_wrong_answer_shows_the_smallest_case():
    cases = [(np.arange(5.0),), (np.array([1.0, 2.0]),), (np.array([1.0]),)]
    diagnosis = diagnose(exercise(mean_of_squares, cases), lambda x: np.sum(x**2) + 0)
    assert diagnosis.code is Finding.WRONG and diagnosis.verdict is Verdict.WRONG
    assert diagnosis.data == {"wrong": 2, "count": 3}
    assert diagnosis.pattern is Pattern.N_TIMES
    example = diagnosis.example
    np.testing.assert_array_equal(example.case[0], [1.0, 2.0])
    assert (example.yours, example.asked) == (5.0, 2.5)


def stub(x):
    """The mean of the squares."""
    ...


def stub_with_other_arguments():
    pass


def gap(x):
    total = ...
    return total / len(x)


@pytest.mark.parametrize("answer", [stub, stub_with_other_arguments, gap])
def test_a_stub_leaves_the_exercise_open(answer):
    diagnosis = diagnose(SQUARES, answer)
    assert diagnosis.code is Trouble.STUB and diagnosis.verdict is Verdict.OPEN


@pytest.mark.parametrize("answer", [3.5, None, "mean_of_squares"])
def test_what_is_no_function_is_never_called(answer):
    assert diagnose(SQUARES, answer).code is Finding.NO_FUNCTION


@pytest.mark.parametrize(
    ("answer", "took"), [(lambda: 1, "()"), (lambda x, y: x, "(x, y)")]
)
def test_the_arguments_have_to_fit(answer, took):
    diagnosis = diagnose(SQUARES, answer)
    assert diagnosis.code is Finding.SIGNATURE
    assert list(map(str, diagnosis.data.values())) == [took, "(x)"]


@pytest.mark.parametrize(
    "answer", [mean_of_squares, lambda *x: x[0] @ x[0] / len(x[0]), lambda x, y=2: x**y]
)
def test_the_arguments_may_have_other_names_and_defaults(answer):
    assert diagnose(SQUARES, answer).code is not Finding.SIGNATURE


def test_a_function_in_c_that_tells_nothing_of_its_arguments_is_called():
    assert diagnose(exercise(np.max, VECTORS), max).code is Finding.RIGHT


def test_one_case_is_enough():
    single = exercise(mean_of_squares, [(np.array([1.0, 2.0]),)])
    assert diagnose(single, mean_of_squares).data == {"wrong": 0, "count": 1}
    assert diagnose(single, lambda x: -np.mean(x**2)).pattern is Pattern.SIGN


def append_to_global(x, seen=[]):  # noqa: B006
    seen.append(1)
    return np.mean(x**2) + len(seen)


@pytest.mark.parametrize(
    "answer",
    [append_to_global, lambda x: random.random(), lambda x: time.perf_counter()],
)
def test_an_answer_has_to_be_the_same_when_asked_again(answer):
    assert diagnose(SQUARES, answer).code is Finding.UNSTEADY


def test_arguments_must_not_be_changed():
    def square_in_place(x):
        x **= 2
        return x.mean()

    diagnosis = diagnose(SQUARES, square_in_place)
    assert diagnosis.code is Finding.CHANGES_ARGUMENTS
    assert diagnosis.verdict is Verdict.WRONG


def test_trouble_comes_with_its_case():
    cases = [(np.ones(k),) for k in (5, 3, 4)]
    wanted = exercise(mean_of_squares, cases)
    diagnosis = diagnose(wanted, lambda x: x[3] * 0 + mean_of_squares(x))
    assert diagnosis.code is Trouble.ERROR
    assert len(diagnosis.case[0]) == 3  # the smallest comes first
    diagnosis = diagnose(wanted, lambda x: str(x))
    assert diagnosis.code is Trouble.KIND and diagnosis.case is None
    assert diagnosis.data["kind"] == Kind(Sort.TEXT)


def test_a_warning_is_passed_on():
    diagnosis = diagnose(SQUARES, lambda x: np.mean(x**2) / np.float64(0))
    assert diagnosis.pattern is Pattern.NOT_FINITE
    assert diagnosis.warning.startswith("divide by zero")


def test_the_tolerance_is_the_exercises_own():
    def nearly(x):
        return mean_of_squares(x) * (1 + 1e-6)

    loose = Exercise("E9.9", "", mean_of_squares, lambda: VECTORS, (), tolerance=1e-5)
    assert diagnose(SQUARES, nearly).verdict is Verdict.WRONG
    assert diagnose(loose, nearly).verdict is Verdict.RIGHT


# Patterns that need no known mistake


@pytest.mark.parametrize(
    ("reference", "answer", "pattern", "data"),
    [
        (np.sum, lambda x: 2 * x.sum(), Pattern.FACTOR, {"factor": 2}),
        (np.sum, lambda x: x.sum() / 4, Pattern.FACTOR, {"factor": 0.25}),
        (np.sum, lambda x: -x.sum(), Pattern.SIGN, {}),
        (np.mean, np.sum, Pattern.N_TIMES, {}),
        (np.sum, np.mean, Pattern.N_LESS, {}),
        (np.sum, lambda x: 1 + x.sum(), Pattern.OFFSET, {"offset": 1}),
        (np.sum, lambda x: int(x.sum()), Pattern.WHOLE, {}),
        (np.sum, lambda x: x.sum() // 1, Pattern.WHOLE, {}),
        (np.sum, lambda x: round(x.sum()), Pattern.WHOLE, {}),
        (np.sum, lambda x: 0.5, Pattern.CONSTANT, {"value": 0.5}),
        (lambda x: x[0] / 99, lambda x: 0.5, Pattern.CONSTANT, {"value": 0.5}),
        (np.sum, lambda x: x.sum() / 0.0 if x[0] > 0 else 1, Pattern.NOT_FINITE, {}),
        (np.sum, lambda x: x.sum() ** 3, None, {}),
        (lambda x: 2.0, lambda x: 3.0, Pattern.FACTOR, {"factor": 1.5}),
        (lambda x: 0.0, lambda x: 3.0, Pattern.OFFSET, {"offset": 3}),
        (
            np.exp,
            lambda x: np.exp(x)[:, None],
            Pattern.RESHAPED,
            {"shape": (2, 1), "wanted": (2,)},
        ),
        (np.exp, np.sum, Pattern.SHAPE, {"shape": (), "wanted": (2,)}),
        (
            np.sum,
            lambda x: x - x[:, None],
            Pattern.SHAPE,
            {"shape": (2, 2), "wanted": ()},
        ),
    ],
)
def test_patterns_of_vectors(reference, answer, pattern, data):
    diagnosis = diagnose(exercise(reference, VECTORS), answer)
    assert diagnosis.pattern is pattern
    found = {k: v for k, v in diagnosis.data.items() if k not in ("wrong", "count")}
    assert found == (data if "shape" in data else pytest.approx(data))


def test_pattern_of_a_transpose():
    diagnosis = diagnose(exercise(np.exp, MATRICES), lambda X: np.exp(X).T)
    assert diagnosis.pattern is Pattern.TRANSPOSED
    assert diagnosis.data["shape"] == (3, 2) and diagnosis.data["wanted"] == (2, 3)


def step(theta, m):
    return theta - 0.1 * m, 0.9 * m


STEPS = [(float(theta), 2.0 + theta) for theta in range(20)]


@pytest.mark.parametrize(
    ("answer", "pattern", "places"),
    [
        (lambda theta, m: (theta - 0.1 * m, m), Pattern.SOME_PARTS, "2"),
        (lambda theta, m: (theta, 0.9 * m), Pattern.SOME_PARTS, "1"),
        (lambda theta, m: (theta, m), None, None),
    ],
)
def test_patterns_of_tuples(answer, pattern, places):
    diagnosis = diagnose(exercise(step, STEPS), answer)
    assert diagnosis.pattern is pattern
    assert diagnosis.data.get("places") == places


@pytest.mark.parametrize(
    ("answer", "kind", "wanted"),
    [
        (lambda theta, m: theta, Kind(Sort.NUMBER), Kind(Sort.TUPLE, size=2)),
        (
            lambda theta, m: [*step(theta, m)],
            Kind(Sort.BUILTIN, name="list"),
            Kind(Sort.TUPLE, size=2),
        ),
        (
            lambda theta, m: (*step(theta, m), m),
            Kind(Sort.TUPLE, size=3),
            Kind(Sort.TUPLE, size=2),
        ),
        (lambda theta, m: (theta, None), Kind(Sort.NOTHING), Kind(Sort.NUMBER)),
    ],
)
def test_tuples_of_another_kind(answer, kind, wanted):
    diagnosis = diagnose(exercise(step, STEPS), answer)
    assert diagnosis.code is Trouble.KIND
    assert diagnosis.data == {"kind": kind, "wanted": wanted}


def test_tuples_can_be_right():
    assert diagnose(exercise(step, STEPS), step).verdict is Verdict.RIGHT


def test_one_tuple_is_enough_to_see_which_part_is_wrong():
    diagnosis = diagnose(exercise(step, STEPS[:1]), lambda theta, m: (theta, 0.9 * m))
    assert diagnosis.data["places"] == "1"


# Known mistakes


def test_a_known_mistake_comes_before_a_pattern():
    total = Mistake("sum", lambda x: np.sum(x**2), "You summed.")
    diagnosis = diagnose(exercise(mean_of_squares, VECTORS, (total,)), lambda x: x @ x)
    assert diagnosis.mistake is total and diagnosis.pattern is None


def test_a_mistake_may_be_a_shape_or_nan():
    column = Mistake("column", lambda x: np.exp(x)[:, None], "A column.")
    log = Mistake("log", lambda x: np.log(x), "A logarithm.")
    found = exercise(np.exp, VECTORS, (column, log))
    assert diagnose(found, lambda x: np.exp(x).reshape(-1, 1)).mistake is column
    assert diagnose(found, np.log).mistake is log


def test_the_answers_of_a_function_are_its_own():
    shared = np.zeros(1)

    def fill(x):
        shared[:] = x / 0.0
        return shared

    cases = [(np.array([1.0]),), (np.array([-1.0]),)]
    assert answers_of(fill, cases) == [np.inf, -np.inf]


# The solution


def test_the_solution_is_the_references_source_unless_another_is_given():
    assert textwrap.dedent(SQUARES.solution_code) == (
        "def mean_of_squares(x):\n    return np.mean(x**2)\n"
    )
    other = "def mean_of_squares(x):\n    return x @ x / len(x)\n"
    given = Exercise("E9.9", "", mean_of_squares, lambda: VECTORS, (), other)
    assert given.solution_code == other

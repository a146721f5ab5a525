"""Exercises: what is asked, and what is wrong with an answer.

An exercise is data: a statement, a reference, cases, and the mistakes people make,
each with its sentence. `diagnose` runs an answer in the sandbox and finds out what it
does, in codes and numbers; `wording` has the words for them.
"""

import copy
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

import numpy as np

from helpers.sandbox import Trouble, is_stub, parts, plain, run
from helpers.value_texts import case_text

__all__ = [
    "Counterexample",
    "Diagnosis",
    "Exercise",
    "Finding",
    "Mistake",
    "Pattern",
    "Verdict",
    "answers_of",
    "diagnose",
]


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people give, and what to tell them.

    Attributes
    ----------
    name : str
    function : callable
        Gives that answer, and never raises.
    sentence : str
    """

    name: str
    function: Callable
    sentence: str


@dataclass(frozen=True)
class Exercise:
    """One exercise; its cases and mistakes have to tell each other apart.

    Attributes
    ----------
    id : str
        Chapter and number, as in E1.2.
    statement : str
        Markdown, as in the notebook.
    reference : callable
        Gives a number, an array or a tuple of those; has the name that is asked for.
    cases : callable
        Gives a list of tuples of arguments, the same every time.
    mistakes : tuple of Mistake
    solution : str
        Python source as in the notebook; empty: the reference's own source.
    tolerance : float
        Relative for large numbers, absolute near zero.
    """

    id: str
    statement: str
    reference: Callable
    cases: Callable
    mistakes: tuple[Mistake, ...]
    solution: str = ""
    tolerance: float = 1e-9

    @property
    def solution_code(self):
        """Python source that solves the exercise, as the notebook shows it."""
        return self.solution or inspect.getsource(self.reference)


class Verdict(Enum):
    """What an answer is worth; a stub leaves its exercise open."""

    OPEN = auto()
    RIGHT = auto()
    WRONG = auto()


class Finding(Enum):
    """What a diagnosis may find, beside the troubles of the sandbox."""

    RIGHT = auto()
    NO_FUNCTION = auto()
    SIGNATURE = auto()
    UNSTEADY = auto()
    CHANGES_ARGUMENTS = auto()
    WRONG = auto()


class Pattern(Enum):
    """What wrong values may have in common with the right ones.

    N_TIMES and N_LESS: n times too large and too small, n being the input's length.
    """

    SOME_PARTS = auto()
    NOT_FINITE = auto()
    TRANSPOSED = auto()
    RESHAPED = auto()
    SHAPE = auto()
    CONSTANT = auto()
    SIGN = auto()
    FACTOR = auto()
    N_TIMES = auto()
    N_LESS = auto()
    OFFSET = auto()
    WHOLE = auto()


@dataclass(frozen=True)
class Counterexample:
    """The smallest case with a wrong value.

    Attributes
    ----------
    case : tuple
        The arguments.
    yours, asked : array or tuple of arrays
    """

    case: tuple
    yours: np.ndarray | tuple
    asked: np.ndarray | tuple


@dataclass(frozen=True)
class Diagnosis:
    """What is the matter with an answer, in codes and numbers.

    Attributes
    ----------
    code : Finding or Trouble
    data : dict
        What the words for the code and the pattern have to mention, by the names that
        they have in `wording`.
    case : tuple or None
        The arguments with which the answer was ended by an exception.
    example : Counterexample or None
        Only of wrong values, like the next three.
    mistake : Mistake or None
        The known mistake that gives the same values.
    pattern : Pattern or None
        What the values have in common, where they are no known mistake.
    warning : str or None
        What Python warned of meanwhile.
    """

    code: Finding | Trouble
    data: dict = field(default_factory=dict)
    case: tuple | None = None
    example: Counterexample | None = None
    mistake: Mistake | None = None
    pattern: Pattern | None = None
    warning: str | None = None

    @property
    def verdict(self):
        """OPEN, RIGHT or WRONG."""
        verdicts = {Finding.RIGHT: Verdict.RIGHT, Trouble.STUB: Verdict.OPEN}
        return verdicts.get(self.code, Verdict.WRONG)


def diagnose(exercise, answer):
    """Find out whether an answer solves the exercise and, if not, why not.

    Parameters
    ----------
    exercise : Exercise
    answer : callable
        The learner's function itself; anything else is a finding too.

    Returns
    -------
    Diagnosis
    """
    reference = exercise.reference
    if not callable(answer):
        return Diagnosis(Finding.NO_FUNCTION)
    if is_stub(answer):
        return Diagnosis(Trouble.STUB)
    cases = sorted(exercise.cases(), key=lambda case: len(case_text(reference, case)))
    if not _takes(answer, cases[0]):
        took, wanted = inspect.signature(answer), inspect.signature(reference)
        return Diagnosis(Finding.SIGNATURE, {"took": took, "wanted": wanted})
    asked = answers_of(reference, cases)
    report = run(answer, cases, asked)
    if report.trouble:
        case = None if report.case is None else cases[report.case]
        return Diagnosis(report.trouble, report.data, case)
    yours = report.values
    alike = functools.partial(_equal, tolerance=exercise.tolerance)
    if not all(map(alike, yours, report.again)):
        return Diagnosis(Finding.UNSTEADY)
    right = list(map(alike, yours, asked))
    counts = {"wrong": right.count(False), "count": len(cases)}
    if all(right) and report.changed:
        return Diagnosis(Finding.CHANGES_ARGUMENTS)
    if all(right):
        return Diagnosis(Finding.RIGHT, counts)
    smallest = right.index(False)
    mistake = _known_mistake(exercise, cases, yours, alike)
    pattern, data = None, {}
    if mistake is None:
        pattern, data = _pattern(cases, yours, asked, alike)
    return Diagnosis(
        Finding.WRONG,
        counts | data,
        example=Counterexample(cases[smallest], yours[smallest], asked[smallest]),
        mistake=mistake,
        pattern=pattern,
        warning=report.warning,
    )


def answers_of(function, cases):
    """What a reference or a known mistake gives.

    Parameters
    ----------
    function : callable
    cases : list of tuple
        The arguments of each call; the function gets copies.

    Returns
    -------
    list of arrays or of tuples of arrays
    """
    with np.errstate(all="ignore"):  # mistakes may divide by 0
        return [plain(function(*copy.deepcopy(case))) for case in cases]


def _takes(function, case):
    """Whether a function can be called with these arguments, as far as it tells."""
    try:
        inspect.signature(function).bind(*case)
    except TypeError:
        return False
    except ValueError:  # some functions written in C tell nothing
        return True
    return True


def _equal(a, b, tolerance):
    """Whether shapes and numbers agree; NaN, which mistakes may give, equals NaN."""
    shapes_of_a = [part.shape for part in parts(a)]
    shapes_of_b = [part.shape for part in parts(b)]
    return shapes_of_a == shapes_of_b and all(
        np.allclose(x, y, rtol=tolerance, atol=tolerance, equal_nan=True)
        for x, y in zip(parts(a), parts(b), strict=True)
    )


def _known_mistake(exercise, cases, yours, alike):
    """The first of the exercise's mistakes that gives these values, or None."""
    for mistake in exercise.mistakes:
        if all(map(alike, yours, answers_of(mistake.function, cases))):
            return mistake
    return None


# What values that are no known mistake have in common with the right ones: each of
# these gives a Pattern or None, and what its words have to mention.


def _pattern(cases, yours, asked, alike):
    if isinstance(asked[0], tuple):
        return _pattern_of_tuples(yours, asked, alike)
    if not all(np.isfinite(value).all() for value in yours):
        return Pattern.NOT_FINITE, {}
    if any(a.shape != b.shape for a, b in zip(yours, asked, strict=True)):
        return _pattern_of_shapes(yours, asked, alike)
    return _pattern_of_numbers(cases, yours, asked, alike)


def _pattern_of_tuples(yours, asked, alike):
    size = len(asked[0])
    wrong = [
        place
        for place in range(size)
        if not all(alike(a[place], b[place]) for a, b in zip(yours, asked, strict=True))
    ]
    if len(wrong) == size:
        return None, {}
    places = ", ".join(str(place + 1) for place in wrong)
    return Pattern.SOME_PARTS, {"size": size, "places": places}


def _pattern_of_shapes(yours, asked, alike):
    pairs = list(zip(yours, asked, strict=True))
    shape, wanted = next((a.shape, b.shape) for a, b in pairs if a.shape != b.shape)
    data = {"shape": shape, "wanted": wanted}
    if all(alike(a, b.T) for a, b in pairs):
        return Pattern.TRANSPOSED, data
    if all(alike(a.ravel(), b.ravel()) for a, b in pairs):
        return Pattern.RESHAPED, data
    return Pattern.SHAPE, data


def _pattern_of_numbers(cases, yours, asked, alike):
    a = np.concatenate(yours, axis=None, dtype=float)
    b = np.concatenate(asked, axis=None, dtype=float)
    level = np.full_like(a, a.mean())
    if alike(a, level) and not alike(b, np.full_like(b, b.mean())):
        # What is 0 but for rounding is said to be 0.
        return Pattern.CONSTANT, {"value": 0.0 if alike(a, 0 * a) else level[0]}
    if alike(a, -b):
        return Pattern.SIGN, {}
    factor = a @ b / (b @ b) if b.any() else 0.0  # the best one, by least squares
    if alike(a, factor * b):
        return Pattern.FACTOR, {"factor": factor}
    if all(np.ndim(case[0]) for case in cases):
        lengths = [len(case[0]) for case in cases]
        n = np.repeat(lengths, [value.size for value in asked])
        if alike(a, n * b):
            return Pattern.N_TIMES, {}
        if alike(n * a, b):
            return Pattern.N_LESS, {}
    offset = a[0] - b[0]
    if alike(a - b, np.full_like(a, offset)):
        return Pattern.OFFSET, {"offset": offset}
    if any(alike(a, cut(b)) for cut in (np.trunc, np.floor, np.round)):
        return Pattern.WHOLE, {}
    return None, {}

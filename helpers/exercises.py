"""The engine behind `check("E1.2", my_function)`: right, or wrong and why.

An exercise is data: what is asked, a reference, cases, and the mistakes people make,
each with its sentence. `check` runs the learner's function on copies of the cases,
twice, and prints one line, or a short block with the smallest counterexample.

Nothing that the function does is meant to take the kernel down: what it raises is
caught, what it prints is held back, it gets one second in all and, on Linux, 2 GiB of
memory beyond what the kernel has. Some things cannot be stopped: a loop inside C such
as `sum(iter(int, 1))`, anything outside the main thread, `os._exit`, a crash of the
interpreter, and code that keeps catching the interruption. Then restart the kernel.
Slow packages are imported before they are checked: an import that is cut off at one
second may not work again in that kernel.

Solved exercises are remembered in `solved.json` in the folder that the environment
variable DERIVED_WORK names (`make lab` sets it); delete the file to start anew.
Without the variable nothing is remembered.
"""

import contextlib
import copy
import difflib
import dis
import functools
import importlib
import inspect
import io
import itertools
import json
import os
import re
import signal
import sys
import threading
import warnings
from _thread import interrupt_main
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from helpers.proofs import case_text, shape_text, value_text

__all__ = ["Exercise", "Mistake", "all_exercises", "check", "progress"]

# By number: E1.2 is in helpers/chapters/relu.py.
CHAPTERS = (
    *("start_here", "relu", "mse", "gradient_descent", "adam", "numpy_to_keras"),
    "text_classifier",
)
SECONDS = 1.0
MEMORY = 2 * 2**30  # bytes
LARGEST = 10**6  # elements of an answer
STUB = "not attempted yet"


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people give, and what to tell them."""

    name: str
    function: Callable  # gives that answer, and never raises
    sentence: str


@dataclass(frozen=True)
class Exercise:
    """One exercise; its cases and mistakes have to tell each other apart."""

    id: str  # chapter and number, as in E1.2
    statement: str  # Markdown, as in the notebook
    reference: Callable  # gives a number, an array or a tuple of those; named as asked
    cases: Callable  # gives a list of tuples of arguments, the same every time
    mistakes: tuple[Mistake, ...]
    solution: str = ""
    tolerance: float = 1e-9  # relative for large numbers, absolute near zero

    @property
    def solution_code(self):
        return self.solution or inspect.getsource(self.reference)


def check(exercise_id, answer):
    """Print whether `answer` solves the exercise and, if not, why not.

    Parameters
    ----------
    exercise_id : str
        As in E1.2.
    answer : callable
        The learner's function itself, not its result. A stub counts as not attempted.
    """
    exercise = _find(exercise_id)
    if exercise is None:
        near = difflib.get_close_matches(str(exercise_id), all_exercises(), cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        print(f"There is no exercise {exercise_id!r}{hint}")
        return
    verdict, text = diagnose(exercise, answer)
    print(f"{exercise.id}: {text}")
    if verdict == "right":
        _remember(exercise.id)


def progress():
    """Print which exercises are solved, as far as DERIVED_WORK remembers."""
    path, solved = _solved()
    exercises = all_exercises()
    states = {i: f"{i} {'solved' if i in solved else 'open'}" for i in exercises}
    for number in range(len(CHAPTERS)):
        listed = ", ".join(map(states.get, _exercises_of(number)))
        print(f"chapter {number}: {listed}")
    print(f"{len(solved & set(exercises))} of {len(exercises)} exercises solved")
    if not path:
        print("Nothing is remembered here; `make lab` remembers.")


def all_exercises():
    """Every exercise of the workbook by its id, chapter by chapter."""
    chapters = map(_exercises_of, range(len(CHAPTERS)))
    return {key: exercise for found in chapters for key, exercise in found.items()}


# The diagnosis


def diagnose(exercise, answer):
    """What `check` says: "open", "right" or "wrong", and the text."""
    reference = exercise.reference
    cases = sorted(exercise.cases(), key=lambda case: len(case_text(reference, case)))
    if not callable(answer):
        ask = f'check("{exercise.id}", {reference.__name__})'
        return "wrong", f"pass the function itself: {ask}"
    if _is_stub(answer):
        return "open", STUB
    with contextlib.suppress(ValueError):  # some functions written in C tell nothing
        try:
            inspect.signature(answer).bind(*cases[0])
        except TypeError:
            took, wanted = map(inspect.signature, (answer, reference))
            return "wrong", f"your function takes {took} where {wanted} is asked"
    asked = _values(reference, cases)
    values, trouble, warning, changed = _run(reference, answer, cases, asked)
    if trouble:
        return ("open" if trouble == STUB else "wrong"), trouble
    n = len(cases)
    yours, again = values[:n], values[n:]
    alike = functools.partial(_equal, tolerance=exercise.tolerance)
    if not all(map(alike, yours, again)):
        return "wrong", (
            "your function gives another answer when it is called again; "
            "does it draw random numbers, or use a variable outside itself?"
        )
    wrong = [not right for right in map(alike, yours, asked)]
    if not any(wrong):
        advice = "right values, but your function changes its arguments; work on copies"
        return ("wrong", advice) if changed else ("right", f"right, on {n} cases")
    i = wrong.index(True)
    why = _known_mistake(exercise, cases, yours, alike)
    why = why or _pattern(cases, yours, asked, alike)
    lines = [
        f"wrong on {sum(wrong)} of {n} cases. {why}".rstrip(),
        f"  the smallest: {case_text(reference, cases[i])}",
        f"  yours: {value_text(yours[i])}",
        f"  asked: {value_text(asked[i])}",
    ]
    if warning:
        lines.append(f"  a warning came with it: {warning}")
    return "wrong", "\n".join(lines)


def _values(function, cases):
    with np.errstate(all="ignore"):  # mistakes may divide by 0
        return [_plain(function(*copy.deepcopy(case))) for case in cases]


def _plain(value):
    """The value in arrays of its own, which no later call can change."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return np.array(value, dtype=None if np.asarray(value).dtype.kind == "b" else float)


def _parts(value):
    return value if isinstance(value, tuple) else (value,)


def _equal(a, b, tolerance):
    """Whether shapes and numbers agree; NaN, which mistakes may give, equals NaN."""
    return shape_text(a) == shape_text(b) and all(
        np.allclose(x, y, rtol=tolerance, atol=tolerance, equal_nan=True)
        for x, y in zip(_parts(a), _parts(b), strict=True)
    )


def _known_mistake(exercise, cases, yours, alike):
    for mistake in exercise.mistakes:
        if all(map(alike, yours, _values(mistake.function, cases))):
            return mistake.sentence
    return None


def _pattern(cases, yours, asked, alike):
    """What an answer that is no known mistake has in common with the right one."""
    pairs = list(zip(yours, asked, strict=True))
    if isinstance(asked[0], tuple):
        count = len(asked[0])
        good = [all(alike(a[i], b[i]) for a, b in pairs) for i in range(count)]
        bad = [str(i + 1) for i in range(count) if not good[i]]
        return f"Wrong among the {count} values: {', '.join(bad)}." if any(good) else ""
    if not all(np.isfinite(a).all() for a in yours):
        return "It gives NaN or infinity: is something divided by 0, or overflowing?"
    for a, b in pairs:
        if a.shape != b.shape:
            shapes = f"{a.shape} where {b.shape} is asked"
            if all(alike(a, b.T) for a, b in pairs):
                return f"It is transposed: shape {shapes}."
            if all(alike(a.ravel(), b.ravel()) for a, b in pairs):
                return f"The numbers are right, their shape is not: {shapes}."
            return f"The shape is {shapes}."
    a, b = (np.concatenate(x, axis=None, dtype=float) for x in (yours, asked))
    factor = a @ b / (b @ b) if b.any() else 0.0
    if np.ptp(a) == 0 < np.ptp(b):
        return f"It is {a[0]:.6g} every time: does it use its arguments?"
    if alike(a, -b):
        return "The sign is flipped."
    if alike(a, factor * b):
        return f"It is exactly {factor:.6g} times what is asked, every time."
    if all(np.ndim(case[0]) for case in cases):
        n = np.repeat([len(case[0]) for case in cases], [y.size for y in asked])
        for word, x, y in (("large", a, n * b), ("small", n * a, b)):
            if alike(x, y):
                return f"It is exactly n times too {word}, n being the input's length."
    if alike(a - b, np.full_like(a, (a - b)[0])):
        return f"It is off by the same {(a - b)[0]:.6g} every time."
    if any(alike(a, cut(b)) for cut in (np.trunc, np.floor, np.round)):
        return "What stands after the decimal point is lost: whole numbers, or //?"
    return ""


# Running what the learner wrote


class OutOfTimeError(BaseException):
    """Raised inside the learner's function; an Exception it might well catch."""


def _run(reference, answer, cases, asked):
    """Call the answer on every case, and then on every case again.

    Returns its values, what is wrong with the calls, the first warning, and whether
    the arguments were changed.
    """
    values, trouble, changed = [], None, False
    clock, deepest = {"armed": False}, sys.getrecursionlimit()
    with (
        contextlib.redirect_stdout(io.StringIO()) as printed,
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(record=True) as warned,
        _limits(clock),
    ):
        warnings.simplefilter("always")
        clock["armed"] = True
        try:
            for i in [*range(len(cases))] * 2:
                mine = copy.deepcopy(cases[i])
                value = answer(*mine)
                trouble = _unfit(value, asked[i], printed)
                if trouble:
                    break
                values.append(_plain(value))
                changed = changed or repr(mine) != repr(cases[i])
            clock["armed"] = False
        except BaseException as error:
            clock["armed"] = False  # first of all: from here on nothing interrupts
            trouble = _raised(error)
            if trouble != STUB:
                trouble += f"\n  with {case_text(reference, cases[i])}"
    sys.setrecursionlimit(deepest)
    warning = str(warned[0].message).partition("\n")[0] if warned else None
    return values, trouble, warning, changed


def _is_stub(answer):
    """Whether a function's body is no more than `...`, `pass` or a docstring."""
    code = getattr(answer, "__code__", None)
    idle = {"RESUME", "NOP", "CACHE", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    return code is not None and all(
        step.opname in idle and ("CONST" not in step.opname or step.argval is None)
        for step in dis.get_instructions(code)
    )


_NOUNS = {"NoneType": "nothing", "bool": "True or False", "str": "text"}
_NOUNS |= {"int": "a number", "float": "a number", "complex": "a complex number"}
_HINTS = {
    "nothing": "; is a `return` missing?",
    "a generator": "; write return, not yield",
    "a coroutine": "; write def, not async def",
    "a function": "; call it, or return what it gives",
    "a tensor": "; this is an exercise in NumPy",
}
_STOPPED = {
    OutOfTimeError: f"was stopped after {SECONDS:g} second: is there an endless loop?",
    RecursionError: "calls itself without end",
    MemoryError: "asks for more memory than there is",
    SystemExit: "calls exit; let it return instead",
    KeyboardInterrupt: "was interrupted",
}


def _kind(value):
    """A noun for a value, which may be anything: only its type is looked at."""
    name, family = type(value).__name__, type(value).__module__.partition(".")[0]
    if family in ("tensorflow", "keras", "torch", "jax", "jaxlib"):
        return "a tensor"
    if family == "numpy" and isinstance(value, np.ndarray | np.generic):
        kind = "f" if value.dtype.kind in "iu" else value.dtype.kind
        of = {"f": "", "b": " of True and False", "c": " of complex numbers"}
        return ("an array" if value.ndim else "a number") + of.get(kind, " of objects")
    if family == "builtins":
        size = f" of {len(value)}" if isinstance(value, tuple) else ""
        return _NOUNS.get(name, f"a {name}{size}")
    return f"an object of type {name}"


def _unfit(value, asked, printed):
    """What is wrong with the kind of value that came back; None if nothing is."""
    if any(part is ... or part is NotImplemented for part in _parts(value)):
        return STUB
    if value is None and printed.getvalue():
        return "your function prints its answer; return it instead"
    noun, wanted = _kind(value), _kind(asked)
    if noun != wanted and {noun, wanted} != {"a number", "an array"}:
        if inspect.iscoroutine(value):
            value.close()  # or Python complains that nobody awaited it
        hint = _HINTS.get(noun, "")
        return f"your function returns {noun} where {wanted} is asked{hint}"
    if isinstance(value, tuple):
        troubles = [_unfit(*pair, printed) for pair in zip(value, asked, strict=True)]
        return next(filter(None, troubles), None)
    if np.size(value) > LARGEST:
        return f"your function returns an array of {np.size(value)} numbers: too many"
    return None


def _raised(error):
    """What the learner is told of an exception."""
    try:
        text = str(error).partition("\n")[0][:200]
    except Exception:  # even this may be the learner's code
        text = ""
    if type(error) is NotImplementedError or "'ellipsis'" in text:
        return STUB
    for kind, sentence in _STOPPED.items():
        if isinstance(error, kind):
            return f"your function {sentence}"
    return f"your function raises {type(error).__name__}" + (text and f": {text}")


@contextlib.contextmanager
def _limits(clock):
    """Limit memory, on Linux, and time, in the main thread.

    Once the time is up, raise OutOfTimeError in the block while the clock is armed: it
    rings again and again, because a bare `except` may catch the first, but only once
    on Windows, which has no timers that signal.
    """

    def ring(*_):
        if next(rings) == 5:  # somebody catches them: do not let him rest
            timer(signal.ITIMER_REAL, 5e-5, 5e-5)
        if clock["armed"]:
            raise OutOfTimeError

    rings, timer = itertools.count(1), getattr(signal, "setitimer", None)
    number = signal.SIGALRM if timer else signal.SIGINT
    with contextlib.ExitStack() as undo:
        if sys.platform == "linux":
            process, space = psutil.Process(), psutil.RLIMIT_AS
            before, most = process.rlimit(space)
            limits = {process.memory_info().vms + MEMORY, before, most}
            undo.callback(process.rlimit, space, (before, most))
            process.rlimit(space, (min(limits - {psutil.RLIM_INFINITY}), most))
        if threading.current_thread() is threading.main_thread():
            undo.callback(signal.signal, number, signal.signal(number, ring))
            if timer:
                others = timer(signal.ITIMER_REAL, SECONDS, 0.005)
                undo.callback(timer, signal.ITIMER_REAL, *others)
            else:
                once = threading.Timer(SECONDS, interrupt_main)
                undo.callback(once.cancel)
                once.start()
        yield


# Which exercises there are, and which are solved


def _exercises_of(chapter):
    module = importlib.import_module(f"helpers.chapters.{CHAPTERS[chapter]}")
    return {exercise.id: exercise for exercise in module.EXERCISES}


def _find(exercise_id):
    # Only the chapter's own module is imported; another's may be slow.
    match = re.fullmatch(r"E(\d)\.\d+", str(exercise_id))
    if not match or int(match[1]) >= len(CHAPTERS):
        return None
    return _exercises_of(int(match[1])).get(exercise_id)


def _solved():
    """Where solved exercises are remembered, None if nowhere, and which they are."""
    if not os.environ.get("DERIVED_WORK"):
        return None, set()
    path = Path(os.environ["DERIVED_WORK"], "solved.json")
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return path, set(re.findall(r"E\d\.\d+", text))  # also of a damaged file


def _remember(exercise_id):
    path, solved = _solved()
    if path and exercise_id not in solved:
        new = path.with_suffix(f".{os.getpid()}")
        text = json.dumps({"solved": sorted(solved | {exercise_id})}, indent=1)
        try:
            new.write_text(text + "\n", encoding="utf-8")
            new.replace(path)  # whole or not at all
        except OSError as error:
            print(f"{path} cannot be written: {error.strerror}")

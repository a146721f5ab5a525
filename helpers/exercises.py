"""The engine behind `check("E1.2", my_function)`: right, or wrong and why.

An exercise is data: what is asked, a reference, cases, and the mistakes people make,
each with its sentence. `check` runs the learner's function on copies of the cases,
twice, and prints one line, or a short block with the smallest counterexample.

Nothing that the function does is meant to take the kernel down. Everything it raises
is caught, its output is held back, it gets one second in all, and on Linux 4 GiB of
memory on top of what the kernel has. What cannot be stopped: a loop inside C such as
`sum(iter(int, 1))`, `os._exit`, a crash of the interpreter, and code that catches the
interruption for ever; there only restarting the kernel helps. Outside the main thread
nothing is interrupted, and Windows notices the end of the second somewhat later.

Solved exercises are remembered in `solved.json` in the folder that the environment
variable DERIVED_WORK names (`make lab` sets it). Delete the file to start anew;
without the variable nothing is remembered.
"""

import contextlib
import copy
import difflib
import dis
import importlib
import importlib.util
import inspect
import io
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

from helpers.proofs import case_text, shape_text, value_text

__all__ = [
    "Exercise",
    "Mistake",
    "all_exercises",
    "check",
    "diagnose",
    "drawn",
    "progress",
]

# By number: exercise E1.2 lives in the module of chapter 1.
CHAPTERS = (
    "start_here",
    "relu",
    "mse",
    "gradient_descent",
    "adam",
    "numpy_to_keras",
    "text_classifier",
    "attention_and_bert",
    "tune_shrink_ship",
)
SECONDS = 1.0
MEMORY = 4 * 2**30
LARGEST = 10**6  # elements of an answer


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people give, and what to tell them."""

    name: str
    function: Callable  # gives that answer; never raises
    sentence: str


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Parameters
    ----------
    id : str
        Chapter and number, as in E1.2.
    statement : str
        Markdown; what the notebook says.
    reference : callable
        The right answer, under the name that the learner is asked to use. It returns a
        number, an array, or a tuple of those.
    cases : callable
        Takes nothing and returns the cases, a list of tuples of arguments, the same
        ones every time: written out, `proofs.random_cases` or `drawn`.
    mistakes : tuple of Mistake
    solution : str
        Python source, as in the notebook's `<details>`.
    tolerance : float
        The largest difference that counts as equal, measured as in proofs.
    """

    id: str
    statement: str
    reference: Callable
    cases: Callable
    mistakes: tuple[Mistake, ...]
    solution: str
    tolerance: float = 1e-9


def check(exercise_id, answer):
    """Print whether `answer` solves the exercise, and if not, why not.

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
    solved, complaint = _solved()
    exercises = all_exercises()
    for number in range(len(CHAPTERS)):
        ids = [i for i in exercises if i.startswith(f"E{number}.")]
        if ids:
            states = [f"{i} {'solved' if i in solved else 'open'}" for i in ids]
            print(f"chapter {number}: {', '.join(states)}")
    count = len(solved & exercises.keys())
    print(f"{count} of {len(exercises)} exercises solved")
    if complaint:
        print(complaint)


def all_exercises():
    """Every exercise of the workbook by its id, chapter by chapter."""
    found = {}
    for number in range(len(CHAPTERS)):
        found |= _chapter_exercises(number)
    return found


def drawn(strategy, count=100):
    """Draw cases from a Hypothesis strategy of tuples, the same ones every time.

    Importing Hypothesis costs a second: prefer lists where they do, and call this
    inside the function that an exercise has as its `cases`.
    """
    import tempfile
    from unittest import mock

    from hypothesis import HealthCheck, Phase, configuration, given, settings
    from hypothesis.internal.conjecture import providers

    cases = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(case):
        cases.append(case)

    # Hypothesis mixes in constants that it finds in the modules at hand, other ones in
    # every kernel, and keeps a folder beside the notebook: neither is wanted here.
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.object(providers, "_get_local_constants", providers.Constants),
    ):
        configuration.set_hypothesis_home_dir(folder)
        try:
            collect()
        finally:
            configuration.set_hypothesis_home_dir(None)
    return cases


# The diagnosis


def diagnose(exercise, answer):
    """What `check` says: "open", "right" or "wrong", and the text."""
    cases = sorted(
        exercise.cases(), key=lambda case: len(case_text(exercise.reference, case))
    )
    asked = _values(exercise.reference, cases)
    if not callable(answer):
        name = exercise.reference.__name__
        return "wrong", f'pass the function itself: check("{exercise.id}", {name})'
    if _is_stub(answer):
        return "open", _OPEN
    with contextlib.suppress(ValueError):  # some functions written in C tell nothing
        try:
            inspect.signature(answer).bind(*cases[0])
        except TypeError:
            took, wanted = map(inspect.signature, (answer, exercise.reference))
            return "wrong", f"your function takes {took} where {wanted} is asked"
    yours, trouble, changed, warning = _run(exercise, answer, cases, asked)
    if trouble:
        return ("open" if trouble == _OPEN else "wrong"), trouble
    pairs = zip(yours, asked, strict=True)
    wrong = [not _equal(a, b, exercise.tolerance) for a, b in pairs]
    if not any(wrong) and changed:
        return "wrong", (
            "right values, but your function changes its arguments; "
            "let it work on copies"
        )
    if not any(wrong):
        return "right", f"right, on {len(cases)} cases"
    why = _known_mistake(exercise, cases, yours)
    why = why or _pattern(cases, yours, asked, exercise.tolerance)
    i = wrong.index(True)
    lines = [
        f"wrong on {sum(wrong)} of {len(cases)} cases. {why}".rstrip(),
        f"  the smallest: {case_text(exercise.reference, cases[i])}",
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


def _equal(a, b, tolerance):
    """Whether shapes and numbers agree; NaN, which mistakes may give, equals NaN."""
    return shape_text(a) == shape_text(b) and all(
        np.allclose(x, y, rtol=tolerance, atol=tolerance, equal_nan=True)
        for x, y in zip(_parts(a), _parts(b), strict=True)
    )


def _parts(value):
    return value if isinstance(value, tuple) else (value,)


def _known_mistake(exercise, cases, yours):
    for mistake in exercise.mistakes:
        pairs = zip(yours, _values(mistake.function, cases), strict=True)
        if all(_equal(a, b, exercise.tolerance) for a, b in pairs):
            return mistake.sentence
    return None


def _pattern(cases, yours, asked, tolerance):
    """What an answer that is no known mistake has in common with the right one."""
    pairs = list(zip(yours, asked, strict=True))

    def alike(x, y):
        return _equal(x, y, tolerance)

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
    a, b = (np.concatenate([np.ravel(x) for x in xs]) for xs in (yours, asked))
    if np.ptp(a) == 0 and np.ptp(b) > 0:
        return f"It is {a[0]:.6g} every time: does it use its arguments?"
    if alike(a, -b):
        return "The sign is flipped."
    factor = a @ b / (b @ b) if b.any() else 0.0
    if alike(a, factor * b):
        return f"It is exactly {factor:.6g} times what is asked, every time."
    if all(np.ndim(case[0]) for case in cases):
        lengths = [
            np.full(y.size, len(c[0])) for c, y in zip(cases, asked, strict=True)
        ]
        n = np.concatenate(lengths)
        if alike(a, n * b):
            return "It is exactly n times too large, n being the length of the input."
        if alike(n * a, b):
            return "It is exactly n times too small, n being the length of the input."
    if alike(a - b, np.full_like(a, (a - b)[0])):
        return f"It is off by the same {(a - b)[0]:.6g} every time."
    if any(alike(a, cut(b)) for cut in (np.trunc, np.floor, np.round)):
        return "What stands after the decimal point is lost: whole numbers, or //?"
    return ""


# Running what the learner wrote

_OPEN = "not attempted yet"
_NOUNS = {
    type(None): "nothing",
    bool: "True or False",
    int: "a number",
    float: "a number",
    complex: "a complex number",
    str: "text",
    list: "a list",
}
_HINTS = {
    "nothing": "; is a `return` missing?",
    "a list": "; np.array makes an array of it",
    "a function": "; call it, or return what it gives",
    "a generator": "; write return, not yield",
    "a coroutine": "; write def, not async def",
    "a tensor": "; this is an exercise in NumPy",
}


class _OutOfTimeError(BaseException):
    """Raised in the learner's function; no Exception, which it might catch."""


def _run(exercise, answer, cases, asked):
    """Call the answer on every case, twice.

    Returns
    -------
    yours : list
        Its values, as `_plain` has them.
    trouble : str or None
        What stopped the calls.
    changed : bool
        Whether it changed its arguments.
    warning : str or None
        The first that came.
    """
    yours, trouble, changed = [], None, False
    limit, deepest = _TimeLimit(), sys.getrecursionlimit()
    with (
        contextlib.redirect_stdout(io.StringIO()) as printed,
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(record=True) as warned,
        _memory_limit(),
        limit,
    ):
        warnings.simplefilter("always")
        limit.armed = True
        try:
            for i in [*range(len(cases)), *range(len(cases))]:
                mine = copy.deepcopy(cases[i])
                value = answer(*mine)
                trouble = _unfit(value, asked[i], printed)
                if trouble:
                    break
                value = _plain(value)
                changed = changed or repr(mine) != repr(cases[i])
                if len(yours) < len(cases):
                    yours.append(value)
                elif not _equal(value, yours[i], exercise.tolerance):
                    trouble = (
                        "your function gives another answer when it is called again "
                        "with the same arguments; does it draw random numbers, or use "
                        "a variable outside itself?"
                    )
                    break
            limit.armed = False
        except BaseException as error:
            limit.armed = False  # first of all: from here on nothing interrupts
            trouble = _raised(error)
            if trouble != _OPEN:
                trouble += f"\n  with {case_text(exercise.reference, cases[i])}"
    sys.setrecursionlimit(deepest)
    warning = str(warned[0].message).partition("\n")[0] if warned else None
    return yours, trouble, changed, warning


def _is_stub(answer):
    """Whether a function's body is no more than `...`, `pass` or a docstring."""
    code = getattr(answer, "__code__", None)
    idle = {"RESUME", "NOP", "CACHE", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    return code is not None and all(
        step.opname in idle and ("CONST" not in step.opname or step.argval is None)
        for step in dis.get_instructions(code)
    )


def _unfit(value, asked, printed):
    """What is wrong with the kind of value that came back; None if nothing is."""
    if any(part is ... or part is NotImplemented for part in _parts(value)):
        return _OPEN
    if value is None and printed.getvalue():
        return "your function prints its answer; return it instead"
    noun, wanted = _kind(value), _kind(asked)
    if noun != wanted and {noun, wanted} != {"a number", "an array"}:
        hint = _HINTS.get(noun, "")
        return f"your function returns {noun} where {wanted} is asked{hint}"
    if isinstance(value, tuple):
        troubles = [_unfit(*pair, printed) for pair in zip(value, asked, strict=True)]
        return next(filter(None, troubles), None)
    if np.size(value) > LARGEST:
        return f"your function returns an array of {np.size(value)} numbers: too many"
    return None


def _kind(value):
    """A noun for a value, which may be anything; only its type is looked at."""
    family = type(value).__module__.partition(".")[0]
    if type(value) in _NOUNS:
        return _NOUNS[type(value)]
    if type(value) is tuple:
        return f"a tuple of {len(value)}"
    if family == "numpy" and isinstance(value, np.ndarray | np.generic):
        of = {"b": " of True and False", "c": " of complex numbers"}
        other = "" if value.dtype.kind in "iuf" else " of objects"
        noun = "an array" if value.ndim else "a number"
        return noun + of.get(value.dtype.kind, other)
    if family in ("tensorflow", "keras", "torch", "jax", "jaxlib"):
        return "a tensor"
    if inspect.isgenerator(value):
        return "a generator"
    if inspect.iscoroutine(value):
        value.close()
        return "a coroutine"
    if callable(value):
        return "a function"
    return f"an object of type {type(value).__name__}"


def _raised(error):
    """What the learner is told of an exception."""
    try:
        text = str(error).partition("\n")[0][:200]
    except Exception:  # even this is the learner's code
        text = ""
    if isinstance(error, NotImplementedError) or "ellipsis" in text:
        return _OPEN
    if isinstance(error, _OutOfTimeError):
        return (
            f"your function was stopped after {SECONDS:g} second; "
            "does a loop never end, or is it very slow?"
        )
    if isinstance(error, RecursionError):
        return "your function calls itself without end"
    if isinstance(error, MemoryError):
        return "your function asks for more memory than there is"
    if isinstance(error, SystemExit):
        return "your function calls exit; let it return instead"
    if isinstance(error, KeyboardInterrupt):
        return "your function was interrupted"
    return f"your function raises {type(error).__name__}" + (text and f": {text}")


class _TimeLimit:
    """Interrupts the block once `SECONDS` are up, as long as `armed` is set.

    It interrupts again and again, because the first time may hit a bare `except`.
    """

    armed = False

    def __enter__(self):
        self.works = threading.current_thread() is threading.main_thread()
        if not self.works:
            return self
        if hasattr(signal, "setitimer"):
            self.number = signal.SIGALRM
            self.before = signal.signal(self.number, self.ring)
            self.timer = signal.setitimer(signal.ITIMER_REAL, SECONDS, 0.0005)
        else:  # Windows
            self.number = signal.SIGINT
            self.before = signal.signal(self.number, self.ring)
            self.over = threading.Event()
            threading.Thread(target=self.watch, daemon=True).start()
        return self

    def __exit__(self, *_):
        if not self.works:
            return
        if hasattr(self, "over"):
            self.over.set()
        else:
            signal.setitimer(signal.ITIMER_REAL, *self.timer)
        signal.signal(self.number, self.before)

    def ring(self, *_):
        if self.armed:
            raise _OutOfTimeError

    def watch(self):
        wait = SECONDS
        while not self.over.wait(wait):
            interrupt_main(self.number)
            wait = 0.0005


@contextlib.contextmanager
def _memory_limit():
    if sys.platform != "linux":
        yield
        return
    import resource

    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before, most = resource.getrlimit(resource.RLIMIT_AS)
    limits = [n for n in (used + MEMORY, before, most) if n != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, most))


# Which exercises there are, and which are solved


def _chapter_exercises(number):
    name = f"helpers.chapters.{CHAPTERS[number]}"
    if importlib.util.find_spec(name) is None:
        return {}
    module = importlib.import_module(name)
    return {exercise.id: exercise for exercise in getattr(module, "EXERCISES", ())}


def _find(exercise_id):
    # Only the chapter's own module is imported; another's may be slow.
    match = re.fullmatch(r"E(\d)\.\d+", str(exercise_id))
    if not match or int(match[1]) >= len(CHAPTERS):
        return None
    return _chapter_exercises(int(match[1])).get(exercise_id)


def _solved():
    """The ids that are remembered, and a complaint or None."""
    folder = os.environ.get("DERIVED_WORK")
    if not folder:
        return set(), "Nothing is remembered here; `make lab` remembers."
    path = Path(folder, "solved.json")
    try:
        return set(
            map(str, json.loads(path.read_text(encoding="utf-8"))["solved"])
        ), None
    except FileNotFoundError:
        return set(), None
    except (OSError, ValueError, TypeError, KeyError):
        return set(), f"{path} cannot be read; delete it to start anew."


def _remember(exercise_id):
    solved, complaint = _solved()
    if exercise_id in solved or "DERIVED_WORK" not in os.environ:
        return
    if complaint:
        print(complaint)
        return
    path = Path(os.environ["DERIVED_WORK"], "solved.json")
    new = path.with_suffix(f".{os.getpid()}")
    text = json.dumps({"solved": sorted(solved | {exercise_id})}, indent=1)
    try:
        new.write_text(text + "\n", encoding="utf-8")
        new.replace(path)  # whole or not at all
    except OSError as error:
        print(f"{path} cannot be written: {error.strerror}")

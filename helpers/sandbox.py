"""Running a function that a learner wrote, so that whatever it does has a code.

`run` calls the function on copies of the cases, each of them twice, and reports what
came back, or the `Trouble` that ended the calls. It never says so in words.

Nothing that the function does is meant to take the kernel down: what it raises is
caught, what it prints is held back, it gets one second in all and, on Linux, 2 GiB of
memory beyond what the kernel has. Some things cannot be stopped: a loop inside C such
as `sum(iter(int, 1))`, anything outside the main thread, `os._exit`, a crash of the
interpreter, and code that keeps catching the interruption. Then restart the kernel.
Slow packages are imported before they are checked: an import that is cut off at one
second may not work again in that kernel.
"""

import contextlib
import copy
import dis
import inspect
import io
import signal
import sys
import threading
import warnings
from _thread import interrupt_main
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
import psutil

__all__ = [
    "SECONDS",
    "Entries",
    "Kind",
    "Report",
    "Sort",
    "Trouble",
    "is_stub",
    "kind_of",
    "parts",
    "plain",
    "run",
]

SECONDS = 1.0
MEMORY = 2 * 2**30  # bytes
LARGEST = 10**6  # elements of an answer


class Trouble(Enum):
    """What ends the calls early.

    A STUB has nothing in it yet. PRINTED, KIND and SIZE are about what came back: it
    was printed instead, it is no number or array as asked, it is too large.
    """

    STUB = auto()
    TIME = auto()
    RECURSION = auto()
    MEMORY = auto()
    EXIT = auto()
    INTERRUPT = auto()
    ERROR = auto()
    PRINTED = auto()
    KIND = auto()
    SIZE = auto()


class Sort(Enum):
    """What a value is, as far as its type tells."""

    NUMBER = auto()
    ARRAY = auto()
    TUPLE = auto()
    NOTHING = auto()
    TRUTH = auto()
    TEXT = auto()
    COMPLEX = auto()
    FUNCTION = auto()
    GENERATOR = auto()
    COROUTINE = auto()
    TENSOR = auto()
    BUILTIN = auto()
    OTHER = auto()


class Entries(Enum):
    """What an array holds, where it does not hold real numbers."""

    TRUTH = auto()
    COMPLEX = auto()
    OBJECTS = auto()


@dataclass(frozen=True)
class Kind:
    """What a value is; two answers of one kind can be compared.

    Attributes
    ----------
    sort : Sort
    entries : Entries or None
        Of NumPy's numbers and arrays: None where they hold real numbers.
    size : int
        Of a tuple: how many parts it has.
    name : str
        Of a BUILTIN or OTHER: its type's name.
    """

    sort: Sort
    entries: Entries | None = None
    size: int = 0
    name: str = ""


@dataclass(frozen=True)
class Report:
    """What calling a function on cases has shown.

    Attributes
    ----------
    trouble : Trouble or None
        What ended the calls early.
    data : dict
        More about the trouble: "error" as Python's last line shows it, with ERROR;
        "kind" and "wanted", both a Kind, with KIND; "size" with SIZE.
    case : int or None
        The case whose call ended in an exception.
    values, again : list
        What the first and the second call gave for each case, as `plain` gives it;
        incomplete where there is trouble.
    warning : str or None
        The first line of the first warning.
    changed : bool
        Whether the function changed one of its arguments.
    """

    trouble: Trouble | None
    data: dict
    case: int | None
    values: list
    again: list
    warning: str | None
    changed: bool


class OutOfTimeError(BaseException):
    """Raised inside the learner's function; an Exception it might well catch."""


# What callers use


def run(function, cases, asked):
    """Call a function on every case, and then on every case again.

    Parameters
    ----------
    function : callable
    cases : list of tuple
        The arguments of each call; the function gets copies.
    asked : list
        The right answer to each case, as `plain` gives it: a value of another kind
        than this ends the calls.

    Returns
    -------
    Report
    """
    count = len(cases)
    values, changed = [], False
    trouble, data, ended_by = None, {}, None
    alarm, deepest = _Alarm(), sys.getrecursionlimit()
    with (
        contextlib.redirect_stdout(io.StringIO()) as printed,
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(record=True) as warned,
        _memory_limited(),
        _time_limited(alarm),
    ):
        warnings.simplefilter("always")
        try:
            try:
                alarm.armed = True
                for number in [*range(count), *range(count)]:
                    arguments = copy.deepcopy(cases[number])
                    value = function(*arguments)
                    trouble, data = _misfit(value, asked[number], printed)
                    if trouble:
                        break
                    values.append(plain(value))
                    changed = changed or repr(arguments) != repr(cases[number])
            finally:
                alarm.armed = False  # first of all: from here on nothing interrupts
                sys.setrecursionlimit(deepest)
        except BaseException as error:
            trouble, data = _raised(error)
            ended_by = number
    warning = str(warned[0].message).partition("\n")[0] if warned else None
    return Report(
        trouble, data, ended_by, values[:count], values[count:], warning, changed
    )


def parts(value):
    """The parts of a tuple; of anything else, itself as the only part."""
    return value if isinstance(value, tuple) else (value,)


def plain(value):
    """The value in arrays of its own, which no later call can change.

    Parameters
    ----------
    value : number, array or tuple of those

    Returns
    -------
    array or tuple of arrays
        Of truth values or of float64.
    """
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    holds_truth = np.asarray(value).dtype.kind == "b"
    return np.array(value, dtype=bool if holds_truth else float)


_FRAMEWORKS = ("tensorflow", "keras", "torch", "jax", "jaxlib")
_BUILTINS = {
    "NoneType": Sort.NOTHING,
    "bool": Sort.TRUTH,
    "str": Sort.TEXT,
    "int": Sort.NUMBER,
    "float": Sort.NUMBER,
    "complex": Sort.COMPLEX,
    "function": Sort.FUNCTION,
    "generator": Sort.GENERATOR,
    "coroutine": Sort.COROUTINE,
}
# By NumPy's letters for types; whole numbers are real numbers too.
_ENTRIES = {"f": None, "i": None, "u": None, "b": Entries.TRUTH, "c": Entries.COMPLEX}


def kind_of(value):
    """The kind of a value, which may be anything: only its type is looked at."""
    name = type(value).__name__
    package = type(value).__module__.partition(".")[0]
    if package in _FRAMEWORKS:
        return Kind(Sort.TENSOR)
    if package == "numpy" and isinstance(value, np.ndarray | np.generic):
        sort = Sort.ARRAY if value.ndim else Sort.NUMBER
        return Kind(sort, _ENTRIES.get(value.dtype.kind, Entries.OBJECTS))
    if package != "builtins":
        return Kind(Sort.OTHER, name=name)
    if isinstance(value, tuple):
        return Kind(Sort.TUPLE, size=len(value))
    if name in _BUILTINS:
        return Kind(_BUILTINS[name])
    return Kind(Sort.BUILTIN, name=name)


def is_stub(function):
    """Whether a function's body is no more than `...`, `pass` or a docstring."""
    code = getattr(function, "__code__", None)
    idle = {"RESUME", "NOP", "CACHE", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    return code is not None and all(
        step.opname in idle and ("CONST" not in step.opname or step.argval is None)
        for step in dis.get_instructions(code)
    )


# What the calls come to


def _fits(kind, wanted):
    """Whether values of two kinds can be compared; shapes are compared later."""
    real = (Kind(Sort.NUMBER), Kind(Sort.ARRAY))
    return kind == wanted or (kind in real and wanted in real)


def _misfit(value, asked, printed):
    """The trouble with the kind of value that came back, and more about it."""
    if any(part is ... or part is NotImplemented for part in parts(value)):
        return Trouble.STUB, {}
    if value is None and printed.getvalue():
        return Trouble.PRINTED, {}
    kind, wanted = kind_of(value), kind_of(asked)
    if not _fits(kind, wanted):
        if inspect.iscoroutine(value):
            value.close()  # or Python complains that nobody awaited it
        return Trouble.KIND, {"kind": kind, "wanted": wanted}
    if isinstance(value, tuple):
        for part, asked_part in zip(value, asked, strict=True):
            trouble, data = _misfit(part, asked_part, printed)
            if trouble:
                return trouble, data
    elif np.size(value) > LARGEST:
        return Trouble.SIZE, {"size": np.size(value)}
    return None, {}


_STOPPED = {
    OutOfTimeError: Trouble.TIME,
    RecursionError: Trouble.RECURSION,
    MemoryError: Trouble.MEMORY,
    SystemExit: Trouble.EXIT,
    KeyboardInterrupt: Trouble.INTERRUPT,
}


def _raised(error):
    """The trouble that an exception stands for, and more about it."""
    try:
        text = str(error).partition("\n")[0][:200]
    except Exception:  # even this may be the learner's code
        text = ""
    # Python's own complaint about a gap, such as `total = ...`, that is calculated with
    if type(error) is NotImplementedError or "'ellipsis'" in text:
        return Trouble.STUB, {}
    for kind, trouble in _STOPPED.items():
        if isinstance(error, kind):
            return trouble, {}
    name = type(error).__name__
    return Trouble.ERROR, {"error": f"{name}: {text}" if text else name}


# Limits


class _Alarm:
    """Rings when the time is up, and raises OutOfTimeError while it is armed.

    It rings again and again, because a bare `except` may catch the first, but only
    once on Windows, which has no timers that signal.
    """

    def __init__(self):
        self.armed = False
        self.rings = 0

    def ring(self, *_):
        self.rings += 1
        if self.rings == 5 and hasattr(signal, "setitimer"):
            # Somebody catches them: do not let him rest.
            signal.setitimer(signal.ITIMER_REAL, 5e-5, 5e-5)
        if self.armed:
            raise OutOfTimeError


@contextlib.contextmanager
def _time_limited(alarm):
    """Let the alarm ring after SECONDS; only the main thread can be interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    has_timers = hasattr(signal, "setitimer")
    number = signal.SIGALRM if has_timers else signal.SIGINT
    handler = signal.signal(number, alarm.ring)
    if has_timers:
        timer = signal.setitimer(signal.ITIMER_REAL, SECONDS, 0.005)
    else:
        once = threading.Timer(SECONDS, interrupt_main)
        once.start()
    try:
        yield
    finally:
        if has_timers:
            signal.setitimer(signal.ITIMER_REAL, *timer)
        else:
            once.cancel()
        signal.signal(number, handler)


@contextlib.contextmanager
def _memory_limited():
    """Allow MEMORY beyond what the process has, where there is such a limit: Linux."""
    if sys.platform != "linux":
        yield
        return
    process, space = psutil.Process(), psutil.RLIMIT_AS
    soft, hard = process.rlimit(space)
    limits = {process.memory_info().vms + MEMORY, soft, hard}
    process.rlimit(space, (min(limits - {psutil.RLIM_INFINITY}), hard))
    try:
        yield
    finally:
        process.rlimit(space, (soft, hard))

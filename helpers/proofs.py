"""Equations that can fail: each numbered claim has a check, and wrong versions.

`prove` does algebra and so holds for all values; `verify` and `verify_gradient` compare
two sides over many cases. All of them then run wrong versions, the ones that people
write, and fail unless every one is caught: a check that cannot fail shows nothing.
It prints one line, or raises AssertionError with the smallest counterexample
or with what makes the proof empty.

A difference is |value - truth| / max(1, |truth|), the largest over all elements:
relative for large numbers, absolute near zero. What is printed is the tolerance, a
bound, because the difference itself changes with the processor.
"""

import copy
import inspect
import math
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from helpers.differentiation import central_differences, complex_step
from helpers.value_texts import case_text, shape_text, value_text

__all__ = ["prove", "random_cases", "verify", "verify_gradient"]

# The loosest tolerance that a proof may ask for, by the precision it names.
CAPS = {"float64": 1e-6, "float32": 1e-4}
# A wrong version has to miss by this many tolerances, or rounding might decide.
MARGIN = 100
# Algebra has no tolerance: there it has to miss by this much.
LEAST = 1e-10
WIDTH = 88  # of a printed line


class Miss(Enum):
    """In what way a wrong version is wrong."""

    SHAPE = auto()
    NOT_FINITE = auto()
    OFF = auto()


@dataclass(frozen=True)
class Caught:
    """A wrong version that was found to be wrong.

    Attributes
    ----------
    name : str
        What the proof calls it.
    miss : Miss
    off : float or None
        The largest difference, of a version that is OFF.
    shapes : tuple of str or None
        Its shape and the right one, of a version with another SHAPE.
    """

    name: str
    miss: Miss
    off: float | None = None
    shapes: tuple[str, str] | None = None


def random_cases(count, seed, /, **ranges):
    """Draw `count` cases, the same ones for the same seed.

    Parameters
    ----------
    count, seed : int
    **ranges
        One per argument, in order: a tuple (low, high) draws a number between them, a
        `range` a whole number from it, a function is called with NumPy's generator.

    Returns
    -------
    list of tuple
    """
    rng = np.random.default_rng(seed)

    def draw(source):
        if isinstance(source, range):
            return int(rng.choice(source))
        if callable(source):
            return source(rng)
        return float(rng.uniform(*source))

    return [tuple(draw(source) for source in ranges.values()) for _ in range(count)]


def verify(tag, left, right, *, over, wrong, tolerance=1e-12, precision="float64"):
    """Check that `left` equals `right` on all cases and that no wrong version does.

    Parameters
    ----------
    tag : str
        The equation's number, as in its `\\tag{4.3}`.
    left, right : callable
        Take a case's values; return a number, an array or a tuple of those. Shapes
        have to be the same: broadcasting is no equality. For parity, one of them is
        the framework's function.
    over : iterable
        The cases: tuples of arguments, or single arguments. Repetitions are dropped
        and at least two have to remain.
    wrong : dict of str to callable
        At least two versions of `right` that a person might write, by name. Each has
        to give a wrong answer on some case (a wrong shape or NaN is one); one that
        raises is an error in the proof.
    tolerance : float
        The largest difference that counts as equal: from 0 to 1e-6, or to 1e-4 where
        a framework calculates in float32.
    precision : {"float64", "float32"}

    Raises
    ------
    AssertionError
        Where the sides differ, or where the proof could not fail.
    """
    cases = _admit(tag, left, right, over, wrong, tolerance, precision)
    truth = _compare(tag, cases, tolerance, left, right)
    caught = _catch(tag, cases, tolerance, truth, wrong)
    bound = _bound(tolerance)
    if precision == "float32":
        bound += " in float32"
    _print(f"({tag}) holds on {len(cases)} cases", bound, caught)


def verify_gradient(tag, f, grad, *, over, wrong, tolerance=1e-12, analytic=True):
    """Check that `grad` is the derivative of `f` by its first argument.

    Parameters
    ----------
    tag, over, wrong
        As for `verify`; the wrong versions replace `grad`.
    f, grad : callable
        Take theta, a number or an array, and a case's other values. `grad` returns
        shape f.shape + theta.shape: a gradient, or the Hessian where f is a gradient.
    tolerance : float from 0 to 1e-6
        Against the complex step; central differences have to agree within 1e-6.
    analytic : bool
        False where `f` drops imaginary parts (abs, norm): no complex step is taken.

    Raises
    ------
    AssertionError
        As for `verify`.
    """
    cases = _admit(tag, f, grad, over, wrong, tolerance)
    methods = [("central differences", central_differences, CAPS["float64"])]
    if analytic:
        methods.append(("the complex step", complex_step, tolerance))
    for method, differentiate, allowed in methods:

        def derivative(theta, *rest, differentiate=differentiate):
            return differentiate(lambda at: f(at, *rest), theta)

        names = (method, "gradient")
        truth = _compare(tag, cases, allowed, derivative, grad, names)
    # The sharpest method came last: what it allows, no wrong version may keep to.
    caught = _catch(tag, cases, allowed, truth, wrong)
    bound = f"{_bound(allowed)} from {method}"
    _print(f"({tag}) holds on {len(cases)} cases", bound, caught)


def prove(tag, left, right, *, wrong):
    """Check that two SymPy expressions, or matrices of them, are equal.

    Parameters
    ----------
    tag : str
    left, right : SymPy expression or matrix
        Their difference has to simplify to zero.
    wrong : dict of str to SymPy expression or matrix
        At least two; each has to differ from `left` at the point that is tried: 2/7,
        5/7, 8/7 and so on for the symbols in alphabetical order, 3, 4, 5 for integers.

    Raises
    ------
    AssertionError
        Where the sides differ, or where the proof could not fail.
    """
    _refuse_few(tag, wrong)
    gap = _symbolic_gap(tag, left, right)
    if gap is not None:
        off, point = _value_of_gap(gap)
        at = ", ".join(f"{symbol} = {value}" for symbol, value in point.items())
        where = f" at {at}" if at else ""
        raise AssertionError(
            f"({tag}) does not hold: {left} and {right} differ by {off:.3g}{where}"
        )
    caught = []
    for name, version in wrong.items():
        gap = _symbolic_gap(tag, left, version)
        off = 0.0 if gap is None else _value_of_gap(gap)[0]
        if off < LEAST:
            raise AssertionError(f'({tag}): the wrong version "{name}" is not wrong')
        caught.append(Caught(name, Miss.OFF, off=off))
    _print(f"({tag}) holds for all values", "by algebra", caught)


def _symbolic_gap(tag, left, right):
    """The difference of two expressions, simplified; None where they are equal."""
    import sympy  # slow to import, and most chapters do without

    left, right = sympy.sympify(left), sympy.sympify(right)
    undefined = (sympy.nan, sympy.zoo, sympy.oo, -sympy.oo)
    if left.has(*undefined) or right.has(*undefined):
        raise AssertionError(f"({tag}): {left} or {right} is not finite")
    if getattr(left, "shape", ()) != getattr(right, "shape", ()):
        raise AssertionError(f"({tag}): {left} and {right} differ in shape")
    gap = sympy.simplify((left - right).doit())
    zero = gap * 0  # a number or a matrix, as the gap is
    return None if gap == zero else gap


def _value_of_gap(gap):
    """The gap's largest element at one point, and that point, by symbol."""
    import sympy

    point = {}
    for index, symbol in enumerate(sorted(gap.free_symbols, key=str)):
        if symbol.is_integer:
            point[symbol] = sympy.Integer(index + 3)
        else:
            point[symbol] = sympy.Rational(3 * index + 2, 7)
    value = np.array(gap.subs(point).doit().evalf(), dtype=complex)
    return float(np.abs(value).max()), point


# What could not fail is refused


def _refuse_few(tag, wrong):
    if len(wrong) < 2:
        raise AssertionError(f"({tag}): give at least two wrong versions")


def _admit(tag, left, right, over, wrong, tolerance, precision="float64"):
    """Refuse what could not fail; return the distinct cases as tuples."""
    _refuse_few(tag, wrong)
    if not 0 <= tolerance <= CAPS[precision]:
        allowed = f"between 0 and {CAPS[precision]:g}"
        raise AssertionError(f"({tag}): in {precision} a tolerance is {allowed}")
    names = {}
    for name, function in [("left", left), ("right", right), *wrong.items()]:
        code = _identity(function)
        if code in names:
            twins = f'"{names[code]}" and "{name}"'
            raise AssertionError(f"({tag}): {twins} are the same code")
        names[code] = name
    cases = [case if isinstance(case, tuple) else (case,) for case in over]
    if any(np.size(value) == 0 for case in cases for value in case):
        raise AssertionError(f"({tag}): an empty array compares nothing")
    with np.printoptions(threshold=10**9):  # every element tells cases apart
        distinct = {repr(case): case for case in cases}
    if len(distinct) < 2:
        raise AssertionError(
            f"({tag}): {len(distinct)} distinct cases; give at least two "
            "(or was a generator used up before?)"
        )
    return list(distinct.values())


def _identity(function):
    """The same for one function and for two that were written alike."""
    code = getattr(function, "__code__", None)
    if code is None or inspect.ismethod(function):
        return function
    cells = [id(cell.cell_contents) for cell in function.__closure__ or ()]
    constants = repr((code.co_consts, function.__defaults__, function.__kwdefaults__))
    return code.co_code, code.co_names, constants, *cells


# Comparing


def _values(function, cases):
    # Copies, so that a function that works in place cannot reach the other side.
    return [function(*copy.deepcopy(case)) for case in cases]


def _arrays(value):
    """A value, or the parts of a tuple, as arrays of float64 or complex numbers."""
    parts = value if isinstance(value, tuple) else (value,)
    arrays = [np.asarray(part) for part in parts]
    for array in arrays:
        if array.dtype.kind not in "biufc":
            raise TypeError(f"values of type {array.dtype} are no numbers")
    return [array.astype(np.result_type(array, np.float64)) for array in arrays]


def _difference(value, truth):
    """The largest difference of two numbers, arrays or tuples of those.

    It is inf where the shapes are not the same, NaN where a number is not finite.
    """
    arrays, true_arrays = _arrays(value), _arrays(truth)
    if [a.shape for a in arrays] != [b.shape for b in true_arrays]:
        return math.inf
    largest = 0.0
    for a, b in zip(arrays, true_arrays, strict=True):
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            return math.nan
        gaps = np.abs(a - b) / np.maximum(1.0, np.abs(b))
        largest = max(largest, float(gaps.max(initial=0.0)))
    return largest


def _compare(tag, cases, tolerance, left, right, names=("left", "right")):
    """Compare the two sides; return the values of the second."""
    lefts, rights = _values(left, cases), _values(right, cases)
    failures = []
    for case, a, b in zip(cases, lefts, rights, strict=True):
        off = _difference(a, b)
        if not off <= tolerance:  # NaN is not
            failures.append((case_text(right, case), a, b, off))
    if not failures:
        return rights
    text, a, b, off = min(failures, key=lambda failure: len(failure[0]))
    if math.isinf(off):
        why = f"shape {shape_text(a)} is not shape {shape_text(b)}"
    elif math.isnan(off):
        why = "NaN and infinity are equal to nothing"
    else:
        why = f"difference {off:.2g}, allowed {tolerance:g}"
    raise AssertionError(
        f"({tag}) does not hold on {len(failures)} of {len(cases)} cases; the smallest:"
        f"\n  {text}\n  {names[0]}: {value_text(a)}\n  {names[1]}: {value_text(b)}"
        f"\n  {why}"
    )


def _catch(tag, cases, tolerance, truth, wrong):
    """Run the wrong versions; return how each is wrong, refuse one that is not."""
    caught, answers = [], {}
    for name, function in wrong.items():
        with np.errstate(all="ignore"):  # overflow may be the point of it
            values = _values(function, cases)
            caught.append(_judge(tag, name, values, truth, tolerance))
        for twin, others in answers.items():
            if all(_difference(a, b) == 0 for a, b in zip(values, others, strict=True)):
                raise AssertionError(f'({tag}): "{twin}" and "{name}" are one mistake')
        answers[name] = values
    return caught


def _judge(tag, name, values, truth, tolerance):
    """How the values of a wrong version are wrong; refuse those that are not."""
    offs = [_difference(a, b) for a, b in zip(values, truth, strict=True)]
    if math.inf in offs:
        first = offs.index(math.inf)
        shapes = (shape_text(values[first]), shape_text(truth[first]))
        return Caught(name, Miss.SHAPE, shapes=shapes)
    if any(map(math.isnan, offs)):
        return Caught(name, Miss.NOT_FINITE)
    if max(offs) > MARGIN * tolerance:
        return Caught(name, Miss.OFF, off=max(offs))
    most = f"off by {max(offs):.1g} at most"
    raise AssertionError(f'({tag}): the wrong version "{name}" is not wrong, {most}')


# Words


def _bound(tolerance):
    return f"difference below {tolerance:g}" if tolerance else "difference exactly 0"


def _one_digit(off):
    # Nudged, so that rounding does not decide which way a tie such as 0.25 goes.
    nudged = off * (1 + 1e-6)
    return f"{float(f'{nudged:.1g}'):g}"


def _how(caught, before):
    """How a wrong version is wrong; `before` is the one named before it, or None."""
    if caught.miss is Miss.SHAPE:
        return "has shape {}, not {}".format(*caught.shapes)
    if caught.miss is Miss.NOT_FINITE:
        return "is not finite"
    if before is not None and before.miss is Miss.OFF:  # the verb has been said
        return f"by {_one_digit(caught.off)}"
    return f"is off by {_one_digit(caught.off)}"


def _print(claim, bound, caught):
    """Print a proof in lines that fit, broken only between its parts."""
    parts, before = [f"{claim},", f"{bound};"], None
    for version in caught:
        parts.append(f'"{version.name}" {_how(version, before)},')
        before = version
    parts[-1] = parts[-1].removesuffix(",")
    line, *rest = parts
    for part in rest:
        if len(f"{line} {part}") > WIDTH:
            print(line)
            line = part
        else:
            line = f"{line} {part}"
    print(line)

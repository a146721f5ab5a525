"""Equations that can fail: each numbered claim has a check, and wrong versions.

A proof compares two sides over many cases, then runs wrong versions, the ones that
people write, and fails unless every one is caught: a check that cannot fail proves
nothing. It prints one line, or raises AssertionError with the smallest counterexample
or with what makes the proof empty.

A difference is |value - truth| / max(1, |truth|), the largest over all elements:
relative for large numbers, absolute near zero. What is printed is the tolerance, a
bound, because the difference itself changes with the processor.
"""

import copy
import inspect
import math
import re
import textwrap

import numpy as np

from helpers.differentiation import central_differences, complex_step

__all__ = ["prove", "prove_gradient", "prove_symbolic", "random_cases"]

# The loosest tolerance that a proof may ask for, by the precision it names.
CAPS = {"float64": 1e-6, "float32": 1e-4}
# A wrong version has to miss by this many tolerances, or rounding might decide.
MARGIN = 100


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
        return source(rng) if callable(source) else float(rng.uniform(*source))

    return [tuple(draw(source) for source in ranges.values()) for _ in range(count)]


def prove(tag, left, right, *, over, wrong, tolerance=1e-12, precision="float64"):
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
    """
    cases = _admit(tag, left, right, over, wrong, tolerance, precision)
    truth = _equal(tag, cases, tolerance, {"left": left, "right": right})
    caught = _catch(tag, cases, tolerance, truth, wrong)
    bound = _bound(tolerance) + (" in float32" if precision == "float32" else "")
    _say(f"({tag}) holds on {len(cases)} cases, {bound}; {caught}")


def prove_gradient(tag, f, grad, *, over, wrong, tolerance=1e-12, analytic=True):
    """Check that `grad` is the derivative of `f` by its first argument.

    Parameters
    ----------
    tag, over, wrong
        As for `prove`; the wrong versions replace `grad`.
    f, grad : callable
        Take theta, a number or an array, and a case's other values. `grad` returns
        shape f.shape + theta.shape: a gradient, or the Hessian where f is a gradient.
    tolerance : float from 0 to 1e-6
        Against the complex step; central differences have to agree within 1e-6.
    analytic : bool
        False where `f` drops imaginary parts (abs, norm): no complex step is taken.
    """
    cases = _admit(tag, f, grad, over, wrong, tolerance)
    methods = [("central differences", central_differences, CAPS["float64"])]
    if analytic:
        methods.append(("the complex step", complex_step, tolerance))
    for method, differentiate, allowed in methods:

        def derivative(theta, *rest, differentiate=differentiate):
            return differentiate(lambda at: f(at, *rest), theta)

        truth = _equal(tag, cases, allowed, {method: derivative, "gradient": grad})
    caught = _catch(tag, cases, allowed, truth, wrong)
    bound = f"{_bound(allowed)} from {method}"
    _say(f"({tag}) holds on {len(cases)} cases, {bound}; {caught}")


def prove_symbolic(tag, left, right, *, wrong):
    """Check that two SymPy expressions, or matrices of them, are equal.

    Parameters
    ----------
    tag : str
    left, right : SymPy expression or matrix
        Their difference has to simplify to zero.
    wrong : dict of str to SymPy expression or matrix
        At least two; each has to differ from `left` at the point that is tried: 2/7,
        5/7, 8/7 and so on for the symbols in alphabetical order, 3, 4, 5 for integers.
    """
    import sympy  # slow to import, and most chapters do without

    def off(other):
        """By how much left and other differ: 0 by algebra, or at a point; the point."""
        other = sympy.sympify(other)
        if left.has(*undefined) or other.has(*undefined):
            raise AssertionError(f"({tag}): {left} or {other} is not finite")
        if getattr(left, "shape", ()) != getattr(other, "shape", ()):
            raise AssertionError(f"({tag}): {left} and {other} differ in shape")
        gap = sympy.simplify((left - other).doit())
        if gap == gap * 0:
            return 0.0, {}
        symbols = sorted(gap.free_symbols, key=str)
        point = {
            s: sympy.Integer(i + 3) if s.is_integer else sympy.Rational(3 * i + 2, 7)
            for i, s in enumerate(symbols)
        }
        value = np.array(gap.subs(point).doit().evalf(), dtype=complex)
        return float(np.abs(value).max()), point

    _check_wrong(tag, wrong)
    undefined = (sympy.nan, sympy.zoo, sympy.oo, -sympy.oo)
    left = sympy.sympify(left)
    gap, point = off(right)
    if gap or point:
        at = ", ".join(f"{symbol} = {value}" for symbol, value in point.items())
        differ = f"{left} and {right} differ by {gap:.3g}" + (at and f" at {at}")
        raise AssertionError(f"({tag}) does not hold: {differ}")
    gaps = {name: off(expression)[0] for name, expression in wrong.items()}
    for name, gap in gaps.items():
        if gap < MARGIN * 1e-12:
            raise AssertionError(f'({tag}): the wrong version "{name}" is not wrong')
    caught = _list([(name, "is off by", _digit(gap)) for name, gap in gaps.items()])
    _say(f"({tag}) holds for all values, by algebra; {caught}")


def difference(value, truth):
    """The largest difference of two numbers, arrays or tuples of those.

    Returns
    -------
    float
        inf where the shapes are not the same, NaN where a number is not finite.
    """
    if shape_text(value) != shape_text(truth):
        return math.inf
    largest = 0.0
    for a, b in zip(_arrays(value), _arrays(truth), strict=True):
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            return math.nan
        gaps = np.abs(a - b) / np.maximum(1.0, np.abs(b))
        largest = max(largest, float(gaps.max(initial=0.0)))
    return largest


def shape_text(value):
    """The shape of a value, or the shapes of a tuple's parts."""
    shapes = [str(array.shape) for array in _arrays(value)]
    return " and ".join(shapes) if isinstance(value, tuple) else shapes[0]


def value_text(value):
    """A value on one short line, six digits to a number."""
    if isinstance(value, tuple):
        return "(" + ", ".join(map(value_text, value)) + ")"
    if callable(value):
        return getattr(value, "__name__", "a function")
    if isinstance(value, str) or np.ndim(value) == 0:
        value = value.item() if isinstance(value, np.ndarray | np.generic) else value
        return f"{value:.6g}" if isinstance(value, float) else repr(value)
    short = {"threshold": 12, "edgeitems": 2, "separator": ", "}
    digits = {"float_kind": lambda number: f"{number:.6g}"}
    text = np.array2string(np.asarray(value), formatter=digits, **short)
    return " ".join(text.split())


def case_text(function, case):
    """A case as `x = [1., 2.], t = 3`, with the names of the function's arguments."""
    parameters = inspect.signature(function).parameters.values()
    names = [p.name for p in parameters if p.kind is not p.VAR_POSITIONAL]
    names += [f"argument {i + 1}" for i in range(len(names), len(case))]
    pairs = zip(names, case, strict=False)
    return ", ".join(f"{name} = {value_text(value)}" for name, value in pairs)


def _arrays(value):
    arrays = [np.asarray(v) for v in (value if isinstance(value, tuple) else (value,))]
    for array in arrays:
        if array.dtype.kind not in "biufc":
            raise TypeError(f"values of type {array.dtype} are no numbers")
    return [array.astype(np.result_type(array, np.float64)) for array in arrays]


def _say(sentence):
    """Print a sentence in lines that fit, broken between its parts, not in a name."""
    part = re.compile(r'"[^"]*" ?|[^;,] ')
    tied = part.sub(lambda match: match[0].replace(" ", "\xa0"), sentence)
    lines = textwrap.wrap(tied, 88, break_long_words=False, break_on_hyphens=False)
    print("\n".join(lines).replace("\xa0", " "))


def _check_wrong(tag, wrong):
    if len(wrong) < 2:
        raise AssertionError(f"({tag}): give at least two wrong versions")


def _admit(tag, left, right, over, wrong, tolerance, precision="float64"):
    """Refuse what could not fail; return the distinct cases as tuples."""
    _check_wrong(tag, wrong)
    if not 0 <= tolerance <= CAPS[precision]:
        allowed = f"between 0 and {CAPS[precision]:g}"
        raise AssertionError(f"({tag}): in {precision} a tolerance is {allowed}")
    twins = {}
    for name, function in {"left": left, "right": right, **wrong}.items():
        twin = twins.setdefault(_identity(function), name)
        if twin != name:
            raise AssertionError(f'({tag}): "{twin}" and "{name}" are the same code')
    cases = [case if isinstance(case, tuple) else (case,) for case in over]
    if any(np.size(value) == 0 for case in cases for value in case):
        raise AssertionError(f"({tag}): an empty array compares nothing")
    with np.printoptions(threshold=10**9):  # every element tells cases apart
        distinct = {repr(case): case for case in cases}
    if len(distinct) < 2:
        few = f"{len(distinct)} distinct cases; give at least two"
        raise AssertionError(f"({tag}): {few} (or was a generator used up before?)")
    return list(distinct.values())


def _identity(function):
    """The same for one function and for two that were written alike."""
    code = getattr(function, "__code__", None)
    if code is None or inspect.ismethod(function):
        return function
    cells = [id(cell.cell_contents) for cell in function.__closure__ or ()]
    constants = repr((code.co_consts, function.__defaults__, function.__kwdefaults__))
    return code.co_code, code.co_names, constants, *cells


def _values(function, cases):
    # Copies, so that a function that works in place cannot reach the other side.
    return [function(*copy.deepcopy(case)) for case in cases]


def _equal(tag, cases, tolerance, sides):
    """Compare the two sides, by name; return the values of the second."""
    (name, left), (other, right) = sides.items()
    lefts, rights = _values(left, cases), _values(right, cases)
    failures = []
    for case, a, b in zip(cases, lefts, rights, strict=True):
        off = difference(a, b)
        if not off <= tolerance:
            failures.append((case_text(right, case), a, b, off))
    if not failures:
        return rights
    text, a, b, off = min(failures, key=lambda failure: len(failure[0]))
    why = f"difference {off:.2g}, allowed {tolerance:g}"
    if math.isinf(off):
        why = f"shape {shape_text(a)} is not shape {shape_text(b)}"
    if math.isnan(off):
        why = "NaN and infinity are equal to nothing"
    raise AssertionError(
        f"({tag}) does not hold on {len(failures)} of {len(cases)} cases; the smallest:"
        f"\n  {text}\n  {name}: {value_text(a)}\n  {other}: {value_text(b)}\n  {why}"
    )


def _catch(tag, cases, tolerance, truth, wrong):
    """Run the wrong versions and say how each is wrong; refuse one that is not."""
    caught, answers = [], {}
    for name, function in wrong.items():
        with np.errstate(all="ignore"):  # overflow may be the point of it
            values = _values(function, cases)
            offs = [difference(a, b) for a, b in zip(values, truth, strict=True)]
        if math.inf in offs:
            i = offs.index(math.inf)
            shapes = f"{shape_text(values[i])}, not {shape_text(truth[i])}"
            caught.append((name, "has shape", shapes))
        elif any(map(math.isnan, offs)):
            caught.append((name, "is", "not finite"))
        elif (most := max(offs)) > MARGIN * tolerance:
            caught.append((name, "is off by", _digit(most)))
        else:
            right = (
                f'the wrong version "{name}" is not wrong, off by {most:.1g} at most'
            )
            raise AssertionError(f"({tag}): {right}")
        for twin, others in answers.items():
            if all(difference(a, b) == 0 for a, b in zip(values, others, strict=True)):
                raise AssertionError(f'({tag}): "{twin}" and "{name}" are one mistake')
        answers[name] = values
    return _list(caught)


def _bound(tolerance):
    return f"difference below {tolerance:g}" if tolerance else "difference exactly 0"


def _digit(off):
    # Nudged, so that rounding does not decide which way a tie such as 0.25 goes.
    return f"{float(f'{off * (1 + 1e-6):.1g}'):g}"


def _list(caught):
    """`"a" is off by 0.5, "b" by 2`: the same verb is said once."""
    words, last = [], None
    for name, verb, what in caught:
        words.append(f'"{name}" {"by" if verb == last == "is off by" else verb} {what}')
        last = verb
    return ", ".join(words)

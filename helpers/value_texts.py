"""Values, shapes and cases as short texts, for people to read."""

import inspect

import numpy as np

__all__ = ["case_text", "shape_text", "value_text"]


def shape_text(value):
    """The shape of a value, or the shapes of a tuple's parts.

    Parameters
    ----------
    value : number, array or tuple of those

    Returns
    -------
    str
    """
    parts = value if isinstance(value, tuple) else (value,)
    return " and ".join(str(np.shape(part)) for part in parts)


def value_text(value):
    """A value on one short line, six digits to a number.

    Parameters
    ----------
    value : number, array, text, function or tuple of those

    Returns
    -------
    str
    """
    if isinstance(value, tuple):
        return "(" + ", ".join(map(value_text, value)) + ")"
    if callable(value):
        return getattr(value, "__name__", "a function")
    if isinstance(value, np.generic | np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, float):
        return f"{value:.6g}"
    if np.ndim(value) == 0:
        return repr(value)
    text = np.array2string(
        np.asarray(value),
        formatter={"float_kind": lambda number: f"{number:.6g}"},
        threshold=12,
        edgeitems=2,
        separator=", ",
    )
    return " ".join(text.split())  # on one line


def case_text(function, case):
    """A case as `x = [1., 2.], t = 3`, with the names of the function's arguments.

    Parameters
    ----------
    function : callable
    case : tuple
        The arguments of a call.

    Returns
    -------
    str
    """
    parameters = inspect.signature(function).parameters.values()
    names = [p.name for p in parameters if p.kind is not p.VAR_POSITIONAL]
    unnamed = range(len(names), len(case))
    names += [f"argument {place + 1}" for place in unnamed]
    pairs = zip(names, case, strict=False)  # not every argument has to be given
    return ", ".join(f"{name} = {value_text(value)}" for name, value in pairs)

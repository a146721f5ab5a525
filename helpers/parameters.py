"""One schema per hyperparameter: the slider, the papermill cell and the prose agree."""

import difflib
import math
import os
import string
from dataclasses import dataclass
from pathlib import Path

import numpy as np

__all__ = ["OUT", "SEED", "Parameter", "checked_settings", "output_path"]

OUT = "DERIVED_OUT"  # in the environment: the folder in which a sweep keeps results

LARGEST = 2**31 - 1  # that a seed may be, everywhere
ENDING = ".derived"  # of a file that a run writes; so it replaces nothing else
ALIKE = 0.8  # from which on a name may be a mistyped one


@dataclass(frozen=True, slots=True)
class Parameter:
    """One hyperparameter: what it is called, means and may be.

    Parameters
    ----------
    name : str
        As in the notation table of chapter 0 and in the papermill cell.
    default : int, float, bool or str
        Its type is the parameter's type.
    meaning : str
        One line for a learner, starting in lower case, without a full stop.
    low, high : float, optional
        The sensible range, both ends included. Numbers only.
    scale : {"linear", "log"}
        How the range of a float is walked: by equal steps or by equal factors.
    choices : tuple of str
        The allowed values of a text parameter; empty means any text.
    unit : str
        Of the range, as in "0 to 4 cm".

    Raises
    ------
    ValueError
        If the default is outside the range or the choices, or the range is empty.
    """

    name: str
    default: int | float | bool | str
    meaning: str
    low: float | None = None
    high: float | None = None
    scale: str = "linear"
    choices: tuple[str, ...] = ()
    unit: str = ""

    def __post_init__(self):
        self.checked(self.default)

    @property
    def type(self):
        """The Python type of every value of this parameter."""
        return type(self.default)

    @property
    def declaration(self):
        """The line of the papermill cell: name, type, default, meaning and range."""
        says = self.meaning
        if self.choices:
            others = [choice for choice in self.choices if choice != self.default]
            says += f"; or {', '.join(others)}"
        elif self.low is not None and self.high != LARGEST:
            says += f", {short(self.low)} to {short(self.high)} {self.unit}".rstrip()
        default = short(self.default, repr)
        if self.type is str:
            default = f'"{self.default}"'
        return f"{self.name}: {self.type.__name__} = {default}  # {says}"

    def checked(self, value):
        """The value as this parameter's type; ValueError if it may not have it."""
        wrong = f"{self.name}={value!r}"
        numbers = not {type(value), self.type} & {bool, str}  # True is no 1
        same = self.type(value) == value if numbers else type(value) is self.type
        if not same:
            raise ValueError(f"{wrong}: expected {self.type.__name__}")
        if self.choices and value not in self.choices:
            raise ValueError(f"{wrong}: choose one of {', '.join(self.choices)}")
        if self.low is not None and not self.low <= value <= self.high:
            raise ValueError(f"{wrong} is outside {self.low} to {self.high}")
        return self.type(value)

    def values(self, count):
        """At most `count` values over the range, in even steps or as its scale says.

        Whole numbers go up by a whole step, which may miss the upper end.
        """
        if self.type is int:
            step = math.ceil((self.high - self.low + 1) / count)
            return list(range(self.low, self.high + 1, step))
        walk = np.geomspace if self.scale == "log" else np.linspace
        return walk(self.low, self.high, count).tolist()


def short(number, write="{:g}".format):
    """A number as a person writes it: 0.1, 3, 1e-8; whole ones in full."""
    text = str(number) if isinstance(number, int) else write(number)
    return text.replace("e-0", "e-")


def checked_settings(parameters, given):
    """The settings of a run, each what its parameter allows.

    A mistyped name changes nothing and fails nowhere, so it is said here; not again
    once the page has its `settings`, for then it has names of its own as well.

    Parameters
    ----------
    parameters : sequence of Parameter
    given : dict
        Values by name, among others: what the notebook has defined so far.

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        If a value has the wrong type or is out of range.
    """
    names = [parameter.name for parameter in parameters]
    for name, value in given.items():
        if "settings" in given or name in names:
            continue
        if isinstance(value, (bool, int, float, str)):
            folded = {own.casefold(): own for own in names}
            near = difflib.get_close_matches(name.casefold(), folded, 1, ALIKE)
            if near:
                print(
                    f"{name} is no parameter of this page, and changes nothing: did "
                    f"you mean {folded[near[0]]}?"
                )
    return {p.name: Parameter.checked(p, given[p.name]) for p in parameters}


def output_path(template, settings):
    """Where a run writes a file, so that runs with other settings write others.

    Parameters
    ----------
    template : str
        Such as "trec-{seed}.derived"; a relative path starts in the sweep's folder, if
        a sweep runs the notebook, else in the working one.
    settings : dict
        Values by the names of parameters. Of a path its last part counts, without its
        ending; what a file's name cannot hold becomes a hyphen.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        If the braces are not around a parameter's name, or what comes out is a folder
        or does not end in `ENDING`.
    """
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"{template!r}: {error}") from None
    path = ""
    for text, name, spec, conversion in parts:
        path += text
        if name is None:
            continue
        if name not in settings or spec or conversion:
            raise ValueError(
                f"{template!r}: braces hold the name of a parameter, such as "
                f"{{{next(iter(settings))}}}, and nothing else"
            )
        value = settings[name]
        value = Path(value).stem if isinstance(value, str) else str(value)
        path += "".join("-" if c in '/\\:*?"<>|' else c for c in value)
    found = Path(os.environ.get(OUT, ""), path)
    if found.suffix != ENDING:
        raise ValueError(
            f"{template!r}: end it in {ENDING}, so that it replaces no more"
        )
    if found.is_dir():
        raise ValueError(f"{template!r}: {found} is a folder; name a file in it")
    return found


SEED = Parameter("seed", 0, "fixes every random draw of the notebook", 0, LARGEST)

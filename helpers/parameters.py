"""One schema per hyperparameter: the slider, the papermill cell and the prose agree.

Every notebook with a `parameters` cell has a row in `CHAPTERS`. A test compares the
two: same names, same order, same defaults, same types.
"""

import math
from dataclasses import dataclass

import numpy as np

__all__ = ["CHAPTERS", "Parameter"]


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

    def __post_init__(self):
        self.checked(self.default)

    @property
    def type(self):
        """The Python type of every value of this parameter."""
        return type(self.default)

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


_SEED = Parameter("seed", 0, "fixes every random draw of the notebook", 0, 2**31 - 1)
_CURVES = ("wave", "bell", "step", "corner")
_SURFACES = ("long bowl", "turned bowl", "Rosenbrock valley", "saddle")
_MODELS = ("linear", "average", "lstm", "article_lstm")

CHAPTERS = {}
CHAPTERS["01_relu"] = (
    Parameter("target", "wave", "the curve to imitate", choices=_CURVES),
    Parameter("hinges", 24, "how many ReLUs are added up", 1, 40),
    Parameter("gain", 2.0, "weight variance times number of inputs", 0.1, 10.0, "log"),
    Parameter("learning_rate", 0.1, "the size of one step", 1e-3, 3.0, "log"),
    Parameter("steps", 500, "how many steps", 1, 2000),
    _SEED,
)
CHAPTERS["02_mse"] = (
    Parameter("examples", 20, "how many readings", 2, 200),
    Parameter("noise", 0.8, "standard deviation of a reading error, cm", 0.0, 4.0),
    Parameter("outlier", 0.0, "error of the last reading, cm", 0.0, 30.0),
    Parameter("intercept", 9.0, "your line: length at rest, cm", 0.0, 12.0),
    Parameter("slope", 0.5, "your line: cm per 100 g", 0.0, 3.0),
    Parameter("learning_rate", 0.05, "the size of one step", 1e-3, 0.2, "log"),
    Parameter("steps", 100, "how many steps", 1, 1000),
    _SEED,
)
CHAPTERS["03_gradient_descent"] = (
    Parameter("learning_rate", 0.0195, "the size of one step", 1e-3, 0.1, "log"),
    Parameter("beta_1", 0.8, "share of the last step that is kept", 0.0, 0.98),
    Parameter("kappa", 100.0, "largest curvature, where 1 is least", 2.0, 400.0, "log"),
    Parameter("steps", 60, "how many steps", 1, 300),
    _SEED,
)
CHAPTERS["04_adam"] = (
    Parameter("learning_rate", 0.1, "one step size for all", 1e-4, 3.0, "log"),
    Parameter("beta_1", 0.9, "memory of the average gradient", 0.0, 0.99),
    Parameter("beta_2", 0.999, "memory of the average square", 0.0, 0.9999),
    Parameter("epsilon", 1e-8, "keeps the divisor from 0", 1e-12, 1.0, "log"),
    Parameter("surface", "long bowl", "what to go down", choices=_SURFACES),
    Parameter("steps", 60, "how many steps", 1, 120),
    _SEED,
)
CHAPTERS["05_numpy_to_keras"] = (
    Parameter("width", 16, "units in each of the two hidden layers", 2, 64),
    Parameter("learning_rate", 0.01, "Adam's step size", 1e-4, 0.3, "log"),
    Parameter("batch_size", 32, "examples per gradient", 1, 256),
    Parameter("steps", 500, "how many steps", 100, 1000),
    _SEED,
)
CHAPTERS["06_text_classifier"] = (
    Parameter("corpus", "installed-docs", "a corpus's name or your own file's path"),
    Parameter("text_column", "text", "own files: the column that holds the text"),
    Parameter("label_column", "label", "own files: the column with the label"),
    Parameter("sample", 1000, "examples to draw from the corpus; 0 = all", 0, 200_000),
    Parameter("model", "lstm", "which network to train", choices=_MODELS),
    Parameter("max_length", 60, "tokens kept of each text", 4, 512),
    Parameter("vocabulary_size", 8000, "tokens the tokenizer learns", 200, 50_000),
    Parameter("embedding_dim", 32, "numbers that describe one token", 2, 512),
    Parameter("units", 64, "numbers that the network remembers", 2, 512),
    Parameter("dropout", 0.3, "share of features silenced in training", 0.0, 0.9),
    Parameter("learning_rate", 3e-3, "AdamW's step size", 1e-5, 1e-1, "log"),
    Parameter("batch_size", 64, "examples per gradient", 1, 1024),
    Parameter("epochs", 12, "at most this many passes over the data", 1, 100),
    _SEED,
)

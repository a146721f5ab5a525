"""The settings of chapter 2: for its papermill cell, its sliders and its prose."""

from helpers.parameters import SEED, Parameter

__all__ = ["PARAMETERS"]

PARAMETERS = (
    Parameter("examples", 20, "how many readings", 2, 200),
    Parameter(
        "noise", 0.8, "standard deviation of a reading error", 0.0, 4.0, unit="cm"
    ),
    Parameter("outlier", 0.0, "error of the last reading", 0.0, 30.0, unit="cm"),
    Parameter("intercept", 9.0, "your line: length at rest", 0.0, 12.0, unit="cm"),
    Parameter("slope", 0.5, "your line: its slope", 0.0, 3.0, unit="cm per 100 g"),
    Parameter("learning_rate", 0.05, "the size of one step", 1e-3, 0.2, "log"),
    Parameter("steps", 100, "how many steps", 1, 1000),
    SEED,
)

"""The settings of chapter 1: for its papermill cell, its sliders and its prose."""

from helpers.parameters import SEED, Parameter

__all__ = ["PARAMETERS"]

TARGET = Parameter(
    "target",
    "wave",
    "the curve to imitate",
    choices=("wave", "bell", "step", "corner"),
)
HINGES = Parameter("hinges", 24, "how many ReLUs are added up", 1, 40)
PARAMETERS = (
    TARGET,
    HINGES,
    Parameter(
        "gain", 2.0, "variance of a first weight times its inputs", 0.1, 10.0, "log"
    ),
    Parameter("learning_rate", 0.1, "the size of one step", 1e-3, 3.0, "log"),
    Parameter("steps", 500, "how many steps", 1, 2000),
    SEED,
)

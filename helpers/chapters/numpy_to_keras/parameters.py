"""The settings of chapter 5: for its papermill cell, its sliders and its prose."""

from helpers.parameters import SEED, Parameter

__all__ = ["PARAMETERS"]

PARAMETERS = (
    Parameter("width", 16, "units in each of the two hidden layers", 2, 64),
    Parameter("learning_rate", 0.01, "Adam's step size", 1e-4, 0.3, "log"),
    Parameter("batch_size", 32, "examples per gradient", 1, 256),
    Parameter("steps", 500, "how many steps", 100, 1000),
    SEED,
)

"""The settings of chapter 4: for its papermill cell, its sliders and its prose."""

from helpers.parameters import SEED, Parameter

__all__ = ["PARAMETERS"]

PARAMETERS = (
    Parameter("learning_rate", 0.1, "one step size for all", 1e-4, 3.0, "log"),
    Parameter("beta_1", 0.9, "memory of the average gradient", 0.0, 0.99),
    Parameter("beta_2", 0.999, "memory of the average square", 0.0, 0.9999),
    Parameter("epsilon", 1e-8, "keeps the divisor from 0", 1e-12, 1.0, "log"),
    Parameter(
        "surface",
        "long bowl",
        "what to go down",
        choices=("long bowl", "turned bowl", "Rosenbrock valley", "saddle"),
    ),
    Parameter("steps", 60, "how many steps", 1, 120),
    SEED,
)

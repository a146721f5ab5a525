"""The settings of chapter 3: for its papermill cell, its sliders and its prose."""

from helpers.parameters import SEED, Parameter

__all__ = ["PARAMETERS"]

PARAMETERS = (
    Parameter("learning_rate", 0.0195, "the size of one step", 1e-3, 0.1, "log"),
    Parameter("beta_1", 0.8, "share of the last step that is kept", 0.0, 0.98),
    Parameter("kappa", 100.0, "largest curvature, where 1 is least", 2.0, 400.0, "log"),
    Parameter("steps", 60, "how many steps", 1, 300),
    SEED,
)

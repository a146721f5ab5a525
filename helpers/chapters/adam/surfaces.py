"""The surfaces of the race and the loss of the trials."""

import numpy as np

from helpers.activations import sigmoid
from helpers.landscapes import Landscape, quadratic, rosenbrock, saddle

__all__ = ["SURFACES", "logistic_regression"]

SURFACES = {
    "long bowl": quadratic(20),
    "turned bowl": quadratic(20, angle=np.pi / 6),
    "Rosenbrock valley": rosenbrock,
    "saddle": saddle,
}


def logistic_regression(seed, count=200, inputs=5):
    """Logistic regression on drawn data: a Landscape without a window.

    Labels are drawn from a random true model, so that they overlap and the best
    weights are finite; `minimum` is found by Newton's method.
    """
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(count, inputs))
    y = (rng.random(count) < sigmoid(X @ rng.normal(size=inputs))).astype(float)

    def value(theta):
        z = theta @ X.T
        return (np.logaddexp(0, z) - y * z).mean(axis=-1)

    def gradient(theta):
        return (sigmoid(theta @ X.T) - y) @ X / count

    def hessian(theta):
        p = sigmoid(theta @ X.T)
        return (X.T * (p * (1 - p))) @ X / count

    best = np.zeros(inputs)
    for _ in range(30):
        best = best - np.linalg.solve(hessian(best), gradient(best))
    return Landscape(
        name="logistic regression",
        value=value,
        gradient=gradient,
        hessian=hessian,
        start=(0.0,) * inputs,
        minimum=tuple(best.tolist()),
        window=(),
    )

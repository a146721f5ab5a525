"""Test surfaces to walk down: value, gradient and Hessian, written out.

A point is an array of shape (..., n); the last axis counts the parameters, so that
one call takes a single point or a whole grid.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

__all__ = ["Landscape", "double_well", "quadratic", "rosenbrock", "saddle"]


@dataclass(frozen=True)
class Landscape:
    """A function to minimise, with what its pictures need.

    Attributes
    ----------
    name : str
        As a sentence would call it.
    value : callable
        From points (..., n) to heights (...).
    gradient : callable
        From points (..., n) to (..., n).
    hessian : callable
        From one point (n,) to (n, n).
    start : tuple of float
        Where races begin.
    minimum : tuple of float or None
        The lowest point, if there is one.
    window : tuple of (float, float)
        For each parameter the lowest and highest value to show.
    """

    name: str
    value: Callable
    gradient: Callable
    hessian: Callable
    start: tuple
    minimum: tuple | None
    window: tuple


def quadratic(kappa, angle=0.0):
    """A bowl with curvature 1 one way and `kappa` the other: theta' A theta / 2.

    Parameters
    ----------
    kappa : float, at least 1
        Condition number; also L, the largest eigenvalue, because the smallest is 1.
    angle : float
        Turns the valley against the axes, in radians.

    Returns
    -------
    Landscape

    Raises
    ------
    ValueError
        If kappa is below 1.
    """
    if kappa < 1:
        raise ValueError(f"kappa={kappa}: the largest curvature cannot be below 1")
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.diag([1.0, kappa]) @ turn.T
    return Landscape(
        name="quadratic",
        value=lambda theta: 0.5 * (theta * (theta @ matrix)).sum(axis=-1),
        gradient=lambda theta: theta @ matrix,
        hessian=lambda theta: matrix,
        start=tuple((turn @ (-7.5, 4.5)).tolist()),
        minimum=(0.0, 0.0),
        window=((-10.0, 10.0), (-8.2, 8.2)),
    )


def _rosenbrock_value(theta):
    x, y = theta[..., 0], theta[..., 1]
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def _rosenbrock_gradient(theta):
    x, y = theta[..., 0], theta[..., 1]
    across = y - x**2
    return np.stack([-2 * (1 - x) - 400 * x * across, 200 * across], axis=-1)


def _rosenbrock_hessian(theta):
    x, y = theta
    return np.array([[2 - 400 * (y - 3 * x**2), -400 * x], [-400 * x, 200]])


# Rosenbrock 1960: a curved valley, easy to enter and hard to follow.
rosenbrock = Landscape(
    name="Rosenbrock's valley",
    value=_rosenbrock_value,
    gradient=_rosenbrock_gradient,
    hessian=_rosenbrock_hessian,
    start=(-1.5, 2.0),
    minimum=(1.0, 1.0),
    window=((-2.0, 2.0), (-1.0, 3.0)),
)

# Flat at (0, 0), yet no minimum; down for ever along y.
saddle = Landscape(
    name="saddle",
    value=lambda theta: theta[..., 0] ** 2 - theta[..., 1] ** 2,
    gradient=lambda theta: theta * (2.0, -2.0),
    hessian=lambda theta: np.diag([2.0, -2.0]),
    start=(1.5, 0.01),
    minimum=None,
    window=((-2.0, 2.0), (-2.0, 2.0)),
)

# Two valleys in one dimension, the left one deeper.
double_well = Landscape(
    name="double well",
    value=lambda theta: (theta**4 - 3 * theta**2 + theta)[..., 0],
    gradient=lambda theta: 4 * theta**3 - 6 * theta + 1,
    hessian=lambda theta: np.diag(12 * theta**2 - 6),
    start=(2.0,),
    minimum=(-1.300839566,),
    window=((-2.2, 2.2),),
)

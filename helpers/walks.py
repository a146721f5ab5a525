"""Walks of an optimiser: one loop for all of them, and one limit.

The steps are those of helpers.optimizers; whoever walks brings the gradient.
"""

import numpy as np

__all__ = ["LOST", "steps_to_settle", "walk"]

LOST = 1e9  # a walk that has come this far from 0 will not come back


def walk(step, gradient, start, steps, **settings):
    """Every point that an optimiser visits.

    Parameters
    ----------
    step : callable
        An optimiser, as in helpers.optimizers.
    gradient : callable
        From a point to the gradient there, both of shape (n,).
    start : array of shape (n,)
    steps : int
    **settings
        The optimiser's hyperparameters.

    Returns
    -------
    array of shape (steps + 1, n)
        Shorter if a parameter has come `LOST` far: then it stops.
    """
    path, state = [np.array(start, dtype=float)], None
    for _ in range(steps):
        theta, state = step(path[-1], gradient(path[-1]), state, **settings)
        path.append(theta)
        if not (np.abs(theta) <= LOST).all():  # NaN is lost too
            break
    return np.array(path)


def steps_to_settle(step, gradient, start, rates, most, settled):
    """For every learning rate, the step from which on `settled` holds to the end.

    Parameters
    ----------
    step : callable
        An optimiser.
    gradient, settled : callable
        Take points of shape (rates, n); return that shape, and a truth value for each.
    start : array of shape (n,)
    rates : array of shape (rates,)
    most : int
        Steps to take.

    Returns
    -------
    array of shape (rates,)
        inf where it has not settled after `most` steps.
    """
    theta, state = np.tile(np.asarray(start, dtype=float), (len(rates), 1)), None
    open_until = np.zeros(len(rates))
    with np.errstate(over="ignore", invalid="ignore"):  # some rates are too large
        for t in range(1, most + 1):
            grad = gradient(theta)
            theta, state = step(theta, grad, state, learning_rate=rates[:, None])
            open_until[~settled(theta)] = t
    return np.where(open_until < most, open_until + 1, np.inf)

"""Derivatives by number: central differences and the complex step.

Both take a function and a point and return the derivative of every output with
respect to every parameter: the gradient where the function returns one number, the
Jacobian where it returns an array. Chapter 2 compares them.
"""

import warnings

import numpy as np

__all__ = ["central_differences", "complex_step"]


def central_differences(f, theta, h=None):
    """(f(theta + h) - f(theta - h)) / 2h, one parameter at a time.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `theta` (a number if `theta` is one), returns a
        number or an array.
    theta : float or array of any shape
    h : float, optional
        The step. By default the cube root of the machine epsilon, 6e-6, times the
        parameter where that is larger than 1: there rounding, which grows as 1/h,
        meets truncation, which grows as h squared.

    Returns
    -------
    ndarray of shape f(theta).shape + theta.shape

    Source
    ------
    Nocedal and Wright, Numerical Optimization, 2nd ed., section 8.1.
    """
    theta = np.array(theta, dtype=float)
    cube_root = np.finfo(float).eps ** (1 / 3)
    slopes = []
    for i in np.ndindex(theta.shape):
        step = cube_root * max(1.0, abs(theta[i])) if h is None else h
        right, left = theta.copy(), theta.copy()
        right[i] += step
        left[i] -= step
        # The step that was taken: theta + h is rounded, and so is not h away.
        taken = right[i] - left[i]
        slopes.append((np.asarray(f(right[()])) - f(left[()])) / taken)
    return _last_axes(slopes, theta.shape)


def complex_step(f, theta, h=1e-20):
    """Im f(theta + ih) / h, one parameter at a time: no subtraction, no rounding.

    Exact to the last digits as long as `f` is analytic and its code passes imaginary
    parts through. `abs`, `np.linalg.norm`, `np.vdot` and `.real` drop them, and the
    derivative with them: then compare with central differences.

    Parameters
    ----------
    f : callable
        As for `central_differences`; has to work on complex numbers.
    theta : float or array of any shape
    h : float
        The step; since nothing is subtracted it may be as small as you like.

    Returns
    -------
    ndarray of shape f(theta).shape + theta.shape

    Raises
    ------
    TypeError
        If `f` returns real numbers or stores complex numbers in a real array.

    Source
    ------
    Squire and Trapp, Using complex variables to estimate derivatives of real
    functions, SIAM Review 40 (1998), 110-112.
    """
    theta = np.array(theta, dtype=complex)
    dropped = "f drops imaginary parts (abs, norm, vdot, .real or a real array in it?)"
    slopes = []
    for i in np.ndindex(theta.shape):
        shifted = theta.copy()
        shifted[i] += 1j * h
        with warnings.catch_warnings():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            try:
                value = np.asarray(f(shifted[()]))
            except np.exceptions.ComplexWarning:
                raise TypeError(dropped) from None
        if not np.iscomplexobj(value):
            raise TypeError(dropped)
        slopes.append(value.imag / h)
    return _last_axes(slopes, theta.shape)


def _last_axes(slopes, shape):
    """One derivative per parameter, in order, as the last axes of one array."""
    columns = np.stack(slopes, axis=-1)
    return columns.reshape(columns.shape[:-1] + shape)

"""E7.5: backwards through a norm without the mean."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def rms_norm_backward(x, gain, dy, epsilon):
    r = np.sqrt((x**2).mean(axis=1, keepdims=True) + epsilon)
    x_hat, g = x / r, gain * dy
    return (g - x_hat * (g * x_hat).mean(axis=1, keepdims=True)) / r


def rms_norm_backward_cases():
    rng = np.random.default_rng(75)
    by_hand = [
        (np.array([[1.0, -1.0]]), np.ones(2), np.array([[1.0, 0.0]]), 3.0),
        (
            np.array([[1.0, 2.0], [3.0, 1.0]]),
            np.array([1.0, 2.0]),
            np.array([[0.0, 1.0], [1.0, 2.0]]),
            0.5,
        ),
    ]
    drawn = [
        (
            rng.integers(-8, 9, (4, 4)) / 4,
            rng.integers(1, 9, 4) / 4,
            rng.integers(-8, 9, (4, 4)) / 4,
            (0.25, 0.5, 1.0)[k % 3],
        )
        for k in range(29)
    ]
    return by_hand + drawn


def root_of(x, epsilon, axis=1):
    return np.sqrt((x**2).mean(axis=axis, keepdims=True) + epsilon)


def slopes(x, g, r, axis=1):
    """The reference, given the slopes by x / r and that root."""
    return (g - x / r * (g * x / r).mean(axis=axis, keepdims=True)) / r


def layer_norm_slopes(x, g, epsilon):
    """What (7.9) gives, for a norm with the mean."""
    centred = x - x.mean(axis=1, keepdims=True)
    r = root_of(centred, epsilon)
    return slopes(centred, g - g.mean(axis=1, keepdims=True), r)


def row_means(x):
    return x.mean(axis=1, keepdims=True)


RMS_NORM_BACKWARD = Exercise(
    id="E7.5",
    statement="""\
Many networks of today norm without a mean and without a bias (B. Zhang and R. Sennrich
2019): $\\hat x = x / r$ with $r = \\sqrt{\\operatorname{mean}(x^2) + \\epsilon}$, and
$y = \\gamma \\odot \\hat x$. Go along the ways of (7.9) once more, and see which are
left. Write `rms_norm_backward(x, gain, dy, epsilon)`: for words `x` (n, d), a `gain`
(d,) and the slopes `dy` (n, d) by y, the slopes by x, (n, d).""",
    reference=rms_norm_backward,
    cases=rms_norm_backward_cases,
    mistakes=(
        Mistake(
            "the mean's way kept",
            lambda x, gain, dy, e: (
                slopes(x, gain * dy, root_of(x, e))
                - row_means(gain * dy) / root_of(x, e)
            ),
            "That is (7.9) with all its three terms. Here no mean is taken off on the "
            "way forward, and so nothing goes back through one.",
        ),
        Mistake(
            "layer norm's",
            lambda x, gain, dy, e: layer_norm_slopes(x, gain * dy, e),
            "These are the slopes of a layer norm, (7.9) as it stands: you took off "
            "the mean of x, and this norm does not.",
        ),
        Mistake(
            "the root held fixed",
            lambda x, gain, dy, e: gain * dy / root_of(x, e),
            "You held r fixed. It depends on every number of the word, and what goes "
            "back through it is missing.",
        ),
        Mistake(
            "the mean for the root",
            lambda x, gain, dy, e: (gain * dy - row_means(gain * dy)) / root_of(x, e),
            "You kept the term of the mean and dropped that of the root. It is the "
            "mean that is not there.",
        ),
        Mistake(
            "no gain",
            lambda x, gain, dy, e: slopes(x, dy, root_of(x, e)),
            "The gain is missing: the slope by x_hat is gain times dy.",
        ),
        Mistake(
            "the gain at the end",
            lambda x, gain, dy, e: gain * slopes(x, dy, root_of(x, e)),
            "The gain comes last here. It has to come first: going back, y = gain "
            "times x_hat is met before the root is.",
        ),
        Mistake(
            "the gain only on the straight way",
            lambda x, gain, dy, e: (
                (gain * dy - x / root_of(x, e) * row_means(dy * x / root_of(x, e)))
                / root_of(x, e)
            ),
            "The gain is missing from the way through the root: it is in g on both.",
        ),
        Mistake(
            "divided by the gain",
            lambda x, gain, dy, e: slopes(x, dy / gain, root_of(x, e)),
            "You divided by the gain. y is gain times x_hat, and so is the slope.",
        ),
        Mistake(
            "a sum for the mean",
            lambda x, gain, dy, e: (
                (
                    gain * dy
                    - x
                    / root_of(x, e)
                    * (gain * dy * x / root_of(x, e)).sum(axis=1, keepdims=True)
                )
                / root_of(x, e)
            ),
            "You took the sum of g times x_hat. The root is one of a mean, and its "
            "slope has the 1 / d in it.",
        ),
        Mistake(
            "over the words",
            lambda x, gain, dy, e: slopes(x, gain * dy, root_of(x, e, 0), 0),
            "You went along axis 0, over the words. Each word is normed by itself, "
            "axis 1.",
        ),
        Mistake(
            "over everything",
            lambda x, gain, dy, e: slopes(x, gain * dy, root_of(x, e, None), None),
            "You took one mean over all words; each word has its own.",
        ),
        Mistake(
            "epsilon outside the root",
            lambda x, gain, dy, e: slopes(x, gain * dy, root_of(x, 0.0) + e),
            "Epsilon stands outside the root: it belongs to the mean of the squares.",
        ),
        Mistake(
            "no epsilon",
            lambda x, gain, dy, e: slopes(x, gain * dy, root_of(x, 0.0)),
            "Epsilon is missing from the root.",
        ),
        Mistake(
            "the last division forgotten",
            lambda x, gain, dy, e: root_of(x, e) * slopes(x, gain * dy, root_of(x, e)),
            "The division by r is missing: x_hat is x / r, and all that goes back "
            "passes it.",
        ),
        Mistake(
            "the sign",
            lambda x, gain, dy, e: (
                2 * gain * dy / root_of(x, e) - slopes(x, gain * dy, root_of(x, e))
            ),
            "What comes through the root is taken off: a larger r makes every x_hat "
            "smaller.",
        ),
        Mistake(
            "x for x_hat",
            lambda x, gain, dy, e: (
                (gain * dy - x * row_means(gain * dy * x)) / root_of(x, e)
            ),
            "You wrote x where (7.9) has x_hat, x divided by r.",
        ),
        Mistake(
            "one x for x_hat",
            lambda x, gain, dy, e: (
                (gain * dy - x * row_means(gain * dy * x) / root_of(x, e))
                / root_of(x, e)
            ),
            "One of the two x_hat is an x: both are divided by r.",
        ),
        Mistake(
            "keepdims forgotten",
            lambda x, gain, dy, e: (
                (
                    gain * dy
                    - x / root_of(x, e) * (gain * dy * x / root_of(x, e)).mean(axis=1)
                )
                / root_of(x, e)
            ),
            "The means lie as a row, so the first word's is taken off the first "
            "column. `keepdims=True` makes them a column.",
        ),
        Mistake(
            "x_hat at the end forgotten",
            lambda x, gain, dy, e: (
                (gain * dy - row_means(gain * dy * x / root_of(x, e))) / root_of(x, e)
            ),
            "The mean of g times x_hat has to be multiplied by x_hat again: a number "
            "moves r in proportion to itself.",
        ),
        Mistake(
            "a mean of g alone",
            lambda x, gain, dy, e: (
                (gain * dy - x / root_of(x, e) * row_means(gain * dy)) / root_of(x, e)
            ),
            "The mean is that of g times x_hat, and you took that of g.",
        ),
        Mistake(
            "only the own number",
            lambda x, gain, dy, e: (
                (gain * dy - gain * dy * (x / root_of(x, e)) ** 2 / x.shape[1])
                / root_of(x, e)
            ),
            "You let a number move r for itself alone. It moves it for all numbers of "
            "its word: their slopes are added up.",
        ),
        Mistake(
            "twice",
            lambda x, gain, dy, e: (
                2 * slopes(x, gain * dy, root_of(x, e)) - gain * dy / root_of(x, e)
            ),
            "The way through the root counts twice here: the 2 of the square and the "
            "half of the root cancel.",
        ),
        Mistake(
            "divided by r once more",
            lambda x, gain, dy, e: slopes(x, gain * dy, root_of(x, e)) / root_of(x, e),
            "You divided by r once too often.",
        ),
        Mistake(
            "no root",
            lambda x, gain, dy, e: slopes(x, gain * dy, root_of(x, e) ** 2),
            "You forgot the root of r.",
        ),
        Mistake(
            "a sum under the root",
            lambda x, gain, dy, e: slopes(
                x, gain * dy, np.sqrt((x**2).sum(axis=1, keepdims=True) + e)
            ),
            "Under the root you took the sum of the squares; r has their mean.",
        ),
        Mistake(
            "the variance under the root",
            lambda x, gain, dy, e: slopes(
                x, gain * dy, np.sqrt(x.var(axis=1, keepdims=True) + e)
            ),
            "Under the root stands the mean of the squares, not the variance: here no "
            "mean is taken off.",
        ),
        Mistake(
            "forwards",
            lambda x, gain, dy, e: gain * x / root_of(x, e),
            "That is y, the way forward. Asked is how the loss moves with x.",
        ),
        Mistake(
            "the gain's slope",
            lambda x, gain, dy, e: dy * x / root_of(x, e),
            "That is what the gain receives, before it is added up over the words. "
            "Asked are the slopes by x.",
        ),
    ),
)

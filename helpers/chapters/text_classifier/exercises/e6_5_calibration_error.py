"""E6.5: the calibration error."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def calibration_error(confidence, correct, bins):
    place, error = (confidence * bins).astype(int), 0.0
    for b in np.unique(place):
        inside = place == b
        gap = confidence[inside].mean() - correct[inside].mean()
        error += inside.mean() * abs(gap)
    return error


def bin_gaps(confidence, correct, bins):
    place = (confidence * bins).astype(int)
    filled = np.unique(place)
    gaps = [(confidence - correct)[place == k].mean() for k in filled]
    return np.array([(place == k).sum() for k in filled]), np.array(gaps)


def signed_calibration(confidence, correct, bins):
    sizes, gaps = bin_gaps(confidence, correct, bins)
    return float((sizes * gaps).sum() / len(correct))


def cases_of_calibration_error():
    by_hand = [(np.array([0.75, 0.25]), np.array([1, 1]), 2)]
    rng = np.random.default_rng(5)
    return by_hand + [
        (
            (2 * rng.integers(1, 16, 3 + k % 6) - 1) / 32,
            rng.integers(0, 2, 3 + k % 6),
            2 + k % 3,
        )
        for k in range(39)
    ]


CALIBRATION_ERROR = Exercise(
    id="E6.5",
    statement="""\
Write `calibration_error(confidence, correct, bins)`: (6.9). `confidence` has shape
(n,), from 0 to below 1; `correct` is 1 where the answer was right and 0 elsewhere.
Bin b, of `bins`, holds the confidences from b / bins to below (b + 1) / bins.""",
    reference=calibration_error,
    cases=cases_of_calibration_error,
    mistakes=(
        Mistake(
            "bins count alike",
            lambda confidence, correct, bins: float(
                np.abs(bin_gaps(confidence, correct, bins)[1]).mean()
            ),
            "Your bins count alike; a bin counts by the share of texts it holds.",
        ),
        Mistake(
            "signed",
            signed_calibration,
            "Too sure in one bin and too modest in another do not cancel: take the "
            "distance of each bin before you add up.",
        ),
        Mistake(
            "largest",
            lambda confidence, correct, bins: float(
                np.abs(bin_gaps(confidence, correct, bins)[1]).max()
            ),
            "That is the worst bin; asked is the mean, weighed by size.",
        ),
        Mistake(
            "text by text",
            lambda confidence, correct, bins: float(
                np.abs(confidence - correct).mean()
            ),
            "Text by text nobody is calibrated: an answer is right or wrong, never "
            "80% right. Average inside the bin first.",
        ),
    ),
)

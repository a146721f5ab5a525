"""E5.5: an epoch's loss from its batches."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def epoch_loss(losses, sizes):
    return (losses * sizes).sum() / sizes.sum()


def cases_of_epoch_loss():
    by_hand = [(np.array([1.0, 4.0]), np.array([3, 1]))]
    rng = np.random.default_rng(5)
    return by_hand + [
        (rng.integers(1, 20, 2 + k % 3) / 4, rng.integers(1, 9, 2 + k % 3))
        for k in range(39)
    ]


EPOCH_LOSS = Exercise(
    id="E5.5",
    statement="""\
Write `epoch_loss(losses, sizes)`: the mean loss of an epoch over its examples, from the
mean loss of each batch and the number of examples in each. The last batch is often
smaller.""",
    reference=epoch_loss,
    cases=cases_of_epoch_loss,
    mistakes=(
        Mistake(
            "plain mean",
            lambda losses, sizes: float(losses.mean()),
            "You averaged the batches; a batch counts by its examples.",
        ),
        Mistake(
            "sum",
            lambda losses, sizes: float(losses @ sizes),
            "That is the sum over all examples; divide by how many there are.",
        ),
        Mistake(
            "last batch",
            lambda losses, sizes: float(losses[-1]),
            "That is the last batch's loss alone.",
        ),
    ),
)

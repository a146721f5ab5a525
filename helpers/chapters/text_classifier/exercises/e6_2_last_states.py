"""E6.2: an LSTM's memory after the last token."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def last_states(states, ids):
    lengths = (ids > 0).sum(axis=1)
    return states[np.arange(len(ids)), lengths - 1]


def masked_mean(states, ids):
    real = (ids > 0)[:, :, None]
    return (states * real).sum(axis=1) / real.sum(axis=1)


def cases_of_last_states():
    rng = np.random.default_rng(2)
    cases = []
    for k in range(40):
        n, length = 1 + k % 3, 2 + k % 4
        ids = rng.integers(1, 9, (n, length))
        for row, kept in zip(ids, rng.integers(1, length + 1, n), strict=True):
            row[kept:] = 0
        cases.append((rng.integers(-9, 10, (n, length, 2)) / 2, ids))
    return cases


LAST_STATES = Exercise(
    id="E6.2",
    statement="""\
Write `last_states(states, ids)`: an LSTM's memory after the last token of each text.
`states` has shape (n, length, units), the memory after every token; `ids` has shape
(n, length), 0 for the padding on the right. Return shape (n, units).""",
    reference=last_states,
    cases=cases_of_last_states,
    mistakes=(
        Mistake(
            "after the padding",
            lambda states, ids: states[:, -1],
            "You took the last column: for a short text that is the memory after "
            "all the zeros.",
        ),
        Mistake(
            "one too far",
            lambda states, ids: states[
                np.arange(len(ids)),
                np.minimum((ids > 0).sum(axis=1), ids.shape[1] - 1),
            ],
            "One too far: a text of 3 tokens has its last one in place 2.",
        ),
        Mistake(
            "mean",
            masked_mean,
            "That is the mean over the real tokens; asked is the last of them.",
        ),
        Mistake(
            "first token",
            lambda states, ids: states[:, 0],
            "That is the memory after the first token.",
        ),
    ),
)

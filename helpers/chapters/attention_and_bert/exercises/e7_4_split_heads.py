"""E7.4: every head its share of the columns."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def split_heads(x, heads):
    n, d = x.shape
    return x.reshape(n, heads, d // heads).transpose(1, 0, 2)


def split_heads_cases():
    rng = np.random.default_rng(74)
    by_hand = [(np.arange(12.0).reshape(2, 6), 3)]
    drawn = [
        (rng.integers(-9, 10, (n, heads * size)) / 2, heads)
        for n, heads, size in [(4, 2, 3), (3, 3, 2), (4, 4, 2), (6, 2, 2), (2, 4, 3)]
        * 6
    ]
    return by_hand + drawn


SPLIT_HEADS = Exercise(
    id="E7.4",
    statement="""\
Write `split_heads(x, heads)`: `x` (n, d) holds d numbers for each of n words. Return
an array (heads, n, d // heads), no list: the first head gets the first d // heads
columns of every word, the second the next, and so on.""",
    reference=split_heads,
    cases=split_heads_cases,
    mistakes=(
        Mistake(
            "only reshaped",
            lambda x, h: x.reshape(h, len(x), x.shape[1] // h),
            "The shape is right and the numbers are not: `reshape` alone cuts the "
            "array line by line, and gives the first head whole words. First share out "
            "each word's columns, then bring the heads to the front.",
        ),
        Mistake(
            "heads in the middle",
            lambda x, h: x.reshape(len(x), h, x.shape[1] // h),
            "The heads stand in the middle, (n, heads, d / heads): bring them to the "
            "front, so that each is a text of its own.",
        ),
        Mistake(
            "every second column",
            lambda x, h: x.reshape(len(x), x.shape[1] // h, h).transpose(2, 0, 1),
            "Your first head has every `heads`-th column; it should have the first "
            "ones, side by side.",
        ),
        Mistake(
            "turned over",
            lambda x, h: x.reshape(len(x), h, x.shape[1] // h).transpose(1, 2, 0),
            "Each head lies on its side: words have to be rows, its numbers columns.",
        ),
        Mistake(
            "lying and cut anew",
            lambda x, h: x.T.reshape(h, len(x), x.shape[1] // h),
            "Heads have their own columns, but each lies on its side and was cut anew: "
            "reshape to (heads, d // heads, n), and then turn the last two axes.",
        ),
        Mistake(
            "heads last",
            lambda x, h: x.reshape(len(x), h, x.shape[1] // h).transpose(0, 2, 1),
            "The heads stand last: bring them to the front.",
        ),
        Mistake(
            "overlapping",
            lambda x, h: np.stack([x[:, i : i + x.shape[1] // h] for i in range(h)]),
            "Your heads overlap: head i begins at column i times d // heads.",
        ),
    ),
)

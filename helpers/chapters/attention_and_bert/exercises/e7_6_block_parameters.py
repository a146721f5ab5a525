"""E7.6: how many numbers a block learns."""

from helpers.exercises import Exercise, Mistake


def block_parameters(d, hidden, heads):
    attention = 4 * (d * d + d)
    feed_forward = d * hidden + hidden + hidden * d + d
    return attention + feed_forward + 2 * 2 * d


def block_parameters_cases():
    return [
        (8, 32, 2),
        (384, 1536, 12),
        (768, 3072, 12),
        (128, 512, 2),
        (12, 20, 3),
        (64, 64, 4),
        (100, 50, 5),
        (30, 70, 6),
        (16, 48, 4),
        (256, 1024, 8),
        (24, 36, 12),
        (40, 90, 10),
    ]


BLOCK_PARAMETERS = Exercise(
    id="E7.6",
    statement="""\
Write `block_parameters(d, hidden, heads)`: how many numbers one encoder block learns.
Words have `d` numbers, the layer between has `hidden`; every matrix has a bias, and
both norms have gain and bias. The smallest BERT of section 9 has blocks of d = 384.""",
    reference=block_parameters,
    cases=block_parameters_cases,
    mistakes=(
        Mistake(
            "no biases",
            lambda d, h, heads: 4 * d * d + 2 * d * h + 4 * d,
            "The biases are missing: d for each of the four matrices of attention, "
            "hidden and d for the two of the feed-forward part.",
        ),
        Mistake(
            "heads counted",
            lambda d, h, heads: heads * 4 * (d * d + d) + 2 * d * h + h + 5 * d,
            "Heads cost nothing: they share out the d columns and bring none.",
        ),
        Mistake(
            "no output matrix",
            lambda d, h, heads: 3 * (d * d + d) + 2 * d * h + h + 5 * d,
            "One matrix of attention is missing: after queries, keys and values comes "
            "the one that mixes the heads.",
        ),
        Mistake(
            "one norm",
            lambda d, h, heads: 4 * (d * d + d) + 2 * d * h + h + 3 * d,
            "There are two norms, one after each part, with a gain and a bias each.",
        ),
        Mistake(
            "no norms",
            lambda d, h, heads: 4 * (d * d + d) + 2 * d * h + h + d,
            "The norms learn too: a gain and a bias of d numbers each, twice.",
        ),
        Mistake(
            "one way only",
            lambda d, h, heads: 4 * (d * d + d) + d * h + h + 4 * d,
            "The feed-forward part goes up to hidden and back to d: two matrices.",
        ),
        Mistake(
            "the weights of attention",
            lambda d, h, heads: 4 * (d * d + d) + 2 * d * h + h + 5 * d + heads * d * d,
            "The weights of attention are computed, not learned.",
        ),
    ),
)

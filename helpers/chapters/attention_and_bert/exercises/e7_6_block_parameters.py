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
both norms have gain and bias. The BERT of section 10 has blocks of d = 384.""",
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
            "You are 4 d short: either the four biases of attention are missing, or "
            "the two norms, with a gain and a bias of d numbers each.",
        ),
        Mistake(
            "one way only",
            lambda d, h, heads: 4 * (d * d + d) + d * h + h + 4 * d,
            "The feed-forward part goes up to hidden and back to d: two matrices.",
        ),
        Mistake(
            "a bias of hidden on the way back",
            lambda d, h, heads: 4 * (d * d + d) + 2 * (d * h + h) + 4 * d,
            "The way back has a bias of d numbers, not of hidden.",
        ),
        Mistake(
            "no biases in the feed-forward part",
            lambda d, h, heads: 4 * (d * d + d) + 2 * d * h + 4 * d,
            "The biases of the feed-forward part are missing: hidden on the way up, d "
            "back.",
        ),
        Mistake(
            "one bias of d short",
            lambda d, h, heads: 4 * (d * d + d) + 2 * d * h + h + 4 * d,
            "One bias of d numbers is missing: on the way back from hidden, or behind "
            "the matrix that mixes the heads.",
        ),
        Mistake(
            "one head's share",
            lambda d, h, heads: (
                3 * (d * (d // heads) + d // heads) + d * d + d + 2 * d * h + h + 5 * d
            ),
            "That is the share of one head; all heads together fill d columns.",
        ),
        Mistake(
            "a number a norm",
            lambda d, h, heads: 4 * (d * d + d) + 2 * d * h + h + d + 4,
            "Gain and bias of a norm are d numbers each.",
        ),
        Mistake(
            "matrices alone",
            lambda d, h, heads: 4 * d * d + 2 * d * h,
            "These are the matrices; neither their biases nor the norms are counted.",
        ),
        Mistake(
            "the weights of attention",
            lambda d, h, heads: 4 * (d * d + d) + 2 * d * h + h + 5 * d + heads * d * d,
            "The weights of attention are computed, not learned.",
        ),
    ),
)

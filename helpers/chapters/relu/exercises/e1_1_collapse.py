"""E1.1: two affine layers are one."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2


def cases_of_collapse():
    by_hand = [
        (np.array(W1), np.array(b1), np.array(W2), np.array(b2))
        for W1, b1, W2, b2 in (
            ([[2.0]], [1.0], [[3.0]], [0.0]),
            ([[2.0]], [1.0], [[3.0]], [-1.0]),
            (
                [[0.0, 1.0], [2.0, 0.0]],
                [1.0, 0.0],
                [[1.0, 1.0], [0.0, 1.0]],
                [0.0, 2.0],
            ),
        )
    ]
    rng = np.random.default_rng(1)

    def draw(*shape):
        return rng.integers(-4, 5, shape) / 2

    drawn = [(draw(2, 2), draw(2), draw(2, 2), draw(2)) for _ in range(27)]
    return by_hand + drawn


COLLAPSE = Exercise(
    id="E1.1",
    statement="""\
Two affine layers are one. Write `collapse(W1, b1, W2, b2)`: it returns the pair
`(W, b)` with $W x + b = W_2 (W_1 x + b_1) + b_2$ for every $x$. Here `W1` and `W2`
are square, of shape (k, k), and `b1` and `b2` have shape (k,).""",
    reference=collapse,
    cases=cases_of_collapse,
    mistakes=(
        Mistake(
            "reading order",
            lambda W1, b1, W2, b2: (W1 @ W2, W2 @ b1 + b2),
            "The product is the wrong way round: the layer that acts first stands "
            "on the right, next to x.",
        ),
        Mistake(
            "first bias as it is",
            lambda W1, b1, W2, b2: (W2 @ W1, b1 + b2),
            "The first bias passes through the second layer too: it is multiplied "
            "by W2 before b2 is added.",
        ),
        Mistake(
            "first bias lost",
            lambda W1, b1, W2, b2: (W2 @ W1, b2),
            "The first bias is lost. Multiply out W2 (W1 x + b1): two terms.",
        ),
        Mistake(
            "second bias lost",
            lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1),
            "The second bias is lost: it is added last and nothing multiplies it.",
        ),
        Mistake(
            "elementwise",
            lambda W1, b1, W2, b2: (W2 * W1, W2 @ b1 + b2),
            "`*` multiplies entry by entry; the product of matrices is `@`.",
        ),
        Mistake(
            "both the wrong way",
            lambda W1, b1, W2, b2: (W1 @ W2, W1 @ b2 + b1),
            "You put the second layer first: as written, W1 acts before W2.",
        ),
        Mistake(
            "added",
            lambda W1, b1, W2, b2: (W1 + W2, b1 + b2),
            "You added the layers; one is applied to what the other gives.",
        ),
    ),
)

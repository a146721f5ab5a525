"""Blocks on top of each other, joined in five ways, and the slope that comes back."""

import numpy as np

from helpers import attention
from helpers.activations import gelu, gelu_derivative

__all__ = ["KINDS", "slopes_of_stack"]

KINDS = ("norm after", "norm before", "path alone", "norm alone", "neither")


def slopes_of_stack(kind, d, words, depth, seed, heads=1):
    """How large a slope is that goes back through a stack, block by block.

    Texts, weights and the direction in which the last state is pulled are drawn; the
    gains of the norms are 1 and all biases 0.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    d, words, depth, seed, heads : int
        d a multiple of the heads.

    Returns
    -------
    array of shape (depth + 1,)
        The length of the slope by the state before each block, and by the last state,
        which is 1.
    """
    rng = np.random.default_rng(seed)
    x, back = rng.normal(size=(words, d)), []
    for _ in range(depth):
        for part in parts(attention.initial(d, 4 * d, rng), heads):
            x, step_back = joined(kind, part, x)
            back.append(step_back)
    slope = rng.normal(size=x.shape)
    slope /= np.linalg.norm(slope)
    lengths = [1.0]
    for i, step_back in enumerate(reversed(back)):
        slope = step_back(slope)
        if i % 2:  # a block has two parts
            lengths.append(np.linalg.norm(slope))
    return np.array(lengths[::-1])


def parts(theta, heads):
    """The two parts of a block; each gives its answer and the way back."""

    def look_around(x):
        y, kept = attention.multi_head(x, theta, heads)
        return y, lambda dy: attention.multi_head_backward(dy, theta, kept)[0]

    def think(x):
        z = x @ theta["W_1"]
        y = gelu(z) @ theta["W_2"]
        return y, lambda dy: (dy @ theta["W_2"].T * gelu_derivative(z)) @ theta["W_1"].T

    return look_around, think


def joined(kind, part, x):
    """A part and what stands around it: the next state, and the way back."""
    if kind == "norm before":
        normed, kept = attention.layer_norm(x, 1.0, 0.0)
        y, back = part(normed)
        return x + y, lambda dy: dy + through_norm(back(dy), kept)
    y, back = part(x)
    on_path = 1.0 if kind in ("norm after", "path alone") else 0.0
    state = on_path * x + y

    def back_to_x(d_state):
        return on_path * d_state + back(d_state)

    if kind in ("path alone", "neither"):
        return state, back_to_x
    normed, kept = attention.layer_norm(state, 1.0, 0.0)
    return normed, lambda d_normed: back_to_x(through_norm(d_normed, kept))


def through_norm(dy, kept):
    """The slope by what a norm of gain 1 was given."""
    return attention.layer_norm_backward(dy, 1.0, kept)[0]

"""Attention and an encoder block, forwards and backwards; chapter 7 derives them.

A text of n tokens, each described by d numbers, is an array (n, d); axes before these
two are texts of a batch, or heads. Everything passes imaginary parts through, so that
the complex step can check it. Where a function returns `kept`, its partner
`..._backward` wants it back, with the slope of the loss by what was returned.
"""

import math

import numpy as np

from helpers.activations import gelu, gelu_derivative
from helpers.losses import softmax

__all__ = [
    "attend",
    "attend_backward",
    "encoder_block",
    "encoder_block_backward",
    "initial",
    "join_heads",
    "layer_norm",
    "layer_norm_backward",
    "multi_head",
    "multi_head_backward",
    "sinusoids",
    "split_heads",
]


def attend(Q, K, V, mask=True):
    """For every query the mean of the values, weighted by how well the keys match.

    Vaswani et al. 2017, equation 1.

    Parameters
    ----------
    Q : array of shape (..., n, d)
    K : array of shape (..., m, d)
    V : array of shape (..., m, d_v)
    mask : array of bool that broadcasts to (..., n, m)
        Whether a query may look at a key; each at one key at least.

    Returns
    -------
    array of shape (..., n, d_v), array of shape (..., n, m)
        The means, and the weights: rows of numbers from 0 to 1 with the sum 1.
    """
    scores = Q @ _turned(K) / math.sqrt(Q.shape[-1])
    A = softmax(np.where(mask, scores, -np.inf))
    return A @ V, A


def attend_backward(dO, Q, K, V, A):
    """The slopes by Q, K and V, from those by the means; the weights A are given."""
    dA = dO @ _turned(V)
    dS = A * (dA - (A * dA).sum(axis=-1, keepdims=True)) / math.sqrt(Q.shape[-1])
    return dS @ K, _turned(dS) @ Q, _turned(A) @ dO


def split_heads(x, heads):
    """Give every head its share of each token's numbers: (..., heads, n, d / heads).

    Raises
    ------
    ValueError
        If d is no multiple of the heads.
    """
    *before, n, d = x.shape
    if d % heads:
        raise ValueError(f"{d} numbers cannot be shared out to {heads} heads")
    return np.swapaxes(x.reshape(*before, n, heads, d // heads), -2, -3)


def join_heads(x):
    """Put the heads' numbers beside each other again: the inverse of `split_heads`."""
    *before, heads, n, d = x.shape
    return np.swapaxes(x, -2, -3).reshape(*before, n, heads * d)


def multi_head(x, theta, heads, mask=True):
    """Let every token look at the others, with several heads side by side.

    Parameters
    ----------
    x : array of shape (..., n, d)
    theta : dict of str to array
        `W_Q`, `W_K`, `W_V` and `W_O` of shape (d, d), `b_Q` to `b_O` of shape (d,).
    heads : int
    mask : array of bool that broadcasts to (..., heads, n, n)

    Returns
    -------
    array of the shape of x, and `kept`, whose last but one are the weights
    """
    Q, K, V = (
        split_heads(x @ theta[f"W_{name}"] + theta[f"b_{name}"], heads)
        for name in "QKV"
    )
    means, A = attend(Q, K, V, mask)
    joined = join_heads(means)
    return joined @ theta["W_O"] + theta["b_O"], (x, Q, K, V, A, joined)


def multi_head_backward(dy, theta, kept):
    """The slopes by x and by every array of theta."""
    x, Q, K, V, A, joined = kept
    grads = {}
    dO = _affine_backward(dy, joined, theta, "O", grads)
    slopes = attend_backward(split_heads(dO, A.shape[-3]), Q, K, V, A)
    dx = sum(
        _affine_backward(join_heads(slope), x, theta, name, grads)
        for name, slope in zip("QKV", slopes, strict=True)
    )
    return dx, grads


def layer_norm(x, gain, bias, epsilon=1e-12):
    """Each token's numbers with mean 0 and variance 1, then stretched and shifted.

    Ba et al. 2016, equation 4. `epsilon` is added to the variance, under the root.
    """
    centred = x - x.mean(axis=-1, keepdims=True)
    # Not x.var, which squares the length of a complex number.
    deviation = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + epsilon)
    normed = centred / deviation
    return gain * normed + bias, (normed, deviation)


def layer_norm_backward(dy, gain, kept):
    """The slopes by x, gain and bias."""
    normed, deviation = kept
    slope = dy * gain
    along = normed * (slope * normed).mean(axis=-1, keepdims=True)
    dx = (slope - slope.mean(axis=-1, keepdims=True) - along) / deviation
    return dx, _over_tokens(dy * normed), _over_tokens(dy)


def encoder_block(x, theta, heads, mask=True, epsilon=1e-12):
    """One block of BERT: look around, then think it over; twice add and norm.

    Vaswani et al. 2017, section 3.1; Devlin et al. 2019 with GELU.

    Parameters
    ----------
    x : array of shape (..., n, d)
    theta : dict of str to array
        As `initial` makes it.
    heads : int
    mask : array of bool that broadcasts to (..., heads, n, n)
    epsilon : float
        Of the two norms.

    Returns
    -------
    array of the shape of x, and `kept`
    """
    seen, of_heads = multi_head(x, theta, heads, mask)
    y, of_norm_1 = layer_norm(x + seen, theta["gain_1"], theta["bias_1"], epsilon)
    z = y @ theta["W_1"] + theta["b_1"]
    a = gelu(z)
    thought = a @ theta["W_2"] + theta["b_2"]
    out, of_norm_2 = layer_norm(y + thought, theta["gain_2"], theta["bias_2"], epsilon)
    return out, (of_heads, of_norm_1, y, z, a, of_norm_2)


def encoder_block_backward(d_out, theta, kept):
    """The slopes by x and by every array of theta."""
    of_heads, of_norm_1, y, z, a, of_norm_2 = kept
    grads = {}
    dy, *grads_2 = layer_norm_backward(d_out, theta["gain_2"], of_norm_2)
    grads["gain_2"], grads["bias_2"] = grads_2
    dz = _affine_backward(dy, a, theta, "2", grads) * gelu_derivative(z)
    dy = dy + _affine_backward(dz, y, theta, "1", grads)
    dx, *grads_1 = layer_norm_backward(dy, theta["gain_1"], of_norm_1)
    grads["gain_1"], grads["bias_1"] = grads_1
    part, of_attention = multi_head_backward(dx, theta, of_heads)
    grads.update(of_attention)
    return dx + part, grads


def initial(d, hidden, rng):
    """First parameters of a block: weights of variance 1 / inputs, all else neutral.

    Parameters
    ----------
    d, hidden : int
        The numbers of a token, and of the layer between.
    rng : numpy.random.Generator

    Returns
    -------
    dict of str to array
    """
    shapes = dict.fromkeys("QKVO", (d, d))
    shapes.update({"1": (d, hidden), "2": (hidden, d)})
    theta = {}
    for name, (n_in, n_out) in shapes.items():
        theta[f"W_{name}"] = rng.normal(0, 1 / math.sqrt(n_in), (n_in, n_out))
        theta[f"b_{name}"] = np.zeros(n_out)
    for name in "12":
        theta[f"gain_{name}"], theta[f"bias_{name}"] = np.ones(d), np.zeros(d)
    return theta


def sinusoids(n, d):
    """Positions as waves: sines in the first half of the columns, cosines in the other.

    Vaswani et al. 2017, section 3.5, with another order of the columns.

    Parameters
    ----------
    n, d : int
        Positions, and numbers for each, an even count.

    Returns
    -------
    array of shape (n, d)
    """
    rates = 10_000.0 ** (-np.arange(0, d, 2) / d)
    angles = np.arange(n)[:, None] * rates
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


def _turned(x):
    return np.swapaxes(x, -1, -2)


def _over_tokens(x):
    """The sum over everything but a token's numbers."""
    return x.sum(axis=_leading(x))


def _leading(x):
    return tuple(range(x.ndim - 1))


def _affine_backward(dy, x, theta, name, grads):
    """The slope of y = x W + b by x; those by W and b go into grads."""
    grads[f"W_{name}"] = np.tensordot(x, dy, axes=(_leading(x), _leading(x)))
    grads[f"b_{name}"] = _over_tokens(dy)
    return dy @ theta[f"W_{name}"].T

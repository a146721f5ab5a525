"""A small classifier whose mask may stand before or after its softmax."""

import numpy as np

from helpers.losses import softmax
from helpers.optimizers import adam

__all__ = ["batch_of", "train_pooling"]

VOCABULARY, WIDTH = 31, 8
LEANS = 0.75  # the share of a text's words that are of its class's half
FIRST = 0.7  # the share of texts that are of the first class


def batch_of(n, longest, rng):
    """Texts of 3 words to `longest`, most of them from the half that says its class.

    Parameters
    ----------
    n, longest : int
    rng : numpy.random.Generator

    Returns
    -------
    ids : array of int, shape (n, longest)
        0 is padding.
    y : array of int, shape (n,)
    """
    lengths = rng.integers(3, longest + 1, n)
    y = (rng.random(n) > FIRST).astype(int)
    own = rng.random((n, longest)) < LEANS
    half = np.where(own, y[:, None], 1 - y[:, None])
    ids = 1 + rng.integers(0, VOCABULARY // 2, (n, longest)) + half * (VOCABULARY // 2)
    return ids * (np.arange(longest) < lengths[:, None]), y


def train_pooling(pool, pool_backward, seed, steps=300):
    """Train embeddings, a query and a last layer on such texts, with Adam.

    Parameters
    ----------
    pool : callable
        From scores and mask, (n, longest) each, to the weights of the words.
    pool_backward : callable
        From the slope by the weights, and scores and mask, to the slope by the scores.
    seed, steps : int

    Returns
    -------
    callable
        From ids to probabilities, (n, 2).
    accuracy : float
        On 500 new texts.
    """
    rng = np.random.default_rng(seed)
    shapes = ((VOCABULARY, WIDTH), (WIDTH,), (WIDTH, 2), (2,))
    ends = np.cumsum([np.prod(shape) for shape in shapes])
    theta, state = rng.normal(0, 0.3, ends[-1]), None

    def cut(flat):
        parts = np.split(flat, ends[:-1])
        return [part.reshape(s) for part, s in zip(parts, shapes, strict=True)]

    def forward(ids):
        E, q, W, b = cut(theta)
        X, mask = E[ids], ids > 0
        scores = X @ q
        a = pool(scores, mask)
        means = (a[..., None] * X).sum(axis=-2)
        return X, mask, scores, a, means, softmax(means @ W + b)

    for _ in range(steps):
        ids, y = batch_of(64, int(rng.integers(5, 16)), rng)
        X, mask, scores, a, means, p = forward(ids)
        E, q, W, _ = cut(theta)
        dz = (p - np.eye(2)[y]) / len(y)
        d_means = dz @ W.T
        d_scores = pool_backward((X @ d_means[..., None])[..., 0], scores, mask)
        dX = a[..., None] * d_means[:, None] + d_scores[..., None] * q
        dE = np.zeros_like(E)
        np.add.at(dE, ids, dX)
        dq = (d_scores[..., None] * X).sum(axis=(0, 1))
        parts = (dE, dq, means.T @ dz, dz.sum(axis=0))
        grad = np.concatenate([part.ravel() for part in parts])
        theta, state = adam(theta, grad, state, learning_rate=0.03)
    ids, y = batch_of(500, 15, rng)
    answer = lambda ids: forward(ids)[-1]  # noqa: E731
    return answer, float(np.mean(answer(ids).argmax(axis=1) == y))

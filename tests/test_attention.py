"""Attention and the encoder block, against definitions, loops and the complex step."""

import math

import numpy as np
import pytest

from helpers import attention
from helpers.differentiation import complex_step
from helpers.losses import softmax

BATCH, N, D, HEADS, HIDDEN = 2, 5, 6, 3, 7


def some(seed=0):
    """Texts, a mask over their tokens, and a block whose every array is used."""
    rng = np.random.default_rng(seed)
    theta = {
        name: array + rng.normal(0, 0.3, array.shape)
        for name, array in attention.initial(D, HIDDEN, rng).items()
    }
    real = np.arange(N) < np.array([[N], [3]])
    return rng.normal(size=(BATCH, N, D)), real[:, None, None, :], theta


def test_attention_by_hand():
    """Two keys, one query that is log 3 nearer to the second after the root of 4."""
    Q, K = np.array([[2 * math.log(3), 0, 0, 0]]), np.eye(4)[[1, 0]]
    means, A = attention.attend(Q, K, np.array([[0.0], [8.0]]))
    np.testing.assert_allclose(A, [[0.25, 0.75]])
    np.testing.assert_allclose(means, [[6.0]])


def test_every_query_and_every_text_on_its_own():
    rng = np.random.default_rng(0)
    Q, K, V = (rng.normal(size=(2, n, d)) for n, d in ((3, 4), (5, 4), (5, 2)))
    means, A = attention.attend(Q, K, V)
    assert means.shape == (2, 3, 2) and A.shape == (2, 3, 5)
    for text, query in np.ndindex(2, 3):
        weights = softmax(np.array([Q[text, query] @ key / 2 for key in K[text]]))
        np.testing.assert_allclose(A[text, query], weights, rtol=1e-12)
        expected = sum(w * v for w, v in zip(weights, V[text], strict=True))
        np.testing.assert_allclose(means[text, query], expected, rtol=1e-12)


def test_a_masked_key_is_as_if_it_were_not_there():
    rng = np.random.default_rng(0)
    Q, K, V = (rng.normal(size=(5, 4)) for _ in range(3))
    bare, _ = attention.attend(Q, K[:3], V[:3])
    masked, A = attention.attend(Q, K, V, np.arange(5) < 3)
    np.testing.assert_array_equal(A[:, 3:], 0)
    np.testing.assert_allclose(masked, bare, rtol=1e-14)


def test_the_slopes_of_attention_are_the_derivatives():
    rng = np.random.default_rng(0)
    given = [rng.normal(size=(n, d)) for n, d in ((3, 4), (5, 4), (5, 2))]
    mask, weights = np.tril(np.ones((3, 5), bool), 1), rng.normal(size=(3, 2))
    _, A = attention.attend(*given, mask)
    slopes = attention.attend_backward(weights, *given, A)
    for i, slope in enumerate(slopes):

        def loss(at, i=i):
            means, _ = attention.attend(*given[:i], at, *given[i + 1 :], mask)
            return (means * weights).sum()

        np.testing.assert_allclose(slope, complex_step(loss, given[i]), atol=1e-14)


def test_a_head_is_given_columns_that_stand_together():
    x = np.arange(12.0).reshape(2, 6)  # two tokens
    heads = attention.split_heads(x, 3)
    assert heads.tolist() == [[[0, 1], [6, 7]], [[2, 3], [8, 9]], [[4, 5], [10, 11]]]
    np.testing.assert_array_equal(attention.join_heads(heads), x)
    batch = np.stack([x, -x])
    np.testing.assert_array_equal(attention.split_heads(batch, 3)[1], -heads)
    np.testing.assert_array_equal(
        attention.join_heads(attention.split_heads(batch, 2)), batch
    )


def test_numbers_that_cannot_be_shared_out_are_refused():
    with pytest.raises(ValueError, match="6 numbers cannot be shared out to 4 heads"):
        attention.split_heads(np.zeros((2, 6)), 4)


def test_heads_are_attentions_side_by_side():
    x, mask, theta = some()
    y, kept = attention.multi_head(x, theta, HEADS, mask)
    joined, each = [], D // HEADS
    for head in range(HEADS):
        columns = slice(head * each, (head + 1) * each)
        Q, K, V = (
            x @ theta[f"W_{name}"][:, columns] + theta[f"b_{name}"][columns]
            for name in "QKV"
        )
        means, A = attention.attend(Q, K, V, mask[:, 0])
        np.testing.assert_allclose(kept[-2][:, head], A, rtol=1e-12)
        joined.append(means)
    expected = np.concatenate(joined, axis=-1) @ theta["W_O"] + theta["b_O"]
    np.testing.assert_allclose(y, expected, rtol=1e-12)


def test_layer_norm_by_hand():
    x = np.array([[1.0, 3.0], [10.0, 10.0]])
    y, _ = attention.layer_norm(x, np.array([2.0, 1.0]), np.array([0.0, 5.0]), 3.0)
    np.testing.assert_allclose(y, [[-1.0, 5.5], [0.0, 5.0]])


def test_the_slopes_of_layer_norm_are_the_derivatives():
    rng = np.random.default_rng(0)
    given = rng.normal(size=(2, 3, D)), rng.normal(size=D), rng.normal(size=D)
    weights = rng.normal(size=(2, 3, D))
    _, kept = attention.layer_norm(*given, 0.1)
    slopes = attention.layer_norm_backward(weights, given[1], kept)
    for i, slope in enumerate(slopes):

        def loss(at, i=i):
            y, _ = attention.layer_norm(*given[:i], at, *given[i + 1 :], 0.1)
            return (y * weights).sum()

        np.testing.assert_allclose(slope, complex_step(loss, given[i]), atol=1e-14)


def test_the_slopes_of_a_block_are_the_derivatives():
    x, mask, theta = some()
    weights = np.random.default_rng(1).normal(size=x.shape)

    def loss(at, array=None):
        changed = theta if array is None else theta | {array: at}
        y, _ = attention.encoder_block(
            at if array is None else x, changed, HEADS, mask, 1e-3
        )
        return (y * weights).sum()

    _, kept = attention.encoder_block(x, theta, HEADS, mask, 1e-3)
    dx, grads = attention.encoder_block_backward(weights, theta, kept)
    np.testing.assert_allclose(dx, complex_step(loss, x), atol=1e-12)
    assert grads.keys() == theta.keys()
    for name in theta:
        by_step = complex_step(lambda at, name=name: loss(at, name), theta[name])
        np.testing.assert_allclose(grads[name], by_step, atol=1e-12, err_msg=name)


def test_a_block_adds_and_norms_twice():
    """Blocks that do nothing leave a text normed."""
    x, mask, theta = some()
    silent = theta | {name: 0 * theta[name] for name in ("W_O", "b_O", "W_2", "b_2")}
    silent |= {"gain_1": np.ones(D), "bias_1": np.zeros(D)}
    y, _ = attention.encoder_block(x, silent, HEADS, mask, epsilon=0.0)
    normed = (x - x.mean(-1, keepdims=True)) / x.std(-1, keepdims=True)
    np.testing.assert_allclose(y, normed * theta["gain_2"] + theta["bias_2"], rtol=1e-9)


def test_a_padded_text_is_answered_as_the_bare_one():
    x, mask, theta = some()
    y, _ = attention.encoder_block(x, theta, HEADS, mask)
    bare, _ = attention.encoder_block(x[1:, :3], theta, HEADS)
    np.testing.assert_allclose(y[1:, :3], bare, rtol=1e-12)
    text, _ = attention.encoder_block(x[0], theta, HEADS)  # without a batch
    np.testing.assert_allclose(text, y[0], rtol=1e-12)


def test_unless_told_otherwise_all_is_seen_and_norms_are_BERT_s():
    x, _, theta = some()
    seen, _ = attention.multi_head(x, theta, HEADS)
    everything = np.ones((N, N), bool)
    np.testing.assert_array_equal(
        seen, attention.multi_head(x, theta, HEADS, everything)[0]
    )
    told = attention.encoder_block(x, theta, HEADS, everything, 1e-12)[0]
    np.testing.assert_array_equal(attention.encoder_block(x, theta, HEADS)[0], told)
    given = x, theta["gain_1"], theta["bias_1"]
    normed, _ = attention.layer_norm(*given)
    np.testing.assert_array_equal(normed, attention.layer_norm(*given, 1e-12)[0])


def test_first_parameters():
    theta = attention.initial(50, 200, np.random.default_rng(0))
    shapes = {name: array.shape for name, array in theta.items()}
    assert shapes["W_1"] == (50, 200) and shapes["W_2"] == (200, 50)
    for name, array in theta.items():
        if name.startswith("W"):
            assert array.var() * len(array) == pytest.approx(1, abs=0.1), name
            assert array.mean() == pytest.approx(0, abs=0.02)
        elif name.startswith("gain"):
            assert (array == 1).all()
        else:
            assert (array == 0).all()
        assert array.shape[-1] == {"W_1": 200, "b_1": 200}.get(name, 50)


def test_positions_are_waves():
    P = attention.sinusoids(20, 6)
    assert P.shape == (20, 6)
    rates = [1.0, 10_000 ** (-1 / 3), 10_000 ** (-2 / 3)]
    for position, k in np.ndindex(20, 3):
        angle = position * rates[k]
        assert P[position, k] == pytest.approx(math.sin(angle))
        assert P[position, 3 + k] == pytest.approx(math.cos(angle))

"""Chapter 5: its batches, its training, and what its explorer says."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.chapters.numpy_to_keras.figures import draw_gaps
from helpers.chapters.numpy_to_keras.laboratory import GAP, Gap, both, corners
from helpers.chapters.numpy_to_keras.training import EXAMPLES, batches, is_on, train
from helpers.data import moons
from helpers.network import initial, loss_and_gradient
from helpers.optimizers import adam
from tests.conftest import state_of

NOT_COMPARED = 4  # cells whose output differs from machine to machine

SIZES = (2, 3, 3, 1)


@pytest.mark.parametrize("batch_size", [1, 32, 100, 256])
def test_an_epoch_takes_each_example_at_most_once_and_all_batches_are_full(batch_size):
    per_epoch = EXAMPLES // batch_size
    drawn = batches(batch_size, 2 * per_epoch + 1, seed=0)
    assert {len(batch) for batch in drawn} == {batch_size}
    for epoch in (drawn[:per_epoch], drawn[per_epoch : 2 * per_epoch]):
        assert len(set(np.concatenate(epoch))) == per_epoch * batch_size
    assert not np.array_equal(drawn[0], drawn[per_epoch])


def test_training_takes_adams_steps_and_notes_the_loss_before_each():
    rng = np.random.default_rng(0)
    X, y, start = rng.normal(size=(8, 2)), rng.normal(size=(8, 1)), initial(SIZES, rng)
    order = [np.arange(4), np.arange(4, 8)]
    losses = train(start, X, y, SIZES, order, 0.1)
    first, grad = loss_and_gradient(start, X[:4], y[:4], SIZES)
    moved, _ = adam(start, grad, None, learning_rate=0.1)
    second, _ = loss_and_gradient(moved, X[4:], y[4:], SIZES)
    assert losses.tolist() == [first, second]
    single = train(start, X, y, SIZES, order, 0.1, np.float32)
    assert 0 < np.abs(single - losses).max() < 1e-5


def said(single, double):
    return GAP.describe(Gap(np.array(single), np.array(double)))


def test_where_two_precisions_part_in_words():
    together = said([1.0, 0.5], [1.0 + 3e-8, 0.5 + 1e-5])
    assert together == (
        "The two first differ by 3e-08 and never by more than 1e-05: one training."
    )
    parted = said([1.0, 0.5, 0.25], [1.0 + 3e-8, 0.5 + 2e-5, 0.75])
    assert parted == (
        "The two first differ by 3e-08 and part by more than 1e-5 at step 1; the "
        "largest distance is 0.5. Both are right."
    )
    assert "left all numbers" in said([1.0, np.nan], [1.0, np.inf])
    assert said([1e-5], [0.0]).endswith("never by more than 1e-05: one training.")


def test_both_precisions_start_from_the_same_numbers():
    state = state_of(GAP, steps=100)
    assert len(state.single) == len(state.double) == 100
    assert state.gap[0] < 1e-6 < 0.1 < state.double[0] - state.double[-10:].mean()


def test_a_relu_is_on_where_its_input_is_above_zero():
    theta = np.array([1.0, -1.0, 0.5, 0.0, 1.0, 1.0, 0.0])  # sizes (1, 2, 1)
    on = is_on(theta, np.array([[-1.0], [0.5]]), (1, 2, 1))
    assert on.tolist() == [[False, True], [True, False]]
    theta = np.array([1.0, 0.0, -1.0, 1.0, 1.0, 0.0])  # sizes (1, 1, 1, 1)
    on = is_on(theta, np.array([[-1.0], [0.5], [2.0]]), (1, 1, 1, 1))
    assert on.tolist() == [[False, True], [True, True], [True, False]]


def test_the_laboratory_trains_on_the_moons_of_the_page():
    X, *_ = both(**GAP.settings(seed=3, steps=100))
    assert np.array_equal(X, moons(256, 0.12, 3)[0].astype(np.float32))


def test_no_gap_at_all_is_drawn_at_the_lower_edge():
    figure = draw_gaps({"the same": np.zeros(30)})
    (line,) = [line for line in figure.axes[0].lines if len(line.get_ydata()) == 30]
    assert set(line.get_ydata()) == {1e-18}
    plt.close(figure)


def test_the_corners_are_where_the_two_precisions_take_different_branches():
    settings = GAP.settings(steps=100)
    X, sizes, order, walks = both(**settings)
    nudged = [
        ((theta + 0.05 * (k == 7), loss) for k, (theta, loss) in enumerate(walk))
        for walk in walks[1:]
    ]
    seen = [
        step
        for step, (batch, (a, _), (b, _)) in enumerate(
            zip(order, walks[0], nudged[0], strict=True)
        )
        if (is_on(a, X[batch], sizes) != is_on(b, X[batch], sizes)).any()
    ]
    assert 7 in seen
    assert set(corners(**settings)) == set(seen) - {7}

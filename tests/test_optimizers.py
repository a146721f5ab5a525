import inspect
import math

import numpy as np
import pytest

from helpers import activations
from helpers.landscapes import quadratic
from helpers.optimizers import (
    adam,
    adamw,
    amsgrad,
    article_rule,
    gd,
    momentum,
    nesterov,
    rmsprop,
)

ALL = [gd, momentum, nesterov, rmsprop, adam, adamw, amsgrad, article_rule]
every_optimizer = pytest.mark.parametrize("step", ALL, ids=lambda step: step.__name__)


def walk(step, grads, theta=0.0, **options):
    """Theta after every one of the given gradients."""
    theta, state, path = np.full(np.shape(grads[0]), theta), None, []
    for grad in grads:
        theta, state = step(theta, np.asarray(grad, dtype=float), state, **options)
        path.append(theta)
    return np.array(path)


def descend(step, landscape, steps, **options):
    """Theta after every step down a landscape."""
    theta, state, path = np.array(landscape.start), None, []
    for _ in range(steps):
        theta, state = step(theta, landscape.gradient(theta), state, **options)
        path.append(theta)
    return np.array(path)


@every_optimizer
def test_a_step_is_pure(step):
    theta, grad = np.array([1.0, -2.0]), np.array([0.5, 3.0])
    first, state = step(theta, grad)
    again, _ = step(theta, grad)
    kept = [np.copy(part) for part in state or ()]
    second, _ = step(first, grad, state)
    assert theta.tolist() == [1.0, -2.0]
    assert grad.tolist() == [0.5, 3.0]
    assert first.tolist() == again.tolist()
    assert second.shape == theta.shape
    for part, before in zip(state or (), kept, strict=True):
        np.testing.assert_array_equal(part, before)


@every_optimizer
def test_every_optimizer_goes_down_a_bowl(step):
    path = descend(step, quadratic(4), 300, learning_rate=0.001)
    loss = quadratic(4).value
    assert loss(path[-1]) < loss(path[0]) < loss(np.array(quadratic(4).start))


# Hand-computed: gradients 1 then -2, learning rate 0.1.


def test_gd_by_hand():
    np.testing.assert_allclose(
        walk(gd, [[1], [-2]], learning_rate=0.1), [[-0.1], [0.1]]
    )


def test_momentum_by_hand():
    # v: -0.1, then 0.9 * -0.1 + 0.2 = 0.11
    path = walk(momentum, [[1], [-2]], learning_rate=0.1)
    np.testing.assert_allclose(path, [[-0.1], [0.01]])


def test_nesterov_by_hand():
    # steps: 0.9 * -0.1 - 0.1 = -0.19, then 0.9 * 0.11 + 0.2 = 0.299
    path = walk(nesterov, [[1], [-2]], learning_rate=0.1)
    np.testing.assert_allclose(path, [[-0.19], [0.109]])


def test_rmsprop_by_hand():
    # v: 0.1, then 0.9 * 0.1 + 0.1 * 4 = 0.49, whose root is 0.7
    path = walk(rmsprop, [[1], [-2]], learning_rate=0.1, epsilon=0)
    first = -0.1 / math.sqrt(0.1)
    np.testing.assert_allclose(path, [[first], [first + 0.2 / 0.7]])


def test_adam_by_hand():
    # m: 0.1, -0.11; m_hat: 1, -0.11 / 0.19
    # v: 0.001, 0.004999; v_hat: 1, 0.004999 / 0.001999
    path = walk(adam, [[1], [-2]], learning_rate=0.1, epsilon=0)
    second = 0.1 * (0.11 / 0.19) / math.sqrt(0.004999 / 0.001999)
    np.testing.assert_allclose(path, [[-0.1], [-0.1 + second]])


def test_amsgrad_by_hand():
    # Gradients 3 then 0: v 0.009, then 0.008991; v_max stays 0.009; m_hat 0.27 / 0.19.
    path = walk(amsgrad, [[3], [0]], learning_rate=0.1, epsilon=0)
    second = 0.1 * (0.27 / 0.19) / math.sqrt(0.009 / 0.001999)
    np.testing.assert_allclose(path, [[-0.1], [-0.1 - second]])


def test_article_rule_by_hand():
    # m: 0.1, then 0.9 * 0.1 + 0.1 * (-2 - 0.1) = -0.12
    path = walk(article_rule, [[1], [-2]], learning_rate=0.1)
    first = -0.1 * 0.1 / (math.sqrt(0.001) * 0.1**2)
    second = 0.1 * 0.12 / (math.sqrt(0.001999) * 0.19**2)
    np.testing.assert_allclose(path, [[first], [first + second]])


# Known properties.


@pytest.mark.parametrize("learning_rate", [0.001, 0.019, 0.02, 0.0201])
def test_gd_multiplies_the_error_by_one_minus_alpha_lambda(learning_rate):
    bowl = quadratic(100)
    path = descend(gd, bowl, 50, learning_rate=learning_rate)
    for axis, curvature in enumerate([1, 100]):
        factor = 1 - learning_rate * curvature
        expected = bowl.start[axis] * factor ** np.arange(1, 51)
        np.testing.assert_allclose(path[:, axis], expected)


def test_adam_first_step_is_the_learning_rate_whatever_the_gradient():
    grad, epsilon = np.array([1e-6, 0.3, -5e4]), 1e-8
    (step,) = walk(adam, [grad], learning_rate=0.01, epsilon=epsilon)
    np.testing.assert_allclose(step, -0.01 * grad / (np.abs(grad) + epsilon))


def test_epsilon_can_join_before_the_correction_or_after():
    options = {"learning_rate": 1.0, "epsilon": 1e-7}
    # Figures of PyTorch's and of Keras's Adam for a gradient of 1e-6.
    ((after,),) = walk(
        adam, [[1e-6]], epsilon_joins="v_hat", **options | {"epsilon": 1e-8}
    )
    ((before,),) = walk(adam, [[1e-6]], epsilon_joins="v", **options)
    assert -after == pytest.approx(0.990, abs=5e-4)
    assert -before == pytest.approx(0.240, abs=5e-4)


def test_epsilon_joins_nothing_else():
    with pytest.raises(ValueError, match='choose "v_hat" or "v"'):
        adam(np.zeros(1), np.ones(1), epsilon_joins="theta")


@pytest.mark.parametrize("scale", [1e-3, 1e3])
def test_adam_does_not_care_how_the_loss_is_scaled(scale):
    grads = np.random.default_rng(0).normal(size=(50, 3))
    np.testing.assert_allclose(
        walk(adam, scale * grads, epsilon=0), walk(adam, grads, epsilon=0), rtol=1e-9
    )


def test_adam_leaves_theta_alone_without_a_gradient_and_adamw_shrinks_it():
    nothing = np.zeros((1000, 2))
    options = {"learning_rate": 0.01}
    assert (walk(adam, nothing, theta=3.0, **options) == 3.0).all()
    shrunk = walk(adamw, nothing, theta=3.0, weight_decay=0.1, **options)
    np.testing.assert_allclose(shrunk[-1], 3.0 * (1 - 0.01 * 0.1) ** 1000)


@pytest.mark.parametrize(("step", "expected"), [(adam, 0.9987), (amsgrad, -0.9990)])
def test_where_adam_fails_amsgrad_does_not(step, expected):
    # Reddi et al. 2018: gradient C = 3 every third step, else -1, on [-1, 1]. The sum
    # over three steps is +1, so the best point is -1.
    theta, state = np.zeros(1), None
    for t in range(1, 5001):
        grad = np.array([3.0 if t % 3 == 1 else -1.0])
        options = {"beta_1": 0.0, "beta_2": 1 / (1 + 3**2), "epsilon": 0.0}
        rate = 0.1 / math.sqrt(t)
        theta, state = step(theta, grad, state, learning_rate=rate, **options)
        theta = np.clip(theta, -1, 1)
    assert theta[0] == pytest.approx(expected, abs=2e-2)


def test_article_rule_first_step_is_316_times_too_long():
    ((step,),) = walk(article_rule, [[1.0]], learning_rate=1.0)
    assert -step == pytest.approx(316.2, abs=0.05)


def test_article_rule_later_steps_follow_half_the_gradient():
    path = walk(article_rule, np.full((20_000, 1), 3.0), learning_rate=1.0)
    assert path[-2] - path[-1] == pytest.approx(3.0 / 2)


def test_article_rule_averages_are_a_half_and_an_eighth():
    theta, state = np.zeros(1), None
    for _ in range(20_000):
        theta, state = article_rule(theta, np.full(1, 3.0), state, learning_rate=1e-3)
    m, v, _ = state
    assert m == pytest.approx(3.0 / 2)
    assert v == pytest.approx(3.0**2 / 8)


def test_article_rule_never_reads_v():
    grads = np.random.default_rng(0).normal(size=(100, 3))
    theta, state = np.zeros(3), None
    for grad in grads:
        theta, (m, v, t) = article_rule(theta, grad, state)
        state = (m, np.full_like(v, np.nan), t)
    np.testing.assert_array_equal(theta, walk(article_rule, grads)[-1])


# Activations: each derivative against central differences, and what chapter 1 says.

NAMES = ["relu", "leaky_relu", "sigmoid", "tanh", "gelu"]


@pytest.mark.parametrize("name", NAMES)
def test_derivatives_of_activations(name):
    f = getattr(activations, name)
    derivative = getattr(activations, name + "_derivative")
    x = np.linspace(-6, 6, 240).reshape(8, 30)  # 0 is not among them
    slopes = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    np.testing.assert_allclose(derivative(x), slopes, atol=1e-8)


@pytest.mark.parametrize("name", NAMES)
def test_activations_stay_finite_far_out(name):
    far = np.array([-1e3, 1e3])
    for function in (name, name + "_derivative"):
        assert np.isfinite(getattr(activations, function)(far)).all()


def test_activations_at_the_joint():
    assert activations.relu(0.0) == 0
    assert activations.relu_derivative(0.0) == 0
    assert activations.leaky_relu(-2.0, slope=0.1) == -0.2
    assert activations.sigmoid(0.0) == 0.5
    assert activations.sigmoid_derivative(0.0) == 0.25
    assert activations.tanh_derivative(0.0) == 1
    assert activations.gelu_derivative(0.0) == 0.5


@pytest.mark.parametrize(
    ("step", "defaults"),
    [
        (gd, {"learning_rate": 0.01}),
        (momentum, {"learning_rate": 0.01, "beta_1": 0.9}),
        (nesterov, {"learning_rate": 0.01, "beta_1": 0.9}),
        (rmsprop, {"learning_rate": 1e-3, "beta_2": 0.9, "epsilon": 1e-8}),
        (
            adam,
            {"learning_rate": 1e-3, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
        ),
        (adamw, {"learning_rate": 1e-3, "weight_decay": 0.01}),
        (amsgrad, {"learning_rate": 1e-3, "beta_2": 0.999, "epsilon": 1e-8}),
        (article_rule, {"learning_rate": 1e-3, "beta_1": 0.9, "beta_2": 0.999}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_defaults_are_the_ones_that_are_published(step, defaults):
    parameters = inspect.signature(step).parameters
    assert {name: parameters[name].default for name in defaults} == defaults


@pytest.mark.parametrize("step", [rmsprop, adam, amsgrad])
def test_epsilon_makes_the_step_shorter(step):
    def length(epsilon):
        theta, _ = step(np.zeros(1), np.ones(1), learning_rate=1.0, epsilon=epsilon)
        return -theta[0]

    assert 0 < length(1.0) < length(1e-8)

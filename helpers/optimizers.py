"""Optimisers as pure steps: `theta, state = step(theta, grad, state, ...)`.

`theta` and `grad` have one shape, usually one flat vector (n,). `state` is what the
step remembers, a tuple; None before the first step. Nothing is changed in place. The
loss never appears: whoever calls brings its gradient.
"""

import math

import numpy as np

__all__ = [
    "adam",
    "adamw",
    "amsgrad",
    "article_rule",
    "gd",
    "momentum",
    "nesterov",
    "rmsprop",
]


def gd(theta, grad, state=None, *, learning_rate=0.01):
    """Gradient descent: theta = theta - learning_rate grad (Cauchy 1847).

    Parameters
    ----------
    theta, grad : array of one shape
    state : None
        It remembers nothing.
    learning_rate : float, above 0

    Returns
    -------
    theta, state
    """
    return theta - learning_rate * grad, state


def momentum(theta, grad, state=None, *, learning_rate=0.01, beta_1=0.9):
    """Gradient descent with a heavy ball's memory (Polyak 1964).

    v = beta_1 v - learning_rate grad;  theta = theta + v

    Parameters
    ----------
    theta, grad : array of one shape
    state : (v,) or None
    learning_rate : float, above 0
    beta_1 : float, 0 to below 1
        The share of the last step that is kept.

    Returns
    -------
    theta, state
    """
    (v,) = state or (np.zeros_like(theta),)
    v = beta_1 * v - learning_rate * grad
    return theta + v, (v,)


def nesterov(theta, grad, state=None, *, learning_rate=0.01, beta_1=0.9):
    """Momentum that looks ahead (Nesterov 1983; Sutskever et al. 2013).

    v = beta_1 v - learning_rate grad;  theta = theta + beta_1 v - learning_rate grad

    Here theta is the point looked ahead to, as in Keras and PyTorch, so the gradient
    is taken where theta stands. Parameters and result as in `momentum`.
    """
    (v,) = state or (np.zeros_like(theta),)
    v = beta_1 * v - learning_rate * grad
    return theta + beta_1 * v - learning_rate * grad, (v,)


def rmsprop(theta, grad, state=None, *, learning_rate=0.001, beta_2=0.9, epsilon=1e-8):
    """A step of its own for every parameter (Hinton 2012, lecture 6e).

    v = beta_2 v + (1 - beta_2) grad^2;
    theta = theta - learning_rate grad / (sqrt(v) + epsilon)

    Parameters and result as in `adam`; the state is (v,).
    """
    (v,) = state or (np.zeros_like(theta),)
    v = beta_2 * v + (1 - beta_2) * grad**2
    return theta - learning_rate * grad / (np.sqrt(v) + epsilon), (v,)


def adam(
    theta,
    grad,
    state=None,
    *,
    learning_rate=0.001,
    beta_1=0.9,
    beta_2=0.999,
    epsilon=1e-8,
    epsilon_joins="v_hat",
):
    """Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1).

    m = beta_1 m + (1 - beta_1) grad;    m_hat = m / (1 - beta_1^t)
    v = beta_2 v + (1 - beta_2) grad^2;  v_hat = v / (1 - beta_2^t)
    theta = theta - learning_rate m_hat / (sqrt(v_hat) + epsilon)

    Parameters
    ----------
    theta, grad : array of one shape
    state : (m, v, t) or None
    learning_rate : float, above 0
    beta_1, beta_2 : float, 0 to below 1
        Decay rates of the averages of gradients and of squared gradients.
    epsilon : float, above 0
    epsilon_joins : {"v_hat", "v"}
        Where epsilon is added: to sqrt(v_hat) as in algorithm 1 and PyTorch, or to
        sqrt(v) before the correction, the paper's "epsilon hat", as in Keras.

    Returns
    -------
    theta, state

    Raises
    ------
    ValueError
        If epsilon_joins is neither.
    """
    m, v, t = state or (np.zeros_like(theta), np.zeros_like(theta), 0)
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * grad
    v = beta_2 * v + (1 - beta_2) * grad**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    if epsilon_joins == "v":
        epsilon = epsilon / math.sqrt(1 - beta_2**t)
    elif epsilon_joins != "v_hat":
        raise ValueError(f'epsilon_joins={epsilon_joins!r}: choose "v_hat" or "v"')
    return theta - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t)


def adamw(
    theta, grad, state=None, *, learning_rate=0.001, weight_decay=0.01, **options
):
    """Adam beside a decay that it does not rescale (Loshchilov and Hutter 2019).

    theta = (1 - learning_rate weight_decay) theta, then Adam's step. `options` are
    Adam's other hyperparameters; `weight_decay` is 0 or above.
    """
    shrunk = (1 - learning_rate * weight_decay) * theta
    return adam(shrunk, grad, state, learning_rate=learning_rate, **options)


def amsgrad(
    theta,
    grad,
    state=None,
    *,
    learning_rate=0.001,
    beta_1=0.9,
    beta_2=0.999,
    epsilon=1e-8,
):
    """Adam whose divisor never shrinks (Reddi et al. 2018, arXiv 1904.09237).

    v_max = max(v_max, v); then Adam with v_max in place of v. The maximum is taken of
    v before its correction, as in Keras and PyTorch; the paper corrects neither.
    Parameters and result as in `adam`; the state is (m, v, v_max, t).
    """
    zeros = np.zeros_like(theta)
    m, v, v_max, t = state or (zeros, zeros, zeros, 0)
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * grad
    v = beta_2 * v + (1 - beta_2) * grad**2
    v_max = np.maximum(v_max, v)
    m_hat = m / (1 - beta_1**t)
    v_hat = v_max / (1 - beta_2**t)
    theta = theta - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return theta, (m, v, v_max, t)


def article_rule(
    theta, grad, state=None, *, learning_rate=0.001, beta_1=0.9, beta_2=0.999
):
    """What an article printed as Adam; chapter 4 shows why it is another rule.

    m = beta_1 m + (1 - beta_1) (grad - m)
    v = beta_2 v + (1 - beta_2) ((grad - m)^2 - v)
    theta = theta - learning_rate / (sqrt(1 - beta_2^t) (1 - beta_1^t))
                    * m / (1 - beta_1^t)

    v is computed and never used, and there is no epsilon. Parameters and result as
    in `adam`.
    """
    m, v, t = state or (np.zeros_like(theta), np.zeros_like(theta), 0)
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * (grad - m)
    v = beta_2 * v + (1 - beta_2) * ((grad - m) ** 2 - v)
    step = learning_rate / (math.sqrt(1 - beta_2**t) * (1 - beta_1**t))
    return theta - step * m / (1 - beta_1**t), (m, v, t)

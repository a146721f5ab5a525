"""A network of one hidden layer, small enough to look into: hinges that learn."""

import numpy as np

from helpers.activations import leaky_relu, leaky_relu_derivative, relu
from helpers.optimizers import gd
from helpers.walks import walk

REACH = 3.0  # x runs from -3 to 3, the network is given u = x / 3
DATA_X = np.linspace(-3, 3, 61)
DATA_U = DATA_X / REACH


def scatter(hinges, gain, seed):
    """A network (w, b, v, c) at its start: y_hat = relu(u w + b) v + c.

    The weights' variance is `gain` over the number of inputs of their layer, as for He
    et al. 2015 with gain 2. The joints are scattered evenly over the inputs: with
    biases of zero, as they have them, all joints of one input would start at 0.
    """
    rng = np.random.default_rng(seed)
    w = rng.normal(0, np.sqrt(gain), hinges)
    b = -w * rng.uniform(-1, 1, hinges)
    v = rng.normal(0, np.sqrt(gain / hinges), hinges)
    return w, b, v, 0.0


def answer(theta, u):
    """What the network says at each input: shape (n,)."""
    w, b, v, c = theta
    return relu(u[:, None] * w + b) @ v + c


def loss_and_gradient(theta, u, y, leak=0.0):
    """The mean of the squared errors and its gradient by w, b, v and c.

    With a `leak` the units are leaky ReLUs of that slope left of the joint.
    """
    w, b, v, c = theta
    z = u[:, None] * w + b
    a = leaky_relu(z, leak)
    error = a @ v + c - y
    pull = 2 * error / len(u)
    back = pull[:, None] * v * leaky_relu_derivative(z, leak)
    return (error**2).mean(), (u @ back, back.sum(0), pull @ a, pull.sum())


def descend(theta, u, y, learning_rate, steps, leak=0.0):
    """Gradient descent: the network afterwards and the losses before each step.

    There are fewer losses than steps when the network is lost before the last one.
    """
    hinges = len(theta[0])

    def gradient(vector):
        return as_vector(loss_and_gradient(as_parts(vector, hinges), u, y, leak)[1])

    path = walk(gd, gradient, as_vector(theta), steps, learning_rate=learning_rate)
    losses = [loss_and_gradient(as_parts(at, hinges), u, y, leak)[0] for at in path]
    return as_parts(path[-1], hinges), np.array(losses[:-1])


def as_vector(theta):
    """The parts w, b, v, c of a network in one vector."""
    return np.hstack(theta)


def as_parts(vector, hinges):
    """The parts w, b, v, c that `as_vector` joined."""
    w, b, v, (c,) = np.split(vector, [hinges, 2 * hinges, 3 * hinges])
    return w, b, v, c


def dead(theta):
    """Which units are off at every input from -1 to 1: shape (hinges,), True or False.

    u w + b is largest at one of the ends, where it is |w| + b.
    """
    w, b, *_ = theta
    return np.abs(w) + b <= 0

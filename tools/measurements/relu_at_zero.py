"""What automatic differentiation says the slope of ReLU is at 0, however it is written.

Seven ways to write ReLU, or zero, that no one can tell apart by their values; three
frameworks; the slope that each returns at exactly 0, and at 1 and -1 beside it.
"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

POINTS = {"left": -1.0, "slope": 0.0, "right": 1.0}


def tensorflow():
    """The forms in TensorFlow, and a function that differentiates one at a point."""
    import tensorflow as tf

    forms = written(tf.where, tf.nn.relu, lambda x: tf.maximum(x, 0.0))

    def derivative(f, x):
        x = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        return float(tape.gradient(y, x))

    return forms, derivative


def jax():
    """The same in JAX."""
    import jax
    import jax.numpy as jnp

    forms = written(jnp.where, jax.nn.relu, lambda x: jnp.maximum(x, 0.0))
    return forms, lambda f, x: float(jax.grad(f)(x))


def torch():
    """The same in PyTorch."""
    import torch

    zero = torch.tensor(0.0)
    forms = written(torch.where, torch.relu, lambda x: torch.maximum(x, zero))

    def derivative(f, x):
        x = torch.tensor(x, requires_grad=True)
        f(x).backward()
        return float(x.grad)

    return forms, derivative


def written(where, relu, maximum):
    """The forms, by the text that a chapter shows, from a framework's functions."""
    return {
        "where(x < 0, 0, x)": lambda x: where(x < 0, 0.0 * x, x),
        "where(x <= 0, 0, x)": lambda x: where(x <= 0, 0.0 * x, x),
        "relu(x)": relu,
        "maximum(x, 0)": maximum,
        "(x + |x|) / 2": lambda x: (x + abs(x)) / 2,
        "x - relu(x) + relu(-x)": lambda x: x - relu(x) + relu(-x),
        "relu(-x) + x - relu(x)": lambda x: relu(-x) + x - relu(x),
    }


FRAMEWORKS = {"tensorflow": tensorflow, "jax": jax, "torch": torch}
PROBES = [{"framework": name} for name in FRAMEWORKS]  # it takes a moment


def cases():
    """Every framework."""
    return [{"framework": name} for name in FRAMEWORKS]


def measure(case):
    """A row for every form: the slope at 0, and on either side."""
    forms, derivative = FRAMEWORKS[case["framework"]]()
    found = []
    for form, f in forms.items():
        slopes = {name: derivative(f, x) for name, x in POINTS.items()}
        found.append(case | {"form": form} | slopes)
    return found

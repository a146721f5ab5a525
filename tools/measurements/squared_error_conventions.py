"""What libraries compute under the name of a squared error, on the same two answers."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

Y_HAT, Y = [3.0, 5.0], [1.0, 2.0]


def cases():
    """The two answers, beside the true ones."""
    return [{"y_hat": Y_HAT, "y": Y}]


def measure(case):
    """One row a function: its loss, and its derivative by each of the two answers."""
    import jax
    import jax.numpy as jnp
    import keras
    import optax
    import tensorflow as tf
    import torch

    answers, truth = case["y_hat"], case["y"]

    def of_torch(loss):
        y_hat = torch.tensor(answers, requires_grad=True)
        value = loss(y_hat, torch.tensor(truth))
        value.backward()
        return value.item(), y_hat.grad.tolist()

    def of_keras(loss):
        y_hat = tf.Variable(answers)
        with tf.GradientTape() as tape:
            value = loss(tf.constant(truth), y_hat)
        return float(value), tape.gradient(value, y_hat).numpy().tolist()

    def of_optax(loss):
        y = jnp.array(truth)
        value, grad = jax.value_and_grad(lambda at: loss(at, y).mean())(
            jnp.array(answers)
        )
        return float(value), grad.tolist()

    found = {
        ("Keras", "losses.MeanSquaredError()"): of_keras(
            keras.losses.MeanSquaredError()
        ),
        ("PyTorch", "nn.MSELoss()"): of_torch(torch.nn.MSELoss()),
        ("PyTorch", 'nn.MSELoss(reduction="sum")'): of_torch(
            torch.nn.MSELoss(reduction="sum")
        ),
        ("Optax", "squared_error, averaged"): of_optax(optax.squared_error),
        ("Optax", "l2_loss, averaged"): of_optax(optax.l2_loss),
    }
    return [
        {"framework": framework, "function": function, "loss": loss}
        | {f"by answer {i}": slope for i, slope in enumerate(grad, 1)}
        for (framework, function), (loss, grad) in found.items()
    ]

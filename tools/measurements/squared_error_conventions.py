"""What libraries compute under the name of a squared error, on the same two answers."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

Y_HAT, Y = [3.0, 5.0], [1.0, 2.0]


def rows():
    """One row a function: its loss, and its derivative by each of the two answers."""
    import jax
    import jax.numpy as jnp
    import keras
    import optax
    import tensorflow as tf
    import torch

    def of_torch(loss):
        y_hat = torch.tensor(Y_HAT, requires_grad=True)
        value = loss(y_hat, torch.tensor(Y))
        value.backward()
        return value.item(), y_hat.grad.tolist()

    def of_keras(loss):
        y_hat = tf.Variable(Y_HAT)
        with tf.GradientTape() as tape:
            value = loss(tf.constant(Y), y_hat)
        return float(value), tape.gradient(value, y_hat).numpy().tolist()

    def of_optax(loss):
        y = jnp.array(Y)
        value, grad = jax.value_and_grad(lambda at: loss(at, y).mean())(
            jnp.array(Y_HAT)
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

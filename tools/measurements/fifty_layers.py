"""How far one random network of fifty ReLU layers is from what He's average says."""

import numpy as np

from helpers.activations import relu

DRAWS, LAYERS, UNITS = 40, 50, 512


def cases():
    """Every draw of the weights, of variance 2/n."""
    return [{"seed": seed} for seed in range(DRAWS)]


def measure(case):
    """One row for a draw.

    `factor` is what a layer multiplies the second moment of the pre-activations by,
    the geometric mean over the layers; `last` is that moment after all of them. With
    1/n and 4/n they are exactly half and twice as large, layer by layer.
    """
    rng = np.random.default_rng(case["seed"])
    h, moments = rng.normal(size=UNITS), []
    for _ in range(LAYERS):
        z = rng.normal(0, np.sqrt(2 / UNITS), (UNITS, UNITS)) @ h
        moments.append((z**2).mean())
        h = relu(z)
    factor = (moments[-1] / moments[0]) ** (1 / (LAYERS - 1))
    return [case | {"factor": factor, "last": moments[-1]}]

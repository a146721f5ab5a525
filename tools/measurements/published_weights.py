"""What published weights say in the NumPy block, and in blocks with one mistake.

Similarities of sentences by all-MiniLM-L6-v2: the cosine of the mean states. Its model
card gives three of them.
"""

from unittest.mock import patch

import numpy as np

from helpers import attention, pretrained

NAME = "all-MiniLM-L6-v2"
PAIRS = (
    ("That is a happy person", "That is a happy dog"),
    ("That is a happy person", "That is a very happy person"),
    ("That is a happy person", "Today is a sunny day"),
    ("The film was good", "The film was bad"),
    ("Dog bites man", "Man bites dog"),
)
PROBES = [{"block": "as derived"}]
VARYING = ()


def gelu_by_tanh(x):
    """The approximation that many programs use."""
    return x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def only_reshaped(x, heads):
    """Heads that get whole words."""
    return x.reshape(heads, len(x), -1)


CHANGES = {
    "as derived": {},
    "GELU by tanh": {"gelu": gelu_by_tanh},
    "epsilon 0.001": {"epsilon": 1e-3},
    "heads only reshaped": {"split_heads": only_reshaped},
    "no positions": {"positions": 0.0},
}


def cases():
    """The block as it is, and each change of it."""
    return [{"block": name} for name in CHANGES]


def measure(case):
    """One row a pair."""
    bert, change = pretrained.load(NAME), CHANGES[case["block"]]
    mathematics = {k: change[k] for k in ("gelu", "split_heads") if k in change}
    rows = []
    with patch.dict(vars(attention), mathematics):
        for pair in PAIRS:
            means = [states(bert, text, change).mean(axis=0) for text in pair]
            a, b = (mean / np.linalg.norm(mean) for mean in means)
            found = {"first": pair[0], "second": pair[1]}
            rows.append(case | found | {"similarity": round(float(a @ b), 4)})
    return rows


def states(bert, text, change):
    """The last state of every token of a text."""
    ids, config = bert.reading.encode([text]).ids[0], bert.config
    epsilon = change.get("epsilon", config.epsilon)
    table = bert.embeddings
    places = change.get("positions", 1.0) * table["positions"][: len(ids)]
    x = table["words"][ids] + places + table["type"]
    x, _ = attention.layer_norm(x, table["gain"], table["bias"], epsilon)
    for theta in bert.blocks:
        x, _ = attention.encoder_block(x, theta, config.heads, epsilon=epsilon)
    return x

"""Layer by layer through published weights: Keras beside NumPy, and who looks at whom.

All-MiniLM-L6-v2: the largest difference between the states of the Keras encoder and
those of the NumPy block, after the embeddings and after each block; and of every head,
what it gives on average to a piece itself, to its neighbours and to the two signs, and
what it gives to each piece when "it" asks. The two sentences differ in their last word,
and so in what "it" is.
"""

import keras
import numpy as np

from helpers import attention, pretrained
from helpers.classifiers import bert
from tools.measurements.published_weights import NAME

SENTENCES = (
    "The cat did not drink the milk because it was sour.",
    "The cat did not drink the milk because it was shy.",
)
WORD = "it"
DRAWN = ((1, 3), (2, 9), (2, 11))  # layers and heads whose whole map is kept
PROBES = [{"of": "states"}]
VARYING = ()


def cases():
    """The states, and the heads' weights on each sentence."""
    return [{"of": "states"}, *({"of": "heads", "sentence": s} for s in SENTENCES)]


def measure(case):
    """One row a layer, or one a head."""
    published = pretrained.load(NAME)
    text = case.get("sentence", SENTENCES[0])
    (ids,) = published.reading.encode([text]).ids
    states, weights = by_hand(published, ids)
    if case["of"] == "states":
        told = in_keras(published, ids)
        gaps = [np.abs(a - b).max() for a, b in zip(told, states, strict=True)]
        # One digit: the next ones differ from machine to machine.
        return [
            case | {"layer": i, "gap": float(f"{g:.0e}")} for i, g in enumerate(gaps)
        ]
    pieces = [published.reading.vocabulary[i] for i in ids]
    return [
        case
        | {"layer": layer, "head": head, "pieces": " ".join(pieces)}
        | habits(A.astype(float))
        | {"asked": np.round(A[pieces.index(WORD)].astype(float), 3).tolist()}
        | {"map": rounded(A) if (layer, head) in DRAWN else None}
        for layer, heads in enumerate(weights, 1)
        for head, A in enumerate(heads, 1)
    ]


def rounded(A):
    """Weights as JSON holds them."""
    return np.round(A.astype(float), 2).tolist()


def habits(A):
    """What a head gives on average to whom, and how many pieces look most at [CLS]."""
    shares = {
        "itself": np.diag(A).mean(),
        "before": np.diag(A, -1).mean(),
        "after": np.diag(A, 1).mean(),
        "signs": (A[:, 0] + A[:, -1]).mean(),
        "mostly_first": (A.argmax(axis=1) == 0).mean(),
    }
    return {name: round(share, 3) for name, share in shares.items()}


def by_hand(published, ids):
    """The states of a text after each layer, and the weights of each block's heads."""
    table, config = published.embeddings, published.config
    x = table["words"][ids] + table["positions"][: len(ids)] + table["type"]
    x, _ = attention.layer_norm(x, table["gain"], table["bias"], config.epsilon)
    states, weights = [x], []
    for theta in published.blocks:
        x, kept = attention.encoder_block(
            x, theta, config.heads, epsilon=config.epsilon
        )
        (*_, A, _), *_ = kept
        states.append(x)
        weights.append(A)
    return states, weights


def in_keras(published, ids):
    """The same states by the Keras encoder, padded as in a batch."""
    reader = bert.read_pieces(
        None, max_length=len(ids), vocabulary_size=0, weights=published.name
    )
    at = keras.Input((None,), dtype="int32")
    states = bert.encoder(at, size=reader.size, start=published, **reader.sizes)
    padded = np.zeros((1, len(ids) + 9), "int32")
    padded[0, : len(ids)] = ids
    told = keras.Model(at, states)(padded)
    return [keras.ops.convert_to_numpy(state)[0, : len(ids)] for state in told]

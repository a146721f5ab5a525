"""What published weights are worth that are trained further on a corpus of one's own.

As `encoders` measures it, and beside its rows: all-MiniLM-L6-v2, at most three epochs,
the learning rate the better one of two by validation with seed 0, the lower one of
equals. It is that of the new last layer; published weights get a thirtieth of it.
"""

from tools.measurements.encoders import PUBLISHED, How, row_of, runs

TUNED = "bert fine-tuned"
RATES = (1e-3, 3e-3)
CHOSEN = {"trec": 1e-3, "emotion": 1e-3, "sst2": 3e-3, "installed-docs": 3e-3}
HOW = How(PUBLISHED, 3, 32, {"dropout": 0.1})
PROBES = [
    {
        "model": TUNED,
        "examples": "all",
        "corpus": "emotion",
        "learning_rate": 1e-3,
        "seed": 0,
    }
]
VARYING = ("cpu_seconds",)


def cases():
    """Both rates of every corpus with one seed, the better one with two more."""
    return runs(TUNED, RATES, CHOSEN)


def measure(case):
    """One row."""
    return [row_of(case, HOW)]

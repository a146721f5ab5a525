"""Whether published weights should move less than a new layer, and how much less.

As `fine_tuning` trains on emotion, whose row with the share of 1/30 stands there: other
shares of the same learning rate, and one low rate for everything, as Devlin et al.
(2019, appendix A.3) train.
"""

from unittest.mock import patch

from helpers.classifiers import bert
from tools.measurements.encoders import row_of
from tools.measurements.fine_tuning import CHOSEN, HOW, TUNED

CORPUS = "emotion"
SHARES = (0.01, 0.1, 1.0)
VARYING = ("cpu_seconds",)


def cases():
    """Shares at the chosen rate; then all weights at what published ones got of it."""
    rate = CHOSEN[CORPUS]
    tried = [(rate, share) for share in SHARES] + [(bert.SHARE * rate, 1.0)]
    return [
        {
            "model": TUNED,
            "examples": "all",
            "corpus": CORPUS,
            "learning_rate": learning_rate,
            "share": share,
            "seed": 0,
        }
        for learning_rate, share in tried
    ]


def measure(case):
    """One row."""
    with patch.object(bert, "SHARE", case["share"]):
        return [row_of(case, HOW)]

"""One bench for every classifier: baselines, scores, per-class report.

Thin over scikit-learn; what is added is that every model of the workbook is measured
by the same functions on the same rows.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binomtest, bootstrap
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
    roc_auc_score,
)
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from helpers import ngrams

__all__ = [
    "Estimate",
    "Score",
    "baselines",
    "calibration_error",
    "confusions",
    "estimate",
    "linear_baseline",
    "mcnemar",
    "per_class",
    "score",
    "shaded",
]

# What a wrong training text may cost a support vector machine.
COSTS = (0.03, 0.1, 0.3, 1, 3, 10)

# Names of classes are text: a page makes no formula of "$" in a table of them.
pd.options.display.html.use_mathjax = False


@dataclass(frozen=True)
class Score:
    """How good some predictions are.

    Attributes
    ----------
    accuracy : float
        The share of predictions that are right, 0 to 1.
    macro_f1 : float
        The mean of the classes' F1, 0 to 1.
    """

    accuracy: float
    macro_f1: float


def score(y, y_hat):
    """Score predicted classes against the true ones.

    Parameters
    ----------
    y, y_hat : numpy.ndarray of int, shape (n,)
        True and predicted class numbers.

    Returns
    -------
    Score

    Raises
    ------
    ValueError
        If the two are empty or not two vectors of one length.
    """
    y, y_hat = np.asarray(y), np.asarray(y_hat)
    if y.shape != y_hat.shape or y.ndim != 1 or not len(y):
        raise ValueError(
            f"one class for each example, please: {y.shape}, {y_hat.shape}"
        )
    return Score(
        float(accuracy_score(y, y_hat)),
        # A class that is never predicted counts as 0, not as missing.
        float(f1_score(y, y_hat, average="macro", zero_division=0)),
    )


@dataclass(frozen=True)
class Estimate:
    """A mean over the texts of a test, and how far another test's may lie from it.

    Attributes
    ----------
    value, standard_error : float
    low, high : float
        Of 100 tests drawn like this one, 95 have their mean between the two.
    """

    value: float
    standard_error: float
    low: float
    high: float


def estimate(values, groups=(), seed=0):
    """The mean of a number that each text has, and its uncertainty by the bootstrap.

    Of verdicts, 1 for right and 0 for wrong, that is an accuracy; of one model's
    verdicts less another's on the same texts, it is the lead of the first (the paired
    bootstrap: P. Koehn, EMNLP 2004). Texts of a group are drawn together: two texts of
    a file are less than two witnesses.

    Parameters
    ----------
    values : array_like, shape (n,)
    groups : sequence of length n, optional
        What each text belongs to; without it, every text stands for itself.
    seed : int

    Returns
    -------
    Estimate
        Its error and interval are missing if there is only one text or group.
    """
    values = np.asarray(values, dtype=float)
    _, place = np.unique(
        groups if len(groups) else range(len(values)), return_inverse=True
    )
    sums, sizes = np.bincount(place, values), np.bincount(place)
    if len(sums) < 2:
        return Estimate(float(values.mean()), np.nan, np.nan, np.nan)

    def mean(sums, sizes, axis):
        return sums.sum(axis=axis) / sizes.sum(axis=axis)

    drawn = bootstrap(
        (sums, sizes),
        mean,
        paired=True,
        n_resamples=2000,
        batch=100,
        method="percentile",
        rng=np.random.default_rng(seed),
    )
    interval = drawn.confidence_interval
    return Estimate(
        float(values.mean()),
        float(drawn.standard_error),
        float(interval.low),
        float(interval.high),
    )


def mcnemar(right, other):
    """How probable the two counts of won texts are, or less alike ones, by chance.

    Only texts on which the two disagree count, and of those either should win half, if
    neither is better (Q. McNemar 1947; exact).

    Parameters
    ----------
    right, other : array_like of bool, shape (n,)
        Whether each of two models placed a text right.

    Returns
    -------
    float
        1 if either wins as many as the other.
    """
    right, other = np.asarray(right, dtype=bool), np.asarray(other, dtype=bool)
    won, lost = int((right & ~other).sum()), int((other & ~right).sum())
    # An even split, of none too, is what a fair coin does best.
    return 1.0 if won == lost else float(binomtest(won, won + lost).pvalue)


def linear_baseline(train, validation, features=None):
    """Counted n-grams, then a linear support vector machine.

    How much the machine pays for a wrong training text, its C, is chosen as a network's
    settings are: out of `COSTS`, the one that places most validation texts right, the
    lowest of several.

    Parameters
    ----------
    train, validation : helpers.corpora.Split
    features : scikit-learn transformer, optional
        What is counted of a text; `ngrams.tfidf_ngrams` unless told otherwise.

    Returns
    -------
    sklearn.pipeline.Pipeline
        From a list of str to class numbers, fitted on the training split alone.
    """
    if features is None:
        features = ngrams.tfidf_ngrams(train.texts)
    x = features.fit_transform(train.texts)
    unseen = features.transform(validation.texts)
    machines = (LinearSVC(C=cost, max_iter=10_000, random_state=0) for cost in COSTS)
    fitted = [machine.fit(x, train.labels) for machine in machines]
    best = max(fitted, key=lambda machine: machine.score(unseen, validation.labels))
    return make_pipeline(features, best)


def baselines(corpus):
    """What any network has to beat, learned without the test split.

    Parameters
    ----------
    corpus : helpers.corpora.Corpus

    Returns
    -------
    dict of str to numpy.ndarray of int, shape (n,)
        The classes given to the test texts by "majority class" and "TF-IDF + linear".
    """
    most = np.bincount(corpus.train.labels).argmax()
    counting = linear_baseline(corpus.train, corpus.validation)
    return {
        "majority class": np.full(len(corpus.test), most),
        "TF-IDF + linear": counting.predict(corpus.test.texts),
    }


def calibration_error(confidence, right, bins=5):
    """The expected calibration error: how far sure is from right, bin by bin.

    Parameters
    ----------
    confidence : numpy.ndarray, shape (n,)
        The largest probability of each text, 0 to 1.
    right : numpy.ndarray of bool, shape (n,)
    bins : int
        As wide as each other.

    Returns
    -------
    float
        0 to 1 (Guo et al. 2017, equation 3).
    """
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(np.abs(np.bincount(place, confidence - right)).sum() / len(right))


def per_class(y, y_hat, classes, probabilities):
    """Precision, recall, F1 and AUC of each class, and how many examples it has.

    Parameters
    ----------
    y, y_hat : numpy.ndarray of int, shape (n,)
    classes : sequence of str, length k
    probabilities : numpy.ndarray, shape (n, k)
        Or any scores: higher for a class that is more likely.

    Returns
    -------
    pandas.DataFrame, k rows
        The AUC of a class of which `y` has none, or nothing else, is missing.
    """
    labels = range(len(classes))
    precision, recall, f1, examples = precision_recall_fscore_support(
        y, y_hat, labels=labels, zero_division=0
    )
    areas = []
    for label, scores in zip(labels, np.transpose(probabilities), strict=True):
        members = np.equal(y, label)
        mixed = 0 < members.sum() < len(members)
        areas.append(roc_auc_score(members, scores) if mixed else np.nan)
    columns = {
        "precision": precision,
        "recall": recall,
        "F1": f1,
        "AUC": areas,
        "examples": examples,
    }
    return pd.DataFrame(columns, index=list(classes))


def confusions(y, y_hat, classes):
    """How often each true class (row) is taken for each class (column).

    Parameters
    ----------
    y, y_hat : numpy.ndarray of int, shape (n,)
    classes : sequence of str, length k

    Returns
    -------
    pandas.DataFrame of int, shape (k, k)
    """
    matrix = confusion_matrix(y, y_hat, labels=range(len(classes)))
    return pd.DataFrame(matrix, index=list(classes), columns=list(classes))


def shaded(counts):
    """A table of confusions to look at: the larger its share of a row, the darker.

    Parameters
    ----------
    counts : pandas.DataFrame of int, shape (k, k)
        From `confusions`.

    Returns
    -------
    pandas.io.formats.style.Styler
        The names of the classes are text in it, whatever they hold.
    """
    counts = counts.rename_axis(index="is", columns="called")
    share = counts.div(counts.sum(axis=1), axis=0)
    # Of the blues those on which black can be read.
    light = {"high": 0.4, "text_color_threshold": 0.0}
    page = counts.style.background_gradient("Blues", axis=None, gmap=share, **light)
    for axis in ("index", "columns"):
        page.format_index(escape="html", axis=axis)
    page.set_table_attributes('class="tex2jax_ignore mathjax_ignore"')
    return page.set_uuid("confusion")

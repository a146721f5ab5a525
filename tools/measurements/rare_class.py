"""What helps a class of which training has few texts.

One class of a corpus is thinned to 8 or 32 texts in training and 8 in validation; the
test keeps all of its own, so that its recall can be told. The model is `linear`.
Either rare classes count more in the loss, or the threshold of that class is moved to
where its F1 on validation is highest, or both.
"""

from itertools import product

import numpy as np
from sklearn.metrics import precision_recall_curve
from sklearn.utils.class_weight import compute_class_weight

from helpers import classifiers, evaluation
from tools.measurements.text_classifiers import EPOCHS, loaded, subset

RARE = {"trec": "location", "emotion": "optimism", "installed-docs": "networking"}
KEPT, SEEN, SEEDS, MODEL = (8, 32), 8, range(3), "linear"
PROBES = [{"corpus": "trec", "texts": 8, "class_weights": False}]
VARYING = ()


def cases():
    """Every corpus, with few texts and with more, with and without weights."""
    names = ("corpus", "texts", "class_weights")
    found = product(RARE, KEPT, (False, True))
    return [dict(zip(names, case, strict=True)) for case in found]


def thinned(split, rare, n, rng):
    """A split with n texts of a class."""
    members = np.flatnonzero(split.labels == rare)
    kept = rng.choice(members, n, replace=False)
    return subset(split, np.sort(np.r_[np.flatnonzero(split.labels != rare), kept]))


def best_threshold(scores, members):
    """From which score on a class has the highest F1."""
    precision, recall, thresholds = precision_recall_curve(members, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return thresholds[f1[:-1].argmax()]


def measure(case):
    """A row for the largest probability, and one for the threshold of validation."""
    corpus, rows = loaded(case["corpus"]), []
    k, rare = len(corpus.classes), list(corpus.classes).index(RARE[corpus.name])
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        train = thinned(corpus.train, rare, case["texts"], rng)
        validation = thinned(corpus.validation, rare, SEEN, rng)
        settings = dict(classifiers.MODELS[MODEL].defaults)
        batch_size = settings.pop("batch_size")
        reader = classifiers.make_reader(
            MODEL, train, max_length=60, vocabulary_size=8000
        )
        model = classifiers.build(MODEL, reader, k, seed=seed, **settings)
        weights = compute_class_weight("balanced", classes=np.arange(k), y=train.labels)
        encoded = [reader.encode(s.texts) for s in (train, validation, corpus.test)]
        classifiers.fit(
            model,
            (encoded[0], train.labels),
            (encoded[1], validation.labels),
            epochs=EPOCHS,
            batch_size=batch_size,
            seed=seed,
            class_weight=dict(enumerate(weights)) if case["class_weights"] else None,
        )
        unseen, tested = (classifiers.predict(model, rows) for rows in encoded[1:])
        threshold = best_threshold(unseen[:, rare], validation.labels == rare)
        moved = np.where(tested[:, rare] >= threshold, rare, without(tested, rare))
        for rule, y_hat in (("largest", tested.argmax(1)), ("threshold", moved)):
            table = evaluation.per_class(
                corpus.test.labels, y_hat, corpus.classes, tested
            )
            row = table.iloc[rare][["recall", "AUC"]].to_dict()
            others = corpus.test.labels != rare
            row["false_alarms"] = float(np.mean(y_hat[others] == rare))
            row["share"] = case["texts"] / len(train)
            row["accuracy"] = evaluation.score(corpus.test.labels, y_hat).accuracy
            given = {"class": RARE[corpus.name], "seed": seed, "rule": rule}
            rows.append(case | given | row)
    return rows


def without(probabilities, rare):
    """The most probable of the other classes."""
    others = probabilities.copy()
    others[:, rare] = -1
    return others.argmax(axis=1)

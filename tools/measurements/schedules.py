"""Whether a learning rate that rises first and falls later is worth anything here.

Every combination of a rise over the first tenth of the steps and a fall along a cosine,
for `linear` and `lstm` in their own settings, at their learning rate and at three times
that; the score is the best accuracy on validation.
"""

from itertools import product

from helpers import classifiers
from tools.measurements.text_classifiers import loaded

CORPORA, MODELS, SEEDS = ("trec", "emotion"), ("linear", "lstm"), range(3)
EPOCHS, WARMUP = 12, 0.1
PROBES = [
    {"corpus": "trec", "model": "linear", "factor": 1, "warmup": w, "decay": w}
    for w in (False, True)
]
VARYING = ()


def cases():
    """Every combination."""
    names = ("corpus", "model", "factor", "warmup", "decay")
    found = product(CORPORA, MODELS, (1, 3), (False, True), (False, True))
    return [dict(zip(names, case, strict=True)) for case in found]


def measure(case):
    """One row a seed."""
    corpus, name, rows = loaded(case["corpus"]), case["model"], []
    settings = dict(classifiers.MODELS[name].defaults)
    batch_size = settings.pop("batch_size")
    rate = case["factor"] * settings.pop("learning_rate")
    reader = classifiers.make_reader(
        name, corpus.train, max_length=60, vocabulary_size=8000
    )
    train, validation = (
        (reader.encode(split.texts), split.labels)
        for split in (corpus.train, corpus.validation)
    )
    steps = EPOCHS * -(-len(corpus.train) // batch_size)
    warmup = WARMUP if case["warmup"] else 0.0
    for seed in SEEDS:
        planned = classifiers.schedule(rate, steps, warmup=warmup, decay=case["decay"])
        model = classifiers.build(
            name,
            reader,
            len(corpus.classes),
            learning_rate=planned,
            seed=seed,
            **settings,
        )
        training = classifiers.fit(
            model,
            train,
            validation,
            epochs=EPOCHS,
            batch_size=batch_size,
            seed=seed,
            patience=EPOCHS,
        )
        best = training.history["val_accuracy"].max()
        rows.append(case | {"seed": seed, "validation_accuracy": best})
    return rows

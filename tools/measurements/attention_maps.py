"""Does a map of attention show where the evidence is? Planted evidence, and a pooling.

Texts of twenty words, of which one, anywhere, decides the class and the others mean
nothing; a fifth class has no such word, so that none is what is left. A query that is
learned looks at all words and takes their mean: at the words themselves, or at what two
encoder blocks have made of them. Beside what it looks at: what leaving out each word
costs, and what is right if all words get the same share (Jain & Wallace 2019, Wiegreffe
& Pinter 2019).
"""

import keras
import numpy as np

from helpers.classifiers import bert

CLASSES, LENGTH, FILLERS = 4, 20, 100
FIRST = 2  # number of the first keyword; 0 is padding and 1 unknown
SIZES = {"embedding_dim": 32, "units": 64, "heads": 2, "epsilon": 1e-12}
TRAINED, TESTED, EPOCHS = 3000, 300, 12
PROBES = [{"blocks": 0, "seed": 0}]
VARYING = ()


def cases():
    """Without a block and with two, five seeds."""
    return [{"blocks": b, "seed": s} for b in (0, 2) for s in range(5)]


def texts(n, rng, classes=CLASSES + 1):
    """Texts as numbers, the place of each one's keyword, and their classes.

    The last of all classes has no keyword.
    """
    y, places = rng.integers(classes, size=n), rng.integers(LENGTH, size=n)
    ids = rng.integers(FIRST + CLASSES, FIRST + CLASSES + FILLERS, (n, LENGTH))
    planted = np.flatnonzero(y < CLASSES)
    ids[planted, places[planted]] = FIRST + y[planted]
    return ids.astype("int32"), places, y


def network(blocks):
    """From texts to probabilities, to the query's weights, and to what it looks at."""
    ids = keras.Input((None,), dtype="int32")
    size = FIRST + CLASSES + FILLERS
    *_, x = bert.encoder(
        ids, size=size, start=None, blocks=blocks, positions=LENGTH, **SIZES
    )
    scores = keras.layers.Dense(1, use_bias=False)(x)
    weights = keras.layers.Softmax(axis=1)(scores)
    mean = keras.layers.Dot(axes=1)([weights, x])
    mean = keras.layers.Reshape((SIZES["embedding_dim"],))(mean)
    last = keras.layers.Dense(CLASSES + 1, activation="softmax")
    answer = last(mean)
    alike = last(keras.layers.GlobalAveragePooling1D()(x))
    return keras.Model(ids, answer), keras.Model(ids, [weights, alike])


def measure(case):
    """One row: shares of the test texts, all with a keyword, and one to draw."""
    rng = np.random.default_rng(case["seed"])
    keras.utils.set_random_seed(case["seed"])
    model, inside = network(case["blocks"])
    optimizer = keras.optimizers.Adam(3e-3)
    model.compile(optimizer, "sparse_categorical_crossentropy", jit_compile=False)
    x, _, y = texts(TRAINED, rng)
    model.fit(x, y, batch_size=64, epochs=EPOCHS, verbose=0)
    x, places, y = texts(TESTED, rng, CLASSES)
    weights, alike = (
        part[..., 0] if part.ndim > 2 else part for part in ask(inside, x)
    )
    answers, each = ask(model, x), np.arange(TESTED)
    falls = answers[each, y][:, None] - np.stack(
        [ask(model, np.delete(x, k, axis=1))[each, y] for k in range(LENGTH)], axis=1
    )
    # Of those at whose keyword the query does not look most, if there are any, the one
    # to which its keyword matters most.
    missed = weights.argmax(axis=1) != places
    shown = (missed * 10 + falls[each, places]).argmax()
    return [
        case
        | {
            "accuracy": float((answers.argmax(axis=1) == y).mean()),
            "pointed": float((weights.argmax(axis=1) == places).mean()),
            "mass": float(weights[each, places].mean()),
            "median_fall": float(np.median(falls[each, places])),
            "occlusion": float((falls.argmax(axis=1) == places).mean()),
            "alike": float((alike.argmax(axis=1) == y).mean()),
            "place": int(places[shown]),
            "weights": np.round(weights[shown].astype(float), 3).tolist(),
            "falls": np.round(falls[shown].astype(float), 3).tolist(),
        }
    ]


def ask(model, x):
    """What a model says of texts."""
    return model.predict(x, verbose=0, batch_size=TESTED)

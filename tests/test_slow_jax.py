"""The classifiers on Keras with JAX, beside what they do on TensorFlow."""

import json

import numpy as np
import pytest

from helpers import classifiers
from tests.planted import SHAPE, trained
from tests.test_slow import run
from tools import parity

pytestmark = pytest.mark.slow

COMPILED = """
import keras
from helpers import classifiers

model = keras.Sequential([keras.Input((2,)), keras.layers.Softmax()])
classifiers.compile_model(model, "adam")
print(model.jit_compile)
"""


@pytest.mark.parametrize(
    ("backend", "said"), [("jax", "True"), ("tensorflow", "False")]
)
def test_only_jax_compiles_the_networks(backend, said):
    # JAX does nothing without it; TensorFlow would compile anew for every width.
    python = parity.python()
    assert run(python, "-c", COMPILED, KERAS_BACKEND=backend).strip() == said


def test_an_interrupted_training_goes_on_the_same_on_jax():
    command = [parity.python(), "-m", "pytest", "-q", "-k", "goes_on or draws"]
    command += ["-W", "ignore::DeprecationWarning"]  # of NumPy, about Keras on JAX
    command += ["-m", "slow or not slow"]
    files = "tests/test_classifiers_training.py", "tests/test_classifiers_checkpoint.py"
    run(*command, *files, KERAS_BACKEND="jax")


def test_a_saved_classifier_answers_alike_on_jax(tmp_path):
    """Without its training texts, and without TensorFlow."""
    texts = [f"{('left', 'right')[i % 2]} w{i}" for i in range(40)]
    for name in ("linear", "lstm", "bert"):
        model, _, reader, _ = trained(name, epochs=1)
        if name == "bert":  # its file holds half as many digits
            halves = [w.astype("float16") for w in model.get_weights()]
            model.set_weights(halves)
        given = (name, SHAPE | reader.sizes, ["left", "right"], reader.reading, model)
        made = classifiers.Classifier(*given, temperature=1.7)
        made.save(tmp_path / name)
        asked = (parity.python(), "-c", ASKED, tmp_path / name, json.dumps(texts))
        answers = json.loads(run(*asked, KERAS_BACKEND="jax").splitlines()[-1])
        tolerance = 1e-5 if name == "bert" else 1e-6
        np.testing.assert_allclose(answers, made.probabilities(texts), atol=tolerance)


def test_batches_are_shared_out_that_are_not_full():
    """Ten texts in batches of four, and three texts asked, on one device and on two."""
    found = []
    for devices in (1, 2):
        flags = f"--xla_force_host_platform_device_count={devices}"
        said = run(parity.python(), "-c", DIVIDED, KERAS_BACKEND="jax", XLA_FLAGS=flags)
        found.append(json.loads(said.splitlines()[-1]))
    (one, losses, answers), (two, *others) = found
    assert (one, two) == (1, 2)
    np.testing.assert_allclose(others[0], losses, atol=1e-6)
    np.testing.assert_allclose(others[1], answers, atol=1e-6)


def test_attention_in_float16_is_refused_on_a_processor():
    """As the page says; on the day this fails, the sentence can go."""
    command = (parity.python(), "-c", SIXTEEN)
    assert run(*command, "mixed_bfloat16", KERAS_BACKEND="jax").strip() == "trained"
    said = run(*command, "mixed_float16", KERAS_BACKEND="jax")
    assert "not supported by dot_general on CPU" in said


SIXTEEN = """
import sys, numpy as np
from helpers import classifiers
from tests.planted import planted, untrained

train = planted(16, np.random.default_rng(0))
reader, model = untrained("bert", train, precision=sys.argv[1])
split = reader.encode(train.texts), train.labels
try:
    classifiers.fit(model, split, split, epochs=1, batch_size=16)
    print("trained")
except ValueError as error:
    print(error)
"""

DIVIDED = """
import json, keras, numpy as np
from helpers import classifiers
from tests.planted import planted, untrained

if (devices := len(keras.distribution.list_devices())) > 1:
    keras.distribution.set_distribution(keras.distribution.DataParallel())
train = planted(10, np.random.default_rng(0))
reader, model = untrained("bert", train)
split = reader.encode(train.texts), train.labels
history = classifiers.fit(model, split, split, epochs=2, batch_size=4).history
answers = classifiers.predict(model, reader.encode(train.texts[:3]))
losses = history[["loss", "val_loss", "val_accuracy"]].to_numpy()
print(json.dumps([devices, losses.tolist(), answers.tolist()]))
"""

ASKED = """
import json, sys
from helpers.classifiers import Classifier

answers = Classifier.load(sys.argv[1]).probabilities(json.loads(sys.argv[2]))
assert "tensorflow" not in sys.modules
print(json.dumps(answers.tolist()))
"""

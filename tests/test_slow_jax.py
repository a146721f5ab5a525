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
    for name in ("linear", "lstm"):
        model, _, reader, _ = trained(name, epochs=1)
        made = classifiers.Classifier(
            name, SHAPE, ["left", "right"], reader.reading, model, temperature=1.7
        )
        made.save(tmp_path / name)
        asked = (parity.python(), "-c", ASKED, tmp_path / name, json.dumps(texts))
        answers = json.loads(run(*asked, KERAS_BACKEND="jax").splitlines()[-1])
        np.testing.assert_allclose(answers, made.probabilities(texts), atol=1e-6)


ASKED = """
import json, sys
from helpers.classifiers import Classifier

answers = Classifier.load(sys.argv[1]).probabilities(json.loads(sys.argv[2]))
assert "tensorflow" not in sys.modules
print(json.dumps(answers.tolist()))
"""

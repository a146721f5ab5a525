"""Chapter 6 as papermill runs it: other corpora, own files, backends, circumstances."""

import sys

import nbformat
import numpy as np
import pandas as pd
import pytest

from helpers import runs
from tests.conftest import missing
from tests.test_slow import DATA, environment, run
from tools import variations

pytestmark = pytest.mark.slow

QUICK = {"sample": 300, "epochs": 1}


def papermill(tmp_path, python=sys.executable, *, environment=None, **parameters):
    """Chapter 6 through papermill; the results that it displays."""
    output = tmp_path / "out.ipynb"
    settings = [f"-p {name} {value}" for name, value in parameters.items()]
    command = [python, "-m", "papermill", "--cwd", "notebooks", "--no-progress-bar"]
    command += ["notebooks/06_text_classifier.ipynb", output]
    run(*command, *" ".join(settings).split(), **(environment or {}))
    ran = nbformat.read(output, 4).metadata.papermill.parameters
    return runs.finished(output, ran)


@pytest.mark.parametrize("corpus", ["trec", "sst2", "emotion", "thucnews"])
def test_chapter_6_on_every_named_corpus(tmp_path, corpus):
    if not DATA.is_dir():
        missing("the corpora, in the folder that DERIVED_DATA names")
    data = {"DERIVED_DATA": str(DATA)}
    results = papermill(tmp_path, corpus=corpus, environment=data, **QUICK)
    assert results["corpus"] == corpus and results["epochs_run"] == 1
    assert results["baseline_accuracy"] > results["majority_accuracy"]


def test_chapter_6_on_an_own_file_of_twenty_rows(tmp_path):
    words = {"good": "a fine day", "bad": "a grim night"}
    rows = [f"{text} number {n},{y}" for n in range(10) for y, text in words.items()]
    own = tmp_path / "own.csv"
    own.write_text("\n".join(["review,verdict", *rows]) + "\n")
    columns = {"text_column": "review", "label_column": "verdict"}
    results = papermill(tmp_path, corpus=own, sample=0, epochs=2, **columns)
    assert set(results) >= {"test_accuracy", "test_macro_f1", "train_seconds"}
    assert results["baseline_accuracy"] == 1.0  # one word decides


def test_chapter_6_fine_tunes_published_weights_and_keeps_them(tmp_path):
    """On an own file; then the shell asks what was saved."""
    if not DATA.is_dir():
        missing("the published weights, in the folder that DERIVED_DATA names")
    subjects = {"animals": ["cat", "horse", "goat", "owl", "trout", "spider", "crow"]}
    subjects["tools"] = ["hammer", "saw", "drill", "chisel", "wrench", "pliers", "axe"]
    rows = [
        (text.format(word), label)
        for label, words in subjects.items()
        for word in words
        for text in ("a {}", "look at this old {}", "my {} is lost", "who has a {}?")
    ]
    own = tmp_path / "own.csv"
    pd.DataFrame(rows, columns=["text", "label"]).to_csv(own, index=False)
    saved = tmp_path / "own.derived"
    settings = {"model": "bert", "epochs": 3, "batch_size": 16, "save": saved}
    data = {"DERIVED_DATA": str(DATA)}
    results = papermill(tmp_path, corpus=own, sample=0, environment=data, **settings)
    assert results["model"] == "bert" and results["epochs_run"] == 3
    # Words that no training text has: only who has read elsewhere knows them.
    asked = ["a donkey", "a screwdriver", "my pony is lost", "who has a crowbar?"]
    said = run(sys.executable, "-m", "helpers.classify", saved, *asked)
    classes = [line.split("\t")[0] for line in said.splitlines()]
    assert classes == ["animals", "tools", "animals", "tools"]


def names(rng):
    """400 invented names, each of one word: which ending makes the class."""
    syllables = ["ba", "do", "fe", "gi", "ku", "la", "mo", "ne", "pi", "ra", "so", "tu"]
    classes = {"son": "north", "ova": "east"}
    return [
        ("".join(rng.choice(syllables, 3)) + ending, label)
        for _ in range(200)
        for ending, label in classes.items()
    ]


def titles(rng):
    """400 Chinese titles, no sign and no space; classes that look like markup."""
    signs = list("山水風雲日月星海花草木石春夏秋冬東西南北")
    classes = {"股票": "<img src=x onerror=alert(1)>", "球隊": "$财_经$"}
    return [
        ("".join(rng.choice(signs, 4)) + word + "".join(rng.choice(signs, 3)), label)
        for _ in range(200)
        for word, label in classes.items()
    ]


@pytest.mark.parametrize(("invented", "model"), [(names, "lstm"), (titles, "linear")])
def test_chapter_6_on_texts_without_a_word_in_common(tmp_path, invented, model):
    own = tmp_path / "own.csv"
    rows = invented(np.random.default_rng(0))
    pd.DataFrame(rows, columns=["text", "label"]).to_csv(own, index=False)
    results = papermill(tmp_path, corpus=own, sample=0, epochs=12, model=model)
    assert results["baseline_accuracy"] > 0.95
    assert results["test_accuracy"] > 0.95


def test_chapter_6_on_jax_without_tensorflow(tmp_path):
    python = environment(tmp_path / "venv", sys.executable, "jax")
    assert "no TensorFlow" in run(
        python,
        "-c",
        "import importlib.util as u;"
        "print('no TensorFlow' if u.find_spec('tensorflow') is None else 'both')",
    )
    backend = {"KERAS_BACKEND": "jax"}
    results = papermill(tmp_path, python, environment=backend)
    assert_as_good_as_counting(results)


def assert_as_good_as_counting(results):
    """Within one standard error of its lead."""
    lead = results["test_accuracy"] - results["baseline_accuracy"]
    assert lead > -results["lead_error"]


@pytest.mark.parametrize("name", ["seed 3", "one thread"])
def test_chapter_6_under_other_circumstances(tmp_path, name):
    """The others: python -m tools.variations."""
    assert_as_good_as_counting(variations.run(name, tmp_path))

"""What chapters quote was made by the code, and from the text, that is there."""

import ast
import json

import pytest

from tools.digests import Sources
from tools.results import RESULTS, embedded_text, stored
from tools.trace import TRACED

RECORDED = json.loads(TRACED.read_text(encoding="utf-8"))
# What a result does not use: the name of a definition, or the key of a registry's row.
UNUSED_OPTIMIZERS = {
    "adam_tasks": "helpers.optimizers.nesterov",
    "optimizer_parity": "helpers.optimizers.article_rule",
    "speed_over_widths": "helpers.optimizers.rmsprop",
    "sweep_descent": "helpers.optimizers.adam",
}
UNUSED_CORPORA = {
    "text_classifiers": (),
    "learning_curves": ("trec", "sst2"),
    "lstm_repairs": ("sst2", "thucnews"),
    "dropout": ("sst2", "thucnews"),
    "naive_bayes_start": ("thucnews",),
    "leakage": ("trec", "sst2", "emotion", "thucnews"),
    "sweep_installed_docs": ("trec", "sst2", "emotion", "thucnews"),
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_stored_result_is_that_of_the_code_that_is_there(name):
    assert stored(name)["made"]["code"] == RESULTS[name].code(), (
        f"the code behind assets/results/{name}.json has changed: "
        f"make results NAME={name}"
    )


def test_a_stored_result_is_that_of_the_text_that_is_there():
    """An upgrade of the packages whose docstrings are a corpus shows here."""
    using = {name: made["text"] for name, made in MADE.items() if "text" in made}
    assert {"leakage", "sweep_installed_docs", "text_classifiers"} == set(using)
    text = embedded_text()
    stale = [name for name in using if using[name] != text]
    assert stale == [], "the text of installed-docs has changed: make results"


MADE = {name: stored(name)["made"] for name in RESULTS}


# What makes a result stale


def after(name, path, change):
    """The digest of a result when the syntax tree of one file has been changed."""
    tree = ast.parse(Sources().text(path))
    change(tree)
    changed = {path: ast.unparse(ast.fix_missing_locations(tree))}
    return RESULTS[name].code(Sources(changed))


def named(tree, name):
    """The definition of that name, or the assignment to it: "Batches.arrange"."""
    for part in name.split("."):
        (tree,) = [
            node
            for node in tree.body
            if part in (getattr(node, "name", None), *targets(node))
        ]
    return tree


def targets(node):
    """The names that an assignment binds."""
    return [getattr(target, "id", None) for target in getattr(node, "targets", [])]


def with_one_line_more(name):
    """A change of one function, or of the constant that a lambda is part of."""

    def change(tree):
        node = named(tree, name)
        if isinstance(node, ast.FunctionDef):
            node.body.append(ast.parse("assert True").body[0])
        else:
            node.value = ast.Tuple([node.value], ast.Load())

    return change


def test_every_result_is_traced():
    assert set(RECORDED) == set(RESULTS), "python -m tools.trace"


@pytest.mark.parametrize("name", RECORDED)
def test_a_change_of_any_function_that_a_probe_runs_makes_it_stale(name):
    before = RESULTS[name].code()
    unseen = [
        (path, function)
        for path, functions in RECORDED[name].items()
        for function in functions
        if after(name, path, with_one_line_more(function)) == before
    ]
    assert unseen == []


@pytest.mark.parametrize(("name", "unused"), UNUSED_OPTIMIZERS.items())
def test_a_change_of_another_optimiser_leaves_it_as_it_is(name, unused):
    place = Sources().find(unused)
    path = Sources().path(place.module)
    change = with_one_line_more(place.name)
    assert after(name, path, change) == RESULTS[name].code()


def with_another_row(registry, key):
    """A change of one row of a registry."""

    def change(tree):
        display = named(tree, registry).value
        (i,) = [i for i, at in enumerate(display.keys) if at.value == key]
        display.values[i] = ast.Tuple([display.values[i]], ast.Load())

    return change


def changed_row(name, registry, key):
    """The digest of a result when one row of a registry has been changed."""
    place = Sources().find(registry)
    path = Sources().path(place.module)
    return after(name, path, with_another_row(place.name, key))


@pytest.mark.parametrize(("name", "unused"), UNUSED_CORPORA.items())
def test_a_change_of_another_corpus_leaves_it_as_it_is(name, unused):
    before = RESULTS[name].code()
    for key in ("trec", "sst2", "emotion", "thucnews"):
        same = changed_row(name, "helpers.corpora.NAMED", key) == before
        assert same == (key in unused), key


@pytest.mark.parametrize("name", UNUSED_CORPORA)
def test_a_change_of_another_model_leaves_it_as_it_is(name):
    before = RESULTS[name].code()
    assert changed_row(name, "helpers.classifiers.MODELS", "article_lstm") == before

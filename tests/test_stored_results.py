"""What chapters quote: from which code and text it is, and how it is kept so."""

import ast
import json
from dataclasses import dataclass, replace

import pytest

from tools import results
from tools.digests import Sources
from tools.results import (
    RESULTS,
    ROOT,
    Measured,
    bring_up_to_date,
    embedded_text,
    json_digest,
    stored,
)
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
    "units_of_text": (),
    "rare_class": ("sst2", "thucnews"),
    "schedules": ("sst2", "thucnews"),
    "variations": ("trec", "sst2", "emotion", "thucnews"),
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
    made = {name: stored(name)["made"] for name in RESULTS}
    using = {name: made[name]["text"] for name in RESULTS if "text" in made[name]}
    assert set(using) == {
        "encoders",
        "fine_tuning",
        "leakage",
        "rare_class",
        "sweep_installed_docs",
        "text_classifiers",
        "units_of_text",
        "variations",
    }
    text = embedded_text()
    stale = [name for name in using if using[name] != text]
    assert stale == [], "the text of installed-docs has changed: make results"


# What makes a result stale


def after(name, path, change):
    """The digest of a result when the syntax tree of one file has been changed."""
    assert (ROOT / path).exists(), f"{path} has gone: python -m tools.trace {name}"
    tree = ast.parse(Sources().text(path))
    change(tree)
    changed = {path: ast.unparse(ast.fix_missing_locations(tree))}
    return RESULTS[name].code(Sources(changed))


def named(tree, name):
    """The definition of that name, or the assignment to it: "Batches.arrange"."""
    for part in name.split("."):
        found = [
            node
            for node in tree.body
            if part in (getattr(node, "name", None), *targets(node))
        ]
        assert len(found) == 1, f"no {name} there: python -m tools.trace"
        (tree,) = found
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


# How a stale result is brought up to date

CASES = [{"corpus": "trec", "seed": 0}, {"corpus": "trec", "seed": 1}]
ROWS = [case | {"accuracy": 0.9, "seconds": 4.0} for case in CASES]


@dataclass
class Result:
    """A result whose probe is the first case; what it measures can be given."""

    digest: str
    measured: Measured
    name: str = "made_up"
    made: int = 0

    def code(self):
        return self.digest

    def measure(self, only_probes=False):
        if not only_probes:
            self.made += 1
            return self.measured
        probed = self.measured.rows[: len(self.measured.probes)]
        return replace(self.measured, rows=probed)

    def clear(self):
        pass


def measured(rows=ROWS, cases=CASES, probes=CASES[:1]):
    return Measured(rows, cases, probes, varying=["seconds"], versions={"numpy": "2"})


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Where the result is stored, made by the code "old"."""
    monkeypatch.setattr(results, "STORED", tmp_path)
    assert bring_up_to_date(Result("old", measured())) == "made"
    return tmp_path / "made_up.json"


def test_what_is_up_to_date_is_left_alone(path):
    before, result = path.read_text(), Result("old", measured())
    assert bring_up_to_date(result) == "as it was"
    assert (path.read_text(), result.made) == (before, 0)


def test_a_result_whose_probe_comes_out_as_stored_is_re_stamped(path):
    before = json.loads(path.read_text())
    rows = [row | {"seconds": 3.0} for row in ROWS]  # these vary
    result = Result("new", measured(rows))
    assert bring_up_to_date(result).startswith("re-stamped")
    after = json.loads(path.read_text())
    assert after["rows"] == before["rows"] and result.made == 0
    stamp = after["made"].pop("restamped")
    assert stamp["probes"] == CASES[:1] and stamp["date"]
    assert after["made"] == before["made"] | {"code": "new"}
    assert bring_up_to_date(result) == "as it was"


def test_a_result_whose_probe_differs_is_made_anew(path, capsys):
    rows = [row | {"accuracy": 0.8} for row in ROWS]
    result = Result("new", measured(rows))
    assert bring_up_to_date(result) == "made anew"
    assert "its code has changed, and a probe gives" in capsys.readouterr().out
    after = json.loads(path.read_text())
    assert after["rows"] == rows and "restamped" not in after["made"]


@pytest.mark.parametrize(("earlier", "made"), [(0.8, 0), (0.7, 1)])
def test_a_probe_that_differs_may_be_the_processors_doing(
    path, monkeypatch, earlier, made
):
    """Where an earlier commit's code gives the same here, the stored rows are kept."""
    before = json.loads(path.read_text())
    rows = [row | {"accuracy": 0.8} for row in ROWS]
    asked = []

    def with_earlier_code(result, probes, commit):
        asked.append(commit)
        assert probes == CASES[:1]
        return [ROWS[0] | {"accuracy": earlier}]

    monkeypatch.setattr(results, "earlier", with_earlier_code)
    result = Result("new", measured(rows))
    bring_up_to_date(result, since="abc")
    after = json.loads(path.read_text())
    assert asked == ["abc"] and result.made == made
    assert after["rows"] == (rows if made else before["rows"])
    if not made:
        assert after["made"]["restamped"]["since"] == "abc"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (measured(cases=[*CASES, {"corpus": "trec", "seed": 2}]), "has other cases"),
        (measured(probes=[]), "its numbers change from run to run"),
    ],
)
def test_what_no_probe_can_tell_is_made_anew(path, capsys, changed, reason):
    result = Result("new", changed)
    assert bring_up_to_date(result) == "made anew"
    assert reason in capsys.readouterr().out


def test_an_upgrade_of_the_embedded_text_is_seen(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(results, "STORED", tmp_path)
    monkeypatch.setattr(results, "embedded_text", lambda: "before")
    cases = [{"corpus": "installed-docs", "seed": 0}]
    result = Result("same", measured(cases=cases, probes=cases))
    bring_up_to_date(result)
    assert bring_up_to_date(result) == "as it was"
    monkeypatch.setattr(results, "embedded_text", lambda: "after an upgrade")
    assert bring_up_to_date(result) == "made anew"
    assert "the text of installed-docs has changed" in capsys.readouterr().out


def test_probing_alone_changes_nothing(path):
    before = path.read_text()
    differs = Result("new", measured([row | {"accuracy": 0.8} for row in ROWS]))
    assert bring_up_to_date(differs, probe_only=True).startswith("differs: a probe")
    assert bring_up_to_date(Result("new", measured()), probe_only=True) == (
        "its probes come out as stored"
    )
    assert path.read_text() == before


def test_a_result_says_how_it_was_made(path):
    made = json.loads(path.read_text())["made"]
    assert made["command"] == "make results NAME=made_up"
    assert made["cases"] == json_digest(CASES)
    assert {"date", "machine", "python", "versions", "code"} <= set(made)

"""Measuring case by case, going on after an interruption, and re-stamping."""

import json
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest

from tools import results
from tools.measure import about, kept, measure
from tools.results import Measured, bring_up_to_date, json_digest

# Case by case


class Script:
    """A measurement that can be killed before a case; it counts what it measures."""

    VARYING = ("seconds",)

    def __init__(self, killed_before=None):
        self.killed_before, self.measured = killed_before, []

    def cases(self):
        return [{"seed": seed} for seed in range(4)]

    def measure(self, case):
        if case["seed"] == self.killed_before:
            raise KeyboardInterrupt
        self.measured.append(case["seed"])
        return [case | {"loss": 0.1 * case["seed"]}, case | {"loss": float("nan")}]


def run(script, path, code="abc"):
    """Measure all cases; the rows that are kept after that."""
    header = about(script, code=code)
    measure(script, header["cases"], header, path)
    return kept(path)[1]


def interrupted(path):
    """A file of rows whose measurement was killed before its third case."""
    with pytest.raises(KeyboardInterrupt):
        run(Script(killed_before=2), path)
    return path


def test_a_killed_measurement_goes_on_where_it_was(tmp_path):
    path, script = interrupted(tmp_path / "runs" / "x.jsonl"), Script()
    rows = run(script, path)
    assert script.measured == [2, 3]
    assert list(rows) == ['{"seed": 0}', '{"seed": 1}', '{"seed": 2}', '{"seed": 3}']
    assert rows['{"seed": 1}'][0] == {"seed": 1, "loss": 0.1}


def test_rows_of_other_code_are_measured_again(tmp_path):
    path, script = interrupted(tmp_path / "x.jsonl"), Script()
    run(script, path, code="def")
    assert script.measured == [0, 1, 2, 3]


def test_a_line_that_was_half_written_is_measured_again(tmp_path):
    path, script = interrupted(tmp_path / "x.jsonl"), Script()
    path.write_text(path.read_text()[:-7])
    rows = run(script, path)
    assert script.measured == [1, 2, 3] and len(rows) == 4
    assert rows == kept(path)[1]  # and the file is whole again


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"null\n[1]\n"])
def test_a_damaged_file_is_begun_anew(tmp_path, content):
    path, script = tmp_path / "x.jsonl", Script()
    path.write_bytes(content)
    assert len(run(script, path)) == 4
    assert script.measured == [0, 1, 2, 3]


def test_a_script_says_what_is_tried_first_and_what_varies():
    given = about(Script(), code="abc")
    assert given["probes"] == [{"seed": 0}]  # the first, where it does not say
    assert given["varying"] == ["seconds"]
    timing = SimpleNamespace(cases=lambda: [{"width": 8}], PROBES=[])
    assert about(timing)["probes"] == []


# Stored results

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

"""Measuring case by case, and going on after an interruption."""

from types import SimpleNamespace

import pytest

from tools.measure import about, kept, measure


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

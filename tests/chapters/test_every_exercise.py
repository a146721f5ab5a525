"""Every exercise of the workbook tells its reference and its mistakes apart."""

import json
import re

import numpy as np
import pytest

from helpers.check import all_exercises
from helpers.exercises import Verdict, answers_of, diagnose
from helpers.sandbox import parts
from tools.answers import ANSWERS, answers

EXERCISES = all_exercises()
each_exercise = pytest.mark.parametrize("key", EXERCISES)


def test_there_are_exercises():
    assert "E0.1" in EXERCISES


@each_exercise
def test_reference_passes(key):
    diagnosis = diagnose(EXERCISES[key], EXERCISES[key].reference)
    assert diagnosis.verdict is Verdict.RIGHT


@each_exercise
def test_cases_are_enough_and_the_same_every_time(key):
    cases = EXERCISES[key].cases()
    with np.printoptions(threshold=10**9):
        assert repr(cases) == repr(EXERCISES[key].cases())
        assert len({repr(case) for case in cases}) >= 10
    for value in answers_of(EXERCISES[key].reference, cases):
        assert all(np.isfinite(part).all() for part in parts(value))


@each_exercise
def test_every_mistake_is_recognised_as_itself(key):
    assert len(EXERCISES[key].mistakes) >= 2
    for mistake in EXERCISES[key].mistakes:
        diagnosis = diagnose(EXERCISES[key], mistake.function)
        assert diagnosis.verdict is Verdict.WRONG, mistake.name
        assert diagnosis.mistake is mistake


@each_exercise
def test_reference_and_mistakes_answer_as_recorded(key):
    recorded = json.loads(ANSWERS.read_text(encoding="utf-8"))[key]
    found = answers(EXERCISES[key])
    assert list(found) == list(recorded), "make refresh records new ones"
    for name, (shown, sums) in found.items():
        before, sums_before = recorded[name]
        same = len(shown) == len(before) and all(
            np.allclose(*pair, rtol=1e-6, atol=1e-8, equal_nan=True)
            for pair in zip(shown, before, strict=True)
        )
        assert same and sums == pytest.approx(sums_before, rel=1e-8), (
            f'"{name}" of {key} answers otherwise than it did: read its sentence '
            "again, then make refresh"
        )


@each_exercise
def test_no_two_mistakes_of_an_exercise_share_a_sentence_or_a_name(key):
    mistakes = EXERCISES[key].mistakes
    assert len({mistake.sentence for mistake in mistakes}) == len(mistakes)
    assert len({mistake.name for mistake in mistakes}) == len(mistakes)


@each_exercise
def test_sentences_are_sentences(key):
    assert EXERCISES[key].statement
    for mistake in EXERCISES[key].mistakes:
        assert re.fullmatch(r"[A-Z0-9`].{20,}[.?]", mistake.sentence), mistake.name

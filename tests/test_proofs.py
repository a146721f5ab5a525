"""A proof holds, or shows where it does not, or is refused as empty."""

import copy
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from helpers.proofs import random_cases, verify

ROOT = Path(__file__).resolve().parent.parent
rates_and_steps = random_cases(200, 0, beta=(0.5, 0.99), t=range(1, 41))


def weights_sum(beta, t):
    return sum((1 - beta) * beta ** (t - i) for i in range(1, t + 1))


def wrong_weights():
    return {
        "one step late": lambda beta, t: 1 - beta ** (t - 1),
        "power of the whole": lambda beta, t: (1 - beta) ** t,
    }


def prove_weights(**changes):
    """A proof that holds, with some of its arguments changed."""
    request = {
        "tag": "4.6",
        "left": weights_sum,
        "right": lambda beta, t: 1 - beta**t,
        "over": rates_and_steps,
        "wrong": wrong_weights(),
    }
    verify(**(request | changes))


def message(fails, *args, **kwargs):
    with pytest.raises(AssertionError) as caught:
        fails(*args, **kwargs)
    return str(caught.value)


# What a proof prints


def printed(capsys):
    """What was printed, its lines joined."""
    return " ".join(capsys.readouterr().out.split())


def test_lines_fit_a_page_and_break_between_words(capsys):
    wrong = {
        f"a wrong version called number {k}": lambda x, k=k: x + k + 1.0
        for k in range(5)
    }
    verify("1.1", lambda x: x, lambda x: x + 0.0, over=[1.0, 2.0], wrong=wrong)
    out = capsys.readouterr().out
    assert len(out.splitlines()) > 1 and max(map(len, out.splitlines())) <= 88
    assert all(line[-1] in ";," for line in out.splitlines()[:-1])  # not in a name
    assert "number 4" in " ".join(out.split())


@pytest.mark.parametrize(("more", "lines"), [(0, 1), (1, 2)])
def test_a_line_may_have_88_characters_and_no_more(more, lines, capsys):
    text = '(1.1) holds on 2 cases, difference below 1e-12; "" is off by 1, "b" by 2'
    name = "a" * (88 - len(text) + more)
    wrong = {name: lambda x: x + 1.0, "b": lambda x: x + 2.0}
    verify("1.1", lambda x: 0 * x, lambda x: x - x, over=[0.0, 0.1], wrong=wrong)
    assert len(capsys.readouterr().out.splitlines()) == lines


def test_one_line_when_it_holds(capsys):
    prove_weights()
    assert printed(capsys) == (
        "(4.6) holds on 200 cases, difference below 1e-12; "
        '"one step late" is off by 0.4, "power of the whole" by 1'
    )


def test_the_line_gives_bounds_not_residues(capsys):
    def noise(beta, t):
        return 1 - beta**t + 1e-15 * (t % 3)

    prove_weights()
    first = printed(capsys)
    prove_weights(right=noise)
    assert printed(capsys) == first


@pytest.mark.parametrize("off", [0.25, 0.25 - 1e-12, 0.25 + 1e-12, 0.25 * (1 - 1e-9)])
def test_rounding_does_not_decide_a_tie(off, capsys):
    wrong = {"tie": lambda x: 0 * x + off, "far": lambda x: 0 * x + 7.0}
    verify("1.1", lambda x: x - x, lambda x: 0 * x, over=[1.0, 2.0], wrong=wrong)
    assert printed(capsys).endswith('"tie" is off by 0.3, "far" by 7')


def test_exact_equality_can_be_asked_for(capsys):
    verify(
        "2.1",
        lambda x: x + x,
        lambda x: 2 * x,
        over=random_cases(20, 0, x=(-3, 3)),
        wrong={"square": lambda x: x**2, "half": lambda x: x / 2},
        tolerance=0,
    )
    assert "20 cases, difference exactly 0;" in printed(capsys)


def test_tuples_are_compared_part_by_part(capsys):
    def averages(m, g):
        return 0.9 * m + 0.1 * g, np.array([m, g])

    verify(
        "4.2",
        averages,
        lambda m, g: (m + 0.1 * (g - m), np.array([m, g])),
        over=random_cases(20, 0, m=(-1, 1), g=(-1, 1)),
        wrong={
            "weights swapped": lambda m, g: (0.1 * m + 0.9 * g, np.array([m, g])),
            "only the second part": lambda m, g: (averages(m, g)[0], np.array([g, m])),
        },
    )
    assert "(4.2) holds on 20 cases" in printed(capsys)


def test_wrong_shapes_and_nan_are_wrong(capsys):
    vectors = random_cases(20, 0, x=lambda rng: 800 + rng.normal(size=3))

    def softmax(x):
        powers = np.exp(x - x.max())
        return powers / powers.sum()

    def naive(x):
        return np.exp(x) / np.exp(x).sum()

    verify(
        "2.9",
        softmax,
        lambda x: 1 / np.exp(x - x[:, None]).sum(axis=1),
        over=vectors,
        wrong={
            "naive": naive,
            "sums to 3": lambda x: 3 * softmax(x),
            "wrong axis": lambda x: 1 / np.exp(x - x[:, None]).sum(axis=0),
            "broadcast": lambda x: softmax(x)[:, None] - np.zeros(3),
        },
    )
    assert printed(capsys).endswith(
        '"naive" is not finite, "sums to 3" is off by 1, "wrong axis" by 0.9, '
        '"broadcast" has shape (3, 3), not (3,)'
    )


def test_a_framework_may_calculate_in_float32(capsys):
    def ours(x):
        return x / (1 + np.exp(-x))

    def theirs(x):
        x = np.float32(x)
        return x / (1 + np.exp(-x))

    swish = {
        "over": random_cases(50, 0, x=(-3, 3)),
        "wrong": {"sigmoid": lambda x: 1 / (1 + np.exp(-x)), "identity": lambda x: x},
    }
    verify("5.1", ours, theirs, tolerance=1e-5, precision="float32", **swish)
    assert "50 cases, difference below 1e-05 in float32;" in printed(capsys)
    assert "does not hold" in message(verify, "5.1", ours, theirs, **swish)


@pytest.mark.parametrize(("off", "caught"), [(100 * 1e-6, False), (1.005e-4, True)])
def test_a_wrong_version_has_to_miss_by_more_than_a_hundred_tolerances(off, caught):
    proof = {
        "left": lambda x: x - x,
        "right": lambda x: 0 * x,
        "over": [0.25, 0.5],
        "wrong": {"near": lambda x: 0 * x + off, "far": lambda x: x},
        "tolerance": 1e-6,
    }
    if caught:
        verify("1.1", **proof)
    else:
        assert '"near" is not wrong' in message(verify, "1.1", **proof)


def test_what_is_right_is_no_wrong_version_of_an_exact_equality():
    text = message(
        verify,
        "1.1",
        lambda x: x + x,
        lambda x: 2 * x,
        over=[1.0, 2.0],
        wrong={"right": lambda x: x * 2, "square": lambda x: x**2 + 1},
        tolerance=0,
    )
    assert '"right" is not wrong' in text


def test_long_arrays_are_told_apart_by_every_element(capsys):
    other = np.zeros(5000)
    other[2500] = 1.0
    wrong = {"sign": lambda x: -2 * x - 1, "none": lambda x: x + 7}
    over = [np.zeros(5000), other]
    verify("1.1", lambda x: x + x, lambda x: 2 * x, over=over, wrong=wrong)
    assert "holds on 2 cases" in printed(capsys)


def test_neither_side_can_reach_the_other_through_its_arguments():
    def in_place(x):
        x *= 2
        return x

    over = random_cases(20, 0, x=lambda rng: rng.normal(size=3))
    before = copy.deepcopy(over)
    verify(
        "1.1",
        in_place,
        lambda x: x + x,
        over=over,
        wrong={"same": lambda x: x, "sign": lambda x: -2 * x},
    )
    assert str(over) == str(before)


# Counterexamples


def test_the_smallest_counterexample_is_shown():
    text = message(
        prove_weights,
        right=lambda beta, t: 1 - beta ** (t + 1),
        over=[(0.875, 3), (0.5, 1), (0.75, 12)],
    )
    assert text == (
        "(4.6) does not hold on 3 of 3 cases; the smallest:\n"
        "  beta = 0.5, t = 1\n  left: 0.5\n  right: 0.75\n"
        "  difference 0.25, allowed 1e-12"
    )


def test_a_difference_in_one_element_is_enough():
    theta = np.array([1e6, 1.0])
    text = message(
        verify,
        "3.1",
        lambda x: x * theta,
        lambda x: x * theta + [0, 1e-9],
        over=[1.0, 2.0],
        wrong={"sign": lambda x: -x * theta, "none": lambda x: theta},
    )
    assert "x = 1\n  left: [1e+06, 1]\n" in text


def column_against_row(**changes):
    vectors = random_cases(20, 0, y=lambda rng: np.array([1.0]))
    return {
        "tag": "2.5",
        "left": lambda y, n: y - n,
        "right": lambda y, n: (y - n)[:, None],
        "over": [(case[0], n) for n, case in enumerate(vectors)],
        "wrong": {"sign": lambda y, n: n - y, "y": lambda y, n: y},
    } | changes


def test_broadcasting_is_no_equality():
    assert "shape (1,) is not shape (1, 1)" in message(verify, **column_against_row())
    text = message(verify, **column_against_row(left=lambda y, n: (y - n).item()))
    assert "shape () is not shape (1, 1)" in text


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_equal_to_nothing(value):
    text = message(
        prove_weights,
        left=lambda beta, t: value,
        right=lambda beta, t: value + 0,
    )
    assert "NaN and infinity are equal to nothing" in text


# Proofs that could not fail are refused

REFUSED = {
    "no cases": ({"over": []}, "0 distinct cases"),
    "a generator used up": ({"over": iter(())}, "used up"),
    "one case": ({"over": [(0.5, 1)]}, "1 distinct cases"),
    "all cases alike": ({"over": [(0.5, 1)] * 200}, "1 distinct cases"),
    "nothing to compare": ({"over": [(np.zeros(0), 1)] * 2}, "empty array"),
    "loose tolerance": ({"tolerance": 1e-5}, "between 0 and 1e-06"),
    "NaN as tolerance": ({"tolerance": np.nan}, "between 0 and 1e-06"),
    "loose even for float32": (
        {"tolerance": 1e-3, "precision": "float32"},
        "between 0 and 0.0001",
    ),
    "the same function": ({"right": weights_sum}, '"left" and "right" are the same'),
    "the same code twice": (
        {"left": lambda beta, t: 1 - beta**t},
        '"left" and "right" are the same code',
    ),
    "a wrong version that is right": (
        {"wrong": {"a": lambda beta, t: -(beta**t - 1), "b": lambda beta, t: 1}},
        '"a" is not wrong',
    ),
    "a wrong version too close to tell": (
        {"wrong": {"a": lambda beta, t: 1 - beta**t + 5e-11, "b": lambda beta, t: 1}},
        '"a" is not wrong',
    ),
    "the right side as a wrong version": (
        {"wrong": {"a": weights_sum, "b": lambda beta, t: 1}},
        '"left" and "a" are the same code',
    ),
    "one mistake twice": (
        {"wrong": {"a": lambda beta, t: -1, "b": lambda beta, t: 1 - 2}},
        '"a" and "b"',
    ),
    "one wrong version": ({"wrong": {"a": lambda beta, t: 1}}, "at least two wrong"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_empty_proofs_are_refused(name):
    changes, why = REFUSED[name]
    assert why in message(prove_weights, **changes)


def test_a_wrong_version_that_raises_is_an_error_of_the_proof():
    wrong = {"a": lambda beta, t: 1 / 0, "b": lambda beta, t: 1}
    with pytest.raises(ZeroDivisionError):
        prove_weights(wrong=wrong)


def test_repeated_cases_count_once(capsys):
    prove_weights(over=rates_and_steps[:30] * 10)
    assert "holds on 30 cases" in printed(capsys)


def test_functions_with_different_closures_are_different():
    def power(n):
        return lambda x: x**n

    text = message(
        verify,
        "1.1",
        power(2),
        power(3),
        over=[2.0, 3.0],
        wrong={"a": power(4), "b": power(5)},
    )
    assert "does not hold on 2 of 2 cases" in text


def test_text_is_no_number():
    with pytest.raises(TypeError, match="no numbers"):
        prove_weights(left=lambda beta, t: "1")


# Cases


def test_random_cases_are_the_same_every_time():
    def cases():
        return random_cases(
            50, 7, x=(-1, 1), n=range(2, 5), v=lambda rng: rng.normal(size=2)
        )

    assert str(cases()) == str(cases())
    assert str(cases()) != str(random_cases(50, 8, x=(-1, 1)))
    assert all(-1 <= x < 1 and n in (2, 3, 4) and len(v) == 2 for x, n, v in cases())


def test_importing_proofs_leaves_the_slow_packages_out():
    code = """
        import sys, helpers.proofs
        print(sorted({"sympy", "keras", "tensorflow", "matplotlib"} & set(sys.modules)))
    """
    run = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

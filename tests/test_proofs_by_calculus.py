"""Gradients proved by differentiating in other ways, identities proved by algebra."""

import re

import numpy as np
import pytest
import sympy

from helpers.proofs import prove, random_cases, verify_gradient


def message(fails, *args, **kwargs):
    with pytest.raises(AssertionError) as caught:
        fails(*args, **kwargs)
    return str(caught.value)


def printed(capsys):
    """What was printed, its lines joined."""
    return " ".join(capsys.readouterr().out.split())


# Gradients

regressions = random_cases(
    30,
    0,
    theta=lambda rng: rng.normal(size=3),
    X=lambda rng: rng.normal(size=(5, 3)),
    y=lambda rng: rng.normal(size=5),
)


def mse(theta, X, y):
    return ((X @ theta - y) ** 2).mean()


def mse_gradient(theta, X, y):
    return 2 * X.T @ (X @ theta - y) / len(y)


WRONG_GRADIENTS = {
    "no 2": lambda theta, X, y: X.T @ (X @ theta - y) / len(y),
    "summed": lambda theta, X, y: 2 * X.T @ (X @ theta - y),
    "sign": lambda theta, X, y: 2 * X.T @ (y - X @ theta) / len(y),
    "column": lambda theta, X, y: mse_gradient(theta, X, y)[:, None],
}


def test_a_gradient_agrees_with_two_ways_of_differentiating(capsys):
    verify_gradient("2.3", mse, mse_gradient, over=regressions, wrong=WRONG_GRADIENTS)
    line = printed(capsys)
    assert line.startswith(
        "(2.3) holds on 30 cases, difference below 1e-12 from the complex step; "
    )
    assert re.search(r'"no 2" is off by .*, "sign" by 2, "column" has shape', line)


def test_a_hessian_is_the_derivative_of_a_gradient(capsys):
    verify_gradient(
        "2.8",
        mse_gradient,
        lambda theta, X, y: 2 * X.T @ X / len(y),
        over=regressions,
        wrong={
            "no 2": lambda theta, X, y: X.T @ X / len(y),
            "summed": lambda theta, X, y: 2 * X.T @ X,
        },
    )
    assert "(2.8) holds" in printed(capsys)


@pytest.mark.parametrize("name", WRONG_GRADIENTS)
def test_a_wrong_gradient_is_found(name):
    wrong = {"x": lambda theta, X, y: theta, "y": lambda theta, X, y: -theta}
    grad = WRONG_GRADIENTS[name]
    text = message(verify_gradient, "2.3", mse, grad, over=regressions, wrong=wrong)
    assert "central differences: [" in text


def mse_by_norm(theta, X, y):
    return np.linalg.norm(X @ theta - y) ** 2 / len(y)


def test_a_loss_that_drops_imaginary_parts_says_so(capsys):
    proof = {"over": regressions, "wrong": WRONG_GRADIENTS}
    with pytest.raises(TypeError, match="drops imaginary parts"):
        verify_gradient("2.3", mse_by_norm, mse_gradient, **proof)
    verify_gradient("2.3", mse_by_norm, mse_gradient, analytic=False, **proof)
    assert "below 1e-06 from central differences" in printed(capsys)


def test_a_loss_that_drops_them_in_part_is_found():
    text = message(
        verify_gradient,
        "2.3",
        lambda theta, X, y: mse_by_norm(theta, X, y) + 0 * theta[0],
        mse_gradient,
        over=regressions,
        wrong=WRONG_GRADIENTS,
    )
    assert "the complex step: [0, 0, 0]" in text


# Algebra

beta = sympy.Symbol("beta", positive=True)
i, t = sympy.symbols("i t", integer=True, positive=True)


def test_algebra_holds_for_all_values(capsys):
    weights = sympy.Sum((1 - beta) * beta ** (t - i), (i, 1, t))
    wrong = {"one step late": 1 - beta ** (t - 1), "whole": (1 - beta) ** t}
    prove("4.6", weights, 1 - beta**t, wrong=wrong)
    assert printed(capsys) == (
        '(4.6) holds for all values, by algebra; "one step late" is off by 0.02, '
        '"whole" by 0.7'
    )


def test_algebra_takes_matrices(capsys):
    column = sympy.Matrix([beta**2, beta * t])
    prove(
        "1.2",
        column.diff(beta),
        sympy.Matrix([2 * beta, t]),
        wrong={
            "no 2": sympy.Matrix([beta, t]),
            "swapped": sympy.Matrix([t, 2 * beta]),
        },
    )
    assert "(1.2) holds" in printed(capsys)


def test_algebra_shows_a_point_where_the_sides_differ():
    wrong = {"a": beta, "b": -beta}
    text = message(prove, "1.3", beta * t, beta + t, wrong=wrong)
    assert text == (
        "(1.3) does not hold: beta*t and beta + t differ by 3.14 at beta = 2/7, t = 4"
    )


def test_the_symbols_of_that_point_are_in_alphabetical_order():
    total = sum(sympy.symbols("f d b e c a"))
    text = message(prove, "1.3", total, total + 1, wrong={"a": beta, "b": -beta})
    # The sum is all that is left; what differs here depends on every symbol.
    assert text.endswith("differ by 1")
    text = message(prove, "1.3", 2 * total, total, wrong={"a": beta, "b": -beta})
    assert text.endswith("at a = 2/7, b = 5/7, c = 8/7, d = 11/7, e = 2, f = 17/7")


def test_a_wrong_version_has_to_miss_by_1e_10():
    least = sympy.Rational(1, 10**10)
    prove("1.3", beta, beta, wrong={"a": beta + least, "b": -beta})
    near = {"a": beta + least / 2, "b": -beta}
    assert '"a" is not wrong' in message(prove, "1.3", beta, beta, wrong=near)


@pytest.mark.parametrize(
    ("right", "wrong", "why"),
    [
        (2 * beta, {"a": beta}, "at least two wrong versions"),
        (2 * beta, {"a": beta, "b": beta + beta}, '"b" is not wrong'),
        (sympy.nan, {"a": beta, "b": -beta}, "not finite"),
        (2 * beta + sympy.oo, {"a": beta, "b": -beta}, "not finite"),
        (-sympy.oo, {"a": beta, "b": -beta}, "not finite"),
        (sympy.zoo, {"a": beta, "b": -beta}, "not finite"),
        (sympy.Matrix([2 * beta]), {"a": beta, "b": -beta}, "differ in shape"),
    ],
)
def test_empty_algebra_is_refused(right, wrong, why):
    assert why in message(prove, "1.3", 2 * beta, right, wrong=wrong)

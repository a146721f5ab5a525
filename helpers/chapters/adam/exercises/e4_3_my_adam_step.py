"""E4.3: one step of Adam."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def my_adam_step(theta, grad, m, v, t, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * grad
    v = beta_2 * v + (1 - beta_2) * grad**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    return theta - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def steps_of(change):
    """A version of `my_adam_step` with one detail changed."""

    def version(theta, grad, m, v, t, learning_rate, beta_1, beta_2, epsilon):
        square = np.abs(grad) if change == "no square" else grad**2
        m = beta_1 * m + (1 - beta_1) * (grad - m if change == "mixed" else grad)
        v = beta_2 * v + (1 - beta_2) * square
        late = t + 1 if change == "late" else t
        left_1, left_2 = 1 - beta_1**late, 1 - beta_2**late
        if change == "power":
            left_1, left_2 = (1 - beta_1) ** t, (1 - beta_2) ** t
        if change == "uncorrected":
            left_1 = left_2 = 1.0
        root = np.sqrt(v / left_2)
        divisor = root + epsilon
        if change == "inside":
            divisor = np.sqrt(v / left_2 + epsilon)
        if change == "hat":
            divisor = (np.sqrt(v) + epsilon) / np.sqrt(left_2)
        if change == "precedence":
            return theta - learning_rate * (m / left_1 / root + epsilon), m, v
        sign = 1 if change == "uphill" else -1
        return theta + sign * learning_rate * (m / left_1) / divisor, m, v

    return version


def cases_of_my_adam_step():
    rng = np.random.default_rng(3)
    cases = []
    for k in range(20):
        n = 1 + k % 3
        theta, grad = rng.normal(size=n).round(2), rng.normal(size=n).round(2) + 0.005
        m, v = 0.3 * rng.normal(size=n).round(2), rng.uniform(0.1, 1, size=n).round(2)
        if k < 4:
            m, v = np.zeros(n), np.zeros(n)
        cases.append((theta, grad, m, v, 1 if k < 4 else 1 + k, 0.1, 0.9, 0.99, 0.01))
    return cases


MY_ADAM_STEP = Exercise(
    id="E4.3",
    statement="""\
Write `my_adam_step(theta, grad, m, v, t, learning_rate, beta_1, beta_2, epsilon)`: one
step of Adam, without looking above. `theta`, `grad`, `m` and `v` are arrays of shape
(n,); `m` and `v` are as the step before left them, and `t` is the number of this
step, 1 for the first. Return the new `theta`, `m` and `v`, as a tuple.""",
    reference=my_adam_step,
    cases=cases_of_my_adam_step,
    mistakes=(
        Mistake(
            "no correction",
            steps_of("uncorrected"),
            "Neither average is corrected: at the first step m is a tenth of the "
            "gradient and sqrt(v) a tenth of its size here.",
        ),
        Mistake(
            "power of the whole",
            steps_of("power"),
            "Your corrections are (1 - beta)^t, and they should be 1 - beta^t. At "
            "t = 1 the two agree, which hides it from a test of one step.",
        ),
        Mistake(
            "clock one ahead",
            steps_of("late"),
            "Your clock is one step ahead: t already counts this step, so the "
            "exponents are t.",
        ),
        Mistake(
            "epsilon inside the root",
            steps_of("inside"),
            "Epsilon stands under the root. Outside it is compared with the "
            "gradient's size, inside with its square.",
        ),
        Mistake(
            "epsilon before the correction",
            steps_of("hat"),
            "Epsilon joined sqrt(v) before the correction. That is Keras's "
            "convention, with an epsilon that the first steps enlarge; here it "
            "joins sqrt(v_hat).",
        ),
        Mistake(
            "epsilon added to the step",
            steps_of("precedence"),
            "Epsilon was added after the division: brackets are missing around "
            "sqrt(v_hat) + epsilon, and every step now drifts by epsilon.",
        ),
        Mistake(
            "two right forms mixed",
            steps_of("mixed"),
            "You wrote beta_1 m + (1 - beta_1)(grad - m). Either beta_1 m + "
            "(1 - beta_1) grad or m + (1 - beta_1)(grad - m); mixed, they forget m "
            "twice.",
        ),
        Mistake(
            "uphill",
            steps_of("uphill"),
            "`theta` goes up the slope: the step is subtracted.",
        ),
    ),
)

"""Changes of `tools.mutants` that make no difference, and why.

By the module's name and the change as it is reported.
"""

EQUIVALENT = {
    ("activations", "return np.where(x > 0, x, 0.0): x > 0 -> x >= 0"): "0 is 0",
    ("activations", "return np.where(x > 0, x, slope * x): x > 0 -> x >= 0"): "0 is 0",
    (
        "activations",
        "return np.where(x >= 0, 1.0, decay) / (1.0 + decay): x >= 0 -> x > 0",
    ): "at 0 decay is 1",
    (
        "evaluation",
        'float(f1_score(y, y_hat, average="macro", zero_division=0)),: 0 -> 1',
    ): "every class is in y or y_hat, so no F1 is 0 / 0",
    ("network", "if i > 0:: i > 0 -> i >= 0"): "a gradient more, which nobody takes",
    ("network", "z *= z > 0  # ReLU, and faster than a maximum: z > 0 -> z >= 0"): (
        "0 is 0"
    ),
    ("exercises", "counts | data,: counts | data -> data | counts"): "no name in both",
    (
        "exercises",
        'return Pattern.CONSTANT, {"value": a[0]}: 0 -> 1',
    ): "all values are the same",
    (
        "exercises",
        "factor = a @ b / (b @ b) if b.any() else 0.0  # the best one, by least "
        "squares: 0.0 -> 1.0",
    ): "it is multiplied by 0",
}

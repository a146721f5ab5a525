"""Changes of `tools.mutants` that make no difference to what is right, and why.

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
        "__init__",
        "near = difflib.get_close_matches(name.lower(), names, 1): 1 -> 2",
    ): "only the nearest is named",
    (
        "check",
        'text = json.dumps({"solved": sorted(solved | {exercise_id})}, indent=1): '
        "1 -> 2",
    ): "any layout is read alike",
    (
        "check",
        'text = json.dumps({"solved": sorted(solved | {exercise_id})}, indent=1): '
        "solved | {exercise_id} -> {exercise_id} | solved",
    ): "the same set",
    (
        "e4_4_growing_step",
        "lambda r, b1, b2: 1.0 + 0 * r,: 1.0 + 0 * r -> 1.0 - 0 * r",
    ): "0 is added",
    (
        "e4_4_growing_step",
        "lambda r, b1, b2: (1 - b1) / np.sqrt(1 - b2) + 0 * r,: (1 - b1) / np.sqrt(1 - "
        "b2) + 0 * r -> (1 - b1) / np.sqrt(1 - b2) - 0 * r",
    ): "0 is added",
    (
        "e4_4_growing_step",
        "lambda r, b1, b2: (1 - b1) / np.sqrt(1 - b2) + 0 * r,: 0 * r -> 0 / r",
    ): "0 is added",
    (
        "e4_5_decayed_step",
        "return (1 - learning_rate * weight_decay) * theta - learning_rate * "
        "np.sign(grad): learning_rate * np.sign(grad) -> learning_rate / np.sign(grad)",
    ): "the sign is 1 or -1",
    (
        "e4_5_decayed_step",
        "lambda theta, g, a, w: (1 - w) * theta - a * np.sign(g),: a * np.sign(g) -> a "
        "/ np.sign(g)",
    ): "the sign is 1 or -1",
    (
        "e4_5_decayed_step",
        "lambda theta, g, a, w: (1 + a * w) * theta - a * np.sign(g),: a * np.sign(g) "
        "-> a / np.sign(g)",
    ): "the sign is 1 or -1",
    (
        "e4_5_decayed_step",
        "lambda theta, g, a, w: (1 - a * w) * (theta - a * np.sign(g)),: a * np.sign(g)"
        " -> a / np.sign(g)",
    ): "the sign is 1 or -1",
    (
        "e4_6_is_adam",
        "lambda step: float(np.allclose(footprints(step, [4.0]), -1, rtol=1e-5)),: 4.0 "
        "-> 5.0",
    ): "a first step is as long whatever the gradient",
    (
        "surfaces",
        "for _ in range(30):: 30 -> 31",
    ): "Newton's method has arrived",
    (
        "e6_3_macro_f1",
        "return 2 * hits / max(is_.sum() + says.sum(), 1): 1 -> 2",
    ): "there is no hit where there are fewer than two",
    (
        "evaluation",
        'float(f1_score(y, y_hat, average="macro", zero_division=0)),: 0 -> 1',
    ): "every class is in y or y_hat, so no F1 is 0 / 0",
    (
        "evaluation",
        "n_resamples=2000,: 2000 -> 2001",
    ): "one draw more",
    (
        "evaluation",
        "batch=100,: 100 -> 101",
    ): "how many are drawn at once",
    (
        "twins",
        "for i, j in sorted(zip(later[before], earlier[before], strict=True)):: "
        "sorted(zip(later[before], earlier[before], strict=True)) -> "
        "list(zip(later[before], earlier[before], strict=True))",
    ): "a sparse matrix gives its rows in their order",
    (
        "explorers",
        "return sorted(exact | {v for v in rounded if low < v < high}): exact | {v for "
        "v in rounded if low < v < high} -> {v for v in rounded if low < v < high} | "
        "exact",
    ): "the same set",
    (
        "explorers",
        "return sorted(exact | {v for v in rounded if low < v < high}): low < v < high "
        "-> low <= v < high",
    ): "the lower end is there anyway",
    ("installed_docs", "gc.freeze(): gc.freeze() -> None"): "it is for speed alone",
    (
        "installed_docs",
        "packed = gzip.compress(json.dumps(stored).encode(), mtime=0): 0 -> 1",
    ): "any time will do that is always the same",
    ("network", "if i > 0:: i > 0 -> i >= 0"): "a gradient more, which nobody takes",
    ("network", "z *= z > 0  # ReLU, and faster than a maximum: z > 0 -> z >= 0"): (
        "0 is 0"
    ),
    ("exercises", "counts | data,: counts | data -> data | counts"): "no name in both",
    (
        "exercises",
        "factor = a @ b / (b @ b) if b.any() else 0.0  # the best one, by least "
        "squares: 0.0 -> 1.0",
    ): "it is multiplied by 0",
    (
        "proofs",
        "with np.printoptions(threshold=10**9):  # every element tells cases apart: "
        "10 -> 11",
    ): "no array has as many elements",
    (
        "proofs",
        "with np.printoptions(threshold=10**9):  # every element tells cases apart: "
        "9 -> 10",
    ): "no array has as many elements",
    (
        "runs",
        "if process.returncode < 0 and reason is None:: process.returncode < 0 -> "
        "process.returncode <= 0",
    ): "where it is 0 there is a reason by then",
    (
        "runs",
        "if process.returncode < 0 and reason is None:: 0 -> 1",
    ): "where it is 0 there is a reason by then",
    (
        "runs",
        "if time.monotonic() > end:: time.monotonic() > end -> time.monotonic() >= end",
    ): "no two looks at the clock are at the same nanosecond",
    (
        "runs",
        "if memory and used > memory:: used > memory -> used >= memory",
    ): "a byte of some hundred million",
    (
        "runs",
        'return f"it used more than {memory / 1e6:.0f} MB of memory": '
        "1000000.0 -> 1000001.0",
    ): "it is rounded",
    ("runs", "used = 0: 0 -> 1"): "a byte of some hundred million",
    (
        "runs",
        "tree.update(process.children(recursive=True)): True -> False",
    ): "the next look goes one generation further",
    ("runs", "os.read(0, 1): 1 -> 2"): "nothing is ever written there",
    ("sandbox", "size: int = 0: 0 -> 1"): "only that of a tuple is looked at",
    (
        "sandbox",
        "self.armed = False: False -> True",
    ): "it is armed before it can ring",
    ("sandbox", "self.rings = 0: 0 -> 1"): "one ring sooner",
    (
        "sandbox",
        'if self.rings == 5 and hasattr(signal, "setitimer"):: 5 -> 6',
    ): "one ring later",
    (
        "sandbox",
        'if self.rings == 5 and hasattr(signal, "setitimer"):: self.rings == 5 -> '
        "self.rings != 5",
    ): "four rings sooner",
    (
        "splitting",
        "if not sample or sample >= len(table):: sample >= len(table) -> "
        "sample > len(table)",
    ): "all are drawn then, in their order",
    (
        "grid",
        "near = difflib.get_close_matches(str(name), names, 1, 0.5): 1 -> 2",
    ): "only the nearest is named",
    (
        "sweep",
        "out.mkdir(parents=True, exist_ok=True): out.mkdir(parents=True, "
        "exist_ok=True) -> None",
    ): "the lock makes the folder as well",
    (
        "sweep",
        'lock = FileLock(out / ".lock").acquire(timeout=0): 0 -> 1',
    ): "it refuses a second later",
    ("sweep", '"memory_limit": 0,: 0 -> 1'): "1 is all the memory of the machine",
    (
        "sweep",
        "end = time.monotonic() + (10 if futures else 0): 0 -> 1",
    ): "where nothing is left there is nothing to wait for",
    (
        "sweep",
        "end = time.monotonic() + (10 if futures else 0): 10 -> 11",
    ): "it gives up a second later",
    ("sweep", "time.sleep(0.05): time.sleep(0.05) -> None"): "it looks more often",
    ("sweep", "time.sleep(0.05): 0.05 -> 1.05"): "it looks less often",
    (
        "sweep",
        'while any(scratch.glob("run-*")) and time.monotonic() < end:: '
        "time.monotonic() < end -> time.monotonic() <= end",
    ): "no two looks at the clock are at the same nanosecond",
    (
        "training",
        "longest = max(self.lengths[batch].max(), 1): 1 -> 2",
    ): "either becomes ten",
    (
        "training",
        "def predict(model, rows, batch_size=256):: 256 -> 257",
    ): "answers are the same in batches of any size",
    (
        "training",
        "while len(drawn) < steps:: len(drawn) < steps -> len(drawn) <= steps",
    ): "an epoch too many is cut off",
    (
        "training",
        "drawn += np.split(order[:whole], whole // batch_size): whole // batch_size -> "
        "whole / batch_size",
    ): "the quotient is whole",
    (
        "e4_4_growing_step",
        "lambda r, b1, b2: 1.0 + 0 * r,: 0 * r -> 0 / r",
    ): "0 is 0",
    (
        "e4_5_decayed_step",
        "lambda theta, g, a, w: theta - a * np.sign(g),: a * np.sign(g) -> a / "
        "np.sign(g)",
    ): "a sign is its own inverse",
    (
        "e4_5_decayed_step",
        "lambda theta, g, a, w: theta - a * np.sign(g + w * theta),: a * "
        "np.sign(g + w * theta) -> a / np.sign(g + w * theta)",
    ): "a sign is its own inverse",
    (
        "e4_6_is_adam",
        "theta, state, m, v = np.zeros(1), None, 0.0, 0.0: 1 -> 2",
    ): "both numbers are the same",
    (
        "e4_6_is_adam",
        "theta, state, moves = np.zeros(1), None, []: 1 -> 2",
    ): "both numbers are the same",
    (
        "e4_6_is_adam",
        "def suspect(theta, grad, state=None, *, learning_rate=0.001):: 0.001 -> 1.001",
    ): "it is always given",
    (
        "e4_6_is_adam",
        "lambda step: float(np.allclose(footprints(step, [4.0] * 5), -1, "
        "rtol=1e-5)),: 4.0 -> 5.0",
    ): "a constant gradient too",
    (
        "surfaces",
        "y = (rng.random(count) < sigmoid(X @ "
        "rng.normal(size=inputs))).astype(float): rng.random(count) < sigmoid(X "
        "@ rng.normal(size=inputs)) -> rng.random(count) <= sigmoid(X @ "
        "rng.normal(size=inputs))",
    ): "no draw is just that",
    (
        "hinge_network",
        "hinges = len(theta[0]): 0 -> 1",
    ): "there are as many biases as weights",
    (
        "laboratory",
        "count, gone = len(state.theta[0]), int(dead(state.theta).sum()): 0 -> 1",
    ): "there are as many biases as weights",
    (
        "first_step",
        "count = len(state.before[0]): 0 -> 1",
    ): "there are as many biases as weights",
    (
        "e1_2_relu_backward",
        "lambda z, upstream: upstream + 0.0,: upstream + 0.0 -> upstream - 0.0",
    ): "0 is 0",
    (
        "training",
        "n, k = len(rows.ids), model.output_shape[-1]: -1 -> +1",
    ): "an output has two axes",
    (
        "training",
        '_COMPILED = "auto" if _ON_JAX else False: '
        "'auto' if _ON_JAX else False -> 'auto' if not _ON_JAX else False",
    ): "on JAX alone, where a slow test sees it",
}

"""How fast training steps are, as ratios measured in one run.

Usage: python -m tools.benches.training

Adam in place, as chapter 4's optional box has it, beside the readable one, at a million
parameters: at least twice as fast, and at least a fifth of what the memory allows. The
code is the chapter's own cell, so that what is timed is what a reader sees. And a step
of a small network beside Keras and JAX, in the environment that has them all. Exit
status 1 where a goal is missed.
"""

import math
import statistics
import sys
from pathlib import Path
from time import perf_counter

import nbformat
import numpy as np
from threadpoolctl import threadpool_limits

from helpers import optimizers

ROOT = Path(__file__).resolve().parent.parent.parent
PARAMETERS = 1_000_000
ROUNDS = 15
BEYOND_CACHE = 8  # the copy that measures the memory is this many times as large
PASSES = 7  # theta, grad, m, v read; theta, m, v written


def chapter_function(cell_id, name):
    """A function as a cell of chapter 4 defines it."""
    notebook = nbformat.read(ROOT / "notebooks" / "04_adam.ipynb", as_version=4)
    (source,) = [cell.source for cell in notebook.cells if cell.id == cell_id]
    room = {"np": np, "math": math}
    exec(compile(source, cell_id, "exec"), room)
    return room[name]


def seconds(rounds, **jobs):
    """The median time of each job; rounds alternate, so that a busy moment hits all."""
    times = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            start = perf_counter()
            job()
            times[name].append(perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def adam_step():
    """Rows (what, ratio, goal) for one step of Adam."""
    in_place = chapter_function("fast-adam", "adam_in_place")
    rng = np.random.default_rng(0)
    theta, grad, m = rng.normal(size=(3, PARAMETERS))
    v, scratch = grad**2, np.empty(PARAMETERS)
    state = (m.copy(), v.copy(), 9)
    a, b = np.ones((2, BEYOND_CACHE * PARAMETERS))
    took = seconds(
        ROUNDS,
        copy=lambda: np.copyto(a, b),
        readable=lambda: optimizers.adam(theta, grad, state),
        in_place=lambda: in_place(theta, grad, m, v, 10, 0.001, scratch),
    )
    # A copy reads once and writes once: two passes at the speed of the memory.
    least = PASSES / 2 * took["copy"] / BEYOND_CACHE
    return [
        ("readable Adam / Adam in place", took["readable"] / took["in_place"], 2.0),
        ("memory limit / Adam in place", least / took["in_place"], 0.20),
    ]


def network_step():
    """Rows (what, ratio, goal) for one training step of a small network."""
    from tools.results import Script  # late: the measurement imports this module

    measurement = Script("network_step", parity=True)
    measurement.clear()
    (took,) = measurement.measure().rows
    return [
        ("Keras train_on_batch / our step", took["keras"] / took["numpy"], 5.0),
        ("jitted JAX with optax / our step", took["jax"] / took["numpy"], 0.5),
    ]


# What is measured: each returns rows of (what, ratio, goal at least).
MEASURED = (adam_step, network_step)


def main():
    missed = False
    with threadpool_limits(limits=1):
        for measure in MEASURED:
            for what, ratio, goal in measure():
                missed |= ratio < goal
                print(f"{what:34}{ratio:7.2f}   goal at least {goal:g}")
    sys.exit(missed)


if __name__ == "__main__":
    main()

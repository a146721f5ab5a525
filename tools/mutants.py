"""Change the mathematics one detail at a time; report which changes are noticed.

Usage: python -m tools.mutants [MODULE ...]

An operator, a constant, an index or a comparison is changed in a module of helpers'
mathematics floor; then its unit tests run, and if they pass, the cells of the notebooks
that import it. A change that nothing notices is printed with its line: either a check
is missing, or the change makes no difference, and then EQUIVALENT says why.

Own code, because the known tools wrap functions, and so miss lambdas and constants, or
start a new Python for every change; and none of them runs notebooks. Needs os.fork.
"""

import argparse
import ast
import copy
import importlib
import io
import json
import os
import signal
import sys
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
MATHEMATICS = (
    "activations",
    "differentiation",
    "landscapes",
    "losses",
    "network",
    "optimizers",
)
GOAL = 0.95  # the share of changes that has to be noticed
LIMIT = 600  # seconds; a change that never ends has been noticed

SWAPS = {
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult},
    **{ast.Pow: ast.Mult, ast.FloorDiv: ast.Div, ast.BitAnd: ast.BitOr},
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt},
    **{ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.And: ast.Or, ast.Or: ast.And},
}
# Where a picture begins and ends is no mathematics.
LEFT_ALONE = {"start", "window"}
# Changes without a difference, as reported, and the reason.
EQUIVALENT = {
    **{
        ("activations", f"return np.where(x > 0, x, {left}): x > 0 -> x >= 0"): "0 is 0"
        for left in ("0.0", "slope * x")
    },
    (
        "activations",
        "return np.where(x >= 0, 1.0, decay) / (1.0 + decay): x >= 0 -> x > 0",
    ): "at 0 decay is 1",
}


def changes(node):
    """The ways to change one node of a syntax tree, as pairs (field, new value)."""
    operator = getattr(node, "op", None)
    if isinstance(node, ast.UnaryOp) and isinstance(operator, ast.USub):
        yield "op", ast.UAdd()
    elif type(operator) in SWAPS:
        yield "op", SWAPS[type(operator)]()
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        yield "ops", [SWAPS[type(node.ops[0])](), *node.ops[1:]]
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield "value", not node.value
        elif isinstance(node.value, int | float):
            yield "value", node.value + 1


def mutants(source):
    """Every changed version of a source: (line, "before -> after", syntax tree)."""
    tree = ast.parse(source)
    pictures = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg in LEFT_ALONE
        for part in ast.walk(node)
    }
    lines = source.splitlines()
    for index, node in enumerate(ast.walk(tree)):
        for field, value in changes(node) if id(node) not in pictures else ():
            changed = copy.deepcopy(tree)
            target = next(n for i, n in enumerate(ast.walk(changed)) if i == index)
            setattr(target, field, value)
            text = f"{lines[node.lineno - 1].strip()}: {ast.unparse(node)}"
            text += f" -> {ast.unparse(target)}"
            yield node.lineno, text, ast.fix_missing_locations(changed)


def put(module, tree):
    """Let `helpers.<module>` be this syntax tree from now on in this process."""
    name = f"helpers.{module}"
    made = ModuleType(name)
    made.__file__ = str(ROOT / "helpers" / f"{module}.py")
    sys.modules[name] = made
    exec(compile(tree, made.__file__, "exec"), made.__dict__)
    setattr(importlib.import_module("helpers"), module, made)


def tests_pass(module):
    """Whether the module's unit tests pass."""
    import pytest

    quiet = ["-x", "-q", "-p", "no:cacheprovider"]
    return pytest.main([*quiet, str(ROOT / "tests" / f"test_{module}.py")]) == 0


def notebooks_pass(module):
    """Whether every cell of the chapters that use the module runs, proofs included."""
    from helpers import explorers, figures

    # Pictures are other tests' business, and take longest.
    explorers.flipbook = explorers.laboratory = lambda *_, **__: None
    figures.show = lambda *_, **__: None
    os.chdir(ROOT / "notebooks")
    for path in sorted(Path().glob("0[1-4]_*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
        if module in "".join(code):
            room = {"__name__": "__main__", "display": lambda *_: None}
            for cell in code:
                exec(compile(cell, path.name, "exec"), room)
    return True


def judge(job):
    """Who notices one change: "tests", "notebooks", or "nobody"."""
    module, line, text, tree = job
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(LIMIT)
    noticed = "nobody"
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for who, passes in (("tests", tests_pass), ("notebooks", notebooks_pass)):
            try:
                put(module, tree)
                if not passes(module):
                    noticed = who
            except Exception:
                noticed = who
            if noticed == who:
                break
    signal.alarm(0)
    return module, line, text, noticed


def give_up(*_):
    raise TimeoutError


def run(modules):
    """Judge every change of these modules: a list of (module, line, text, noticed)."""
    from tqdm import tqdm

    for name in ("matplotlib.pyplot", "pandas", "pytest", "sympy"):
        importlib.import_module(name)  # once, before the forks
    sources = {m: (ROOT / "helpers" / f"{m}.py").read_text() for m in modules}
    unchanged = [(m, 0, "unchanged", ast.parse(text)) for m, text in sources.items()]
    jobs = [
        (module, line, text, tree)
        for module, source in sources.items()
        for line, text, tree in mutants(source)
        if (module, text) not in EQUIVALENT
    ]
    with get_context("fork").Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        for module, *_, noticed in pool.map(judge, unchanged, chunksize=1):
            if noticed != "nobody":
                sys.exit(f"helpers/{module}.py fails its {noticed} without any change")
        done = pool.imap(judge, jobs)
        return list(tqdm(done, "changes", len(jobs), unit="change", mininterval=5))


def report(judged):
    """A table by module, and every change that nobody noticed."""
    print(f"{'module':16}{'changes':>8}{'tests':>8}{'notebooks':>11}{'noticed':>9}")
    for module in (*dict.fromkeys(row[0] for row in judged), "all"):
        by = [row[3] for row in judged if module in (row[0], "all")]
        tests, notebooks = by.count("tests"), by.count("notebooks")
        share = (tests + notebooks) / len(by)
        print(f"{module:16}{len(by):8}{tests:8}{notebooks:11}{share:9.1%}")
    for module, line, text, who in judged:
        if who == "nobody":
            print(f"unnoticed: helpers/{module}.py, line {line}: {text}")
    if share < GOAL:  # of all
        sys.exit(f"fewer than {GOAL:.0%} were noticed")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", choices=[*MATHEMATICS, []])
    modules = parser.parse_args().modules or MATHEMATICS
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # plugins take most of a start
    report(run(modules))


if __name__ == "__main__":
    main()

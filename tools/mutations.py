"""The ways in which `tools.mutants` changes a module: one detail at a time."""

import ast
import copy
from collections import Counter

__all__ = ["mutants"]

SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.BitAnd: ast.BitOr,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
# Options whose value is neither right nor wrong: where a picture or a slider begins,
# how large a picture or its file is, how long its palette is refined, what a library
# shows while it works, guards against slips, and the settings found by measuring, which
# the digests of stored results watch.
LEFT_ALONE = {
    "capsize",
    "compress_level",
    "default",
    "defaults",
    "delay",
    "figsize",
    "frozen",
    "kmeans",
    "leave",
    "optimize",
    "quality",
    "random_state",
    "show_progress",
    "size",
    "slots",
    "start",
    "strict",
    "window",
}
DRAWN_ON = {"ax", "axes", "fig", "artists"}
DRAWING = {"subplots", "subplot_mosaic"}


def changes(node):
    """The ways to change one node of a syntax tree, as pairs (field, new value)."""
    operator = getattr(node, "op", None)
    if isinstance(operator, ast.USub | ast.Not):
        yield "op", ast.UAdd()  # as if it were not there
    elif isinstance(node, ast.BinOp) and isinstance(operator, ast.BitOr):
        yield "sides", (node.right, node.left)  # of two dicts the later one wins
    elif type(operator) in SWAPS:
        yield "op", SWAPS[type(operator)]()
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        yield "ops", [SWAPS[type(node.ops[0])](), *node.ops[1:]]
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield "value", not node.value
        elif isinstance(node.value, int | float):
            yield "value", node.value + 1
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "test", ast.UnaryOp(ast.Not(), node.test)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "value", ast.Constant(None)  # the statement is gone
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "sorted":
        yield "func", ast.Name("list", ast.Load())
        if node.keywords:
            yield "keywords", []


def apply(node, field, value):
    """Change one node in place."""
    if field == "sides":
        node.left, node.right = value
    elif field == "func":
        node.func, node.keywords = value, []
    else:
        setattr(node, field, copy.deepcopy(value))


def draws(node):
    """Whether a function is given something to draw on, or makes a figure."""
    if not isinstance(node, ast.FunctionDef):
        return False
    if node.name.startswith("draw_"):  # it may leave that to another
        return True
    given = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
    called = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return bool(given & DRAWN_ON or called & DRAWING)


def reads(node):
    """The names that are read somewhere in a node, once for each time."""
    return [
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    ]


def is_setting(node):
    """Whether a node says what a setting is called, begins with and may be."""
    # Of a chapter's settings the page shows range and default.
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Parameter"


def only_for_looks(tree):
    """The names whose value the module takes nowhere but to draw, and for settings."""
    for_looks = Counter(
        name
        for node in ast.walk(tree)
        if draws(node) or is_setting(node)
        for name in reads(node)
    )
    taken = Counter(reads(tree))
    return {name for name in for_looks if for_looks[name] == taken[name]}


def binds_only(node, names):
    """Whether a statement does no more than give these names a value."""
    if not isinstance(node, ast.Assign | ast.AugAssign):
        return False
    targets = getattr(node, "targets", None) or [node.target]
    parts = [part for target in targets for part in ast.walk(target)]
    return {part.id for part in parts if isinstance(part, ast.Name)} <= names


def left_alone(tree):
    """The ids of the nodes that are not changed: what draws, settings, cases, types."""
    for_looks = only_for_looks(tree)
    constants = [node for node in tree.body if binds_only(node, for_looks)]
    found = {id(part) for whole in constants for part in ast.walk(whole)}
    for node in ast.walk(tree):
        whole = draws(node) or is_setting(node)
        if isinstance(node, ast.keyword) and node.arg in LEFT_ALONE:
            whole = True
        if isinstance(node, ast.FunctionDef) and node.name.startswith("cases_of_"):
            whole = True  # other cases are as good
        parts = [node] if whole else []
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "isinstance":
            parts.append(node.args[1])  # of two types either may stand first
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            parts.append(node.annotation)
        if isinstance(node, ast.FunctionDef) and node.returns:
            parts.append(node.returns)
        found |= {id(part) for whole in parts for part in ast.walk(whole)}
    return found


def mutants(source):
    """Every changed version of a source.

    Parameters
    ----------
    source : str

    Yields
    ------
    line : int
    text : str
        The line and what was changed in it, "before -> after".
    tree : ast.Module
    """
    tree = ast.parse(source)
    skipped = left_alone(tree)
    lines = source.splitlines()
    nodes = list(ast.walk(tree))
    for index, node in enumerate(nodes):
        if id(node) in skipped:
            continue
        for field, value in changes(node):
            changed = copy.deepcopy(tree)
            target = next(n for i, n in enumerate(ast.walk(changed)) if i == index)
            before = shown(target)
            apply(target, field, value)
            text = f"{lines[node.lineno - 1].strip()}: {before} -> {shown(target)}"
            yield node.lineno, text, ast.fix_missing_locations(changed)


def shown(node):
    """A node as code on one line; of a statement with a body only its test."""
    part = node.test if isinstance(node, ast.If | ast.While) else node
    return " ".join(ast.unparse(part).split())

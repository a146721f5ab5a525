"""The statements of a module or a cell: which names they bind, read and act on."""

import ast
import copy
import functools
import symtable
import textwrap
from collections import defaultdict
from importlib.util import resolve_name

__all__ = [
    "DEFINITIONS",
    "IMPORTS",
    "Module",
    "Statement",
    "is_docstring",
    "parse",
    "statements",
]

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)
GENERATOR = "genexpr"  # as symtable calls it


class Statement:
    """One statement at the top of a module or of a cell.

    Parameters
    ----------
    node : ast.stmt
    package : str
        Where a relative import starts.

    Attributes
    ----------
    node : ast.stmt
    binds : set of str
        The names that it gives a value, at the top.
    reads : set of str
        The names that it takes from outside itself when it runs.
    late : set of str
        Those that its functions take when they are called.
    acts_on : set of str
        The names whose values it changes: calls of their methods, their parts set.
    imports : dict of str to str
        For a name that it imports, anywhere in it, the dotted path that was meant.
    has_effect : bool
        Whether it does something besides giving values to names.
    """

    def __init__(self, node, package=""):
        self.node = node
        self.imports = imported(node, package)
        self.binds = set(bound(node))
        self.reads, self.late = set(), set()
        read_from_outside(table_of(node, self.binds), self.reads, self.late)
        if isinstance(node, ast.AugAssign):
            self.reads |= self.binds
        self.acts_on = {base(part) for part in changes(node)} - {None}
        self.has_effect = not is_program(node) and any(changes(node))


def bound(node):
    """The names that a statement gives a value where it stands."""
    if isinstance(node, DEFINITIONS):
        yield node.name
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif not isinstance(node, ast.Lambda):
        for field, child in ast.iter_fields(node):
            # What a comprehension binds is gone after it.
            if not (isinstance(node, ast.comprehension) and field == "target"):
                for part in child if isinstance(child, list) else [child]:
                    if isinstance(part, ast.AST):
                        yield from bound(part)


def table_of(node, binds):
    """The symbol table of a statement, as if it stood in a function.

    There, and not at the top of a module, the variable of a comprehension is told from
    the names of the module. From Python 3.12 on, only that of a generator has a table.
    """
    lines = [ast.unparse(Generators().visit(copy.deepcopy(node)))]
    if binds and not isinstance(node, ast.AnnAssign):
        lines.insert(0, f"global {', '.join(sorted(binds))}")
    text = "def statement():\n" + textwrap.indent("\n".join(lines), "    ")
    (table,) = symtable.symtable(text, "<statement>", "exec").get_children()
    return table


class Generators(ast.NodeTransformer):
    """Makes every comprehension a generator, which reads and binds the same names."""

    def generic_visit(self, node):
        super().generic_visit(node)
        if isinstance(node, ast.ListComp | ast.SetComp):
            return ast.GeneratorExp(node.elt, node.generators)
        if isinstance(node, ast.DictComp):
            return ast.GeneratorExp(ast.Tuple([node.key, node.value]), node.generators)
        return node


def read_from_outside(table, reads, late):
    """Add the names that a block takes from the module, at once and when it is called.

    Parameters
    ----------
    table : symtable.SymbolTable
        Of a statement, or of a function, class or comprehension in it.
    reads, late : set of str
        Where to add them; within a function the two are one.
    """
    for symbol in table.get_symbols():
        # What a class body reads may come from it or from the module.
        inside = isinstance(table, symtable.Function) and not symbol.is_global()
        if symbol.is_referenced() and not inside:
            reads.add(symbol.get_name())
    for child in table.get_children():
        at_once = (
            not isinstance(child, symtable.Function) or child.get_name() == GENERATOR
        )
        read_from_outside(child, reads if at_once else late, late)


def changes(node):
    """The parts of a statement that change something: calls for their effect, targets.

    What stands inside a definition happens when that is called, and is no part of it.
    """
    if isinstance(node, DEFINITIONS) or is_docstring(node):
        return
    if isinstance(node, ast.Expr):
        yield node.value
    if isinstance(node, ast.AugAssign):
        yield node.target
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(
        node.ctx, ast.Load
    ):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from changes(child)


def base(node):
    """The name at the root of `name.attribute[index].method(...)`; None for others."""
    if isinstance(node, ast.Call):
        # print(x) acts on nothing that has a name.
        node = None if isinstance(node.func, ast.Name) else node.func
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def imported(node, package):
    """The names that are imported anywhere in a statement, with their dotted paths."""
    found = {}
    for part in ast.walk(node):
        if isinstance(part, ast.Import):
            for alias in part.names:
                name = alias.asname or alias.name.partition(".")[0]
                found[name] = alias.name if alias.asname else name
        elif isinstance(part, ast.ImportFrom):
            module = part.module or ""
            if part.level:
                module = resolve_name("." * part.level + module, package)
            for alias in part.names:
                if alias.name == "*":
                    raise ValueError(f"from {module} import *: name what you import")
                found[alias.asname or alias.name] = f"{module}.{alias.name}"
    return found


def is_docstring(node):
    """Whether a statement is a bare text, which does nothing."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def is_program(node):
    """Whether a statement is `if __name__ == "__main__"`, which no import runs."""
    return isinstance(node, ast.If) and ast.unparse(node.test).startswith("__name__ ==")


class Module:
    """A module's statements, by the names that they bind.

    Parameters
    ----------
    text : str
        Its source.
    package : str
        Where its relative imports start.

    Attributes
    ----------
    statements : list of Statement
        All but imports and docstrings.
    binding : dict of str to list of Statement
    imports : dict of str to str
        Of the top, as in `Statement`.
    """

    def __init__(self, text, package=""):
        self.statements, self.imports = [], {}
        self.binding = defaultdict(list)
        for statement in statements(text, package):
            # What a definition imports, it imports when it is called.
            late = isinstance(statement.node, DEFINITIONS)
            imports = {} if late else statement.imports
            self.imports |= imports
            if not isinstance(statement.node, IMPORTS):
                self.statements.append(statement)
                for name in statement.binds - set(imports):
                    self.binding[name].append(statement)


def statements(text, package=""):
    """The statements of a text, one `Statement` each; no docstrings."""
    nodes = ast.parse(text).body
    return [Statement(node, package) for node in nodes if not is_docstring(node)]


@functools.cache
def parse(text, package=""):
    """The `Module` of a text, made once."""
    return Module(text, package)

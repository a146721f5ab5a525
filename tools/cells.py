"""The cells of a chapter that its results need: what a sweep runs, and its digest.

From the cell that shows the results, names are followed backwards: every cell before it
counts that binds, or acts on, a name which is read in a cell that counts. Only these
are run, so a result is always that of the code in its digest.
"""

import ast
import copy

import nbformat

from tools.syntax import Statement

__all__ = ["needed"]

SHOWS = "show_results"


class Cell:
    """A code cell: which names it changes, and which ones it needs from others.

    Parameters
    ----------
    source : str

    Attributes
    ----------
    touches : set of str
        The names that it binds or acts on.
    binds : set of str
        Those of them that have a new value after it, whatever they had before.
    reads : set of str
        The names that it needs as they were before it.
    late : set of str
        The names that its functions read, perhaps after a later cell has bound them.
    """

    def __init__(self, source):
        self.touches, self.late, self.reads = set(), set(), set()
        self.binds = self.follow(ast.parse(source).body, set())
        self.reads |= self.late - self.binds

    def follow(self, nodes, bound):
        """Go through statements, given what is bound before; what is bound after."""
        for node in nodes:
            head, blocks = taken_apart(node)
            statement = Statement(head)
            self.touches |= statement.binds | statement.acts_on
            self.late |= statement.late
            self.reads |= statement.reads - bound
            for block in blocks:  # it may not run at all
                self.follow(block, bound | statement.binds)
            if not blocks:
                bound = bound | statement.binds
        return bound


def taken_apart(node):
    """A loop, an `if` or a `with` without its blocks, and these; others are whole."""
    if not isinstance(node, ast.For | ast.While | ast.If | ast.With):
        return node, []
    head, blocks = copy.copy(node), [node.body, getattr(node, "orelse", [])]
    head.body, head.orelse = [ast.Pass()], []
    return head, blocks


def needed(path):
    """The cells that a chapter's results need.

    Parameters
    ----------
    path : Path
        The notebook.

    Returns
    -------
    list of nbformat.NotebookNode
        In their order; the last one shows the results.

    Raises
    ------
    ValueError
        If no cell shows results.
    """
    nodes = [
        node
        for node in nbformat.read(path, as_version=4).cells
        if node.cell_type == "code"
        and "stored-results" not in node.metadata.get("tags", [])
    ]
    cells = [Cell(node.source) for node in nodes]
    showing = [i for i, cell in enumerate(cells) if SHOWS in cell.reads]
    if not showing:
        raise ValueError(f"no cell of {path.name} calls {SHOWS}")
    last = showing[-1]
    chosen, before = {last}, None
    while chosen != before:  # a function may need what a cell below it binds
        before, names = set(chosen), set()
        for i in range(last, -1, -1):
            late = set().union(*(cells[j].late for j in before if j < i))
            if i == last or cells[i].touches & (names | late):
                chosen.add(i)
                names = (names - cells[i].binds) | cells[i].reads
    return [nodes[i] for i in sorted(chosen)]

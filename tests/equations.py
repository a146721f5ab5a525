"""The index of equations: which proof belongs to which number."""

import ast
import json
import re
from pathlib import Path


def equation_index(notebooks):
    """Find the proof of every numbered equation, and what is amiss.

    A number is a `\\tag{4.3}` in a markdown cell, outside code. Its proof is a call of
    `prove` or `verify...` with that number written out, in a later code cell of the
    same notebook. Calls inside `try` demonstrate a failure and do not count.

    Parameters
    ----------
    notebooks : iterable of paths, or dict of str to notebook node

    Returns
    -------
    equations : dict
        Tag to (notebook, id of the equation's cell, id of the proof's cell or None).
    problems : list of str
        Empty when every equation has one proof and every proof one equation.
    """
    if not isinstance(notebooks, dict):
        paths = [Path(path) for path in notebooks]
        notebooks = {p.name: json.loads(p.read_text(encoding="utf-8")) for p in paths}
    equations, problems = {}, []
    for notebook, content in notebooks.items():
        for cell in content["cells"]:
            find = {"markdown": _tags, "code": _proofs}.get(cell["cell_type"])
            for tag in find("".join(cell["source"])) if find else ():
                home, equation, proof = equations.get(tag, (None, None, None))
                problem = None
                if find is _tags and home:
                    problem = "has been used before"
                elif find is _tags:
                    equations[tag] = (notebook, cell["id"], None)
                elif home != notebook:
                    problem = "is proved, but no equation before has this number"
                elif proof:
                    problem = "is proved twice"
                else:
                    equations[tag] = (home, equation, cell["id"])
                if problem:
                    problems.append(f"{notebook}, cell {cell['id']}: ({tag}) {problem}")
    for tag, (notebook, cell_id, proof) in equations.items():
        if proof is None:
            problems.append(f"{notebook}, cell {cell_id}: ({tag}) has no proof")
    return equations, problems


def _tags(markdown):
    code = r"^(```|~~~).*?^\1|`[^`\n]*`"
    text = re.sub(code, "", markdown, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"\\tag\*?\{([^}]*)\}", text)


def _proofs(source):
    """The numbers that a code cell proves, or the code of one not written out."""
    tree = ast.parse(re.sub(r"^[%!].*$", "", source, flags=re.MULTILINE))
    tries = [node for node in ast.walk(tree) if isinstance(node, ast.Try)]
    shown = {id(node) for attempt in tries for node in ast.walk(attempt)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in shown:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if re.fullmatch(r"prove|verify(_gradient)?", name):
                tag = node.args[0] if node.args else node
                written = isinstance(tag, ast.Constant)
                yield tag.value if written else ast.unparse(tag)

"""A digest of the code behind a stored result, found by following names.

From its roots, the functions of a measurement or the cells of a chapter, every name is
followed to what binds it, anywhere in helpers/ and tools/, and from there to the names
that stand in that. What counts is the syntax alone, without comments, docstrings,
imports and the names of modules, so that code may be moved; and what a module does
besides defining names, where one of its names is used. Other packages are not
followed: their versions are stored with a result.
"""

import ast
import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from tools.syntax import IMPORTS, is_docstring, parse

__all__ = ["NOT_FOLLOWED", "REGISTRIES", "Sources", "digest", "reached"]

ROOT = Path(__file__).resolve().parent.parent
OURS = ("helpers", "tools", "cells")  # the last are a chapter's, see tools.cells
# What shows or checks numbers, and makes none: modules, or names in them.
NOT_FOLLOWED = (
    "helpers.chapters.text_classifier.parameters",  # a cell has the values
    "helpers.check",
    "helpers.exercises",
    "helpers.explorers",
    "helpers.figures",
    "helpers.proofs",
    "helpers.corpora.own_files",  # no stored result is about a file of your own
    "helpers.corpora.labels",
    "helpers.corpora.look",
    "helpers.classifiers.training._Bar",
)
# Dicts by name, of which one row is taken while the program runs: only the rows count
# whose key is written in the code or the data that were followed.
REGISTRIES = ("helpers.classifiers.MODELS", "helpers.corpora.NAMED")
WHOLE, EFFECT = "*", "!"  # in place of a name: all of a module, a statement of it


@dataclass(frozen=True)
class Place:
    """Where a dotted path ends.

    Attributes
    ----------
    module : str
    name : str
        Bound in that module; `WHOLE` where the path ends at the module itself.
    rest : tuple of str
        The attributes that follow it.
    through : tuple of str
        The modules that Python runs on the way.
    """

    module: str
    name: str
    rest: tuple
    through: tuple

    @property
    def address(self):
        """The dotted path of what was found."""
        return self.module if self.name == WHOLE else f"{self.module}.{self.name}"


class Sources:
    """The project's modules as they are in its files, or changed.

    Parameters
    ----------
    changed : dict of str to str, optional
        Path below `root`, with forward slashes, and the text to take instead.
    root : Path
    """

    def __init__(self, changed=None, root=ROOT):
        self.changed, self.root = changed or {}, root
        self.modules = {}

    @cached_property
    def registries(self):
        """The addresses of `REGISTRIES`, as far as they exist."""
        return self.addresses(REGISTRIES)

    @cached_property
    def not_followed(self):
        """The addresses of `NOT_FOLLOWED`, as far as they exist."""
        return self.addresses(NOT_FOLLOWED)

    def addresses(self, paths):
        """Where the names at some dotted paths are really bound."""
        return [place.address for place in map(self.find, paths) if place]

    def follows(self, address):
        """Whether what stands there may change a number."""
        return not any(
            address == shown or address.startswith(f"{shown}.")
            for shown in self.not_followed
        )

    def text(self, path):
        """The text of a file."""
        if path in self.changed:
            return self.changed[path]
        return (self.root / path).read_text(encoding="utf-8")

    def path(self, module):
        """The file of a module by its dotted name; None if it has none."""
        path = module.replace(".", "/")
        for candidate in (f"{path}.py", f"{path}/__init__.py"):
            if candidate in self.changed or (self.root / candidate).is_file():
                return candidate
        return None

    def is_folder(self, path):
        """Whether a path below `root` is a folder."""
        inside = any(file.startswith(f"{path}/") for file in self.changed)
        return inside or (self.root / path).is_dir()

    def module(self, name):
        """The `tools.syntax.Module` of that dotted name, or None."""
        if name not in self.modules:
            path, found = self.path(name), None
            if path:
                package = (
                    name if path.endswith("__init__.py") else name.rpartition(".")[0]
                )
                found = parse(self.text(path), package)
            elif self.is_folder(name.replace(".", "/")):
                found = parse("")  # without __init__.py it is a package too
            self.modules[name] = found
        return self.modules[name]

    def locate(self, module, names):
        """Where the path `module.names[0].names[1]...` ends, through re-exports.

        Returns
        -------
        Place or None
            None if it is not ours, or nothing that a module binds.
        """
        if module.partition(".")[0] not in OURS:
            return None
        through, names = [module], tuple(names)
        while names:
            name, here = names[0], self.module(module)
            if here is None:
                return None
            if name in here.binding:
                return Place(module, name, names[1:], tuple(through))
            target = here.imports.get(name, f"{module}.{name}")
            if target != f"{module}.{name}":  # bound by an import of something else
                found = self.find(".".join([target, *names[1:]]))
                return found and replace(found, through=(*through, *found.through))
            module, names = target, names[1:]
            through.append(module)
        return Place(module, WHOLE, (), tuple(through)) if self.module(module) else None

    def find(self, dotted):
        """`locate` for a path in one text: "helpers.optimizers.adam"."""
        top, *names = dotted.split(".")
        return self.locate(top, names)


class Piece:
    """A piece of code, written so that only what can change a number is left.

    Parameters
    ----------
    sources : Sources
    module : str
        Where it stands.
    parts : list of (tools.syntax.Statement, ast.AST)
        What belongs to it, and the statement in which each stands.

    Attributes
    ----------
    text : str
    leads_to : list of Place
        What its names are bound to, as far as that is ours.
    strings : set of str
        The texts that are written in it.
    """

    def __init__(self, sources, module, parts):
        self.sources, self.module = sources, module
        self.leads_to, self.strings = [], set()
        self.text = repr([self.plain(node, statement) for statement, node in parts])

    def plain(self, node, statement):
        """The syntax as nested lists, the same under every version of Python."""
        if isinstance(node, list):
            return [
                self.plain(part, statement)
                for part in node
                if not isinstance(part, IMPORTS) and not is_docstring(part)
            ]
        if not isinstance(node, ast.AST):
            return repr(node)
        if place := self.place(node, statement):
            self.leads_to.append(place)
            return ["Name", place.name, *place.rest]
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.strings.add(node.value)
        fields = [
            [field, self.plain(value, statement)]
            for field, value in ast.iter_fields(node)
            if value not in (None, []) and field not in ("ctx", "kind", "type_comment")
        ]
        return [type(node).__name__, *fields]

    def place(self, node, statement):
        """Where a name or `module.name` leads; None if it is local or not ours."""
        names = []
        while isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        if node.id in statement.imports:
            return self.sources.find(".".join([statement.imports[node.id], *names]))
        if node.id in statement.reads | statement.late:
            return self.sources.locate(self.module, [node.id, *names])
        return None


def pieces_of(sources, module, name):
    """What binds a name, or all of a module, or its effects: parts by their key."""
    here = sources.module(module)
    if name == EFFECT:
        effects = [s for s in here.statements if s.has_effect]
        return {(module, name, i): [(s, s.node)] for i, s in enumerate(effects)}
    statements = here.statements if name == WHOLE else here.binding[name]
    return {(module, name, ""): [(s, s.node) for s in statements]}


def rows_of(sources, module, name):
    """The rows of a registry: parts by their key."""
    found = {}
    for statement in sources.module(module).binding[name]:
        display = getattr(statement.node, "value", None)
        keys = getattr(display, "keys", [None])
        if not all(isinstance(key, ast.Constant) for key in keys):
            raise ValueError(f"{module}.{name} has to be written as {{key: row, ...}}")
        for key, row in zip(keys, display.values, strict=True):
            found[module, name, key.value] = [(statement, row)]
    return found


def reached(roots, sources=None, written=()):
    """Every piece of code that is reached from the roots.

    Parameters
    ----------
    roots : list of str
        Dotted paths; that of a module means all of it.
    sources : Sources, optional
    written : iterable of str
        Texts that count as written in the code: the values of a grid.

    Returns
    -------
    dict of tuple to Piece
        By module, name, and a number or the key of a registry's row.

    Raises
    ------
    ValueError
        If there is no such root, or a registry is no dict display.
    """
    sources = sources or Sources()
    found, strings, waiting, rows = {}, set(written), {}, {}

    def meet(place):
        """Let what a place needs wait for its turn."""
        for module, name in [
            (place.module, place.name),
            *((module, EFFECT) for module in place.through),
        ]:
            address = f"{module}.{name}"
            if not sources.follows(address):
                continue
            if address in sources.registries:
                rows.update(rows_of(sources, module, name))
            else:
                waiting.update(pieces_of(sources, module, name))

    for root in roots:
        place = sources.find(root)
        if place is None:
            raise ValueError(f"there is no {root}")
        meet(place)
    while waiting:
        key, parts = waiting.popitem()
        if key not in found:
            found[key] = piece = Piece(sources, key[0], parts)
            strings |= piece.strings
            for place in piece.leads_to:
                meet(place)
        if not waiting:  # only now is it known which rows are written somewhere
            waiting.update(
                {
                    key: parts
                    for key, parts in rows.items()
                    if key[-1] in strings and key not in found
                }
            )
    return found


def digest(roots, sources=None, data=None):
    """A digest of all the code that is reached from the roots.

    Parameters
    ----------
    roots : list of str
        Dotted paths; that of a module means all of it.
    sources : Sources, optional
    data : JSON-able, optional
        A grid; it counts, and so do the rows that its texts name.

    Returns
    -------
    str
        SHA-256, as hexadecimal digits.
    """
    pieces = reached(roots, sources, texts_in(data))
    own = {key: sha256(piece.text) for key, piece in pieces.items()}
    # Two names may be spelt alike in two modules: so each piece says what it leads to.
    whole = {
        sha256(" ".join([own[key], *sorted(led_to(piece, own))]))
        for key, piece in pieces.items()
    }
    return sha256(" ".join([json.dumps(data, sort_keys=True), *sorted(whole)]))


def led_to(piece, own):
    """The digests of what a piece of code leads to, each once."""
    keys = {(place.module, place.name, "") for place in piece.leads_to}
    return {own[key] for key in keys if key in own}


def texts_in(data):
    """The texts in JSON-able data, keys included."""
    if isinstance(data, dict):
        return texts_in([*data, *data.values()])
    if isinstance(data, list):
        return {text for part in data for text in texts_in(part)}
    return {data} if isinstance(data, str) else set()


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()

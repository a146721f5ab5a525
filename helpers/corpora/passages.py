"""What a source file's docstrings say in prose, its package's names masked."""

import ast
import re
import warnings
from collections import deque
from functools import cache

__all__ = ["MASK", "docstrings", "mask", "prose"]

MASK = "…"

_DOCUMENTED = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_PROSE_SECTIONS = {"notes", "explanation", "description", "details"}
_UNDERLINE = re.compile(r"([=\-~^*#])\1{2,}[=\- ]*")
# Directives, lists, tables, fields such as ":param x:", prompts, comments.
_NO_PROSE = re.compile(r"\.\. |[-*+•$] |[|@%#]|:\w[\w ]*:( |$)|\d+[.)] |In \[|Out\[")

# Masked inside a longer word as well: KerasTensor, jupyter_server, numpy-like.
_NAMES = re.compile(
    "fonttools|grpc|httpcore|httpx|ipykernel|ipython|ipywidgets|jupyter|keras"
    "|matplotlib|mpmath|nbclient|nbconvert|nbformat|numpy|openvino|pandas|papermill"
    "|pyplot|pytorch|pyzmq|scikit|scipy|seaborn|sklearn|sympy|tensorflow|tornado"
    "|urllib3|zmq"
)
# Masked as a whole word: np, or the first half of tf-idf.
_ALIASES = {
    "h11",
    "jax",
    "mpl",
    "np",
    "pd",
    "pil",
    "pillow",
    "plt",
    "requests",
    "sns",
    "sp",
    "tf",
    "torch",
}
_DOTTED = re.compile(r"[a-z_]\w*\.[a-z_]")
_ABBREVIATIONS = {"e.g", "i.e", "a.k.a"}


def docstrings(source):
    """The docstrings of a module and of what is public in it.

    Parameters
    ----------
    source : bytes

    Yields
    ------
    str

    Raises
    ------
    SyntaxError
        If this Python cannot read the source.
    """
    if b'"""' not in source and b"'''" not in source:
        return  # a third of the files: parsing them would find nothing
    # Odd backslashes in somebody else's strings are not the reader's concern.
    with warnings.catch_warnings(action="ignore"):
        waiting = deque([ast.parse(source)])
    while waiting:
        node = waiting.popleft()
        if doc := ast.get_docstring(node):
            yield doc
        for child in node.body:
            if isinstance(child, _DOCUMENTED) and not child.name.startswith("_"):
                waiting.append(child)


def prose(doc):
    """What a docstring says in sentences: no examples, code, tables or parameters."""
    said = []
    fenced = example = False
    wanted = True  # until a section begins that holds no prose
    lines = doc.splitlines()
    for raw, below in zip(lines, [*lines[1:], ""], strict=True):
        line = raw.strip()
        example = line.startswith(">>>") or (example and bool(line))
        if line.startswith("```"):
            fenced = not fenced
        elif line and _UNDERLINE.fullmatch(below.strip()):
            wanted = line.lower() in _PROSE_SECTIONS
        elif line and wanted and not fenced and not example:
            indented = raw[:1].isspace()  # code, or the text of a parameter or a list
            underline = _UNDERLINE.fullmatch(line)
            heading = re.fullmatch(r"[\w /]{1,30}:+", line)  # "Returns:"
            if not (indented or underline or heading or _NO_PROSE.match(line)):
                said.append(line)
    return " ".join(said)


def mask(text):
    """Put `MASK` for package names, their aliases, dotted paths and addresses."""
    text = re.sub(r":[\w:]+:`~?([^`]*)`", r"\1", text)  # :class:`Axes` -> Axes
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)  # [text](address) -> text
    text = re.sub(r"https?://\S+", MASK, text)
    text = re.sub(r"\s*<[^<>\s]+>", "", text)  # User Guide <svm>
    text = re.sub(r"(?<![\w*])(\*{1,2})(\w[^*]*)\1(?!\w)", r"\2", text)  # **very**
    text = re.sub(r"`+|~\.?|(?<![\w.])\.(?=[A-Z])|\s*\[\d+\]_?", "", text)
    text = re.sub(
        r"[\w-]+(?:\.\w[\w-]*)*(?:\(\))?",
        lambda match: MASK if _names_a_package(match[0]) else match[0],
        text,
    )
    return re.sub(rf"{MASK}(\s*{MASK})+", MASK, " ".join(text.split()))


@cache
def _names_a_package(word):
    """Whether a word or dotted path is or holds a name that tells the subject."""
    word = word.lower()
    dotted = "." in word and word not in _ABBREVIATIONS and _DOTTED.search(word)
    parts = re.split(r"[\W_]+", word)
    return bool(dotted or _NAMES.search(word) or not _ALIASES.isdisjoint(parts))

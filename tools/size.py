"""Lines of every module of helpers and tools: python -m tools.size

Blank lines, comments and docstrings do not count. Small is the aim, and read in an
hour the measure: this only tells.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def lines_of_code(source):
    """How many lines of a module's source are neither blank, comment nor docstring."""
    told = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            told |= set(range(node.lineno, node.end_lineno + 1))
    return sum(
        bool(line.strip()) and not line.strip().startswith("#") and number not in told
        for number, line in enumerate(source.splitlines(), 1)
    )


def table(folder):
    """The lines of code of every module below a folder of the checkout, by path."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return {
        path.relative_to(ROOT).as_posix(): lines_of_code(path.read_text("utf-8"))
        for path in paths
    }


def main():
    for folder in ("helpers", "tools"):
        sizes = table(folder)
        for path, lines in sizes.items():
            print(f"{lines:6,}  {path}")
        chapters = sum(n for path, n in sizes.items() if "/chapters/" in path)
        beside = f", {sum(sizes.values()) - chapters:,} beside the chapters"
        print(f"{sum(sizes.values()):6,}  {folder}{beside if chapters else ''}\n")


if __name__ == "__main__":
    main()

"""Resolve requirements/*.lock from pyproject.toml: exact versions, for every platform.

Usage: python -m tools.lock [--upgrade]

Every pin stays as it is, unless pyproject.toml rules it out or an upgrade is asked for:
the corpus installed-docs is the docstrings of these packages, so another version may
change numbers that chapters quote.
"""

import argparse
import re
import subprocess

from tools.setup import ROOT, bootstrap_uv

# One version for all Pythons, and no address of a package index in the file.
COMPILE = ["pip", "compile", "--quiet", "--universal", "--generate-hashes"]
COMPILE += ["--no-emit-index-url", "--no-header", "--fork-strategy", "fewest"]
# What each lock resolves; all of them agree with the first.
LOCKS = {
    "cpu": ["pyproject.toml", "--extra", "cpu"],
    "gpu": ["pyproject.toml", "--extra", "gpu"],
    "jax": ["pyproject.toml", "--extra", "jax"],
    "dev": ["--group", "dev"],
}


def command(name, upgrade=False):
    """The arguments of uv that resolve one lock.

    Parameters
    ----------
    name : str
        One of `LOCKS`.
    upgrade : bool
        Take the newest versions; without it, uv keeps those that the file has.

    Returns
    -------
    list of str
    """
    agree = [] if name == "cpu" else ["-c", "requirements/cpu.lock"]
    newest = ["--upgrade"] if upgrade else []
    return [*COMPILE, *LOCKS[name], *agree, *newest, "-o", f"requirements/{name}.lock"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upgrade", action="store_true", help="to the newest versions")
    upgrade = parser.parse_args().upgrade
    for name in LOCKS:
        subprocess.run([bootstrap_uv(), *command(name, upgrade)], check=True, cwd=ROOT)
        text = (ROOT / "requirements" / f"{name}.lock").read_text()
        count = len(re.findall(r"^[\w.-]+==", text, re.MULTILINE))
        print(f"requirements/{name}.lock: {count} packages")


if __name__ == "__main__":
    main()

"""Resolve requirements/*.lock anew: exact versions and hashes, for every platform."""

import re
import subprocess
from pathlib import Path

from setup import ROOT, bootstrap_uv

REQUIREMENTS = Path("requirements")
# One version for all Pythons, and no address of a package index in the file.
COMPILE = ["pip", "compile", "--quiet", "--universal", "--generate-hashes"]
COMPILE += ["--no-emit-index-url", "--no-header", "--fork-strategy", "fewest"]


def compile_lock(name, *what, agree_with=None):
    output = REQUIREMENTS / f"{name}.lock"
    agree = ["-c", str(REQUIREMENTS / f"{agree_with}.lock")] if agree_with else []
    command = [bootstrap_uv(), *COMPILE, *what, *agree, "-o", str(output)]
    subprocess.run(command, check=True, cwd=ROOT)
    count = len(re.findall(r"^[\w.-]+==", (ROOT / output).read_text(), re.MULTILINE))
    print(f"{output}: {count} packages")


if __name__ == "__main__":
    compile_lock("cpu", "pyproject.toml", "--extra", "cpu", "--upgrade")
    compile_lock("gpu", "pyproject.toml", "--extra", "gpu", agree_with="cpu")
    compile_lock("jax", "pyproject.toml", "--extra", "jax", agree_with="cpu")
    compile_lock("dev", "--group", "dev", agree_with="cpu")

"""The environment in which frameworks stand side by side: .venv-parity.

TensorFlow, JAX and PyTorch at once, for the comparisons that chapters quote. PyTorch
comes by plain pip and not from a lock with hashes, because its builds for the CPU alone
are found there, where the lock would bring gigabytes for a GPU.

Usage: python -m tools.parity    makes it where it is missing or out of date
"""

import hashlib
import re
import subprocess
import sys
import tomllib

from tools.setup import ROOT, UV_VENV, bootstrap_uv, lock_file, python_in

VENV = ROOT / ".venv-parity"
STAMP = VENV / "derived.txt"


def wanted():
    """Extras jax and parity, and the locked versions that they have to keep to."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = extras["project"]["optional-dependencies"]
    locked = "".join(lock_file(name).read_text() for name in ("cpu", "jax"))
    versions = re.findall(r"^([\w.-]+==[\w.]+)(?= |$)", locked, re.MULTILINE)
    return extras["jax"] + extras["parity"], sorted(set(versions))


def python():
    """The environment's interpreter, installed when it has to be."""
    packages, versions = wanted()
    stamp = hashlib.sha256("\n".join(packages + versions).encode()).hexdigest()
    interpreter = python_in(VENV)
    if STAMP.exists() and STAMP.read_text() == stamp and interpreter.exists():
        return interpreter
    uv = bootstrap_uv()
    print(f"parity: installing {', '.join(packages)} beside TensorFlow", flush=True)
    make = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV]
    subprocess.run(make, check=True)
    pip = [uv, "pip", "install", "--quiet", "--python", interpreter]
    subprocess.run([*pip, "--require-hashes", "-r", lock_file("cpu")], check=True)
    constraints = VENV / "constraints.txt"
    constraints.write_text("\n".join(versions))
    plain = [python_in(UV_VENV), "-m", "pip", "--python", interpreter, "install"]
    subprocess.run([*plain, "--quiet", "-c", constraints, *packages], check=True)
    package = ["--no-deps", "--no-build-isolation", "--editable", ROOT]
    subprocess.run([*pip, *package], check=True)
    STAMP.write_text(stamp)
    return interpreter


if __name__ == "__main__":
    python()

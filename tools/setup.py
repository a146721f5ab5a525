"""Install Derived's locked environment into .venv; `python tools/setup.py --help`.

Runs on any Python 3 with nothing installed, so that a Python which is too old can be
told so in a sentence. Does nothing, quickly, when what is installed is what is locked.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
UV_VENV = ROOT / ".uv"
STATE = VENV / "derived.json"
OLDEST, NEWEST = (3, 11, 5), (3, 13)


def python_in(venv):
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fail(sentence):
    sys.exit("setup: " + sentence)


def lock_file(name):
    return ROOT / "requirements" / (name + ".lock")


def digest(name):
    return hashlib.sha256(lock_file(name).read_bytes()).hexdigest()


def installed():
    """What .venv holds, {} if it holds nothing that this script finished."""
    try:
        state = json.loads(STATE.read_text())
        return state if python_in(VENV).exists() else {}
    except (OSError, ValueError):
        return {}


def bootstrap_uv():
    """A private uv, exactly the locked one, in a folder of its own."""
    uv = UV_VENV / "bin" / "uv"
    if os.name == "nt":
        uv = UV_VENV / "Scripts" / "uv.exe"
    stamp = UV_VENV / "derived.txt"
    if uv.exists() and stamp.exists() and stamp.read_text() == digest("bootstrap"):
        return str(uv)
    shutil.rmtree(str(UV_VENV), ignore_errors=True)
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    made = subprocess.run([sys.executable, "-m", "venv", str(UV_VENV)], **quiet)
    if made.returncode:
        fail(
            "python3 cannot make a virtual environment; install its venv module "
            "(on Debian and Ubuntu: apt install python3-venv) and run this again."
        )
    pip = [str(python_in(UV_VENV)), "-m", "pip", "install", "--quiet", "--retries", "1"]
    got = subprocess.run(
        [*pip, "--require-hashes", "-r", str(lock_file("bootstrap"))], **quiet
    )
    if got.returncode:
        log = UV_VENV / "setup.log"
        log.write_bytes(got.stdout)
        fail(
            "the installer could not be downloaded; the first installation needs a "
            "network: connect and run the same command again "
            f"(details: {log.relative_to(ROOT)})."
        )
    stamp.write_text(digest("bootstrap"))
    return str(uv)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--lock",
        choices=["cpu", "gpu", "jax"],
        help="which environment: TensorFlow on the CPU, TensorFlow on an NVIDIA GPU, "
        "or Keras on JAX (default: the one installed, else cpu)",
    )
    parser.add_argument(
        "--dev", action="store_true", help="the tools of tests and authors as well"
    )
    options = parser.parse_args()

    version = sys.version_info[:3]
    if version < OLDEST or version[:2] > NEWEST:
        fail(
            f"Derived needs Python 3.11.5 to 3.13, and {sys.executable} is "
            f"{'.'.join(map(str, version))}; install one of them and name it: "
            "make setup PYTHON=python3.12"
        )

    (ROOT / "build").mkdir(exist_ok=True)  # where papermill's results go
    state = installed()
    lock = options.lock or state.get("lock", "cpu")
    locks = [lock] + (["dev"] if options.dev or "dev" in state.get("locks", {}) else [])
    wanted = {"lock": lock, "locks": {name: digest(name) for name in locks}}
    wanted["package"] = hashlib.sha256(
        (ROOT / "pyproject.toml").read_bytes()
    ).hexdigest()
    if state == wanted:
        return

    uv = bootstrap_uv()
    # Two TensorFlows share one folder, so a change of lock starts from nothing.
    if state.get("lock") != lock:
        made = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)]
        if subprocess.run(made).returncode:
            fail(
                "the virtual environment .venv could not be made; see the lines above."
            )
    pip = [uv, "pip", "install", "--python", str(python_in(VENV))]
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        # Python will not keep what it compiles at first use, and would do it again in
        # every kernel: Keras on TensorFlow alone takes 13 seconds.
        pip.append("--compile-bytecode")
    files = [part for name in locks for part in ("-r", str(lock_file(name)))]
    print(f"setup: installing {' and '.join(locks)} into .venv", flush=True)
    STATE.unlink(missing_ok=True)
    package = ["--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    for arguments in (["--require-hashes", *files], package):
        if subprocess.run(pip + arguments).returncode:
            fail(
                "the installation did not finish; see uv's lines above, and if they "
                "speak of a connection, connect and run the same command again."
            )
    STATE.write_text(json.dumps(wanted, indent=1))


if __name__ == "__main__":
    main()

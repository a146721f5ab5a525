"""What an earlier commit's code measures on this machine, now."""

import json
import os
import subprocess
from pathlib import Path

__all__ = ["earlier"]

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "earlier"
MEASURED_THERE = """
import json, sys
from importlib import import_module

script = import_module(f"tools.measurements.{sys.argv[1]}")
print(json.dumps([r for case in json.loads(sys.argv[2]) for r in script.measure(case)]))
"""


def earlier(result, probes, commit):
    """The rows that a commit's code gives for some cases, here and now.

    Parameters
    ----------
    result : Script
    probes : list of dict
    commit : str

    Returns
    -------
    list of dict
    """
    git = ["git", "-C", ROOT, "worktree"]
    subprocess.run([*git, "remove", "--force", FOLDER], capture_output=True)
    subprocess.run([*git, "add", "--detach", FOLDER, commit], check=True)
    command = [result.python(), "-c", MEASURED_THERE, result.name, json.dumps(probes)]
    elsewhere = {"PYTHONPATH": str(FOLDER), "TQDM_DISABLE": "1"}
    try:
        there = subprocess.run(
            command,
            cwd=FOLDER,
            env=os.environ | elsewhere,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return json.loads(there.stdout.splitlines()[-1])
    finally:
        subprocess.run([*git, "remove", "--force", FOLDER], check=True)

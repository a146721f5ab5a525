"""Run chapter 6 whole under other circumstances: python -m tools.variations [NAME ...]

With other seeds, which draw the sample of texts as well; on one thread; with another
arithmetic; with Keras on JAX. Every assertion of the page has to hold in each. Prints
what each found; exit status 1 if a cell of one failed or took too long. The notebooks
are left in build/variations. A run takes minutes, and longest on JAX, because XLA
compiles a network anew for every width of a batch.
"""

import argparse
import os
import subprocess
import sys

import pandas as pd

from helpers import runs
from tools import parity
from tools.measurements.variations import CIRCUMSTANCES
from tools.workbook import BUILD, NOTEBOOKS

CHAPTER = NOTEBOOKS / "06_text_classifier.ipynb"
OUT = BUILD / "variations"
LIMIT = 1200  # seconds
# The seed, and the circumstances in which the chapter starts.
VARIATIONS = {
    **{f"seed {seed}": (seed, "as on the page") for seed in range(5)},
    **{name: (0, name) for name in list(CIRCUMSTANCES)[1:]},
}


def run(name, out=OUT):
    """Run the chapter under one of `VARIATIONS`.

    Parameters
    ----------
    name : str
    out : pathlib.Path
        The folder of the notebook that has been run.

    Returns
    -------
    dict
        What its last cell shows.

    Raises
    ------
    subprocess.CalledProcessError
        If a cell failed; its `stderr` says which.
    subprocess.TimeoutExpired
        If it has not ended after `LIMIT` seconds.
    """
    seed, circumstances = VARIATIONS[name]
    environment = CIRCUMSTANCES[circumstances]
    other_backend = "KERAS_BACKEND" in environment
    python = parity.python() if other_backend else sys.executable
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name.replace(' ', '_')}.ipynb"
    command = [python, "-m", "papermill", "--cwd", NOTEBOOKS, "--no-progress-bar"]
    command += [CHAPTER, path, "-p", "seed", str(seed)]
    subprocess.run(
        command,
        env=os.environ | environment,
        check=True,
        capture_output=True,
        timeout=LIMIT,
    )
    return runs.finished(path, {"seed": seed})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    known = ", ".join(VARIATIONS)
    parser.add_argument("names", nargs="*", help=f"of {known}; none: all")
    names = parser.parse_args().names or list(VARIATIONS)
    if unknown := set(names) - set(VARIATIONS):
        parser.error(f"no {', '.join(unknown)}; there are {known}")
    found, failed = {}, []
    columns = ["epochs_run", "test_accuracy", "baseline_accuracy", "train_seconds"]
    for name in names:
        print(f"{name} ...", flush=True)
        try:
            found[name] = run(name)
        except subprocess.CalledProcessError as error:
            print(error.stderr.decode()[-2000:])
            failed.append(name)
        except subprocess.TimeoutExpired:
            print(f"not ended after {LIMIT} seconds")
            failed.append(name)
    if found:
        table = pd.DataFrame(found).T[columns].astype(float)
        table["lead"] = table["test_accuracy"] - table["baseline_accuracy"]
        print(table.round(3).to_string())
    print(f"{len(found)} ran to the end, every assertion held")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()

"""Results of runs: shown so that a sweep can read them, and loaded from assets.

A notebook ends by showing what it measured (`show_results`). What takes longer than a
chapter may is measured once by `make results`, stored under assets/results, and loaded
by the chapter (`load_results`).
"""

import json
from pathlib import Path

import pandas as pd
from IPython.display import display

__all__ = ["MIME", "load_results", "show_results"]

MIME = "application/x.derived-results+json"
STORED = Path(__file__).resolve().parent.parent / "assets" / "results"


def show_results(**results):
    """Display one run's results as a table that also carries them as JSON.

    Parameters
    ----------
    **results : str, int, float or bool
        One name and value each; numbers as they are, unrounded.
    """
    shown = {k: f"{v:.4g}" if isinstance(v, float) else v for k, v in results.items()}
    table = pd.DataFrame({"value": shown.values()}, index=list(shown))
    bundle = {MIME: results, "text/html": table.to_html(), "text/plain": str(table)}
    display(bundle, raw=True)


def load_results(name):
    """The rows stored in assets/results/<name>.json, and how they were made.

    Returns
    -------
    rows : pandas.DataFrame
        One row a run, parameters first, then what was measured.
    made : dict
        The command, versions, machine, and date of the measurement.

    Raises
    ------
    FileNotFoundError
        If nothing is stored under that name; `make results` makes it.
    """
    path = STORED / f"{name}.json"
    if not path.exists():
        raise FileNotFoundError(
            f"no assets/results/{name}.json; make it: make results NAME={name}"
        )
    stored = json.loads(path.read_text(encoding="utf-8"))
    return pd.DataFrame(stored["rows"]), stored["made"]

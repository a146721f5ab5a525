"""Which runs a grid asks for, checked against the parameters of a notebook.

The grid is a YAML file of up to four parts: `fixed` settings; a `grid` of lists, whose
product is run; `runs`, listed one by one; and `seeds`, for each of them.
"""

import ast
import difflib
import itertools
import json
import os
from contextlib import suppress
from pathlib import Path

import yaml

from helpers.parameters import output_path

__all__ = ["SweepError", "declared", "known", "plan", "written"]

PARTS = {"fixed": dict, "grid": dict, "runs": list, "seeds": list}


class SweepError(ValueError):
    """A sweep that cannot start; the message says why, in one sentence."""


def known(name, names, what):
    """Refuse a name that is none of `names`, and say which was meant."""
    if name not in names:
        near = difflib.get_close_matches(str(name), names, 1, 0.5)
        meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
        raise SweepError(f"no {what} {name}; {meant}")


def _fitting(name, value, kind):
    """The value as the notebook's annotation wants it."""
    if kind == "float" and not isinstance(value, bool):
        # A whole number is a float too, and YAML takes 1e-3, without a point, for text.
        with suppress(TypeError, ValueError):
            return float(value)
    if kind in ("int", "float", "bool", "str") and type(value).__name__ != kind:
        raise SweepError(f"{name} is declared as {kind}, and {value!r} is none")
    return value


def declared(notebook):
    """The annotated parameters of a notebook: type and default by name."""
    for cell in json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            lines = ast.parse("".join(cell["source"])).body
            lines = [line for line in lines if isinstance(line, ast.AnnAssign)]
            return {
                line.target.id: (ast.unparse(line.annotation), _value(line.value))
                for line in lines
            }
    raise SweepError(f"{notebook} has no cell tagged parameters")


def _value(node):
    """What stands after the "="; None if it has to be computed."""
    with suppress(ValueError):
        return ast.literal_eval(node)


def _product(axes):
    """Every combination of one value of each list, as settings; none without lists."""
    for name, values in axes.items():
        if not isinstance(values, list) or not values:
            raise SweepError(f"{name} in the grid needs a list of values")
    if not axes:
        return []
    combinations = itertools.product(*axes.values())
    return [dict(zip(axes, values, strict=True)) for values in combinations]


def plan(notebook, grid):
    """The parameters of every run, checked against the notebook's parameters cell.

    Parameters
    ----------
    notebook : str or Path
    grid : dict, str or Path
        The grid, or the YAML file that holds it.

    Returns
    -------
    list of dict

    Raises
    ------
    SweepError
        If there is nothing to run, a name or a type is not the notebook's, or two runs
        are the same.
    """
    if not isinstance(grid, dict):
        try:
            grid = yaml.safe_load(Path(grid).read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise SweepError(f"{grid}: {' '.join(str(error).split())}") from None
    names = declared(notebook)
    if not isinstance(grid, dict) or not any(grid.values()):
        raise SweepError(f"the grid is empty; it may have {', '.join(PARTS)}")
    for part, content in grid.items():
        known(part, PARTS, "part of a grid is called")
        if not isinstance(content, PARTS[part]):
            raise SweepError(f"{part} has to be a {PARTS[part].__name__}")
    settings = _product(grid.get("grid", {})) + grid.get("runs", [])
    if not all(isinstance(setting, dict) for setting in settings):
        raise SweepError("every run has to be a dict")
    seeds = [{"seed": seed} for seed in grid.get("seeds", [])]
    planned = []
    # Without settings, or without seeds, there is one run of what is fixed.
    for setting, seed in itertools.product(settings or [{}], seeds or [{}]):
        run = grid.get("fixed", {}) | setting | seed
        for name, value in run.items():
            known(name, names, "parameter is called")
            run[name] = _fitting(name, value, names[name][0])
        if run in planned:
            raise SweepError(f"this run is there twice: {run}")
        planned.append(run)
    first = {}
    for run, path in zip(planned, written(notebook, planned), strict=True):
        if path and first.setdefault(path, run) is not run:
            raise SweepError(
                f"two runs would save as {path}: {first[path]} and {run}; put a "
                'parameter in which they differ into save, such as "{seed}"'
            )
    return planned


def written(notebook, planned):
    """For each run the file that its parameter `save` asks for, or None."""
    defaults = {name: default for name, (_, default) in declared(notebook).items()}
    runs_in_full = [defaults | run for run in planned]
    try:
        return [
            os.path.normpath(output_path(run["save"], run)) if run.get("save") else None
            for run in runs_in_full
        ]
    except ValueError as error:
        raise SweepError(f"save: {error}") from None

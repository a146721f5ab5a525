"""Run the cases of a measurement one by one, and keep each one's rows as they come.

Started by tools.results, with the Python that has what the script needs. A script in
tools/measurements has

    cases()        a list of plain dicts, the same every time
    measure(case)  the rows of one case, a list of plain dicts
    PROBES         the cases to try when the code has changed: of each kind the
                   cheapest. Without it, the first case; none for a timing
    VARYING        the columns that differ from run to run, such as seconds

The rows are kept in a file of lines: first what is measured by which code, then a case
and its rows in each. A measurement that was killed goes on from there.
"""

import argparse
import json
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock, Timeout
from tqdm import tqdm

__all__ = ["about", "kept", "key", "measure"]


def about(script, **more):
    """What there is to measure.

    Parameters
    ----------
    script : module
        One of tools/measurements.
    **more
        By which code and packages.

    Returns
    -------
    dict
        `cases`, `probes`, `varying`, and `more`.
    """
    cases = script.cases()
    return {
        "cases": cases,
        "probes": list(getattr(script, "PROBES", cases[:1])),
        "varying": list(getattr(script, "VARYING", ())),
        **more,
    }


def key(case):
    """A case as the key of a dict."""
    return json.dumps(case, sort_keys=True)


def kept(path):
    """What a file of rows holds; a line that is damaged, or half written, is not there.

    Parameters
    ----------
    path : Path

    Returns
    -------
    header : dict or None
        What `about` returned; None if there is no such file, or its first line is lost.
    rows : dict of str to list of dict
        By the `key` of their case.
    """
    header, rows = None, {}
    if path.exists():
        first, *lines = path.read_text("utf-8", errors="replace").split("\n")
        header = from_json(first)
        entries = [e for e in map(from_json, lines) if isinstance(e, dict)]
        rows = {key(entry["case"]): entry["rows"] for entry in entries}
    return header, rows


def from_json(line):
    """What a line says, or None if it cannot be read."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def measure(script, wanted, header, path):
    """Measure the cases that are not yet in the file, and add each as it is done.

    Parameters
    ----------
    script : module
    wanted : list of dict
        Some of its cases.
    header : dict
        From `about`; rows that were kept under another one are thrown away.
    path : Path
    """
    header = json.loads(json.dumps(header))  # as it will be read
    before, found = kept(path)
    found = found if before == header else {}
    write(path, header, found)
    todo = [case for case in wanted if key(case) not in found]
    # The bars of trainings are switched off by the environment; this one stays.
    bar = tqdm(
        todo,
        total=len(wanted),
        initial=len(wanted) - len(todo),
        unit="case",
        disable=False,
    )
    with path.open("a", encoding="utf-8") as file:
        for case in bar:
            line = json.dumps({"case": case, "rows": script.measure(case)})
            file.write(line + "\n")
            file.flush()


def write(path, header, rows):
    """Write a file that `kept` reads, whole or not at all."""
    entries = [{"case": json.loads(k), "rows": part} for k, part in rows.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    lines = [json.dumps(part) + "\n" for part in (header, *entries)]
    unfinished.write_text("".join(lines), encoding="utf-8")
    unfinished.replace(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", help="a script in tools/measurements")
    parser.add_argument("path", type=Path, help="the file of its rows")
    parser.add_argument("--code", required=True, help="the digest of its code")
    parser.add_argument("--packages", nargs="+", help="whose versions are stored")
    parser.add_argument("--probes", action="store_true", help="only its probes")
    given = parser.parse_args()
    given.path.parent.mkdir(parents=True, exist_ok=True)
    try:  # the system frees the lock when the process dies
        lock = FileLock(given.path.with_suffix(".lock")).acquire(timeout=0)
    except Timeout:
        sys.exit(f"{given.name} is being measured by another process")
    script = import_module(f"tools.measurements.{given.name}")
    versions = {package: version(package) for package in given.packages}
    header = about(script, code=given.code, versions=versions)
    wanted = header["probes"] if given.probes else header["cases"]
    with lock:
        measure(script, wanted, header, given.path)


if __name__ == "__main__":
    main()

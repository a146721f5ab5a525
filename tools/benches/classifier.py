"""Measure how fast the text classifiers train here, and tell it in the README.

Usage: python -m tools.benches.classifier [MACHINE]

Writes assets/results/classifier-MACHINE.json and, from all files of that kind, the
table in README.md. The backend is KERAS_BACKEND's; rows of other backends stay.
"""

import argparse
import json
import os
import platform
from datetime import date
from importlib.metadata import PackageNotFoundError, version

from tools import results

README = results.ROOT / "README.md"
BEGIN, END = "<!-- classifier speed -->\n", "<!-- end -->"
PACKAGES = ("keras", "tensorflow-cpu", "tensorflow", "jax", "torch", "numpy")
# What stands in the README, in 32 bits, by network and batch size.
NAMES = {
    ("article_lstm", 64): "the article's LSTM, made to run",
    ("lstm", 64): "the LSTM, repaired",
    ("bert", 32): "BERT, trained further",
}


def digest():
    """A digest of the code that is measured."""
    return results.Script("classifier_speed").code()


def stored():
    """The rows of every file of this kind, by machine."""
    paths = sorted(results.STORED.glob("classifier-*.json"))
    return {
        path.stem.partition("-")[2]: json.loads(path.read_text())["rows"]
        for path in paths
    }


def table():
    """The README's table, from the files."""
    lines = [
        "| machine | backend | network | ms a batch | texts a second "
        "| seconds to 60% on validation |",
        "|---|---|---|---|---|---|",
    ]
    for machine, rows in stored().items():
        for row in rows:
            name = NAMES.get((row["model"], row["batch_size"]))
            if name is None or row["precision"] != "float32":
                continue
            reached = row["seconds_to_target"]
            cells = (
                *(machine, row["backend"], name),
                f"{row['milliseconds_a_batch']:.0f}",
                f"{row['examples_a_second']:,.0f}",
                "not reached" if reached is None else f"{reached:.0f}",
            )
            lines.append(f"| {' | '.join(cells)} |")
    on_cards = [
        row["model"]
        for rows in stored().values()
        for row in rows
        if row["device"].startswith("GPU")
    ]
    lines += [
        f"| with a GPU | | {name} | not yet measured | | |"
        for (model, _), name in NAMES.items()
        if model not in on_cards
    ]
    return "\n".join(lines) + "\n"


def write_readme():
    """Put the table between its two marks."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(before + BEGIN + table() + END + after, encoding="utf-8")


def versions():
    """Those of the packages that are installed here."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = f"{platform.machine()}-{os.cpu_count()}-cores"
    parser.add_argument("machine", nargs="?", default=here, help=f"default: {here}")
    machine = parser.parse_args().machine

    from tools.measurements import classifier_speed

    made = {"date": date.today().isoformat(), "code": digest(), "versions": versions()}
    rows = [
        row | made
        for case in classifier_speed.cases()
        for row in classifier_speed.measure(case)
    ]
    old = stored().get(machine, [])
    rows += [row for row in old if row["backend"] != rows[0]["backend"]]
    rows.sort(key=lambda row: row["backend"])
    text = json.dumps(
        {"made": {"command": "make bench-classifier"}, "rows": rows}, indent=1
    )
    path = results.STORED / f"classifier-{machine}.json"
    path.write_text(text + "\n", encoding="utf-8")
    write_readme()
    print(table())


if __name__ == "__main__":
    main()

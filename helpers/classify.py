"""Ask a saved classifier: a sentence, lines from elsewhere, or a table of texts.

    python -m helpers.classify model.derived "a sentence" "another one"
    python -m helpers.classify model.derived < lines.txt
    python -m helpers.classify model.derived table.csv --out answers.csv
    python -m helpers.classify model.derived --about

Prints class, probability and text, a line for each; with --out the table, and two
columns more. The exit status is 0 if every text was answered, 1 if some had nothing to
answer (they are named), 2 if nothing could be done, 130 after Ctrl-C.
"""

import argparse
import codecs
import csv
import os
import re
import signal
import sys
from collections import defaultdict
from contextlib import contextmanager, suppress
from pathlib import Path

from tqdm import tqdm

from helpers import saved
from helpers.corpora import CorpusError, own_files

__all__ = ["main"]

_TOGETHER = 256  # texts answered at once
_CHUNK = 2**16  # bytes of standard input; what is there is answered, be it one line
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]\d+([.,]\d+)*")
_NO_TEXT, _NOT_KNOWN = "no text", "nothing in it that the classifier knows"


class _UseError(ValueError):
    """What cannot be done as it was asked for."""


def harmless(cell):
    """A cell that no spreadsheet takes for a formula: an apostrophe before its sign."""
    formula = cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if formula else cell


def printable(text):
    """A text as one line of a terminal, without what would steer it."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def about(path):
    """Print what is known of a saved classifier: its card."""
    file = saved.load(path)
    for name, value in {
        "model": file.model,
        "classes": ", ".join(file.classes),
        "temperature": f"{file.temperature:.3g}",
        "size": f"{path.stat().st_size / 1e6:.2g} MB",
        **file.card,
    }.items():
        print(printable(f"{name.replace('_', ' ')}: {value}"))


def answered(classifier, texts):
    """For each text class, probability and "", or two blanks and why there is none."""
    answers = [
        ("", "", _NO_TEXT if not text.strip() else "" if known else _NOT_KNOWN)
        for text, known in zip(texts, known_in(classifier.reading, texts), strict=True)
    ]
    asked = [i for i, (*_, why) in enumerate(answers) if not why]
    with uninterrupted():
        probabilities = classifier.probabilities([texts[i] for i in asked])
    for i, row in zip(asked, probabilities, strict=True):
        answers[i] = classifier.classes[row.argmax()], f"{row.max():.3f}", ""
    return answers


def known_in(reading, texts):
    """Whether each text has a feature that the classifier knows."""
    return [bool(reading.known(ids).any()) for ids in reading.encode(texts).ids]


def print_answers(classifier, texts, places):
    """Print a line for each text, name those without an answer, and count them."""
    answers, missing = answered(classifier, texts), 0
    for place, text, answer in zip(places, texts, answers, strict=True):
        name, probability, why = answer
        print(printable(name), probability, printable(text), sep="\t", flush=True)
        if why:
            print(f"{place}: {why}", file=sys.stderr)
            missing += 1
    return missing


def answer_lines(classifier, stream, encoding):
    """Answer the lines of a stream as they come; how many could not be answered."""
    rest, number, missing = b"", 0, 0
    while chunk := stream.read1(_CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        missing += _answer_some(classifier, lines, number, encoding)
        number += len(lines)
    return missing + _answer_some(classifier, [rest] if rest else [], number, encoding)


def _answer_some(classifier, lines, before, encoding):
    texts, places = [], [f"line {before + i}" for i in range(1, len(lines) + 1)]
    for i, line in enumerate(lines):
        try:
            texts.append(line.decode(encoding).strip("\r\ufeff"))
        except UnicodeDecodeError:
            texts.append("")
            places[i] += f", not in {encoding}"
    return print_answers(classifier, texts, places)


def answer_table(classifier, path, out, *, text_column, encoding):
    """Answer every row of a table; how many could not be answered.

    Parameters
    ----------
    classifier : helpers.classifiers.Classifier
    path, out : Path
        The table, and the CSV file of its answers: where each row stood, its cells,
        class and probability. It is there when it is whole.
    text_column, encoding : str
        As `own_files.texts` takes them.
    """
    table = own_files.texts(path, text_column, encoding=encoding)
    for note in table.notes:
        print(printable(f"{path.name}: {note}"), file=sys.stderr)
    beside, missing = out.with_name(f"{out.name}.part"), defaultdict(list)
    head = [free(name, table.columns) for name in ("where", "class", "probability")]
    try:
        with (
            beside.open("w", encoding="utf-8-sig", newline="") as stream,
            tqdm(total=len(table.texts), unit="text", file=sys.stderr) as bar,
        ):
            write = csv.writer(stream).writerow
            write([harmless(name) for name in (head[0], *table.columns, *head[1:])])
            for start in range(0, len(table.texts), _TOGETHER):
                some = slice(start, start + _TOGETHER)
                answers = answered(classifier, table.texts[some])
                rows = zip(table.places[some], table.cells[some], answers, strict=True)
                for where, cells, (name, probability, why) in rows:
                    write([where, *map(harmless, (*cells, name)), probability])
                    if why:
                        missing[why].append(where)
                bar.update(len(answers))
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    for why, places in missing.items():
        more = f" and {len(places) - 5} more" if len(places) > 5 else ""
        print(f"{why}: {', '.join(places[:5])}{more}", file=sys.stderr)
    return sum(map(len, missing.values()))


def free(name, taken):
    """A name for a column, with low lines behind it if another one has it."""
    while name in taken:
        name += "_"
    return name


def _parser():
    parser = argparse.ArgumentParser("python -m helpers.classify", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    option = parser.add_argument
    option("model", type=Path, help="the file of a classifier that chapter 6 saved")
    option(
        "text",
        nargs="*",
        default=[],
        help="texts; with --out the table of texts; none: the lines of standard input",
    )
    option("--about", action="store_true", help="what is known of the classifier")
    option(
        "--out", type=Path, metavar="CSV", help="the answers to a table, a .csv file"
    )
    option(
        "--text-column", default="text", help="of a table: where the text stands (text)"
    )
    option("--encoding", default="", help="of a table or of standard input")
    return parser


def _is_file(text):
    with suppress(OSError, ValueError):  # too long, or no name at all
        return Path(text).is_file()


def _may_be_file(text):
    """Whether a text looks like the name of a table."""
    return len(text.split()) == 1 and text.lower().endswith(own_files.ENDINGS)


@contextmanager
def uninterrupted():
    """Let Ctrl-C wait for the end of this; a network that is stopped in it may hang."""
    pressed = []
    before = signal.signal(signal.SIGINT, lambda *_: pressed.append(True))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


@contextmanager
def without_greetings():
    """Nothing on standard error, where TensorFlow greets whatever it is told."""
    sys.stderr.flush()
    kept, void = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(void, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(void)


def _ask(given):
    """Do what the command line says; how many texts could not be answered."""
    if given.about:
        about(given.model)
        return 0
    if given.out and len(given.text) != 1:
        raise _UseError("--out answers one file; name it after the model")
    if not given.out:
        for text in filter(_is_file, given.text):
            raise _UseError(f"{text} is a file; say where answers go: --out")
        for text in filter(_may_be_file, given.text):
            raise _UseError(f"there is no file {text}")
    else:
        table = Path(given.text[0])
        if not table.exists():
            raise _UseError(f"there is no file {table}")
        if given.out.suffix.lower() != ".csv" or given.out.is_dir():
            raise _UseError(f"--out is a CSV file; end its name in .csv: {given.out}")
        if not given.out.parent.is_dir():
            raise _UseError(f"there is no folder {given.out.parent}")
        if any(
            given.out.exists() and given.out.samefile(p) for p in (table, given.model)
        ):
            raise _UseError(f"--out would overwrite {given.out}; use another name")
    if given.encoding:
        try:
            codecs.lookup(given.encoding)
        except LookupError as error:
            raise _UseError(f"{error}; try utf-8, cp1252 or gb18030") from None
    file = saved.load(given.model)  # what is wrong with it is said before Keras starts

    with without_greetings(), uninterrupted():
        from helpers.classifiers import Classifier

        classifier = Classifier.of(file)
    if given.out:
        columns = {"text_column": given.text_column, "encoding": given.encoding}
        return answer_table(classifier, table, given.out, **columns)
    if given.text:
        places = [f"text {i}" for i in range(1, len(given.text) + 1)]
        return print_answers(classifier, given.text, places)
    encoding = given.encoding or "utf-8"
    return answer_lines(classifier, sys.stdin.buffer, encoding)


def main(arguments):
    """The command line; returns the exit status."""
    given = _parser().parse_intermixed_args(arguments)
    try:
        return int(bool(_ask(given)))
    except BrokenPipeError:  # whoever read the answers has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (saved.SavedError, CorpusError, _UseError) as error:
        print(printable(str(error)), file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

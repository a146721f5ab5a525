"""Ask a saved classifier: a sentence, lines from elsewhere, or a table of texts.

    python -m helpers.classify model.derived "a sentence" "another one"
    python -m helpers.classify model.derived < lines.txt
    python -m helpers.classify model.derived table.csv --out answers.csv
    python -m helpers.classify model.derived --about

Prints class, probability and text, a line for each; with --out a table of them. The
exit status is 0 if every text was answered, 1 if some had nothing to answer (they are
named), 2 if nothing could be done, 130 after Ctrl-C.
"""

import argparse
import codecs
import csv
import os
import sys
from contextlib import suppress
from pathlib import Path

from tqdm import tqdm

from helpers import saved
from helpers.corpora import CorpusError, own_files

__all__ = ["main"]

_TOGETHER = 256  # texts answered at once
_CHUNK = 2**16  # bytes of standard input; what is there is answered, be it one line
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class _UseError(ValueError):
    """What cannot be done as it was asked for."""


def harmless(cell):
    """A cell that no spreadsheet takes for a formula: an apostrophe before its sign."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


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
        **file.card,
    }.items():
        print(printable(f"{name.replace('_', ' ')}: {value}"))


def answered(classifier, texts):
    """Class and probability of each text; None for one without a word."""
    asked = [i for i, text in enumerate(texts) if text.strip()]
    answers = [None] * len(texts)
    probabilities = classifier.probabilities([texts[i] for i in asked])
    for i, row in zip(asked, probabilities, strict=True):
        answers[i] = classifier.classes[row.argmax()], f"{row.max():.3f}"
    return answers


def print_answers(classifier, texts):
    """Print a line for each text; how many had nothing to answer."""
    answers = answered(classifier, texts)
    for text, answer in zip(texts, answers, strict=True):
        name, probability = answer or ("", "")
        print(printable(name), probability, printable(text), sep="\t", flush=True)
    return answers.count(None)


def answer_lines(classifier, stream, encoding):
    """Answer the lines of a stream as they come; how many could not be answered."""
    rest, number, missing = b"", 0, 0
    while chunk := stream.read1(_CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        missing += _answer_some(classifier, lines, number, encoding)
        number += len(lines)
    return missing + _answer_some(classifier, [rest] if rest else [], number, encoding)


def _answer_some(classifier, lines, before, encoding):
    texts = []
    for number, line in enumerate(lines, before + 1):
        try:
            texts.append(line.decode(encoding).strip("\r\ufeff"))
        except UnicodeDecodeError:
            texts.append("")
            print(f"line {number} is not in {encoding}", file=sys.stderr)
        else:
            if not texts[-1].strip():
                print(f"line {number} has no text", file=sys.stderr)
    return print_answers(classifier, texts)


def answer_table(classifier, path, out, *, text_column, encoding):
    """Answer every row of a table; how many had no text.

    Parameters
    ----------
    classifier : helpers.classifiers.Classifier
    path, out : Path
        The table, and the CSV file of its answers: where, text, class, probability. It
        is there when it is whole.
    text_column, encoding : str
        As `own_files.texts` takes them.
    """
    places, texts, notes = own_files.texts(path, text_column, encoding=encoding)
    for note in notes:
        print(printable(f"{path.name}: {note}"), file=sys.stderr)
    beside, missing = out.with_name(f"{out.name}.part"), []
    try:
        with (
            beside.open("w", encoding="utf-8-sig", newline="") as stream,
            tqdm(total=len(texts), unit="text", file=sys.stderr) as bar,
        ):
            write = csv.writer(stream).writerow
            write(("where", "text", "class", "probability"))
            for start in range(0, len(texts), _TOGETHER):
                some = texts[start : start + _TOGETHER]
                answers = answered(classifier, some)
                for i, (text, answer) in enumerate(zip(some, answers, strict=True)):
                    name, probability = answer or ("", "")
                    where = places[start + i]
                    write((where, harmless(text), harmless(name), probability))
                    if not answer:
                        missing.append(where)
                bar.update(len(some))
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    if missing:
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        print(f"no text: {', '.join(missing[:5])}{more}", file=sys.stderr)
    return len(missing)


def _parser():
    parser = argparse.ArgumentParser("python -m helpers.classify", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    option = parser.add_argument
    option("model", type=Path, help="the file of a classifier that chapter 6 saved")
    option("text", nargs="*", help="texts; with --out a file; none: standard input")
    option("--about", action="store_true", help="what is known of the classifier")
    option("--out", type=Path, metavar="CSV", help="the file of the answers")
    option("--text-column", default="text", help="of a file: where the text stands")
    option("--encoding", default="", help="of a file or of standard input")
    return parser


def _is_file(text):
    with suppress(OSError, ValueError):  # too long, or no name at all
        return Path(text).is_file()


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
    else:
        table = Path(given.text[0])
        if not table.exists():
            raise _UseError(f"there is no file {table}")
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

    from helpers.classifiers import Classifier

    classifier = Classifier.of(file)
    if given.out:
        columns = {"text_column": given.text_column, "encoding": given.encoding}
        return answer_table(classifier, table, given.out, **columns)
    if given.text:
        return print_answers(classifier, given.text)
    encoding = given.encoding or "utf-8"
    return answer_lines(classifier, sys.stdin.buffer, encoding)


def main(arguments):
    """The command line; returns the exit status."""
    given = _parser().parse_args(arguments)
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
        print("stopped; the same command begins anew", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

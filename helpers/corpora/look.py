"""One screen about a corpus, before anything learns from it."""

import textwrap

import numpy as np
import regex

from helpers.corpora.labels import visible
from helpers.corpora.twins import twins_of, words

__all__ = ["first_look", "lengths"]

_SCRIPTS = ("Latin", "Cyrillic", "Greek", "Han", "Hiragana", "Katakana", "Hangul")
_SCRIPTS += ("Arabic", "Hebrew", "Devanagari", "Bengali", "Tamil", "Telugu", "Thai")
_SCRIPTS += ("Lao", "Khmer", "Myanmar", "Georgian", "Armenian", "Ethiopic")
# Scripts that write one language, nearly.
_LANGUAGES = {
    "Hiragana": "Japanese",
    "Hangul": "Korean",
    "Greek": "Greek",
    "Thai": "Thai",
    "Georgian": "Georgian",
    "Armenian": "Armenian",
}
_SHOWN = 12  # classes that are listed
_ASKED = 1000  # test texts of which a twin is looked for, and where: training texts
_AMONG = 50_000
_CHARACTERS = 1_000_000  # of which the scripts are counted


def lengths(data):
    """How many words each text has; characters where a script writes no spaces.

    Parameters
    ----------
    data : helpers.corpora.Corpus

    Returns
    -------
    numpy.ndarray of int
    """
    texts = [text for split in data.splits.values() for text in split.texts]
    return np.array([len(words(text)) for text in texts])


def first_look(data):
    """What is in a corpus, what was left out and why, and whether the test is one.

    Parameters
    ----------
    data : helpers.corpora.Corpus

    Returns
    -------
    str
        Lines of at most 88 characters.
    """
    loaded, drawn = sum(data.counts), sum(map(len, data.splits.values()))
    lines = [data.source]
    lines += [f"read: {'; '.join(data.notes)}"] if data.notes else []
    left = sum(data.dropped.values())
    lines.append(f"found: {loaded + left:,}, of which {loaded:,} serve")
    lines += [f"    left out: {n:,} {why}" for why, n in data.dropped.items()]
    sizes = ", ".join(
        f"{len(split):,} to {name}" for name, split in data.splits.items()
    )
    lines.append(f"here: {drawn:,}; {sizes}")
    lines.append(f"classes: {len(data.classes)}")
    order = np.argsort(-np.array(data.counts), kind="stable")
    for label in order[:_SHOWN]:
        count = data.counts[label]
        lines.append(
            f"    {count:7,} {count / loaded:6.1%} {visible(data.classes[label])}"
        )
    if len(order) > _SHOWN:
        rest = sum(data.counts[label] for label in order[_SHOWN:])
        lines.append(
            f"    {rest:7,} {rest / loaded:6.1%} in {len(order) - _SHOWN} others"
        )
    low, median, high = np.percentile(lengths(data), [5, 50, 95])
    lines.append(
        f"words in a text: {median:.0f} (median), nine in ten {low:.0f} to {high:.0f}"
    )
    lines.append(_scripts(data))
    lines += _twins(data)
    lines += _groups(data)
    return "\n".join(
        textwrap.fill(line, 88, subsequent_indent=" " * 8, break_long_words=False)
        for line in lines
    )


def _scripts(data):
    """In which letters the texts are written, and the language where that tells."""
    sample, size = [], 0
    for text in data.train.texts:
        sample.append(text)
        size += len(text)
        if size > _CHARACTERS:
            break
    text = "".join(sample)
    counts = {
        script: len(regex.findall(rf"(?=\p{{L}})\p{{{script}}}", text))
        for script in _SCRIPTS
    }
    letters = len(regex.findall(r"\p{L}", text))
    if not letters:
        return "letters: none"
    shares = sorted(
        ((n / letters, script) for script, n in counts.items()), reverse=True
    )
    found = [f"{script} {share:.0%}" for share, script in shares if share >= 0.01]
    names = [
        language
        for script, language in _LANGUAGES.items()
        if counts[script] >= 0.2 * letters
    ]
    language = f" ({names[0]})" if len(names) == 1 else ""
    return f"letters: {', '.join(found) or 'of other scripts'}{language}"


def _twins(data):
    """How many test texts have a twin in the training set, and one such pair."""
    asked, among = data.test.texts[:_ASKED], data.train.texts[:_AMONG]
    found = twins_of(asked, among)
    count = int(np.sum(found >= 0))
    line = f"twins: {count:,} of {len(asked):,} test texts nearly stand in training too"
    if not count:
        return [line]
    first = int(np.argmax(found >= 0))
    pair = [visible(text[:70]) for text in (asked[first], among[found[first]])]
    advice = []
    if count >= 0.05 * len(asked):
        advice = ["    so the test rewards memory"]
        if not data.test.groups:
            advice[0] += "; if a column says what belongs together, set group_column"
    return [line, f"    {pair[0]}", f"    {pair[1]}", *advice]


def _groups(data):
    """How many groups there are, where the corpus has some."""
    sizes = [len(set(split.groups)) for split in data.splits.values()]
    if not sum(sizes):
        return []
    return [f"groups: {sum(sizes):,}, none of them in two splits"]

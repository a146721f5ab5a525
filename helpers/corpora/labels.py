"""Names of classes: which ones look alike, and what they are when joined."""

import math
import unicodedata
from collections import Counter, defaultdict

import regex

__all__ = ["in_order", "is_number", "joined", "look_alikes", "visible"]

_TRUTH = {"true": "1", "false": "0"}


def look_alikes(labels):
    """The classes that differ in what nobody sees, or means.

    Case, spaces, invisible characters, the two ways to write an accent, and the ways
    to write a number or a truth: 1, 1.0, True.

    Parameters
    ----------
    labels : iterable of str

    Returns
    -------
    list of list of str
        Classes that look alike, the most frequent first in each.
    """
    alike = defaultdict(list)
    for label, _ in Counter(labels).most_common():
        alike[_likeness(label)].append(label)
    return [names for names in alike.values() if len(names) > 1]


def joined(labels):
    """The labels, those that look alike under the name that most of them have.

    Parameters
    ----------
    labels : list of str

    Returns
    -------
    list of str
    """
    name = {other: names[0] for names in look_alikes(labels) for other in names}
    return [name.get(label, label) for label in labels]


def _likeness(label):
    """What two classes share that look alike."""
    text = regex.sub(r"\p{Cf}|\uFE0F", "", unicodedata.normalize("NFKC", label))
    text = " ".join(text.casefold().split())
    text = _TRUTH.get(text, text)
    return f"{float(text):g}" if is_number(text) else text


def is_number(text):
    """Whether a text is a finite number."""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def in_order(labels):
    """Different labels in alphabetical order, or by value when all are numbers."""
    labels = set(labels)
    if all(map(is_number, labels)):
        return sorted(labels, key=lambda label: (float(label), label))
    return sorted(labels)


def visible(text):
    """A text in quotation marks, what cannot be seen in it written out: 'up\\u200b'."""
    shown = regex.sub(
        r"[\p{C}\p{Z}--[ ]]", lambda sign: ascii(sign[0])[1:-1], text, flags=regex.V1
    )
    return f"'{shown}'"

"""Passages: what a docstring says in prose, with no package's name in it."""

import inspect

import pytest

from helpers.corpora import passages


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Use `numpy.linalg.norm` or np.dot() here.", "Use … or … here."),
        ("See :func:`~matplotlib.pyplot.plot`, e.g. plt.", "See …, e.g. …."),
        ("SciPy, scikit-learn and a KerasTensor", "…, … and a …"),
        ("the tf-idf of **one** :class:`Axes` [1]_", "the … of one Axes"),
        ("read http://tornadoweb.org/x or [this](y.html)", "read … or this"),
        ("2.5 times x**n, i.e. more", "2.5 times x**n, i.e. more"),
    ],
)
def test_mask(text, masked):
    assert passages.mask(text) == masked


def test_prose_keeps_sentences_and_drops_the_rest():
    doc = """Fit a line.

    It minimises squares.

    Parameters
    ----------
    x : array
        Numbers.

    Notes
    -----
    The line is unique.

    >>> fit([1, 2])
    3.0

    ```python
    fit()
    ```
     As one of a list.
    Args:
        x: Numbers.
    """
    said = "Fit a line. It minimises squares. The line is unique."
    assert passages.prose(inspect.cleandoc(doc)) == said


SOURCE = b"""'''About the module.'''

class Public:
    '''About the class.'''

    async def wait(self):
        '''About the method.'''

    def _hidden(self):
        '''Nobody reads this.'''

def bare():
    pass
"""
READ = ["About the module.", "About the class.", "About the method."]


def test_docstrings_of_what_is_public_are_read():
    assert list(passages.docstrings(SOURCE)) == READ
    assert list(passages.docstrings(SOURCE.replace(b"'''", b'"""'))) == READ
    assert list(passages.docstrings(b"def bare():\n    pass\n")) == []

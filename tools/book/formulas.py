"""Formulas as HTML and MathML, set when pages are written: nothing is left to do when
one is opened, and a screen reader finds the MathML.
"""

import contextlib
import functools
from pathlib import Path

from py_mini_racer import JSEvalException, mini_racer

__all__ = ["KATEX", "typesetter"]

KATEX = Path(__file__).resolve().parents[2] / "assets" / "vendor" / "katex"


@contextlib.contextmanager
def typesetter():
    """KaTeX in a JavaScript engine, as long as the block lasts.

    Yields
    ------
    typeset : callable
        From TeX without its dollar signs, and whether it stands on a line of its own,
        to HTML. Raises ValueError if KaTeX does not know what stands in it.
    """
    with mini_racer() as engine:
        engine.eval((KATEX / "katex.min.js").read_text(encoding="utf-8"))

        @functools.cache
        def typeset(tex, display=False):
            options = {"displayMode": display, "throwOnError": True, "strict": "error"}
            try:
                return engine.call("katex.renderToString", tex, options)
            except JSEvalException as error:
                reason = str(error).strip().splitlines()[0]
                raise ValueError(f"{tex!r} cannot be set: {reason}") from None

        yield typeset

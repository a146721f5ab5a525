"""Widgets that leave a picture behind, for pages where no kernel answers."""

import ipywidgets as widgets
from IPython.display import display

__all__ = ["Pictured"]

VIEW = "application/vnd.jupyter.widget-view+json"
# The picture gives way to the widget only where the widget is really there: an exported
# page, or a saved notebook without its kernel, has the sign of one and nothing behind.
STYLE = (
    "<style>.jp-OutputArea:has(.derived-laboratory) .derived-still "
    "{ display: none; }</style>"
)


class Pictured(widgets.VBox):
    """A widget with a picture and a sentence in its place where nobody answers.

    A class of this kind has a method `stand_in`, which returns them as text/html and
    text/plain.
    """

    def _ipython_display_(self):
        display({VIEW: self._repr_mimebundle_()[VIEW]}, raw=True)
        still = self.stand_in()
        page = f'<div class="derived-still">{STYLE}{still["text/html"]}</div>'
        display(still | {"text/html": page}, raw=True)

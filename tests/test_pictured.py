"""What a widget leaves where no kernel answers."""

import re

import ipywidgets as widgets

from helpers import pictured
from helpers.pictured import Pictured


class Plain(Pictured):
    def stand_in(self):
        return {"text/html": "<img alt='A dot.'>", "text/plain": "A dot."}


def test_the_picture_follows_the_widget(monkeypatch):
    shown = []

    def display(data, raw):
        assert raw is True
        shown.append(data)

    monkeypatch.setattr(pictured, "display", display)
    plain = Plain([widgets.Label("live")])
    plain._ipython_display_()
    view, still = shown
    assert list(view) == [pictured.VIEW]  # its words would be "Plain(children=...)"
    assert view[pictured.VIEW]["model_id"] == plain.model_id
    page = still["text/html"]
    assert page.startswith('<div class="derived-still">')
    assert page.endswith("<img alt='A dot.'></div>")
    assert still["text/plain"] == "A dot."


def test_the_picture_gives_way_only_where_the_widget_is():
    (rule,) = re.findall(r"<style>(.*?) \{ display: none; \}</style>", pictured.STYLE)
    assert rule == ".jp-OutputArea:has(.derived-laboratory) .derived-still"

"""Explorers: one definition, played as a flip-book or worked as a laboratory.

A definition says how to compute a state from settings, draw what stands still, paint
what moves, and describe the state in a sentence. `flipbook` draws every state of one
parameter beforehand: it answers within a frame, even in an exported page. `laboratory`
asks the kernel and moves every parameter.
"""

import base64
import html
import itertools
import json
import math
import shlex
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from string import Template

import ipywidgets as widgets
import numpy as np
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from helpers.figures import data_address, encoded, image_tag, packed
from helpers.parameters import Parameter
from helpers.pictured import Pictured
from helpers.style import COLORS

__all__ = [
    "Explorer",
    "Laboratory",
    "Stage",
    "control",
    "flipbook",
    "flipbook_bundle",
    "laboratory",
    "quick_png",
    "script_output",
    "sheet",
]

ASSETS = Path(__file__).resolve().parent.parent / "assets"
DPI = 100  # one dot per CSS pixel: text in a moving picture stays as sharp as drawn
MOST_FRAMES = 60


@dataclass(frozen=True)
class Explorer:
    """What to explore: settings to a state, a state to a picture and a sentence.

    Attributes
    ----------
    name : str
        As a sentence would call it.
    alt : str
        What the picture shows whatever the settings.
    parameters : tuple of Parameter
    compute : callable
        compute(**settings) -> state, a pure function of all the parameters.
    scene : callable
        scene(fig, **redraws) -> {name: artist}: draws what stands still and makes,
        empty, the artists that will move.
    paint : callable
        paint(artists, state) moves the artists.
    describe : callable
        describe(state) -> the sentence below the picture.
    redraws : tuple of str
        Parameters that change what stands still.
    size : tuple of float
        Of the picture, in hundreds of pixels.
    notebook : str
        For a laboratory: the chapter that takes these parameters, "01_relu".
    """

    name: str
    alt: str
    parameters: tuple[Parameter, ...]
    compute: Callable
    scene: Callable
    paint: Callable
    describe: Callable
    redraws: tuple[str, ...] = ()
    size: tuple[float, float] = (8.0, 4.4)
    notebook: str = ""

    def parameter(self, name):
        """The parameter of that name, or a ValueError that lists the names."""
        known = {parameter.name: parameter for parameter in self.parameters}
        if name not in known:
            names = ", ".join(known)
            raise ValueError(f"{self.name} has no parameter {name!r}; it has {names}")
        return known[name]

    def settings(self, **changes):
        """Every parameter's value: its default, or what `changes` says, checked."""
        settings = {parameter.name: parameter.default for parameter in self.parameters}
        for name, value in changes.items():
            settings[name] = self.parameter(name).checked(value)
        return settings

    def command(self, settings):
        """What runs the chapter with these settings, typed in the workbook's folder."""
        words = [".venv/bin/papermill", "--cwd", "notebooks"]
        words += [f"notebooks/{self.notebook}.ipynb", "build/mine.ipynb"]
        for name, value in settings.items():
            words += ["-p", name, str(value)]
        return shlex.join(words)


class Stage:
    """A figure whose still part is drawn once; only what moves is drawn again."""

    def __init__(self, explorer, settings):
        self.explorer = explorer
        fig = Figure(figsize=explorer.size, dpi=DPI)
        self.canvas = FigureCanvasAgg(fig)
        self.still = {name: settings[name] for name in explorer.redraws}
        self.artists = explorer.scene(fig, **self.still)
        for artist in self.artists.values():
            artist.set(animated=True, in_layout=False)
        self.canvas.draw()
        self.background = self.pixels()

    def pixels(self):
        """A copy of the canvas as an RGBA picture."""
        return Image.fromarray(np.array(self.canvas.buffer_rgba()))

    def layer(self, state):
        """What moves, on nothing: an RGBA picture."""
        self.explorer.paint(self.artists, state)
        self.canvas.get_renderer().clear()
        for artist in sorted(self.artists.values(), key=lambda artist: artist.zorder):
            artist.axes.draw_artist(artist)
        return self.pixels()

    def picture(self, state):
        """The whole picture: an RGB picture."""
        return Image.alpha_composite(self.background, self.layer(state)).convert("RGB")


# The flip-book


def flipbook(explorer, parameter, *, values=None, **settings):
    """Display a flip-book of one parameter.

    Parameters
    ----------
    explorer : Explorer
    parameter : str
        The parameter that the slider moves.
    values : sequence, optional
        The slider's values, rising, at most 60. Default: the parameter's own range.
    **settings
        Values of the other parameters, and of `parameter` where the slider starts.

    Raises
    ------
    ValueError
        If a name is unknown, a value out of range, the frames too many or not rising.
    """
    display(flipbook_bundle(explorer, parameter, values=values, **settings), raw=True)


def flipbook_bundle(explorer, parameter, *, values=None, **settings):
    """What `flipbook` displays: text/html, image/png and text/plain, no ids, no dates.

    Untrusted, the scripts are stripped and a picture and a sentence remain.
    """
    moved = explorer.parameter(parameter)
    settings = explorer.settings(**settings)
    values = frame_values(explorer, moved, values)
    start = min(range(len(values)), key=lambda k: abs(values[k] - settings[parameter]))

    stage = Stage(explorer, settings)
    states = [explorer.compute(**settings | {parameter: value}) for value in values]
    sentences = [explorer.describe(state) for state in states]
    still = stage.picture(states[start])
    alt = f"{explorer.alt} {sentences[start]}"

    book = {
        "label": moved.name.replace("_", " "),
        **slider_range(values),
        "start": start,
        "texts": [f"{v:.4g}" if isinstance(v, float) else str(v) for v in values],
        "sentences": sentences,
        "width": still.width,
        "height": still.height,
        "background": webp(stage.background.convert("RGB")),
        "layers": [layer_address(stage.layer(state)) for state in states],
    }
    # A sentence may hold anything, "<!--<script>" too: no tag opens inside a script.
    stored = json.dumps(book, separators=(",", ":")).replace("<", "\\u003c")
    page = (
        f'<style>{sheet("flipbook.css")}</style><div class="derived-flipbook">'
        f"{image_tag(webp(still), alt=alt, width=still.width)}"
        f'<p role="status">{html.escape(sentences[start])}</p>'
        f'<script type="application/json">{stored}</script>'
        f"<script>{asset('flipbook.js')}</script></div>"
    )
    image = base64.b64encode(packed(still)).decode()
    return {"text/html": page, "image/png": image, "text/plain": alt}


def webp(picture):
    """The address of an RGB picture as WebP."""
    return data_address(packed(picture, "webp"), "webp")


def layer_address(layer):
    """The address of a layer as WebP: 16 colours, 3 steps of transparency.

    Lines over nothing need no more, and that takes half the room.
    """
    pixels = np.asarray(layer)
    solid = pixels[pixels[..., 3] > 42]  # what stays visible
    few = layer.convert("RGB")
    if len(solid):
        palette = Image.fromarray(solid[None, :, :3]).quantize(16, kmeans=1)
        few = few.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")
    few.putalpha(layer.getchannel("A").point(lambda a: round(a / 85) * 85))
    return data_address(encoded(few, "webp", lossless=True, quality=80), "webp")


def frame_values(explorer, parameter, values):
    """The values of a flip-book's frames, checked."""
    name = parameter.name
    if name in explorer.redraws:
        raise ValueError(
            f"{name} changes the background of {explorer.name}, and a flip-book has "
            "one background: fix it and flip another parameter"
        )
    if values is None:
        # To twelve digits: 0.2, not 0.20000000000000004.
        values = [float(f"{v:.12g}") for v in parameter.values(MOST_FRAMES)]
    values = list(map(parameter.checked, values))
    if not 2 <= len(values) <= MOST_FRAMES:
        raise ValueError(f"{name}: {len(values)} frames; give 2 to {MOST_FRAMES}")
    if any(a >= b for a, b in itertools.pairwise(values)):
        raise ValueError(f"{name}: the values of a flip-book rise from frame to frame")
    return values


def slider_range(values):
    """min, max and step in real units; for uneven values, places in the list."""
    step = float(f"{(values[-1] - values[0]) / (len(values) - 1):.12g}")
    even = [values[0] + k * step for k in range(len(values))]
    if np.allclose(values, even, rtol=1e-9, atol=0):
        return {"min": values[0], "max": values[-1], "step": step, "spoken": False}
    return {"min": 0, "max": len(values) - 1, "step": 1, "spoken": True}


# The laboratory


def laboratory(explorer, **settings):
    """Display a laboratory: a control for every parameter, and the kernel answering.

    `settings` say where the controls start, the defaults elsewhere; ValueError if a
    name is unknown or a value out of range.
    """
    display(Laboratory(explorer, **settings))


class Laboratory(Pictured):
    """The widget that `laboratory` displays; parameters as there.

    A slider waits for the picture of its last position before it sends the next, so
    a drag never queues and the latest position always wins.
    """

    def __init__(self, explorer, **settings):
        self.explorer = explorer
        self.start = explorer.settings(**settings)
        self.stage = Stage(explorer, self.start)
        self.controls = {
            parameter.name: control(parameter, self.start[parameter.name])
            for parameter in explorer.parameters
        }
        # Two pictures one above the other: only what moves is sent at every change.
        size = dict(zip(("width", "height"), self.stage.background.size, strict=True))
        layout = {"grid_area": "1 / 1", "margin": "0", "max_width": "100%"}
        self.still = widgets.Image(format="png", layout=layout, **size)
        self.moving = widgets.Image(format="png", layout=layout, **size)
        self.caption = widgets.HTML()
        controls = widgets.GridBox(list(self.controls.values()))
        controls.add_class("derived-controls")
        reset = widgets.Button(description="Reset")
        command = widgets.Button(description="Copy as papermill command")
        script = widgets.Output(outputs=(script_output(explorer.alt),))
        pictures = widgets.GridBox([self.still, self.moving])
        buttons = widgets.HBox([reset, command])
        super().__init__([pictures, self.caption, controls, buttons, script])
        self.add_class("derived-laboratory")
        reset.on_click(self.reset)
        command.on_click(lambda _: self.add_class("derived-command-shown"))
        for widget in self.controls.values():
            widget.observe(self.update, "value")
        self.still.value = quick_png(self.stage.background)
        self.update()

    @property
    def settings(self):
        """What the controls say."""
        return {name: widget.value for name, widget in self.controls.items()}

    def reset(self, _=None):
        """Put every control back to where it started."""
        for name, widget in self.controls.items():
            widget.unobserve(self.update, "value")
            widget.value = self.start[name]
            widget.observe(self.update, "value")
        self.update()

    def update(self, _=None):
        """Show the state of the settings."""
        settings = self.settings
        if any(settings[name] != value for name, value in self.stage.still.items()):
            self.stage = Stage(self.explorer, settings)
            self.still.value = quick_png(self.stage.background)
        self.state = self.explorer.compute(**settings)
        self.moving.value = quick_png(self.stage.layer(self.state))
        self.caption.value = (
            f"<p>{html.escape(self.explorer.describe(self.state))}</p>"
            f"<code>{html.escape(self.explorer.command(settings))}</code>"
        )

    def stand_in(self):
        """A picture of the state with its sentence."""
        picture = self.stage.picture(self.state)
        sentence = self.explorer.describe(self.state)
        alt = f"{self.explorer.alt} {sentence}"
        image = image_tag(webp(picture), alt=alt, width=picture.width)
        words = f"{html.escape(sentence)} <i>Run this cell to move the controls.</i>"
        return {"text/html": f"{image}<p>{words}</p>", "text/plain": alt}


def quick_png(picture):
    """An RGBA picture as PNG, packed in half of Pillow's usual time."""
    return encoded(picture, "png", compress_level=1, compress_type=zlib.Z_RLE)


def control(parameter, value):
    """The widget that sets one parameter."""
    options = {"value": value, "description": parameter.name.replace("_", " ")}
    options |= {"tooltip": parameter.meaning, "style": {"description_width": "8em"}}
    if parameter.choices:
        return widgets.Dropdown(options=parameter.choices, **options)
    if parameter.type is bool:
        return widgets.Checkbox(**options)
    if parameter.type is str or parameter.low is None:
        raise ValueError(f"{parameter.name} has neither a range nor choices to explore")
    low, high = parameter.low, parameter.high
    if parameter.type is int:
        kind = widgets.IntSlider if high - low <= 10_000 else widgets.BoundedIntText
        return kind(min=low, max=high, **options)
    labelled = [(f"{v:.4g}", v) for v in stops(parameter, value)]
    return widgets.SelectionSlider(options=labelled, **options)


def stops(parameter, value):
    """The values at which a slider stops: round ones, the ends, the default, `value`.

    A list, because ipywidgets' number sliders move a default to their own grid.
    """
    low, high = parameter.low, parameter.high
    if parameter.scale == "log":
        rounded = {float(f"{v:.2g}") for v in parameter.values(101)}
    else:
        step = 10 ** math.floor(math.log10((high - low) / 50))  # 50 to 500 places
        walked = low + step * np.arange((high - low) / step)
        rounded = {float(f"{v:.9g}") for v in walked}
    exact = {low, high, parameter.default, value}
    return sorted(exact | {v for v in rounded if low < v < high})


def script_output(alt):
    """An output with the style, and the script that names what has no name."""
    page = f"<style>{sheet('laboratory.css')}</style>"
    page += f'<script data-alt="{html.escape(alt)}">{asset("laboratory.js")}</script>'
    return {"output_type": "display_data", "data": {"text/html": page}, "metadata": {}}


def asset(name):
    """The text of a file in assets."""
    return (ASSETS / name).read_text(encoding="utf-8")


def sheet(name):
    """A style sheet of assets, with the figures' colours for their names."""
    return Template(asset(name)).substitute(COLORS)

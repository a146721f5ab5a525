"""The training laboratory: choose a model, train it, compare the curves."""

import html
from dataclasses import dataclass, field
from inspect import signature
from io import BytesIO

import ipywidgets as widgets
import matplotlib.pyplot as plt

from helpers.chapters.text_classifier.parameters import PARAMETERS
from helpers.explorers import control, script_output
from helpers.figures import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PURPLE,
    data_address,
    image_tag,
    label,
)
from helpers.pictured import Pictured
from helpers.pretrained import PretrainedError

__all__ = ["Curve", "TrainingLaboratory"]

OF_EVERY_TRAINING = ("model", "learning_rate")


@dataclass
class Curve:
    """One training, epoch by epoch.

    Attributes
    ----------
    settings : dict
        The model's name and the settings that make a difference to it.
    where : str
        What sets it apart from all others: the page's own run is "this page".
    loss, accuracy : list of float
        Training loss and validation accuracy after each epoch.
    """

    settings: dict
    where: str = ""
    loss: list = field(default_factory=list)
    accuracy: list = field(default_factory=list)


def uses(row, setting):
    """Whether a setting, such as "units", makes any difference to a model's row."""
    return any(setting in signature(step).parameters for step in (row.read, row.layers))


def names(curves):
    """What to call each curve: its model, and the settings in which they differ."""
    found = []
    for curve in curves:
        parts = [curve.where] if curve.where else []
        for setting, value in curve.settings.items():
            others = {other.settings.get(setting, value) for other in curves}
            if setting == "model":
                parts.append(value)
            elif len(others) > 1:
                parts.append(f"{setting.replace('_', ' ')} {value:g}")
        found.append(", ".join(parts))
    # The same settings again are told apart by their number.
    return [
        name if found.count(name) == 1 else f"{name} ({found[:k].count(name) + 1})"
        for k, name in enumerate(found)
    ]


class TrainingLaboratory(Pictured):
    """Choose a model and its settings, press Train, and watch it learn.

    Parameters
    ----------
    data : helpers.corpora.Corpus
        Its first `texts` training and validation texts are used, so that one training
        takes seconds.
    start : dict
        Where the controls begin: model, units, max_length, dropout, learning_rate.
    command : str
        What trains on all the text; the settings are added to it.
    history : pandas.DataFrame, optional
        The page's own training, drawn to begin with.
    weights : str
        What `bert` begins with, as `classifiers.make_reader` takes it.
    """

    EPOCHS, BATCH = 8, 32

    alt = (
        "Training loss and, beside it, validation accuracy against epochs, one curve "
        "for each training so far."
    )

    def __init__(self, data, start, command, history=None, texts=600, weights=""):
        # Late: Keras takes seconds, and only this laboratory needs it.
        from helpers.classifiers import MODELS

        self.data, self.texts, self.command, self.models = data, texts, command, MODELS
        self.weights = weights
        schema = {p.name: p for p in PARAMETERS}
        self.controls = {
            name: control(schema[name], value) for name, value in start.items()
        }
        grid = widgets.GridBox(list(self.controls.values()))
        grid.add_class("derived-controls")
        self.button = widgets.Button(description="Train", button_style="primary")
        self.clear = widgets.Button(description="Forget all curves")
        self.bar = widgets.IntProgress(
            bar_style="info", layout={"visibility": "hidden"}
        )
        self.picture = widgets.Image(format="png", layout={"max_width": "100%"})
        self.caption = widgets.HTML()
        super().__init__(
            [
                grid,
                widgets.HBox([self.button, self.clear, self.bar]),
                self.picture,
                self.caption,
                widgets.Output(outputs=(script_output(self.alt),)),
            ]
        )
        self.add_class("derived-laboratory")
        self.add_class("derived-command-shown")
        self.button.on_click(self.train)
        self.clear.on_click(self.forget)
        for widget in self.controls.values():
            widget.observe(lambda _: self.follow(), "value")
        self.curves = []
        if history is not None:
            curve = Curve(self.settings, "this page")
            curve.loss, curve.accuracy = (
                list(history["loss"]),
                list(history["val_accuracy"]),
            )
            self.curves.append(curve)
        self.draw()
        self.follow()

    @property
    def settings(self):
        """What the controls say, without what makes no difference to the model."""
        values = {name: widget.value for name, widget in self.controls.items()}
        row = self.models[values["model"]]
        return {
            name: value
            for name, value in values.items()
            if name in OF_EVERY_TRAINING or uses(row, name)
        }

    def follow(self):
        """Grey what the chosen model has not, and say what the controls say."""
        used = self.settings
        for name, widget in self.controls.items():
            widget.disabled = name not in used
        self.say()

    def train(self, _=None):
        """Train on a sample with these settings, drawing after every epoch."""
        import keras

        from helpers import classifiers

        curve = Curve(self.settings)
        self.curves.append(curve)
        settings = {"embedding_dim": 32, "units": 64} | curve.settings
        name = settings.pop("model")
        self.button.disabled = True
        self.button.description = "training..."
        self.bar.layout.visibility = "visible"
        self.say(f"{name} reads the texts.")
        try:
            reader = classifiers.make_reader(
                name,
                self.data.train,
                max_length=settings.pop("max_length", None),
                vocabulary_size=8000,
                weights=self.weights,
            )
            model = classifiers.build(
                name, reader, len(self.data.classes), seed=0, **settings
            )
            splits = [
                (reader.encode(split.texts[: self.texts]), split.labels[: self.texts])
                for split in (self.data.train, self.data.validation)
            ]
            steps = -(-len(splits[0][1]) // self.BATCH)
            self.bar.value, self.bar.max = 0, self.EPOCHS * steps

            def step(batch, logs):
                self.bar.value += 1
                epoch = len(curve.loss) + 1
                self.say(
                    f"{name}: epoch {epoch} of {self.EPOCHS}, batch {batch + 1} of "
                    f"{steps}, training loss {logs['loss']:.2f}."
                )

            def draw(epoch, logs):
                curve.loss.append(logs["loss"])
                curve.accuracy.append(logs["val_accuracy"])
                self.draw()

            classifiers.fit(
                model,
                *splits,
                epochs=self.EPOCHS,
                batch_size=self.BATCH,
                callbacks=[
                    keras.callbacks.LambdaCallback(
                        on_train_batch_end=step, on_epoch_end=draw
                    )
                ],
            )
            (called,) = (
                called
                for called, other in zip(names(self.curves), self.curves, strict=True)
                if other is curve
            )
            best = max(curve.accuracy)
            self.say(f"Best validation accuracy of {called}: {best:.3f}.")
        except (MemoryError, PretrainedError) as error:
            self.curves.remove(curve)
            self.say(str(error))
        finally:
            self.button.disabled = False
            self.button.description = "Train"
            self.bar.layout.visibility = "hidden"

    def forget(self, _=None):
        """Start with an empty picture."""
        self.curves.clear()
        self.draw()
        self.say()

    def draw(self):
        """All curves so far."""
        fig, panels = plt.subplots(1, 2, figsize=(9.0, 3.4))
        colors, lines = (BLUE, ORANGE, GREEN, PURPLE, INK), ("-", "--", "-.", ":")
        for k, (curve, name) in enumerate(
            zip(self.curves, names(self.curves), strict=True)
        ):
            look = {"color": colors[k % len(colors)], "ls": lines[k % len(lines)]}
            for ax, values in zip(panels, (curve.loss, curve.accuracy), strict=True):
                epochs = range(1, len(values) + 1)
                ax.plot(epochs, values, marker="o", ms=4, label=name, **look)
        if self.curves:
            fig.legend(
                *panels[0].get_legend_handles_labels(),
                loc="outside lower center",
                ncols=2,
            )
        else:
            where = {"ha": "center", "transform": panels[0].transAxes}
            label(panels[0], 0.5, 0.5, "press Train", MUTED, **where)
        for ax, name in zip(
            panels, ("training loss", "validation accuracy"), strict=True
        ):
            ax.set(xlabel="epoch", title=name)
            ax.xaxis.get_major_locator().set_params(integer=True)
        panels[0].set_ylim(bottom=0)
        panels[1].set_ylim(0, 1)
        content = BytesIO()
        fig.savefig(content, dpi=100)
        plt.close(fig)
        self.picture.value = content.getvalue()

    def say(self, sentence=""):
        """A sentence, and the command that trains so on all the text."""
        given = " ".join(f"-p {name} {value}" for name, value in self.settings.items())
        self.caption.value = (
            f"<p>{html.escape(sentence)} These settings on all the text:</p>"
            f"<code>{html.escape(f'{self.command} {given}')}</code>"
        )

    def stand_in(self):
        """The picture as it is."""
        image = image_tag(data_address(self.picture.value), alt=self.alt, width=900)
        words = "<p><i>Run this cell to train.</i></p>"
        return {"text/html": image + words, "text/plain": self.alt}

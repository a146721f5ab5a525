"""The training laboratory: choose a model, train it, compare the curves."""

import html
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
    room_for_names,
)

__all__ = ["TrainingLaboratory"]


class TrainingLaboratory(widgets.VBox):
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
    curves : dict of str to sequence of float
        Validation accuracies by epoch that are there to begin with, by name.
    """

    EPOCHS = 8

    def __init__(self, data, start, command, curves=None, texts=600):
        self.data, self.texts, self.command = data, texts, command
        self.curves = [[list(values), name] for name, values in (curves or {}).items()]
        schema = {p.name: p for p in PARAMETERS}
        self.controls = {
            name: control(schema[name], value) for name, value in start.items()
        }
        grid = widgets.GridBox(list(self.controls.values()))
        grid.add_class("derived-controls")
        self.button = widgets.Button(description="Train", button_style="primary")
        self.clear = widgets.Button(description="Forget all curves")
        self.picture = widgets.Image(format="png", layout={"max_width": "100%"})
        self.caption = widgets.HTML()
        super().__init__(
            [
                grid,
                widgets.HBox([self.button, self.clear]),
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
            widget.observe(lambda _: self.say(), "value")
        self.draw()
        self.say()

    alt = "Validation accuracy against epochs, one curve for each training so far."

    @property
    def settings(self):
        """What the controls say."""
        return {name: widget.value for name, widget in self.controls.items()}

    def train(self, _=None):
        """Train on a sample with these settings, drawing after every epoch."""
        # Late: Keras takes seconds, and only whoever presses the button needs it.
        import keras

        from helpers import classifiers

        settings = self.settings
        name = settings.pop("model")
        curve = [[], f"{name}, {len(self.curves) + 1}"]
        self.curves.append(curve)
        self.button.disabled = True
        self.button.description = "training..."
        try:
            reader = classifiers.make_reader(
                name,
                self.data.train,
                max_length=settings.pop("max_length"),
                vocabulary_size=8000,
            )
            model = classifiers.build(
                name,
                reader,
                len(self.data.classes),
                seed=0,
                embedding_dim=32,
                **settings,
            )
            splits = [
                (reader.encode(split.texts[: self.texts]), split.labels[: self.texts])
                for split in (self.data.train, self.data.validation)
            ]

            def draw(epoch, logs):
                curve[0].append(logs["val_accuracy"])
                self.draw()

            classifiers.fit(
                model,
                *splits,
                epochs=self.EPOCHS,
                batch_size=32,
                callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=draw)],
            )
            self.say(f"Best validation accuracy of {curve[1]}: {max(curve[0]):.3f}.")
        except MemoryError as error:
            self.curves.remove(curve)
            self.say(str(error))
        finally:
            self.button.disabled = False
            self.button.description = "Train"

    def forget(self, _=None):
        """Start with an empty picture."""
        self.curves.clear()
        self.draw()
        self.say()

    def draw(self):
        """All curves so far."""
        fig, ax = plt.subplots(figsize=(7.0, 3.2))
        colors, longest = (BLUE, ORANGE, GREEN, PURPLE, INK), self.EPOCHS
        for k, (values, name) in enumerate(self.curves):
            color = colors[k % len(colors)]
            ax.plot(range(1, len(values) + 1), values, marker="o", color=color)
            if values:
                label(ax, len(values) + 0.15, values[-1], name, color, va="center")
                longest = max(longest, len(values))
        if not self.curves:
            text = "press Train"
            label(ax, 0.5, 0.5, text, MUTED, ha="center", transform=ax.transAxes)
        ax.set(xlabel="epoch", ylabel="validation accuracy", ylim=(0, 1))
        room_for_names(ax, longest, 1.25)
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

    def _repr_mimebundle_(self, **options):
        # Where no kernel answers, this picture stands in for the widget.
        image = image_tag(data_address(self.picture.value), alt=self.alt, width=700)
        words = "<p><i>Run this cell to train.</i></p>"
        page = {"text/html": image + words, "text/plain": self.alt}
        return super()._repr_mimebundle_(**options) | page

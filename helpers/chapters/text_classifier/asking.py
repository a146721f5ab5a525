"""Type a text of your own: how probable each class is, and which words decide."""

import html
from io import BytesIO

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np

from helpers.explorers import script_output
from helpers.figures import BLUE, MUTED, ORANGE, data_address, image_tag, label
from helpers.pictured import Pictured

__all__ = ["AskYourOwn"]

CLASSES, LETTERS = 8, 26  # bars, and letters of a name beside one
ALT = (  # of a picture that changes while a reader types
    "Bars: how probable each class is for the text in the field; beside them, how much "
    "the first class loses without each of the words it rests on. A sentence below "
    "says the most of it."
)
PLAIN = "tex2jax_ignore mathjax_ignore"  # a page makes no formula of "$" in a text


class AskYourOwn(Pictured):
    """A field for a text, and a picture of what a classifier makes of it.

    Parameters
    ----------
    classifier : helpers.classifiers.Classifier
    mattered : callable
        From a text and the number of a class to pairs of a word and how far the
        probability of that class falls without it.
    start : str
        The text in the field to begin with; it holds a word.
    """

    def __init__(self, classifier, mattered, start):
        self.classifier, self.mattered = classifier, mattered
        self.field = widgets.Text(
            value=start,
            description="Your text",
            continuous_update=False,
            layout={"width": "98%"},
        )
        self.picture = widgets.Image(format="png", layout={"max_width": "100%"})
        self.caption = widgets.HTML()
        self.answer(start)
        super().__init__(
            [
                self.field,
                self.picture,
                self.caption,
                widgets.Output(outputs=(script_output(ALT),)),
            ]
        )
        self.add_class("derived-laboratory")
        self.field.observe(lambda change: self.answer(change["new"]), "value")

    def answer(self, text):
        """Show what the classifier makes of a text."""
        (probabilities,) = self.classifier.probabilities([text])
        best = probabilities.argmax()
        try:
            words = self.mattered(text, best)
        except ValueError:  # no word in it
            words = []
        self.alt = self.say(probabilities, words)
        self.caption.value = f"<p class='{PLAIN}'>{html.escape(self.alt)}</p>"
        self.draw(probabilities, words)

    def say(self, probabilities, words):
        """The answer in words."""
        order = np.argsort(-probabilities, kind="stable")[:3]
        names = [self.classifier.classes[i] for i in order]
        said = ", ".join(
            f"{name} {probabilities[i]:.0%}"
            for name, i in zip(names, order, strict=True)
        )
        sentence = f"Most probable: {said}."
        if not words:
            return f"There is no word to judge by. {sentence}"
        word, fall = words[0]
        return (
            f"{sentence} What {names[0]} rests on most is {word!r}: without it "
            f"{names[0]} loses {100 * fall:.0f} of these points."
            if fall > 0.005
            else f"{sentence} No single word makes a difference of one point."
        )

    def draw(self, probabilities, words):
        """Bars of the most probable classes, and of the words that mattered."""
        fig, (classes, falls) = plt.subplots(1, 2, figsize=(9.0, 2.9))
        order = np.argsort(-probabilities, kind="stable")[:CLASSES]
        names = [self.classifier.classes[i] for i in order]
        bars(classes, names, probabilities[order].tolist(), BLUE, "{:.0%}")
        classes.set(xlim=(0, 1.15), title="How probable is each class?")
        bars(falls, *zip(*words, strict=True) if words else ([], []), ORANGE, "{:+.2f}")
        low, high = falls.get_xlim()
        falls.set_xlim(low, max(high, 0.5))  # a small fall is a short bar
        falls.set(title=f"What {short(names[0])} loses without a word")
        content = BytesIO()
        fig.savefig(content, format="png")
        plt.close(fig)
        self.picture.value = content.getvalue()

    def stand_in(self):
        """The picture, and the text that it is about."""
        image = image_tag(data_address(self.picture.value), alt=self.alt, width=900)
        text = html.escape(f"“{self.field.value}”: {self.alt}")
        words = f"<p class='{PLAIN}'>{text}</p>"
        words += "<p><i>Run the page to type your own text here.</i></p>"
        return {"text/html": image + words, "text/plain": self.alt}


def short(name):
    """A name that fits beside a bar, its dollar signs text and no formula."""
    name = name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"
    return name.replace("$", r"\$")


def bars(ax, names, values, color, form):
    """Bars from the top down, each with its name and its value."""
    places = range(len(names))
    ax.barh(places, values, color=color)
    ax.set_yticks(places, [short(name) for name in names])
    ax.invert_yaxis()
    ax.set_xticks([])
    for place, value in zip(places, values, strict=True):
        label(ax, max(value, 0), place, f" {form.format(value)}", va="center")
    ax.margins(x=0.25)
    if not values:
        ax.set(xlim=(0, 1), ylim=(0, 1))
        label(ax, 0.5, 0.5, "nothing to leave out", MUTED, ha="center")

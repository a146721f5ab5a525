"""Chapter 6: the threshold explorer, the training laboratory, figures and exercises."""

import html
from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from statistics import NormalDist

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np

from helpers.chapters.settings import CHAPTERS
from helpers.exercises import Exercise, Mistake
from helpers.explorers import Explorer, control, script_output
from helpers.figures import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    PURPLE,
    data_address,
    image_tag,
    label,
    room_for_names,
)
from helpers.parameters import Parameter

__all__ = ["EXERCISES", "THRESHOLD", "TrainingLaboratory"]


# The threshold explorer: two populations of scores


SCORES = np.linspace(-4, 8, 481)
below = np.vectorize(NormalDist().cdf)


@dataclass(frozen=True)
class Decision:
    """What a threshold does to scores: N(0, 1) outside a class, N(apart, 1) inside."""

    threshold: float
    apart: float
    share: float

    def rates(self, threshold):
        """Precision and recall at thresholds, share of all texts that are named."""
        hits = self.share * (1 - below(threshold - self.apart))
        named = hits + (1 - self.share) * (1 - below(threshold))
        return hits / named, hits / self.share, named

    @property
    def auc(self):
        """The chance that a text of the class outscores one that is not."""
        return float(below(self.apart / sqrt(2)))


def threshold_scene(fig, apart, share):
    """The two populations and the room for what the threshold does."""
    populations, curves = fig.subplots(1, 2)
    state = Decision(0.0, apart, share)
    bell = NormalDist().pdf
    outside = (1 - share) * np.vectorize(bell)(SCORES)
    inside = share * np.vectorize(bell)(SCORES - apart)
    ax = populations
    ax.fill_between(SCORES, outside, color=BLUE, alpha=0.3, linewidth=0)
    ax.plot(SCORES, outside, color=BLUE)
    ax.fill_between(SCORES, inside, color=ORANGE, alpha=0.4, linewidth=0)
    ax.plot(SCORES, inside, color=ORANGE)
    top = max(outside.max(), inside.max())
    label(ax, -1.2, 0.75 * top, "others", BLUE, ha="right")
    label(ax, apart + 1.0, share * 0.33 + 0.05 * top, "the class", ORANGE)
    ax.set(
        title=f"Scores, {share:.0%} of the texts in the class",
        xlabel="score",
        xlim=(-4, 8),
    )
    ax.set(ylim=(0, 1.15 * top), yticks=[])
    line = ax.axvline(0, color=INK, linestyle="-")

    ax = curves
    thresholds = SCORES[SCORES <= 5]
    precision, recall, _ = state.rates(thresholds)
    ax.plot(thresholds, precision, color=GREEN, linestyle="-")
    ax.plot(thresholds, recall, color=PURPLE, linestyle="--")
    label(ax, -3.8, precision[0] + 0.04, "precision", GREEN)
    label(ax, -3.8, 0.93, "recall", PURPLE)
    ax.set(title="What is right, what is found", xlabel="threshold")
    ax.set(xlim=(-4, 5), ylim=(0, 1.05))
    dots = {"marker": "o", "markersize": 9, "linestyle": "none"}
    (right,) = ax.plot([], [], color=GREEN, markeredgecolor=PAPER, **dots)
    (found,) = ax.plot([], [], color=PURPLE, markeredgecolor=PAPER, **dots)
    return {"line": line, "right": right, "found": found}


def threshold_paint(artists, state):
    """Move the threshold and its two points."""
    precision, recall, _ = state.rates(state.threshold)
    artists["line"].set_xdata([state.threshold] * 2)
    artists["right"].set_data([state.threshold], [precision])
    artists["found"].set_data([state.threshold], [recall])


def threshold_describe(state):
    """Of a thousand texts: how many are named, and how many of them rightly."""
    precision, recall, named = state.rates(state.threshold)
    said = round(1000 * float(named))
    hits = round(1000 * float(named * precision))
    members = round(1000 * state.share)
    return (
        f"Of 1,000 texts, {members} belong to the class. Above {state.threshold:.2f} "
        f"there are {said}, of which {hits} belong: precision {precision:.2f}, recall "
        f"{recall:.2f}. No threshold changes the AUC, {state.auc:.2f}."
    )


THRESHOLD = Explorer(
    name="where to say yes",
    notebook="06_text_classifier",
    alt=(
        "Two bell curves of scores, of the class and of all others, with the threshold "
        "as an upright line; beside them precision and recall against the threshold."
    ),
    parameters=(
        Parameter("threshold", 1.0, "from which score on we say yes", -2.0, 4.0),
        Parameter("apart", 2.0, "how far apart the two populations are", 0.0, 4.0),
        Parameter("share", 0.2, "share of texts in the class", 0.02, 0.5, "log"),
    ),
    compute=Decision,
    scene=threshold_scene,
    paint=threshold_paint,
    describe=threshold_describe,
    redraws=("apart", "share"),
)


# The training laboratory


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
        schema = {p.name: p for p in CHAPTERS["06_text_classifier"]}
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
        # Keras takes seconds to import, and only training needs it.
        import keras

        from helpers import classifiers

        settings = self.settings
        name = settings.pop("model")
        curve = [[], f"{name}, {len(self.curves) + 1}"]
        self.curves.append(curve)
        self.button.disabled = True
        self.button.description = "training..."
        try:
            how = classifiers.reader(
                name,
                self.data.train,
                max_length=settings.pop("max_length"),
                vocabulary_size=8000,
            )
            model = classifiers.build(
                name,
                how,
                len(self.data.classes),
                seed=0,
                embedding_dim=32,
                **settings,
            )
            splits = [
                (how.encode(split.texts[: self.texts]), split.labels[: self.texts])
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


# Figures


def draw_washed_out(zeros, distances):
    """How far apart the memories of texts are, after ever more zeros."""
    fig, ax = plt.subplots(figsize=(7.0, 3.4))
    ax.plot(zeros, distances, color=ORANGE, linestyle="-")
    ax.axhline(distances[0], color=MUTED, linewidth=1, linestyle=":")
    label(ax, zeros[-1], distances[0], "asked at once", MUTED, ha="right", va="bottom")
    ax.set(yscale="log", xlabel="zeros read after the text")
    ax.set(ylabel="distance from their mean")
    return fig


def draw_repairs(table):
    """Macro-F1 after each repair, one dot a seed, and the mean seconds it took."""
    names = list(dict.fromkeys(table["repair"]))
    fig, panels = corpus_panels(table)
    for ax, rows in panels:
        for place, name in enumerate(names):
            runs = rows[rows["repair"] == name]
            scores, cost = runs["test_macro_f1"], runs["cpu_seconds"].mean()
            ax.barh(place, scores.mean(), color=BLUE, alpha=0.35, height=0.7)
            ax.plot(scores, [place] * len(scores), "o", color=BLUE, markersize=5)
            label(ax, 1.02, place, f"{cost:.0f} CPU-s", INK, va="center")
        ax.set(xlabel="macro-F1 on test", xlim=(0, 1.35))
        ax.set_xticks(np.linspace(0, 1, 6))
        ax.set_yticks(range(len(names)), names)
    panels[0][0].invert_yaxis()
    return fig


def corpus_panels(table):
    """A figure with a panel for each corpus, and the panels with their rows."""
    groups = list(table.groupby("corpus", sort=False))
    fig, axes = plt.subplots(1, len(groups), figsize=(9.0, 3.8), sharey=True)
    for ax, (name, _) in zip(axes, groups, strict=True):
        ax.set_title(name)
    return fig, [(ax, rows) for ax, (_, rows) in zip(axes, groups, strict=True)]


def draw_means(ax, rows, by, score, name):
    """A model's mean score over the seeds against something, and its range."""
    color, line, mark = CURVES[name]
    found = rows[rows["model"] == name].groupby(by)[score].agg(["mean", "min", "max"])
    ax.fill_between(
        found.index, found["min"], found["max"], color=color, alpha=0.15, lw=0
    )
    ax.plot(found["mean"], color=color, ls=line, marker=mark, ms=5, label=name)
    return found.index


CURVES = {
    "TF-IDF + linear": (INK, "-", "s"),
    "linear": (BLUE, "--", "o"),
    "average": (ORANGE, "-.", "^"),
    "lstm": (PURPLE, ":", "D"),
}


def draw_learning_curves(table):
    """Macro-F1 against training examples, model by model, one panel a corpus."""
    fig, panels = corpus_panels(table)
    for ax, rows in panels:
        for name in CURVES:
            sizes = draw_means(ax, rows, "examples", "test_macro_f1", name)
        ax.set(xscale="log", xlabel="training examples", ylim=(0, 1))
        ax.set_xticks(sizes, [f"{n:,}" for n in sizes], minor=False)
        ax.minorticks_off()
    panels[0][0].set_ylabel("macro-F1 on test")
    panels[-1][0].legend(loc="lower right")
    return fig


def draw_dropout(table):
    """Test accuracy against the share of dropped features, one panel a corpus."""
    fig, panels = corpus_panels(table)
    for ax, rows in panels:
        for name in list(CURVES)[1:]:
            draw_means(ax, rows, "dropout", "test_accuracy", name)
        (counting,) = rows.loc[rows["model"] == "TF-IDF + linear", "test_accuracy"]
        ax.axhline(counting, color=INK, linewidth=1.2, label="TF-IDF + linear")
        ax.set(xlabel="share of features dropped")
    panels[0][0].set_ylabel("accuracy on test")
    panels[0][0].legend(loc="lower left")
    return fig


def draw_sweep(table):
    """Validation accuracy against the learning rate, for each size of the memory."""
    fig, ax = plt.subplots(figsize=(7.0, 3.6))
    styles = ((BLUE, "-", "o", "bottom"), (ORANGE, "--", "s", "top"))
    for (units, runs), (color, line, mark, side) in zip(
        table.groupby("units"), styles, strict=True
    ):
        rates = runs.groupby("learning_rate")["validation_accuracy"]
        mean = rates.mean()
        ax.fill_between(mean.index, rates.min(), rates.max(), color=color, alpha=0.15)
        ax.plot(mean, color=color, linestyle=line, marker=mark)
        ends = (mean.index[-1] * 1.08, mean.iloc[-1])
        label(ax, *ends, f"{units} units", color, va=side)
    ax.set(xscale="log", xlabel="learning rate", ylabel="validation accuracy")
    ax.set_xticks(mean.index, [f"{rate:g}" for rate in mean.index])
    ax.minorticks_off()
    ax.set_xlim(right=mean.index[-1] * 1.6)
    return fig


def draw_calibration(confidence, correct, bins=5):
    """How often the network is right, against how sure it is."""
    fig, ax = plt.subplots(figsize=(5.0, 4.0))
    ax.plot([0, 1], [0, 1], color=MUTED, linestyle=":", linewidth=1)
    label(ax, 0.96, 1.0, "as sure as right", MUTED, ha="right", va="center")
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    for k in np.unique(place):
        inside = place == k
        x, y, count = confidence[inside].mean(), correct[inside].mean(), inside.sum()
        ax.plot(x, y, "o", color=ORANGE, markersize=4 + np.sqrt(count))
        side = 1 if y > x else -1  # the text stands on the dot's side of the diagonal
        ha, va = ("right", "bottom") if y > x else ("left", "top")
        at = (x - 0.025 * side, y + 0.025 * side)
        label(ax, *at, f"{count} texts", ORANGE, ha=ha, va=va)
    ax.set(xlabel="mean confidence", ylabel="share that is right")
    ax.set(xlim=(0, 1.1), ylim=(-0.08, 1.05))
    return fig


# Exercises


def log_count_ratio(counts, y):
    return ratio(counts, y)


def ratio(counts, y, added=1.0, shares=True, sign=1):
    inside = added + counts[y == 1].sum(axis=0)
    outside = added + counts[y == 0].sum(axis=0)
    if shares:
        inside, outside = inside / inside.sum(), outside / outside.sum()
    return sign * np.log(inside / outside)


def counted_texts():
    by_hand = [(np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([1, 0]))]
    rng = np.random.default_rng(1)
    drawn = []
    for k in range(39):
        n, d = 2 + k % 5, 2 + k % 3
        y = np.r_[0, 1, rng.integers(0, 2, n - 2)]
        drawn.append((rng.integers(0, 6, (n, d)) * 1.0 + (k < 10), y))
    return by_hand + drawn


def last_states(states, ids):
    return states[np.arange(len(ids)), (ids > 0).sum(axis=1) - 1]


def read_texts():
    rng = np.random.default_rng(2)
    cases = []
    for k in range(40):
        n, length = 1 + k % 3, 2 + k % 4
        ids = rng.integers(1, 9, (n, length))
        for row, kept in zip(ids, rng.integers(1, length + 1, n), strict=True):
            row[kept:] = 0
        cases.append((rng.integers(-9, 10, (n, length, 2)) / 2, ids))
    return cases


def masked_mean(states, ids):
    real = (ids > 0)[:, :, None]
    return (states * real).sum(axis=1) / real.sum(axis=1)


def macro_f1(y, y_hat, k):
    return float(np.mean([f1(y == c, y_hat == c) for c in range(k)]))


def f1(is_, says):
    hits = (is_ & says).sum()
    return 2 * hits / max(is_.sum() + says.sum(), 1)


def weighted_f1(y, y_hat, k):
    shares = np.bincount(y, minlength=k) / len(y)
    return float(sum(s * f1(y == c, y_hat == c) for c, s in enumerate(shares)))


def present_f1(y, y_hat, k):
    seen = np.unique(y_hat)
    return float(np.mean([f1(y == c, y_hat == c) for c in seen]))


def f1_of_means(y, y_hat, k):
    hits = [((y == c) & (y_hat == c)).sum() for c in range(k)]
    precision = np.mean(hits / np.maximum(np.bincount(y_hat, minlength=k), 1))
    recall = np.mean(hits / np.maximum(np.bincount(y, minlength=k), 1))
    return float(2 * precision * recall / max(precision + recall, 1e-12))


def answered():
    by_hand = [(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 0]), 2)]
    rng = np.random.default_rng(3)
    drawn = []
    for j in range(39):
        k, n = 2 + j % 2, 4 + j % 6
        y = np.r_[np.arange(k), rng.integers(0, k, n - k)]
        y_hat = np.where(rng.random(n) < 0.4, rng.integers(0, k, n), y)
        drawn.append((y, y_hat, k))
    return by_hand + drawn


def auc(scores, y):
    return pairs_won(scores, y, 0.5)


def pairs_won(scores, y, tie):
    differences = scores[y == 1][:, None] - scores[y == 0]
    return float(((differences > 0) + tie * (differences == 0)).mean())


def scored_texts():
    by_hand = [(np.array([3.0, 1.0, 2.0]), np.array([1, 1, 0]))]
    rng = np.random.default_rng(4)
    return by_hand + [
        (
            rng.integers(0, 6, 3 + k % 5) / 4,
            np.r_[0, 1, rng.integers(0, 2, 1 + k % 5)],
        )
        for k in range(39)
    ]


def calibration_error(confidence, correct, bins):
    sizes, gaps = bin_gaps(confidence, correct, bins)
    return float((sizes * np.abs(gaps)).sum() / len(correct))


def bin_gaps(confidence, correct, bins):
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    filled = np.unique(place)
    gaps = [(confidence - correct)[place == k].mean() for k in filled]
    return np.array([(place == k).sum() for k in filled]), np.array(gaps)


def signed_calibration(confidence, correct, bins):
    sizes, gaps = bin_gaps(confidence, correct, bins)
    return float((sizes * gaps).sum() / len(correct))


def sure_answers():
    by_hand = [(np.array([0.75, 0.25]), np.array([1, 1]), 2)]
    rng = np.random.default_rng(5)
    return by_hand + [
        (
            (2 * rng.integers(1, 16, 3 + k % 6) - 1) / 32,
            rng.integers(0, 2, 3 + k % 6),
            2 + k % 3,
        )
        for k in range(39)
    ]


def standard_error(correct):
    return float(np.sqrt(correct.mean() * (1 - correct.mean()) / len(correct)))


def verdicts():
    by_hand = [np.array([1, 1, 0, 1])]
    rng = np.random.default_rng(6)
    drawn = [np.r_[0, 1, rng.integers(0, 2, 2 + k % 7)] for k in range(39)]
    return [(case,) for case in by_hand + drawn]


EXERCISES = [
    Exercise(
        id="E6.1",
        statement="""\
Write `log_count_ratio(counts, y)`: (6.2) for two classes. `counts` has shape (n, d),
how often each of d features stands in each of n texts; `y` has shape (n,), 1 for the
class and 0 for the others. Return shape (d,). Every count is raised by 1.""",
        reference=log_count_ratio,
        cases=counted_texts,
        mistakes=(
            Mistake(
                "turned round",
                lambda counts, y: ratio(counts, y, sign=-1),
                "The sign is turned round: a feature of class 1 should count for it.",
            ),
            Mistake(
                "counts for shares",
                lambda counts, y: ratio(counts, y, shares=False),
                "You compared counts; divide each class by its total first, or the "
                "class with more words wins every feature.",
            ),
            Mistake(
                "nothing added",
                lambda counts, y: ratio(counts, y, added=1e-300),
                "Without the 1 a feature that one class never had decides alone: its "
                "ratio is infinite, or as good as that.",
            ),
            Mistake(
                "log of the difference",
                lambda counts, y: np.log1p(
                    np.abs(counts[y == 1].sum(axis=0) - counts[y == 0].sum(axis=0))
                ),
                "The logarithm of a difference is not the difference of logarithms.",
            ),
        ),
        solution="""\
def log_count_ratio(counts, y):
    inside = 1 + counts[y == 1].sum(axis=0)
    outside = 1 + counts[y == 0].sum(axis=0)
    return np.log(inside / inside.sum()) - np.log(outside / outside.sum())
""",
    ),
    Exercise(
        id="E6.2",
        statement="""\
Write `last_states(states, ids)`: an LSTM's memory after the last token of each text.
`states` has shape (n, length, units), the memory after every token; `ids` has shape
(n, length), 0 for the padding on the right. Return shape (n, units).""",
        reference=last_states,
        cases=read_texts,
        mistakes=(
            Mistake(
                "after the padding",
                lambda states, ids: states[:, -1],
                "You took the last column: for a short text that is the memory after "
                "all the zeros.",
            ),
            Mistake(
                "one too far",
                lambda states, ids: states[
                    np.arange(len(ids)),
                    np.minimum((ids > 0).sum(axis=1), ids.shape[1] - 1),
                ],
                "One too far: a text of 3 tokens has its last one in place 2.",
            ),
            Mistake(
                "mean",
                masked_mean,
                "That is the mean over the real tokens; asked is the last of them.",
            ),
            Mistake(
                "first token",
                lambda states, ids: states[:, 0],
                "That is the memory after the first token.",
            ),
        ),
        solution="""\
def last_states(states, ids):
    lengths = (ids > 0).sum(axis=1)
    return states[np.arange(len(ids)), lengths - 1]
""",
    ),
    Exercise(
        id="E6.3",
        statement="""\
Write `macro_f1(y, y_hat, k)`: the mean of (6.6) over the classes 0 to k - 1. `y` and
`y_hat` have shape (n,), the true and the predicted classes. A class that is never
predicted has F1 = 0. Every class occurs in `y`.""",
        reference=macro_f1,
        cases=answered,
        mistakes=(
            Mistake(
                "accuracy",
                lambda y, y_hat, k: float((y == y_hat).mean()),
                "That is the accuracy, where every text counts the same; here every "
                "class does.",
            ),
            Mistake(
                "weighted",
                weighted_f1,
                "You weighed the classes by their size; in a macro mean a small class "
                "counts as much as a large one.",
            ),
            Mistake(
                "never predicted left out",
                present_f1,
                "A class that is never predicted was left out; it counts, as 0.",
            ),
            Mistake(
                "F1 of means",
                f1_of_means,
                "You averaged precision and recall first; take F1 class by class and "
                "average that.",
            ),
        ),
        solution="""\
def macro_f1(y, y_hat, k):
    scores = []
    for c in range(k):
        hits = ((y == c) & (y_hat == c)).sum()
        scores.append(2 * hits / ((y == c).sum() + (y_hat == c).sum()))
    return np.mean(scores)
""",
    ),
    Exercise(
        id="E6.4",
        statement="""\
Write `auc(scores, y)`: (6.7), over all pairs. `scores` has shape (n,), `y` is 1 for
texts of the class and 0 for the others; both occur.""",
        reference=auc,
        cases=scored_texts,
        mistakes=(
            Mistake(
                "ties lost",
                lambda scores, y: pairs_won(scores, y, 0),
                "Equal scores are half won; you counted them as lost.",
            ),
            Mistake(
                "ties won",
                lambda scores, y: pairs_won(scores, y, 1),
                "Equal scores are half won; you counted them as won.",
            ),
            Mistake(
                "turned round",
                lambda scores, y: 1 - pairs_won(scores, y, 0.5),
                "Turned round: the text of the class should have the higher score.",
            ),
            Mistake(
                "accuracy at a half",
                lambda scores, y: float(((scores > 0.5) == y).mean()),
                "That is the accuracy at one threshold; the AUC has none.",
            ),
        ),
        solution="""\
def auc(scores, y):
    gaps = scores[y == 1][:, None] - scores[y == 0]
    return ((gaps > 0) + 0.5 * (gaps == 0)).mean()
""",
    ),
    Exercise(
        id="E6.5",
        statement="""\
Write `calibration_error(confidence, correct, bins)`: (6.8). `confidence` has shape
(n,), from 0 to below 1; `correct` is 1 where the answer was right and 0 elsewhere.
Bin b, of `bins`, holds the confidences from b / bins to below (b + 1) / bins.""",
        reference=calibration_error,
        cases=sure_answers,
        mistakes=(
            Mistake(
                "bins count alike",
                lambda confidence, correct, bins: float(
                    np.abs(bin_gaps(confidence, correct, bins)[1]).mean()
                ),
                "Your bins count alike; a bin counts by the share of texts it holds.",
            ),
            Mistake(
                "signed",
                signed_calibration,
                "Too sure in one bin and too modest in another do not cancel: take the "
                "distance of each bin before you add up.",
            ),
            Mistake(
                "largest",
                lambda confidence, correct, bins: float(
                    np.abs(bin_gaps(confidence, correct, bins)[1]).max()
                ),
                "That is the worst bin; asked is the mean, weighed by size.",
            ),
            Mistake(
                "text by text",
                lambda confidence, correct, bins: float(
                    np.abs(confidence - correct).mean()
                ),
                "Text by text nobody is calibrated: an answer is right or wrong, never "
                "80% right. Average inside the bin first.",
            ),
        ),
        solution="""\
def calibration_error(confidence, correct, bins):
    place, error = (confidence * bins).astype(int), 0.0
    for b in np.unique(place):
        inside = place == b
        gap = confidence[inside].mean() - correct[inside].mean()
        error += inside.mean() * abs(gap)
    return error
""",
    ),
    Exercise(
        id="E6.6",
        statement="""\
Write `standard_error(correct)`: (6.9) for the accuracy of a test. `correct` has shape
(n,), 1 where the answer was right and 0 where it was wrong.""",
        reference=standard_error,
        cases=verdicts,
        mistakes=(
            Mistake(
                "not divided by n",
                lambda correct: float(np.std(correct)),
                "That is how much one answer varies; the mean of n varies less.",
            ),
            Mistake(
                "no root",
                lambda correct: float(np.var(correct) / len(correct)),
                "That is the variance of the accuracy; take its root.",
            ),
            Mistake(
                "divided by the root twice",
                lambda correct: float(np.std(correct) / len(correct)),
                "You divided by n outside the root; inside the root it belongs.",
            ),
            Mistake(
                "at one half",
                lambda correct: float(np.sqrt(0.25 / len(correct))),
                "That is the worst case, an accuracy of one half.",
            ),
        ),
        solution="""\
def standard_error(correct):
    accuracy = correct.mean()
    return np.sqrt(accuracy * (1 - accuracy) / len(correct))
""",
    ),
]

"""Chapter 6's pictures: data in, Figure out."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font

from helpers import corpora
from helpers.figures import BLUE, INK, MUTED, ORANGE, PURPLE, label

CURVES = {
    "TF-IDF + linear": (INK, "-", "s"),
    "linear": (BLUE, "--", "o"),
    "average": (ORANGE, "-.", "^"),
    "lstm": (PURPLE, ":", "D"),
}


def draw_first_look(data, most=20):
    """How many texts each class has, and how long the texts are.

    Parameters
    ----------
    data : helpers.corpora.Corpus
    most : int
        Classes that are drawn, the largest ones.
    """
    fig, (bars, ax) = plt.subplots(1, 2, figsize=(9.0, 3.4))
    order = np.argsort(-np.array(data.counts), kind="stable")[:most]
    names = [in_the_font(data.classes[k], f"class {k + 1}") for k in order]
    bars.barh(range(len(order)), [data.counts[k] for k in order], color=BLUE)
    bars.set_yticks(range(len(order)), names, parse_math=False)
    bars.invert_yaxis()
    bars.set(xlabel="texts", title="the classes")
    words = corpora.lengths(data)
    most_words = max(np.percentile(words, 99), 1)  # the few longer ones stand there too
    bins = np.linspace(0, most_words, 31)
    ax.hist(np.minimum(words, most_words), bins, color=ORANGE)
    ax.axvline(np.median(words), color=INK, linewidth=1.2, linestyle=":")
    top = ax.get_ylim()[1]
    label(ax, np.median(words), top, f" median {np.median(words):.0f}", INK, va="top")
    ax.set(xlabel="words of a text", ylabel="texts", title="the length of the texts")
    return fig


def in_the_font(name, otherwise, longest=24):
    """A name that the pictures' font can write, cut if it is long; else another."""
    font = get_font(findfont(FontProperties()))
    if not all(font.get_char_index(ord(sign)) for sign in name):
        return otherwise
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


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
    fig.set_figheight(1 + 0.36 * len(names))
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
    """Validation accuracy against the share of dropped features, a panel a corpus."""
    fig, panels = corpus_panels(table)
    for ax, rows in panels:
        for name in list(CURVES)[1:]:
            draw_means(ax, rows, "dropout", "validation_accuracy", name)
        ax.set(xlabel="share of features dropped")
    panels[0][0].set_ylabel("accuracy on validation")
    panels[1][0].legend(loc="upper right")
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
    label(ax, 0.1, 0.02, "as sure as right", MUTED, va="bottom")
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


def draw_rates(rates):
    """Learning rates over the steps of a training.

    Parameters
    ----------
    rates : dict of str to numpy.ndarray
        What each is called, and its rate at every step, a share of the highest.
    """
    fig, ax = plt.subplots(figsize=(7.0, 2.6))
    over, under = {"va": "bottom"}, {"ha": "right", "va": "top"}
    styles = ((MUTED, ":", over), (BLUE, "-", under), (ORANGE, "--", over))
    for (name, rate), (color, line, place) in zip(rates.items(), styles, strict=True):
        ax.plot(np.linspace(0, 1, len(rate)), rate, color=color, linestyle=line)
        label(ax, 0.6, rate[int(0.6 * len(rate))], f" {name} ", color, **place)
    ax.set(xlabel="share of the steps", ylabel="share of the rate", ylim=(0, 1.15))
    return fig


def draw_card(accuracy=0.8):
    """How far a score may lie from the truth, against the size of the test."""
    fig, ax = plt.subplots(figsize=(7.0, 2.6))
    sizes = np.geomspace(30, 10_000, 100)
    error = np.sqrt(accuracy * (1 - accuracy) / sizes)
    ax.fill_between(
        sizes, accuracy - 2 * error, accuracy + 2 * error, color=BLUE, alpha=0.3, lw=0
    )
    ax.axhline(accuracy, color=BLUE, linestyle="-")
    for n in (100, 1000, 10_000):
        error = np.sqrt(accuracy * (1 - accuracy) / n)
        ends = [accuracy - 2 * error, accuracy + 2 * error]
        ax.plot([n, n], ends, color=INK, linestyle="-", linewidth=1.2)
        label(
            ax, n, ends[1], f"±{200 * error:.1f} points", INK, ha="right", va="bottom"
        )
    ax.set(xscale="log", xlabel="texts in the test", ylabel="accuracy", ylim=(0.6, 1))
    ax.set_xticks([100, 1000, 10_000], ["100", "1,000", "10,000"])
    ax.minorticks_off()
    return fig

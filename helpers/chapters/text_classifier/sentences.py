"""Chapter 6's sentences about networks that were trained on the spot.

Their numbers differ between machines and between texts, so what is said of them is
found out each time.
"""

import numpy as np

__all__ = [
    "calibration_said",
    "confusion_said",
    "errors_said",
    "lead_said",
    "mask_said",
    "temperature_said",
    "training_said",
    "weakest_said",
]


def mask_said(unmasked, masked):
    """Whether two networks' answers depend on the text.

    Parameters
    ----------
    unmasked, masked : numpy.ndarray, shape (n, k)
        What they answer to the same texts.
    """
    spreads = [np.ptp(answers, axis=0).max() for answers in (unmasked, masked)]
    named = [np.unique(answers.argmax(axis=1)).size for answers in (unmasked, masked)]
    much = ["hardly" if spread < 0.2 else "visibly" for spread in spreads]
    return (
        f"The unmasked network's answers {much[0]} depend on the text: a class gets "
        f"probabilities at most {spreads[0]:.2f} apart, and {named[0]} of "
        f"{unmasked.shape[1]} classes are ever named. Those of its masked twin "
        f"{much[1]} do: {spreads[1]:.2f}, and {named[1]} classes."
    )


def training_said(history, best_epoch, epochs):
    """How the losses went, which epoch was kept, and why it ended.

    Parameters
    ----------
    history : pandas.DataFrame
        As in `classifiers.Training`.
    best_epoch, epochs : int
        The epoch whose weights were kept, and how many were allowed.
    """
    loss, unseen, last = history["loss"], history["val_loss"], history.index[-1]
    lowest = unseen.idxmin()
    after = f" and ends at {unseen[last]:.2f}" if lowest < last else ", the last one"
    why = "five epochs had brought no better one" if last < epochs else "that was all"
    return (
        f"From epoch 1 to {last} the training loss goes from {loss[1]:.2f} to "
        f"{loss[last]:.2f}. The validation loss begins at {unseen[1]:.2f}, is lowest, "
        f"{unseen[lowest]:.2f}, in epoch {lowest}{after}. The accuracy on validation "
        f"is highest, {history['val_accuracy'].max():.3f}, in epoch {best_epoch}: its "
        f"weights are kept. It stopped after epoch {last}: {why}."
    )


def lead_said(name, lead, chance):
    """Whether a model can be told from counting on the same texts.

    Parameters
    ----------
    name : str
    lead : helpers.evaluation.Estimate
        Of its accuracy over that of TF-IDF + linear.
    chance : float
        McNemar's.
    """
    if lead.low > 0:
        verdict = f"{name} is ahead, by more than chance explains"
    elif lead.high < 0:
        verdict = f"{name} is behind, by more than chance explains"
    else:
        verdict = "on these texts neither can be called the better one"
    return (
        f"The lead of {name} over TF-IDF + linear is {lead.value:+.3f}, standard error "
        f"{lead.standard_error:.3f}, 95 in 100 between {lead.low:+.3f} and "
        f"{lead.high:+.3f}; McNemar p = {chance:.2f}: {verdict}."
    )


def weakest_said(table):
    """The class that is named worst, and how well its texts are ordered all the same.

    Parameters
    ----------
    table : pandas.DataFrame
        From `evaluation.per_class`.
    """
    name = table["F1"].idxmin()
    row = table.loc[name]
    examples = int(row["examples"])
    found = round(row["recall"] * examples)
    ordered = (
        f" And yet a text of it outranks another {row['AUC']:.0%} of the time."
        if row["AUC"] > 0.5
        else ""
    )
    called = (
        f"of those called so {row['precision']:.0%} are"
        if found
        else "whatever is called so is another's"
    )
    few = " So few texts prove nothing." if examples < 5 else ""
    return (
        f"Named worst is {name!r}, F1 {row['F1']:.2f}: {found} of its {examples} texts "
        f"were found, and {called}.{ordered}{few}"
    )


def confusion_said(counts):
    """Which class is taken for which other one most often.

    Parameters
    ----------
    counts : pandas.DataFrame of int, shape (k, k)
        From `evaluation.confusions`.
    """
    wrong = counts.to_numpy() * (1 - np.eye(len(counts), dtype=int))
    if not wrong.any():
        return "Every text was placed right."
    sizes = counts.sum(axis=1).to_numpy()
    shares = wrong / np.maximum(sizes, 1)[:, None]
    row, column = np.unravel_index(shares.argmax(), shares.shape)
    return (
        f"Confused most: of {sizes[row]} texts of {counts.index[row]!r}, "
        f"{wrong[row, column]} are called {counts.columns[column]!r}."
    )


def calibration_said(error, luck, confidence, right):
    """Whether a network is as sure as it is right, beside what chance alone gives.

    Parameters
    ----------
    error : float
        Its expected calibration error.
    luck : numpy.ndarray
        The same error of many networks that are exactly as sure as they are right.
    confidence : numpy.ndarray, shape (n,)
    right : numpy.ndarray of bool, shape (n,)
    """
    low, high = np.quantile(luck, [0.05, 0.95])
    sure, share = confidence.mean(), right.mean()
    how = "surer than" if sure > share else "less sure than"
    verdict = (
        f"So this one is {how} it is right"
        if error > high
        else "So this one cannot be told from such a network"
    )
    return (
        f"Its error is {error:.3f}. Networks exactly as sure as they are right would "
        f"have {low:.3f} to {high:.3f} in nine of ten tests of {len(right)} texts, by "
        f"chance alone. {verdict}: {sure:.0%} sure on average, and {share:.0%} right."
    )


def errors_said(falls):
    """Whether single words carry the answers that were wrong.

    Parameters
    ----------
    falls : list of (str, float)
        For each error read, the word that mattered most, and by how much the
        probability of the answer falls without it.
    """
    if not falls:
        return "No text was placed wrong."
    word, fall = max(falls, key=lambda pair: pair[1])
    carried = "one word can carry" if fall >= 0.1 else "no single word carries"
    return (
        f"The largest fall of these is {fall:.2f}, when {word!r} goes: {carried} "
        "such an answer."
    )


def temperature_said(temperature, before, after, chance):
    """What a temperature that was chosen on validation does to the calibration.

    Parameters
    ----------
    temperature : float
    before, after : float
        The expected calibration error on the test texts.
    chance : float
        Below it stay nineteen of twenty networks that are exactly as sure, now, as
        they are right.
    """
    how = "surer" if temperature < 1 else "less sure"
    came = "smaller" if after < before else "no smaller"
    left = "no more than" if after <= chance else "still more than"
    return (
        f"On validation the best temperature is {temperature:.2f}, which makes the "
        f"network {how}. The calibration error on the test texts was {before:.3f} and "
        f"is {after:.3f} now, {came}, and {left} chance gives ({chance:.3f}, which "
        "nineteen of twenty networks as sure as they are right stay below). No text is "
        "given another class."
    )

"""The parameters of every chapter, by its notebook's name.

A test compares each with the cell tagged `parameters`: same names, same order, same
defaults, same types.
"""

from helpers.parameters import Parameter

__all__ = ["CHAPTERS"]

_SEED = Parameter("seed", 0, "fixes every random draw of the notebook", 0, 2**31 - 1)
_CURVES = ("wave", "bell", "step", "corner")
_SURFACES = ("long bowl", "turned bowl", "Rosenbrock valley", "saddle")
_MODELS = ("linear", "average", "lstm", "article_lstm")

CHAPTERS = {}
CHAPTERS["01_relu"] = (
    Parameter("target", "wave", "the curve to imitate", choices=_CURVES),
    Parameter("hinges", 24, "how many ReLUs are added up", 1, 40),
    Parameter("gain", 2.0, "weight variance times number of inputs", 0.1, 10.0, "log"),
    Parameter("learning_rate", 0.1, "the size of one step", 1e-3, 3.0, "log"),
    Parameter("steps", 500, "how many steps", 1, 2000),
    _SEED,
)
CHAPTERS["02_mse"] = (
    Parameter("examples", 20, "how many readings", 2, 200),
    Parameter("noise", 0.8, "standard deviation of a reading error, cm", 0.0, 4.0),
    Parameter("outlier", 0.0, "error of the last reading, cm", 0.0, 30.0),
    Parameter("intercept", 9.0, "your line: length at rest, cm", 0.0, 12.0),
    Parameter("slope", 0.5, "your line: cm per 100 g", 0.0, 3.0),
    Parameter("learning_rate", 0.05, "the size of one step", 1e-3, 0.2, "log"),
    Parameter("steps", 100, "how many steps", 1, 1000),
    _SEED,
)
CHAPTERS["03_gradient_descent"] = (
    Parameter("learning_rate", 0.0195, "the size of one step", 1e-3, 0.1, "log"),
    Parameter("beta_1", 0.8, "share of the last step that is kept", 0.0, 0.98),
    Parameter("kappa", 100.0, "largest curvature, where 1 is least", 2.0, 400.0, "log"),
    Parameter("steps", 60, "how many steps", 1, 300),
    _SEED,
)
CHAPTERS["04_adam"] = (
    Parameter("learning_rate", 0.1, "one step size for all", 1e-4, 3.0, "log"),
    Parameter("beta_1", 0.9, "memory of the average gradient", 0.0, 0.99),
    Parameter("beta_2", 0.999, "memory of the average square", 0.0, 0.9999),
    Parameter("epsilon", 1e-8, "keeps the divisor from 0", 1e-12, 1.0, "log"),
    Parameter("surface", "long bowl", "what to go down", choices=_SURFACES),
    Parameter("steps", 60, "how many steps", 1, 120),
    _SEED,
)
CHAPTERS["05_numpy_to_keras"] = (
    Parameter("width", 16, "units in each of the two hidden layers", 2, 64),
    Parameter("learning_rate", 0.01, "Adam's step size", 1e-4, 0.3, "log"),
    Parameter("batch_size", 32, "examples per gradient", 1, 256),
    Parameter("steps", 500, "how many steps", 100, 1000),
    _SEED,
)
CHAPTERS["06_text_classifier"] = (
    Parameter("corpus", "installed-docs", "a corpus's name or your own file's path"),
    Parameter("text_column", "text", "own files: the column that holds the text"),
    Parameter("label_column", "label", "own files: the column with the label"),
    Parameter("sample", 1000, "examples to draw from the corpus; 0 = all", 0, 200_000),
    Parameter("model", "lstm", "which network to train", choices=_MODELS),
    Parameter("max_length", 60, "tokens kept of each text", 4, 512),
    Parameter("vocabulary_size", 8000, "tokens the tokenizer learns", 200, 50_000),
    Parameter("embedding_dim", 32, "numbers that describe one token", 2, 512),
    Parameter("units", 64, "numbers that the network remembers", 2, 512),
    Parameter("dropout", 0.3, "share of features silenced in training", 0.0, 0.9),
    Parameter("learning_rate", 3e-3, "AdamW's step size", 1e-5, 1e-1, "log"),
    Parameter("batch_size", 64, "examples per gradient", 1, 1024),
    Parameter("epochs", 12, "at most this many passes over the data", 1, 100),
    _SEED,
)

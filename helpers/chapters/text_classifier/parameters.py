"""The settings of chapter 6: for its papermill cell, its sliders and its prose."""

from helpers.parameters import SEED, Parameter

__all__ = ["PARAMETERS"]

PARAMETERS = (
    Parameter(
        "corpus",
        "installed-docs",
        "trec, sst2, emotion, thucnews, or your own file's path",
    ),
    Parameter("text_column", "text", "your own file: the column that holds the text"),
    Parameter("label_column", "label", "your own file: the column with the class"),
    Parameter(
        "group_column", "", "your own file: what no split may cut, such as an author"
    ),
    Parameter("encoding", "", "your own file: such as cp1252, if it has to be said"),
    Parameter(
        "join_classes", False, "your own file: take classes that look alike for one"
    ),
    Parameter("sample", 3000, "examples to draw (0 means all)", 0, 200_000),
    Parameter(
        "model",
        "linear",
        "which network to train",
        choices=("linear", "average", "lstm", "article_lstm", "bert"),
    ),
    Parameter("weights", "", "of bert: all-MiniLM-L6-v2 if empty; none; or a folder"),
    Parameter("max_length", 60, "tokens kept of each text", 4, 512),
    Parameter("vocabulary_size", 8000, "tokens the tokenizer may learn", 200, 50_000),
    Parameter("embedding_dim", 32, "numbers that describe one token", 2, 512),
    Parameter("units", 64, "numbers that the network remembers", 2, 512),
    Parameter("dropout", 0.3, "share of features silenced in training", 0.0, 0.9),
    Parameter("learning_rate", 3e-3, "AdamW's step size", 1e-5, 1e-1, "log"),
    Parameter("batch_size", 64, "examples per gradient", 1, 1024),
    Parameter("epochs", 12, "at most this many passes over the data", 1, 100),
    Parameter("class_weights", False, "whether rare classes count more in the loss"),
    Parameter(
        "warmup", 0.0, "share of the steps in which the learning rate rises", 0.0, 0.5
    ),
    Parameter("decay", False, "whether the learning rate falls to 0 along a cosine"),
    Parameter(
        "precision",
        "float32",
        "of most layers",
        choices=("float32", "mixed_bfloat16", "mixed_float16"),
    ),
    Parameter(
        "save",
        "",
        "a file for the trained classifier, such as {corpus}-{seed}.derived",
    ),
    SEED,
)

"""Text classifiers in Keras, by name, and one way to train them.

Each model has a file and a row in `MODELS`. How a model reads text stands in `reading`,
how it is compiled and trained in `training`, how it goes on after it was killed in
`checkpoint`, and how it leaves the page in `classifier`.
"""

import os

# TensorFlow's start-up lines are no part of a lesson; errors still show.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from helpers.classifiers.bert import sentence_encoder
from helpers.classifiers.classifier import Classifier, best_temperature, tempered
from helpers.classifiers.model import Model
from helpers.classifiers.models import (
    MODELS,
    PRECISIONS,
    build,
    make_reader,
    network,
)
from helpers.classifiers.reading import Reader, log_count_ratios
from helpers.classifiers.training import (
    Batches,
    EpochDraws,
    Training,
    compile_model,
    device,
    fit,
    predict,
    schedule,
)

__all__ = [
    "MODELS",
    "PRECISIONS",
    "Batches",
    "Classifier",
    "EpochDraws",
    "Model",
    "Reader",
    "Training",
    "best_temperature",
    "build",
    "compile_model",
    "device",
    "fit",
    "log_count_ratios",
    "make_reader",
    "network",
    "predict",
    "schedule",
    "sentence_encoder",
    "tempered",
]

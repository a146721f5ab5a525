"""What to count: words, pairs of words, pieces of words, runs of characters.

One machine for all, the linear support vector machine, its cost chosen on validation,
and the score is that on validation: what to count is a setting, too.
"""

from itertools import product

from sklearn.feature_extraction.text import TfidfVectorizer
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from helpers import evaluation, ngrams, tokens
from tools.measurements.text_classifiers import CORPORA, loaded

PIECES = 8000
ALL, RUNS = "words, pairs and runs", "runs of 1 to 4 signs"
UNITS = ("words", "words and pairs", "pieces", "pieces and pairs", RUNS, ALL)
PROBES = [{"corpus": "emotion", "units": units} for units in UNITS]


def cases():
    """Every corpus and unit."""
    return [{"corpus": c, "units": units} for c, units in product(CORPORA, UNITS)]


def pieces_of(texts):
    """Learn byte-pair pieces; how a text is cut into them.

    A Chinese sentence is one run of letters here, so that characters may merge.
    """
    reader = tokens.train_tokenizer(texts, PIECES)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = reader.normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation()]
    )
    trainer = trainers.BpeTrainer(vocab_size=PIECES, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return lambda text: tokenizer.encode(text).tokens


def words_of(texts):
    """How a text is cut into words, a Chinese character being one."""
    reader = tokens.train_tokenizer(texts, PIECES)

    def words(text):
        text = reader.normalizer.normalize_str(text)
        return [word for word, _ in reader.pre_tokenizer.pre_tokenize_str(text)]

    return words


def features(units, texts):
    """What the machine counts; not fitted yet."""
    if units == ALL:
        return ngrams.tfidf_ngrams(texts)
    if units == RUNS:
        return TfidfVectorizer(
            analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True
        )
    cut = pieces_of(texts) if "pieces" in units else words_of(texts)
    return TfidfVectorizer(
        tokenizer=cut,
        token_pattern=None,
        lowercase=False,
        ngram_range=(1, 2 if "pairs" in units else 1),
        min_df=2,
        sublinear_tf=True,
    )


def measure(case):
    """One row."""
    corpus = loaded(case["corpus"])
    train, validation = corpus.train, corpus.validation
    counted = features(case["units"], train.texts)
    model = evaluation.linear_baseline(train, validation, counted)
    y_hat = model.predict(validation.texts)
    score = evaluation.score(validation.labels, y_hat)
    return [
        case
        | {
            "different": len(model[0].get_feature_names_out()),
            "validation_texts": len(validation),
            "validation_accuracy": score.accuracy,
        }
    ]

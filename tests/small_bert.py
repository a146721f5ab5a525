"""A small BERT of random weights, in a folder as such folders look."""

import json

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "left", "right", "w", "a"]
PIECES += [f"##{digit}" for digit in range(10)]
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "vocab_size": 20,
    "max_position_embeddings": 7,
    "num_hidden_layers": 2,
    "hidden_size": 6,
    "intermediate_size": 10,
    "num_attention_heads": 3,
    "layer_norm_eps": 1e-5,
}


def arrays_of(config, rng, start=""):
    """Random weights under the names that a file of weights gives them."""
    d, hidden = config["hidden_size"], config["intermediate_size"]
    rows = {"word": "vocab_size", "position": "max_position_embeddings"}
    found = {
        f"embeddings.{name}_embeddings.weight": (config[size], d)
        for name, size in rows.items()
    }
    found["embeddings.token_type_embeddings.weight"] = (2, d)
    linear = {"attention.output.dense": (d, d)}
    linear |= {f"attention.self.{name}": (d, d) for name in ("query", "key", "value")}
    linear |= {"intermediate.dense": (hidden, d), "output.dense": (d, hidden)}
    norms = ["embeddings.LayerNorm"]
    for i in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{i}."
        norms += [f"{layer}attention.output.LayerNorm", f"{layer}output.LayerNorm"]
        for name, shape in linear.items():
            found[f"{layer}{name}.weight"] = shape
            found[f"{layer}{name}.bias"] = shape[:1]
    for name in norms:
        found[f"{name}.weight"] = found[f"{name}.bias"] = (d,)
    return {
        start + name: rng.normal(size=shape).astype("float32")
        for name, shape in found.items()
    }


def tokenizer_of(pieces, **normalizer):
    """A tokenizer as BERT's folders have it, which cuts and fills."""
    numbers = {piece: i for i, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(**normalizer)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    around = [(sign, numbers[sign]) for sign in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=around
    )
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=9)
    return tokenizer


def write(folder, **changes):
    """Write a folder; the sizes may be other ones."""
    config = CONFIG | changes
    (folder / "config.json").write_text(json.dumps(config))
    arrays = arrays_of(config, np.random.default_rng(0))
    save_file(arrays, folder / "model.safetensors")
    tokenizer_of(PIECES).save(str(folder / "tokenizer.json"))
    return folder

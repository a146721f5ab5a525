"""Published weights: read by name, put the right way round, refused in one sentence."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models

from helpers import attention, pretrained
from tests.small_bert import CONFIG, PIECES, arrays_of, tokenizer_of, write
from tools.measurements import published_weights


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path)


def changed(folder, **changes):
    about = {k: v for k, v in (CONFIG | changes).items() if v is not None}
    (folder / "config.json").write_text(json.dumps(about))


def test_a_folder_is_read(folder):
    bert = pretrained.load(folder)
    assert bert.name == str(folder)
    assert bert.config == pretrained.Config(20, 7, 2, 6, 10, 3, 1e-5)
    assert bert.reading.vocabulary == PIECES and bert.reading.lowercase
    whole, short = bert.reading.encode(["Left w17 RIGHT z a a a", "a"]).ids
    assert whole.tolist() == [2, 4, 6, 9, 15, 5, 3]  # as much as it has places for
    assert short.tolist() == [2, 7, 3]  # nor filled
    assert len({bert, pretrained.load(folder)}) == 2
    theirs = load_file(folder / "model.safetensors")
    table = bert.embeddings
    for ours, name in (("words", "word"), ("positions", "position")):
        expected = theirs[f"embeddings.{name}_embeddings.weight"]
        known = len(PIECES) if ours == "words" else None  # the last rows are nobody's
        np.testing.assert_array_equal(table[ours], expected[:known])
    expected = theirs["embeddings.token_type_embeddings.weight"][0]
    np.testing.assert_array_equal(table["type"], expected)
    np.testing.assert_array_equal(table["gain"], theirs["embeddings.LayerNorm.weight"])
    np.testing.assert_array_equal(table["bias"], theirs["embeddings.LayerNorm.bias"])


def test_blocks_have_the_names_and_shapes_of_chapter_7(folder):
    bert, theirs = pretrained.load(folder), load_file(folder / "model.safetensors")
    expected = attention.initial(6, 10, np.random.default_rng(0))
    assert len(bert.blocks) == 2
    places = {
        "Q": "attention.self.query",
        "K": "attention.self.key",
        "V": "attention.self.value",
        "O": "attention.output.dense",
        "1": "intermediate.dense",
        "2": "output.dense",
    }
    for i, theta in enumerate(bert.blocks):
        shapes = {name: array.shape for name, array in theta.items()}
        assert shapes == {name: array.shape for name, array in expected.items()}
        layer = f"encoder.layer.{i}."
        for ours, name in places.items():
            W, b = (theirs[f"{layer}{name}.{part}"] for part in ("weight", "bias"))
            np.testing.assert_array_equal(theta[f"W_{ours}"], W.T)
            np.testing.assert_array_equal(theta[f"b_{ours}"], b)
        for ours, name in (("1", "attention.output"), ("2", "output")):
            gain = theirs[f"{layer}{name}.LayerNorm.weight"]
            np.testing.assert_array_equal(theta[f"gain_{ours}"], gain)
            bias = theirs[f"{layer}{name}.LayerNorm.bias"]
            np.testing.assert_array_equal(theta[f"bias_{ours}"], bias)
        attention.encoder_block(np.ones((4, 6)), theta, 3)


def test_a_file_with_heads_for_covered_words_and_in_16_bits(folder):
    arrays = arrays_of(CONFIG, np.random.default_rng(0), start="bert.")
    halves = {name: array.astype("float16") for name, array in arrays.items()}
    halves["cls.predictions.bias"] = np.zeros(20, "float16")
    save_file(halves, folder / "model.safetensors")
    bert = pretrained.load(folder)
    W = halves["bert.encoder.layer.1.intermediate.dense.weight"]
    np.testing.assert_array_equal(bert.blocks[1]["W_1"], W.T)
    assert bert.blocks[1]["W_1"].dtype == np.float32


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"model_type": "gpt2"}, "is no BERT: its model_type is 'gpt2'"),
        ({"model_type": None}, "is no BERT: its model_type is None"),
        ({"hidden_act": "gelu_new"}, "hidden_act is 'gelu_new', and only 'gelu'"),
        ({"position_embedding_type": "relative_key"}, "only 'absolute' is built"),
        ({"hidden_size": "six"}, "hidden_size is 'six'"),
        ({"num_hidden_layers": 0}, "num_hidden_layers is 0"),
        ({"num_hidden_layers": None}, "num_hidden_layers is None"),
        ({"num_attention_heads": 4}, "its heads cannot share 6 numbers"),
        ({"layer_norm_eps": 1}, "layer_norm_eps is 1"),
        ({"layer_norm_eps": 1.0}, "layer_norm_eps is 1.0"),
        ({"layer_norm_eps": 0.0}, "layer_norm_eps is 0.0"),
        ({"layer_norm_eps": -1e-5}, "layer_norm_eps is -1e-05"),
        ({"vocab_size": 17}, "its tokenizer knows more than its weights do"),
        ({"vocab_size": 21}, "word_embeddings.weight does not fit its sizes"),
        ({"intermediate_size": 6}, "intermediate.dense.weight does not fit"),
        ({"num_hidden_layers": 3}, "has no weights encoder.layer.2.attention.self"),
    ],
)
def test_what_is_built_otherwise_is_refused(folder, changes, said):
    changed(folder, **changes)
    with pytest.raises(pretrained.PretrainedError, match=said):
        pretrained.load(folder)


def test_the_smallest_is_read(folder):
    """One block, and as many rows as the tokenizer has words."""
    config = CONFIG | {"num_hidden_layers": 1, "vocab_size": len(PIECES)}
    arrays = arrays_of(config, np.random.default_rng(0))
    save_file(arrays, folder / "model.safetensors")
    changed(folder, **config)
    bert = pretrained.load(folder)
    assert len(bert.blocks) == 1 and len(bert.embeddings["words"]) == 18


@pytest.mark.parametrize(
    ("pieces", "normalizer", "said"),
    [
        (PIECES, {"strip_accents": False}, "does not read as BERT does"),
        (PIECES, {"handle_chinese_chars": False}, "does not read as BERT does"),
        (PIECES, {"lowercase": False, "strip_accents": True}, "does not read as BERT"),
        ([*PIECES[1:], "[PAD]"], {}, r"has to know \[PAD\], .* the first as number 0"),
    ],
)
def test_who_reads_otherwise_is_refused(folder, pieces, normalizer, said):
    tokenizer_of(pieces, **normalizer).save(str(folder / "tokenizer.json"))
    with pytest.raises(pretrained.PretrainedError, match=said):
        pretrained.load(folder)


def test_other_kinds_of_tokenizers_are_refused(folder):
    whole = Tokenizer(models.WordLevel({"[PAD]": 0, "[UNK]": 1}, unk_token="[UNK]"))
    bare = Tokenizer(models.WordPiece({"[PAD]": 0, "[UNK]": 1}, unk_token="[UNK]"))
    for tokenizer in (whole, bare):
        tokenizer.save(str(folder / "tokenizer.json"))
        with pytest.raises(pretrained.PretrainedError, match="does not read as BERT"):
            pretrained.load(folder)
    gap = tokenizer_of(PIECES)
    text = (
        gap.to_str().replace('"##9": 17', '"##9": 18').replace('"##9":17', '"##9":18')
    )
    (folder / "tokenizer.json").write_text(text)
    with pytest.raises(pretrained.PretrainedError, match="leaves numbers out"):
        pretrained.load(folder)


def test_capitals_and_accents_as_the_folder_has_them(folder):
    tokenizer_of(PIECES, lowercase=False).save(str(folder / "tokenizer.json"))
    reading = pretrained.load(folder).reading
    assert reading.encode(["left"]).ids[0].tolist() == [2, 4, 3]
    assert reading.encode(["LEFT"]).ids[0].tolist() == [2, 1, 3]


def test_sizes_that_are_left_out_are_those_of_bert(folder):
    changed(folder, layer_norm_eps=None, hidden_act=None)
    assert pretrained.load(folder).config.epsilon == 1e-12


@pytest.mark.parametrize("name", pretrained.FILES)
def test_a_missing_or_damaged_file_is_named(folder, name):
    content = (folder / name).read_bytes()
    for damaged in (b"", b"hello", content[: len(content) // 2], b"[1]"):
        (folder / name).write_bytes(damaged)
        with pytest.raises(pretrained.PretrainedError, match=f"{name} is damaged"):
            pretrained.load(folder)
    (folder / name).unlink()
    with pytest.raises(pretrained.PretrainedError, match=f"has no {name}; a BERT's"):
        pretrained.load(folder)


def test_other_names_are_refused_with_the_known_ones(tmp_path):
    with pytest.raises(pretrained.PretrainedError, match=r"or one of all-MiniLM-L6-v2"):
        pretrained.load(tmp_path / "nothing")


def test_published_weights_that_cannot_be_had_say_what_helps(tmp_path, monkeypatch):
    monkeypatch.setenv("DERIVED_DATA", str(tmp_path))
    monkeypatch.setenv("DERIVED_CACHE", str(tmp_path / "cache"))
    (tmp_path / "all-MiniLM-L6-v2").mkdir()
    (tmp_path / "all-MiniLM-L6-v2" / "config.json").write_text("{}")
    with pytest.raises(
        pretrained.PretrainedError, match=r"load it once with a network"
    ):
        pretrained.load("all-MiniLM-L6-v2")


def test_mistakes_of_the_block_are_those_that_the_chapter_names():
    x = np.arange(12.0).reshape(2, 6)
    heads = published_weights.only_reshaped(x, 3)
    assert heads.shape == (3, 2, 2) and heads[0].tolist() == [[0, 1], [2, 3]]
    gap = published_weights.gelu_by_tanh(x) - published_weights.attention.gelu(x)
    assert 0 < np.abs(gap).max() < 5e-4

"""An encoder in Keras: chapter 7's own, on published weights and on none."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from helpers import attention, classifiers, pretrained, saved, tokens
from helpers.classifiers import bert
from tests.planted import SHAPE, planted
from tests.small_bert import PIECES, tokenizer_of, write

TEXTS = ["left w1 a", "right w22", "LEFT", "nothing known", "a a a a a a a a a a"]


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path)


def read(folder, train=None, max_length=20):
    return classifiers.make_reader(
        "bert", train, max_length=max_length, vocabulary_size=40, weights=str(folder)
    )


def network_of(folder, **options):
    reader = read(folder)
    options = {"learning_rate": 0.03, "seed": 0} | SHAPE | options
    return reader, classifiers.build("bert", reader, 2, **options)


def by_hand(published, ids):
    """The states of one text as chapter 7 computes them, layer by layer."""
    table, config = published.embeddings, published.config
    x = table["words"][ids] + table["positions"][: len(ids)] + table["type"]
    x, _ = attention.layer_norm(x, table["gain"], table["bias"], config.epsilon)
    states = [x]
    for theta in published.blocks:
        x, _ = attention.encoder_block(x, theta, config.heads, epsilon=config.epsilon)
        states.append(x)
    return states


def test_every_layer_says_what_the_numpy_block_says(folder):
    published, reader = pretrained.load(folder), read(folder)
    rows = reader.encode(TEXTS)
    ids = keras.Input((None,), dtype="int32")
    states = bert.encoder(ids, size=reader.size, start=published, **reader.sizes)
    told = keras.Model(ids, states)(tokens.pad(rows.ids, 10))
    assert len(told) == 3
    for i, row in enumerate(rows.ids):
        for ours, keras_says in zip(by_hand(published, row), told, strict=True):
            said = keras.ops.convert_to_numpy(keras_says)[i, : len(row)]
            np.testing.assert_allclose(said, ours, atol=1e-5)


def test_a_text_is_one_mean_whatever_stands_beside_it(folder):
    reader = read(folder)
    encoder, rows = classifiers.sentence_encoder(reader), reader.encode(TEXTS)
    together = classifiers.predict(encoder, rows)
    assert together.shape == (5, 6)
    for row, mean in zip(rows.ids, together, strict=True):
        expected = by_hand(reader.start, row)[-1].mean(axis=0)
        np.testing.assert_allclose(mean, expected, atol=1e-5)


def test_more_tokens_than_places_are_cut_and_fewer_are_asked_for(folder):
    assert [len(ids) for ids in read(folder).encode(TEXTS).ids] == [6, 6, 3, 4, 7]
    assert len(read(folder, max_length=4).encode(TEXTS).ids[0]) == 4


def test_published_weights_are_kept_and_move_less_than_new_ones(folder):
    reader, network = network_of(folder)
    start = {v.path: v.numpy() for v in network.trainable_variables}
    assert np.array_equal(start["published_words/embeddings"], words_of(reader))
    rows, labels = reader.encode(TEXTS), np.eye(2)[[0, 1, 0, 1, 1]]
    x = [tokens.pad(part, 10) for part in rows]
    network.train_on_batch(x, labels)
    moved = {
        v.path: np.abs(v.numpy() - start[v.path]).max()
        for v in network.trainable_variables
    }
    published = {k: far for k, far in moved.items() if k.startswith("published")}
    new = [far for name, far in moved.items() if name not in published]
    # The first step of Adam is as long as the learning rate.
    assert max(new) == pytest.approx(0.03, rel=0.01)
    assert max(published.values()) == pytest.approx(0.03 / 30, rel=0.01)
    words = dict(zip(moved, network.get_weights(), strict=True))
    unused = words["published_words/embeddings"][0]
    assert np.array_equal(unused, words_of(reader)[0]), "it does not decay"


def words_of(reader):
    return reader.start.embeddings["words"]


def test_new_weights_decay_and_gradients_are_cut_to_length_one():
    train = planted(60, np.random.default_rng(0))
    reader = read("none", train)
    network = classifiers.build("bert", reader, 2, learning_rate=0.1, seed=0, **SHAPE)
    assert network.optimizer.global_clipnorm == 1.0
    assert network.optimizer.weight_decay == 0.004
    (words,) = (v for v in network.trainable_variables if "drawn_words" in v.path)
    before = words.numpy()
    rows = reader.encode(["left w1"])
    network.train_on_batch([tokens.pad(part, 10) for part in rows], np.eye(2)[:1])
    last = reader.size - 1
    assert last not in rows.ids[0]
    np.testing.assert_allclose(
        words.numpy()[last], before[last] * (1 - 0.1 * 0.004), rtol=1e-6
    )


def test_begun_with_nothing_it_reads_words_and_learns_what_is_planted():
    train = planted(256, np.random.default_rng(0))
    reader = read("none", train)
    assert isinstance(reader.reading, saved.Tokens) and reader.start is None
    network = classifiers.build(
        "bert", reader, 2, learning_rate=3e-3, seed=0, **SHAPE | {"embedding_dim": 16}
    )
    split = reader.encode(train.texts), train.labels
    training = classifiers.fit(network, split, split, epochs=8, batch_size=16)
    assert training.history["val_accuracy"].max() > 0.95


def test_what_was_fine_tuned_is_saved_in_sixteen_bits_without_the_folder(folder):
    reader, network = network_of(folder)
    made = classifiers.Classifier(
        "bert", SHAPE | reader.sizes, ["a", "b"], reader.reading, network
    )
    made.save(folder / "x.derived")
    for name in pretrained.FILES:
        (folder / name).unlink()
    again = classifiers.Classifier.load(folder / "x.derived")
    assert again.reading.vocabulary == reader.reading.vocabulary
    np.testing.assert_allclose(
        again.probabilities(TEXTS), made.probabilities(TEXTS), atol=0.01
    )
    for ours, theirs in zip(
        again.network.get_weights(), network.get_weights(), strict=True
    ):
        assert np.array_equal(ours, theirs.astype("float16"))


def test_chinese_is_read_sign_by_sign(tmp_path):
    pieces = [*PIECES[:4], "天", "北", "京", "##京"]
    folder = write(tmp_path, vocab_size=8, hidden_size=8, num_attention_heads=2)
    tokenizer_of(pieces, lowercase=False).save(str(folder / "tokenizer.json"))
    reader, network = network_of(folder)
    assert reader.encode(["北京天 氣"]).ids[0].tolist() == [2, 5, 6, 4, 1, 3]
    assert classifiers.predict(network, reader.encode(["北京"])).shape == (1, 2)


def test_fine_tuning_goes_on_where_it_was_interrupted(folder):
    """The share of published weights, too, is what it was."""
    train = planted(64, np.random.default_rng(0))

    def tuned(epochs, checkpoint=None):
        reader, network = network_of(folder, dropout=0.3)
        split = reader.encode(train.texts), train.labels
        classifiers.fit(
            network,
            split,
            split,
            epochs=epochs,
            batch_size=16,
            patience=9,
            checkpoint=checkpoint,
        )
        return network.get_weights()

    tuned(1, folder / "kept")
    pairs = zip(tuned(3, folder / "kept"), tuned(3), strict=True)
    assert all(np.allclose(a, b, atol=1e-6) for a, b in pairs)


def test_gelu_is_the_exact_one():
    x = np.linspace(-4, 4, 33).astype("float32")
    said = keras.ops.convert_to_numpy(bert.gelu(x))
    np.testing.assert_allclose(said, attention.gelu(x), atol=1e-6)


def test_weights_that_cannot_be_had_are_said(tmp_path):
    with pytest.raises(pretrained.PretrainedError, match="name a folder, or one of"):
        read(tmp_path / "nothing")


def test_pieces_say_what_they_know_of_a_text():
    reading = saved.Pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "##b"], True, 9)
    (ids, weights), *_ = zip(*reading.encode(["[CLS] Ab q"]), strict=True)
    # What looks like a sign in a text is none.
    assert ids.tolist() == [2, 1, 1, 1, 4, 5, 1, 3]
    assert weights.sum() == pytest.approx(1)
    assert reading.known(ids).tolist() == [False] * 4 + [True] * 2 + [False] * 2
    assert len(replace(reading, max_length=3).encode(["a a a a"]).ids[0]) == 3

"""A trained classifier as one file: what goes in comes out, nothing else gets in."""

import json
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from helpers import ngrams, saved
from helpers.saved import files

TEXTS = [
    "Who is  it?",
    "who was\tit",
    "北京 天氣",
    "ἈΓΑΠΗ σας",
    "",
    "a",
    "\u00ad",
    "I İ i",
]
FOREIGN_SAID = "no classifier that this workbook saved"
SHAPE = {"embedding_dim": 8, "units": 16, "dropout": 0.0}


def counted(texts):
    """scikit-learn's n-grams of these texts, fitted, and ours."""
    union = ngrams.tfidf_ngrams(texts).fit(texts)
    return union, ngrams.learned(union)


def assert_read_alike(union, reading, texts):
    rows, matrix = reading.encode(texts), union.transform(texts).tocsr()
    for i, (ids, weights) in enumerate(zip(*rows, strict=True)):
        assert (ids - 1).tolist() == matrix[i].indices.tolist()
        assert np.array_equal(weights, matrix[i].data.astype(np.float32))
        assert ids.dtype == np.int32 and weights.dtype == np.float32


def test_ngrams_are_read_to_the_last_bit_as_scikit_learn_reads_them():
    union, reading = counted(TEXTS)
    assert_read_alike(union, reading, [*TEXTS, "it is it is it", "new words only"])
    assert reading.size == len(union.get_feature_names_out()) + 1


def test_ngrams_of_many_texts_too():
    rng = np.random.default_rng(0)
    words = ["left", "right", "Ünder", "北京", "x-ray", "don't", "...", "  "]
    texts = [" ".join(rng.choice(words, rng.integers(0, 9))) for _ in range(300)]
    union, reading = counted(texts)
    assert_read_alike(union, reading, [*texts, *TEXTS])


def test_where_no_two_texts_share_a_word_only_runs_are_read():
    texts = [chr(97 + i % 26) + chr(97 + i // 26) + f"{i}q" for i in range(200)]
    union, reading = counted(texts)
    assert reading.words == [] and reading.runs
    assert_read_alike(union, reading, [*texts, "aa0q bb"])


def test_tokens_are_read_in_their_order_and_filled_on_the_left():
    reading = saved.Tokens(["who", "is", "it"], False, 3)
    assert reading.size == 5
    rows = reading.encode(["Who IS it, who", "nobody", ""])
    assert [ids.tolist() for ids in rows.ids] == [[2, 3, 4], [1], [1]]
    assert [w.tolist() for w in rows.weights] == [[0, 0, 1], [1], [1]]
    filled = replace(reading, filled=True).encode(["it"])
    assert filled.ids[0].tolist() == [0, 0, 4]
    assert filled.weights[0].tolist() == [0, 0, 1]
    characters = saved.Tokens(["a", "b"], True, 9)
    assert characters.encode(["ab"]).ids[0].tolist() == [2, 3]


def example(**changes):
    """What a file may hold."""
    reading = saved.Tokens(["left", "right"], False, 5)
    weights = [np.arange(32, dtype="float32").reshape(4, 8), np.ones(3, "float32")]
    card = {"trained on": "two words", "accuracy": 0.75}
    given = saved.Saved("lstm", SHAPE, ["a", "b"], reading, weights, 1.5, card)
    return replace(given, **changes)


def test_what_was_saved_is_loaded(tmp_path):
    path = tmp_path / "new folder" / "x.derived"
    saved.save(path, example())
    assert [file.name for file in path.parent.iterdir()] == ["x.derived"]
    again = saved.load(path)
    for name in ("model", "shape", "classes", "temperature", "card"):
        assert getattr(again, name) == getattr(example(), name)
    assert vars(again.reading) == vars(example().reading)
    for ours, theirs in zip(again.weights, example().weights, strict=True):
        assert np.array_equal(ours, theirs) and ours.dtype == theirs.dtype


def test_ngrams_come_back_to_the_last_bit(tmp_path):
    _, reading = counted(TEXTS)
    saved.save(tmp_path / "x", example(reading=reading))
    again = saved.load(tmp_path / "x").reading
    assert (again.words, again.runs) == (reading.words, reading.runs)
    assert np.array_equal(again.rarity, reading.rarity)


def test_the_same_classifier_makes_the_same_file(tmp_path):
    for name in ("one", "two"):
        saved.save(tmp_path / name, example())
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_more_than_ten_weights_keep_their_order(tmp_path):
    weights = [np.full(1, i, "float32") for i in range(120)]
    saved.save(tmp_path / "x", example(weights=weights))
    assert [w[0] for w in saved.load(tmp_path / "x").weights] == list(range(120))


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "x"
    saved.save(path, example())
    old = path.read_bytes()

    def full(self, data):
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(type(path), "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        saved.save(path, example(classes=["c", "d"]))
    assert path.read_bytes() == old and list(tmp_path.iterdir()) == [path]


READ = """
import sys
from helpers import saved
file = saved.load(sys.argv[1])
file.reading.encode(["left or right"])
print(sorted({"keras", "sklearn", "tensorflow", "pandas", "scipy"} & set(sys.modules)))
"""


def test_a_file_and_its_text_are_read_without_keras_or_scikit_learn(tmp_path):
    _, reading = counted(TEXTS)
    saved.save(tmp_path / "x", example(reading=reading))
    command = [sys.executable, "-c", READ, str(tmp_path / "x")]
    assert subprocess.check_output(command, text=True).strip() == "[]"


def repacked(tmp_path, change):
    """A file whose two members were changed before they were packed."""
    saved.save(tmp_path / "good", example())
    with zipfile.ZipFile(tmp_path / "good") as archive:
        about = json.loads(archive.read(files.MODEL))
        arrays = load_arrays(archive.read(files.WEIGHTS))
    about, arrays = change(about, arrays) or (about, arrays)
    about = about if isinstance(about, bytes) else json.dumps(about).encode()
    arrays = arrays if isinstance(arrays, bytes) else save_arrays(arrays)
    with zipfile.ZipFile(tmp_path / "bad", "w") as archive:
        archive.writestr(files.MODEL, about, zipfile.ZIP_DEFLATED)
        archive.writestr(files.WEIGHTS, arrays, zipfile.ZIP_STORED)
    return tmp_path / "bad"


def setting(*path, value):
    """A change of one place in model.json."""

    def change(about, arrays):
        place = about
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value

    return change


def without(name):
    return lambda about, arrays: about.pop(name) and None


REFUSED = {
    "a newer format": (setting("format", value=2), "newer version .* update"),
    "an older one": (setting("format", value=0), "not a version"),
    "a format that is no number": (setting("format", value="1"), "not a version"),
    "true for 1": (setting("format", value=True), "not a version"),
    "no classes": (without("classes"), "classes has to be a list"),
    "one class": (setting("classes", value=["a"]), "fewer than two"),
    "a class twice": (setting("classes", value=["a", "a"]), "different texts"),
    "numbers as classes": (setting("classes", value=[1, 2]), "different texts"),
    "half a character": (setting("classes", value=["a", "\ud800"]), "different texts"),
    "the model a list": (setting("model", value=["lstm"]), "model has to be a str"),
    "no units": (setting("shape", value={"dropout": 0.1}), "shape has embedding_dim"),
    "huge units": (setting("shape", "units", value=10**9), "units is 1000000000"),
    "units and a half": (setting("shape", "units", value=1.5), "units has to be"),
    "no unit": (setting("shape", "units", value=0), "units is 0"),
    "units beyond floats": (setting("shape", "units", value=10**400), "units has to"),
    "all dropped": (setting("shape", "dropout", value=1.0), "dropout is 1.0"),
    "no warmth": (setting("temperature", value=0), "temperature is not above 0"),
    "no temperature": (without("temperature"), "temperature is not above 0"),
    "a card of cards": (setting("card", "x", value={}), "the card holds more"),
    "another reading": (setting("reading", "kind", value="pickle"), "by 'pickle'"),
    "a list as reading": (setting("reading", "kind", value=[]), "by \\[\\]"),
    "more to read": (setting("reading", "code", value="x"), "reading has vocabulary"),
    "a long text": (setting("reading", "max_length", value=10**8), "max_length is"),
    "a yes for a length": (setting("reading", "max_length", value=True), "max_length"),
    "filled with 1": (setting("reading", "filled", value=1), "filled is neither"),
    "a token twice": (setting("reading", "vocabulary", value=["a", "a"]), "are odd"),
    "not JSON": (lambda about, arrays: (b"{", arrays), "is damaged"),
    "not a dict": (lambda about, arrays: ([], arrays), "not a version|no classifier"),
    "nested without end": (lambda about, arrays: (b"[" * 10**6, arrays), "is damaged"),
    "NaN": (lambda about, arrays: (b'{"format": NaN}', arrays), "NaN is no number"),
    "no safetensors": (lambda about, arrays: (about, b"\x80\x04pickle"), "is damaged"),
    "no weights": (lambda about, arrays: (about, {}), "not in order"),
    "weights by name": (
        lambda about, arrays: (about, {"lstm/kernel": np.ones(2, "float32")}),
        "not in order",
    ),
    "float64": (
        lambda about, arrays: (about, {"000": np.ones(2)}),
        "weights have another type",
    ),
    "a weight of NaN": (
        lambda about, arrays: (about, {"000": np.full(2, np.nan, "float32")}),
        "infinite or not a number",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_classifier_is_refused_in_one_sentence(tmp_path, name):
    change, said = REFUSED[name]
    with pytest.raises(saved.SavedError, match=said) as caught:
        saved.load(repacked(tmp_path, change))
    assert "\n" not in str(caught.value) and str(tmp_path / "bad") in str(caught.value)


def test_rarities_are_one_number_a_feature(tmp_path):
    _, reading = counted(TEXTS)
    for rarity in (reading.rarity[1:], np.array([]), reading.rarity * np.inf):
        odd = replace(reading, rarity=rarity)
        path = repacked(
            tmp_path,
            setting(
                "reading",
                value={
                    "kind": "ngrams",
                    "words": odd.words,
                    "runs": odd.runs,
                    "rarity": [str(x) if np.isinf(x) else x for x in rarity.tolist()],
                },
            ),
        )
        with pytest.raises(saved.SavedError, match="rarity"):
            saved.load(path)


def zipped(members, compression=zipfile.ZIP_STORED):
    def write(path):
        with zipfile.ZipFile(path, "w", compression) as archive:
            for name, content in members:
                archive.writestr(name, content)

    return write


FOREIGN = {
    "empty": lambda path: path.write_bytes(b""),
    "a text": lambda path: path.write_text("hello"),
    "a pickle": lambda path: path.write_bytes(b"\x80\x04cos\nsystem\n."),
    "a zip of other things": zipped([("config.json", "{}"), ("model.weights.h5", "")]),
    "a member outside": zipped([("../model.json", "{}"), (files.WEIGHTS, "")]),
    "one more member": zipped([(files.MODEL, "{}"), (files.WEIGHTS, ""), ("x", "")]),
    "one less": zipped([(files.MODEL, "{}")]),
    "squeezed weights": zipped(
        [(files.MODEL, "{}"), (files.WEIGHTS, bytes(10**6))], zipfile.ZIP_DEFLATED
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_files_are_refused_in_one_sentence(tmp_path, name):
    FOREIGN[name](tmp_path / "x")
    with pytest.raises(saved.SavedError, match=FOREIGN_SAID):
        saved.load(tmp_path / "x")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused(tmp_path):
    zipped([(files.MODEL, "{}"), (files.MODEL, "{}"), (files.WEIGHTS, "")])(
        tmp_path / "x"
    )
    with pytest.raises(saved.SavedError, match=FOREIGN_SAID):
        saved.load(tmp_path / "x")


@pytest.mark.parametrize(
    ("member", "limit"), [(files.MODEL, 2**26), (files.WEIGHTS, 2**31)]
)
def test_sizes_are_looked_at_before_anything_is_unpacked(
    tmp_path, monkeypatch, member, limit
):
    """What the list of members says of a size, and what is thought of it."""
    saved.save(tmp_path / "x", example())
    packed = bytearray((tmp_path / "x").read_bytes())
    of_member = packed.rindex(member.encode()) - 46  # where its entry begins

    class UnpackedError(Exception):
        pass

    def unpacked(*args):
        raise UnpackedError

    monkeypatch.setattr(zipfile.ZipFile, "read", unpacked)
    for size, answer in ((limit, UnpackedError), (limit + 1, saved.SavedError)):
        struct.pack_into("<L", packed, of_member + 24, size)
        (tmp_path / "x").write_bytes(packed)
        with pytest.raises(answer) as refused:
            saved.load(tmp_path / "x")
    assert f"too large: its {member}" in str(refused.value)


def test_a_file_cut_anywhere_is_refused(tmp_path):
    saved.save(tmp_path / "x", example())
    whole = (tmp_path / "x").read_bytes()
    for length in range(0, len(whole), 7):
        (tmp_path / "x").write_bytes(whole[:length])
        with pytest.raises(saved.SavedError):
            saved.load(tmp_path / "x")


def test_a_bit_turned_round_is_noticed_or_changes_nothing(tmp_path):
    saved.save(tmp_path / "x", example())
    whole, expected = (tmp_path / "x").read_bytes(), example()
    noticed = 0
    for place in range(0, len(whole), 3):
        turned = bytearray(whole)
        turned[place] ^= 1 << place % 8
        (tmp_path / "x").write_bytes(turned)
        try:
            again = saved.load(tmp_path / "x")
        except saved.SavedError:
            noticed += 1
            continue
        assert (again.classes, again.shape) == (expected.classes, expected.shape)
        for ours, theirs in zip(again.weights, expected.weights, strict=True):
            assert np.array_equal(ours, theirs)
    assert noticed > len(whole) / 6


def test_no_file_and_a_folder_are_the_systems_to_name(tmp_path):
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(OSError):
            saved.load(path)

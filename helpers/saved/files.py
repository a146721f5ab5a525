"""A trained classifier as one file: a zip of two members, and neither is a program.

`model.json` says which network it is, how large, how it reads text, what its classes
are called, and what is worth knowing of it: its card. `weights.safetensors` holds the
numbers. What cannot be such a file is refused with one sentence, before it is unpacked.
"""

import io
import json
import os
import struct
import zipfile
import zlib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from helpers.saved.reading import Ngrams, Pieces, Tokens

__all__ = ["Saved", "SavedError", "load", "save"]

FORMAT = 1
LONGEST = 100_000  # tokens of a text
MODEL, WEIGHTS = "model.json", "weights.safetensors"
# The numbers are stored as they are, so no file unpacks to much more than it is.
LIMITS = {MODEL: 2**26, WEIGHTS: 2**31}  # bytes
COMPRESSED = {MODEL: zipfile.ZIP_DEFLATED, WEIGHTS: zipfile.ZIP_STORED}
READINGS = {"ngrams": Ngrams, "tokens": Tokens, "pieces": Pieces}
# What a size may be, of all networks and of stacks of blocks.
SIZES = {"embedding_dim": (1, 4096), "units": (1, 16384), "dropout": (0.0, 0.99)}
OF_STACKS = {
    "blocks": (1, 100),
    "heads": (1, 100),
    "positions": (1, LONGEST),
    "epsilon": (0.0, 1.0),
}


class SavedError(ValueError):
    """A file that is no classifier which can be read; one sentence says why."""


@dataclass(frozen=True, eq=False)
class Saved:
    """What a file holds.

    Attributes
    ----------
    model : str
        The row of `helpers.classifiers.MODELS`.
    shape : dict of str to number
        `embedding_dim`, `units` and `dropout`; of a stack of blocks `blocks`, `heads`,
        `positions` and `epsilon`, too.
    classes : list of str
        At least 2.
    reading : Ngrams, Tokens or Pieces
    weights : list of numpy.ndarray of float32 or float16
        The network's, in its order; once loaded, float32.
    temperature : float
        Above 0: what the logits are divided by (Guo et al. 2017, section 4.2).
    card : dict of str to str or number
        What is worth knowing: trained on what, how it scored, whose the data are.
    """

    model: str
    shape: dict
    classes: list
    reading: Ngrams | Tokens | Pieces
    weights: list
    temperature: float = 1.0
    card: dict = field(default_factory=dict)


def save(path, saved):
    """Write a classifier into one file, whole or not at all.

    Parameters
    ----------
    path : str or Path
        Its folder is made if there is none; a file of that name is replaced.
    saved : Saved

    Raises
    ------
    OSError
        If it cannot be written.
    """
    path = Path(path)
    kind = {cls: name for name, cls in READINGS.items()}[type(saved.reading)]
    reading = {"kind": kind} | asdict(saved.reading)
    if kind == "ngrams":
        reading["rarity"] = saved.reading.rarity.tolist()
    about = {
        "format": FORMAT,
        "model": saved.model,
        "shape": saved.shape,
        "classes": list(saved.classes),
        "temperature": saved.temperature,
        "reading": reading,
        "card": saved.card,
    }
    arrays = {f"{i:03}": np.ascontiguousarray(w) for i, w in enumerate(saved.weights)}
    content = {
        MODEL: json.dumps(about, ensure_ascii=False, allow_nan=False).encode(),
        WEIGHTS: save_arrays(arrays),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, kind in COMPRESSED.items():
            entry = zipfile.ZipInfo(name)  # of a fixed date: equal files stay equal
            archive.writestr(entry, content[name], kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(packed.getvalue())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def load(path):
    """Read a file that `save` wrote.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Saved

    Raises
    ------
    SavedError
        If it is none, is damaged, or comes from a newer version.
    OSError
        If there is no file, or it cannot be read.
    """
    content = _members(Path(path))
    try:
        about = json.loads(content[MODEL], parse_constant=_refuse)
        arrays = load_arrays(content[WEIGHTS])
    except (ValueError, RecursionError, SafetensorError, KeyError, TypeError) as error:
        raise SavedError(f"{path} is damaged: {_first_line(error)}") from None
    version = about.get("format") if isinstance(about, dict) else None
    if type(version) is int and version > FORMAT:
        raise SavedError(
            f"{path} was saved by a newer version of this workbook (format {version}, "
            f"and this one reads {FORMAT}): update the workbook"
        )
    try:
        return _checked(about, version, arrays)
    except _UnfitError as error:
        raise SavedError(f"{path} holds no classifier: {error}") from None


def _members(path):
    """The bytes of the two members, after a look at their names and sizes."""
    foreign = f"{path} is no classifier that this workbook saved, or it is damaged"
    with path.open("rb") as stream:
        try:
            return _unpacked(path, stream, foreign)
        except SavedError:
            raise
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,  # a place that is not in the file
            RuntimeError,  # a password
            ValueError,  # a name that is no text
            struct.error,
        ):
            raise SavedError(foreign) from None


def _unpacked(path, stream, foreign):
    with zipfile.ZipFile(stream) as archive:
        entries = archive.infolist()
        if sorted(entry.filename for entry in entries) != sorted(LIMITS):
            raise SavedError(foreign)
        for entry in entries:
            if entry.file_size > LIMITS[entry.filename]:
                raise SavedError(
                    f"{path} is too large: its {entry.filename} has "
                    f"{entry.file_size / 1e6:,.0f} MB"
                )
            if entry.compress_type != COMPRESSED[entry.filename]:
                raise SavedError(foreign)
        return {entry.filename: archive.read(entry) for entry in entries}


class _UnfitError(ValueError):
    """What a part of a file has to be, and is not."""


def _checked(about, version, arrays):
    """The classifier of a file, if all its parts are what they have to be."""
    _demand(
        type(version) is int and version == FORMAT,
        "its format is not a version of this workbook",
    )
    for name, kind in {
        "model": str,
        "shape": dict,
        "classes": list,
        "reading": dict,
        "card": dict,
    }.items():
        _demand(type(about.get(name)) is kind, f"{name} has to be a {kind.__name__}")
    sizes = SIZES if len(about["shape"]) == len(SIZES) else SIZES | OF_STACKS
    _demand(about["shape"].keys() == sizes.keys(), f"shape has {', '.join(SIZES)}")
    for name, value in about["shape"].items():
        least, most = sizes[name]
        right = type(value) is int or type(least) is float
        _demand(right and _number(value), f"{name} has to be a number")
        _demand(least <= value <= most, f"{name} is {value}")
    _demand(_texts(about["classes"]), "classes have to be different texts")
    _demand(len(about["classes"]) > 1, "it has fewer than two classes")
    temperature = about.get("temperature")
    _demand(_number(temperature) and temperature > 0, "temperature is not above 0")
    for value in about["card"].values():
        _demand(type(value) is str or _number(value), "the card holds more than text")
    names = [f"{i:03}" for i in range(len(arrays))]
    _demand(arrays and sorted(arrays) == names, "its weights are not in order")
    for array in arrays.values():
        _demand(array.dtype in ("float32", "float16"), "its weights have another type")
        _demand(np.isfinite(array).all(), "a weight is infinite or not a number")
    weights = [arrays[name].astype("float32", copy=False) for name in names]
    reading = _reading(about["reading"])
    given = (about[name] for name in ("model", "shape", "classes"))
    return Saved(*given, reading, weights, float(temperature), about["card"])


def _reading(about):
    """How the classifier reads text."""
    about = dict(about)
    kind = about.pop("kind", None)
    _demand(isinstance(kind, str) and kind in READINGS, f"it reads by {kind!r}")
    names = [part.name for part in fields(READINGS[kind])]
    _demand(about.keys() == set(names), f"reading has {', '.join(names)}")
    lists = ("words", "runs") if kind == "ngrams" else ("vocabulary",)
    for name in lists:
        _demand(type(about[name]) is list and _texts(about[name]), f"{name} are odd")
    if kind == "ngrams":
        rarity, known = about["rarity"], len(about["words"]) + len(about["runs"])
        right = type(rarity) is list and all(map(_number, rarity))
        _demand(right and len(rarity) == known > 0, "rarity is not a number a feature")
        return Ngrams(about["words"], about["runs"], np.array(rarity, dtype=float))
    length = about["max_length"]
    _demand(type(length) is int and 1 <= length <= LONGEST, f"max_length is {length!r}")
    if kind == "pieces":
        signs, pieces = Pieces.SIGNS, about["vocabulary"]
        right = set(signs) <= set(pieces) and pieces[0] == signs[0] and length > 2
        _demand(right, f"pieces need {', '.join(signs)}, and two tokens beside them")
    for name in {"by_characters", "filled", "lowercase"} & about.keys():
        _demand(type(about[name]) is bool, f"{name} is neither true nor false")
    return READINGS[kind](**about)


def _demand(holds, sentence):
    if not holds:
        raise _UnfitError(sentence)


def _number(value):
    return type(value) in (int, float) and abs(value) < 1e30


def _texts(values):
    """Whether these are texts that can be written, no two alike."""
    return all(
        type(value) is str and not any("\ud800" <= c <= "\udfff" for c in value)
        for value in values
    ) and len(set(values)) == len(values)


def _refuse(constant):
    raise ValueError(f"{constant} is no number")


def _first_line(error):
    return (str(error) or type(error).__name__).splitlines()[0][:120]

"""A saved classifier's sizes have bounds; pieces and halves come back."""

import numpy as np
import pytest

from helpers import saved
from helpers.saved import files
from tests.test_saved import SHAPE, example


@pytest.mark.parametrize("name", files.SIZES | files.OF_STACKS)
def test_a_size_is_bounded_at_both_ends(tmp_path, name):
    (least, most), step = (files.SIZES | files.OF_STACKS)[name], 1
    if isinstance(least, float):
        step = 1e-6
    of_stack = {"blocks": 2, "heads": 2, "positions": 9, "epsilon": 1e-12}
    shape = SHAPE | (of_stack if name in files.OF_STACKS else {})
    for value in (least, most):
        saved.save(tmp_path / "x", example(shape=shape | {name: value}))
        assert saved.load(tmp_path / "x").shape[name] == value
    for value in (least - step, most + step):
        saved.save(tmp_path / "x", example(shape=shape | {name: value}))
        with pytest.raises(saved.SavedError, match=f"{name} is "):
            saved.load(tmp_path / "x")


def test_the_bounds_of_sizes():
    assert files.SIZES == {
        "embedding_dim": (1, 4096),
        "units": (1, 16_384),
        "dropout": (0.0, 0.99),
    }
    assert files.OF_STACKS == {
        "blocks": (1, 100),
        "heads": (1, 100),
        "positions": (1, 100_000),
        "epsilon": (0.0, 1.0),
    }


def test_pieces_come_back_and_need_their_signs(tmp_path):
    signs = list(saved.Pieces.SIGNS)
    for vocabulary in (signs, [*signs, "a", "##b"]):
        reading = saved.Pieces(vocabulary, True, 3)
        saved.save(tmp_path / "x", example(reading=reading))
        assert vars(saved.load(tmp_path / "x").reading) == vars(reading)
    for bad in (
        saved.Pieces([*signs[1:], signs[0]], True, 9),
        saved.Pieces([*signs[:3], "a"], True, 9),
        saved.Pieces(signs, True, 2),
    ):
        saved.save(tmp_path / "x", example(reading=bad))
        with pytest.raises(saved.SavedError, match=r"pieces need \[PAD\], \[UNK\]"):
            saved.load(tmp_path / "x")
    saved.save(tmp_path / "x", example(reading=saved.Pieces(signs, "yes", 9)))
    with pytest.raises(saved.SavedError, match="lowercase is neither true nor false"):
        saved.load(tmp_path / "x")


def test_halves_come_back_as_numbers_of_32_bits(tmp_path):
    halves = [np.linspace(-1, 1, 6).astype("float16")]
    saved.save(tmp_path / "x", example(weights=halves))
    (again,) = saved.load(tmp_path / "x").weights
    assert again.dtype == np.float32 and np.array_equal(again, halves[0])

"""Corpora: one shape for all, drawn samples, and names that are mistyped."""

import numpy as np
import pytest

from helpers.corpora import CorpusError, load


def test_a_sample_keeps_every_split_and_class_and_follows_its_seed():
    docs = load("installed-docs")
    few, again = (load("installed-docs", sample=1000, seed=1) for _ in range(2))
    assert sum(map(len, few.splits.values())) == 1000
    for name, split in few.splits.items():
        whole = docs.splits[name]
        assert set(split.texts) <= set(whole.texts)
        share = np.bincount(split.labels) / np.bincount(whole.labels)
        assert share == pytest.approx(1000 / 6983, abs=0.03)
    assert few.train.texts == again.train.texts
    assert few.train.texts != load("installed-docs", sample=1000, seed=2).train.texts
    assert load("installed-docs", sample=0).test.texts == docs.test.texts
    assert load("installed-docs", sample=10**6).test.texts == docs.test.texts
    with pytest.raises(CorpusError, match=r"sample=10 is too small.* 24; 0 takes all"):
        load("installed-docs", sample=10)


def test_the_smallest_sample_has_one_of_each(tmp_path):
    path = tmp_path / "few_no.csv"
    answers = ["yes"] * 40 + ["no"] * 3
    rows = [f"text number {n},{answer}" for n, answer in enumerate(answers)]
    path.write_text("\n".join(["text,label", *rows]))
    sample = load(path, sample=6)
    for split in sample.splits.values():
        assert sorted(split.labels) == [0, 1]


@pytest.mark.parametrize(("typed", "meant"), [("imotion", "emotion"), ("TREC", "trec")])
def test_a_mistyped_name_finds_the_nearest(typed, meant):
    with pytest.raises(CorpusError, match=f"did you mean '{meant}'"):
        load(typed)

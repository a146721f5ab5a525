"""Corpora: one shape for all, drawn samples, and names that are mistyped."""

import numpy as np
import pandas as pd
import pytest

from helpers.corpora import CorpusError, load
from helpers.corpora.splitting import draw, stratified, text_digest


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
    assert few.train.groups and len(few.train.groups) == len(few.train)
    drawn = load("installed-docs", sample=99).train.texts
    assert drawn == load("installed-docs", sample=99, seed=0).train.texts
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


def test_a_corpus_is_equal_to_itself_alone(tmp_path):
    """What holds arrays is compared by hand: `==` would ask for the truth of one."""
    path = tmp_path / "a.csv"
    path.write_text("text,label\n" + "".join(f"t{n},{n % 2}\n" for n in range(20)))
    one, other = load(path), load(path)
    assert len({one, other, one.train, other.train}) == 4


def test_the_first_texts_by_digest_are_tested_and_the_next_ones_validate():
    texts = sorted((f"text {n}" for n in range(20)), key=text_digest)
    table = pd.DataFrame({"text": texts, "label": [0] * 10 + [1] * 10})
    splits = stratified(table, test=0.2, validation=0.1)
    assert splits.tolist() == (["test"] * 2 + ["validation"] + ["train"] * 7) * 2


def test_a_draw_of_everything_is_everything_in_its_order():
    table = pd.DataFrame({"text": list("abcd"), "label": [0, 1, 0, 1]})
    table["split"] = "train"
    for sample in (0, None, 3, 4, 5):
        drawn = draw(table, sample, 0)["text"].tolist()
        assert drawn == sorted(drawn) and len(drawn) == (3 if sample == 3 else 4)


@pytest.mark.parametrize(("typed", "meant"), [("imotion", "emotion"), ("TREC", "trec")])
def test_a_mistyped_name_finds_the_nearest(typed, meant):
    with pytest.raises(CorpusError, match=f"did you mean '{meant}'"):
        load(typed)

"""Corpora: one shape for all, drawn samples, and names that are mistyped."""

import numpy as np
import pandas as pd
import pytest

from helpers.corpora import CorpusError, load
from helpers.corpora.splitting import draw, grouped, stratified, text_digest


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


def rows_of(**columns):
    table = pd.DataFrame(columns)
    return table.assign(text=[f"text {k}" for k in range(len(table))])


def test_whole_groups_go_to_a_split_and_every_class_to_all():
    rng = np.random.default_rng(0)
    table = rows_of(label=rng.integers(0, 3, 600), group=rng.integers(0, 60, 600))
    table["group"] = table["group"].astype(str)
    split = grouped(table)
    assert (split.groupby(table["group"]).nunique() == 1).all()
    assert (split.groupby(table["label"]).nunique() == 3).all()
    shares = split.value_counts(normalize=True)
    assert shares["train"] == pytest.approx(5 / 7, abs=0.05)
    assert shares["test"] == pytest.approx(1 / 7, abs=0.05)
    mixed = table.sample(frac=1, random_state=1)
    assert (grouped(mixed).sort_index() == split).all()


def test_rows_without_a_group_stand_alone():
    table = rows_of(label=[0, 1] * 21, group=["a"] * 10 + ["b"] * 10 + [""] * 22)
    split = grouped(table)
    assert split[table["group"] == "a"].nunique() == 1
    assert split[table["group"] == ""].nunique() == 3


def test_groups_that_cannot_be_split_are_refused():
    few = rows_of(label=[0, 1] * 9, group=["a"] * 9 + ["b"] * 9)
    with pytest.raises(
        CorpusError, match=r"whole groups .* rarest class is in 2 groups"
    ):
        grouped(few)
    tied = rows_of(
        label=[0] * 6 + [1] * 6, group=["a", "a", "b", "b", "c", "c"] + ["a"] * 6
    )
    with pytest.raises(CorpusError, match="rarest class is in 1 groups"):
        grouped(tied)


def test_an_own_file_may_name_its_groups(tmp_path):
    rows = [f"text {k},{k % 2},author {k // 10}" for k in range(100)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["text,label,by", *rows]))
    corpus = load(path, group_column="by")
    where = [set(split.groups) for split in corpus.splits.values()]
    assert sum(map(len, where)) == len(set.union(*where)) == 10
    assert load(path).train.groups == []

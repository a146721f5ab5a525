"""installed-docs: the corpus that needs no download."""

import gc
import hashlib
import json
import re
from collections import Counter
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from helpers.corpora import CorpusError, installed_docs, load, passages
from helpers.corpora.splitting import text_digest
from tests.conftest import missing

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def docs():
    return load("installed-docs")


def test_installed_docs_are_pinned_by_the_lock(docs):
    lock = (ROOT / "requirements" / "cpu.lock").read_text(encoding="utf-8")
    for name in (name for group in installed_docs.SUBJECTS.values() for name in group):
        locked = re.search(rf"^{name}==(\S+) \\$", lock, re.MULTILINE)
        assert locked, f"{name} is not in cpu.lock for every Python and platform"
        if locked[1] != version(name):
            missing(f"{name} {locked[1]} as in cpu.lock, not {version(name)}")
    assert {name: len(split) for name, split in docs.splits.items()} == SIZES
    everything = {
        name: [split.texts, split.labels.tolist(), split.groups]
        for name, split in docs.splits.items()
    }
    counts = Counter(label for _, labels, _ in everything.values() for label in labels)
    assert {docs.classes[label]: n for label, n in counts.items()} == CLASS_SIZES
    assert docs.dropped == DROPPED
    content = json.dumps(everything).encode()
    assert hashlib.sha256(content).hexdigest() == CONTENT


SIZES = {"train": 4540, "validation": 1047, "test": 1397}
CLASS_SIZES = {
    "arrays": 1500,
    "deep learning": 444,
    "fonts and images": 624,
    "machine learning": 655,
    "networking": 625,
    "notebooks": 865,
    "plotting": 771,
    "symbolic maths": 1500,
}
DROPPED = {
    "docstrings with fewer than 15 words of prose": 11784,
    "exact repetitions": 404,
    "near repetitions": 1307,
    "passages above 1,500 in one subject": 824,
}
CONTENT = "d9182a672bd8f5930e0b02d22f3ebd157e5ed9cc2d50c17991197593c36094f1"


def test_installed_docs_give_no_package_name_away(docs):
    names = {"np", "plt", "pd", "tf", "sns", "sp", "PIL", "scikit", "torch", "jax"}
    for name in (name for group in installed_docs.SUBJECTS.values() for name in group):
        tops = {path.parts[0] for path in distribution(name).files}
        names |= {name} | {top for top in tops if top.isidentifier()}
    assert {"fontTools", "sklearn", "IPython", "keras", "requests"} <= names
    named = re.compile(rf"\b(?:{'|'.join(sorted(names))})\b", re.IGNORECASE)
    dotted = re.compile(
        r"\b(?!(?:e\.g|i\.e|a\.k\.a)\b)[a-z_]\w+\.[a-z_]\w*", re.IGNORECASE
    )
    texts = [text for split in docs.splits.values() for text in split.texts]
    assert named.search("as in NumPy") and dotted.search("as linalg.norm does")
    assert [text for text in texts if named.search(text)] == []
    assert [text for text in texts if dotted.search(text)] == []
    assert sum(passages.MASK in text for text in texts) > 500


def test_installed_docs_are_passages_a_reader_can_judge(docs):
    for split in docs.splits.values():
        lengths = [len(text.split()) for text in split.texts]
        assert min(lengths) >= installed_docs.SHORTEST
        assert max(lengths) <= installed_docs.LONGEST
        assert not [text for text in split.texts if ">>>" in text or "```" in text]
    assert max(Counter(docs.train.labels.tolist()).values()) <= installed_docs.MOST


def test_no_file_and_no_near_duplicate_of_installed_docs_is_in_two_splits(docs):
    files = [set(split.groups) for split in docs.splits.values()]
    assert sum(map(len, files)) == len(set.union(*files))

    def runs(text):
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}

    where = {}  # run of three words -> training passages that have it
    train = [runs(text) for text in docs.train.texts + docs.validation.texts]
    for i, found in enumerate(train):
        for run in found:
            where.setdefault(run, []).append(i)
    alike = []
    for text in docs.test.texts:
        mine = runs(text)
        shared = Counter(i for run in mine for i in where.get(run, ()))
        alike += [n / len(mine | train[i]) for i, n in shared.items()]
    assert 0.3 < max(alike) < 0.67, "Jaccard similarity over the nearest pair"


def test_the_linear_baseline_of_installed_docs_and_what_a_random_split_hides(docs):
    everything = docs.splits.values()
    texts = np.array([text for split in everything for text in split.texts])
    labels = np.concatenate([split.labels for split in everything])
    tested = np.arange(len(texts)) >= len(texts) - len(docs.test)
    trained = np.arange(len(texts)) < len(docs.train)
    order = np.random.default_rng(0).permutation(len(texts))
    scores = {}
    for name, rows in {"by file": np.arange(len(texts)), "random": order}.items():
        x, y = texts[rows], labels[rows]
        words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2)
        model = make_pipeline(words, LinearSVC(random_state=0))
        y_hat = model.fit(x[trained], y[trained]).predict(x[tested])
        scores[name] = np.mean(y_hat == y[tested])
        macro_f1 = f1_score(y[tested], y_hat, average="macro")
        print(f"{name}: accuracy {scores[name]:.3f}, macro-F1 {macro_f1:.3f}")
    assert 0.75 <= scores["by file"] <= 0.90
    assert scores["random"] > scores["by file"] + 0.03


def test_a_source_that_this_python_cannot_read_is_reported(tmp_path, monkeypatch):
    (tmp_path / "new.py").write_text('"""Doc."""\nx = = 1\n')
    source = '"""' + "good words in a row " * 5 + '\\d"""\n'
    (tmp_path / "old.py").write_text(source)  # an odd backslash only warns
    found = [(path.name, path) for path in sorted(tmp_path.iterdir())]
    monkeypatch.setattr(installed_docs, "SUBJECTS", {"one": ("package",)})
    monkeypatch.setattr(installed_docs, "files", lambda name: found)
    table, dropped = installed_docs.build()
    assert dropped["files that this Python cannot read"] == 1
    assert len(table) == 1


# How it is made, from packages that are made up


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Make the corpus of one package, given its files: a list of passages for each."""

    def make(**modules):
        found = []
        for name, texts in modules.items():
            functions = (f'def f{n}():\n    """{t}"""\n' for n, t in enumerate(texts))
            path = tmp_path / f"{name}.py"
            path.write_text("".join(functions))
            found.append((name, path))
        monkeypatch.setattr(installed_docs, "SUBJECTS", {"one": ("package",)})
        monkeypatch.setattr(installed_docs, "files", lambda name: found)
        return installed_docs.build()

    return make


def words(name, start, stop):
    """Words that no other name has: "a5 a6 a7"."""
    return " ".join(f"{name}{n}" for n in range(start, stop))


def test_passages_have_15_to_60_words(build):
    texts = [words("a", 0, 14), words("b", 0, 14) + " 15", words("c", 0, 15)]
    table, dropped = build(module=[*texts, words("d", 0, 61)])
    assert set(table["text"]) == {words("c", 0, 15), words("d", 0, 60)}
    assert dropped["docstrings with fewer than 15 words of prose"] == 2


def test_passages_stand_in_the_order_of_their_digests(build):
    texts = [words(name, 0, 20) for name in "abcdefg"]
    table, dropped = build(module=[*texts, texts[0], texts[1]])
    assert list(table.columns) == ["text", "label", "group", "split"]
    assert table["text"].tolist() == sorted(texts, key=text_digest)
    assert dropped["exact repetitions"] == 2
    assert gc.get_freeze_count() == 0


def test_two_thirds_in_common_are_a_repetition_and_less_is_none(build):
    """Of 17 words there are 15 runs of three: they share ten, and nine."""
    table, dropped = build(module=[words("a", 0, 17), words("a", 5, 22)])
    assert len(table) == 1 and dropped["near repetitions"] == 1
    table, dropped = build(module=[words("a", 0, 17), words("a", 6, 23)])
    assert len(table) == 2 and dropped["near repetitions"] == 0


def test_a_refrain_counts_once(build):
    refrain = "never ever " * 5
    table, _ = build(module=[refrain + words(name, 0, 10) for name in "ab"])
    assert len(table) == 2


def test_what_repeats_a_repetition_alone_is_kept(build):
    """Each is two thirds of the next; which one comes first decides."""
    for name in "abcdefg":
        chain = [words(name, start, start + 17) for start in (0, 5, 10)]
        table, _ = build(module=chain)
        middle_first = min(chain, key=text_digest) == chain[1]
        assert len(table) == (1 if middle_first else 2)


def test_whole_files_go_to_splits_the_longest_first(build):
    texts = iter(words(f"w{n}x", 0, 15) for n in range(10))
    table, _ = build(a=[next(texts)], b=[next(texts), next(texts)], c=list(texts))
    assert table.groupby("group")["split"].first().to_dict() == {
        "a": "validation",
        "b": "test",
        "c": "train",
    }
    each = {f"m{n}": [words(f"v{n}x", 0, 15)] for n in range(20)}
    table, _ = build(**each)
    counts = table["split"].value_counts().to_dict()
    assert counts == {"train": 13, "test": 4, "validation": 3}


def test_a_subject_has_1500_passages_at_most(build):
    table, dropped = build(module=[words(f"w{n}x", 0, 15) for n in range(1502)])
    assert len(table) == 1500 and dropped["passages above 1,500 in one subject"] == 2


def test_files_of_a_package_are_its_modules_without_tests(monkeypatch):
    names = ["p/b.py", "p/a.py", "p/tests/test_a.py", "p/data.txt", "setup.py"]
    paths = [PurePosixPath(name) for name in names]
    package = SimpleNamespace(files=paths, locate_file=Path("/site").joinpath)
    monkeypatch.setattr(installed_docs, "distribution", lambda name: package)
    assert installed_docs.files("p") == [
        ("p/a.py", Path("/site/p/a.py")),
        ("p/b.py", Path("/site/p/b.py")),
    ]
    package.files = None  # as where nobody wrote them down
    with pytest.raises(PackageNotFoundError):
        installed_docs.files("p")


@pytest.fixture
def small_docs(monkeypatch, tmp_path):
    """installed-docs of three small packages, cached in a folder of its own."""
    few = {"networking": ("h11", "urllib3"), "notebooks": ("nbformat", "nbconvert")}
    monkeypatch.setattr(installed_docs, "SUBJECTS", few)
    cache = tmp_path / "new" / "cache"
    monkeypatch.setenv("DERIVED_CACHE", str(cache))
    return cache


def test_installed_docs_are_built_once(small_docs, monkeypatch):
    first = load("installed-docs")
    (kept,) = small_docs.iterdir()
    assert re.fullmatch(r"installed-docs-[0-9a-f]{16}\.json\.gz", kept.name)
    damaged = kept.read_bytes()[:1000]
    with monkeypatch.context() as patch:
        patch.setattr(installed_docs, "build", lambda: pytest.fail("built again"))
        again = load("installed-docs")
    assert again.train.texts == first.train.texts and again.dropped == first.dropped
    kept.write_bytes(damaged)
    assert load("installed-docs").test.texts == first.test.texts
    assert list(small_docs.iterdir()) == [kept] and kept.read_bytes() != damaged


def test_installed_docs_are_built_anew_for_other_versions(small_docs, monkeypatch):
    load("installed-docs")
    monkeypatch.setattr(installed_docs, "version", lambda name: "another")
    load("installed-docs")
    assert len(list(small_docs.iterdir())) == 2


def test_installed_docs_say_what_hinders_them(small_docs, monkeypatch):
    small_docs.parent.mkdir()
    small_docs.write_text("a file where the cache folder should be")
    with pytest.raises(CorpusError, match=r"cannot be written .*DERIVED_CACHE"):
        load("installed-docs")
    small_docs.unlink()
    monkeypatch.setattr(installed_docs, "SUBJECTS", {"none": ("no-such-package",)})
    with pytest.raises(CorpusError, match=r"no-such-package.*`make setup`"):
        load("installed-docs")

"""Corpora: the embedded one, the named ones over a real HTTP server, own files."""

import gc
import hashlib
import http.server
import inspect
import json
import os
import re
import threading
from collections import Counter
from importlib.metadata import distribution, version
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from helpers import corpora, installed_docs
from helpers.corpora import CorpusError, load
from tests.conftest import missing

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("DERIVED_DATA") or ROOT.parent / "shared" / "data")


def splits(corpus):
    return {name: getattr(corpus, name) for name in corpora.SPLITS}


# ---------------------------------------------------------------- installed-docs


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
    assert {name: len(split) for name, split in splits(docs).items()} == SIZES
    everything = {
        name: [split.texts, split.labels.tolist(), split.groups]
        for name, split in splits(docs).items()
    }
    counts = Counter(label for _, labels, _ in everything.values() for label in labels)
    assert {docs.classes[label]: n for label, n in counts.items()} == CLASS_SIZES
    assert docs.dropped == DROPPED
    content = json.dumps(everything).encode()
    assert hashlib.sha256(content).hexdigest() == CONTENT


SIZES = {"train": 4890, "validation": 697, "test": 1397}
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
CONTENT = "23e43de22320c1f9214e96111efebf08b64f9c2c7e50cda180c208641f54caa2"


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
    texts = [text for split in splits(docs).values() for text in split.texts]
    assert named.search("as in NumPy") and dotted.search("as linalg.norm does")
    assert [text for text in texts if named.search(text)] == []
    assert [text for text in texts if dotted.search(text)] == []
    assert sum(installed_docs.MASK in text for text in texts) > 500


def test_installed_docs_are_passages_a_reader_can_judge(docs):
    for split in splits(docs).values():
        lengths = [len(text.split()) for text in split.texts]
        assert min(lengths) >= installed_docs.SHORTEST
        assert max(lengths) <= installed_docs.LONGEST
        assert not [text for text in split.texts if ">>>" in text or "```" in text]
    assert max(Counter(docs.train.labels.tolist()).values()) <= installed_docs.MOST


def test_no_file_and_no_near_duplicate_of_installed_docs_is_in_two_splits(docs):
    files = [set(split.groups) for split in splits(docs).values()]
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
    everything = splits(docs).values()
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


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Use `numpy.linalg.norm` or np.dot() here.", "Use … or … here."),
        ("See :func:`~matplotlib.pyplot.plot`, e.g. plt.", "See …, e.g. …."),
        ("SciPy, scikit-learn and a KerasTensor", "…, … and a …"),
        ("the tf-idf of **one** :class:`Axes` [1]_", "the … of one Axes"),
        ("read http://tornadoweb.org/x or [this](y.html)", "read … or this"),
        ("2.5 times x**n, i.e. more", "2.5 times x**n, i.e. more"),
    ],
)
def test_mask(text, masked):
    assert installed_docs.mask(text) == masked


def test_prose_keeps_sentences_and_drops_the_rest():
    doc = """Fit a line.

    It minimises squares.

    Parameters
    ----------
    x : array
        Numbers.

    Notes
    -----
    The line is unique.

    >>> fit([1, 2])
    3.0

    ```python
    fit()
    ```
    Args:
        x: Numbers.
    """
    said = "Fit a line. It minimises squares. The line is unique."
    assert installed_docs.prose(inspect.cleandoc(doc)) == said


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


@pytest.fixture
def small_docs(monkeypatch, tmp_path):
    """installed-docs of three small packages, cached in a folder of its own."""
    few = {"networking": ("h11", "urllib3"), "notebooks": ("nbformat", "nbconvert")}
    monkeypatch.setattr(installed_docs, "SUBJECTS", few)
    monkeypatch.setenv("DERIVED_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_installed_docs_are_built_once(small_docs, monkeypatch):
    first = load("installed-docs")
    (kept,) = small_docs.iterdir()
    damaged = kept.read_bytes()[:1000]
    with monkeypatch.context() as patch:
        patch.setattr(installed_docs, "build", lambda: pytest.fail("built again"))
        again = load("installed-docs")
    assert again.train.texts == first.train.texts and again.dropped == first.dropped
    kept.write_bytes(damaged)
    assert load("installed-docs").test.texts == first.test.texts
    assert list(small_docs.iterdir()) == [kept] and kept.read_bytes() != damaged


def test_installed_docs_say_what_hinders_them(small_docs, monkeypatch):
    small_docs.write_text("a file where the cache folder should be")
    with pytest.raises(CorpusError, match=r"cannot be written .*DERIVED_CACHE"):
        load("installed-docs")
    small_docs.unlink()
    monkeypatch.setattr(installed_docs, "SUBJECTS", {"none": ("no-such-package",)})
    with pytest.raises(CorpusError, match=r"no-such-package.*`make setup`"):
        load("installed-docs")


# ---------------------------------------------------------------- sample


def test_a_sample_keeps_every_split_and_class_and_follows_its_seed(docs):
    few, again = (load("installed-docs", sample=1000, seed=1) for _ in range(2))
    assert sum(map(len, splits(few).values())) == 1000
    for name, split in splits(few).items():
        whole = getattr(docs, name)
        assert set(split.texts) <= set(whole.texts)
        share = np.bincount(split.labels) / np.bincount(whole.labels)
        assert share == pytest.approx(1000 / 6983, abs=0.03)
    assert few.train.texts == again.train.texts
    assert few.train.texts != load("installed-docs", sample=1000, seed=2).train.texts
    assert load("installed-docs", sample=0).test.texts == docs.test.texts
    assert load("installed-docs", sample=10**6).test.texts == docs.test.texts
    with pytest.raises(CorpusError, match=r"sample=10 is too small.* 24; 0 takes all"):
        load("installed-docs", sample=10)


# ---------------------------------------------------------------- named corpora


@pytest.fixture
def given(monkeypatch):
    """The original files of the named corpora, where they are at hand."""
    if not DATA.is_dir():
        missing("the corpora's files, in the folder that DERIVED_DATA names")
    monkeypatch.setenv("DERIVED_DATA", str(DATA))


@pytest.mark.parametrize(
    ("name", "sizes", "classes", "first"),
    [
        ("trec", (5452 - 546, 546, 500), 6, "number"),
        ("sst2", (6920, 872, 1821), 2, "negative"),
        ("emotion", (3257, 374, 1421), 4, "sadness"),
        ("thucnews", (9000, 1000, 10000), 10, "education"),
    ],
)
def test_named_corpora(given, name, sizes, classes, first):
    corpus = load(name)
    assert tuple(map(len, splits(corpus).values())) == sizes
    assert len(corpus.classes) == classes
    assert corpus.classes[corpus.test.labels[0]] == first
    for split in splits(corpus).values():
        assert set(split.labels) == set(range(classes))
        assert all(text and text == text.strip() for text in split.texts)
        assert all(isinstance(text, str) for text in split.texts)
    assert not set(corpus.train.texts) & set(corpus.validation.texts)
    assert corpus.dropped == {} and corpus.source.endswith(".")
    assert corpora.available()[name] == "in DERIVED_DATA"


def test_class_names_are_those_of_the_published_files(given):
    mapping = (DATA / "tweeteval-emotion" / "mapping.txt").read_text(encoding="utf-8")
    named = dict(line.split("\t") for line in mapping.splitlines())
    assert corpora.NAMED["emotion"].classes == named
    classes = (DATA / "thucnews" / "class.txt").read_text(encoding="utf-8").split()
    assert list(corpora.NAMED["thucnews"].classes.values()) == classes


def test_a_changed_file_in_derived_data_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("DERIVED_DATA", str(tmp_path))
    (tmp_path / "trec").mkdir()
    (tmp_path / "trec" / "TREC.train").write_text("DESC:x something else ?\n")
    with pytest.raises(CorpusError, match=r"TREC\.train is not the published file"):
        load("trec")
    monkeypatch.setenv("DERIVED_DATA", str(tmp_path / "gone"))
    with pytest.raises(
        CorpusError, match=r"DERIVED_DATA names .*gone, which is no fol"
    ):
        load("trec")


TOY = {
    "TREC.train": "".join(
        f"{label}:fine caf\xe9 {label} {i} ?\n"
        for label in ("HUM", "LOC")
        for i in range(9)
    ).encode("iso-8859-1"),
    "TREC.test": b"HUM:ind Who ?\nLOC:city Where ?\n",
}


class Server(http.server.ThreadingHTTPServer):
    """Serves TOY and counts; `mode` makes it fail as networks do."""

    daemon_threads = True
    mode, requests = "well", 0


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests += 1
        content = TOY.get(self.path.strip("/"))
        if content is None or self.server.mode == "not found":
            return self.send_error(404)
        if self.server.mode == "other":
            content = content[::-1]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        half = len(content) // 2 if self.server.mode == "cut off" else None
        return self.wfile.write(content[:half])

    def log_message(self, *_):
        pass  # requests are counted instead


@pytest.fixture
def server(monkeypatch, tmp_path):
    """A toy TREC on a server of one's own, and an empty cache."""
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    toy = corpora.NAMED["trec"].__dict__ | {
        "address": f"http://127.0.0.1:{server.server_port}/"
    }
    monkeypatch.setitem(corpora.NAMED, "trec", corpora.Named(**toy))
    for file, content in TOY.items():
        checksum = hashlib.sha256(content).hexdigest()
        monkeypatch.setitem(corpora.SHA256, f"trec/{file}", checksum)
    monkeypatch.delenv("DERIVED_DATA", raising=False)
    monkeypatch.setenv("DERIVED_CACHE", str(tmp_path / "cache"))
    yield server
    server.shutdown()
    server.server_close()
    gc.collect()  # here, where the warning below is expected


# pooch leaves the connection of a failed download to the garbage collector.
fails = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


def kept(tmp_path):
    return sorted(path.name for path in tmp_path.rglob("*") if path.is_file())


def test_a_fresh_corpus_is_downloaded_once(server, tmp_path):
    assert corpora.available()["trec"] == "needs a download"
    corpus = load("trec")
    assert (len(corpus.train), len(corpus.validation), len(corpus.test)) == (16, 2, 2)
    assert corpus.train.texts[0].startswith("café")
    assert server.requests == 2 and kept(tmp_path) == ["TREC.test", "TREC.train"]
    assert corpora.available()["trec"] == "in the cache"
    server.shutdown()
    assert load("trec").train.texts == corpus.train.texts and server.requests == 2


@fails
def test_an_interrupted_download_leaves_nothing_and_the_next_one_works(
    server, tmp_path
):
    server.mode = "cut off"
    with pytest.raises(CorpusError, match=r"trec: TREC\.train could not be fetched"):
        load("trec")
    assert kept(tmp_path) == []
    server.mode = "well"
    assert len(load("trec").test) == 2


@fails
def test_a_file_with_another_checksum_is_refused(server, tmp_path):
    server.mode = "other"
    with pytest.raises(CorpusError, match=r"SHA-256 differs\) and was not kept"):
        load("trec")
    assert kept(tmp_path) == []
    server.mode = "well"
    load("trec")
    (damaged,) = tmp_path.rglob("TREC.test")
    damaged.write_text("cut")
    assert len(load("trec").test) == 2, "a damaged file in the cache is fetched again"


@fails
@pytest.mark.parametrize("mode", ["gone", "not found"])
def test_no_network_and_no_file_give_one_sentence_with_the_remedy(
    server, tmp_path, mode
):
    server.mode = mode
    if mode == "gone":
        server.shutdown()
        server.server_close()
    with pytest.raises(CorpusError) as refused:
        load("trec")
    message = str(refused.value)
    assert "\n" not in message and len(message) < 500
    for remedy in (
        "with a network",
        "DERIVED_DATA",
        "trec/TREC.train",
        "installed-docs",
    ):
        assert remedy in message
    assert kept(tmp_path) == []


# ---------------------------------------------------------------- own files

ROWS = [(f"good thing number {i}", "pos") for i in range(10)]
ROWS += [(f"bad thing number {i}", "neg") for i in range(10)]
CSV = "text,label\n" + "".join(f"{text},{label}\n" for text, label in ROWS)
JSONL = "".join(json.dumps({"text": t, "label": c}) + "\n" for t, c in ROWS)


def parquet(**columns):
    def write(path):
        pd.DataFrame(columns).to_parquet(path)

    return write


def write(path, content):
    if callable(content):
        content(path)
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_bytes(content.encode())
    return path


TEXTS, LABELS = map(list, zip(*ROWS, strict=True))
GOOD = {
    "twenty rows": ("a.csv", CSV),
    "TSV": ("a.tsv", CSV.replace(",", "\t")),
    "byte order mark": ("a.csv", "\ufeff" + CSV),
    "Windows line ends": ("a.CSV", CSV.replace("\n", "\r\n")),
    "empty lines": ("a.csv", CSV.replace("\n", "\n\n")),
    "quoted": ("a.csv", "label,text\n" + "".join(f'{c},"{t}"\n' for t, c in ROWS)),
    "JSON lines": ("a.jsonl", JSONL),
    "NDJSON": ("a.ndjson", "\n" + JSONL),
    "Parquet": ("a.parquet", parquet(text=TEXTS, label=LABELS)),
    "categories": ("a.parquet", parquet(text=TEXTS, label=pd.Categorical(LABELS))),
}


@pytest.mark.parametrize("case", GOOD)
def test_own_files_in_every_format(case, tmp_path):
    name, content = GOOD[case]
    corpus = load(write(tmp_path / name, content))
    assert corpus.classes == ("neg", "pos") and corpus.dropped == {}
    assert [len(split) for split in splits(corpus).values()] == [12, 4, 4]
    for split in splits(corpus).values():
        assert set(split.labels) == {0, 1}
        for text, label in zip(split.texts, split.labels, strict=True):
            assert text.startswith("bad" if corpus.classes[label] == "neg" else "good")


def test_the_split_of_an_own_file_ignores_the_order_of_its_rows(tmp_path):
    header, *rows = CSV.splitlines()
    one = load(write(tmp_path / "a.csv", CSV))
    other = load(write(tmp_path / "b.csv", "\n".join([header, *rows[::-1]])))
    for name, split in splits(one).items():
        assert set(split.texts) == set(getattr(other, name).texts)


def test_columns_of_other_names_and_labels_that_are_numbers(tmp_path):
    rows = "".join(f"{t} {i},x,{(10, 9)[i % 2]}\n" for i, (t, _) in enumerate(ROWS))
    path = write(tmp_path / "a.csv", "review,other,stars\n" + rows)
    corpus = load(path, text_column="review", label_column="stars")
    assert corpus.classes == ("9", "10")
    gaps = parquet(text=[*TEXTS, "more"], label=[1, 2] * 10 + [None])
    corpus = load(write(tmp_path / "a.parquet", gaps))
    assert corpus.classes == ("1", "2")
    assert corpus.dropped == {"rows without a label (row 21)": 1}


def test_no_row_is_dropped_silently(tmp_path):
    dirty = CSV + "x,\n,pos\n   ,pos\ngood thing number 1,pos\nbad thing number 2,pos\n"
    dirty += '"two\nlines",neg\n' + "y,\n" * 9
    corpus = load(write(tmp_path / "a.csv", dirty))
    assert corpus.dropped == {
        "rows without a label (lines 22, 29, 30, 31, 32, …)": 10,
        "rows without text (lines 23, 24)": 2,
        "rows that repeat an earlier one (line 25)": 1,
        "rows that repeat an earlier text under another label (line 26)": 1,
    }
    assert sum(map(len, splits(corpus).values())) == 21


def labelled(labels):
    return "text,label\n" + "".join(f"t{i} word,{c}\n" for i, c in enumerate(labels))


def add(line, to=CSV):
    return to + line + "\n"


# What is wrong: (file name, content, options, what the message says).
BAD = {
    "no file": ("gone.csv", None, {}, "no file '.*gone.csv'.*there are|There are"),
    "folder": ("d.csv", Path.mkdir, {}, "d.csv is a folder; name one file"),
    "empty": ("a.csv", "", {}, "a.csv is empty; it needs rows"),
    "only empty lines": ("a.jsonl", "\n \n", {}, "a.jsonl is empty"),
    "only a byte order mark": ("a.csv", "\ufeff", {}, "a.csv is empty"),
    "empty Parquet": ("a.parquet", b"", {}, "a.parquet is empty"),
    "other ending": ("a.xlsx", b"PK", {}, r"ends in '.xlsx'; save it .* .csv, .tsv"),
    "packed": ("a.csv.gz", b"\x1f\x8b", {}, r"'.gz'; save it \(unpacked\)"),
    "no ending": ("a", CSV, {}, "ends in 'nothing'; save it"),
    "one JSON document": ("a.json", "{}", {}, r"ends in '.json'.*.jsonl"),
    "no text column": (
        "a.csv",
        "body,label\nx,y\n",
        {},
        "no column 'text' but body, label; name yours with text_column=",
    ),
    "no label column": (
        "a.csv",
        "text,kind\nx,y\n",
        {},
        "no column 'label' but text, kind; name yours with label_column=",
    ),
    "no header": (
        "a.csv",
        "good film,pos\n",
        {},
        "no column 'text' but good film, pos;.* or add a first line",
    ),
    "semicolons": (
        "a.csv",
        CSV.replace(",", ";"),
        {},
        r"but text;label;.*\(comma or tab\)",
    ),
    "same column": (
        "a.csv",
        CSV,
        {"label_column": "text"},
        "both name 'text'; name two",
    ),
    "column twice": (
        "a.csv",
        "text,label,text\na,b,c\n",
        {},
        "two columns 'text'; rename",
    ),
    "column twice in Parquet": ("a.parquet", None, {}, "a.parquet.*text"),
    "too many fields": (
        "a.csv",
        add("well, well,pos"),
        {},
        "line 22 has 3 fields, the header 2; quote",
    ),
    "too few fields": ("a.csv", add("well"), {}, "line 22 has 1 fields"),
    "unclosed quote": (
        "a.csv",
        add('"well,pos\nmore,neg'),
        {},
        "line 22: the quotation marks.*double the quotes",
    ),
    "quote within": ("a.csv", add('"a "b" c",pos'), {}, "line 22: the quotation marks"),
    "endless field": ("a.csv", add('"' + "x" * 140_000), {}, "line 22: .*field limit"),
    "Latin-1": (
        "a.csv",
        add("café,pos").encode("iso-8859-1"),
        {},
        r"line 22 is not UTF-8 \(byte 0xe9\); save.*iconv",
    ),
    "UTF-16": ("a.csv", CSV.encode("utf-16"), {}, "line 1 is not UTF-8.*or -f UTF-16"),
    "UTF-16 unmarked": (
        "a.csv",
        CSV.encode("utf-16-le"),
        {},
        r"line 1 is not UTF-8 \(byte 0x00\).*or -f UTF-16",
    ),
    "NUL": ("a.csv", add("a\0b,pos"), {}, r"line 22 is not UTF-8 \(byte 0x00\); save"),
    "broken JSON": (
        "a.jsonl",
        add('{"text": "x", "label"', JSONL),
        {},
        "line 21 is not JSON .*write one object a line",
    ),
    "not an object": (
        "a.jsonl",
        add('"text"', JSONL),
        {},
        "line 21 is no JSON object; write",
    ),
    "JSON array": (
        "a.jsonl",
        json.dumps([{"text": "a"}]),
        {},
        "line 1 is no JSON object; write one object a line",
    ),
    "endless JSON": (
        "a.jsonl",
        add('{"a":' * 100_000, JSONL),
        {},
        "line 21 is not JSON",
    ),
    "list in JSON": (
        "a.jsonl",
        add('{"text": ["a"], "label": "pos"}', JSONL),
        {},
        "line 21, column 'text' holds a list, not text",
    ),
    "object as label": (
        "a.jsonl",
        add('{"text": "a", "label": {}}', JSONL),
        {},
        "line 21, column 'label' holds a dict",
    ),
    "half a character": (
        "a.jsonl",
        add(r'{"text": "\ud83d", "label": "pos"}', JSONL),
        {},
        "line 21, column 'text' holds half a char.*repair",
    ),
    "no column in JSON": ("a.jsonl", '{"a": 1}\n', {}, "no column 'text' but a;"),
    "not Parquet": ("a.parquet", CSV, {}, "no readable Parquet file .*write it again"),
    "cut Parquet": ("a.parquet", b"PAR1 and so on", {}, "no readable Parquet file"),
    "list in Parquet": (
        "a.parquet",
        parquet(text=[["a"], ["b"]], label=["x", "y"]),
        {},
        "row 1, column 'text' holds a list",
    ),
    "bytes in Parquet": (
        "a.parquet",
        parquet(text=[b"a", b"b"], label=["x", "y"]),
        {},
        "row 1, column 'text' holds a bytes",
    ),
    "numbers as text": (
        "a.csv",
        "text,label\n" + "1.5,a\n2,b\n" * 9,
        {},
        "'text' holds nothing but numbers; name",
    ),
    "numbers in Parquet": (
        "a.parquet",
        parquet(text=range(9), label=list("abc" * 3)),
        {},
        "nothing but numbers",
    ),
    "header alone": (
        "a.csv",
        "text,label\n",
        {},
        r"no row with text and label \(no rows at all\); fill",
    ),
    "nothing labelled": (
        "a.csv",
        labelled([""] * 9),
        {},
        r"no row with text and label \(9 rows without a label \(lines 2, 3, 4,",
    ),
    "one class": (
        "a.csv",
        labelled(["pos"] * 9),
        {},
        "'label' has one class, 'pos'; add",
    ),
    "rare class": (
        "a.csv",
        labelled(["a", "b"] * 9 + ["c"] * 2),
        {},
        "fewer than 3 examples of 'c', .* join classes",
    ),
    "all labels unique": (
        "a.csv",
        labelled(range(30)),
        {},
        "fewer than 3 examples of '0', '1', .* or name another column",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_the_place_and_the_remedy(case, tmp_path):
    name, content, options, message = BAD[case]
    path = tmp_path / name
    if case == "column twice in Parquet":
        table = pyarrow.table([["a"], ["b"], ["c"]], names=["text", "label", "text"])
        pyarrow.parquet.write_table(table, path)
    elif content is not None:
        write(path, content)
    with pytest.raises(CorpusError, match=message) as refused:
        load(path, **options)
    assert "\n" not in str(refused.value)


def test_at_least_25_bad_inputs_are_told_apart():
    assert len({message for *_, message in BAD.values()}) >= 25


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = write(tmp_path / "a.csv", CSV)

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    if os.geteuid() == 0:  # nothing is forbidden to root
        monkeypatch.setattr(Path, "read_bytes", refuse)
    else:
        path.chmod(0)
    with pytest.raises(
        CorpusError, match=r"a.csv cannot be read \(Permission denied\)"
    ):
        load(path)


@pytest.mark.parametrize(("typed", "meant"), [("imotion", "emotion"), ("TREC", "trec")])
def test_a_mistyped_name_finds_the_nearest(typed, meant):
    with pytest.raises(CorpusError, match=f"did you mean '{meant}'"):
        load(typed)

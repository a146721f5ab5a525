"""Named corpora: their original files, and a download over a real HTTP server."""

import gc
import hashlib
import http.server
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from helpers import corpora
from helpers.corpora import CorpusError, load
from helpers.corpora.named import File
from tests.conftest import missing

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("DERIVED_DATA") or ROOT.parent / "shared" / "data")


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
    assert tuple(map(len, corpus.splits.values())) == sizes
    assert len(corpus.classes) == classes
    assert corpus.classes[corpus.test.labels[0]] == first
    for split in corpus.splits.values():
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


@pytest.mark.parametrize(
    ("name", "contents", "pairs"),
    [
        ("trec", ["HUM:ind Who is: he ?\n"], [("HUM", "Who is: he ?")]),
        ("sst2", ["1 good one\n0 bad"], [("1", "good one"), ("0", "bad")]),
        (
            "emotion",
            ["so\u2028glad\nsad\n", "1\n3\n"],
            [("1", "so\u2028glad"), ("3", "sad")],
        ),
        ("thucnews", ["一\t二\t3\n"], [("3", "一\t二")]),
    ],
)
def test_a_file_holds_pairs_of_label_and_text(name, contents, pairs):
    assert list(corpora.NAMED[name].parse(*contents)) == pairs


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
    files = {
        name.removeprefix("TREC."): [
            File(f"trec/{name}", hashlib.sha256(content).hexdigest())
        ]
        for name, content in TOY.items()
    }
    address = f"http://127.0.0.1:{server.server_port}/"
    toy = replace(corpora.NAMED["trec"], address=address, files=files)
    monkeypatch.setitem(corpora.NAMED, "trec", toy)
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


def test_a_fresh_corpus_is_downloaded_once(server, tmp_path, capsys):
    assert corpora.available()["trec"] == "needs a download"
    corpus = load("trec")
    assert (len(corpus.train), len(corpus.validation), len(corpus.test)) == (16, 2, 2)
    assert corpus.train.texts[0].startswith("café")
    assert corpus.source == (
        "TREC questions, six coarse classes (Li & Roth 2002); a tenth of the training "
        "set is cut off for validation."
    )
    assert capsys.readouterr().err.count("100%") == 2, "a bar for each file"
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

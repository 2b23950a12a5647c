"""Fetching Stanza's package from a loopback folder of the real layout, with small random weights."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread

import pytest
from tiny_models import make_stanza_folder

from kg.annotate import annotate
from kg.article import Article
from kg.errors import ModelError, ModelNotFoundError
from kg.models.addresses import Surface
from kg.models.download import download

VERSION = "1.15.0"
FILES = ["depparse/tiny_x.pt", "lemma/tiny.pt", "mwt/tiny.pt", "ner/tiny.pt", "pos/tiny_x.pt", "pretrain/words.pt", "tokenize/tiny.pt"]
TEXT = "Le Qatar \N{BLACK FLAG} mediates\r\n\r\ndu talks.\tFin."


@dataclass
class Shelf:
    """What the loopback server serves, how it misbehaves, and what was asked of it."""

    folder: Path
    url: str = ""
    ranges: bool = True
    cut_at: int | None = None
    requests: list[tuple[str, str]] = field(default_factory=list)

    def asked(self) -> list[str]:
        return [path for path, _ in self.requests]


class Handler(BaseHTTPRequestHandler):
    """Serve files of a shelf, parts of them too, and stop early where it says so."""

    def __init__(self, shelf: Shelf, *args: object) -> None:
        self.shelf = shelf
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.shelf.requests.append((self.path, wanted))
        file = self.shelf.folder / self.path.lstrip("/")
        if not file.is_file():
            self.send_error(404)
            return
        content = file.read_bytes()
        begin = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and self.shelf.ranges else 0
        if begin and begin >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(content) - begin))
        self.end_headers()
        cut = self.shelf.cut_at if file.name == "tiny_x.pt" else None
        self.wfile.write(content[begin:cut])

    def log_message(self, *args: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def stanza_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the models once."""
    return make_stanza_folder(tmp_path_factory.mktemp("made"), "fr")


@pytest.fixture
def shelf(stanza_folder: Path, tmp_path: Path) -> Iterator[Shelf]:
    """Serve a copy of the models as Stanza's servers would."""
    served = Shelf(folder=tmp_path / "served")
    shutil.copytree(stanza_folder, served.folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, served))
    served.url = f"http://127.0.0.1:{server.server_port}"
    resources = json.loads((served.folder / "resources.json").read_text())
    resources["url"] = served.url + "/{lang}/{filename}"
    (served.folder / f"resources_{VERSION}.json").write_text(json.dumps(resources))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


def _edit(shelf: Shelf, change: object) -> None:
    file = shelf.folder / f"resources_{VERSION}.json"
    resources = json.loads(file.read_text())
    change(resources)  # type: ignore[operator]
    file.write_text(json.dumps(resources))


def test_fetched_package_annotates(shelf: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder has Stanza's layout, and a pipeline of Stanza's runs from it."""
    folder = download("fr", tmp_path / "got", url=shelf.url, progress=True)
    assert "tiny.pt: 100%" in capsys.readouterr().err
    assert sorted(str(f.relative_to(folder / "fr")) for f in folder.rglob("*.pt")) == FILES
    assert not list(folder.rglob("*.part"))
    document = annotate(Article(TEXT, language="fr"), models=folder)
    tokens = [t for s in document.sentences for t in s.tokens]
    assert tokens
    assert all(TEXT[t.begin : t.end] == t.text for t in tokens)
    assert "".join(TEXT.split()) == "".join("".join(t.text.split()) for t in tokens)


def test_alias_and_url_with_slash(shelf: Shelf, tmp_path: Path) -> None:
    """An alias of a language fetches that language."""
    assert (download("tiny", tmp_path / "got", url=shelf.url + "/") / "fr" / "lemma" / "tiny.pt").is_file()


def test_what_is_there_is_not_fetched_again(shelf: Shelf, tmp_path: Path) -> None:
    """Only a file that is missing or differs is asked for."""
    folder = download("fr", tmp_path / "got", url=shelf.url)
    (folder / "fr" / "ner" / "tiny.pt").write_bytes(b"changed")
    (folder / "fr" / "pretrain" / "words.pt").unlink()
    shelf.requests.clear()
    download("fr", folder, url=shelf.url)
    assert sorted(shelf.asked()) == ["/fr/ner/tiny.pt", "/fr/pretrain/words.pt", f"/resources_{VERSION}.json"]


@pytest.mark.parametrize("ranges", [True, False])
def test_cut_off_file_goes_on_where_it_ended(shelf: Shelf, tmp_path: Path, ranges: bool) -> None:
    """A broken connection leaves a part that the next try completes, also where the server sends only whole files."""
    shelf.cut_at = 5000
    shelf.ranges = ranges
    with pytest.raises(ModelError, match=r"cannot fetch .*tiny_x\.pt") as caught:
        download("fr", tmp_path / "got", url=shelf.url)
    assert "try again" in str(caught.value)
    part = tmp_path / "got" / "fr" / "pos" / "tiny_x.pt.part"
    assert part.stat().st_size == 5000
    assert not (tmp_path / "got" / "resources.json").exists()
    shelf.cut_at = None
    folder = download("fr", tmp_path / "got", url=shelf.url)
    assert ("/fr/pos/tiny_x.pt", "bytes=5000-") in shelf.requests
    assert (folder / "fr" / "pos" / "tiny_x.pt").read_bytes() == (shelf.folder / "fr" / "pos" / "tiny_x.pt").read_bytes()


@pytest.mark.parametrize("size", [10, 10_000_000])
def test_part_of_another_file_is_thrown_away(shelf: Shelf, tmp_path: Path, size: int) -> None:
    """What is no beginning of the file, or longer than it, is fetched anew."""
    part = tmp_path / "got" / "fr" / "lemma" / "tiny.pt.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * size)
    folder = download("fr", tmp_path / "got", url=shelf.url)
    assert (folder / "fr" / "lemma" / "tiny.pt").read_bytes() == (shelf.folder / "fr" / "lemma" / "tiny.pt").read_bytes()


def test_changed_file_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    """A file whose MD5 is not that of the list never gets its name."""
    (shelf.folder / "fr" / "lemma" / "tiny.pt").write_bytes(b"something else")
    with pytest.raises(ModelError, match=r"fr/lemma/tiny\.pt sent is not the file"):
        download("fr", tmp_path / "got", url=shelf.url)
    assert not list((tmp_path / "got" / "fr" / "lemma").iterdir())
    assert not (tmp_path / "got" / "resources.json").exists()


@pytest.mark.parametrize("language", ["xx", "none", "url"])
def test_unknown_language_names_the_known(shelf: Shelf, tmp_path: Path, language: str) -> None:
    """A language without a full package is refused before anything is fetched."""
    with pytest.raises(ModelNotFoundError, match="no full package") as caught:
        download(language, tmp_path / "got", url=shelf.url)
    assert "fr" in str(caught.value.hint)
    assert shelf.asked() == [f"/resources_{VERSION}.json"]


def test_names_that_lead_out_of_the_folder_are_refused(shelf: Shelf, tmp_path: Path) -> None:
    """A hostile list cannot write elsewhere."""
    _edit(shelf, lambda resources: resources["fr"]["packages"]["default"].update(pos="../../../evil"))
    with pytest.raises(ModelError, match="unusable name"):
        download("fr", tmp_path / "got", url=shelf.url)
    assert not list(tmp_path.rglob("evil*"))


def test_file_without_digest_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    """What cannot be checked is not fetched."""
    _edit(shelf, lambda resources: resources["fr"]["pos"].clear())
    with pytest.raises(ModelError, match="gives no MD5"):
        download("fr", tmp_path / "got", url=shelf.url)


@pytest.mark.parametrize(("content", "message"), [("<html>", "is no JSON"), ("[]", "does not say where"), ('{"url": "file:///etc"}', "does not say where")])
def test_wrong_list_is_refused(shelf: Shelf, tmp_path: Path, content: str, message: str) -> None:
    """An error page or a list without addresses is no list of resources."""
    (shelf.folder / f"resources_{VERSION}.json").write_text(content)
    with pytest.raises(ModelError, match=message):
        download("fr", tmp_path / "got", url=shelf.url)


def test_unreachable_server_is_named(shelf: Shelf, tmp_path: Path) -> None:
    """A missing list, or no server, is an error with the address."""
    with pytest.raises(ModelError, match="404"):
        download("fr", tmp_path / "got", url=shelf.url + "/nowhere")
    with pytest.raises(ModelError, match=r"cannot fetch http://127\.0\.0\.1:9/"):
        download("fr", tmp_path / "got", url="http://127.0.0.1:9")


def test_stanza_models_are_never_fetched_unasked(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the error names the command; with it, it is used from Stanza's own folder."""
    monkeypatch.setattr("stanza.resources.common.DEFAULT_MODEL_DIR", str(tmp_path / "home"))
    with pytest.raises(ModelNotFoundError, match="not on this machine") as caught:
        annotate(Article(TEXT, language="fr"), models="stanza")
    assert caught.value.hint == "kg models download fr"
    assert not shelf.requests
    download("fr", url=shelf.url)
    assert annotate(Article(TEXT, language="fr"), models="stanza").sentences


def test_words_that_share_their_characters_pass_through_the_models(stanza_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both words of "du" are in the tree, and entities count words."""
    surfaces = [[Surface(0, 5), Surface(6, 8, ("de", "le")), Surface(9, 13)]]
    monkeypatch.setattr(import_module("kg.annotate"), "split_text", lambda *_: (surfaces, []))
    (sentence,) = annotate(Article("Talks du jour", language="fr"), models=stanza_folder).sentences
    assert [(t.text, t.begin, t.end) for t in sentence.tokens] == [("Talks", 0, 5), ("du", 6, 8), ("du", 6, 8), ("jour", 9, 13)]
    assert all(0 <= span.start < span.end <= 4 and (span.start, span.end) != (1, 2) for span in sentence.entities)


def test_files_of_a_stanza_folder_are_checked(stanza_folder: Path, tmp_path: Path) -> None:
    """A missing or changed file is named, with the command that mends it."""
    folder = tmp_path / "copy"
    shutil.copytree(stanza_folder, folder)
    file = folder / "fr" / "ner" / "tiny.pt"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ModelError, match=r"ner/tiny\.pt is not the file that .* lists") as caught:
        annotate(Article(TEXT, language="fr"), models=folder)
    assert "kg models download fr" in str(caught.value.hint)
    file.unlink()
    with pytest.raises(ModelNotFoundError, match=r"missing model files: .*ner/tiny\.pt"):
        annotate(Article(TEXT, language="fr"), models=folder)

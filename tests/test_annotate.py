"""Annotation with the bundled models: places, determinism, length, and files that cannot be trusted."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from importlib import import_module
from itertools import pairwise, product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.annotate import annotate, annotate_all, recognise
from kg.article import Article
from kg.document import Document
from kg.errors import ArticleError, ModelError, ModelNotFoundError
from kg.models import load as load_module
from kg.models import locate as locate_module
from kg.models import split as split_module
from kg.models.addresses import Surface, keep_addresses
from kg.models.locate import FLAT, locate
from kg.models.shortcuts import best_tree, greedy_tree
from kg.models.split import split_text

MODELS = "bundled"
CONTROL = re.compile(r"[\s\u0080-\u009f]")
WHOLE = r"\S+"
PIECES = ["Qatar", "mediates", "talks", "in", "Doha", ".", ",", "“", "don't", "U.S.", " ", "\r\n", "\n\n", "\t", "\u00a0", "\u3000", "\u2028", "\x00"]
PIECES += ["e\u0301", "😀", "👩‍👩‍👧", "مفاوضات", "\u202e", "שיחות", "会谈。"]
PROSE = (
    "Mediators from Oman met both delegations in Geneva on Tuesday.\n\n"
    "“We asked for a ceasefire,” said Leila Haddad, who leads the team. The other side refused to sign, and talks will resume next week."
)
NEWS = Article(PROSE, id="n1")


def _tokens(document: Document) -> list[Any]:
    return [token for sentence in document.sentences for token in sentence.tokens]


def _check(document: Document) -> None:
    """What holds of every document: exact places in reading order, every letter in a token, one tree and sorted entities in each sentence."""
    text = document.article.text
    tokens = _tokens(document)
    assert all(text[t.begin : t.end] == t.text and t.text and t.lemma and t.upos for t in tokens)
    assert all(a.end <= b.begin for a, b in pairwise(tokens))
    assert CONTROL.sub("", text[document.article.body :]) == CONTROL.sub("", "".join(t.text for t in tokens))
    for index, sentence in enumerate(document.sentences):
        assert sentence.index == index
        assert [t.head for t in sentence.tokens].count(-1) == 1
        assert sentence.subtree(sentence.root) == list(range(len(sentence.tokens)))
        bounds = [b for span in sentence.entities for b in (span.start, span.end)]
        assert bounds == sorted(bounds)
        assert all(span.start < span.end <= len(sentence.tokens) for span in sentence.entities)


@pytest.mark.models
@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60))
def test_every_token_stands_in_the_text(text: str) -> None:
    """Offsets are exact for any Unicode."""
    _check(annotate(Article(text), models=MODELS))


@pytest.mark.models
def test_tree_and_entities_of_a_plain_sentence() -> None:
    """The models know what a subject, a person and a place are."""
    document = annotate(NEWS, models=MODELS)
    _check(document)
    first = document.sentences[0]
    assert document.text(first) == "Mediators from Oman met both delegations in Geneva on Tuesday."
    root = first.tokens[first.root]
    assert (root.text, root.lemma, root.upos) == ("met", "meet", "VERB")
    assert [first.tokens[i].text for i in first.dependents(first.root, "nsubj", "obj")] == ["Mediators", "delegations"]
    named = {" ".join(t.text for t in s.tokens[e.start : e.end]) for s in document.sentences for e in s.entities}
    assert {"Oman", "Geneva", "Leila Haddad"} <= named


@pytest.mark.models
def test_names_are_found_in_sentences_from_elsewhere() -> None:
    """The same as in annotation; nothing else changes."""
    document = annotate(NEWS, models=MODELS)
    bare = replace(document, sentences=tuple(replace(s, entities=()) for s in document.sentences))
    assert recognise(bare, models=MODELS) == replace(document, warnings=bare.warnings)


@pytest.mark.models
@pytest.mark.parametrize("text", ["", " \t\r\n", "\x85\u009f\u2028"])
def test_nothing_but_space_has_no_sentences(text: str) -> None:
    """An empty document is no error and no warning."""
    assert annotate(Article(text, id="e"), models=MODELS) == Document(article=Article(text, id="e"))


@pytest.mark.models
def test_one_emoji_is_one_token() -> None:
    """The shortest text that is not empty."""
    document = annotate(Article("😀"), models=MODELS)
    assert [(t.begin, t.end) for t in _tokens(document)] == [(0, 1)]


@pytest.mark.models
def test_binary_rubbish_is_annotated() -> None:
    """Bytes taken for text harm nothing."""
    noise = random.Random(1)  # noqa: S311
    _check(annotate(Article("".join(chr(noise.randrange(256)) for _ in range(4000))), models=MODELS))
    _check(annotate(Article("a" * 12_000 + " " + "." * 6000), models=MODELS))


@pytest.mark.models
def test_header_lines_are_left_out() -> None:
    """Annotation begins where the body begins; offsets count from the start of the text."""
    header = "https://example.org/a\nDOHA, 5 March\n"
    with_header = annotate(Article(header + PROSE, body=len(header)), models=MODELS)
    _check(with_header)
    assert [t.begin - len(header) for t in _tokens(with_header)] == [t.begin for t in _tokens(annotate(NEWS, models=MODELS))]


@pytest.mark.parametrize("body", [-1, 9])
def test_body_outside_the_text_is_refused(body: int) -> None:
    """A body that begins nowhere is an error of the article."""
    with pytest.raises(ArticleError, match=f"begins at {body}"):
        annotate(Article("Talks.", body=body), models=MODELS)


@pytest.mark.models
def test_a_document_depends_on_its_article_alone() -> None:
    """Alone, in a batch of any order, on one thread or two, from several threads at once: equal."""
    import torch

    rest = ["Talks failed.", PROSE * 3, "No deal. " * 30, "He said: “Sign it,” and left the room, angry, at 5 p.m. on Jan. 5."]
    articles = [NEWS, *(Article(text) for text in rest)]
    alone = [annotate(article, models=MODELS) for article in articles]
    assert list(annotate_all(articles, models=MODELS)) == alone
    assert list(annotate_all(iter(articles[::-1]), models=MODELS)) == alone[::-1]
    before = torch.get_num_threads()
    for count in (1, 2):
        torch.set_num_threads(count)
        assert list(annotate_all(articles, models=MODELS)) == alone
        assert torch.get_num_threads() == count
    torch.set_num_threads(before)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda article: annotate(article, models=MODELS), articles)) == alone


@pytest.mark.models
def test_articles_are_read_as_needed(capsys: pytest.CaptureFixture[str]) -> None:
    """A generator of articles is not read ahead, and the bar counts them."""
    taken = []

    def source() -> Any:
        for article in (NEWS, NEWS):
            taken.append(article)
            yield article

    documents = annotate_all(source(), models=MODELS, progress=True)
    next(documents)
    assert len(taken) == 1
    assert len(list(documents)) == 1
    assert "2article" in capsys.readouterr().err


@pytest.mark.models
def test_gradients_stay_as_the_caller_has_them() -> None:
    """Inference mode ends with the call, also between documents of a batch."""
    import torch

    for _ in annotate_all([NEWS, NEWS], models=MODELS):
        assert torch.is_grad_enabled()
        assert not torch.is_inference_mode_enabled()


@pytest.mark.models
def test_long_sentence_is_split_with_a_warning() -> None:
    """A sentence without an end is cut into pieces that the parser can hold; nothing is lost."""
    words = ("ministers and envoys from nine states spoke of truce lines " * 250).strip()
    document = annotate(Article(f"Talks began. {words}"), models=MODELS)
    _check(document)
    assert max(len(s.tokens) for s in document.sentences) <= split_module.MAX_WORDS
    assert any("was split into" in w for w in document.warnings)


@pytest.mark.models
def test_memory_is_bounded() -> None:
    """A sentence of 20,000 words takes less than 0.9 GB in all."""
    program = (
        "import resource, sys; from kg.annotate import annotate; from kg.article import Article\n"
        f"d = annotate(Article('word and ' * 10_000), models={MODELS!r})\n"
        "print(sum(len(s.tokens) for s in d.sentences), len(d.warnings), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    tokens, warnings, peak = map(int, done.stdout.split())
    assert tokens == 20_000
    assert warnings >= 1
    assert peak < 900_000


@pytest.mark.models
def test_window_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows end with paragraphs, or leave their last sentence to the next: a small window finds the same sentences."""
    text = "\n\n".join([PROSE.replace("\n\n", " ")] * 4)
    whole = annotate(Article(text, id="w"), models=MODELS)
    monkeypatch.setattr(split_module, "WINDOW", 330)
    assert annotate(Article(text, id="w"), models=MODELS) == whole


@pytest.mark.models
def test_glued_sentences_are_parted() -> None:
    """Articles come with the space between sentences lost."""
    document = annotate(Article("The army left the occupied territories.Hamas officials said that talks would resume in Cairo."), models=MODELS)
    assert [s.tokens[0].text for s in document.sentences] == ["The", "Hamas"]


@pytest.mark.models
def test_shortcuts_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tags, lemmas and trees are those of a pipeline as Stanza builds it, over a few hundred sentences."""
    who = ["Envoys from Lusaka", "The junta, which seized power in May,", "Neither side", "What the rebels' negotiators"]
    did = ["rejected, and later accepted,", "told reporters it wants", "gave the envoy", "are said to be drafting"]
    what = ["a truce", "the Zarqani plan for prisoner swaps", "to withdraw by Friday", "nothing that had not been offered, the ministers' aides said"]
    where = ["in Vientiane.", "", "after mediators' visits; no date was set.", "while shelling went on near the ill-fated Kobanovo crossing?"]
    articles = [Article("\n\n".join(" ".join(parts) for parts in product([w], did, what, where))) for w in who]
    fast = [annotate(article, models=MODELS) for article in articles]
    plain_pipeline = load_module._build(locate(MODELS, "en"))
    monkeypatch.setattr(import_module("kg.annotate"), "load_pipeline", lambda *_: plain_pipeline)
    assert sum(len(d.sentences) for d in fast) >= 256
    assert [annotate(article, models=MODELS) for article in articles] == fast


@settings(max_examples=300, deadline=None)
@given(st.integers(2, 14), st.integers(0, 2**32 - 1), st.sampled_from([-9, 0, 9]))
def test_best_tree_is_that_of_the_full_search(size: int, seed: int, root: int) -> None:
    """Whether the best heads are a tree, have cycles, or several roots: the tree is the one that the full search finds."""
    from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root

    scores = np.random.default_rng(seed).normal(size=(size, size)) * 3 - 9
    scores[np.arange(2, size), np.arange(1, size - 1)] += 6  # chains are likely, so that many matrices are trees
    scores[1:, 0] += root / np.arange(1, size)
    scores[np.diag_indices(size)] = -np.inf
    full = chuliu_edmonds_one_root(scores.copy())
    best = scores.argmax(1)
    best[0] = 0
    before = scores.copy()
    assert best_tree(scores).tolist() == full.tolist()
    assert (greedy_tree(scores) is not None) == bool((best == full).all())
    assert (scores == before).all()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("See https://x.org/a.b?c=d.", ["See", "https://x.org/a.b?c=d", "."]),
        ("(www.Talks.org/A.html)", ["(", "www.Talks.org/A.html", ")"]),
        ("Mail John.Doe@Talks.org, now", ["Mail", "John.Doe@Talks.org", ",", "now"]),
        ("at a.b@c.org.The office", ["at", "a.b@c.org", ".The", "office"]),
        ("no.address here@ nor @there", ["no.address", "here@", "nor", "@there"]),
    ],
)
@pytest.mark.parametrize("cut", [WHOLE, r"[^\s.]+\.?|\.", r"\w+|[^\w\s]"])
def test_addresses_are_one_token(text: str, tokens: list[str], cut: str) -> None:
    """However the tokenizer cuts, web and e-mail addresses come out whole, and marks behind them apart."""
    found = [[Surface(m.start() + 7, m.end() + 7)] for m in re.finditer(cut, text)]
    joined = [[text[t.begin - 7 : t.end - 7] for t in sentence] for sentence in keep_addresses(found, text, 7)]
    words = [w for s in joined for w in s]
    assert "".join(words) == "".join(text.split())
    assert all(t in words for t in tokens if "@" in t[1:-1] or "//" in t or "www." in t)
    if cut == WHOLE:
        assert words == tokens


class Stub:
    """A tokenizer that cuts at spaces and ends a sentence at each full stop; it calls "du" and "don't" two words."""

    def process(self, window: str) -> Any:
        sentences: list[Any] = [SimpleNamespace(tokens=[])]
        for match in re.finditer(r"\S+ ?", window):
            words = {"du": ["de", "le"], "don't": ["do", "n't"]}.get(match[0].strip(), [match[0].strip()])
            token = SimpleNamespace(start_char=match.start(), end_char=match.end(), words=[SimpleNamespace(text=w) for w in words])
            sentences[-1].tokens.append(token)
            if "." in match[0]:
                sentences.append(SimpleNamespace(tokens=[]))
        return SimpleNamespace(sentences=[s for s in sentences if s.tokens])


def _split(text: str) -> tuple[list[list[str]], list[str]]:
    sentences, warnings = split_text(SimpleNamespace(processors={"tokenize": Stub()}), text, 0)
    return [[text[t.begin : t.end] for t in sentence] for sentence in sentences], warnings


SENTENCE = st.lists(st.sampled_from(["a", "bc", "efg", "du"]), max_size=6).map(lambda words: " ".join([*words, "d."]))


@settings(max_examples=200)
@given(st.lists(SENTENCE, max_size=30).map(" ".join), st.integers(60, 150))
def test_any_window_finds_the_same_sentences(text: str, window: int) -> None:
    """With a tokenizer that needs no context, a window that holds two sentences does not show at all."""
    whole, _ = _split(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(split_module, "WINDOW", window)
        assert _split(text)[0] == whole


def test_words_of_a_multi_word_token_share_its_characters() -> None:
    """Foreign models may split one word of the text into several: each takes its part, or all if they do not spell it."""
    sentences, _ = split_text(SimpleNamespace(processors={"tokenize": Stub()}), "Fin du jour. I don't.", 0)
    assert sentences == [[Surface(0, 3), Surface(4, 6, ("de", "le")), Surface(7, 12)], [Surface(13, 14), Surface(15, 21)]]
    sentences, _ = split_text(SimpleNamespace(processors={"tokenize": Stub()}), "I don't go", 0)
    assert sentences == [[Surface(0, 1), Surface(2, 4), Surface(4, 7), Surface(8, 10)]]


def test_piece_ends_behind_a_mark_where_there_is_one() -> None:
    """A long sentence is cut behind punctuation in the last quarter of a piece, else where the piece is full."""
    size = split_module.MAX_WORDS
    marked = ["w"] * (size - 10) + [","] + ["w"] * 100
    sentences, warnings = _split(" ".join(marked))
    assert [len(s) for s in sentences] == [size - 9, 100]
    assert warnings == [f"a sentence of {size + 91} words at characters 0 to {2 * (size + 91) - 1} was split into 2"]
    assert [len(s) for s in _split(" ".join(["w"] * (2 * size)))[0]] == [size, size]


def _folder(tmp_path: Path) -> Path:
    """Make a flat folder that links to the real models."""
    for name, file in locate(MODELS, "en").files.items():
        (tmp_path / name).symlink_to(file)
    return tmp_path


class Bomb:
    """What an attacker would put into a model file."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> Any:
        """Make a folder when unpickled."""
        return os.mkdir, (str(self.target),)


def _spoil(file: Path, how: str, bomb: Path) -> None:
    import torch

    content = file.read_bytes()
    file.unlink()
    if how == "bomb":
        torch.save({"model": Bomb(bomb)}, file)
    elif how == "old bomb":
        torch.save({"model": Bomb(bomb)}, file, _use_new_zipfile_serialization=False)
    elif how == "list":
        torch.save([1, 2], file)
    else:
        file.write_bytes({"truncated": content[: len(content) // 2], "empty": b"", "text": b"<html>not found</html>"}[how])


@pytest.mark.models
@pytest.mark.parametrize("how", ["bomb", "old bomb", "truncated", "empty", "text", "list"])
@pytest.mark.parametrize("name", ["pretrain.pt", "depparse.pt"])
def test_damaged_or_hostile_file_is_refused_and_named(tmp_path: Path, name: str, how: str) -> None:
    """Nothing in a file is run, and the error says which file, and what to do."""
    folder = _folder(tmp_path)
    bomb = tmp_path / "exploded"
    _spoil(folder / name, how, bomb)
    with pytest.raises(ModelError, match=re.escape(str(folder / name))) as caught:
        annotate(NEWS, models=folder)
    assert caught.value.hint
    assert not bomb.exists()


@pytest.mark.models
def test_models_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    """A tagger in place of the recogniser is an error of the folder."""
    folder = _folder(tmp_path)
    (folder / "ner.pt").unlink()
    (folder / "ner.pt").symlink_to(folder / "pos.pt")
    with pytest.raises(ModelError, match="cannot be loaded by Stanza"):
        annotate(NEWS, models=folder)


def test_missing_models_name_the_remedy(tmp_path: Path) -> None:
    """Nothing is downloaded by surprise: the error says what to do."""
    with pytest.raises(ModelNotFoundError, match="no models in") as caught:
        annotate(NEWS, models=tmp_path)
    assert "models='bundled'" in str(caught.value.hint)
    (tmp_path / "tokenize.pt").touch()
    with pytest.raises(ModelNotFoundError, match=r"missing model files: .*pos\.pt"):
        annotate(NEWS, models=tmp_path)
    with pytest.raises(ModelNotFoundError, match="language 'de'") as caught:
        annotate(Article("Die Gespräche.", language="de"))
    assert str(caught.value.hint).startswith("kg models download de")
    with pytest.raises(ModelNotFoundError, match="language"):
        annotate(Article("Talks.", language="../en"))


def _bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a small bundled set, which is never loaded."""
    folder = tmp_path / "en"
    folder.mkdir()
    listed = {}
    for name in FLAT:
        content = f"weights of {name}".encode()
        (folder / f"{name}.pt").write_bytes(content)
        listed[f"{name}.pt"] = {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
    (folder / "manifest.json").write_text(json.dumps({"files": listed}))
    monkeypatch.setattr(locate_module, "HERE", tmp_path)
    return folder


def test_bundled_files_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundled file that differs in one byte, or that the manifest does not list, is refused."""
    folder = _bundle(tmp_path, monkeypatch)
    assert sorted(locate("bundled", "en").files) == sorted(f"{name}.pt" for name in FLAT)
    (folder / "pos.pt").write_bytes(b"Weights of pos")
    with pytest.raises(ModelError, match=r"pos\.pt is not the file that came with the package"):
        locate("bundled", "en")


@pytest.mark.parametrize("content", ["{", "[]", "{}"])
def test_manifest_that_lists_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    """Without a list of digests nothing is loaded."""
    folder = _bundle(tmp_path, monkeypatch)
    (folder / "manifest.json").write_text(content)
    with pytest.raises(ModelError):
        locate("bundled", "en")


def test_importing_annotate_loads_no_models() -> None:
    """Torch and Stanza are imported when the first article is annotated."""
    program = "import kg.annotate, sys; print([m for m in ('torch', 'stanza', 'tqdm', 'httpx') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.models
def test_loading_leaves_stanza_as_it_is_and_imports_no_compiler() -> None:
    """No optimizers are made, which would import torch's compiler; Stanza's own way to make them stays."""
    program = (
        "import sys; from stanza.models.common import utils; kept = utils.get_optimizer, utils.get_split_optimizer\n"
        f"from kg.models.load import load_pipeline; load_pipeline({MODELS!r}, 'en')\n"
        "print('torch._dynamo' in sys.modules, kept == (utils.get_optimizer, utils.get_split_optimizer))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split() == ["False", "True"]

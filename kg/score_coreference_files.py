"""Reading coreference annotated in CoNLL-U: the ``Entity=`` brackets of GUM, with the kind of entity in each.

Row 14 of the flow. A mention is known by where its head token begins in the text, so that one from any other tokenization can be compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path

from kg.conllu import from_conllu
from kg.document import Document, Sentence
from kg.errors import DocumentError

__all__ = ["GoldCluster", "GoldDocument", "read_coreference"]

BRACKET = re.compile(r"\(([^()]+)(\))?|([^()]+)\)")
ENTITY = re.compile(r"(?:^|\|)Entity=([^|]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldCluster:
    """What is annotated as one.

    Args:
        id: Its number in the file.
        kind: The kind that most of its mentions have: person, organization, place, abstract, event…
        heads: Where the head token of each mention begins; of several mentions with one head the innermost counts.
        named: Whether the head of a mention is a proper noun.
    """

    id: str
    kind: str
    heads: frozenset[int]
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """An annotated text: gold sentences, tags and trees without named entities, and what refers to the same.

    Args:
        document: Text, sentences, tokens.
        clusters: In order of first mention, those with one mention among them.
    """

    document: Document
    clusters: tuple[GoldCluster, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    id: str
    kind: str
    sentence: int
    start: int
    end: int


def read_coreference(path: str | PathLike[str]) -> Iterator[GoldDocument]:
    """Read a CoNLL-U file of one or more documents (``# newdoc id``).

    Raises:
        DocumentError: If a bracket is closed that was not opened, or the CoNLL-U is broken.
    """
    text = Path(fspath(path)).read_text(encoding="utf-8")
    for part in re.split(r"(?m)^(?=# newdoc)", text):
        if part.strip():
            document = from_conllu(part)
            yield GoldDocument(document=document, clusters=_clusters(document, list(_spans(part, document.article.id))))


def _spans(part: str, name: str) -> Iterator[_Span]:
    """Yield the bracketed spans, in the order in which they close; spans do not cross sentences."""
    sentence, token = -1, 0
    started = False
    for line in part.splitlines():
        columns = line.split("\t")
        if len(columns) != 10:
            started = started and bool(line.strip())
            continue
        if not columns[0].isdigit():
            continue
        if not started:
            sentence, token, started = sentence + 1, 0, True
            opened: list[tuple[str, str, int]] = []
        found = ENTITY.search(columns[9])
        for begins, closed, ends in BRACKET.findall(found[1] if found else ""):
            if begins:
                identifier, kind = [*begins.split("-"), "_"][:2]
                opened.append((identifier, kind, token))
            if closed or ends:
                yield _close(opened, ends or identifier, sentence, token, name)
        token += 1


def _close(opened: list[tuple[str, str, int]], identifier: str, sentence: int, token: int, name: str) -> _Span:
    for at in reversed(range(len(opened))):
        if opened[at][0] == identifier:
            _, kind, start = opened.pop(at)
            return _Span(identifier, kind, sentence, start, token + 1)
    raise DocumentError(f"entity {identifier} is closed and was not opened", place=f"{name}, sentence {sentence + 1}, token {token + 1}")


def _clusters(document: Document, spans: list[_Span]) -> tuple[GoldCluster, ...]:
    inner: dict[tuple[int, int], _Span] = {}
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.sentence, s.start)):
        inner[span.sentence, _head(document.sentences[span.sentence], span)] = span
    members: dict[str, list[tuple[int, int]]] = {}
    for at in sorted(inner):
        members.setdefault(inner[at].id, []).append(at)
    return tuple(_cluster(document, name, places, [inner[at].kind for at in places]) for name, places in members.items())


def _cluster(document: Document, name: str, places: list[tuple[int, int]], kinds: list[str]) -> GoldCluster:
    counts = Counter(kinds)
    heads = [document.sentences[sentence].tokens[token] for sentence, token in places]
    return GoldCluster(
        id=name,
        kind=max(counts, key=lambda kind: (counts[kind], -kinds.index(kind))),
        heads=frozenset(token.begin for token in heads),
        named=any(token.upos == "PROPN" for token in heads),
    )


def _head(sentence: Sentence, span: _Span) -> int:
    return next((i for i in range(span.start, span.end) if not span.start <= sentence.tokens[i].head < span.end), span.end - 1)

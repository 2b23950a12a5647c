"""Pictures: what article graphs hold, as the plain data that a page shows; every text made visible, every address checked.

Row 13 of the flow; ``kg.export.html`` makes the page. A node is an actor, place or topic, named by a short hash of its IRI. An edge is a bundle:
all statements with one predicate between two nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict
from urllib.parse import urlsplit

from kg.display import shorten, visible
from kg.event import Event, Evidence
from kg.iri import content_hash
from kg.links import Links
from kg.statement import ArticleGraph, Statement
from kg.tables import entities_table, names_of, negotiations_of
from kg.vocabulary import EVENT_CLASSES, PLOVER_QUADS, STATIC, SYMMETRIC, TOPIC

__all__ = ["EdgeData", "NodeData", "PictureData", "headline", "picture_data", "web_address"]


class NodeData(TypedDict):
    """An actor, a place or a topic."""

    id: str
    name: str
    kind: str
    roles: list[str]
    side: int | None
    names: list[str]
    wikidata: str | None


EdgeData = TypedDict("EdgeData", {"id": str, "from": str, "to": str, "predicate": str, "static": bool, "symmetric": bool})


class PictureData(TypedDict):
    """Everything that a page shows, safe to be written as text; positions apart."""

    articles: list[dict[str, Any]]
    nodes: list[NodeData]
    edges: list[EdgeData]
    statements: list[dict[str, Any]]
    negotiations: list[dict[str, Any]]
    sides: list[str]


_QUADS: dict[str, int] = {}
for _kind in EVENT_CLASSES.values():
    if _kind.predicate:
        _QUADS.setdefault(_kind.predicate, PLOVER_QUADS[_kind.plover_type])
_WIKIDATA = re.compile(r"Q[1-9][0-9]{0,11}")


def picture_data(articles: Sequence[ArticleGraph], links: Links) -> PictureData:
    """Collect what a page shows.

    Args:
        articles: In reading order.
        links: What joins articles.

    Returns:
        Nodes in reading order, topics last; statements in reading order, each with the id of its edge (None for positions).
    """
    nodes = _nodes(articles, links)
    edges: dict[tuple[str, str, str], EdgeData] = {}
    statements = []
    for number, graph in enumerate(articles):
        events = {event.iri: event for event in graph.events}
        statements += [_statement(statement, number, events, links, edges) for statement in graph.statements]
    _add_unknown(nodes, articles, links)
    sides = _set_sides(nodes, articles, links)
    return {
        "sides": _ids(sides),
        "articles": [_article(graph) for graph in articles],
        "nodes": list(nodes.values()),
        "edges": list(edges.values()),
        "statements": statements,
        "negotiations": [_negotiation(row, articles) for row in negotiations_of(articles, links)],
    }


def headline(graph: ArticleGraph) -> str:
    """Name an article: its title, else its first line, else its id."""
    article = graph.article
    first = article.text[article.body :].strip().split("\n", 1)[0]
    return article.title or shorten(first, 90) or article.id


def web_address(text: str | None) -> str | None:
    """Return an address that may be a link: of the web, with a host, and without characters that hide or reorder others.

    Example:
        >>> web_address("https://example.org/talks"), web_address("javascript:alert(1)")
        ('https://example.org/talks', None)
    """
    if not text or visible(text) != text or any(c.isspace() for c in text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and host else None


def _id(iri: str) -> str:
    return content_hash(iri)


def _ids(iris: Iterable[str]) -> list[str]:
    return [_id(iri) for iri in iris]


def _text(text: str | None) -> str | None:
    return None if text is None else visible(text)


def _article(graph: ArticleGraph) -> dict[str, Any]:
    article = graph.article
    return {
        "title": visible(headline(graph)),
        "outlet": _text(article.publisher),
        "date": _text(article.date),
        "url": web_address(article.url),
        "address": _text(article.url),
    }


def _node(iri: str, name: str, kind: str, **more: Any) -> NodeData:
    made: NodeData = {"id": _id(iri), "name": visible(name).strip() or "(no name)", "kind": kind, "roles": [], "side": None, "names": [], "wikidata": None}
    made.update(more)  # type: ignore[typeddict-item]
    return made


def _nodes(articles: Sequence[ArticleGraph], links: Links) -> dict[str, NodeData]:
    table = entities_table(articles, links)
    nodes = {}
    for row in table.astype("object").where(table.notna(), None).to_dict("records"):
        wikidata = row["wikidata"] if row["wikidata"] and _WIKIDATA.fullmatch(row["wikidata"]) else None
        names = [name for name in dict.fromkeys(visible(name).strip() for name in row["mentions"]) if name]
        nodes[row["iri"]] = _node(row["iri"], row["name"], row["type"], roles=row["roles"], names=names, wikidata=wikidata)
    for iri, name in names_of(articles, links).items():
        if iri.startswith(TOPIC.base):
            nodes.setdefault(iri, _node(iri, name, "Topic"))
    return nodes


def _add_unknown(nodes: dict[str, NodeData], articles: Sequence[ArticleGraph], links: Links) -> None:
    """Add a node for what statements and negotiations name and no article lists."""
    for graph in articles:
        named = [iri for s in graph.statements for iri in (s.subject, "" if s.predicate == "hasPosition" else s.object, s.said_by or "") if iri]
        named += [iri for n in graph.negotiations for iri in (*n.parties, *n.mediators, *n.guarantors, *n.hosts)]
        for iri in map(links.actor, named):
            if iri not in nodes:
                nodes[iri] = _node(iri, re.split("[/#]", iri.rstrip("/#"))[-1], "Actor")


def _statement(statement: Statement, article: int, events: Mapping[str, Event], links: Links, edges: dict[tuple[str, str, str], EdgeData]) -> dict[str, Any]:
    is_text = statement.predicate == "hasPosition"
    subject, object_ = _id(links.actor(statement.subject)), None if is_text else _id(links.actor(statement.object))
    known = [events[iri] for iri in statement.events if iri in events]
    topics = [argument.iri for event in known for argument in event.topics]
    topics += [statement.object] if not is_text and statement.object.startswith(TOPIC.base) else []
    return {
        "edge": None if object_ is None else _edge(edges, subject, statement.predicate, object_),
        "subject": subject,
        "predicate": statement.predicate,
        "object": object_,
        "text": visible(statement.object) if is_text else None,
        "denied": statement.polarity == "negative",
        "modality": statement.modality,
        "speaker": statement.said_by and _id(links.actor(statement.said_by)),
        "date": _text(statement.date),
        "quad": None if statement.predicate in STATIC else PLOVER_QUADS[known[0].type] if known else _QUADS.get(statement.predicate, 1),
        "topics": _ids(dict.fromkeys(topics)),
        "article": article,
        "evidence": [_evidence(evidence) for evidence in statement.evidence],
    }


def _edge(edges: dict[tuple[str, str, str], EdgeData], subject: str, predicate: str, object_: str) -> str:
    """Return the id of the bundle of a statement, adding a new one if need be; both directions share one."""
    key = (min(subject, object_), predicate, max(subject, object_))
    if key not in edges:
        edges[key] = {
            "id": content_hash(*key), "from": subject, "to": object_, "predicate": predicate,
            "static": predicate in STATIC, "symmetric": predicate in SYMMETRIC,
        }  # fmt: skip
    return edges[key]["id"]


def _evidence(evidence: Evidence) -> list[str]:
    """Cut the sentence into what is before the quote, the quote, and what is behind it."""
    begin, end = evidence.begin - evidence.sentence_begin, evidence.end - evidence.sentence_begin
    if not 0 <= begin <= end <= len(evidence.sentence):
        return ["", visible(evidence.quote), ""]
    sentence = evidence.sentence
    return [visible(sentence[:begin]), visible(sentence[begin:end]), visible(sentence[end:])]


def _negotiation(row: Mapping[str, Any], articles: Sequence[ArticleGraph]) -> dict[str, Any]:
    numbers = {graph.iri: number for number, graph in enumerate(articles)}
    members = {name: _ids(row[name]) for name in ("parties", "mediators", "guarantors", "hosts", "topics")}
    return {
        "id": _id(row["iri"]),
        **members,
        "status": row["status"],
        "since": _text(row["since"]),
        "until": _text(row["until"]),
        "articles": [numbers[iri] for iri in row["articles"]],
    }


def _set_sides(nodes: Mapping[str, NodeData], articles: Sequence[ArticleGraph], links: Links) -> list[str]:
    """Number the sides, each a party of a negotiation with whoever is said to belong to it; return their heads, the busiest first."""
    belongs: dict[str, str] = {}
    busy: dict[str, int] = {}
    for graph in articles:
        for statement in graph.statements:
            subject, object_ = links.actor(statement.subject), links.actor(statement.object)
            for iri in (subject, object_):
                busy[iri] = busy.get(iri, 0) + 1
            if statement.predicate == "affiliatedWith" and statement.polarity == "positive" and subject != object_:
                belongs.setdefault(subject, object_)
    heads = {iri: _head(iri, belongs, nodes) for iri in nodes}
    parties = sorted({head for head in heads.values() if head}, key=lambda iri: (-busy.get(iri, 0), iri))
    order = {iri: number for number, iri in enumerate(parties)}
    for iri, node in nodes.items():
        head = heads[iri]
        node["side"] = order[head] if head else None
    return parties


def _head(iri: str, belongs: Mapping[str, str], nodes: Mapping[str, NodeData]) -> str | None:
    """Follow affiliations up to the last party."""
    found, seen = None, set()
    step: str | None = iri
    while step is not None and step in nodes and step not in seen:
        seen.add(step)
        found = step if "Party" in nodes[step]["roles"] else found
        step = belongs.get(step)
    return found

"""PLOVER records: the events of a graph as lines of JSON, with mediators, topics and speakers beside PLOVER's own fields.

Row 13 of the flow. Base fields are those of the PLOVER manual, draft 2.0 (Open Event Data Alliance), unchanged; the fields of the extension, which
the manual allows, have names of their own, and ``cite_info.codebook`` says which extension it is. ``kg.export.coded`` reads records back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from kg.event import Argument, Event
from kg.export.atomic import replacing
from kg.export.plover_codes import code_of, contexts_of, sector_of
from kg.links import Links
from kg.rdf_rows import topic_label, topic_notation
from kg.statement import ArticleGraph
from kg.vocabulary import PLOVER_QUADS, PLOVER_SCORES

__all__ = ["AUXILIARY", "BASE_FIELDS", "CODEBOOK", "EXTENSION_FIELDS", "REQUIRED", "HasArticles", "Record", "to_plover", "write_plover"]

CODEBOOK = "plover-mediation-1.0"
"""What ``cite_info.codebook`` says; a change of the extension's fields changes the number."""
REQUIRED = ("id", "date", "actor", "event")
BASE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "record": (
        *REQUIRED, "enddate", "recipient", "mode", "context", "event_loc", "event_text", "quad_code", "event_scale", "link", "text_info", "cite_info", "coder",
    ),
    "actor": ("code", "sector", "actor_text", "identifier_id", "identifier_text", "office"),
    "text_info": ("start", "end"),
    "cite_info": ("citation", "url", "title", "language", "publication", "codebook"),
    "event_loc": ("name",),
}  # fmt: skip
"""Fields of PLOVER that records here may have, by object."""
EXTENSION_FIELDS: Mapping[str, tuple[str, ...]] = {
    "record": ("event_class", "mediator", "topic", "polarity", "modality", "said_by"),
    "actor": ("iri", "type"),
    "topic": ("id", "label", "topic_text"),
    "cite_info": ("published",),
}
"""Fields that the extension adds, by object."""
AUXILIARY = {"planned": "future", "possible": "hypothetical", "negative": "negation"}
"""PLOVER's auxiliary modes for modality and polarity."""

Record: TypeAlias = "dict[str, Any]"
_CODER = "parley"


class HasArticles(Protocol):
    """What export needs of a graph."""

    @property
    def article_graphs(self) -> tuple[ArticleGraph, ...]:
        """Article graphs in reading order."""

    @property
    def links(self) -> Links:
        """What joins articles."""


def to_plover(graph: HasArticles) -> Iterator[Record]:
    """Make a record of each event, in reading order.

    PLOVER requires a date and an actor: the date is the event's first possible day, else the article's; events without either, or without an
    actor, are left out. A field without a value is left out too. What is denied, planned or possible has one of PLOVER's auxiliary modes
    (``negation``, ``future``, ``hypothetical``) after the mode of its type.

    Args:
        graph: What has ``article_graphs`` and ``links``, as ``kg.build`` gives.
    """
    names = {entity.iri: (entity.name, entity.type, entity.wikidata) for article in graph.article_graphs for entity in article.entities}
    for article in graph.article_graphs:
        describe = _Describer(article, graph.links, names)
        talks = {iri: graph.links.negotiation(negotiation.iri) for negotiation in article.negotiations for iri in negotiation.events}
        for event in article.events:
            date = event.earliest or article.article.date
            if date and event.actors:
                yield _filled(describe.record(event, date, talks.get(event.iri)))


def write_plover(path: str | os.PathLike[str], graph: HasArticles) -> Path:
    """Write the events of a graph as PLOVER records, one line of JSON each (UTF-8); the same graph gives the same bytes.

    Args:
        path: Name of the file, such as ``talks.plover.jsonl``.
        graph: What has ``article_graphs`` and ``links``.

    Raises:
        GraphError: If the file cannot be written; an old file is unchanged.
    """
    with replacing(path) as file:
        for record in to_plover(graph):
            file.write(f"{json.dumps(record, ensure_ascii=False)}\n".encode())
    return Path(path)


class _Describer:
    """Describes the actors, topics and events of one article."""

    def __init__(self, article: ArticleGraph, links: Links, names: Mapping[str, tuple[str, str, str | None]]) -> None:
        self._article, self._links, self._names = article, links, names
        self._seats: dict[str, str] = {}
        self._offices: dict[str, str] = {}
        for statement in article.statements:
            if statement.polarity == "positive":
                known = {"affiliatedWith": self._seats, "hasPosition": self._offices}.get(statement.predicate)
                if known is not None:
                    known.setdefault(statement.subject, statement.object)

    def record(self, event: Event, date: str, negotiation: str | None) -> Record:
        modes = [event.mode, AUXILIARY.get(event.modality), AUXILIARY.get(event.polarity)]
        return {
            "id": event.iri,
            "date": date,
            "enddate": event.latest if event.latest and event.latest != date else None,
            "actor": self._actors(event.actors),
            "recipient": self._actors(event.recipients),
            "event": [event.type],
            "mode": [mode for mode in modes if mode],
            "context": sorted({context for topic in event.topics for context in contexts_of(topic.iri)}),
            "event_loc": {"name": event.place.text} if event.place else None,
            "event_text": [event.evidence.quote],
            "quad_code": PLOVER_QUADS[event.type],
            "event_scale": PLOVER_SCORES.get((event.type, event.mode), PLOVER_SCORES[event.type, None]),
            "link": negotiation,
            "text_info": {"start": event.evidence.begin, "end": event.evidence.end},
            "cite_info": self._citation(),
            "coder": _CODER,
            "event_class": event.kind,
            "mediator": self._actors(event.mediators),
            "topic": [_filled({"id": topic_notation(t.iri), "label": topic_label(t.iri), "topic_text": t.text}) for t in event.topics],
            "polarity": event.polarity,
            "modality": event.modality,
            "said_by": self._actors([event.said_by])[0] if event.said_by else None,
        }

    def _actors(self, arguments: Sequence[Argument]) -> list[Record]:
        return [_filled(self._actor(argument)) for argument in arguments]

    def _actor(self, argument: Argument) -> Record:
        iri = self._links.actor(argument.iri)
        name, kind, wikidata = self._names.get(iri) or self._names.get(argument.iri) or (argument.text, None, None)
        seat = self._seats.get(argument.iri)
        return {
            "code": code_of(iri) or (code_of(self._links.actor(seat)) if seat else None),
            "sector": sector_of(iri) or (sector_of(self._links.actor(seat)) if seat else None),
            "actor_text": argument.text,
            "identifier_id": wikidata,
            "identifier_text": name,
            "office": self._offices.get(argument.iri),
            "iri": iri,
            "type": kind,
        }

    def _citation(self) -> Record:
        article = self._article.article
        known = {"citation": article.id, "url": article.url, "title": article.title, "language": article.language, "publication": article.publisher}
        return _filled({**known, "codebook": CODEBOOK, "published": article.date})


def _filled(record: Record) -> Record:
    return {name: value for name, value in record.items() if value not in (None, [], {})}

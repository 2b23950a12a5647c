"""Statements: binary claims with evidence, the rows of ``graph.statements()``; and all that one article yields.

Made by ``kg.assemble``; ``kg.rdf`` turns them into quads and back.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.article import Article
from kg.entity import Entity
from kg.event import Event, Evidence, Negotiation
from kg.types import Problem

__all__ = ["ArticleGraph", "Problem", "Statement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One claim: one per article and distinct (subject, predicate, object, polarity, modality, speaker).

    Args:
        iri: Function of the fields that tell it from others.
        article: IRI of the article.
        subject: IRI of an entity.
        predicate: Local name in the ontology.
        object: IRI of an entity or topic; text for ``hasPosition``.
        polarity: ``positive`` or ``negative``.
        modality: ``asserted``, ``planned`` or ``possible``.
        said_by: IRI of the innermost named speaker, or None.
        events: IRIs of the events it comes from, sorted; empty for static relations.
        frame: Id of the frame behind it (the first, if several).
        date: First possible day of the event, or None.
        direct: Whether it is also a direct triple, one that a reader may take as fact from the article.
        evidence: At least one, in reading order.
    """

    iri: str
    article: str
    subject: str
    predicate: str
    object: str
    polarity: str = "positive"
    modality: str = "asserted"
    said_by: str | None = None
    events: tuple[str, ...] = ()
    frame: str | None = None
    date: str | None = None
    direct: bool = False
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleGraph:
    """All that one article yields: a function of the article, the actor book, the lexicons and the options alone.

    Args:
        iri: The article's IRI, name of its graph.
        article: Metadata and text (the text is empty in a graph read from RDF unless it was stored).
        sentences: Number of sentences.
        entities: In reading order.
        events: In reading order.
        statements: In reading order.
        negotiations: In reading order.
        problems: What was skipped or doubtful.
    """

    iri: str
    article: Article
    sentences: int = 0
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    statements: tuple[Statement, ...] = ()
    negotiations: tuple[Negotiation, ...] = ()
    problems: tuple[Problem, ...] = ()

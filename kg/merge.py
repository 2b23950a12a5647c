"""Joining graphs: the same article twice is one; different content under one article's IRI is an error, as no order of joining may matter.

Row 14 of the flow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from kg.errors import GraphError
from kg.event import Negotiation
from kg.statement import ArticleGraph, Statement
from kg.vocabulary import DATA_BASE

__all__ = ["base_of", "base_of_articles", "join_articles", "normalise"]


_MEMBERS = ("parties", "mediators", "intermediaries", "guarantors", "hosts", "topics", "events")
_Thing = TypeVar("_Thing", Statement, Negotiation)


class _HasArticles(Protocol):
    @property
    def base(self) -> str: ...
    @property
    def article_graphs(self) -> tuple[ArticleGraph, ...]: ...


def normalise(graph: ArticleGraph, *, text: bool = True) -> ArticleGraph:
    """Bring an article graph to the form that files keep.

    The mention objects of entities are left out, and the article's text if asked; members without an order of their own (those of
    negotiations, the events of a statement) are sorted, evidence is brought in reading order.

    Raises:
        GraphError: If a statement has no evidence.
    """
    for statement in graph.statements:
        if not statement.evidence:
            raise GraphError("a statement without evidence", hint="nothing exists in a graph without the words that show it", place=f"<{statement.iri}>")
    article = graph.article if text or not graph.article.text else replace(graph.article, text="")
    entities = tuple(replace(entity, mentions=()) if entity.mentions else entity for entity in graph.entities)
    statements = tuple(_sorted(statement, ("events", "evidence")) for statement in graph.statements)
    negotiations = tuple(_sorted(negotiation, _MEMBERS) for negotiation in graph.negotiations)
    return replace(graph, article=article, entities=entities, statements=statements, negotiations=negotiations)


def _sorted(thing: _Thing, names: tuple[str, ...]) -> _Thing:
    """Sort members of a statement or a negotiation, each once."""
    changes: dict[str, Any] = {name: ordered for name in names if (ordered := tuple(sorted(set(getattr(thing, name))))) != getattr(thing, name)}
    return replace(thing, **changes) if changes else thing


def join_articles(articles: Iterable[ArticleGraph]) -> list[ArticleGraph]:
    """Join article graphs by IRI; of equal ones, that with the article's text is kept.

    Returns:
        Sorted by IRI.

    Raises:
        GraphError: If two graphs of one article differ.
    """
    found: dict[str, ArticleGraph] = {}
    for graph in articles:
        known = found.setdefault(graph.iri, graph)
        if known is not graph:
            found[graph.iri] = _join(known, graph)
    return [found[iri] for iri in sorted(found)]


def _join(one: ArticleGraph, other: ArticleGraph) -> ArticleGraph:
    texts = {text for text in (one.article.text, other.article.text) if text}
    if len(texts) > 1 or normalise(one, text=False) != normalise(other, text=False):
        raise GraphError(
            f"two different graphs of the article {one.article.id!r}",
            hint="build both with the same version and options, give articles different ids, or join before only(...)",
            place=f"<{one.iri}>",
        )
    return one if one.article.text else other


def base_of(one: _HasArticles, other: _HasArticles) -> str:
    """Return the base of two graphs that are to be joined; that of a graph without articles gives way.

    Raises:
        GraphError: If both hold articles and their bases differ.
    """
    if one.base == other.base or not other.article_graphs:
        return one.base if one.article_graphs or one.base == other.base else min(one.base, other.base)
    if not one.article_graphs:
        return other.base
    raise GraphError(f"graphs of different bases: {one.base!r} and {other.base!r}", hint="build both with the same base=")


def base_of_articles(articles: Iterable[ArticleGraph]) -> str:
    """Find the beginning of data IRIs from those of articles; the usual one if there are none.

    Raises:
        GraphError: If the articles have different ones.

    Example:
        >>> base_of_articles([])
        'https://w3id.org/parley/data/'
    """
    bases = sorted({graph.iri.rpartition("article/")[0] for graph in articles})
    if len(bases) > 1:
        raise GraphError(f"articles of different bases: {', '.join(map(repr, bases))}", hint="give base=, or load one file per base")
    return bases[0] if bases else DATA_BASE

"""A smaller graph: keeping the statements and events that fit, and what they need.

Row 14 of the flow.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from kg.errors import GraphError
from kg.event import Event, Negotiation
from kg.statement import ArticleGraph, Statement
from kg.vocabulary import PARLEY, PREDICATES

__all__ = ["Selection", "predicate_name", "select", "selection"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to keep; None or False leaves a condition out.

    Args:
        asserted: Only what is asserted and positive.
        predicates: Only these predicates.
        since: Only what happened on this day or later; an event without a date counts for the day of its article.
        reported: True: only what a named speaker says; False: only what the article itself says.
        articles: Only these articles, by id or IRI.
    """

    asserted: bool = False
    predicates: frozenset[str] | None = None
    since: str | None = None
    reported: bool | None = None
    articles: frozenset[str] | None = None


def selection(
    *,
    asserted: bool = False,
    predicate: str | Iterable[str] | None = None,
    since: str | date | None = None,
    reported: bool | None = None,
    article: str | Iterable[str] | None = None,
) -> Selection:
    """Make a selection from what a caller may write.

    Raises:
        GraphError: If a predicate does not exist or ``since`` is no date.

    Example:
        >>> selection(predicate="mediates", since="2024-03-01").since
        '2024-03-01'
    """
    names = None if predicate is None else frozenset(map(predicate_name, [predicate] if isinstance(predicate, str) else predicate))
    chosen = None if article is None else frozenset([article] if isinstance(article, str) else article)
    return Selection(asserted=asserted, predicates=names, since=None if since is None else _day(since), reported=reported, articles=chosen)


def _day(value: str | date) -> str:
    try:
        return date.fromisoformat(str(value)[:10] if isinstance(value, date) else value).isoformat()
    except (TypeError, ValueError) as error:
        raise GraphError(f"no date: {value!r}", hint="give since= as YYYY-MM-DD, such as '2024-03-05'") from error


def predicate_name(predicate: str) -> str:
    """Return the local name of a predicate given by name, prefixed name or IRI; case and spaces do not matter.

    Raises:
        GraphError: If there is no such predicate; the message names near ones.

    Example:
        >>> predicate_name("negotiates with"), predicate_name("parley:mediates")
        ('negotiatesWith', 'mediates')
    """
    wanted = predicate.removeprefix(PARLEY.base).removeprefix("parley:")
    folded = {name.casefold(): name for name in PREDICATES}
    name = folded.get("".join(wanted.split()).replace("_", "").casefold())
    if name is not None:
        return name
    near = difflib.get_close_matches(wanted, PREDICATES, n=3)
    raise GraphError(f"no predicate {predicate!r}", hint=f"did you mean {', '.join(near)}?" if near else f"use one of {', '.join(PREDICATES)}")


def select(articles: Iterable[ArticleGraph], wanted: Selection) -> list[ArticleGraph]:
    """Keep what fits of article graphs; articles of which nothing fits stay, empty, unless they were not asked for.

    Raises:
        GraphError: If an article that was asked for is not there.
    """
    graphs = list(articles)
    if wanted.articles is not None:
        known = {name for graph in graphs for name in (graph.iri, graph.article.id)}
        if missing := sorted(wanted.articles - known):
            raise GraphError(f"no article {missing[0]!r}", hint="graph.articles() lists ids and IRIs")
        graphs = [graph for graph in graphs if {graph.iri, graph.article.id} & wanted.articles]
    return [_select(graph, wanted) for graph in graphs]


def _select(graph: ArticleGraph, wanted: Selection) -> ArticleGraph:
    if wanted == Selection(articles=wanted.articles):
        return graph
    statements = tuple(statement for statement in graph.statements if _fits_statement(statement, graph, wanted))
    used = {iri for statement in statements for iri in statement.events}
    events = tuple(event for event in graph.events if _fits_event(event, graph, wanted, used))
    kept = {event.iri for event in events}
    statements = tuple(replace(s, events=tuple(iri for iri in s.events if iri in kept)) for s in statements)
    negotiations = tuple(
        replace(negotiation, events=tuple(iri for iri in negotiation.events if iri in kept))
        for negotiation in graph.negotiations
        if not negotiation.events or kept & set(negotiation.events)
    )
    needed = _needed(statements, events, negotiations)
    entities = tuple(entity for entity in graph.entities if entity.iri in needed)
    return replace(graph, entities=entities, events=events, statements=statements, negotiations=negotiations)


def _fits_statement(statement: Statement, graph: ArticleGraph, wanted: Selection) -> bool:
    return (
        (wanted.predicates is None or statement.predicate in wanted.predicates)
        and _fits_claim(statement.modality, statement.polarity, wanted)
        and (wanted.reported is None or wanted.reported == (statement.said_by is not None))
        and _fits_day(statement.date, graph, wanted)
    )


def _fits_event(event: Event, graph: ArticleGraph, wanted: Selection, used: set[str]) -> bool:
    """Say whether an event is kept; one that gives no statement is judged by its own predicate."""
    if wanted.predicates is not None and event.iri not in used and event.predicate not in wanted.predicates:
        return False
    return (
        _fits_claim(event.modality, event.polarity, wanted)
        and (wanted.reported is None or wanted.reported == (event.said_by is not None))
        and _fits_day(event.earliest, graph, wanted)
    )


def _fits_claim(modality: str, polarity: str, wanted: Selection) -> bool:
    return not wanted.asserted or (modality == "asserted" and polarity == "positive")


def _fits_day(day: str | None, graph: ArticleGraph, wanted: Selection) -> bool:
    known = day or graph.article.date
    return wanted.since is None or (known is not None and known >= wanted.since)


def _needed(statements: tuple[Statement, ...], events: tuple[Event, ...], negotiations: tuple[Negotiation, ...]) -> set[str]:
    found: set[str | None] = set()
    for statement in statements:
        found |= {statement.subject, statement.object, statement.said_by}
    for event in events:
        arguments = (*event.actors, *event.recipients, *event.mediators, *event.reported_by, event.place, event.said_by)
        found |= {argument.iri for argument in arguments if argument}
    for talks in negotiations:
        found |= {*talks.parties, *talks.mediators, *talks.intermediaries, *talks.guarantors, *talks.hosts}
    return {iri for iri in found if iri is not None}

"""Tables: what article graphs and their links hold, as pandas DataFrames in reading order.

Row 13 of the flow. Articles come by date, then by IRI; within an article things keep their order. Columns and dtypes are fixed, also when a
table is empty; missing text is NA. Actors that are one under several IRIs are one here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.event import Argument, Event
from kg.links import Links
from kg.rdf_rows import topic_label, topic_notation, topics_of
from kg.statement import ArticleGraph, Statement
from kg.vocabulary import ROLES, STATUSES

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "COLUMNS",
    "articles_table",
    "entities_table",
    "events_table",
    "in_reading_order",
    "names_of",
    "negotiations_of",
    "negotiations_table",
    "problems_table",
    "statements_table",
    "topic_label",
    "topics_table",
]

_TEXT, _LIST, _NUMBER, _FLAG = "text", "list", "int64", "bool"
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "entities": dict.fromkeys(("iri", "name", "type", "wikidata"), _TEXT) | dict.fromkeys(("mentions", "roles", "articles"), _LIST),
    "events": dict.fromkeys(("iri", "article", "type", "mode", "frame"), _TEXT)
    | dict.fromkeys(("actors", "recipients", "mediators", "topics", "actor_iris", "recipient_iris", "mediator_iris", "topic_iris"), _LIST)
    | dict.fromkeys(("place", "date", "date_end", "date_text", "polarity", "modality", "said_by", "evidence"), _TEXT)
    | dict.fromkeys(("begin", "end"), _NUMBER),
    "statements": dict.fromkeys(
        ("iri", "event", "article", "subject", "predicate", "object", "subject_name", "object_name", "polarity", "modality", "said_by"), _TEXT
    )
    | dict.fromkeys(("date", "evidence"), _TEXT)
    | dict.fromkeys(("begin", "end"), _NUMBER)
    | {"frame": _TEXT},
    "topics": dict.fromkeys(("iri", "notation", "label"), _TEXT) | {"negotiated": _FLAG},
    "negotiations": {"iri": _TEXT}
    | dict.fromkeys(("parties", "mediators", "guarantors", "hosts", "topics"), _LIST)
    | dict.fromkeys(("status", "since", "until"), _TEXT)
    | {"articles": _LIST},
    "articles": dict.fromkeys(("iri", "id", "title", "publisher", "date", "url"), _TEXT) | {"sentences": _NUMBER},
    "problems": dict.fromkeys(("article", "kind", "message"), _TEXT),
}
"""Names and kinds of the columns of each table: text, list, int64 or bool."""


def frame_of(table: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Make a table with its fixed columns and dtypes."""
    import pandas as pd

    text = pd.StringDtype("python")
    dtypes: dict[str, Any] = {_TEXT: text, _LIST: "object"}
    found = list(rows)
    columns = COLUMNS[table]
    return pd.DataFrame({name: pd.Series([row[name] for row in found], dtype=dtypes.get(kind, kind)) for name, kind in columns.items()}, columns=list(columns))


def in_reading_order(articles: Iterable[ArticleGraph]) -> list[ArticleGraph]:
    """Sort article graphs by date, then by IRI; those without a date come last."""
    return sorted(articles, key=lambda graph: (graph.article.date is None, graph.article.date or "", graph.iri))


def names_of(articles: Sequence[ArticleGraph], links: Links) -> dict[str, str]:
    """Give the name to show for the IRI of each actor, place and topic, linked ones included."""
    own: dict[str, str] = {}
    for graph in articles:
        for entity in graph.entities:
            own.setdefault(entity.iri, entity.name)
    names = {iri: own.get(links.actor(iri), name) for iri, name in own.items()}
    for iri in _topics(articles):
        names.setdefault(iri, topic_label(iri))
    return names


def entities_table(articles: Sequence[ArticleGraph], links: Links) -> pd.DataFrame:
    """List actors and places, each once: ``mentions`` holds the distinct texts, ``roles`` those that negotiations give."""
    roles = _roles(articles, links)
    rows: dict[str, dict[str, Any]] = {}
    for graph in articles:
        for entity in graph.entities:
            iri = links.actor(entity.iri)
            row = rows.setdefault(iri, {"iri": iri, "name": entity.name, "type": entity.type, "wikidata": None, "mentions": {}, "articles": {}, "own": False})
            if entity.iri == iri and not row["own"]:
                row |= {"name": entity.name, "type": entity.type, "own": True}
            row["wikidata"] = row["wikidata"] or entity.wikidata
            row["mentions"] |= dict.fromkeys(entity.names)
            row["articles"][graph.iri] = None
    listed = ("mentions", "articles")
    return frame_of("entities", ({**row, **{name: list(row[name]) for name in listed}, "roles": roles.get(iri, [])} for iri, row in rows.items()))


def _roles(articles: Sequence[ArticleGraph], links: Links) -> dict[str, list[str]]:
    fields = dict(zip(ROLES, ("parties", "mediators", "intermediaries", "guarantors", "hosts"), strict=True))
    holders: dict[str, set[str]] = {}
    for graph in articles:
        for negotiation in graph.negotiations:
            for role, field in fields.items():
                for iri in getattr(negotiation, field):
                    held = holders.setdefault(links.actor(iri), set())
                    held.add(role)
                    if role == "Intermediary":
                        held.add("Mediator")
    return {iri: [role for role in ROLES if role in held] for iri, held in holders.items()}


def events_table(articles: Sequence[ArticleGraph], links: Links) -> pd.DataFrame:
    """List events, with the words that name who takes part and the IRIs of these."""
    return frame_of("events", (_event_row(event, links, graph.article.id) for graph in articles for event in graph.events))


def _event_row(event: Event, links: Links, article: str) -> dict[str, Any]:
    def words(arguments: tuple[Argument, ...]) -> list[str]:
        return [argument.text for argument in arguments]

    def iris(arguments: tuple[Argument, ...]) -> list[str]:
        return [links.actor(argument.iri) for argument in arguments]

    return {
        "iri": event.iri, "article": article, "type": event.type, "mode": event.mode, "frame": event.frame,
        "actors": words(event.actors), "recipients": words(event.recipients), "mediators": words(event.mediators), "topics": words(event.topics),
        "actor_iris": iris(event.actors), "recipient_iris": iris(event.recipients), "mediator_iris": iris(event.mediators),
        "topic_iris": iris(event.topics), "place": event.place and event.place.text, "date": event.earliest, "date_end": event.latest,
        "date_text": event.date_text, "polarity": event.polarity, "modality": event.modality,
        "said_by": event.said_by and links.actor(event.said_by.iri), "evidence": event.evidence.quote, "begin": event.evidence.begin,
        "end": event.evidence.end,
    }  # fmt: skip


def statements_table(articles: Sequence[ArticleGraph], links: Links) -> pd.DataFrame:
    """List statements, each with its first evidence and, where it comes from several events, the first of these."""
    names = names_of(articles, links)

    def rows() -> Iterable[dict[str, Any]]:
        for graph in articles:
            order = {event.iri: position for position, event in enumerate(graph.events)}
            for statement in graph.statements:
                row = _statement_row(statement, links, names, lambda iri: (order.get(iri, len(order)), iri))  # noqa: B023 - used at once
                yield row | {"article": graph.article.id}

    return frame_of("statements", rows())


def _statement_row(statement: Statement, links: Links, names: Mapping[str, str], order: Callable[[str], tuple[int, str]]) -> dict[str, Any]:
    subject, evidence = links.actor(statement.subject), statement.evidence[0]
    is_text = statement.predicate == "hasPosition"
    object_ = statement.object if is_text else links.actor(statement.object)
    return {
        "iri": statement.iri, "event": min(statement.events, key=order, default=None), "article": statement.article, "subject": subject,
        "predicate": statement.predicate, "object": object_, "subject_name": names.get(subject), "object_name": object_ if is_text else names.get(object_),
        "polarity": statement.polarity, "modality": statement.modality, "said_by": statement.said_by and links.actor(statement.said_by),
        "date": statement.date, "evidence": evidence.quote, "begin": evidence.begin, "end": evidence.end, "frame": statement.frame,
    }  # fmt: skip


def topics_table(articles: Sequence[ArticleGraph]) -> pd.DataFrame:
    """List the topics of events, statements and negotiations; ``negotiated`` says that some negotiation is about it."""
    negotiated = {iri for graph in articles for negotiation in graph.negotiations for iri in negotiation.topics}
    rows = ({"iri": iri, "notation": topic_notation(iri), "label": topic_label(iri), "negotiated": iri in negotiated} for iri in _topics(articles))
    return frame_of("topics", rows)


def _topics(articles: Iterable[ArticleGraph]) -> list[str]:
    return list(dict.fromkeys(iri for graph in articles for iri in topics_of(graph)))


def negotiations_table(articles: Sequence[ArticleGraph], links: Links) -> pd.DataFrame:
    """List negotiations, each once: members united; ``status`` of the last step, ``since`` and ``until`` the first and last day known."""
    return frame_of("negotiations", negotiations_of(articles, links))


def negotiations_of(articles: Sequence[ArticleGraph], links: Links) -> list[dict[str, Any]]:
    """Give the rows of ``negotiations_table`` as dictionaries."""
    groups: dict[str, dict[str, Any]] = {}
    for graph in articles:
        days = {event.iri: (event.earliest, event.latest) for event in graph.events}
        for negotiation in graph.negotiations:
            iri = links.negotiation(negotiation.iri)
            group = groups.setdefault(iri, {"iri": iri, "articles": {}, "steps": [], "days": [], **{name: set() for name in _MEMBERS}})
            for name in _MEMBERS:
                group[name] |= {links.actor(member) for member in getattr(negotiation, name)}
            group["articles"][graph.iri] = None
            group["steps"] += [(step.date or graph.article.date or "", len(group["steps"]) + i, step.status) for i, step in enumerate(negotiation.steps)]
            group["days"] += [day for event in negotiation.events for day in days.get(event, ()) if day]
            group["days"] += [step.date for step in negotiation.steps if step.date]
    return [_negotiation_row(group) for group in groups.values()]


_MEMBERS = ("parties", "mediators", "guarantors", "hosts", "topics")


def _negotiation_row(group: Mapping[str, Any]) -> dict[str, Any]:
    status = None
    for _, _, step in sorted(group["steps"]):
        status = step if status is None or not _falls_behind(step, status) else status
    return {
        "iri": group["iri"],
        **{name: sorted(group[name]) for name in _MEMBERS},
        "status": status,
        "since": min(group["days"], default=None),
        "until": max(group["days"], default=None),
        "articles": list(group["articles"]),
    }


def _falls_behind(step: str, status: str) -> bool:
    """Say whether a step told later is one that was passed before: what was agreed is not merely proposed again."""
    ladder = STATUSES[: STATUSES.index("extended") + 1]
    return step in ladder and status in ladder and ladder.index(step) < ladder.index(status)


def articles_table(articles: Sequence[ArticleGraph]) -> pd.DataFrame:
    """List articles with what is known of them."""
    return frame_of(
        "articles",
        (
            {"iri": graph.iri, "sentences": graph.sentences, **{name: getattr(graph.article, name) for name in ("id", "title", "publisher", "date", "url")}}
            for graph in articles
        ),
    )


def problems_table(problems: Iterable[Any]) -> pd.DataFrame:
    """List what was skipped or doubtful."""
    return frame_of("problems", ({name: getattr(problem, name) for name in ("article", "kind", "message")} for problem in problems))

"""PLOVER records as article graphs: lines of JSON by the manual's field names, those that ``kg.export.plover`` writes, and rows of POLECAT.

Row 13 of the flow. What PLOVER's older drafts call otherwise (``source`` for ``actor``, DEMAND for REQUEST) is understood.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from kg.errors import GraphError
from kg.export.coded import CodedActor, CodedEvent, to_articles
from kg.export.plover import AUXILIARY
from kg.export.plover_codes import OLD_TYPES, class_of, modes_of_type
from kg.statement import ArticleGraph, Problem
from kg.vocabulary import DATA_BASE, EVENT_CLASSES, MODALITIES, PLOVER_TYPES, POLARITIES

__all__ = ["from_plover", "read_plover", "split_events", "text_of"]

Record: TypeAlias = "Mapping[str, Any]"
_BY_AUXILIARY = {name: value for value, name in AUXILIARY.items()}


def read_plover(path: str | os.PathLike[str], *, base: str = DATA_BASE) -> list[ArticleGraph]:
    """Read a file of PLOVER records, a JSON object on each line.

    Args:
        path: UTF-8 text.
        base: Beginning of the IRIs of articles, events and statements.

    Returns:
        An article graph per story, sorted by IRI, for ``KnowledgeGraph.from_articles``; records that say no event PLOVER knows are problems there.

    Raises:
        GraphError: If the file is missing, or a line is no JSON object.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GraphError(f"cannot be read: {error}", hint="give a UTF-8 file with a JSON object on each line", place=str(path)) from error
    records = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise GraphError(f"no JSON: {error}", hint="each line must be one JSON object", place=f"{path}:{number}") from error
        if not isinstance(record, dict):
            raise GraphError(f"a JSON {type(record).__name__}, not an object", hint="each line must be one JSON object", place=f"{path}:{number}")
        records.append(record)
    return from_plover(records, base=base)


def from_plover(records: Iterable[Record], *, base: str = DATA_BASE) -> list[ArticleGraph]:
    """Make article graphs of PLOVER records or of POLECAT rows.

    Args:
        records: By the manual's field names; or with POLECAT's columns (``Event Type``, ``Actor Name`` …).
        base: Beginning of the IRIs of articles, events and statements.
    """
    events, problems = split_events(records, lambda record: _polecat(record) if "Event Type" in record else _plover(record))
    return to_articles(events, base=base, problems=problems)


def split_events(records: Iterable[Record], make: Callable[[Record], CodedEvent]) -> tuple[list[CodedEvent], list[Problem]]:
    """Make events of records; where ``make`` raises a ``GraphError``, its message is a problem of the story that is its place."""
    events: list[CodedEvent] = []
    problems: list[Problem] = []
    for record in records:
        try:
            events.append(make(record))
        except GraphError as error:
            problems.append(Problem(article=error.place or "", kind="record", message=error.message))
    return events, problems


def text_of(value: Any) -> str:
    """Return a cell or a JSON value as text, empty for what is missing."""
    return "" if value is None or value != value or isinstance(value, (dict, list)) else str(value).strip()


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _plover(record: Record) -> CodedEvent:
    cite = record.get("cite_info")
    cite = cite if isinstance(cite, dict) else {}
    story = next(filter(None, map(text_of, (cite.get("url"), cite.get("citation"), record.get("id")))), "")
    kind = _type(_list(record.get("event")), story)
    modes = [text_of(mode) for mode in (*_list(record.get("mode")), *_list(record.get("context")))]
    mode = next((name for name in modes if name in modes_of_type(kind)), None)
    said = {_BY_AUXILIARY.get(name) for name in modes}
    polarity = text_of(record.get("polarity")) or ("negative" if "negative" in said else "positive")
    modality = text_of(record.get("modality")) or next((name for name in MODALITIES if name in said), "asserted")
    own = text_of(record.get("event_class"))
    place = record.get("event_loc")
    first, last = _day(record.get("date"), story), _day(record.get("enddate"), story)
    return CodedEvent(
        id=text_of(record.get("id")) or _line(record),
        story=story,
        line=" ".join(filter(None, map(text_of, _list(record.get("event_text"))))) or _line(record),
        kind=own if own in EVENT_CLASSES and EVENT_CLASSES[own].plover_type == kind else class_of(kind, mode),
        type=kind,
        mode=mode,
        date=first,
        date_end=max(last, first) if first and last else first,
        actors=_actors(record.get("actor", record.get("source"))),
        recipients=_actors(record.get("recipient", record.get("target"))),
        mediators=_actors(record.get("mediator")),
        topics=tuple((text_of(topic.get("id")), text_of(topic.get("topic_text"))) for topic in _list(record.get("topic")) if isinstance(topic, dict)),
        place=text_of(place.get("name")) if isinstance(place, dict) else text_of(place),
        polarity=polarity if polarity in POLARITIES else "positive",
        modality=modality if modality in MODALITIES else "asserted",
        said_by=next(iter(_actors(record.get("said_by"))), None),
        article=_article(cite, ("title", "url", "language"), publisher=cite.get("publication"), date=cite.get("published"), story=story),
    )


def _article(known: Record, names: Iterable[str], *, story: str, date: Any = None, **more: Any) -> tuple[tuple[str, str], ...]:
    found = {name: text_of(known.get(name)) for name in names} | {name: text_of(value) for name, value in more.items()}
    found["date"] = _day(date, story) or ""
    return tuple((name, value) for name, value in found.items() if value)


def _type(names: list[Any], story: str) -> str:
    found = [OLD_TYPES.get(name, name) for name in (text_of(name).upper() for name in names)]
    if kind := next((name for name in found if name in PLOVER_TYPES), None):
        return kind
    raise GraphError(f"no event type that PLOVER knows: {', '.join(found) or 'none'}", place=story)


def _day(value: Any, story: str) -> str | None:
    text = text_of(value)
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError as error:
        raise GraphError(f"not a day: {text[:40]!r}", place=story) from error


def _actors(value: Any) -> tuple[CodedActor, ...]:
    return tuple(actor for actor in map(_actor, _list(value)) if actor != CodedActor())


def _actor(value: Any) -> CodedActor:
    if not isinstance(value, dict):
        return CodedActor(text=text_of(value))
    names = {"text": "actor_text", "name": "identifier_text", "iri": "iri", "type": "type", "code": "code", "sector": "sector", "wikidata": "identifier_id"}
    found = {name: text_of(value.get(field)) for name, field in names.items()}
    return CodedActor(**{**found, "code": found["code"] or text_of(value.get("country")), "wikidata": found["wikidata"].rpartition("/")[2]})


def _line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, default=str)


def _polecat(row: Record) -> CodedEvent:
    """Make an event of a row of POLECAT; several actors of a row are separated by semicolons, and a country is its code or name."""
    story = next(filter(None, map(text_of, (row.get("URL"), row.get("Story ID"), row.get("Event ID")))), "")
    kind = _type([row.get("Event Type")], story)
    mode = next((name for name in text_of(row.get("Event Mode")).lower().split(";") if name in modes_of_type(kind)), None)
    day = _day(row.get("Event Date"), story)
    return CodedEvent(
        id=text_of(row.get("Event ID")) or _line(row),
        story=story,
        line=text_of(row.get("Event Text")) or _line(row),
        kind=class_of(kind, mode),
        type=kind,
        mode=mode,
        date=day,
        date_end=day,
        actors=_polecat_actors(row, "Actor"),
        recipients=_polecat_actors(row, "Recipient"),
        place=text_of(row.get("Placename")),
        article=_article(
            {"title": row.get("Headline"), "url": row.get("URL")}, ("title", "url"), publisher=row.get("Source"), date=row.get("Publication Date"), story=story
        ),
    )


def _polecat_actors(row: Record, role: str) -> tuple[CodedActor, ...]:
    names, codes = (text_of(row.get(f"{role} {part}")).split(";") for part in ("Name", "Country"))
    sector, raw = text_of(row.get(f"Primary {role} Sector")), text_of(row.get(f"{role} Name Raw"))
    codes = codes if len(codes) == len(names) else codes[:1] * len(names)
    made = (
        CodedActor(text=raw if len(names) == 1 else "", name="" if name.strip() in ("None", "Unspecified") else name.strip(), code=code.strip(), sector=sector)
        for name, code in zip(names, codes, strict=True)
    )
    return tuple(actor for actor in made if actor.name or actor.text or actor.code)

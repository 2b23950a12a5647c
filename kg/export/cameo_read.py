"""CAMEO rows as article graphs: tables of GDELT (event files, versions 1 and 2) and of ICEWS, or by their columns.

Row 13 of the flow. Codes become classes by the table of the ontology (after CAMEO2PLOVER-2021, Open Event Data Alliance). CAMEO 01 and 02, comments
and appeals, are no events for PLOVER; such rows are problems of their story.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kg.errors import GraphError
from kg.export.coded import CodedActor, CodedEvent, to_articles
from kg.export.plover_codes import class_of_cameo
from kg.export.plover_read import split_events, text_of
from kg.statement import ArticleGraph
from kg.vocabulary import DATA_BASE

__all__ = ["from_cameo", "read_cameo"]

_GDELT = {
    0: "GLOBALEVENTID", 1: "SQLDATE", 6: "Actor1Name", 7: "Actor1CountryCode", 12: "Actor1Type1Code", 16: "Actor2Name", 17: "Actor2CountryCode",
    22: "Actor2Type1Code", 26: "EventCode",
}  # fmt: skip
_GDELT_ENDS = {58: {50: "ActionGeo_FullName", 56: "DATEADDED", 57: "SOURCEURL"}, 61: {52: "ActionGeo_FullName", 59: "DATEADDED", 60: "SOURCEURL"}}
"""Columns by place in files without a header, which have 58 of them in version 1 and 61 in version 2."""
_ICEWS_SECTORS = {
    "government": "GOV",
    "military": "MIL",
    "police": "COP",
    "rebel": "REB",
    "insurgent": "REB",
    "parties": "PTY",
    "media": "JRN",
    "business": "BUS",
}


def read_cameo(path: str | os.PathLike[str], *, base: str = DATA_BASE) -> list[ArticleGraph]:
    """Read a table of GDELT or ICEWS, separated by commas or tabs; GDELT's own files have no header.

    Args:
        path: UTF-8 text.
        base: Beginning of the IRIs of articles, events and statements.

    Returns:
        An article graph per story (by address or story id), sorted by IRI, for ``KnowledgeGraph.from_articles``.

    Raises:
        GraphError: If the file is missing, no such table, or a row has another number of cells than the first.
    """
    place = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GraphError(f"cannot be read: {error}", hint="give a UTF-8 table of GDELT or ICEWS", place=place) from error
    tabs = "\t" in text.partition("\n")[0]
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), **({"delimiter": "\t", "quoting": csv.QUOTE_NONE} if tabs else {})))  # type: ignore[arg-type]
    except csv.Error as error:
        raise GraphError(f"no table: {error}", hint="give a table of GDELT or ICEWS, separated by commas or tabs", place=place) from error
    rows = [row for row in rows if row]
    if not rows:
        return []
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise GraphError(f"{len(row)} cells, not {len(rows[0])}", hint="check the separator and quotes of the row", place=f"{place}, row {number}")
    return from_cameo(_records(rows, place), base=base)


def _records(rows: list[list[str]], place: str) -> list[dict[str, str]]:
    header = {name.strip() for name in rows[0]}
    if header & {"EventCode", "CAMEO Code"}:
        return [dict(zip((name.strip() for name in rows[0]), row, strict=True)) for row in rows[1:]]
    ends = _GDELT_ENDS.get(len(rows[0]))
    if ends is None or not rows[0][0].isdigit():
        raise GraphError(
            "no table of GDELT or ICEWS", hint="the header must have EventCode or CAMEO Code; GDELT's own files have 58 or 61 columns", place=place
        )
    names = _GDELT | ends
    return [{name: row[number] for number, name in names.items()} for row in rows]


def from_cameo(rows: Iterable[Mapping[str, Any]], *, base: str = DATA_BASE) -> list[ArticleGraph]:
    """Make article graphs of rows with GDELT's columns (``EventCode``, ``Actor1Name`` …) or those of ICEWS (``CAMEO Code``, ``Source Name`` …).

    Args:
        rows: Such as ``DataFrame.to_dict("records")``; read codes as text, since 010 and 10 differ.
        base: Beginning of the IRIs of articles, events and statements.
    """
    events, problems = split_events(rows, lambda row: _gdelt(row) if "EventCode" in row else _icews(row))
    return to_articles(events, base=base, problems=problems)


def _gdelt(row: Mapping[str, Any]) -> CodedEvent:
    story = text_of(row.get("SOURCEURL")) or text_of(row.get("GLOBALEVENTID"))
    actors = [
        CodedActor(name=_cased(text_of(row.get(f"{role}Name"))), code=text_of(row.get(f"{role}CountryCode")), sector=text_of(row.get(f"{role}Type1Code")))
        for role in ("Actor1", "Actor2")
    ]
    url = text_of(row.get("SOURCEURL"))
    known = {"url": url if "://" in url else "", "date": _day(text_of(row.get("DATEADDED"))[:8], story) or ""}
    return _event(
        row, story, code=text_of(row["EventCode"]), actors=actors, id_=text_of(row.get("GLOBALEVENTID")), day=_day(text_of(row.get("SQLDATE")), story),
        place=text_of(row.get("ActionGeo_FullName")), known=known,
    )  # fmt: skip


def _icews(row: Mapping[str, Any]) -> CodedEvent:
    story = next(filter(None, (text_of(row.get(name)) for name in ("URL", "Story ID", "Event ID"))), "")
    actors = [
        CodedActor(name=text_of(row.get(f"{role} Name")), code=text_of(row.get(f"{role} Country")), sector=_sector(text_of(row.get(f"{role} Sectors"))))
        for role in ("Source", "Target")
    ]
    known = {"publisher": text_of(row.get("Publisher")), "url": text_of(row.get("URL"))}
    return _event(
        row, story, code=text_of(row.get("CAMEO Code")), actors=actors, id_=text_of(row.get("Event ID")), day=_day(text_of(row.get("Event Date")), story),
        place=text_of(row.get("City")) or text_of(row.get("Country")), known=known,
    )  # fmt: skip


def _event(
    row: Mapping[str, Any], story: str, *, code: str, actors: list[CodedActor], id_: str, day: str | None, place: str, known: Mapping[str, str]
) -> CodedEvent:
    found = class_of_cameo(code)
    if found is None:
        raise GraphError(f"no event that PLOVER knows: CAMEO {code or 'code missing'}", place=story)
    kind, plover_type, mode = found
    source, target = (((actor,) if actor.name or actor.code else ()) for actor in actors)
    line = " | ".join(f"{name}: {text_of(value)}" for name, value in row.items() if text_of(value))
    return CodedEvent(
        id=id_ or line, story=story, line=text_of(row.get("Event Sentence")) or line, kind=kind, type=plover_type, mode=mode, date=day, date_end=day,
        actors=source, recipients=target, mediators=source if kind == "Mediation" else (), place=place,
        article=tuple((name, value) for name, value in known.items() if value),
    )  # fmt: skip


def _day(text: str, story: str) -> str | None:
    try:
        return date.fromisoformat(text[:10]).isoformat() if text else None
    except ValueError as error:
        raise GraphError(f"not a day: {text[:40]!r}", place=story) from error


def _cased(name: str) -> str:
    return name.title() if name.isupper() and len(name) > 3 else name


def _sector(names: str) -> str:
    return next((code for word, code in _ICEWS_SECTORS.items() if word in names.lower()), names if len(names) == 3 and names.isupper() else "")

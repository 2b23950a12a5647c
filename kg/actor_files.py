"""Actor files: Turtle and CSV become records, the raw material of the actor book.

A record says what one file says of one actor; what it leaves out is None or empty. ``kg.actors`` joins the records of several files.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph

from kg.errors import ActorBookError
from kg.vocabulary import ACTOR_TYPES, OWL, PARLEY, RDF, RDFS, SKOS

__all__ = ["COLUMNS", "TYPES", "Office", "Record", "read_records"]

TYPES: Final = (*ACTOR_TYPES, "Place")
COLUMNS: Final = ("name", "type", "names", "demonyms", "kind", "part_of", "wikidata", "iri")

_WIKIDATA = "http://www.wikidata.org/entity/"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_YEAR = re.compile(r"[0-9]{4}(?![0-9])")
_TYPE_IRIS = {PARLEY[name]: name for name in TYPES}
# looked up once: closed namespaces check each name
_TYPE = RDF.type
_LABEL = RDFS.label
_ALT_LABEL = SKOS.altLabel
_SAME_AS = OWL.sameAs
_DEMONYM = PARLEY.demonym
_CAPITAL = PARLEY.capital
_METONYM = PARLEY.metonym
_KIND = PARLEY.kind
_PART_OF = PARLEY.partOf
_BASED_IN = PARLEY.basedIn
_HOLDS_OFFICE = PARLEY.holdsOffice
_OFFICE_TITLE = PARLEY.officeTitle
_OFFICE_OF = PARLEY.officeOf
_SINCE = PARLEY.since
_UNTIL = PARLEY.until
_OFFICE = PARLEY.Office

_Properties: TypeAlias = "Mapping[str, list[str]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office as one person held it once.

    Args:
        title: In lower case, without the state: ``foreign minister``.
        of: IRI of the state or organisation.
        since: First year; None if unknown.
        until: Last year; None while it lasts, or if unknown.
    """

    title: str
    of: str
    since: int | None = None
    until: int | None = None

    def is_held(self, year: int) -> bool:
        """Say whether the office was held in a year, its first and last included."""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one file says of one actor.

    Args:
        place: File, and line where there is one, for messages.
        name: The main name; empty if the file gives none.
        iri: None where the file leaves it to the name.
        type: State, Organisation, Person, Place or Group; None if the file does not say.
        names: Further names.
        removed: Names that are not the actor's.
        demonyms: Adjectives and nouns for its people.
        capitals: Names of its capital.
        metonyms: Names that stand for its government.
        kind: What sort of actor it is.
        part_of: IRI, or from CSV a name, of what it belongs to.
        based_in: IRI of the state or place of its seat.
        wikidata: Id such as ``Q846``.
        offices: A person's offices.
    """

    place: str
    name: str
    iri: str | None = None
    type: str | None = None
    names: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    kind: str | None = None
    part_of: str | None = None
    based_in: str | None = None
    wikidata: str | None = None
    offices: tuple[Office, ...] = ()


def read_records(path: Path) -> tuple[Record, ...]:
    """Read an actor file by its ending, ``.csv`` or ``.ttl``.

    Returns:
        Records in the order of the file.

    Raises:
        ActorBookError: If the file is missing, of another kind or cannot be used; the message names line or entry.
    """
    if not path.is_file():
        raise ActorBookError(f"no such actor file: {str(path)!r}", hint="check the path; actor files end in .csv or .ttl")
    readers = {".csv": _read_csv, ".ttl": _read_turtle}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ActorBookError(f"actor files end in .csv or .ttl, not {path.suffix!r}", place=str(path), hint="save it as CSV with a header line, or as Turtle")
    return tuple(reader(path))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ActorBookError("the file is not UTF-8", place=f"{path}:{line}", hint="save it with UTF-8 encoding") from error


# --- CSV -------------------------------------------------------------------------------------------------------------------------------


def _read_csv(path: Path) -> Iterator[Record]:
    rows = csv.reader(_text(path).splitlines(keepends=True), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(rows, [])]
        _check_header(header, path)
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _row_record(header, row, f"{path}:{rows.line_num}")
    except csv.Error as error:
        raise ActorBookError(f"the line is no CSV: {error}", place=f"{path}:{rows.line_num}", hint="put text with commas or quotes in double quotes") from error


def _check_header(header: list[str], path: Path) -> None:
    for column in header:
        if column not in COLUMNS:
            near = difflib.get_close_matches(column, COLUMNS, n=1)
            raise ActorBookError(
                f"unknown column {column!r}", place=f"{path}:1", hint=f"did you mean {near[0]!r}?" if near else f"the columns are {', '.join(COLUMNS)}"
            )
    if "name" not in header:
        raise ActorBookError("the column 'name' is missing", place=f"{path}:1", hint=f"the first line holds the columns: {','.join(COLUMNS)}")


def _row_record(header: list[str], row: list[str], place: str) -> Record:
    if len(row) > len(header):
        raise ActorBookError(
            f"{len(row)} cells under {len(header)} columns", place=place, hint="put text with commas in double quotes; names are separated by ;"
        )
    cells = {column: " ".join(cell.split()) for column, cell in zip(header, row, strict=False)}
    name = cells.get("name", "")
    if not name:
        raise ActorBookError(f"the entry has no name: {','.join(row)!r}", place=place, hint="fill the column 'name'")
    names = _list(cells.get("names", ""))
    return Record(
        place=place,
        name=name,
        iri=_checked_iri(cells.get("iri"), name, place),
        type=_checked_type(cells.get("type"), name, place),
        names=tuple(n for n in names if not n.startswith("-")),
        removed=tuple(n[1:].strip() for n in names if n.startswith("-")),
        demonyms=_list(cells.get("demonyms", "")),
        kind=cells.get("kind") or None,
        part_of=cells.get("part_of") or None,
        wikidata=_checked_wikidata(cells.get("wikidata"), name, place),
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def _checked_iri(iri: str | None, name: str, place: str) -> str | None:
    if iri and not _IRI.fullmatch(iri):
        raise ActorBookError(
            f"the iri of {name!r} is none: {iri!r}", place=place, hint="write it whole, such as https://example.org/actor/1, or leave it empty"
        )
    return iri or None


def _checked_type(kind: str | None, name: str, place: str) -> str | None:
    if not kind:
        return None
    if kind.capitalize() in TYPES:
        return kind.capitalize()
    near = difflib.get_close_matches(kind.capitalize(), TYPES, n=1)
    raise ActorBookError(f"unknown type {kind!r} of {name!r}", place=place, hint=f"did you mean {near[0]!r}?" if near else f"the types are {', '.join(TYPES)}")


def _checked_wikidata(value: str | None, name: str, place: str) -> str | None:
    if not value:
        return None
    found = re.fullmatch(rf"(?:{re.escape(_WIKIDATA)})?(Q[1-9][0-9]*)", value)
    if found is None:
        raise ActorBookError(
            f"the wikidata id of {name!r} is none: {value!r}", place=place, hint="an id is Q and digits, such as Q846; leave it empty if unknown"
        )
    return found[1]


# --- Turtle ----------------------------------------------------------------------------------------------------------------------------


def _read_turtle(path: Path) -> Iterator[Record]:
    nodes: dict[str, dict[str, list[str]]] = {}
    try:
        for subject, predicate, value, _ in pyoxigraph.parse(_text(path), format=pyoxigraph.RdfFormat.TURTLE):
            node = nodes.setdefault(subject.value, {})
            node.setdefault(predicate.value, []).append(value.value)
    except SyntaxError as error:
        place = f"{path}:{error.lineno}" if error.lineno else str(path)
        raise ActorBookError(f"the file is no Turtle: {error.msg}", place=place, hint="check the line; prefixes must be declared before use") from error
    except AttributeError as error:  # a quoted triple has no value
        raise ActorBookError("a triple about a triple", place=str(path), hint="write plain triples") from error
    for iri, properties in nodes.items():
        types = [_TYPE_IRIS[t] for t in properties.get(_TYPE, ()) if t in _TYPE_IRIS]
        if types:
            yield _node_record(iri, types, properties, nodes, path)
        elif _OFFICE not in properties.get(_TYPE, ()) and not _is_vocabulary(properties):
            raise ActorBookError(
                f"<{iri}> has none of the types of actors", place=str(path), hint=f"say what it is: <{iri}> a parley:Organisation (or {', '.join(TYPES)})"
            )


def _is_vocabulary(properties: _Properties) -> bool:
    """Say whether a node is a header (an ontology, a data set) rather than an actor."""
    return not any(p in properties for p in (_LABEL, _ALT_LABEL, _DEMONYM, _HOLDS_OFFICE))


def _node_record(iri: str, types: list[str], properties: _Properties, nodes: Mapping[str, _Properties], path: Path) -> Record:
    if len(types) > 1:
        raise ActorBookError(f"<{iri}> has several types: {', '.join(types)}", place=str(path), hint="give an actor one of them")
    get = properties.get
    labels = get(_LABEL, [])
    wikidata = [v.removeprefix(_WIKIDATA) for v in get(_SAME_AS, ()) if v.startswith(_WIKIDATA)]
    return Record(
        place=str(path),
        name=labels[0] if labels else "",
        iri=iri,
        type=types[0],
        names=(*labels[1:], *get(_ALT_LABEL, ())),
        demonyms=tuple(get(_DEMONYM, ())),
        capitals=tuple(get(_CAPITAL, ())),
        metonyms=tuple(get(_METONYM, ())),
        kind=_one(get(_KIND)),
        part_of=_one(get(_PART_OF)),
        based_in=_one(get(_BASED_IN)),
        wikidata=wikidata[0] if wikidata else None,
        offices=tuple(_office(o, nodes, path) for o in get(_HOLDS_OFFICE, ())),
    )


def _one(values: list[str] | None) -> str | None:
    return values[0] if values else None


def _office(iri: str, nodes: Mapping[str, _Properties], path: Path) -> Office:
    properties = nodes.get(iri, {})
    title, of = _one(properties.get(_OFFICE_TITLE)), _one(properties.get(_OFFICE_OF))
    if not title or not of:
        missing = "parley:officeTitle" if not title else "parley:officeOf"
        raise ActorBookError(
            f"the office <{iri}> has no {missing}", place=str(path), hint="an office has a title and a state or organisation, in the same file"
        )
    return Office(title=title, of=of, since=_year(properties, _SINCE, iri, path), until=_year(properties, _UNTIL, iri, path))


def _year(properties: _Properties, predicate: str, iri: str, path: Path) -> int | None:
    value = _one(properties.get(predicate))
    if value is None:
        return None
    found = _YEAR.match(value)
    if found is None:
        raise ActorBookError(f"the office <{iri}> has a year that is none: {value!r}", place=str(path), hint='write it so: "2004"^^xsd:gYear')
    return int(found[0])

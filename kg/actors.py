"""The actor book: known states, organisations, persons and places with all their names, and offices by date.

Row 6 of the flow. The bundled book is ``ontologies/actors.ttl``; files of the user's own (CSV or Turtle) add to it and override it. Names
are looked up as they stand in a text; what a name means in its place is decided by ``kg.detect``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from kg.actor_files import Office, Record, read_records
from kg.actor_names import has_article, is_exact, key, pieces
from kg.errors import ActorBookError
from kg.iri import mint_actor
from kg.vocabulary import DATA_BASE

__all__ = ["Actor", "ActorBook", "NameUse", "Office", "load_actors"]

BUNDLED = Path(__file__).parent / "ontologies" / "actors.ttl"

_TITLES = {
    "premier": "prime minister",
    "minister of foreign affairs": "foreign minister",
    "foreign affairs minister": "foreign minister",
    "external affairs minister": "foreign minister",
    "minister of external affairs": "foreign minister",
    "minister of defence": "defence minister",
    "defense minister": "defence minister",
    "minister of defense": "defence minister",
    "secretary general": "secretary-general",
    "director general": "director-general",
    "spokeswoman": "spokesman",
    "spokesperson": "spokesman",
    "chairperson": "chairman",
    "chief": "head",
}

_Key: TypeAlias = "tuple[str, ...]"


class NameUse(StrEnum):
    """In which way a name stands for an actor; the order is that of lookups."""

    NAME = "name"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    METONYM = "metonym"


_USES = {use: rank for rank, use in enumerate(NameUse)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A known actor or place.

    Args:
        iri: Its IRI.
        name: The main name.
        type: State, Organisation, Person, Place or Group.
        names: All names, the main one first; demonyms, capitals and metonyms apart.
        demonyms: Adjectives and nouns for its people.
        capitals: Names of its capital, the usual one first.
        metonyms: Names that stand for its government, such as ``Kremlin``.
        kind: What sort of actor it is: ``armed group``, ``ministry``, ``outlet``.
        part_of: IRI of what it belongs to.
        based_in: IRI of the state or place of its seat.
        wikidata: Id such as ``Q846``.
        offices: A person's offices, as the file has them.
    """

    iri: str
    name: str
    type: str
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    kind: str | None = None
    part_of: str | None = None
    based_in: str | None = None
    wikidata: str | None = None
    offices: tuple[Office, ...] = ()

    @property
    def capital(self) -> str | None:
        """The usual name of the capital."""
        return self.capitals[0] if self.capitals else None


Hits: TypeAlias = "tuple[tuple[Actor, NameUse], ...]"
_Entry: TypeAlias = "tuple[Actor, NameUse, _Key]"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ActorBook:
    """Actors by IRI, found by name.

    Args:
        actors: Actors by IRI, in the order of their files.

    Example:
        >>> qatar = Actor(iri="https://w3id.org/parley/actor/qatar", name="Qatar", type="State", names=("Qatar",), demonyms=("Qatari",), capitals=("Doha",))
        >>> book = ActorBook(actors={qatar.iri: qatar})
        >>> [(actor.name, str(use)) for actor, use in book.lookup("Doha's")]
        [('Qatar', 'capital')]
        >>> book.longest("A senior Qatari official".split(), 2)[0]
        1
    """

    actors: Mapping[str, Actor]
    _index: dict[_Key, list[_Entry]] = field(init=False, repr=False)
    _lengths: dict[str, tuple[int, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index all names by their keys."""
        index: dict[_Key, list[_Entry]] = {}
        lengths: dict[str, set[int]] = {}
        for actor in self.actors.values():
            for use, names in _names_by_use(actor):
                for name in names:
                    words = _name_pieces(name)
                    if words:
                        folded = key(words)
                        index.setdefault(folded, []).append((actor, use, words))
                        lengths.setdefault(folded[0], set()).add(len(folded))
        object.__setattr__(self, "actors", MappingProxyType(dict(self.actors)))
        object.__setattr__(self, "_index", index)
        object.__setattr__(self, "_lengths", {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()})

    def __repr__(self) -> str:
        """Return how many actors the book has.

        Example:
            >>> ActorBook(actors={})
            <ActorBook: 0 actors>
        """
        return f"<ActorBook: {len(self.actors)} actors>"

    def lookup(self, name: str) -> Hits:
        """Find the actors that a name may stand for.

        A leading "the", a possessive mark, hyphens and the dots of acronyms do not count; case and accents do not count either, save in
        acronyms and short names ("US" is not "us") and in names that are ordinary words in lower case ("Turkey").

        Returns:
            Actor and use, sorted: names before demonyms, capitals and metonyms, then by IRI; empty if no actor has the name.
        """
        words = pieces(name)
        found = self._find(words)
        if not found and len(words) > 1 and words[0].lower() == "the":
            found = self._find(words[1:])
        return found

    def longest(self, words: Sequence[str], start: int) -> tuple[int, Hits]:
        """Find the longest name that begins at a word.

        Args:
            words: The words of a sentence; a possessive mark or a hyphen may be a word of its own.
            start: Where the name begins.

        Returns:
            How many words the name takes, marks within it included, and its actors as in ``lookup``; ``(0, ())`` if none begins there.
        """
        first = pieces(words[start])
        if not first:
            return 0, ()
        lengths = self._lengths.get(key(first[:1])[0], ())
        if not lengths:
            return 0, ()
        taken, ends = list(first), {len(first): start + 1}
        for i in range(start + 1, len(words)):
            if len(taken) >= lengths[0]:
                break
            more = pieces(words[i])
            if more:
                taken += more
                ends[len(taken)] = i + 1
        for length in lengths:
            found = self._find(tuple(taken[:length])) if length in ends else ()
            if found:
                return ends[length] - start, found
        return 0, ()

    def office(self, iri: str, date: str | int) -> Office | None:
        """Return the office that a person held at a date; of several the one begun last.

        Args:
            iri: The person.
            date: A year, or a date that begins with one (``2022-07-26``).
        """
        actor = self.actors.get(iri)
        held = [o for o in actor.offices if o.is_held(_year(date))] if actor else []
        return max(held, key=lambda o: o.since or 0, default=None)

    def holders(self, title: str, of: str, date: str | int) -> tuple[Actor, ...]:
        """Return the persons who held an office at a date, to the year: in a year of change all of them.

        Args:
            title: Such as ``president``; common variants (``defense minister``) count as the same.
            of: IRI of the state or organisation.
            date: A year, or a date that begins with one.

        Returns:
            Persons, the one who came last first; empty if none is known.
        """
        wanted, year = _title(title), _year(date)
        found = [(office.since or 0, actor) for actor, office in self._offices(of) if _title(office.title) == wanted and office.is_held(year)]
        return tuple(dict.fromkeys(actor for _, actor in sorted(found, key=lambda f: (-f[0], f[1].iri))))

    def _offices(self, of: str) -> Iterator[tuple[Actor, Office]]:
        return ((actor, office) for actor in self.actors.values() for office in actor.offices if office.of == of)

    def _find(self, words: _Key) -> Hits:
        entries = self._index.get(key(words), ())
        found = {(actor.iri, use): (actor, use) for actor, use, name in entries if is_exact(name, words)}
        return tuple(found[k] for k in sorted(found, key=lambda k: (_USES[k[1]], k[0]))) if found else ()


def load_actors(*paths: str | Path) -> ActorBook:
    """Load the bundled actor book, joined with files of your own.

    What a file says of a known actor is added to what the book has (names, demonyms, offices) or replaces it (type, kind, seat). A name in a
    file is its actor's alone: actors of the bundled book lose it, so that a merge is undone by listing both actors.

    Args:
        paths: CSV or Turtle files; of two that contradict each other the later counts.

    Raises:
        ActorBookError: If a file cannot be used; the message names file, line and entry.
    """
    return _load(tuple(Path(p) for p in paths)) if paths else _bundled()


@cache
def _bundled() -> ActorBook:
    return _load(())


def _load(paths: tuple[Path, ...]) -> ActorBook:
    actors: dict[str, Actor] = {}
    for record in read_records(BUNDLED):
        _add(actors, record)
    for path in paths:
        records = read_records(path)
        own = {_add(actors, record) for record in records}
        _claim(actors, own, records)
        _resolve_parts(actors, own, records)
    return ActorBook(actors=actors)


def _names_by_use(actor: Actor) -> Iterator[tuple[NameUse, tuple[str, ...]]]:
    yield NameUse.NAME, actor.names
    yield NameUse.DEMONYM, actor.demonyms
    yield NameUse.CAPITAL, actor.capitals
    yield NameUse.METONYM, actor.metonyms


def _name_pieces(name: str) -> _Key:
    words = pieces(name)
    return words[1:] if len(words) > 1 and words[0].lower() == "the" and not has_article(words) else words


def _add(actors: dict[str, Actor], record: Record) -> str:
    """Put a record into the book; return the actor's IRI."""
    iri = record.iri or _iri_by_name(actors, record)
    known = actors.get(iri)
    kind = record.type or (known.type if known else None)
    if kind is None:
        raise ActorBookError(f"{record.name!r} is new and has no type", place=record.place, hint="add the type: State, Organisation, Person, Place or Group")
    name = record.name or (known.name if known else "")
    if not name:
        raise ActorBookError(f"<{iri}> has no name", place=record.place, hint="give it an rdfs:label")
    before = known or Actor(iri=iri, name=name, type=kind)
    actors[iri] = Actor(
        iri=iri,
        name=name,
        type=kind,
        names=_without(_joined((name,), before.names, record.names), record.removed),
        demonyms=_without(_joined(before.demonyms, record.demonyms), record.removed),
        capitals=_joined(before.capitals, record.capitals),
        metonyms=_joined(before.metonyms, record.metonyms),
        kind=record.kind or before.kind,
        part_of=record.part_of or before.part_of,
        based_in=record.based_in or before.based_in,
        wikidata=record.wikidata or before.wikidata,
        offices=tuple(dict.fromkeys([*before.offices, *record.offices])),
    )
    return iri


def _iri_by_name(actors: Mapping[str, Actor], record: Record) -> str:
    """Return the IRI of the actor whose main name is the record's, else mint one; a type that differs makes another actor."""
    same = [a.iri for a in actors.values() if a.name == record.name and record.type in (None, a.type)]
    if len(same) > 1:
        raise ActorBookError(f"{record.name!r} names {len(same)} actors: {', '.join(same)}", place=record.place, hint="give the iri of the one that you mean")
    return same[0] if same else mint_actor(DATA_BASE, record.type or "", record.name)


def _claim(actors: dict[str, Actor], own: set[str], records: Iterable[Record]) -> None:
    """Take the names of a user's file from all actors that are not in it."""
    claimed = {key(_name_pieces(name)) for record in records for name in (record.name, *record.names) if name}
    for iri, actor in actors.items():
        if iri not in own and any(key(_name_pieces(name)) in claimed for name in actor.names):
            actors[iri] = replace(actor, names=tuple(name for name in actor.names if key(_name_pieces(name)) not in claimed))


def _resolve_parts(actors: dict[str, Actor], own: set[str], records: Iterable[Record]) -> None:
    """Turn the names in ``part_of`` into IRIs."""
    by_name: dict[str, list[str]] = {}
    for actor in actors.values():
        for name in actor.names:
            by_name.setdefault(name, []).append(actor.iri)
    places = {record.part_of: record for record in records if record.part_of}
    for iri in sorted(own):
        actor = actors[iri]
        part = actor.part_of
        if part is None or part in actors or part not in places:
            continue
        found = by_name.get(part, [])
        if len(found) != 1:
            record, problem = places[part], "several actors" if found else "no actor"
            raise ActorBookError(
                f"part_of {part!r} of {record.name!r} names {problem}", place=record.place, hint="give the iri of the larger body, or list it too"
            )
        actors[iri] = replace(actor, part_of=found[0])


def _joined(*parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part))


def _without(names: tuple[str, ...], removed: tuple[str, ...]) -> tuple[str, ...]:
    gone = {key(pieces(name)) for name in removed}
    return tuple(name for name in names if key(pieces(name)) not in gone) if gone else names


def _title(title: str) -> str:
    plain = " ".join(title.casefold().split())
    return _TITLES.get(plain, plain)


def _year(date: str | int) -> int:
    return date if isinstance(date, int) else int(date[:4])

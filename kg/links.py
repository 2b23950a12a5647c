"""Links between articles: actors that are one under two IRIs, negotiations that several articles tell of.

Row 11 of the flow. Links are made anew from the article graphs whenever they are joined; they change no article's own graph, have no
evidence of their own, and do not depend on the order of the articles. Tables and networks follow them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from kg.statement import ArticleGraph

__all__ = ["Links", "find_links"]

PARTICLES = frozenset({"al", "el", "bin", "ben", "ibn", "de", "van", "von", "der", "the"})
SAME_WORD = 84  # per cent of letters
SAME_NAME = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Which IRIs stand for the same.

    Args:
        actors: From an actor's IRI to the one that stands for it: the actor book's if there is one, else that of the fullest name, else the
            smallest. Only those that differ.
        negotiations: From a negotiation's IRI to the smallest of those that are the same. Only those that differ.

    Example:
        >>> Links(actors={"https://e.org/b": "https://e.org/a"}).actor("https://e.org/b")
        'https://e.org/a'
    """

    actors: Mapping[str, str] = field(default_factory=dict)
    negotiations: Mapping[str, str] = field(default_factory=dict)

    def actor(self, iri: str) -> str:
        """Return the IRI that stands for an actor (or topic: itself)."""
        return self.actors.get(iri, iri)

    def negotiation(self, iri: str) -> str:
        """Return the IRI that stands for a negotiation."""
        return self.negotiations.get(iri, iri)


def find_links(articles: Iterable[ArticleGraph], *, base: str) -> Links:
    """Find what joins articles.

    Actors that the actor book does not hold are one if their type and their name are the same, but for case, accents, punctuation, a leading
    article and middle initials. A person named by the end of a name only (a surname) is one with a person of a full name if, in every article that
    names the first, both are said to belong to the same organisation or state, or to have dealt with the same actor, and no other person fits; or
    if nobody else has that surname and the articles share two actors at least. Two spellings of a full name, middle names aside, are one person if
    the articles share one actor. Negotiations are one if their parties are the same, two at least, and their topics overlap; one without topics
    joins where only one choice exists.

    Args:
        articles: In any order.
        base: Beginning of data IRIs, which tells minted actors from those of the actor book.
    """
    graphs = sorted(articles, key=lambda graph: graph.iri)
    actors = _Classes(_actor_rank(graphs, base))
    _join_same_names(graphs, actors, base)
    _join_persons(graphs, actors)
    negotiations = _Classes(lambda iri: (False, 0, iri))
    _join_negotiations(graphs, actors, negotiations)
    return Links(actors=actors.links(), negotiations=negotiations.links())


_Rank = tuple[bool, int, str]


class _Classes:
    """Classes of equal things, each known by its best member."""

    def __init__(self, rank: Callable[[str], _Rank]) -> None:
        self._rank = rank
        self._parents: dict[str, str] = {}

    def find(self, iri: str) -> str:
        while (parent := self._parents.get(iri, iri)) != iri:
            iri = parent
        return iri

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.find(one), self.find(other)), key=self._rank)
        if first != second:
            self._parents[second] = first

    def links(self) -> dict[str, str]:
        return {iri: self.find(iri) for iri in sorted(self._parents)}


def _actor_rank(graphs: list[ArticleGraph], base: str) -> Callable[[str], _Rank]:
    minted = _minted(base)
    lengths: dict[str, int] = {}
    for graph in graphs:
        for entity in graph.entities:
            lengths[entity.iri] = max(lengths.get(entity.iri, 0), len(_words(entity.name, entity.type)))
    return lambda iri: (bool(minted.match(iri)), -lengths.get(iri, 0), iri)


def _minted(base: str) -> re.Pattern[str]:
    return re.compile(re.escape(base) + r"actor/[a-z0-9-]+/")


def _join_same_names(graphs: list[ArticleGraph], actors: _Classes, base: str) -> None:
    """Join actors of one type and name; where two actors of the book have it, nothing is joined."""
    minted = _minted(base)
    by_name: defaultdict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for graph in graphs:
        for entity in graph.entities:
            if entity.type != "Place" and (words := _words(entity.name, entity.type)):
                by_name[entity.type, words].add(entity.iri)
    for members in by_name.values():
        ordered = sorted(members)
        if sum(not minted.match(iri) for iri in ordered) <= 1:
            for iri in ordered[1:]:
                actors.join(ordered[0], iri)


def _words(name: str, kind: str) -> tuple[str, ...]:
    """Fold a name to its words: no case, accents or punctuation, no leading article, no initials within a person's name."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in plain.replace("'", "").replace("’", "")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    if kind == "Person" and len(words) > 2:
        words = [words[0], *(word for word in words[1:-1] if len(word) > 1), words[-1]]
    return tuple(words)


def _join_persons(graphs: list[ArticleGraph], actors: _Classes) -> None:
    """Join persons whose names are parts or spellings of one another, where the articles place both alike, until nothing more is found.

    What is joined places others alike: an article that names ``Burhan`` is one on the same war as one that names ``Abdel Fattah al-Burhan``.
    """
    found: list[tuple[str, str]] = _alike_persons(graphs, actors)
    while found:
        for person, other in found:
            actors.join(person, other)
        found = [(person, other) for person, other in _alike_persons(graphs, actors) if actors.find(person) != actors.find(other)]


def _alike_persons(graphs: list[ArticleGraph], actors: _Classes) -> list[tuple[str, str]]:
    own, names = _person_names(graphs, actors)
    by_end, by_letters = defaultdict(set), defaultdict(set)
    for person in names:
        for words in names[person]:
            by_end[words[-1]].add(person)
            for letters in _letters(words):
                by_letters[letters].add(person)
    places = (_affiliations(graphs, actors), _partners(graphs, actors))
    dyads = _dyads(graphs, actors)
    found: list[tuple[str, str]] = []
    for person in sorted(own):
        near = {other for words in own[person] for other in by_end[words[-1]]} - {person}
        fits = [other for other in sorted(near) if _is_longer(names[other], own[person])]
        one = next((shared for kind in places if (shared := _alone(person, fits, kind))), [])
        if not one and len(fits) == 1 and _in_dyads(dyads, person, fits[0], least=2):
            one = fits
        near = {other for words in own[person] for letters in _letters(words) for other in by_letters[letters]} - {person}
        spelt = [other for other in sorted(near) if any(_are_spellings(a, b) for a in own[person] for b in names[other])]
        found += [
            (person, other) for other in (*one, *(o for o in spelt if any(_meet(kind, person, o) for kind in places) or _in_dyads(dyads, person, o, least=1)))
        ]
    return found


_Names = defaultdict[str, set[tuple[str, ...]]]


def _person_names(graphs: list[ArticleGraph], actors: _Classes) -> tuple[_Names, _Names]:
    """Collect the main names of each person, and all names that the articles have for them."""
    own: _Names = defaultdict(set)
    names: _Names = defaultdict(set)
    for graph in graphs:
        for entity in graph.entities:
            if entity.type == "Person" and (words := _words(entity.name, "Person")):
                person = actors.find(entity.iri)
                own[person].add(words)
                called = (_words(name, "Person") for name in entity.names if name[:1].isupper() and name.split()[-1][:1].isupper())
                names[person] |= {words, *filter(None, called)}
    return own, names


_Places = Mapping[str, Mapping[str, set[str]]]


def _alone(person: str, fits: list[str], places: _Places) -> list[str]:
    """Return the one that shares something with a person in every article that names the person; nothing if several do, or none."""
    per_article = list(places[person].values()) if person in places else []
    shared = [other for other in fits if per_article and all(here & _all(places.get(other, {})) for here in per_article)]
    return shared if len(shared) == 1 else []


def _meet(places: _Places, one: str, other: str) -> bool:
    return bool(_all(places.get(one, {})) & _all(places.get(other, {})))


def _letters(words: tuple[str, ...]) -> set[tuple[str, str]]:
    return {(words[0][0], word[0]) for word in words[1:]}


@lru_cache(maxsize=1 << 18)
def _are_spellings(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether two full names are spellings of one: ``Shams al-Din Kabbashi``, ``Shamseddin Kabbashi``; middle names may be left out."""
    a, b = ([word for word in name if word not in PARTICLES] for name in sorted((one, other), key=len))
    if len(a) < 2 or len(b) < 2 or a[0][0] != b[0][0]:
        return False
    if _alike(a[-1], b[-1]) and fuzz.ratio("".join(a), "".join(b)) >= SAME_NAME:
        return True
    rest = iter(b)
    return _alike(a[0], b[0]) and (len(a) > 2 or _alike(a[-1], b[-1])) and all(any(_alike(word, there) for there in rest) for word in a)


def _alike(a: str, b: str) -> bool:
    return a == b or (len(a) > 4 and len(b) > 4 and a[0] == b[0] and fuzz.ratio(a, b) >= SAME_WORD)


def _is_longer(names: set[tuple[str, ...]], ends: set[tuple[str, ...]]) -> bool:
    return any(len(name) > len(end) and name[-len(end) :] == end for name in names for end in ends if end)


def _all(seats: Mapping[str, set[str]]) -> set[str]:
    return set().union(*seats.values())


def _affiliations(graphs: list[ArticleGraph], actors: _Classes) -> defaultdict[str, dict[str, set[str]]]:
    """Collect, for each person and article that names them, where the article says that they belong; empty where it does not."""
    found: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    for graph in graphs:
        for entity in graph.entities:
            if entity.type == "Person":
                found[actors.find(entity.iri)].setdefault(graph.iri, set())
        for statement in graph.statements:
            if statement.predicate == "affiliatedWith" and statement.polarity == "positive":
                seats = found[actors.find(statement.subject)].setdefault(graph.iri, set())
                seats.add(actors.find(statement.object))
    return found


def _partners(graphs: list[ArticleGraph], actors: _Classes) -> defaultdict[str, dict[str, set[str]]]:
    """Collect, for each person and article, the actors whom the article says the person dealt with."""
    found: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    for graph in graphs:
        kinds = {entity.iri: entity.type for entity in graph.entities}
        for iri, kind in kinds.items():
            if kind == "Person":
                found[actors.find(iri)].setdefault(graph.iri, set())
        for statement in graph.statements:
            for one, other in ((statement.subject, statement.object), (statement.object, statement.subject)):
                if kinds.get(one) == "Person" and kinds.get(other) not in (None, "Place"):
                    found[actors.find(one)].setdefault(graph.iri, set()).add(actors.find(other))
    return found


def _dyads(graphs: list[ArticleGraph], actors: _Classes) -> defaultdict[str, list[set[str]]]:
    """Collect, for each person, the other actors of each article that names the person."""
    found: defaultdict[str, list[set[str]]] = defaultdict(list)
    for graph in graphs:
        named = {actors.find(entity.iri): entity.type for entity in graph.entities if entity.type != "Place"}
        for person, kind in named.items():
            if kind == "Person":
                found[person].append(set(named) - {person})
    return found


def _in_dyads(dyads: Mapping[str, list[set[str]]], one: str, other: str, *, least: int) -> bool:
    """Say whether every article that names one person shares so many actors with those that name the other, and none names both."""
    there = set().union(*dyads[other])
    return all(other not in here and len(here & there) >= least for here in dyads[one])


def _join_negotiations(graphs: list[ArticleGraph], actors: _Classes, negotiations: _Classes) -> None:
    by_parties: defaultdict[frozenset[str], list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for graph in graphs:
        for negotiation in graph.negotiations:
            parties = frozenset(map(actors.find, negotiation.parties))
            if len(parties) > 1:
                by_parties[parties].append((negotiation.iri, frozenset(negotiation.topics)))
    for members in by_parties.values():
        first_with: dict[str, str] = {}
        for iri, topics in members:
            for topic in topics:
                negotiations.join(first_with.setdefault(topic, iri), iri)
        choices = {negotiations.find(iri) for iri, topics in members if topics}
        bare = [iri for iri, topics in members if not topics]
        if len(choices) <= 1:
            for iri in bare:
                negotiations.join(min(choices, default=bare[0]), iri)

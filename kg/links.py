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

from kg.statement import ArticleGraph

__all__ = ["Links", "find_links"]


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
    article and middle initials. A person named by the end of a name only (a surname) is one with a person of a full name if both are said to
    belong to the same organisation or state, in every article that names the first, and no other person fits. Negotiations are one if their
    parties are the same, two at least, and their topics overlap; one without topics joins where only one choice exists.

    Args:
        articles: In any order.
        base: Beginning of data IRIs, which tells minted actors from those of the actor book.
    """
    graphs = sorted(articles, key=lambda graph: graph.iri)
    actors = _Classes(_actor_rank(graphs, base))
    _join_same_names(graphs, actors, base)
    _join_surnames(graphs, actors)
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


def _join_surnames(graphs: list[ArticleGraph], actors: _Classes) -> None:
    affiliations = _affiliations(graphs, actors)
    names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for graph in graphs:
        for entity in graph.entities:
            if entity.type == "Person":
                names[actors.find(entity.iri)].add(_words(entity.name, "Person"))
    by_end: defaultdict[str, list[str]] = defaultdict(list)
    for person in sorted(names):
        for end in sorted({words[-1] for words in names[person] if words}):
            by_end[end].append(person)
    found: list[tuple[str, str]] = []
    for person in sorted(names):
        fits = {other for words in names[person] if words for other in by_end[words[-1]] if _is_longer(names[other], words)}
        per_article = list(affiliations[person].values())
        shared = [other for other in sorted(fits) if per_article and all(seats & _all(affiliations[other]) for seats in per_article)]
        if len(shared) == 1:
            found.append((person, shared[0]))
    for person, other in found:
        actors.join(person, other)


def _is_longer(names: set[tuple[str, ...]], words: tuple[str, ...]) -> bool:
    return any(len(name) > len(words) and name[-len(words) :] == words for name in names)


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

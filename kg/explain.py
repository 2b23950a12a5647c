"""Why the graph says something: the sentences behind a statement, with the quote marked.

Row 14 of the flow.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from kg.display import shorten, visible, visible_html
from kg.errors import GraphError
from kg.event import Evidence
from kg.links import Links
from kg.rdf_rows import topic_label, topic_notation, topics_of
from kg.select import predicate_name
from kg.statement import ArticleGraph, Statement
from kg.tables import names_of
from kg.vocabulary import SYMMETRIC

__all__ = ["Explanation", "Passage", "explain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One sentence that shows a statement.

    Args:
        statement: IRI of the statement.
        subject: Name of the subject.
        predicate: Local name of the predicate.
        object: Name of the object, or text.
        polarity: ``positive`` or ``negative``.
        modality: ``asserted``, ``planned`` or ``possible``.
        said_by: Name of the speaker, or None.
        article: IRI of the article.
        title: Its title, or its id where it has none.
        publisher: Its outlet, or None.
        date: Its date, or None.
        evidence: Where it stands.
    """

    statement: str
    subject: str
    predicate: str
    object: str
    polarity: str
    modality: str
    said_by: str | None
    article: str
    title: str
    publisher: str | None
    date: str | None
    evidence: Evidence

    @property
    def parts(self) -> tuple[str, str, str]:
        """The sentence before the quote, the quote, the sentence after it."""
        evidence = self.evidence
        before, after = evidence.begin - evidence.sentence_begin, evidence.end - evidence.sentence_begin
        return evidence.sentence[:before], evidence.sentence[before:after], evidence.sentence[after:]

    @property
    def claim(self) -> str:
        """What is claimed, such as ``Oman mediates Iran (planned, says Norway)``."""
        marks = [self.polarity] if self.polarity != "positive" else []
        marks += [self.modality] if self.modality != "asserted" else []
        marks += [f"says {self.said_by}"] if self.said_by else []
        return f"{self.subject} {self.predicate} {self.object}" + (f" ({', '.join(marks)})" if marks else "")

    @property
    def origin(self) -> str:
        """The article: title, outlet and date."""
        return ", ".join(part for part in (self.title, self.publisher, self.date) if part)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Explanation:
    """The passages behind a claim, in reading order; ``str`` and notebooks show the sentences with their quotes marked."""

    asked: str
    passages: tuple[Passage, ...]

    def __len__(self) -> int:
        """Count passages."""
        return len(self.passages)

    def __repr__(self) -> str:
        """Return what was asked and how many passages there are."""
        return f"<Explanation of {visible(shorten(self.asked, 80))}: {len(self)} passage{'' if len(self) == 1 else 's'}>"

    def __str__(self) -> str:
        """Return each claim with its sentence, the quote between guillemets, and its article."""
        if not self.passages:
            return f"nothing says: {visible(self.asked)}"
        return "\n\n".join(_plain(passage) for passage in self.passages)

    def _repr_html_(self) -> str:
        if not self.passages:
            return f"<p>Nothing says: {visible_html(self.asked)}</p>"
        return "".join(_html(passage) for passage in self.passages)


def _plain(passage: Passage) -> str:
    before, quote, after = map(visible, passage.parts)
    return f"{visible(passage.claim)}\n  {before}«{quote}»{after}\n  ({visible(passage.origin)})"


def _html(passage: Passage) -> str:
    before, quote, after = map(visible_html, passage.parts)
    head = f"<strong>{visible_html(passage.claim)}</strong>"
    return f"<p>{head}<br>{before}<mark>{quote}</mark>{after}<br><small>{visible_html(passage.origin)}</small></p>"


def explain(articles: Sequence[ArticleGraph], links: Links, subject: str | None, predicate: str | None = None, object_: str | None = None) -> Explanation:
    """Find the passages behind statements; what is None is left open.

    Args:
        articles: In reading order.
        links: What joins articles.
        subject: Name or IRI of an actor.
        predicate: Name or IRI of a predicate.
        object_: Name or IRI of an actor or topic, or the text of a position.

    Raises:
        GraphError: If a name or predicate is not in the graph.
    """
    names = names_of(articles, links)
    book = _Book(articles, links, names)
    wanted = None if predicate is None else predicate_name(predicate)
    subjects = None if subject is None else book.find(subject)
    objects = None if object_ is None else book.find(object_, positions=True)
    found: list[Passage] = []
    for graph in articles:
        for statement in graph.statements:
            if wanted is not None and statement.predicate != wanted:
                continue
            if _fits(statement, links, subjects, objects):
                found += _passages(statement, graph, links, names)
    asked = " ".join((subject or "…", wanted or "…", object_ or "…"))
    return Explanation(asked=asked, passages=tuple(found))


class _Book:
    """What names stand for in a graph."""

    def __init__(self, articles: Sequence[ArticleGraph], links: Links, names: dict[str, str]) -> None:
        self._by_name: dict[str, set[str]] = {}
        self._positions: dict[str, set[str]] = {}
        self._iris = set(names)
        for iri, name in names.items():
            self._add(self._by_name, name, links.actor(iri))
        for graph in articles:
            for entity in graph.entities:
                for name in (entity.name, *entity.names):
                    self._add(self._by_name, name, links.actor(entity.iri))
            for statement in graph.statements:
                if statement.predicate == "hasPosition":
                    self._add(self._positions, statement.object, statement.object)
        for iri in {iri for graph in articles for iri in topics_of(graph)}:
            for name in (topic_label(iri), topic_notation(iri), f"topic:{topic_notation(iri)}"):
                self._add(self._by_name, name, iri)
        self._links = links

    @staticmethod
    def _add(book: dict[str, set[str]], name: str, iri: str) -> None:
        book.setdefault(_fold(name), set()).add(iri)

    def find(self, name: str, *, positions: bool = False) -> set[str]:
        if name in self._iris:
            return {self._links.actor(name)}
        found = self._by_name.get(_fold(name), set()) | (self._positions.get(_fold(name), set()) if positions else set())
        if found:
            return found
        known = sorted({*self._by_name, *(self._positions if positions else ())})
        near = difflib.get_close_matches(_fold(name), known, n=3)
        hint = f"did you mean {', '.join(map(visible, near))}?" if near else "graph.entities() and graph.topics() list the names"
        raise GraphError(f"nothing in the graph is called {name!r}", hint=hint)


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()


def _fits(statement: Statement, links: Links, subjects: set[str] | None, objects: set[str] | None) -> bool:
    subject, object_ = links.actor(statement.subject), links.actor(statement.object)

    def fits(one: str, other: str) -> bool:
        return (subjects is None or one in subjects) and (objects is None or other in objects)

    return fits(subject, object_) or (statement.predicate in SYMMETRIC and fits(object_, subject))


def _passages(statement: Statement, graph: ArticleGraph, links: Links, names: dict[str, str]) -> list[Passage]:
    def name(iri: str) -> str:
        return names.get(links.actor(iri), iri)

    article = graph.article
    return [
        Passage(
            statement=statement.iri,
            subject=name(statement.subject),
            predicate=statement.predicate,
            object=statement.object if statement.predicate == "hasPosition" else name(statement.object),
            polarity=statement.polarity,
            modality=statement.modality,
            said_by=None if statement.said_by is None else name(statement.said_by),
            article=graph.iri,
            title=article.title or article.id,
            publisher=article.publisher,
            date=article.date,
            evidence=evidence,
        )
        for evidence in statement.evidence
    ]

"""A readable summary: who negotiates with whom about what, who mediates, who says so, each with its sentence.

Row 13 of the flow: made from the tables and statements of a graph, as data first and as text from these.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.display import visible
from kg.event import Evidence
from kg.links import Links
from kg.statement import ArticleGraph, Statement
from kg.tables import entities_table, names_of, negotiations_table, topic_label
from kg.vocabulary import STATIC, SYMMETRIC, TOPIC

__all__ = ["PHRASES", "Claim", "Summary", "Talks", "summarize", "summary_text"]

PHRASES: Mapping[str, tuple[str, str]] = {
    "mediates": ("mediate between", "mediate on"),
    "negotiatesWith": ("negotiate with", "negotiate on"),
    "negotiatesOn": ("negotiate with", "negotiate on"),
    "meets": ("meet", "meet on"),
    "agrees": ("agree with", "agree on"),
    "proposes": ("make a proposal to", "propose something on"),
    "demands": ("make a demand of", "make a demand on"),
    "rejects": ("reject", "reject something on"),
    "supports": ("support", "support"),
    "cooperates": ("cooperate with", "cooperate on"),
    "aids": ("aid", "aid with"),
    "concedes": ("make a concession to", "make a concession on"),
    "criticises": ("criticise", "criticise"),
    "threatens": ("threaten", "make a threat on"),
    "sanctions": ("put sanctions on", "use sanctions on"),
    "coerces": ("coerce", "use coercion on"),
    "attacks": ("attack", "attack over"),
    "protests": ("protest against", "protest over"),
    "mobilizes": ("mobilize against", "mobilize over"),
    "investigates": ("investigate", "investigate"),
    "affiliatedWith": ("belong to", "belong to"),
    "hasPosition": ("hold the position of", "hold the position of"),
    "basedIn": ("have a seat in", "have a seat in"),
}
"""Predicate to its words before an actor and before a topic, in the form that follows ``to``."""

_TALK = frozenset({"negotiatesWith", "negotiatesOn", "mediates"})
_LONGEST_SENTENCE = 280


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Statements that one stretch of text makes in one breath, in words.

    Args:
        text: The claim, such as ``Oman mediates between Iran and Norway``.
        predicate: Local name in the ontology.
        polarity: ``positive`` or ``negative``.
        modality: ``asserted``, ``planned`` or ``possible``.
        said_by: Name of the innermost speaker, or None where the article says it itself.
        article: IRI of the article.
        source: Outlet and date of the article, as far as known.
        sentence: The sentence, with the spaces of one line.
    """

    text: str
    predicate: str
    polarity: str
    modality: str
    said_by: str | None
    article: str
    source: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """A negotiation with the names of who takes part and the claims that show it."""

    iri: str
    parties: tuple[str, ...] = ()
    mediators: tuple[str, ...] = ()
    intermediaries: tuple[str, ...] = ()
    guarantors: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    status: str | None = None
    since: str | None = None
    until: str | None = None
    sources: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a graph says: its negotiations, and the claims that belong to none."""

    articles: int
    actors: int
    events: int
    statements: int
    talks: tuple[Talks, ...] = field(default=())
    others: tuple[Claim, ...] = field(default=())


def summarize(articles: Sequence[ArticleGraph], links: Links) -> Summary:
    """Collect the negotiations of a graph with the claims that show them, and what else is said.

    Positions, affiliations and seats are left out.

    Args:
        articles: In reading order.
        links: What joins articles.

    Returns:
        Negotiations of two sides and more before those of which one side is named, each kind in reading order; claims in reading order.
    """
    book = _Book(articles, links)
    groups = _grouped(articles, links)
    rows: list[dict[str, Any]] = negotiations_table(articles, links).to_dict("records")  # type: ignore[assignment]
    talks: list[Talks] = []
    left = groups
    for row in sorted(rows, key=lambda row: len(row["parties"]) < 2):
        own = [group for group in left if _belongs(group, row, links)]
        left = [group for group in left if group not in own]
        talks.append(_talks(row, [book.claim(group) for group in own], book))
    return Summary(
        articles=len(articles),
        actors=book.actors,
        events=sum(len(graph.events) for graph in articles),
        statements=sum(len(graph.statements) for graph in articles),
        talks=tuple(talks),
        others=tuple(book.claim(group) for group in left if group[0].predicate not in STATIC),
    )


def summary_text(summary: Summary, *, limit: int | None = 4, width: int = 100) -> str:
    """Write a summary as plain text.

    Args:
        summary: From ``summarize``.
        limit: Most sentences shown for a negotiation, and of those beside negotiations for a source; None shows all.
        width: Longest line.

    Example:
        >>> print(summary_text(Summary(articles=0, actors=0, events=0, statements=0)))
        0 articles, 0 actors, 0 events, 0 statements.
        <BLANKLINE>
        No negotiation found.
    """
    lines = [f"{summary.articles} articles, {summary.actors} actors, {summary.events} events, {summary.statements} statements.", ""]
    for talks in summary.talks:
        lines += [*_talks_lines(talks, limit, width), ""]
    if not summary.talks:
        lines += ["No negotiation found.", ""]
    for source in dict.fromkeys(claim.source for claim in summary.others):
        own = [claim for claim in summary.others if claim.source == source]
        lines += [*textwrap.wrap(visible(f"ALSO IN {source}"), width), *_claim_lines(own, limit, width), ""]
    return "\n".join(lines).rstrip()


def _grouped(articles: Iterable[ArticleGraph], links: Links) -> list[list[Statement]]:
    """Put together what one stretch of text says in one breath: one predicate, one standing, one speaker; in reading order."""
    breaths: dict[tuple[object, ...], list[Statement]] = {}
    for graph in articles:
        for statement in graph.statements:
            key = (
                graph.iri, statement.predicate, statement.object.startswith(TOPIC.base), statement.polarity, statement.modality, statement.said_by,
                statement.evidence[0].begin, statement.evidence[0].end,
            )  # fmt: skip
            breaths.setdefault(key, []).append(statement)
    return [group for breath in breaths.values() for group in _split(breath, links)]


def _split(breath: list[Statement], links: Links) -> Iterator[list[Statement]]:
    """Part a breath into groups that read as one clause: all with all, or the same objects of every subject."""
    if _is_circle(breath, links):
        yield breath
        return
    by_subject: dict[str, list[Statement]] = {}
    for statement in breath:
        by_subject.setdefault(links.actor(statement.subject), []).append(statement)
    by_objects: dict[frozenset[str], list[Statement]] = {}
    for own in by_subject.values():
        by_objects.setdefault(frozenset(links.actor(statement.object) for statement in own), []).extend(own)
    yield from by_objects.values()


def _is_circle(group: Sequence[Statement], links: Links) -> bool:
    """Tell whether symmetric statements join each of several actors with each other."""
    pairs = {frozenset((links.actor(statement.subject), links.actor(statement.object))) for statement in group}
    members = frozenset().union(*pairs)
    return group[0].predicate in SYMMETRIC and len(members) > 2 and len(pairs) == len(members) * (len(members) - 1) // 2


def _belongs(group: list[Statement], row: Mapping[str, Any], links: Links) -> bool:
    """Tell whether statements tell of a negotiation: of its articles, its members and its topics."""
    if group[0].predicate not in _TALK or group[0].article not in row["articles"]:
        return False
    members = {*row["parties"], *row["mediators"], *row["topics"]}
    return all(links.actor(statement.subject) in members for statement in group) and any(links.actor(statement.object) in members for statement in group)


def _talks(row: Mapping[str, Any], claims: Sequence[Claim], book: _Book) -> Talks:
    known = {name: row[name] if isinstance(row[name], str) else None for name in ("status", "since", "until")}
    return Talks(
        iri=row["iri"],
        parties=book.named(row["parties"]),
        mediators=book.named(iri for iri in row["mediators"] if iri not in book.neutral),
        intermediaries=book.named(iri for iri in row["mediators"] if iri in book.neutral),
        guarantors=book.named(row["guarantors"]),
        hosts=book.named(row["hosts"]),
        topics=book.named(row["topics"]),
        status=known["status"],
        since=known["since"],
        until=known["until"],
        sources=tuple(dict.fromkeys(book.sources[iri] for iri in row["articles"])),
        claims=tuple(claims),
    )


class _Book:
    """Names and sources of what the articles hold."""

    def __init__(self, articles: Sequence[ArticleGraph], links: Links) -> None:
        entities = entities_table(articles, links)
        self.actors = int((entities["type"] != "Place").sum())
        self.neutral = {iri for iri, roles in zip(entities["iri"], entities["roles"], strict=True) if "Intermediary" in roles}
        self.sources = {graph.iri: _source(graph) for graph in articles}
        self._names = names_of(articles, links)
        self._links = links

    def name(self, iri: str) -> str:
        """Return the name of an actor, the label of a topic, or the text that stands in place of an object."""
        if iri.startswith(TOPIC.base):
            label = topic_label(iri)
            return label[:1].lower() + label[1:]
        return " ".join(self._names.get(self._links.actor(iri), iri).split())

    def named(self, iris: Iterable[str]) -> tuple[str, ...]:
        """Return the names of several."""
        return tuple(self.name(iri) for iri in iris)

    def claim(self, group: Sequence[Statement]) -> Claim:
        """Put statements that one stretch of text makes into a clause."""
        first = group[0]
        return Claim(
            text=self._clause(group),
            predicate=first.predicate,
            polarity=first.polarity,
            modality=first.modality,
            said_by=self.name(first.said_by) if first.said_by else None,
            article=first.article,
            source=self.sources[first.article],
            sentence=_shown(first.evidence[0]),
        )

    def _clause(self, group: Sequence[Statement]) -> str:
        first = group[0]
        on_topic = first.object.startswith(TOPIC.base)
        subjects = list(dict.fromkeys(self.name(statement.subject) for statement in group))
        objects = list(dict.fromkeys(self.name(statement.object) for statement in group))
        verb = PHRASES[first.predicate][on_topic]
        if first.predicate == "mediates" and not on_topic and len(objects) == 1:
            verb = "mediate for"
        if _is_circle(group, self._links):
            subjects, objects = list(dict.fromkeys((*subjects, *objects))), ["one another"]
        return f"{_listed(subjects)} {_conjugate(verb, first.polarity, first.modality, plural=len(subjects) > 1)} {_listed(objects)}"


def _conjugate(verb: str, polarity: str, modality: str, *, plural: bool) -> str:
    denied = " not" if polarity == "negative" else ""
    if modality == "planned":
        return f"{'are' if plural else 'is'}{denied} to {verb}"
    if modality == "possible":
        return f"may{denied} {verb}"
    if denied:
        return f"{'do' if plural else 'does'} not {verb}"
    first, _, rest = verb.partition(" ")
    return verb if plural else " ".join(filter(None, ("has" if first == "have" else f"{first}s", rest)))


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _source(graph: ArticleGraph) -> str:
    article = graph.article
    return ", ".join(filter(None, (article.publisher or article.title or f"article {article.id}", article.date)))


def _shown(evidence: Evidence) -> str:
    """Return the sentence on one line; of a long one the part around the evidence."""
    sentence = evidence.sentence
    if len(sentence) > _LONGEST_SENTENCE:
        middle = (evidence.begin + evidence.end) // 2 - evidence.sentence_begin
        start = min(max(0, middle - _LONGEST_SENTENCE // 2), len(sentence) - _LONGEST_SENTENCE)
        end = start + _LONGEST_SENTENCE
        begin = sentence.find(" ", start) + 1 if start else 0
        last = sentence.rfind(" ", 0, end) if end < len(sentence) else len(sentence)
        sentence = f"{'… ' if begin else ''}{sentence[begin:last]}{' …' if last < len(sentence) else ''}"
    return " ".join(sentence.split())


def _talks_lines(talks: Talks, limit: int | None, width: int) -> list[str]:
    title = _listed(talks.parties) or "Sides that are not named"
    days = " to ".join(dict.fromkeys(filter(None, (talks.since, talks.until))))
    facts = (
        ("about", _listed(talks.topics)),
        ("mediator", _listed(talks.mediators)),
        ("intermediary", _listed(talks.intermediaries)),
        ("guarantor", _listed(talks.guarantors)),
        ("host", _listed(talks.hosts)),
        ("status", ", ".join(filter(None, ((talks.status or "").replace("-", " "), days)))),
        ("told by", "; ".join(talks.sources)),
    )
    lines = textwrap.wrap(visible(title.upper()), width)
    for label, value in facts:
        if value:
            lines += textwrap.wrap(visible(value), width, initial_indent=f"  {label:<13}", subsequent_indent=" " * 15)
    return [*lines, *_claim_lines(talks.claims, limit, width)]


def _claim_lines(claims: Sequence[Claim], limit: int | None, width: int) -> list[str]:
    """Write claims sentence by sentence: what a sentence says, then the sentence and its source."""
    sentences: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        sentences.setdefault((claim.article, claim.sentence), []).append(claim)
    lines: list[str] = []
    shown = list(sentences.values())[:limit]
    for group in shown:
        for claim in group:
            speaker = f", says {claim.said_by}" if claim.said_by else ""
            lines += textwrap.wrap(visible(f"{claim.text}{speaker}"), width, initial_indent="  - ", subsequent_indent="    ")
        lines += textwrap.wrap(visible(f"“{group[0].sentence}” ({group[0].source})"), width, initial_indent="      ", subsequent_indent="      ")
    left = len(claims) - sum(map(len, shown))
    return [*lines, f"  … and {left} more"] if left else lines

"""Assembly: events and relations become statements, negotiations and the roles of their actors.

Row 11 of the flow. Each event gives binary statements by its predicate; equal ones are one statement with several pieces of evidence. Direct triples, what
a reader may take as
fact from the article, are marked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kg.document import Document
from kg.entity import Entity
from kg.event import Argument, Event, Evidence
from kg.extract import Extraction
from kg.iri import statement_iri
from kg.lexicon import Lexicon
from kg.mention import Form
from kg.negotiations import find_negotiations
from kg.statement import ArticleGraph, Problem, Statement
from kg.vocabulary import HOSTILE, SYMMETRIC

__all__ = ["assemble"]

TOPICAL = frozenset("mediates negotiatesOn agrees proposes demands rejects supports concedes criticises protests investigates".split())

Claim = tuple[str, str, str, str, str, str | None]


@dataclass(slots=True)
class _Draft:
    """A statement in the making."""

    evidence: list[Evidence] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    frame: str | None = None
    date: str | None = None


def assemble(document: Document, entities: Sequence[Entity], extraction: Extraction, *, lexicon: Lexicon, article: str) -> ArticleGraph:
    """Put together all that an article yields.

    Args:
        document: The annotated article.
        entities: Its entities; unnamed ones that nothing uses are left out.
        extraction: Its events and relations.
        lexicon: The frames, for the rungs of the ladder that they stand for.
        article: IRI of the article.
    """
    statements = _statements(article, extraction, nobody={e.iri for e in entities if _is_nobody(e)})
    negotiations = find_negotiations(article, extraction.events, {f.id: f.status for f in lexicon.frames if f.status})
    used = {i for s in statements for i in (s.subject, s.object, s.said_by) if i} | {a.iri for e in extraction.events for a in _arguments(e)}
    kept = tuple(e for e in entities if e.iri in used or _is_worth_keeping(e))
    problems = tuple(Problem(article=article, kind="annotation", message=w) for w in document.warnings)
    return ArticleGraph(
        iri=article,
        article=document.article,
        sentences=len(document.sentences),
        entities=kept,
        events=extraction.events,
        statements=statements,
        negotiations=negotiations,
        problems=problems,
    )


def _arguments(event: Event) -> Iterator[Argument]:
    yield from (*event.actors, *event.recipients, *event.mediators, *event.reported_by)
    for one in (event.place, event.said_by):
        if one is not None:
            yield one


def _is_worth_keeping(entity: Entity) -> bool:
    """Keep named persons, organisations and states though nothing is said of them."""
    return entity.type in ("Person", "Organisation", "State") and any(m.form == Form.NAME for m in entity.mentions)


def _is_nobody(entity: Entity) -> bool:
    """Say whether an entity is somebody whom the text does not tell from others: ``an aide``, ``a company``.

    Crowds are told by what they are; bodies by whose they are (``the Cuban foreign ministry``).
    """
    if entity.type not in ("Person", "Organisation", "State") or any(m.form in (Form.NAME, Form.DEMONYM) for m in entity.mentions):
        return False
    return not (entity.type == "Organisation" and any(m.anchor is not None for m in entity.mentions))


def _statements(article: str, extraction: Extraction, *, nobody: set[str]) -> tuple[Statement, ...]:
    """Turn relations and events into statements; nobody in particular stays in the events, but is no node of the graph."""
    drafts: dict[Claim, _Draft] = {}
    for relation in extraction.relations:
        _note(drafts, (relation.subject, relation.predicate, relation.object, relation.polarity, "asserted", None), relation.evidence, frame=relation.frame)
    outside = _mediators_by_side(extraction.events)
    staff = {(r.subject, r.object) for r in extraction.relations if r.predicate == "affiliatedWith"}
    met = {frozenset((a.iri, b.iri)) for e in extraction.events if e.predicate == "meets" for a in e.actors for b in e.recipients}
    for event in extraction.events:
        if event.frame == "visit" and any(
            frozenset((a.iri, person)) in met for a in event.actors for r in event.recipients for person, state in staff if state == r.iri
        ):
            continue  # a visit in which a leader is met gives that meeting only
        said_by = event.said_by.iri if event.said_by else None
        for subject, predicate, target in _triples(event):
            if subject in nobody or target in nobody:
                continue
            if predicate == "negotiatesWith" and (target in outside.get(subject, ()) or subject in outside.get(target, ())):
                continue
            first, second = sorted((subject, target)) if predicate in SYMMETRIC and not _is_topic(event, target) else (subject, target)
            _note(drafts, (first, predicate, second, event.polarity, event.modality, said_by), event.evidence, event=event)
    denied = {c[:3] for c in drafts if c[3] == "negative"}
    return tuple(
        sorted((_statement(article, claim, draft, denied) for claim, draft in drafts.items()), key=lambda s: (s.evidence[0].begin, s.evidence[0].end, s.iri))
    )


def _mediators_by_side(events: Sequence[Event]) -> dict[str, set[str]]:
    """Map each mediator to the sides that it mediates between: that it talks to them makes it no side."""
    found: dict[str, set[str]] = {}
    for event in events:
        if event.predicate == "mediates" and event.polarity == "positive" and len(event.recipients) > 1:
            for mediator in event.actors:
                found.setdefault(mediator.iri, set()).update(r.iri for r in event.recipients)
    return found


def _note(drafts: dict[Claim, _Draft], claim: Claim, evidence: Evidence, *, event: Event | None = None, frame: str | None = None) -> None:
    draft = drafts.setdefault(claim, _Draft())
    if evidence not in draft.evidence:
        draft.evidence.append(evidence)
    if event is not None and event.iri not in draft.events:
        draft.events.append(event.iri)
    draft.frame = draft.frame or (event.frame if event else frame)
    draft.date = draft.date or (event.earliest if event else None)


def _statement(article: str, claim: Claim, draft: _Draft, denied: set[tuple[str, str, str]]) -> Statement:
    subject, predicate, target, polarity, modality, said_by = claim
    alleged = predicate in HOSTILE and said_by is not None and said_by != subject
    direct = polarity == "positive" and modality == "asserted" and claim[:3] not in denied and not alleged
    return Statement(
        iri=statement_iri(article, subject, predicate, target, polarity, modality, said_by or ""),
        article=article,
        subject=subject,
        predicate=predicate,
        object=target,
        polarity=polarity,
        modality=modality,
        said_by=said_by,
        events=tuple(sorted(draft.events)),
        frame=draft.frame,
        date=draft.date,
        direct=direct,
        evidence=tuple(sorted(draft.evidence)),
    )


def _is_topic(event: Event, iri: str) -> bool:
    return any(t.iri == iri for t in event.topics)


def _triples(event: Event) -> Iterator[tuple[str, str, str]]:
    """Yield the binary statements of an event."""
    if event.predicate is None:
        return
    actors, recipients, topics = _unique(event.actors), _unique(event.recipients), _unique(event.topics)
    if event.predicate == "negotiatesWith":
        outside = {m.iri for m in event.mediators}
        actors, recipients = [a for a in actors if a not in outside], [r for r in recipients if r not in outside]
        yield from ((a, "negotiatesWith", b) for a, b in _pairs(actors, recipients))
        yield from ((p, "negotiatesOn", t) for p in dict.fromkeys([*actors, *recipients]) for t in topics)
    elif event.predicate in SYMMETRIC:
        pairs = _pairs(actors, recipients)
        yield from ((a, event.predicate, b) for a, b in pairs)
        if not pairs:
            yield from ((a, event.predicate, t) for a in actors for t in topics)
        elif event.predicate == "agrees" and event.polarity == "positive":
            yield from ((p, "negotiatesOn", t) for p in dict.fromkeys([*actors, *recipients]) for t in topics)
    else:
        targets = recipients or (topics if event.predicate in TOPICAL else [])
        yield from ((a, event.predicate, t) for a in actors for t in targets if a != t)
        if event.predicate == "mediates" and event.polarity == "positive":
            yield from ((p, "negotiatesOn", t) for p in recipients for t in topics)
    yield from _mediations(event, actors, recipients)


def _mediations(event: Event, actors: list[str], recipients: list[str]) -> Iterator[tuple[str, str, str]]:
    if event.predicate != "mediates":
        yield from ((m, "mediates", p) for m in _unique(event.mediators) for p in [*actors, *recipients] if m != p)


def _pairs(actors: list[str], recipients: list[str]) -> list[tuple[str, str]]:
    return [(a, b) for a in actors for b in recipients if a != b] if recipients else list(combinations(actors, 2))


def _unique(arguments: Iterable[Argument]) -> list[str]:
    return list(dict.fromkeys(a.iri for a in arguments))

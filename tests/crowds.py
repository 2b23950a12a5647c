"""Large graphs made by rule, for measuring pictures: many talks, each with parties, a mediator and topics, some actors in several."""

from __future__ import annotations

import random

from graphs import statement_of

from kg.article import Article
from kg.entity import Entity
from kg.event import Event, Evidence, Negotiation
from kg.iri import article_iri, event_iri, mint_actor, negotiation_iri
from kg.statement import ArticleGraph, Statement
from kg.vocabulary import ACTOR_TYPES, DATA_BASE, EVENT_CLASSES, MODALITIES, TOPIC, TOPICS

_NAMES = "Council Front Union Ministry Army League Envoy Assembly Movement Bureau Alliance Congress".split()
_PLACES = "Arden Belmar Corvia Dunmore Estara Falken Galdria Hestia Ivaro Jostad Kelmar Lorien Marvik Nordal".split()
_KINDS = [kind for kind in EVENT_CLASSES.values() if kind.predicate]


def crowd(actors: int, edges: int, *, seed: int = 1, per_article: int = 60) -> list[ArticleGraph]:
    """Make article graphs that hold this many actors and about this many edges, most of them inside clusters of forty."""
    chance = random.Random(seed)  # noqa: S311 - a pattern, not a secret
    people = [_actor(number) for number in range(actors)]
    return [_article(number, people, min(per_article, edges - start), chance) for number, start in enumerate(range(0, edges, per_article))]


def _actor(number: int) -> Entity:
    kind = ACTOR_TYPES[number % len(ACTOR_TYPES)]
    name = f"{_PLACES[number % len(_PLACES)]} {_NAMES[number // len(_PLACES) % len(_NAMES)]} {number}"
    return Entity(iri=mint_actor(DATA_BASE, kind, name), name=name, type=kind, names=(name,))


def _article(number: int, people: list[Entity], count: int, chance: random.Random) -> ArticleGraph:
    iri = article_iri(DATA_BASE, f"crowd-{number}")
    day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
    text = ""
    events, statements = [], []
    for turn in range(count):
        subject, object_ = _pair(number * count + turn, people, chance)
        kind = chance.choice(_KINDS)
        topic = TOPIC[chance.choice(TOPICS)]
        quote = f"{subject.name} did something to {object_.name}"
        sentence = f"On day {turn} {quote}, it was said."
        begin = len(text)
        text += sentence + " "
        evidence = Evidence(
            begin=begin + sentence.index(quote), end=begin + sentence.index(quote) + len(quote), quote=quote,
            sentence_begin=begin, sentence_end=begin + len(sentence), sentence=sentence,
        )  # fmt: skip
        event = Event(
            iri=event_iri(iri, str(turn)), article=iri, frame="made", kind=kind.name, type=kind.plover_type, predicate=kind.predicate, evidence=evidence
        )
        events.append(event)
        statements.append(_claim(iri, subject, kind.predicate or "meets", topic if turn % 9 == 0 else object_.iri, evidence, event, chance, day))
    talks = [_talks(iri, found, statements) for found in (statements[0:3], statements[3:6])]
    used = {part for statement in statements for part in (statement.subject, statement.object)}
    return ArticleGraph(
        iri=iri, negotiations=tuple(talks),
        article=Article(text, id=f"crowd-{number}", title=f"Report {number}", publisher=f"Outlet {number % 7}", date=day), sentences=count,
        entities=tuple(entity for entity in people if entity.iri in used), events=tuple(events), statements=tuple({s.iri: s for s in statements}.values()),
    )  # fmt: skip


def _pair(turn: int, people: list[Entity], chance: random.Random) -> tuple[Entity, Entity]:
    """Take everybody once as subject, then anybody; the other is near, rarely far."""
    one = turn if turn < len(people) else chance.randrange(len(people))
    start = one // 40 * 40
    near = range(start, min(start + 40, len(people))) if chance.random() < 0.93 else range(len(people))
    other = chance.choice([number for number in near if number != one] or [0 if one else len(people) - 1])
    return people[one], people[other]


def _claim(article: str, subject: Entity, predicate: str, object_: str, evidence: Evidence, event: Event, chance: random.Random, day: str) -> Statement:
    return statement_of(
        article, subject.iri, predicate, object_, evidence, modality=chance.choice([*MODALITIES, "asserted", "asserted"]),
        polarity="negative" if chance.random() < 0.08 else "positive", events=(event.iri,), date=day, frame="made",
    )  # fmt: skip


def _talks(article: str, found: list[Statement], statements: list[Statement]) -> Negotiation:
    """Let the subject of the first statement mediate between those of the next two."""
    mediator, one, other = (found * 3)[0].subject, (found * 3)[1].subject, (found * 3)[2].subject
    if len({mediator, one, other}) == 3:
        statements += [statement_of(article, mediator, "mediates", party, found[0].evidence[0], events=found[0].events) for party in (one, other)]
        statements.append(statement_of(article, one, "negotiatesWith", other, found[0].evidence[0], events=found[0].events))
    name = negotiation_iri(article, one, other)
    return Negotiation(iri=name, article=article, parties=tuple(sorted({one, other})), mediators=(mediator,), topics=(TOPIC["truce"],))

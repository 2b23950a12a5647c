"""Events that other coders made, as article graphs, so that they and ours can be asked together.

Row 13 of the flow. ``kg.export.plover_read`` and ``kg.export.cameo_read`` make ``CodedEvent`` of files. The events of one story are one article
graph; its text is the words that each record quotes, or else the record itself, a line for each, so that all that the graph says has evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from kg.actors import Actor, ActorBook, NameUse, load_actors
from kg.article import Article
from kg.assemble import assemble
from kg.document import Document
from kg.entity import Entity
from kg.event import Argument, Event, Evidence, Negotiation, Relation
from kg.export.plover_codes import actor_of_code
from kg.extract import Extraction
from kg.iri import article_iri, event_iri, mint_actor
from kg.lexicon import load_lexicon
from kg.mention import Mention
from kg.statement import ArticleGraph, Problem
from kg.vocabulary import ACTOR_TYPES, EVENT_CLASSES, TOPIC, TOPICS

__all__ = ["FRAME", "CodedActor", "CodedEvent", "to_articles"]

FRAME: Final = "coded"
"""What events and statements from records have as their frame."""
_GROUPS = frozenset("CVL OPP REF SOC CRM REB PRE UAF AGR".split())
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_WIKIDATA = re.compile(r"Q[1-9][0-9]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedActor:
    """An actor as a record has it; empty text where it does not say.

    Args:
        text: The words of the text.
        name: Its resolved name.
        iri: Its IRI, from records of our own.
        type: Its type, from records of our own.
        code: Country, three letters, or name of a country.
        sector: PLOVER's sector.
        wikidata: Id such as ``Q846``.
    """

    text: str = ""
    name: str = ""
    iri: str = ""
    type: str = ""
    code: str = ""
    sector: str = ""
    wikidata: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedEvent:
    """An event as a record has it.

    Args:
        id: Of the record.
        story: What tells the story of the record from others: an address, an id.
        line: The words that the record quotes, else the record itself.
        kind: Class of the ontology.
        type: PLOVER type.
        mode: PLOVER mode.
        date: First day, ``YYYY-MM-DD``.
        date_end: Last day.
        actors: Who acts; several for meetings.
        recipients: To whom.
        mediators: Who mediates.
        topics: Notation of topics with the words that name them.
        place: Name of the place.
        polarity: ``positive`` or ``negative``.
        modality: ``asserted``, ``planned`` or ``possible``.
        said_by: The speaker.
        article: What is known of the story: title, url, publisher, date, language.
    """

    id: str
    story: str
    line: str
    kind: str
    type: str
    mode: str | None = None
    date: str | None = None
    date_end: str | None = None
    actors: tuple[CodedActor, ...] = ()
    recipients: tuple[CodedActor, ...] = ()
    mediators: tuple[CodedActor, ...] = ()
    topics: tuple[tuple[str, str], ...] = ()
    place: str = ""
    polarity: str = "positive"
    modality: str = "asserted"
    said_by: CodedActor | None = None
    article: tuple[tuple[str, str], ...] = ()


def to_articles(events: Iterable[CodedEvent], *, base: str, problems: Iterable[Problem] = ()) -> list[ArticleGraph]:
    """Make an article graph per story, sorted by IRI; stories are told from articles by the beginning of their ids, ``coded ``.

    Args:
        events: In any order; those of a story keep theirs, and a record given twice counts once.
        base: Beginning of data IRIs.
        problems: Records that say no event, each with its story for an article; a story of such alone has a graph without events.
    """
    stories: dict[str, list[CodedEvent]] = {}
    failed: dict[str, list[Problem]] = {}
    for event in events:
        stories.setdefault(event.story, []).append(event)
    for problem in problems:
        failed.setdefault(problem.article, []).append(problem)
    book = load_actors()
    return [_Story(story, stories.get(story, []), base, book).graph(failed.get(story, [])) for story in sorted({**stories, **failed})]


class _Story:
    """The article graph of one story in the making."""

    def __init__(self, story: str, events: list[CodedEvent], base: str, book: ActorBook) -> None:
        self._events, self._base, self._book = events, base, book
        self._id = f"coded {story}"
        self._iri = article_iri(base, self._id)
        lines = list(dict.fromkeys(" ".join(event.line.split()) for event in events))
        starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
        self._text = "\n".join(lines)
        self._evidence = {
            line: Evidence(begin=start, end=start + len(line), quote=line, sentence_begin=start, sentence_end=start + len(line), sentence=line)
            for line, start in zip(lines, starts, strict=True)
        }
        self._entities: dict[str, Entity] = {}
        self._relations: list[Relation] = []

    def graph(self, problems: list[Problem]) -> ArticleGraph:
        known: dict[str, str] = {}
        for event in self._events:
            known |= {name: value for name, value in event.article if name not in known}
        events = {event.iri: event for event in map(self._event, self._events)}
        article = Article(self._text, id=self._id, **known)  # type: ignore[arg-type]
        extraction = Extraction(events=tuple(events.values()), relations=tuple(dict.fromkeys(self._relations)))
        entities = [replace(entity, mentions=(_named_in_record(entity),)) for _, entity in sorted(self._entities.items())]
        made = assemble(Document(article=article), entities, extraction, lexicon=load_lexicon(), article=self._iri)
        reported = tuple(replace(problem, article=self._id) for problem in problems)
        described = tuple(replace(entity, mentions=()) for entity in made.entities)
        return replace(made, sentences=len(self._evidence), entities=described, negotiations=_joined(made.negotiations), problems=reported)

    def _event(self, event: CodedEvent) -> Event:
        evidence = self._evidence[" ".join(event.line.split())]
        actors, recipients, mediators = (
            tuple(dict.fromkeys(self._argument(actor, evidence) for actor in role if self._is_somebody(actor)))
            for role in (event.actors, event.recipients, event.mediators)
        )
        return Event(
            iri=event_iri(self._iri, event.id),
            article=self._iri,
            frame=FRAME,
            kind=event.kind,
            type=event.type,
            mode=event.mode,
            predicate=EVENT_CLASSES[event.kind].predicate,
            actors=actors,
            recipients=recipients,
            mediators=mediators,
            topics=tuple(Argument(iri=TOPIC[name], text=words or name) for name, words in event.topics if name in TOPICS),
            place=self._place(event.place) if event.place else None,
            earliest=event.date,
            latest=event.date_end or event.date,
            polarity=event.polarity,
            modality=event.modality,
            said_by=self._argument(event.said_by, evidence) if event.said_by and self._is_somebody(event.said_by) else None,
            evidence=evidence,
        )

    def _argument(self, actor: CodedActor, evidence: Evidence) -> Argument:
        entity = self._known(actor) or self._minted(actor)
        text = actor.text or actor.name or actor.code or entity.name
        self._note(entity, text)
        state = self._state(actor.code)
        if state is not None and entity.type != "State" and state.iri != entity.iri:
            self._note(Entity(iri=state.iri, name=state.name, type=state.type, wikidata=state.wikidata), "")
            self._relations.append(Relation(subject=entity.iri, predicate="affiliatedWith", object=state.iri, frame=FRAME, evidence=evidence))
        return Argument(iri=entity.iri, text=text)

    def _is_somebody(self, actor: CodedActor) -> bool:
        return bool(actor.name or actor.text or actor.code or self._known(actor))

    def _note(self, entity: Entity, text: str) -> None:
        old = self._entities.get(entity.iri, entity)
        names = tuple(dict.fromkeys((*old.names, *([text] if text else []))))
        self._entities[entity.iri] = replace(old, names=names)

    def _known(self, actor: CodedActor) -> Entity | None:
        """Find an actor in the actor book: by IRI, by Wikidata, by name, by the code alone; or take it from a record of our own."""
        found = self._book.actors.get(actor.iri)
        if found is None and _WIKIDATA.fullmatch(actor.wikidata):
            found = next((known for known in self._book.actors.values() if known.wikidata == actor.wikidata), None)
        if found is None and actor.type in ACTOR_TYPES and _IRI.fullmatch(actor.iri):
            wikidata = actor.wikidata if _WIKIDATA.fullmatch(actor.wikidata) else None
            return Entity(iri=actor.iri, name=actor.name or actor.text, type=actor.type, wikidata=wikidata)
        found = found or next(filter(None, map(self._named, (actor.name, actor.text))), None)
        if found is None and not actor.name and not actor.text:
            found = self._state(actor.code)
        return Entity(iri=found.iri, name=found.name, type=found.type, wikidata=found.wikidata) if found else None

    def _named(self, name: str) -> Actor | None:
        hits = [actor for actor, use in self._book.lookup(name) if use in (NameUse.NAME, NameUse.DEMONYM) and actor.type != "Place"] if name else []
        return hits[0] if len(hits) == 1 else None

    def _state(self, code: str) -> Actor | None:
        found = self._book.actors.get(actor_of_code(code) or "") or self._named(code)
        return found if found and found.type in ("State", "Organisation") else None

    def _minted(self, actor: CodedActor) -> Entity:
        name = actor.name or actor.text or actor.code
        kind = "Group" if not actor.sector or actor.sector in _GROUPS else "Organisation"
        return Entity(iri=mint_actor(self._base, kind, name), name=name, type=kind)

    def _place(self, name: str) -> Argument:
        hits = [actor for actor, use in self._book.lookup(name) if use == NameUse.NAME and actor.type == "Place"]
        iri, shown = (hits[0].iri, hits[0].name) if len(hits) == 1 else (mint_actor(self._base, "Place", name), name)
        entity = Entity(iri=iri, name=shown, type="Place")
        self._note(entity, name)
        return Argument(iri=entity.iri, text=name)


def _named_in_record(entity: Entity) -> Mention:
    """Say that a record names somebody: assembly leaves out whom no text names."""
    return Mention(sentence=0, start=0, end=0, head=0, begin=0, stop=0, text=entity.name, kind=entity.type)


def _joined(negotiations: Iterable[Negotiation]) -> tuple[Negotiation, ...]:
    """Join negotiations of one IRI: rows of one mediator with each side apart name no pair that could tell them."""
    found: dict[str, Negotiation] = {}
    for one in negotiations:
        known = found.get(one.iri, one)
        found[one.iri] = replace(known, events=tuple(dict.fromkeys((*known.events, *one.events))))
    return tuple(found.values())

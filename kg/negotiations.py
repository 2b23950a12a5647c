"""Negotiations: the talks of a set of sides on a matter, as one article has them, with their ladder of statuses.

Row 11 of the flow. Events of talks, mediation and agreement that share two sides belong to one negotiation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.event import Argument, Event, Negotiation, Step
from kg.iri import negotiation_iri, step_iri

__all__ = ["find_negotiations"]

NEGOTIATING = frozenset({"negotiatesWith", "mediates"})


@dataclass(slots=True)
class _Draft:
    parties: set[str] = field(default_factory=set)
    mediators: set[str] = field(default_factory=set)
    intermediaries: set[str] = field(default_factory=set)
    guarantors: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)


def find_negotiations(article: str, events: Sequence[Event], statuses: Mapping[str, str]) -> tuple[Negotiation, ...]:
    """Group the events of an article into negotiations.

    Args:
        article: IRI of the article.
        events: In reading order.
        statuses: Rung on the ladder that a frame stands for, by the frame's id.

    Returns:
        Negotiations in the order of their first event. Talks that are denied or merely possible make nobody a party.
    """
    drafts: list[_Draft] = []
    for event in events:
        if event.polarity == "positive" and (event.predicate in NEGOTIATING or (event.predicate == "agrees" and len(_parties(event)) > 1)):
            _place(drafts, event)
    for event in events:
        if event.frame in statuses and event.predicate not in NEGOTIATING | {"agrees"}:
            _attach(drafts, event)
    return tuple(_negotiation(article, d, statuses) for d in _united(drafts) if d.parties or d.mediators)


def _united(drafts: list[_Draft]) -> list[_Draft]:
    """Unite drafts with the same parties, mediators and topics: they are one negotiation, and would have one IRI."""
    known: dict[tuple[frozenset[str], ...], _Draft] = {}
    for draft in drafts:
        key = (frozenset(draft.parties - draft.mediators), frozenset(draft.mediators), frozenset(draft.topics))
        first = known.setdefault(key, draft)
        if first is not draft:
            first.intermediaries |= draft.intermediaries
            first.guarantors |= draft.guarantors
            first.hosts |= draft.hosts
            first.events += draft.events
    return list(known.values())


def _iris(arguments: Sequence[Argument]) -> set[str]:
    return {a.iri for a in arguments}


def _parties(event: Event) -> set[str]:
    """Return the sides that an event names; who leads a side's team is none beside it."""
    if event.frame.startswith("delegation"):
        return set()
    sides = _iris(event.recipients) if event.predicate == "mediates" else _iris(event.actors) | _iris(event.recipients)
    return sides - _iris(event.mediators)


def _place(drafts: list[_Draft], event: Event) -> None:
    sides = _parties(event)
    home = next((d for d in reversed(drafts) if len(d.parties & sides) > 1 or (sides and sides <= d.parties)), None)
    if home is None and not sides and drafts:
        home = drafts[-1]
    if home is None:
        home = _Draft()
        drafts.append(home)
    if (event.modality != "possible" or (event.frame == "talks" and len(event.actors) > 1)) and (
        event.predicate != "mediates" or len(sides) > 1 or home.parties
    ):
        home.parties |= sides
    home.topics |= _iris(event.topics)
    _roles(home, event)
    home.events.append(event)


def _roles(home: _Draft, event: Event) -> None:
    home.mediators |= _iris(event.mediators)
    kinds = {"Intermediary": home.intermediaries, "Guarantee": home.guarantors, "Hosting": home.hosts}
    for kind, members in kinds.items():
        if kind.lower() in event.frame:
            members |= _iris(event.mediators or event.actors)


def _attach(drafts: list[_Draft], event: Event) -> None:
    """Add an event that is a step of talks (a proposal, a truce that begins, a breaking off) to the last negotiation of who takes it."""
    own = _iris(event.actors) | _iris(event.recipients)
    home = next((d for d in reversed(drafts) if _iris(event.actors) & d.parties and len(own & (d.parties | d.mediators)) >= min(2, len(own))), None)
    if home is not None:
        home.events.append(event)


def _told(event: Event) -> tuple[int, bool, int]:
    """Order events as they are told, what an ``after`` clause reports before the rest of its sentence."""
    evidence = event.evidence
    before = evidence.sentence[: evidence.begin - evidence.sentence_begin].rstrip().lower()
    return evidence.sentence_begin, not before.endswith((" after", " since")), evidence.begin


def _negotiation(article: str, draft: _Draft, statuses: Mapping[str, str]) -> Negotiation:
    topics, parties = sorted(draft.topics), sorted(draft.parties - draft.mediators)
    iri = negotiation_iri(article, ",".join(parties), ",".join(topics), ",".join(sorted(draft.mediators)))
    steps: dict[str, Step] = {}
    for event in sorted(draft.events, key=_told):
        status = "near" if event.frame == "near-deal" else statuses.get(event.frame)
        if status and event.modality == "asserted" and event.polarity == "positive":
            step = Step(iri=step_iri(iri, status, event.earliest or "", str(event.evidence.begin)), status=status, date=event.earliest, evidence=event.evidence)
            steps.setdefault(status, step)
    return Negotiation(
        iri=iri,
        article=article,
        parties=tuple(parties),
        mediators=tuple(sorted(draft.mediators)),
        intermediaries=tuple(sorted(draft.intermediaries)),
        guarantors=tuple(sorted(draft.guarantors)),
        hosts=tuple(sorted(draft.hosts)),
        topics=tuple(topics),
        events=tuple(dict.fromkeys(e.iri for e in draft.events)),
        steps=tuple(steps.values()),
    )

"""Talks and mediation: what the text leaves unsaid is filled from the talks spoken of before, beside or after.

``Qatar is mediating``, ``the negotiations centred on …``, ``both delegations agreed`` name no sides; the sides are those of the talks at hand.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from kg.event import Argument, Event
from kg.extract.context import Context

__all__ = ["fill_from_later", "fill_from_talks", "iris_of"]

TALKS = frozenset({"negotiatesWith", "mediates", "agrees"})


def iris_of(arguments: tuple[Argument, ...] | list[Argument]) -> set[str]:
    """Return the IRIs of arguments."""
    return {a.iri for a in arguments}


def fill_from_talks(context: Context, event: Event, beside: list[Event]) -> Event | None:
    """Give mediation and talks without named sides the sides of the talks in the same sentence, else of those last spoken of.

    Returns:
        The event, filled; None where talks have neither sides of their own nor a topic.
    """
    if event.predicate == "mediates":
        return _fill_mediation(context, event, beside)
    if event.frame.startswith("delegation"):
        return _fill_delegation(context, event)
    if event.frame.startswith("agenda"):
        own = iris_of(event.actors)
        return replace(event, actors=tuple(context.sides), recipients=()) if event.topics and len(context.sides) > 1 and own <= iris_of(context.sides) else None
    if event.predicate != "negotiatesWith" or len(event.actors) + len(event.recipients) > 1:
        return event
    outside = iris_of(event.mediators)
    sides = tuple(a for a in context.sides if a.iri not in outside)
    if not event.actors and not event.recipients:
        told = event.topics and len(sides) > 1 and event.polarity == "positive"  # ``was not part of negotiations`` denies no talks of the sides
        return replace(event, actors=sides) if told else None
    known = iris_of(event.actors) | iris_of(event.recipients)
    if known & iris_of(sides) and event.polarity == "positive":
        return replace(event, recipients=tuple(a for a in sides if a.iri not in known) or event.recipients)
    return event if event.topics or event.recipients else None


def fill_from_later(context: Context, events: list[Event]) -> list[Event]:
    """Give mediation that was told before its sides the sides that most talks of the article have."""
    pairs = Counter(frozenset(iris_of(_sides_of(e, ()))) for e in events if e.predicate in TALKS and e.polarity == "positive" and len(_sides_of(e, ())) > 1)
    if not pairs:
        return events
    main = max(pairs, key=lambda p: pairs[p])
    texts = {a.iri: a for e in reversed(events) for a in _sides_of(e, ())}
    sides = tuple(texts[i] for i in sorted(main, key=lambda i: [a.iri for e in events for a in _sides_of(e, ())].index(i)))
    return [
        replace(e, recipients=tuple(a for a in sides if a.iri not in iris_of(e.actors))) if e.predicate == "mediates" and not e.recipients else e
        for e in events
    ]


def _fill_delegation(context: Context, event: Event) -> Event | None:
    """Let who leads a side's team negotiate with the other sides; the frame's recipient is the side that is led."""
    own = iris_of(event.actors) | iris_of(event.recipients)
    others = tuple(a for a in context.sides if a.iri not in own)
    return replace(event, recipients=others) if others and iris_of(event.recipients) & iris_of(context.sides) else None


def _fill_mediation(context: Context, event: Event, beside: list[Event]) -> Event | None:
    """Who mediates must stand outside the sides; ``it was not they who mediated`` about the sides themselves says nothing."""
    mediators = tuple({a.iri: a for a in (*event.actors, *event.mediators) if len(event.actors) == 1 or a.iri not in iris_of(context.sides)}.values())
    if not mediators or (len(mediators) > 1 and iris_of(mediators) == iris_of(context.sides)):
        return None
    recipients = tuple(a for a in event.recipients if a.iri not in iris_of(mediators))
    if not recipients:
        near = next((e for e in reversed(beside) if e.predicate in TALKS - {"mediates"} and len(_sides_of(e, mediators)) > 1), None)
        recipients = _sides_of(near, mediators) if near else tuple(a for a in context.sides if a.iri not in iris_of(mediators))
    return replace(event, actors=mediators, mediators=mediators, recipients=recipients)


def _sides_of(event: Event, mediators: tuple[Argument, ...]) -> tuple[Argument, ...]:
    outside = iris_of(mediators) | iris_of(event.mediators)
    return tuple({a.iri: a for a in (*event.actors, *event.recipients) if a.iri not in outside}.values())

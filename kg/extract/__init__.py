"""Extraction: a document and its entities become events and static relations.

Row 10 of the flow. One module per concern: ``match`` (frames on trees), ``roles``, ``scope`` (polarity and modality), ``attribution``, ``subject_matter``
(topics),
``arguments`` (roles beyond the slots), ``talks`` (sides that are left unsaid), ``events`` (putting them together) and ``titles`` (offices, affiliations,
seats).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.actors import ActorBook
from kg.document import Document, Sentence
from kg.entity import Entity
from kg.event import Argument, Event, Relation
from kg.extract.attribution import Quotes, quotes_of
from kg.extract.context import Context, Participant, is_named, referents
from kg.extract.events import absorbed, build_event, identify
from kg.extract.match import find_matches
from kg.extract.subjects import subjects
from kg.extract.talks import fill_from_later, fill_from_talks
from kg.extract.titles import find_relations
from kg.lexicon import Lexicon
from kg.topics import TopicScheme

__all__ = ["Extraction", "extract"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What a document says: events and static relations, each in reading order."""

    events: tuple[Event, ...]
    relations: tuple[Relation, ...]


def extract(document: Document, entities: Sequence[Entity], *, book: ActorBook, lexicon: Lexicon, topics: TopicScheme, article: str) -> Extraction:
    """Read events and relations from an annotated article.

    Args:
        document: Sentences with trees.
        entities: Who is in it.
        book: The actor book.
        lexicon: Frames and word lists.
        topics: The topic scheme.
        article: IRI of the article.

    Returns:
        Events (one for each distinct frame, roles, polarity, modality and speaker; the first evidence stays) and relations. A sentence without a trigger
        yields nothing.
    """
    context = Context(document=document, entities=entities, lexicon=lexicon, topics=topics, book=book, article=article)
    relations = find_relations(context)
    for relation in relations:
        if relation.predicate == "affiliatedWith" and relation.polarity == "positive":
            context.affiliations.setdefault(relation.subject, []).append(relation.object)
    quotes = quotes_of(document)
    found: list[Event] = []
    speaker: Participant | None = None
    for sentence in document.sentences:
        if not quotes.inside[sentence.index] and sentence.tokens[-1].text != "?" and _has_named_subject(context, sentence):
            speaker = None
        speaker = _main_speaker(context, sentence, quotes) or speaker
        context.voice = speaker.argument if speaker is not None and speaker.argument.iri in context.by_iri else None
        context.pairs += _pairs(context, sentence)
        found += _sentence_events(context, sentence, quotes, speaker)
    events = {e.iri: e for e in reversed([identify(e) for e in fill_from_later(context, found)])}
    return Extraction(events=tuple(sorted(events.values(), key=lambda e: (e.evidence.begin, e.evidence.end, e.iri))), relations=relations)


def _sentence_events(context: Context, sentence: Sentence, quotes: Quotes, speaker: Participant | None) -> list[Event]:
    """Extract the events of one sentence: talks before mediation, so that mediators find the sides."""
    matches = find_matches(sentence, context.lexicon)
    built: list[tuple[int, Event]] = []
    ordered = sorted(matches, key=lambda m: (m.frame.predicate == "mediates" or m.frame.id.startswith(("delegation", "agenda")), m.token))
    for match in ordered:
        if absorbed(sentence, match, matches):
            continue
        event = build_event(context, sentence, match, quotes, speaker)
        event = fill_from_talks(context, event, [e for _, e in built]) if event else None
        if event is None:
            continue
        built.append((match.token, event))
        _remember_sides(context, event)
        _remember_pair(context, sentence, event)
    return [e for _, e in sorted(built, key=lambda b: b[0])]


def _remember_sides(context: Context, event: Event) -> None:
    """Keep the sides of talks for what the text leaves unsaid later."""
    if event.frame.startswith("delegation"):
        return
    if event.topics and event.predicate in ("negotiatesWith", "mediates", "agrees"):
        context.matter = list(event.topics)
    if event.predicate not in ("negotiatesWith", "mediates") and not (
        event.predicate == "agrees" and (not context.sides or event.recipients or _is_deal(event))
    ):
        return
    outside = {a.iri for a in event.mediators}
    sides: list[Argument] = [a for a in (*event.actors, *event.recipients) if a.iri not in outside]
    unique = list({a.iri: a for a in reversed(sides)}.values())[::-1]
    if len(unique) > 1 and event.polarity == "positive":
        context.sides = unique


def _is_deal(event: Event) -> bool:
    """Say whether an agreement is one between its actors (``signed a deal``), not a promise that they make together."""
    words = event.evidence.quote.lower()
    return any(w in words for w in ("deal", "accord", "agreement", "pact", "treaty", "truce", "ceasefire", "cease-fire", "contract", "memorandum"))


def _remember_pair(context: Context, sentence: Sentence, event: Event) -> None:
    """Keep two named bodies that deal with one another for ``the two`` and ``both``."""
    if len(event.actors) == len(event.recipients) == 1:
        both = [*event.actors, *event.recipients]
        if all(context.by_iri[a.iri].type in ("State", "Organisation") and is_named(context.by_iri[a.iri]) for a in both):
            context.pairs.append((sentence.index, len(sentence.tokens), both))


def _pairs(context: Context, sentence: Sentence) -> list[tuple[int, int, list[Argument]]]:
    """Return the pairs of actors of one kind that a sentence names side by side, with the token of the second."""
    pairs = []
    for i in range(len(sentence.tokens)):
        if (sentence.index, i) in context.at and sentence.dependents(i, "conj"):
            found = [p for p in referents(context, sentence, i, deep=False) if p.kind != "Place" and is_named(context.by_iri[p.argument.iri])]
            if len(found) == 2 and found[0].kind == found[1].kind:
                pairs.append((sentence.index, max(p.head for p in found), [p.argument for p in found]))
    return pairs


def _has_named_subject(context: Context, sentence: Sentence) -> bool:
    found = [context.participant(sentence, j) for j in sentence.dependents(sentence.root, "nsubj")]
    return any(p is not None and p.is_named for p in found)


def _main_speaker(context: Context, sentence: Sentence, quotes: Quotes) -> Participant | None:
    """Return who speaks by a reporting verb of the article itself, not by one inside a quotation."""
    reporting = context.lexicon.list("reporting")
    for i, token in enumerate(sentence.tokens):
        if (
            i not in quotes.inside[sentence.index]
            and token.upos == "VERB"
            and token.lemma.lower() in reporting
            and (sentence.dependents(i, "ccomp") or token.deprel in ("root", "parataxis"))
        ):
            for head in subjects(sentence, i):
                found = referents(context, sentence, head)
                if found:
                    return found[0]
    return None

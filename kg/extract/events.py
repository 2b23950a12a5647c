"""From a matched frame to an event: roles, topics, place, date, polarity and modality, speaker, evidence.

What talks and mediation leave unsaid (``Qatar is mediating``, ``the negotiations centred on …``) is filled from the talks last spoken of in the text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from kg.document import Sentence
from kg.event import Argument, Event
from kg.extract.attribution import Quotes, speakers_of
from kg.extract.context import Context, Participant, referents
from kg.extract.match import Match
from kg.extract.roles import case_of, fillers, governor, phrase_heads, subjects
from kg.extract.scope import Scope, scope_of
from kg.extract.subject_matter import TopicMention, topics_in
from kg.iri import event_iri
from kg.lexicon import Frame
from kg.vocabulary import PLOVER_SCORES

__all__ = ["absorbed", "build_event", "fill_from_later", "fill_from_talks", "identify", "plover_type"]

COOPERATIVE = frozenset({"SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
HOSTILE = frozenset({"SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "PROTEST"})
TALKS = frozenset({"negotiatesWith", "mediates", "agrees"})


def plover_type(base: str, polarity: str, modality: str) -> str:
    """Return the PLOVER type of an event that is only planned, possible or denied.

    PLOVER codes what is announced or refused under the type that says so: future cooperation and future meetings are AGREE, and so is cooperation that somebody is willing or
    able to give; an announced hostile act is THREATEN, one that is merely possible keeps its type; cooperation that is denied is REJECT.

    Example:
        >>> plover_type("RETREAT", "positive", "planned"), plover_type("ASSAULT", "positive", "planned"), plover_type("AID", "negative", "asserted")
        ('AGREE', 'THREATEN', 'REJECT')
    """
    if polarity == "negative":
        return "REJECT" if base in COOPERATIVE | {"AGREE", "CONSULT"} else base
    if modality == "planned" and base in COOPERATIVE | {"CONSULT"}:
        return "AGREE"
    if modality == "possible" and base in COOPERATIVE:
        return "AGREE"
    return "THREATEN" if modality == "planned" and base in HOSTILE else base


def absorbed(sentence: Sentence, match: Match, matches: list[Match]) -> bool:
    """Say whether a trigger is only content of another one: what is demanded, refused, threatened."""
    path = {match.token, *sentence.ancestors(match.token)}
    for other in matches:
        if other is match or not other.frame.absorbs or other.token not in path or other.token == match.token:
            continue
        below = match.token
        for a in sentence.ancestors(match.token):
            if a == other.token:
                break
            below = a
        relation = sentence.tokens[below].deprel.split(":")[0]
        if relation in ("xcomp", "ccomp", "obj", "advcl", "obl", "nmod", "acl", "iobj") and sentence.tokens[below].deprel != "acl:relcl":
            return True
    return False


def build_event(context: Context, sentence: Sentence, match: Match, quotes: Quotes, speaker: Participant | None) -> Event | None:
    """Make the event of a match, or None if a role that the frame needs is empty."""
    actors = fillers(context, sentence, match, "actor")
    recipients = _others(fillers(context, sentence, match, "recipient"), actors)
    if not actors and recipients and match.frame.symmetric:
        actors = _others(_through_object(context, sentence, match), recipients) or _others(_above(context, sentence, match), recipients)
    if not recipients and match.frame.absorbs:
        recipients = _others(_from_content(context, sentence, match), actors)
    mediators = _others(fillers(context, sentence, match, "mediator"), actors)
    topics = _topics(context, sentence, match)
    roles = {"actor": actors, "recipient": recipients, "mediator": mediators, "topic": topics}
    if any(not roles.get(role) for role in match.frame.needs):
        return None
    scope = _scope(context, sentence, match)
    speakers = _speakers(context, sentence, match, quotes, speaker, [p.argument for p in actors])
    tokens = {*match.tokens, *(i for p in (*actors, *recipients, *mediators) if p.sentence == sentence.index for i in range(p.start, p.end)), *(i for t in topics for i in t.tokens)}
    frame = _near_deal(sentence, match) or match.frame
    polarity = scope.polarity if frame.polarity == "positive" else {"positive": "negative", "negative": "positive"}[scope.polarity]
    place = _place(context, sentence, match)
    kind = plover_type(frame.type, polarity, scope.modality)
    return Event(
        iri="",
        article=context.article,
        frame=frame.id,
        kind=frame.kind,
        type=kind,
        mode=frame.mode if (kind, frame.mode) in PLOVER_SCORES else None,  # modes belong to a type: there is no AGREE-withdraw
        predicate=frame.predicate,
        actors=tuple(p.argument for p in actors),
        recipients=tuple(p.argument for p in recipients),
        mediators=tuple(p.argument for p in mediators),
        topics=tuple(t.argument for t in topics),
        place=place,
        polarity=polarity,
        modality=scope.modality,
        said_by=speakers[0].argument if speakers else None,
        reported_by=tuple(p.argument for p in speakers[1:]),
        evidence=context.evidence(sentence, tokens),
    )


def _through_object(context: Context, sentence: Sentence, match: Match) -> list[Participant]:
    """Return who acts where a participle describes the object of another verb: ``A accepted the deal reached with B``."""
    noun = sentence.tokens[match.token].head
    if noun < 0 or not sentence.tokens[match.token].deprel.startswith("acl") or sentence.tokens[noun].deprel != "obj":
        return []
    return [p for h in subjects(sentence, sentence.tokens[noun].head) for p in referents(context, sentence, h)]


def _above(context: Context, sentence: Sentence, match: Match) -> list[Participant]:
    """Return whose talks with somebody they are, from the words above: ``Renamo's team in negotiations with the government``."""
    if not match.is_noun:
        return []
    for i in sentence.ancestors(match.token):
        one = context.participant(sentence, i)
        if one is not None and one.kind != "Place":
            return referents(context, sentence, i)
        if sentence.tokens[i].upos == "VERB":
            return [p for h in subjects(sentence, i) for p in referents(context, sentence, h) if p.kind != "Place"]
    return []


def _near_deal(sentence: Sentence, match: Match) -> Frame | None:
    """Return the frame of talks for an agreement that is only near or close: it is negotiation still."""
    if match.frame.predicate != "agrees":
        return None
    path = [match.token, *sentence.ancestors(match.token)][:4]
    for i in path:
        if case_of(sentence, i) & {"near", "towards", "toward"} or sentence.tokens[i].lemma.lower() in ("near", "close", "edge", "verge", "cusp", "brink", "inch"):
            return replace(match.frame, id="near-deal", kind="Talks", type="CONSULT", mode=None, predicate="negotiatesWith", status="near")
    return None


def _others(found: list[Participant], taken: list[Participant]) -> list[Participant]:
    known = {p.argument.iri for p in taken}
    return [p for p in found if p.argument.iri not in known]


def _from_content(context: Context, sentence: Sentence, match: Match) -> list[Participant]:
    """Return whom an absorbing frame addresses by what stands in its content: ``refused to sign a deal with the junta``."""
    found: list[Participant] = []
    for head in phrase_heads(sentence, match, "comp", context):
        for slot in ("nsubj", "obj", "obl", "nsubj:pass", "iobj"):
            for j in sentence.dependents(head, slot):
                if slot == "obl" and not case_of(sentence, j) & {"with", "to", "from", "on", "against", "by", "for"}:
                    continue
                found += [p for p in referents(context, sentence, j) if p.argument.iri not in {f.argument.iri for f in found}]
                found += [p for k in sentence.dependents(j, "nmod") if case_of(sentence, k) & {"with", "by", "from", "to", "of", "against", "on"} for p in referents(context, sentence, k) if not found]
            if found:
                return found
    return found


def _topics(context: Context, sentence: Sentence, match: Match) -> list[TopicMention]:
    """Find topics in the slots that the frame gives for them; for a noun trigger also in its own phrase and beside its light verb."""
    slots = (match.frame.noun_slots if match.is_noun else match.frame.slots).get("topic", ())
    if not slots:
        return []
    tokens: set[int] = set()
    for slot in slots:
        for head in phrase_heads(sentence, match, slot, context):
            tokens |= set(sentence.subtree(head))
    if match.is_noun or match.parts:
        tokens |= {i for t in match.tokens if sentence.tokens[t].upos != "VERB" for i in sentence.subtree(t)}
    if match.is_noun:
        tokens |= set(_said_of(context, sentence, match.token))
        verb = governor(sentence, match.token, context)
        if verb is not None:
            tokens |= {i for j in sentence.dependents(verb, "obl", "xcomp", "ccomp", "advcl") if not case_of(sentence, j) & {"by", "in", "at"} for i in sentence.subtree(j)}
    return topics_in(context, sentence, tokens)


def _said_of(context: Context, sentence: Sentence, noun: int) -> list[int]:
    """Return the words of what talks are said to be about: ``the negotiations were centred on …``."""
    token = sentence.tokens[noun]
    if token.head < 0 or not token.deprel.startswith("nsubj") or sentence.tokens[token.head].lemma.lower() not in context.lexicon.list("about"):
        return []
    subject = set(sentence.subtree(noun))
    return [i for i in sentence.subtree(token.head) if i not in subject]


def _scope(context: Context, sentence: Sentence, match: Match) -> Scope:
    skip = frozenset(match.parts)
    scope = scope_of(sentence, match.token, context.lexicon, skip=skip)
    for part in match.parts:
        if sentence.tokens[part].upos == "NOUN":
            for j in sentence.dependents(part, "det"):
                scope.negations += sentence.tokens[j].text.lower() in ("no", "neither")
    if match.frame.modality != "asserted":
        scope.weaken(match.frame.modality)
    return scope


def _speakers(context: Context, sentence: Sentence, match: Match, quotes: Quotes, speaker: Participant | None, actors: list[Argument]) -> list[Participant]:
    """Return the named speakers, innermost first; an act of speech that the article tells is not said by who performs it."""
    found = speakers_of(context, sentence, match.token, quotes, speaker)
    named = [p for p in found if p.argument.iri in context.by_iri and p.is_named]
    return [p for p in named if p.argument.iri not in _iris(actors)] if match.frame.absorbs or match.frame.predicate == "supports" else named


def _place(context: Context, sentence: Sentence, match: Match) -> Argument | None:
    for t in match.tokens:
        for j in sentence.dependents(t, "obl", "nmod"):
            if case_of(sentence, j) & {"in", "at"}:
                for p in referents(context, sentence, j, deep=False):
                    if p.kind in ("Place", "State"):
                        return p.argument
    return None


# --- talks ---------------------------------------------------------------------------------------------------------------------------------


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
        own = _iris(event.actors)
        return replace(event, actors=tuple(context.sides), recipients=()) if event.topics and len(context.sides) > 1 and own <= _iris(context.sides) else None
    if event.predicate != "negotiatesWith" or len(event.actors) + len(event.recipients) > 1:
        return event
    outside = _iris(event.mediators)
    sides = tuple(a for a in context.sides if a.iri not in outside)
    if not event.actors and not event.recipients:
        return replace(event, actors=sides) if event.topics and len(sides) > 1 else None
    known = _iris(event.actors) | _iris(event.recipients)
    if known & _iris(sides) and event.polarity == "positive":
        return replace(event, recipients=tuple(a for a in sides if a.iri not in known) or event.recipients)
    return event if event.topics or event.recipients else None


def fill_from_later(context: Context, events: list[Event]) -> list[Event]:
    """Give mediation that was told before its sides the sides that most talks of the article have."""
    pairs = Counter(frozenset(_iris(_sides_of(e, ()))) for e in events if e.predicate in TALKS and e.polarity == "positive" and len(_sides_of(e, ())) > 1)
    if not pairs:
        return events
    main = max(pairs, key=lambda p: pairs[p])
    texts = {a.iri: a for e in reversed(events) for a in _sides_of(e, ())}
    sides = tuple(texts[i] for i in sorted(main, key=lambda i: [a.iri for e in events for a in _sides_of(e, ())].index(i)))
    return [replace(e, recipients=tuple(a for a in sides if a.iri not in _iris(e.actors))) if e.predicate == "mediates" and not e.recipients else e for e in events]


def _fill_delegation(context: Context, event: Event) -> Event | None:
    """Let who leads a side's team negotiate with the other sides; the frame's recipient is the side that is led."""
    own = _iris(event.actors) | _iris(event.recipients)
    others = tuple(a for a in context.sides if a.iri not in own)
    return replace(event, recipients=others) if others and _iris(event.recipients) & _iris(context.sides) else None


def _fill_mediation(context: Context, event: Event, beside: list[Event]) -> Event | None:
    """Who mediates must stand outside the sides; ``it was not they who mediated`` about the sides themselves says nothing."""
    mediators = tuple({a.iri: a for a in (*event.actors, *event.mediators) if len(event.actors) == 1 or a.iri not in _iris(context.sides)}.values())
    if not mediators or (len(mediators) > 1 and _iris(mediators) == _iris(context.sides)):
        return None
    recipients = tuple(a for a in event.recipients if a.iri not in _iris(mediators))
    if not recipients:
        near = next((e for e in reversed(beside) if e.predicate in TALKS - {"mediates"} and len(_sides_of(e, mediators)) > 1), None)
        recipients = _sides_of(near, mediators) if near else tuple(a for a in context.sides if a.iri not in _iris(mediators))
    return replace(event, actors=mediators, mediators=mediators, recipients=recipients)


def _sides_of(event: Event, mediators: tuple[Argument, ...]) -> tuple[Argument, ...]:
    outside = _iris(mediators) | _iris(event.mediators)
    return tuple({a.iri: a for a in (*event.actors, *event.recipients) if a.iri not in outside}.values())


def _iris(arguments: tuple[Argument, ...] | list[Argument]) -> set[str]:
    return {a.iri for a in arguments}


def identify(event: Event) -> Event:
    """Give an event its IRI: a function of article, frame, roles, polarity, modality, speaker and date; evidence does not count."""
    roles = [",".join(sorted(_iris(r))) for r in (event.actors, event.recipients, event.mediators, event.topics)]
    parts = [event.frame, *roles, event.place.iri if event.place else "", event.polarity, event.modality, event.said_by.iri if event.said_by else "", event.earliest or "", event.latest or ""]
    return replace(event, iri=event_iri(event.article, *parts))

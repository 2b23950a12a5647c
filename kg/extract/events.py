"""From a matched frame to an event: roles, place, date, polarity and modality, speaker, evidence."""

from __future__ import annotations

from dataclasses import replace

from kg.document import Sentence
from kg.event import Argument, Event
from kg.extract.arguments import roles_of
from kg.extract.attribution import Quotes, speakers_of
from kg.extract.context import Context, Participant, referents
from kg.extract.match import Match
from kg.extract.scope import Scope, scope_of
from kg.extract.subjects import case_of
from kg.extract.talks import iris_of
from kg.extract.when import event_date
from kg.iri import event_iri
from kg.lexicon import Frame
from kg.vocabulary import PLOVER_SCORES

__all__ = ["absorbed", "build_event", "identify", "plover_type"]

COOPERATIVE = frozenset({"SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
HOSTILE = frozenset({"SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "PROTEST"})


def plover_type(base: str, polarity: str, modality: str) -> str:
    """Return the PLOVER type of an event that is only planned, possible or denied.

    PLOVER codes what is announced or refused under the type that says so: future cooperation and future meetings are AGREE, and so is cooperation that
    somebody is willing or
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
    roles = roles_of(context, sentence, match)
    if roles is None:
        return None
    actors, recipients, mediators, topics = roles.actors, roles.recipients, roles.mediators, roles.topics
    scope = _scope(context, sentence, match)
    speakers = _speakers(context, sentence, match, quotes, speaker, [p.argument for p in actors])
    tokens = {
        *match.tokens,
        *(i for p in (*actors, *recipients, *mediators) if p.sentence == sentence.index for i in range(p.start, p.end)),
        *(i for t in topics for i in t.tokens),
    }
    frame = _near_deal(sentence, match) or match.frame
    polarity = scope.polarity if frame.polarity == "positive" else {"positive": "negative", "negative": "positive"}[scope.polarity]
    place = _place(context, sentence, match)
    kind = plover_type(frame.type, polarity, scope.modality)
    earliest, latest, date_text = event_date(context, sentence, match.tokens, scope.modality)
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
        earliest=earliest,
        latest=latest,
        date_text=date_text,
        polarity=polarity,
        modality=scope.modality,
        said_by=speakers[0].argument if speakers else None,
        reported_by=tuple(p.argument for p in speakers[1:]),
        evidence=context.evidence(sentence, tokens),
    )


def _near_deal(sentence: Sentence, match: Match) -> Frame | None:
    """Return the frame of talks for an agreement that is only near or close: it is negotiation still."""
    if match.frame.predicate != "agrees":
        return None
    path = [match.token, *sentence.ancestors(match.token)][:4]
    for i in path:
        if case_of(sentence, i) & {"near", "towards", "toward"} or sentence.tokens[i].lemma.lower() in (
            "near",
            "close",
            "edge",
            "verge",
            "cusp",
            "brink",
            "inch",
        ):
            return replace(match.frame, id="near-deal", kind="Talks", type="CONSULT", mode=None, predicate="negotiatesWith", status="near")
    return None


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
    return [p for p in named if p.argument.iri not in iris_of(actors)] if match.frame.absorbs or match.frame.predicate == "supports" else named


def _place(context: Context, sentence: Sentence, match: Match) -> Argument | None:
    for t in match.tokens:
        for j in sentence.dependents(t, "obl", "nmod"):
            if case_of(sentence, j) & {"in", "at"}:
                for p in referents(context, sentence, j, deep=False):
                    if p.kind in ("Place", "State"):
                        return p.argument
    return None


def identify(event: Event) -> Event:
    """Give an event its IRI: a function of article, frame, roles, polarity, modality, speaker and date; evidence does not count."""
    roles = [",".join(sorted(iris_of(r))) for r in (event.actors, event.recipients, event.mediators, event.topics)]
    parts = [
        event.frame,
        *roles,
        event.place.iri if event.place else "",
        event.polarity,
        event.modality,
        event.said_by.iri if event.said_by else "",
        event.earliest or "",
        event.latest or "",
    ]
    return replace(event, iri=event_iri(event.article, *parts))

"""Arguments: the roles of a match filled by more than its own slots.

What the slots of the frame leave empty may stand in the content of the trigger, in the phrase above it, or in what the text spoke of before.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.actors import NameUse
from kg.document import Sentence
from kg.event import Argument
from kg.extract.context import Context, Participant, referents
from kg.extract.match import Match
from kg.extract.roles import fillers, governor, phrase_heads
from kg.extract.subject_matter import TopicMention, topics_in
from kg.extract.subjects import case_of, subjects

__all__ = ["Roles", "roles_of"]

DEALS = frozenset({"deal", "accord", "agreement", "pact", "plan", "proposal", "settlement", "treaty", "text", "process"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Who and what fills the roles of one match."""

    actors: list[Participant]
    recipients: list[Participant]
    mediators: list[Participant]
    topics: list[TopicMention]

    def lacks(self, needs: tuple[str, ...], *, mutual: bool) -> bool:
        """Say whether a needed role is empty; two who act on one another need no recipient."""
        filled = {"actor": self.actors, "recipient": self.recipients or (mutual and len(self.actors) > 1), "mediator": self.mediators, "topic": self.topics}
        return any(not filled.get(role) for role in needs)


def roles_of(context: Context, sentence: Sentence, match: Match) -> Roles | None:
    """Fill the roles of a match; None if one that the frame needs stays empty, or if the trigger only reports or asks."""
    if match.frame.id == "agenda-content" and not _is_deal(context, sentence, match):
        return None
    if match.frame.predicate == "demands" and _only_says(sentence, match, context):
        return None
    actors = fillers(context, sentence, match, "actor")
    recipients = _others(fillers(context, sentence, match, "recipient"), actors)
    if not actors and recipients and match.frame.symmetric:
        actors = _others(_through_object(context, sentence, match), recipients) or _others(_above(context, sentence, match), recipients)
    if not actors and match.frame.id == "talks" and recipients and all(r.kind == "State" for r in recipients):
        actors = _home(context, match, recipients)
    if not recipients and match.frame.absorbs:
        recipients = _others(_from_content(context, sentence, match), actors)
    if match.frame.predicate == "meets":
        recipients = [r for r in (_host(context, p) for p in recipients) if r is not None]
    mediators = _others(fillers(context, sentence, match, "mediator"), actors)
    topics = _topics(context, sentence, match)
    if not topics and not recipients and match.frame.predicate in ("supports", "rejects", "criticises"):
        topics = _matter(context, sentence, match)
    roles = Roles(actors=actors, recipients=recipients, mediators=mediators, topics=topics)
    return None if roles.lacks(match.frame.needs, mutual=match.frame.symmetric) else roles


def _is_deal(context: Context, sentence: Sentence, match: Match) -> bool:
    """Say whether the subject of a verb of content is a deal or talks: ``the accord provides for``, ``one concerns``."""
    return any(sentence.tokens[j].lemma.lower() in context.lexicon.list("deals") for j in subjects(sentence, match.token))


def _only_says(sentence: Sentence, match: Match, context: Context) -> bool:
    """Say whether what stands below a verb of demanding is a fact or a question: ``insisted that it had paid``, ``asked who did``."""
    for j in sentence.dependents(match.token, "ccomp"):
        verb = sentence.tokens[j]
        auxiliaries = {sentence.tokens[k].text.lower() for k in sentence.dependents(j, "aux", "cop")}
        finite = verb.xpos in ("VBD", "VBZ") or bool(auxiliaries & {"had", "has", "have", "would", "will", "was", "were", "is", "are", "did", "does"})
        question = any(sentence.tokens[k].xpos in ("WP", "WRB", "WDT") or sentence.tokens[k].text.lower() in ("whether", "if") for k in sentence.children[j])
        if finite or question:
            return True
    return False


def _host(context: Context, participant: Participant) -> Participant | None:
    """Let a capital that is visited stand for its state; other places are met by nobody."""
    if participant.kind != "Place":
        return participant
    for actor, use in context.book.lookup(participant.argument.text):
        if use == NameUse.CAPITAL and actor.iri in context.by_iri:
            text = participant.argument.text
            return Participant(
                argument=Argument(iri=actor.iri, text=text),
                kind="State",
                sentence=participant.sentence,
                start=participant.start,
                end=participant.end,
                head=participant.head,
            )
    return None


def _matter(context: Context, sentence: Sentence, match: Match) -> list[TopicMention]:
    """Return the topic of the talks spoken of before for a bare ``the deal`` that is welcomed or rejected."""
    for head in phrase_heads(sentence, match, "obj", context):
        if sentence.tokens[head].lemma.lower() in DEALS and context.matter:
            text = sentence.tokens[head].text
            return [TopicMention(argument=Argument(iri=context.matter[0].iri, text=text), tokens=(head,))]
    return []


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


def _home(context: Context, match: Match, others: list[Participant]) -> list[Participant]:
    """Return the state that an article mostly speaks of, for talks of which it names the other side alone: ``negotiations with Ethiopia``."""
    states = {e.iri: len(e.mentions) for e in context.entities if e.type == "State" and e.iri not in {o.argument.iri for o in others}}
    best = max(states, key=lambda i: states[i], default=None)
    if best is None or states[best] < 3 or not match.is_noun:
        return []
    name = context.by_iri[best].name
    return [Participant(argument=Argument(iri=best, text=name), kind="State", sentence=-1, start=0, end=0, head=0)]


def _others(found: list[Participant], taken: list[Participant]) -> list[Participant]:
    known = {p.argument.iri for p in taken}
    return [p for p in found if p.argument.iri not in known]


def _from_content(context: Context, sentence: Sentence, match: Match) -> list[Participant]:
    """Return whom an absorbing frame addresses by what stands in its content: ``refused to sign a deal with the junta``."""
    found: list[Participant] = []
    for head in phrase_heads(sentence, match, "comp", context):
        own = ("nsubj", "nsubj:pass") if match.frame.predicate in ("demands", "proposes") else ()  # of a denial or threat they are no addressee
        for slot in (*own, "obj", "obl", "iobj"):
            for j in sentence.dependents(head, slot):
                if slot == "obl" and not case_of(sentence, j) & {"with", "to", "from", "on", "against", "by", "for"}:
                    continue
                found += [p for p in referents(context, sentence, j) if p.argument.iri not in {f.argument.iri for f in found}]
                found += [
                    p
                    for k in sentence.dependents(j, "nmod")
                    if case_of(sentence, k) & {"with", "by", "from", "to", "of", "against", "on"}
                    for p in referents(context, sentence, k)
                    if not found
                ]
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
            tokens |= _phrase(sentence, head)
    if match.is_noun or match.parts:
        tokens |= {i for t in match.tokens if sentence.tokens[t].upos != "VERB" for i in _phrase(sentence, t)}
    if match.is_noun:
        tokens |= set(_said_of(context, sentence, match.token))
        verb = governor(sentence, match.token, context)
        if verb is not None:
            tokens |= {
                i
                for j in sentence.dependents(verb, "obl", "xcomp", "ccomp", "advcl")
                if not case_of(sentence, j) & {"by", "in", "at"} and _is_purpose(sentence, j)
                for i in _phrase(sentence, j)
            }
    return topics_in(context, sentence, tokens)


def _is_purpose(sentence: Sentence, j: int) -> bool:
    """Say whether what stands beside a light verb may be what its talks are about: a phrase, or a clause of purpose."""
    return not sentence.tokens[j].deprel.startswith("advcl") or any(sentence.tokens[k].text.lower() == "to" for k in sentence.dependents(j, "mark"))


def _phrase(sentence: Sentence, head: int) -> set[int]:
    """Return a phrase without the clauses that hang beside it: what follows from it, what is said by the way."""
    beside = {
        i
        for j in sentence.subtree(head)
        for k in sentence.children[j]
        if sentence.tokens[k].deprel.split(":")[0] in ("advcl", "parataxis", "list", "discourse")
        or (sentence.tokens[k].deprel == "conj" and sentence.tokens[k].upos == "VERB" and sentence.dependents(k, "nsubj"))
        for i in sentence.subtree(k)
    }
    return {i for i in sentence.subtree(head) if i not in beside}


def _said_of(context: Context, sentence: Sentence, noun: int) -> list[int]:
    """Return the words of what talks are said to be about: ``the negotiations were centred on …``."""
    token = sentence.tokens[noun]
    if token.head < 0 or not token.deprel.startswith("nsubj") or sentence.tokens[token.head].lemma.lower() not in context.lexicon.list("about"):
        return []
    subject = set(sentence.subtree(noun))
    return [i for i in sentence.subtree(token.head) if i not in subject]

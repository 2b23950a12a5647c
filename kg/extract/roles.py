"""Roles: who fills the slots of a matched frame, by the dependency tree.

Slots are named in ``kg.lexicon``. Subjects are found through passives, coordination, control and raising, relative and participle clauses, and light verbs.
"""

from __future__ import annotations

from kg.document import Sentence
from kg.extract.context import Context, Participant, conjuncts, is_named, referents
from kg.extract.match import Match
from kg.extract.subjects import case_of, is_passive, modifiers, subjects

__all__ = ["fillers", "governor", "phrase_heads"]


OUTSIDE = frozenset({"observer", "guest", "witness", "host", "mediator", "facilitator", "monitor", "guarantor"})  # who attends talks as one is no side


def fillers(context: Context, sentence: Sentence, match: Match, role: str) -> list[Participant]:
    """Return the actors in a role: those of the first slot of the frame that is filled.

    A slot of several joined by ``+`` takes the fillers of all of them (``from+to``).
    """
    slots = (match.frame.noun_slots if match.is_noun else match.frame.slots).get(role, ())
    for slot in slots:
        found: list[Participant] = []
        for head in (h for part in slot.split("+") for h in phrase_heads(sentence, match, part, context) if not _is_help(context, sentence, h, slot)):
            found += [
                p
                for p in referents(context, sentence, head, deep=slot not in ("mod", "between", "among"))
                if p.argument.iri not in {f.argument.iri for f in found} and _fits(p, match, role)
            ]
        if len(found) == 1 and slot in ("between", "among"):
            found += _second_side(context, sentence, found[0])
        if found:
            return found
    return []


def _is_help(context: Context, sentence: Sentence, head: int, slot: str) -> bool:
    """Say whether a phrase names a helper, not the other side: ``with the help of X``."""
    return slot in ("with", "under", "through") and sentence.tokens[head].lemma.lower() in context.lexicon.list("help_nouns")


def _second_side(context: Context, sentence: Sentence, first: Participant) -> list[Participant]:
    """Return the actor behind the ``and`` that follows the first side, where the tree does not join them."""
    joint = next((i for i in range(first.end, min(first.end + 14, len(sentence.tokens))) if sentence.tokens[i].text.lower() == "and"), None)
    if joint is None:
        return []
    for i in range(joint + 1, min(joint + 7, len(sentence.tokens))):
        one = context.participant(sentence, i)
        if one is not None and one.kind != "Place" and one.argument.iri != first.argument.iri and one.start > joint:
            return [one]
        if sentence.tokens[i].upos in ("VERB", "AUX"):
            break
    return []


def _fits(participant: Participant, match: Match, role: str) -> bool:
    """Say whether a kind may fill a role: one that the frame names, if it does; places do not act, nor talk; crowds do not mediate."""
    allowed = match.frame.kinds.get(role)
    if allowed is not None and participant.kind not in allowed:
        return False
    if participant.kind == "Place":
        return role not in ("actor", "mediator") and match.frame.predicate not in ("negotiatesWith", "mediates", "agrees", "demands", "proposes")
    if match.frame.predicate == "mediates" and role in ("actor", "mediator") and not participant.is_named:
        return False
    return participant.kind != "Group" or not (role == "mediator" or (role == "actor" and match.frame.predicate == "mediates"))


def phrase_heads(sentence: Sentence, match: Match, slot: str, context: Context) -> list[int]:
    """Return the head tokens of the phrases in a slot."""
    if slot == "subj":
        return subjects(sentence, match.token) if not match.is_noun else _noun_subjects(sentence, match.token, context)
    if slot == "obj":
        return _objects(sentence, match)
    if slot == "iobj":
        return sentence.dependents(match.token, "iobj")
    if slot == "poss":
        return [j for t in match.tokens for j in sentence.dependents(t, "nmod:poss")]
    if slot == "mod":
        return [j for t in match.tokens for j in modifiers(sentence, t)]
    if slot == "head":
        return [sentence.tokens[match.token].head] if sentence.tokens[match.token].deprel.startswith(("acl", "amod")) else []
    if slot == "self":
        return _itself(sentence, match.token, context)
    if slot == "comp":
        return [
            j
            for j in sentence.dependents(match.token, "xcomp", "ccomp", "advcl", "acl")
            if not sentence.tokens[j].deprel.startswith("advcl") or any(sentence.tokens[k].lemma.lower() == "to" for k in sentence.dependents(j, "mark"))
        ]
    if slot == "pred":
        above = sentence.tokens[match.token].head
        return [above] if above >= 0 and sentence.tokens[match.token].deprel.startswith("nsubj") and sentence.dependents(above, "cop") else []
    return _prepositional(sentence, match, slot, context)


def _objects(sentence: Sentence, match: Match) -> list[int]:
    """Return the object of a verb trigger: direct, subject of a passive, or that of the trigger's own preposition; for a noun, what ``of`` joins to it."""
    if match.is_noun:
        return [j for j in sentence.dependents(match.token, "nmod") if "of" in case_of(sentence, j)]
    verb = match.token
    own = [sentence.tokens[p].head for p in match.parts if sentence.tokens[p].deprel in ("case", "mark") and sentence.tokens[p].head != verb]
    if own:
        return own
    if is_passive(sentence, verb):
        subject = sentence.dependents(verb, "nsubj:pass")
        if subject:
            return subject
        token = sentence.tokens[verb]
        if token.deprel == "acl":
            return [token.head]
        if token.deprel in ("conj", "xcomp", "advcl") and token.head >= 0:
            return sentence.dependents(token.head, "nsubj:pass") or sentence.dependents(token.head, "nsubj")
        return []
    found = [j for j in sentence.dependents(verb, "obj") if j not in match.parts]
    if not found and sentence.tokens[verb].deprel == "acl:relcl" and not match.parts and not sentence.dependents(verb, "nsubj:pass"):
        relative = [j for j in sentence.children[verb] if sentence.tokens[j].text.lower() in ("who", "that", "which")]
        if sentence.dependents(verb, "nsubj") and not any(sentence.tokens[j].deprel.startswith("nsubj") for j in relative):
            return [sentence.tokens[verb].head]
    if not found and not match.parts:
        found = [j for c in sentence.dependents(verb, "conj") for j in sentence.dependents(c, "obj")]
    return found


def _prepositional(sentence: Sentence, match: Match, slot: str, context: Context) -> list[int]:
    """Return what a preposition joins to the trigger, to its further words, to its object, or to the light verb above it."""
    heads = list(match.tokens)
    if match.is_noun:
        carrier = governor(sentence, match.token, context)
        heads += [*_carriers(sentence, match.token, context), *([carrier] if carrier is not None else _predicate(sentence, match.token, context))]
    else:
        heads += [j for j in sentence.dependents(match.token, "obj", "xcomp") if (sentence.index, j) not in context.at]
    if match.is_noun:
        heads += [j for h in heads for j in sentence.dependents(h, "obl:unmarked")]
    return _joined(sentence, match, slot, heads) or (_joined(sentence, match, slot, _below(sentence, match, heads)) if slot in LOOSE else [])


LOOSE = frozenset({"with", "against", "to", "from", "by"})


def _below(sentence: Sentence, match: Match, heads: list[int]) -> list[int]:
    """Return where the parser hangs a phrase of the trigger too low (``held talks in Oslo with Kenya``).

    That is on a place or day, on the object, or on another argument of a noun.
    """
    low = [
        j
        for h in heads
        for j in sentence.dependents(h, "obl", "nmod")
        if case_of(sentence, j) & ({"in", "at", "on", "of", "by"} if match.is_noun else {"in", "at", "on"})
    ]
    return low + ([] if match.is_noun else [j for j in sentence.dependents(match.token, "obj") if j not in heads])


def _joined(sentence: Sentence, match: Match, slot: str, heads: list[int]) -> list[int]:
    """Return the phrases that a preposition joins to some words."""
    found: list[int] = []
    for head in heads:
        for j in sentence.dependents(head, "obl", "nmod", "advcl"):
            for k in conjuncts(sentence, j):
                if slot == "with" and any("as" in case_of(sentence, i) for i in sentence.dependents(k, "nmod", "obl")):
                    continue
                if (
                    slot in case_of(sentence, k) | _marks(sentence, k)
                    and k not in match.parts
                    and k not in found
                    and (k == j or sentence.dependents(k, "case"))
                ):
                    found.append(k)
    return found


def _marks(sentence: Sentence, head: int) -> set[str]:
    """Return the prepositions before a clause or a word that was taken for a verb (``over pay``)."""
    return {sentence.tokens[j].text.lower() for j in sentence.dependents(head, "mark") if sentence.tokens[j].upos == "ADP" or sentence.tokens[j].xpos == "IN"}


def _predicate(sentence: Sentence, noun: int, context: Context) -> list[int]:
    """Return the light verb that an event noun is the subject of: ``talks will open under …``."""
    above = sentence.tokens[noun].head
    fits = above >= 0 and sentence.tokens[noun].deprel.startswith("nsubj") and sentence.tokens[above].lemma.lower() in context.lexicon.list("light")
    return [above] if fits else []


def _carriers(sentence: Sentence, noun: int, context: Context) -> list[int]:
    """Return the nouns above an event noun through which its roles pass (``a round of talks``)."""
    found = []
    head, token = sentence.tokens[noun].head, sentence.tokens[noun]
    carriers = context.lexicon.list("carriers")
    while (
        head >= 0
        and head not in found
        and token.deprel.split(":")[0] in ("nmod", "compound", "acl", "conj")
        and (sentence.tokens[head].lemma.lower() in carriers or token.deprel == "conj")
    ):
        found.append(head)
        token, head = sentence.tokens[head], sentence.tokens[head].head
    return found


def governor(sentence: Sentence, noun: int, context: Context) -> int | None:
    """Return the light verb (or copular noun: ``is part of``) whose complement an event noun is, or None."""
    top = [noun, *_carriers(sentence, noun, context)][-1]
    token = sentence.tokens[top]
    if top != noun and sentence.dependents(top, "cop"):
        return top
    if token.head < 0 or token.deprel.split(":")[0] not in ("obj", "obl", "xcomp", "nsubj", "advcl", "ccomp", "dep"):
        return None
    head = sentence.tokens[token.head]
    if head.lemma.lower() not in context.lexicon.list("light"):
        return None
    if token.deprel.startswith("nsubj") and token.deprel != "nsubj:pass":
        return None
    return token.head


def _itself(sentence: Sentence, noun: int, context: Context) -> list[int]:
    """Return the trigger itself where it describes a named actor: ``its chief facilitator, X``; ``Qatari mediators``; ``X, the mediator``."""
    beside = sentence.dependents(noun, "appos")
    if beside:
        return [*beside, *(j for j in sentence.dependents(noun, "conj") if sentence.tokens[j].upos == "PROPN")]
    found = context.at.get((sentence.index, noun))
    if found is not None and is_named(found[0]):
        return [noun]
    token = sentence.tokens[noun]
    if "as" in case_of(sentence, noun) and token.head >= 0:
        if sentence.tokens[token.head].upos in ("NOUN", "PROPN"):
            return [token.head]
        return sentence.dependents(token.head, "obj", "nsubj:pass") or subjects(sentence, token.head)
    if token.deprel == "appos":
        return [token.head]
    before = next(
        (m.head for _, m in context.names.get((sentence.index, _phrase_start(sentence, noun) - 2), ()) if m.end == _phrase_start(sentence, noun) - 1), None
    )
    return (
        [before]
        if before is not None and sentence.tokens[_phrase_start(sentence, noun) - 1].text == "," and token.deprel in ("conj", "parataxis", "dep", "list")
        else []
    )


def _phrase_start(sentence: Sentence, noun: int) -> int:
    left = noun
    while left > 0 and sentence.tokens[left - 1].upos in ("DET", "ADJ", "NOUN"):
        left -= 1
    return left


def _noun_subjects(sentence: Sentence, noun: int, context: Context) -> list[int]:
    """Return the subject of an event noun: that of its copula or of its light verb."""
    verb = governor(sentence, noun, context)
    if verb is not None and any("as" in case_of(sentence, j) and sentence.tokens[j].lemma.lower() in OUTSIDE for j in sentence.dependents(verb, "obl", "nmod")):
        return []
    if verb is not None:
        return subjects(sentence, verb) if sentence.tokens[verb].upos in ("VERB", "AUX") else sentence.dependents(verb, "nsubj")
    return sentence.dependents(noun, "nsubj") if sentence.dependents(noun, "cop") else []

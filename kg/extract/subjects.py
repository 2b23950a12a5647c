"""Subjects: who acts by a verb, in any construction of the dependency tree.

Active subjects and agents of passives; coordination, control and raising; relative, participle and infinitive clauses; hyphenated participles.
"""

from __future__ import annotations

from kg.document import Sentence

__all__ = ["case_of", "hyphenated", "is_passive", "modifiers", "subjects"]

DOCUMENTS = frozenset(  # who passes or sends one does what it does: ``passed a resolution criticising X``
    (
        "resolution statement letter report bill law decree message note document declaration communique petition article tweet post lawsuit order "
        "ruling decision motion measure announcement memo ultimatum"
    ).split()
)
OTHERS = frozenset(  # what is welcomed or blocked is not done by who welcomes or blocks: ``welcomed any effort to end the war``
    "welcome praise hail support back oppose criticise criticize condemn block reject dismiss applaud await expect fear see watch discuss demand urge".split()
)
OBJECT_CONTROL = frozenset(
    (
        "urge ask tell call order force allow persuade invite request press push encourage instruct enable help warn advise "
        "compel convince appeal direct expect want permit require task lead prompt appoint name pressure summon accuse suspect "
        "blame mandate authorise authorize "
    ).split()
)


def case_of(sentence: Sentence, head: int) -> set[str]:
    """Return the prepositions that mark a phrase; of several words joined by ``_`` (``along_with``)."""
    found = set()
    for j in sentence.dependents(head, "case"):
        words = [j, *sentence.dependents(j, "fixed")]
        found.add("_".join(sentence.tokens[k].text.lower() for k in words))
    if not found:
        token = sentence.tokens[head]
        if token.deprel == "conj" and token.head >= 0:
            return case_of(sentence, token.head)
    return found


def subjects(sentence: Sentence, verb: int, depth: int = 0) -> list[int]:
    """Return the heads of the phrases that act, for a verb in any construction.

    Active subject; agent of a passive; what a participle or infinitive modifies; the subject of the verb that it is coordinated with or depends on.
    """
    if depth > 6 or verb < 0:
        return []
    token = sentence.tokens[verb]
    if hyphenated(sentence, verb):
        return [verb - 2]
    if is_passive(sentence, verb):
        return _agents(sentence, verb)
    active = [j for j in sentence.dependents(verb, "nsubj") if sentence.tokens[j].deprel != "nsubj:pass" and not _after_with(sentence, j)]
    own = active or sentence.dependents(verb, "nsubj:outer")
    if own:
        return own
    return _inherited(sentence, verb, depth) if token.head >= 0 else []


def _after_with(sentence: Sentence, noun: int) -> bool:
    """Say whether a noun that the tree calls a subject follows ``with``, ``against`` or ``from``: it belongs to what stands before."""
    return any(sentence.tokens[j].text.lower() in ("with", "against", "from", "between") for j in sentence.dependents(noun, "case"))


def _inherited(sentence: Sentence, verb: int, depth: int) -> list[int]:
    """Return who acts for a verb without a subject of its own: by coordination, control, raising, or from the noun that its clause modifies."""
    token, head = sentence.tokens[verb], sentence.tokens[verb].head
    relation = token.deprel.split(":")[0]
    if relation in ("amod", "csubj", "parataxis", "obl", "dep"):
        return []
    if relation == "acl":
        return _of_noun(sentence, verb, depth)
    if relation in ("conj", "advcl"):
        return _passive_or_active(sentence, head, depth)
    if relation == "xcomp" or (relation == "ccomp" and token.xpos in ("VB", "VBG")):
        objects = [j for j in sentence.dependents(head, "obj", "iobj", "nsubj:pass") if j != verb]
        if objects and sentence.tokens[head].lemma.lower() in OBJECT_CONTROL:
            return objects
        if sentence.tokens[head].upos == "VERB" or sentence.dependents(head, "nsubj"):
            return _passive_or_active(sentence, head, depth)
    return _passive_or_active(sentence, head, depth) if sentence.tokens[head].upos == "AUX" else []


def hyphenated(sentence: Sentence, verb: int) -> bool:
    """Say whether a participle is joined to its agent by a hyphen: ``Qatar-mediated``."""
    return (
        verb > 1
        and sentence.tokens[verb - 1].text in ("-", "–")
        and sentence.tokens[verb - 2].upos in ("PROPN", "ADJ", "NOUN")
        and sentence.tokens[verb].xpos in ("VBN", "VBD", "JJ")
    )


def _passive_or_active(sentence: Sentence, head: int, depth: int) -> list[int]:
    """Return the grammatical subject that a dependent clause shares with its head, be that active or passive."""
    if is_passive(sentence, head):
        own = sentence.dependents(head, "nsubj:pass") or sentence.dependents(head, "nsubj")
        return own or subjects(sentence, sentence.tokens[head].head, depth + 1)
    return subjects(sentence, head, depth + 1)


def _of_noun(sentence: Sentence, verb: int, depth: int) -> list[int]:
    """Return who acts in a clause that modifies a noun: the noun itself, or, for an infinitive, whose decision, offer or bid it is."""
    head = sentence.tokens[verb].head
    governing = sentence.tokens[head].head
    if sentence.tokens[verb].deprel == "acl:relcl" or sentence.tokens[verb].xpos == "VBG":
        written = sentence.tokens[head].lemma.lower() in DOCUMENTS and governing >= 0 and sentence.tokens[head].deprel.split(":")[0] in ("obj", "obl")
        return (subjects(sentence, governing, depth + 1) if written else []) or [head]
    owners = sentence.dependents(head, "nmod:poss") or [j for j in modifiers(sentence, head) if sentence.tokens[j].upos in ("PROPN", "ADJ")]
    if owners:
        return owners
    own = governing >= 0 and sentence.tokens[governing].lemma.lower() not in OTHERS
    if own and sentence.tokens[head].deprel.split(":")[0] in ("obj", "obl", "nsubj", "xcomp"):
        return subjects(sentence, governing, depth + 1)
    return [head]


def is_passive(sentence: Sentence, verb: int) -> bool:
    """Say whether a verb is a passive or a past participle that modifies a noun (``hostages held by``)."""
    token = sentence.tokens[verb]
    if sentence.dependents(verb, "nsubj:pass", "aux:pass", "csubj:pass"):
        return True
    if any(sentence.tokens[j].deprel in ("nsubj:pass", "aux:pass") for j in sentence.children[verb]):
        return True
    if token.xpos == "VBN" and token.deprel in ("acl", "advcl"):
        return not sentence.dependents(verb, "obj") and not sentence.dependents(verb, "aux")
    if token.deprel == "conj" and token.xpos == "VBN" and token.head >= 0 and not sentence.dependents(verb, "nsubj", "aux", "obj"):
        return is_passive(sentence, token.head)
    return bool(sentence.dependents(verb, "obl:agent"))


def _agents(sentence: Sentence, verb: int) -> list[int]:
    found = sentence.dependents(verb, "obl:agent") or [j for j in sentence.dependents(verb, "obl", "nmod") if "by" in case_of(sentence, j)]
    if not found and sentence.tokens[verb].deprel == "conj" and sentence.tokens[verb].head >= 0:
        head = sentence.tokens[verb].head
        return _agents(sentence, head) if is_passive(sentence, head) else []
    return found


def modifiers(sentence: Sentence, noun: int) -> list[int]:
    """Return the adjectives and nouns before a noun that modify it, possessors aside."""
    return [
        j
        for j in sentence.children[noun]
        if j < noun and sentence.tokens[j].deprel.split(":")[0] in ("amod", "compound", "nmod") and sentence.tokens[j].deprel != "nmod:poss"
    ]

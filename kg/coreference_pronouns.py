"""Sieves over pronouns: ``which``, ``she``, ``it``, ``its negotiators``."""

from __future__ import annotations

from kg.coreference_clusters import Clusters
from kg.document import Sentence
from kg.mention import Form

__all__ = ["anchored_by_pronoun", "pronouns", "relatives"]

PERSONAL = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
NEUTER = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "themselves", "theirs"})
RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
# Weights of what a pronoun may pick up.
SUBJECT = 180.0
OTHER = 140.0


def relatives(c: Clusters) -> None:
    """Join a relative pronoun with the noun that its clause modifies."""
    for i, m in enumerate(c.mentions):
        if m.form == Form.PRONOUN and m.text.lower() in RELATIVE:
            sentence = c.sentence(i)
            for j in sentence.ancestors(m.head):
                if sentence.tokens[j].deprel.startswith("acl") and sentence.tokens[j].head >= 0:
                    target = c.by_head.get((m.sentence, sentence.tokens[j].head))
                    if target is not None:
                        c.refer(i, target)
                    break
            if c.find(i) == i and m.text.lower() != "that":
                before = [
                    j for j in range(i) if c.mentions[j].sentence == m.sentence and c.mentions[j].form == Form.NAME and 1 <= m.start - c.mentions[j].end <= 2
                ]
                if before:
                    c.refer(i, before[-1])


def pronouns(c: Clusters) -> None:
    """Join a pronoun with the most salient fitting antecedent of its own and the two sentences before."""
    for i, m in enumerate(c.mentions):
        if m.form != Form.PRONOUN:
            continue
        word = m.text.lower()
        kinds: tuple[str, ...] = (
            ("Person",) if word in PERSONAL else ("State", "Organisation") if word in NEUTER else ("Group", "Organisation") if word in PLURAL else ()
        )
        found = [j for j in c.before(i, *kinds, window=2) if _fits(c, i, j, word)] if kinds else []
        if found:
            c.refer(i, _most_salient(c, i, found))


def _fits(c: Clusters, i: int, j: int, word: str) -> bool:
    other = c.mentions[j]
    if (other.form == Form.PRONOUN and c.find(j) == j) or (word in PLURAL and not other.plural):
        return False
    near = other.sentence == c.mentions[i].sentence
    if not near and (word in PLURAL or (word in NEUTER and not c.is_subject(j))):
        return False
    if word == "it" and not (c.is_subject(j) and _may_be_actor(c.sentence(i), c.mentions[i].head)):
        return False
    return not _clashes(c, i, j) and not c.are_he_and_she(i, j)


def _most_salient(c: Clusters, i: int, found: list[int]) -> int:
    """Weigh what the candidates refer to by all their mentions nearby: subjects more, each sentence back half; the first in the order of ``found`` of equals.

    After Lappin and Leass (1994), "An algorithm for pronominal anaphora resolution", Computational Linguistics 20(4).
    """
    weights: dict[int, float] = {}
    for j in found:
        away = c.mentions[i].sentence - c.mentions[j].sentence
        weights[c.find(j)] = weights.get(c.find(j), 0.0) + (SUBJECT if c.is_subject(j) else OTHER) / 2**away
    return max(found, key=lambda j: (weights[c.find(j)], -found.index(j)))


def _may_be_actor(sentence: Sentence, head: int) -> bool:
    """Say whether an ``it`` does something, rather than being said to be something: ``it is a long way``, ``it was clear``."""
    token = sentence.tokens[head]
    return token.deprel == "nsubj" and token.head >= 0 and not sentence.dependents(token.head, "cop") and sentence.tokens[token.head].upos == "VERB"


def _clashes(c: Clusters, i: int, j: int) -> bool:
    """Say whether a pronoun and a candidate are arguments of one verb, which would need a reflexive."""
    one, two = c.mentions[i], c.mentions[j]
    if one.sentence != two.sentence:
        return False
    tokens = c.sentence(i).tokens
    return tokens[one.head].head == tokens[two.head].head and not tokens[one.head].deprel.startswith("nmod")


def anchored_by_pronoun(c: Clusters) -> None:
    """Join ``its negotiators`` with what ``its`` refers to."""
    for i, m in enumerate(c.mentions):
        if m.form == Form.NOMINAL and m.stands and m.anchor is not None and not c.is_named(i):
            j = c.by_head.get((m.sentence, m.anchor))
            if j is not None and c.mentions[j].form == Form.PRONOUN and c.kind(j) in ("State", "Organisation") and c.find(j) != j:
                c.refer(i, j)

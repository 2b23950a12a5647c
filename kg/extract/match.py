"""Matching: which words of a sentence call up which frames.

A look-up by lemma finds candidate triggers, so that the cost does not grow with the number of frames; a trigger of several words must hang together in the
tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.document import Sentence
from kg.lexicon import Frame, Lexicon, Trigger

__all__ = ["Match", "candidates", "find_matches"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A frame called up by the words of a sentence.

    Args:
        frame: What is called up.
        trigger: The words that do it, as the lexicon has them.
        token: The token of the trigger's head.
        parts: The tokens of its further words, in the trigger's order.
        is_noun: Whether the frame's noun slots apply.
    """

    frame: Frame
    trigger: Trigger
    token: int
    parts: tuple[int, ...] = ()
    is_noun: bool = False

    @property
    def tokens(self) -> tuple[int, ...]:
        """All tokens of the trigger, in reading order."""
        return tuple(sorted((self.token, *self.parts)))


def find_matches(sentence: Sentence, lexicon: Lexicon) -> list[Match]:
    """Find the frames that a sentence calls up.

    For each token the triggers with most words win; a token that is part of a longer trigger calls up nothing by itself.

    Returns:
        Matches in the order of their tokens.
    """
    found = candidates(sentence, lexicon)
    used = {p: m for m in found for p in m.parts}
    kept = [m for m in found if m.token not in used or used[m.token].trigger.length < m.trigger.length]
    return sorted(kept, key=lambda m: m.token)


def candidates(sentence: Sentence, lexicon: Lexicon) -> list[Match]:
    """Return the matches of each token by itself, those inside longer triggers included."""
    return [m for i in range(len(sentence.tokens)) for m in _matches_at(sentence, i, lexicon)]


def _matches_at(sentence: Sentence, i: int, lexicon: Lexicon) -> list[Match]:
    token = sentence.tokens[i]
    verbal = token.upos in ("VERB", "AUX") or (token.upos in ("NOUN", "ADJ") and token.xpos in ("VBG", "VBN", "VBD", "VB", "VBZ", "VBP"))
    tables = ((lexicon.verbs, False), (lexicon.nouns, True)) if verbal else ((lexicon.nouns, True),)
    best: list[Match] = []
    for table, is_noun in tables:
        if is_noun and token.upos not in ("NOUN", "ADJ", "PROPN", "ADP", "ADV") and not (verbal and not best):
            continue
        for frame, trigger in table.get(_lemma(sentence, i, lexicon) if not is_noun else token.lemma.lower(), ()):
            if best and trigger.length < best[0].trigger.length:
                break
            parts = _parts(sentence, i, trigger.parts) if trigger.case is None or _has_case(sentence, i, trigger.case) else None
            if parts is not None:
                best.append(Match(frame=frame, trigger=trigger, token=i, parts=parts, is_noun=is_noun))
        if best:
            break
    return best


def _lemma(sentence: Sentence, i: int, lexicon: Lexicon) -> str:
    """Return a verb's lemma; that of its form where the lemmatizer's is no trigger (``freed`` as ``fre``)."""
    lemma = sentence.tokens[i].lemma.lower()
    return lemma if lemma in lexicon.verbs else lexicon.forms.get(sentence.tokens[i].text.lower(), lemma)


def _has_case(sentence: Sentence, i: int, case: str) -> bool:
    return any(sentence.tokens[j].text.lower() == case for j in sentence.dependents(i, "case", "mark"))


def _parts(sentence: Sentence, head: int, lemmas: tuple[str, ...]) -> tuple[int, ...] | None:
    """Find the tokens of the further words: each depends on the head or on one found before, or is the preposition of such a dependent."""
    found: list[int] = []
    for lemma in lemmas:
        token = next((j for j in _reachable(sentence, [head, *found]) if _is(sentence, j, lemma) and j not in found and not _dates(sentence, j)), None)
        if token is None:
            return None
        found.append(token)
    return tuple(found)


def _is(sentence: Sentence, j: int, lemma: str) -> bool:
    """Say whether a token is a word of a trigger: by its lemma, or by its form where the lemmatizer keeps a plural (``troops``)."""
    token = sentence.tokens[j]
    return token.lemma.lower() == lemma or token.text.lower() in (lemma, lemma + "s")


def _dates(sentence: Sentence, j: int) -> bool:
    """Say whether a preposition only introduces a date: ``called on Saturday`` is no ``call on``."""
    token = sentence.tokens[j]
    return token.deprel == "case" and sentence.tokens[token.head].text.lower() in DAYS


QUANTIFIERS = frozenset(
    {
        "all",
        "most",
        "some",
        "one",
        "each",
        "many",
        "several",
        "round",
        "series",
        "set",
        "number",
        "couple",
        "half",
        "part",
        "any",
        "none",
        "two",
        "three",
        "batch",
        "group",
        "team",
        "dozen",
        "hundred",
        "thousand",
        "rest",
        "percent",
    }
)
DAYS = frozenset(
    {
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    }
)


def _reachable(sentence: Sentence, heads: list[int]) -> Iterator[int]:
    """Yield the tokens that may be further words of a trigger: dependents of its words, their prepositions, and the noun that a participle modifies."""
    first = sentence.tokens[heads[0]]
    if first.deprel in ("acl", "amod") and first.xpos in ("VBN", "VBD", "VBG") and first.head >= 0:
        yield first.head
    for h in heads:
        for j in sentence.children[h]:
            relation = sentence.tokens[j].deprel
            if relation.split(":")[0] in ("nsubj", "conj", "parataxis", "punct", "cc") and relation != "nsubj:pass":
                continue
            yield j
            if sentence.tokens[j].lemma.lower() in QUANTIFIERS:
                yield from sentence.dependents(j, "nmod")
            if relation == "ccomp":
                yield from sentence.dependents(j, "aux")
            if relation.split(":")[0] in ("obl", "nmod", "advcl", "xcomp", "obj", "acl"):
                yield from (k for k in sentence.children[j] if sentence.tokens[k].deprel.split(":")[0] in ("case", "mark", "amod", "compound", "det"))
        if h == heads[0] and h + 1 < len(sentence.tokens) and sentence.tokens[h + 1].upos in ("ADP", "ADV", "PART"):
            yield h + 1

"""When an event happens: the date expression of its own clause, resolved against the day of publication.

A date dates the word that it hangs on. It is the event's where this word is the trigger, the verb that carries it (``held talks``, ``talks began``)
or one that only shades it (``is expected to meet``). Relative clauses and complements have dates of their own, and so has what another trigger governs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kg.dates import DateSpan, find_dates
from kg.document import Sentence
from kg.extract.context import Context
from kg.extract.roles import governor
from kg.extract.subjects import case_of

__all__ = ["event_date"]

RELATIONS = frozenset({"obl", "nmod", "advmod", "compound", "amod", "nummod", "dep", "advcl"})
ELSEWHERE = frozenset({"before", "after", "following", "pending", "until", "till", "by", "ahead", "prior", "than", "as", "for", "to", "like", "about"})
"""Words before a date that put the event outside of it, or make it a deadline or a matter of talk."""
PASSES = frozenset(
    """
    hold take begin start resume continue end conclude open convene occur happen kick schedule plan set last go proceed follow be sign reach break adjourn
    """.split()
)
"""Verbs that say of a noun that it takes place."""
PREPOSITIONS = frozenset({"on", "in", "at", "over", "during"})


def event_date(context: Context, sentence: Sentence, tokens: Collection[int], modality: str) -> tuple[str | None, str | None, str | None]:
    """Find when an event happens.

    Args:
        context: The document and what is known of it.
        sentence: Sentence of the trigger.
        tokens: The trigger.
        modality: Of the event; what is planned lies ahead of publication.

    Returns:
        First and last possible day and the words that say so; three times None if its clause has no date.
    """
    published = context.document.article.date
    spans = find_dates([t.text for t in sentence.tokens], published, future=_lies_ahead(context, sentence, tokens, modality))
    if not spans:
        return None, None, None
    for carriers in _circles(context, sentence, tokens):
        found = [s for s in spans if _dates(context, sentence, s, carriers, tokens)]
        if found:
            best = min(found, key=lambda s: (_length(s), s.start))
            begin, end = sentence.tokens[best.start].begin, sentence.tokens[best.end - 1].end
            return best.earliest, best.latest, context.document.article.text[begin:end]
    return None, None, None


def _length(span: DateSpan) -> tuple[int, int, int]:
    first, last = (tuple(int(n) for n in day.split("-")) for day in (span.earliest, span.latest))
    return last[0] - first[0], last[1] - first[1], last[2] - first[2]


def _lies_ahead(context: Context, sentence: Sentence, tokens: Collection[int], modality: str) -> bool:
    """Say whether an event is still to come: planned, due, or possible and not told in the past (``may have met``, ``reportedly met``)."""
    due = any(
        sentence.tokens[t].deprel.startswith("nsubj") and sentence.tokens[sentence.tokens[t].head].lemma.lower() in context.lexicon.list("planning")
        for t in tokens
        if sentence.tokens[t].upos == "NOUN"
    )
    if modality != "possible" or due:
        return modality == "planned" or due
    words = [sentence.tokens[j] for t in tokens for j in (t, *sentence.dependents(t, "aux"))]
    return not any(w.lemma.lower() == "have" or w.xpos == "VBD" for w in words)


def _circles(context: Context, sentence: Sentence, tokens: Collection[int]) -> Iterator[set[int]]:
    """Yield the words whose dates are the trigger's, nearest first: itself, the verb that carries it, verbs above that only shade it or share their date."""
    circle = set(tokens)
    yield circle
    carrying = {v for t in tokens for v in _carrying(context, sentence, t)} - circle
    if carrying:
        yield carrying
    above = {v for t in (*tokens, *sorted(carrying)) for v in _above(context, sentence, t)} - circle - carrying
    if above:
        yield above


def _carrying(context: Context, sentence: Sentence, token: int) -> list[int]:
    """Return the verb by which an event noun takes place, and the nouns between them: ``a round of talks was held``."""
    word = sentence.tokens[token]
    if word.upos not in ("NOUN", "PROPN", "ADJ"):
        return []
    verb = governor(sentence, token, context)
    if verb is not None and (sentence.tokens[verb].lemma.lower() in PASSES or sentence.tokens[verb].lemma.lower() not in context.lexicon.list("reporting")):
        return [verb]
    found: list[int] = []
    here = token
    while sentence.tokens[here].deprel in ("nmod", "compound") and sentence.tokens[sentence.tokens[here].head].lemma.lower() in context.lexicon.list(
        "carriers"
    ):
        here = sentence.tokens[here].head
        if here in found:
            return found
        found.append(here)
    head = sentence.tokens[here].head
    if head >= 0 and sentence.tokens[here].deprel.startswith("nsubj") and (sentence.tokens[head].lemma.lower() in PASSES or sentence.dependents(head, "cop")):
        found.append(head)
    return found


def _above(context: Context, sentence: Sentence, token: int) -> list[int]:
    """Return the verbs above that say nothing of their own (``is expected to meet``), and the verb that a conjunct shares its adverbs with."""
    found: list[int] = []
    here = token
    while True:
        word = sentence.tokens[here]
        if word.head < 0 or word.head in found or word.upos not in ("VERB", "AUX", "ADJ"):
            return found
        above = sentence.tokens[word.head]
        lemma = above.lemma.lower()
        shades = (
            word.deprel == "xcomp"
            and lemma not in context.lexicon.verbs
            and (lemma in context.lexicon.list("possible") or lemma not in context.lexicon.list("reporting"))
        )
        shares = word.deprel == "conj" and above.upos == "VERB" and not sentence.dependents(here, "nsubj", "mark")
        if not (shades or shares):
            return found
        found.append(word.head)
        here = word.head


def _dates(context: Context, sentence: Sentence, span: DateSpan, carriers: set[int], tokens: Collection[int]) -> bool:
    """Say whether a date hangs on one of some words; a place in between does not matter (``talks in Doha on Tuesday``)."""
    here = _head(sentence, span)
    word = sentence.tokens[here]
    if _is_elsewhere(sentence, span, here):
        return False
    if any(j in carriers for j in sentence.dependents(here, "nsubj")) and not word.deprel.startswith("acl"):
        return True
    seen: set[int] = set()
    while here not in carriers:
        word = sentence.tokens[here]
        if word.head < 0 or here in seen or not (word.deprel.split(":")[0] in RELATIONS or word.deprel == "nmod:poss"):
            return False
        seen.add(here)
        if word.head not in carriers and not _is_name(context, sentence, word.head, span):
            return False
        here = word.head
    return here in tokens or _is_shared(sentence, span, here, tokens)


def _is_name(context: Context, sentence: Sentence, token: int, span: DateSpan) -> bool:
    """Say whether a token is a place, name or date that a later date can only seem to belong to."""
    return sentence.tokens[token].upos == "PROPN" or (sentence.index, token) in context.at or span.start <= token < span.end


def _is_shared(sentence: Sentence, span: DateSpan, verb: int, tokens: Collection[int]) -> bool:
    """Let a conjunct share only what stands before the verb: ``On Tuesday they met and signed``, but not ``They met on Tuesday and signed``."""
    trigger = min(tokens)
    joined = any(sentence.tokens[t].deprel == "conj" and sentence.tokens[t].head == verb for t in tokens)
    return not joined or span.start < verb < trigger


def _head(sentence: Sentence, span: DateSpan) -> int:
    inside = range(span.start, span.end)
    return next((i for i in inside if sentence.tokens[i].head not in inside), span.start)


def _is_elsewhere(sentence: Sentence, span: DateSpan, head: int) -> bool:
    """Say whether the words before a date put the event outside of it; ``since``, ``until`` and ``by`` inside a span were read by the grammar."""
    before = sentence.tokens[span.start - 1].text.lower() if span.start else ""
    own = {sentence.tokens[j].lemma.lower() for j in sentence.dependents(head, "case", "mark") if j < span.start}
    return bool((own | {before} if before not in PREPOSITIONS else own) & ELSEWHERE) or bool(case_of(sentence, head) & {"before", "after", "following"} and own)

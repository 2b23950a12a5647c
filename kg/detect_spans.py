"""Spans: how mentions are cut from the tokens of a sentence."""

from __future__ import annotations

from kg.document import Document, Sentence
from kg.mention import Mention

__all__ = ["head_of", "make_mention", "with_quantity"]

COUNTS = frozenset({"dozen", "hundred", "thousand", "score", "million", "ten"})
APPROXIMATE = frozenset({"about", "some", "around", "nearly", "almost", "over", "roughly"})


def make_mention(sentence: Sentence, document: Document, start: int, end: int, head: int, **more: object) -> Mention:
    """Make a mention of the tokens from ``start`` up to and without ``end``; the other fields are passed on."""
    begin, stop = sentence.tokens[start].begin, sentence.tokens[end - 1].end
    return Mention(sentence=sentence.index, start=start, end=end, head=head, begin=begin, stop=stop, text=document.article.text[begin:stop], **more)  # type: ignore[arg-type]


def head_of(sentence: Sentence, start: int, end: int) -> int:
    """Return the token of a span whose head lies outside it."""
    for i in range(start, end):
        if not start <= sentence.tokens[i].head < end:
            return i
    return end - 1


def with_quantity(sentence: Sentence, start: int, names: dict[int, Mention]) -> int:
    """Move the start of a phrase to the left over what the tree left out: ``40 rebel and [opposition groups]``."""
    tokens = sentence.tokens
    if start > 1 and tokens[start - 1].text.lower() == "of" and tokens[start - 2].lemma.lower() in COUNTS:
        start -= 2
    covered = {k for m in names.values() for k in range(m.start, m.end)}
    while start > 0 and start - 1 not in covered:
        token = tokens[start - 1]
        joined = (
            token.text.lower() == "and"
            and start > 2
            and tokens[start - 2].upos in ("NOUN", "ADJ")
            and tokens[start - 2].xpos in ("NN", "JJ")
            and tokens[start - 3].upos == "NUM"
        )
        if not joined and not (
            token.upos == "NUM"
            or (token.upos == "ADJ" and token.text.islower() and token.head >= start and tokens[max(0, start - 2)].text.lower() != "to")
            or (token.text.lower() in APPROXIMATE and tokens[start].upos == "NUM")
            or (token.upos == "NOUN" and token.xpos == "NN" and tokens[start].deprel in ("cc", "conj"))
        ):
            break
        start -= 1
    return start

"""Detection: a document's mentions, from named entities, the actor book, descriptions and pronouns.

Row 7 of the flow. Names come from the NER model and from the actor book, the longer wins (``kg.detect_names``); nominals are noun phrases whose head is in
the word
lists and that may name an actor by a modifier: ``a senior Israeli official`` (``kg.detect_nominals``); pronouns are left to ``kg.resolve``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.actors import ActorBook
from kg.detect_names import find_names, surnames_of
from kg.detect_nominals import find_nominals
from kg.detect_spans import make_mention
from kg.document import Document, Sentence
from kg.lexicon import Lexicon
from kg.mention import Form, Mention

__all__ = ["detect"]

PERSONAL = frozenset(
    (
        "he she him her his it its they them their who whom whose which we us our i my me both neither latter former "
        "himself herself itself themselves hers theirs"
    ).split()
)
PLURAL = frozenset("they them their we us our both neither themselves".split())


def detect(document: Document, book: ActorBook, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Find everything in a document that refers to an actor or a place.

    Returns:
        Mentions in reading order; names do not overlap, a nominal may enclose the name that it is anchored to.
    """
    found: list[Mention] = []
    surnames = surnames_of(document)
    for sentence in document.sentences:
        names = find_names(sentence, document, book, lexicon, surnames)
        nominals = find_nominals(sentence, names, document, lexicon)
        found += sorted([*names, *nominals, *_pronouns(sentence, document)], key=lambda m: (m.start, -m.end))
    return tuple(found)


def _pronouns(sentence: Sentence, document: Document) -> Iterator[Mention]:
    for i, token in enumerate(sentence.tokens):
        lower = token.text.lower()
        relative = lower == "that" and token.upos == "PRON" and token.deprel.startswith(("nsubj", "obj"))
        if (lower in PERSONAL and token.upos in ("PRON", "DET", "ADJ") and not token.deprel.startswith("expl")) or relative:
            plural = lower in PLURAL
            yield make_mention(sentence, document, i, i + 1, i, kind="Group" if plural else "Person", form=Form.PRONOUN, plural=plural)

"""Whether a person is spoken of as ``he`` or as ``she``, by titles, nouns and first names.

Row 8 of the flow. A bar to joining, never a reason to: where nothing tells, anything fits. The words are in ``kg/lexicons/persons.toml``.
"""

from __future__ import annotations

import re

from kg.document import Sentence
from kg.lexicon import Lexicon
from kg.mention import Form, Mention

__all__ = ["HE", "SHE", "spoken_of_as"]

HE = frozenset({"he", "him", "his", "himself"})
SHE = frozenset({"she", "her", "hers", "herself"})


def spoken_of_as(m: Mention, sentence: Sentence, lexicon: Lexicon) -> str | None:
    """Return ``he``, ``she``, or None where a mention does not tell."""
    if m.form == Form.PRONOUN:
        word = m.text.lower()
        return "he" if word in HE else "she" if word in SHE else None
    if m.kind != "Person" or m.plural:
        return None
    if m.form == Form.NOMINAL:
        return _of({sentence.tokens[m.head].lemma.lower()}, lexicon, "words")
    before = m.start - 1 if m.title is None else m.title
    titles = {sentence.tokens[i].text.lower() for i in range(max(0, before), m.start)}
    words = re.findall(r"[^\W\d_]+", m.text.lower())
    first = {words[0]} if len(words) > 1 else set()
    return _of(titles | first, lexicon, "words") or _of(first, lexicon, "names")


def _of(words: set[str], lexicon: Lexicon, kind: str) -> str | None:
    he, she = bool(words & lexicon.list(f"he_{kind}")), bool(words & lexicon.list(f"she_{kind}"))
    return None if he == she else "he" if he else "she"

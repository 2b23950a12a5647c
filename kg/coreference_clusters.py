"""Clusters of mentions in the course of coreference: a union-find forest that knows what its members are.

Row 8 of the flow. The sieves (``kg.coreference``) join clusters; nothing takes them apart.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kg.actors import ActorBook
from kg.coreference_gender import spoken_of_as
from kg.document import Document, Sentence
from kg.lexicon import Lexicon
from kg.mention import Form, Mention, outranks

__all__ = ["MEMORY", "WINDOW", "Clusters", "norm"]

WINDOW = 4  # sentences that a description or pronoun looks back
MEMORY = 2000  # mentions that count for what a text mostly speaks of


@lru_cache(maxsize=65536)
def norm(text: str) -> str:
    """Fold a name for comparison: accents, case, articles, possessives and spaces around hyphens aside.

    Example:
        >>> norm("the  Sant’Egidio’s")
        "sant'egidio"
    """
    folded = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    folded = "".join(c for c in folded if not unicodedata.combining(c)).casefold()
    folded = re.sub(r"\s+", " ", folded).strip(" .,;:\"'")
    folded = re.sub(r"^(the|a|an) ", "", folded)
    return re.sub(r"'s?$", "", folded)


@dataclass(slots=True, kw_only=True)
class Clusters:
    """Mentions of a document in the course of being joined.

    Args:
        document: Where they stand.
        mentions: In reading order.
        book: The actor book.
        lexicon: The word lists.
        parent: Union-find forest over the mentions.
        known: Actor-book IRIs of each cluster, by its root.
        first_name: First name of each cluster that has one, by its root.
        by_head: Mention by sentence and head token, names before descriptions.
        starts: First mention of each sentence.
        named: The mentions that are names.
        spoken: Whether a cluster is ``he`` or ``she``, by its root, where something tells.
    """

    document: Document
    mentions: Sequence[Mention]
    book: ActorBook
    lexicon: Lexicon
    parent: list[int] = field(default_factory=list)
    known: dict[int, frozenset[str]] = field(default_factory=dict)
    first_name: dict[int, int] = field(default_factory=dict)
    by_head: dict[tuple[int, int], int] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    named: list[int] = field(default_factory=list)
    spoken: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let every mention be a cluster of its own, and index names before nominals by their head token."""
        self.parent = list(range(len(self.mentions)))
        self.known = {i: frozenset({m.actor} if m.actor and not m.stands else ()) for i, m in enumerate(self.mentions)}
        self.first_name = {i: i for i, m in enumerate(self.mentions) if m.form in (Form.NAME, Form.DEMONYM)}
        self.starts = [bisect_left(self.mentions, s.index, key=lambda m: m.sentence) for s in self.document.sentences]
        for i, m in enumerate(self.mentions):
            if word := spoken_of_as(m, self.sentence(i), self.lexicon):
                self.spoken[i] = word
            key = (m.sentence, m.head)
            known = self.mentions[self.by_head[key]] if key in self.by_head else None
            if known is None or outranks(m, known):
                self.by_head[key] = i
            if m.form == Form.NAME:
                self.named.append(i)

    def find(self, i: int) -> int:
        """Return the first mention of a mention's cluster."""
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        """Make one cluster of two, unless the actor book knows them as two actors."""
        a, b = sorted((self.find(i), self.find(j)))
        if a != b and not self._conflict(a, b):
            self._merge(a, b)

    def refer(self, i: int, j: int) -> None:
        """Let a description or pronoun refer to what another mention refers to; its own cluster goes along."""
        a, b = self.find(j), self.find(i)
        if a != b:
            self._merge(a, b)

    def _merge(self, a: int, b: int) -> None:
        self.parent[b] = a
        self.known[a] |= self.known.pop(b)
        if (word := self.spoken.pop(b, None)) is not None:
            self.spoken.setdefault(a, word)
        named = [i for i in (self.first_name.get(a), self.first_name.pop(b, None)) if i is not None]
        if named:
            self.first_name[a] = min(named)

    def _conflict(self, a: int, b: int) -> bool:
        one, two = self.known[a], self.known[b]
        return bool(one and two and not one & two)

    def are_he_and_she(self, i: int, j: int) -> bool:
        """Say whether one of two clusters is spoken of as ``he``, the other as ``she``."""
        one, two = self.spoken.get(self.find(i)), self.spoken.get(self.find(j))
        return one is not None and two is not None and one != two

    def actors(self, i: int) -> frozenset[str]:
        """Return the actor-book IRIs that a mention's cluster carries."""
        return self.known[self.find(i)]

    def kind(self, i: int) -> str:
        """Return the kind of a cluster: that of its first name, else of the mention that all others refer to."""
        root = self.find(i)
        return self.mentions[self.first_name.get(root, root)].kind

    def is_named(self, i: int) -> bool:
        """Say whether a cluster holds a name."""
        return self.find(i) in self.first_name

    def names(self, *kinds: str) -> Iterator[int]:
        """Yield the mentions that are names, of the kinds given."""
        yield from (i for i in self.named if not kinds or self.mentions[i].kind in kinds)

    def sentence(self, i: int) -> Sentence:
        """Return the sentence of a mention."""
        return self.document.sentences[self.mentions[i].sentence]

    def before(self, i: int, *kinds: str, window: int = WINDOW) -> list[int]:
        """Return earlier mentions of the kinds, best antecedent first: nearest sentence, in it subjects first, then those nearest the left edge."""
        here = self.mentions[i]
        found = [
            j
            for j in range(self.starts[max(0, here.sentence - window)], i)
            if here.sentence - self.mentions[j].sentence <= window
            and self.mentions[j].stop <= here.begin
            and self.mentions[j].form != Form.DEMONYM
            and self.kind(j) in kinds
        ]
        return sorted(
            found,
            key=lambda j: (
                here.sentence - self.mentions[j].sentence,
                not self.is_subject(j),
                self.mentions[j].begin if self.mentions[j].sentence != here.sentence else -self.mentions[j].begin,
            ),
        )

    def is_subject(self, j: int) -> bool:
        """Say whether a mention is the subject of a verb."""
        return self.sentence(j).tokens[self.mentions[j].head].deprel.startswith("nsubj")

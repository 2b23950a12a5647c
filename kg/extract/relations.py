"""Static relations: who holds which office, who belongs to what, what is seated where.

Offices and what persons belong to are the work of ``kg.extract.titles``; bodies, their owners and seats that of ``kg.extract.bodies``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.document import Sentence
from kg.event import Relation
from kg.extract.context import Context

__all__ = ["Relations"]


@dataclass(slots=True)
class Relations:
    """Relations so far, each (subject, predicate, object) once; of two wordings of one position the first stays."""

    context: Context
    relations: dict[tuple[str, str, str], Relation] = field(default_factory=dict)
    positions: dict[str, list[set[str]]] = field(default_factory=dict)
    affiliations: dict[str, list[str]] = field(default_factory=dict)

    def add(self, subject: str, predicate: str, target: str, *, rule: str, sentence: Sentence, tokens: Iterable[int], polarity: str = "positive") -> None:
        """Add a relation, unless it is there or relates an actor to itself."""
        key = (subject, predicate, target)
        if key in self.relations or subject == target:
            return
        self.relations[key] = Relation(
            subject=subject, predicate=predicate, object=target, polarity=polarity, frame=rule, evidence=self.context.evidence(sentence, tokens)
        )
        if predicate == "affiliatedWith" and polarity == "positive":
            self.affiliations.setdefault(subject, []).append(target)

    def add_position(self, person: str, words: str, *, sentence: Sentence, tokens: Iterable[int]) -> None:
        """Add a position, unless one of the same words is there."""
        content = {w for w in re.findall(r"[^\W_]+", words.lower()) if w not in ("the", "a", "an", "of", "for", "to", "s")}
        known = self.positions.setdefault(person, [])
        if not content or any(content <= k or k <= content for k in known):
            return
        known.append(content)
        self.add(person, "hasPosition", words, rule="title", sentence=sentence, tokens=tokens)

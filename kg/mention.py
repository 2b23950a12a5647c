"""Mentions: stretches of text that refer to an actor or a place.

Made by ``kg.detect``; ``kg.resolve`` joins those that refer to the same into entities.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Form", "Mention", "outranks"]


class Form(StrEnum):
    """How a mention names what it refers to."""

    NAME = "name"
    DEMONYM = "demonym"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One reference in the text.

    Args:
        sentence: Index of the sentence in the document.
        start: First token of the mention.
        end: Token after the last.
        head: Token that the rest of the mention depends on.
        begin: First character in the article.
        stop: Character after the last.
        text: The characters as they stand.
        kind: State, Organisation, Person, Place or Group.
        form: Name, nominal or pronoun.
        actor: IRI in the actor book, where the mention names or stands for one of its actors.
        alternatives: Further actors of the book with the same name.
        anchor: For a nominal, the head token of the mention (in the same sentence) that its description names: ``Qatari`` in ``Qatari mediators``.
        stands: Whether it stands for its anchor (unnamed officials for their state), rather than being something that belongs to it.
        title: Where the words before a person's name begin that describe the person (``Iranian President`` X), or None.
        plural: Whether it refers to several.
    """

    sentence: int
    start: int
    end: int
    head: int
    begin: int
    stop: int
    text: str
    kind: str
    form: Form = Form.NAME
    actor: str | None = None
    alternatives: tuple[str, ...] = ()
    anchor: int | None = None
    stands: bool = False
    title: int | None = None
    plural: bool = False


def outranks(one: Mention, other: Mention) -> bool:
    """Say which of two mentions with the same head token is meant there: a name before a demonym (``Cypriot President X`` is X), that before a description."""
    order = (Form.NAME, Form.DEMONYM, Form.NOMINAL, Form.PRONOUN)
    return order.index(one.form) < order.index(other.form)

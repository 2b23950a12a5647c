"""Entities: one per real actor or place of an article, with the mentions that refer to it.

Made by ``kg.resolve``.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.mention import Mention

__all__ = ["Entity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An actor or a place, as one article has it.

    Args:
        iri: The actor book's, or minted from type and name.
        name: Canonical name.
        type: State, Organisation, Person, Place or Group.
        names: The distinct texts of its mentions, named forms first; pronouns left out.
        wikidata: Identifier such as ``Q846``, where known.
        mentions: Every reference, in reading order; not kept in RDF.
    """

    iri: str
    name: str
    type: str
    names: tuple[str, ...] = ()
    wikidata: str | None = None
    mentions: tuple[Mention, ...] = ()

"""Resolution: mentions become entities, one per real actor or place of the article.

Row 8 of the flow: clusters of mentions (``kg.coreference``) get an IRI, a name and a type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kg.actors import ActorBook
from kg.coreference import cluster, norm
from kg.document import Document
from kg.entity import Entity
from kg.iri import mint_actor
from kg.lexicon import Lexicon
from kg.mention import Form, Mention

__all__ = ["resolve"]

OWNED = re.compile(r"^(?:its|their|his|her|whose) ", re.IGNORECASE)
_COUNTS = "about|some|around|nearly|almost|over|more than|at least|up to|several|many|dozens of|hundreds of|thousands of|two|three|four|five|six|seven"
QUANTITY = re.compile(rf"^(?:(?:{_COUNTS}|eight|nine|ten|twelve|twenty|thirty|[\d.,]+) )+", re.IGNORECASE)


def resolve(document: Document, mentions: Sequence[Mention], book: ActorBook, lexicon: Lexicon, *, base: str, article: str) -> tuple[Entity, ...]:
    """Join mentions that refer to the same into entities.

    Args:
        document: Where the mentions stand.
        mentions: In reading order.
        book: The actor book: its actors keep its IRIs.
        lexicon: Word lists.
        base: Where minted IRIs of named actors begin.
        article: IRI of the article, where those of unnamed ones begin: the protesters of two articles are not the same.

    Returns:
        Entities by first mention; clusters of pronouns alone are left out. Two clusters that would get one IRI are one entity.
    """
    roots = cluster(document, mentions, book, lexicon)
    groups: dict[int, list[Mention]] = {}
    for mention, root in zip(mentions, roots, strict=True):
        groups.setdefault(root, []).append(mention)
    owners = _owners(mentions, roots, groups)
    found: dict[str, Entity] = {}
    for root, members in groups.items():
        if all(m.form == Form.PRONOUN for m in members):
            continue
        named = any(m.form in (Form.NAME, Form.DEMONYM) for m in members)
        entity = _entity(members, book, base if named else f"{article}/", owner=owners.get(root))
        found[entity.iri] = _merge(found[entity.iri], entity) if entity.iri in found else entity
    return tuple(sorted(found.values(), key=lambda e: (e.mentions[0].begin, e.mentions[0].stop)))


def _owners(mentions: Sequence[Mention], roots: list[int], groups: dict[int, list[Mention]]) -> dict[int, str]:
    """Name whom unnamed bodies and persons belong to, where their description says so by a pronoun: ``its parliament``."""
    at = {(m.sentence, m.head): root for m, root in zip(mentions, roots, strict=True) if m.form == Form.PRONOUN}
    owners: dict[int, str] = {}
    for m, root in zip(mentions, roots, strict=True):
        owner = at.get((m.sentence, m.anchor if m.anchor is not None else -1))
        if m.form == Form.NOMINAL and owner is not None and owner != root and any(o.form == Form.NAME for o in groups[owner]):
            owners.setdefault(root, _canonical(groups[owner]))
    return owners


def _entity(members: list[Mention], book: ActorBook, base: str, *, owner: str | None) -> Entity:
    known = Counter(m.actor for m in members if m.actor and not m.stands)
    names = _names(members)
    if known:
        actor = book.actors[max(known, key=lambda a: (known[a], a))]
        return Entity(iri=actor.iri, name=actor.name, type=actor.type, names=names, wikidata=actor.wikidata, mentions=tuple(members))
    kind, name = _kind(members), _canonical(members)
    if owner is not None and OWNED.match(name):
        name = OWNED.sub(f"{owner}'s ", name)
    return Entity(iri=mint_actor(base, kind, name), name=name, type=kind, names=names, mentions=tuple(members))


def _kind(members: list[Mention]) -> str:
    """Vote by the names of several words, else by all names, else by all mentions; the first of equals."""
    names = [m for m in members if m.form == Form.NAME]
    named = [m.kind for m in names if m.end - m.start > 1] or [m.kind for m in names] or [m.kind for m in members if m.form != Form.PRONOUN]
    counts = Counter(named)
    return max(counts, key=lambda k: (counts[k], -named.index(k)))


def _canonical(members: list[Mention]) -> str:
    """Take the fullest name; of a person's names none longer than five words."""
    named = (
        [m.text for m in members if m.form == Form.NAME]
        or [m.text for m in members if m.form == Form.DEMONYM]
        or [m.text for m in members if m.form == Form.NOMINAL]
    )
    name = max(named, key=lambda t: (len(t.split()) if len(t.split()) <= 8 else 0, len(t)))
    return re.sub(r"\s+", " ", re.sub(r"^(?:the|an?)\s+", "", name, flags=re.IGNORECASE)).strip() or name


def _names(members: list[Mention]) -> tuple[str, ...]:
    """Collect the distinct texts, names first, then demonyms and descriptions; pronouns left out."""
    order = [Form.NAME, Form.DEMONYM, Form.NOMINAL]
    texts = [re.sub(r"\s+", " ", m.text) for form in order for m in members if m.form == form]
    seen: dict[str, str] = {}
    for text in [*texts, *(QUANTITY.sub("", t) for t in texts)]:
        seen.setdefault(norm(text), text)
    return tuple(seen.values())


def _merge(one: Entity, two: Entity) -> Entity:
    names = {norm(n): n for n in (*two.names, *one.names)}
    ordered = [n for n in (*one.names, *two.names) if names.get(norm(n)) == n]
    mentions = tuple(sorted((*one.mentions, *two.mentions), key=lambda m: (m.begin, m.stop)))
    return Entity(iri=one.iri, name=one.name, type=one.type, names=tuple(dict.fromkeys(ordered)), wikidata=one.wikidata, mentions=mentions)

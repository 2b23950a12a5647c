"""Sieves over names: the same actor of the book, the same spelling, acronyms, surnames, short names."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from kg.coreference_clusters import Clusters, norm

__all__ = ["acronyms", "person_names", "same_actor", "same_name", "short_names", "words_of"]


def same_actor(c: Clusters) -> None:
    """Join mentions of one actor of the book."""
    first: dict[str, int] = {}
    for i, m in enumerate(c.mentions):
        if m.actor:
            c.join(first.setdefault(m.actor, i), i)


def same_name(c: Clusters) -> None:
    """Join names that are spelt alike."""
    known = {norm(c.mentions[i].text) for i in c.names() if c.mentions[i].actor}
    first: dict[tuple[str, bool], int] = {}
    for i in c.names():
        text = norm(c.mentions[i].text)
        place_of_capital = text in known and c.mentions[i].kind == "Place" and c.mentions[i].actor is None
        c.join(first.setdefault((text, place_of_capital), i), i)


def acronyms(c: Clusters) -> None:
    """Join a name with the acronym that follows it in parentheses, and acronyms with the one name that has their initials."""
    for i in c.names():
        m = c.mentions[i]
        tokens = c.sentence(i).tokens
        if m.end + 1 < len(tokens) and tokens[m.end].text == "(":
            j = next((k for k in c.names() if c.mentions[k].sentence == m.sentence and c.mentions[k].start == m.end + 1), None)
            if (
                j is not None
                and c.mentions[j].end < len(tokens)
                and tokens[c.mentions[j].end].text == ")"
                and c.mentions[j].text.isupper()
                and m.kind != "Person"
            ):
                c.join(i, j)
    initials: dict[str, set[int]] = {}
    for j in _first_by_text(c, list(c.names("Organisation"))).values():
        initials.setdefault(_initials(c.mentions[j].text), set()).add(j)
    for i in _first_by_text(c, list(c.names("Organisation", "Place", "State"))).values():
        text = c.mentions[i].text.replace(".", "")
        if re.fullmatch(r"[A-Z]{3,8}", text):
            full = {c.find(j) for j in initials.get(text, ())}
            if len(full) == 1:
                c.join(full.pop(), i)


def _initials(name: str) -> str:
    return "".join(w[0] for w in re.findall(r"[^\W\d_]+", name) if w[0].isupper())


def person_names(c: Clusters) -> None:
    """Join a surname, or part of a name, with the one full name that ends in it or holds it, else with the one that begins with it (``Workneh``)."""
    full = _first_by_text(c, [i for i in c.names("Person") if any(len(name) > 1 for name in _names_of(c, i))])
    single = _first_by_text(c, list(c.names("Person", "Organisation", "Place")))
    for i in single.values():
        m, words = c.mentions[i], words_of(c.mentions[i].text)
        if not words or (m.kind != "Person" and (len(words) > 1 or m.actor)):
            continue
        others = [j for j in full.values() if j != i and not c.are_he_and_she(i, j)]
        roots = {c.find(j) for j in others if any(_part_of(words, name) for name in _names_of(c, j))}
        roots = roots or {c.find(j) for j in others if len(words) == 1 and m.kind != "Place" and words_of(c.mentions[j].text)[0] == words[0]}
        roots.discard(c.find(i))
        if len(roots) == 1:
            c.join(roots.pop(), i)


def _names_of(c: Clusters, i: int) -> list[list[str]]:
    """Return the words of a mention and of the names that the actor book has for it: ``Hemedti`` is a Dagalo."""
    actor = c.book.actors.get(c.mentions[i].actor or "")
    return [words for name in (c.mentions[i].text, *(actor.names if actor else ())) if (words := words_of(name))]


def _first_by_text(c: Clusters, indices: list[int]) -> dict[str, int]:
    """Return the first mention of each spelling; ``same_name`` has joined the others with it."""
    first: dict[str, int] = {}
    for i in indices:
        first.setdefault(norm(c.mentions[i].text), i)
    return first


def _part_of(short: list[str], long: list[str]) -> bool:
    """Say whether a name is part of a fuller one: same last word (spelling variants allowed), the others in order."""
    if len(short) >= len(long) and short != long:
        return len(short) == len(long) > 1 and all(_alike(a, b) for a, b in zip(short, long, strict=True))
    if len(short) == 1:
        return _alike(short[0], long[-1]) or (len(long) > 2 and short[0] in long[1:])
    rest = iter(long)
    return all(any(_alike(w, o) for o in rest) for w in short)


def _alike(a: str, b: str) -> bool:
    return a == b or (len(a) > 4 and len(b) > 4 and a[0] == b[0] and fuzz.ratio(a, b) >= 84)


def short_names(c: Clusters) -> None:
    """Join the short form of an organisation's name (``the Platform``) with the one longer name before it that holds it."""
    orgs = [i for i in c.names("Organisation") if len(words_of(c.mentions[i].text)) > 1]
    for i in _first_by_text(c, list(c.names("Organisation", "Place"))).values():
        words = words_of(c.mentions[i].text)
        if not words or c.mentions[i].actor:
            continue
        roots = {c.find(j) for j in orgs if j < i and len(words_of(c.mentions[j].text)) > len(words) and _runs_in(words, words_of(c.mentions[j].text))}
        if len(roots) == 1:
            c.join(roots.pop(), i)


def _runs_in(short: list[str], long: list[str]) -> bool:
    return any(long[k : k + len(short)] == short for k in (0, len(long) - len(short)))


def words_of(name: str) -> list[str]:
    """Return the words of a name that tell it from others, particles aside."""
    return [w for w in re.findall(r"[^\W\d_]+", norm(name)) if w not in ("al", "el", "bin", "ben", "ibn", "de", "van", "von", "der", "the", "s")]

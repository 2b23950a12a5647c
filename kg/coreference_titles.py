"""Sieves over descriptions that name an actor: ``Qatari mediators``, ``the Ghani administration``, ``the Iranian president``."""

from __future__ import annotations

from collections.abc import Iterator

from kg.coreference_clusters import Clusters, norm
from kg.coreference_descriptions import home_state, is_definite
from kg.document import Sentence
from kg.mention import Form, Mention

__all__ = ["anchored", "governments", "offices"]

SAME_TITLES = {
    "envoy": "ambassador",
    "premier": "minister",
    "chairperson": "chairman",
    "chairwoman": "chairman",
    "chair": "chairman",
    "spokeswoman": "spokesman",
    "spokesperson": "spokesman",
    "chief": "head",
    "boss": "head",
}


def anchored(c: Clusters) -> None:
    """Join a description with the actor that it names and stands for: ``Qatari mediators`` with Qatar."""
    for i, m in enumerate(c.mentions):
        if m.form == Form.NOMINAL and m.stands and m.anchor is not None and c.find(i) == i:
            j = c.by_head.get((m.sentence, m.anchor))
            if j is not None and c.mentions[j].form in (Form.NAME, Form.DEMONYM) and (c.mentions[j].kind == m.kind or m.kind == "Person"):
                c.join(j, i)


def governments(c: Clusters) -> None:
    """Join the government that is called by its head or party (``the Ghani administration``) with the state.

    That is the state of the person's office, else the one spoken of most.
    """
    for i, m in enumerate(c.mentions):
        if (
            m.form != Form.NOMINAL
            or not m.stands
            or m.anchor is None
            or c.find(i) != i
            or c.sentence(i).tokens[m.head].lemma.lower() not in c.lexicon.list("governments") | {"team", "side", "delegation"}
        ):
            continue
        j = c.by_head.get((m.sentence, m.anchor))
        if (
            j is None
            or c.mentions[j].form != Form.NAME
            or c.mentions[j].kind not in ("Person", "Organisation")
            or (c.mentions[j].kind == "Organisation" and not _is_party(c, j, m))
        ):
            continue
        home = _state_of(c, j)
        if home is not None:
            c.refer(i, home)


def _is_party(c: Clusters, j: int, m: Mention) -> bool:
    """Say whether an organisation before ``government`` is a party that rules, rather than a body with an administration of its own."""
    actor = c.book.actors.get(c.mentions[j].actor or "")
    return c.sentence(j).tokens[m.head].lemma.lower() in ("government", "regime") and (actor is None or actor.kind in ("party", "armed group"))


def _state_of(c: Clusters, j: int) -> int | None:
    actor = c.book.actors.get(c.mentions[j].actor or "")
    offices = {o.of for o in actor.offices} if actor else set()
    known = next((k for k in c.names("State") if c.mentions[k].actor in offices), None)
    return home_state(c, len(c.mentions)) if known is None else known


def offices(c: Clusters) -> None:
    """Join ``the Iranian president`` or ``the minister`` with the person who was given that title before."""
    titles = c.lexicon.list("titles")
    held: list[tuple[str, str | None, int]] = []
    for i, m in enumerate(c.mentions):
        sentence = c.sentence(i)
        if m.form == Form.NAME and m.kind == "Person":
            held += [(lemma, anchor, i) for lemma, anchor in _titles_of(c, i)]
        elif (
            m.form == Form.NOMINAL
            and not m.plural
            and sentence.tokens[m.head].lemma.lower() in titles
            and not (m.stands and m.kind == "Person")
            and is_definite(sentence, m)
        ):
            lemma, anchor = _title(sentence, m.head), _anchor_text(c, sentence, m.head)
            known = {c.find(j) for held_lemma, held_anchor, j in held if held_lemma == lemma and (anchor is None or held_anchor in (None, anchor))}
            known = known or _in_office(c, i, lemma, anchor)
            if len(known) == 1:
                c.refer(i, known.pop())
            elif known and anchor is None:
                c.refer(i, [j for t, _, j in held if t == lemma][-1])


def _title(sentence: Sentence, token: int) -> str:
    lemma = sentence.tokens[token].lemma.lower()
    return SAME_TITLES.get(lemma, lemma)


def _in_office(c: Clusters, i: int, lemma: str, anchor: str | None) -> set[int]:
    """Return the persons named before who, by the actor book, hold or held an office of that title."""
    found = set()
    for j in c.names("Person"):
        actor = c.book.actors.get(c.mentions[j].actor or "")
        if j < i and anchor and actor and any(o.of == anchor and lemma in o.title.lower().split() for o in actor.offices):
            found.add(c.find(j))
    return found


def _titles_of(c: Clusters, i: int) -> Iterator[tuple[str, str | None]]:
    """Yield title lemma and actor for the titles written before a name or in apposition to it."""
    sentence, m = c.sentence(i), c.mentions[i]
    titles = c.lexicon.list("titles")
    for j in sentence.children[m.head]:
        if sentence.tokens[j].lemma.lower() in titles and sentence.tokens[j].deprel in ("nmod:desc", "compound", "appos", "flat", "nmod"):
            yield _title(sentence, j), _anchor_text(c, sentence, j) or _anchor_text(c, sentence, m.head)
    head = sentence.tokens[m.head]
    if head.deprel == "appos" and head.head >= 0 and sentence.tokens[head.head].lemma.lower() in titles:
        yield _title(sentence, head.head), _anchor_text(c, sentence, head.head)


def _anchor_text(c: Clusters, sentence: Sentence, head: int) -> str | None:
    for j in sentence.children[head]:
        k = c.by_head.get((sentence.index, j))
        if k is not None and c.mentions[k].form in (Form.NAME, Form.DEMONYM) and c.mentions[k].kind in ("State", "Organisation"):
            return c.mentions[k].actor or norm(c.mentions[k].text)
    return None

"""Sieve over descriptions without a name: ``the group``, ``the kingdom``, ``the government``."""

from __future__ import annotations

from collections import Counter

from kg.coreference_clusters import MEMORY, WINDOW, Clusters, norm
from kg.coreference_names import words_of
from kg.document import Sentence
from kg.lexicon import Lexicon
from kg.mention import Form, Mention

__all__ = ["descriptions", "home_state", "is_definite", "is_sides"]


def descriptions(c: Clusters) -> None:
    """Join a definite description without a name (``the group``, ``the kingdom``, ``the government``) with what it most likely picks up."""
    for i, m in enumerate(c.mentions):
        if (
            m.form != Form.NOMINAL
            or c.is_named(i)
            or (m.anchor is not None and not _is_movement(c, i))
            or not is_definite(c.sentence(i), m)
            or is_sides(c.lexicon, m.text)
            or _is_power(c.sentence(i), m.head)
            or _is_unseen_name(c.sentence(i), m)
        ):
            continue
        lemma = c.sentence(i).tokens[m.head].lemma.lower()
        target = _by_head_noun(c, i, lemma)
        target = _by_class(c, i, lemma) if target is None else target
        if target is not None:
            c.refer(i, target)


def _is_unseen_name(sentence: Sentence, m: Mention) -> bool:
    """Say whether a description is written as a name, which picks up nothing: ``the Association for Computational Linguistics``."""
    others = {*range(m.start, m.end), *sentence.dependents(m.head, "nmod", "flat")} - {m.head}
    return sentence.tokens[m.head].text[:1].isupper() and any(sentence.tokens[i].text[:1].isupper() for i in others)


def _is_power(sentence: Sentence, head: int) -> bool:
    """Say whether ``authority`` means the power to do something."""
    return sentence.tokens[head].lemma.lower() == "authority" and bool(sentence.dependents(head, "acl")) and sentence.tokens[head].xpos == "NN"


def _is_movement(c: Clusters, i: int) -> bool:
    """Say whether a description with an adjective of nation means a movement of that nation: ``the Palestinian militant group``."""
    return c.sentence(i).tokens[c.mentions[i].head].lemma.lower() in c.lexicon.list("movements") and not c.mentions[i].stands


def _main_movement(c: Clusters, i: int) -> int | None:
    """Return the armed group or movement named most often before a mention."""
    counts: Counter[int] = Counter()
    for j in range(max(0, i - MEMORY), i):
        m = c.mentions[j]
        if m.form == Form.NAME and m.kind == "Organisation":
            actor = c.book.actors.get(m.actor or "")
            if actor is None or (actor.kind or "") in ("armed group", "party", "movement"):
                counts[c.find(j)] += 1 + (actor is not None)
    return max(counts, key=lambda r: (counts[r], -r)) if counts else None


def _by_head_noun(c: Clusters, i: int, lemma: str) -> int | None:
    """Find the nearest earlier organisation whose name holds the noun: ``the council`` after ``Transitional Military Council``."""
    for j in reversed(range(max(0, i - MEMORY), i)):
        m = c.mentions[j]
        if m.form == Form.NAME and m.kind == "Organisation" and len(words_of(m.text)) > 1 and lemma in norm(m.text).split():
            return j
    return None


def _by_class(c: Clusters, i: int, lemma: str) -> int | None:
    """Find what a noun picks up by the kind of thing that it names: a government, a country, an armed group, a body."""
    words, plural = c.lexicon.list, c.mentions[i].plural
    if lemma in words("armed"):
        return _main_movement(c, i)
    if lemma == "junta":
        councils = [j for j in c.names("Organisation") if j < i and {"military", "council", "junta"} & set(norm(c.mentions[j].text).split())]
        return councils[-1] if councils else home_state(c, i)
    if lemma in words("governments") and (not plural or lemma in ("authority", "official", "troop", "force")):
        return home_state(c, i, _beside(c, i))
    if plural or lemma not in words("countries") | words("generic_bodies"):
        return None
    kind, window = ("State", 2 * WINDOW) if lemma in words("countries") else ("Organisation", WINDOW)
    found = [j for j in c.before(i, kind, window=window) if c.is_named(j) and not _is_outlet(c, j)]
    if lemma in words("particular_bodies") | words("countries") - {"country", "nation"}:
        found = [j for j in found if _is_called(c, j, lemma)]
    return found[0] if found else None


def _beside(c: Clusters, i: int) -> frozenset[int]:
    """Return the clusters that take part in the same deed as a description, and so are others: ``he asked Egypt to press the army``."""
    sentence, m = c.sentence(i), c.mentions[i]
    verb, verbs = sentence.tokens[m.head].head, set()
    while verb >= 0 and sentence.tokens[m.head].deprel.startswith(("nsubj", "obj", "iobj")) and verb not in verbs:
        verbs.add(verb)
        verb = sentence.tokens[verb].head if sentence.tokens[verb].deprel == "xcomp" else -1
    beside = (k for v in verbs for k in sentence.dependents(v, "nsubj", "obj", "iobj") if k != m.head)
    return frozenset(c.find(c.by_head[m.sentence, k]) for k in beside if (m.sentence, k) in c.by_head)


def _is_called(c: Clusters, j: int, lemma: str) -> bool:
    """Say whether a name of an actor has the word for its kind in it: which states are a kingdom or republic, which bodies a union or council."""
    for iri in c.actors(j):
        actor = c.book.actors[iri]
        if any(lemma in name.lower().split() for name in actor.names) or (lemma == "emirate" and actor.name.lower() in c.lexicon.list("emirates")):
            return True
    return False


def _is_outlet(c: Clusters, j: int) -> bool:
    iri = c.mentions[j].actor
    return iri is not None and iri in c.book.actors and c.book.actors[iri].kind in ("outlet", "news agency")


def home_state(c: Clusters, i: int, but: frozenset[int] = frozenset()) -> int | None:
    """Return the state named most often up to a mention, the lead counting more; the first of equals. Clusters ``but`` are left out."""
    counts: Counter[int] = Counter()
    for j in range(max(0, i - MEMORY), i):
        m = c.mentions[j]
        if m.kind == "State" and m.form in (Form.NAME, Form.DEMONYM):
            counts[c.find(j)] += 3 if m.sentence < 1 else 1
    for root in but:
        counts.pop(root, None)
    return max(counts, key=lambda r: (counts[r], -r)) if counts else None


def is_definite(sentence: Sentence, m: Mention) -> bool:
    """Say whether a description has an article or possessor that makes it pick up something known."""
    return any(sentence.tokens[j].text.lower() in ("the", "this", "that", "both") for j in sentence.dependents(m.head, "det")) or any(
        True for _ in sentence.dependents(m.head, "nmod:poss")
    )


def is_sides(lexicon: Lexicon, phrase: str) -> bool:
    """Say whether a phrase means the sides of something without naming them: ``both sides``, ``the two governments``."""
    *before, noun = phrase.lower().split() or [""]
    return noun in lexicon.list("sides") and all(word in lexicon.list("of_sides") for word in before)

"""Descriptions in a sentence: noun phrases whose head is in the word lists, and the name that they are anchored to."""

from __future__ import annotations

from collections.abc import Iterator

from kg.detect_spans import make_mention, with_quantity
from kg.document import Document, Sentence
from kg.lexicon import Lexicon
from kg.mention import Form, Mention

__all__ = ["find_nominals"]

LISTS = ("officials", "bodies", "groups", "persons", "titles", "countries")
POSSESSIVES = frozenset({"its", "their", "his", "her", "our", "my", "whose"})


def find_nominals(sentence: Sentence, names: list[Mention], document: Document, lexicon: Lexicon) -> Iterator[Mention]:
    """Find the descriptions of a sentence that may refer to an actor; ``names`` are those found in it before."""
    by_head = {m.head: m for m in names}
    covered = {i for m in names for i in range(m.start if m.title is None else m.title, m.end)}
    for i, token in enumerate(sentence.tokens):
        if token.upos not in ("NOUN", "PROPN", "ADJ") or i in covered or not _heads_phrase(sentence, i):
            continue
        lemma = token.lemma.lower()
        roles = {r for r in LISTS if lemma in lexicon.list(r)}
        if token.upos == "ADJ" or not roles:
            continue
        mention = _nominal(sentence, i, roles, by_head, document, lexicon)
        if mention is not None:
            yield mention


def _heads_phrase(sentence: Sentence, i: int) -> bool:
    """Say whether a noun heads a phrase of its own, rather than modifying another noun or being a title before a name."""
    return sentence.tokens[i].deprel not in ("compound", "nmod:desc", "flat", "amod", "nmod:unmarked", "fixed", "goeswith")


def _nominal(sentence: Sentence, i: int, roles: set[str], names: dict[int, Mention], document: Document, lexicon: Lexicon) -> Mention | None:
    start = _phrase_start(sentence, i, names)
    plural = sentence.tokens[i].xpos in ("NNS", "NNPS")
    person = _apposed_person(sentence, i, names)
    if person is not None:
        return make_mention(sentence, document, start, i + 1, i, kind="Person", form=Form.NOMINAL, anchor=person, stands=True)
    if not plural and i and sentence.tokens[i - 1].upos == "NUM" and sentence.tokens[i - 1].text.lower() not in ("one", "1"):
        return None  # an adjective of what is counted: 40 rebel and opposition groups
    anchor = _anchor(sentence, i, names)
    kind, stands = _nominal_kind(roles, plural, names.get(anchor) if anchor is not None else None, anchor is not None)
    if (
        kind == "State"
        and not stands
        and sentence.tokens[i].lemma.lower() not in lexicon.list("governments")
        and not ("countries" in roles and not plural and anchor is None)
    ):
        return None
    return make_mention(sentence, document, start, i + 1, i, kind=kind, form=Form.NOMINAL, anchor=anchor, stands=stands, plural=plural)


def _nominal_kind(roles: set[str], plural: bool, name: Mention | None, anchored: bool) -> tuple[str, bool]:
    """Decide the kind of a nominal, and whether it stands for the actor that its description names."""
    if name is not None and name.kind in ("State", "Organisation", "Person") and "officials" in roles:
        return ("State" if name.kind == "Person" else name.kind), True
    if name is None and anchored and "officials" in roles:
        return "State", True
    if plural:
        return ("Group" if roles & {"groups", "persons", "officials", "titles", "countries"} else "State"), False
    if "bodies" in roles:
        return "Organisation", False
    if "titles" in roles or "persons" in roles:
        return "Person", False
    return ("Group" if "groups" in roles else "State"), False


def _phrase_start(sentence: Sentence, i: int, names: dict[int, Mention]) -> int:
    """Return the first token of the run of modifiers before a noun, articles aside."""
    start = i
    for j in reversed(sentence.children[i]):
        if j >= i or sentence.tokens[j].deprel.split(":")[0] not in ("amod", "compound", "nmod", "nummod", "flat"):
            continue
        left = min([*sentence.subtree(j), names[j].start if j in names else j])
        if left < start:
            start = left
    while start < i and (
        sentence.tokens[start].upos in ("DET", "PUNCT", "ADP") or sentence.tokens[start].deprel == "case" or sentence.tokens[start].text.lower() == "whose"
    ):
        start += 1
    while start < i and start and sentence.tokens[start - 1].text.lower() == "to" and sentence.tokens[start].upos in ("ADJ", "VERB"):
        start += 1  # an infinitive that was taken for an adjective: to free prisoners
    return with_quantity(sentence, start, names)


def _apposed_person(sentence: Sentence, i: int, names: dict[int, Mention]) -> int | None:
    """Return the head of the person's name that a description stands in apposition to, either way round."""
    token = sentence.tokens[i]
    if token.deprel == "appos" and token.head in names and names[token.head].kind == "Person":
        between = [j for j in sentence.dependents(token.head, "conj") if j < i and j in names and names[j].kind == "Person"]
        return between[-1] if between else token.head  # ``X, the adviser, Y, the secretary``: the trees hang both on X
    for j in sentence.dependents(i, "appos", "flat"):
        if j in names and names[j].kind == "Person":
            return j
    return _apposed_before(sentence, i, names)


def _apposed_before(sentence: Sentence, i: int, names: dict[int, Mention]) -> int | None:
    """Return the head of the person's name before a comma that a description follows, or behind it: ``X, the Indonesian minister, said``; ``its leader, X``.

    Read from the words, since trees often make two subjects of it. A description that follows must be closed by a comma or full stop, else it is a subject
    of its own.
    """
    if i + 1 < len(sentence.tokens) and sentence.tokens[i + 1].text in ("'s", "’s", "'", "’"):
        return None
    inside = {k for m in names.values() if m.kind == "Person" for k in range(m.start, m.end)}
    if i + 2 < len(sentence.tokens) and sentence.tokens[i + 1].text == ",":
        behind = next((m.head for m in names.values() if m.kind == "Person" and (m.start if m.title is None else m.title) == i + 2), None)
        owned = sentence.tokens[i].text[:1].isupper() or any(
            sentence.tokens[j].deprel == "nmod:poss" or sentence.tokens[j].text.lower() in ("the", "whose") or j in names for j in sentence.children[i]
        )
        if behind is not None and owned and not (sentence.tokens[behind].deprel == "nsubj" and sentence.tokens[behind].head != sentence.tokens[i].head):
            return behind
    left = i
    while (
        left > 0
        and left - 1 not in inside
        and (
            sentence.tokens[left - 1].upos in ("DET", "ADJ", "NOUN", "PROPN", "PART")
            or sentence.tokens[left - 1].text.lower() in ("-", "his", "her", "its", "their", "then")
        )
    ):
        left -= 1
    if left < 2 or sentence.tokens[left - 1].text != ",":
        return None
    right = i + 1
    while right < len(sentence.tokens) and sentence.tokens[right].upos in ("ADP", "DET", "ADJ", "NOUN", "PROPN", "PART", "CCONJ", "NUM"):
        right += 1
    closed = right < len(sentence.tokens) and (sentence.tokens[right].upos == "PUNCT" or sentence.tokens[right].text.lower() in ("who", "whose"))
    return next((m.head for m in names.values() if m.end == left - 1 and m.kind == "Person"), None) if closed else None


def _anchor(sentence: Sentence, i: int, names: dict[int, Mention]) -> int | None:
    """Return the head of the name that a noun's description gives: ``Israeli`` official, officials ``of Egypt``, ``its`` negotiators."""
    before, after = [], []
    for j in sentence.children[i]:
        relation = sentence.tokens[j].deprel
        if relation.startswith(("amod", "compound", "nmod", "appos")) and (j in names or sentence.tokens[j].lemma.lower() in POSSESSIVES):
            cases = {sentence.tokens[k].lemma.lower() for k in sentence.dependents(j, "case")}
            if j < i:
                before.append(j)
            elif relation != "appos" and cases & {"of", "from", "for"}:
                after.append(j)
        elif relation.startswith("nmod") and j > i and {sentence.tokens[k].lemma.lower() for k in sentence.dependents(j, "case")} == {"of"}:
            inner = _anchor(sentence, j, names)
            if inner is not None:
                after.append(inner)
    return before[-1] if before else after[0] if after else None

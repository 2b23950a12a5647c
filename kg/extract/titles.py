"""Offices: who holds which, and what persons belong to.

Read from descriptions beside names (``Iranian President X``, ``X, president of the ICRC``) and copulas (``X is head of``). What counts as a position is in
the word
lists ``titles``, ``no_position`` and ``courtesy``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.document import Sentence
from kg.entity import Entity
from kg.event import Relation
from kg.extract.bodies import find_leaders, find_owners, find_seats
from kg.extract.context import Context, conjuncts, is_named, referents
from kg.extract.relations import Relations
from kg.extract.scope import scope_of
from kg.extract.subjects import case_of
from kg.mention import Form, Mention

__all__ = ["find_relations"]


def find_relations(context: Context) -> tuple[Relation, ...]:
    """Find offices, affiliations and seats in a document.

    Returns:
        Relations in reading order of their first statement.
    """
    found = Relations(context)
    for entity, mention in _in_order(context):
        sentence = context.document.sentences[mention.sentence]
        if entity.type == "Person" and mention.form != Form.PRONOUN and is_named(entity):
            _person(found, sentence, entity, mention)
        elif entity.type == "Organisation" and mention.form != Form.PRONOUN:
            find_owners(found, sentence, entity, mention)
    for sentence in context.document.sentences:
        find_leaders(found, sentence)
        find_seats(found, sentence)
    return tuple(sorted(found.relations.values(), key=lambda r: (r.evidence.begin, r.evidence.end)))


def _in_order(context: Context) -> Iterator[tuple[Entity, Mention]]:
    pairs = [(e, m) for e in context.entities for m in e.mentions if m.form != Form.DEMONYM]
    yield from sorted(pairs, key=lambda p: (p[1].begin, p[1].stop))


def _person(found: Relations, sentence: Sentence, person: Entity, mention: Mention) -> None:
    for noun, tokens in _descriptions(found.context, sentence, mention):
        _office(found, sentence, person, mention, noun, tokens)
    if mention.form == Form.NAME:
        for j in sentence.dependents(mention.head, "nmod", "compound"):
            if sentence.tokens[j].deprel == "compound" or case_of(sentence, j) & {"of", "from"}:
                for p in referents(found.context, sentence, j, deep=False):
                    if p.kind == "Organisation":
                        found.add(person.iri, "affiliatedWith", p.argument.iri, rule="of", sentence=sentence, tokens=[*range(mention.start, mention.end), j])


def _descriptions(context: Context, sentence: Sentence, mention: Mention) -> Iterator[tuple[int, list[int]]]:
    """Yield the title nouns that describe a mention, each with the tokens of its phrase."""
    titles = context.lexicon.list("titles")
    if mention.form == Form.NOMINAL:
        if sentence.tokens[mention.head].lemma.lower() in titles and sentence.tokens[mention.head].xpos not in ("NNS", "NNPS"):
            yield mention.head, _phrase(sentence, mention.head, stop=set())
        return
    if mention.title is not None:
        run = _strip(sentence, list(range(mention.title, mention.start)))
        yield next(i for i in reversed(range(mention.title, mention.start)) if sentence.tokens[i].lemma.lower() in titles), run
    own = set(range(mention.start, mention.end))
    for j in sentence.dependents(mention.head, "appos", "flat", "nmod"):
        between = any(m.kind == "Person" for i in range(mention.end, j) for _, m in context.names.get((sentence.index, i), ()))
        if sentence.tokens[j].lemma.lower() in titles and j >= mention.end and not between:
            yield j, _phrase(sentence, j, stop=own)
    yield from _shared(sentence, mention, titles)
    yield from _predicated(sentence, mention, titles)


def _shared(sentence: Sentence, mention: Mention, titles: frozenset[str]) -> Iterator[tuple[int, list[int]]]:
    """Yield the plural titles that persons named side by side share: ``X and Y, the coordinators of``, ``its negotiators, X and Y``."""
    top = _conjunction_head(sentence, mention.head)
    if top == mention.head:
        return
    beside = [*sentence.dependents(top, "appos"), *(k for c in conjuncts(sentence, top) for k in sentence.dependents(c, "appos"))]
    for j in beside:
        if sentence.tokens[j].lemma.lower() in titles and sentence.tokens[j].xpos in ("NNS", "NNPS"):
            yield j, _phrase(sentence, j, stop=set(range(mention.start, mention.end)))
    noun = sentence.tokens[top].head
    if noun >= 0 and sentence.tokens[top].deprel == "appos" and sentence.tokens[noun].lemma.lower() in titles and sentence.tokens[noun].xpos in ("NNS", "NNPS"):
        yield noun, _phrase(sentence, noun, stop=set(sentence.subtree(top)))


def _predicated(sentence: Sentence, mention: Mention, titles: frozenset[str]) -> Iterator[tuple[int, list[int]]]:
    """Yield the titles that a name stands in apposition to, or that the text says the person is: ``X is head of``, ``X, who is head of``."""
    head, above = mention.head, sentence.tokens[mention.head].head
    relation = sentence.tokens[head].deprel
    beside = relation in ("appos", "flat") or (relation.startswith("nsubj") and above >= 0 and bool(sentence.dependents(above, "cop")))
    if above >= 0 and beside and sentence.tokens[above].lemma.lower() in titles:
        yield above, _phrase(sentence, above, stop=set(sentence.subtree(head)))
    for relative in sentence.dependents(head, "acl:relcl"):
        if sentence.tokens[relative].lemma.lower() in titles and sentence.dependents(relative, "cop"):
            yield relative, _phrase(sentence, relative, stop=set(range(mention.start, mention.end)))


def _conjunction_head(sentence: Sentence, head: int) -> int:
    while sentence.tokens[head].deprel == "conj" and sentence.tokens[head].head >= 0:
        head = sentence.tokens[head].head
    return head


def _phrase(sentence: Sentence, noun: int, stop: set[int]) -> list[int]:
    """Return the noun's phrase up to the first clause, second description or list."""
    skipped = {
        j
        for c in sentence.children[noun]
        if sentence.tokens[c].deprel.split(":")[0]
        in ("acl", "appos", "conj", "cc", "punct", "parataxis", "cop", "nsubj", "advmod", "advcl", "aux", "mark", "obl", "dep", "case", "ccomp", "csubj")
        for j in sentence.subtree(c)
    }
    skipped |= {
        j
        for d in sentence.subtree(noun)
        if d not in skipped
        for c in sentence.children[d]
        if sentence.tokens[c].deprel == "acl:relcl"
        for j in sentence.subtree(c)
    }
    return _strip(sentence, _first_part(sentence, noun, [i for i in sentence.subtree(noun) if i not in skipped and i not in stop]))


def _first_part(sentence: Sentence, noun: int, tokens: list[int]) -> list[int]:
    """Cut a phrase at the first comma, dash or ``and`` behind its noun that begins something else."""
    for k, i in enumerate(tokens):
        token = sentence.tokens[i]
        if i > noun and (
            token.text in (",", ";", "–", "—", ":", "(") or token.deprel == "aux" or (token.upos in ("VERB", "AUX") and token.xpos in ("VBZ", "VBD", "VBP"))
        ):
            return tokens[:k]
        if i > noun and token.text.lower() == "and" and sentence.tokens[i + 1].upos == "NOUN" and sentence.tokens[i + 1].text.islower():
            return tokens[:k]
    return tokens


def _strip(sentence: Sentence, tokens: list[int]) -> list[int]:
    while tokens and (
        (sentence.tokens[tokens[0]].upos in ("DET", "PUNCT", "ADP", "ADV") and sentence.tokens[tokens[0]].text.lower() != "then")
        or sentence.tokens[tokens[0]].text.lower() in ("his", "her", "its", "their", "our", "my", "'s", "’s")
    ):
        tokens = tokens[1:]
    while tokens and sentence.tokens[tokens[-1]].upos in ("PUNCT", "ADP", "CCONJ"):
        tokens = tokens[:-1]
    if tokens and sentence.tokens[tokens[-1]].text in ("'s", "’s"):
        tokens = tokens[:-1]
    return tokens


def _office(found: Relations, sentence: Sentence, person: Entity, mention: Mention, noun: int, tokens: list[int]) -> None:
    context = found.context
    lemma = sentence.tokens[noun].lemma.lower()
    polarity = scope_of(sentence, noun, context.lexicon).polarity if sentence.dependents(noun, "cop") else "positive"
    shown = [*tokens, *range(mention.start, mention.end)] if tokens else [*range(mention.start, mention.end)]
    words = _position(context, sentence, mention, noun, tokens) if polarity == "positive" else ""
    if words:
        found.add_position(person.iri, words, sentence=sentence, tokens=shown)
    shared = sentence.tokens[noun].xpos in ("NNS", "NNPS") and any(sentence.tokens[j].text.lower() == "their" for j in sentence.dependents(noun, "nmod:poss"))
    if shared:  # ``their foreign ministers, X and Y``: whose is whose is not said
        return
    inside = {*(i for i in tokens if _names_affiliation(context, sentence, noun, tokens, i)), noun, *_owners(sentence, noun)}
    targets = list(dict.fromkeys(_bodies_of(found, sentence, noun, person, inside)))
    if lemma in context.lexicon.list("private"):
        targets = [t for t in targets if context.by_iri[t].type != "State"]
    if not targets and lemma in context.lexicon.list("state_offices"):
        targets = _implied_state(context, person, mention)
    for iri in targets:
        found.add(person.iri, "affiliatedWith", iri, rule="title", sentence=sentence, tokens=shown, polarity=polarity)


def _position(context: Context, sentence: Sentence, mention: Mention, noun: int, tokens: list[int]) -> str:
    """Return the words of a position as the text has them, honorifics aside; empty if the description is none."""
    lemma, lexicon = sentence.tokens[noun].lemma.lower(), context.lexicon
    before = noun < mention.start and mention.form == Form.NAME
    plain = [i for i in tokens if not (i > noun and sentence.tokens[i].text.lower() in lexicon.list("honorifics") and before)]
    while len(plain) > 1 and sentence.tokens[plain[0]].text.lower() in ("hrh", "h.e.", "his", "her", "hh", "hm"):
        plain = plain[1:]
    if not plain or lemma in lexicon.list("no_position") or (before and len(plain) == 1 and lemma in lexicon.list("courtesy")):
        return ""
    begin, end = sentence.tokens[plain[0]].begin, sentence.tokens[plain[-1]].end
    words = re.sub(r"\s+", " ", context.document.article.text[begin:end])
    return re.sub(r"(?<=[^s])s$", "", words) if before and sentence.tokens[noun].xpos in ("NNS", "NNPS") and noun == plain[-1] else words


def _owners(sentence: Sentence, noun: int) -> list[int]:
    return sentence.dependents(noun, "nmod:poss")


def _names_affiliation(context: Context, sentence: Sentence, noun: int, tokens: list[int], i: int) -> bool:
    """Say whether a name in a description is whom the office belongs to, not what it is for: ``envoy for Sudan``, ``ambassador to Jordan``."""
    if i <= noun:
        return True
    case = next((sentence.tokens[k].text.lower() for k in reversed([t for t in tokens if noun < t < i]) if sentence.tokens[k].upos == "ADP"), "of")
    if case == "for":
        at = context.at.get((sentence.index, i))
        return sentence.tokens[noun].lemma.lower() in context.lexicon.list("for_titles") or (at is not None and at[0].type == "Organisation")
    return case in ("of", "at", "with", "under")


def _bodies_of(found: Relations, sentence: Sentence, noun: int, person: Entity, tokens: set[int]) -> Iterator[str]:
    """Yield the states and organisations that a description names; what only a longer name or description holds is left out."""
    context = found.context
    for i in sorted(tokens):
        named = [(e, m) for e, m in context.names.get((sentence.index, i), ()) if m.start == i]
        at = named[0] if named else context.at.get((sentence.index, i))
        if at is None or at[0].iri == person.iri:
            continue
        entity, mention = at
        if entity.type in ("State", "Organisation") and (is_named(entity) or (mention.form == Form.NOMINAL and mention.anchor is not None)):
            yield entity.iri
        elif entity.type == "Person":
            yield from found.affiliations.get(entity.iri, [])[:1]


def _implied_state(context: Context, person: Entity, mention: Mention) -> list[str]:
    """Return the state of an office that names none: the actor book's for a known person, else the state spoken of most up to there."""
    actor = context.book.actors.get(person.iri)
    if actor is not None and actor.offices:
        known = [o.of for o in actor.offices if o.of in context.by_iri]
        if known:
            return known[:1]
    counts: dict[str, int] = {}
    for entity in context.entities:
        if entity.type == "State":
            counts[entity.iri] = sum(m.form != Form.PRONOUN for m in entity.mentions)
    best = max(counts, key=lambda i: counts[i], default=None)
    return [best] if best and counts[best] else []

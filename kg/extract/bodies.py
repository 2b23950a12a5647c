"""Bodies: whose they are, who leads them, where they are seated.

Read from the parts of a body's name (``Russian Justice Ministry``), from ``a member of``, from verbs of leading (``headed by X``) and from ``based in``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.actors import NameUse
from kg.document import Sentence
from kg.entity import Entity
from kg.extract.context import Context, referents
from kg.extract.relations import Relations
from kg.extract.scope import scope_of
from kg.extract.subjects import case_of, hyphenated, subjects
from kg.mention import Form, Mention

__all__ = ["find_leaders", "find_owners", "find_seats"]


def find_owners(found: Relations, sentence: Sentence, organisation: Entity, mention: Mention) -> None:
    """Read whose a body is by its name, its description, or by being a member of something."""
    context = found.context
    shown = list(range(mention.start, mention.end))
    for iri in _owner_of_body(context, sentence, organisation, mention):
        found.add(organisation.iri, "affiliatedWith", iri, rule="body", sentence=sentence, tokens=shown)
    head, above = mention.head, sentence.tokens[mention.head].head
    nouns = [j for j in sentence.dependents(head, "appos") if sentence.tokens[j].lemma.lower() in context.lexicon.list("belonging")]
    if (
        above >= 0
        and sentence.tokens[head].deprel.startswith("nsubj")
        and sentence.tokens[above].lemma.lower() in context.lexicon.list("belonging")
        and sentence.dependents(above, "cop")
    ):
        nouns.append(above)
    for noun in nouns:
        polarity = scope_of(sentence, noun, context.lexicon).polarity
        for j in sentence.dependents(noun, "nmod"):
            if "of" in case_of(sentence, j):
                for p in referents(context, sentence, j, deep=False):
                    if p.kind in ("State", "Organisation"):
                        found.add(
                            organisation.iri, "affiliatedWith", p.argument.iri, rule="member", sentence=sentence, tokens=[*shown, noun, j], polarity=polarity
                        )


def _owner_of_body(context: Context, sentence: Sentence, organisation: Entity, mention: Mention) -> Iterator[str]:
    """Yield the state or organisation that a body belongs to by its name or description."""
    tokens = sentence.tokens
    words = [t.text for t in tokens[mention.start : mention.end]]
    is_body = any(t.lemma.lower() in context.lexicon.list("state_bodies") for t in tokens[mention.start : mention.end])
    if mention.form == Form.NOMINAL and mention.anchor is not None and is_body:
        at = context.at.get((sentence.index, mention.anchor))
        if at and at[0].type in ("State", "Organisation"):
            yield at[0].iri
        return
    if not is_body or mention.form != Form.NAME:
        return
    for j in sentence.children[mention.head]:
        at = context.at.get((sentence.index, j))
        if (
            at
            and not mention.start <= j < mention.end
            and at[0].type == "State"
            and tokens[j].deprel.split(":")[0] in ("nmod", "amod", "compound")
            and (j < mention.start or case_of(sentence, j) == {"of"})
        ):
            yield at[0].iri
    actor = context.book.actors.get(organisation.iri)
    if actor is not None and actor.part_of in context.by_iri and (actor.kind or "") in ("ministry", "government body"):
        yield str(actor.part_of)
    for k in range(len(words)):
        for length in (3, 2, 1):
            hits = context.book.lookup(" ".join(words[k : k + length])) if k + length <= len(words) and length < len(words) and words[k][:1].isupper() else ()
            yield from (
                a.iri
                for a, use in hits[:1]
                if a.type in ("State", "Organisation") and a.iri in context.by_iri and a.iri != organisation.iri and use != NameUse.CAPITAL
            )


def find_leaders(found: Relations, sentence: Sentence) -> None:
    """Read ``X heads Y``, ``Y, led by X``."""
    context = found.context
    for i, token in enumerate(sentence.tokens):
        if token.lemma.lower() not in context.lexicon.list("leading") or token.upos != "VERB":
            continue
        people = [p for h in subjects(sentence, i) for p in referents(context, sentence, h, deep=False) if p.kind == "Person"]
        objects = sentence.dependents(i, "obj", "nsubj:pass") or ([token.head] if token.deprel.startswith("acl") and token.xpos == "VBN" else [])
        for p in people:
            for q in (r for o in objects for r in referents(context, sentence, o, deep=False) if r.kind == "Organisation" and r.is_named):
                found.add(p.argument.iri, "affiliatedWith", q.argument.iri, rule="leads", sentence=sentence, tokens=[p.head, i, q.head])


def find_seats(found: Relations, sentence: Sentence) -> None:
    """Read ``the Geneva-based ICRC``, ``X, based in Y``, ``the Houthis in Yemen``."""
    context = found.context
    for i, token in enumerate(sentence.tokens):
        if token.lemma.lower() in ("base", "headquarter") and token.xpos in ("VBN", "JJ", "VBD") and token.head >= 0:
            places = (
                [i - 2]
                if hyphenated(sentence, i)
                else [j for j in sentence.children[i] if j < i and sentence.tokens[j].upos == "PROPN"]
                or [j for j in sentence.dependents(i, "obl") if case_of(sentence, j) & {"in", "at"}]
            )
            heads = [token.head] if token.deprel.startswith(("amod", "acl", "compound")) else sentence.dependents(i, "nsubj")
            _seat(found, sentence, heads, places, i)
    for head, token in enumerate(sentence.tokens):
        at = context.at.get((sentence.index, head))
        if at is not None and at[0].type == "Organisation" and at[1].form == Form.NAME and not token.deprel.startswith("obl"):
            _seat(found, sentence, [head], [j for j in sentence.dependents(head, "nmod") if case_of(sentence, j) == {"in"}], head)


def _seat(found: Relations, sentence: Sentence, heads: list[int], places: list[int], token: int) -> None:
    for h in heads:
        at = found.context.at.get((sentence.index, h))
        if at is None or at[0].type != "Organisation":
            continue
        for j in places:
            for p in filter(None, [found.context.participant(sentence, j)]):
                if p.kind in ("Place", "State"):
                    found.add(at[0].iri, "basedIn", p.argument.iri, rule="seat", sentence=sentence, tokens=[h, j, token])

"""Static relations: who holds which office, who belongs to what, what is seated where.

Read from descriptions beside names (``Iranian President X``, ``X, president of the ICRC``), copulas (``X is head of``), verbs of leading (``headed by X``), the parts of
an organisation's name, and ``based in``. What counts as a position is in the word lists ``titles`` and ``no_position``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.actors import NameUse
from kg.document import Sentence
from kg.entity import Entity
from kg.event import Relation
from kg.extract.context import Context, conjuncts, is_named, referents
from kg.extract.roles import case_of, hyphenated, subjects
from kg.extract.scope import scope_of
from kg.mention import Form, Mention

__all__ = ["find_relations"]

LEADING = frozenset({"lead", "head", "chair", "command", "run", "found", "represent", "direct", "lead", "preside", "govern", "rule", "co-chair"})
BELONGING = frozenset({"member", "part", "wing", "arm", "branch", "unit", "subsidiary", "affiliate", "offshoot", "faction", "body", "agency", "organ"})
STATE_BODIES = frozenset(
    {
        "ministry",
        "embassy",
        "consulate",
        "department",
        "parliament",
        "assembly",
        "senate",
        "congress",
        "court",
        "army",
        "navy",
        "government",
        "council",
        "agency",
        "cabinet",
        "police",
        "directorate",
        "committee",
        "secretariat",
        "treasury",
        "authority",
        "commission",
        "presidency",
        "legislature",
        "diet",
        "duma",
        "judiciary",
        "bureau",
        "office",
        "force",
        "forces",
        "guard",
        "guards",
        "corps",
        "chamber",
        "administration",
    }
)


@dataclass(slots=True)
class _Found:
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


def find_relations(context: Context) -> tuple[Relation, ...]:
    """Find offices, affiliations and seats in a document.

    Returns:
        Relations in reading order of their first statement.
    """
    found = _Found(context)
    for entity, mention in _in_order(context):
        sentence = context.document.sentences[mention.sentence]
        if entity.type == "Person" and mention.form != Form.PRONOUN and is_named(entity):
            _person(found, sentence, entity, mention)
        elif entity.type == "Organisation" and mention.form != Form.PRONOUN:
            _organisation(found, sentence, entity, mention)
    for sentence in context.document.sentences:
        _leading(found, sentence)
        _based(found, sentence)
    return tuple(sorted(found.relations.values(), key=lambda r: (r.evidence.begin, r.evidence.end)))


def _in_order(context: Context) -> Iterator[tuple[Entity, Mention]]:
    pairs = [(e, m) for e in context.entities for m in e.mentions if m.form != Form.DEMONYM]
    yield from sorted(pairs, key=lambda p: (p[1].begin, p[1].stop))


# --- persons -------------------------------------------------------------------------------------------------------------------------------


def _person(found: _Found, sentence: Sentence, person: Entity, mention: Mention) -> None:
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
    head = mention.head
    if mention.form == Form.NOMINAL:
        if sentence.tokens[head].lemma.lower() in titles and not mention.plural:
            yield head, _phrase(sentence, head, stop=set())
        return
    own = set(range(mention.start, mention.end))
    if mention.title is not None:
        run = _strip(sentence, list(range(mention.title, mention.start)))
        yield next(i for i in reversed(range(mention.title, mention.start)) if sentence.tokens[i].lemma.lower() in titles), run
    for j in sentence.children[head]:
        if sentence.tokens[j].lemma.lower() in titles and sentence.tokens[j].deprel.split(":")[0] in ("appos", "flat", "nmod") and j >= mention.end:
            yield j, _phrase(sentence, j, stop=own)
    top = _conjunction_head(sentence, head)
    if top != head:
        for j in [*sentence.dependents(top, "appos"), *(k for c in conjuncts(sentence, top) for k in sentence.dependents(c, "appos"))]:
            if sentence.tokens[j].lemma.lower() in titles and sentence.tokens[j].xpos in ("NNS", "NNPS"):
                yield j, _phrase(sentence, j, stop=own)
        noun = sentence.tokens[top].head
        if (
            noun >= 0
            and sentence.tokens[top].deprel == "appos"
            and sentence.tokens[noun].lemma.lower() in titles
            and sentence.tokens[noun].xpos in ("NNS", "NNPS")
        ):
            yield noun, _phrase(sentence, noun, stop=set(sentence.subtree(top)))
    above = sentence.tokens[head].head
    if above >= 0 and sentence.tokens[head].deprel in ("appos", "flat") and sentence.tokens[above].lemma.lower() in titles:
        yield above, _phrase(sentence, above, stop=set(sentence.subtree(head)))
    if above >= 0 and sentence.tokens[head].deprel.startswith("nsubj") and sentence.tokens[above].lemma.lower() in titles and sentence.dependents(above, "cop"):
        yield above, _phrase(sentence, above, stop=set(sentence.subtree(head)))
    for relative in sentence.dependents(head, "acl:relcl"):
        if sentence.tokens[relative].lemma.lower() in titles and sentence.dependents(relative, "cop"):
            yield relative, _phrase(sentence, relative, stop=own)


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


def _office(found: _Found, sentence: Sentence, person: Entity, mention: Mention, noun: int, tokens: list[int]) -> None:
    context = found.context
    lemma = sentence.tokens[noun].lemma.lower()
    polarity = scope_of(sentence, noun, context.lexicon).polarity if sentence.dependents(noun, "cop") else "positive"
    shown = [*tokens, *range(mention.start, mention.end)] if tokens else [*range(mention.start, mention.end)]
    words = _position(context, sentence, mention, noun, tokens) if polarity == "positive" else ""
    if words:
        found.add_position(person.iri, words, sentence=sentence, tokens=shown)
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


def _bodies_of(found: _Found, sentence: Sentence, noun: int, person: Entity, tokens: set[int]) -> Iterator[str]:
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


# --- organisations -------------------------------------------------------------------------------------------------------------------------


def _organisation(found: _Found, sentence: Sentence, organisation: Entity, mention: Mention) -> None:
    context = found.context
    shown = list(range(mention.start, mention.end))
    for iri in _owner_of_body(context, sentence, organisation, mention):
        found.add(organisation.iri, "affiliatedWith", iri, rule="body", sentence=sentence, tokens=shown)
    head, above = mention.head, sentence.tokens[mention.head].head
    nouns = [j for j in sentence.dependents(head, "appos") if sentence.tokens[j].lemma.lower() in BELONGING]
    if (
        above >= 0
        and sentence.tokens[head].deprel.startswith("nsubj")
        and sentence.tokens[above].lemma.lower() in BELONGING
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
    is_body = any(t.lemma.lower() in STATE_BODIES for t in tokens[mention.start : mention.end])
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


# --- verbs ---------------------------------------------------------------------------------------------------------------------------------


def _leading(found: _Found, sentence: Sentence) -> None:
    """Read ``X heads Y``, ``Y, led by X``."""
    context = found.context
    for i, token in enumerate(sentence.tokens):
        if token.lemma.lower() not in LEADING or token.upos != "VERB":
            continue
        people = [p for h in subjects(sentence, i) for p in referents(context, sentence, h, deep=False) if p.kind == "Person"]
        objects = sentence.dependents(i, "obj", "nsubj:pass") or ([token.head] if token.deprel.startswith("acl") and token.xpos == "VBN" else [])
        for p in people:
            for q in (r for o in objects for r in referents(context, sentence, o, deep=False) if r.kind == "Organisation" and r.is_named):
                found.add(p.argument.iri, "affiliatedWith", q.argument.iri, rule="leads", sentence=sentence, tokens=[p.head, i, q.head])


def _based(found: _Found, sentence: Sentence) -> None:
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


def _seat(found: _Found, sentence: Sentence, heads: list[int], places: list[int], token: int) -> None:
    for h in heads:
        at = found.context.at.get((sentence.index, h))
        if at is None or at[0].type != "Organisation":
            continue
        for j in places:
            for p in filter(None, [found.context.participant(sentence, j)]):
                if p.kind in ("Place", "State"):
                    found.add(at[0].iri, "basedIn", p.argument.iri, rule="seat", sentence=sentence, tokens=[h, j, token])

"""Names in a sentence: named entities of the model joined with the actor book, and the titles before persons' names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.actors import Actor, ActorBook, NameUse
from kg.detect_spans import head_of, make_mention, with_quantity
from kg.document import Document, Sentence
from kg.lexicon import Lexicon
from kg.mention import Form, Mention

__all__ = ["find_names", "is_government", "surnames_of"]

NER_KINDS = {
    "Person": "Person",
    "Organization": "Organisation",
    "Location": "Place",
    "NORP": "Organisation",
    "Facility": "Place",
    "PERSON": "Person",
    "ORG": "Organisation",
    "GPE": "Place",
    "LOC": "Place",
    "FAC": "Place",
}
LOCATIVE = frozenset("in at from near to around outside into inside across through throughout toward towards via of within on over".split())
VENUE_VERBS = frozenset({"host", "see", "witness", "house", "lie", "stand"})
OF_CITIES = frozenset({"airport", "street", "suburb", "outskirts", "mayor", "resident", "square"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    start: int
    end: int
    kind: str
    actor: Actor | None = None
    others: tuple[str, ...] = ()
    use: NameUse = NameUse.NAME


def find_names(sentence: Sentence, document: Document, book: ActorBook, lexicon: Lexicon, surnames: set[str]) -> list[Mention]:
    """Find the names of a sentence, in reading order and without overlap.

    Args:
        sentence: Where to look.
        document: Its document.
        book: The actor book.
        lexicon: Word lists.
        surnames: Last words of the persons' names in the document, as ``surnames_of`` gives them.
    """
    spans = [_in_office(n, sentence, document, book, lexicon) for n in _spans(sentence, book, lexicon, surnames)]
    return [_name_mention(n, sentence, document, lexicon) for n in spans]


def surnames_of(document: Document) -> set[str]:
    """Return the last words of the names that the model takes for persons'."""
    return {s.tokens[e.end - 1].text for s in document.sentences for e in s.entities if NER_KINDS.get(e.type) == "Person"}


def _spans(sentence: Sentence, book: ActorBook, lexicon: Lexicon, surnames: set[str]) -> list[_Name]:
    """Join NER spans and actor-book matches; of two that overlap the longer stays, of equal ones the actor book's."""
    candidates = [
        *_book_names(sentence, book, lexicon),
        *_bloc_names(sentence, lexicon),
        *_ner_names(sentence, book, lexicon, surnames),
        *_surnames(sentence, surnames),
    ]
    ranked = sorted(enumerate(candidates), key=lambda c: (c[1].start - c[1].end, c[0]))
    taken: set[int] = set()
    kept = []
    for _, name in ranked:
        span = range(name.start, name.end)
        if not taken.intersection(span):
            taken.update(span)
            kept.append(name)
    return sorted(kept, key=lambda n: n.start)


def _book_names(sentence: Sentence, book: ActorBook, lexicon: Lexicon) -> Iterator[_Name]:
    words = [t.text for t in sentence.tokens]
    i = 0
    while i < len(words):
        length, hits = book.longest(words, i) if words[i][:1].isupper() or words[i][:1].isdigit() else (0, ())
        if not length or (length == 1 and sentence.tokens[i].upos not in ("PROPN", "ADJ", "NOUN", "X")):
            i += 1
            continue
        (actor, use), *others = _by_use(hits, sentence, i, i + length)
        yield _Name(
            start=i,
            end=i + length,
            kind=_book_kind(actor, use, sentence, head_of(sentence, i, i + length), lexicon),
            actor=actor,
            others=tuple(a.iri for a, _ in others),
            use=use,
        )
        i += length


def _bloc_names(sentence: Sentence, lexicon: Lexicon) -> Iterator[_Name]:
    """Find blocs of states that are called by a direction: ``the West``."""
    for i, token in enumerate(sentence.tokens):
        if (
            i
            and token.text.istitle()
            and token.text.lower() in lexicon.list("blocs")
            and sentence.tokens[i - 1].text.lower() == "the"
            and is_government(sentence, i)
        ):
            yield _Name(start=i, end=i + 1, kind="Group")


def _surnames(sentence: Sentence, surnames: set[str]) -> Iterator[_Name]:
    """Find surnames alone that the model passed over: those of persons whom it found elsewhere in the document."""
    for i, token in enumerate(sentence.tokens):
        if (
            token.text in surnames
            and token.upos == "PROPN"
            and len(token.text) > 2
            and token.text[:1].isupper()
            and token.deprel.startswith(("nsubj", "obj", "obl"))
        ):
            yield _Name(start=i, end=i + 1, kind="Person")


def _by_use(hits: Iterable[tuple[Actor, NameUse]], sentence: Sentence, start: int, end: int) -> list[tuple[Actor, NameUse]]:
    """Put first the reading that fits the part of speech: a demonym for an adjective, else a name."""
    adjective = sentence.tokens[end - 1].upos == "ADJ"
    order = [NameUse.DEMONYM, NameUse.NAME] if adjective else [NameUse.NAME, NameUse.METONYM, NameUse.CAPITAL, NameUse.DEMONYM]
    return sorted(hits, key=lambda h: order.index(h[1]) if h[1] in order else len(order))


def _book_kind(actor: Actor, use: NameUse, sentence: Sentence, head: int, lexicon: Lexicon) -> str:
    if use == NameUse.CAPITAL and not is_government(sentence, head):
        return "Place"
    if actor.type == "Place" and actor.name.lower() in lexicon.list("blocs") and is_government(sentence, head):
        return "Group"
    return actor.type


def is_government(sentence: Sentence, head: int) -> bool:
    """Say whether a capital's name stands for the government by the place of its head token in the tree.

    ``Doha said``, ``between Moscow and Kyiv``, ``Cairo's proposal`` do; ``in Doha``, ``the Doha talks`` and a capital that only hosts do not.
    """
    token = sentence.tokens[head]
    relation = token.deprel
    if relation == "conj" and token.head >= 0:
        cases = sentence.dependents(head, "case")
        return is_government(sentence, token.head) if not cases else sentence.tokens[cases[0]].lemma.lower() not in LOCATIVE
    if relation.startswith("nsubj"):
        return token.head < 0 or sentence.tokens[token.head].lemma.lower() not in VENUE_VERBS
    if relation in ("obj", "iobj", "obl:agent", "vocative"):
        return True
    if relation == "nmod:poss":
        return sentence.tokens[token.head].upos != "PROPN" and sentence.tokens[token.head].lemma.lower() not in OF_CITIES
    if relation.startswith(("obl", "nmod")):
        prepositions = [sentence.tokens[i].lemma.lower() for i in sentence.dependents(head, "case")]
        return bool(prepositions) and not LOCATIVE.intersection(prepositions)
    return False


def _ner_names(sentence: Sentence, book: ActorBook, lexicon: Lexicon, surnames: set[str]) -> Iterator[_Name]:
    for span in sentence.entities:
        kind = NER_KINDS.get(span.type)
        if kind is None:
            continue
        start, end = _trim(sentence, span.start, span.end, kind, lexicon)
        owner = next((i for i in range(start + 1, end - 1) if sentence.tokens[i].text in ("'s", "’s")), None)
        if owner is not None and (
            sentence.tokens[owner - 1].text in surnames
            or any(a.type == "State" for a, _ in book.lookup(" ".join(t.text for t in sentence.tokens[start:owner])))
        ):
            yield from _owner(sentence, start, owner, surnames)
            start = owner + 1
        if _is_end_of_title(sentence, start, lexicon) and end - start > 1:
            start, kind = start + 1, "Person"
        of = next((i for i in range(start + 1, end - 1) if sentence.tokens[i].text == "of" and _is_person(sentence, i + 1, end, book)), None)
        if of is not None and kind == "Organisation":  # the movement of its leader: two names
            end = of
        if start >= end or not any(c.isalpha() for c in sentence.tokens[start].text) or _is_noise(sentence, start, end):
            continue
        if span.type == "NORP" and all(t.text[:1].islower() or t.upos == "ADJ" for t in sentence.tokens[start:end]):
            yield _Name(start=start, end=end, kind="Group", use=NameUse.DEMONYM)
            continue
        hits = book.lookup(" ".join(t.text for t in sentence.tokens[start:end]))
        yield _Name(
            start=start, end=end, kind=_ner_kind(sentence, start, end, kind, span.type, lexicon), actor=hits[0][0] if hits and hits[0][0].type == kind else None
        )


def _is_person(sentence: Sentence, start: int, end: int, book: ActorBook) -> bool:
    return any(actor.type == "Person" for actor, _ in book.lookup(" ".join(t.text for t in sentence.tokens[start:end])))


def _ner_kind(sentence: Sentence, start: int, end: int, kind: str, label: str, lexicon: Lexicon) -> str:
    """Correct the model's class by the head noun: a ``Ministry`` is an organisation, plural nationals are a group."""
    head = sentence.tokens[head_of(sentence, start, end)]
    lemma = head.lemma.lower()
    if kind != "Person" and (lemma in lexicon.list("bodies") or sentence.tokens[start].lemma.lower() in lexicon.list("bodies")):
        return "Organisation"
    if label == "NORP" and head.upos == "NOUN" and head.xpos == "NNS":
        return "Group"
    return kind


def _trim(sentence: Sentence, start: int, end: int, kind: str, lexicon: Lexicon) -> tuple[int, int]:
    """Take articles, honorifics and a possessive mark off a span; a person's name begins after the titles."""
    tokens = sentence.tokens
    honorifics, titles = lexicon.list("honorifics"), lexicon.list("titles")
    last = next((i for i in reversed(range(start, end - 1)) if tokens[i].lemma.lower() in titles), None) if kind == "Person" else None
    if last is not None and all(
        tokens[i].upos == "ADJ" or tokens[i].lemma.lower() in titles | honorifics | {"special", "deputy", "vice"} for i in range(start, last)
    ):
        start = last + 1  # ``[Special Envoy] Hammer``
    while start < end and (
        tokens[start].upos in ("DET", "PUNCT")
        or (kind == "Person" and end - start > 1 and (tokens[start].text.lower() in honorifics or tokens[start].lemma.lower() in titles))
    ):
        start += 1
    while end > start and (tokens[end - 1].text.lower() in ("'s", "’s", "'", "’") or tokens[end - 1].upos == "PUNCT"):
        end -= 1
    return start, end


def _owner(sentence: Sentence, start: int, owner: int, surnames: set[str]) -> Iterator[_Name]:
    """Give the possessor inside a name span (``[Odinga]'s Orange Movement``) as a name of its own, if it is a person; states the actor book finds."""
    if sentence.tokens[owner - 1].text in surnames:
        yield _Name(start=start, end=owner, kind="Person")


def _is_end_of_title(sentence: Sentence, start: int, lexicon: Lexicon) -> bool:
    """Say whether a name span begins with the end of an office: ``Secretary of [State Jane Doe]``."""
    if start < 2 or sentence.tokens[start].lemma.lower() not in ("state", "defence", "defense", "staff", "government", "treasury", "parliament", "commerce"):
        return False
    return sentence.tokens[start - 1].text.lower() == "of" and sentence.tokens[start - 2].lemma.lower() in lexicon.list("titles")


def _is_noise(sentence: Sentence, start: int, end: int) -> bool:
    text = sentence.tokens[start].text.lower()
    return "http" in text or "www." in text or "@" in text or (end - start == 1 and len(text) == 1)


def _name_mention(name: _Name, sentence: Sentence, document: Document, lexicon: Lexicon) -> Mention:
    title = _title_start(sentence, name.start, lexicon) if name.kind == "Person" else None
    head, left = head_of(sentence, name.start, name.end), name.start if title is None else title
    while name.kind == "Person" and left > 0 and sentence.tokens[left - 1].text.lower() in lexicon.list("honorifics"):
        left -= 1
    while left <= sentence.tokens[head].head < name.start:
        head = sentence.tokens[head].head
    actor = name.actor.iri if name.actor and not (name.use == NameUse.CAPITAL and name.kind == "Place") else None
    demonym = name.use == NameUse.DEMONYM
    plural = sentence.tokens[head].xpos in ("NNS", "NNPS")
    if demonym and plural and name.kind == "State" and _are_some(sentence, head):
        return make_mention(sentence, document, with_quantity(sentence, name.start, {}), name.end, head, kind="Group", form=Form.NOMINAL, plural=True)
    if demonym and plural and name.kind == "State" and name.end - name.start > 1:  # a community of its own name: the Turkish Cypriots
        return make_mention(sentence, document, name.start, name.end, head, kind="Group", form=Form.NAME, plural=True)
    return make_mention(
        sentence,
        document,
        name.start,
        name.end,
        head,
        kind=name.kind,
        form=Form.DEMONYM if demonym else Form.NAME,
        actor=actor,
        alternatives=name.others,
        title=title,
        plural=plural and demonym,
    )


def _in_office(name: _Name, sentence: Sentence, document: Document, book: ActorBook, lexicon: Lexicon) -> _Name:
    """Link a surname behind a title to the one person of the book who held that office when the article appeared: ``President Biden``."""
    title = _title_start(sentence, name.start, lexicon) if name.kind == "Person" and name.actor is None and name.end - name.start == 1 else None
    if title is None:
        return name
    run = " ".join(t.text.lower() for t in sentence.tokens[title : name.start])
    year = int(document.article.date[:4]) if document.article.date else None
    surname = sentence.tokens[name.start].text
    fits = {
        a.iri: a
        for a in book.actors.values()
        if a.type == "Person"
        and a.name.split()[-1] == surname
        and any(o.title in run and (year is None or (o.since or 0) <= year <= (o.until or 9999)) for o in a.offices)
    }
    return replace(name, actor=next(iter(fits.values()))) if len(fits) == 1 else name


def _are_some(sentence: Sentence, head: int) -> bool:
    """Say whether nationals are some persons rather than their state: ``five Americans``, ``Israelis held by``."""
    return (
        any(
            sentence.tokens[j].deprel in ("nummod", "acl", "acl:relcl") or sentence.tokens[j].lemma.lower() in ("some", "many", "several", "other", "most")
            for j in sentence.children[head]
        )
        or sentence.tokens[max(0, head - 1)].upos == "NUM"
    )


def _title_start(sentence: Sentence, start: int, lexicon: Lexicon) -> int | None:
    """Return where the run of words before a person's name begins that describe the person; None if it holds no title.

    The run is read from the words themselves: it is short, and trees are least sure here.
    """
    titles = lexicon.list("titles")
    others = {i for e in sentence.entities if NER_KINDS.get(e.type) == "Person" and e.end <= start for i in range(e.start, e.end)}
    tokens, left = sentence.tokens, start
    while left > 0 and left - 1 not in others and _in_title(sentence, left - 1, start, titles):
        left -= 1
    while left < start and (tokens[left].upos in ("PUNCT", "PART", "ADP", "CCONJ", "NUM", "DET") or tokens[left].text in ("'s", "’s")):
        left += 1
    if left > 1 and tokens[left - 1].text == "," and left - 2 in others:  # ``X, adviser to President Y``: only the last title is Y's
        for i in range(left + 1, start - 1):
            if tokens[i].text.lower() in ("to", "of", "for") and any(t.lemma.lower() in titles for t in tokens[i + 1 : start]):
                left = i + 2 if tokens[i + 1].upos == "DET" else i + 1
    last = next((i for i in reversed(range(left, start)) if tokens[i].lemma.lower() in titles), None)
    if last is None or (
        last < start - 1 and not any(tokens[i].upos == "ADP" for i in range(last, start)) and tokens[start - 1].lemma.lower() not in lexicon.list("honorifics")
    ):
        return None
    return left


def _in_title(sentence: Sentence, i: int, start: int, titles: frozenset[str]) -> bool:
    token, tokens = sentence.tokens[i], sentence.tokens
    word = token.text.lower()
    if token.upos in ("NOUN", "PROPN", "ADJ") or word in ("'s", "’s", "-", "'", "’", "then"):
        return True
    if i == 0 or i + 1 >= start:
        return False
    if word in ("of", "for"):
        return tokens[i - 1].lemma.lower() in titles or (tokens[i + 1].text[:1].isupper() and tokens[i - 1].text[:1].isupper())
    if word in ("to", "at"):
        return tokens[i - 1].lemma.lower() in titles
    if word == "the":
        return tokens[i - 1].text.lower() in ("of", "to", "at", "for") and tokens[i + 1].text[:1].isupper()
    return word == "and" and tokens[i + 1].text[:1].isupper() and tokens[i - 1].text[:1].isupper()

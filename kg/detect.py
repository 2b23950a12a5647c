"""Detection: a document's mentions, from named entities, the actor book, descriptions and pronouns.

Row 7 of the flow. Names come from the NER model and from the actor book (the longer wins); nominals are noun phrases whose head is in the word lists and that may
name an actor by a modifier (``a senior Israeli official``); pronouns are left to ``kg.resolve``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.actors import Actor, ActorBook, NameUse
from kg.document import Document, Sentence
from kg.lexicon import Lexicon
from kg.mention import Form, Mention

__all__ = ["detect"]

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
PRE_MODIFIERS = ("amod", "compound", "nmod:poss", "nmod:desc", "nmod:unmarked", "nummod", "det", "flat", "nmod")
PERSONAL = frozenset(
    {
        "he",
        "she",
        "him",
        "her",
        "his",
        "it",
        "its",
        "they",
        "them",
        "their",
        "who",
        "whom",
        "whose",
        "which",
        "we",
        "us",
        "our",
        "i",
        "my",
        "me",
        "both",
        "neither",
        "latter",
        "former",
        "himself",
        "herself",
        "itself",
        "themselves",
        "hers",
        "theirs",
    }
)
LOCATIVE = frozenset(
    {
        "in",
        "at",
        "from",
        "near",
        "to",
        "around",
        "outside",
        "into",
        "inside",
        "across",
        "through",
        "throughout",
        "toward",
        "towards",
        "via",
        "of",
        "within",
        "on",
        "over",
    }
)
GOVERNMENT_NOUNS = frozenset(
    {
        "government",
        "army",
        "military",
        "regime",
        "administration",
        "cabinet",
        "junta",
        "leadership",
        "presidency",
        "authority",
        "navy",
        "police",
        "troop",
        "troops",
    }
)
VENUE_VERBS = frozenset({"host", "see", "witness", "house", "lie", "stand"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    start: int
    end: int
    kind: str
    actor: Actor | None = None
    others: tuple[str, ...] = ()
    use: NameUse = NameUse.NAME


def detect(document: Document, book: ActorBook, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Find everything in a document that refers to an actor or a place.

    Returns:
        Mentions in reading order; names do not overlap, a nominal may enclose the name that it is anchored to.
    """
    found: list[Mention] = []
    surnames = {s.tokens[e.end - 1].text for s in document.sentences for e in s.entities if NER_KINDS.get(e.type) == "Person"}
    for sentence in document.sentences:
        names = [
            _name_mention(_in_office(n, sentence, document, book, lexicon), sentence, document, lexicon) for n in _names(sentence, book, lexicon, surnames)
        ]
        nominals = list(_nominals(sentence, names, document, lexicon))
        found += sorted([*names, *nominals, *_pronouns(sentence, document)], key=lambda m: (m.start, -m.end))
    return tuple(found)


def _make(sentence: Sentence, document: Document, start: int, end: int, head: int, **more: object) -> Mention:
    begin, stop = sentence.tokens[start].begin, sentence.tokens[end - 1].end
    return Mention(sentence=sentence.index, start=start, end=end, head=head, begin=begin, stop=stop, text=document.article.text[begin:stop], **more)  # type: ignore[arg-type]


def _head(sentence: Sentence, start: int, end: int) -> int:
    """Return the token of a span whose head lies outside it."""
    for i in range(start, end):
        if not start <= sentence.tokens[i].head < end:
            return i
    return end - 1


# --- names ---------------------------------------------------------------------------------------------------------------------------------


def _names(sentence: Sentence, book: ActorBook, lexicon: Lexicon, surnames: set[str]) -> list[_Name]:
    """Join NER spans and actor-book matches; of two that overlap the longer stays, of equal ones the actor book's."""
    candidates = [*_book_names(sentence, book), *_ner_names(sentence, book, lexicon, surnames)]
    ranked = sorted(enumerate(candidates), key=lambda c: (c[1].start - c[1].end, c[0]))
    taken: set[int] = set()
    kept = []
    for _, name in ranked:
        span = range(name.start, name.end)
        if not taken.intersection(span):
            taken.update(span)
            kept.append(name)
    return sorted(kept, key=lambda n: n.start)


def _book_names(sentence: Sentence, book: ActorBook) -> Iterator[_Name]:
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
            kind=_book_kind(actor, use, sentence, _head(sentence, i, i + length)),
            actor=actor,
            others=tuple(a.iri for a, _ in others),
            use=use,
        )
        i += length


def _by_use(hits: Iterable[tuple[Actor, NameUse]], sentence: Sentence, start: int, end: int) -> list[tuple[Actor, NameUse]]:
    """Put first the reading that fits the part of speech: a demonym for an adjective, else a name."""
    adjective = sentence.tokens[end - 1].upos == "ADJ"
    order = [NameUse.DEMONYM, NameUse.NAME] if adjective else [NameUse.NAME, NameUse.METONYM, NameUse.CAPITAL, NameUse.DEMONYM]
    return sorted(hits, key=lambda h: order.index(h[1]) if h[1] in order else len(order))


def _book_kind(actor: Actor, use: NameUse, sentence: Sentence, head: int) -> str:
    if use == NameUse.CAPITAL and not is_government(sentence, head):
        return "Place"
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
        return sentence.tokens[token.head].upos != "PROPN" and sentence.tokens[token.head].lemma.lower() not in (
            "airport",
            "street",
            "suburb",
            "outskirts",
            "mayor",
            "resident",
            "square",
        )
    if relation.startswith(("obl", "nmod")):
        cases = [sentence.tokens[i].lemma.lower() for i in sentence.dependents(head, "case")]
        return bool(cases) and not LOCATIVE.intersection(cases)
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
        if start >= end or not any(c.isalpha() for c in sentence.tokens[start].text) or _is_noise(sentence, start, end):
            continue
        if span.type == "NORP" and all(t.text[:1].islower() or t.upos == "ADJ" for t in sentence.tokens[start:end]):
            yield _Name(start=start, end=end, kind="Group", use=NameUse.DEMONYM)
            continue
        hits = book.lookup(" ".join(t.text for t in sentence.tokens[start:end]))
        yield _Name(
            start=start, end=end, kind=_ner_kind(sentence, start, end, kind, span.type, lexicon), actor=hits[0][0] if hits and hits[0][0].type == kind else None
        )


def _ner_kind(sentence: Sentence, start: int, end: int, kind: str, label: str, lexicon: Lexicon) -> str:
    """Correct the model's class by the head noun: a ``Ministry`` is an organisation, plural nationals are a group."""
    head = sentence.tokens[_head(sentence, start, end)]
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
    head, left = _head(sentence, name.start, name.end), name.start if title is None else title
    while name.kind == "Person" and left > 0 and sentence.tokens[left - 1].text.lower() in lexicon.list("honorifics"):
        left -= 1
    while left <= sentence.tokens[head].head < name.start:
        head = sentence.tokens[head].head
    actor = name.actor.iri if name.actor and not (name.use == NameUse.CAPITAL and name.kind == "Place") else None
    demonym = name.use == NameUse.DEMONYM
    plural = sentence.tokens[head].xpos in ("NNS", "NNPS")
    if demonym and plural and name.kind == "State" and _are_some(sentence, head):
        return _make(sentence, document, _with_quantity(sentence, name.start, {}), name.end, head, kind="Group", form=Form.NOMINAL, plural=True)
    return _make(
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


# --- nominals ------------------------------------------------------------------------------------------------------------------------------


def _nominals(sentence: Sentence, names: list[Mention], document: Document, lexicon: Lexicon) -> Iterator[Mention]:
    by_head = {m.head: m for m in names}
    covered = {i for m in names for i in range(m.start if m.title is None else m.title, m.end)}
    for i, token in enumerate(sentence.tokens):
        if token.upos not in ("NOUN", "PROPN", "ADJ") or i in covered or not _heads_phrase(sentence, i):
            continue
        lemma = token.lemma.lower()
        roles = {r for r in ("officials", "bodies", "groups", "persons", "titles", "countries") if lemma in lexicon.list(r)}
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
        return _make(sentence, document, start, i + 1, i, kind="Person", form=Form.NOMINAL, anchor=person, stands=True)
    anchor = _anchor(sentence, i, names)
    kind, stands = _nominal_kind(roles, plural, names.get(anchor) if anchor is not None else None, anchor is not None)
    if (
        kind == "State"
        and not stands
        and sentence.tokens[i].lemma.lower() not in GOVERNMENT_NOUNS
        and not ("countries" in roles and not plural and anchor is None)
    ):
        return None
    return _make(sentence, document, start, i + 1, i, kind=kind, form=Form.NOMINAL, anchor=anchor, stands=stands, plural=plural)


def _nominal_kind(roles: set[str], plural: bool, name: Mention | None, anchored: bool) -> tuple[str, bool]:
    """Decide the kind of a nominal, and whether it stands for the actor that its description names."""
    if name is not None and name.kind in ("State", "Organisation", "Person") and "officials" in roles:
        return ("State" if name.kind == "Person" else name.kind), True
    if name is None and anchored and "officials" in roles:
        return "State", True
    if plural:
        return ("Group" if roles & {"groups", "persons", "officials", "titles"} else "State"), False
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
    while start < i and (sentence.tokens[start].upos in ("DET", "PUNCT", "ADP") or sentence.tokens[start].deprel == "case"):
        start += 1
    return _with_quantity(sentence, start, names)


def _with_quantity(sentence: Sentence, start: int, names: dict[int, Mention]) -> int:
    """Move the start of a phrase to the left over what the tree left out: ``40 rebel and [opposition groups]``."""
    tokens = sentence.tokens
    covered = {k for m in names.values() for k in range(m.start, m.end)}
    while start > 0 and start - 1 not in covered:
        token = tokens[start - 1]
        joined = (
            token.text.lower() == "and"
            and start > 2
            and tokens[start - 2].upos in ("NOUN", "ADJ")
            and tokens[start - 2].xpos in ("NN", "JJ")
            and tokens[start - 3].upos in ("NUM", "ADJ")
        )
        if not joined and not (
            token.upos == "NUM"
            or (token.upos == "ADJ" and token.text.islower())
            or (token.upos == "NOUN" and token.xpos == "NN" and tokens[start].deprel in ("cc", "conj"))
        ):
            break
        start -= 1
    return start


def _apposed_person(sentence: Sentence, i: int, names: dict[int, Mention]) -> int | None:
    """Return the head of the person's name that a description stands in apposition to, either way round."""
    token = sentence.tokens[i]
    if token.deprel == "appos" and token.head in names and names[token.head].kind == "Person":
        return token.head
    for j in sentence.dependents(i, "appos", "flat"):
        if j in names and names[j].kind == "Person":
            return j
    return _apposed_before(sentence, i, names)


def _apposed_before(sentence: Sentence, i: int, names: dict[int, Mention]) -> int | None:
    """Return the head of the person's name before a comma that a description follows (``X, the Indonesian justice minister, said``), or behind it (``its leader, X``).

    Read from the words, since trees often make two subjects of it. A description that follows must be closed by a comma or full stop, else it is a subject of its own.
    """
    if i + 1 < len(sentence.tokens) and sentence.tokens[i + 1].text in ("'s", "’s", "'", "’"):
        return None
    inside = {k for m in names.values() if m.kind == "Person" for k in range(m.start, m.end)}
    if i + 2 < len(sentence.tokens) and sentence.tokens[i + 1].text == ",":
        behind = next((m.head for m in names.values() if m.kind == "Person" and (m.start if m.title is None else m.title) == i + 2), None)
        owned = sentence.tokens[i].text[:1].isupper() or any(
            sentence.tokens[j].deprel == "nmod:poss" or sentence.tokens[j].text.lower() in ("the", "whose") or j in names for j in sentence.children[i]
        )
        if behind is not None and owned:
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
        if relation.startswith(("amod", "compound", "nmod", "appos")) and (
            j in names or sentence.tokens[j].lemma.lower() in ("its", "their", "his", "her", "our", "my")
        ):
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


# --- pronouns ------------------------------------------------------------------------------------------------------------------------------


def _pronouns(sentence: Sentence, document: Document) -> Iterator[Mention]:
    for i, token in enumerate(sentence.tokens):
        lower = token.text.lower()
        relative = lower == "that" and token.upos == "PRON" and token.deprel.startswith(("nsubj", "obj"))
        if (lower in PERSONAL and token.upos in ("PRON", "DET", "ADJ") and not token.deprel.startswith("expl")) or relative:
            plural = lower in ("they", "them", "their", "we", "us", "our", "both", "neither", "themselves")
            yield _make(sentence, document, i, i + 1, i, kind="Group" if plural else "Person", form=Form.PRONOUN, plural=plural)

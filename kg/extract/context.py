"""What every step of extraction looks at: the document, its entities by place, the frames and topics, and the talks under way in the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.actors import ActorBook
from kg.coreference_descriptions import is_sides
from kg.document import Document, Sentence
from kg.entity import Entity
from kg.event import Argument, Evidence
from kg.lexicon import Lexicon
from kg.mention import Form, Mention, outranks
from kg.topics import TopicScheme

__all__ = ["Context", "Participant", "conjuncts", "is_named", "referents"]

RECIPROCAL = frozenset({"both", "they", "them", "each", "other", "another", "neither", "themselves"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A mention in a role: the argument that it makes, and the tokens that it covers."""

    argument: Argument
    kind: str
    is_named: bool = True
    sentence: int
    start: int
    end: int
    head: int


@dataclass(slots=True, kw_only=True)
class Context:
    """The state of extraction over one document.

    Args:
        document: What is read.
        entities: Its entities.
        lexicon: Frames and word lists.
        topics: The topic scheme.
        book: The actor book.
        article: IRI of the article.
        at: Entity and mention by sentence and head token.
        sides: Parties of the talks last spoken of.
        matter: Topics of the talks or deal last spoken of.
        pairs: Two actors named side by side or dealing with one another, with the sentence and token where they were.
        voice: Who speaks in the quotation at hand: ``I``.
        affiliations: For each person the states and organisations that the text affiliates it with; ``we`` is the first.
        by_iri: Entities by IRI.
        names: Names and demonyms by sentence and token, whichever token heads them.
        topic_spans: Topics found so far, by sentence.
    """

    document: Document
    entities: Sequence[Entity]
    lexicon: Lexicon
    topics: TopicScheme
    book: ActorBook
    article: str
    at: dict[tuple[int, int], tuple[Entity, Mention]] = field(default_factory=dict)
    by_iri: Mapping[str, Entity] = field(default_factory=dict)
    names: dict[tuple[int, int], list[tuple[Entity, Mention]]] = field(default_factory=dict)
    sides: list[Argument] = field(default_factory=list)
    matter: list[Argument] = field(default_factory=list)
    pairs: list[tuple[int, int, list[Argument]]] = field(default_factory=list)
    voice: Argument | None = None
    affiliations: dict[str, list[str]] = field(default_factory=dict)
    topic_spans: dict[int, list[tuple[tuple[int, ...], str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the mentions by their head token, names before nominals."""
        for entity in self.entities:
            for mention in entity.mentions:
                key = (mention.sentence, mention.head)
                if key not in self.at or outranks(mention, self.at[key][1]):
                    self.at[key] = (entity, mention)
                if mention.form in (Form.NAME, Form.DEMONYM):
                    for i in range(mention.start, mention.end):
                        self.names.setdefault((mention.sentence, i), []).append((entity, mention))
        self.by_iri = {e.iri: e for e in self.entities}

    def pair(self, sentence: int, token: int, *, persons: bool | None = None) -> list[Argument]:
        """Return the two actors last named together before a token; two persons, or two bodies, if asked for."""
        for index, place, both in reversed(self.pairs):
            before = (index, place) < (sentence, token) if persons is None else index < sentence
            if before and (persons is None or (self.by_iri[both[0].iri].type == "Person") == persons):
                return both
        return []

    def evidence(self, sentence: Sentence, tokens: Iterable[int]) -> Evidence:
        """Return the stretch of the article from the first to the last of the tokens."""
        indices = sorted(set(tokens))
        text = self.document.article.text
        begin, end = sentence.tokens[indices[0]].begin, sentence.tokens[indices[-1]].end
        return Evidence(
            begin=begin, end=end, quote=text[begin:end], sentence_begin=sentence.begin, sentence_end=sentence.end, sentence=text[sentence.begin : sentence.end]
        )

    def participant(self, sentence: Sentence, head: int) -> Participant | None:
        """Return what the mention headed by a token stands for, or None."""
        found = self.at.get((sentence.index, head))
        if found is None:
            return None
        entity, mention = found
        text = mention.text if mention.form != Form.PRONOUN else entity.name
        return Participant(
            argument=Argument(iri=entity.iri, text=text),
            kind=entity.type,
            is_named=is_named(entity),
            sentence=sentence.index,
            start=mention.start,
            end=mention.end,
            head=head,
        )


def is_named(entity: Entity) -> bool:
    """Say whether an entity is called by a name anywhere in its article."""
    return any(m.form in (Form.NAME, Form.DEMONYM) for m in entity.mentions)


def conjuncts(sentence: Sentence, head: int) -> list[int]:
    """Return a token and those coordinated with it."""
    found = [head]
    for i in found:
        found += [j for j in sentence.dependents(i, "conj") if j not in found]
    return sorted(found)


def referents(context: Context, sentence: Sentence, head: int, *, deep: bool = True) -> list[Participant]:
    """Return the actors that a noun phrase stands for, those coordinated with it included.

    A phrase that is no mention stands for the actor inside it that it belongs to (``Netanyahu's decision``, ``the decision of the court``), if ``deep``.
    ``both sides``, ``them`` and the like stand for the parties of the talks last spoken of.
    """
    found: list[Participant] = []
    for i in conjuncts(sentence, head):
        found += _of_one(context, sentence, i, deep=deep)
    unique = {p.argument.iri: p for p in reversed(found)}
    return [p for p in found if unique.get(p.argument.iri) is p]


def _of_one(context: Context, sentence: Sentence, head: int, *, deep: bool) -> list[Participant]:
    meant = _means_sides(context, sentence, head)
    if meant:
        return [Participant(argument=a, kind=context.by_iri[a.iri].type, sentence=sentence.index, start=head, end=head + 1, head=head) for a in meant]
    inner = _behind_quantity(context, sentence, head)
    if inner:
        return inner
    speaking = _first_person(context, sentence, head)
    if speaking is not None:
        return [speaking]
    found = context.at.get((sentence.index, head))
    if found is not None:
        anchored = _coordinated_anchor(context, sentence, head, found[1])
        if anchored:
            return anchored
        one = context.participant(sentence, head)
        return [one] if one else []
    return _inside(context, sentence, head) if deep else []


def _behind_quantity(context: Context, sentence: Sentence, head: int) -> list[Participant]:
    """Return what a word of quantity counts: ``dozens of militias``, ``75 percent of the members of the union``."""
    if sentence.tokens[head].lemma.lower() not in context.lexicon.list("transparent"):
        return []
    known = context.at.get((sentence.index, head))
    if known is not None and is_named(known[0]):
        return []
    below = [j for j in sentence.dependents(head, "nmod") if any(sentence.tokens[k].lemma.lower() == "of" for k in sentence.dependents(j, "case"))]
    return [p for j in below for p in referents(context, sentence, j, deep=False)]


def _first_person(context: Context, sentence: Sentence, head: int) -> Participant | None:
    """Return who says ``I``, or for ``we`` the body that the speaker speaks for."""
    word = sentence.tokens[head].text.lower()
    if context.voice is None or word not in ("i", "me", "my", "we", "us", "our") or sentence.tokens[head].upos != "PRON":
        return None
    iri = context.voice.iri
    if word in ("we", "us", "our"):
        iri = next((a for a in context.affiliations.get(iri, ()) if a in context.by_iri), iri)
    entity = context.by_iri[iri]
    return Participant(argument=Argument(iri=iri, text=entity.name), kind=entity.type, sentence=sentence.index, start=head, end=head + 1, head=head)


def _means_sides(context: Context, sentence: Sentence, head: int) -> list[Argument]:
    """Return whom ``both sides``, ``them``, ``neither`` stand for; empty if it is no such phrase.

    It is the pair just named, or the parties of the talks last spoken of.
    """
    token = sentence.tokens[head]
    found = context.at.get((sentence.index, head))
    lemma = token.lemma.lower()
    pair = context.pair(sentence.index, head)
    determined = any(sentence.tokens[j].text.lower() in ("both", "neither", "either") for j in sentence.dependents(head, "det", "cc:preconj", "advmod"))
    if determined and (found is None or not is_named(found[0])) and not sentence.dependents(head, "conj"):
        return pair if token.xpos == "NN" else context.sides or pair
    if lemma in ("both", "neither", "either") and token.upos in ("PRON", "DET", "CCONJ"):
        return pair or context.sides
    between = any(sentence.tokens[j].lemma.lower() in ("between", "among") for j in sentence.dependents(head, "case"))
    if lemma in ("they", "them", "each") and (between or found is None or not is_named(found[0])):
        return context.sides or pair
    if lemma == "two" and token.upos in ("NUM", "NOUN", "PRON") and sentence.dependents(head, "det"):
        return pair or context.sides
    left = [j for j in sentence.children[head] if j < head and sentence.tokens[j].deprel.split(":")[0] in ("det", "nummod", "amod")]
    phrase = " ".join(sentence.tokens[j].text for j in [*left, head])
    named = found is not None and is_named(found[0])
    plural = token.xpos == "NNS" and (bool(left) or lemma in ("side", "party"))
    if plural and not named and lemma in ("leader", "president", "minister", "premier", "man", "rival", "chief") and is_sides(context.lexicon, phrase):
        return context.pair(sentence.index, head, persons=True) or context.sides
    return (context.sides or pair) if plural and not named and is_sides(context.lexicon, phrase) else []


def _coordinated_anchor(context: Context, sentence: Sentence, head: int, mention: Mention) -> list[Participant]:
    """Return all actors that a description names: ``negotiators for Indonesia and GAM``, ``Israeli and Palestinian officials``."""
    if mention.form != Form.NOMINAL or mention.anchor is None or not mention.stands:
        return []
    anchors = [a for a in conjuncts(sentence, mention.anchor) if a != head]
    if len(anchors) < 2:
        return []
    return [p for a in anchors for p in _of_one(context, sentence, a, deep=True)]


def _inside(context: Context, sentence: Sentence, head: int) -> list[Participant]:
    for relation, cases in (("nmod:poss", None), ("nmod", {"of", "by"}), ("amod", None), ("compound", None), ("nmod:desc", None), ("appos", None)):
        for j in sentence.dependents(head, relation):
            if relation == "nmod" and not cases & {sentence.tokens[k].lemma.lower() for k in sentence.dependents(j, "case")}:  # type: ignore[operator]
                continue
            found = referents(context, sentence, j)
            if found:
                return found
    return []

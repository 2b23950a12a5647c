"""Attribution: by whose word something is said.

Speakers come from reporting verbs above a clause, from parenthetical ones (``…, she said``), from ``according to``, and from the speaker of the sentence
before while
a quotation runs on. The innermost speaker is ``said_by``; those above it follow.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.document import Document, Sentence
from kg.extract.context import Context, Participant, referents
from kg.extract.subjects import case_of, subjects

__all__ = ["Quotes", "quotes_of", "speakers_of"]

OPENING, CLOSING, PLAIN = "“‘«", "”»", '"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """Where direct speech stands in a document.

    Args:
        inside: For each sentence the tokens in quotation marks.
        runs_on: For each sentence whether it begins inside a quotation that an earlier one opened.
    """

    inside: tuple[frozenset[int], ...] = ()
    runs_on: tuple[bool, ...] = field(default=())


def quotes_of(document: Document) -> Quotes:
    """Find the quotations of a document; a paragraph's end closes one that nobody closed."""
    inside, runs_on, is_open, last = [], [], False, 0
    for sentence in document.sentences:
        if is_open and "\n\n" in document.article.text[last : sentence.begin]:
            is_open = False
        runs_on.append(is_open)
        found = set()
        for i, token in enumerate(sentence.tokens):
            if token.text[:1] in OPENING or (token.text[:1] in PLAIN and not is_open) or token.text == "``":
                is_open = True
            elif token.text[:1] in CLOSING or token.text[:1] in PLAIN or token.text == "''":
                is_open = False
            elif is_open:
                found.add(i)
        last = sentence.end
        inside.append(frozenset(found))
    return Quotes(inside=tuple(inside), runs_on=tuple(runs_on))


def speakers_of(context: Context, sentence: Sentence, token: int, quotes: Quotes, current: Participant | None) -> list[Participant]:
    """Return the speakers of what a token says, innermost first; empty where the article itself says it.

    Args:
        context: Entities and word lists.
        sentence: Where the token stands.
        token: The trigger.
        quotes: The document's quotations.
        current: Speaker of the sentence before.
    """
    found: list[Participant] = []
    path = [token, *sentence.ancestors(token)]
    for below, here in zip([-1, *path], path, strict=False):
        speakers = [*_above(context, sentence, below, here), *_beside(context, sentence, here, path), *_according(context, sentence, here)]
        found += [p for p in speakers if p.head not in path and p.argument.iri not in {f.argument.iri for f in found}]
    if not found and token in quotes.inside[sentence.index] and current is not None:
        found.append(current)
    return found


def _reports(context: Context, sentence: Sentence, token: int) -> bool:
    return sentence.tokens[token].lemma.lower() in context.lexicon.list("reporting")


def _above(context: Context, sentence: Sentence, below: int, here: int) -> list[Participant]:
    """Return who says a clause that is the content of a reporting verb, or whose assurance an act of speech is: ``reiterated its support``."""
    if below < 0 or not _reports(context, sentence, here):
        return []
    content, relation = sentence.tokens[below], sentence.tokens[below].deprel.split(":")[0]
    spoken = relation in ("ccomp", "parataxis", "xcomp", "dep") or (relation == "obj" and content.upos == "NOUN" and sentence.tokens[here].upos == "VERB")
    return _speaker(context, sentence, here) if spoken else []


def _beside(context: Context, sentence: Sentence, here: int, path: list[int]) -> list[Participant]:
    """Return who says a clause by a verb beside it: ``…, she said``, ``…, announced Jane Doe``."""
    found: list[Participant] = []
    for j in sentence.dependents(here, "parataxis", "advcl", "conj"):
        if j in path or not _reports(context, sentence, j):
            continue
        if sentence.tokens[j].deprel != "conj":
            found += _speaker(context, sentence, j) if _is_parenthetical(sentence, j) else []
        elif _is_inverted(context, sentence, j):
            found += referents(context, sentence, _behind(context, sentence, j))
        elif j > path[0] and _is_parenthetical(sentence, j) and sentence.dependents(j, "nsubj") and not sentence.dependents(j, "cc"):
            found += _speaker(context, sentence, j)
    return found


def _is_parenthetical(sentence: Sentence, verb: int) -> bool:
    """Say whether a reporting verb beside a clause has no content of its own (``…, she said`` and ``as she said``)."""
    return not sentence.dependents(verb, "ccomp", "obj", "xcomp")


def _behind(context: Context, sentence: Sentence, verb: int) -> int:
    """Return the head of the person's name directly behind a verb, -1 if there is none."""
    return next((m.head for _, m in context.names.get((sentence.index, verb + 1), ()) if m.kind == "Person" and m.start == verb + 1), -1)


def _is_inverted(context: Context, sentence: Sentence, verb: int) -> bool:
    """Say whether a reporting verb stands behind a comma and before its subject: ``…, announced Jane Doe``."""
    return verb > 0 and sentence.tokens[verb - 1].text in (",", "”", '"') and _behind(context, sentence, verb) >= 0


def _speaker(context: Context, sentence: Sentence, verb: int) -> list[Participant]:
    """Return who speaks by a reporting verb, whichever side of it the name stands on."""
    for head in subjects(sentence, verb):
        found = referents(context, sentence, head)
        if found:
            return found[:1]
    return []


def _according(context: Context, sentence: Sentence, here: int) -> list[Participant]:
    for j in sentence.dependents(here, "obl", "nmod", "advcl"):
        if any(c.startswith("according") for c in case_of(sentence, j)) or _according_verb(sentence, j):
            return referents(context, sentence, j)[:1]
    return []


def _according_verb(sentence: Sentence, j: int) -> bool:
    return any(sentence.tokens[k].text.lower() == "according" for k in sentence.children[j])

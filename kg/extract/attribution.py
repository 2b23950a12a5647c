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
    reporting = context.lexicon.list("reporting")
    path = [token, *sentence.ancestors(token)]
    for below, here in zip([-1, *path], path, strict=False):
        if (
            below >= 0
            and sentence.tokens[below].deprel.split(":")[0] in ("ccomp", "parataxis", "xcomp", "dep")
            and sentence.tokens[here].lemma.lower() in reporting
        ):
            _add(found, _speaker(context, sentence, here))
        for j in sentence.dependents(here, "parataxis", "ccomp", "advcl"):
            if (
                j != below
                and j != token
                and sentence.tokens[j].lemma.lower() in reporting
                and sentence.tokens[j].deprel != "ccomp"
                and _is_parenthetical(sentence, j)
            ):
                _add(found, _speaker(context, sentence, j))
        for j in sentence.dependents(here, "conj"):
            if j not in path and sentence.tokens[j].lemma.lower() in reporting and _is_inverted(context, sentence, j):
                _add(found, referents(context, sentence, _behind(context, sentence, j)))
            elif (
                j > token
                and j not in path
                and sentence.tokens[j].lemma.lower() in reporting
                and _is_parenthetical(sentence, j)
                and sentence.dependents(j, "nsubj")
                and not sentence.dependents(j, "cc")
            ):
                _add(found, _speaker(context, sentence, j))
        _add(found, _according(context, sentence, here))
    if not found and token in quotes.inside[sentence.index] and current is not None:
        found.append(current)
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


def _add(found: list[Participant], more: list[Participant]) -> None:
    known = {p.argument.iri for p in found}
    found += [p for p in more if p.argument.iri not in known]

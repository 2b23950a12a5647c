"""When an event happens: the date of its own clause, and of no other."""

from __future__ import annotations

import pytest

from kg.actors import load_actors
from kg.article import Article
from kg.document import Document, Sentence, Token
from kg.extract.context import Context
from kg.extract.when import event_date
from kg.lexicon import load_lexicon
from kg.topics import load_topics

TREES = {
    "held": """
        Egypt/PROPN/2/nsubj both/DET/0/det held/hold/VERB/-1/root talks/talk/NOUN/2/obj in/ADP/5/case Doha/PROPN/2/obl on/ADP/7/case
        Tuesday/PROPN/5/nmod
    """,
    "said": """
        Egypt/PROPN/1/nsubj said/say/VERB/-1/root on/ADP/3/case Monday/PROPN/1/obl that/SCONJ/6/mark Qatar/PROPN/6/nsubj met/meet/VERB/1/ccomp
        Iran/PROPN/6/obj on/ADP/9/case Sunday/PROPN/6/obl
    """,
    "said only": """
        Egypt/PROPN/1/nsubj said/say/VERB/-1/root on/ADP/3/case Monday/PROPN/1/obl that/SCONJ/6/mark Qatar/PROPN/6/nsubj met/meet/VERB/1/ccomp
        Iran/PROPN/6/obj
    """,
    "agreed": """
        Egypt/PROPN/1/nsubj agreed/agree/VERB/-1/root on/ADP/3/case Monday/PROPN/1/obl to/PART/5/mark release/VERB/1/xcomp
        prisoners/prisoner/NOUN/5/obj on/ADP/8/case Friday/PROPN/5/obl
    """,
    "agreed only": """
        Egypt/PROPN/1/nsubj agreed/agree/VERB/-1/root on/ADP/3/case Monday/PROPN/1/obl to/PART/5/mark release/VERB/1/xcomp
        prisoners/prisoner/NOUN/5/obj
    """,
    "relative": """
        Qatar/PROPN/6/nsubj which/PRON/2/nsubj hosted/host/VERB/0/acl:relcl Iran/PROPN/2/obj in/ADP/5/case May/PROPN/2/obl
        condemned/condemn/VERB/-1/root Israel/PROPN/6/obj
    """,
    "shared": """
        On/ADP/1/case Monday/PROPN/3/obl Egypt/PROPN/3/nsubj met/meet/VERB/-1/root Qatar/PROPN/3/obj and/CCONJ/6/cc signed/sign/VERB/3/conj
        deal/NOUN/6/obj
    """,
    "not shared": """
        Egypt/PROPN/1/nsubj met/meet/VERB/-1/root Qatar/PROPN/1/obj on/ADP/4/case Monday/PROPN/1/obl and/CCONJ/6/cc signed/sign/VERB/1/conj
        deal/NOUN/6/obj
    """,
    "expected": """
        Next/ADJ/1/amod week/NOUN/4/obl:unmarked Egypt/PROPN/4/nsubj is/be/AUX/4/aux:pass expected/expect/VERB/-1/root to/PART/6/mark
        meet/VERB/4/xcomp Qatar/PROPN/6/obj
    """,
    "possessive": """
        Tuesday/PROPN/2/nmod:poss 's/PART/0/case talks/talk/NOUN/3/nsubj failed/fail/VERB/-1/root
    """,
    "due": """
        The/DET/1/det talks/talk/NOUN/3/nsubj are/be/AUX/3/cop due/ADJ/-1/root on/ADP/6/case March/PROPN/6/compound 15/NUM/3/obl
    """,
    "began": """
        Talks/talk/NOUN/1/nsubj began/begin/VERB/-1/root in/ADP/3/case March/PROPN/1/obl 2023/NUM/3/nummod
    """,
    "before": """
        Egypt/PROPN/1/nsubj met/meet/VERB/-1/root Qatar/PROPN/1/obj before/ADP/4/case Monday/PROPN/1/obl
    """,
    "inner": """
        Egypt/PROPN/1/nsubj condemned/condemn/VERB/-1/root the/DET/3/det attack/NOUN/1/obj on/ADP/5/case Monday/PROPN/3/nmod
    """,
    "may have": """
        Egypt/PROPN/3/nsubj may/AUX/3/aux have/AUX/3/aux met/meet/VERB/-1/root Iran/PROPN/3/obj on/ADP/6/case Monday/PROPN/3/obl
    """,
    "may": """
        Egypt/PROPN/2/nsubj may/AUX/2/aux meet/VERB/-1/root Iran/PROPN/2/obj on/ADP/5/case Monday/PROPN/2/obl
    """,
}
"""``text/lemma/upos/head/relation`` for each word, the lemma left out where it is the text."""


def context_of(tree: str, published: str | None) -> Context:
    """Return what extraction knows of an article with one sentence."""
    tokens: list[Token] = []
    text = ""
    for word in tree.split():
        form, *lemma, upos, head, relation = word.split("/")
        tokens.append(Token(text=form, lemma=(lemma or [form])[0], upos=upos, head=int(head), deprel=relation, begin=len(text), end=len(text) + len(form)))
        text += f"{form} "
    document = Document(article=Article(text, id="a", date=published), sentences=(Sentence(index=0, tokens=tuple(tokens)),))
    return Context(document=document, entities=(), lexicon=load_lexicon(), topics=load_topics(), book=load_actors(), article="urn:a")


@pytest.mark.parametrize(
    ("tree", "trigger", "modality", "expected"),
    [
        ("held", "talks", "asserted", ("2024-03-05", "2024-03-05", "Tuesday")),
        ("said", "met", "asserted", ("2024-03-03", "2024-03-03", "Sunday")),
        ("said", "said", "asserted", ("2024-03-04", "2024-03-04", "Monday")),
        ("said only", "met", "asserted", (None, None, None)),
        ("agreed", "agreed", "asserted", ("2024-03-04", "2024-03-04", "Monday")),
        ("agreed", "release", "planned", ("2024-03-08", "2024-03-08", "Friday")),
        ("agreed only", "release", "planned", (None, None, None)),
        ("relative", "hosted", "asserted", ("2023-05-01", "2023-05-31", "May")),
        ("relative", "condemned", "asserted", (None, None, None)),
        ("shared", "signed", "asserted", ("2024-03-04", "2024-03-04", "Monday")),
        ("not shared", "signed", "asserted", (None, None, None)),
        ("expected", "meet", "possible", ("2024-03-11", "2024-03-17", "Next week")),
        ("possessive", "talks", "asserted", ("2024-03-05", "2024-03-05", "Tuesday")),
        ("due", "talks", "asserted", ("2024-03-15", "2024-03-15", "March 15")),
        ("began", "Talks", "asserted", ("2023-03-01", "2023-03-31", "March 2023")),
        ("before", "met", "asserted", (None, None, None)),
        ("inner", "attack", "asserted", ("2024-03-04", "2024-03-04", "Monday")),
        ("inner", "condemned", "asserted", (None, None, None)),
        ("may have", "met", "possible", ("2024-03-04", "2024-03-04", "Monday")),
        ("may", "meet", "possible", ("2024-03-11", "2024-03-11", "Monday")),
    ],
)
def test_date_of_an_event(tree: str, trigger: str, modality: str, expected: tuple[str | None, str | None, str | None]) -> None:
    """A date counts for the trigger of its clause, past or coming as the clause is."""
    context = context_of(TREES[tree], "2024-03-06")
    sentence = context.document.sentences[0]
    place = next(i for i, token in enumerate(sentence.tokens) if token.text == trigger)
    assert event_date(context, sentence, (place,), modality) == expected


def test_no_date_without_publication() -> None:
    """A weekday says nothing in an article without a date; a full date does."""
    for tree, expected in (("held", (None, None, None)), ("began", ("2023-03-01", "2023-03-31", "March 2023"))):
        context = context_of(TREES[tree], None)
        sentence = context.document.sentences[0]
        place = next(i for i, token in enumerate(sentence.tokens) if token.lemma == "talk")
        assert event_date(context, sentence, (place,), "asserted") == expected

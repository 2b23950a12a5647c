"""Tracing: what fired, what kept silent and why, shown as text and as HTML."""

from __future__ import annotations

import pytest

from kg.article import Article
from kg.document import Document, Sentence, Token
from kg.extract.trace import trace, trace_document
from kg.lexicon import load_lexicon

WORDS = [
    ("Ghana", "Ghana", "PROPN", "NNP", 1, "nsubj"),
    ("refused", "refuse", "VERB", "VBD", -1, "root"),
    ("to", "to", "PART", "TO", 3, "mark"),
    ("attack", "attack", "VERB", "VB", 1, "xcomp"),
    ("Kenya", "Kenya", "PROPN", "NNP", 3, "obj"),
    ("<b>", "<b>", "PUNCT", ".", 1, "punct"),
]


def document() -> Document:
    """Ghana refused to attack Kenya, in an article that is hostile."""
    tokens, text = [], ""
    for word, lemma, upos, xpos, head, deprel in WORDS:
        begin = len(text)
        text += f"{word} "
        tokens.append(Token(text=word, lemma=lemma, upos=upos, xpos=xpos, head=head, deprel=deprel, begin=begin, end=begin + len(word)))
    return Document(article=Article(text=text), sentences=(Sentence(index=0, tokens=tuple(tokens)),))


def test_frames_that_fired_come_with_their_arguments() -> None:
    """Trigger, event and roles."""
    (sentence,) = trace_document(document(), load_lexicon()).sentences
    (fired,) = sentence.fired
    assert (fired.trigger, fired.event.frame) == ("refuse", "reject")
    assert [a.text for a in (*fired.event.actors, *fired.event.recipients)] == ["Ghana", "Kenya"]


def test_silent_triggers_come_with_the_reason() -> None:
    """What is refused is content."""
    (sentence,) = trace_document(document(), load_lexicon()).sentences
    assert [(s.words, s.reason) for s in sentence.silent] == [("attack", "absorbed by refuse (reject): it is content there")]


def test_text_and_html_show_everything_and_escape_the_article() -> None:
    """The tree is indented by depth; nothing of the article is markup."""
    shown = trace_document(document(), load_lexicon())
    assert "      to (mark, PART, to)" in str(shown)
    assert "recipient: Kenya" in str(shown)
    assert "<b>" not in shown._repr_html_()
    assert "&lt;b&gt;" in shown._repr_html_()


def test_a_text_without_a_sentence_is_said_to_have_none() -> None:
    """An empty document is no error."""
    assert str(trace_document(Document(article=Article(text=" ")), load_lexicon())) == "No sentence."


@pytest.mark.models
def test_a_sentence_is_traced_with_real_models(models: str) -> None:
    """From text to trace in one call; a word that needs others says which."""
    shown = trace("Qatar mediated between Israel and Hamas, and it imposed a burden.", models=models)
    assert "mediate between (mediate)" in str(shown)
    assert "calls up frames only with further words" in str(shown)

"""Annotated text as data: trees, and what contradicts itself."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.article import Article
from kg.document import Document, Sentence, Token
from kg.errors import DocumentError


def _sentence(heads: list[int], deprels: list[str] | None = None) -> Sentence:
    names = deprels or ["dep"] * len(heads)
    rows = enumerate(zip(heads, names, strict=True))
    tokens = tuple(Token(text=f"w{i}", lemma="w", upos="X", head=head, deprel=name, begin=3 * i, end=3 * i + 2) for i, (head, name) in rows)
    return Sentence(index=0, tokens=tokens)


HEADS = st.integers(1, 12).flatmap(lambda n: st.lists(st.integers(-1, n - 1), min_size=n, max_size=n))


def test_tree_of_a_sentence() -> None:
    """Qatar and Egypt mediate talks."""
    sentence = _sentence([3, 2, 0, -1, 3], ["nsubj", "cc", "conj", "root", "obj"])
    assert sentence.root == 3
    assert sentence.children == ((2,), (), (1,), (0, 4), ())
    assert sentence.dependents(3) == [0, 4]
    assert sentence.dependents(3, "obj", "iobj") == [4]
    assert sentence.subtree(0) == [0, 1, 2]
    assert list(sentence.ancestors(1)) == [2, 0, 3]
    assert (sentence.begin, sentence.end) == (0, 14)


def test_relation_matches_its_subtypes_only() -> None:
    """A relation finds its subtypes; a subtype finds itself alone."""
    sentence = _sentence([2, 2, -1], ["nsubj:pass", "nsubj", "root"])
    assert sentence.dependents(2, "nsubj") == [0, 1]
    assert sentence.dependents(2, "nsubj:pass") == [0]
    assert sentence.dependents(2, "nsub") == []


@given(HEADS)
def test_walks_end_and_stay_inside(heads: list[int]) -> None:
    """Whatever the heads are, cycles included, walking up ends, and children are the inverse of heads."""
    sentence = _sentence(heads)
    for i, head in enumerate(heads):
        ancestors = list(sentence.ancestors(i))
        assert len(ancestors) == len(set(ancestors)) <= len(heads)
        assert head < 0 or i in sentence.children[head]
        assert all(i in sentence.subtree(a) for a in ancestors)
    assert sum(len(c) for c in sentence.children) == sum(h >= 0 for h in heads)


@pytest.mark.parametrize("head", [1, 7, -2])
def test_head_outside_the_sentence_is_refused(head: int) -> None:
    """A head is a token of the sentence, or -1."""
    with pytest.raises(DocumentError, match=f"head {head} of token 0 'w0'"):
        _sentence([head])


def test_document_gives_the_characters_of_a_sentence_and_can_be_pickled() -> None:
    """The text of a sentence is that of the article, space included."""
    document = Document(article=Article("w0\tw1\r\nw2"), sentences=(_sentence([-1, 0]),))
    assert document.text(document.sentences[0]) == "w0\tw1"
    assert pickle.loads(pickle.dumps(document)) == document  # noqa: S301

"""Annotated text as plain data: tokens with lemma, tags and tree, sentences, named-entity spans, character offsets.

Second noun of the flow, made by ``kg.annotate`` (or read from CoNLL-U by ``kg.conllu``). Nothing here needs a model, and everything can be pickled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.article import Article
from kg.errors import DocumentError

__all__ = ["Document", "Sentence", "Span", "Token"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word of a sentence.

    Args:
        text: The word, ``article.text[begin:end]``.
        lemma: Dictionary form as the lemmatizer gave it.
        upos: Universal part of speech.
        xpos: Penn Treebank tag.
        feats: Universal features, ``Number=Sing|…``, or ``_``.
        head: Index of the governing token in the sentence, -1 for the root.
        deprel: Universal Dependencies relation to the head.
        begin: First character in the article.
        end: Character after the last.
    """

    text: str
    lemma: str
    upos: str
    xpos: str = "_"
    feats: str = "_"
    head: int = -1
    deprel: str = "root"
    begin: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of tokens with a named-entity class, ``tokens[start:end]`` of its sentence."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence: its tokens form one tree.

    Args:
        index: Place in the document, from 0.
        tokens: At least one.
        entities: Named-entity spans in reading order, without overlap.
        children: Derived: the dependents of each token, in reading order.

    Raises:
        DocumentError: If a head lies outside the sentence.
    """

    index: int
    tokens: tuple[Token, ...]
    entities: tuple[Span, ...] = ()
    children: tuple[tuple[int, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Collect the dependents of each token."""
        below: list[list[int]] = [[] for _ in self.tokens]
        for i, token in enumerate(self.tokens):
            if not -1 <= token.head < len(self.tokens):
                raise DocumentError(f"head {token.head} of token {i} {token.text!r} lies outside the sentence", place=f"sentence {self.index}")
            if token.head >= 0:
                below[token.head].append(i)
        object.__setattr__(self, "children", tuple(tuple(b) for b in below))

    @property
    def begin(self) -> int:
        """First character of the sentence in the article."""
        return self.tokens[0].begin

    @property
    def end(self) -> int:
        """Character after the last of the sentence in the article."""
        return self.tokens[-1].end

    @property
    def root(self) -> int:
        """Index of the root token."""
        return next((i for i, t in enumerate(self.tokens) if t.head < 0), 0)

    def dependents(self, head: int, *deprels: str) -> list[int]:
        """Return the dependents of a token with one of the relations (all if none is named), in reading order.

        A relation without a subtype matches its subtypes: ``nsubj`` also finds ``nsubj:pass``.

        Example:
            >>> subject = Token(text="Qatar", lemma="Qatar", upos="PROPN", head=1, deprel="nsubj")
            >>> s = Sentence(index=0, tokens=(subject, Token(text="mediates", lemma="mediate", upos="VERB")))
            >>> s.dependents(1, "nsubj")
            [0]
        """
        if not deprels:
            return list(self.children[head])
        return [i for i in self.children[head] if _matches(self.tokens[i].deprel, deprels)]

    def subtree(self, head: int) -> list[int]:
        """Return the token and all below it, in reading order; a cycle ends the walk."""
        found, stack = {head}, [head]
        while stack:
            below = [i for i in self.children[stack.pop()] if i not in found]
            found.update(below)
            stack.extend(below)
        return sorted(found)

    def ancestors(self, index: int) -> Iterator[int]:
        """Yield the heads above a token, nearest first; a cycle ends the walk."""
        seen = {index}
        head = self.tokens[index].head
        while head >= 0 and head not in seen:
            yield head
            seen.add(head)
            head = self.tokens[head].head


def _matches(deprel: str, wanted: tuple[str, ...]) -> bool:
    return deprel in wanted or deprel.split(":")[0] in wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article with its sentences in reading order.

    Args:
        article: What was annotated; every token stands in its text: ``text[token.begin:token.end] == token.text``.
        sentences: May be empty.
        warnings: What was split or skipped, as text.
    """

    article: Article
    sentences: tuple[Sentence, ...] = ()
    warnings: tuple[str, ...] = ()

    def text(self, sentence: Sentence) -> str:
        """Return the characters of a sentence as they stand in the article."""
        return self.article.text[sentence.begin : sentence.end]

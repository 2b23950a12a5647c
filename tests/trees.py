"""Small annotated documents written by hand: one token a line, ``text lemma UPOS XPOS head deprel``, heads counted from 1, an empty line between sentences."""

from __future__ import annotations

from kg.article import Article
from kg.document import Document, Sentence, Span, Token

__all__ = ["document"]


def document(*tables: str, names: str = "", date: str | None = "2024-03-05", article_id: str = "a1") -> Document:
    """Make a document of sentences.

    Args:
        tables: A sentence each.
        names: Named entities as ``text=Class``, separated by ``;``; every place where the text stands is one.
        date: Day of publication.
        article_id: The article's id.
    """
    rows = [[line.split() for line in table.strip().splitlines()] for table in tables]
    text = " ".join(" ".join(r[0] for r in sentence) for sentence in rows)
    wanted = [(pair.split("=")[0].split(), pair.split("=")[1]) for pair in names.split(";") if pair.strip()]
    sentences, begin = [], 0
    for index, sentence in enumerate(rows):
        tokens = []
        for word, lemma, upos, xpos, head, deprel in sentence:
            tokens.append(Token(text=word, lemma=lemma, upos=upos, xpos=xpos, head=int(head) - 1, deprel=deprel, begin=begin, end=begin + len(word)))
            begin += len(word) + 1
        sentences.append(Sentence(index=index, tokens=tuple(tokens), entities=_spans([t.text for t in tokens], wanted)))
    return Document(article=Article(text, id=article_id, date=date), sentences=tuple(sentences))


def _spans(words: list[str], wanted: list[tuple[list[str], str]]) -> tuple[Span, ...]:
    found = [Span(start=i, end=i + len(name), type=kind) for name, kind in wanted for i in range(len(words)) if words[i : i + len(name)] == name]
    return tuple(sorted(found, key=lambda s: s.start))

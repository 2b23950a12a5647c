"""Annotation: an article becomes a document, by a Stanza pipeline that is loaded once per process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from typing import Any

from kg.article import Article
from kg.document import Document, Sentence, Span, Token
from kg.models.load import load_pipeline

__all__ = ["annotate", "annotate_all"]


def annotate(article: Article, *, models: str | PathLike[str] = "bundled") -> Document:
    """Return the article with sentences, tokens, lemmas, tags, trees and named entities."""
    import torch

    with torch.inference_mode():
        parsed = load_pipeline(str(models))(article.text[article.body :])
    return Document(article=article, sentences=tuple(_sentence(i, s, article) for i, s in enumerate(parsed.sentences)))


def annotate_all(
    articles: Iterable[Article], *, models: str | PathLike[str] = "bundled", batch_size: int = 1, progress: Callable[[int], object] | None = None
) -> Iterator[Document]:
    """Yield a document per article, in the order given."""
    for article in articles:
        yield annotate(article, models=models)


def _sentence(index: int, sentence: Any, article: Article) -> Sentence:
    tokens = tuple(_token(word, article) for word in sentence.words)
    starts = {t.begin: i for i, t in reversed(list(enumerate(tokens)))}
    ends = {t.end: i + 1 for i, t in enumerate(tokens)}
    spans = tuple(Span(start=starts[e.start_char + article.body], end=ends[e.end_char + article.body], type=e.type) for e in sentence.ents)
    return Sentence(index=index, tokens=tokens, entities=spans)


def _token(word: Any, article: Article) -> Token:
    begin, end = word.start_char + article.body, word.end_char + article.body
    text = article.text[begin:end]
    return Token(text=text, lemma=word.lemma or text, upos=word.upos or "X", xpos=word.xpos or "_", feats=word.feats or "_", head=word.head - 1, deprel=word.deprel, begin=begin, end=end)

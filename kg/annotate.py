"""Annotation: an article becomes a document with sentences, tokens, lemmas, tags, trees and named entities.

Third step of the flow, between articles and mentions. A Stanza pipeline does the work; it is loaded once per process. Each article is annotated on its
own and on one thread, so that its document does not depend on what else is annotated, in what order, or on how many threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from os import PathLike, fspath
from threading import Lock
from typing import TYPE_CHECKING, Any

from kg.article import Article
from kg.document import Document, Sentence, Span, Token
from kg.errors import ArticleError
from kg.models.addresses import Surface
from kg.models.load import load_pipeline
from kg.models.split import split_text

if TYPE_CHECKING:
    from stanza import Pipeline

__all__ = ["annotate", "annotate_all", "recognise"]

BUSY = Lock()
# Words per run of the tagger, lemmatizer, parser and recogniser: bounds memory whatever the length of the text.
GROUP_WORDS = 2000
# Letters of a word that the models see: their character networks pad every word to the longest.
MAX_LETTERS = 64


def annotate(article: Article, *, models: str | PathLike[str] = "bundled") -> Document:
    """Annotate an article from ``article.body`` on.

    Every token stands in the text exactly as given, ``article.text[token.begin:token.end] == token.text``, whatever characters it holds. Where foreign models
    split a word of the text into several, each takes its part of it ("don't": "do", "n't"), or all of it if they do not spell it ("du": "de", "le").

    Args:
        article: Text and language.
        models: ``bundled`` (come with the package), ``stanza`` (Stanza's own package, fetched before with ``kg models download``) or a folder of models.

    Returns:
        A document; without sentences when there is nothing but space. Its warnings say what was split because it was too long.

    Raises:
        ModelNotFoundError: If the models are not on this machine; nothing is downloaded.
        ModelError: If a model file is damaged, changed or hostile.
        ArticleError: If ``article.body`` lies outside the text.
    """
    if not 0 <= article.body <= len(article.text):
        message = f"the body begins at {article.body}, outside the text of {len(article.text)} characters"
        raise ArticleError(message, hint="0 <= body <= len(text)", place=f"article {article.id}")
    pipeline = load_pipeline(fspath(models), article.language)
    with BUSY, _one_thread():
        sentences, warnings = split_text(pipeline, article.text, article.body)
        parsed = (s for group in _groups(sentences) for s in _parse(pipeline, article.text, group))
        return Document(article=article, sentences=tuple(_sentence(i, found, s, article.text) for i, (found, s) in enumerate(parsed)), warnings=tuple(warnings))


def annotate_all(articles: Iterable[Article], *, models: str | PathLike[str] = "bundled", progress: bool = False) -> Iterator[Document]:
    """Annotate articles one after the other; each document is the one that ``annotate`` returns.

    Args:
        articles: Read as needed, so that a generator of many articles takes the memory of one.
        models: As for ``annotate``.
        progress: Show a bar.

    Returns:
        A document per article, in the order given.
    """
    if progress:
        from tqdm.auto import tqdm

        articles = tqdm(articles, unit="article")
    for article in articles:
        yield annotate(article, models=models)


def recognise(document: Document, *, models: str | PathLike[str] = "bundled") -> Document:
    """Find the named entities of a document that has sentences and trees from elsewhere, as a treebank has them; all else stays as it is.

    Raises:
        ModelNotFoundError: If the models are not on this machine; nothing is downloaded.
        ModelError: If a model file is damaged, changed or hostile.
    """
    from stanza import Document as StanzaDocument

    pipeline = load_pipeline(fspath(models), document.article.language)
    with BUSY, _one_thread():
        words = [[{"id": (i + 1,), "text": _shortened(token.text)} for i, token in enumerate(s.tokens)] for s in document.sentences]
        found = pipeline.processors["ner"].process(StanzaDocument(words))
    sentences = (replace(s, entities=_entities(f.ents)) for s, f in zip(document.sentences, found.sentences, strict=True))
    return replace(document, sentences=tuple(sentences))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Compute on one thread and without gradients; put back the caller's number of threads.

    Matrix products split among threads may differ in the last bit, and on the small matrices of these models they are slower when the machine is busy.
    """
    import torch

    before = torch.get_num_threads()
    if before != 1:
        torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            yield
    finally:
        if before != 1:
            torch.set_num_threads(before)


def _groups(sentences: list[list[Surface]]) -> Iterator[list[list[Surface]]]:
    """Cut the sentences into runs of bounded length."""
    group: list[list[Surface]] = []
    size = 0
    for sentence in sentences:
        if group and size + len(sentence) > GROUP_WORDS:
            yield group
            group, size = [], 0
        group.append(sentence)
        size += len(sentence)
    if group:
        yield group


def _parse(pipeline: Pipeline, text: str, group: list[list[Surface]]) -> Iterator[tuple[Any, list[Surface]]]:
    """Run the steps after the tokenizer, and yield each sentence of Stanza with its surfaces."""
    from stanza import Document as StanzaDocument

    document = StanzaDocument([_entries(sentence, text) for sentence in group])
    for name in ("pos", "lemma", "depparse", "ner"):
        if name in pipeline.processors:
            document = pipeline.processors[name].process(document)
    return zip(document.sentences, group, strict=True)


def _entries(sentence: list[Surface], text: str) -> list[dict[str, Any]]:
    """Return the tokens of a sentence as Stanza takes them."""
    entries: list[dict[str, Any]] = []
    number = 1
    for surface in sentence:
        form = " ".join(text[surface.begin : surface.end].split())
        if surface.words:
            entries.append({"id": (number, number + len(surface.words) - 1), "text": form})
        for word in surface.words or (form,):
            entries.append({"id": (number,), "text": _shortened(word)})
            number += 1
    return entries


def _shortened(word: str) -> str:
    return word if len(word) <= MAX_LETTERS else word[: MAX_LETTERS * 3 // 4] + word[-MAX_LETTERS // 4 :]


def _sentence(index: int, found: Any, surfaces: list[Surface], text: str) -> Sentence:
    places = [(s.begin, s.end) for s in surfaces for _ in s.words or ("",)]
    tokens = tuple(_token(word, begin, end, text) for word, (begin, end) in zip(found.words, places, strict=True))
    return Sentence(index=index, tokens=tokens, entities=_entities(found.ents))


def _entities(found: Any) -> tuple[Span, ...]:
    return tuple(Span(start=e.tokens[0].id[0] - 1, end=e.tokens[-1].id[-1], type=e.type) for e in found)


def _token(word: Any, begin: int, end: int, text: str) -> Token:
    form = text[begin:end]
    lemma = form if len(word.text) >= MAX_LETTERS or word.lemma in (None, "", "_") else word.lemma
    return Token(
        text=form,
        lemma=lemma,
        upos=_known(word.upos, "X"),
        xpos=_known(word.xpos, "_"),
        feats=word.feats or "_",
        head=word.head - 1,
        deprel=_known(word.deprel, "dep"),
        begin=begin,
        end=end,
    )


def _known(name: str | None, otherwise: str) -> str:
    """Return what a model chose, unless it is one of the marks that its vocabulary begins with, as ``<PAD>``."""
    return otherwise if not name or name.startswith("<") else name

"""The flow for one or many articles, step by step; no logic of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike, fspath

from kg.actors import ActorBook, load_actors
from kg.annotate import annotate_all
from kg.article import Article
from kg.assemble import assemble
from kg.detect import detect
from kg.document import Document
from kg.extract import extract
from kg.iri import article_iri, check_base
from kg.lexicon import Lexicon, load_lexicon
from kg.resolve import resolve
from kg.statement import ArticleGraph
from kg.topics import TopicScheme, load_topics
from kg.vocabulary import DATA_BASE

__all__ = ["Knowledge", "article_graph", "article_graphs", "load_knowledge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What the steps know besides the article: actors, frames, topics, and where minted IRIs begin."""

    book: ActorBook
    lexicon: Lexicon
    topics: TopicScheme
    base: str = DATA_BASE


def load_knowledge(
    *,
    lexicons: Iterable[str | PathLike[str]] = (),
    topics: Iterable[str | PathLike[str]] = (),
    actors: Iterable[str | PathLike[str]] = (),
    base: str = DATA_BASE,
) -> Knowledge:
    """Load the bundled knowledge and the user's own files, which add to it and override it.

    Raises:
        KgError: If a file is broken; the message names file, place and remedy.
    """
    return Knowledge(
        book=load_actors(*(fspath(p) for p in actors)),
        lexicon=load_lexicon(*(fspath(p) for p in lexicons)),
        topics=load_topics(*(fspath(p) for p in topics)),
        base=check_base(base),
    )


def article_graph(document: Document, knowledge: Knowledge) -> ArticleGraph:
    """Take an annotated article through detection, resolution, extraction and assembly."""
    iri = article_iri(knowledge.base, document.article.id)
    mentions = detect(document, knowledge.book, knowledge.lexicon)
    entities = resolve(document, mentions, knowledge.book, knowledge.lexicon, base=knowledge.base, article=iri)
    extraction = extract(document, entities, book=knowledge.book, lexicon=knowledge.lexicon, topics=knowledge.topics, article=iri)
    return assemble(document, entities, extraction, lexicon=knowledge.lexicon, article=iri)


def article_graphs(
    articles: Iterable[Article], knowledge: Knowledge, *, models: str | PathLike[str] = "bundled", progress: bool = False
) -> Iterator[ArticleGraph]:
    """Yield the graph of each article, in the order given."""
    for document in annotate_all(articles, models=models, progress=progress):
        yield article_graph(document, knowledge)

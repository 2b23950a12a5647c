"""``kg.build``: from articles to a graph in one call.

Row 16 of the flow: it reads, runs the pipeline and hands over the graph; no logic of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike, fspath
from typing import TYPE_CHECKING, TypeAlias

from kg.article import Article
from kg.graph import KnowledgeGraph
from kg.pipeline import article_graphs, load_knowledge
from kg.read import read_articles
from kg.types import OnError
from kg.vocabulary import DATA_BASE

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["build"]

Path: TypeAlias = "str | PathLike[str]"


def build(
    source: Path | Article | pd.DataFrame | Iterable[Path | Article | pd.DataFrame],
    *,
    models: Path = "bundled",
    language: str = "en",
    base: str = DATA_BASE,
    lexicons: Path | Iterable[Path] = (),
    actors: Path | Iterable[Path] | None = None,
    columns: Mapping[str, str] | None = None,
    on_error: OnError = "raise",
    progress: bool | None = None,
) -> KnowledgeGraph:
    """Build the knowledge graph of one or many articles.

    Nothing is downloaded and nothing is asked of a network. The same articles, files and options give the same graph, byte for byte, in any order and number.

    Args:
        source: Path (file, folder, glob), ``Article``, DataFrame, or an iterable of these.
        models: ``bundled``, ``stanza`` for Stanza's own package, or the path of a folder of models.
        language: Language of articles that do not say theirs.
        base: Where the IRIs of articles and what is found in them begin.
        lexicons: Files of your own: frames (``.toml``) and topics (``.ttl``); they add to ours and override them.
        actors: Files of your own with actors (CSV or Turtle); they add to the actor book and override it.
        columns: For tables and JSON: field of ``Article`` to name of column.
        on_error: ``raise`` at the first article that cannot be read, or ``collect`` it in ``graph.problems()`` and go on.
        progress: Show a bar.

    Returns:
        The graph; its articles in the order of their IRIs.

    Raises:
        KgError: One of its leaves; the message names file, place and remedy.
    """
    own = _paths(lexicons)
    knowledge = load_knowledge(
        lexicons=[p for p in own if not p.endswith((".ttl", ".nt"))],
        topics=[p for p in own if p.endswith((".ttl", ".nt"))],
        actors=_paths(actors or ()),
        base=base,
    )
    articles, problems = read_articles(source, columns=columns, on_error=on_error, language=language)
    graphs = article_graphs(articles, knowledge, models=models, progress=bool(progress))
    return KnowledgeGraph.from_articles(graphs, base=base, problems=problems)


def _paths(given: Path | Iterable[Path]) -> list[str]:
    return [fspath(given)] if isinstance(given, (str, PathLike)) else [fspath(p) for p in given]

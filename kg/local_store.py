"""``kg.open_store``: a graph on the disk, which may be larger than memory.

Last row of the flow. Oxigraph keeps it; one process writes at a time. Each article has its named graph, and an article that is added again
replaces it at once: whoever reads, and whoever opens the store after a crash, finds the old one or the new one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, cast

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from kg.errors import GraphError, QueryError, StoreError
from kg.export.atomic import replacing
from kg.export.store_parts import Content, contents_of
from kg.graph import KnowledgeGraph
from kg.merge import base_of_articles
from kg.query import check_query, to_frame
from kg.query_questions import Questions, prepared
from kg.rdf_read import read_articles
from kg.statement import ArticleGraph
from kg.vocabulary import DATA_BASE, PARLEY, RDF

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LocalStore", "open_store"]

_DUMPS = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}


class LocalStore(Questions):
    """Article graphs in a folder; made by ``open_store``.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
        ...     store.add(KnowledgeGraph.from_articles([]))
        ...     len(store)
        0
        0
    """

    def __init__(self, store: Store, folder: str) -> None:
        self._kept: Store | None = store
        self._folder = folder
        super().__init__(self.query)

    @property
    def _store(self) -> Store:
        if self._kept is None:
            raise StoreError("the store was closed", hint="open it again by kg.open_store", place=self._folder)
        return self._kept

    def add(self, articles: KnowledgeGraph | Iterable[ArticleGraph], *, base: str = DATA_BASE, include_text: bool = False) -> int:
        """Add article graphs; one that is there already is replaced.

        Args:
            articles: A graph, or article graphs that may be made while they are added.
            base: Beginning of data IRIs.
            include_text: Whether to keep the whole text of articles.

        Returns:
            How many were added or replaced.

        Raises:
            GraphError: If something in an article graph cannot be said in RDF; those before it are kept.
            StoreError: If the disk is full.
        """
        graphs = articles.article_graphs if isinstance(articles, KnowledgeGraph) else articles
        number = 0
        for content in contents_of(graphs, base=base, include_text=include_text):
            self._replace(content)
            number += 1
        return number

    def _replace(self, content: Content) -> None:
        """Replace a named graph in one update, which is one transaction."""
        name = str(NamedNode(content.iri))
        lines = b"\n".join(content.lines).decode()
        try:
            self._store.update(f"DROP SILENT GRAPH {name} ; INSERT DATA {{ GRAPH {name} {{\n{lines}\n}} }}")
        except OSError as error:
            raise StoreError(f"cannot be written: {error}", hint="check that the disk has room", place=self._folder) from error

    def remove(self, article: str) -> None:
        """Remove an article by its IRI; one that is not there is no error."""
        self._store.remove_graph(NamedNode(article))

    def graphs(self) -> list[str]:
        """List the named graphs that hold articles, sorted."""
        found = self._store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(PARLEY.Article), None)
        return sorted({quad.graph_name.value for quad in found if isinstance(quad.graph_name, NamedNode)})

    def __len__(self) -> int:
        """Count articles."""
        return len(self.graphs())

    def articles(self) -> Iterator[ArticleGraph]:
        """Give article graphs one by one, sorted by IRI; so ``kg.export.store.push`` and ``write_shards`` can take them."""
        for name in self.graphs():
            yield from read_articles(cast(Iterable[Quad], self._store.quads_for_pattern(None, None, None, NamedNode(name))))

    def query(self, sparql: str, /, **bindings: object) -> pd.DataFrame:
        """Answer a query over all articles; like ``graph.query`` it reaches neither files nor the network.

        A triple that two articles say is two solutions here; write DISTINCT where that matters.

        Args:
            sparql: SELECT, ASK, CONSTRUCT or DESCRIBE; the prefixes of ``kg.vocabulary.PREFIXES`` are known.
            bindings: Values of variables, see ``kg.connect``.

        Raises:
            QueryError: If the query does not parse or asks for what is not allowed.
        """
        text = prepared(sparql, bindings)
        form = check_query(text)
        try:
            return to_frame(self._store.query(text, use_default_graph_as_union=True), ordered=form.ordered)
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise QueryError(f"cannot be answered: {error}", hint="see https://www.w3.org/TR/sparql11-query/") from error

    def load(self, articles: Iterable[str] | None = None) -> KnowledgeGraph:
        """Read articles, or all, into memory, and find what joins them."""
        names = set(self.graphs() if articles is None else articles)
        if unknown := names - set(self.graphs()):
            raise GraphError(f"no such article: {min(unknown)!r}", hint="store.graphs() lists them", place=self._folder)
        found = [graph for name in sorted(names) for graph in read_articles(self._store.quads_for_pattern(None, None, None, NamedNode(name)))]
        return KnowledgeGraph(found, base=base_of_articles(found))

    def export(self, path: str | os.PathLike[str]) -> Path:
        """Write all to a file as it streams from the disk, unsorted: .nq or .trig. An old file is replaced at once.

        Raises:
            GraphError: If the ending is another, or the file cannot be written.
        """
        kind = _DUMPS.get(Path(path).suffix.lower())
        if kind is None:
            raise GraphError("unknown kind of file", hint=f"use one of {', '.join(_DUMPS)}; store.load().write(...) knows more", place=str(path))
        with replacing(path) as file:
            self._store.dump(file, format=kind)
        return Path(path)

    def close(self) -> None:
        """Write what is left and let go of the folder."""
        if self._kept is not None:
            self._kept.flush()
            self._kept = None

    def __enter__(self) -> LocalStore:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the store."""
        self.close()

    def __repr__(self) -> str:
        """Return the folder."""
        return f"<LocalStore: {self._folder}>"


def open_store(folder: str | os.PathLike[str]) -> LocalStore:
    """Open a graph on the disk, or begin one.

    Args:
        folder: Where it lies; made if missing.

    Raises:
        StoreError: If another process has it open, or the folder cannot be used.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        return LocalStore(Store(os.fspath(folder)), str(folder))
    except (OSError, ValueError) as error:
        hint = "close it in the other process" if "lock" in str(error).casefold() else "name a folder that you may write, empty or with a store"
        raise StoreError(f"cannot be opened: {error}", hint=hint, place=str(folder)) from error

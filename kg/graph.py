"""``KnowledgeGraph``: what ``kg.build`` and ``kg.load`` return.

Row 15 of the flow. It holds article graphs and what links them, and calls the modules that do the work.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Quad, Store

from kg import tables
from kg.display import shorten, table_html
from kg.export import files
from kg.iri import check_base
from kg.links import Links, find_links
from kg.merge import base_of, base_of_articles, join_articles, normalise
from kg.rdf import to_dataset, to_quads
from kg.select import select, selection
from kg.statement import ArticleGraph
from kg.types import Problem
from kg.vocabulary import DATA_BASE

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import rdflib

    from kg.diff import Difference
    from kg.explain import Explanation
    from kg.export.network import Kind
    from kg.export.store import Report

__all__ = ["KnowledgeGraph", "load"]

_SHOWN = 8


class KnowledgeGraph:
    """The graph of any number of articles; never changed after it was made.

    Make one with ``kg.build`` or ``kg.load``, or from article graphs:

    Example:
        >>> graph = KnowledgeGraph.from_articles([])
        >>> graph
        <KnowledgeGraph: 0 articles, 0 actors, 0 events, 0 statements>
        >>> len(graph.statements())
        0
    """

    __slots__ = ("_articles", "_base", "_links", "_problems", "_store")

    def __init__(self, articles: Iterable[ArticleGraph] = (), *, base: str = DATA_BASE, problems: Iterable[Problem] = ()) -> None:
        self._base = check_base(base)
        self._articles = tuple(tables.in_reading_order(join_articles(normalise(graph) for graph in articles)))
        self._links = find_links(self._articles, base=self._base)
        self._problems = tuple(dict.fromkeys(problems))
        self._store: Store | None = None

    @classmethod
    def from_articles(cls, articles: Iterable[ArticleGraph], *, base: str = DATA_BASE, problems: Iterable[Problem] = ()) -> KnowledgeGraph:
        """Join article graphs; the same article twice is one.

        Args:
            articles: In any order.
            base: Beginning of data IRIs.
            problems: What failed before there was an article graph (files that cannot be read); shown by ``problems``, not written to files.

        Raises:
            GraphError: If two graphs of the same article differ.
        """
        return cls(articles, base=base, problems=problems)

    # --- tables ---------------------------------------------------------------------------------------------------------------------

    def entities(self) -> pd.DataFrame:
        """List actors and places: iri, name, type, wikidata, mentions, roles, articles."""
        return tables.entities_table(self._articles, self._links)

    def events(self) -> pd.DataFrame:
        """List events with roles, topics, date, polarity, modality, speaker and evidence."""
        return tables.events_table(self._articles, self._links)

    def statements(self) -> pd.DataFrame:
        """List statements: subject, predicate, object with polarity, modality, speaker, date and evidence."""
        return tables.statements_table(self._articles, self._links)

    def topics(self) -> pd.DataFrame:
        """List topics: iri, notation, label, negotiated."""
        return tables.topics_table(self._articles)

    def negotiations(self) -> pd.DataFrame:
        """List negotiations: iri, parties, mediators, guarantors, hosts, topics, status, since, until, articles."""
        return tables.negotiations_table(self._articles, self._links)

    def mediators(self) -> pd.DataFrame:
        """List the rows of ``entities`` that mediate in some negotiation."""
        found = self.entities()
        return found[found["roles"].map(lambda roles: "Mediator" in roles).astype(bool)].reset_index(drop=True)

    def articles(self) -> pd.DataFrame:
        """List articles: iri, id, title, publisher, date, url, sentences."""
        return tables.articles_table(self._articles)

    def problems(self) -> pd.DataFrame:
        """List what was skipped or doubtful: article, kind, message."""
        return tables.problems_table((*self._problems, *(problem for graph in self._articles for problem in graph.problems)))

    # --- parts and wholes -----------------------------------------------------------------------------------------------------------

    @property
    def base(self) -> str:
        """The beginning of data IRIs."""
        return self._base

    @property
    def article_graphs(self) -> tuple[ArticleGraph, ...]:
        """What each article yields, in reading order."""
        return self._articles

    @property
    def links(self) -> Links:
        """What joins articles."""
        return self._links

    def __or__(self, other: object) -> KnowledgeGraph:
        """Join two graphs; links between articles are found anew."""
        if not isinstance(other, KnowledgeGraph):
            return NotImplemented
        return KnowledgeGraph(
            (*self._articles, *other._articles), base=base_of(self, other), problems=sorted({*self._problems, *other._problems}, key=_problem_key)
        )

    def __eq__(self, other: object) -> bool:
        """Say whether both hold the same articles with the same content; stored text does not count."""
        if not isinstance(other, KnowledgeGraph):
            return NotImplemented
        return self._base == other._base and [normalise(g, text=False) for g in self._articles] == [normalise(g, text=False) for g in other._articles]

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[object, ...]:
        """Keep what the graph is made of, not what was made of it, when it is copied or sent to another process."""
        return _rebuild, (self._articles, self._base, self._problems)

    def __len__(self) -> int:
        """Count statements."""
        return sum(len(graph.statements) for graph in self._articles)

    def only(
        self,
        *,
        asserted: bool = False,
        predicate: str | Iterable[str] | None = None,
        since: str | date | None = None,
        reported: bool | None = None,
        article: str | Iterable[str] | None = None,
    ) -> KnowledgeGraph:
        """Make a smaller graph of the statements and events that fit, with the actors and negotiations that they need.

        Args:
            asserted: Only what is asserted and positive.
            predicate: Only these predicates, by name or IRI.
            since: Only what happened on this day or later; an event without a date counts for the day of its article.
            reported: True: only what a named speaker says; False: only what the article itself says.
            article: Only these articles, by id or IRI.

        Raises:
            GraphError: If a predicate or an article does not exist, or ``since`` is no date.
        """
        wanted = selection(asserted=asserted, predicate=predicate, since=since, reported=reported, article=article)
        return KnowledgeGraph(select(self._articles, wanted), base=self._base, problems=self._problems)

    def diff(self, other: KnowledgeGraph) -> Difference:
        """Compare statements: what ``other`` adds, removes and changes."""
        from kg.diff import diff

        return diff((self._articles, self._links), (other._articles, other._links))

    # --- questions ------------------------------------------------------------------------------------------------------------------

    def explain(self, subject: str | None, predicate: str | None = None, object: str | None = None) -> Explanation:  # noqa: A002 - the triple's words
        """Show the sentences behind statements, their quotes marked; what is None is left open.

        Args:
            subject: Name or IRI of an actor.
            predicate: Name or IRI of a predicate.
            object: Name or IRI of an actor or topic, or the text of a position.

        Raises:
            GraphError: If the graph does not hold the name, or there is no such predicate.
        """
        from kg.explain import explain

        return explain(self._articles, self._links, subject, predicate, object)

    def query(self, sparql: str) -> pd.DataFrame:
        """Answer a SPARQL query over the graph; it can reach neither files nor the network, see ``kg.query``.

        Raises:
            QueryError: If the query does not parse or asks for what is not allowed.
        """
        from kg.query import run_query, store_of

        if self._store is None:
            self._store = store_of(self._quads())
        return run_query(self._store, sparql)

    def validate(self) -> list[Problem]:
        """Check the graph against the shapes of the ontology and the promises of the data model.

        Returns:
            What is wrong, sorted; empty if all is well.

        Raises:
            MissingDependencyError: If pyshacl is not installed.
        """
        from kg.validate import validate

        return validate(self._articles, links=self._links)

    @property
    def dataset(self) -> rdflib.Dataset:
        """The graph as a new rdflib Dataset, a named graph per article and one of links."""
        return to_dataset(self._quads())

    def _quads(self) -> Iterator[Quad]:
        return to_quads(self._articles, base=self._base, links=self._links)

    # --- networks and pictures ------------------------------------------------------------------------------------------------------

    def to_networkx(self, kind: Kind = "multi") -> nx.Graph[str]:
        """Make a networkx graph: ``multi`` (an edge per statement), ``simple`` (an edge per pair) or ``bipartite`` (actors and events).

        Raises:
            GraphError: If the kind is none of these.
        """
        from kg.export.network import to_networkx

        return to_networkx({name: getattr(self, name)() for name in ("entities", "statements", "events", "topics")}, kind=kind)

    def draw(self, path: str | os.PathLike[str], **options: Any) -> Path:
        """Draw the graph into one HTML file that needs no network, see ``kg.export.html``."""
        from kg.export.html import draw

        draw(path, self._articles, self._links, **options)
        return Path(path)

    def picture(self, **options: Any) -> Any:
        """Make the same picture as a page that shows itself in the cell of a notebook, see ``kg.export.html``."""
        from kg.export.html import picture

        return picture(self._articles, self._links, **options)

    # --- files ----------------------------------------------------------------------------------------------------------------------

    def write(self, path: str | os.PathLike[str], *, include_text: bool = False) -> Path:
        """Write the graph to a file; the ending of its name tells the format.

        Graphs are .ttl, .trig, .nq, .nt, .jsonld and .xml. Views, which cannot be loaded back, are .csv and .parquet (the statements), .graphml
        and .gexf (the network). An old file is replaced at once or, after an error, left as it was.

        Args:
            path: Name of the file.
            include_text: Whether to keep the whole text of articles; the sentences around evidence are always kept.

        Returns:
            The path.

        Raises:
            GraphError: If the ending is unknown or the file cannot be written.
        """
        ending = Path(path).suffix.lower()
        if ending in files.VIEWS:
            from kg.export.views import write_network, write_table

            if ending in {".csv", ".parquet"}:
                write_table(path, self.statements())
            else:
                write_network(path, self.to_networkx())
            return Path(path)
        files.write_articles(path, self._articles, base=self._base, links=self._links, include_text=include_text)
        return Path(path)

    def push(self, url: str, **options: Any) -> Report:
        """Write the graph into a triple store, a named graph per article or all into ``graph=``, see ``kg.export.store``.

        Raises:
            StoreError: If the store cannot be reached, refuses, or does not keep what it was sent.
        """
        from kg.export.store import push

        return push(self._articles, url, base=self._base, links=self._links, **options)

    def __repr__(self) -> str:
        """Return the size of the graph on one line."""
        return f"<KnowledgeGraph: {', '.join(self._counts())}>"

    def _repr_html_(self) -> str:
        """Show counts and the first negotiations: parties, topics, mediators, status."""
        counts = " · ".join(self._counts())
        names = tables.names_of(self._articles, self._links)
        talks = tables.negotiations_of(self._articles, self._links)
        rows = [[*(self._listed(row[part], names) for part in ("parties", "topics", "mediators")), row["status"] or ""] for row in talks[:_SHOWN]]
        more = f"<p>and {len(talks) - _SHOWN} more negotiations</p>" if len(talks) > _SHOWN else ""
        return f"<p><strong>KnowledgeGraph</strong>: {counts}</p>" + (table_html(("parties", "topics", "mediators", "status"), rows) if rows else "") + more

    @staticmethod
    def _listed(iris: list[str], names: Mapping[str, str]) -> str:
        shown = ", ".join(shorten(names.get(iri, iri)) for iri in iris[:_SHOWN])
        return shown + (f" and {len(iris) - _SHOWN} more" if len(iris) > _SHOWN else "")

    def _counts(self) -> list[str]:
        actors = {self._links.actor(entity.iri) for graph in self._articles for entity in graph.entities if entity.type != "Place"}
        counts = {
            "article": len(self._articles),
            "actor": len(actors),
            "event": sum(len(graph.events) for graph in self._articles),
            "statement": len(self),
        }
        return [f"{number} {name}{'' if number == 1 else 's'}" for name, number in counts.items()]


def _rebuild(articles: tuple[ArticleGraph, ...], base: str, problems: tuple[Problem, ...]) -> KnowledgeGraph:
    return KnowledgeGraph(articles, base=base, problems=problems)


def _problem_key(problem: Problem) -> tuple[str, str, str]:
    return (problem.article, problem.kind, problem.message)


def load(path: str | os.PathLike[str], *, base: str | None = None, **options: Any) -> KnowledgeGraph:
    """Read a graph from a file that ``write`` made, or from a triple store that ``push`` filled.

    Args:
        path: A file ending in .ttl, .trig, .nq, .nt, .jsonld or .xml, or the address of a triple store.
        base: Beginning of data IRIs; found from the articles unless given.
        options: For a triple store: ``graph``, ``auth`` and what else ``kg.export.store_pull.pull`` takes.

    Raises:
        GraphError: If the file is missing, not well-formed, of an unknown kind, or only a view (.csv, .parquet, .graphml, .gexf).
        StoreError: If the triple store cannot be reached or refuses.
    """
    if isinstance(path, str) and path.casefold().startswith(("http://", "https://")):
        from kg.export.store_pull import pull

        articles = list(pull(path, **options))
    elif options:
        raise TypeError(f"only for triple stores: {', '.join(options)}")
    else:
        articles = files.load_articles(path)
    return KnowledgeGraph(articles, base=base or base_of_articles(articles))

"""Out of a triple store: counts, triples and article graphs, by queries.

Row 13 of the flow. Some stores cut long answers without a word, so what comes is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import httpx
from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple, parse_query_results

from kg.errors import GraphError, StoreError
from kg.export.store_find import Endpoints, find_endpoints
from kg.export.store_http import Connection, Patience, open_connection
from kg.export.store_login import Auth
from kg.export.store_parts import STAGING, triples_of
from kg.rdf_read import read_articles
from kg.statement import ArticleGraph
from kg.vocabulary import PARLEY

__all__ = ["RESULTS", "TRIPLES", "ask", "count", "fetch", "graphs_of", "iri_term", "pull", "select"]

RESULTS = "application/sparql-results+json"
TRIPLES = "application/n-triples, text/turtle;q=0.9"
_KINDS = {"application/n-triples": RdfFormat.N_TRIPLES, "text/plain": RdfFormat.N_TRIPLES, "text/ntriples": RdfFormat.N_TRIPLES}


def iri_term(iri: str) -> str:
    """Return an IRI as SPARQL writes it.

    Raises:
        StoreError: If it is none.

    Example:
        >>> iri_term("https://example.org/talks")
        '<https://example.org/talks>'
    """
    try:
        return str(NamedNode(iri))
    except ValueError as error:
        raise StoreError(f"not an IRI: {iri!r} ({error})", hint="name graphs by absolute IRIs such as https://example.org/talks") from error


def ask(connection: Connection, endpoints: Endpoints, sparql: str, accept: str) -> httpx.Response:
    """Send a query."""
    return connection.send("POST", endpoints.query, what="cannot ask the store", form={"query": sparql}, headers={"Accept": accept})


def select(connection: Connection, endpoints: Endpoints, sparql: str) -> QuerySolutions | QueryBoolean:
    """Answer a SELECT or ASK query.

    Raises:
        StoreError: If the store refuses, or what it answers cannot be read.
    """
    answer = ask(connection, endpoints, sparql, RESULTS)
    try:
        return parse_query_results(answer.content, format=QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise StoreError(
            f"the answer is no table of results: {error}", hint="check that the address is that of SPARQL queries", place=endpoints.query
        ) from error


def count(connection: Connection, endpoints: Endpoints, graph: str) -> int:
    """Count the triples of a named graph; one that does not exist has none."""
    found = select(connection, endpoints, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {iri_term(graph)} {{ ?s ?p ?o }} }}")
    rows = [] if isinstance(found, QueryBoolean) else list(found)
    value = rows[0]["n"] if rows else None
    if not isinstance(value, Literal) or not value.value.isdecimal():
        raise StoreError(f"no count: {value}", hint="check that the address is that of SPARQL queries", place=endpoints.query)
    return int(value.value)


def fetch(connection: Connection, endpoints: Endpoints, graph: str) -> set[Triple]:
    """Get the triples of a named graph.

    Raises:
        StoreError: If fewer come than the graph has.
    """
    sparql = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri_term(graph)} {{ ?s ?p ?o }} }}"
    found = _read(ask(connection, endpoints, sparql, TRIPLES))
    wanted = count(connection, endpoints, graph)
    if len(found) < wanted and endpoints.graphs is not None:
        parameters = {"graph": graph}
        answer = connection.send("GET", endpoints.graphs, what="cannot read a graph", params=parameters, headers={"Accept": TRIPLES}, allow=(401, 403, 404))
        found = _read(answer) if answer.is_success else found
    if len(found) < wanted:
        raise StoreError(
            f"the store gives {len(found):,} of {wanted:,} triples of <{graph}>",
            hint="it cuts long answers: raise its limit (Virtuoso: ResultSetMaxRows in virtuoso.ini), or dump the graph to a file and load that",
            place=endpoints.query,
        )
    return found


def _read(answer: httpx.Response) -> set[Triple]:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip()
    return triples_of(answer.content, _KINDS.get(kind, RdfFormat.TURTLE))


def graphs_of(connection: Connection, endpoints: Endpoints) -> list[str]:
    """List the named graphs that hold articles, sorted; those on their way are left out."""
    found = select(connection, endpoints, f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?article a {iri_term(PARLEY.Article)} }} }}")
    names = [row["g"] for row in found] if isinstance(found, QuerySolutions) else []
    return sorted(name.value for name in names if isinstance(name, NamedNode) and not name.value.startswith(STAGING))


def pull(
    url: str, *, graph: str | Iterable[str] | None = None, auth: Auth | None = None, timeout: float = 120.0, attempts: int = 5, pause: float = 0.5
) -> Iterator[ArticleGraph]:
    """Get article graphs out of a triple store, one named graph after the other.

    Args:
        url: Any address of the store.
        graph: Name of a graph, or several; without it all graphs that hold articles.
        auth: As for ``push``.
        timeout: Seconds without an answer before a request has failed.
        attempts: How often a request is sent at most.
        pause: Seconds before the second attempt; doubled for each further one.

    Raises:
        StoreError: If the store cannot be reached, refuses, or gives less than it has.
        GraphError: If a named graph that was asked for holds no article, or what it holds is not ours.
    """
    connection, address = open_connection(url, auth=auth, patience=Patience(timeout=timeout, attempts=attempts, pause=pause))
    with connection:
        endpoints = find_endpoints(connection, address)
        names = graphs_of(connection, endpoints) if graph is None else [graph] if isinstance(graph, str) else list(graph)
        for name in names:
            found = read_articles(fetch(connection, endpoints, name))
            if not found:
                raise GraphError("no article in this graph", hint="name the graph of an article, or leave graph out to get all", place=f"<{name}>")
            yield from found

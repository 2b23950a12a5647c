"""``kg.connect``: ask a triple store over HTTP, and get tables.

Last row of the flow. The store answers; queries are not restricted, as it is the user's own, but values never become part of their text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import QueryResultsFormat, RdfFormat, parse_query_results

from kg.errors import StoreError
from kg.export.store_find import Endpoints, find_endpoints
from kg.export.store_http import Connection, Patience, open_connection
from kg.export.store_login import Auth
from kg.export.store_parts import triples_of
from kg.export.store_pull import RESULTS, TRIPLES, ask, graphs_of, pull
from kg.graph import KnowledgeGraph
from kg.merge import base_of_articles
from kg.query import to_frame
from kg.query_bind import form_of
from kg.query_questions import Questions, prepared

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Endpoint", "connect"]


class Endpoint(Questions):
    """A triple store that answers; made by ``connect``, closed by ``with`` or ``close``."""

    def __init__(self, connection: Connection, endpoints: Endpoints, url: str, auth: Auth | None) -> None:
        self._connection = connection
        self._endpoints = endpoints
        self._url = url
        self._auth = auth
        super().__init__(self.query)

    def query(self, sparql: str, /, **bindings: object) -> pd.DataFrame:
        """Answer a query; the prefixes of ``kg.vocabulary.PREFIXES`` are known.

        Args:
            sparql: SELECT, ASK, CONSTRUCT or DESCRIBE. Articles are named graphs: write ``GRAPH ?g { … }``, as most stores look at none of
                them otherwise.
            bindings: Values of variables: text, numbers, dates, or ``pyoxigraph.NamedNode`` for IRIs; several in a list.

        Returns:
            As ``graph.query`` does.

        Raises:
            QueryError: If a value is no term or a variable does not occur.
            StoreError: If the store refuses the query or cannot be reached.
        """
        accept = TRIPLES if form_of(sparql) in {"construct", "describe"} else RESULTS
        answer = ask(self._connection, self._endpoints, prepared(sparql, bindings), accept)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip()
        if kind in {"application/n-triples", "text/plain", "text/ntriples"}:
            return to_frame(triples_of(answer.content), ordered=False)
        if kind in {"text/turtle", "application/x-turtle"}:
            return to_frame(triples_of(answer.content, RdfFormat.TURTLE), ordered=False)
        try:
            found = parse_query_results(answer.content, format=QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"the answer cannot be read: {error}", hint="check the address and the query", place=self._endpoints.query) from error
        return to_frame(found, ordered="order by" in " ".join(sparql.casefold().split()))

    def graphs(self) -> list[str]:
        """List the named graphs that hold articles."""
        return graphs_of(self._connection, self._endpoints)

    def load(self, graph: str | Iterable[str] | None = None) -> KnowledgeGraph:
        """Get a graph out of the store: named graphs, or all that hold articles."""
        articles = list(pull(self._url, graph=graph, auth=self._auth))
        return KnowledgeGraph(articles, base=base_of_articles(articles))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def __enter__(self) -> Endpoint:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the connection."""
        self.close()

    def __repr__(self) -> str:
        """Return kind and address."""
        return f"<Endpoint: {self._endpoints.kind}, {self._endpoints.query}>"


def connect(url: str, *, auth: Auth | None = None, timeout: float = 120.0, attempts: int = 5) -> Endpoint:
    """Connect to a triple store.

    Args:
        url: Any address of the store.
        auth: ``(user, password)``, a bearer token, or an authentication of httpx; else from the environment or netrc.
        timeout: Seconds without an answer before a request has failed.
        attempts: How often a request is sent at most.

    Raises:
        StoreError: If no store answers.
    """
    connection, address = open_connection(url, auth=auth, patience=Patience(timeout=timeout, attempts=attempts))
    try:
        endpoints = find_endpoints(connection, address)
    except StoreError:
        connection.close()
        raise
    return Endpoint(connection, endpoints, url, auth)

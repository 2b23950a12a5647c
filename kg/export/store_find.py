"""From one address of a triple store to all of its addresses: queries, updates, graphs.

Row 13 of the flow. Any address of a store will do: what it ends in tells which kinds of store it may be, and a small question to each tells
which one it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import httpx

from kg.errors import StoreError
from kg.export.store_http import Connection
from kg.export.store_parts import Limits

__all__ = ["Endpoints", "find_endpoints"]

_JSON = {"Accept": "application/sparql-results+json"}
_HINT = "give the address of a SPARQL or Graph Store endpoint, such as http://localhost:7878/store or http://localhost:8890/sparql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """The addresses of one store.

    Args:
        kind: What it is called in messages.
        query: Where queries go.
        update: Where updates go.
        graphs: Where graphs are put (Graph Store Protocol).
        limits: What it takes.
    """

    kind: str
    query: str
    update: str | None = None
    graphs: str | None = None
    limits: Limits = field(default_factory=Limits)


_VIRTUOSO = Limits(line_bytes=60_000, text_bytes=900_000, iri_length=1_800, update_triples=500, update_bytes=200_000)
"""Virtuoso 7.2.5: its loader refuses lines of 64 KiB, updates of 1,500 triples fail, and texts of some megabytes stop the server."""

_LAYOUTS = (
    ("Oxigraph", "query", "update", "store", Limits()),
    ("Virtuoso", "sparql", "sparql-auth", "sparql-graph-crud-auth", _VIRTUOSO),
    ("Fuseki", "query", "update", "data", Limits()),
    ("Fuseki", "sparql", "update", "data", Limits()),
    ("RDF4J", "", "statements", "rdf-graphs/service", Limits()),
    ("SPARQL store", "sparql", "sparql", None, Limits()),
    ("SPARQL store", "", "", None, Limits()),
)
"""Kinds of stores, with the ends of their addresses below one place."""
_ENDS = ("sparql-graph-crud-auth", "sparql-graph-crud", "rdf-graphs/service", "sparql-auth", "statements", "sparql", "update", "query", "store", "data", "get")
_MARKS = {"virtuoso": "Virtuoso", "oxigraph": "Oxigraph", "fuseki": "Fuseki"}


def find_endpoints(connection: Connection, url: httpx.URL) -> Endpoints:
    """Find the addresses of a store by asking it.

    Args:
        connection: To the store.
        url: Any of its addresses, or only host and port.

    Raises:
        StoreError: If the store cannot be reached, refuses to answer, or none of the addresses is one of a store.
    """
    given = str(url).rstrip("/")
    end = next((end for end in _ENDS if given.endswith("/" + end)), "")
    place = given.removesuffix(end).rstrip("/")
    failures: list[StoreError] = []
    asked: dict[str, str | None] = {}
    for layout in _likely(end):
        found = _at(place, *layout)
        if found.query not in asked:
            try:
                asked[found.query] = _ask(connection, found.query)
            except StoreError as error:
                failures.append(error)
                asked[found.query] = None
        named = asked[found.query]
        if named is not None and _fits(found.kind, named):
            return replace(found, kind=named) if named and found.kind == "SPARQL store" else found
    refused = [error for error in failures if " 401 " in error.message or " 403 " in error.message or " 5" in error.message.partition("answered")[2][:3]]
    if refused or (failures and "answered" not in failures[0].message):
        raise (refused or failures)[0]
    raise StoreError("no store answers here", hint=_HINT, place=str(url))


def _likely(end: str) -> list[tuple[str, str, str, str | None, Limits]]:
    """Return the layouts, those with the end that was given first."""
    return sorted(_LAYOUTS, key=lambda layout: end.removesuffix("-auth") not in {part.removesuffix("-auth") for part in layout[1:4] if part is not None})


def _at(place: str, kind: str, query: str, update: str, graphs: str | None, limits: Limits) -> Endpoints:
    def join(end: str) -> str:
        return f"{place}/{end}" if end else place

    return Endpoints(kind=kind, query=join(query), update=join(update), graphs=None if graphs is None else join(graphs), limits=limits)


def _fits(kind: str, named: str) -> bool:
    """Say whether a layout fits to the name that the store gives itself, if it does."""
    return kind == named or (kind == "SPARQL store" and named not in {"Virtuoso", "Oxigraph"}) or (not named and kind != "Virtuoso")


def _ask(connection: Connection, url: str) -> str | None:
    """Ask a small question; return the name that the store gives itself, None if this is no endpoint for queries."""
    answer = connection.send("POST", url, what="cannot ask the store", form={"query": "ASK { ?s ?p ?o }"}, headers=_JSON, allow=(404, 405, 406, 415, 501))
    if not answer.is_success or b"boolean" not in answer.content[:10_000]:
        return None
    told = f"{answer.headers.get('server', '')} {' '.join(answer.headers)}".casefold()
    return next((name for mark, name in _MARKS.items() if mark in told), "")

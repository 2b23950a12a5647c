"""Into a triple store: each named graph on its way out of sight, counted, and only then put in its place.

Row 13 of the flow. A graph goes to a staging graph first; what arrived is counted; only then it takes the place of the old one. So whoever
reads sees the old graph or the new one, and after an error the old one is still there. A graph that the store holds already is left alone:
pushing twice changes nothing, and pushing again after an error goes on where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, get_args

from kg.errors import StoreError
from kg.export.store_find import Endpoints, find_endpoints
from kg.export.store_http import Connection, Patience, open_connection
from kg.export.store_login import Auth
from kg.export.store_parts import Content, check, contents_of, parts_of, triples_of
from kg.export.store_pull import count, fetch, iri_term
from kg.links import Links
from kg.statement import ArticleGraph
from kg.vocabulary import DATA_BASE

__all__ = ["Method", "Pushed", "Report", "push"]

Method = Literal["auto", "gsp", "update"]
"""How graphs are written: by the Graph Store Protocol, by SPARQL Update, or as the store allows."""

_PART_TRIPLES, _PART_BYTES = 50_000, 8_000_000
_ROUNDS = 3
_COMPARED = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What became of one named graph.

    Args:
        graph: Its name.
        triples: How many it has.
        action: ``written``, ``unchanged`` (the store held it already), or ``would write`` in a dry run.
    """

    graph: str
    triples: int
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a push.

    Args:
        store: Kind of the store.
        method: ``gsp`` or ``update``.
        graphs: One entry per named graph, in the order of pushing.
        seconds: How long it took.
    """

    store: str
    method: str
    graphs: tuple[Pushed, ...]
    seconds: float

    @property
    def triples(self) -> int:
        """How many triples the graphs have together."""
        return sum(pushed.triples for pushed in self.graphs)

    def counted(self, action: str) -> int:
        """Count the graphs that something became of."""
        return sum(pushed.action == action for pushed in self.graphs)

    def __str__(self) -> str:
        """Return a line for people."""
        actions = dict.fromkeys(pushed.action for pushed in self.graphs)
        parts = ", ".join(f"{self.counted(action)} {action}" for action in actions) or "nothing"
        return f"{self.store} ({self.method}): {parts}; {self.triples:,} triples in {self.seconds:.1f} s"


def push(
    articles: Iterable[ArticleGraph],
    url: str,
    *,
    base: str = DATA_BASE,
    links: Links | None = None,
    graph: str | None = None,
    auth: Auth | None = None,
    method: Method = "auto",
    dry_run: bool = False,
    include_text: bool = False,
    progress: bool | Callable[[Pushed], object] = False,
    timeout: float = 120.0,
    attempts: int = 5,
    pause: float = 0.5,
    part_triples: int = _PART_TRIPLES,
    part_bytes: int = _PART_BYTES,
) -> Report:
    """Write article graphs into a triple store over HTTP.

    Args:
        articles: Article graphs, in any order; they may be made while they are pushed.
        url: Any address of the store: of its queries, its updates or its Graph Store, or only host and port.
        base: Beginning of data IRIs; the graph of links is ``<base>links``.
        links: What joins articles.
        graph: Put all into this one named graph, in place of what it holds; without it each article has a named graph of its own.
        auth: ``(user, password)``, a bearer token, or an authentication of httpx; else from the environment or netrc, see ``store_login``.
        method: ``auto``, ``gsp`` (Graph Store Protocol) or ``update`` (SPARQL Update).
        dry_run: Only look: nothing is written.
        include_text: Whether to send the whole text of articles.
        progress: Show a bar, or call this with each graph.
        timeout: Seconds without an answer before a request has failed.
        attempts: How often a request is sent at most.
        pause: Seconds before the second attempt; doubled for each further one.
        part_triples: Most triples in one request.
        part_bytes: Most bytes in one request.

    Returns:
        What became of each graph.

    Raises:
        StoreError: If the store cannot be reached, refuses, or does not keep what it was sent; the message says what is there.
        GraphError: If something cannot be said in RDF.
    """
    if method not in get_args(Method):
        raise StoreError(f"unknown method: {method!r}", hint=f"use one of {', '.join(get_args(Method))}")
    if graph is not None:
        iri_term(graph)
    began = time.monotonic()
    connection, address = open_connection(url, auth=auth, patience=Patience(timeout=timeout, attempts=attempts, pause=pause))
    with connection:
        endpoints = find_endpoints(connection, address)
        writer = _Writer(connection, endpoints, _method(method, endpoints), part_triples, part_bytes)
        contents = contents_of(articles, base=base, links=links, graph=graph, include_text=include_text)
        done: list[Pushed] = []
        for content in _shown(contents, progress is True):
            try:
                done.append(writer.put(content, dry_run=dry_run))
            except StoreError as error:
                raise _located(error, content.iri, 0 if dry_run else len(done)) from error
            if callable(progress):
                progress(done[-1])
        return Report(store=endpoints.kind, method=writer.method, graphs=tuple(done), seconds=time.monotonic() - began)


def _shown(contents: Iterable[Content], progress: bool) -> Iterable[Content]:
    if not progress:
        return contents
    from tqdm.auto import tqdm

    return tqdm(contents, unit=" graphs", desc="pushing")


def _located(error: StoreError, graph: str, stored: int) -> StoreError:
    """Say which graph an error is about, and what became of those before it."""
    before = f"{stored} graphs before it are stored; push again, they will not be sent anew" if stored else None
    hint = "; ".join(part for part in (error.hint, before) if part)
    return StoreError(error.message, hint=hint, place=f"<{graph}>, {error.place}" if error.place else f"<{graph}>")


def _method(method: Method, endpoints: Endpoints) -> Literal["gsp", "update"]:
    if method == "gsp" and endpoints.graphs is None:
        raise StoreError("this store has no known address for the Graph Store Protocol", hint="use method='update'", place=endpoints.query)
    if method == "update" and endpoints.update is None:
        raise StoreError("this store has no known address for updates", hint="use method='gsp'", place=endpoints.query)
    if method == "auto":
        return "update" if endpoints.graphs is None else "gsp"
    return method


class _Writer:
    """Writes graphs into one store."""

    def __init__(self, connection: Connection, endpoints: Endpoints, method: Literal["gsp", "update"], triples: int, size: int) -> None:
        self._connection = connection
        self._endpoints = endpoints
        self.method = method
        self._triples = triples
        self._size = size
        self._known_to_write = False

    def put(self, content: Content, *, dry_run: bool) -> Pushed:
        """Make a graph hold a content, unless it does."""
        check(content, self._endpoints.limits, store=self._endpoints.kind)
        number = len(content.lines)
        if self._is_there(content):
            return Pushed(graph=content.iri, triples=number, action="unchanged")
        if dry_run:
            return Pushed(graph=content.iri, triples=number, action="would write")
        self._try_login()
        if not number:
            self._delete(content.iri)
            self._expect(content.iri, 0)
        else:
            self._replace(content)
        return Pushed(graph=content.iri, triples=number, action="written")

    def _is_there(self, content: Content) -> bool:
        if count(self._connection, self._endpoints, content.iri) != len(content.lines):
            return False
        return len(content.lines) <= _COMPARED and self._same(content)

    def _same(self, content: Content) -> bool:
        if not content.lines:
            return True
        return triples_of(b"\n".join(content.lines) + b"\n") == fetch(self._connection, self._endpoints, content.iri)

    def _try_login(self) -> None:
        """Write something without effect, so that a refusal comes before a large body is sent."""
        if not self._known_to_write:
            self._delete("urn:parley:staging:probe")
            self._known_to_write = True

    def _replace(self, content: Content) -> None:
        """Fill the staging graph, count, and let it take the place of the old graph; what gets lost on the way is sent again."""
        try:
            for attempt in range(1, _ROUNDS + 1):
                try:
                    self._stage(content)
                    self._expect(content.staging, len(content.lines))
                    self._move(content)
                    self._expect(content.iri, len(content.lines))
                    return
                except _LostError:
                    if attempt == _ROUNDS:
                        raise
        finally:
            with suppress(StoreError):
                self._delete(content.staging)

    def _stage(self, content: Content) -> None:
        longest = self._endpoints.limits.line_bytes
        if self.method == "update":
            self._delete(content.staging)
            self._insert(content.staging, content.lines)
            return
        short = [line for line in content.lines if longest is None or len(line) <= longest]
        self._delete(content.staging)
        for part in parts_of(short, triples=self._triples, size=self._size):
            self._send_part(content.staging, part)
        if len(short) < len(content.lines):
            self._insert(content.staging, (line for line in content.lines if len(line) > (longest or 0)))

    def _send_part(self, graph: str, part: bytes) -> None:
        headers = {"Content-Type": "application/n-triples"}
        self._connection.send("POST", str(self._endpoints.graphs), what="cannot write a graph", body=part, headers=headers, params={"graph": graph})

    def _insert(self, graph: str, lines: Iterable[bytes]) -> None:
        limits = self._endpoints.limits
        triples, size = min(self._triples, limits.update_triples), min(self._size, limits.update_bytes)
        for part in parts_of(lines, triples=triples, size=size):
            self._update(b"INSERT DATA { GRAPH " + iri_term(graph).encode() + b" {\n" + part + b"} }", "cannot write a graph")

    def _update(self, text: bytes, what: str) -> None:
        headers = {"Content-Type": "application/sparql-update"}
        self._connection.send("POST", str(self._endpoints.update), what=what, body=text, headers=headers)

    def _move(self, content: Content) -> None:
        """Copy the staging graph over the old one: unlike a move, this can be repeated when the answer was lost."""
        if self._endpoints.update is not None:
            self._update(f"COPY GRAPH {iri_term(content.staging)} TO GRAPH {iri_term(content.iri)}".encode(), "cannot put a graph in its place")

    def _delete(self, graph: str) -> None:
        if self.method == "gsp":
            self._connection.send("DELETE", str(self._endpoints.graphs), what="cannot write", params={"graph": graph}, allow=(404,))
        else:
            self._update(f"DROP SILENT GRAPH {iri_term(graph)}".encode(), "cannot write")

    def _expect(self, graph: str, wanted: int) -> None:
        found = count(self._connection, self._endpoints, graph)
        if found != wanted:
            raise _LostError(
                f"the store answered well and holds {found:,} of {wanted:,} triples of <{graph}>",
                hint="push again; if it stays so, this store does not keep what it accepts: look into its log, or try another method",
                place=self._endpoints.query,
            )


class _LostError(StoreError):
    """The store does not hold what it accepted."""

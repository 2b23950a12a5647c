"""SPARQL answers from the graph alone, typed, in a fixed order, and reaches neither files nor the network."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import pytest
from graphs import BASE, OMAN, later, talks
from pyoxigraph import Store

from kg.errors import QueryError
from kg.links import find_links
from kg.query import _check_parsed, check_query, run_query, store_of
from kg.rdf import to_quads


@pytest.fixture(scope="module")
def store() -> Store:
    graphs = [talks(), later()]
    return store_of(to_quads(graphs, base=BASE, links=find_links(graphs, base=BASE)))


@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """Listen on the loopback interface and keep what comes in."""
    hits: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(1)
                    hits.append(connection.recv(4096))
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1], hits
        finally:
            stop.set()
            thread.join()


ATTACKS = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "select * { service silent <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o { SELECT ?s { { ?s ?p ?o } UNION { SERVICE <URL> { ?s ?p ?o } } } } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { ?s ?q ?x . FILTER NOT EXISTS { SERVICE <URL> { ?s ?p ?o } } } }",
    "SELECT * { BIND(<URL> AS ?u) OPTIONAL { GRAPH ?g { ?s ?p ?o } SERVICE ?u { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "ASK { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "DESCRIBE ?s WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "PREFIX e: <URL> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "SELECT * { S\\u0045RVICE <URL> { ?s ?p ?o } }",
    "SELECT * { # comment\nSERVICE\n<URL> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "\\"" . SERVICE <URL> { ?s ?p "x" } }',
    "SELECT * { ?s ?p '''it's''' . SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { FILTER(?a<?b)SERVICE<URL>{?s ?p ?o} }",
    "SELECT * { ?s ?p ?o LATERAL { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "LOAD <URL>",
    "LOAD SILENT <URL> INTO GRAPH <http://x/y>",
    "INSERT DATA { <http://x/y> <http://x/y> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "SELECT * { ?s ?p ?o } ; LOAD <URL>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_query_reaches_out(attack: str, store: Store) -> None:
    """Nested, silent, spelt by escapes or by variables: nothing arrives at a listener, and the error says why."""
    before = len(store)
    with listener() as (port, hits):
        for url in (f"http://127.0.0.1:{port}/sparql", f"http://localhost:{port}/"):
            with pytest.raises(QueryError, match="Hint: "):
                run_query(store, attack.replace("URL", url))
    assert hits == []
    assert len(store) == before


def test_the_listener_hears_the_engine_itself(store: Store) -> None:
    """The attack is real: without our check it arrives."""
    with listener() as (port, hits), pytest.raises((OSError, RuntimeError, ValueError)):
        list(store.query(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/sparql> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    assert len(hits) == 1


@pytest.mark.parametrize("attack", [a for a in ATTACKS if "SERVICE" in a and "LATERAL" not in a])
def test_the_parsed_query_alone_tells(attack: str) -> None:
    """The two looks at a query do not depend on each other: that at the words is left out here."""
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        _check_parsed(attack.replace("URL", "http://127.0.0.1:9/"), [])


@pytest.mark.parametrize("attack", ["SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }", "SELECT * FROM <../LICENSE> { ?s ?p ?o }"])
def test_no_query_reads_files(attack: str, store: Store) -> None:
    """FROM names graphs that are there, nothing else."""
    with pytest.raises(QueryError):
        run_query(store, attack)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ?s { ?s rdfs:label "SERVICE <http://127.0.0.1:9/> {}" }',
        "SELECT ?service { ?service a parley:Event } # SERVICE <http://127.0.0.1:9/>",
        "PREFIX service: <http://example.org/service#> SELECT ?s { ?s service:load ?o }",
        "SELECT ?s { ?s <http://example.org/SERVICE> ?load }",
        "SELECT ?s { ?s rdfs:label '''it's \"SERVICE\" time''' }",
    ],
)
def test_words_in_text_names_and_comments_are_no_service(query: str, store: Store) -> None:
    """What only looks forbidden is answered."""
    assert isinstance(run_query(store, query), pd.DataFrame)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELEC ?s { ?s ?p ?o }", "line 1, column 1"),
        ("SELECT ?s {\n ?s ?p \n}", "line"),
        ("", "not a SPARQL query"),
        ("SELECT * { ?s foo:bar ?o }", "unknown prefix 'foo:'"),
        ("SELECT * { ?s :bar ?o }", "unknown prefix ':'"),
        ("SELECT * {" + "{" * 400 + "?s ?p ?o" + "}" * 400 + "}", "nested too deeply"),
        ("SELECT * FROM <https://example.org/none> { ?s ?p ?o }", "no graph <https://example.org/none> here"),
    ],
)
def test_what_is_wrong_is_named(query: str, message: str, store: Store) -> None:
    """An error of ours, with a remedy, never one of the engine."""
    with pytest.raises(QueryError, match=f"{message}.*(\n.*)*Hint: "):
        run_query(store, query)


def test_prefixes_are_known(store: Store) -> None:
    """Those of our files need no declaration."""
    found = run_query(store, "SELECT ?name { actor:oman parley:mediates ?o . ?o rdfs:label ?name } ORDER BY DESC(?name)")
    assert list(found["name"]) == ["Norway", "Iran"]


def test_a_triple_of_two_articles_counts_once(store: Store) -> None:
    """The default graph is the union of the articles' graphs, as a set."""
    assert run_query(store, "SELECT (COUNT(*) AS ?n) { actor:oman rdfs:label ?x }")["n"][0] == 1
    assert run_query(store, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { actor:oman rdfs:label ?x } }")["n"][0] == 2


def test_from_names_articles(store: Store) -> None:
    """One or several graphs; their union is a set as well."""
    one, two = talks().iri, later().iri
    count = "SELECT (COUNT(*) AS ?n) {} {{ actor:oman rdfs:label ?x }}"
    assert run_query(store, count.format(f"FROM <{one}>"))["n"][0] == 1
    assert run_query(store, count.format(f"FROM <{one}> FROM <{two}>"))["n"][0] == 1
    events = "SELECT (COUNT(*) AS ?n) {} {{ ?e a parley:Event }}"
    assert [run_query(store, events.format(f))["n"][0] for f in (f"FROM <{one}>", f"FROM <{two}>", f"FROM <{one}> FROM <{two}>", "")] == [3, 2, 5, 5]
    named = "SELECT DISTINCT ?g FROM NAMED <ONE> { GRAPH ?g { ?s ?p ?o } }".replace("ONE", one)
    assert list(run_query(store, named)["g"]) == [one]
    prefixed = "PREFIX a: <BASEarticle/> SELECT (COUNT(*) AS ?n) FROM a:talks { ?e a parley:Event }".replace("BASE", BASE)
    assert run_query(store, prefixed)["n"][0] == 3


def test_columns_are_typed(store: Store) -> None:
    """Whole numbers, numbers, truth values and text; what is unbound is NA."""
    found = run_query(
        store,
        "SELECT ?s ?position (?position / 2.0 AS ?half) (?position > 1 AS ?late) ?by { ?s a parley:Statement ; parley:position ?position "
        "OPTIONAL { ?s parley:saidBy ?by } } ORDER BY ?position ?s",
    )
    assert [str(dtype) for dtype in found.dtypes] == ["string", "Int64", "Float64", "boolean", "string"]
    assert found["by"].isna().any()
    assert not found["by"].isna().all()
    assert list(found["position"]) == sorted(found["position"])


def test_without_rows_the_columns_stay(store: Store) -> None:
    """An empty answer is a table with the columns asked for."""
    found = run_query(store, "SELECT ?a ?b { ?a parley:sanctions ?b }")
    assert list(found.columns) == ["a", "b"]
    assert len(found) == 0


def test_ask_construct_describe(store: Store) -> None:
    """All forms of query give tables."""
    assert list(run_query(store, "ASK { actor:oman parley:mediates actor:iran }")["answer"]) == [True]
    assert list(run_query(store, "ASK { actor:iran parley:mediates actor:oman }")["answer"]) == [False]
    made = run_query(store, "CONSTRUCT { ?o parley:mediates ?s } WHERE { ?s parley:mediates ?o }")
    assert list(made.columns) == ["subject", "predicate", "object"]
    assert list(made["object"]) == [OMAN, OMAN]
    assert OMAN in set(run_query(store, "DESCRIBE actor:oman")["subject"])


def test_order_is_that_of_the_query_or_sorted(store: Store) -> None:
    """The order of rows does not depend on the engine."""
    names = "SELECT ?name { ?x a parley:State ; rdfs:label ?name }"
    assert list(run_query(store, names)["name"]) == ["Iran", "Norway", "Oman"]
    assert list(run_query(store, names + " ORDER BY DESC(?name)")["name"]) == ["Oman", "Norway", "Iran"]


def test_links_are_asked_like_the_rest(store: Store) -> None:
    """The graph of links is part of the whole."""
    found = run_query(store, "SELECT ?a ?b { ?a parley:sameActor ?b }")
    assert len(found) == 1


def test_check_query_tells_the_form() -> None:
    """What run_query must know."""
    assert check_query("SELECT ?s { ?s ?p ?o } ORDER BY ?s").ordered
    assert check_query("SELECT ?s FROM <http://a/b> { ?s ?p ?o }", ["http://a/b"]).default_graphs == ("http://a/b",)

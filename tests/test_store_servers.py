"""Real triple stores: what goes in comes out, whoever reads sees no half graph, and questions get the answers of our own graph."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from graphs import ACTOR, BASE, IRAN, NORWAY, OMAN, TOPIC, Article, ArticleGraph, Problem, article_graphs, article_iri, later, talks
from hypothesis import HealthCheck, Phase, given, settings
from pyoxigraph import NamedNode
from stores import PASSWORD, Server, oxigraph, virtuoso

import kg
from kg.errors import QueryError, StoreError
from kg.export.store import push
from kg.export.store_find import find_endpoints
from kg.export.store_http import open_connection
from kg.export.store_pull import count, pull
from kg.merge import normalise

pytestmark = pytest.mark.store


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Run each store once for all tests here."""
    with (oxigraph if request.param == "oxigraph" else virtuoso)() as running:
        yield running


@pytest.fixture(scope="module")
def two(server: Server) -> kg.KnowledgeGraph:
    """Push the two small articles."""
    graph = kg.KnowledgeGraph.from_articles([talks(), later()])
    graph.push(server.url, auth=server.auth)
    return graph


def with_text(text: str, article_id: str = "long") -> ArticleGraph:
    """Return a graph with nothing but an article of a text."""
    article = Article(text, id=article_id)
    return ArticleGraph(iri=article_iri(BASE, article_id), article=article, sentences=1, entities=(), events=(), statements=(), negotiations=(), problems=())


def remove(server: Server, graph: str) -> None:
    """Empty a named graph."""
    push([], server.url, auth=server.auth, graph=graph)


def test_pushing_twice_changes_nothing(server: Server, two: kg.KnowledgeGraph) -> None:
    for method in ("gsp", "update", "auto"):
        assert {pushed.action for pushed in two.push(server.url, auth=server.auth, method=method).graphs} == {"unchanged"}
    assert kg.load(server.url, auth=server.auth) == two


@pytest.mark.parametrize("method", ["gsp", "update"])
def test_hostile_graphs_come_back_as_they_were(server: Server, method: str) -> None:
    """Quotes, controls, half escapes, NUL, bidi marks: every triple is the same, or the second push would send it again."""

    @settings(max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(article_graphs())
    def there_and_back(graph: ArticleGraph) -> None:
        push([graph], server.url, auth=server.auth, method=method)  # type: ignore[arg-type]
        assert push([graph], server.url, auth=server.auth).counted("unchanged") == 1
        assert list(pull(server.url, graph=graph.iri, auth=server.auth)) == [normalise(graph, text=False)]
        remove(server, graph.iri)

    there_and_back()


@pytest.mark.parametrize("method", ["gsp", "update"])
@pytest.mark.parametrize("text", ["x" * 70_000, "žé漢\n" * 10_000, '\\"\n' * 40_000])
def test_long_texts(server: Server, text: str, method: str) -> None:
    """Virtuoso's loader reads no line of 64 KiB; such triples go by an update."""
    graph = with_text(text)
    push([graph], server.url, auth=server.auth, method=method, include_text=True)  # type: ignore[arg-type]
    assert list(pull(server.url, graph=graph.iri, auth=server.auth)) == [normalise(graph)]
    remove(server, graph.iri)


def test_what_the_store_cannot_keep_is_refused_before_anything_is_sent(server: Server) -> None:
    """Virtuoso dies of texts of some megabytes and cuts long IRIs; Oxigraph keeps both."""
    for graph, words in ((with_text("žé漢" * 500_000), "bytes; Virtuoso"), (replace(with_text("x"), iri=BASE + "a" * 1_900), "characters; Virtuoso")):
        if server.name == "virtuoso":
            with pytest.raises(StoreError, match=words) as caught:
                push([graph], server.url, auth=server.auth, include_text=True)
            assert "Hint:" in str(caught.value)
            with open_connection(server.url)[0] as connection:
                assert count(connection, find_endpoints(connection, httpx.URL(server.url)), graph.iri) == 0
        else:
            push([graph], server.url, include_text=True)
            assert list(pull(server.url, graph=graph.iri)) == [normalise(graph)]
            remove(server, graph.iri)


def test_a_reader_never_sees_half_a_graph(server: Server) -> None:
    """While a graph is replaced again and again, a reader counts the old triples or the new ones."""
    versions = [[replace(with_text("x", "swap"), problems=tuple(Problem(article="a", kind="k", message=f"{n} {i}") for i in range(n)))] for n in (100, 300)]
    push(versions[0], server.url, auth=server.auth)
    seen: Counter[int] = Counter()
    stop = threading.Event()

    def read() -> None:
        connection, address = open_connection(server.url)
        with connection:
            endpoints = find_endpoints(connection, address)
            while not stop.is_set():
                seen[count(connection, endpoints, versions[0][0].iri)] += 1
                stop.wait(0.002)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for turn in (1, 0, 1):
            push(versions[turn], server.url, auth=server.auth, part_triples=500)
    finally:
        stop.set()
        reader.join(10)
    remove(server, versions[0][0].iri)
    assert len(seen) == 2, seen
    assert min(seen.values()) > 0


def test_nothing_is_left_over(server: Server, two: kg.KnowledgeGraph) -> None:
    with kg.connect(server.url) as endpoint:
        names = endpoint.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")["g"]
    assert not [name for name in names if name.startswith("urn:parley")]


def test_questions_of_readers(server: Server, two: kg.KnowledgeGraph) -> None:
    """By name or by IRI, they answer what our own tables say."""
    with kg.connect(server.url) as endpoint:
        for pair in (("Iran", "Norway"), (NORWAY, IRAN)):
            found = endpoint.mediators(*pair)
            assert list(found["mediator"]) == [OMAN]
            assert list(found["evidence"]) == ["Oman mediated between Iran and Norway"]
        assert len(endpoint.demands("Iran")) == 0
        rows = two.statements()
        for topic in ("tariffs", "Tariffs", TOPIC["tariffs"]):
            claims = endpoint.claims(topic)
            assert set(claims["evidence"]) == {"Oman mediated between Iran and Norway", "Oman may host talks with Iran about trade"}
            assert list(claims["date"]) == sorted(claims["date"])
        assert set(endpoint.claims("tariffs", since="2024-03-06")["article"]) == {later().iri}
        assert set(endpoint.claims("tariffs", until="2024-03-06")["article"]) == {talks().iri}
        assert set(rows["evidence"]) >= set(endpoint.claims("tariffs")["evidence"])
        assert list(endpoint.outlets("Oman", "mediates", "Iran")["publisher"]) == ["The Example"]
        assert endpoint.graphs() == sorted([talks().iri, later().iri])
        assert endpoint.load() == two


HOSTILE = ['x" } } ; DROP ALL ; #', "\\u0022 } ; DROP ALL ; #", "\\", "'''\"\"\"", "\n", "a\\", "?x", "}\n} #", "\\U00000022", "O'Brien", "<b>", "\x00"]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_cannot_change_a_query(server: Server, two: kg.KnowledgeGraph, value: str) -> None:
    with kg.connect(server.url) as endpoint:
        assert len(endpoint.mediators(value, "Iran")) == 0
        assert len(endpoint.claims(value)) == 0
        found = endpoint.query("SELECT ?g ?v WHERE { GRAPH ?g { ?article a parley:Article } FILTER(STRLEN(?v) >= 0) }", v=value)
        assert list(found["v"]) == [value] * 2
        for bad in ("http://x> } ; DROP ALL ; #", "urn:x y"):
            with pytest.raises(QueryError, match="not an IRI"):
                endpoint.demands(bad)


def test_tables_of_other_kinds_of_queries(server: Server, two: kg.KnowledgeGraph) -> None:
    with kg.connect(server.url) as endpoint:
        assert list(endpoint.query("ASK { GRAPH ?g { ?x parley:mediates ?y } }")["answer"]) == [True]
        made = endpoint.query("CONSTRUCT { ?x parley:mediates ?y } WHERE { GRAPH ?g { ?x parley:mediates ?y } }", x=NamedNode(OMAN))
        assert list(made["object"]) == sorted([IRAN, NORWAY])
        numbers = endpoint.query("SELECT ?n WHERE { GRAPH ?g { ?a parley:sentenceCount ?n } }", a=[NamedNode(talks().iri), NamedNode(ACTOR.base + "x")])
        assert list(numbers["n"]) == [3]
        with pytest.raises(StoreError, match="400"):
            endpoint.query("SELECT nothing")


def test_two_hundred_thousand_triples(server: Server) -> None:
    """They go in parts, and come back equal: a second push compares them with what is there. The last of the tests of a server, as they stay there."""
    big = replace(with_text("x", "big"), problems=tuple(Problem(article="a", kind="k", message=f"message {i}") for i in range(33_400)))
    report = push([big], server.url, auth=server.auth)
    assert report.triples > 200_000
    assert push([big], server.url, auth=server.auth).counted("unchanged") == 1


def test_wrong_credentials_and_answers_that_are_cut() -> None:
    """Virtuoso's own configuration allows 10,000 rows in an answer; a graph that is cut is no graph."""
    with virtuoso(rows=100) as server:
        for auth in (("dba", PASSWORD + "x"), None):
            with pytest.raises(StoreError, match="401") as caught:
                push([talks()], server.url, base=BASE, auth=auth, attempts=1)
            assert PASSWORD not in str(caught.value)
        push([talks()], server.url, base=BASE, auth=server.auth)
        with pytest.raises(StoreError, match="triples of") as caught:
            kg.load(server.url)
        assert "ResultSetMaxRows" in str(caught.value)

"""A graph on the disk: articles come and are replaced, questions are answered, nothing reaches out; shards for bulk loaders."""

from __future__ import annotations

import gzip
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from graphs import BASE, IRAN, OMAN, article_graphs, later, talks
from hypothesis import HealthCheck, given, settings
from pyoxigraph import RdfFormat, Store

import kg
from kg.errors import GraphError, QueryError, StoreError
from kg.export.shards import write_shards
from kg.merge import normalise
from kg.query_bind import bind, term, with_prefixes
from kg.rdf import to_quads


def test_articles_come_and_are_replaced(tmp_path: Path) -> None:
    with kg.open_store(tmp_path / "store") as store:
        assert store.add(kg.KnowledgeGraph.from_articles([talks(), later()])) == 2
        changed = replace(talks(), statements=talks().statements[:2])
        assert store.add([changed]) == 1
        assert len(store) == 2
    with kg.open_store(tmp_path / "store") as store:
        assert list(store.articles()) == sorted((normalise(g, text=False) for g in (changed, later())), key=lambda graph: graph.iri)
        assert store.load() == kg.KnowledgeGraph.from_articles([changed, later()])
        assert store.load([later().iri]) == kg.KnowledgeGraph.from_articles([later()])
        store.remove(later().iri)
        assert store.graphs() == [talks().iri]
        with pytest.raises(GraphError, match="no such article"):
            store.load([later().iri])
    with pytest.raises(StoreError, match="closed"):
        len(store)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(article_graphs())
def test_hostile_articles_come_back(tmp_path: Path, graph: object) -> None:
    with kg.open_store(tmp_path / "store") as store:
        store.add([graph], include_text=True)  # type: ignore[list-item]
        assert list(store.articles()) == [normalise(graph)]  # type: ignore[arg-type]
        store.remove(graph.iri)  # type: ignore[attr-defined]


def test_questions_and_queries(tmp_path: Path) -> None:
    with kg.open_store(tmp_path) as store:
        store.add([talks(), later()])
        assert list(store.mediators("Iran", "Norway")["mediator"]) == [OMAN]
        assert list(store.query("SELECT DISTINCT ?x { ?x parley:mediates ?y }")["x"]) == [OMAN]
        assert IRAN in set(store.query("SELECT ?y { ?x parley:mediates ?y }")["y"])
        for bad in ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "DROP ALL", "SELECT"):
            with pytest.raises(QueryError):
                store.query(bad)
        assert len(store) == 2


def test_export(tmp_path: Path) -> None:
    graph = kg.KnowledgeGraph.from_articles([talks(), later()])
    with kg.open_store(tmp_path / "store") as store:
        store.add(graph)
        for name in ("all.nq", "all.trig"):
            assert kg.load(store.export(tmp_path / name)) == graph
        with pytest.raises(GraphError, match="unknown kind"):
            store.export(tmp_path / "all.ttl")


def test_a_second_process_is_told(tmp_path: Path) -> None:
    with kg.open_store(tmp_path / "store"):
        code = f"import kg; kg.open_store({str(tmp_path / 'store')!r})"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "close it in the other process" in done.stderr


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened"):
        kg.open_store(tmp_path / "file")


def test_shards_hold_every_quad_once_and_are_the_same_each_time(tmp_path: Path) -> None:
    graph = kg.KnowledgeGraph.from_articles([talks(), later()])
    articles = iter(graph.article_graphs)
    shards = write_shards(tmp_path / "one", articles, base=BASE, links=graph.links, quads=100)
    assert [path.name for path in shards] == ["part-00000.nq.gz", "part-00001.nq.gz", "part-00002.nq.gz"]
    again = write_shards(tmp_path / "two", graph.article_graphs, base=BASE, links=graph.links, quads=100)
    assert [path.read_bytes() for path in shards] == [path.read_bytes() for path in again]
    store = Store()
    for path in shards:
        store.bulk_load(gzip.decompress(path.read_bytes()), format=RdfFormat.N_QUADS)
    assert set(store) == set(to_quads(graph.article_graphs, base=BASE, links=graph.links))
    assert len(write_shards(tmp_path / "three", graph.article_graphs, base=BASE)) == 1
    with pytest.raises(GraphError, match="holds shards already"):
        write_shards(tmp_path / "one", [], base=BASE)


def test_binding() -> None:
    query = "# { no\nSELECT ?x WHERE { ?x rdfs:label ?name }"
    assert (
        bind(query, {"name": ['a"b', 1]})
        == '# { no\nSELECT ?x WHERE { VALUES ?name { "a\\"b" "1"^^<http://www.w3.org/2001/XMLSchema#integer> } ?x rdfs:label ?name }'
    )
    assert with_prefixes(query).startswith("PREFIX rdfs: <")
    assert with_prefixes("PREFIX rdfs: <x:>\n" + query).count("PREFIX") == 1
    assert bind("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", {"s": True}).index("VALUES") > 22
    for wrong in ({"y": 1}, {"x": object()}, {"x": "\ud800"}):
        with pytest.raises(QueryError):
            bind(query, wrong)
    with pytest.raises(QueryError, match="no pattern"):
        bind("DESCRIBE ?x", {"x": 1})
    assert term("\\u0022") == '"\\\\\\u00750022"'

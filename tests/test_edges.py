"""Edge tables give back the network, and what else is written is read by libraries that are not ours."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest
from graphs import IRAN, NADIR, NORWAY, OMAN, article_graphs, later, talks
from hypothesis import HealthCheck, given, settings

from kg.errors import GraphError
from kg.export.edges import EDGE_COLUMNS, NODE_COLUMNS, edge_table, from_edge_table, node_table, read_edge_table, write_edge_table
from kg.export.network import KINDS, Kind
from kg.graph import KnowledgeGraph
from kg.vocabulary import PARLEY

few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture
def graph() -> KnowledgeGraph:
    return KnowledgeGraph.from_articles([talks(), later()])


def content(network: Any) -> Any:
    """Return kind, nodes and edges with all they have, in order."""
    edges = network.edges(keys=True, data=True) if network.is_multigraph() else network.edges(data=True)
    return network.is_multigraph(), network.is_directed(), [(node, dict(data)) for node, data in network.nodes(data=True)], list(edges)


# --- tables ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", [None, "csv", "parquet"])
def test_a_network_comes_back_from_its_tables(kind: Kind, ending: str | None, graph: KnowledgeGraph, tmp_path: Path) -> None:
    """Each kind, as DataFrames and through either file."""
    network = graph.to_networkx(kind)
    if ending is None:
        assert content(from_edge_table(edge_table(network), node_table(network))) == content(network)
    else:
        assert content(read_edge_table(write_edge_table(tmp_path / f"edges.{ending}", network))) == content(network)


@few
@given(article_graphs())
def test_networks_of_any_text_come_back(article: Any) -> None:
    """Attributes are plain, so that nothing is lost."""
    network = KnowledgeGraph.from_articles([article]).to_networkx()
    assert content(from_edge_table(edge_table(network), node_table(network))) == content(network)


def test_tables_of_a_graph_have_fixed_columns(graph: KnowledgeGraph) -> None:
    """One row per edge and node, and the same columns and dtypes when empty."""
    for make, columns in ((edge_table, EDGE_COLUMNS), (node_table, NODE_COLUMNS)):
        assert list(make(graph).columns) == list(columns)
        assert dict(make(KnowledgeGraph()).dtypes) == dict(make(graph).dtypes)
    assert len(edge_table(graph)) == graph.to_networkx().number_of_edges()
    assert edge_table(graph)["source"][0] == OMAN


def test_tables_that_lack_an_end_are_refused() -> None:
    """The message names the column."""
    with pytest.raises(GraphError, match="'target'"):
        from_edge_table(pd.DataFrame({"source": ["a"]}))
    with pytest.raises(GraphError, match="'source'"):
        from_edge_table(pd.DataFrame({"source": ["a", None], "target": ["b", "c"]}))


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """Missing, or not what the ending says."""
    (tmp_path / "edges.parquet").write_text("no", encoding="utf-8")
    for name in ("nowhere.csv", "edges.parquet"):
        with pytest.raises(GraphError, match=name):
            read_edge_table(tmp_path / name)


# --- other readers --------------------------------------------------------------------------------------------------------------------


def test_duckdb_reads_parquet(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """A query on the file gives what pandas gives of the table."""
    duckdb = import_module("duckdb")
    path = graph.write(tmp_path / "statements.parquet")
    with duckdb.connect() as connection:
        found = connection.execute("SELECT subject_name, count(*) FROM read_parquet(?) GROUP BY 1 ORDER BY 1", [str(path)]).fetchall()
        missing = connection.execute("SELECT count(*) FROM read_parquet(?) WHERE said_by IS NULL", [str(path)]).fetchone()
    assert dict(found) == graph.statements()["subject_name"].value_counts().to_dict()
    assert missing == (int(graph.statements()["said_by"].isna().sum()),)


def test_duckdb_reads_lists_in_parquet(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """Lists are lists there too."""
    duckdb = import_module("duckdb")
    graph.events().to_parquet(tmp_path / "events.parquet")
    with duckdb.connect() as connection:
        query = "SELECT count(*) FROM (SELECT unnest(mediator_iris) AS m FROM read_parquet(?)) WHERE m = ?"
        assert connection.execute(query, [str(tmp_path / "events.parquet"), OMAN]).fetchone() == (2,)


def test_igraph_reads_graphml(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """The same nodes, names, edges and predicates."""
    igraph = import_module("igraph")
    read = igraph.Graph.Read_GraphML(str(graph.write(tmp_path / "talks.graphml")))
    network = graph.to_networkx()
    assert read.vs["id"] == list(network)
    assert read.vs["label"] == [data["label"] for _, data in network.nodes(data=True)]
    pairs = sorted((read.vs[edge.source]["id"], read.vs[edge.target]["id"], edge["predicate"]) for edge in read.es)
    assert pairs == sorted((one, other, data["predicate"]) for one, other, data in network.edges(data=True))


def test_gexf_is_what_its_format_says(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """Read as plain XML: the ends of edges are declared nodes, values are of declared attributes, ids are unique."""
    etree = import_module("lxml.etree")
    root = etree.parse(str(graph.write(tmp_path / "talks.gexf"))).getroot()
    names = {"g": etree.QName(root).namespace}
    nodes = [node.get("id") for node in root.iterfind(".//g:node", names)]
    edges = root.findall(".//g:edge", names)
    assert nodes == list(graph.to_networkx())
    assert len(edges) == graph.to_networkx().number_of_edges() == len({edge.get("id") for edge in edges})
    assert {end for edge in edges for end in (edge.get("source"), edge.get("target"))} <= set(nodes)
    for kind in ("node", "edge"):
        declared = {a.get("id"): a.get("title") for a in root.iterfind(f".//g:attributes[@class='{kind}']/g:attribute", names)}
        used = {value.get("for") for value in root.iterfind(f".//g:{kind}/g:attvalues/g:attvalue", names)}
        assert used <= set(declared)
        assert {"node": "wikidata", "edge": "predicate"}[kind] in {declared[name] for name in used}


def test_gexfpy_reads_gexf(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """A reader that is made from the schema of GEXF finds the same nodes and edges."""
    read = import_module("gexfpy").parse(str(graph.write(tmp_path / "talks.gexf"))).graph
    network = graph.to_networkx()
    assert [node.id for node in read.nodes[0].node] == list(network)
    assert sorted((edge.source, edge.target) for edge in read.edges[0].edge) == sorted((one, other) for one, other in network.edges())


def test_pyld_reads_json_ld(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """Another processor gives the same triples, in the same named graphs."""
    jsonld = import_module("pyld").jsonld
    document = json.loads(graph.write(tmp_path / "talks.jsonld").read_text(encoding="utf-8"))
    read = jsonld.to_rdf(document)
    found = {(name, t["subject"]["value"], t["predicate"]["value"], t["object"]["value"]) for name, triples in read.items() for t in triples}
    ours = {(q.graph_name.value, q.subject.value, q.predicate.value, q.object.value) for q in graph._quads()}  # type: ignore[union-attr]
    assert found == ours
    assert (talks().iri, OMAN, PARLEY.mediates, IRAN) in found


@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")
def test_rdflib_reads_json_ld(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """And rdflib's own parser too."""
    rdflib = import_module("rdflib")
    read = rdflib.Dataset()
    read.parse(data=graph.write(tmp_path / "talks.jsonld").read_bytes(), format="json-ld")
    quads = [tuple(map(str, quad)) for quad in read.quads()]
    assert len(quads) == len(list(graph._quads()))
    assert (NADIR, PARLEY.affiliatedWith, NORWAY, talks().iri) in quads


def test_networkx_algorithms_run_on_what_comes_back(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """A table that went through a file is a network like any other."""
    read = read_edge_table(write_edge_table(tmp_path / "edges.csv", graph))
    assert nx.pagerank(nx.DiGraph(read)) == pytest.approx(nx.pagerank(nx.DiGraph(graph.to_networkx())))

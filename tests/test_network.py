"""Networks: attributes are plain, order is fixed, and every file format gives back what was written."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from graphs import BASE, IRAN, NADIR, NORWAY, OMAN, article_graphs, later, talks
from hypothesis import HealthCheck, given, settings

from kg.errors import GraphError
from kg.export.network import KINDS, to_networkx
from kg.export.views import write_network, write_table
from kg.graph import KnowledgeGraph
from kg.links import find_links
from kg.tables import entities_table, events_table, in_reading_order, statements_table, topics_table
from kg.vocabulary import PLOVER_SCORES, TOPIC

few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def tables_of(*graphs: Any) -> dict[str, Any]:
    articles = in_reading_order(graphs)
    links = find_links(articles, base=BASE)
    return {
        "entities": entities_table(articles, links),
        "statements": statements_table(articles, links),
        "events": events_table(articles, links),
        "topics": topics_table(articles),
    }


def content(network: Any) -> Any:
    """Return nodes and edges in order, apart from attributes that formats add for themselves."""
    keyed = network.edges(keys=True, data=True) if network.is_multigraph() else network.edges(data=True)
    own = {"networkx_key", "id"}

    def plain(data: dict[str, Any]) -> list[tuple[str, Any]]:
        return sorted((name, float(value) if isinstance(value, int) else value) for name, value in data.items() if name not in own)

    return [(node, plain(data)) for node, data in network.nodes(data=True)], [(*edge[:2], plain(edge[-1])) for edge in keyed]


def through_graphml(network: Any) -> Any:
    data = io.BytesIO("\n".join(nx.generate_graphml(network)).encode())
    return nx.read_graphml(data, force_multigraph=network.is_multigraph())


def through_gexf(network: Any) -> Any:
    data = io.BytesIO("\n".join(nx.generate_gexf(network)).encode())
    return nx.read_gexf(data)


def through_json(network: Any) -> Any:
    text = json.dumps(nx.node_link_data(network, edges="edges"), allow_nan=False)
    return nx.node_link_graph(json.loads(text), edges="edges")


def test_multi_has_an_edge_per_statement_between_actors_and_topics() -> None:
    """With all that an analysis asks for; positions are text, so they are no nodes."""
    network = to_networkx(tables_of(talks(), later()))
    assert isinstance(network, nx.MultiDiGraph)
    assert network.number_of_edges() == 10
    first = next(iter(network.get_edge_data(OMAN, NORWAY).values()))
    assert first == {
        "predicate": "mediates",
        "polarity": "positive",
        "modality": "asserted",
        "date": "2024-03-04",
        "evidence": "Oman mediated between Iran and Norway",
        "article": talks().article.id,
        "event": talks().events[0].iri,
        "plover_type": "CONSULT",
        "plover_mode": "third-party",
        "score": PLOVER_SCORES["CONSULT", "third-party"],
        "statement": talks().statements[1].iri,
    }
    concedes = [data for _, _, data in network.edges(data=True) if data["predicate"] == "concedes"]
    assert [(data["speaker"], data["polarity"], data["modality"]) for data in concedes] == [("Salma Nadir", "negative", "planned")]


def test_nodes_say_who_it_is() -> None:
    """Type, roles, label, Wikidata; linked actors are one node."""
    network = to_networkx(tables_of(talks(), later()))
    assert network.nodes[OMAN] == {"label": "Oman", "kind": "State", "roles": "Mediator; Intermediary; Host", "wikidata": "Q842", "names": "Oman"}
    assert network.nodes[NADIR]["positions"] == "Envoy"
    assert [node for node, data in network.nodes(data=True) if data["label"] == "Nadir"] == []
    assert network.nodes[TOPIC["trade"]] == {"label": "Trade", "kind": "Topic"}
    assert all("kind" in data and "label" in data for _, data in network.nodes(data=True))


def test_simple_counts_statements_of_a_pair() -> None:
    """One edge per pair of actors, whatever the direction."""
    network = to_networkx(tables_of(talks(), later()), kind="simple")
    assert type(network) is nx.Graph
    edge = network.edges[IRAN, NORWAY]
    assert edge["weight"] == 4
    assert edge["predicates"] == "concedes; meets; negotiatesWith"
    assert edge["score"] == pytest.approx((1.0 + 6.5 + 2.5 + 2.5) / 4)
    assert TOPIC["trade"] not in network


def test_bipartite_has_actors_and_events() -> None:
    """Edges carry the roles."""
    network = to_networkx(tables_of(talks(), later()), kind="bipartite")
    assert nx.is_bipartite(network)
    sides = nx.get_node_attributes(network, "bipartite")
    assert sorted(sides.values()) == [0] * 5 + [1] * 5
    assert network.edges[OMAN, talks().events[0].iri] == {"role": "mediator"}


def test_no_other_kind() -> None:
    """The error lists the kinds."""
    with pytest.raises(GraphError, match="no kind of network: 'star'\nHint: use one of multi, simple, bipartite"):
        to_networkx(tables_of(talks()), kind="star")  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
@few
@given(graph=article_graphs())
def test_attributes_are_plain(kind: Any, graph: Any) -> None:
    """Text without line breaks and control characters, numbers, nothing else; every format takes them and gives them back."""
    network = to_networkx(tables_of(graph), kind=kind)
    for data in [*(d for _, d in network.nodes(data=True)), *(d for *_, d in network.edges(data=True))]:
        for value in data.values():
            assert type(value) in {str, int, float}
            assert not isinstance(value, str) or value.isprintable() or all(c.isprintable() or ord(c) > 0x9F for c in value)
    assert content(through_json(network)) == content(network)
    assert content(through_graphml(network)) == content(network)
    gexf = through_gexf(network)
    assert dict(content(gexf)[0]) == dict(content(network)[0])
    assert sorted(map(repr, content(gexf)[1])) == sorted(map(repr, content(network)[1]))


@pytest.mark.parametrize("ending", [".graphml", ".gexf", ".csv", ".parquet"])
def test_views_have_the_same_bytes_for_every_hash_seed(ending: str, tmp_path: Path) -> None:
    """Order and bytes are fixed, and no day of writing stands in them."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from graphs import *; from kg.graph import KnowledgeGraph\n"
        "KnowledgeGraph.from_articles([talks(), later()][:: int(sys.argv[3])]).write(sys.argv[2])"
    )
    found = set()
    for seed, order in (("1", "1"), ("5", "-1")):
        path = tmp_path / f"graph{seed}{ending}"
        subprocess.run(
            [sys.executable, "-c", script, str(Path(__file__).parent), str(path), order],
            check=True, env={**os.environ, "PYTHONHASHSEED": seed}, cwd=Path(__file__).parent.parent,
        )  # fmt: skip
        found.add(path.read_bytes())
    assert len(found) == 1
    assert b"lastmodifieddate" not in found.pop()


def test_network_files_can_be_read_by_networkx(tmp_path: Path) -> None:
    """GraphML and GEXF as files."""
    network = to_networkx(tables_of(talks(), later()))
    for ending, reader in ((".graphml", nx.read_graphml), (".gexf", nx.read_gexf)):
        write_network(tmp_path / f"net{ending}", network)
        assert reader(tmp_path / f"net{ending}").number_of_edges() == network.number_of_edges()
    with pytest.raises(GraphError, match=r"use \.graphml or \.gexf"):
        write_network(tmp_path / "net.gml", network)


def test_tables_as_files(tmp_path: Path) -> None:
    """CSV and Parquet give back rows, columns and what is missing."""
    import pandas as pd

    table = KnowledgeGraph.from_articles([talks(), later()]).statements()
    write_table(tmp_path / "statements.csv", table)
    write_table(tmp_path / "statements.parquet", table)
    from_csv = pd.read_csv(tmp_path / "statements.csv", dtype={name: "string" for name in table.columns if name not in {"begin", "end"}})
    assert from_csv.astype("object").where(from_csv.notna(), None).equals(table.astype("object").where(table.notna(), None))
    from_parquet = pd.read_parquet(tmp_path / "statements.parquet")
    assert from_parquet.astype("object").where(from_parquet.notna(), None).equals(table.astype("object").where(table.notna(), None))


def test_lists_in_csv_are_joined(tmp_path: Path) -> None:
    """A spreadsheet shows mentions and roles as text."""
    write_table(tmp_path / "entities.csv", KnowledgeGraph.from_articles([talks(), later()]).entities())
    assert "Mediator; Intermediary; Host" in (tmp_path / "entities.csv").read_text(encoding="utf-8")

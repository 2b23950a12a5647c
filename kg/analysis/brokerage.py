"""Brokers: who stands between sides, by the roles of Gould and Fernandez, by betweenness and by reach."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from kg.analysis.inputs import Source, frame, holds, names_in, rows_of
from kg.analysis.mediation import parts_of

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

__all__ = ["CONTACTS", "ROLES", "brokerage", "contacts", "mediator_reach", "sides"]

CONTACTS = ("negotiatesWith", "meets", "agrees", "cooperates", "mediates")
"""Predicates that bring two actors together."""
ROLES = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")


def contacts(source: Source, *, predicates: Collection[str] = CONTACTS, asserted: bool = True) -> nx.Graph[str]:
    """Make the network of who deals with whom: an edge for each pair of actors with such a statement, its ``weight`` the number of articles.

    Args:
        source: A graph, or tables: ``statements``; ``entities`` for the names, and to leave out topics and places.
        predicates: What counts as dealing with each other.
        asserted: Leave out what is planned or only possible. What is denied never counts.
    """
    import networkx as nx

    network: nx.Graph[str] = nx.Graph()
    names = names_in(source)
    actors = {row["iri"] for row in rows_of(source, "entities", needed=False) if row["type"] != "Place"} if not hasattr(source, "columns") else set()
    seen: dict[tuple[str, str], set[str]] = {}
    for row in rows_of(source, "statements"):
        one, other = sorted((row["subject"], row["object"] or ""))
        if row["predicate"] in predicates and holds(row, asserted=asserted) and one != other and (not actors or {one, other} <= actors):
            seen.setdefault((one, other), set()).add(row["article"])
    for (one, other), articles in sorted(seen.items()):
        network.add_edge(one, other, weight=len(articles))
    for node in network:
        network.nodes[node]["label"] = names.get(node, node)
    return network


def sides(source: Source) -> dict[str, str]:
    """Give the side of each actor: what it belongs to, and what that belongs to, as the articles have it; itself where they say nothing.

    An actor that is said to belong to several belongs to the one that most articles name, then to that of the smaller IRI. Topics and places
    have no side.

    Args:
        source: A graph, or tables: ``statements``; ``entities`` for actors of whom nothing is said.
    """
    votes: dict[str, dict[str, set[str]]] = {}
    found: dict[str, None] = {row["iri"]: None for row in rows_of(source, "entities", needed=False) if row["type"] != "Place"}
    for row in rows_of(source, "statements"):
        found.setdefault(row["subject"])
        if row["predicate"] == "affiliatedWith" and row["polarity"] == "positive":
            votes.setdefault(row["subject"], {}).setdefault(row["object"], set()).add(row["article"])
    above = {iri: min(of, key=lambda one: (-len(of[one]), one)) for iri, of in votes.items()}
    return {iri: _top(iri, above) for iri in found}


def _top(iri: str, above: Mapping[str, str]) -> str:
    seen = {iri}
    while (upper := above.get(iri)) is not None and upper not in seen:
        seen.add(upper)
        iri = upper
    return iri


def brokerage(network: nx.Graph[str], groups: Mapping[str, str]) -> pd.DataFrame:
    """Count how often each node brokers between two others that are not tied themselves, by the groups of the three.

    Method: Gould and Fernandez (1989), "Structures of Mediation: A Formal Approach to Brokerage in Transaction Networks", Sociological
    Methodology 19. For ties a → b → c without a → c, b is *coordinator* if all three are of one group, *consultant* (itinerant broker) if a and
    c are, *gatekeeper* if b and c are, *representative* if a and b are, *liaison* if all three differ. In an undirected network a tie goes both
    ways, so that each open pair counts twice, and gatekeeper and representative are the same number.

    Args:
        network: Directed or not; parallel edges and loops count for nothing.
        groups: The group of each node, such as ``sides`` gives; a node without one is a group of its own.

    Returns:
        A row per node that brokers: ``iri``, ``name``, ``group``, the five roles and their ``total``; by falling total, then IRI.
    """
    rows = []
    for broker in network:
        before = sorted(set(network.predecessors(broker) if network.is_directed() else network.neighbors(broker)) - {broker})
        after = sorted(set(network.successors(broker) if network.is_directed() else network.neighbors(broker)) - {broker})
        counts = dict.fromkeys(ROLES, 0)
        for one in before:
            for other in after:
                if one != other and not network.has_edge(one, other):
                    counts[_role(*(groups.get(node, node) for node in (one, broker, other)))] += 1
        if total := sum(counts.values()):
            rows.append([broker, network.nodes[broker].get("label", broker), groups.get(broker, broker), *counts.values(), total])
    columns = dict.fromkeys(("iri", "name", "group"), "text") | dict.fromkeys((*ROLES, "total"), "int64")
    return frame(columns, sorted(rows, key=lambda row: (-row[-1], row[0])))


def _role(one: str, broker: str, other: str) -> str:
    if one == other:
        return "coordinator" if broker == one else "consultant"
    if broker == other:
        return "gatekeeper"
    return "representative" if broker == one else "liaison"


def mediator_reach(source: Source, *, within: int = 2, asserted: bool = True) -> pd.DataFrame:
    """Measure how mediators stand in the network of ``contacts``.

    Method: ``betweenness`` after Freeman (1977), "A Set of Measures of Centrality Based on Betweenness", Sociometry 40(1), normalised;
    ``reach``, the actors that are at most ``within`` steps away, after Borgatti (2006), "Identifying sets of key players in a social network",
    Computational and Mathematical Organization Theory 12; ``constraint`` after Burt (1992), *Structural Holes*: low where contacts do not know
    each other.

    Args:
        source: A graph, or tables: ``events``, ``statements``, ``entities``.
        within: Steps that reach may take.
        asserted: Leave out what is planned or only possible, for mediation and for contacts.

    Returns:
        A row per mediator: ``iri``, ``name``, ``sides`` (between which it mediates, how many), ``contacts``, ``betweenness``, ``reach``,
        ``constraint`` (NaN without contacts); by falling betweenness, then IRI.
    """
    import networkx as nx

    network = contacts(source, asserted=asserted)
    names = names_in(source)
    served: dict[str, set[str]] = {}
    for row in rows_of(source, "events"):
        if holds(row, asserted=asserted):
            mediators, parties = parts_of(row)
            for mediator in mediators:
                served.setdefault(mediator, set()).update(parties)
    network.add_nodes_from(served)
    between = nx.betweenness_centrality(network)
    holes = nx.constraint(network, list(served))
    rows = [
        [iri, names.get(iri, iri), len(parties), network.degree(iri), between[iri], _reach(network, iri, within), holes[iri]]
        for iri, parties in served.items()
    ]  # fmt: skip
    columns = {"iri": "text", "name": "text"} | dict.fromkeys(("sides", "contacts"), "int64")
    columns |= {"betweenness": "float64", "reach": "int64", "constraint": "float64"}
    return frame(columns, sorted(rows, key=lambda row: (-row[4], row[0])))


def _reach(network: nx.Graph[str], iri: str, within: int) -> int:
    import networkx as nx

    return len(nx.single_source_shortest_path_length(network, iri, cutoff=within)) - 1

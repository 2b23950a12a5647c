"""Networks: the tables of a graph as networkx graphs, for analysis and for GraphML, GEXF and node-link JSON.

Row 13 of the flow. Attributes are plain text and numbers without line breaks and control characters; what is missing is left out, lists are
joined by ``; ``. Nodes are named by IRI; order is that of the tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from kg.errors import GraphError
from kg.vocabulary import PLOVER_SCORES

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

__all__ = ["KINDS", "Kind", "to_networkx"]

Kind = Literal["multi", "simple", "bipartite"]
KINDS: tuple[Kind, ...] = ("multi", "simple", "bipartite")
_UNPLAIN = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_JOIN = "; "


def to_networkx(tables: Mapping[str, pd.DataFrame], *, kind: Kind = "multi") -> nx.Graph[str]:
    """Make a network of tables.

    ``multi``: a MultiDiGraph with an edge per statement between actors or from an actor to a topic, its key the statement's IRI.
    ``simple``: a Graph with an edge per pair of actors, its ``weight`` the number of statements, its ``score`` their mean on PLOVER's scale.
    ``bipartite``: a Graph of actors (``bipartite`` 0) and events (1), an edge where an actor has a role in an event.
    Positions, which are text, are no nodes but an attribute of persons.

    Args:
        tables: The tables ``entities``, ``statements``, ``events`` and ``topics`` of a graph.
        kind: ``multi``, ``simple`` or ``bipartite``.

    Raises:
        GraphError: If the kind is none of these.
    """
    makers: Mapping[str, Callable[[Mapping[str, pd.DataFrame]], nx.Graph[str]]] = {"multi": _multi, "simple": _simple, "bipartite": _bipartite}
    if kind not in makers:
        raise GraphError(f"no kind of network: {kind!r}", hint=f"use one of {', '.join(KINDS)}")
    return makers[kind](tables)


def _multi(tables: Mapping[str, pd.DataFrame]) -> nx.Graph[str]:
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    _add_actors(network, tables)
    for row in _rows(tables["topics"]):
        network.add_node(row["iri"], **_plain(label=row["label"], kind="Topic"))
    for row, attributes in _edges(tables):
        for iri in (row["subject"], row["object"]):
            if iri not in network:
                network.add_node(iri, label=iri, kind="Unknown")
        network.add_edge(row["subject"], row["object"], key=row["iri"], **attributes)
    return network


def _simple(tables: Mapping[str, pd.DataFrame]) -> nx.Graph[str]:
    import networkx as nx

    network: nx.Graph[str] = nx.Graph()
    _add_actors(network, tables)
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row, attributes in _edges(tables):
        if row["subject"] in network and row["object"] in network and row["subject"] != row["object"]:
            pair = (row["object"], row["subject"]) if (row["object"], row["subject"]) in pairs else (row["subject"], row["object"])
            pairs.setdefault(pair, []).append(attributes)
    for (one, other), edges in pairs.items():
        scores = [edge["score"] for edge in edges if "score" in edge]
        network.add_edge(
            one,
            other,
            **_plain(
                weight=len(edges),
                predicates=sorted({edge["predicate"] for edge in edges}),
                articles=sorted({edge["article"] for edge in edges}),
                score=round(sum(scores) / len(scores), 6) if scores else None,
            ),
        )
    return network


def _bipartite(tables: Mapping[str, pd.DataFrame]) -> nx.Graph[str]:
    import networkx as nx

    network: nx.Graph[str] = nx.Graph()
    _add_actors(network, tables)
    for node in network:
        network.nodes[node]["bipartite"] = 0
    for row in _rows(tables["events"]):
        attributes = _plain(
            label=row["frame"],
            kind="Event",
            plover_type=row["type"],
            plover_mode=row["mode"],
            score=_score(row["type"], row["mode"]),
            **{name: row[name] for name in ("place", "date", "polarity", "modality", "evidence", "article")},
        )
        network.add_node(row["iri"], bipartite=1, **attributes)
        roles: dict[str, list[str]] = {}
        for role in ("actor", "recipient", "mediator"):
            for iri in row[f"{role}_iris"]:
                if iri in network and role not in (held := roles.setdefault(iri, [])):
                    held.append(role)
        for iri, held in roles.items():
            network.add_edge(iri, row["iri"], **_plain(role=held))
    return network


def _add_actors(network: nx.Graph[str], tables: Mapping[str, pd.DataFrame]) -> None:
    positions: dict[str, list[str]] = {}
    for row in _rows(tables["statements"]):
        if row["predicate"] == "hasPosition" and row["polarity"] == "positive":
            positions.setdefault(row["subject"], []).append(row["object"])
    for row in _rows(tables["entities"]):
        network.add_node(
            row["iri"],
            **_plain(
                label=row["name"],
                kind=row["type"],
                roles=row["roles"],
                wikidata=row["wikidata"],
                names=row["mentions"],
                positions=list(dict.fromkeys(positions.get(row["iri"], ()))),
            ),
        )


def _edges(tables: Mapping[str, pd.DataFrame]) -> list[tuple[dict[Hashable, Any], dict[str, Any]]]:
    """Give the statements that are edges, in order, each with its attributes."""
    events = {row["iri"]: row for row in _rows(tables["events"])}
    names = {row["iri"]: row["name"] for row in _rows(tables["entities"])}
    found = []
    for row in _rows(tables["statements"]):
        if row["predicate"] == "hasPosition":
            continue
        event = events.get(row["event"])
        kind, mode = (event["type"], event["mode"]) if event else (None, None)
        attributes = _plain(
            predicate=row["predicate"],
            polarity=row["polarity"],
            modality=row["modality"],
            date=row["date"],
            speaker=names.get(row["said_by"]),
            evidence=row["evidence"],
            article=row["article"],
            event=row["event"],
            plover_type=kind,
            plover_mode=mode,
            score=_score(kind, mode),
            statement=row["iri"],
        )
        found.append((row, attributes))
    return found


def _score(plover_type: str | None, mode: str | None) -> float | None:
    """Return PLOVER's score of a mode, or of the type where the mode has none."""
    if plover_type is None:
        return None
    return PLOVER_SCORES.get((plover_type, mode), PLOVER_SCORES.get((plover_type, None)))


def _rows(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return the rows of a table as dictionaries, None for what is missing."""
    return table.astype("object").where(table.notna(), None).to_dict("records")


def _plain(**attributes: object) -> dict[str, Any]:
    """Leave out what is missing or an empty list, join lists, and take line breaks and control characters out of text."""
    return {name: _value(value) for name, value in attributes.items() if value is not None and value != []}


def _value(value: object) -> str | int | float:
    if isinstance(value, int | float):
        return value
    text = _JOIN.join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return _UNPLAIN.sub("\ufffd", " ".join(text.split()))

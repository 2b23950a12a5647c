"""Edge tables: networks as tables of edges and of nodes, and back; for pandas, DuckDB, R, Gephi and whatever else reads rows.

Row 13 of the flow. Columns are fixed: ``source``, ``target``, ``key`` and what edges of ``kg.export.network`` have; a network comes back with the
same nodes, edges, attributes and order.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.errors import GraphError, missing_extra
from kg.export.views import write_table

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

__all__ = ["EDGE_COLUMNS", "NODE_COLUMNS", "edge_table", "from_edge_table", "node_table", "read_edge_table", "write_edge_table"]

EDGE_COLUMNS: Final = (
    "source", "target", "key", "predicate", "polarity", "modality", "date", "speaker", "evidence", "article", "event", "plover_type", "plover_mode",
    "score", "statement", "weight", "predicates", "articles", "role",
)  # fmt: skip
"""Columns of ``edge_table``; those at the end are of the kinds ``simple`` and ``bipartite``."""
NODE_COLUMNS: Final = (
    "node", "label", "kind", "roles", "wikidata", "names", "positions", "bipartite", "plover_type", "plover_mode", "score", "place", "date", "polarity",
    "modality", "evidence", "article",
)  # fmt: skip
"""Columns of ``node_table``; those from ``bipartite`` on are of that kind."""
_NUMBERS = {"score": "Float64", "weight": "Int64", "bipartite": "Int64"}


def edge_table(graph: Any) -> pd.DataFrame:
    """Make a table of the edges of a network, in its order; what an edge does not have is NA. Only edges of ``multi`` have a ``key``.

    Args:
        graph: A network of ``kg.export.network``, or a graph with ``to_networkx()``.
    """
    network = _network(graph)
    columns = EDGE_COLUMNS if network.is_multigraph() else tuple(name for name in EDGE_COLUMNS if name != "key")
    keyed = network.edges(keys=True, data=True) if network.is_multigraph() else ((*edge[:2], None, edge[2]) for edge in network.edges(data=True))
    return _table(columns, ({**data, "source": one, "target": other, "key": key} for one, other, key, data in keyed))


def node_table(graph: Any) -> pd.DataFrame:
    """Make a table of the nodes of a network, in its order.

    Args:
        graph: A network of ``kg.export.network``, or a graph with ``to_networkx()``.
    """
    return _table(NODE_COLUMNS, ({**data, "node": node} for node, data in _network(graph).nodes(data=True)))


def from_edge_table(edges: pd.DataFrame, nodes: pd.DataFrame | None = None) -> nx.Graph[str]:
    """Make a network of a table of edges, and of nodes with what they have.

    A table with a column ``key`` makes a MultiDiGraph, another one a Graph. Nodes come in the order of their table, then of the edges.

    Args:
        edges: With ``source`` and ``target``; other columns become attributes, missing cells none.
        nodes: With ``node``.

    Raises:
        GraphError: If a column is missing or an edge has no end.

    Example:
        >>> import pandas as pd
        >>> from_edge_table(pd.DataFrame({"source": ["a"], "target": ["b"], "weight": [2]})).edges["a", "b"]["weight"]
        2
    """
    import networkx as nx

    needed = [(edges, "source"), (edges, "target"), *([] if nodes is None else [(nodes, "node")])]
    for table, name in needed:
        if name not in table or table[name].isna().any():
            raise GraphError(f"an edge table needs {name!r} in each row", hint="edges have source and target, nodes have node")
    keyed = "key" in edges
    network: nx.Graph[str] = nx.MultiDiGraph() if keyed else nx.Graph()
    for row in _rows(nodes):
        network.add_node(row.pop("node"), **row)
    for row in _rows(edges):
        ends = (row.pop("source"), row.pop("target"))
        key = {"key": row.pop("key")} if keyed and "key" in row else {}
        network.add_edge(*ends, **key, **row)
    return network


def write_edge_table(path: str | os.PathLike[str], graph: Any) -> Path:
    """Write the edges to ``.csv`` or ``.parquet``, and the nodes to a file beside it, whose name has ``.nodes`` before the ending.

    Raises:
        MissingDependencyError: If Parquet is asked for and pyarrow is not installed.
        GraphError: If a file cannot be written.
    """
    write_table(path, edge_table(graph))
    write_table(_beside(path), node_table(graph))
    return Path(path)


def read_edge_table(path: str | os.PathLike[str]) -> nx.Graph[str]:
    """Read the network whose edges ``write_edge_table`` wrote, with the nodes where their file lies beside.

    Raises:
        MissingDependencyError: If it is Parquet and pyarrow is not installed.
        GraphError: If the file cannot be read.
    """
    beside = _beside(path)
    return from_edge_table(_read(Path(path)), _read(beside) if beside.exists() else None)


def _beside(path: str | os.PathLike[str]) -> Path:
    found = Path(path)
    return found.with_name(f"{found.stem}.nodes{found.suffix}")


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        if path.suffix.lower() == ".parquet":
            return pd.read_parquet(path, engine="pyarrow")
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        return table.replace("", None).astype({name: kind for name, kind in _NUMBERS.items() if name in table})
    except ImportError as error:
        raise missing_extra("pyarrow", "parquet") from error
    except (OSError, ValueError) as error:
        raise GraphError(f"cannot be read: {error}", hint="give a table that write_edge_table made", place=str(path)) from error


def _network(graph: Any) -> nx.Graph[str]:
    found: nx.Graph[str] = graph.to_networkx() if hasattr(graph, "to_networkx") else graph
    return found


def _table(columns: tuple[str, ...], rows: Any) -> pd.DataFrame:
    import pandas as pd

    found = list(rows)
    text = pd.StringDtype("python")
    return pd.DataFrame({name: pd.Series([row.get(name) for row in found], dtype=_NUMBERS.get(name, text)) for name in columns}, columns=list(columns))


def _rows(table: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Give rows as attributes of plain numbers and text, without what is missing."""
    if table is None:
        return []
    found = []
    for row in table.astype("object").where(table.notna(), None).to_dict("records"):
        found.append({str(name): value.item() if hasattr(value, "item") else value for name, value in row.items() if value is not None})
    return found

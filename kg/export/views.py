"""Views of a graph that cannot be loaded back as one: tables as CSV and Parquet, networks as GraphML and GEXF."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import GraphError, missing_extra
from kg.export.atomic import replacing

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

__all__ = ["write_network", "write_table"]


def write_table(path: str | os.PathLike[str], table: pd.DataFrame) -> None:
    """Write a table as ``.csv`` (UTF-8, missing values empty, lists joined by ``; ``) or ``.parquet``.

    Raises:
        MissingDependencyError: If Parquet is asked for and pyarrow is not installed.
        GraphError: If the file cannot be written; an old file is unchanged.
    """
    parquet = Path(path).suffix.lower() == ".parquet"
    if parquet:
        try:
            import pyarrow  # noqa: F401
        except ImportError as error:
            raise missing_extra("pyarrow", "parquet") from error
    with replacing(path) as file:
        if parquet:
            buffer = io.BytesIO()
            table.to_parquet(buffer, engine="pyarrow", index=False)
            file.write(buffer.getbuffer())
            return
        flat = table.apply(lambda column: column.map(_flat)) if len(table) else table
        file.write(flat.to_csv(index=False, lineterminator="\n").encode("utf-8"))


def _flat(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def write_network(path: str | os.PathLike[str], network: nx.Graph[str]) -> None:
    """Write a network as ``.graphml`` or ``.gexf``.

    Raises:
        GraphError: If the ending is another, or the file cannot be written; an old file is unchanged.
    """
    import networkx as nx

    ending = Path(path).suffix.lower()
    if ending not in {".graphml", ".gexf"}:
        raise GraphError(f"no kind of network file: {ending!r}", hint="use .graphml or .gexf", place=str(path))
    lines = nx.generate_graphml(network) if ending == ".graphml" else _gexf(network)
    with replacing(path) as file:
        for line in lines:
            file.write(f"{line}\n".encode())


def _gexf(network: nx.Graph[str]) -> list[str]:
    """Make GEXF lines without the day of writing, which would differ from run to run."""
    import networkx as nx

    return [re.sub(r' lastmodifieddate="[^"]*"', "", line) if "<meta" in line else line for line in nx.generate_gexf(network)]

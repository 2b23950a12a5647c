"""What questions are put to: a graph, its tables by name, or the one table that a question needs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from kg.errors import GraphError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Row", "Source", "as_day", "frame", "holds", "names_in", "rows_of", "table"]

Source: TypeAlias = "Any"
"""A graph with methods such as ``statements()``, a mapping of table names to DataFrames, or a DataFrame where one table is enough."""
Row: TypeAlias = "dict[Hashable, Any]"


def table(source: Source, name: str, *, needed: bool = True) -> pd.DataFrame | None:
    """Take a table from what a question was put to.

    Args:
        source: A graph, a mapping of tables, or the table itself.
        name: Such as ``statements``.
        needed: Whether there is no answer without it; else None is returned where it is missing.

    Raises:
        GraphError: If the table is needed and not there.
    """
    if hasattr(source, "columns"):
        found = source if needed else None
    elif isinstance(source, Mapping):
        found = source.get(name)
    else:
        maker = getattr(source, name, None)
        found = maker() if callable(maker) else None
    if found is None and needed:
        raise GraphError(f"no table {name!r} in {type(source).__name__}", hint=f"give a graph, or {{{name!r}: a DataFrame, ...}}")
    return cast("pd.DataFrame | None", found)


def rows_of(source: Source, name: str, *, needed: bool = True) -> list[Row]:
    """Give the rows of a table as dictionaries, None for missing text, lists as lists; no rows where an optional table is missing."""
    found = table(source, name, needed=needed)
    return [] if found is None else [{key: _value(value) for key, value in row.items()} for row in found.to_dict("records")]


def _value(value: Any) -> Any:
    if hasattr(value, "tolist") and value.ndim:
        return value.tolist()  # lists that were kept in Parquet
    if isinstance(value, (str, list, tuple)):
        return value
    return None if value is None or value != value or str(value) in ("<NA>", "NaT") else value


def names_in(source: Source) -> dict[str, str]:
    """Give the name of each actor, place and topic, as far as the source has the tables that say it."""
    if hasattr(source, "columns"):
        return {}
    names = {row["iri"]: row["label"] for row in rows_of(source, "topics", needed=False)}
    for row in rows_of(source, "statements", needed=False):
        names.setdefault(row["subject"], row["subject_name"])
        if row["predicate"] != "hasPosition":
            names.setdefault(row["object"], row["object_name"])
    return names | {row["iri"]: row["name"] for row in rows_of(source, "entities", needed=False)}


def holds(row: Mapping[Hashable, Any], *, asserted: bool) -> bool:
    """Say whether a row counts: what is denied never does, what is planned or possible only where not only asserted rows are asked for."""
    return bool(row["polarity"] == "positive" and (row["modality"] == "asserted" or not asserted))


def as_day(day: str | date) -> str:
    """Return a day as text.

    Raises:
        GraphError: If it is none.

    Example:
        >>> as_day("2024-03-05")
        '2024-03-05'
    """
    try:
        return date.fromisoformat(str(day)).isoformat()
    except ValueError as error:
        raise GraphError(f"not a day: {day!r}", hint="write it like 2024-03-05") from error


def frame(columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Make a table whose columns and dtypes (text, list, int64, float64, bool) are the same when it is empty."""
    import pandas as pd

    dtypes: dict[str, Any] = {"text": pd.StringDtype("python"), "list": "object"}
    found = list(rows)
    return pd.DataFrame(
        {name: pd.Series([row[i] for row in found], dtype=dtypes.get(kind, kind)) for i, (name, kind) in enumerate(columns.items())}, columns=list(columns)
    )

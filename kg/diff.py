"""What one graph says and another does not.

Row 14 of the flow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.links import Links
from kg.statement import ArticleGraph, Statement
from kg.tables import statements_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Difference", "diff"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Difference:
    """Statements that differ from an old graph to a new one, as tables like ``graph.statements()``.

    Args:
        added: Only in the new graph.
        removed: Only in the old graph.
        changed: In both, with other evidence, date or standing; as the new graph has them.
    """

    added: pd.DataFrame
    removed: pd.DataFrame
    changed: pd.DataFrame

    def __bool__(self) -> bool:
        """Say whether anything differs."""
        return bool(len(self.added) or len(self.removed) or len(self.changed))

    def __repr__(self) -> str:
        """Return the numbers of statements."""
        return f"<Difference: {len(self.added)} added, {len(self.removed)} removed, {len(self.changed)} changed>"

    def _repr_html_(self) -> str:
        parts = [("Added", self.added), ("Removed", self.removed), ("Changed", self.changed)]
        return "".join(f"<h4>{name}: {len(table)}</h4>{table.to_html(escape=True, max_rows=20)}" for name, table in parts if len(table)) or (
            "<p>No difference.</p>"
        )


def diff(old: tuple[Sequence[ArticleGraph], Links], new: tuple[Sequence[ArticleGraph], Links]) -> Difference:
    """Compare the statements of two graphs by their IRIs, which hold all that tells one claim of one article from another.

    Args:
        old: Article graphs and links of the one.
        new: Those of the other.
    """
    before, after = _by_iri(old[0]), _by_iri(new[0])
    changed = {iri for iri, statement in after.items() if iri in before and before[iri] != statement}
    return Difference(added=_rows(new, set(after) - set(before)), removed=_rows(old, set(before) - set(after)), changed=_rows(new, changed))


def _by_iri(articles: Sequence[ArticleGraph]) -> dict[str, Statement]:
    return {statement.iri: statement for graph in articles for statement in graph.statements}


def _rows(graph: tuple[Sequence[ArticleGraph], Links], iris: set[str]) -> pd.DataFrame:
    table = statements_table(*graph)
    return table[table["iri"].isin(iris).astype(bool)].reset_index(drop=True)

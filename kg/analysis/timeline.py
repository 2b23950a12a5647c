"""The course of negotiations: the ladder of statuses, step by step, and how it stood on a day.

The rungs are those of the ontology's status scheme, from ``proposed`` to ``collapsed``; that talks climb in phases, and fall back, follows
Zartman and Berman (1982), *The Practical Negotiator*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from kg.analysis.inputs import Source, as_day, frame, rows_of, table
from kg.analysis.plots import axes_of
from kg.vocabulary import STATUSES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Timeline", "steps", "timeline"]

_COLUMNS = {
    "negotiation": "text",
    "parties": "list",
    "status": "text",
    "rung": "int64",
    "date": "text",
    "dated": "bool",
    "reported": "text",
    "article": "text",
    "evidence": "text",
    "begin": "int64",
    "end": "int64",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Timeline:
    """The steps of negotiations in order of time.

    Args:
        table: A row per step: ``negotiation``, ``parties`` (names), ``status``, its ``rung`` (1: proposed), ``date`` (the step's own, where
            ``dated``, else the article's), ``reported`` (the article's), ``article`` and the words that show it.
        as_of: The day that it is looked at from, or None.
    """

    table: pd.DataFrame
    as_of: str | None = None

    def status(self) -> pd.DataFrame:
        """Give the last step of each negotiation."""
        return self.table.drop_duplicates("negotiation", keep="last").reset_index(drop=True)

    def plot(self, axes: Axes | None = None) -> Axes:
        """Draw the rungs over time, a line per negotiation; steps without any date are left out.

        Raises:
            MissingDependencyError: If matplotlib is not installed.
        """
        axes = axes_of(axes)
        known = self.table[self.table["date"].notna()]
        for _, part in known.groupby("negotiation", sort=False):
            days: list[Any] = [date.fromisoformat(day) for day in part["date"]]
            axes.step(days, part["rung"].tolist(), where="post", marker="o", label=" – ".join(part["parties"].iloc[0]).replace("$", r"\$"))
        axes.set_yticks(range(1, len(STATUSES) + 1), [status.replace("-", " ") for status in STATUSES])
        axes.tick_params(axis="x", rotation=30)
        axes.set_title("Course of negotiations" + (f", as of {self.as_of}" if self.as_of else ""))
        if len(known):
            axes.legend()
        return axes

    def __repr__(self) -> str:
        """Return the table as text."""
        return repr(self.table)

    def _repr_html_(self) -> str:
        return str(self.table.to_html())


def steps(graph: Any) -> pd.DataFrame:
    """List the steps of a graph's negotiations in order of time; those of articles without a date come last.

    Args:
        graph: What has ``article_graphs``, ``links`` and ``entities()``; the columns are those of ``Timeline.table``.
    """
    names = {row["iri"]: row["name"] for row in rows_of(graph, "entities")}
    rows = []
    for article in graph.article_graphs:
        for negotiation in article.negotiations:
            parties = sorted(names.get(graph.links.actor(iri), iri) for iri in negotiation.parties)
            for step in negotiation.steps:
                day, found = step.date or article.article.date, step.evidence
                rung = STATUSES.index(step.status) + 1
                known = [step.status, rung, day, step.date is not None, article.article.date, article.article.id, found.quote, found.begin, found.end]
                rows.append([graph.links.negotiation(negotiation.iri), parties, *known])
    return frame(_COLUMNS, sorted(rows, key=lambda row: (row[4] is None, row[4] or "", row[6] or "", row[7], row[9], row[3])))


def timeline(source: Source, *, as_of: str | date | None = None, negotiation: str | None = None) -> Timeline:
    """Tell the course of negotiations.

    Args:
        source: A graph, or the table that ``steps`` makes of one.
        as_of: Look from this day: only what articles of that day or earlier tell, and only steps that were taken by then. A step without a
            date of its own or of its article is left out.
        negotiation: Only the negotiation of this IRI.

    Raises:
        GraphError: If ``as_of`` is no day.
    """
    found: Any = table(source, "steps", needed=False) if not hasattr(source, "columns") else source
    if found is None:
        found = steps(source)
    if negotiation is not None:
        found = found[found["negotiation"] == negotiation]
    if as_of is not None:
        day = as_day(as_of)
        found = found[((found["date"] <= day) & (found["reported"].fillna(found["date"]) <= day)).fillna(value=False).astype(bool)]
    return Timeline(table=found.reset_index(drop=True), as_of=None if as_of is None else as_day(as_of))

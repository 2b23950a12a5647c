"""Cooperation and conflict of pairs of actors over time, by topic and week, on PLOVER's scale.

Method: event scores summed by dyad and period, after Goldstein (1992), "A Conflict-Cooperation Scale for WEIS Events Data", Journal of
Conflict Resolution 36(2), with the scores of PLOVER, draft 2.0 (-10 conflict to 10 cooperation).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from kg.analysis.inputs import Row, Source, frame, holds, names_in, rows_of
from kg.analysis.mediation import parts_of
from kg.analysis.plots import axes_of
from kg.vocabulary import PLOVER_SCORES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["DyadWeeks", "dyad_weeks", "event_score"]

_COLUMNS = dict.fromkeys(("first", "second", "topic", "first_name", "second_name", "topic_name", "week"), "text")
_NUMBERS = {"events": "int64", "total": "float64", "mean": "float64", "articles": "int64"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DyadWeeks:
    """What pairs of actors do to each other, week by week.

    Args:
        table: A row per dyad (``first`` and ``second``, no direction), topic and week (its Monday): number of ``events``, ``total`` and ``mean``
            of their scores, number of ``articles``. An event on several topics counts for each of them, one without has NA.
        totals: A row per dyad and week, in which each event counts once.
    """

    table: pd.DataFrame
    totals: pd.DataFrame

    def plot(self, axes: Axes | None = None) -> Axes:
        """Draw the totals of each dyad over the weeks.

        Raises:
            MissingDependencyError: If matplotlib is not installed.
        """
        axes = axes_of(axes)
        for (one, other), part in self.totals.groupby(["first_name", "second_name"], sort=False):
            weeks: list[Any] = [date.fromisoformat(week) for week in part["week"]]
            axes.plot(weeks, part["total"].tolist(), marker="o", label=f"{one} – {other}".replace("$", r"\$"))
        axes.axhline(0, color="grey", linewidth=0.8)
        axes.tick_params(axis="x", rotation=30)
        axes.set_ylabel("conflict  ←  PLOVER score  →  cooperation")
        if len(self.totals):
            axes.legend()
        return axes

    def __repr__(self) -> str:
        """Return the table as text."""
        return repr(self.table)

    def _repr_html_(self) -> str:
        return str(self.table.to_html())


def event_score(plover_type: str, mode: str | None = None) -> float:
    """Return PLOVER's score of a mode, or of the type where the mode has none.

    Example:
        >>> event_score("RETREAT", "ceasefire"), event_score("AGREE")
        (7.5, 2.5)
    """
    return PLOVER_SCORES.get((plover_type, mode), PLOVER_SCORES[plover_type, None])


def dyad_weeks(source: Source, *, sides: Mapping[str, str] | None = None, asserted: bool = True) -> DyadWeeks:
    """Sum PLOVER's scores by dyad, topic and week.

    The dyads of an event are its actors with its recipients; where there are none, its actors with each other (a meeting); of a mediation, the
    sides with each other. An event belongs to the week of its first possible day, one without a date to that of its article, one without both
    to none.

    Args:
        source: A graph, or tables: ``events``; ``articles`` for events without a date, ``entities`` and ``topics`` for the names.
        sides: Count an actor for its side, such as ``sides(graph)`` gives; pairs within a side are left out.
        asserted: Leave out what is planned or only possible. What is denied never counts.
    """
    published = {row["id"]: row["date"] for row in rows_of(source, "articles", needed=False)} if not hasattr(source, "columns") else {}
    names = names_in(source)
    topical: dict[tuple[str, ...], list[Row]] = {}
    whole: dict[tuple[str, ...], list[Row]] = {}
    for row in rows_of(source, "events"):
        day = row["date"] or published.get(row["article"])
        if not day or not holds(row, asserted=asserted):
            continue
        week = _monday(day)
        for pair in dict.fromkeys(_pairs(row, sides or {}, names)):
            whole.setdefault((*pair, "", week), []).append(row)
            for topic in dict.fromkeys(row["topic_iris"]) or ("",):
                topical.setdefault((*pair, topic, week), []).append(row)
    return DyadWeeks(table=_table(topical, names), totals=_table(whole, names).drop(columns=["topic", "topic_name"]))


def _monday(day: str) -> str:
    found = date.fromisoformat(day)
    return (found - timedelta(days=found.weekday())).isoformat()


def _pairs(event: Row, sides: Mapping[str, str], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    mediators, parties = parts_of(event)
    apart = mediators or not event["recipient_iris"]
    found = combinations(parties, 2) if apart else product(event["actor_iris"], event["recipient_iris"])
    for one, other in found:
        pair = sorted({sides.get(one, one), sides.get(other, other)}, key=lambda iri: (names.get(iri, iri), iri))
        if len(pair) == 2:
            yield pair[0], pair[1]


def _table(counted: Mapping[tuple[str, ...], list[Row]], names: Mapping[str, str]) -> pd.DataFrame:
    rows = []
    for (first, second, topic, week), events in counted.items():
        scores = [event_score(event["type"], event["mode"]) for event in events]
        named = [names.get(first, first), names.get(second, second), names.get(topic, topic) or None]
        sums = [len(events), round(sum(scores), 6), round(sum(scores) / len(scores), 6), len({event["article"] for event in events})]
        rows.append([first, second, topic or None, *named, week, *sums])
    return frame(_COLUMNS | _NUMBERS, sorted(rows, key=lambda row: tuple(str(cell or "") for cell in (*row[3:7], *row[:3]))))

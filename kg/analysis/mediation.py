"""Who mediates between whom on what: mediators, the pairs of sides that they stand between, and topics.

The table is a three-way affiliation network, after Breiger (1974), "The Duality of Persons and Groups", Social Forces 53(2): each event of
mediation ties a mediator to a dyad and to topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from kg.analysis.inputs import Row, Source, frame, holds, names_in, rows_of
from kg.analysis.plots import axes_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Mediation", "mediation_matrix", "parts_of"]

_COLUMNS = {
    **dict.fromkeys(("mediator", "first", "second", "topic", "mediator_name", "first_name", "second_name", "topic_name"), "text"),
    "events": "int64",
    "articles": "int64",
    "since": "text",
    "until": "text",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mediation:
    """Who mediates between whom on what.

    Args:
        table: A row per mediator, dyad (``first`` and ``second``, by IRI) and topic, with the number of events and of articles, and the first
            and last day known; sorted by mediator's name, dyad, topic. An event on several topics counts for each, one without a topic has NA.
        pairs: A row per mediator and dyad, in which each event counts once.
    """

    table: pd.DataFrame
    pairs: pd.DataFrame

    def wide(self) -> pd.DataFrame:
        """Give mediators by dyads, in each cell the number of events."""
        import pandas as pd

        dyads = self.pairs["first_name"] + " – " + self.pairs["second_name"]
        return pd.crosstab(
            self.pairs["mediator_name"].rename("mediator"), dyads.rename("dyad"), values=self.pairs["events"], aggfunc="sum"
        ).fillna(0).astype("int64")  # fmt: skip

    def plot(self, axes: Axes | None = None) -> Axes:
        """Draw the numbers of events, mediators by dyads.

        Raises:
            MissingDependencyError: If matplotlib is not installed.
        """
        axes = axes_of(axes)
        cells = self.wide()
        axes.imshow(cells.to_numpy(), cmap="Blues", aspect="auto", vmin=0)
        axes.set_xticks(range(cells.shape[1]), list(cells.columns), rotation=30, ha="right", parse_math=False)
        axes.set_yticks(range(cells.shape[0]), list(cells.index), parse_math=False)
        for (row, column), number in ((index, cells.iat[index]) for index in _indices(*cells.shape)):
            if number:
                axes.text(column, row, str(number), ha="center", va="center")
        axes.set_title("Events of mediation")
        return axes

    def __repr__(self) -> str:
        """Return the table as text."""
        return repr(self.table)

    def _repr_html_(self) -> str:
        return str(self.table.to_html())


def _indices(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    return ((row, column) for row in range(rows) for column in range(columns))


def mediation_matrix(source: Source, *, asserted: bool = True) -> Mediation:
    """Count events of mediation by mediator, dyad and topic.

    An event counts if it has a mediator and two sides at least; with three sides it counts for each of the three dyads.

    Args:
        source: A graph, or tables: ``events``; ``entities`` and ``topics`` for the names.
        asserted: Leave out what is planned or only possible. What is denied never counts.
    """
    counted: dict[tuple[str, ...], list[Row]] = {}
    paired: dict[tuple[str, ...], list[Row]] = {}
    names = names_in(source)
    for row in rows_of(source, "events"):
        if not holds(row, asserted=asserted):
            continue
        mediators, sides = parts_of(row)
        for mediator in mediators:
            for pair in combinations(sorted(sides, key=lambda iri: (names.get(iri, iri), iri)), 2):
                paired.setdefault((mediator, *pair, ""), []).append(row)
                for topic in dict.fromkeys(row["topic_iris"]) or ("",):
                    counted.setdefault((mediator, *pair, topic), []).append(row)
    return Mediation(table=_table(counted, names), pairs=_table(paired, names).drop(columns=["topic", "topic_name"]))


def parts_of(event: Row) -> tuple[list[str], list[str]]:
    """Tell the mediators of an event from its sides: where none is named apart, who hosts or mediates (mode third-party) and has recipients does."""
    mediators = list(dict.fromkeys(event["mediator_iris"]))
    if not mediators and event["mode"] == "third-party" and event["recipient_iris"]:
        mediators = list(dict.fromkeys(event["actor_iris"]))
    everybody = dict.fromkeys([*event["actor_iris"], *event["recipient_iris"]])
    return mediators, [iri for iri in everybody if iri not in mediators]


def _table(counted: dict[tuple[str, ...], list[Row]], names: dict[str, str]) -> pd.DataFrame:
    def line(key: tuple[str, ...], events: list[Row]) -> list[Any]:
        named = [names.get(iri, iri) or None for iri in key]
        return [*(iri or None for iri in key), *named, len(events), len({event["article"] for event in events}), *_span(events)]

    rows = [line(key, events) for key, events in counted.items()]
    return frame(_COLUMNS, sorted(rows, key=lambda row: tuple(str(cell or "") for cell in (*row[4:8], *row[:4]))))


def _span(events: Iterable[Row]) -> tuple[str | None, str | None]:
    rows = list(events)
    days = [row["date"] for row in rows if row["date"]], [row["date_end"] or row["date"] for row in rows if row["date_end"] or row["date"]]
    return min(days[0], default=None), max(days[1], default=None)

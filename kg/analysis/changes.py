"""What changed between two dates, as far as the articles of the time tell.

Method: two views of the graph by day of publication are compared as sets, snapshot by snapshot, as is usual for temporal networks (Holme and
Saramäki, 2012, "Temporal Networks", Physics Reports 519(3)); an article without a date belongs to no view.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from kg.analysis.inputs import Row, Source, as_day, frame, holds, names_in, rows_of
from kg.analysis.mediation import parts_of
from kg.analysis.timeline import timeline
from kg.errors import GraphError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Changes", "changes"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Changes:
    """What articles after one day, up to another, tell anew.

    Args:
        claims: The rows of ``statements`` that are the first to make their claim (subject, predicate, object, polarity, modality); ``change`` is
            ``new``, or ``reversed`` where earlier articles had only the other polarity of it.
        statuses: A row per negotiation whose last status differs: ``negotiation``, ``parties``, ``before`` (NA if there was none), ``after``.
        mediators: A row per mediator that was none before: ``iri``, ``name``, ``article``, ``evidence``.
    """

    claims: pd.DataFrame
    statuses: pd.DataFrame
    mediators: pd.DataFrame

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        return any(map(len, (self.claims, self.statuses, self.mediators)))

    def __repr__(self) -> str:
        """Return the numbers on one line."""
        return f"<Changes: {len(self.claims)} claims, {len(self.statuses)} statuses, {len(self.mediators)} mediators>"


def changes(source: Source, since: str | date, until: str | date) -> Changes:
    """Tell what articles published after ``since``, up to and on ``until``, tell that earlier ones did not.

    Args:
        source: A graph, or tables: ``statements``, ``events``, ``articles``; ``steps`` (see there) for the statuses.
        since: The day of the earlier view.
        until: The day of the later view.

    Raises:
        GraphError: If one is no day, or they lie the wrong way round.
    """
    first, last = as_day(since), as_day(until)
    if first > last:
        raise GraphError(f"nothing lies between {first} and {last}", hint="give the earlier day first")
    published = {row["id"]: row["date"] for row in rows_of(source, "articles") if row["date"] and row["date"] <= last}
    old = {iri for iri, day in published.items() if day <= first}
    has_steps = hasattr(source, "article_graphs") or "steps" in source
    return Changes(
        claims=_claims(source, published, old),
        statuses=_statuses(source, first, last) if has_steps else frame(_STATUSES, []),
        mediators=_mediators(source, published, old),
    )


def _claims(source: Source, published: dict[str, str], old: set[str]) -> pd.DataFrame:
    from kg.tables import COLUMNS

    rows = [row for row in rows_of(source, "statements") if row["article"] in published]
    known = {_claim(row) for row in rows if row["article"] in old}
    triples: dict[Any, set[str]] = {}
    for claim in known:
        triples.setdefault(claim[:3], set()).add(claim[3])
    columns = COLUMNS["statements"]
    fresh = []
    for row in sorted(rows, key=lambda row: published[row["article"]]):
        if (claim := _claim(row)) not in known:
            known.add(claim)
            before = triples.get(claim[:3], set())
            change = "reversed" if before and row["polarity"] not in before else "new"
            fresh.append([change, *(row[name] for name in columns)])
    return frame({"change": "text", **columns}, fresh)


def _claim(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("subject", "predicate", "object", "polarity", "modality"))


_STATUSES = {"negotiation": "text", "parties": "list", "before": "text", "after": "text"}


def _statuses(source: Source, first: str, last: str) -> pd.DataFrame:
    before = {row["negotiation"]: row["status"] for row in rows_of(timeline(source, as_of=first).status(), "steps")}
    after = rows_of(timeline(source, as_of=last).status(), "steps")
    changed = [row for row in after if before.get(row["negotiation"]) != row["status"]]
    return frame(_STATUSES, [[row["negotiation"], row["parties"], before.get(row["negotiation"]), row["status"]] for row in changed])


def _mediators(source: Source, published: dict[str, str], old: set[str]) -> pd.DataFrame:
    names = names_in(source)
    known: set[str] = set()
    fresh: dict[str, list[Any]] = {}
    for row in sorted((row for row in rows_of(source, "events") if row["article"] in published), key=lambda row: published[row["article"]]):
        if holds(row, asserted=True):
            for iri in parts_of(row)[0]:
                if row["article"] in old:
                    known.add(iri)
                elif iri not in known:
                    fresh.setdefault(iri, [iri, names.get(iri, iri), row["article"], row["evidence"]])
    return frame(dict.fromkeys(("iri", "name", "article", "evidence"), "text"), fresh.values())

"""Score event coding against sentences that were coded by hand with source, target and PLOVER type.

Row 14 of the flow. The types are PLOVER's sixteen, CONCEDE and RETREAT put together as YIELD, as in the PLV set of Hu et al. (2024), "Leveraging
Codebook Knowledge with NLI and ChatGPT for Zero-Shot Political Relation Classification" (ACL). There source and target are given; here they must be found.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from kg.article import Article
from kg.errors import GoldError
from kg.score import default_build, precision_recall_f1
from kg.vocabulary import PLOVER_TYPES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIGURES", "PloverScore", "ScoredRow", "read_plover_rows", "score_plover"]

COLUMNS = ("id", "sentence", "source", "target", "type")
YIELD = ("CONCEDE", "RETREAT")
TYPES = tuple(sorted({*PLOVER_TYPES, "YIELD"} - {*YIELD}))
NONE = "NONE"
FIGURES = ("type", "type+source", "full", "pair", "macro-F1", "quiet")
SMALL_WORDS = frozenset("the a an of in for and to s his her its their on at by with from that who".split())
DATE = "2020-01-01"
_WORD = re.compile(r"[^\W\d_]+")

Row: TypeAlias = dict[Hashable, Any]
Rows: TypeAlias = "str | PathLike[str] | pd.DataFrame | Iterable[Mapping[str, Any]]"


class Scorable(Protocol):
    """What the score needs of a graph: two of the tables of ``KnowledgeGraph``."""

    def articles(self) -> pd.DataFrame:
        """Have iri and id."""

    def events(self) -> pd.DataFrame:
        """Have article, type, actors, recipients and topics, in reading order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredRow:
    """One sentence and what was made of it.

    Args:
        id: Of the row.
        sentence: Its text.
        source: Who acts, as coded by hand.
        target: To whom.
        type: As coded by hand.
        given: The one type that the events give to source and target; ``NONE`` without events.
        has_type: Whether some event is of the type.
        has_source: Whether such an event has the source as actor.
        is_full: Whether it also has the target.
        events: Number of events found.
        spurious: Number of those that touch neither.
    """

    id: str
    sentence: str
    source: str
    target: str
    type: str
    given: str
    has_type: bool
    has_source: bool
    is_full: bool
    events: int
    spurious: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PloverScore:
    """What ``score_plover`` counted, row by row."""

    rows: tuple[ScoredRow, ...]

    @property
    def wrong(self) -> tuple[ScoredRow, ...]:
        """Rows whose type is not the one given."""
        return tuple(row for row in self.rows if row.given != row.type)

    def figures(self) -> dict[str, float]:
        """Return the figures by name.

        ``type``: share of rows of which some event has the type; ``type+source``: such an event has the source as actor; ``full``: it has the target too;
        ``pair``: accuracy of the one type given to source and target, ``macro-F1``: mean of its F1 over the types; ``quiet``: share of events that touch
        source or target.
        """
        count = max(1, len(self.rows))
        shares = {
            "type": sum(row.has_type for row in self.rows) / count,
            "type+source": sum(row.has_source for row in self.rows) / count,
            "full": sum(row.is_full for row in self.rows) / count,
            "pair": sum(row.given == row.type for row in self.rows) / count,
        }
        scores = [self._of_type(kind)[2] for kind in self._types()]
        return {
            **shares,
            "macro-F1": sum(scores) / max(1, len(scores)),
            "quiet": 1 - sum(row.spurious for row in self.rows) / max(1, sum(row.events for row in self.rows)),
        }

    def per_type(self) -> pd.DataFrame:
        """Return P, R, F1, gold and predicted for each type that the rows have."""
        import pandas as pd

        kinds = self._types()
        rows = [self._of_type(kind) for kind in kinds]
        table = pd.DataFrame(rows, columns=["P", "R", "F1", "gold", "predicted"], index=pd.Index(kinds, name="type", dtype="object"))
        return table.astype({"P": "float64", "R": "float64", "F1": "float64", "gold": "int64", "predicted": "int64"})

    def _types(self) -> list[str]:
        return sorted({row.type for row in self.rows})

    def _of_type(self, kind: str) -> tuple[float, float, float, int, int]:
        right = sum(row.given == row.type == kind for row in self.rows)
        gold, predicted = sum(row.type == kind for row in self.rows), sum(row.given == kind for row in self.rows)
        return *precision_recall_f1(right, predicted, gold), gold, predicted


def score_plover(rows: Rows, *, build: Callable[[list[Article]], Scorable] | None = None, limit: int | None = None) -> PloverScore:
    """Build the graph of all sentences and see what events it has for each.

    Args:
        rows: A TSV or CSV file, a DataFrame or mappings, with ``id``, ``sentence``, ``source``, ``target`` and ``type``.
        build: Makes the graph of articles; ``kg.build`` when left out.
        limit: Score only so many rows.

    Raises:
        GoldError: If a column is missing or a type unknown.
    """
    read = read_plover_rows(rows)[:limit]
    graph = (build or default_build)([Article(row["sentence"], id=row["id"], date=DATE) for row in read])
    ids = dict(zip(graph.articles()["iri"], graph.articles()["id"], strict=True))
    found: dict[str, list[Row]] = {}
    for event in graph.events().to_dict("records"):
        found.setdefault(str(ids.get(event["article"], event["article"])), []).append(event)
    return PloverScore(rows=tuple(_scored(row, found.get(row["id"], [])) for row in read))


def read_plover_rows(rows: Rows) -> list[dict[str, str]]:
    """Read and check rows.

    Raises:
        GoldError: If the file cannot be read, a column is missing, a type is unknown or an id comes twice.
    """
    place = str(rows) if isinstance(rows, (str, PathLike)) else "rows"
    listed = _listed(rows, place)
    seen: set[str] = set()
    for number, row in enumerate(listed, 1):
        where = f"{place}: row {number}"
        missing = [name for name in COLUMNS if not str(row.get(name) or "").strip()]
        if missing:
            raise GoldError(f"no {missing[0]!r}", place=where, hint=f"a row has {', '.join(COLUMNS)}; files are tab-separated (.tsv) or comma-separated (.csv)")
        if _root(str(row["type"])) not in TYPES:
            raise GoldError(f"unknown type {row['type']!r}", place=where, hint=f"there are {', '.join(TYPES)}")
        if str(row["id"]) in seen:
            raise GoldError(f"the id {row['id']!r} comes twice", place=where, hint="give each sentence an id of its own")
        seen.add(str(row["id"]))
    return [{name: str(row[name]) for name in COLUMNS} for row in listed]


def _listed(rows: Rows, place: str) -> Sequence[Mapping[str, Any]]:
    if isinstance(rows, (str, PathLike)):
        path = Path(rows)
        try:
            with path.open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file, delimiter="," if path.suffix == ".csv" else "\t"))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise GoldError(f"the rows cannot be read: {error}", place=place, hint="give a .tsv or .csv file in UTF-8") from error
    if hasattr(rows, "to_dict"):
        return list(rows.to_dict("records"))
    return list(rows)


def _root(kind: str) -> str:
    return "YIELD" if kind in YIELD else kind


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - SMALL_WORDS


def _touches(words: set[str], texts: Iterable[str]) -> bool:
    return any(words & _words(text) for text in texts)


def _scored(row: Mapping[str, str], events: list[Row]) -> ScoredRow:
    source, target = _words(row["source"]), _words(row["target"])
    acts = [_touches(source, e["actors"]) for e in events]
    others = [_touches(target, [*e["recipients"], *e["topics"], *(a for a in e["actors"] if not _words(a) & source)]) for e in events]
    joins = [_touches(source, [*e["actors"], *e["recipients"]]) and other for e, other in zip(events, others, strict=True)]
    kind = _root(row["type"])
    typed = [_root(e["type"]) == kind for e in events]
    ranked = [*(i for i, joined in enumerate(joins) if joined), *(i for i, acting in enumerate(acts) if acting), *range(len(events))]
    return ScoredRow(
        id=row["id"],
        sentence=row["sentence"],
        source=row["source"],
        target=row["target"],
        type=kind,
        given=_root(events[ranked[0]]["type"]) if ranked else NONE,
        has_type=any(typed),
        has_source=any(a and t for a, t in zip(acts, typed, strict=True)),
        is_full=any(a and t and o for a, t, o in zip(acts, typed, others, strict=True)),
        events=len(events),
        spurious=sum(not a and not j for a, j in zip(acts, joins, strict=True)),
    )

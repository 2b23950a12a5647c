"""Score graphs against articles that a reader annotated: precision, recall and F1 of entities, roles, topics and statements.

Row 14 of the flow. Figures are micro-averaged over all articles; intervals come from drawing articles anew (bootstrap), as sentences of one article are not
independent. What counts as found is in ``kg.score_match`` and, with the format of gold files, in the documentation.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from kg.article import Article
from kg.errors import GoldError
from kg.score_files import read_gold
from kg.score_match import METRICS, Claim, Outcome, Scorable, match_article
from kg.vocabulary import PREDICATES

if TYPE_CHECKING:
    import pandas as pd

    from kg.graph import KnowledgeGraph

__all__ = ["GoldScore", "default_build", "precision_recall_f1", "score_gold"]


def precision_recall_f1(right: int, predicted: int, gold: int) -> tuple[float, float, float]:
    """Return precision, recall and their harmonic mean; 0 where nothing was predicted or is to be found.

    Example:
        >>> precision_recall_f1(3, 4, 6)
        (0.75, 0.5, 0.6)
    """
    precision = right / predicted if predicted else 0.0
    recall = right / gold if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldScore:
    """What ``score_gold`` counted.

    Args:
        outcomes: One for each gold file, in the order given.
    """

    outcomes: tuple[Outcome, ...]

    @property
    def missed(self) -> tuple[Claim, ...]:
        """Statements that only the gold has, in its order."""
        return tuple(claim for outcome in self.outcomes for claim in outcome.missed)

    @property
    def extra(self) -> tuple[Claim, ...]:
        """Statements that only the graphs have, in reading order."""
        return tuple(claim for outcome in self.outcomes for claim in outcome.extra)

    def f1(self, metric: str) -> float:
        """Return the F1 of a metric or a predicate.

        Raises:
            GoldError: If there is no such metric.
        """
        if metric not in (*METRICS, *PREDICATES):
            raise GoldError(f"unknown metric {metric!r}", hint=f"there are {', '.join(METRICS)} and the predicates")
        return _figures(self.outcomes, metric)[2]

    def table(self) -> pd.DataFrame:
        """Return P, R, F1, gold and predicted for each metric."""
        return _table(self.outcomes, METRICS, "metric")

    def per_predicate(self) -> pd.DataFrame:
        """Return P, R, F1, gold and predicted for each predicate that the gold or a graph has, in the order of the vocabulary."""
        found = [p for p in PREDICATES if any(o.tally.gold[p] or o.tally.predicted[p] for o in self.outcomes)]
        return _table(self.outcomes, found, "predicate")

    def bootstrap(self, n: int = 1000, *, seed: int = 0) -> pd.DataFrame:
        """Return F1 and the bounds of its 95 % interval for each metric, from ``n`` draws of as many articles with replacement.

        Percentile bootstrap: Efron & Tibshirani (1993), "An Introduction to the Bootstrap". The same seed gives the same bounds.
        """
        import pandas as pd

        draw = random.Random(seed)  # noqa: S311
        samples = [draw.choices(self.outcomes, k=len(self.outcomes)) for _ in range(n)] if self.outcomes else []
        rows = []
        for metric in METRICS:
            values = sorted(_figures(sample, metric)[2] for sample in samples)
            low, high = (values[int(0.025 * n)], values[min(n - 1, int(0.975 * n))]) if values else (0.0, 0.0)
            rows.append((_figures(self.outcomes, metric)[2], low, high))
        return pd.DataFrame(rows, columns=["F1", "low", "high"], index=pd.Index(METRICS, name="metric"), dtype="float64")


def score_gold(
    paths: Iterable[str | PathLike[str]] | str | PathLike[str],
    *,
    build: Callable[[Path], Scorable] | None = None,
    text_folder: str | PathLike[str] | None = None,
) -> GoldScore:
    """Build the graph of each annotated article and hold it against its gold.

    All gold files are read and checked before the first graph is built.

    Args:
        paths: Gold files, in JSON.
        build: Makes the graph of an article's file; ``kg.build`` when left out.
        text_folder: Where ``ID.txt`` lies for each gold, in place of the ``text`` that the file names.

    Raises:
        GoldError: If a gold file cannot be used; the message names file, entry and remedy.
    """
    given = [paths] if isinstance(paths, (str, PathLike)) else list(paths)
    golds = [read_gold(path, text_folder=text_folder) for path in given]
    seen: dict[str, str] = {}
    for gold, path in zip(golds, given, strict=True):
        if gold.id in seen:
            raise GoldError(f"the id {gold.id!r} is that of {seen[gold.id]} too", place=fspath(path), hint="give each gold an id of its own")
        seen[gold.id] = fspath(path)
    make = build or default_build
    return GoldScore(outcomes=tuple(match_article(gold, make(gold.text)) for gold in golds))


def default_build(source: Path | list[Article]) -> KnowledgeGraph:
    """Build a graph with the bundled models and knowledge."""
    import kg

    return kg.build(source)


def _figures(outcomes: Sequence[Outcome], metric: str) -> tuple[float, float, float, int, int]:
    right, predicted, gold = (sum(getattr(o.tally, side)[metric] for o in outcomes) for side in ("right", "predicted", "gold"))
    return *precision_recall_f1(right, predicted, gold), gold, predicted


def _table(outcomes: Sequence[Outcome], metrics: Iterable[str], name: str) -> pd.DataFrame:
    import pandas as pd

    listed = list(metrics)
    rows = {m: _figures(outcomes, m) for m in listed}
    table = pd.DataFrame(list(rows.values()), columns=["P", "R", "F1", "gold", "predicted"], index=pd.Index(listed, name=name, dtype="object"))
    return table.astype({"P": "float64", "R": "float64", "F1": "float64", "gold": "int64", "predicted": "int64"})

"""PLOVER's scores of event types and modes, from ``ontologies/plover.ttl``."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse

from kg.vocabulary import PARLEY, PLOVER

__all__ = ["score"]

_FILE = Path(__file__).parent / "ontologies" / "plover.ttl"


def score(plover_type: str, mode: str | None = None) -> float | None:
    """Return how cooperative (10) or conflictual (-10) an event is; that of the type where the mode has none of its own.

    Example:
        >>> score("CONSULT", "visit"), score("CONSULT"), score("NONE")
        (4.0, 2.5, None)
    """
    scores = _scores()
    own = scores.get(f"{plover_type}-{mode}") if mode else None
    return scores.get(plover_type) if own is None else own


@functools.cache
def _scores() -> Mapping[str, float]:
    found: dict[str, float] = {}
    for quad in parse(path=str(_FILE), format=RdfFormat.TURTLE):
        if quad.predicate.value == PARLEY.score and isinstance(quad.subject, NamedNode):
            found[quad.subject.value.removeprefix(PLOVER.base)] = float(quad.object.value)  # type: ignore[union-attr]
    return found

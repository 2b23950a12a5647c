"""Claim against claim: what one says and another denies, both in their own words.

Method: statements are grouped by slot, as in the finding of conflicting claims for truth discovery (Yin, Han and Yu, 2008, "Truth Discovery with
Multiple Conflicting Information Providers on the Web", IEEE TKDE 20(6)); here nothing is decided, both sides are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

from kg.analysis.inputs import Row, Source, frame, names_in, rows_of
from kg.vocabulary import SYMMETRIC

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OPPOSED", "SINGLE", "rival_claims"]

OPPOSED = (("agrees", "rejects"), ("supports", "rejects"), ("supports", "criticises"), ("concedes", "rejects"))
"""Predicates that say the contrary of each other of the same subject and object."""
SINGLE = ("basedIn",)
"""Predicates of which a subject has one object at a time."""

_SIDE = ("claim", "by", "side", "evidence", "article", "date", "iri")
_COLUMNS = dict.fromkeys(("kind", "subject", "subject_name", "predicate", "object", "object_name"), "text") | {
    f"{part}_{name}": "text" for part in ("one", "other") for name in _SIDE
}


def rival_claims(
    source: Source,
    *,
    sides: Mapping[str, str] | None = None,
    opposed: Collection[tuple[str, str]] = OPPOSED,
    single: Collection[str] = SINGLE,
) -> pd.DataFrame:
    """Pair statements that cannot both hold, each with speaker, side and words.

    ``polarity``: one says what the other denies. ``stance``: predicates that are opposed, of the same subject and object. ``value``: different
    objects of a predicate that has one at a time. Two claims of one speaker, or of one side if ``sides`` is given, are no rivals but a change of
    mind; nor are two that one article tells in its own voice.

    Args:
        source: A graph, or tables: ``statements``; ``entities`` for the names of speakers, ``articles`` for publishers and days.
        sides: The side of each speaker, such as ``sides(graph)`` gives.
        opposed: Pairs of predicates that say the contrary of each other.
        single: Predicates that have one object at a time.

    Returns:
        A row per pair, in the order of the first statement of each: ``kind``, the slot (``subject``, ``predicate``, ``object`` of the first), and
        for ``one`` and ``other``: ``claim`` (predicate, object, and what is not plain about them), ``by`` (the speaker, else the publisher or the article),
        ``side``, ``evidence``, ``article``, ``date`` (of the event, else of the article) and ``iri`` of the statement.
    """
    articles = {} if hasattr(source, "columns") else {row["id"]: row for row in rows_of(source, "articles", needed=False)}
    names, of = names_in(source), sides or {}
    rows = []
    for kind, one, other in _pairs(rows_of(source, "statements"), opposed, single):
        voices = [(of.get(row["said_by"], row["said_by"]) if row["said_by"] else None, row["said_by"] or row["article"]) for row in (one, other)]
        if voices[0][1] == voices[1][1] or (voices[0][0] is not None and voices[0][0] == voices[1][0]):
            continue
        described = [_described(row, side, names, articles) for row, (side, _) in zip((one, other), voices, strict=True)]
        rows.append([kind, *(one[name] for name in ("subject", "subject_name", "predicate", "object", "object_name")), *described[0], *described[1]])
    return frame(_COLUMNS, rows)


def _described(row: Row, side: str | None, names: Mapping[str, str], articles: Mapping[Any, Row]) -> list[str | None]:
    article = articles.get(row["article"], {})
    by = names.get(row["said_by"], row["said_by"]) if row["said_by"] else article.get("publisher") or row["article"]
    marks = ["not"] * (row["polarity"] != "positive") + [row["modality"]] * (row["modality"] != "asserted")
    claim = f"{row['predicate']} {row['object_name'] or row['object']}" + (f" ({', '.join(marks)})" if marks else "")
    return [claim, by, names.get(side, side) if side else None, row["evidence"], row["article"], row["date"] or article.get("date"), row["iri"]]


def _pairs(statements: list[Row], opposed: Collection[tuple[str, str]], single: Collection[str]) -> Iterator[tuple[str, Row, Row]]:
    """Yield rivals in the order of the first of the two, then of the second."""
    contrary = {frozenset(pair) for pair in opposed}
    slots: dict[tuple[str, ...], list[int]] = {}
    for number, row in enumerate(statements):
        ends = tuple(sorted((row["subject"], row["object"]))) if row["predicate"] in SYMMETRIC else (row["subject"], row["object"])
        for slot in {("triple", *ends), ("triple", row["subject"], row["object"]), ("single", row["subject"], row["predicate"])}:
            slots.setdefault(slot, []).append(number)
    found = {}
    for (how, *_), numbers in slots.items():
        for one, other in combinations(numbers, 2):
            kind = _kind(how, statements[one], statements[other], contrary, single)
            if kind:
                found[one, other] = kind
    yield from ((found[pair], statements[pair[0]], statements[pair[1]]) for pair in sorted(found))


def _kind(how: str, one: Row, other: Row, contrary: Collection[frozenset[str]], single: Collection[str]) -> str | None:
    same, denied = one["predicate"] == other["predicate"], "negative" in (one["polarity"], other["polarity"])
    if how == "triple" and same:
        return "polarity" if one["polarity"] != other["polarity"] else None
    if how == "triple":
        return "stance" if not denied and frozenset((one["predicate"], other["predicate"])) in contrary else None
    return "value" if one["predicate"] in single and not denied and one["object"] != other["object"] else None

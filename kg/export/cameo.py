"""CAMEO-style rows: the events of a graph as a table of source, target and code, for tools that read ICEWS data.

Row 13 of the flow. CAMEO (Gerner, Schrodt and Yilmaz, 2009) knows neither mediators nor topics nor denial: a row says less than a PLOVER record.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.export.atomic import replacing
from kg.export.plover import HasArticles, Record, to_plover
from kg.export.plover_codes import cameo_code

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "to_cameo", "write_cameo"]

COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity",
    "Target Name", "Target Sectors", "Target Country", "Story ID", "Publisher", "URL",
)  # fmt: skip
"""Columns, named as in the ICEWS event data."""


def to_cameo(graph: HasArticles) -> pd.DataFrame:
    """Make rows of a source, a target and a CAMEO code, in reading order.

    Only what is asserted and positive: CAMEO has no codes for the rest. Compound actors are split, as CAMEO does; a meeting gives a row in
    either direction, mediation one from the mediator to each side. An event without a recipient, which CAMEO cannot say, gives none unless
    several act together. ``Intensity`` is PLOVER's score, countries are ISO codes of three letters.

    Args:
        graph: What has ``article_graphs`` and ``links``.
    """
    import pandas as pd

    text = pd.StringDtype("python")
    rows = [row for record in to_plover(graph) for row in _rows(record)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({name: "float64" if name == "Intensity" else text for name in COLUMNS})


def write_cameo(path: str | os.PathLike[str], graph: HasArticles) -> Path:
    """Write CAMEO-style rows as a file of tab-separated values (UTF-8), as ICEWS data come; ``.csv`` gives commas.

    Raises:
        GraphError: If the file cannot be written; an old file is unchanged.
    """
    separator = "," if Path(path).suffix.lower() == ".csv" else "\t"
    with replacing(path) as file:
        file.write(to_cameo(graph).to_csv(index=False, sep=separator, lineterminator="\n").encode())
    return Path(path)


def _rows(record: Record) -> Iterator[list[Any]]:
    if record["polarity"] != "positive" or record["modality"] != "asserted":
        return
    modes = record.get("mode", [])
    code = cameo_code(record["event_class"], record["event"][0], modes[0] if modes else None)
    citation = record["cite_info"]
    for number, (source, target) in enumerate(_pairs(record)):
        yield [
            f"{record['id']}{f'-{number}' if number else ''}", record["date"], *_actor(source), " ".join(record["event_text"][0].split()), code,
            record["event_scale"], *_actor(target), citation.get("citation"), citation.get("publication"), citation.get("url"),
        ]  # fmt: skip


def _pairs(record: Record) -> list[tuple[Record, Record]]:
    sides, targets, mediators = record["actor"], record.get("recipient", []), record.get("mediator", [])
    own = {mediator.get("iri") for mediator in mediators}
    if mediators and "third-party" in record.get("mode", []):
        found = product(mediators, (side for side in (*sides, *targets) if side.get("iri") not in own))
    else:
        found = product(sides, targets) if targets else permutations(sides, 2)  # type: ignore[assignment]
    return [(one, other) for one, other in found if one.get("iri") != other.get("iri")]


def _actor(actor: Record) -> tuple[str, str | None, str | None]:
    return " ".join(actor["identifier_text"].split()), actor.get("sector"), actor.get("code")

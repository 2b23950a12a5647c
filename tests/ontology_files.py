"""The ontologies as rdflib graphs, read once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import rdflib

FOLDER = Path(__file__).parent.parent / "ontologies"
FILES = sorted(FOLDER.glob("*.ttl"))


@cache
def graph(*names: str) -> rdflib.Graph:
    """Read the files of some names, such as ``parley``, into one graph; do not change it."""
    joined = rdflib.Graph()
    for name in names:
        joined.parse(FOLDER / f"{name}.ttl", format="turtle")
    return joined

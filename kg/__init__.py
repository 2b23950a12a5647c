"""Parley: knowledge graphs of negotiation and mediation from news articles.

Example:
    >>> import kg
    >>> graph = kg.build(kg.Article("Oman mediated between Iran and the United States."))  # doctest: +SKIP
    >>> graph.mediators()  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.article import Article
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.building import build
    from kg.extract.trace import trace
    from kg.graph import KnowledgeGraph, load
    from kg.local_store import open_store
    from kg.remote import connect

__all__ = ["Article", "KgError", "KnowledgeGraph", "build", "connect", "load", "open_store", "trace"]

_HOMES = {
    "build": "kg.building",
    "connect": "kg.remote",
    "KnowledgeGraph": "kg.graph",
    "load": "kg.graph",
    "open_store": "kg.local_store",
    "trace": "kg.extract.trace",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for, so that ``import kg`` costs little."""
    if name in _HOMES:
        from importlib import import_module

        value: object = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'kg' has no attribute {name!r}")

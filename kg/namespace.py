"""A closed set of IRIs with one beginning, so that a misspelt term is an error and never a new IRI.

Names that are no Python identifiers are looked up with brackets. Terms are plain strings.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Namespace"]


@dataclass(frozen=True, slots=True, repr=False)
class Namespace:
    """A set of IRIs with one beginning; closed if its names are given.

    Args:
        base: What every IRI begins with.
        names: The local names that exist; None leaves the namespace open (actor books grow).

    Example:
        >>> words = Namespace("https://example.org/", frozenset({"mediates", "meets", "grain-exports"}))
        >>> words.mediates
        'https://example.org/mediates'
        >>> words["grain-exports"]
        'https://example.org/grain-exports'
        >>> words.mediate
        Traceback (most recent call last):
        ...
        AttributeError: no term 'mediate' in <https://example.org/>; near: mediates
    """

    base: str
    names: frozenset[str] | None = None

    def __getattr__(self, name: str) -> str:
        """Return the IRI of a term written as an attribute."""
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __getitem__(self, name: str) -> str:
        """Return the IRI of a term; a name that does not exist is a KeyError."""
        if self.names is None or name in self.names:
            return self.base + name
        near = difflib.get_close_matches(name, sorted(self.names), n=3)
        raise KeyError(f"no term {name!r} in <{self.base}>" + (f"; near: {', '.join(near)}" if near else ""))

    def __contains__(self, iri: object) -> bool:
        """Say whether an IRI is one of the terms."""
        return isinstance(iri, str) and self.name(iri) is not None

    def __iter__(self) -> Iterator[str]:
        """Give the IRIs of all terms, sorted; none for an open namespace."""
        return iter(sorted(self.base + name for name in self.names or ()))

    def __repr__(self) -> str:
        """Return the beginning and the number of terms."""
        return f"Namespace({self.base!r}, {'open' if self.names is None else f'{len(self.names)} terms'})"

    def name(self, iri: str) -> str | None:
        """Return the local name of an IRI, None if it is not of this namespace.

        Example:
            >>> Namespace("https://example.org/").name("https://example.org/meets")
            'meets'
        """
        local = iri.removeprefix(self.base)
        if local == iri or not local or (self.names is not None and local not in self.names):
            return None
        return local

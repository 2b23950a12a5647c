"""Turtle, TriG, N-Triples and N-Quads from rows: strict, in the order given, and quick.

Row 13 of the flow. IRIs are checked one by one and written in full unless prefix and name are beyond doubt; in text, whatever could end a
literal, break a line, or move and hide characters on a screen is written by its code. So no text can make a file unreadable, or look other
than it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import BinaryIO

from pyoxigraph import NamedNode

from kg.errors import GraphError
from kg.rdf_rows import IRI, IS_A, TEXT, Row
from kg.vocabulary import PREFIXES, RDF, XSD

__all__ = ["write_lines", "write_turtle"]

Graphs = Iterable[tuple[str, list[Row]]]
"""Named graphs, or parts of one: a name and rows in order."""

_USED = "actor dcterms nif owl parley plover prov rdf rdfs schema skos status topic xsd".split()
_BASES: Mapping[str, str] = {PREFIXES[prefix]: prefix for prefix in _USED}
_LOCAL = re.compile(r"[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_SPECIAL = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLAIN = frozenset({XSD.integer, XSD.boolean})  # written without quotes in Turtle


def write_turtle(graphs: Graphs, file: BinaryIO, *, named: bool) -> None:
    """Write rows as Turtle, or as TriG with named graphs.

    Args:
        graphs: Names and rows; rows of one subject follow one another.
        file: Open for bytes.
        named: Whether names are those of graphs (TriG); otherwise they only head parts of the one graph.

    Raises:
        GraphError: If an IRI is none.
    """
    terms = _Terms(short=True)
    for base, prefix in _BASES.items():
        file.write(f"@prefix {prefix}: <{base}> .\n".encode())
    for name, rows in graphs:
        if not rows:
            continue
        head = f"\n{terms.node(name, name)} {{\n" if named else f"\n# {name or 'Actors, places and topics, with what a reader may take as fact'}\n"
        file.write(head.encode())
        for subject, group in groupby(rows, key=lambda row: row[0]):
            file.write(_subject(subject, list(group), terms, name or subject).encode())
        if named:
            file.write(b"}\n")


def _subject(subject: str, rows: list[Row], terms: _Terms, place: str) -> str:
    """Return the lines of one subject: its predicates one below the other, objects of the same predicate side by side."""
    parts = [f"\n{terms.node(subject, place)}"]
    last = ""
    for _, predicate, datatype, value in rows:
        term = terms.node(value, place) if datatype == IRI else terms.literal(datatype, value)
        if predicate == last:
            parts.append(f" , {term}")
        else:
            parts.append(f"{' ;' + chr(10) + '   ' if last else ''} {predicate if predicate == IS_A else terms.node(predicate, place)} {term}")
            last = predicate
    parts.append(" .\n")
    return "".join(parts)


def write_lines(graphs: Graphs, file: BinaryIO, *, named: bool) -> None:
    """Write rows as N-Triples, or as N-Quads with named graphs: one line each.

    Args:
        graphs: Names and rows.
        file: Open for bytes.
        named: Whether names are those of graphs (N-Quads).

    Raises:
        GraphError: If an IRI is none.
    """
    terms = _Terms(short=False)
    is_a = f"<{RDF.type}>"
    for name, rows in graphs:
        end = f" {terms.node(name, name)} .\n" if named else " .\n"
        lines = []
        for subject, predicate, datatype, value in rows:
            place = name or subject
            term = terms.node(value, place) if datatype == IRI else terms.literal(datatype, value)
            lines.append(f"{terms.node(subject, place)} {is_a if predicate == IS_A else terms.node(predicate, place)} {term}{end}")
        file.write("".join(lines).encode())


class _Terms:
    """IRIs and literals as they are written; each IRI is checked once."""

    def __init__(self, *, short: bool) -> None:
        self._short = short
        self._nodes: dict[str, str] = {}

    def node(self, iri: str, place: str) -> str:
        found = self._nodes.get(iri)
        if found is None:
            try:
                found = str(NamedNode(iri))
            except ValueError as error:
                raise GraphError(f"not an IRI: {iri!r} ({error})", hint="make IRIs with kg.iri, never from text itself", place=place) from error
            found = self._nodes[iri] = (_prefixed(iri) if self._short else None) or found
        return found

    def literal(self, datatype: str, value: str) -> str:
        if datatype == TEXT:
            return _quoted(value)
        if self._short and datatype in _PLAIN:
            return value
        return f"{_quoted(value)}^^{self.node(datatype, datatype)}"


def _prefixed(iri: str) -> str | None:
    end = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = _BASES.get(iri[:end])
    return f"{prefix}:{iri[end:]}" if prefix is not None and _LOCAL.fullmatch(iri, end) else None


def _quoted(text: str) -> str:
    r"""Return a literal in quotes, special characters as escapes.

    Example:
        >>> print(_quoted('say "yes"'))
        "say \"yes\""
    """
    return f'"{_SPECIAL.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return _SHORT.get(character) or f"\\u{ord(character):04X}"

"""RDF/XML: a strict small writer, and a check of what comes in.

The writer of pyoxigraph leaves carriage returns and control characters as they are, which other readers change or refuse; here the first
are written as references and the others are an error, since XML has no way to say them. Of files that come in, those that could define
entities are refused, as a few lines of them can expand to gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import GraphError
from kg.vocabulary import PREFIXES, XSD

__all__ = ["check_rdfxml", "write_rdfxml"]

_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_CHUNK = 1 << 20


def write_rdfxml(triples: Iterable[Triple], file: BinaryIO, *, place: str) -> None:
    """Write triples as RDF/XML, neighbours of the same subject together.

    Raises:
        GraphError: If a literal holds a character that XML cannot say, or a predicate is of an unknown namespace.
    """
    declared = "".join(f"\n\txmlns:{prefix}={quoteattr(iri)}" for prefix, iri in sorted(PREFIXES.items()))
    file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n'.encode())
    names: dict[str, str] = {}
    for subject, group in groupby(triples, key=lambda triple: triple.subject):
        lines = [f"\t<rdf:Description rdf:about={quoteattr(subject.value)}>\n"]
        for triple in group:
            predicate = triple.predicate.value
            name = names.get(predicate) or names.setdefault(predicate, _qualified(predicate, place))
            lines.append(_property(name, triple.object, place))
        lines.append("\t</rdf:Description>\n")
        file.write("".join(lines).encode())
    file.write(b"</rdf:RDF>\n")


def _property(name: str, value: object, place: str) -> str:
    if isinstance(value, NamedNode):
        return f"\t\t<{name} rdf:resource={quoteattr(value.value)}/>\n"
    if not isinstance(value, Literal):
        raise GraphError(f"neither an IRI nor a literal: {value!r}", hint="write .ttl or .nq instead", place=place)
    if found := _UNSPEAKABLE.search(value.value):
        raise GraphError(f"XML cannot say the character U+{ord(found[0]):04X} in {value.value[:60]!r}", hint="write .ttl, .trig or .nq instead", place=place)
    datatype = "" if value.datatype.value == XSD.string else f" rdf:datatype={quoteattr(value.datatype.value)}"
    return f"\t\t<{name}{datatype}>{escape(value.value, {chr(13): '&#13;'})}</{name}>\n"


def _qualified(iri: str, place: str) -> str:
    for prefix, base in PREFIXES.items():
        local = iri.removeprefix(base)
        if local != iri and _LOCAL.fullmatch(local):
            return f"{prefix}:{local}"
    raise GraphError(f"no prefix for the predicate <{iri}>", hint="write .ttl or .nq instead", place=place)


def check_rdfxml(file: BinaryIO, *, place: str) -> None:
    """Refuse XML that could define entities or is not UTF-8, and go back to the beginning of the file.

    Raises:
        GraphError: If there is a DOCTYPE or an ENTITY declaration, or another encoding.
    """
    tail = b""
    first = True
    while chunk := file.read(_CHUNK):
        data = tail + chunk
        declared = _ENCODING.match(data) if first else None
        if first and (b"\0" in data[:64] or data[:2] in {b"\xff\xfe", b"\xfe\xff"} or (declared and declared[1].upper() not in {b"UTF-8", b"US-ASCII"})):
            raise GraphError("XML that is not UTF-8", hint="save the file as UTF-8", place=place)
        if _DECLARATION.search(data):
            raise GraphError("XML with a DOCTYPE or ENTITY declaration is not read: it can expand without end", hint="remove the declaration", place=place)
        tail, first = data[-64:], False
    file.seek(0)

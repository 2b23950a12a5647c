"""Values in SPARQL queries: bound by ``VALUES``, never pasted into the text of a query.

Row 14 of the flow. Whatever a value holds, it stays one term: quotes and backslashes are escaped, IRIs that are none are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from pyoxigraph import Literal, NamedNode

from kg.errors import QueryError
from kg.vocabulary import PREFIXES, XSD

__all__ = ["bind", "form_of", "term", "with_prefixes"]

_TOKENS = re.compile(
    r"""
    \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*''' | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    | <[^<>"{}|^`\\\x00-\x20]*> | \#[^\n\r]* | (?P<variable>[?$]\w+) | (?P<name>\w*:) | (?P<word>\w+) | (?P<brace>[{}])
    """,
    re.VERBOSE | re.DOTALL,
)


def term(value: object) -> str:
    r"""Return a value as SPARQL writes it: text, numbers, truth values, dates, and terms of pyoxigraph (``NamedNode`` for IRIs).

    A backslash before ``u`` is written so that no reader takes both for an escape, whenever it resolves escapes.

    Raises:
        QueryError: If there is no term for it.

    Example:
        >>> print(term('say "yes" } ; DROP ALL'))
        "say \"yes\" } ; DROP ALL"
        >>> term(NamedNode("https://example.org/a"))
        '<https://example.org/a>'
    """
    if isinstance(value, NamedNode):
        return str(value)
    try:
        return _escaped(value if isinstance(value, Literal) else _literal(value))
    except ValueError as error:
        raise QueryError(f"no RDF term: {value!r} ({error})", hint="text must be valid Unicode") from error


def _literal(value: object) -> Literal:
    if isinstance(value, (str, bool, int)):
        return Literal(value)
    if isinstance(value, (float, Decimal)):
        return Literal(str(value), datatype=NamedNode(XSD.double if isinstance(value, float) else XSD.decimal))
    if isinstance(value, (date, datetime)):
        return Literal(value.isoformat(), datatype=NamedNode(XSD.dateTime if isinstance(value, datetime) else XSD.date))
    raise QueryError(f"no RDF term: {value!r}", hint="bind text, numbers, truth values, dates, or pyoxigraph.NamedNode for IRIs")


def _escaped(literal: Literal) -> str:
    shown = str(Literal(literal.value)).replace("\\\\u", "\\\\\\u0075").replace("\\\\U", "\\\\\\u0055")
    if literal.language:
        return f"{shown}@{literal.language}"
    return shown if literal.datatype.value == XSD.string else f"{shown}^^{literal.datatype}"


def bind(sparql: str, values: Mapping[str, object]) -> str:
    """Bind variables of a query to values, at the beginning of its ``WHERE``.

    Args:
        sparql: SELECT, ASK, DESCRIBE with a pattern, or CONSTRUCT with the word WHERE.
        values: By name of the variable, without the question mark; several values in a list or tuple.

    Raises:
        QueryError: If a variable does not occur in the query, or there is no pattern.

    Example:
        >>> bind("SELECT ?p WHERE { ?s ?p ?o }", {"o": "peace"})
        'SELECT ?p WHERE { VALUES ?o { "peace" } ?s ?p ?o }'
    """
    if not values:
        return sparql
    known = {match["variable"][1:] for match in _TOKENS.finditer(sparql) if match["variable"]}
    for name in values:
        if name not in known:
            raise QueryError(f"the query has no variable ?{name}", hint=f"it has {', '.join('?' + other for other in sorted(known)) or 'none'}")
    blocks = []
    for name, value in values.items():
        terms = " ".join(map(term, value)) if isinstance(value, (list, tuple)) else term(value)
        blocks.append(f" VALUES ?{name} {{ {terms} }}")
    place = _pattern(sparql)
    return sparql[:place] + "".join(blocks) + sparql[place:]


def _pattern(sparql: str) -> int:
    """Return the place behind the brace that opens the pattern of the query."""
    construct = where = False
    for match in _TOKENS.finditer(sparql):
        word = (match["word"] or "").casefold()
        construct, where = construct or word == "construct", where or word == "where"
        if match["brace"] == "{" and (where or not construct):
            return match.end()
    raise QueryError("no pattern in the query", hint="write the word WHERE and a pattern in braces")


def form_of(sparql: str) -> str:
    """Return the word that says what a query asks for, in small letters; empty if there is none.

    Example:
        >>> form_of("PREFIX select: <https://example.org/> ASK { ?s ?p ?o }")
        'ask'
    """
    words = ((match["word"] or "").casefold() for match in _TOKENS.finditer(sparql))
    return next((word for word in words if word in {"select", "ask", "construct", "describe"}), "")


def with_prefixes(sparql: str) -> str:
    """Declare the prefixes of ``kg.vocabulary.PREFIXES`` that a query uses and does not declare."""
    words = [match for match in _TOKENS.finditer(sparql) if match["word"] or match["name"]]
    declared = {after["name"] for before, after in pairwise(words) if (before["word"] or "").casefold() == "prefix"}
    used = {match["name"] for match in words if match["name"]} - declared
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items() if f"{name}:" in used) + sparql

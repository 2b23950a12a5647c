"""SPARQL over a graph in memory, which can reach neither files nor the network.

Row 14 of the flow. pyoxigraph answers; it would follow ``SERVICE`` to any address and has no switch against it. So a query is parsed first
(by rdflib's parser) and refused if it holds ``SERVICE`` at any depth, names a graph in ``FROM`` that is not the graph's own, or does not parse.
A second look at the words of the query, apart from strings, IRIs and comments, does not trust the parser.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, Store

from kg.errors import QueryError
from kg.vocabulary import PREFIXES, XSD

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_query", "run_query", "store_of", "to_frame"]

_HINT = "the graph answers alone: it follows no SERVICE, loads nothing and changes nothing"
_NUMBERS = {XSD.base + name for name in ("decimal", "double", "float")}
_TOKENS = re.compile(
    r"""
    (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*''' | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<comment>\#[^\n\r]*)
    | (?P<variable>[?$]\w+)
    | (?P<name>[\w.-]*:(?:[\w.:%-]|\\.)*)
    | (?P<word>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)
_FORBIDDEN = frozenset({"service", "load", "insert", "delete", "drop", "clear", "create", "copy", "move", "add"})


def store_of(quads: Iterable[Quad]) -> Store:
    """Put quads into a store in memory; its default graph is the union of the named ones, each triple once.

    The store's own way to ask a union would give a triple of two graphs twice, and count it twice.
    """
    store = Store()
    store.bulk_extend(quad for named in quads for quad in (named, Quad(named.subject, named.predicate, named.object)))
    return store


def run_query(store: Store, sparql: str) -> pd.DataFrame:
    """Answer a query; ``WHERE`` looks at all named graphs together unless the query says otherwise.

    Args:
        store: Where to look.
        sparql: SELECT, ASK, CONSTRUCT or DESCRIBE. The prefixes of ``kg.vocabulary.PREFIXES`` are known.

    Returns:
        One row per solution. Columns of whole numbers, numbers and truth values have such a type, all others are text; what is unbound is NA.
        Rows are sorted where the query does not order them. ASK gives one row with the column ``answer``; CONSTRUCT and DESCRIBE give
        ``subject``, ``predicate``, ``object``.

    Raises:
        QueryError: If the query does not parse, or asks for what is not allowed.
    """
    graphs = [graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)]
    form = check_query(sparql, graphs)
    try:
        if len(form.default_graphs) > 1:
            found = _united(store, form.default_graphs).query(sparql, prefixes=dict(PREFIXES), default_graph=DefaultGraph())
        else:
            found = store.query(sparql, prefixes=dict(PREFIXES))
        return to_frame(found, ordered=form.ordered)
    except SyntaxError as error:
        raise QueryError(f"not a SPARQL query: {error.msg or error}", hint="see https://www.w3.org/TR/sparql11-query/") from error
    except (ValueError, RuntimeError) as error:
        raise QueryError(f"cannot be answered: {error}", hint="simplify the query") from error


def _united(store: Store, graphs: Iterable[str]) -> Store:
    """Copy a store, its default graph the union of some of the named ones."""
    quads = [quad for quad in store if isinstance(quad.graph_name, NamedNode)]
    copy = Store()
    copy.bulk_extend(quads)
    copy.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads if quad.graph_name.value in set(graphs))
    return copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What must be known of a query before it is answered.

    Args:
        ordered: Whether it orders its rows.
        default_graphs: The graphs that FROM names.
    """

    ordered: bool
    default_graphs: tuple[str, ...]


def check_query(sparql: str, graphs: Iterable[str] = ()) -> Form:
    """Refuse a query that could reach beyond the graph.

    Args:
        sparql: The query.
        graphs: IRIs that FROM and FROM NAMED may name.

    Raises:
        QueryError: If it does not parse as a query, holds SERVICE or names another graph.

    Example:
        >>> check_query("SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }")
        Traceback (most recent call last):
        ...
        kg.errors.QueryError: SERVICE is not allowed
        Hint: the graph answers alone: it follows no SERVICE, loads nothing and changes nothing
    """
    for text in (sparql, _unescaped(sparql)):
        _check_words(text)
    return _check_parsed(sparql, graphs)


def _check_parsed(sparql: str, graphs: Iterable[str]) -> Form:
    parsed = _parse(sparql)
    prologue, query = parsed[0], parsed[1]
    for node in _walk(query):
        if getattr(node, "name", None) == "ServiceGraphPattern":
            raise QueryError("SERVICE is not allowed", hint=_HINT)
    _check_prefixes(prologue, query)
    dataset = list(_dataset(query, prologue))
    allowed = set(graphs)
    for _, iri in dataset:
        if iri not in allowed:
            raise QueryError(f"no graph <{iri}> here", hint="FROM may name the IRIs of articles, see graph.articles(); leave FROM out to ask all")
    return Form(ordered="orderby" in query, default_graphs=tuple(iri for key, iri in dataset if key == "default"))


def _check_prefixes(prologue: Any, query: Any) -> None:
    known = {*PREFIXES, *(_prefix(node) for node in prologue if getattr(node, "name", None) == "PrefixDecl")}
    for node in _walk(query):
        if getattr(node, "name", None) == "pname" and (prefix := _prefix(node)) not in known:
            raise QueryError(f"unknown prefix {prefix + ':'!r}", hint=f"declare it by PREFIX; known without that: {', '.join(PREFIXES)}")


def _prefix(node: Any) -> str:
    return str(node["prefix"]) if "prefix" in node else ""


def _parse(sparql: str) -> Any:
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return parseQuery(sparql)
    except ParseException as error:
        raise QueryError(
            f"not a SPARQL query, line {error.lineno}, column {error.column}: {error.msg}",
            hint="only SELECT, ASK, CONSTRUCT and DESCRIBE of SPARQL 1.1 are understood; see https://www.w3.org/TR/sparql11-query/",
        ) from error
    except RecursionError as error:
        raise QueryError("nested too deeply", hint="simplify the query") from error


def _check_words(sparql: str) -> None:
    for match in _TOKENS.finditer(sparql):
        word = match["word"]
        if word and word.casefold() in _FORBIDDEN:
            raise QueryError(f"{word.upper()} is not allowed", hint=_HINT)


def _unescaped(sparql: str) -> str:
    """Resolve codepoint escapes, which SPARQL allows anywhere, even within keywords."""
    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", lambda found: _character(int(found[1] or found[2], 16)), sparql)


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def _walk(node: object) -> Iterator[object]:
    """Give a parsed query and all that it holds."""
    from pyparsing import ParseResults

    stack = [node]
    while stack:
        item = stack.pop()
        yield item
        if isinstance(item, ParseResults):  # which is a mapping too, but of its named parts alone
            stack.extend(item)
            stack.extend(item[name] for name in item.as_dict())
        elif isinstance(item, Mapping):
            stack.extend(item.values())
        elif isinstance(item, list | tuple | set):
            stack.extend(item)


def _dataset(query: Any, prologue: Any) -> Iterator[tuple[str, str]]:
    from rdflib.plugins.sparql.algebra import translatePrologue

    if "datasetClause" not in query:
        return
    names = translatePrologue(prologue, None, dict(PREFIXES))
    for clause in query["datasetClause"]:
        for key in ("default", "named"):
            if key in clause:
                yield key, str(names.absolutize(clause[key]))


def to_frame(found: Any, *, ordered: bool) -> pd.DataFrame:
    """Turn what pyoxigraph answers into a table, see ``run_query``; rows are sorted unless the query ordered them."""
    if isinstance(found, QueryBoolean):
        return _typed({"answer": [bool(found)]})
    if isinstance(found, QuerySolutions):
        names = [variable.value for variable in found.variables]
        rows = [tuple(solution[name] for name in names) for solution in found]
    else:
        names = ["subject", "predicate", "object"]
        rows = [(triple.subject, triple.predicate, triple.object) for triple in found]
        ordered = False
    values = [tuple(map(_value, row)) for row in rows]
    if not ordered:
        values.sort(key=lambda row: [_rank(value) for value in row])
    return _typed({name: [row[index] for row in values] for index, name in enumerate(names)})


def _value(term: object) -> object:
    """Return a term as a plain value: numbers and truth values as such, all else as text."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if not isinstance(term, Literal):
        return str(term)
    kind = term.datatype.value
    try:
        if kind == XSD.integer:
            return int(term.value)
        if kind in _NUMBERS:
            return float(term.value)
    except ValueError:
        return term.value
    return term.value in {"true", "1"} if kind == XSD.boolean else term.value


def _rank(value: object) -> tuple[int, float, str]:
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (1, float("-inf") if math.isnan(value) else float(value), "")
    return (2, 0.0, str(value))


def _typed(columns: Mapping[str, list[object]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: pd.Series([_cell(v, kind) for v in values], dtype=kind) for name, values in columns.items() for kind in [_dtype(values)]})


def _dtype(values: list[object]) -> Any:
    import pandas as pd

    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int} and all(abs(v) < 2**63 for v in values if isinstance(v, int)):
        return "Int64"
    if kinds and kinds <= {int, float}:
        return "Float64"
    return pd.StringDtype("python")


def _cell(value: object, kind: object) -> object:
    if value is None or kind in {"boolean", "Int64", "Float64"}:
        return value
    return str(value)

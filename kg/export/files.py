"""Graph files: article graphs to Turtle, TriG, N-Quads, N-Triples, JSON-LD and RDF/XML, and back.

Row 13 of the flow. Statements go through sorted terms to the file, through writers that refuse what a strict reader would not take; no
rdflib is involved. The same graph gives the same bytes. Files are replaced at once, see ``kg.export.atomic``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import RdfFormat, parse, serialize

from kg.errors import GraphError
from kg.export.atomic import replacing
from kg.export.rdfxml import check_rdfxml, write_rdfxml
from kg.export.turtle import write_lines, write_turtle
from kg.links import Links
from kg.rdf import to_quads, to_triples
from kg.rdf_read import read_articles
from kg.rdf_rows import rows_by_graph, rows_of_union
from kg.statement import ArticleGraph

__all__ = ["FORMATS", "VIEWS", "load_articles", "write_articles"]

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
    ".xml": RdfFormat.RDF_XML,
}
VIEWS = (".csv", ".parquet", ".graphml", ".gexf")


def write_articles(
    path: str | os.PathLike[str], articles: Iterable[ArticleGraph], *, base: str, links: Links | None = None, include_text: bool = False
) -> None:
    """Write article graphs to a file; the ending of its name tells the format.

    Turtle, N-Triples and RDF/XML hold the union of the graphs; TriG, N-Quads and JSON-LD one named graph per article and one of links.

    Args:
        path: Name of the file, ending in one of ``FORMATS``.
        articles: In any order.
        base: Beginning of data IRIs.
        links: What joins articles.
        include_text: Whether to keep the whole text of articles.

    Raises:
        GraphError: If the ending is unknown, a graph cannot be said in the format, or the file cannot be written; an old file is unchanged.
    """
    kind = _format(path)
    with replacing(path) as file:
        if kind == RdfFormat.JSON_LD:
            serialize(to_quads(articles, base=base, links=links, include_text=include_text), file, kind)
        elif kind == RdfFormat.RDF_XML:
            write_rdfxml(to_triples(articles, links=links, include_text=include_text), file, place=str(path))
        else:
            write = write_lines if kind in {RdfFormat.N_QUADS, RdfFormat.N_TRIPLES} else write_turtle
            if kind.supports_datasets:
                write(rows_by_graph(articles, base=base, links=links, include_text=include_text), file, named=True)
            else:
                write(rows_of_union(articles, links=links, include_text=include_text), file, named=False)


def load_articles(path: str | os.PathLike[str]) -> list[ArticleGraph]:
    """Read the article graphs of a file that ``write_articles`` made, or a store's dump of one.

    Returns:
        Sorted by IRI; empty if the file holds no triple.

    Raises:
        GraphError: If the file is missing, of an unknown kind, not well-formed, or holds triples but no article.
    """
    kind = _format(path)
    place = str(path)
    try:
        with Path(path).open("rb") as file:
            return _read(file, kind, place)
    except FileNotFoundError as error:
        raise GraphError("no such file", hint="check the path; relative paths start at the working folder", place=place) from error
    except OSError as error:
        raise GraphError(f"cannot be read: {error.strerror or error}", hint="check that it is a file that you may read", place=place) from error


def _read(file: BinaryIO, kind: RdfFormat, place: str) -> list[ArticleGraph]:
    if kind == RdfFormat.RDF_XML:
        check_rdfxml(file, place=place)
    seen = 0
    quads = parse(file, kind)

    def counted() -> Iterable[object]:
        nonlocal seen
        for seen, quad in enumerate(quads, start=1):  # noqa: B007 - the count outlives the loop
            yield quad

    try:
        articles = read_articles(counted())  # type: ignore[arg-type]
    except SyntaxError as error:
        at = f"{place}:{error.lineno}:{error.offset}" if error.lineno else place
        raise GraphError(f"not well-formed {kind.name}: {error.msg}", hint="write the file anew with graph.write, or mend the place", place=at) from error
    except UnicodeDecodeError as error:
        raise GraphError(f"not UTF-8: {error}", hint="save the file as UTF-8", place=place) from error
    except GraphError as error:
        raise GraphError(error.message, hint=error.hint, place=f"{place}, {error.place}" if error.place else place) from error
    if seen and not articles:
        raise GraphError("holds triples, but no parley:Article", hint="load a file that kg wrote; ask other RDF with rdflib or pyoxigraph", place=place)
    return articles


def _format(path: str | os.PathLike[str]) -> RdfFormat:
    ending = Path(path).suffix.lower()
    if ending in FORMATS:
        return FORMATS[ending]
    if ending in VIEWS:
        raise GraphError(
            f"{ending} is a view of a graph, not the graph: it cannot be loaded back",
            hint=f"keep the graph as {', '.join(FORMATS)}",
            place=str(path),
        )
    raise GraphError(f"unknown kind of file: {ending or 'no ending'}", hint=f"use one of {', '.join((*FORMATS, *VIEWS))}", place=str(path))

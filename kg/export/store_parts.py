"""What goes into a store: the lines of each named graph, cut into parts, and what the store at hand cannot keep.

Row 13 of the flow. Lines are N-Triples, which every reader of Turtle understands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from pyoxigraph import RdfFormat, Triple, parse

from kg.errors import StoreError
from kg.export.turtle import write_lines
from kg.links import Links
from kg.rdf_rows import rows_by_graph, rows_of_union
from kg.statement import ArticleGraph

__all__ = ["STAGING", "Content", "Limits", "check", "contents_of", "parts_of", "triples_of"]

STAGING = "urn:parley:staging:"
"""Beginning of the names of graphs that hold what is on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a named graph shall hold.

    Args:
        iri: Name of the graph.
        lines: Its triples, sorted, each once.
    """

    iri: str
    lines: tuple[bytes, ...]

    @property
    def staging(self) -> str:
        """The name of the graph that holds the content on its way: the same for the same content, so that a second try meets the first."""
        digest = sha256(self.iri.encode() + b"\n" + b"".join(self.lines)).hexdigest()
        return STAGING + digest[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a kind of store takes.

    Args:
        line_bytes: Longest line that the loader of files reads.
        text_bytes: Longest triple that can be stored at all.
        iri_length: Longest IRI.
        update_triples: Most triples in one update.
        update_bytes: Most bytes in one update, unless one triple has more.
    """

    line_bytes: int | None = None
    text_bytes: int | None = None
    iri_length: int | None = None
    update_triples: int = 1000
    update_bytes: int = 500_000


def contents_of(
    articles: Iterable[ArticleGraph], *, base: str, links: Links | None = None, graph: str | None = None, include_text: bool = False
) -> Iterator[Content]:
    """Give the content of each named graph: one per article and one of links, or all in one graph.

    Args:
        articles: In any order.
        base: Beginning of data IRIs.
        links: What joins articles; without it there is no graph of links.
        graph: Name of the one graph for all.
        include_text: Whether to send the whole text of articles.
    """
    if graph is not None:
        rows = [(name, part) for name, part in rows_of_union(articles, links=links, include_text=include_text)]
        yield Content(iri=graph, lines=_lines(rows))
        return
    for article in articles:
        for name, part in rows_by_graph([article], base=base, include_text=include_text):
            if name == article.iri:
                yield Content(iri=name, lines=_lines([(name, part)]))
    if links is not None:
        yield from (Content(iri=name, lines=_lines([(name, part)])) for name, part in rows_by_graph([], base=base, links=links))


def _lines(graphs: Iterable[tuple[str, list[tuple[str, str, str, str]]]]) -> tuple[bytes, ...]:
    file = BytesIO()
    write_lines(graphs, file, named=False)
    return tuple(sorted(set(file.getvalue().split(b"\n")) - {b""}))


def parts_of(lines: Iterable[bytes], *, triples: int, size: int) -> Iterator[bytes]:
    """Cut lines into bodies of so many triples and bytes at most; a longer line is a body of its own.

    Example:
        >>> [len(part) for part in parts_of([b"a", b"b", b"ccccc"], triples=2, size=4)]
        [4, 6]
    """
    part: list[bytes] = []
    length = 0
    for line in lines:
        if part and (len(part) == triples or length + len(line) + 1 > size):
            yield b"\n".join(part) + b"\n"
            part, length = [], 0
        part.append(line)
        length += len(line) + 1
    if part:
        yield b"\n".join(part) + b"\n"


def check(content: Content, limits: Limits, *, store: str) -> None:
    """Refuse what the store would cut, spoil or die of, before anything is sent.

    Raises:
        StoreError: If an IRI or a text is too long.
    """
    for line in content.lines:
        if limits.text_bytes is not None and len(line) > limits.text_bytes:
            raise StoreError(
                f"a text of {len(line):,} bytes; {store} keeps {limits.text_bytes:,} at most",
                hint="push without include_text, cut the article, or use another store",
                place=_start(line),
            )
        if limits.iri_length is not None and len(line) > limits.iri_length and _longest_iri(line) > limits.iri_length:
            raise StoreError(
                f"an IRI of {_longest_iri(line):,} characters; {store} keeps {limits.iri_length:,} at most and cuts the rest off",
                hint="use a shorter base or shorter ids of articles",
                place=_start(line),
            )


def _start(line: bytes) -> str:
    return b" ".join(line.split(b" ", 2)[:2]).decode()[:200]


def _longest_iri(line: bytes) -> int:
    subject, predicate, rest = line.decode().split(" ", 2)
    iri = rest.rpartition(" ")[0]
    return max(len(term) - 2 for term in (subject, predicate, iri if iri.startswith("<") else ""))


def triples_of(data: bytes, kind: RdfFormat = RdfFormat.N_TRIPLES) -> set[Triple]:
    """Read triples, as a store gives them.

    Raises:
        StoreError: If they are not well-formed.
    """
    try:
        return {Triple(quad.subject, quad.predicate, quad.object) for quad in parse(data, kind, lenient=True)}
    except (SyntaxError, ValueError) as error:
        raise StoreError(
            f"the store gives {kind.name} that cannot be read: {error}", hint="update the store, or dump the graph to a file and load that"
        ) from error

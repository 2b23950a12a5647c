"""Files for the bulk loaders of triple stores: N-Quads in gzipped shards, written as the article graphs come.

Row 13 of the flow. Memory holds one article at a time. The same article graphs in the same order give the same bytes.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, cast

from kg.errors import GraphError
from kg.export.atomic import replacing
from kg.export.turtle import write_lines
from kg.links import Links
from kg.rdf_rows import Row, rows_by_graph
from kg.statement import ArticleGraph

__all__ = ["write_shards"]


def write_shards(
    folder: str | os.PathLike[str],
    articles: Iterable[ArticleGraph],
    *,
    base: str,
    links: Links | None = None,
    include_text: bool = False,
    quads: int = 1_000_000,
) -> list[Path]:
    """Write article graphs as ``part-00000.nq.gz``, ``part-00001.nq.gz`` and so on; no named graph lies in two files.

    Args:
        folder: Made if missing; must hold no shards.
        articles: In any order; each once.
        base: Beginning of data IRIs.
        links: What joins articles.
        include_text: Whether to keep the whole text of articles.
        quads: A new file begins after so many.

    Returns:
        The files, in order.

    Raises:
        GraphError: If the folder holds shards, or cannot be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     write_shards(place, [], base="https://example.org/")
        []
    """
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GraphError(f"cannot be made: {error.strerror}", hint="name a folder that you may write", place=str(folder)) from error
    if old := sorted(place.glob("part-*.nq.gz")):
        raise GraphError(f"holds shards already: {old[0].name}", hint="name a new folder, or remove them", place=str(folder))
    written: list[Path] = []
    room = 0
    with ExitStack() as stack:
        for name, rows in _graphs(articles, base=base, links=links, include_text=include_text):
            if not rows:
                continue
            if room <= 0:
                stack.close()
                path = place / f"part-{len(written):05}.nq.gz"
                target = stack.enter_context(replacing(path))
                file = cast(BinaryIO, stack.enter_context(gzip.GzipFile(filename="", fileobj=target, mode="wb", compresslevel=6, mtime=0)))
                written.append(path)
                room = quads
            write_lines([(name, rows)], file, named=True)
            room -= len(rows)
    return written


def _graphs(articles: Iterable[ArticleGraph], *, base: str, links: Links | None, include_text: bool) -> Iterator[tuple[str, list[Row]]]:
    for article in articles:
        yield from (pair for pair in rows_by_graph([article], base=base, include_text=include_text) if pair[0] == article.iri)
    yield from rows_by_graph([], base=base, links=links)

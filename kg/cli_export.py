"""``kg export`` and ``kg import``: event data out of graphs and into graphs.

Last row of the flow, a part of ``kg.cli``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kg.statement import ArticleGraph

__all__ = ["export", "import_"]

_FILE = click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
_OUTPUT = click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File to write.")


@click.group()
def export() -> None:
    """Write the events of graphs as event data."""


@export.command("plover")
@click.argument("graph", type=click.Path(path_type=Path))
@_OUTPUT
def export_plover(graph: Path, output: Path) -> None:
    """Write PLOVER records, one line of JSON each.

    \b
    Example:
      kg export plover talks.ttl -o talks.plover.jsonl
    """  # noqa: D301 - click reads the escape
    from kg.export.plover import write_plover
    from kg.graph import load

    click.echo(f"PLOVER records in {write_plover(output, load(graph))}")


@export.command("cameo")
@click.argument("graph", type=click.Path(path_type=Path))
@_OUTPUT
def export_cameo(graph: Path, output: Path) -> None:
    """Write CAMEO-style rows: tab-separated, or with commas if FILE ends in .csv.

    \b
    Example:
      kg export cameo talks.ttl -o talks.tsv
    """  # noqa: D301 - click reads the escape
    from kg.export.cameo import write_cameo
    from kg.graph import load

    click.echo(f"CAMEO rows in {write_cameo(output, load(graph))}")


@click.group("import")
def import_() -> None:
    """Make graphs of event data that others coded."""


@import_.command("plover")
@_FILE
@_OUTPUT
def import_plover(path: Path, output: Path) -> None:
    """Read PLOVER records or POLECAT rows, one line of JSON each.

    \b
    Example:
      kg import plover events.jsonl -o events.ttl
    """  # noqa: D301 - click reads the escape
    from kg.export.plover_read import read_plover

    _write(read_plover(path), output)


@import_.command("cameo")
@_FILE
@_OUTPUT
def import_cameo(path: Path, output: Path) -> None:
    """Read a table of GDELT or ICEWS.

    \b
    Example:
      kg import cameo icews.tab -o events.ttl
    """  # noqa: D301 - click reads the escape
    from kg.export.cameo_read import read_cameo

    _write(read_cameo(path), output)


def _write(articles: list[ArticleGraph], output: Path) -> None:
    from kg.graph import KnowledgeGraph

    graph = KnowledgeGraph.from_articles(articles)
    graph.write(output)
    click.echo(f"{len(graph.events())} events, {len(graph.problems())} problems in {output}")

"""``kg push``: a graph into a triple store.

Last row of the flow, a part of ``kg.cli``. A password is read from the environment, from netrc or from the keyboard, never from an argument,
which others on the machine could see.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from kg.display import visible

__all__ = ["push"]


@click.command()
@click.argument("graph", type=click.Path(path_type=Path))
@click.argument("url")
@click.option("--graph", "name", metavar="IRI", help="Put all into this one named graph; otherwise each article has one.")
@click.option("--method", type=click.Choice(["auto", "gsp", "update"]), default="auto", show_default=True, help="Graph Store Protocol or SPARQL Update.")
@click.option("--user", help="Name of the user; the password is PARLEY_STORE_PASSWORD, or is asked for.")
@click.option("--dry-run", is_flag=True, help="Only say what would be written.")
@click.option("--include-text", is_flag=True, help="Send the whole text of articles, where the graph has it.")
@click.option("--timeout", default=120.0, show_default=True, help="Seconds without an answer before a request has failed.")
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
def push(
    graph: Path,
    url: str,
    name: str | None,
    method: str,
    user: str | None,
    dry_run: bool,
    include_text: bool,
    timeout: float,
    quiet: bool,
    as_json: bool,
) -> None:
    """Write a graph into the triple store at URL: any of its addresses, or only host and port.

    Without --user, credentials are taken from PARLEY_STORE_USER and PARLEY_STORE_PASSWORD, PARLEY_STORE_TOKEN, or ~/.netrc.

    \b
    Examples:
      kg push talks.trig http://localhost:7878 --dry-run
      kg push talks.trig http://localhost:8890/sparql --user dba
      kg push talks.ttl https://example.org/store --graph https://example.org/talks
    """  # noqa: D301 - click reads the escape
    from kg.graph import load

    auth = None
    if user is not None:
        password = os.environ.get("PARLEY_STORE_PASSWORD")
        auth = (user, password if password is not None else click.prompt("Password", hide_input=True, err=True))
    shown = sys.stderr.isatty() and not quiet
    done = load(graph).push(url, graph=name, auth=auth, method=method, dry_run=dry_run, include_text=include_text, timeout=timeout, progress=shown)
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False, indent=2))
        return
    if dry_run and not quiet:
        for pushed in done.graphs:
            click.echo(visible(f"{pushed.action}: {pushed.graph} ({pushed.triples:,} triples)"))
    click.echo(visible(str(done)))

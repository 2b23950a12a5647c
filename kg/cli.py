"""The command ``kg``: from articles to a graph and about a graph, from a shell.

Last row of the flow: it parses arguments, calls the package and prints. Exit codes: 0 all is well, 1 findings (a failed validation, graphs that
differ, articles that were skipped), 2 an error of usage or input. Errors come without a traceback; ``kg --debug COMMAND`` shows it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli_export import export, import_
from kg.cli_score import score
from kg.cli_store import push
from kg.display import visible
from kg.errors import KgError

if TYPE_CHECKING:
    import pandas as pd

    from kg.graph import KnowledgeGraph

__all__ = ["main"]

_FINDINGS, _ERROR = 1, 2
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
_GRAPH = click.argument("graph", type=click.Path(path_type=Path))


class _Group(click.Group):
    """A group whose commands end with the message of a ``KgError`` instead of its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except KgError as error:
            if ctx.params.get("debug"):
                raise
            click.echo("\n".join(map(visible, f"kg: {error}".splitlines())), err=True)
            ctx.exit(_ERROR)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]}, epilog="Example: kg build articles/ -o talks.ttl && kg summary talks.ttl")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="parley-kg", prog_name="kg")
def main(debug: bool) -> None:
    """Knowledge graphs of negotiation and mediation from news articles."""


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("-o", "--output", "outputs", multiple=True, required=True, type=click.Path(path_type=Path), help="Graph file to write; give it again for more.")
@click.option("--html", type=click.Path(path_type=Path), help="Page to draw the graph on.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="Which column of a table holds text, title, date, publisher, url or id.")
@click.option("--models", default="bundled", show_default=True, help="bundled (come with the package), stanza, or a folder.")
@click.option("--language", default="en", show_default=True, help="Language of articles that do not say theirs.")
@click.option("--base", help="Beginning of the IRIs of articles, events and statements.")
@click.option("--lexicon", "lexicons", multiple=True, type=click.Path(path_type=Path), help="TOML file with frames of your own; give it again for more.")
@click.option("--actors", type=click.Path(path_type=Path), help="File with actors of your own.")
@click.option("--keep-going", is_flag=True, help="Skip articles that cannot be read; the exit code is 1 if there were any.")
@click.option("--include-text", is_flag=True, help="Keep the whole text of articles in the graph file.")
@click.option("--quiet", is_flag=True, help="No progress, no problems.")
@_JSON
def build(
    sources: tuple[str, ...],
    outputs: tuple[Path, ...],
    html: Path | None,
    columns: tuple[str, ...],
    keep_going: bool,
    include_text: bool,
    quiet: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Build the graph of articles: files, folders, globs.

    Articles are plain text, HTML, JSON Lines, JSON, CSV, TSV or Parquet. The ending of OUT chooses the format: .ttl, .trig, .nq, .nt, .jsonld, .xml.

    \b
    Examples:
      kg build article.txt -o talks.ttl
      kg build articles/ more/*.html -o talks.trig --html talks.html
      kg build corpus.csv --column text=body --column date=published -o talks.nq --keep-going
    """
    import kg

    known = {name: value for name, value in options.items() if value is not None}
    graph = kg.build(
        list(sources), columns=_columns(columns), on_error="collect" if keep_going else "raise", progress=not quiet and sys.stderr.isatty(), **known
    )
    for path in outputs:
        graph.write(path, include_text=include_text)
    if html:
        graph.draw(html)
    problems = graph.problems()
    if not quiet:
        _print_problems(problems)
    written = [str(path) for path in (*outputs, *([html] if html else []))]
    if as_json:
        _print_json({**_sizes(graph), "files": written, "problems": _records(problems)})
    elif not quiet:
        click.echo(f"{', '.join(f'{number} {what}' for what, number in _sizes(graph).items())} in {', '.join(written)}")
    if (problems["kind"] == "unreadable").any():
        sys.exit(_FINDINGS)


@main.command()
@_GRAPH
@click.option("--limit", default=4, show_default=True, type=click.IntRange(min=0), help="Most sentences shown for a negotiation, and beside them for a source.")
@click.option("--all", "everything", is_flag=True, help="Show all claims.")
@_JSON
def summary(graph: Path, limit: int, everything: bool, as_json: bool) -> None:
    """Say who negotiates with whom about what, who mediates, and who says so.

    \b
    Example:
      kg summary talks.ttl --limit 3
    """
    from kg.summary import summarize, summary_text

    loaded = _load(graph)
    found = summarize(loaded.article_graphs, loaded.links)
    if as_json:
        _print_json(asdict(found))
    else:
        click.echo(summary_text(found, limit=None if everything else limit))


@main.command()
@_GRAPH
@click.argument("sparql", required=False)
@click.option("-f", "--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Read the query from a file.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@_JSON
def query(graph: Path, sparql: str | None, file: Path | None, as_csv: bool, as_json: bool) -> None:
    """Ask a graph in SPARQL; the prefixes of Parley are known.

    \b
    Examples:
      kg query talks.ttl "SELECT ?mediator ?party { ?mediator parley:mediates ?party }"
      kg query talks.ttl --file question.rq --csv
    """
    if (sparql is None) == (file is None):
        raise click.UsageError("give the query either as an argument or by --file")
    rows = _load(graph).query(file.read_text(encoding="utf-8") if file else str(sparql))
    if as_csv:
        click.echo(rows.to_csv(index=False), nl=False)
    else:
        _print_rows(rows, as_json=as_json)


@main.command()
@_GRAPH
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@_JSON
def explain(graph: Path, subject: str, predicate: str, object_: str, as_json: bool) -> None:
    """Show the sentences behind a statement, its words marked.

    SUBJECT and OBJECT are names or IRIs, PREDICATE is a local name such as mediates.

    \b
    Example:
      kg explain talks.ttl Qatar mediates Hamas
    """
    found = _load(graph).explain(subject, predicate, object_)
    if as_json:
        _print_json(_plain(found))
    else:
        click.echo(str(found))


@main.command()
@click.argument("graphs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="GRAPH...")
@_JSON
def validate(graphs: tuple[Path, ...], as_json: bool) -> None:
    """Check graphs against the shapes of the ontology and against their own text; the exit code is 1 if something is wrong.

    \b
    Example:
      kg validate talks.ttl
    """
    found = {str(path): _load(path).validate() for path in graphs}
    if as_json:
        _print_json({path: [_plain(problem) for problem in problems] for path, problems in found.items()})
    else:
        for path, problems in found.items():
            click.echo(f"{path}: {f'{len(problems)} problems' if problems else 'valid'}")
            for problem in problems:
                click.echo(visible(f"  {problem.article}: {problem.kind}: {problem.message}"))
    if any(found.values()):
        sys.exit(_FINDINGS)


@main.command()
@_GRAPH
@click.argument("html", type=click.Path(path_type=Path))
def draw(graph: Path, html: Path) -> None:
    """Draw a graph on a page of its own that needs no network.

    \b
    Example:
      kg draw talks.ttl talks.html
    """
    _load(graph).draw(html)
    click.echo(f"open {html} in a browser")


@main.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@_JSON
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Compare two graphs by what they claim; the exit code is 1 if they differ.

    \b
    Example:
      kg diff monday.ttl tuesday.ttl
    """
    found = _load(old).diff(_load(new))
    tables = {"added": found.added, "removed": found.removed, "changed": found.changed}
    if as_json:
        _print_json({name: _records(table) for name, table in tables.items()})
    else:
        for sign, table in zip("+-~", tables.values(), strict=True):
            for row in table.to_dict("records"):
                click.echo(visible(f"{sign} {_claim(row)}"))
    if found:
        sys.exit(_FINDINGS)


@main.command()
@click.argument("sentence")
@click.option("--models", default="bundled", show_default=True, help="bundled (come with the package), stanza, or a folder.")
@click.option("--lexicon", "lexicons", multiple=True, type=click.Path(path_type=Path), help="TOML file with frames of your own; give it again for more.")
@_JSON
def trace(sentence: str, models: str, lexicons: tuple[Path, ...], as_json: bool) -> None:
    """Show what becomes of a sentence: its tree, its mentions, the frames that fired, and the triggers that did not with the reason.

    \b
    Example:
      kg trace "Qatar did not mediate between Hamas and Israel."
    """
    from kg.extract.trace import trace as traced

    found = traced(sentence, models=models, lexicons=lexicons)
    if as_json:
        _print_json(_plain(found))
    else:
        click.echo(str(found))


main.add_command(push)
main.add_command(score)
main.add_command(export)
main.add_command(import_)


@main.group()
def models() -> None:
    """Fetch and check models of languages."""


@models.command()
@click.argument("language", metavar="LANGUAGE")
@click.option("--folder", type=click.Path(path_type=Path), help="Where to put them; Stanza's own folder when left out.")
@click.option("--url", help="A mirror of Stanza's list of resources.")
@click.option("--quiet", is_flag=True, help="No progress.")
def download(language: str, folder: Path | None, url: str | None, quiet: bool) -> None:
    """Fetch Stanza's package for a language; English comes with Parley and needs none.

    \b
    Example:
      kg models download fr
      kg build articles/ --models stanza --language fr -o talks.ttl
    """
    from kg.models.download import download as fetch

    place = fetch(language, folder, url=url, progress=not quiet and sys.stderr.isatty())
    click.echo(f"the models are in {place}")


@models.command()
@click.argument("where", default="bundled", metavar="[MODELS]")
@click.option("--language", default="en", show_default=True, help="Language to look for.")
def check(where: str, language: str) -> None:
    """Check that models are complete and unchanged, and that they load: bundled, stanza, or a folder.

    \b
    Example:
      kg models check
    """
    from kg.models.load import load_pipeline
    from kg.models.locate import locate

    found = locate(where, language)
    load_pipeline(where, language)
    for name, path in found.files.items():
        click.echo(f"{name}: {path}, {path.stat().st_size / 1e6:.1f} MB")


def _load(path: Path) -> KnowledgeGraph:
    from kg.graph import load

    return load(path)


def _claim(row: Mapping[Any, Any]) -> str:
    marks = [row["polarity"]] * (row["polarity"] != "positive") + [row["modality"]] * (row["modality"] != "asserted")
    shown = f" ({', '.join(marks)})" if marks else ""
    return f"{row['subject_name']} {row['predicate']} {row['object_name']}{shown}: “{row['evidence']}”"


def _columns(pairs: Iterable[str]) -> dict[str, str] | None:
    split = [pair.split("=", 1) for pair in pairs]
    if wrong := next((pair for pair in split if len(pair) != 2), None):
        raise click.BadParameter(f"{wrong[0]!r} is not of the form FIELD=COLUMN", param_hint="--column")
    return dict(split) or None


def _sizes(graph: KnowledgeGraph) -> dict[str, int]:
    return {
        "articles": len(graph.articles()),
        "actors": int((graph.entities()["type"] != "Place").sum()),
        "events": len(graph.events()),
        "statements": len(graph.statements()),
        "negotiations": len(graph.negotiations()),
    }


def _print_problems(problems: pd.DataFrame) -> None:
    for row in problems.to_dict("records"):
        click.echo(visible(f"{row['article']}: {row['kind']}: {row['message']}"), err=True)


def _print_rows(rows: pd.DataFrame, *, as_json: bool) -> None:
    if as_json:
        _print_json(_records(rows))
    elif len(rows):
        shown = rows.map(lambda value: visible(value) if isinstance(value, str) else value)
        click.echo(shown.to_string(index=False, na_rep="", max_colwidth=100))
    else:
        click.echo("no rows", err=True)


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in rows.to_dict("records")]


def _plain(value: Any) -> Any:
    """Return what JSON can say of a value: dataclasses as objects, missing as null."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if value is None or str(value) in ("<NA>", "nan", "NaT"):
        return None
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))

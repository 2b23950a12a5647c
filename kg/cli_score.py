"""``kg score``: how well graphs agree with what readers annotated.

Last row of the flow, a part of ``kg.cli``. The exit code is 1 where a figure stays below the one asked for.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.display import visible

if TYPE_CHECKING:
    import pandas as pd

    from kg.graph import KnowledgeGraph
    from kg.score import GoldScore

__all__ = ["score"]

_FINDINGS = 1
_COMMON = (
    click.option("--models", default="bundled", show_default=True, help="bundled (come with the package), stanza, or a folder."),
    click.option("--lexicon", "lexicons", multiple=True, type=click.Path(path_type=Path), help="Frames or topics of your own; give it again for more."),
    click.option("--actors", type=click.Path(path_type=Path), help="File with actors of your own."),
    click.option("--min", "floors", multiple=True, metavar="METRIC=VALUE", help="Exit with 1 if the figure is lower; give it again for more."),
    click.option("--verbose", is_flag=True, help="List what is missed and what is wrong."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read."),
)


def _common(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_COMMON):
        command = option(command)
    return command


@click.group()
def score() -> None:
    """Measure how well graphs agree with what readers annotated."""


@score.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="GOLD...")
@click.option("--text-folder", type=click.Path(path_type=Path), help="Where ID.txt lies, if not where the gold files say.")
@click.option("--draws", default=1000, show_default=True, type=click.IntRange(min=0), help="Draws for the intervals; 0 for none.")
@_common
def gold(files: tuple[Path, ...], text_folder: Path | None, draws: int, floors: tuple[str, ...], verbose: bool, as_json: bool, **options: Any) -> None:
    """Score entities, roles, topics and statements of annotated articles.

    \b
    Example:
      kg score gold tests/gold/*.json --min statements=0.5
    """  # noqa: D301 - click reads the escape
    from kg.score import score_gold
    from kg.score_match import METRICS

    wanted = _floors(floors, METRICS)
    found = score_gold(files, text_folder=text_folder, build=_builder(options))
    table, intervals = found.table(), found.bootstrap(draws) if draws else None
    if intervals is not None:
        table = table.join(intervals[["low", "high"]])
    _print(as_json, {"metrics": table, "predicates": found.per_predicate()})
    if verbose and not as_json:
        _print_differences(found)
    _end(wanted, {metric: found.f1(metric) for metric in wanted})


@score.command()
@click.argument("rows", type=click.Path(path_type=Path))
@click.option("--limit", type=click.IntRange(min=1), help="Score only so many rows.")
@_common
def plover(rows: Path, limit: int | None, floors: tuple[str, ...], verbose: bool, as_json: bool, **options: Any) -> None:
    """Score event types on sentences coded by hand: columns id, sentence, source, target, type.

    \b
    Example:
      kg score plover rows.tsv --min pair=0.6 --verbose
    """  # noqa: D301 - click reads the escape
    import pandas as pd

    from kg.score_plover import FIGURES, score_plover

    wanted = _floors(floors, FIGURES)
    found = score_plover(rows, build=_builder(options), limit=limit)
    figures = found.figures()
    _print(as_json, {"figures": pd.DataFrame({"value": figures}), "types": found.per_type()})
    if verbose and not as_json:
        for row in found.wrong:
            click.echo(visible(f"{row.id} {row.type}, given {row.given}: {row.source} -> {row.target}: {row.sentence}"))
    _end(wanted, figures)


@score.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--raw", is_flag=True, help="Annotate the bare text instead of taking sentences, tags and trees from the file.")
@click.option("--named", is_flag=True, help="Compare only actors that are named.")
@click.option("--no-metonyms", is_flag=True, help="Leave out officials and the like that stand for their state.")
@_common
def coreference(
    file: Path,
    raw: bool,
    named: bool,
    no_metonyms: bool,
    floors: tuple[str, ...],
    verbose: bool,
    as_json: bool,
    models: str,
    lexicons: tuple[Path, ...],
    actors: Path | None,
) -> None:
    """Score who is who against a CoNLL-U file with Entity= brackets, as GUM has them.

    \b
    Example:
      kg score coreference en_gum-ud-test.conllu --min conll=0.4
    """  # noqa: D301 - click reads the escape
    import pandas as pd

    from kg.pipeline import load_knowledge
    from kg.score_coreference import score_coreference

    wanted = _floors(floors, ("conll", "precision", "recall"))
    knowledge = load_knowledge(lexicons=lexicons, actors=() if actors is None else (actors,))
    found = score_coreference(file, knowledge, models=models, raw=raw, named=named, metonyms=not no_metonyms)
    table = found.table()
    table.index = pd.Index([" ".join(row) for row in table.index])
    _print(as_json, {"figures": table})
    _end(wanted, {name: getattr(found.ours, name) for name in wanted})


def _builder(options: Mapping[str, Any]) -> Callable[[Any], KnowledgeGraph]:
    import kg

    return partial(kg.build, **{name: value for name, value in options.items() if value is not None})


def _floors(pairs: Iterable[str], metrics: Iterable[str]) -> dict[str, float]:
    """Read ``METRIC=VALUE``."""
    known = tuple(metrics)
    wanted: dict[str, float] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        try:
            wanted[name] = float(value)
        except ValueError:
            raise click.BadParameter(f"{pair!r} is not of the form METRIC=VALUE, such as {known[0]}=0.5", param_hint="--min") from None
        if name not in known:
            raise click.BadParameter(f"there is no figure {name!r}, only {', '.join(known)}", param_hint="--min")
    return wanted


def _print(as_json: bool, tables: Mapping[str, pd.DataFrame]) -> None:
    if as_json:
        click.echo(json.dumps({name: table.to_dict("index") for name, table in tables.items()}, ensure_ascii=False, indent=2))
        return
    for table in tables.values():
        click.echo(table.rename_axis(index=None).to_string(float_format=lambda value: f"{value:.3f}") + "\n")


def _print_differences(found: GoldScore) -> None:
    for outcome in found.outcomes:
        click.echo(visible(outcome.article))
        for name in outcome.missed_entities:
            click.echo(visible(f"  no entity  {name}"))
        for sign, claims in (("missed", outcome.missed), ("extra", outcome.extra)):
            for claim in claims:
                click.echo(visible(f"  {sign:<9}  {claim.subject} {claim.predicate} {claim.object} | {claim.evidence}"))


def _end(wanted: Mapping[str, float], figures: Mapping[str, float]) -> None:
    short = [f"{name} {figures[name]:.3f} < {value:g}" for name, value in wanted.items() if figures[name] < value]
    if short:
        click.echo("; ".join(short), err=True)
        sys.exit(_FINDINGS)

"""Command line of the recipe."""

from __future__ import annotations

import logging
import sys
import tomllib
from pathlib import Path

import click

from kg.errors import missing_extra
from kg.models.train.stages import run_stages


@click.command()
@click.argument("settings", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True, help="Folder with ud/ and ner/.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for states, logs and models.")
def main(settings: Path, data: Path, out: Path) -> None:
    """Train the models that SETTINGS describe; run again after an interruption, it goes on where it was."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    logging.getLogger("stanza").setLevel(logging.WARNING)
    out.mkdir(parents=True, exist_ok=True)
    try:
        for line in run_stages(tomllib.loads(settings.read_text(encoding="utf-8")), data=data, out=out):
            click.echo(line)
    except ModuleNotFoundError as error:
        raise missing_extra(str(error.name), "train") from error


if __name__ == "__main__":
    main()

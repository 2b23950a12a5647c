"""Tables and JSON as rows of article fields: DataFrames, CSV, Parquet, JSON Lines, JSON.

Part of ``kg.read``. Columns are mapped by the caller or guessed from the names that corpora use; a row that cannot be used comes out as its error,
so that the others are not lost.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as calendar_date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from kg.article import Article
from kg.errors import ArticleError, missing_extra
from kg.read_headers import find_day
from kg.types import Problem

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GUESSES", "Row", "is_frame", "read_csv", "read_json", "read_json_lines", "read_parquet", "rows_of_frame"]

GUESSES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "article_text", "full_text", "fulltext", "maintext", "story", "article_body", "articlebody"),
    "id": ("id", "article_id", "uid", "guid", "doc_id", "document_id"),
    "title": ("title", "headline", "head", "article_title"),
    "url": ("url", "link", "uri", "article_url"),
    "publisher": ("publisher", "outlet", "source", "source_name", "newspaper", "publication", "media", "site_name", "source_domain"),
    "date": (
        "date",
        "published",
        "date_published",
        "published_date",
        "publish_date",
        "date_publish",
        "publication_date",
        "pubdate",
        "published_at",
        "datetime",
    ),
    "language": ("language", "lang"),
}
"""Field of ``Article`` to the names of columns that are taken for it, best first; case does not matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one article is made of.

    Args:
        fields: Of ``Article``, as text; what is missing is left out.
        article: An article that was given ready.
        place: Where it came from, for messages.
        notes: What was doubtful.
    """

    fields: Mapping[str, str]
    article: Article | None = None
    place: str
    notes: tuple[Problem, ...] = ()


def is_frame(source: object) -> TypeGuard[pd.DataFrame]:
    """Tell whether something is a pandas DataFrame, without loading pandas for it."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(source, pandas.DataFrame)


def rows_of_frame(frame: pd.DataFrame, columns: Mapping[str, str] | None, *, place: str, first: int = 0) -> Iterator[Row | ArticleError]:
    """Yield the rows of a DataFrame in their order; ``place`` and a number from ``first`` tell where each one stands."""
    names = [str(name) for name in frame.columns]
    chosen = _choose(names, columns, place, strict=True)
    for number, values in enumerate(frame.itertuples(index=False, name=None), first):
        yield _row(dict(zip(names, values, strict=True)), chosen, f"{place}, row {number}")


def read_csv(path: Path, columns: Mapping[str, str] | None, text: str) -> Iterator[Row | ArticleError]:
    """Yield the rows of a CSV file with a line of names; the separator is the commonest of comma, semicolon, tab and bar in that line."""
    import pandas as pd

    head = text[: text.find("\n")] if "\n" in text else text
    separator = max(",;\t|", key=head.count)
    try:
        frame = pd.read_csv(io.StringIO(text, newline=""), sep=separator, dtype=str, keep_default_na=False, index_col=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ArticleError(f"not a readable table: {error}", hint="check quotes and separators; the first line names the columns", place=str(path)) from error
    yield from rows_of_frame(frame, columns, place=str(path), first=1)


def read_parquet(path: Path, columns: Mapping[str, str] | None) -> Iterator[Row | ArticleError]:
    """Yield the rows of a Parquet file."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise missing_extra("pyarrow", "parquet") from error
    try:
        table = pyarrow.parquet.read_table(path)
    except (OSError, pyarrow.ArrowException) as error:
        raise ArticleError(f"not a readable Parquet file: {error}", hint="check that it was written completely", place=str(path)) from error
    yield from rows_of_frame(table.to_pandas(), columns, place=str(path), first=1)


def read_json_lines(path: Path, columns: Mapping[str, str] | None, text: str) -> Iterator[Row | ArticleError]:
    """Yield the rows of a file with one JSON object a line; empty lines are skipped."""
    lines = ((f"{path}:{number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    return _rows_of_objects(((place, _parse(line, place)) for place, line in lines), columns, str(path))


def read_json(path: Path, columns: Mapping[str, str] | None, text: str) -> Iterator[Row | ArticleError]:
    """Yield the rows of a JSON file that holds one object or an array of objects."""
    content = _parse(text, str(path))
    items = content if isinstance(content, list) else [content]
    return _rows_of_objects(((f"{path}, item {number}", item) for number, item in enumerate(items, 1)), columns, str(path))


def _parse(text: str, place: str) -> object:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"{error.msg} at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        return ArticleError(f"not JSON: {where}", hint="one JSON object a line in .jsonl, one object or array in .json", place=place)


def _rows_of_objects(items: Iterable[tuple[str, object]], columns: Mapping[str, str] | None, place: str) -> Iterator[Row | ArticleError]:
    seen: set[str] = set()
    for where, item in items:
        if isinstance(item, ArticleError):
            yield item
        elif isinstance(item, dict):
            seen.update(item)
            try:
                yield _row(item, _choose(list(item), columns, where, strict=False), where)
            except ArticleError as error:
                yield error
        else:
            yield ArticleError(f"a JSON object was expected, this is {type(item).__name__}", hint='write {"text": "…"}', place=where)
    never = [name for name in (columns or {}).values() if name not in seen]
    if never and seen:
        yield _unknown_column(never[0], sorted(seen), place)


def _choose(names: list[str], columns: Mapping[str, str] | None, place: str, *, strict: bool) -> dict[str, str]:
    """Return field to column: the caller's, then guesses. Strict: every column that the caller names must be there, else only that of the text."""
    given = dict(columns or {})
    for field, column in given.items():
        if field not in GUESSES:
            raise ArticleError(f"articles have no field {field!r}", hint=f"map from {', '.join(GUESSES)}", place=place)
        if column not in names and (strict or field == "text"):
            raise _unknown_column(column, names, place)
    chosen = {field: column for field, column in given.items() if column in names}
    lower = {name.lower(): name for name in reversed(names)}
    for field, guesses in GUESSES.items():
        found = [lower[guess] for guess in guesses if guess in lower and lower[guess] not in chosen.values()]
        if field not in given and found:
            chosen[field] = found[0]
    if "text" not in chosen:
        raise ArticleError("no column looks like the text", hint=f"say which: columns={{'text': …}}; there are {', '.join(map(repr, names))}", place=place)
    return chosen


def _unknown_column(column: str, names: list[str], place: str) -> ArticleError:
    return ArticleError(f"no column {column!r}", hint=f"there are {', '.join(map(repr, names))}", place=place)


def _row(values: Mapping[str, Any], chosen: Mapping[str, str], place: str) -> Row | ArticleError:
    fields: dict[str, str] = {}
    notes: list[Problem] = []
    for field, column in chosen.items():
        value = values[column]
        if field == "text":
            if not isinstance(value, str):
                what = "missing" if _is_missing(value) else f"of type {type(value).__name__}"
                return ArticleError(f"the text in column {column!r} is {what}", hint="leave the row out, or give its text", place=place)
            fields[field] = value
        elif not _is_missing(value):
            known = _day(value) if field == "date" else _plain(value)
            if known is None:
                notes.append(Problem(article=place, kind="date", message=f"no calendar date, left out: {str(value)[:60]!r}. Hint: write it as YYYY-MM-DD"))
            else:
                fields[field] = known
    return Row(fields=fields, place=place, notes=tuple(notes))


def _is_missing(value: object) -> bool:
    """Tell None, NaN, NaT and NA (none equals itself) and blank text from values."""
    if value is None or isinstance(value, str):
        return not (value and value.strip())
    return not isinstance(value, (list, dict)) and str(value == value) in ("False", "<NA>")


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _day(value: object) -> str | None:
    """Return the day of a date, a timestamp or a text that holds one."""
    if isinstance(value, calendar_date):
        return value.isoformat()[:10]
    text = str(value).strip()
    try:
        return calendar_date.fromisoformat(text[:10]).isoformat() if text[:4].isdigit() else find_day(text)
    except ValueError:
        return find_day(text)

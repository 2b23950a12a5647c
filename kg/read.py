"""Reading: files, folders, globs, tables and articles in any mixture become articles.

First step of the flow, before ``kg.annotate``. Plain text keeps every character as given (a byte order mark aside, and without any change of line
ends); ``kg.read_headers`` says what its first lines mean. Pages are the work of ``kg.read_html``, tables and JSON that of ``kg.read_tables``.
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from kg.article import Article
from kg.errors import ArticleError, KgError
from kg.read_headers import host_of, read_header
from kg.read_html import read_page
from kg.read_tables import Row, is_frame, read_csv, read_json, read_json_lines, read_parquet, rows_of_frame
from kg.types import OnError, Problem

__all__ = ["SUFFIXES", "iterate_articles", "looks_english", "read_articles"]

SUFFIXES = (".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
"""What is read from a folder; ``.json`` only when named itself."""

_TABLES = {".jsonl": read_json_lines, ".ndjson": read_json_lines, ".json": read_json, ".csv": read_csv, ".tsv": read_csv}
_PAGES = (".html", ".htm", ".xhtml")
_MAGIC = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP or Office file",
    b"{\\rtf": "an RTF file",
    b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
}
_ENGLISH = frozenset(
    "the of and to a in that is was for on with as it by at from are be has have had were which this not he his they their an but will said who been would"
    " or its after more also about than there between when we you i she her one all out up".split()
)
_WORDS = re.compile(r"[^\W\d_]+")


def read_articles(
    source: object, *, columns: Mapping[str, str] | None = None, on_error: OnError = "raise", language: str = "en"
) -> tuple[list[Article], list[Problem]]:
    """Read articles from a path, an ``Article``, a DataFrame, or an iterable of these.

    A path may be a file (plain text, HTML, JSON, JSON Lines, CSV, TSV, Parquet), a folder (read with its subfolders, in the order of names) or a glob.
    An article's id is the one given, else a hash of its text, so that the same text is the same article wherever it came from; texts that come twice
    are read once. Metadata that a row or an ``Article`` gives wins over what the header of the text says; where no outlet is named, the host
    of the address stands in for it.

    Args:
        source: Where the articles are. A string is always a path; use ``kg.Article(text=…)`` for a text.
        columns: For tables and JSON: field of ``Article`` to name of column. What is left out is guessed from common names.
        on_error: Stop at the first article that cannot be read, or keep it as a problem and go on.
        language: Language of articles that do not say theirs.

    Returns:
        Articles in the order of the source, and problems: articles that could not be read and things to know about those that could.

    Raises:
        ArticleError: With ``on_error="raise"``; its message names the file, the place and the remedy.

    Example:
        >>> articles, problems = read_articles([Article("DOHA, 4 March 2024 (Canal News) - Envoys of the two sides met.")])
        >>> articles[0].publisher, articles[0].date, articles[0].text[articles[0].body :]
        ('Canal News', '2024-03-04', 'Envoys of the two sides met.')
        >>> problems
        []
    """
    articles: list[Article] = []
    problems: list[Problem] = []
    for item in iterate_articles(source, columns=columns, on_error=on_error, language=language):
        if isinstance(item, Article):
            articles.append(item)
        else:
            problems.append(item)
    return articles, problems


def iterate_articles(
    source: object, *, columns: Mapping[str, str] | None = None, on_error: OnError = "raise", language: str = "en"
) -> Iterator[Article | Problem]:
    """Yield articles and problems one by one, as ``read_articles`` collects them; a folder is never held in memory as a whole.

    Example:
        >>> [item.kind for item in iterate_articles(["no/such/file.txt"], on_error="collect")]
        ['unreadable']
    """
    if on_error not in ("raise", "collect"):
        raise ArticleError(f"on_error is {on_error!r}", hint="use on_error='raise' or on_error='collect'")
    seen: dict[str, bytes] = {}
    for item in _rows(source, columns):
        try:
            if isinstance(item, ArticleError):
                raise item
            article, notes = _article(item, language)
            if _is_new(article, item.place, seen):
                yield article
                yield from notes
            else:
                yield Problem(article=item.place, kind="duplicate", message=f"the same text as article {article.id}, read once")
        except ArticleError as error:
            if on_error == "raise":
                raise
            yield Problem(article=error.place or "", kind="unreadable", message=_without_place(error))


def looks_english(text: str) -> bool:
    """Tell by its small words whether a text may be English; too short a text may always be.

    Example:
        >>> looks_english("The two sides said that they would meet in Doha after the holidays."), looks_english("Ja. Nein.")
        (True, True)
        >>> looks_english("Die beiden Seiten wollen sich nach den Feiertagen in Doha treffen, hieß es am Montag in einer Erklärung der Vermittler dort.")
        False
    """
    words = [word.lower() for word in _WORDS.findall(text[:20_000])]
    if len(words) < 20:
        return True
    return sum(word in _ENGLISH for word in words) >= 0.2 * len(words)


def _rows(source: object, columns: Mapping[str, str] | None) -> Iterator[Row | ArticleError]:
    """Yield what each article is made of, or the error that stands for it."""
    try:
        if isinstance(source, Article):
            yield Row(fields={}, article=source, place=f"article {source.id}")
        elif isinstance(source, (str, os.PathLike)):
            for path in _paths(os.fspath(source)):
                yield from _guarded(_read_file(path, columns))
        elif is_frame(source):
            yield from rows_of_frame(source, columns, place="table")
        elif isinstance(source, Iterable) and not isinstance(source, (bytes, bytearray, Mapping)):
            for item in source:
                yield from _rows(item, columns)
        else:
            raise ArticleError(
                f"articles cannot be read from {type(source).__name__}", hint="give a path, an Article, a pandas DataFrame, or an iterable of these"
            )
    except ArticleError as error:
        yield error


def _guarded(rows: Iterator[Row | ArticleError]) -> Iterator[Row | ArticleError]:
    try:
        yield from rows
    except ArticleError as error:
        yield error


def _paths(name: str | bytes) -> list[Path]:
    if isinstance(name, bytes) or "\0" in name:
        raise ArticleError("a path is a str without NUL characters", hint="for a text, use kg.Article(text=…)")
    try:
        path = Path(name).expanduser()
        if path.is_dir():
            return _inside(path)
        if path.exists():
            return [path]
        found = sorted(Path(match) for match in glob.glob(str(path), recursive=True)) if glob.has_magic(name) else []  # noqa: PTH207 - absolute patterns
    except (OSError, RuntimeError) as error:
        raise ArticleError(f"no file, folder or glob: {_short(name)}", hint="for a text, use kg.Article(text=…)") from error
    files = [file for match in found for file in (_inside(match) if match.is_dir() else [match])]
    if not files:
        what = "no file matches" if glob.has_magic(name) else "no such file or folder:"
        raise ArticleError(f"{what} {_short(name)}", hint=f"check the path (seen from {Path.cwd()}); for a text, use kg.Article(text=…)", place=_short(name))
    return files


def _inside(folder: Path) -> list[Path]:
    files: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files.extend(Path(parent, name) for name in names if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES)
    if not files:
        raise ArticleError("the folder holds nothing to read", hint=f"readable are {', '.join(SUFFIXES)}; name other files one by one", place=str(folder))
    return sorted(files)


def _short(name: str) -> str:
    return repr(name if len(name) <= 120 else name[:119] + "…")


def _read_file(path: Path, columns: Mapping[str, str] | None) -> Iterator[Row | ArticleError]:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        yield from read_parquet(path, columns)
        return
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}", hint="check that it is a file and that you may read it", place=str(path)) from error
    _refuse_binary(data, path)
    if suffix in _PAGES:
        yield Row(fields=read_page(data, place=str(path)), place=str(path))
        return
    text = _decode(data, path)
    if suffix in _TABLES:
        yield from _TABLES[suffix](path, columns, text)
    else:
        yield Row(fields={"text": text}, place=str(path))


def _refuse_binary(data: bytes, path: Path) -> None:
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise ArticleError(f"this is {what}, not text", hint="save it as plain text in UTF-8", place=str(path))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ArticleError("this is UTF-16, not UTF-8", hint=f"iconv -f UTF-16 -t UTF-8 {path.name} > converted.txt", place=str(path))
    if (zero := data.find(b"\0")) >= 0:
        raise ArticleError(f"this is a binary file: a NUL byte at byte {zero}", hint="give text in UTF-8", place=str(path))


def _decode(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ArticleError(
            f"not UTF-8: byte {data[error.start]:#04x} at byte {error.start}",
            hint=f"convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 {path.name} > converted.txt",
            place=f"{path}:{line}",
        ) from error


def _article(row: Row, language: str) -> tuple[Article, list[Problem]]:
    """Join what a row says with what the header of its text says."""
    try:
        given = row.article or _given(row.fields, language)
    except KgError as error:
        raise ArticleError(error.message, hint=error.hint, place=row.place) from error
    if not given.text.strip():
        raise ArticleError("the article is empty", hint="leave it out, or give its text", place=row.place)
    header = read_header(given.text, title=given.title)
    if not given.text[header.body :].strip():
        raise ArticleError("the article has a header and no body", hint="give the text below the headline", place=row.place)
    url = given.url or header.url
    article = replace(
        given,
        title=given.title or header.title,
        url=url,
        publisher=given.publisher or header.publisher or (host_of(url) if url else None),
        date=given.date or header.date,
        body=given.body or header.body,
    )
    return article, [*row.notes, *_doubts(article, header.undated, row.place)]


def _given(fields: Mapping[str, str], language: str) -> Article:
    known = fields.get
    return Article(
        fields["text"],
        id=known("id", ""),
        title=known("title"),
        url=known("url"),
        publisher=known("publisher"),
        date=known("date"),
        language=known("language", language),
    )


def _doubts(article: Article, undated: str | None, place: str) -> Iterator[Problem]:
    if article.language == "en" and not looks_english(article.text[article.body :]):
        yield Problem(
            article=place, kind="language", message="this does not look like English, the language of the models. Hint: leave it out, or translate it"
        )
    if undated and not article.date:
        yield Problem(article=place, kind="date", message=f"the dateline has no year: {undated!r}. Hint: give the day by kg.Article(date=…) or a date column")


def _is_new(article: Article, place: str, seen: dict[str, bytes]) -> bool:
    """Tell whether an id is new; the same id with another text is an error."""
    digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).digest()
    if article.id not in seen:
        seen[article.id] = digest
        return True
    if seen[article.id] != digest:
        raise ArticleError(f"another text has the id {article.id!r} too", hint="give each article an id of its own, or none", place=place)
    return False


def _without_place(error: ArticleError) -> str:
    return f"{error.message}. Hint: {error.hint}" if error.hint else error.message

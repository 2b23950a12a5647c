"""Web pages: the article of a page and what its head says about it.

Part of ``kg.read``. The text is found by trafilatura, which is never handed an address and fetches nothing. Metadata is taken from what the page
states (meta elements, JSON-LD, ``time``), never guessed from digits of an address or from the clock.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from kg.errors import ArticleError, missing_extra
from kg.read_headers import find_day

__all__ = ["read_page"]

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_DATES = ("article:published_time", "datepublished", "date", "dc.date", "dcterms.date", "dc.date.issued", "pubdate", "publishdate", "parsely-pub-date")
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title")
_PUBLISHERS = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher")


def read_page(data: bytes, *, place: str) -> dict[str, str]:
    """Return text, title, url, publisher and date of the article of a page, as far as the page states them.

    Args:
        data: The page as stored; its declared charset is used, else UTF-8.
        place: File, for messages.

    Raises:
        ArticleError: If the page is not in the charset that it declares, or holds no article.
        MissingDependencyError: If trafilatura is not installed.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise missing_extra("trafilatura", "html") from error
    page = _decode(data, place)
    text = trafilatura.extract(page, include_comments=False, include_tables=False, with_metadata=False)
    if not text:
        raise ArticleError("no article found in this page", hint="save the text of the article as .txt", place=place)
    return {**_metadata(page), "text": text}


def _decode(data: bytes, place: str) -> str:
    declared = _CHARSET.search(data[:4096])
    charset = declared[1].decode("ascii") if declared else "utf-8"
    try:
        return data.decode("utf-8-sig" if codecs.lookup(charset).name == "utf-8" else charset)
    except LookupError as error:
        raise ArticleError(f"unknown charset {charset!r}", hint="store the page as UTF-8", place=place) from error
    except UnicodeDecodeError as error:
        raise ArticleError(f"the page is not in {charset}: byte {error.start}", hint="store the page as UTF-8", place=place) from error


def _metadata(page: str) -> dict[str, str]:
    head = _Head()
    head.feed(page)
    linked = {key: value for block in head.blocks for key, value in _linked_data(block)}
    days = (find_day(value) for value in (linked.get("date", ""), *_values(head, _DATES), *head.times))
    found = {
        "title": next(iter(_values(head, _TITLES)), "") or linked.get("title", "") or head.title,
        "publisher": next(iter(_values(head, _PUBLISHERS)), "") or linked.get("publisher", ""),
        "url": head.canonical or head.meta.get("og:url", ""),
        "date": next((day for day in days if day), ""),
        "language": head.language[:2].lower(),
    }
    return {field: " ".join(value.split()) for field, value in found.items() if value.strip()}


def _values(head: _Head, names: tuple[str, ...]) -> list[str]:
    return [head.meta[name] for name in names if head.meta.get(name, "").strip()]


def _linked_data(block: str) -> Iterator[tuple[str, str]]:
    """Yield date, title and publisher of the first part of a JSON-LD block that has a day of publication."""
    try:
        waiting = [json.loads(block)]
    except (json.JSONDecodeError, RecursionError):
        return
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            if "datePublished" in part:
                publisher = part.get("publisher")
                name = publisher.get("name") if isinstance(publisher, dict) else publisher
                stated = {"date": part["datePublished"], "title": part.get("headline"), "publisher": name}
                yield from ((key, value) for key, value in stated.items() if isinstance(value, str))
                return
            waiting.extend(value for value in part.values() if isinstance(value, (list, dict)))


class _Head(HTMLParser):
    """Collects what a page states about itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.blocks: list[str] = []
        self.times: list[str] = []
        self.title = ""
        self.canonical = ""
        self.language = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take meta elements, the canonical address, the language and the times; remember where text is wanted."""
        given = {name: value or "" for name, value in attrs}
        self._inside = ""
        if tag == "meta":
            name = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
            self.meta.setdefault(name, given.get("content", ""))
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.canonical = self.canonical or given.get("href", "")
        elif tag == "time" and given.get("datetime"):
            self.times.append(given["datetime"])
        elif tag == "html":
            self.language = given.get("lang", "")
        elif (tag == "title" and not self.title) or (tag == "script" and given.get("type") == "application/ld+json"):
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        """Stop collecting text."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Keep the text of the title and of JSON-LD blocks."""
        if self._inside == "title":
            self.title += data
        elif self._inside == "script":
            self.blocks.append(data)

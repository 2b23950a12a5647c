"""An article: the text as given and what is known about it.

First noun of the flow. Reading files into articles is the work of ``kg.read``; annotating them is that of ``kg.annotate``.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date as calendar_date

from kg.errors import ArticleError

__all__ = ["Article"]

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Article:
    """A news article, never changed after it was made.

    All offsets in the package count characters of ``text`` exactly as given.

    Args:
        text: The article, header lines included. Lone surrogates, which no UTF-8 file can hold, become U+FFFD, here and in the other fields.
        id: A stable name; when left out, the first 16 hexadecimal digits of the SHA-256 of the text, so that the same text is the same article everywhere.
        title: Headline, if known.
        url: Address, if known.
        publisher: Outlet, if known.
        date: Day of publication as ``YYYY-MM-DD``, if known.
        language: Two-letter code.
        body: Where the body begins in ``text``, after header lines (a URL, a date and outlet, a title).

    Raises:
        ArticleError: If the text is no string, or the date is no ISO date.

    Example:
        >>> Article("Qatar mediates between the two sides.").id
        '38f7d3bbcc8c319e'
        >>> Article("Talks resumed.", id="a1", date="2024-03-05").date
        '2024-03-05'
    """

    text: str
    id: str = ""
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    date: str | None = None
    language: str = "en"
    body: int = 0

    def __post_init__(self) -> None:
        """Check text and date, and give an id to an article that has none."""
        if not isinstance(self.text, str):
            raise ArticleError(
                f"the text of an article is a str, not {type(self.text).__name__}", hint="decode bytes before: data.decode('utf-8')", place=self.id or None
            )
        for name in ("text", "id", "title", "url", "publisher"):
            value = getattr(self, name)
            if isinstance(value, str) and not value.isascii() and _LONE_SURROGATES.search(value):
                object.__setattr__(self, name, _LONE_SURROGATES.sub("\ufffd", value))
        if not self.id:
            object.__setattr__(self, "id", hashlib.sha256(self.text.encode()).hexdigest()[:16])
        if self.date is not None:
            _check_date(self.date, self.id)


def _check_date(value: str, article_id: str) -> None:
    try:
        if calendar_date.fromisoformat(value).isoformat() != value:  # 20240305 and 2024-W10-2 are ISO dates too, but no xsd:date
            raise ValueError(value)
    except (TypeError, ValueError) as error:
        raise ArticleError(f"{value!r} is no date", hint="give the day of publication as YYYY-MM-DD, e.g. 2024-03-05", place=f"article {article_id}") from error

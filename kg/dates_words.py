"""The words of dates, and a sentence cut so that the date grammar can read it.

Row 6 of the flow, below ``kg.dates``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from kg.dates_calendar import Days

__all__ = ["MONTHS", "NUMBERS", "SHIFTS", "UNITS", "WEEKDAYS", "Found", "Text", "part_at", "split"]

Found: TypeAlias = "tuple[int, Days | None]"
"""Where a reading ends, and the days that it names; None for days that cannot be."""

_MONTHS = "january february march april may june july august september october november december".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS: Mapping[str, int] = MappingProxyType({name: i for i, name in enumerate(_MONTHS, 1)} | {name[:3]: i for i, name in enumerate(_MONTHS, 1)} | {"sept": 9})
WEEKDAYS: Mapping[str, int] = MappingProxyType(
    {name: i for i, name in enumerate(_WEEKDAYS)} | {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}
)
"""``Sat`` and ``Sun`` are left out: they are a verb and a newspaper more often than days."""
NUMBERS: Mapping[str, int] = MappingProxyType(
    {"a": 1, "an": 1} | {w: i for i, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)}
)
_UNITS = "day week weekend month year decade".split()
UNITS: Mapping[str, str] = MappingProxyType({word: unit for unit in _UNITS for word in (unit, f"{unit}s")})
SHIFTS: Mapping[str, int] = MappingProxyType({"last": -1, "this": 0, "next": 1})
PARTS = {"early": "early", "mid": "mid", "late": "late", "beginning": "early", "start": "early", "middle": "mid", "end": "late"}
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A sentence as the grammar reads it.

    Args:
        shown: Words as they stand, cut at hyphens and slashes.
        lower: The same in lower case, without the full stop of abbreviations.
        tokens: The token that each is of.
        today: Day of publication.
        future: Whether what is dated lies ahead.
    """

    shown: tuple[str, ...]
    lower: tuple[str, ...]
    tokens: tuple[int, ...]
    today: date | None
    future: bool

    def word(self, at: int) -> str:
        """Return a word in lower case; empty outside the sentence."""
        return self.lower[at] if 0 <= at < len(self.lower) else ""

    def words(self, at: int, count: int) -> tuple[str, ...]:
        """Return so many words from a place on, fewer at the end of the sentence."""
        return self.lower[at : at + count] if at >= 0 else ()

    def capital(self, at: int) -> bool:
        """Say whether a word begins with a capital."""
        return 0 <= at < len(self.shown) and self.shown[at][:1].isupper()

    def month(self, at: int) -> int | None:
        """Return the number of a month that is named in a place: ``March``, ``Jan.``."""
        return MONTHS.get(self.word(at)) if self.capital(at) else None

    def weekday(self, at: int) -> int | None:
        """Return the weekday that is named in a place, Monday 0."""
        return WEEKDAYS.get(self.word(at)) if self.capital(at) else None

    def day(self, at: int) -> int | None:
        """Return the number of a day of the month: ``5``, ``05``, ``5th``."""
        word = self.word(at)
        ordinal = _ORDINAL.fullmatch(word)
        if ordinal is None and not (word.isascii() and word.isdecimal() and len(word) <= 2):
            return None
        number = int(ordinal[1] if ordinal else word)
        return number if 1 <= number <= 31 else None

    def year(self, at: int) -> int | None:
        """Return a number of four digits that can be a year."""
        word = self.word(at)
        return int(word) if len(word) == 4 and word.isascii() and word.isdecimal() and 1000 <= int(word) < 2200 else None


def split(words: Sequence[str], today: date | None, future: bool) -> Text:
    """Cut tokens at hyphens and slashes and drop the full stop of abbreviations, whether it is a token of its own or not."""
    pieces = [(piece, i) for i, word in enumerate(words) for piece in re.split(r"([-–—/’'])", word) if piece]
    kept = [(piece, i) for n, (piece, i) in enumerate(pieces) if not (piece == "." and n and n + 1 < len(pieces) and _is_short(pieces[n - 1][0]))]
    lower = tuple(piece.lower().rstrip(".") or piece for piece, _ in kept)
    return Text(shown=tuple(p for p, _ in kept), lower=lower, tokens=tuple(i for _, i in kept), today=today, future=future)


def _is_short(word: str) -> bool:
    return word[:1].isupper() and len(word) <= 4 and word.lower() in MONTHS and word.lower() not in _MONTHS


def part_at(text: Text, at: int) -> tuple[int, str] | None:
    """Read ``early``, ``mid-``, ``late``, ``the end of``; return where the period begins, and the third that is meant."""
    here = at + 1 if text.word(at) == "the" else at
    part = PARTS.get(text.word(here))
    if part is None:
        return None
    if text.word(here) in ("early", "mid", "late"):
        after = here + 1
        return after + (text.word(after) in ("-", "–")) + (text.word(after) == "in"), part
    return (here + 2, part) if text.word(here + 1) == "of" else None

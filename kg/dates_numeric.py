"""Dates with digits or the name of a month: ``March 5``, ``5 March 2024``, ``2024-03-05``, ``in 2016``, ``between May 3 and 6``, ``the 1990s``.

Row 6 of the flow, below ``kg.dates``. A day or month without a year is the nearest to publication: the last one at or before, or the coming one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from kg.dates_calendar import Days, decade, month, one_day, unit_of, year
from kg.dates_words import SHIFTS, Found, Text

__all__ = ["calendar_date", "decade_or_year", "is_counted", "named_range", "quarter"]

BEFORE_PERIOD = frozenset(
    """
    in since during of by until till from through throughout before after for around early late mid end beginning start middle about between and to
    last this next earlier later - –
    """.split()
)
AMBIGUOUS = frozenset("may march april june august jan feb mar apr jun jul aug sep sept oct nov dec".split())
COUNTED = frozenset(
    """
    people men women children percent per % soldiers troops fighters prisoners detainees hostages civilians refugees families homes houses miles
    kilometers kilometres km meters metres feet hours minutes days weeks months years dollars euros pounds tons tonnes barrels points votes seats
    members others dead killed wounded injured cases workers migrants students protesters police officers residents villagers rockets missiles
    drones tanks vehicles trucks aircraft patients bodies deaths
    """.split()
)
SEARCHED = 8
_DECADE = re.compile(r"(1\d|20)(\d0)s")
_SHORT_YEAR = re.compile(r"\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Date:
    """What a text says of a date; at least one of the three."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None


def is_counted(text: Text, at: int) -> bool:
    """Say whether a number before this place counts things: ``2000 soldiers``."""
    return text.word(at) in COUNTED


def calendar_date(text: Text, at: int, *, sure: bool = False) -> Found | None:
    """Read a day, or a month with or without its year.

    Args:
        text: The sentence.
        at: Where to begin.
        sure: Whether what stands before makes clear that a bare month is one.
    """
    read = _read(text, at)
    if read is None:
        return None
    end, found = read
    if found.day is None and found.year is None and not sure and not _is_month(text, at):
        return None
    if found.year is None and text.today is None:
        return end, None
    return end, _days(found, text)


def _is_month(text: Text, at: int) -> bool:
    """Say whether a bare month is one and no name, verb or part of an impossible date."""
    word, before = text.word(at), text.word(at - 1)
    if before.isdecimal() or text.word(at + 1).isdecimal():
        return False
    if word not in AMBIGUOUS or before in BEFORE_PERIOD:
        return True
    return text.words(at + 1, 2) in (("'", "s"), ("’", "s")) and before in ("in", "the")


def _read(text: Text, at: int) -> tuple[int, _Date] | None:
    number = text.weekday(at)
    if number is None:
        return _iso(text, at) or _slashed(text, at) or _month_first(text, at) or _day_first(text, at)
    here = at + 1 + (text.word(at + 1) == ",")
    here += text.word(here) == "the"
    read = _iso(text, here) or _month_first(text, here) or _day_first(text, here)
    return (read[0], replace(read[1], weekday=number)) if read and read[1].day else None


def _iso(text: Text, at: int) -> tuple[int, _Date] | None:
    found = text.year(at)
    mark = text.word(at + 1)
    if not found or mark not in ("-", "/") or text.word(at + 3) != mark or not text.word(at + 2).isdecimal() or text.day(at + 4) is None:
        return None
    return at + 5, _Date(year=found, month=int(text.word(at + 2)), day=text.day(at + 4))


def _slashed(text: Text, at: int) -> tuple[int, _Date] | None:
    """Read ``25/12/2023`` and ``12/25/2023``; ``03/04/2024`` may be either and is left out."""
    first, second, found = text.day(at), text.day(at + 2), text.year(at + 4)
    if not (first and second and found) or text.word(at + 1) != "/" or text.word(at + 3) != "/":
        return None
    day, number = max(first, second), min(first, second)
    return (at + 5, _Date(year=found, month=number, day=day)) if number <= 12 < day or day == number else None


def _month_first(text: Text, at: int) -> tuple[int, _Date] | None:
    number = text.month(at)
    if number is None:
        return None
    day = text.day(at + 1)
    here = at + 2 if day else at + 1
    end, found = _year_after(text, here)
    return end, _Date(year=found, month=number, day=day)


def _day_first(text: Text, at: int) -> tuple[int, _Date] | None:
    here = at + 1 if text.word(at) == "the" else at
    day = text.day(here)
    after = here + 2 if text.word(here + 1) == "of" else here + 1
    number = text.month(after)
    if day is None or number is None or (after > here + 1 and text.word(here).isdecimal() and here == at):
        return None
    end, found = _year_after(text, after + 1)
    return end, _Date(year=found, month=number, day=day)


def _year_after(text: Text, at: int) -> tuple[int, int | None]:
    """Read the year after a day or month: ``, 2024``, ``of 2024``, ``last year``."""
    here = at + (text.word(at) in (",", "of"))
    found = text.year(here)
    if found and not is_counted(text, here + 1):
        return here + 1, found
    here = at + (text.word(at) == "of")
    if text.today and text.word(here) in SHIFTS and text.word(here + 1) == "year":
        return here + 2, text.today.year + SHIFTS[text.word(here)]
    return at, None


def _days(found: _Date, text: Text) -> Days | None:
    """Return the days that a date means; None if no calendar has it or nothing says of which year it is."""
    if found.year is not None:
        return _exact(found, found.year)
    if text.today is None:
        return None
    step = 1 if text.future else -1
    years = [text.today.year + step * i for i in range(SEARCHED + 1)]
    near = [d for d in (_exact(found, y) for y in years) if d and (d[1] >= text.today if text.future else d[0] <= text.today)]
    if not near:
        return None
    return next((d for d in near if found.weekday is None or d[0].weekday() == found.weekday), near[0])


def _exact(found: _Date, of: int) -> Days | None:
    if found.month is None:
        return year(of)
    if not 1 <= found.month <= 12:
        return None
    whole = month(found.month, of)
    if found.day is None:
        return whole
    return one_day(date(of, found.month, found.day)) if found.day <= whole[1].day else None


# --- years, decades, quarters -----------------------------------------------------------------------------------------------------------------


def decade_or_year(text: Text, at: int, *, sure: bool = False) -> Found | None:
    """Read ``in 2016``, ``the 2016 accord``, ``the 1990s``; the word before must show that a number is a year, unless ``sure``."""
    tens = _DECADE.fullmatch(text.word(at))
    if tens:
        return at + 1, decade(int(tens[1] + tens[2]))
    if text.words(at + 1, 2) in (("'", "s"), ("’", "s")) and text.year(at) and text.word(at - 1) == "the" and text.word(at).endswith("0"):
        return at + 3, decade(int(text.word(at)))
    found = text.year(at)
    if found is None or is_counted(text, at + 1) or (text.word(at + 1) in ("-", "/", ",") and text.word(at + 2).isdecimal()):
        return None
    before = text.word(at - 1)
    if sure or before in BEFORE_PERIOD - {"to", "and", "between", "for", "about", "around", "of", "-", "–"}:
        return at + 1, year(found)
    plural = text.word(at + 1).endswith("s") and not text.capital(at + 1)
    likely = 1900 <= found < 2100 and (before in ("the", "'s", "s", "a", "its", "their") or (before in ("of", "for", "around") and not plural))
    return (at + 1, year(found)) if likely and not (plural and before not in ("the", "'s", "s", "its", "their")) else None


def quarter(text: Text, at: int) -> Found | None:
    """Read ``the first quarter of 2024``, ``the second half of last year``."""
    here = at + 1 if text.word(at) == "the" else at
    number = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}.get(text.word(here))
    what = text.word(here + 1)
    if number is None or what not in ("quarter", "half") or text.word(here + 2) not in ("of", "in"):
        return None
    end, found = _year_after(text, here + 3)
    if text.today and text.words(here + 3, 2) == ("the", "year"):
        end, found = here + 5, unit_of(text.today, "year")[0].year
    if found is None or (what == "half" and number == 3):
        return None
    length = 3 if what == "quarter" else 6
    first = length * (min(number, 12 // length) - 1) + 1
    return end, (date(found, first, 1), month(first + length - 1, found)[1])


# --- ranges -------------------------------------------------------------------------------------------------------------------------------------


def named_range(text: Text, at: int) -> Found | None:
    """Read ``between May 3 and 6``, ``from 3 to 6 May``, ``May 3-6``, ``March to May 2015``, ``from 2014 to 2016``, ``2014-16``."""
    opener = text.word(at) if text.word(at) in ("between", "from") else ""
    first = _end(text, at + bool(opener))
    if first is None:
        return None
    links = {"between": ("and",), "from": ("to", "until", "till", "through", "-", "–")}.get(opener, ("to", "through", "-", "–", "until"))
    if text.word(first[0]) not in links:
        return None
    last = _end(text, first[0] + 1, after=first[1])
    if last is None:
        return None
    if not opener and first[1].month is None and last[1].month is None and not _is_span_of_years(text, at, first[0]):
        return None
    return _between(text, first[1], last)


def _end(text: Text, at: int, after: _Date | None = None) -> tuple[int, _Date] | None:
    """Read one end of a range: a date, a year, a day of the other end's month, the last digits of a year."""
    read = _read(text, at)
    if read is not None:
        return read
    found = text.year(at)
    if found is not None and not is_counted(text, at + 1) and (after is None or after.day is None):
        return at + 1, _Date(year=found)
    if after is not None and after.year and not after.month and _SHORT_YEAR.fullmatch(text.word(at)):
        return at + 1, _Date(year=after.year // 100 * 100 + int(text.word(at)))
    day = text.day(at)
    if day is None or (after is not None and after.day is None):
        return None
    end, found = _year_after(text, at + 1) if after is not None and after.month else (at + 1, None)
    return end, _Date(day=day, year=found)


def _is_span_of_years(text: Text, at: int, link: int) -> bool:
    return text.word(link) in ("-", "–") and (text.word(at - 1) in BEFORE_PERIOD | {"the", "("}) and 1900 <= (text.year(at) or 0) < 2100


def _between(text: Text, first: _Date, last: tuple[int, _Date]) -> Found | None:
    end, other = last
    begin = replace(first, month=first.month or other.month if first.day else first.month, year=first.year or other.year)
    finish = replace(other, month=other.month or begin.month if other.day else other.month, year=other.year or (first.year if first.year else None))
    if (begin.day and not begin.month) or (finish.day and not finish.month):
        return None
    late = _days(finish, text)
    early = _days(begin, text) if begin.year or late is None else _days(replace(begin, year=late[1].year), text)
    if early and late and early[0] > late[1] and not first.year and begin.month and finish.month and begin.month > finish.month:
        early = _days(replace(begin, year=late[1].year - 1), text)
    return end, (early[0], late[1]) if early and late and early[0] <= late[1] else None

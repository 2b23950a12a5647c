"""Dates in English news: which words name a day or a stretch of days, and which days these are, seen from the day of publication.

Row 6 of the flow, pure. A small grammar that keeps what a text leaves open: ``March 2022`` is a month, ``early 2024`` a third of a year, and what cannot be
known (``on Tuesday`` in an article without a date) is left out. It never asks a clock or a time zone. Words are all it sees, so that it works on any
tokenization; ``kg.dates_numeric`` reads what has digits or the name of a month, this module what is told from the day of publication.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kg.dates_calendar import Days, month, one_day, part_of, shifted, unit_of
from kg.dates_numeric import calendar_date, decade_or_year, is_counted, named_range, quarter
from kg.dates_words import MONTHS, NUMBERS, SHIFTS, UNITS, WEEKDAYS, Found, Text, part_at, split

__all__ = ["DateSpan", "find_dates"]

DAYPARTS = frozenset({"morning", "afternoon", "evening", "night", "noon", "midday", "midnight"})
DAY_WORDS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
SIGNS = frozenset({*MONTHS, *WEEKDAYS, *UNITS, *DAY_WORDS, *DAYPARTS, "overnight", "quarter", "half"})
"""A sentence without one of these and without digits has no date; most have none."""
NO_WEEKDAY_AFTER = frozenset(
    "black good bloody super palm easter holy maundy ash every each following previous preceding first second third fourth fifth former".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSpan:
    """Words that name a day or a stretch of days.

    Args:
        start: First token.
        end: Token after the last.
        earliest: First possible day, ``YYYY-MM-DD``.
        latest: Last possible day; equal to ``earliest`` when exact.
    """

    start: int
    end: int
    earliest: str
    latest: str


def find_dates(words: Sequence[str], published: str | None, *, future: bool = False) -> tuple[DateSpan, ...]:
    """Find the dates that a sentence names.

    What is told from the day of publication (``on Tuesday``, ``last week``, ``in March``) is left out without one. A weekday or a month without a year
    is the last one at or before publication, with ``future`` the coming one. Weeks run from Monday to Sunday. Impossible dates, counts, ages, times of
    day and what repeats (``every Monday``) are no dates.

    Args:
        words: The tokens of the sentence.
        published: Day of publication, ``YYYY-MM-DD``.
        future: Whether what is dated still lies ahead: ``will meet on Tuesday``.

    Returns:
        Dates in reading order, without overlap.

    Example:
        >>> find_dates("They met on Tuesday .".split(), "2024-03-07")
        (DateSpan(start=3, end=4, earliest='2024-03-05', latest='2024-03-05'),)
        >>> [(d.earliest, d.latest) for d in find_dates("a truce in late May 2023".split(), None)]
        [('2023-05-21', '2023-05-31')]
    """
    return _find(tuple(words), published, future)


@lru_cache(maxsize=64)
def _find(words: tuple[str, ...], published: str | None, future: bool) -> tuple[DateSpan, ...]:
    text = split(words, date.fromisoformat(published) if published else None, future)
    found: list[DateSpan] = []
    at = 0 if any(word in SIGNS or word[0].isdecimal() for word in text.lower) else len(text.lower)
    while at < len(text.lower):
        best = _longest(text, at)
        if best is None:
            at += 1
            continue
        end, days = best
        spread = _bounded(text, at, days) if days else None
        if spread is not None:
            first, last = spread[1]
            start = _widened(text, spread[0], spread[1])
            end = end + 1 if text.word(end) in DAYPARTS and (last - first).days < 2 else end
            start_token, end_token = text.tokens[start], text.tokens[end - 1] + 1
            if not found or start_token >= found[-1].end:
                found.append(DateSpan(start=start_token, end=end_token, earliest=first.isoformat(), latest=last.isoformat()))
        at = end
    return tuple(found)


def _longest(text: Text, at: int) -> Found | None:
    """Return the longest reading from a place on that fills whole tokens."""
    if at and text.tokens[at] == text.tokens[at - 1]:
        return None
    best: Found | None = None
    for rule in RULES:
        try:
            found = rule(text, at)
        except (ValueError, OverflowError):  # a day that no calendar has: 30 February, a thousand years before the first
            found = None
        whole = found is not None and (found[0] == len(text.tokens) or text.tokens[found[0]] != text.tokens[found[0] - 1])
        if found is not None and whole and (best is None or found[0] > best[0]):
            best = found
    return best


def _bounded(text: Text, at: int, days: Days) -> tuple[int, Days] | None:
    """Let a stretch run from or to the day of publication: ``since 2014``, ``until Friday``; None where its other end is unknown."""
    before = text.word(at - 1) if text.word(at - 1) not in ("the", "early", "late") else text.word(at - 2)
    if before == "since":
        return (at - 1, (days[0], text.today)) if text.today and days[0] <= text.today else None
    if before in ("until", "till", "by"):
        return (at - 1, (text.today, days[1])) if text.today and days[1] >= text.today else None
    return at, days


def _widened(text: Text, at: int, days: Days) -> int:
    """Take in ``earlier on`` and the like before a day."""
    if days[0] == days[1]:
        back = at - 1 if text.word(at - 1) == "on" else at
        if text.word(back - 1) in ("earlier", "later", "early", "late"):
            return back - 1
    return at


# --- rules: each reads from a place on and returns where it ends and which days it found, None in place of days that cannot be ------------------


def _day_word(text: Text, at: int) -> Found | None:
    """Read ``yesterday``, ``last night``, ``this morning``, ``the day before yesterday``, ``overnight``."""
    if text.today is None:
        return None
    word, after = text.word(at), text.word(at + 1)
    if word in DAY_WORDS:
        return at + 1, one_day(text.today + timedelta(days=DAY_WORDS[word]))
    if word == "last" and after in ("night", "evening"):
        return at + 2, one_day(text.today - timedelta(days=1))
    if word == "this" and after in DAYPARTS:
        return at + 2, one_day(text.today)
    if word == "overnight":
        return at + 1, (text.today - timedelta(days=1), text.today)
    phrase = text.words(at, 4)
    for words, shift in ((("the", "day", "before", "yesterday"), -2), (("the", "day", "after", "tomorrow"), 2)):
        if phrase == words:
            return at + 4, one_day(text.today + timedelta(days=shift))
    return None


def _weekday(text: Text, at: int) -> Found | None:
    """Read ``Tuesday``, ``last Tuesday``, ``Tuesday of last week``."""
    shift = SHIFTS.get(text.word(at))
    here = at if shift is None else at + 1
    number = text.weekday(here)
    if number is None or text.today is None or text.word(at - 1) in NO_WEEKDAY_AFTER or _from_another_day(text, at):
        return None
    end = here + 1
    of = end + 1 if text.word(end) == "of" else end
    if text.word(of) in SHIFTS and text.word(of + 1) == "week":
        monday = unit_of(text.today, "week", SHIFTS[text.word(of)])[0]
        return of + 2, one_day(monday + timedelta(days=number))
    return end, one_day(_nearest_weekday(text.today, number, shift, text.future))


def _from_another_day(text: Text, at: int) -> bool:
    return text.word(at - 1) in ("from", "after", "before", "ago") and text.word(at - 2) in UNITS


def _nearest_weekday(today: date, number: int, shift: int | None, future: bool) -> date:
    if shift == 0:
        return unit_of(today, "week")[0] + timedelta(days=number)
    if shift == 1 or (shift is None and future):
        start = today + timedelta(days=shift or 0)
        return start + timedelta(days=(number - start.weekday()) % 7)
    start = today + timedelta(days=shift or 0)
    return start - timedelta(days=(start.weekday() - number) % 7)


def _period(text: Text, at: int) -> Found | None:
    """Read ``last week``, ``this month``, ``next year``, ``last March``, ``over the weekend``."""
    shift = SHIFTS.get(text.word(at))
    if text.today is None:
        return None
    unit = UNITS.get(text.word(at + 1))
    if shift is not None and unit in ("week", "weekend", "month", "year", "decade") and text.word(at + 1) == unit:
        return (at + 2, _weekend(text.today, shift)) if unit == "weekend" else (at + 2, unit_of(text.today, unit, shift))
    if text.words(at, 2) == ("the", "weekend"):
        return at + 2, _weekend(text.today, 1 if text.future else -1)
    number = text.month(at + 1)
    if shift is not None and number:
        years = {-1: -1 if number >= text.today.month else 0, 0: 0, 1: 0 if number > text.today.month else 1}[shift]
        return at + 2, month(number, text.today.year + years)
    return None


def _weekend(today: date, shift: int) -> Days:
    """Return this, the last or the coming weekend; on a weekend day the one under way counts unless a ``last`` or ``next`` sets it aside."""
    saturday, sunday = unit_of(today, "weekend")
    if shift < 0 and today < sunday:
        return unit_of(today, "weekend", -1)
    return unit_of(today, "weekend", 1) if shift > 0 and today >= saturday else (saturday, sunday)


def _named_period(text: Text, at: int) -> Found | None:
    """Read a period of which a part can be taken: ``last year``, ``the month``, ``March 2024``, ``2024``, ``the 1990s``."""
    if text.word(at) == "the" and text.word(at + 1) in ("week", "month", "year") and text.today:
        return at + 2, unit_of(text.today, text.word(at + 1))
    start = at + 1 if text.word(at) == "the" else at
    found = _period(text, start) or decade_or_year(text, start, sure=True) or calendar_date(text, start, sure=True)
    return found if found and found[1] and (found[1][1] - found[1][0]).days > 5 else None


def _part(text: Text, at: int) -> Found | None:
    """Read ``early 2024``, ``mid-March``, ``the end of the month``, ``earlier this week``, ``later this year``."""
    word = text.word(at)
    if word in ("earlier", "later"):
        found = _period(text, at + 1) or _named_period(text, at + 2 if text.word(at + 1) == "in" else at + 1)
        if found is None or found[1] is None:
            return None
        first, last = found[1]
        if text.today and first <= text.today <= last:
            return found[0], (first, text.today) if word == "earlier" else (text.today, last)
        return found
    part = part_at(text, at)
    inner = _named_period(text, part[0]) if part else None
    return (inner[0], part_of(inner[1], part[1])) if part and inner and inner[1] else None


def _count(text: Text, at: int) -> tuple[int, int, str] | None:
    """Read a number and a unit of time; return where it ends, the number and the unit."""
    word = text.word(at)
    number = int(word) if word.isdecimal() and len(word) < 5 else NUMBERS.get(word)
    here = at + 1
    if text.words(at, 3) == ("a", "couple", "of"):
        number, here = 2, at + 3
    unit = UNITS.get(text.word(here))
    return (here + 1, number, unit) if number is not None and unit and unit != "weekend" else None


def _ago(text: Text, at: int) -> Found | None:
    """Read ``two weeks ago``, ``three days from now``, ``in two weeks``: as exact as the unit."""
    inside = text.word(at) == "in" and text.future
    counted = _count(text, at + inside)
    if counted is None or text.today is None or text.word(at - 1) in ("than", "over", "nearly", "almost"):
        return None
    end, number, unit = counted
    if text.word(end) == "ago":
        return end + 1, unit_of(shifted(text.today, unit, -number), unit)
    if text.words(end, 2) == ("from", "now"):
        return end + 2, unit_of(shifted(text.today, unit, number), unit)
    if inside:
        end += text.words(end, 2) == ("'", "time") and 2
        return end, unit_of(shifted(text.today, unit, number), unit)
    return None


def _last_few(text: Text, at: int) -> Found | None:
    """Read ``the past two weeks``, ``the next three days``, ``the past year``."""
    here = at + 1 if text.word(at) == "the" else at
    forward = text.word(here) in ("next", "coming")
    if text.today is None or text.word(here) not in ("past", "last", "next", "coming"):
        return None
    counted = _count(text, here + 1)
    unit = UNITS.get(text.word(here + 1))
    if counted is None and unit == text.word(here + 1) and unit != "weekend" and (text.word(here) == "past" or here > at):
        counted = here + 2, 1, unit
    if counted is None:
        return None
    end, number, unit = counted
    other = shifted(text.today, unit, number if forward else -number)
    return end, (text.today, other) if forward else (other, text.today)


def _ordinal_day(text: Text, at: int) -> Found | None:
    """Read ``on the 5th``, ``the 5th of this month``."""
    day = text.day(at + 1)
    if text.today is None or text.word(at) != "the" or day is None or text.word(at + 1).isdecimal():
        return None
    if text.word(at + 2) == "of" and text.word(at + 3) in SHIFTS and text.word(at + 4) == "month":
        return at + 5, one_day(unit_of(text.today, "month", SHIFTS[text.word(at + 3)])[0].replace(day=day))
    if text.word(at - 1) != "on" or (text.word(at + 2).isalpha() and text.word(at + 2) not in ("at", "in", "with", "after", "to", "for", "by")):
        return None
    shift = (day < text.today.day) if text.future else -(day > text.today.day)
    return at + 2, one_day(unit_of(text.today, "month", int(shift))[0].replace(day=day))


def _weekday_range(text: Text, at: int) -> Found | None:
    """Read ``from Monday to Friday``, ``between Monday and Friday``, ``Monday-Friday``."""
    opener = text.word(at) in ("from", "between")
    first = at + opener
    last = first + 2
    numbers = text.weekday(first), text.weekday(last)
    links = ("to", "until", "till", "through", "-", "–") if text.word(at) != "between" else ("and",)
    if text.today is None or None in numbers or text.word(first + 1) not in links:
        return None
    begin = _nearest_weekday(text.today, WEEKDAYS[text.word(first)], None, text.future)
    end = _nearest_weekday(text.today, WEEKDAYS[text.word(last)], None, text.future)
    if begin > end:
        begin, end = (begin, end + timedelta(days=7)) if text.future else (begin - timedelta(days=7), end)
    return last + 1, (begin, end)


def _century_or_count(text: Text, at: int) -> Found | None:
    """Take in what looks like a date and is none, so that no part of it is read: ``32 January``, ``May 45``."""
    word = text.word(at)
    if word.isdecimal() and len(word) < 4 and text.month(at + 1) and not (text.day(at) or text.day(at + 2)):
        return at + 2, None
    if text.month(at) and text.word(at + 1).isdecimal() and 31 < int(text.word(at + 1)) < 1000 and not is_counted(text, at + 2):
        return at + 2, None
    return None


RULES: tuple[Callable[[Text, int], Found | None], ...] = (
    named_range,
    _weekday_range,
    calendar_date,
    _part,
    quarter,
    decade_or_year,
    _period,
    _weekday,
    _day_word,
    _ago,
    _last_few,
    _ordinal_day,
    _century_or_count,
)
"""Of several readings from one place the longest counts, of equally long ones the first."""

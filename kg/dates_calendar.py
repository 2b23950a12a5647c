"""Stretches of days: weeks, months, years and their parts. Pure arithmetic that never asks a clock.

Row 6 of the flow, below ``kg.dates``. A stretch is a pair of days, first and last, both included.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TypeAlias

__all__ = ["Days", "add_months", "decade", "month", "one_day", "part_of", "shifted", "unit_of", "week", "year"]

Days: TypeAlias = tuple[date, date]


def one_day(day: date) -> Days:
    """Return the stretch of a single day."""
    return day, day


def week(day: date) -> Days:
    """Return the week around a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month(number: int, of: int) -> Days:
    """Return a month of a year.

    Example:
        >>> month(2, 2024)[1].isoformat()
        '2024-02-29'
    """
    return date(of, number, 1), date(of, number, monthrange(of, number)[1])


def year(number: int) -> Days:
    """Return a year."""
    return date(number, 1, 1), date(number, 12, 31)


def decade(first: int) -> Days:
    """Return the ten years from one on."""
    return date(first, 1, 1), date(first + 9, 12, 31)


def add_months(day: date, count: int) -> date:
    """Return the first day of the month so many months on.

    Example:
        >>> add_months(date(2024, 1, 31), -2).isoformat()
        '2023-11-01'
    """
    years, number = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(years, number + 1, 1)


def unit_of(day: date, unit: str, shift: int = 0) -> Days:
    """Return the day, weekend, week, month, year or decade around a day, or one so many units on.

    Example:
        >>> [d.isoformat() for d in unit_of(date(2024, 3, 6), "week", -1)]
        ['2024-02-26', '2024-03-03']
    """
    if unit == "day":
        return one_day(day + timedelta(days=shift))
    if unit in ("week", "weekend"):
        monday, sunday = week(day + timedelta(weeks=shift))
        return (monday if unit == "week" else sunday - timedelta(days=1)), sunday
    if unit == "month":
        first = add_months(day, shift)
        return month(first.month, first.year)
    if unit == "year":
        return year(day.year + shift)
    return decade(day.year // 10 * 10 + 10 * shift)


def shifted(day: date, unit: str, count: int) -> date:
    """Return the day so many days, weeks, months, years or decades on; a day that the month lacks becomes its last."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    first = add_months(day, count * {"month": 1, "year": 12, "decade": 120}[unit])
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def part_of(days: Days, part: str) -> Days:
    """Return the early, middle or late third of a stretch; whole months of a year, whole years of a decade.

    Example:
        >>> [d.isoformat() for d in part_of(month(5, 2023), "late")]
        ['2023-05-21', '2023-05-31']
        >>> [d.isoformat() for d in part_of(year(2024), "early")]
        ['2024-01-01', '2024-04-30']
    """
    first, last = days
    third = {"early": 0, "mid": 1, "late": 2}[part]
    length = (last - first).days + 1
    if length > 366:
        begin, end = ((0, 3), (4, 6), (7, 9))[third]
        return date(first.year + begin, 1, 1), date(first.year + end, 12, 31)
    if length > 31:
        return date(first.year, 1 + 4 * third, 1), month(4 + 4 * third, first.year)[1]
    if length > 7:
        return first.replace(day=1 + 10 * third), last if third == 2 else first.replace(day=10 + 10 * third)
    begin, end = ((0, 2), (2, 4), (4, 6))[third] if length == 7 else (0, length - 1)
    return first + timedelta(days=begin), first + timedelta(days=end)

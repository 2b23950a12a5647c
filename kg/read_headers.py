"""Header lines of news text: address, date and outlet, title, byline, dateline; and where the body begins.

Part of ``kg.read``. Nothing is cut from the text: the header is described, and annotation starts at ``Header.body``. A headline is left out of
the body because it repeats the first sentence in a grammar of its own. Dates and outlets are taken from words, never from the digits of an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date as calendar_date
from urllib.parse import urlsplit

__all__ = ["Header", "find_day", "host_of", "read_header"]

_LONGEST_TITLE = 160
_MOST_LINES = 10
_MONTH_NAMES = "january february march april may june july august september october november december".split()
_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_FULL_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)(?:T\d{2}:\d{2}\S*)?",
        rf"\b{_WEEKDAY}{_DAY}\s+{_MONTH},?\s+(?P<year>\d{{4}})\b",
        rf"\b{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})\b",
    )
)
_PARTIAL_DATES = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (rf"\b{_WEEKDAY}{_MONTH}\s+{_DAY}\b", rf"\b{_WEEKDAY}{_DAY}\s+{_MONTH}(?!\w)"))
_URL = re.compile(r"https?://\S+$", re.IGNORECASE)
_STAMP = re.compile(r"\s*date\s+(?P<date>\d{4}-\d{2}-\d{2})\s+(?P<outlet>[^\r\n]{1,60}?)\s+[-–—]+\s+(?=\S)", re.IGNORECASE)
_LABEL = re.compile(r"(?P<key>title|headline|date|published|publisher|source|outlet|url|link|author)\s*:\s+(?P<value>\S.*)$", re.IGNORECASE)
_BYLINE = re.compile(r"(?:by|from|written by|reporting by|story by)\s+[A-Z]", re.IGNORECASE)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?(?:\s*(?:GMT|UTC|[A-Z]{2,4}))?", re.IGNORECASE)
_STAMP_WORDS = re.compile(r"\b(?:last\s+)?(?:published|updated|posted|modified)(?:\s+(?:on|at))?\b:?", re.IGNORECASE)
_STAFF = re.compile(r"\s+(?:staff|correspondents?|reporters?|desk|newsroom)$", re.IGNORECASE)
_DATELINE = re.compile(r"(?P<head>[^\r\n]{2,90}?)(?P<mark>\s*\.?\s*(?:--+|—)\s*|\s+[-–]\s+|\.-\s+|\s?:\s+)(?=\S)")
_AFTER_MARK = re.compile(r"(?P<words>[^\r\n:]{4,40}?)\s*(?::|[-–—]+)\s+(?=\S)")
_BARE_AGENCY = re.compile(r"(?:[A-Z]{2}[A-Z .]*\s+)?\((?P<agency>[A-Z][\w'’.&/ -]{1,30})\)\s+(?=[A-Z\"“‘])")
_AGENCY = re.compile(r"\(([^()]{2,40})\)\s*$")
_INTERVIEW = re.compile(r"^[A-Z][\w'’.-]*(?: [\w'’.-]+){0,3}: \S", re.MULTILINE)
_JOINERS = frozenset("and of de del la las los el al the da do du & -".split())
_NO_PLACE = frozenset("a an the in on at by for from after before as when while since until with but and if it he she they we i".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands before the body of a news text.

    Args:
        title: Headline.
        url: Address.
        publisher: Outlet or agency named in the header.
        date: Day of publication, ``YYYY-MM-DD``.
        undated: Words of a dateline that name a day without its year.
        body: Where the body begins, behind the dateline.
    """

    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    date: str | None = None
    undated: str | None = None
    body: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    begin: int
    text: str
    followed: str
    """The line right below, or nothing if a blank line or the end follows."""


def read_header(text: str, *, title: str | None = None) -> Header:
    r"""Describe the header of a news text: its metadata, and where its body begins.

    Knows a first line with the address, a leading ``date 2023-11-21 Outlet -``, labelled lines (``Title: …``), a headline with a deck or kicker,
    bylines, lines of outlet and date, and datelines with place, day and agency. A text without a header comes back with ``body`` at its first word.

    Args:
        text: As given.
        title: The headline, if known from elsewhere; a line that repeats it belongs to the header.

    Returns:
        What was found; None for what the text does not say.

    Example:
        >>> header = read_header("CAIRO, 26 July 2022 (Canal News) - Envoys met on Monday.")
        >>> header.date, header.publisher, header.body
        ('2022-07-26', 'Canal News', 35)
        >>> read_header("https://www.example.org/2019/01/02/talks\n\nTalks resume\n\nEnvoys met on Monday.")
        Header(title='Talks resume', url='https://www.example.org/2019/01/02/talks', publisher=None, date=None, undated=None, body=56)
    """
    header = Header(body=len(text) - len(text.lstrip()))
    seen = 0
    for line in _lines(text):
        if stamp := _STAMP.match(text, line.begin):
            outlet = header.publisher or stamp["outlet"].strip()
            header = replace(header, date=header.date or find_day(stamp["date"]), publisher=outlet, body=stamp.end())
            break
        header = replace(header, body=line.begin)
        step = _header_line(line, header, title) if seen < _MOST_LINES and (_body_follows(text, line) or _URL.match(line.text)) else None
        if step is None:
            break
        header, seen = replace(step, body=line.begin + len(line.text)), seen + 1
    return _behind_dateline(text, header)


def find_day(text: str) -> str | None:
    """Return the first full calendar date of a text as ``YYYY-MM-DD``; numbers with slashes are ambiguous and left alone.

    Example:
        >>> find_day("Caracas Monitor | Oct. 18, 2023"), find_day("03/04/2024"), find_day("31 February 2024")
        ('2023-10-18', None, None)
    """
    found = _find_date(text)
    return found[0] if found else None


def host_of(url: str) -> str | None:
    """Return the host of an address without ``www.``: a stand-in for the outlet that shows what it is.

    Example:
        >>> host_of("https://www.example.org/a")
        'example.org'
    """
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _lines(text: str) -> Iterator[_Line]:
    for match in re.finditer(r"[^\r\n]*[^\s][^\r\n]*", text):
        raw = match.group()
        below = re.compile(r"\r?\n([^\r\n]*)").match(text, match.end())
        yield _Line(begin=match.start() + len(raw) - len(raw.lstrip()), text=raw.strip(), followed=below[1].strip() if below else "")


def _body_follows(text: str, line: _Line) -> bool:
    return bool(text[line.begin + len(line.text) :].strip())


def _header_line(line: _Line, header: Header, title: str | None) -> Header | None:
    """Return the header with what a line adds to it, or None if the line belongs to the body."""
    if _URL.match(line.text):
        return replace(header, url=header.url or line.text)
    if label := _LABEL.match(line.text):
        return _labelled(header, label["key"].lower(), label["value"].strip())
    if title and _squash(line.text) == _squash(title):
        return replace(header, title=header.title or line.text)
    if len(line.text) > _LONGEST_TITLE or _dateline(line.text, 0):
        return None
    if credit := _credit(line.text):
        publisher, day = credit
        return replace(header, publisher=header.publisher or publisher, date=header.date or day)
    if _is_headline(line):
        return header if _is_kicker(line.text) or header.title else replace(header, title=line.text)
    return None


def _labelled(header: Header, key: str, value: str) -> Header:
    if key in ("title", "headline"):
        return replace(header, title=header.title or value)
    if key in ("date", "published"):
        return replace(header, date=header.date or find_day(value))
    if key in ("url", "link"):
        return replace(header, url=header.url or value)
    return header if key == "author" else replace(header, publisher=header.publisher or value)


def _credit(line: str) -> tuple[str | None, str | None] | None:
    """Read a byline or a line of outlet and date; None for any other line."""
    dated = _find_date(line)
    byline = bool(_BYLINE.match(line)) and len(line) < 100 and not line.endswith((".", "?", ":"))
    if not dated and not byline:
        return None
    rest = line[: dated[1]] + "|" + line[dated[2] :] if dated else line
    rest = _STAMP_WORDS.sub("|", _CLOCK.sub("|", rest))
    parts = [part.strip(" ,;:.-–—()") for part in re.split(r"[|•·]|\s[-–—]\s", rest)]
    names = [part for part in parts if part]
    if not byline and any(not _is_name(name, most=6) for name in names):
        return None
    outlet = names[-1] if names and not _BYLINE.match(names[-1]) else _staff_of(names)
    return outlet, dated[0] if dated else None


def _staff_of(names: list[str]) -> str | None:
    name = re.sub(r"^\w+\s+", "", names[-1]) if names else ""
    return _STAFF.sub("", name) if _STAFF.search(name) else None


def _is_name(words: str, *, most: int) -> bool:
    split = re.split(r"[\s/]+", words.replace(",", " ").strip())
    if not 0 < len(split) <= most or split[0].lower() in _NO_PLACE - {"the"}:
        return False
    return all(word[:1].isupper() or word in _JOINERS for word in split) and split[0][:1].isupper()


def _is_headline(line: _Line) -> bool:
    if line.text.endswith((".", ";", ",", ":", "…", ".”", '."')) or line.text.startswith(("-", "*", "•", "(")):
        return False
    if line.text.endswith(("?", "!")) and (len(line.text) > 70 or re.search(r"[.!?]\s", line.text)):
        return False
    wrapped = bool(line.followed) and len(line.followed) < 140 and not (_dateline(line.followed, 0) or _credit(line.followed))
    return not wrapped and not line.text[:1].islower()


def _is_kicker(line: str) -> bool:
    return line.isupper() and len(line.split()) <= 3


def _squash(text: str) -> str:
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dateline:
    end: int
    agency: str | None = None
    date: str | None = None
    undated: str | None = None


def _behind_dateline(text: str, header: Header) -> Header:
    line = _dateline(text, header.body)
    if line is None:
        return header
    return replace(
        header, body=line.end, publisher=header.publisher or line.agency, date=header.date or line.date, undated=None if header.date else line.undated
    )


def _dateline(text: str, begin: int) -> _Dateline | None:
    """Read ``PLACE, day (AGENCY) -`` at an offset, each part optional; None where the sentence itself begins there."""
    if bare := _BARE_AGENCY.match(text, begin):
        return _Dateline(end=bare.end(), agency=bare["agency"].strip())
    match = _DATELINE.match(text, begin)
    if match is None:
        return None
    place, agency = match["head"], None
    if bracket := _AGENCY.search(place):
        place = place[: bracket.start()]
        dated_bracket = any(pattern.search(bracket[1]) for pattern in (*_FULL_DATES, *_PARTIAL_DATES))
        place, agency = (f"{place}, {bracket[1]}", None) if dated_bracket else (place, bracket[1].strip())
    place, day, undated = _without_date(place)
    place = place.strip(" ,.")
    known = bool(agency or day or undated)
    if not (_is_name(place, most=8) if place else known) or re.search(r"\d|^the ", place.lower()):
        return None
    if not known and (behind := _date_behind(text, match.end())):
        return behind
    if not known and not _weak_dateline(text, place, match):
        return None
    return _Dateline(end=match.end(), agency=agency, date=day, undated=undated)


def _date_behind(text: str, begin: int) -> _Dateline | None:
    """Read the second half of ``CAIRO – 26 July 2022: …``."""
    match = _AFTER_MARK.match(text, begin)
    if match is None:
        return None
    rest, day, undated = _without_date(match["words"])
    return _Dateline(end=match.end(), date=day, undated=undated) if (day or undated) and not rest.strip(" ,.") else None


def _weak_dateline(text: str, place: str, match: re.Match[str]) -> bool:
    """Tell ``Doha: The fund …`` from ``Qatar – Egypt's partner – said`` and from the turns of an interview."""
    mark, rest = match["mark"].strip(), text[match.end() : match.end() + 200]
    if not re.match(r"[A-Z0-9\"“‘]", rest) or len(place.split()) > (3 if mark == ":" else 5):
        return False
    if mark == ":":
        return len(_INTERVIEW.findall(text)) < 2
    sentence = re.split(r"[.!?]\s", rest, maxsplit=1)[0]
    return not re.search(rf"\s{re.escape(mark.strip('.'))}\s|[a-z]—[a-z]", sentence)


def _without_date(words: str) -> tuple[str, str | None, str | None]:
    if found := _find_date(words):
        return words[: found[1]] + words[found[2] :], found[0], None
    for pattern in _PARTIAL_DATES:
        if match := pattern.search(words):
            return words[: match.start()] + words[match.end() :], None, match.group().strip()
    return words, None, None


def _find_date(text: str) -> tuple[str, int, int] | None:
    for pattern in _FULL_DATES:
        for match in pattern.finditer(text):
            month = match["month"].lower()
            number = int(month) if month.isdigit() else next(i for i, name in enumerate(_MONTH_NAMES, 1) if name.startswith(month[:3]))
            try:
                day = calendar_date(int(match["year"]), number, int(match["day"]))
            except ValueError:
                continue
            return day.isoformat(), match.start(), match.end()
    return None

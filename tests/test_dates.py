"""The date grammar: which words are dates, which days they mean, and that nothing but the article decides it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.dates import DateSpan, find_dates
from kg.dates_words import MONTHS, WEEKDAYS

PUBLISHED = "2024-03-06"
"""A Wednesday."""


def words(sentence: str) -> list[str]:
    """Cut a sentence as treebanks do: abbreviations keep their stop, hyphens hold together, punctuation stands alone."""
    return re.findall(r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mr|No)\.|['’]s\b|[\w\-–/]+|\S", sentence)


def read(sentence: str, published: str | None = PUBLISHED, *, future: bool = False) -> list[tuple[str, str, str]]:
    """Return text, first and last day of each date."""
    tokens = words(sentence)
    return [(" ".join(tokens[d.start : d.end]), d.earliest, d.latest) for d in find_dates(tokens, published, future=future)]


CASES = [
    # weekdays
    ("They met on Tuesday.", "Tuesday", "2024-03-05", None),
    ("They met on Wednesday.", "Wednesday", "2024-03-06", None),
    ("They met on Thursday.", "Thursday", "2024-02-29", None),
    ("They met last Wednesday.", "last Wednesday", "2024-02-28", None),
    ("They meet next Wednesday.", "next Wednesday", "2024-03-13", None),
    ("They meet next Friday.", "next Friday", "2024-03-08", None),
    ("They meet this Friday.", "this Friday", "2024-03-08", None),
    ("He had said earlier on Monday that", "earlier on Monday", "2024-03-04", None),
    ("They arrived late Monday.", "late Monday", "2024-03-04", None),
    ("They met on Monday night.", "Monday night", "2024-03-04", None),
    ("They met on Tuesday last week.", "Tuesday last week", "2024-02-27", None),
    ("They met on Monday of this week.", "Monday of this week", "2024-03-04", None),
    ("Tuesday's talks failed.", "Tuesday", "2024-03-05", None),
    ("Talks ran from Monday to Wednesday.", "from Monday to Wednesday", "2024-03-04", "2024-03-06"),
    ("Talks ran between Friday and Sunday.", "between Friday and Sunday", "2024-03-01", "2024-03-03"),
    ("Talks ran from Saturday to Monday.", "from Saturday to Monday", "2024-03-02", "2024-03-04"),
    # day words
    ("They met yesterday.", "yesterday", "2024-03-05", None),
    ("They met today.", "today", "2024-03-06", None),
    ("They meet tonight.", "tonight", "2024-03-06", None),
    ("They meet tomorrow morning.", "tomorrow morning", "2024-03-07", None),
    ("They met earlier today.", "earlier today", "2024-03-06", None),
    ("They met last night.", "last night", "2024-03-05", None),
    ("They met this morning.", "this morning", "2024-03-06", None),
    ("They met the day before yesterday.", "the day before yesterday", "2024-03-04", None),
    ("They meet the day after tomorrow.", "the day after tomorrow", "2024-03-08", None),
    ("Shelling went on overnight.", "overnight", "2024-03-05", "2024-03-06"),
    # weeks, months, years around publication
    ("They met last week.", "last week", "2024-02-26", "2024-03-03"),
    ("They met this week.", "this week", "2024-03-04", "2024-03-10"),
    ("They meet next week.", "next week", "2024-03-11", "2024-03-17"),
    ("They met earlier this week.", "earlier this week", "2024-03-04", "2024-03-06"),
    ("They meet later this week.", "later this week", "2024-03-06", "2024-03-10"),
    ("They met late last week.", "late last week", "2024-03-01", "2024-03-03"),
    ("They met last weekend.", "last weekend", "2024-03-02", "2024-03-03"),
    ("They met over the weekend.", "the weekend", "2024-03-02", "2024-03-03"),
    ("They met last month.", "last month", "2024-02-01", "2024-02-29"),
    ("They met earlier this month.", "earlier this month", "2024-03-01", "2024-03-06"),
    ("They meet next month.", "next month", "2024-04-01", "2024-04-30"),
    ("They met last year.", "last year", "2023-01-01", "2023-12-31"),
    ("They met late last year.", "late last year", "2023-09-01", "2023-12-31"),
    ("They met earlier this year.", "earlier this year", "2024-01-01", "2024-03-06"),
    ("They vote later this year.", "later this year", "2024-03-06", "2024-12-31"),
    ("They vote at the end of the month.", "the end of the month", "2024-03-21", "2024-03-31"),
    ("They vote early next year.", "early next year", "2025-01-01", "2025-04-30"),
    # so long ago
    ("They met two days ago.", "two days ago", "2024-03-04", None),
    ("They met two weeks ago.", "two weeks ago", "2024-02-19", "2024-02-25"),
    ("They met a month ago.", "a month ago", "2024-02-01", "2024-02-29"),
    ("They met 10 years ago.", "10 years ago", "2014-01-01", "2014-12-31"),
    ("They met a couple of weeks ago.", "a couple of weeks ago", "2024-02-19", "2024-02-25"),
    ("They met in the past two weeks.", "the past two weeks", "2024-02-21", "2024-03-06"),
    ("They fought over the past year.", "the past year", "2023-03-06", "2024-03-06"),
    ("They meet within the next three days.", "the next three days", "2024-03-06", "2024-03-09"),
    # months
    ("They met in March.", "March", "2024-03-01", "2024-03-31"),
    ("They met in February.", "February", "2024-02-01", "2024-02-29"),
    ("They met in April.", "April", "2023-04-01", "2023-04-30"),
    ("They met in May.", "May", "2023-05-01", "2023-05-31"),
    ("They met last November.", "last November", "2023-11-01", "2023-11-30"),
    ("They met in Nov. 2022.", "Nov. 2022", "2022-11-01", "2022-11-30"),
    ("They met in May 2023.", "May 2023", "2023-05-01", "2023-05-31"),
    ("They met in May of 2023.", "May of 2023", "2023-05-01", "2023-05-31"),
    ("They met in March last year.", "March last year", "2023-03-01", "2023-03-31"),
    ("They met in late May.", "late May", "2023-05-21", "2023-05-31"),
    ("They met in mid-March 2023.", "mid-March 2023", "2023-03-11", "2023-03-20"),
    ("They met in early January.", "early January", "2024-01-01", "2024-01-10"),
    ("A January meeting failed.", "January", "2024-01-01", "2024-01-31"),
    ("They met at the end of 2022.", "the end of 2022", "2022-09-01", "2022-12-31"),
    # days
    ("They met on March 5.", "March 5", "2024-03-05", None),
    ("They met on March 8.", "March 8", "2023-03-08", None),
    ("They met on March 5, 2021.", "March 5 , 2021", "2021-03-05", None),
    ("They met on 5 March 2024.", "5 March 2024", "2024-03-05", None),
    ("They met on the 5th of March.", "the 5th of March", "2024-03-05", None),
    ("They met on March 5th.", "March 5th", "2024-03-05", None),
    ("They met on Jan. 5 in Oslo.", "Jan. 5", "2024-01-05", None),
    ("They met on Feb. 29, 2020.", "Feb. 29 , 2020", "2020-02-29", None),
    ("They met on February 29.", "February 29", "2024-02-29", None),
    ("They met on Tuesday, March 5.", "Tuesday , March 5", "2024-03-05", None),
    ("They met on Monday, December 25, 2023.", "Monday , December 25 , 2023", "2023-12-25", None),
    ("They met on Sunday, 5 March.", "Sunday , 5 March", "2023-03-05", None),
    ("They met on 2024-02-03.", "2024-02-03", "2024-02-03", None),
    ("They met on 25/12/2023.", "25/12/2023", "2023-12-25", None),
    ("They met on the 5th.", "the 5th", "2024-03-05", None),
    ("They met on the 20th of last month.", "the 20th of last month", "2024-02-20", None),
    # years and decades
    ("They met in 2016.", "2016", "2016-01-01", "2016-12-31"),
    ("The 2016 accord failed.", "2016", "2016-01-01", "2016-12-31"),
    ("They met in early 2024.", "early 2024", "2024-01-01", "2024-04-30"),
    ("They fought in the 1990s.", "1990s", "1990-01-01", "1999-12-31"),
    ("They fought in the early 1990s.", "the early 1990s", "1990-01-01", "1993-12-31"),
    ("Trade fell in the first quarter of 2023.", "the first quarter of 2023", "2023-01-01", "2023-03-31"),
    ("Trade fell in the second half of last year.", "the second half of last year", "2023-07-01", "2023-12-31"),
    ("They have fought since 2014.", "since 2014", "2014-01-01", "2024-03-06"),
    ("They have talked since Monday.", "since Monday", "2024-03-04", "2024-03-06"),
    # ranges
    ("They met between May 3 and 6.", "between May 3 and 6", "2023-05-03", "2023-05-06"),
    ("They met from 3 to 6 May.", "from 3 to 6 May", "2023-05-03", "2023-05-06"),
    ("They met on May 3-6.", "May 3-6", "2023-05-03", "2023-05-06"),
    ("They met from Dec. 28 to Jan. 3.", "from Dec. 28 to Jan. 3", "2023-12-28", "2024-01-03"),
    ("They met between March and May 2015.", "between March and May 2015", "2015-03-01", "2015-05-31"),
    ("They fought from 2014 to 2016.", "from 2014 to 2016", "2014-01-01", "2016-12-31"),
    ("They fought in 2014-16.", "2014-16", "2014-01-01", "2016-12-31"),
    ("They met from 30 April to 2 May 2022.", "from 30 April to 2 May 2022", "2022-04-30", "2022-05-02"),
]


@pytest.mark.parametrize(("sentence", "text", "earliest", "latest"), CASES, ids=[case[0] for case in CASES])
def test_past(sentence: str, text: str, earliest: str, latest: str | None) -> None:
    """What is told in the past lies at or before publication."""
    assert read(sentence) == [(text, earliest, latest or earliest)]


@pytest.mark.parametrize(
    ("sentence", "text", "earliest", "latest"),
    [
        ("They will meet on Tuesday.", "Tuesday", "2024-03-12", None),
        ("They will meet on Wednesday.", "Wednesday", "2024-03-06", None),
        ("They will vote in February.", "February", "2025-02-01", "2025-02-28"),
        ("They will vote on March 5.", "March 5", "2025-03-05", None),
        ("They will vote on Feb. 29.", "Feb. 29", "2028-02-29", None),
        ("They will vote in two weeks.", "in two weeks", "2024-03-18", "2024-03-24"),
        ("They will vote in three days.", "in three days", "2024-03-09", None),
        ("They will meet on the 5th.", "the 5th", "2024-04-05", None),
        ("They will leave by Friday.", "by Friday", "2024-03-06", "2024-03-08"),
        ("They will meet over the weekend.", "the weekend", "2024-03-09", "2024-03-10"),
        ("They will meet from Monday to Wednesday.", "from Monday to Wednesday", "2024-03-11", "2024-03-13"),
        ("They will stay until 2026.", "until 2026", "2024-03-06", "2026-12-31"),
    ],
)
def test_future(sentence: str, text: str, earliest: str, latest: str | None) -> None:
    """What lies ahead is the coming one."""
    assert read(sentence, future=True) == [(text, earliest, latest or earliest)]


@pytest.mark.parametrize(
    "sentence",
    [
        "They may meet and they may march.",
        "May they rest in peace.",
        "Theresa May met him.",
        "April Smith met him.",
        "Troops on the march met him.",
        "He is 45 and she is 2016 days old.",
        "It won 3-2 against them.",
        "He lives at 1945 Elm Street.",
        "Resolution 1701 was adopted.",
        "About 2000 people fled.",
        "They freed 1990 prisoners.",
        "It cost $2016.",
        "They met on 30 February.",
        "They met on February 30, 2024.",
        "They met on 31 April 2023.",
        "They met on February 29, 2023.",
        "They met on 2023-02-30.",
        "They met on 32 January.",
        "They met on January 45.",
        "They met on 03/04/2024.",
        "They meet every Monday.",
        "They meet on Mondays.",
        "It was Black Friday.",
        "They met the following Monday.",
        "It was their third visit in two weeks.",
        "They met two weeks earlier.",
        "They stayed on the 5th floor.",
        "They met more than two weeks ago.",
        "The Sun reported it.",
        "They met 99999 years ago.",
        "They met 9999 decades ago.",
    ],
)
def test_no_date(sentence: str) -> None:
    """Counts, ages, scores, house numbers, names, verbs and impossible days are no dates."""
    assert read(sentence) == []


@pytest.mark.parametrize(
    "sentence", ["They met on Tuesday.", "They met yesterday.", "They met last week.", "They met in March.", "They met two weeks ago.", "They met on May 3-6."]
)
def test_relative_without_publication(sentence: str) -> None:
    """Nothing is guessed where the article has no date."""
    assert read(sentence, None) == []


@pytest.mark.parametrize(
    ("sentence", "earliest", "latest"),
    [
        ("They met on March 5, 2021.", "2021-03-05", "2021-03-05"),
        ("They met in 2016.", "2016-01-01", "2016-12-31"),
        ("It was late May 2023.", "2023-05-21", "2023-05-31"),
    ],
)
def test_absolute_without_publication(sentence: str, earliest: str, latest: str) -> None:
    """What a text says in full needs no publication date."""
    assert [d[1:] for d in read(sentence, None)] == [(earliest, latest)]


def test_several_in_one_sentence() -> None:
    """Each date is found, in reading order."""
    found = read("He said on Monday that the deal of 2015 ended on March 1, 2023, and that talks resumed last week.")
    assert [d[0] for d in found] == ["Monday", "2015", "March 1 , 2023", "last week"]


def test_tokenizations_agree() -> None:
    """Hyphens and stops may be tokens of their own."""
    for tokens in (["mid-March", "2023"], ["mid", "-", "March", "2023"]):
        assert [(d.start, d.end, d.earliest) for d in find_dates(tokens, None)] == [(0, len(tokens), "2023-03-11")]
    for tokens in (["Jan.", "5", ",", "2023"], ["Jan", ".", "5", ",", "2023"], ["2023", "-", "01", "-", "05"], ["2023-01-05"]):
        assert [(d.start, d.end, d.earliest) for d in find_dates(tokens, None)] == [(0, len(tokens), "2023-01-05")]


days = st.dates(min_value=date(1905, 1, 1), max_value=date(2090, 12, 31))


@given(day=days, published=days)
def test_full_dates_mean_what_they_say(day: date, published: date) -> None:
    """Every way to write a full date gives that day, whenever the article appeared."""
    name = day.strftime("%B")
    for shown in (f"{name} {day.day} , {day.year}", f"{day.day} {name} {day.year}", day.isoformat(), f"{day.strftime('%A')} , {name} {day.day} , {day.year}"):
        for future in (False, True):
            found = find_dates(["on", *shown.split()], published.isoformat(), future=future)
            assert [(d.earliest, d.latest) for d in found] == [(day.isoformat(), day.isoformat())]


@given(weekday=st.sampled_from([d for d in WEEKDAYS if d.endswith("day")]), published=days)
def test_weekdays_lie_within_a_week(weekday: str, published: date) -> None:
    """The last one is at most six days back, the coming one at most six days ahead, and both are that weekday."""
    for future, sign in ((False, -1), (True, 1)):
        (found,) = find_dates(["on", weekday.title()], published.isoformat(), future=future)
        day = date.fromisoformat(found.earliest)
        assert day.weekday() == WEEKDAYS[weekday]
        assert timedelta(0) <= sign * (day - published) < timedelta(days=7)


@given(month=st.sampled_from([m for m in MONTHS if len(m) > 3 and m != "sept"] + ["may"]), published=days)
def test_months_are_near(month: str, published: date) -> None:
    """A month without a year has begun at publication, or, in the future, is not over."""
    (past,) = find_dates(["in", month.title()], published.isoformat())
    (coming,) = find_dates(["in", month.title()], published.isoformat(), future=True)
    assert past.earliest <= published.isoformat() <= coming.latest
    assert (published - date.fromisoformat(past.earliest)).days < 367


PIECES = """
on in the of last next this since until by between and from to - , May March Jan. 5 31 2016 1990s Tuesday Monday yesterday week weeks two ago early late
mid-March 2024-02-30 30/02/2023 February 29 5th quarter first half end year 9999 0000 ٣ ' s
"""
vocabulary = st.sampled_from(PIECES.split())


@given(tokens=st.lists(vocabulary | st.text(max_size=5), max_size=12), published=st.none() | st.dates().map(date.isoformat), future=st.booleans())
def test_any_words(tokens: list[str], published: str | None, future: bool) -> None:
    """No words break it; dates are real, in order, and cover tokens of the sentence."""
    end = 0
    for found in find_dates(tokens, published, future=future):
        assert end <= found.start < found.end <= len(tokens)
        assert date.fromisoformat(found.earliest) <= date.fromisoformat(found.latest)
        end = found.end


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Adak", "UTC"])
def test_no_time_zone_and_no_clock(zone: str) -> None:
    """The same answer wherever and whenever it is asked."""
    code = "from kg.dates import find_dates; print(find_dates('yesterday , on Tuesday , in May and today'.split(), '2024-03-06'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "TZ": zone})
    assert done.stdout.strip() == repr(find_dates("yesterday , on Tuesday , in May and today".split(), PUBLISHED))
    assert "2024-03-05" in done.stdout


def test_span_is_data() -> None:
    """A span compares by content."""
    assert find_dates(["today"], PUBLISHED) == (DateSpan(start=0, end=1, earliest=PUBLISHED, latest=PUBLISHED),)

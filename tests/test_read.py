"""Reading keeps the text as given, takes metadata from words alone, and loses no article because of another."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.article import Article
from kg.errors import ArticleError
from kg.read import looks_english, read_articles
from kg.read_headers import find_day, read_header

BODY = "Envoys of the two sides met in Doha on Sunday. They said that the talks would go on."
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Talks resume | The Canal</title>
<meta property="og:title" content="Talks resume in Doha"><meta property="og:site_name" content="The Canal">
<meta property="article:published_time" content="2024-03-05T09:30:00+02:00"><link rel="canonical" href="https://canal.example/2019/01/02/talks"></head>
<body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav><article><h1>Talks resume in Doha</h1>
<p>Envoys of the two sides met in Doha on Sunday, three weeks after the last round had ended without a result, officials said.</p>
<p>The foreign ministry of Qatar said that it would carry proposals from one delegation to the other until both could accept a common text.</p>
<p>Neither delegation spoke to reporters when it left the hotel, but a diplomat called the mood better than before.</p></article>
<footer>Copyright</footer></body></html>"""


def body_of(text: str) -> str:
    return text[read_header(text).body :]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("https://www.example.org/2019/01/02/talks\r\n\r\n", {"url": "https://www.example.org/2019/01/02/talks"}),
        (" date 2023-11-21 Canal Times - ", {"publisher": "Canal Times", "date": "2023-11-21"}),
        ("CAIRO, May 6 (Reuters) - ", {"publisher": "Reuters", "undated": "May 6"}),
        ("CAIRO – 26 July 2022: ", {"date": "2022-07-26"}),
        ("YANGON, July 25, 2022 (Canal/ANN): ", {"publisher": "Canal/ANN", "date": "2022-07-25"}),
        ("SYDNEY and KUALA LUMPUR, Jul 26 2022 (IPS) - ", {"publisher": "IPS", "date": "2022-07-26"}),
        ("New York (November 25, 2021): ", {"date": "2021-11-25"}),
        ("ANAHEIM, Calif.--", {}),
        ("SEOUL—", {}),
        ("Cape Town - ", {}),
        ("Mumbai, India – ", {}),
        ("Doha: ", {}),
        ("BEIJING, July 18 (Xinhua) -- ", {"publisher": "Xinhua", "undated": "July 18"}),
        ("(Prensa Latina) ", {"publisher": "Prensa Latina"}),
        ("Talks resume in Doha\n\n", {"title": "Talks resume in Doha"}),
        ("Is peace near?\n\nA deck below the headline\n\n", {"title": "Is peace near?"}),
        ("OPINION\n\nThe agreement that nobody signed\n\n", {"title": "The agreement that nobody signed"}),
        (
            "Talks resume in Doha\n\nBy Canal Times staff | 8 August 2022\n\n",
            {"title": "Talks resume in Doha", "publisher": "Canal Times", "date": "2022-08-08"},
        ),
        ("Talks resume in Doha\n\nBy Ann Example\n\n", {"title": "Talks resume in Doha"}),
        ("GULF BRIEF | Canal Times | Oct. 18, 2023\n\nTalks resume\n\n", {"title": "Talks resume", "publisher": "Canal Times", "date": "2023-10-18"}),
        ("Title: Talks resume\nDate: 5 March 2024\nSource: Canal Times\n\n", {"title": "Talks resume", "publisher": "Canal Times", "date": "2024-03-05"}),
        (
            "https://canal.example/a\n\nTalks resume\n\nDOHA, 5 March 2024 (CT) - ",
            {"url": "https://canal.example/a", "title": "Talks resume", "publisher": "CT", "date": "2024-03-05"},
        ),
    ],
)
def test_headers_become_metadata_and_never_body(head: str, expected: dict[str, str]) -> None:
    """The body begins behind the header, and every field says what the header says, no more."""
    header = read_header(head + BODY)
    found = {name: getattr(header, name) for name in ("title", "url", "publisher", "date", "undated") if getattr(header, name)}
    assert (found, (head + BODY)[header.body :]) == (expected, BODY)


@pytest.mark.parametrize(
    "text",
    [
        "Qatar – Egypt's partner in the talks – said that both sides had agreed.",
        "Al-Kadhimi paid a visit to Tehran. He met officials - and left.",
        "On Monday, May 6 - a day after the truce - the envoys met.",
        "The Inter-American Commission - Its members say - met on Sunday.",
        "WITH the games due to start, the envoys met on Sunday.",
        "Annan: We kept them up for many nights.\n\nReporter: And then?\n\nAnnan: They signed.",
        "The government and the rebels signed a general\npeace accord in Rome on Sunday, ending years of war that\nmay have cost a million lives.",
        "Envoys met.",
        "Talks resume in Doha",
    ],
)
def test_a_text_without_header_is_body_from_its_first_word(text: str) -> None:
    """Dashes, colons, line breaks and short lines alone make no header."""
    assert body_of(text) == text


def test_dates_never_come_from_an_address() -> None:
    """An address says nothing about the day, and there is no clock in it."""
    (article,), problems = read_articles(Article("https://www.example.org/2019/01/02/talks\n\n" + BODY))
    assert (article.date, article.publisher, problems) == (None, "example.org", [])


def test_a_file_is_kept_character_by_character(tmp_path: Path) -> None:
    """Line ends, doubled spaces and glued sentences stay: offsets count characters of the text as given."""
    text = "https://canal.example/a\r\n\r\n  Envoys met.They  left.\u00a0“Nothing new.”\r\n"
    (article,), _ = read_articles(write(tmp_path, "a.txt", text))
    assert article.text == text
    assert article.text[article.body :].startswith("Envoys met.They  left.")


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    """The same text with and without the mark is the same article."""
    (article,), _ = read_articles(write(tmp_path, "a.txt", b"\xef\xbb\xbf" + BODY.encode()))
    assert article.id == Article(BODY).id


def test_given_metadata_wins_and_the_id_is_the_text() -> None:
    """What the caller says is not overruled; the id does not depend on it."""
    text = "CAIRO, 26 July 2022 (Canal News) - " + BODY
    (article,), _ = read_articles(Article(text, publisher="Other", date="2022-07-27"))
    assert (article.publisher, article.date, article.id) == ("Other", "2022-07-27", Article(text).id)


def test_a_known_title_is_taken_from_the_body() -> None:
    """A first line that repeats the given title is a headline whatever its form."""
    (article,), _ = read_articles(Article(f"Talks resume.\n{BODY}", title="Talks  resume."))
    assert article.text[article.body :] == BODY


def test_folders_are_read_in_the_order_of_names_with_subfolders(tmp_path: Path) -> None:
    """Hidden files and files of other kinds are left alone."""
    for name in ("b.txt", "a/c.txt", "c.txt", ".hidden.txt", "notes.docx"):
        write(tmp_path, name, f"{BODY} {name}")
    articles, problems = read_articles(tmp_path)
    assert [article.text.rsplit(" ", 1)[1] for article in articles] == ["a/c.txt", "b.txt", "c.txt"]
    assert problems == []


def test_globs_and_iterables_mix(tmp_path: Path) -> None:
    """An iterable may hold paths, globs and articles."""
    write(tmp_path, "a.txt", f"{BODY} 1")
    write(tmp_path, "b.txt", f"{BODY} 2")
    articles, _ = read_articles([str(tmp_path / "?.txt"), Article(f"{BODY} 3")])
    assert [article.text[-1] for article in articles] == ["1", "2", "3"]


def test_the_same_text_is_read_once(tmp_path: Path) -> None:
    """A copy is a problem to know of, not a second article; another text with the same id is an error."""
    articles, problems = read_articles([Article(BODY), write(tmp_path, "copy.txt", BODY)])
    assert (len(articles), [problem.kind for problem in problems]) == (1, ["duplicate"])
    with pytest.raises(ArticleError, match="another text has the id 'x'"):
        read_articles([Article(BODY, id="x"), Article(f"{BODY} More.", id="x")])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("pdf.txt", b"%PDF-1.7", "a PDF file"),
        ("rtf.txt", b"{\\rtf1\\ansi", "an RTF file"),
        ("nul.txt", b"Envoys\x00met", "NUL byte at byte 6"),
        ("utf16.txt", "Envoys met.".encode("utf-16"), "UTF-16"),
        ("latin.txt", "One line.\nThe façade".encode("latin-1"), r"latin.txt:2: not UTF-8: byte 0xe7 at byte 16\nHint: convert it"),
        ("empty.txt", b" \r\n ", "empty"),
        ("header.txt", b"https://canal.example/a\n", "the article has a header and no body"),
        ("none.html", b"<html><body></body></html>", "no article found"),
        ("bad.jsonl", b'{"text": "a"\n', r"bad.jsonl:1: not JSON"),
        ("list.jsonl", b"[1]\n", "a JSON object was expected"),
        ("none.csv", b"", "not a readable table"),
        ("other.csv", b"a,b\n1,2\n", r"no column looks like the text\nHint: .*'a', 'b'"),
        ("broken.parquet", b"PAR1", "not a readable Parquet file"),
    ],
)
def test_what_cannot_be_read_names_file_place_and_remedy(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    """Raised when asked for; in a batch it is a problem, and the others are read."""
    bad = write(tmp_path, name, content)
    with pytest.raises(ArticleError, match=message) as caught:
        read_articles(bad)
    assert name in str(caught.value)
    assert caught.value.hint
    articles, problems = read_articles([bad, Article(BODY)], on_error="collect")
    assert [article.text for article in articles] == [BODY]
    assert [problem.kind for problem in problems] == ["unreadable"]
    assert "Hint:" in problems[0].message


@pytest.mark.parametrize("source", ["Hamas and Israel agreed to a truce.", "no/such/file.txt", "no/such/*.txt", "x" * 5000, "a\0b"])
def test_a_string_that_is_no_path_points_to_article(source: str) -> None:
    """A text given in place of a path is the likeliest mistake."""
    with pytest.raises(ArticleError, match=r"Hint: .*kg\.Article\(text=…\)"):
        read_articles(source)


@pytest.mark.parametrize("source", [3, None, b"text", {"text": BODY}])
def test_what_is_no_source_is_refused_by_name(source: object) -> None:
    """The message names the type that was given."""
    with pytest.raises(ArticleError, match=type(source).__name__):
        read_articles(source)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    """Nothing to read is no empty success."""
    with pytest.raises(ArticleError, match=r"nothing to read\nHint: readable are \.txt"):
        read_articles(tmp_path)


def test_on_error_has_two_values() -> None:
    """A third is refused with both named."""
    with pytest.raises(ArticleError, match="use on_error='raise' or on_error='collect'"):
        read_articles([], on_error="ignore")  # type: ignore[arg-type]


def test_json_lines_lose_only_the_bad_line(tmp_path: Path) -> None:
    """Bad lines are named by number; the good ones keep their metadata."""
    rows = [
        '{"id": "a1", "headline": "Talks", "body": "' + BODY + '", "published_at": "2024-03-05T10:00:00Z", "source": "Canal"}',
        "oops",
        '{"title": "no text"}',
    ]
    articles, problems = read_articles(write(tmp_path, "a.jsonl", "\n".join(rows) + "\n"), on_error="collect")
    assert [(a.id, a.title, a.date, a.publisher) for a in articles] == [("a1", "Talks", "2024-03-05", "Canal")]
    assert [problem.article.rsplit(":", 1)[1] for problem in problems] == ["2", "3"]


def test_a_json_array_is_a_batch(tmp_path: Path) -> None:
    """A file with one object or an array of objects, named itself, is read."""
    articles, _ = read_articles(write(tmp_path, "a.json", json.dumps([{"text": BODY}, {"text": f"{BODY} More."}])))
    assert len(articles) == 2


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_with_any_common_separator(tmp_path: Path, separator: str) -> None:
    """Quoted line breaks stay in the text, and long texts are no trouble."""
    text = f"{BODY}\n\n" + "They talked on. " * 20_000
    table = pd.DataFrame({"id": ["a"], "Content": [text], "Date": ["5 March 2024"]})
    path = tmp_path / "a.csv"
    table.to_csv(path, sep=separator, index=False)
    (article,), _ = read_articles(path)
    assert (article.id, article.text, article.date) == ("a", text, "2024-03-05")


def test_parquet_is_read(tmp_path: Path) -> None:
    """Timestamps become days."""
    path = tmp_path / "a.parquet"
    pd.DataFrame({"text": [BODY], "date": [datetime(2024, 3, 5, 23, tzinfo=UTC)]}).to_parquet(path)
    (article,), _ = read_articles(path)
    assert article.date == "2024-03-05"


def test_frames_with_columns_named_by_the_caller() -> None:
    """The caller's mapping comes before guesses; missing values are no metadata; a date that is none is a problem."""
    frame = pd.DataFrame({"body": [BODY, f"{BODY} More."], "lead": ["x", "y"], "when": ["2024-03-05", "soon"], "nr": [1.0, None], "title": [None, "T"]})
    articles, problems = read_articles(frame, columns={"text": "body", "date": "when", "id": "nr"})
    assert [(a.id, a.date, a.title) for a in articles] == [("1", "2024-03-05", None), (Article(f"{BODY} More.").id, None, "T")]
    assert [(p.article, p.kind) for p in problems] == [("table, row 1", "date")]


@pytest.mark.parametrize(
    ("columns", "message"),
    [({"text": "story"}, r"no column 'story'\nHint: there are 'body'"), ({"headline": "body"}, "articles have no field 'headline'\nHint: map from text")],
)
def test_unknown_columns_and_fields_list_what_there_is(columns: dict[str, str], message: str) -> None:
    """Both sides of the mapping are checked."""
    with pytest.raises(ArticleError, match=message):
        read_articles(pd.DataFrame({"body": [BODY]}), columns=columns)


def test_a_column_that_no_line_has_is_an_error(tmp_path: Path) -> None:
    """JSON objects may lack a field, but a name that occurs nowhere is a slip."""
    with pytest.raises(ArticleError, match="no column 'whem'"):
        read_articles(write(tmp_path, "a.jsonl", json.dumps({"text": BODY})), columns={"date": "whem"})


def test_pages_give_their_article_and_what_they_state(tmp_path: Path) -> None:
    """Navigation is no text; the day is the one stated, not the digits of the address."""
    (article,), problems = read_articles(write(tmp_path, "a.html", PAGE))
    assert (article.title, article.publisher, article.date, article.url) == (
        "Talks resume in Doha",
        "The Canal",
        "2024-03-05",
        "https://canal.example/2019/01/02/talks",
    )
    assert article.text[article.body :].startswith("Envoys of the two sides met in Doha on Sunday, three weeks")
    assert "Sport" not in article.text
    assert problems == []


def test_pages_keep_their_charset_and_json_ld(tmp_path: Path) -> None:
    """A declared charset is used; JSON-LD states the day; without a day there is none."""
    page = PAGE.replace("utf-8", "windows-1252").replace("a common text", "a “common” text")
    page = page.replace(
        '<meta property="article:published_time" content="2024-03-05T09:30:00+02:00">',
        '<script type="application/ld+json">[{"@graph": [{"datePublished": "2024-03-06"}]}]</script>',
    )
    (article,), _ = read_articles(write(tmp_path, "a.html", page.encode("windows-1252")))
    assert ("a “common” text" in article.text, article.date) == (True, "2024-03-06")
    (article,), _ = read_articles(write(tmp_path, "b.html", page.replace("datePublished", "other").encode("windows-1252")))
    assert article.date is None
    with pytest.raises(ArticleError, match="the page is not in ascii"):
        read_articles(write(tmp_path, "c.html", page.replace("windows-1252", "ascii").encode()))


def test_other_languages_are_a_warning_not_a_refusal() -> None:
    """The models are English; the article is kept and the doubt stated."""
    spanish = "El gobierno y la guerrilla firmaron en La Habana un acuerdo sobre el cese al fuego tras cuatro años de negociaciones."
    articles, problems = read_articles(Article(spanish))
    assert (len(articles), [problem.kind for problem in problems]) == (1, ["language"])
    assert looks_english(BODY * 3)
    assert not looks_english("Переговоры " * 30)


def test_a_dateline_without_a_year_is_said() -> None:
    """A day without its year cannot date the article, and the reader is told how to give it."""
    (article,), (problem,) = read_articles(Article("CAIRO, May 6 (Canal) - " + BODY))
    assert (article.date, problem.kind) == (None, "date")
    assert "May 6" in problem.message


@pytest.mark.parametrize("value", ["2024-03-05", "5 March 2024", "March 5, 2024", "Mar. 5th 2024", "Tuesday, 5 March 2024", "2024-03-05T10:00:00Z"])
def test_one_day_in_many_forms(value: str) -> None:
    """All common forms that are not ambiguous are understood."""
    assert find_day(value) == "2024-03-05"


@given(st.text(max_size=300))
def test_any_text_has_a_header_that_stays_inside_it(text: str) -> None:
    """Reading a header never fails, and the body never begins outside the text."""
    header = read_header(text)
    assert 0 <= header.body <= len(text)


@given(
    st.lists(
        st.sampled_from(
            ["DOHA", ",", " - ", "—", "(AP)", "May 6", "2024", ": ", "\n", "\n\n", "By ", "Ann said.", "https://x.example/", " date 2023-11-21 X - ", "“"]
        ),
        max_size=12,
    )
)
def test_any_mixture_of_header_parts_is_read(parts: list[str]) -> None:
    """Broken headers are read without error, and reading them twice gives the same."""
    text = "".join(parts)
    assert read_header(text) == read_header(text)
    assert read_header(text).body <= len(text)

"""IRIs: functions of content, fit for every store, different for different things."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg.errors import DocumentError, GraphError
from kg.iri import (
    article_iri,
    check_base,
    content_hash,
    event_iri,
    evidence_iri,
    evidence_span,
    links_iri,
    mint_actor,
    negotiation_iri,
    slug,
    statement_iri,
    step_iri,
)
from kg.vocabulary import ACTOR_TYPES, DATA_BASE

TEXT = st.one_of(
    st.text(max_size=400), st.sampled_from(["", " ", "..", "../../etc/passwd", "\ud800", "🕊️", "a" * 300, "<script>", "حماس", "x\u0000y", "%2e%2e"])
)
ARTICLE = article_iri(DATA_BASE, "a1")


@given(text=TEXT, parts=st.lists(TEXT, max_size=4))
def test_every_iri_is_one_for_any_text(text: str, parts: list[str]) -> None:
    article = article_iri(DATA_BASE, text)
    iris = [article, event_iri(article, *parts), statement_iri(article, *parts), negotiation_iri(article, *parts), evidence_iri(article, 3, 7)]
    iris += [step_iri(negotiation_iri(article, *parts), text), mint_actor(DATA_BASE, "Person", text), mint_actor(DATA_BASE, text, text)]
    for iri in iris:
        assert NamedNode(iri).value == iri
        assert iri.isascii()
        assert len(iri) < 400
        assert "/../" not in iri
        assert not iri.endswith("/..")
        assert " " not in iri


@given(first=TEXT, second=TEXT)
def test_different_article_ids_give_different_iris(first: str, second: str) -> None:
    assert (article_iri(DATA_BASE, first) == article_iri(DATA_BASE, second)) is (first == second)


@given(TEXT)
def test_an_id_made_to_look_like_a_hashed_one_is_another_article(text: str) -> None:
    tail = article_iri(DATA_BASE, text).removeprefix(f"{DATA_BASE}article/")
    assert tail == text or article_iri(DATA_BASE, tail) != article_iri(DATA_BASE, text)


@pytest.mark.parametrize("article_id", ["eg_today_3", "2023-11-21", "A1", "report.v2.txt", "9e2a7f5bcb0b3f2e"])
def test_plain_ids_stay_as_they_are(article_id: str) -> None:
    assert article_iri(DATA_BASE, article_id) == f"{DATA_BASE}article/{article_id}"


@pytest.mark.parametrize("article_id", ["a/b", "", ".hidden", "ends.", "two words", "é", "a" * 81, "a~b", "a#char=1,2", "a?b"])
def test_other_ids_get_a_slug_and_a_hash(article_id: str) -> None:
    tail = article_iri(DATA_BASE, article_id).removeprefix(f"{DATA_BASE}article/")
    assert tail == f"{slug(article_id)}~{content_hash(article_id)}"


@given(st.lists(TEXT, max_size=5), st.lists(TEXT, max_size=5))
def test_hashes_differ_where_parts_differ(first: list[str], second: list[str]) -> None:
    assert (content_hash(*first) == content_hash(*second)) is (first == second)


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_the_border_between_parts_counts(first: str, second: str) -> None:
    assert content_hash(first, second) != content_hash(first + second)
    assert content_hash(first, second, "") != content_hash(first, second)


def test_hashes_have_the_digits_asked_for_and_never_fewer_than_sixteen() -> None:
    assert len(content_hash("x")) == 16
    assert len(content_hash("x", length=64)) == 64
    assert len(content_hash("x", length=4)) == 16


@given(TEXT)
def test_slugs_are_short_ascii_words_and_stay_themselves(text: str) -> None:
    words = slug(text)
    assert len(words) <= 60
    assert set(words) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert words == words.strip("-")
    assert slug(words) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mirjana Špoljarić Egger", "mirjana-spoljaric-egger"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Ærøskøbing", "aeroskobing"),
        ("İstanbul", "istanbul"),
        ("U.S.", "u-s"),
        ("ＵＮ", "un"),
        ("卡塔尔", ""),
        ("x" * 100, "x" * 60),
    ],
)
def test_slugs_fold_letters_to_latin(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize(
    ("one", "two"), [("Mirjana Spoljaric", "mirjana  SPOLJARIĆ"), ("Jean-Paul Roy", "Jean Paul Roy"), ("O’Neill", "O'Neill"), ("حماس", "حماس ")]
)
def test_names_that_differ_in_case_accents_spacing_or_punctuation_are_one_actor(one: str, two: str) -> None:
    assert mint_actor(DATA_BASE, "Person", one) == mint_actor(DATA_BASE, "Person", two)


@pytest.mark.parametrize(
    ("one", "two"),
    [("حماس", "فتح"), ("Ali 王", "Ali 李"), ("C++", "C"), ("a" * 61, "a" * 62), ("किर", "कीर"), ("", "🕊"), ("Αθήνα", "Athens")],
)
def test_names_that_differ_otherwise_are_two_actors(one: str, two: str) -> None:
    assert mint_actor(DATA_BASE, "Group", one) != mint_actor(DATA_BASE, "Group", two)


def test_a_latin_name_needs_no_hash_and_the_type_tells_namesakes_apart() -> None:
    iris = {mint_actor(DATA_BASE, kind, "Jordan") for kind in ACTOR_TYPES}
    assert len(iris) == len(ACTOR_TYPES)
    assert f"{DATA_BASE}actor/person/jordan" in iris


@given(begin=st.integers(0, 10**6), length=st.integers(0, 10**4), article_id=TEXT)
def test_evidence_tells_its_article_and_offsets(begin: int, length: int, article_id: str) -> None:
    article = article_iri(DATA_BASE, article_id)
    assert evidence_span(evidence_iri(article, begin, begin + length)) == (article, begin, begin + length)


@pytest.mark.parametrize("iri", ["", ARTICLE, f"{ARTICLE}#char=1", f"{ARTICLE}#char=a,b", f"{ARTICLE}#char=1,2 "])
def test_other_iris_are_no_evidence(iri: str) -> None:
    assert evidence_span(iri) is None


@pytest.mark.parametrize(("begin", "end"), [(-1, 2), (5, 4)])
def test_evidence_out_of_order_is_an_error(begin: int, end: int) -> None:
    with pytest.raises(DocumentError, match=f"begin {begin}, end {end}"):
        evidence_iri(ARTICLE, begin, end)


@pytest.mark.parametrize("base", [DATA_BASE, "http://localhost:8000/", "urn:news:x/", "https://example.org/kg#"])
def test_usable_bases(base: str) -> None:
    assert check_base(base) == base
    assert links_iri(base) == base + "links"


@pytest.mark.parametrize("base", ["", "example.org/", "https://example.org", "https://example.org/ä/", "https://e.org/<x>/", "https://e.org/ /", "/data/"])
def test_unusable_bases_are_errors_with_a_hint(base: str) -> None:
    with pytest.raises(GraphError, match="Hint: give an absolute address"):
        check_base(base)


def test_iris_do_not_depend_on_the_hash_seed() -> None:
    code = "from kg.iri import *; print(event_iri('https://e.org/a', 'x', 'y'), mint_actor('https://e.org/', 'Group', 'حماس'))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1

"""What a page shows: bundles, sides, evidence cut at the quote, and no text that hides or address that runs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from graphs import BASE, IRAN, NADIR, NORWAY, OMAN, article_graphs, evidence_of, later, statement_of, talks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.article import Article
from kg.export.picture import PictureData, headline, picture_data, web_address
from kg.iri import content_hash
from kg.links import find_links
from kg.statement import ArticleGraph

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def data_of(*articles: ArticleGraph) -> PictureData:
    return picture_data(articles, find_links(articles, base=BASE))


def test_nodes_are_named_by_short_hashes() -> None:
    """No IRI and no name is an id."""
    data = data_of(talks())
    assert {node["id"] for node in data["nodes"]} >= {content_hash(OMAN), content_hash(IRAN), content_hash(NORWAY), content_hash(NADIR)}
    assert all(len(node["id"]) == 16 for node in data["nodes"])


def test_statements_of_one_predicate_between_two_nodes_are_one_edge() -> None:
    """Whichever way they go and whichever article they are from."""
    graph = talks()
    met = evidence_of(graph.article.text, "Iran met Norway")
    back = statement_of(graph.iri, NORWAY, "criticises", IRAN, met)
    forth = statement_of(graph.iri, IRAN, "criticises", NORWAY, met)
    data = data_of(replace(graph, statements=(*graph.statements, back, forth)))
    ways = [statement["edge"] for statement in data["statements"] if statement["predicate"] == "criticises"]
    assert len(ways) == 2
    assert len(set(ways)) == 1
    assert len({edge["id"] for edge in data["edges"]}) == len(data["edges"])


def test_positions_are_text_and_no_edge() -> None:
    """``hasPosition`` stays with its person."""
    (position,) = [statement for statement in data_of(talks())["statements"] if statement["predicate"] == "hasPosition"]
    assert (position["edge"], position["object"], position["text"]) == (None, None, "Envoy")


def test_a_sentence_is_cut_at_its_quote() -> None:
    """The three parts are the sentence; the middle is the quote."""
    statement = next(s for s in data_of(talks())["statements"] if s["predicate"] == "mediates")
    before, quote, after = statement["evidence"][0]
    assert quote == "Oman mediated between Iran and Norway"
    assert before.endswith("March 4 - ")
    assert after == " on tariffs."


def test_topics_and_quad_class_come_from_the_event() -> None:
    """A statement has the topics of its event and PLOVER's class of its type; what is static has none."""
    statements = data_of(talks(), later())["statements"]
    assert {s["quad"] for s in statements if s["predicate"] == "mediates"} == {1}
    assert {s["quad"] for s in statements if s["predicate"] == "concedes"} == {2}
    assert {s["quad"] for s in statements if s["predicate"] == "affiliatedWith"} == {None}
    assert all(s["topics"] for s in statements if s["predicate"] == "mediates")


def test_who_belongs_to_a_party_is_on_its_side() -> None:
    """The envoy of Norway is on Norway's side; the mediator is on none."""
    data = data_of(talks())
    sides = {node["name"]: node["side"] for node in data["nodes"]}
    assert sides["Salma Nadir"] == sides["Norway"]
    assert sides["Norway"] is not None
    assert sides["Iran"] not in (None, sides["Norway"])
    assert sides["Oman"] is None
    assert {data["sides"][sides["Norway"]], data["sides"][sides["Iran"]]} == {content_hash(NORWAY), content_hash(IRAN)}


def test_affiliations_in_a_circle_end() -> None:
    """Two that belong to each other."""
    graph = talks()
    envoy = evidence_of(graph.article.text, "Envoy Salma Nadir of Norway")
    circle = statement_of(graph.iri, NORWAY, "affiliatedWith", NADIR, envoy)
    assert data_of(replace(graph, statements=(*graph.statements, circle)))["sides"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", " https://e.org", "https://", "//e.org", "https://e.org/\u202egpj", "https://[", "file:///x",
        "JaVaScRiPt://e.org/%0aalert(1)", "", None,
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_are_links(address: str | None) -> None:
    """Anything else stays text."""
    assert web_address(address) is None


def test_an_article_is_named_by_its_first_line_if_it_has_no_title() -> None:
    """By its id if there is no text either."""
    graph = talks()
    assert headline(graph) == "Oman mediates"
    assert headline(replace(graph, article=replace(graph.article, title=None))).startswith("Oman mediated between Iran")
    assert headline(replace(graph, article=Article("", id="talks"))) == "talks"


@few
@given(st.lists(article_graphs(), min_size=1, max_size=2, unique_by=lambda graph: graph.iri))
def test_hostile_text_is_shown_by_its_codes(articles: list[ArticleGraph]) -> None:
    """No control and no mark that turns or hides text reaches the page, in whichever field it was; every end of an edge is a node."""
    data = data_of(*articles)
    text = json.dumps(data, ensure_ascii=False).replace("\\\\", "").replace('\\"', "")
    assert not {
        c for c in text if c < " " or "\x7f" <= c <= "\x9f" or c in "\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
    }
    assert "\\" not in text
    known = {node["id"] for node in data["nodes"]}
    assert all({edge["from"], edge["to"]} <= known for edge in data["edges"])
    assert all(
        s["subject"] in known and (s["object"] is None or s["object"] in known) and (s["speaker"] is None or s["speaker"] in known) for s in data["statements"]
    )
    assert all(set(talk[part]) <= known for talk in data["negotiations"] for part in ("parties", "mediators", "guarantors", "hosts"))

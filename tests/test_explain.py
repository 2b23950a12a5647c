"""Explanations show the sentences behind a claim, marked, with hostile text made harmless."""

from __future__ import annotations

from dataclasses import replace

import pytest
from graphs import IRAN, NORWAY, OMAN, evidence_of, later, talks

from kg.display import shorten, table_html, visible, visible_html
from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.vocabulary import PARLEY, TOPIC

HOSTILE = "<img src=x onerror=alert(1)> \x1b[31m \u202e & \"'</script> `$(x)`\nOman said no."


@pytest.fixture
def graph() -> KnowledgeGraph:
    return KnowledgeGraph.from_articles([talks(), later()])


def test_the_quote_is_marked_in_its_sentence(graph: KnowledgeGraph) -> None:
    """Text and notebook show the same."""
    found = graph.explain("Iran", "meets", "Norway")
    assert repr(found) == "<Explanation of Iran meets Norway: 1 passage>"
    assert str(found) == "Iran meets Norway\n  «Iran met Norway» on Monday.\n  (Oman mediates, The Example, 2024-03-05)"
    assert "<mark>Iran met Norway</mark> on Monday." in found._repr_html_()
    passage = found.passages[0]
    assert passage.evidence.quote == "Iran met Norway"
    assert "".join(passage.parts) == passage.evidence.sentence


@pytest.mark.parametrize(
    ("subject", "predicate", "object_"),
    [
        ("Oman", "mediates", "Iran"),
        ("  oman ", "mediates", "IRAN"),
        (OMAN, PARLEY.mediates, IRAN),
        ("Oman", "parley:mediates", IRAN),
    ],
)
def test_names_and_iris(graph: KnowledgeGraph, subject: str, predicate: str, object_: str) -> None:
    """Case and spaces do not matter."""
    assert [passage.claim for passage in graph.explain(subject, predicate, object_).passages] == ["Oman mediates Iran"]


def test_symmetric_predicates_both_ways(graph: KnowledgeGraph) -> None:
    """They are written once, from the smaller IRI; nobody need know."""
    assert graph.explain("Norway", "negotiates with", "Iran").passages == graph.explain("Iran", "negotiatesWith", "Norway").passages
    assert len(graph.explain("Norway", "concedes", "Iran")) == 0


def test_mark_of_modality_polarity_and_speaker(graph: KnowledgeGraph) -> None:
    """A claim is not shown as a fact."""
    assert [p.claim for p in graph.explain("Iran", "concedes").passages] == ["Iran concedes Norway (negative, planned, says Salma Nadir)"]
    assert [p.claim for p in graph.explain(IRAN, "negotiatesWith", NORWAY).passages][1] == "Iran negotiatesWith Norway (possible, says Norway)"


@pytest.mark.parametrize("name", ["tariffs", "Tariffs", "topic:tariffs", TOPIC["tariffs"]])
def test_topics_by_id_label_or_iri(graph: KnowledgeGraph, name: str) -> None:
    """As a user may write them."""
    assert len(graph.explain("Iran", "negotiatesOn", name)) == 1


def test_a_position_is_found_by_its_text_and_a_person_by_any_name(graph: KnowledgeGraph) -> None:
    """Also where articles name the person differently."""
    assert len(graph.explain("Nadir", "hasPosition", "envoy")) == 1
    assert {passage.article for passage in graph.explain("Salma Nadir").passages} == {talks().iri, later().iri}


def test_open_places(graph: KnowledgeGraph) -> None:
    """None stands for anything."""
    assert len(graph.explain(None, "mediates")) == 2
    assert len(graph.explain(None, None, "Oman")) == 1


def test_nothing_found_is_said(graph: KnowledgeGraph) -> None:
    """Both are known, but nothing of the kind is said."""
    found = graph.explain("Oman", "attacks", "Iran")
    assert len(found) == 0
    assert str(found) == "nothing says: Oman attacks Iran"
    assert "Nothing says" in found._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Omann",), "nothing in the graph is called 'Omann'\nHint: did you mean oman"),
        (("Oman", "mediate"), "no predicate 'mediate'\nHint: did you mean mediates"),
        (("Oman", "mediates", "Zyx"), "nothing in the graph is called 'Zyx'\nHint: "),
    ],
)
def test_unknown_names_are_errors(graph: KnowledgeGraph, arguments: tuple[str, ...], message: str) -> None:
    """With near ones."""
    with pytest.raises(GraphError, match=message):
        graph.explain(*arguments)


def test_hostile_text_is_harmless() -> None:
    """Nothing runs in a notebook, nothing moves in a terminal."""
    article = talks()
    evidence = evidence_of(HOSTILE, HOSTILE, sentence=(0, len(HOSTILE)))
    entity = replace(article.entities[0], name=HOSTILE)
    statement = replace(article.statements[0], evidence=(evidence,))
    graph = KnowledgeGraph.from_articles(
        [replace(article, article=replace(article.article, title=HOSTILE, text=""), entities=(entity, *article.entities[1:]), statements=(statement,))]
    )
    found = graph.explain(OMAN, "mediates")
    for page in (found._repr_html_(), graph._repr_html_()):
        assert "<img" not in page
        assert "</script>" not in page
        assert "\u202e" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in found._repr_html_()
    for text in (str(found), repr(found), repr(graph)):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<U+001B>" in str(found)


def test_display() -> None:
    """Small things."""
    assert visible("plain text, ünïcode 卡塔尔") == "plain text, ünïcode 卡塔尔"
    assert visible("a\r\nb\tc") == "a b c"
    assert visible("\ufeff\x00\x9b") == "<U+FEFF><U+0000><U+009B>"
    assert visible_html("\"'") == "&quot;&#x27;"
    assert shorten("abc", 3) == "abc"
    assert shorten("abcd", 3) == "ab…"
    assert table_html(["<"], [["&"]]) == "<table><tr><th>&lt;</th></tr><tr><td>&amp;</td></tr></table>"

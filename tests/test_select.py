"""A smaller graph keeps what fits and what that needs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from graphs import IRAN, NORWAY, article_graphs, later, talks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.vocabulary import PARLEY, PREDICATES


@pytest.fixture
def graph() -> KnowledgeGraph:
    return KnowledgeGraph.from_articles([talks(), later()])


def test_asserted_leaves_out_what_is_denied_planned_or_possible(graph: KnowledgeGraph) -> None:
    """Before any measure on the network."""
    found = graph.only(asserted=True)
    assert set(found.statements()["modality"]) == {"asserted"}
    assert set(found.statements()["polarity"]) == {"positive"}
    assert len(found.statements()) == len(graph) - 2
    assert list(found.events()["frame"]) == ["mediate", "meet", "praise"]
    assert len(found.negotiations()) == 1
    assert found.negotiations()["articles"][0] == [talks().iri]


@pytest.mark.parametrize("name", ["mediates", "parley:mediates", PARLEY.mediates, "Mediates", ["mediates"]])
def test_a_predicate_by_any_of_its_names(graph: KnowledgeGraph, name: Any) -> None:
    """Its events come along, and only the actors that are needed."""
    found = graph.only(predicate=name)
    assert set(found.statements()["predicate"]) == {"mediates"}
    assert list(found.events()["frame"]) == ["mediate"]
    assert set(found.entities()["name"]) == {"Oman", "Iran", "Norway", "Muscat"}


def test_several_predicates(graph: KnowledgeGraph) -> None:
    """Any of them."""
    assert set(graph.only(predicate=["meets", "supports"]).statements()["predicate"]) == {"meets", "supports"}


def test_an_unknown_predicate_is_an_error_with_near_ones(graph: KnowledgeGraph) -> None:
    """Never an empty graph."""
    with pytest.raises(GraphError, match="no predicate 'mediate'\nHint: did you mean mediates"):
        graph.only(predicate="mediate")
    with pytest.raises(GraphError, match="Hint: use one of mediates, "):
        graph.only(predicate="xyzzy")


@pytest.mark.parametrize(
    ("since", "number"), [("2024-03-04", 11), ("2024-03-05", 6), ("2024-03-09", 3), ("2024-03-10", 0), (date(2024, 3, 9), 3), (datetime(2024, 3, 9, 23, 59), 3)]
)
def test_since_counts_the_day_of_the_event_or_else_of_the_article(graph: KnowledgeGraph, since: Any, number: int) -> None:
    """Of the first article five statements have the date of their event, one day before."""
    assert len(graph.only(since=since)) == number


@pytest.mark.parametrize("since", ["yesterday", "2024", "2024-13-01", 7])
def test_since_must_be_a_day(graph: KnowledgeGraph, since: Any) -> None:
    """The hint shows the form."""
    with pytest.raises(GraphError, match=r"no date: .*\nHint: give since= as YYYY-MM-DD"):
        graph.only(since=since)


def test_reported_or_told(graph: KnowledgeGraph) -> None:
    """What speakers say and what the article itself says make up the whole."""
    reported, told = graph.only(reported=True), graph.only(reported=False)
    assert not reported.statements()["said_by"].isna().any()
    assert told.statements()["said_by"].isna().all()
    assert len(reported) + len(told) == len(graph)


@pytest.mark.parametrize("name", ["later", later().iri, ["later"]])
def test_articles_by_id_or_iri(graph: KnowledgeGraph, name: Any) -> None:
    """Others leave."""
    assert graph.only(article=name) == KnowledgeGraph.from_articles([later()])


def test_an_unknown_article_is_an_error(graph: KnowledgeGraph) -> None:
    """Never an empty graph."""
    with pytest.raises(GraphError, match=r"no article 'none'\nHint: graph\.articles"):
        graph.only(article="none")


def test_without_conditions_nothing_changes(graph: KnowledgeGraph) -> None:
    """And the graph that was asked stays what it was."""
    before = graph.article_graphs
    assert graph.only() == graph
    graph.only(asserted=True)
    assert graph.article_graphs == before


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    article=article_graphs(),
    asserted=st.booleans(),
    predicate=st.none() | st.sampled_from(PREDICATES),
    reported=st.none() | st.booleans(),
    since=st.none() | st.dates(),
)
def test_a_smaller_graph_is_a_part_and_stays_the_same(article: Any, **conditions: Any) -> None:
    """Selecting twice changes nothing; what is referred to is kept."""
    graph = KnowledgeGraph.from_articles([article])
    found = graph.only(**conditions)
    assert found.only(**conditions) == found
    assert set(found.statements()["iri"]) <= set(graph.statements()["iri"])
    (small,) = found.article_graphs
    events = {event.iri for event in small.events}
    assert all(set(thing.events) <= events for thing in (*small.statements, *small.negotiations))
    kept, known = {entity.iri for entity in small.entities}, {entity.iri for entity in article.entities}
    used = {s.subject for s in small.statements} | {a.iri for e in small.events for a in (*e.actors, *e.recipients)}
    assert used & known <= kept


def test_a_smaller_graph_cannot_be_joined_with_the_whole(graph: KnowledgeGraph) -> None:
    """It would be two graphs of one article; the remedy is named."""
    with pytest.raises(GraphError, match=r"two different graphs of the article 'talks'\nHint: .*before only"):
        graph | graph.only(predicate="meets")


def test_actors_of_kept_negotiations_are_kept(graph: KnowledgeGraph) -> None:
    """Roles can be shown."""
    found = graph.only(predicate="mediates")
    assert found.negotiations()["parties"][0] == [IRAN, NORWAY]
    assert "Party" in found.entities().set_index("iri")["roles"][IRAN]

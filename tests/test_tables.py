"""Tables have fixed columns and dtypes, follow links, and come in reading order."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from graphs import BASE, IRAN, NADIR, NORWAY, OMAN, article_graphs, later, talks
from hypothesis import HealthCheck, given, settings

from kg.graph import KnowledgeGraph
from kg.links import find_links
from kg.tables import COLUMNS, in_reading_order, names_of
from kg.vocabulary import TOPIC

BOUND = {
    "entities": "iri name type wikidata mentions roles articles",
    "events": "iri article type mode frame actors recipients mediators topics actor_iris recipient_iris mediator_iris topic_iris "
    "place date date_end date_text polarity modality said_by evidence begin end",
    "statements": "iri event article subject predicate object subject_name object_name polarity modality said_by date evidence begin end frame",
    "topics": "iri notation label negotiated",
    "negotiations": "iri parties mediators guarantors hosts topics status since until articles",
    "mediators": "iri name type wikidata mentions roles articles",
    "articles": "iri id title publisher date url sentences",
    "problems": "article kind message",
}
DTYPES = {"text": "string", "list": "object", "int64": "int64", "bool": "bool"}


@pytest.fixture
def graph() -> KnowledgeGraph:
    return KnowledgeGraph.from_articles([later(), talks()])


def rows(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(table[list(columns)].itertuples(index=False, name=None))


@pytest.mark.parametrize("name", BOUND)
def test_columns_are_those_promised(name: str, graph: KnowledgeGraph) -> None:
    """Names and order are part of the interface."""
    assert list(getattr(graph, name)().columns) == BOUND[name].split()


@pytest.mark.parametrize("name", BOUND)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(article=article_graphs())
def test_dtypes_never_change(name: str, article: Any) -> None:
    """Also when a table is empty or nothing is known; missing text is NA."""
    wanted = {column: DTYPES[kind] for column, kind in COLUMNS["entities" if name == "mediators" else name].items()}
    for graph in (KnowledgeGraph(), KnowledgeGraph.from_articles([article])):
        table = getattr(graph, name)()
        assert {column: str(dtype) for column, dtype in table.dtypes.items()} == wanted
        for column, kind in wanted.items():
            if kind == "string":
                assert all(value is pd.NA for value in table[column][table[column].isna()])
        assert list(table.index) == list(range(len(table)))


def test_entities_unite_what_articles_say(graph: KnowledgeGraph) -> None:
    """A surname joins its person, roles and mentions are united, articles listed."""
    table = graph.entities()
    assert list(table["iri"])[:3] == [OMAN, IRAN, NORWAY]
    assert NADIR in set(table["iri"])
    person = table[table["iri"] == NADIR].iloc[0]
    assert person["name"] == "Salma Nadir"
    assert person["mentions"] == ["Envoy Salma Nadir", "Nadir", "Ms Nadir"]
    assert person["articles"] == [talks().iri, later().iri]
    assert dict(rows(table, "iri", "roles"))[OMAN] == ["Mediator", "Intermediary", "Host"]
    assert dict(rows(table, "iri", "wikidata"))[NORWAY] is pd.NA


def test_mediators_are_those_with_the_role(graph: KnowledgeGraph) -> None:
    """An intermediary is a mediator too."""
    assert list(graph.mediators()["iri"]) == [OMAN]


def test_events_in_reading_order(graph: KnowledgeGraph) -> None:
    """By article's date, then as the article has them; speakers are IRIs that stand for the actor."""
    table = graph.events()
    assert list(table["frame"]) == ["mediate", "release", "meet", "talks", "praise"]
    release = table.iloc[1]
    assert (release["type"], release["mode"], release["polarity"], release["modality"]) == ("RETREAT", "release", "negative", "planned")
    assert release["said_by"] == NADIR
    assert release["recipients"] == ["Norway"]
    assert release["recipient_iris"] == [NORWAY]
    assert table.iloc[4]["actor_iris"] == [NADIR]
    assert talks().article.text[release["begin"] : release["end"]] == release["evidence"]


def test_statements_have_names_and_evidence(graph: KnowledgeGraph) -> None:
    """A position's name is its text; every quote stands in its article."""
    table = graph.statements()
    assert rows(table, "subject_name", "predicate", "object_name")[:6] == [
        ("Oman", "mediates", "Iran"),
        ("Oman", "mediates", "Norway"),
        ("Iran", "negotiatesWith", "Norway"),
        ("Iran", "negotiatesOn", "Tariffs"),
        ("Salma Nadir", "affiliatedWith", "Norway"),
        ("Salma Nadir", "hasPosition", "Envoy"),
    ]
    texts = {graph.article.id: graph.article.text for graph in (talks(), later())}
    for row in table.itertuples():
        assert texts[row.article][row.begin : row.end] == row.evidence
    assert table["event"].isna().sum() == 3
    assert set(table[table["predicate"] == "supports"]["subject"]) == {NADIR}


def test_the_event_of_a_statement_is_the_first_in_the_text() -> None:
    """Where it comes from several, IRIs do not decide."""
    from dataclasses import replace

    article = talks()
    events = [event.iri for event in article.events]
    several = replace(article.statements[0], events=tuple(sorted(events)))
    table = KnowledgeGraph.from_articles([replace(article, statements=(several,))]).statements()
    assert list(table["event"]) == [events[0]]


def test_topics_and_whether_they_are_negotiated(graph: KnowledgeGraph) -> None:
    """All that occur; labels are those of the scheme."""
    assert rows(graph.topics(), "iri", "notation", "label", "negotiated") == [
        (TOPIC["tariffs"], "tariffs", "Tariffs", True),
        (TOPIC["trade"], "trade", "Trade", True),
    ]
    from dataclasses import replace

    bare = KnowledgeGraph.from_articles([replace(talks(), negotiations=())])
    assert rows(bare.topics(), "notation", "negotiated") == [("tariffs", False)]


def test_a_negotiation_of_two_articles_is_one_row(graph: KnowledgeGraph) -> None:
    """Members united, the status of the last step, first and last day."""
    (row,) = graph.negotiations().to_dict("records")
    assert row["parties"] == [IRAN, NORWAY]
    assert row["mediators"] == row["hosts"] == [OMAN]
    assert row["topics"] == [TOPIC["tariffs"], TOPIC["trade"]]
    assert (row["status"], row["since"], row["until"]) == ("under-negotiation", "2024-03-04", "2024-03-04")
    assert row["articles"] == [talks().iri, later().iri]


def test_articles_and_problems(graph: KnowledgeGraph) -> None:
    """Articles by date; problems say where."""
    assert rows(graph.articles(), "id", "sentences") == [("talks", 3), ("later", 2)]
    assert graph.articles()["url"].isna().tolist() == [False, True]
    assert rows(graph.problems(), "article", "kind") == [("talks", "date")]


def test_undated_articles_come_last() -> None:
    """Then by IRI, so that order never depends on how a graph was put together."""
    from dataclasses import replace

    undated = replace(talks(), article=replace(talks().article, date=None))
    assert [graph.article.id for graph in in_reading_order([undated, later()])] == ["later", "talks"]


def test_names_of_linked_actors_are_those_of_the_one_that_stands_for_them() -> None:
    """A picture and a table call them the same."""
    articles = [talks(), later()]
    names = names_of(articles, find_links(articles, base=BASE))
    assert {names[entity.iri] for graph in articles for entity in graph.entities if entity.type == "Person"} == {"Salma Nadir"}


def test_tables_become_json_with_null() -> None:
    """What is missing is null, not a word."""
    text = KnowledgeGraph.from_articles([later()]).articles().to_json(orient="records")
    assert '"url":null' in text

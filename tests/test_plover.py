"""Event data: records have PLOVER's fields and values, and what was written or coded by others becomes a graph of the same events."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from graphs import BASE, IRAN, NADIR, NORWAY, OMAN, article_graphs, later, talks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg import analysis
from kg.cli import main
from kg.errors import GraphError
from kg.export.cameo import COLUMNS, to_cameo, write_cameo
from kg.export.cameo_read import from_cameo, read_cameo
from kg.export.plover import BASE_FIELDS, CODEBOOK, EXTENSION_FIELDS, REQUIRED, to_plover, write_plover
from kg.export.plover_codes import cameo_code, class_of_cameo
from kg.export.plover_read import from_plover, read_plover
from kg.graph import KnowledgeGraph
from kg.statement import ArticleGraph
from kg.vocabulary import ACTOR, EVENT_CLASSES, PLOVER_CONTEXTS, PLOVER_MODES, PLOVER_QUADS, PLOVER_TYPES, TOPIC

MANUAL = {
    "record": "id has_event date time enddate endtime actor recipient event event_loc event_text quad_code event_scale mode context link text "
    "text_info cite_info coder coded_date coded_time comment",
    "actor": "code sector actor_text identifier_id identifier_text actor_loc religion ethnicity office gender age",
    "text_info": "sequence start end text_story conllu_parse treebank_parse",
    "cite_info": "corpus citation url title language publication license copyright coder codebook version",
    "event_loc": "geonameid name asciiname alternatenames latitude longitude cc3 population elevation dem timezone",
}
"""The fields of the manual, draft 2.0, by object."""
SECTORS = set("COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED OPP PRE REF REL SOC".split())
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture
def graph() -> KnowledgeGraph:
    return KnowledgeGraph.from_articles([talks(), later()])


def check(record: dict[str, Any]) -> None:
    """Compare a record with the manual: names, types and values of the fields."""
    json.dumps(record, allow_nan=False)
    for name, part in (("record", record), *((name, record[name]) for name in ("text_info", "cite_info", "event_loc") if name in record)):
        assert set(part) <= set(MANUAL[name].split()) | set(EXTENSION_FIELDS.get(name, ())), name
    assert set(REQUIRED) <= set(record)
    for role in ("actor", "recipient", "mediator"):
        for actor in record.get(role, []):
            assert set(actor) <= set(MANUAL["actor"].split()) | set(EXTENSION_FIELDS["actor"])
            assert len(actor.get("code", "XXX")) == 3
            assert actor.get("sector", "GOV") in SECTORS
    (kind,) = record["event"]
    assert kind in PLOVER_TYPES
    assert set(record.get("mode", [])) <= {*PLOVER_MODES[kind], "future", "hypothetical", "negation"}
    assert set(record.get("context", [])) <= set(PLOVER_CONTEXTS)
    assert record["quad_code"] == PLOVER_QUADS[kind]
    assert -10 <= record["event_scale"] <= 10
    assert record["cite_info"]["codebook"] == CODEBOOK


# --- records --------------------------------------------------------------------------------------------------------------------------


def test_fields_are_the_manuals_and_the_extension_takes_none_of_its_names() -> None:
    """Base fields are unchanged; the extension has names of its own."""
    for name, fields in BASE_FIELDS.items():
        assert set(fields) <= set(MANUAL[name].split())
        assert not set(EXTENSION_FIELDS.get(name, ())) & set(MANUAL[name].split())


def test_records_of_a_graph(graph: KnowledgeGraph) -> None:
    """The mediation of the first article, field by field."""
    records = list(to_plover(graph))
    for record in records:
        check(record)
    assert len(records) == len(graph.events())
    first = records[0]
    assert [actor["code"] for actor in first["actor"]] == ["IRN", "NOR"]
    assert (first["date"], first["event"], first["mode"], first["event_scale"]) == ("2024-03-04", ["CONSULT"], ["third-party"], 1.0)
    assert [(m["code"], m["identifier_id"]) for m in first["mediator"]] == [("OMN", "Q842")]
    assert first["topic"] == [{"id": "tariffs", "label": "Tariffs", "topic_text": "tariffs"}]
    assert first["context"] == ["economic"]
    assert first["link"] in set(graph.negotiations()["iri"])
    assert talks().article.text[first["text_info"]["start"] : first["text_info"]["end"]] == first["event_text"][0]


def test_denial_plans_and_speakers_are_told(graph: KnowledgeGraph) -> None:
    """Auxiliary modes for tools that know PLOVER alone; the speaker with office and country of its seat."""
    record = next(record for record in to_plover(graph) if record["event"] == ["RETREAT"])
    assert record["mode"] == ["release", "future", "negation"]
    assert (record["polarity"], record["modality"]) == ("negative", "planned")
    assert record["said_by"] == {
        "code": "NOR", "actor_text": "Envoy Salma Nadir", "identifier_text": "Salma Nadir", "office": "Envoy", "iri": NADIR, "type": "Person",
    }  # fmt: skip


@few
@given(st.lists(article_graphs(ids=st.sampled_from(["a", "b"])), max_size=2, unique_by=lambda g: g.iri))
def test_records_of_any_graph_fit_the_manual_and_can_be_read(articles: list[ArticleGraph]) -> None:
    """Whatever the text, each record is one line of JSON with the manual's fields, and makes a valid event."""
    graph = KnowledgeGraph.from_articles(articles)
    records = list(to_plover(graph))
    for record in records:
        check(record)
    read = KnowledgeGraph.from_articles(from_plover(records))
    assert len(read.events()) == len(records)


def test_the_same_graph_gives_the_same_bytes(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """One line per record, in reading order."""
    files = [write_plover(tmp_path / name, KnowledgeGraph.from_articles(order)) for name, order in (("a", [talks(), later()]), ("b", [later(), talks()]))]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].read_bytes().count(b"\n") == len(list(to_plover(graph)))


def test_events_without_day_or_actor_are_left_out() -> None:
    """PLOVER requires both."""
    from dataclasses import replace

    article = talks()
    undated = replace(article, article=replace(article.article, date=None), events=tuple(replace(e, earliest=None, latest=None) for e in article.events))
    nobody = replace(article, events=tuple(replace(e, actors=()) for e in article.events))
    assert [list(to_plover(KnowledgeGraph.from_articles([a]))) for a in (undated, nobody)] == [[], []]


# --- and back -------------------------------------------------------------------------------------------------------------------------


def told(graph: KnowledgeGraph) -> list[tuple[Any, ...]]:
    """Return what a graph says to happen, without what depends on the article."""
    names = ("type", "mode", "actor_iris", "recipient_iris", "mediator_iris", "topic_iris", "date", "polarity", "modality", "said_by", "evidence")
    return sorted(tuple(map(str, row)) for row in graph.events()[list(names)].fillna("").itertuples(index=False))


def test_a_round_trip_keeps_who_does_what_to_whom(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """Dated events come back as they were, under IRIs of their own, so that both fit in one graph, which is valid."""
    read = KnowledgeGraph.from_articles(read_plover(write_plover(tmp_path / "talks.plover.jsonl", graph)))
    dated = {row[-1]: row for row in told(graph) if row[6]}
    assert {row[-1]: row for row in told(read) if row[-1] in dated} == dated
    assert len(read.events()) == len(graph.events())
    both = graph | read
    assert len(both.articles()) == len(graph.articles()) + len(read.articles())
    assert both.validate() == []
    assert set(read.mediators()["iri"]) == {OMAN}
    assert kg.load(both.write(tmp_path / "both.trig")) == both


POLECAT = {
    "Event ID": "p-1", "Event Date": "2022-05-03", "Event Type": "CONSULT", "Event Mode": "visit", "Actor Name": "Benin", "Actor Country": "BEN",
    "Primary Actor Sector": "GOV", "Actor Name Raw": "the visitors", "Recipient Name": "Togo;Ghana", "Recipient Country": "TGO;GHA", "Placename": "Lomé",
    "Source": "A Paper", "Publication Date": "2022-05-04", "Headline": "A visit",
}  # fmt: skip


def test_records_of_others() -> None:
    """The manual's smallest record, older names, compound actors and POLECAT's columns."""
    records: list[dict[str, Any]] = [
        {"id": "PHOX-1", "date": "2016-07-24", "source": [{"code": "USA"}], "recipient": [{"code": "CAN"}], "event": ["CONSULT"]},
        {"id": "2", "date": "2016-07-25", "actor": [{"actor_text": "Rebels of the hills", "code": "MLI", "sector": "REB"}], "event": "DEMAND", "mode": "meet"},
        {"id": "3", "date": "2016-07-25", "actor": [{"identifier_id": "https://www.wikidata.org/wiki/Q842"}], "event": ["AID"], "context": ["hypothetical"]},
        POLECAT,
    ]
    graph = KnowledgeGraph.from_articles(from_plover(records))
    rows = {row["article"].removeprefix("coded "): row for row in graph.events().to_dict("records")}
    assert (rows["PHOX-1"]["actor_iris"], rows["PHOX-1"]["recipient_iris"]) == ([ACTOR.base + "united-states"], [ACTOR.base + "canada"])
    assert (rows["2"]["type"], rows["2"]["mode"], rows["2"]["date"]) == ("REQUEST", "meet", "2016-07-25")
    assert (rows["3"]["actor_iris"], rows["3"]["modality"]) == ([OMAN], "possible")
    visit = rows["p-1"]
    assert (visit["actors"], visit["actor_iris"]) == (["the visitors"], [ACTOR.base + "benin"])
    assert visit["recipient_iris"] == [ACTOR.base + "togo", ACTOR.base + "ghana"]
    seats = graph.statements().query("predicate == 'affiliatedWith'")[["subject_name", "object_name"]].to_numpy().tolist()
    assert seats == [["Rebels of the hills", "Mali"]]
    assert graph.articles().query("title == 'A visit'")[["publisher", "date"]].to_numpy().tolist() == [["A Paper", "2022-05-04"]]
    assert graph.validate() == []


def test_what_says_no_event_is_a_problem_of_its_story() -> None:
    """Unknown types and days that are none are told, and do not stop the rest."""
    records: list[dict[str, Any]] = [
        {"id": "1", "date": "2016-07-24", "actor": [{"code": "USA"}], "event": ["CRIME"]},
        {"id": "2", "date": "soon", "actor": [{"code": "USA"}], "event": ["AID"]},
        {"id": "3", "date": "2016-07-24", "actor": [{"code": "USA"}], "recipient": [{"code": "CAN"}], "event": ["AID"]},
    ]
    graph = KnowledgeGraph.from_articles(from_plover(records))
    assert len(graph.events()) == 1
    assert list(graph.problems()["message"]) == ["no event type that PLOVER knows: CRIME", "not a day: 'soon'"]


@pytest.mark.parametrize(("text", "message"), [("{", ":2: no JSON"), ("[1]", ":2: a JSON list"), ('"a"', ":2: a JSON str")])
def test_a_line_that_is_no_record_is_named(text: str, message: str, tmp_path: Path) -> None:
    """File and line are in the message."""
    path = tmp_path / "records.jsonl"
    path.write_text(f"\n{text}\n", encoding="utf-8")
    with pytest.raises(GraphError) as caught:
        read_plover(path)
    assert message in str(caught.value)


def test_missing_files_are_named(tmp_path: Path) -> None:
    """Both readers say which file it was."""
    for read in (read_plover, read_cameo):
        with pytest.raises(GraphError, match="nowhere"):
            read(tmp_path / "nowhere.jsonl")


_NAMES = [*BASE_FIELDS["actor"], *EXTENSION_FIELDS["topic"], "iri", "type"]
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.sampled_from(["AID", "CONSULT", "2024-01-01", "USA", "visit", "truce"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@few
@given(st.lists(st.dictionaries(st.sampled_from([*MANUAL["record"].split(), *EXTENSION_FIELDS["record"], "source"]), _VALUES, max_size=8), max_size=3))
def test_records_of_any_shape_are_read_or_reported(records: list[dict[str, Any]]) -> None:
    """No record breaks the reader, and none is lost unseen."""
    graph = KnowledgeGraph.from_articles(from_plover(records))
    assert len(graph.events()) + len(graph.problems()) <= len(records)
    assert bool(len(graph.articles())) == bool(records)
    list(graph._quads())


# --- CAMEO ----------------------------------------------------------------------------------------------------------------------------


def test_cameo_rows_of_a_graph(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """Mediation from the mediator to each side, a meeting in both directions, nothing denied or only possible."""
    rows = to_cameo(graph)
    assert list(rows.columns) == list(COLUMNS)
    assert rows[["Source Name", "CAMEO Code", "Target Name"]].to_numpy().tolist() == [
        ["Oman", "045", "Iran"], ["Oman", "045", "Norway"], ["Iran", "040", "Norway"], ["Norway", "040", "Iran"], ["Salma Nadir", "051", "Oman"],
    ]  # fmt: skip
    assert rows["Event ID"].is_unique
    for name in ("rows.csv", "rows.tsv"):
        read = KnowledgeGraph.from_articles(read_cameo(write_cameo(tmp_path / name, graph)))
        assert sorted(read.events()["type"]) == ["CONSULT"] * 4 + ["SUPPORT"]
        found = {(row.subject_name, row.predicate, row.object_name) for row in read.statements().itertuples()}
        assert {("Oman", "mediates", "Iran"), ("Oman", "mediates", "Norway"), ("Iran", "meets", "Norway"), ("Salma Nadir", "supports", "Oman")} <= found
        assert read.validate() == []


@pytest.mark.parametrize("name", EVENT_CLASSES)
def test_every_class_has_a_cameo_code_of_its_type(name: str) -> None:
    """A code leads back to the PLOVER type, but where CAMEO's table and the manual's text differ or PLOVER dropped the code."""
    kind = EVENT_CLASSES[name]
    found = class_of_cameo(cameo_code(name, kind.plover_type, kind.mode))
    differ = {"Apology": "SUPPORT", "CeasefireDeclaration": "RETREAT", "Request": None}
    assert (found[1] if found else None) == differ.get(name, kind.plover_type)


GDELT_ROW = {
    "GLOBALEVENTID": "410412347", "SQLDATE": "20150218", "Actor1Name": "QATAR", "Actor1CountryCode": "QAT", "Actor2Name": "REBEL", "Actor2CountryCode": "SDN",
    "Actor2Type1Code": "REB", "EventCode": "045", "ActionGeo_FullName": "Doha, Qatar", "DATEADDED": "20150219", "SOURCEURL": "https://example.org/a",
}  # fmt: skip


def gdelt(columns: int, places: dict[int, str], rows: Iterable[dict[str, str]]) -> str:
    """Make a file as GDELT gives it: tabs, no header."""
    return "".join("\t".join(row.get(places.get(number, ""), "") for number in range(columns)) + "\n" for row in rows)


@pytest.mark.parametrize(("columns", "ends"), [(58, (50, 56, 57)), (61, (52, 59, 60))])
def test_gdelt_files_of_both_versions(columns: int, ends: tuple[int, int, int], tmp_path: Path) -> None:
    """Mediation by CAMEO 045 has its first actor as mediator; comments are no events."""
    places = {0: "GLOBALEVENTID", 1: "SQLDATE", 6: "Actor1Name", 7: "Actor1CountryCode", 16: "Actor2Name", 17: "Actor2CountryCode", 22: "Actor2Type1Code"}
    places |= {26: "EventCode"} | dict(zip(ends, ("ActionGeo_FullName", "DATEADDED", "SOURCEURL"), strict=True))
    path = tmp_path / "20150219.export.CSV"
    path.write_text(gdelt(columns, places, [GDELT_ROW, {**GDELT_ROW, "GLOBALEVENTID": "5", "EventCode": "010"}]), encoding="utf-8")
    graph = KnowledgeGraph.from_articles(read_cameo(path))
    (event,) = graph.events().to_dict("records")
    assert (event["type"], event["mode"], event["date"], event["place"]) == ("CONSULT", "third-party", "2015-02-18", "Doha, Qatar")
    assert (event["mediator_iris"], event["recipients"]) == ([ACTOR.base + "qatar"], ["Rebel"])
    assert graph.articles()[["url", "date"]].to_numpy().tolist() == [["https://example.org/a", "2015-02-19"]]
    assert list(graph.problems()["message"]) == ["no event that PLOVER knows: CAMEO 010"]
    assert graph.validate() == []


def test_icews_rows_with_a_header(tmp_path: Path) -> None:
    """Names of countries and of sectors are understood; rows of one story are one article."""
    header = [
        "Event ID",
        "Event Date",
        "Source Name",
        "Source Sectors",
        "Source Country",
        "Event Text",
        "CAMEO Code",
        "Target Name",
        "Target Country",
        "Story ID",
    ]
    rows = [
        ["1", "2014-01-02", "Head of the delegation", "Government,Executive", "Norway", "Engage in negotiation", "046", "Iran", "Iran", "77"],
        ["2", "2014-01-02", "Iran", "", "Iran", "Threaten to halt negotiations", "134", "Norway", "Norway", "77"],
    ]
    path = tmp_path / "icews.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    graph = KnowledgeGraph.from_articles(read_cameo(path))
    assert graph.events()[["type", "mode"]].fillna("").to_numpy().tolist() == [["CONSULT", ""], ["THREATEN", "relations"]]
    assert len(graph.articles()) == 1
    assert graph.entities().query("name == 'Head of the delegation'")["type"].tolist() == ["Organisation"]
    assert analysis.sides(graph)[graph.events()["actor_iris"][0][0]] == NORWAY
    assert IRAN in set(graph.entities()["iri"])


@pytest.mark.parametrize(
    ("text", "message"), [("a,b\n1,2\n", "no table of GDELT"), ("CAMEO Code,Event ID\n045\n", "row 2: 1 cells"), ("CAMEO Code,x\n" + "y" * 200_000, "no table")]
)
def test_tables_that_are_none(text: str, message: str, tmp_path: Path) -> None:
    """The message says what was expected, and the row."""
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GraphError, match=message):
        read_cameo(path)


def test_machine_coded_events_and_ours_are_asked_together(graph: KnowledgeGraph) -> None:
    """One store: the mediation of a GDELT row and ours in one matrix, on the actors of the book."""
    rows = [{**GDELT_ROW, "Actor1Name": "OMAN", "Actor1CountryCode": "OMN", "Actor2Name": name, "Actor2CountryCode": "", "Actor2Type1Code": "",
             "GLOBALEVENTID": name} for name in ("IRANIAN", "NORWAY")]  # fmt: skip
    both = graph | KnowledgeGraph.from_articles(from_cameo(rows))
    assert len(both.query("SELECT ?a ?m ?p { GRAPH ?a { ?m parley:mediates ?p } }")) == 4
    assert set(analysis.mediator_reach(both)["sides"]) == {2}
    assert list(both.mediators()["name"]) == ["Oman"]
    assert BASE in both.base
    assert TOPIC["tariffs"] in set(both.topics()["iri"])


# --- from a shell ---------------------------------------------------------------------------------------------------------------------


def test_export_and_import_from_a_shell(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """``kg export`` writes records and rows, ``kg import`` makes a graph of them."""
    graph.write(tmp_path / "talks.trig")
    for name, options in (("plover", "talks.jsonl"), ("cameo", "talks.tsv")):
        done = CliRunner().invoke(main, ["export", name, str(tmp_path / "talks.trig"), "-o", str(tmp_path / options)])
        assert done.exit_code == 0, done.output
        done = CliRunner().invoke(main, ["import", name, str(tmp_path / options), "-o", str(tmp_path / f"{name}.ttl")])
        assert done.exit_code == 0, done.output
        assert list(kg.load(tmp_path / f"{name}.ttl").mediators()["name"]) == ["Oman"]
    failed = CliRunner().invoke(main, ["import", "plover", str(tmp_path / "talks.trig"), "-o", str(tmp_path / "x.ttl")])
    assert failed.exit_code == 2

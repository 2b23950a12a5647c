"""Analysis: every figure is worked out by hand or compared with networkx's own algorithms."""

from __future__ import annotations

import itertools
import random
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest
from graphs import IRAN, NADIR, NORWAY, OMAN, later, talks

import kg
from kg import analysis
from kg.analysis.brokerage import ROLES
from kg.errors import GraphError, MissingDependencyError
from kg.graph import KnowledgeGraph
from kg.tables import frame_of
from kg.vocabulary import PLOVER_SCORES, TOPIC

LISTS = ("actors", "recipients", "mediators", "topics")
EMPTY: dict[str, Any] = dict.fromkeys(("event", "said_by", "date", "frame", "mode", "place", "date_end", "date_text", "wikidata"))
EMPTY |= {"begin": 0, "end": 5, "evidence": "words", "polarity": "positive", "modality": "asserted", "article": "n1"}
AGENCY = "Delegations of both sides met in the harbour town on Tuesday for a third day of talks on the return of prisoners, officials said. " * 2


def events(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make an events table; actors are named by their IRIs."""
    made = []
    for number, row in enumerate(rows):
        lists = {name: row.get(name, []) for name in LISTS}
        iris = {f"{name[:-1]}_iris": lists[name] for name in LISTS}
        made.append({**EMPTY, "iri": f"e{number}", "frame": "f", "type": "CONSULT", **row, **lists, **iris})
    return frame_of("events", made)


def statements(*rows: tuple[Any, ...], **common: Any) -> pd.DataFrame:
    """Make a statements table of triples, each with what else is to be said of it."""
    made = []
    for number, (subject, predicate, object_, *rest) in enumerate(rows):
        more = rest[0] if rest else {}
        made.append(
            {**EMPTY, "iri": f"s{number}", "subject": subject, "predicate": predicate, "object": object_, "subject_name": subject.upper(),
             "object_name": object_.upper(), **common, **more}
        )  # fmt: skip
    return frame_of("statements", made)


def articles(**days: str | None) -> pd.DataFrame:
    """Make an articles table from days by IRI."""
    rows = ({"iri": iri, "id": iri, "title": None, "publisher": f"The {iri}", "date": day, "url": None, "sentences": 1} for iri, day in days.items())
    return frame_of("articles", rows)


@pytest.fixture
def graph() -> KnowledgeGraph:
    return KnowledgeGraph.from_articles([talks(), later()])


# --- mediation ------------------------------------------------------------------------------------------------------------------------


def test_mediation_counts_events_by_mediator_dyad_and_topic() -> None:
    """Three sides are three dyads; two topics are two rows of the table, but one event of the pair."""
    found = analysis.mediation_matrix(
        {
            "events": events(
                {"mediators": ["m"], "actors": ["m"], "recipients": ["a", "b", "c"], "topics": ["t", "u"], "date": "2024-01-02", "date_end": "2024-01-03"},
                {"mediators": ["m"], "actors": ["a", "b"], "topics": ["t"], "date": "2024-02-01", "article": "n2"},
                {"mediators": ["m"], "actors": ["a", "b"], "topics": ["t"], "modality": "planned"},
                {"mediators": ["m"], "actors": ["a", "b"], "topics": ["t"], "polarity": "negative"},
                {"mediators": ["m"], "actors": ["a"]},
            )
        }
    )
    rows = {(row.mediator, row.first, row.second, row.topic): (row.events, row.articles, row.since, row.until) for row in found.table.itertuples()}
    assert rows["m", "a", "b", "t"] == (2, 2, "2024-01-02", "2024-02-01")
    assert rows["m", "a", "b", "u"] == (1, 1, "2024-01-02", "2024-01-03")
    assert len(rows) == 6
    assert found.wide().to_dict("index") == {"m": {"a – b": 2, "a – c": 1, "b – c": 1}}


def test_planned_mediation_counts_when_asked_for() -> None:
    """What is only possible is left out unless asked for; what is denied is never counted."""
    table = events({"mediators": ["m"], "actors": ["a", "b"], "modality": "possible"}, {"mediators": ["n"], "actors": ["a", "b"], "polarity": "negative"})
    assert len(analysis.mediation_matrix(table).table) == 0
    assert list(analysis.mediation_matrix(table, asserted=False).table["mediator"]) == ["m"]


def test_a_host_with_guests_mediates() -> None:
    """Where no mediator is named apart, the actor of a third-party consultation is one; a meeting of two has none."""
    table = events({"mode": "third-party", "actors": ["m"], "recipients": ["a", "b"]}, {"actors": ["a"], "recipients": ["b"]})
    assert analysis.mediation_matrix(table).table[["mediator", "first", "second"]].to_numpy().tolist() == [["m", "a", "b"]]


def test_a_graph_is_asked_in_one_line(graph: KnowledgeGraph) -> None:
    """The two small articles: Oman between Iran and Norway on tariffs, once for certain."""
    found = analysis.mediation_matrix(graph).table
    assert found[["mediator_name", "first_name", "second_name", "topic_name", "events"]].to_numpy().tolist() == [["Oman", "Iran", "Norway", "Tariffs", 1]]
    assert list(analysis.mediation_matrix(graph, asserted=False).table["events"]) == [2, 1]


def test_tables_of_a_loaded_graph_give_the_same(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """Tables that went through Parquet answer as the graph does, and so does a graph that was read from a file."""
    tables = {}
    for name in ("entities", "statements", "events", "topics", "articles"):
        getattr(graph, name)().to_parquet(tmp_path / f"{name}.parquet")
        tables[name] = pd.read_parquet(tmp_path / f"{name}.parquet")
    read = kg.load(graph.write(tmp_path / "graph.ttl"))
    for ask in (analysis.mediation_matrix, analysis.dyad_weeks):
        assert ask(tables).table.to_dict() == ask(graph).table.to_dict() == ask(read).table.to_dict()
    assert analysis.mediator_reach(tables).to_dict() == analysis.mediator_reach(graph).to_dict()
    assert analysis.timeline(read).table.to_dict() == analysis.timeline(graph).table.to_dict()


def test_a_missing_table_is_named() -> None:
    """The message says which table is needed."""
    with pytest.raises(GraphError, match="no table 'events'"):
        analysis.mediation_matrix({"statements": statements()})


@pytest.mark.parametrize(
    "ask",
    [
        lambda g: analysis.mediation_matrix(g).table,
        lambda g: analysis.dyad_weeks(g).table,
        lambda g: analysis.timeline(g).table,
        lambda g: analysis.changes(g, "2024-01-01", "2024-02-01").claims,
        analysis.rival_claims,
        analysis.independent_sources,
        analysis.mediator_reach,
        lambda g: analysis.brokerage(analysis.contacts(g), analysis.sides(g)),
    ],
)
def test_columns_and_dtypes_are_the_same_when_empty(ask: Any, graph: KnowledgeGraph) -> None:
    """An empty graph gives an empty table of the same make."""
    assert len(ask(KnowledgeGraph())) == 0
    assert dict(ask(KnowledgeGraph()).dtypes) == dict(ask(graph).dtypes)


# --- brokers --------------------------------------------------------------------------------------------------------------------------


def test_gould_and_fernandez_roles_by_hand() -> None:
    """One broker, and for each role one pair of neighbours that shows it."""
    groups = dict.fromkeys("abc", "X") | dict.fromkeys("de", "Y") | {"f": "Z"}
    expected = {("a", "c"): "coordinator", ("d", "e"): "consultant", ("d", "c"): "gatekeeper", ("a", "d"): "representative", ("d", "f"): "liaison"}
    for (one, other), role in expected.items():
        found = analysis.brokerage(nx.DiGraph([(one, "b"), ("b", other)]), groups)
        assert found[["iri", "group", *ROLES, "total"]].to_numpy().tolist() == [["b", "X", *(int(name == role) for name in ROLES), 1]]
    assert len(analysis.brokerage(nx.DiGraph([("a", "b"), ("b", "c"), ("a", "c")]), groups)) == 0


def test_brokerage_of_random_networks_equals_the_definition_and_networkx() -> None:
    """By all ordered triples; and undirected, twice the open pairs that networkx's triangles leave."""
    draw = random.Random(4)  # noqa: S311 - a test that is the same each time
    for _ in range(20):
        network = nx.gnp_random_graph(9, 0.35, seed=draw.randrange(10**6), directed=True)
        network = nx.relabel_nodes(network, str)
        groups = {node: draw.choice("XYZ") for node in network}
        counts: Counter[tuple[str, str]] = Counter()
        for a, b, c in itertools.permutations(network, 3):
            if network.has_edge(a, b) and network.has_edge(b, c) and not network.has_edge(a, c):
                same = (groups[a] == groups[b], groups[b] == groups[c], groups[a] == groups[c])
                counts[b, {(1, 1, 1): ROLES[0], (0, 0, 1): ROLES[1], (0, 1, 0): ROLES[2], (1, 0, 0): ROLES[3], (0, 0, 0): ROLES[4]}[same]] += 1
        found = analysis.brokerage(network, groups).set_index("iri")
        assert {(node, role): found.at[node, role] for node in found.index for role in ROLES if found.at[node, role]} == dict(counts)
        plain = network.to_undirected()
        totals = dict.fromkeys(plain, 0) | analysis.brokerage(plain, groups).set_index("iri")["total"].to_dict()
        assert totals == {node: plain.degree(node) * (plain.degree(node) - 1) - 2 * nx.triangles(plain, node) for node in plain}


def test_sides_follow_affiliations_upwards() -> None:
    """A person belongs to a ministry, that to a state; who is said to belong nowhere is its own side; circles end."""
    found = analysis.sides(
        statements(
            ("p", "affiliatedWith", "m"), ("m", "affiliatedWith", "s"), ("q", "affiliatedWith", "s"), ("q", "affiliatedWith", "t", {"article": "n1"}),
            ("q", "affiliatedWith", "t", {"article": "n2"}), ("u", "meets", "p"), ("u", "affiliatedWith", "s", {"polarity": "negative"}),
            ("x", "affiliatedWith", "y"), ("y", "affiliatedWith", "x"),
        )
    )  # fmt: skip
    assert {iri: found[iri] for iri in "pmqu"} == {"p": "s", "m": "s", "q": "t", "u": "u"}
    assert {found["x"], found["y"]} <= {"x", "y"}


def test_contacts_are_asserted_dealings_of_actors(graph: KnowledgeGraph) -> None:
    """Topics are no contacts; the weight is the number of articles."""
    network = analysis.contacts(graph)
    assert {tuple(sorted(edge)) for edge in network.edges} == {tuple(sorted(pair)) for pair in ((OMAN, IRAN), (OMAN, NORWAY), (IRAN, NORWAY))}
    assert network.edges[IRAN, NORWAY]["weight"] == 1
    assert analysis.contacts(graph, asserted=False).edges[IRAN, NORWAY]["weight"] == 2
    assert analysis.sides(graph)[NADIR] == NORWAY


def test_mediators_are_measured_as_networkx_does() -> None:
    """A star of two sides with a tail: m between a and b, who have a friend each."""
    tables = {
        "events": events({"mediators": ["m"], "actors": ["a", "b"]}, {"mediators": ["k"], "actors": ["a", "c"]}),
        "statements": statements(("m", "mediates", "a"), ("m", "mediates", "b"), ("a", "meets", "c"), ("b", "meets", "d"), ("d", "meets", "e")),
        "entities": frame_of("entities", ({**EMPTY, "iri": i, "name": i, "type": "State", "mentions": [], "roles": [], "articles": []} for i in "mabcdek")),
    }  # fmt: skip
    path = nx.path_graph(["c", "a", "m", "b", "d", "e"])
    path.add_node("k")
    found: Any = analysis.mediator_reach(tables).set_index("iri")
    assert found.at["m", "betweenness"] == pytest.approx(nx.betweenness_centrality(path)["m"])
    assert found.loc["m", ["sides", "contacts", "reach", "constraint"]].tolist() == [2, 2, 4, pytest.approx(0.5)]
    assert analysis.mediator_reach(tables, within=3).set_index("iri").at["m", "reach"] == 5
    assert found.loc["k", ["contacts", "betweenness", "reach"]].tolist() == [0, 0.0, 0]
    assert found["constraint"].isna().tolist() == [False, True]


# --- time -----------------------------------------------------------------------------------------------------------------------------


def ladder(*rows: tuple[str, str, str | None, str | None]) -> pd.DataFrame:
    """Make a table of steps: negotiation, status, day of the step, day of the article."""
    graph = KnowledgeGraph()
    made = []
    for number, (negotiation, status, day, reported) in enumerate(rows):
        made.append([negotiation, ["A", "B"], status, number, day or reported, day is not None, reported, f"n{number}", "words", 0, 5])
    return pd.DataFrame(made, columns=list(analysis.steps(graph).columns))


def test_the_ladder_as_of_a_day() -> None:
    """What was not yet reported was not known, and what is only due had not happened."""
    table = ladder(
        ("n", "proposed", "2024-01-01", "2024-01-05"), ("n", "agreed", None, "2024-01-10"),
        ("n", "signed", "2024-02-01", "2024-01-12"), ("m", "near", None, None),
    )  # fmt: skip
    seen = {day: list(analysis.timeline(table, as_of=day).table["status"]) for day in ("2024-01-04", "2024-01-05", "2024-01-31", "2024-02-01")}
    assert seen == {"2024-01-04": [], "2024-01-05": ["proposed"], "2024-01-31": ["proposed", "agreed"], "2024-02-01": ["proposed", "agreed", "signed"]}
    assert analysis.timeline(table).status().set_index("negotiation")["status"].to_dict() == {"n": "signed", "m": "near"}
    assert list(analysis.timeline(table, negotiation="m").table["status"]) == ["near"]
    with pytest.raises(GraphError, match="not a day"):
        analysis.timeline(table, as_of="Monday")


def test_steps_of_a_graph_follow_its_links(graph: KnowledgeGraph) -> None:
    """The step has the negotiation's IRI that the table of negotiations shows, and its words."""
    (step,) = analysis.steps(graph).to_dict("records")
    assert step["negotiation"] in set(graph.negotiations()["iri"])
    assert (step["parties"], step["status"], step["rung"], step["date"], step["dated"]) == (["Iran", "Norway"], "under-negotiation", 2, "2024-03-04", True)
    assert talks().article.text[step["begin"] : step["end"]] == step["evidence"]


def test_scores_by_dyad_topic_and_week() -> None:
    """Meetings pair actors with each other, deeds pair actors with recipients, weeks begin on Monday, undated events count for their article's day."""
    tables = {
        "events": events(
            {"actors": ["b", "a"], "topics": ["t"], "date": "2024-01-03"},
            {"type": "ASSAULT", "mode": "aerial", "actors": ["b"], "recipients": ["a"], "topics": ["t"], "date": "2024-01-07", "article": "n2"},
            {"type": "AID", "actors": ["a"], "recipients": ["b"], "article": "n3"},
            {"type": "AID", "actors": ["a"], "recipients": ["b"], "article": "n4"},
            {"type": "AID", "actors": ["a"], "recipients": ["b"], "date": "2024-01-03", "modality": "planned"},
        ),
        "articles": articles(n1="2024-01-01", n2="2024-01-01", n3="2024-01-08", n4=None),
    }
    found = analysis.dyad_weeks(tables).table
    assert found[["first", "second", "topic", "week", "events", "total", "mean", "articles"]].fillna("").to_numpy().tolist() == [
        ["a", "b", "", "2024-01-08", 1, PLOVER_SCORES["AID", None], PLOVER_SCORES["AID", None], 1],
        ["a", "b", "t", "2024-01-01", 2, -7.0, -3.5, 2],
    ]


def test_dyads_of_sides_leave_out_what_happens_within_one() -> None:
    """Ministers count for their states, an event once per pair of sides."""
    table = events({"actors": ["x", "y"], "recipients": ["z"], "date": "2024-01-03"}, {"actors": ["x"], "recipients": ["y"], "date": "2024-01-03"})
    found = analysis.dyad_weeks(table, sides={"x": "A", "y": "A"}).totals
    assert found[["first", "second", "events", "total"]].to_numpy().tolist() == [["A", "z", 1, 2.5]]


# --- claims ---------------------------------------------------------------------------------------------------------------------------


def test_rival_claims_by_hand() -> None:
    """Polarity, opposed predicates and single-valued predicates; one speaker, one side and one narrator do not contradict each other."""
    tables = {
        "statements": statements(
            ("a", "agrees", "t", {"said_by": "p", "evidence": "they agreed"}),
            ("a", "agrees", "t", {"said_by": "q", "polarity": "negative", "evidence": "no deal"}),
            ("a", "agrees", "t", {"said_by": "r", "polarity": "negative"}),
            ("a", "rejects", "t", {"article": "n2"}),
            ("a", "rejects", "t", {"article": "n2", "polarity": "negative"}),
            ("o", "basedIn", "x", {"article": "n2"}),
            ("o", "basedIn", "y", {"article": "n3"}),
            ("o", "meets", "x"),
            ("o", "meets", "y", {"article": "n2"}),
        ),
        "articles": articles(n1="2024-01-01", n2="2024-01-02", n3=None),
    }
    found = analysis.rival_claims(tables, sides={"p": "A", "q": "B", "r": "A"})
    pairs = found[["kind", "one_iri", "other_iri"]].to_numpy().tolist()
    assert pairs == [["polarity", "s0", "s1"], ["stance", "s0", "s3"], ["value", "s5", "s6"]]
    first = found.iloc[0]
    assert first[["one_claim", "one_by", "one_side", "one_evidence"]].tolist() == ["agrees T", "p", "A", "they agreed"]
    assert first[["other_claim", "other_by", "other_side", "other_evidence"]].tolist() == ["agrees T (not)", "q", "B", "no deal"]
    assert found.iloc[1][["other_by", "other_date"]].tolist() == ["The n2", "2024-01-02"]
    assert len(analysis.rival_claims(tables)) == 4


def test_symmetric_claims_are_rivals_either_way_round() -> None:
    """``a meets b`` and ``b does not meet a`` are of one slot; of ``attacks`` they are not."""
    other = {"polarity": "negative", "article": "n2"}
    assert len(analysis.rival_claims(statements(("a", "meets", "b"), ("b", "meets", "a", other)))) == 1
    assert len(analysis.rival_claims(statements(("a", "attacks", "b"), ("b", "attacks", "a", other)))) == 0


def test_copies_of_one_story_are_one_source() -> None:
    """A copy with another headline, a story cut short and a copy of a copy are the first; another report on the same is not."""
    texts = {
        "wire": AGENCY + "A fourth round will follow in the spring, according to two persons who know the plans of the hosts.",
        "copy": "From our desk. " + AGENCY + "A fourth round will follow in the spring, according to two persons who know the plans of the hosts.",
        "cut": AGENCY[: len(AGENCY) // 2],
        "own": "On the third day of talks in the harbour town, the two sides came closer on the return of prisoners, our reporter was told.",
    }
    assert analysis.copies(texts) == {"wire": "wire", "copy": "wire", "cut": "wire", "own": "own"}
    assert analysis.copies({"a": "", "b": ""}) == {"a": "a", "b": "b"}
    with pytest.raises(GraphError, match="no method"):
        analysis.copies(texts, method="guess")  # type: ignore[arg-type]


def test_minhash_finds_what_the_exact_way_finds() -> None:
    """Of 60 texts, of which every third is a changed copy of another, both ways find the same families."""
    import_module("datasketch")
    draw = random.Random(7)  # noqa: S311 - a test that is the same each time
    vocabulary = [f"word{number}" for number in range(300)]
    texts: dict[str, str] = {}
    for number in range(40):
        words = draw.choices(vocabulary, k=80)
        texts[f"a{number}"] = " ".join(words)
        if number % 2:
            texts[f"b{number}"] = " ".join([*words[:40], "changed", *words[41:]])
    exact = analysis.copies(texts)
    assert analysis.copies(texts, method="minhash") == exact
    assert sum(key != first for key, first in exact.items()) == 20


def test_minhash_without_its_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setitem(sys.modules, "datasketch", None)
    with pytest.raises(MissingDependencyError, match="datasketch"):
        analysis.copies({"a": "one two three four five six"}, method="minhash")


def test_independent_sources_of_a_claim() -> None:
    """Three articles of which two are copies are two sources; a denial is another claim."""
    rows = [("a", "agrees", "t", {"article": name, "said_by": "p"}) for name in ("n1", "n2", "n3")]
    tables = {
        "statements": statements(*rows, ("a", "agrees", "t", {"polarity": "negative"})),
        "articles": articles(n1="2024-01-01", n2="2024-01-01", n3="2024-01-01"),
    }
    found = analysis.independent_sources(tables, texts={"n1": AGENCY, "n2": AGENCY.upper(), "n3": "Something else, in a few words, was heard."})
    assert found[["polarity", "articles", "sources", "speakers", "publishers"]].to_numpy().tolist() == [["positive", 3, 2, 1, 3], ["negative", 1, 1, 0, 1]]
    assert analysis.independent_sources(tables)["sources"].tolist() == [3, 1]


def test_texts_of_a_graph_with_and_without_whole_texts(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """The article's body; read back from a file without texts, the sentences of the evidence."""
    whole = analysis.texts_of(graph)
    assert list(whole) == list(graph.articles()["id"])
    kept = analysis.texts_of(kg.load(graph.write(tmp_path / "graph.ttl")))
    assert "Iran met Norway on Monday." in kept["talks"]
    assert all(text for text in kept.values())


def test_changes_between_two_days() -> None:
    """New is what no earlier article says, reversed what they only said the other way; mediators count from their first event."""
    tables = {
        "statements": statements(
            ("a", "agrees", "t"), ("a", "agrees", "t", {"article": "n2"}), ("b", "agrees", "t", {"article": "n2"}),
            ("a", "agrees", "t", {"article": "n3", "polarity": "negative"}), ("c", "agrees", "t", {"article": "n4"}),
        ),
        "events": events({"mediators": ["m"], "actors": ["a", "b"]}, {"mediators": ["m", "k"], "actors": ["a", "b"], "article": "n2"}),
        "articles": articles(n1="2024-01-01", n2="2024-01-05", n3="2024-01-03", n4="2024-01-09"),
        "steps": ladder(("n", "proposed", None, "2024-01-01"), ("n", "agreed", None, "2024-01-03"), ("o", "near", None, "2024-01-01")),
    }  # fmt: skip
    found = analysis.changes(tables, "2024-01-01", "2024-01-05")
    assert found.claims[["change", "subject", "polarity"]].to_numpy().tolist() == [["reversed", "a", "negative"], ["new", "b", "positive"]]
    assert found.statuses[["negotiation", "before", "after"]].to_numpy().tolist() == [["n", "proposed", "agreed"]]
    assert found.mediators["iri"].tolist() == ["k"]
    assert repr(found) == "<Changes: 2 claims, 1 statuses, 1 mediators>"
    assert not analysis.changes(tables, "2024-01-05", "2024-01-05")
    with pytest.raises(GraphError, match="nothing lies between"):
        analysis.changes(tables, "2024-01-05", "2024-01-01")


def test_changes_of_a_graph(graph: KnowledgeGraph) -> None:
    """From the first article to the second: talks may come, and Nadir praises Oman; a praise without a date counts for its article's week."""
    assert {"2024-03-04"} == set(analysis.dyad_weeks(graph).table["week"])
    assert 5.0 in set(analysis.dyad_weeks(graph).table["total"])
    found = analysis.changes(graph, "2024-03-05", "2024-03-09")
    assert found.claims[["predicate", "modality"]].to_numpy().tolist() == [["negotiatesWith", "possible"], ["supports", "asserted"]]
    assert TOPIC["tariffs"] not in set(found.claims["object"])


# --- plots ----------------------------------------------------------------------------------------------------------------------------


def test_plots_draw_what_the_tables_say(graph: KnowledgeGraph) -> None:
    """Labels are names as they are, dollar signs included, and points stand where the table says."""
    figure: Any = import_module("matplotlib.figure")
    cells = analysis.mediation_matrix(graph).plot(figure.Figure().add_subplot())
    assert [label.get_text() for label in cells.get_yticklabels()] == ["Oman"]
    assert [text.get_text() for text in cells.texts] == ["1"]
    line: Any = analysis.timeline(graph).plot(figure.Figure().add_subplot())
    assert line.lines[0].get_ydata().tolist() == [2]
    table = events({"actors": ["$a$", "b"], "date": "2024-01-03"})
    weeks = analysis.dyad_weeks(table).plot(figure.Figure().add_subplot())
    assert weeks.lines[0].get_ydata() == [2.5]
    for axes in (cells, line, weeks):
        axes.figure.canvas.draw()


def test_plots_without_matplotlib_name_the_extra(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingDependencyError, match="matplotlib"):
        analysis.timeline(graph).plot()

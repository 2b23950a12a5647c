"""The graph of many articles: joining is a union in every sense, files give back what they took, and it looks well."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rdflib
from graphs import BASE, NADIR, article_graphs, later, talks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import GraphError
from kg.graph import KnowledgeGraph, load
from kg.iri import article_iri
from kg.mention import Mention
from kg.merge import base_of_articles, join_articles
from kg.types import Problem

few = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture])
POOL = st.lists(article_graphs(ids=st.sampled_from("abcd")), max_size=3, unique_by=lambda graph: graph.iri)


def graph_of(*articles: Any) -> KnowledgeGraph:
    return KnowledgeGraph.from_articles(articles)


@st.composite
def three_graphs(draw: st.DrawFn) -> tuple[KnowledgeGraph, ...]:
    """Make three graphs that share some articles."""
    articles = draw(st.lists(article_graphs(), max_size=4, unique_by=lambda graph: graph.iri))
    pick = st.lists(st.sampled_from(articles), max_size=3) if articles else st.just([])
    return tuple(KnowledgeGraph.from_articles(draw(pick)) for _ in range(3))


@few
@given(three_graphs())
def test_joining_is_idempotent_commutative_and_associative(graphs: tuple[KnowledgeGraph, ...]) -> None:
    """Content, links, tables and bytes."""
    one, two, three = graphs
    assert one | one == one
    assert one | two == two | one
    assert (one | two) | three == one | (two | three)
    assert one | KnowledgeGraph() == one
    assert (one | two).links == (two | one).links
    assert (one | two).statements().equals((two | one).statements())
    assert (one | two).entities().equals((two | one).entities())


def test_joining_finds_links_anew() -> None:
    """Two graphs know of no link, their union does."""
    one, two = graph_of(talks()), graph_of(later())
    assert not one.links.actors
    assert not two.links.actors
    assert list((one | two).links.actors.values()) == [NADIR]


def test_the_same_article_with_other_content_is_an_error() -> None:
    """No order of joining may matter, so neither can win."""
    other = replace(talks(), sentences=99)
    with pytest.raises(GraphError, match="two different graphs of the article 'talks'\nHint: "):
        graph_of(talks()) | graph_of(other)
    with pytest.raises(GraphError, match="two different graphs"):
        graph_of(talks(), other)


def test_a_graph_with_the_text_adds_it() -> None:
    """Files hold no text unless asked; a graph from a file and the one that was built are equal and can be joined."""
    bare = replace(talks(), article=replace(talks().article, text=""))
    for joined in (graph_of(bare) | graph_of(talks()), graph_of(talks()) | graph_of(bare)):
        assert joined.article_graphs[0].article.text == talks().article.text
    assert graph_of(bare) == graph_of(talks())
    with pytest.raises(GraphError, match="two different graphs"):
        join_articles([talks(), replace(talks(), article=replace(talks().article, text="another"))])


def test_mentions_do_not_count() -> None:
    """They are the work of a run, not part of a graph."""
    mention = Mention(sentence=0, start=0, end=1, head=0, begin=18, stop=22, text="Oman", kind="State")
    entity = replace(talks().entities[0], mentions=(mention,))
    assert graph_of(replace(talks(), entities=(entity, *talks().entities[1:]))) == graph_of(talks())


def test_graphs_of_different_bases() -> None:
    """They cannot be joined; an empty one gives way."""
    mine, other = graph_of(talks()), KnowledgeGraph(base="https://example.org/")
    assert (mine | other).base == (other | mine).base == BASE
    theirs = KnowledgeGraph([replace(later(), iri=article_iri("https://example.org/", "later"))], base="https://example.org/")
    with pytest.raises(GraphError, match=r"different bases.*\nHint: build both with the same base="):
        mine | theirs
    with pytest.raises(GraphError, match="not usable as a base"):
        KnowledgeGraph(base="no base")
    with pytest.raises(GraphError, match="articles of different bases"):
        base_of_articles([*mine.article_graphs, *theirs.article_graphs])


def test_joining_with_something_else() -> None:
    """Is a TypeError, as in Python's own sets."""
    with pytest.raises(TypeError):
        graph_of(talks()) | talks()  # type: ignore[operator]
    assert graph_of(talks()) != talks()


@pytest.mark.parametrize("ending", [".ttl", ".trig", ".nq", ".nt", ".jsonld", ".xml"])
@few
@given(articles=st.lists(article_graphs(controls=False), max_size=3, unique_by=lambda graph: graph.iri))
def test_load_gives_back_the_graph(ending: str, articles: Any, tmp_path: Path) -> None:
    """For every graph format, links found anew, and written again the bytes are the same."""
    graph = graph_of(*articles)
    path = graph.write(tmp_path / f"graph{ending}")
    loaded = load(path)
    assert loaded == graph
    assert loaded.links == graph.links
    assert loaded.statements().equals(graph.statements())
    assert loaded.write(tmp_path / f"again{ending}").read_bytes() == path.read_bytes()


def test_the_base_is_found_in_files(tmp_path: Path) -> None:
    """A graph of another base comes back with it."""
    base = "https://example.org/news/"
    article = replace(talks(), iri=article_iri(base, "talks"), events=(), statements=(), negotiations=(), problems=())
    graph = KnowledgeGraph([article], base=base)
    assert load(graph.write(tmp_path / "graph.ttl")) == graph
    assert load(tmp_path / "graph.ttl").base == base
    assert load(KnowledgeGraph().write(tmp_path / "empty.ttl")) == KnowledgeGraph()


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".graphml", ".gexf"])
def test_views_are_written_and_not_loaded(ending: str, tmp_path: Path) -> None:
    """Load says that a view is none."""
    path = graph_of(talks()).write(tmp_path / f"graph{ending}")
    assert path.stat().st_size > 0
    with pytest.raises(GraphError, match="cannot be loaded back"):
        load(path)


def test_diff_tells_added_removed_and_changed() -> None:
    """By claim; rows are those of the table of statements."""
    old = graph_of(talks())
    changed = replace(talks().statements[0], date="2024-03-01")
    new = graph_of(replace(talks(), statements=(changed, *talks().statements[2:])), later())
    found = old.diff(new)
    assert repr(found) == "<Difference: 3 added, 1 removed, 1 changed>"
    assert list(found.removed["iri"]) == [talks().statements[1].iri]
    assert list(found.changed["date"]) == ["2024-03-01"]
    assert list(found.added.columns) == list(old.statements().columns)
    assert found
    assert not old.diff(old)
    assert str(old.diff(old)) == "<Difference: 0 added, 0 removed, 0 changed>"
    assert "Added: 3" in found._repr_html_()
    assert old.diff(old)._repr_html_() == "<p>No difference.</p>"


def test_dataset_and_query_hold_the_same() -> None:
    """The rdflib Dataset is made on request and is the caller's own."""
    graph = graph_of(talks(), later())
    dataset = graph.dataset
    assert isinstance(dataset, rdflib.Dataset)
    count = graph.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")["n"][0]
    assert count == len(list(dataset.quads((None, None, None, None))))
    dataset.remove((None, None, None, None))
    assert len(list(graph.dataset.quads((None, None, None, None)))) == count


def test_problems_of_what_never_became_an_article() -> None:
    """They are shown, survive joining, and are no part of the graph."""
    problem = Problem(article="broken.txt", kind="unreadable", message="not UTF-8")
    graph = KnowledgeGraph([talks()], problems=[problem, problem])
    assert list(graph.problems()["kind"]) == ["unreadable", "date"]
    assert graph == graph_of(talks())
    assert list((graph_of(later()) | graph).problems()["kind"]) == ["unreadable", "date"]


def test_what_a_notebook_shows() -> None:
    """Short: counts, and the first negotiations."""
    graph = graph_of(talks(), later())
    assert repr(graph) == "<KnowledgeGraph: 2 articles, 4 actors, 5 events, 11 statements>"
    page = graph._repr_html_()
    assert "2 articles · 4 actors · 5 events · 11 statements" in page
    assert "<td>Iran, Norway</td><td>Tariffs, Trade</td><td>Oman</td><td>under-negotiation</td>" in page
    assert len(page) < 2000
    assert "<table>" not in KnowledgeGraph()._repr_html_()
    assert len(graph) == 11


def test_members_without_an_order_are_sorted() -> None:
    """Whoever made an article graph, it is the one that a file would give back."""
    article = talks()
    turned = replace(article.negotiations[0], parties=article.negotiations[0].parties[::-1])
    several = replace(article.statements[0], events=tuple(event.iri for event in article.events)[::-1])
    graph = graph_of(replace(article, negotiations=(turned,), statements=(several, *article.statements[1:])))
    (made,) = graph.article_graphs
    assert made.negotiations == article.negotiations
    assert list(made.statements[0].events) == sorted(event.iri for event in article.events)


def test_a_statement_without_evidence_is_refused() -> None:
    """Nothing exists without the words that show it."""
    bare = replace(talks().statements[0], evidence=())
    with pytest.raises(GraphError, match="a statement without evidence\nHint: "):
        graph_of(replace(talks(), statements=(bare,)))


def test_graphs_can_be_copied_and_sent_to_other_processes() -> None:
    """Also after a query, which makes a store."""
    graph = KnowledgeGraph([talks()], problems=[Problem(article="x", kind="unreadable", message="y")])
    graph.query("ASK { ?s ?p ?o }")
    for again in (pickle.loads(pickle.dumps(graph)), copy.deepcopy(graph)):  # noqa: S301 - our own bytes
        assert again == graph
        assert again.problems().equals(graph.problems())


def test_draw_leaves_one_file(tmp_path: Path) -> None:
    """The picture is the work of kg.export.html."""
    path = graph_of(talks(), later()).draw(tmp_path / "talks.html", title="Talks in Muscat")
    assert [file.name for file in tmp_path.iterdir()] == ["talks.html"]
    assert "Talks in Muscat" in path.read_text(encoding="utf-8")


def test_networks_of_the_graph() -> None:
    """Made from its tables."""
    graph = graph_of(talks(), later())
    assert graph.to_networkx().number_of_edges() == 10
    assert graph.to_networkx("simple").number_of_nodes() == 5
    assert graph.to_networkx(kind="bipartite").number_of_nodes() == 10


def test_long_lists_are_cut() -> None:
    """A notebook cell stays small whatever the graph."""
    article = talks()
    many = tuple(
        replace(article.negotiations[0], iri=f"{article.negotiations[0].iri}{n}", parties=tuple(f"https://example.org/{n}/{m}" for m in range(30)), steps=())
        for n in range(40)
    )
    page = graph_of(replace(article, negotiations=many))._repr_html_()
    assert "and 22 more" in page
    assert "more negotiations" in page
    assert len(page) < 12_000


def test_graphs_are_not_hashable_and_have_no_loose_attributes() -> None:
    """Equality is by content, so they cannot be keys."""
    with pytest.raises(TypeError):
        hash(KnowledgeGraph())
    with pytest.raises(AttributeError):
        KnowledgeGraph().anything = 1  # type: ignore[attr-defined]


def test_importing_the_graph_costs_little() -> None:
    """Neither pandas, rdflib, networkx nor pyshacl are loaded before they are used."""
    script = "import sys, kg.graph; print([m for m in ('pandas', 'rdflib', 'networkx', 'pyshacl', 'torch', 'stanza', 'pyvis') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    assert done.stdout.strip() == "[]"


def test_the_example_of_the_ontology_is_a_graph_of_ours(tmp_path: Path) -> None:
    """What the ontologies show is what is written: the same triples."""
    import pyoxigraph

    example = Path(__file__).parent.parent / "ontologies" / "example.ttl"
    graph = load(example)
    again = graph.write(tmp_path / "example.ttl")
    assert {str(q) for q in pyoxigraph.parse(path=str(example))} == {str(q) for q in pyoxigraph.parse(path=str(again))}
    assert len(graph) > 5

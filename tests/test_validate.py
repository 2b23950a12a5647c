"""Validation finds every broken promise, and nothing in a sound graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rdflib
from graphs import BASE, IRAN, NORWAY, OMAN, later, talks

from kg.entity import Entity
from kg.graph import KnowledgeGraph
from kg.links import find_links
from kg.rdf import to_graph, to_triples
from kg.statement import ArticleGraph
from kg.validate import CHECKS, check_article, check_shapes
from kg.vocabulary import ACTOR


def statement(number: int, **changes: Any) -> Callable[[ArticleGraph], ArticleGraph]:
    """Change one statement."""

    def change(graph: ArticleGraph) -> ArticleGraph:
        return replace(graph, statements=tuple(replace(s, **changes) if i == number else s for i, s in enumerate(graph.statements)))

    return change


def evidence(**changes: Any) -> Callable[[ArticleGraph], ArticleGraph]:
    """Change the evidence of the last statement, which no other shares, and of its event."""

    def change(graph: ArticleGraph) -> ArticleGraph:
        wrong = replace(graph.statements[-1].evidence[0], **changes)
        events = (*graph.events[:-1], replace(graph.events[-1], evidence=wrong))
        return replace(statement(len(graph.statements) - 1, evidence=(wrong,))(graph), events=events)

    return change


BROKEN: list[tuple[str, str, Callable[[ArticleGraph], ArticleGraph]]] = [
    ("evidence", "does not stand there in its sentence", evidence(quote="Iran met Norway.")),
    ("evidence", "does not stand there in its sentence", evidence(begin=136)),
    ("evidence", "does not stand there in the text", lambda g: replace(g, article=replace(g.article, text="x" + g.article.text))),
    ("evidence", "the sentence .* does not stand there", lambda g: evidence(sentence=g.statements[-1].evidence[0].sentence + "..")(g)),
    ("statement", "no evidence", statement(0, evidence=())),
    ("statement", "not in reading order", lambda g: statement(7, evidence=(*g.statements[7].evidence, *g.statements[0].evidence))(g)),
    ("statement", "2 statements of one claim", lambda g: statement(1, object=IRAN)(g)),
    ("statement", "2 nodes of one IRI", lambda g: replace(g, statements=(*g.statements, replace(g.statements[0], modality="planned", direct=False)))),
    ("direct", "direct, but negative and planned", statement(6, direct=True)),
    ("direct", "direct, but positive and possible", statement(0, modality="possible")),
    ("direct", "also says the contrary", statement(6, predicate="meets", modality="asserted")),
    ("direct", "a hostile act that only .* alleges", statement(0, predicate="attacks", said_by=NORWAY)),
    ("reference", "refers to <.*/ghana>, which is not described", statement(0, object=ACTOR.base + "ghana")),
    ("reference", "refers to <.*>, which is not described", statement(0, events=("https://example.org/event",))),
    ("reference", "refers to <.*oman>, which is not described", lambda g: replace(g, entities=g.entities[1:])),
    ("rdf", "cannot be written as RDF: .*not an IRI", statement(0, subject="no iri")),
    ("rdf", "read back it is another graph", lambda g: replace(g, problems=(replace(g.problems[0], message="\udce9"),))),
    ("rdf", "cannot be read back", lambda g: replace(g, entities=(*g.entities, g.entities[0]))),
    ("rdf", "cannot be written as RDF: .*no term 'mediate'", statement(0, predicate="mediate")),
]


@pytest.mark.parametrize(("kind", "message", "change"), BROKEN, ids=[f"{kind}-{number}" for number, (kind, _, _) in enumerate(BROKEN)])
def test_a_broken_promise_is_found(kind: str, message: str, change: Callable[[ArticleGraph], ArticleGraph]) -> None:
    """One thing is wrong, and it is named."""
    import re

    found = list(check_article(change(talks())))
    assert any(problem.kind == kind and re.search(message, problem.message) for problem in found), found
    assert {problem.article for problem in found} == {talks().iri}


@pytest.mark.parametrize("graph", [talks(), later()], ids=["talks", "later"])
def test_a_sound_article_has_no_problem(graph: ArticleGraph) -> None:
    """By all checks."""
    assert list(check_article(graph)) == []
    assert len(CHECKS) == 5


def test_hostile_acts_that_are_told_or_owned_may_be_direct() -> None:
    """Only accusations are not."""
    for said_by in (None, OMAN):
        graph = statement(0, predicate="attacks", said_by=said_by)(talks())
        assert [problem for problem in check_article(graph) if problem.kind == "direct"] == []


def test_shapes_accept_what_is_written() -> None:
    """The ontology's shapes hold for graphs with links."""
    assert KnowledgeGraph.from_articles([talks(), later()]).validate() == []


@pytest.mark.parametrize(
    "change",
    [
        statement(0, polarity="neutral"),
        statement(0, modality="certain"),
        lambda g: replace(g, entities=(replace(g.entities[0], wikidata="842"), *g.entities[1:])),
        lambda g: replace(g, entities=(Entity(iri=OMAN, name="Oman", type="Topic", names=("Oman",)), *g.entities[1:])),
    ],
)
def test_shapes_refuse_what_the_model_does_not_have(change: Callable[[ArticleGraph], ArticleGraph]) -> None:
    """Wrong values come back as problems of the kind shape, with their article or node."""
    graph = KnowledgeGraph.from_articles([change(talks())])
    found = check_shapes(graph.article_graphs, links=graph.links)
    assert found
    assert {problem.kind for problem in found} == {"shape"}
    assert all(problem.article and problem.message for problem in found)


def test_constraints_in_sparql_find_what_pyshacl_finds() -> None:
    """They are taken out of the shapes for speed alone."""
    import pyshacl

    graph = evidence(quote="Iran met Norway, they say")(statement(6, direct=True)(talks()))
    graph = replace(graph, entities=(*graph.entities[:-1], replace(graph.entities[-1], type="State")))
    both = [graph, replace(later(), negotiations=(replace(later().negotiations[0], parties=(), mediators=(), intermediaries=()),))]
    mine = check_shapes(both, links=find_links(both, base=BASE))
    folder = Path(__file__).parent.parent / "ontologies"
    shapes, ontology = (rdflib.Graph().parse(data=(folder / name).read_text(encoding="utf-8")) for name in ("shapes.ttl", "parley.ttl"))
    data = to_graph(to_triples(both, links=find_links(both, base=BASE)))
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=ontology, advanced=True)
    sh = "http://www.w3.org/ns/shacl#"
    theirs = {
        (str(report.value(result, rdflib.URIRef(sh + "focusNode"))), str(report.value(result, rdflib.URIRef(sh + "resultMessage"))))
        for result in report.subjects(rdflib.RDF.type, rdflib.URIRef(sh + "ValidationResult"))
    }
    assert len(theirs) >= 3
    assert len(mine) == len(theirs)
    for node, message in theirs:
        assert any(problem.message.startswith(f"<{node}>") and problem.message.endswith(message) for problem in mine), (node, message)


def test_problems_are_sorted_and_each_once() -> None:
    """Data that can be compared."""
    graph = KnowledgeGraph.from_articles([statement(0, subject="no iri")(talks())])
    found = graph.validate()
    assert found == sorted(set(found), key=lambda p: (p.article, p.kind, p.message))
    assert {"rdf", "reference"} <= {problem.kind for problem in found}

"""Article graphs survive the way to RDF and back, whatever their text holds, and what is a direct triple is what was meant to be one."""

from __future__ import annotations

from dataclasses import replace

import pytest
import rdflib
from graphs import BASE, IRAN, NORWAY, OMAN, article_graphs, later, talks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kg.errors import GraphError
from kg.links import find_links
from kg.merge import normalise
from kg.rdf import to_dataset, to_quads, to_triples
from kg.rdf_read import read_articles
from kg.vocabulary import DATA_BASE, NIF, PARLEY, PREDICATES, PREFIXES, PROV, RDF, RDFS, XSD

slow_data = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SAFE = {XSD.string, XSD.date, XSD.integer, XSD.boolean, XSD.anyURI}


def without_text(graph: object) -> object:
    return normalise(graph, text=False)  # type: ignore[arg-type]


@pytest.mark.parametrize("graph", [talks(), later()], ids=["talks", "later"])
def test_what_is_read_is_what_was_written(graph: object) -> None:
    """All but the article's text is kept, order included."""
    assert read_articles(to_quads([graph], base=BASE)) == [without_text(graph)]  # type: ignore[list-item]
    assert read_articles(to_quads([graph], base=BASE, include_text=True)) == [graph]  # type: ignore[list-item]


@slow_data
@given(article_graphs())
def test_any_graph_comes_back_from_quads(graph: object) -> None:
    """Quotes, line breaks, controls, bidi marks, emoji: nothing is lost and nothing moves."""
    assert read_articles(to_quads([graph], base=BASE, include_text=True)) == [graph]  # type: ignore[list-item]


@slow_data
@given(article_graphs(ids=st.just("one")), article_graphs(ids=st.just("two")))
def test_a_union_of_graphs_is_taken_apart_again(one: object, two: object) -> None:
    """Each node says which article it is of, so triples alone suffice, though articles name and type the same actors differently."""
    triples = list(to_triples([two, one], include_text=True))  # type: ignore[list-item]
    assert read_articles(triples) == [one, two]
    assert read_articles(reversed(triples)) == [one, two]


@slow_data
@given(article_graphs())
def test_no_blank_nodes_and_only_safe_literals(graph: object) -> None:
    """Every store keeps the types that we use; dates and numbers are canonical."""
    for quad in to_quads([graph], base=BASE, include_text=True):  # type: ignore[list-item]
        assert not isinstance(quad.subject, BlankNode)
        assert not isinstance(quad.object, BlankNode)
        if isinstance(quad.object, Literal):
            assert quad.object.language is None
            assert quad.object.datatype.value in SAFE
            if quad.object.datatype.value == XSD.integer:
                assert str(int(quad.object.value)) == quad.object.value


def test_quads_are_sorted_and_each_once() -> None:
    """Order is by graph, then by subject; the order of articles does not matter."""
    quads = list(to_quads([talks(), later()], base=BASE))
    assert quads == list(to_quads([later(), talks()], base=BASE))
    assert len(set(map(str, quads))) == len(quads)
    keys = [(quad.graph_name.value, quad.subject.value) for quad in quads]  # type: ignore[union-attr]
    assert keys == sorted(keys)


def test_an_article_gives_the_same_quads_alone_and_among_others() -> None:
    """Its graph is a function of the article alone; links are in a graph of their own."""
    both = [talks(), later()]
    alone = list(to_quads([talks()], base=BASE))
    together = list(to_quads(both, base=BASE, links=find_links(both, base=BASE)))
    assert [quad for quad in together if quad.graph_name == NamedNode(talks().iri)] == alone
    rest = {str(quad.graph_name) for quad in together} - {f"<{talks().iri}>", f"<{later().iri}>"}
    assert rest == {f"<{DATA_BASE}links>"}


def test_direct_triples_are_those_of_direct_statements() -> None:
    """What is denied, planned or alleged has a statement, and no triple of its own."""
    graph = talks()
    predicates = {NamedNode(PARLEY[name]) for name in PREDICATES}
    direct = {(t.subject.value, t.predicate.value, t.object.value) for t in to_triples([graph]) if t.predicate in predicates}  # type: ignore[union-attr]
    assert direct == {(s.subject, PARLEY[s.predicate], s.object) for s in graph.statements if s.direct}
    assert (IRAN, PARLEY.concedes, NORWAY) not in direct
    assert (OMAN, PARLEY.mediates, NORWAY) in direct


def test_evidence_is_a_stretch_of_text_in_its_sentence() -> None:
    """The IRI is that of RFC 5147 and the sentence stands beside the phrase."""
    graph, store = talks(), Store()
    store.extend(to_quads([graph], base=BASE))
    for statement in graph.statements:
        for quad in store.quads_for_pattern(NamedNode(statement.iri), NamedNode(PROV.wasDerivedFrom), None):
            article, _, span = quad.object.value.partition("#char=")  # type: ignore[union-attr]
            begin, end = map(int, span.split(","))
            assert article == graph.iri
            assert graph.article.text[begin:end] == statement.evidence[0].quote
            assert list(store.quads_for_pattern(quad.object, NamedNode(NIF.sentence), None))  # type: ignore[arg-type]


def test_entities_and_topics_are_described_for_readers() -> None:
    """A query finds names without knowing about mentions."""
    triples = {(t.subject.value, t.predicate.value, t.object.value) for t in to_triples([talks()])}  # type: ignore[union-attr]
    assert (OMAN, RDF.type, PARLEY.State) in triples
    assert (OMAN, RDFS.label, "Oman") in triples
    assert (OMAN, "http://www.w3.org/2002/07/owl#sameAs", "http://www.wikidata.org/entity/Q842") in triples
    assert ("https://w3id.org/parley/topic/tariffs", RDFS.label, "Tariffs") in triples


def test_the_dataset_of_rdflib_holds_the_same() -> None:
    """Literals keep their types and lexical forms; prefixes are bound."""
    quads = list(to_quads([talks(), later()], base=BASE))
    dataset = to_dataset(quads)
    assert isinstance(dataset, rdflib.Dataset)
    assert len(list(dataset.quads((None, None, None, None)))) == len(quads)
    mine = {(str(s), str(p), str(o), str(getattr(o, "datatype", None) or ""), str(g)) for s, p, o, g in dataset.quads((None, None, None, None))}
    theirs = {
        (q.subject.value, q.predicate.value, q.object.value, _datatype(q), q.graph_name.value)  # type: ignore[union-attr]
        for q in quads
    }
    assert mine == theirs
    assert dict(dataset.namespaces())["parley"] == rdflib.URIRef(PREFIXES["parley"])


def _datatype(quad: Quad) -> str:
    term = quad.object
    return term.datatype.value if isinstance(term, Literal) and term.datatype.value != XSD.string else ""


@pytest.mark.parametrize(
    "change",
    [{"subject": "https://example.org/a b"}, {"object": "no iri"}, {"predicate": "mediate"}, {"said_by": 'https://example.org/"'}],
    ids=str,
)
def test_what_rdf_cannot_say_is_an_error_that_names_it(change: dict[str, str]) -> None:
    """A bad IRI or an unknown predicate never reaches a file."""
    graph = talks()
    broken = replace(graph, statements=(replace(graph.statements[0], **change), *graph.statements[1:]))
    with pytest.raises(GraphError, match="Hint: "):
        list(to_quads([broken], base=BASE))


def test_two_quotes_at_one_place_are_an_error() -> None:
    """Otherwise the file could not be read back."""
    graph = talks()
    first = graph.statements[0]
    other = replace(first.evidence[0], quote="Something else", sentence="Something else")
    broken = replace(graph, statements=(first, replace(graph.statements[1], evidence=(other,))))
    with pytest.raises(GraphError, match="two evidences differ"):
        list(to_quads([broken], base=BASE))


@pytest.mark.parametrize("predicate", [PARLEY.polarity, NIF.anchorOf, RDF.subject, PROV.wasDerivedFrom, PARLEY.sentenceCount, NIF.sentence])
def test_a_missing_property_is_an_error_that_names_node_and_property(predicate: str) -> None:
    """Nothing is made up for a file that lost a triple."""
    triples = [triple for triple in to_triples([talks()]) if triple.predicate.value != predicate]
    with pytest.raises(GraphError, match=r"<https://w3id.org/parley/data/article/talks.*(no value of|no evidence)"):
        read_articles(triples)


def test_two_values_where_one_is_due_are_an_error() -> None:
    """A merged or edited file does not silently win or lose."""
    graph = talks()
    extra = Triple(NamedNode(graph.statements[0].iri), NamedNode(PARLEY.polarity), Literal("negative"))
    with pytest.raises(GraphError, match="more than one value"):
        read_articles([*to_triples([graph]), extra])


def test_foreign_triples_are_passed_over() -> None:
    """A file may hold more than we wrote."""
    extra = Triple(NamedNode("https://example.org/x"), NamedNode("https://example.org/p"), BlankNode())
    assert read_articles([extra, *to_triples([talks()])]) == [without_text(talks())]


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    """No text can stop a file from being written."""
    graph = talks()
    odd = replace(graph, problems=(replace(graph.problems[0], message="file \udce9"),))
    assert read_articles(to_quads([odd], base=BASE))[0].problems[0].message == "file \ufffd"

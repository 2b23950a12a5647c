"""The ontology files: readable by every parser, complete, consistent, and fit to check a graph."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
from ontology_files import FILES, FOLDER, graph
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.topics import load_topics, phrase_key
from kg.vocabulary import CAMEO, PARLEY, PLOVER, PLOVER_MODES, PLOVER_SCORES, PREDICATES, XSD

OURS = ("parley", "topics", "plover", "shapes", "example")
SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")
P = rdflib.Namespace(PARLEY.base)
ANY = None
DATATYPES = {*XSD, str(RDF.langString)}
KINDS = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}


def rapper() -> str:
    found = shutil.which("rapper")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("rapper is missing: install the Debian package raptor2-utils")
    if found is None:
        pytest.skip("rapper is missing: Debian package raptor2-utils")
    return found


def own_terms(file: str) -> Iterator[Node]:
    """Give what a file defines: named subjects with a type."""
    yield from sorted({s for s in graph(file).subjects(RDF.type, ANY) if isinstance(s, URIRef)})


# Files


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_three_parsers_read_the_same_number_of_triples(file: Path) -> None:
    by_rdflib = len(Graph().parse(file, format="turtle"))
    by_oxigraph = len({str(t) for t in pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.TURTLE)})
    assert by_rdflib == by_oxigraph > 0
    run = subprocess.run([rapper(), "-i", "turtle", "-o", "ntriples", "-q", str(file)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert len(set(run.stdout.splitlines())) == by_rdflib


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_no_file_has_a_blank_node(file: Path) -> None:
    assert not [t for t in graph(file.stem) if any(isinstance(node, BNode) for node in t)]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_literals_have_types_that_every_store_keeps(file: Path) -> None:
    for literal in {o for o in graph(file.stem).objects() if isinstance(o, Literal)}:
        kind = str(RDF.langString if literal.language else literal.datatype or XSD.string)
        assert kind in DATATYPES, literal
        assert literal.language is None or literal.language == literal.language.lower()
        assert not literal.ill_typed, literal


def test_the_package_holds_the_ontologies_by_a_relative_link() -> None:
    link = FOLDER.parent / "kg" / "ontologies"
    assert link.is_symlink()
    assert link.readlink() == Path("../ontologies")


# The ontology


@pytest.mark.parametrize("file", ["parley", "topics", "plover"])
def test_every_term_has_a_label_and_a_definition(file: str) -> None:
    data = graph(file)
    for term in own_terms(file):
        label = data.value(term, RDFS.label) or data.value(term, SKOS.prefLabel)
        assert label, f"{term} has no label"
        if (term, RDF.type, OWL.Ontology) in data or str(term).startswith(CAMEO.base) or (term, RDF.type, P.TopicPattern) in data:
            continue
        assert data.value(term, SKOS.definition), f"{term} has no definition"


def test_every_property_is_of_one_kind() -> None:
    data = graph("parley")
    for term in own_terms("parley"):
        kinds = set(data.objects(term, RDF.type)) & KINDS
        assert len(kinds) <= 1, f"{term}: {kinds}"
        if str(term).startswith(PARLEY.base) and (term, RDF.type, OWL.Class) not in data:
            assert len(kinds) == 1, f"{term} is no property"


def test_domains_and_ranges_are_declared() -> None:
    data = graph("parley")
    classes = {*data.subjects(RDF.type, OWL.Class), OWL.Thing, OWL.ObjectProperty}
    for term in own_terms("parley"):
        if not str(term).startswith(PARLEY.base) or (term, RDF.type, OWL.Class) in data:
            continue
        domains, ranges = list(data.objects(term, RDFS.domain)), list(data.objects(term, RDFS.range))
        assert len(ranges) == 1, f"{term} needs one range"
        is_data = (term, RDF.type, OWL.DatatypeProperty) in data
        if (term, RDF.type, OWL.AnnotationProperty) in data:
            assert str(ranges[0]) in DATATYPES or ranges[0] in classes, term
            continue
        assert len(domains) == 1, f"{term} needs one domain"
        assert domains[0] in classes, term
        assert (str(ranges[0]) in DATATYPES) if is_data else (ranges[0] in classes), term


def test_symmetric_properties_have_one_class_at_both_ends() -> None:
    data = graph("parley")
    for term in data.subjects(RDF.type, OWL.SymmetricProperty):
        assert (term, RDF.type, OWL.ObjectProperty) in data
        assert data.value(term, RDFS.domain) == data.value(term, RDFS.range), term


def test_classes_form_a_tree_without_circles_and_no_class_is_empty_by_contradiction() -> None:
    data = graph("parley")
    for term in data.subjects(RDF.type, OWL.Class):
        above = set(data.transitive_objects(term, RDFS.subClassOf)) - {term}
        assert term not in {b for a in above for b in data.objects(a, RDFS.subClassOf)}, f"{term} is above itself"
        if str(term).startswith(PARLEY.base):
            assert {a for a in above if a != OWL.Thing} <= set(data.subjects(RDF.type, OWL.Class)), f"{term} is below an undeclared class"
        for one in above | {term}:
            assert not above.intersection(data.objects(one, OWL.disjointWith)), f"nothing can be a {term}"


def test_every_event_class_is_an_event() -> None:
    data = graph("parley")
    events = set(data.subjects(P.ploverType, ANY))
    assert events
    for term in events:
        assert P.Event in set(data.transitive_objects(term, RDFS.subClassOf)), term


def test_terms_used_in_the_files_are_defined() -> None:
    """A misspelt term in a file would be a term of its own: every one of ours that is used anywhere must be defined."""
    data = graph(*OURS, "actors") if (FOLDER / "actors.ttl").exists() else graph(*OURS)
    used = {n for t in data for n in t if isinstance(n, URIRef) and str(n).startswith((PARLEY.base, PLOVER.base))}
    defined = set(data.subjects(RDF.type, ANY))
    assert {u for u in used if u not in defined} == set()


# Concept schemes


@pytest.mark.parametrize("file", ["topics", "plover"])
def test_broader_has_no_circle_and_narrower_is_its_mirror(file: str) -> None:
    data = graph(file)
    for term, above in data.subject_objects(SKOS.broader):
        assert term not in set(data.transitive_objects(above, SKOS.broader)), term
        if not str(term).startswith(CAMEO.base):
            assert (above, SKOS.narrower, term) in data, f"{above} does not list {term}"
    for above, term in data.subject_objects(SKOS.narrower):
        assert (term, SKOS.broader, above) in data, f"{term} does not name {above}"


@pytest.mark.parametrize("file", ["topics", "plover"])
def test_notations_are_unique_in_their_scheme(file: str) -> None:
    data = graph(file)
    counts = Counter((str(scheme), str(n)) for s, n in data.subject_objects(SKOS.notation) for scheme in data.objects(s, SKOS.inScheme))
    assert [c for c, n in counts.items() if n > 1] == []
    for term, notation in data.subject_objects(SKOS.notation):
        assert str(term).endswith(f"/{notation}") or str(term).endswith(f"/quad-{notation}")


def test_no_label_names_two_topics() -> None:
    data = graph("topics")
    owners: dict[tuple[str, ...], set[Node]] = {}
    for predicate in (SKOS.prefLabel, SKOS.altLabel):
        for topic, label in data.subject_objects(predicate):
            if (topic, RDF.type, P.Topic) in data:
                owners.setdefault(phrase_key(str(label)), set()).add(topic)
    assert {k: v for k, v in owners.items() if len(v) > 1} == {}


def test_every_topic_lies_under_a_group_and_has_phrases_and_a_plover_context() -> None:
    data = graph("topics", "plover")
    matches = (SKOS.closeMatch, SKOS.relatedMatch)
    for topic in data.subjects(RDF.type, P.Topic):
        above = set(data.transitive_objects(topic, SKOS.broader))
        assert any((a, RDF.type, P.TopicGroup) in data for a in above), topic
        assert len(list(data.objects(topic, SKOS.altLabel))) >= 5, topic
        contexts = [c for m in matches for c in data.objects(topic, m)]
        assert contexts, topic
        assert all((c, SKOS.inScheme, URIRef(PLOVER.base)) in data for c in contexts), topic
        assert (topic, P.assignable, Literal(True)) in data


def test_patterns_are_lower_case_lemmas() -> None:
    data = graph("topics")
    for predicate in (P.head, P["with"]):
        for word in data.objects(None, predicate):
            assert str(word) == str(word).lower()
            assert " " not in word


# PLOVER


def test_plover_has_sixteen_types_with_quad_and_score_thirty_seven_contexts_and_its_modes() -> None:
    data = graph("plover")
    assert len(list(data.subjects(P.quadClass, ANY))) == 16
    assert len([s for s in own_terms("plover") if str(s).startswith(PLOVER.base + "context-")]) == 37
    assert len(list(data.subjects(P.score, ANY))) == 16 + 67
    assert {kind: len(modes) for kind, modes in PLOVER_MODES.items() if modes} == {
        "CONSULT": 4, "RETREAT": 6, "REQUEST": 4, "ACCUSE": 3, "REJECT": 4, "THREATEN": 6,
        "PROTEST": 7, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 10, "ASSAULT": 15,
    }  # fmt: skip
    assert all(-10 <= score <= 10 for score in PLOVER_SCORES.values())


@pytest.mark.parametrize(
    ("code", "kind", "mode"),
    [
        ("036", "AGREE", None),
        ("039", "AGREE", None),
        ("041", "CONSULT", "phone"),
        ("042", "CONSULT", "visit"),
        ("045", "CONSULT", None),
        ("057", "SUPPORT", None),
        ("0841", "RETREAT", "release"),
        ("0863", "RETREAT", "access"),
        ("0871", "RETREAT", "ceasefire"),
        ("1053", "REQUEST", "yield"),
        ("108", "REQUEST", "meet"),
        ("126", "REJECT", "meet"),
        ("135", "THREATEN", "relations"),
        ("163", "COERCE", "restrict"),
        ("165", "SANCTION", "withdraw"),
        ("186", "ASSAULT", "targeted"),
        ("196", "ASSAULT", None),
        ("20", "ASSAULT", None),
    ],
)
def test_cameo_codes_have_their_place_in_plover(code: str, kind: str, mode: str | None) -> None:
    data, term = graph("plover"), URIRef(CAMEO[code])
    assert list(data.objects(term, P.ploverType)) == [URIRef(PLOVER[kind])]
    assert list(data.objects(term, P.ploverMode)) == ([URIRef(PLOVER[f"{kind}-{mode}"])] if mode else [])


def test_cameo_modes_belong_to_their_types_and_dropped_codes_have_none() -> None:
    data = graph("plover")
    for term, mode in data.subject_objects(P.ploverMode):
        assert (mode, SKOS.broader, data.value(term, P.ploverType)) in data, term
    without = {s for s in own_terms("plover") if str(s).startswith(CAMEO.base + "0") and not data.value(s, P.ploverType)}
    assert {str(s)[len(CAMEO.base) :][:2] for s in without} == {"01", "02"}


def test_places_where_the_codebook_contradicts_itself_carry_a_note() -> None:
    data = graph("plover")
    noted = {str(s) for s in data.subjects(SKOS.editorialNote, ANY)}
    expected = [PLOVER[k] for k in ("ACCUSE", "SANCTION", "RETREAT", "CONCEDE", "REQUEST", "PROTEST", "PROTEST-vandalize", "ASSAULT")]
    assert {*expected, *(CAMEO[c] for c in ("055", "0353", "0356", "0842", "085", "0871", "163", "186", "201", "202"))} <= noted


# Shapes


def violations(data: Graph) -> list[str]:
    conforms, report, _ = pyshacl.validate(data, shacl_graph=graph("shapes"), ont_graph=graph("parley"), inference="none", advanced=True)
    messages = [str(m) for m in report.objects(None, SHACL.resultMessage)]
    assert conforms is (not messages)
    return messages


def example() -> Graph:
    copy = Graph()
    for triple in graph("example"):
        copy.add(triple)
    return copy


def test_the_example_satisfies_the_shapes() -> None:
    assert violations(example()) == []


def test_shapes_cover_every_class_that_articles_write() -> None:
    data, shapes = graph("parley"), graph("shapes")
    targets = set(shapes.objects(None, SHACL.targetClass))
    needed = {c for c in data.subjects(RDFS.subClassOf, ANY) if {P.Record, P.Claim, P.Actor, P.Mention} & set(data.objects(c, RDFS.subClassOf))}
    assert {c for c in needed if c not in targets} == {P.Claim}
    for shape in shapes.subjects(RDF.type, SHACL.PropertyShape):
        assert shapes.value(shape, SHACL.message), shape
        assert shapes.value(shape, SHACL.path), shape


def test_the_shape_of_statements_knows_every_predicate() -> None:
    pattern = graph("shapes").value(URIRef("https://w3id.org/parley/shapes#Statement-predicate"), SHACL.pattern)
    assert str(pattern).partition("#(")[2].rstrip(")$").split("|") == list(PREDICATES)


def first(data: Graph, kind: Node) -> Node:
    return min(data.subjects(RDF.type, kind))


NIF = rdflib.Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
BREAKS = {
    "an event without evidence": (P.Event, rdflib.PROV.wasDerivedFrom, None, "Nothing exists without evidence"),
    "an event without type": (P.Event, P.ploverType, None, "sixteen types"),
    "an unknown polarity": (P.Statement, P.polarity, Literal("maybe"), "Polarity is"),
    "a polarity with a language": (P.Event, P.polarity, Literal("positive", lang="en"), "Polarity is"),
    "an unknown modality": (P.Event, P.modality, Literal("rumoured"), "Modality is"),
    "a statement without subject": (P.Statement, RDF.subject, None, "one subject"),
    "a predicate of our own making": (P.Statement, RDF.predicate, P.befriends, "one of the predicates"),
    "an object of the wrong sort": (P.Statement, RDF.object, Literal("Ostmark"), "The object of hasPosition is text"),
    "a record without article": (P.Negotiation, P.inArticle, None, "the one article"),
    "evidence without text": (NIF.Phrase, NIF.anchorOf, None, "holds the text itself"),
    "evidence of another length": (NIF.Phrase, NIF.anchorOf, Literal("x"), "as long as its offsets"),
    "evidence of the wrong number type": (NIF.Phrase, NIF.beginIndex, Literal("1", datatype=rdflib.XSD.int), "begins before it ends"),
    "evidence without sentence": (NIF.Phrase, NIF.sentence, None, "lies in a sentence"),
    "a date that is a time": (P.Article, rdflib.SDO.datePublished, Literal("2024-03-04T00:00:00", datatype=rdflib.XSD.dateTime), "one date"),
    "an article without id": (P.Article, rdflib.DCTERMS.identifier, None, "one id"),
    "a step with a status of our own making": (P.Step, P.status, URIRef("https://w3id.org/parley/status/stalled"), "one of the statuses"),
    "an actor without name": (P.Person, RDFS.label, None, "has a name"),
    "a topic without notation": (P.Topic, SKOS.notation, None, "one notation"),
    "an argument without words": (P.Argument, P.words, None, "has its words"),
}


@pytest.mark.parametrize(("kind", "predicate", "value", "message"), BREAKS.values(), ids=BREAKS)
def test_a_broken_graph_does_not_satisfy_the_shapes(kind: Node, predicate: Node, value: Node | None, message: str) -> None:
    data = example()
    node = first(data, kind)
    data.remove((node, predicate, None))
    if value is not None:
        data.add((node, predicate, value))
    assert any(message in found for found in violations(data))


def test_what_is_not_asserted_may_not_be_direct_and_a_direct_statement_is_a_triple() -> None:
    data = example()
    negative = min(s for s in data.subjects(P.polarity, Literal("negative")) if (s, RDF.type, P.Statement) in data)
    data.set((negative, P.direct, Literal(True)))
    found = violations(data)
    assert any("Only what is asserted and positive" in m for m in found)
    assert any("written as a triple too" in m for m in found)


def test_an_intermediary_is_a_mediator_and_an_actor_of_one_kind() -> None:
    data = example()
    data.add((first(data, P.Negotiation), P.intermediary, first(data, P.Organisation)))
    data.add((first(data, P.Person), RDF.type, P.State))
    found = violations(data)
    assert any("An intermediary is a mediator too" in m for m in found)
    assert any("not two of them" in m for m in found)


def test_the_example_says_what_its_header_says() -> None:
    """The accusation of one speaker, the denial and the possibility stay statements; the evidence stands in the article of the header."""
    data = example()
    text = " ".join(line.removeprefix("#   ") for line in (FOLDER / "example.ttl").read_text(encoding="utf-8").splitlines() if line.startswith("#   "))
    for phrase in data.subjects(RDF.type, NIF.Phrase):
        begin, end, quote = (data.value(phrase, p) for p in (NIF.beginIndex, NIF.endIndex, NIF.anchorOf))
        assert text[int(begin) : int(end)] == str(quote)
    assert (None, P.attacks, None) not in data
    assert (None, P.negotiatesWith, None) in data


def test_the_bundled_scheme_loads() -> None:
    scheme = load_topics()
    assert len([t for t in scheme.topics if t.assignable]) == len(list(graph("topics").subjects(RDF.type, P.Topic)))


# Documentation


def test_the_page_on_the_data_model_lists_every_term_and_its_turtle_is_good() -> None:
    page = (FOLDER.parent / "docs" / "data-model.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert {term[len(PARLEY.base) :] for term in PARLEY} <= rows
    known = {*graph("example"), *graph("parley")}
    blocks = [block.partition("```")[0] for block in page.split("```turtle\n")[1:]]
    assert len(blocks) == 2
    assert set(Graph().parse(data=blocks[0], format="turtle")) <= known

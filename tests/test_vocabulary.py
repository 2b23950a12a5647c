"""The words in the code are the words of the ontologies, both ways."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable

import pytest
from ontology_files import graph
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from kg import vocabulary
from kg.namespace import Namespace
from kg.vocabulary import (
    ACTOR,
    ACTOR_TYPES,
    EVENT_CLASSES,
    HOSTILE,
    MODALITIES,
    PARLEY,
    PLOVER,
    PLOVER_CONTEXTS,
    PLOVER_MODES,
    PLOVER_QUADS,
    PLOVER_SCORES,
    PLOVER_TYPES,
    POLARITIES,
    PREDICATES,
    PREFIXES,
    ROLES,
    STATIC,
    STATUS,
    STATUSES,
    SYMMETRIC,
    TOPIC,
    TOPIC_GROUPS,
    TOPICS,
)

REUSED = [getattr(vocabulary, name) for name in ("RDF", "RDFS", "OWL", "SKOS", "PROV", "FOAF", "SCHEMA", "ORG", "DCTERMS", "NIF", "SEM")]
TRUE = Literal(True)


def term(name: str) -> URIRef:
    return URIRef(PARLEY[name])


def names(namespace: Namespace, nodes: Iterable[Node]) -> set[str]:
    return {str(node).removeprefix(namespace.base) for node in nodes if isinstance(node, URIRef)}


def defined(file: str, base: str) -> set[str]:
    return {str(s) for s in set(graph(file).subjects()) if isinstance(s, URIRef) and str(s).startswith(base) and str(s) != base}


def test_parley_terms_are_those_of_the_ontology() -> None:
    assert set(PARLEY) == defined("parley", PARLEY.base)


def test_topics_are_those_of_the_scheme() -> None:
    patterns = {str(s) for s in graph("topics").subjects(RDF.type, term("TopicPattern"))}
    assert set(TOPIC) == defined("topics", TOPIC.base) - patterns
    assert {TOPIC[name] for name in TOPICS} == {str(s) for s in graph("topics").subjects(RDF.type, term("Topic"))}
    assert {TOPIC[name] for name in TOPIC_GROUPS} == {str(s) for s in graph("topics").subjects(RDF.type, term("TopicGroup"))}


def test_statuses_are_those_of_the_scheme() -> None:
    assert set(STATUS) == defined("parley", STATUS.base)
    assert set(STATUSES) == {str(n) for s in graph("parley").subjects(RDF.type, term("Status")) for n in graph("parley").objects(s, SKOS.notation)}


def test_plover_terms_are_those_of_the_scheme() -> None:
    assert set(PLOVER) == defined("plover", PLOVER.base)


@pytest.mark.parametrize("namespace", REUSED, ids=lambda n: n.base)
def test_terms_of_other_vocabularies_are_explained_in_the_ontology(namespace: Namespace) -> None:
    explained = {s for s in defined("parley", namespace.base) if graph("parley").value(URIRef(s), SKOS.definition)}
    assert set(namespace) == explained


def test_predicates_are_those_marked_in_the_ontology() -> None:
    assert set(PREDICATES) == names(PARLEY, graph("parley").subjects(term("stative"), None))


@pytest.mark.parametrize(
    ("constant", "found"),
    [
        (SYMMETRIC, lambda g: set(g.subjects(RDF.type, OWL.SymmetricProperty)) & set(g.subjects(term("stative"), None))),
        (HOSTILE, lambda g: g.subjects(term("hostile"), TRUE)),
        (STATIC, lambda g: g.subjects(term("stative"), TRUE)),
        (ACTOR_TYPES, lambda g: g.subjects(RDFS.subClassOf, term("Actor"))),
    ],
    ids=["symmetric", "hostile", "static", "actor types"],
)
def test_constants_equal_the_marks_of_the_ontology(constant: Iterable[str], found: Callable[[Graph], Iterable[Node]]) -> None:
    assert set(constant) == names(PARLEY, found(graph("parley")))


@pytest.mark.parametrize(("values", "name"), [(POLARITIES, "polarity"), (MODALITIES, "modality")])
def test_closed_lists_equal_the_allowed_values(values: Iterable[str], name: str) -> None:
    assert set(values) == {str(v) for v in graph("parley").objects(term(name), term("allowedValue"))}


def test_roles_are_properties_of_a_negotiation() -> None:
    for role in ROLES:
        assert (term(role.lower()), RDFS.range, term("Actor")) in graph("parley")


def test_event_classes_equal_the_ontology() -> None:
    ontology = graph("parley")
    found = {}
    for s in ontology.subjects(term("ploverType"), None):
        kind = str(ontology.value(s, term("ploverType"))).removeprefix(PLOVER.base)
        mode, predicate = ontology.value(s, term("ploverMode")), ontology.value(s, term("givesPredicate"))
        mode = mode and str(mode).removeprefix(f"{PLOVER.base}{kind}-")
        found[str(s).removeprefix(PARLEY.base)] = (kind, mode, predicate and str(predicate).removeprefix(PARLEY.base))
    assert found == {name: (c.plover_type, c.mode, c.predicate) for name, c in EVENT_CLASSES.items()}


def test_plover_lists_equal_the_scheme() -> None:
    scheme = graph("plover")
    types = set(scheme.subjects(term("quadClass"), None))
    assert {PLOVER[t] for t in PLOVER_TYPES} == {str(t) for t in types}
    assert {PLOVER[t]: PLOVER[f"quad-{q}"] for t, q in PLOVER_QUADS.items()} == {str(t): str(scheme.value(t, term("quadClass"))) for t in types}
    modes = {str(m): str(scheme.value(m, SKOS.broader)) for m in scheme.subjects(term("score"), None) if m not in types}
    assert modes == {PLOVER[f"{t}-{m}"]: PLOVER[t] for t, ms in PLOVER_MODES.items() for m in ms}
    assert {PLOVER[f"context-{c}"] for c in PLOVER_CONTEXTS} == {s for s in defined("plover", PLOVER.base) if "/context-" in s}


def test_scores_equal_the_scheme() -> None:
    scheme = graph("plover")
    found = {str(s).removeprefix(PLOVER.base): float(v) for s, v in scheme.subject_objects(term("score"))}
    assert found == {f"{t}-{m}" if m else t: score for (t, m), score in PLOVER_SCORES.items()}


def test_prefixes_are_those_of_the_namespaces() -> None:
    for prefix, base in PREFIXES.items():
        assert getattr(vocabulary, prefix.upper()).base == base


def test_an_unknown_name_is_an_error_that_names_the_near_ones() -> None:
    with pytest.raises(AttributeError, match=r"no term 'negotiateWith'.*near: negotiatesWith"):
        _ = PARLEY.negotiateWith
    with pytest.raises(KeyError, match="hostage-release"):
        _ = TOPIC["hostages-release"]
    assert not hasattr(PARLEY, "__wrapped__")


def test_an_open_namespace_takes_any_name() -> None:
    assert ACTOR["a-new-state"] == "https://w3id.org/parley/actor/a-new-state"
    assert list(ACTOR) == []


def test_a_namespace_knows_its_terms() -> None:
    assert PARLEY.meets in PARLEY
    assert "https://w3id.org/parley/ontology#meet" not in PARLEY
    assert 3 not in PARLEY
    assert PARLEY.name(TOPIC.truce) is None
    assert PARLEY.name(PARLEY.base) is None
    assert repr(Namespace("https://e.org/", frozenset("ab"))) == "Namespace('https://e.org/', 2 terms)"
    assert pickle.loads(pickle.dumps(PARLEY)) == PARLEY  # noqa: S301


def test_the_vocabulary_imports_no_rdf_library() -> None:
    code = "import sys, kg.vocabulary; print([m for m in ('rdflib', 'pyoxigraph', 'torch') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"

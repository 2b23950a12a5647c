"""Checks of a graph: the shapes of the ontology by pyshacl, and the promises that shapes cannot state.

Row 14 of the flow. Problems come back as data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store, Triple

from kg.errors import GraphError, KgError, missing_extra
from kg.event import Argument, Event, Evidence
from kg.links import Links
from kg.merge import normalise
from kg.rdf import to_graph, to_quads, to_triples
from kg.rdf_read import read_articles
from kg.rdf_rows import topics_of
from kg.statement import ArticleGraph, Statement
from kg.types import Problem
from kg.vocabulary import HOSTILE, PARLEY, RDF, SH

if TYPE_CHECKING:
    import rdflib

__all__ = ["CHECKS", "check_article", "check_shapes", "validate"]

_ONTOLOGIES = Path(__file__).parent / "ontologies"
_LONGEST = 200
_ANY_BASE = "https://example.org/"


def validate(articles: Sequence[ArticleGraph], *, links: Links) -> list[Problem]:
    """Check article graphs and what links them.

    Returns:
        What is wrong, sorted; empty if all is well.

    Raises:
        MissingDependencyError: If pyshacl is not installed.
    """
    found = [problem for graph in articles for problem in check_article(graph)]
    if not any(problem.kind == "rdf" for problem in found):
        found += check_shapes(articles, links=links)
    return sorted(set(found), key=lambda problem: (problem.article, problem.kind, problem.message))


def check_article(graph: ArticleGraph) -> Iterator[Problem]:
    """Check one article graph by each of ``CHECKS``."""
    for kind, check in CHECKS:
        for message in check(graph):
            yield Problem(article=graph.iri, kind=kind, message=message)


def _check_evidence(graph: ArticleGraph) -> Iterator[str]:
    """Every quote stands where its offsets say, in its sentence and in the article's text."""
    text = graph.article.text
    for owner, evidence in _evidence(graph):
        begin, end = evidence.begin - evidence.sentence_begin, evidence.end - evidence.sentence_begin
        place = f"characters {evidence.begin} to {evidence.end} of {owner}"
        if not 0 <= evidence.begin <= evidence.end or evidence.sentence[max(begin, 0) : end] != evidence.quote:
            yield f"{place}: {_short(evidence.quote)} does not stand there in its sentence"
        elif text and text[evidence.begin : evidence.end] != evidence.quote:
            yield f"{place}: {_short(evidence.quote)} does not stand there in the text"
        elif text and text[evidence.sentence_begin : evidence.sentence_end] != evidence.sentence:
            yield f"{place}: the sentence {_short(evidence.sentence)} does not stand there in the text"


def _evidence(graph: ArticleGraph) -> Iterator[tuple[str, Evidence]]:
    for event in graph.events:
        yield event.iri, event.evidence
    for statement in graph.statements:
        yield from ((statement.iri, evidence) for evidence in statement.evidence)
    for negotiation in graph.negotiations:
        yield from ((step.iri, step.evidence) for step in negotiation.steps)


def _check_statements(graph: ArticleGraph) -> Iterator[str]:
    """Every statement has evidence, in reading order, and there is one per distinct claim."""
    for statement in graph.statements:
        if not statement.evidence:
            yield f"{statement.iri}: no evidence"
        elif list(statement.evidence) != sorted(set(statement.evidence)):
            yield f"{statement.iri}: evidence is not in reading order, or twice the same"
    claims = Counter((s.subject, s.predicate, s.object, s.polarity, s.modality, s.said_by) for s in graph.statements)
    yield from (f"{number} statements of one claim: {claim}" for claim, number in claims.items() if number > 1)
    iris = Counter([e.iri for e in graph.events] + [s.iri for s in graph.statements] + [n.iri for n in graph.negotiations])
    yield from (f"{number} nodes of one IRI: {iri}" for iri, number in iris.items() if number > 1)


def _check_direct(graph: ArticleGraph) -> Iterator[str]:
    """Direct triples are asserted, positive, not contradicted, and no mere accusation."""
    denied = {_triple(statement) for statement in graph.statements if statement.polarity == "negative"}
    for statement in graph.statements:
        if not statement.direct:
            continue
        if statement.polarity != "positive" or statement.modality != "asserted":
            yield f"{statement.iri}: direct, but {statement.polarity} and {statement.modality}"
        elif _triple(statement) in denied:
            yield f"{statement.iri}: direct, but the article also says the contrary"
        elif statement.predicate in HOSTILE and statement.said_by not in {None, statement.subject}:
            yield f"{statement.iri}: direct, but a hostile act that only {statement.said_by} alleges"


def _triple(statement: Statement) -> tuple[str, str, str]:
    return statement.subject, statement.predicate, statement.object


def _check_references(graph: ArticleGraph) -> Iterator[str]:
    """Who and what is referred to is described."""
    entities = {entity.iri for entity in graph.entities}
    known, events = entities | set(topics_of(graph)), {event.iri for event in graph.events}
    for statement in graph.statements:
        objects = () if statement.predicate == "hasPosition" else (statement.object,)
        yield from _missing(statement.iri, (statement.subject, *objects, *filter(None, [statement.said_by])), known)
        yield from _missing(statement.iri, statement.events, events)
    for event in graph.events:
        yield from _missing(event.iri, (argument.iri for argument in _actors(event)), entities)
    for talks in graph.negotiations:
        members = (*talks.parties, *talks.mediators, *talks.intermediaries, *talks.guarantors, *talks.hosts)
        yield from _missing(talks.iri, members, entities)
        yield from _missing(talks.iri, talks.events, events)


def _actors(event: Event) -> Iterator[Argument]:
    yield from (*event.actors, *event.recipients, *event.mediators, *event.reported_by)
    yield from (argument for argument in (event.place, event.said_by) if argument is not None)


def _missing(owner: str, iris: Iterable[str], known: set[str]) -> Iterator[str]:
    yield from (f"{owner}: refers to <{iri}>, which is not described" for iri in iris if iri not in known)


def _check_rdf(graph: ArticleGraph) -> Iterator[str]:
    """The graph can be said in RDF and read back as it was."""
    try:
        quads = list(to_quads([graph], base=_ANY_BASE, include_text=True))
    except KgError as error:
        yield f"cannot be written as RDF: {error}"
        return
    try:
        read = read_articles(quads)
    except KgError as error:
        yield f"written as RDF it cannot be read back: {error}"
        return
    if read != [normalise(graph)]:
        yield "written as RDF and read back it is another graph: members out of order, or given twice"


CHECKS: tuple[tuple[str, Callable[[ArticleGraph], Iterator[str]]], ...] = (
    ("rdf", _check_rdf),
    ("evidence", _check_evidence),
    ("statement", _check_statements),
    ("direct", _check_direct),
    ("reference", _check_references),
)
"""Kinds of problems and the functions that find them, each from an article graph to messages."""


def check_shapes(articles: Sequence[ArticleGraph], *, links: Links) -> list[Problem]:
    """Check the union of graphs against ``ontologies/shapes.ttl``.

    Constraints written in SPARQL are put to pyoxigraph, each once for all nodes; pyshacl, which would parse such a query anew for each node,
    checks the rest.

    Raises:
        MissingDependencyError: If pyshacl is not installed.
    """
    try:
        import pyshacl
    except ImportError as error:
        raise missing_extra("pyshacl", "validate") from error
    triples = list(to_triples(articles, links=links))
    owners = {t.subject.value: t.object.value for t in triples if t.predicate.value == PARLEY.inArticle}  # type: ignore[union-attr]
    shapes, constraints = _split_shapes(_ontology("shapes.ttl"))
    found = list(_sparql_results(triples, constraints))
    _, report, _ = pyshacl.validate(
        to_graph(triples), shacl_graph=shapes, ont_graph=_ontology("parley.ttl"), inference="none", do_owl_imports=False, meta_shacl=False
    )
    found += _report_results(report)
    problems = {Problem(article=owners.get(node, node), kind="shape", message=f"<{node}> {message}") for node, message in found}
    return sorted(problems, key=lambda problem: (problem.article, problem.message))


def _ontology(name: str) -> rdflib.Graph:
    import rdflib

    return rdflib.Graph().parse(data=(_ONTOLOGIES / name).read_text(encoding="utf-8"), format="turtle")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Constraint:
    """A constraint in SPARQL: the classes whose members it is for, the query for what breaks it, and what to say of that."""

    classes: tuple[str, ...]
    select: str
    message: str


def _split_shapes(shapes: rdflib.Graph) -> tuple[rdflib.Graph, list[_Constraint]]:
    """Take the constraints in SPARQL out of shapes."""
    from rdflib import URIRef

    sparql, select, message, target = (URIRef(SH.base + name) for name in ("sparql", "select", "message", "targetClass"))
    constraints = []
    for shape, constraint in sorted(shapes.subject_objects(sparql)):
        classes = tuple(sorted(str(found) for found in shapes.objects(shape, target)))
        constraints.append(_Constraint(classes=classes, select=str(shapes.value(constraint, select)), message=str(shapes.value(constraint, message))))
    shapes.remove((None, sparql, None))
    return shapes, constraints


def _sparql_results(triples: Iterable[Triple], constraints: Iterable[_Constraint]) -> Iterator[tuple[str, str]]:
    """Give each node that breaks a constraint, and what to say of it."""
    store = Store()
    store.bulk_extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    for constraint in constraints:
        solutions = store.query(constraint.select)
        if not isinstance(solutions, QuerySolutions):
            raise GraphError(f"no SELECT in the shapes: {constraint.select!r}", hint="write constraints as SELECT $this")
        for node in {solution["this"] for solution in solutions}:
            if any(Quad(node, NamedNode(RDF.type), NamedNode(name)) in store for name in constraint.classes):
                yield node.value, constraint.message


def _report_results(report: object) -> Iterator[tuple[str, str]]:
    import rdflib

    if not isinstance(report, rdflib.Graph):
        raise GraphError(f"the shapes cannot be applied: {report!r}", hint="check ontologies/shapes.ttl")
    for result in report.subjects(rdflib.RDF.type, rdflib.URIRef(SH.base + "ValidationResult")):
        node, path, message = (report.value(result, rdflib.URIRef(SH.base + name)) for name in ("focusNode", "resultPath", "resultMessage"))
        yield str(node), f"{path}: {message}" if path else str(message)


def _short(text: str) -> str:
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")

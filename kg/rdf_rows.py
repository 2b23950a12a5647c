"""What article graphs say in RDF, as rows: triples of plain strings and a type, cheap to make and to sort.

Row 12 of the flow; ``kg.rdf`` turns rows into terms. What an article alone says hangs on nodes of its own, each with ``parley:inArticle``, so
that even the plain union of many articles' graphs can be taken apart again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kg.entity import Entity
from kg.errors import GraphError
from kg.event import Argument, Event, Evidence, Negotiation
from kg.iri import content_hash, evidence_iri, links_iri
from kg.links import Links
from kg.statement import ArticleGraph, Statement
from kg.topics import load_topics
from kg.vocabulary import DCTERMS, NIF, OWL, PARLEY, PLOVER, PROV, RDF, RDFS, SCHEMA, SKOS, STATUS, TOPIC, XSD

__all__ = [
    "IRI",
    "IS_A",
    "NEGOTIATION_PROPERTIES",
    "ROLE_PROPERTIES",
    "TEXT",
    "WIKIDATA",
    "Row",
    "article_rows",
    "link_rows",
    "rows_by_graph",
    "rows_of_union",
    "shared_rows",
    "topic_label",
    "topic_notation",
    "topics_of",
]

IS_A = "a"  # stands for rdf:type in rows, so that it sorts before every other predicate
WIKIDATA = "http://www.wikidata.org/entity/"
Row = tuple[str, str, str, str]
"""Subject, predicate, datatype (empty: the object is an IRI), object."""

TEXT, _DATE, _INTEGER, _BOOLEAN, _ANY_URI, IRI = XSD.string, XSD.date, XSD.integer, XSD.boolean, XSD.anyURI, ""

# Terms of most rows, looked up once.
_IN_ARTICLE, _POSITION, _POLARITY, _MODALITY, _FRAME = PARLEY.inArticle, PARLEY.position, PARLEY.polarity, PARLEY.modality, PARLEY.frame
_REFERS_TO, _WORDS, _HAS_ARGUMENT, _ROLE, _DIRECT, _FROM_EVENT = (
    PARLEY.refersTo,
    PARLEY.words,
    PARLEY.hasArgument,
    PARLEY.role,
    PARLEY.direct,
    PARLEY.fromEvent,
)
_EVENT, _ARGUMENT, _STATEMENT, _MENTION = PARLEY.Event, PARLEY.Argument, PARLEY.Statement, PARLEY.Mention
_DERIVED_FROM, _SUBJECT, _PREDICATE, _OBJECT = PROV.wasDerivedFrom, RDF.subject, RDF.predicate, RDF.object
_PHRASE, _SENTENCE, _ANCHOR, _BEGIN, _END, _OF_SENTENCE = NIF.Phrase, NIF.Sentence, NIF.anchorOf, NIF.beginIndex, NIF.endIndex, NIF.sentence

_ROLES = ("actors", "recipients", "mediators", "topics", "place", "said_by", "reported_by")
ROLE_PROPERTIES = dict(zip(_ROLES, ("actor", "recipient", "mediator", "topic", "place", "saidBy", "reportedBy"), strict=True))
NEGOTIATION_PROPERTIES = {
    "parties": "party",
    "mediators": "mediator",
    "intermediaries": "intermediary",
    "guarantors": "guarantor",
    "hosts": "host",
    "topics": "topic",
    "events": "hasEvent",
}


def rows_by_graph(articles: Iterable[ArticleGraph], *, base: str, links: Links | None = None, include_text: bool = False) -> Iterator[tuple[str, list[Row]]]:
    """Give the rows of each named graph, sorted: the IRI of the graph and its rows, one graph after the other in order of their IRIs."""
    graphs: list[tuple[str, ArticleGraph | None]] = [(graph.iri, graph) for graph in articles]
    for iri, graph in sorted([*graphs, (links_iri(base), None)], key=lambda pair: pair[0]):
        rows = link_rows(links) if graph is None else article_rows(graph, include_text=include_text) | shared_rows(graph)
        yield iri, sorted(rows)


def rows_of_union(articles: Iterable[ArticleGraph], *, links: Links | None = None, include_text: bool = False) -> Iterator[tuple[str, list[Row]]]:
    """Give the rows of the union of all graphs, each once: what articles share (named by the empty text), then the rows of each article."""
    graphs = sorted(articles, key=lambda graph: graph.iri)
    shared = link_rows(links)
    for graph in graphs:
        shared |= shared_rows(graph)
    yield "", sorted(shared)
    del shared
    for graph in graphs:
        yield graph.iri, sorted(article_rows(graph, include_text=include_text))


def link_rows(links: Links | None) -> set[Row]:
    """Make the rows of the graph of links."""
    if links is None:
        return set()
    rows = {(member, PARLEY.sameActor, IRI, first) for member, first in links.actors.items()}
    return rows | {(member, PARLEY.sameNegotiation, IRI, first) for member, first in links.negotiations.items()}


def shared_rows(graph: ArticleGraph) -> set[Row]:
    """Make the rows about actors and topics that are the same node in every article: their descriptions and the direct triples."""
    rows: set[Row] = set()
    for entity in graph.entities:
        rows.add((entity.iri, IS_A, IRI, _term(PARLEY.__getitem__, entity.type, entity.iri)))
        rows.add((entity.iri, RDFS.label, TEXT, entity.name))
        rows.update((entity.iri, SKOS.altLabel, TEXT, name) for name in entity.names if name != entity.name)
        if entity.wikidata:
            rows.add((entity.iri, OWL.sameAs, IRI, WIKIDATA + entity.wikidata))
    for topic in topics_of(graph):
        rows.add((topic, IS_A, IRI, PARLEY.Topic))
        rows.add((topic, SKOS.notation, TEXT, topic_notation(topic)))
        rows.add((topic, RDFS.label, TEXT, topic_label(topic)))
    for statement in graph.statements:
        if statement.direct:
            rows.add((statement.subject, _predicate(statement), _object_type(statement), statement.object))
    return rows


def topic_notation(iri: str) -> str:
    """Return the id of a topic: the last part of its IRI.

    Example:
        >>> topic_notation("https://w3id.org/parley/topic/water-sharing")
        'water-sharing'
    """
    return iri.replace("#", "/").rpartition("/")[2]


def topic_label(iri: str) -> str:
    """Return the label of a topic of the bundled scheme; of another, made of its id.

    Example:
        >>> topic_label("https://w3id.org/parley/topic/water-sharing")
        'Water sharing'
        >>> topic_label("https://example.org/topic/school-meals")
        'School meals'
    """
    topic = load_topics().by_iri.get(iri)
    return topic.label if topic else topic_notation(iri).replace("-", " ").capitalize()


def topics_of(graph: ArticleGraph) -> list[str]:
    """List the IRIs of topics in events, statements and negotiations, each once, in reading order."""
    found = [argument.iri for event in graph.events for argument in event.topics]
    found += [s.object for s in graph.statements if s.object.startswith(TOPIC.base) and s.predicate != "hasPosition"]
    found += [iri for negotiation in graph.negotiations for iri in negotiation.topics]
    return list(dict.fromkeys(found))


def article_rows(graph: ArticleGraph, *, include_text: bool = False) -> set[Row]:
    """Make the rows on nodes of the article alone: metadata, mentions, events, statements, negotiations, evidence, problems."""
    rows = _Rows(graph.iri)
    _add_article(rows, graph, include_text=include_text)
    _add_mentions(rows, graph.entities)
    for position, event in enumerate(graph.events):
        _add_event(rows, event, position)
    for position, statement in enumerate(graph.statements):
        _add_statement(rows, statement, position)
    for position, negotiation in enumerate(graph.negotiations):
        _add_negotiation(rows, negotiation, position)
    for position, problem in enumerate(graph.problems):
        node = rows.node(f"{graph.iri}/problem/{position}", PARLEY.Problem, position)
        rows.text(node, DCTERMS.source, problem.article)
        rows.text(node, PARLEY.problemKind, problem.kind)
        rows.text(node, PARLEY.message, problem.message)
    return rows.found


class _Rows:
    """The rows of one article while they are made."""

    def __init__(self, article: str) -> None:
        self.article = article
        self.found: set[Row] = set()
        self._evidence: dict[str, Evidence] = {}

    def node(self, iri: str, kind: str, position: int) -> str:
        self.found.add((iri, IS_A, IRI, kind))
        self.found.add((iri, _IN_ARTICLE, IRI, self.article))
        self.found.add((iri, _POSITION, _INTEGER, str(position)))
        return iri

    def iri(self, node: str, predicate: str, value: str | None) -> None:
        if value is not None:
            self.found.add((node, predicate, IRI, value))

    def text(self, node: str, predicate: str, value: str | None, datatype: str = TEXT) -> None:
        if value is not None:
            self.found.add((node, predicate, datatype, value))

    def number(self, node: str, predicate: str, value: int) -> None:
        self.found.add((node, predicate, _INTEGER, str(value)))

    def evidence(self, node: str, evidence: Evidence) -> None:
        """Add a stretch of text and its sentence, and say that the node was derived from it."""
        phrase = evidence_iri(self.article, evidence.begin, evidence.end)
        self.found.add((node, _DERIVED_FROM, IRI, phrase))
        known = self._evidence.get(phrase)
        if known == evidence:
            return
        if known is not None:
            raise GraphError(
                f"two evidences differ at characters {evidence.begin} to {evidence.end}: {known!r} and {evidence!r}",
                hint="take quote and sentence from the text by their offsets",
                place=self.article,
            )
        self._evidence[phrase] = evidence
        sentence = evidence_iri(self.article, evidence.sentence_begin, evidence.sentence_end)
        self._stretch(phrase, _PHRASE, evidence.begin, evidence.end, evidence.quote)
        self._stretch(sentence, _SENTENCE, evidence.sentence_begin, evidence.sentence_end, evidence.sentence)
        self.found.add((phrase, _OF_SENTENCE, IRI, sentence))

    def _stretch(self, iri: str, kind: str, begin: int, end: int, text: str) -> None:
        self.found.add((iri, IS_A, IRI, kind))
        self.found.add((iri, _IN_ARTICLE, IRI, self.article))
        self.found.add((iri, _ANCHOR, TEXT, text))
        self.number(iri, _BEGIN, begin)
        self.number(iri, _END, end)


def _add_article(rows: _Rows, graph: ArticleGraph, *, include_text: bool) -> None:
    article, iri = graph.article, graph.iri
    rows.iri(iri, IS_A, PARLEY.Article)
    rows.text(iri, DCTERMS.identifier, article.id)
    rows.text(iri, SCHEMA.headline, article.title)
    rows.text(iri, SCHEMA.url, article.url, _ANY_URI)
    rows.text(iri, SCHEMA.publisher, article.publisher)
    rows.text(iri, SCHEMA.datePublished, article.date, _DATE)
    rows.text(iri, SCHEMA.inLanguage, article.language)
    rows.number(iri, PARLEY.sentenceCount, graph.sentences)
    rows.number(iri, PARLEY.contentBegin, article.body)
    if include_text and article.text:
        rows.text(iri, SCHEMA.text, article.text)


def _add_mentions(rows: _Rows, entities: tuple[Entity, ...]) -> None:
    """Add a node for each name of each entity; the first of an entity carries what the article's graph says of the entity itself."""
    position = 0
    for entity in entities:
        first = True
        for name in entity.names or (None,):
            node = rows.node(f"{rows.article}/mention/{content_hash(entity.iri, name or '')}", _MENTION, position)
            position += 1
            rows.iri(node, _REFERS_TO, entity.iri)
            rows.text(node, _WORDS, name)
            if first:
                rows.text(node, RDFS.label, entity.name)
                rows.text(node, PARLEY.kind, entity.type)
                rows.text(node, DCTERMS.identifier, entity.wikidata)
            first = False


def _add_event(rows: _Rows, event: Event, position: int) -> None:
    node = rows.node(event.iri, _EVENT, position)
    rows.iri(node, IS_A, _term(PARLEY.__getitem__, event.kind, node))
    rows.iri(node, PARLEY.ploverType, _term(PLOVER.__getitem__, event.type, node))
    if event.mode is not None:
        rows.iri(node, PARLEY.ploverMode, _term(PLOVER.__getitem__, f"{event.type}-{event.mode}", node))
    if event.predicate is not None:
        rows.iri(node, PARLEY.givesPredicate, _term(PARLEY.__getitem__, event.predicate, node))
    rows.text(node, _FRAME, event.frame)
    rows.text(node, PARLEY.earliest, event.earliest, _DATE)
    rows.text(node, PARLEY.latest, event.latest, _DATE)
    rows.text(node, PARLEY.dateText, event.date_text)
    rows.text(node, _POLARITY, event.polarity)
    rows.text(node, _MODALITY, event.modality)
    rows.evidence(node, event.evidence)
    for field, role in ROLE_PROPERTIES.items():
        value: Argument | tuple[Argument, ...] | None = getattr(event, field)
        arguments = value if isinstance(value, tuple) else () if value is None else (value,)
        for index, argument in enumerate(arguments):
            _add_argument(rows, node, role, index, argument)


def _add_argument(rows: _Rows, event: str, role: str, index: int, argument: Argument) -> None:
    node = rows.node(f"{event}/{role}/{index}", _ARGUMENT, index)
    rows.iri(event, PARLEY[role], argument.iri)
    rows.iri(event, _HAS_ARGUMENT, node)
    rows.text(node, _ROLE, role)
    rows.iri(node, _REFERS_TO, argument.iri)
    rows.text(node, _WORDS, argument.text)


def _add_statement(rows: _Rows, statement: Statement, position: int) -> None:
    node = rows.node(statement.iri, _STATEMENT, position)
    rows.iri(node, _SUBJECT, statement.subject)
    rows.iri(node, _PREDICATE, _predicate(statement))
    rows.text(node, _OBJECT, statement.object, _object_type(statement))
    rows.text(node, _POLARITY, statement.polarity)
    rows.text(node, _MODALITY, statement.modality)
    rows.iri(node, PARLEY.saidBy, statement.said_by)
    for event in statement.events:
        rows.iri(node, _FROM_EVENT, event)
    rows.text(node, _FRAME, statement.frame)
    rows.text(node, PARLEY.date, statement.date, _DATE)
    rows.text(node, _DIRECT, "true" if statement.direct else "false", _BOOLEAN)
    for evidence in statement.evidence:
        rows.evidence(node, evidence)


def _add_negotiation(rows: _Rows, negotiation: Negotiation, position: int) -> None:
    node = rows.node(negotiation.iri, PARLEY.Negotiation, position)
    for field, name in NEGOTIATION_PROPERTIES.items():
        for iri in getattr(negotiation, field):
            rows.iri(node, PARLEY[name], iri)
    for index, step in enumerate(negotiation.steps):
        rows.iri(node, PARLEY.hasStep, rows.node(step.iri, PARLEY.Step, index))
        rows.iri(step.iri, PARLEY.status, _term(STATUS.__getitem__, step.status, step.iri))
        rows.text(step.iri, PARLEY.date, step.date, _DATE)
        rows.evidence(step.iri, step.evidence)


def _predicate(statement: Statement) -> str:
    return _term(PARLEY.__getitem__, statement.predicate, statement.iri)


def _object_type(statement: Statement) -> str:
    return TEXT if statement.predicate == "hasPosition" else IRI


def _term(look_up: Callable[[str], str], name: str, place: str) -> str:
    try:
        return look_up(name)
    except KeyError as error:
        raise GraphError(str(error.args[0]), hint="use a name that kg.vocabulary lists", place=place) from error

"""From RDF back to article graphs: the inverse of ``kg.rdf``.

Row 12 of the flow. Graph names are not looked at: every node of an article says so itself by ``parley:inArticle``, hence the plain union
of graphs is enough. Triples that are not ours, direct triples and links between articles are passed over: the first two follow from the
rest, links are made anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Quad, Triple

from kg.article import Article
from kg.entity import Entity
from kg.errors import GraphError
from kg.event import Argument, Event, Evidence, Negotiation, Step
from kg.rdf_rows import NEGOTIATION_PROPERTIES, ROLE_PROPERTIES
from kg.statement import ArticleGraph, Problem, Statement
from kg.vocabulary import DCTERMS, NIF, PARLEY, PLOVER, PROV, RDF, RDFS, SCHEMA, STATUS

__all__ = ["read_articles"]

_HINT = "load files that kg wrote; a file that was changed by hand must keep all properties of a node"
_EVENT_BASE = frozenset({PARLEY.Event})


class _Node:
    """The values that the triples give to one IRI."""

    __slots__ = ("iri", "values")

    def __init__(self, iri: str) -> None:
        self.iri = iri
        self.values: defaultdict[str, list[str]] = defaultdict(list)

    def all(self, predicate: str) -> list[str]:
        return self.values.get(predicate, [])

    def maybe(self, predicate: str) -> str | None:
        found = set(self.all(predicate))
        if len(found) > 1:
            raise GraphError(f"more than one value of <{predicate}>: {sorted(found)}", hint=_HINT, place=f"<{self.iri}>")
        return found.pop() if found else None

    def one(self, predicate: str) -> str:
        found = self.maybe(predicate)
        if found is None:
            raise GraphError(f"no value of <{predicate}>", hint=_HINT, place=f"<{self.iri}>")
        return found

    def number(self, predicate: str) -> int:
        value = self.one(predicate)
        try:
            return int(value)
        except ValueError as error:
            raise GraphError(f"no whole number: {value!r} as <{predicate}>", hint=_HINT, place=f"<{self.iri}>") from error

    def name(self, predicate: str, base: str) -> str:
        return self.one(predicate).removeprefix(base)


class _Index:
    """All nodes, and those of each article by class, in reading order."""

    def __init__(self, triples: Iterable[Triple | Quad]) -> None:
        self.nodes: dict[str, _Node] = {}
        for triple in triples:
            subject = triple.subject.value  # type: ignore[union-attr]
            node = self.nodes.get(subject)
            if node is None:
                node = self.nodes[subject] = _Node(subject)
            node.values[triple.predicate.value].append(triple.object.value)  # type: ignore[union-attr]
        self.members: defaultdict[tuple[str, str], list[_Node]] = defaultdict(list)
        for node in self.nodes.values():
            for article in node.all(PARLEY.inArticle):
                for kind in node.all(RDF.type):
                    self.members[article, kind].append(node)

    def node(self, iri: str, asker: _Node) -> _Node:
        try:
            return self.nodes[iri]
        except KeyError as error:
            raise GraphError(f"nothing is said of <{iri}>", hint=_HINT, place=f"<{asker.iri}>") from error

    def of(self, article: str, kind: str) -> list[_Node]:
        return _in_order(self.members[article, kind])


def _in_order(nodes: Iterable[_Node]) -> list[_Node]:
    return sorted(nodes, key=lambda node: (node.number(PARLEY.position), node.iri))


def read_articles(triples: Iterable[Triple | Quad]) -> list[ArticleGraph]:
    """Rebuild article graphs from triples or quads.

    Returns:
        One per ``parley:Article``, sorted by IRI; none if there is none.

    Raises:
        GraphError: If a node of an article lacks a property that it needs, or has two values where one is due.
    """
    index = _Index(triples)
    articles = [node for node in index.nodes.values() if PARLEY.Article in node.all(RDF.type)]
    return [_read_article(index, node) for node in sorted(articles, key=lambda node: node.iri)]


def _read_article(index: _Index, node: _Node) -> ArticleGraph:
    article = Article(
        node.maybe(SCHEMA.text) or "",
        id=node.one(DCTERMS.identifier),
        title=node.maybe(SCHEMA.headline),
        url=node.maybe(SCHEMA.url),
        publisher=node.maybe(SCHEMA.publisher),
        date=node.maybe(SCHEMA.datePublished),
        language=node.one(SCHEMA.inLanguage),
        body=node.number(PARLEY.contentBegin),
    )
    iri = node.iri
    return ArticleGraph(
        iri=iri,
        article=article,
        sentences=node.number(PARLEY.sentenceCount),
        entities=_read_entities(index.of(iri, PARLEY.Mention)),
        events=tuple(_read_event(index, iri, event) for event in index.of(iri, PARLEY.Event)),
        statements=tuple(_read_statement(index, iri, found) for found in index.of(iri, PARLEY.Statement)),
        negotiations=tuple(_read_negotiation(index, iri, found) for found in index.of(iri, PARLEY.Negotiation)),
        problems=tuple(_read_problem(problem) for problem in index.of(iri, PARLEY.Problem)),
    )


def _read_entities(mentions: list[_Node]) -> tuple[Entity, ...]:
    groups: dict[str, list[_Node]] = {}
    for mention in mentions:
        groups.setdefault(mention.one(PARLEY.refersTo), []).append(mention)
    return tuple(
        Entity(
            iri=iri,
            name=nodes[0].one(RDFS.label),
            type=nodes[0].one(PARLEY.kind),
            names=tuple(words for node in nodes if (words := node.maybe(PARLEY.words)) is not None),
            wikidata=nodes[0].maybe(DCTERMS.identifier),
        )
        for iri, nodes in groups.items()
    )


def _read_event(index: _Index, article: str, node: _Node) -> Event:
    kinds = sorted(kind for kind in set(node.all(RDF.type)) - _EVENT_BASE if kind in PARLEY) or sorted(_EVENT_BASE)
    plover_type = node.name(PARLEY.ploverType, PLOVER.base)
    mode = node.maybe(PARLEY.ploverMode)
    arguments = _read_arguments(index, node)
    return Event(
        iri=node.iri,
        article=article,
        frame=node.one(PARLEY.frame),
        kind=kinds[0].removeprefix(PARLEY.base),
        type=plover_type,
        mode=mode and mode.removeprefix(f"{PLOVER.base}{plover_type}-"),
        predicate=_local(node.maybe(PARLEY.givesPredicate)),
        actors=arguments["actors"],
        recipients=arguments["recipients"],
        mediators=arguments["mediators"],
        topics=arguments["topics"],
        place=_first(arguments["place"]),
        earliest=node.maybe(PARLEY.earliest),
        latest=node.maybe(PARLEY.latest),
        date_text=node.maybe(PARLEY.dateText),
        polarity=node.one(PARLEY.polarity),
        modality=node.one(PARLEY.modality),
        said_by=_first(arguments["said_by"]),
        reported_by=arguments["reported_by"],
        evidence=_read_evidence(index, node)[0],
    )


def _local(iri: str | None) -> str | None:
    return iri and iri.removeprefix(PARLEY.base)


def _first(arguments: tuple[Argument, ...]) -> Argument | None:
    return arguments[0] if arguments else None


def _read_arguments(index: _Index, event: _Node) -> dict[str, tuple[Argument, ...]]:
    nodes = _in_order(index.node(iri, event) for iri in event.all(PARLEY.hasArgument))
    by_role: defaultdict[str, list[Argument]] = defaultdict(list)
    for node in nodes:
        by_role[node.one(PARLEY.role)].append(Argument(iri=node.one(PARLEY.refersTo), text=node.one(PARLEY.words)))
    return {field: tuple(by_role[role]) for field, role in ROLE_PROPERTIES.items()}


def _read_statement(index: _Index, article: str, node: _Node) -> Statement:
    return Statement(
        iri=node.iri,
        article=article,
        subject=node.one(RDF.subject),
        predicate=node.name(RDF.predicate, PARLEY.base),
        object=node.one(RDF.object),
        polarity=node.one(PARLEY.polarity),
        modality=node.one(PARLEY.modality),
        said_by=node.maybe(PARLEY.saidBy),
        events=tuple(sorted(set(node.all(PARLEY.fromEvent)))),
        frame=node.maybe(PARLEY.frame),
        date=node.maybe(PARLEY.date),
        direct=node.one(PARLEY.direct) in {"true", "1"},
        evidence=_read_evidence(index, node),
    )


def _read_evidence(index: _Index, node: _Node) -> tuple[Evidence, ...]:
    found = []
    for iri in set(node.all(PROV.wasDerivedFrom)):
        phrase = index.node(iri, node)
        sentence = index.node(phrase.one(NIF.sentence), phrase)
        found.append(
            Evidence(
                begin=phrase.number(NIF.beginIndex),
                end=phrase.number(NIF.endIndex),
                quote=phrase.one(NIF.anchorOf),
                sentence_begin=sentence.number(NIF.beginIndex),
                sentence_end=sentence.number(NIF.endIndex),
                sentence=sentence.one(NIF.anchorOf),
            )
        )
    if not found:
        raise GraphError("no evidence", hint=_HINT, place=f"<{node.iri}>")
    return tuple(sorted(found))


def _read_negotiation(index: _Index, article: str, node: _Node) -> Negotiation:
    members = {field: tuple(sorted(set(node.all(PARLEY[name])))) for field, name in NEGOTIATION_PROPERTIES.items()}
    steps = _in_order(index.node(iri, node) for iri in set(node.all(PARLEY.hasStep)))
    return Negotiation(
        iri=node.iri,
        article=article,
        **members,
        steps=tuple(
            Step(
                iri=step.iri,
                status=step.name(PARLEY.status, STATUS.base),
                date=step.maybe(PARLEY.date),
                evidence=_read_evidence(index, step)[0],
            )
            for step in steps
        ),
    )


def _read_problem(node: _Node) -> Problem:
    return Problem(article=node.one(DCTERMS.source), kind=node.one(PARLEY.problemKind), message=node.one(PARLEY.message))

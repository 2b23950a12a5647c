"""From article graphs to RDF: quads, or the triples of their union, sorted and without blank nodes.

Row 12 of the flow; ``kg.rdf_rows`` says what is written, ``kg.rdf_read`` is the way back. Not kept by design: the mention objects of
entities, and the article's text unless it is asked for (the sentences around evidence always are).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.errors import GraphError
from kg.links import Links
from kg.rdf_rows import IRI, IS_A, TEXT, Row, rows_by_graph, rows_of_union
from kg.statement import ArticleGraph
from kg.vocabulary import PREFIXES, RDF

if TYPE_CHECKING:
    import rdflib

__all__ = ["to_dataset", "to_graph", "to_quads", "to_triples"]


def to_quads(articles: Iterable[ArticleGraph], *, base: str, links: Links | None = None, include_text: bool = False) -> Iterator[Quad]:
    """Turn article graphs into quads, sorted by graph, then by subject, predicate and object.

    Args:
        articles: One named graph each; its name is the article's IRI.
        base: Beginning of data IRIs; the graph of links is ``<base>links``.
        links: What joins articles, see ``kg.links``.
        include_text: Whether to keep the whole text of articles.

    Raises:
        GraphError: If something in an article graph cannot be said in RDF, such as an IRI with a space.
    """
    terms = _Terms()
    for name, rows in rows_by_graph(articles, base=base, links=links, include_text=include_text):
        node = terms.node(name, name)
        for row in rows:
            yield Quad(*terms.triple(row, name), node)


def to_triples(articles: Iterable[ArticleGraph], *, links: Links | None = None, include_text: bool = False) -> Iterator[Triple]:
    """Turn article graphs into the triples of their union: what they share first, then article by article, each part sorted.

    Args:
        articles: In any order.
        links: What joins articles, see ``kg.links``.
        include_text: Whether to keep the whole text of articles.

    Raises:
        GraphError: If something in an article graph cannot be said in RDF.
    """
    terms = _Terms()
    for name, rows in rows_of_union(articles, links=links, include_text=include_text):
        for row in rows:
            yield Triple(*terms.triple(row, name or row[0]))


def to_dataset(quads: Iterable[Quad]) -> rdflib.Dataset:
    """Make an rdflib Dataset, with our prefixes bound."""
    import rdflib

    dataset = rdflib.Dataset()
    for prefix, iri in PREFIXES.items():
        dataset.bind(prefix, iri, replace=True)
    terms = _RdflibTerms()
    dataset.addN((*terms.triple(quad), dataset.graph(terms.node(quad.graph_name))) for quad in quads)
    return dataset


def to_graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """Make an rdflib Graph of triples."""
    import rdflib

    graph, terms = rdflib.Graph(), _RdflibTerms()
    graph.addN((*terms.triple(triple), graph) for triple in triples)
    return graph


class _RdflibTerms:
    """Terms of rdflib for those of pyoxigraph, IRIs made once."""

    def __init__(self) -> None:
        self._nodes: dict[str, rdflib.URIRef] = {}

    def node(self, term: object) -> rdflib.URIRef:
        import rdflib

        if not isinstance(term, NamedNode):
            raise TypeError(f"no IRI: {term!r}")
        return self._nodes.get(term.value) or self._nodes.setdefault(term.value, rdflib.URIRef(term.value))

    def value(self, term: object) -> rdflib.URIRef | rdflib.Literal:
        import rdflib

        if not isinstance(term, Literal):
            return self.node(term)
        return rdflib.Literal(term.value, datatype=None if term.datatype.value == TEXT else self.node(term.datatype), normalize=False)

    def triple(self, triple: Triple | Quad) -> tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef | rdflib.Literal]:
        return self.node(triple.subject), self.node(triple.predicate), self.value(triple.object)


class _Terms:
    """Terms by their strings, made once; an IRI that is none becomes an error that says where it stands."""

    def __init__(self) -> None:
        self._nodes: dict[str, NamedNode] = {IS_A: NamedNode(RDF.type)}

    def node(self, iri: str, place: str) -> NamedNode:
        node = self._nodes.get(iri)
        if node is None:
            try:
                node = self._nodes[iri] = NamedNode(iri)
            except ValueError as error:
                raise GraphError(f"not an IRI: {iri!r} ({error})", hint="make IRIs with kg.iri, never from text itself", place=place) from error
        return node

    def triple(self, row: Row, place: str) -> tuple[NamedNode, NamedNode, NamedNode | Literal]:
        subject, predicate, datatype, value = row
        if datatype == IRI:
            return self.node(subject, place), self.node(predicate, place), self.node(value, place)
        literal = _text(value) if datatype == TEXT else Literal(value, datatype=self.node(datatype, place))
        return self.node(subject, place), self.node(predicate, place), literal


def _text(value: str) -> Literal:
    """Make a plain literal; half a surrogate pair, as in names of files that are not UTF-8, becomes U+FFFD."""
    try:
        return Literal(value)
    except ValueError:
        return Literal(value.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))

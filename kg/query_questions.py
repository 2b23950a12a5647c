"""Questions that readers of negotiations ask, as SPARQL over named graphs; they run in any store that ``push`` filled.

Row 14 of the flow. Actors are asked for by name or by IRI: a name counts as any article gives it. What articles say under another IRI of the
same actor (``parley:sameActor``) is found by its name alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.errors import QueryError
from kg.query_bind import bind, with_prefixes
from kg.vocabulary import PARLEY

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Questions", "prepared"]

_MEDIATORS = """
SELECT DISTINCT ?mediator ?name ?article ?polarity ?modality ?evidence WHERE {
  GRAPH ?graph {
    %X
    %Y
    ?one rdf:subject ?mediator ; rdf:predicate parley:mediates ; rdf:object ?x ; parley:fromEvent ?event ;
      parley:polarity ?polarity ; parley:modality ?modality ; parley:inArticle ?article ; prov:wasDerivedFrom ?phrase .
    ?other rdf:subject ?mediator ; rdf:predicate parley:mediates ; rdf:object ?y ; parley:fromEvent ?event .
    ?phrase nif:anchorOf ?evidence .
    ?mediator rdfs:label ?name .
  }
} ORDER BY ?name ?article ?evidence"""
_CLAIMS = """
SELECT DISTINCT ?subject ?predicate ?object ?polarity ?modality ?saidBy ?date ?article ?evidence WHERE {
  GRAPH ?graph {
    %PATTERN
    ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; parley:polarity ?polarity ;
      parley:modality ?modality ; parley:inArticle ?article ; prov:wasDerivedFrom ?phrase .
    ?phrase nif:anchorOf ?evidence .
    OPTIONAL { ?statement parley:saidBy ?saidBy }
    OPTIONAL { ?statement parley:date ?told }
    OPTIONAL { ?article schema:datePublished ?published }
    BIND(COALESCE(?told, ?published) AS ?date)
  }
} ORDER BY ?date ?article ?subject ?object ?evidence"""
_OUTLETS = """
SELECT DISTINCT ?publisher ?article ?url ?published WHERE {
  GRAPH ?graph {
    %PATTERN
    ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; parley:inArticle ?article .
    OPTIONAL { ?article schema:publisher ?publisher }
    OPTIONAL { ?article schema:url ?url }
    OPTIONAL { ?article schema:datePublished ?published }
  }
} ORDER BY ?publisher ?published ?article"""


class Questions:
    """Questions to whatever answers SPARQL.

    Args:
        query: Answers a query with variables bound to values.
    """

    def __init__(self, query: Callable[..., pd.DataFrame]) -> None:
        self._query = query

    def mediators(self, x: str, y: str) -> pd.DataFrame:
        """List who mediates between two actors: mediator, name, article, polarity, modality, evidence.

        Args:
            x: Name or IRI of a party.
            y: Name or IRI of the other.
        """
        (one, first), (other, second) = _actor("x", x), _actor("y", y)
        return self._query(_MEDIATORS.replace("%X", one).replace("%Y", other), **first, **second)

    def demands(self, actor: str) -> pd.DataFrame:
        """List what an actor demands, by date: subject, predicate, object, polarity, modality, saidBy, date, article, evidence."""
        pattern, values = _actor("subject", actor)
        return self._query(_CLAIMS.replace("%PATTERN", pattern), **values, predicate=NamedNode(PARLEY.demands))

    def claims(self, topic: str, *, since: str | None = None, until: str | None = None) -> pd.DataFrame:
        """List the statements about a topic, those of events that are about it included, by date.

        Args:
            topic: Notation (``tariffs``), label or IRI.
            since: First day, such as 2024-03-01.
            until: Last day.
        """
        pattern, values = _topic(topic)
        about = f"{pattern} {{ ?statement rdf:object ?topic }} UNION {{ ?statement parley:fromEvent ?event . ?event parley:topic ?topic }}"
        found = self._query(_CLAIMS.replace("%PATTERN", about), **values)
        days = found["date"]
        keep = days.notna() if since or until else days.isna() | days.notna()
        if since:
            keep &= (days >= since).fillna(False)
        if until:
            keep &= (days <= until).fillna(False)
        return found[keep.astype(bool)].reset_index(drop=True)

    def outlets(self, subject: str, predicate: str, object: str) -> pd.DataFrame:  # noqa: A002 - the triple's words
        """List which outlets report a statement: publisher, article, url, published.

        Args:
            subject: Name or IRI of an actor.
            predicate: Name of a predicate, such as ``mediates``.
            object: Name or IRI of an actor or topic.
        """
        if predicate not in PARLEY:
            try:
                predicate = PARLEY[predicate]
            except KeyError as error:
                raise QueryError(f"no such predicate: {predicate!r}", hint="use a name that kg.vocabulary.PREDICATES lists") from error
        (one, first), (other, second) = _actor("subject", subject), _actor("object", object)
        return self._query(_OUTLETS.replace("%PATTERN", f"{one} {other}"), **first, **second, predicate=NamedNode(predicate))


def _actor(variable: str, given: str) -> tuple[str, dict[str, object]]:
    if iri := _iri(given):
        return "", {variable: iri}
    return f"?{variable} rdfs:label|skos:altLabel ?{variable}Name .", {f"{variable}Name": given}


def _topic(given: str) -> tuple[str, dict[str, object]]:
    if iri := _iri(given):
        return "", {"topic": iri}
    return "?topic a parley:Topic ; skos:notation|rdfs:label ?topicName .", {"topicName": given}


def _iri(given: str) -> NamedNode | None:
    """Return an IRI if what was given is one: a name with a colon and without a space is none of a person or state."""
    if not given.casefold().startswith(("http://", "https://", "urn:")):
        return None
    try:
        return NamedNode(given)
    except ValueError as error:
        raise QueryError(f"not an IRI: {given!r} ({error})", hint="give a name, or the IRI as a table shows it") from error


def prepared(sparql: str, values: dict[str, object]) -> str:
    """Return a query with its prefixes declared and its values bound."""
    return with_prefixes(bind(sparql, values))

"""Events: what an article says to happen, with roles, polarity, modality, speaker and evidence; and negotiations.

Made by ``kg.extract``; ``kg.assemble`` turns them into statements and negotiations. Nothing exists without evidence, and identity ignores it.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Argument", "Event", "Evidence", "Negotiation", "Relation", "Step"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Evidence:
    """The stretch of an article that shows something.

    Args:
        begin: First character in the article.
        end: Character after the last.
        quote: ``text[begin:end]`` of the article as given.
        sentence_begin: First character of the sentence (or sentences) around it.
        sentence_end: Character after the last of that sentence.
        sentence: ``text[sentence_begin:sentence_end]``.
    """

    begin: int
    end: int
    quote: str
    sentence_begin: int
    sentence_end: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Argument:
    """What fills a role: the IRI of an entity or topic, and the words that name it here."""

    iri: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as one article tells it; its identity includes the article.

    Args:
        iri: Function of article, frame, roles, polarity, modality, speaker and date.
        article: IRI of the article.
        frame: Id of the frame that fired.
        kind: Class in the ontology (local name), such as ``Meeting``.
        type: PLOVER type in capitals.
        mode: PLOVER mode, or None.
        predicate: Local name of the predicate that its statements use, or None.
        actors: PLOVER's actor role.
        recipients: PLOVER's recipient role.
        mediators: Who mediates.
        topics: What it is about.
        place: Where, or None.
        earliest: First possible day, ``YYYY-MM-DD``, or None.
        latest: Last possible day; equal to ``earliest`` when exact.
        date_text: The words that date it, or None.
        polarity: ``positive`` or ``negative``.
        modality: ``asserted``, ``planned`` or ``possible``.
        said_by: Innermost named speaker, or None.
        reported_by: Speakers above it, innermost first.
        evidence: Shortest stretch that shows it.
    """

    iri: str
    article: str
    frame: str
    kind: str
    type: str
    mode: str | None = None
    predicate: str | None = None
    actors: tuple[Argument, ...] = ()
    recipients: tuple[Argument, ...] = ()
    mediators: tuple[Argument, ...] = ()
    topics: tuple[Argument, ...] = ()
    place: Argument | None = None
    earliest: str | None = None
    latest: str | None = None
    date_text: str | None = None
    polarity: str = "positive"
    modality: str = "asserted"
    said_by: Argument | None = None
    reported_by: tuple[Argument, ...] = ()
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A static relation that an article states: an office, an affiliation, a seat.

    Args:
        subject: Who has it.
        predicate: ``affiliatedWith``, ``hasPosition`` or ``basedIn``.
        object: IRI of an entity; text for ``hasPosition``.
        polarity: ``positive`` or ``negative``.
        frame: Id of the rule that found it.
        evidence: Shortest stretch that shows it.
    """

    subject: str
    predicate: str
    object: str
    polarity: str = "positive"
    frame: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Step:
    """A rung on the ladder of a negotiation: status, date, evidence."""

    iri: str
    status: str
    date: str | None = None
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiation:
    """The talks of a set of sides on a matter, as one article has them; all members are IRIs, sorted.

    Args:
        iri: Function of article, parties and topics.
        article: IRI of the article.
        parties: The sides.
        mediators: Who mediates, intermediaries included.
        intermediaries: Neutral go-betweens.
        guarantors: Who guarantees the result.
        hosts: Who hosts.
        topics: What it is about.
        events: The events that belong to it.
        steps: The ladder of its status, in reading order.
    """

    iri: str
    article: str
    parties: tuple[str, ...] = ()
    mediators: tuple[str, ...] = ()
    intermediaries: tuple[str, ...] = ()
    guarantors: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

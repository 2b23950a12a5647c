"""Hold one graph against one gold annotation: which entities are the same, which statements are found.

Row 14 of the flow, below ``kg.score``. Entities are matched by their names, one to one; statements by their matched ends and their predicate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from kg.score_files import TOPIC_MARK, Gold, GoldEntity, GoldStatement, squashed
from kg.vocabulary import MODALITIES, STATIC, SYMMETRIC

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["METRICS", "Claim", "Outcome", "Scorable", "match_article", "plain_name", "same_title"]


class Scorable(Protocol):
    """What the score needs of a graph: three of the tables of ``KnowledgeGraph``."""

    def entities(self) -> pd.DataFrame:
        """Have iri, name, type, mentions and roles."""

    def statements(self) -> pd.DataFrame:
        """Have subject, predicate, object, polarity, modality and said_by."""

    def topics(self) -> pd.DataFrame:
        """Have iri, notation and negotiated."""


METRICS = (
    "entities",
    "entity types",
    "mediators",
    "parties",
    "topics",
    "pairs",
    "statements",
    "strict",
    "attributed",
    "relations",
    "relations strict",
    "not plain",
    "speaker",
)
HONORIFICS = (
    "the", "a", "an", "mr", "mrs", "ms", "dr", "president", "prime minister", "minister", "senator", "gov", "governor", "king", "sheikh", "ambassador",
    "special envoy",
)  # fmt: skip
_HONORIFIC = re.compile(rf"(?:(?:{'|'.join(HONORIFICS)}) )+")
_WORD = re.compile(r"[^\W\d_]+")
_OF_TITLE = re.compile(r" (?:of|for|to|in|at|under|from) ")
SMALL_WORDS = frozenset({"the", "a", "an", "of", "for", "to", "in", "at", "s"})

Row: TypeAlias = dict[Hashable, Any]
Key: TypeAlias = tuple[str, str, str]
Said: TypeAlias = tuple[str, str, str | None]
"""Polarity, modality and speaker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement that only one side has; entities by the gold's id, or by name where the gold does not know them."""

    article: str
    subject: str
    predicate: str
    object: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was counted by metric, and by predicate under its name.

    Args:
        right: What gold and graph both have.
        predicted: What the graph has.
        gold: What the gold has.
    """

    right: Counter[str]
    predicted: Counter[str]
    gold: Counter[str]

    def add_sets(self, metric: str, found: Collection[Any], truth: Collection[Any]) -> None:
        """Count two sets."""
        self.right[metric] += len(set(found) & set(truth))
        self.predicted[metric] += len(found)
        self.gold[metric] += len(truth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a graph stands to the gold of its article.

    Args:
        article: Id of the gold.
        tally: What was counted.
        missed: Statements that only the gold has.
        extra: Statements that only the graph has.
        missed_entities: Names of entities that only the gold has.
    """

    article: str
    tally: Tally
    missed: tuple[Claim, ...]
    extra: tuple[Claim, ...]
    missed_entities: tuple[str, ...]


def plain_name(text: str) -> str:
    """Return a name without case, articles, titles, possessive and punctuation around it.

    Example:
        >>> plain_name("the President Nadir’s")
        'nadir'
    """
    name = squashed(text).strip(" .,;:\"'").lower().removesuffix("'s")
    lead = _HONORIFIC.match(name)
    return name[lead.end() :] if lead else name


def same_title(first: str, second: str) -> bool:
    """Say whether two titles agree: half of their words are shared, and one of them stands before the first preposition.

    Example:
        >>> same_title("president of the council", "Council president"), same_title("president of Peru", "spokesman of Peru")
        (True, False)
    """
    one, two = squashed(first).lower(), squashed(second).lower()
    words, others = _title_words(one), _title_words(two)
    heads = _title_words(_OF_TITLE.split(one)[0]) & _title_words(_OF_TITLE.split(two)[0])
    return bool(heads) and 4 * len(words & others) >= len(words) + len(others)


def _title_words(text: str) -> set[str]:
    return set(_WORD.findall(text)) - SMALL_WORDS


def match_article(gold: Gold, graph: Scorable) -> Outcome:
    """Count what a graph of the article has right.

    Places and groups that no statement of the graph uses are left aside. Symmetric statements count either way round; several rows of one triple count
    as their strongest.
    """
    statements = graph.statements().to_dict("records")
    used = {s[end] for s in statements for end in ("subject", "object")}
    entities = [e for e in graph.entities().to_dict("records") if e["type"] not in ("Place", "Group") or e["iri"] in used]
    topics = graph.topics().to_dict("records")
    matched = _align(gold.entities, entities)
    names = {iri: identifier for identifier, iri in matched.items()}
    tally = Tally(right=Counter(), predicted=Counter(), gold=Counter())
    _count_entities(gold, entities, matched, tally)
    tally.add_sets("mediators", _with_role(entities, "Mediator", names), gold.mediators)
    tally.add_sets("parties", _with_role(entities, "Party", names), gold.parties)
    tally.add_sets("topics", {t["notation"] for t in topics if t["negotiated"]}, gold.topics)
    ends = names | {t["iri"]: TOPIC_MARK + t["notation"] for t in topics}
    claims = _claims(statements, ends, names)
    truth = {frozenset((g.subject, g.object)) for g in gold.statements if g.predicate != "hasPosition"}
    tally.add_sets("pairs", {frozenset((s, o)) for s, p, o in claims if p != "hasPosition"}, truth)
    missed, left = _count_statements(gold, claims, tally)
    labels = {e["iri"]: e["name"] for e in entities}
    quotes = {(ends.get(s["subject"], s["subject"]), s["predicate"], ends.get(s["object"], s["object"])): s.get("evidence") for s in reversed(statements)}
    return Outcome(
        article=gold.id,
        tally=tally,
        missed=tuple(Claim(article=gold.id, subject=g.subject, predicate=g.predicate, object=g.object, evidence=g.evidence) for g in missed),
        extra=tuple(_extra(gold.id, key, labels, quotes) for key in left),
        missed_entities=tuple(e.name for e in gold.entities if e.id not in matched),
    )


def _align(gold: Iterable[GoldEntity], entities: list[Row]) -> dict[str, str]:
    """Match entities one to one: most shared names first, then equal main names, then by id and IRI."""
    found = [(e["iri"], plain_name(e["name"]), {plain_name(m) for m in (*e["mentions"], e["name"])}) for e in entities]
    pairs = []
    for entity in gold:
        name, names = plain_name(entity.name), {plain_name(m) for m in (*entity.mentions, entity.name)}
        pairs += [(-len(names & others), name != other, entity.id, iri) for iri, other, others in found if names & others]
    matched: dict[str, str] = {}
    for _, _, identifier, iri in sorted(pairs):
        if identifier not in matched and iri not in matched.values():
            matched[identifier] = iri
    return matched


def _count_entities(gold: Gold, entities: list[Row], matched: Mapping[str, str], tally: Tally) -> None:
    types = {e["iri"]: e["type"] for e in entities}
    tally.right["entities"] = len(matched)
    tally.right["entity types"] = sum(e.id in matched and types[matched[e.id]] == e.type for e in gold.entities)
    for metric in ("entities", "entity types"):
        tally.predicted[metric], tally.gold[metric] = len(entities), len(gold.entities)


def _with_role(entities: list[Row], role: str, names: Mapping[str, str]) -> set[str]:
    return {names.get(e["iri"], e["iri"]) for e in entities if role in e["roles"]}


def _claims(statements: list[Row], ends: Mapping[str, str], names: Mapping[str, str]) -> dict[Key, list[Said]]:
    """Collect what is claimed by triple, symmetric ones from one end only, in the order of the table."""
    found: dict[Key, list[Said]] = {}
    for row in statements:
        key = (ends.get(row["subject"], row["subject"]), row["predicate"], ends.get(row["object"], row["object"]))
        speaker = row["said_by"] if isinstance(row["said_by"], str) else None
        found.setdefault(key, []).append((row["polarity"], row["modality"], names.get(speaker, speaker) if speaker else None))
    merged: dict[Key, list[Said]] = {}
    for (subject, predicate, object_), said in found.items():
        turned = predicate in SYMMETRIC and not object_.startswith(TOPIC_MARK) and object_ < subject
        merged.setdefault((object_, predicate, subject) if turned else (subject, predicate, object_), []).extend(said)
    return merged


def _hit(statement: GoldStatement, left: Mapping[Key, list[Said]]) -> Key | None:
    """Return the triple that says what a gold statement says."""
    subject, predicate, object_ = statement.subject, statement.predicate, statement.object
    if (subject, predicate, object_) in left:
        return subject, predicate, object_
    if predicate in SYMMETRIC and (object_, predicate, subject) in left:
        return object_, predicate, subject
    if predicate == "hasPosition":
        return next((key for key in left if key[:2] == (subject, predicate) and same_title(key[2], object_)), None)
    return None


def _count_statements(gold: Gold, claims: Mapping[Key, list[Said]], tally: Tally) -> tuple[list[GoldStatement], list[Key]]:
    """Count statements, over all and by predicate; return what is missed and what is left over."""
    left = dict(claims)
    missed = []
    for key in claims:
        tally.predicted.update(_counted_in(key[1]))
    for statement in gold.statements:
        tally.gold.update(_counted_in(statement.predicate))
        hit = _hit(statement, left)
        if hit is None:
            missed.append(statement)
        else:
            _count_hit(statement, min(left.pop(hit), key=lambda said: MODALITIES.index(said[1])), tally)
    return missed, list(left)


def _counted_in(predicate: str) -> list[str]:
    """Return the metrics of which a statement is one to be found; a predicate's own is called as the predicate is."""
    return [predicate, "statements", "strict", "attributed", *(() if predicate in STATIC else ("relations", "relations strict"))]


def _count_hit(statement: GoldStatement, said: Said, tally: Tally) -> None:
    """Count a statement found; of polarity, modality and speaker only what is not the usual is counted by itself."""
    truth, plain = (statement.polarity, statement.modality), ("positive", "asserted")
    is_strict, same_speaker = said[:2] == truth, said[2] == statement.said_by
    passed = {"statements": True, "strict": is_strict, "attributed": is_strict and same_speaker, "relations": True, "relations strict": is_strict}
    tally.right.update(m for m in _counted_in(statement.predicate) if passed.get(m, True))
    tally.right["not plain"] += is_strict and truth != plain
    tally.predicted["not plain"] += said[:2] != plain
    tally.gold["not plain"] += truth != plain
    tally.right["speaker"] += same_speaker and said[2] is not None
    tally.predicted["speaker"] += said[2] is not None
    tally.gold["speaker"] += statement.said_by is not None


def _extra(article: str, key: Key, labels: Mapping[str, str], quotes: Mapping[Key, Any]) -> Claim:
    subject, predicate, object_ = key
    quote = quotes.get(key, quotes.get((object_, predicate, subject)))
    return Claim(
        article=article,
        subject=labels.get(subject, subject),
        predicate=predicate,
        object=labels.get(object_, object_),
        evidence=quote if isinstance(quote, str) else "",
    )

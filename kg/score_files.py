"""Gold files: what a correct graph of an article holds, written by a reader. Read and checked before anything is scored.

Row 14 of the flow, below ``kg.score``. The format is explained in ``docs/gold.md``.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from kg.errors import GoldError
from kg.vocabulary import ACTOR_TYPES, MODALITIES, POLARITIES, PREDICATES, TOPICS

__all__ = ["Gold", "GoldEntity", "GoldStatement", "read_gold", "squashed"]

TYPES = (*ACTOR_TYPES, "Place")
QUOTES = str.maketrans("“”‘’", "\"\"''")
KEYS = {"id": str, "entities": list, "mediators": list, "parties": list, "topics": list, "statements": list}
TOPIC_MARK = "topic:"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldEntity:
    """An actor or place that the annotator found."""

    id: str
    name: str
    type: str
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldStatement:
    """A statement that the annotator found.

    Args:
        subject: Id of an entity.
        predicate: Local name.
        object: Id of an entity, ``topic:`` and a notation, or for ``hasPosition`` the words.
        polarity: ``positive`` or ``negative``.
        modality: ``asserted``, ``planned`` or ``possible``.
        said_by: Id of the speaker, or None.
        evidence: The words of the article that show it; empty if the file gives none.
    """

    subject: str
    predicate: str
    object: str
    polarity: str
    modality: str
    said_by: str | None
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """The annotation of one article; every id in it is one of an entity."""

    id: str
    text: Path
    entities: tuple[GoldEntity, ...]
    mediators: frozenset[str]
    parties: frozenset[str]
    topics: frozenset[str]
    statements: tuple[GoldStatement, ...]


def squashed(text: str) -> str:
    """Return text with plain quotation marks and single spaces, in which evidence is looked up.

    Example:
        >>> squashed("“rooms  and coffee” ")
        '"rooms and coffee"'
    """
    return re.sub(r"\s+", " ", text.translate(QUOTES)).strip()


def read_gold(path: str | PathLike[str], *, text_folder: str | PathLike[str] | None = None) -> Gold:
    """Read and check a gold file.

    Args:
        path: The JSON file.
        text_folder: Where ``ID.txt`` lies; when left out, the file's own ``text`` says where, seen from its folder.

    Raises:
        GoldError: If it cannot be read, or names a predicate, topic, type or id that does not exist, or words that the article does not have.
            The message names file, entry and remedy.
    """
    path = Path(path)
    data = _load(path)
    text = Path(text_folder) / f"{data['id']}.txt" if text_folder is not None else (path.parent / str(data.get("text", ""))).resolve()
    if not text.is_file():
        raise GoldError(f"there is no article {fspath(text)!r}", place=str(path), hint="give its path from the gold file as 'text', or the folder of texts")
    entities = tuple(_entity(e, f"{path}: entities[{i}]") for i, e in enumerate(data["entities"]))
    statements = tuple(_statement(s, f"{path}: statements[{i}]") for i, s in enumerate(data["statements"]))
    words = squashed(text.read_text(encoding="utf-8"))
    _check_entities(path, entities, words)
    _check_statements(path, {e.id for e in entities}, statements, words)
    for key, allowed in (("mediators", [e.id for e in entities]), ("parties", [e.id for e in entities]), ("topics", TOPICS)):
        for i, value in enumerate(data[key]):
            _check("topic" if key == "topics" else "entity", value, allowed, f"{path}: {key}[{i}]")
    sets = {key: frozenset(data[key]) for key in ("mediators", "parties", "topics")}
    return Gold(id=data["id"], text=text, entities=entities, statements=statements, **sets)


def _load(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GoldError(f"the gold file cannot be read: {error.strerror}", place=str(path), hint="give the path of a JSON file") from error
    except UnicodeDecodeError as error:
        raise GoldError("the gold file is not UTF-8", place=str(path), hint="save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise GoldError(f"no JSON: {error.msg}", place=f"{path}:{error.lineno}", hint="mend the file there") from error
    for key, kind in KEYS.items():
        if not isinstance(data, dict) or not isinstance(data.get(key), kind):
            what = "a string" if kind is str else "a list"
            raise GoldError(f"{key!r} is missing or not {what}", place=str(path), hint=f"a gold file is an object with {', '.join(KEYS)} and text")
    checked: dict[str, Any] = data
    return checked


def _text(entry: Any, keys: Iterable[str], place: str) -> list[str]:
    if not isinstance(entry, Mapping):
        raise GoldError(f"{entry!r} is no object", place=place, hint=f"give {', '.join(keys)}")
    for key in keys:
        if not isinstance(entry.get(key), str):
            raise GoldError(f"{key!r} is missing or no text", place=place, hint=f"give {', '.join(keys)}")
    return [entry[key] for key in keys]


def _entity(entry: Any, place: str) -> GoldEntity:
    identifier, name, kind = _text(entry, ("id", "name", "type"), place)
    mentions = entry.get("mentions")
    if not isinstance(mentions, list) or not mentions or not all(isinstance(m, str) for m in mentions):
        raise GoldError(f"entity {identifier!r} has no list of mentions", place=place, hint="list the words that the article calls it by")
    _check("type", kind, TYPES, place)
    return GoldEntity(id=identifier, name=name, type=kind, mentions=tuple(mentions))


def _statement(entry: Any, place: str) -> GoldStatement:
    subject, predicate, object_, polarity, modality = _text(entry, ("s", "p", "o", "polarity", "modality"), place)
    _check("predicate", predicate, PREDICATES, place)
    _check("polarity", polarity, POLARITIES, place)
    _check("modality", modality, MODALITIES, place)
    return GoldStatement(
        subject=subject,
        predicate=predicate,
        object=object_,
        polarity=polarity,
        modality=modality,
        said_by=entry.get("said_by"),
        evidence=str(entry.get("evidence") or ""),
    )


def _check_entities(path: Path, entities: tuple[GoldEntity, ...], text: str) -> None:
    seen: set[str] = set()
    for i, entity in enumerate(entities):
        place = f"{path}: entities[{i}]"
        if entity.id in seen:
            raise GoldError(f"the id {entity.id!r} is used twice", place=place, hint="ids name one entity each")
        seen.add(entity.id)
        for mention in entity.mentions:
            if squashed(mention) not in text:
                raise GoldError(f"the mention {mention!r} of {entity.id!r} is not in the article", place=place, hint="copy it from the text as it stands")


def _check_statements(path: Path, ids: set[str], statements: tuple[GoldStatement, ...], text: str) -> None:
    seen: set[tuple[str, str, str]] = set()
    for i, statement in enumerate(statements):
        place = f"{path}: statements[{i}]"
        key = (statement.subject, statement.predicate, statement.object)
        if key in seen:
            raise GoldError(f"the statement {' '.join(key)} comes twice", place=place, hint="keep the one with the strongest modality")
        seen.add(key)
        _check("entity", statement.subject, ids, place)
        if statement.object.startswith(TOPIC_MARK):
            _check("topic", statement.object.removeprefix(TOPIC_MARK), TOPICS, place)
        elif statement.predicate != "hasPosition":
            _check("entity", statement.object, ids, place)
        if statement.said_by is not None:
            _check("entity", statement.said_by, ids, place)
        if squashed(statement.evidence) not in text:
            raise GoldError(f"the evidence {statement.evidence!r} is not in the article", place=place, hint="copy it from the text as it stands")


def _check(what: str, value: object, allowed: Iterable[str], place: str) -> None:
    known = sorted(allowed)
    if value in known:
        return
    near = difflib.get_close_matches(str(value), known, n=1)
    options = ", ".join(known[:30]) + (" …" if len(known) > 30 else "")
    raise GoldError(f"unknown {what} {value!r}", place=place, hint=f"did you mean {near[0]!r}?" if near else f"there are {options}")

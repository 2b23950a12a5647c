"""Frames and word lists as data: what triggers an event, and where its arguments stand in the tree.

Row 6 of the flow. The files are ``kg/lexicons/*.toml``; users add their own with ``lexicons=``. A frame names trigger lemmas and, for each role, the *slots* that may
fill it, in order of preference:

=============  ==========================================================================================================
slot           filler
=============  ==========================================================================================================
``subj``       subject; agent of a passive; for a noun trigger the subject of its light verb (``held talks``)
``obj``        object; subject of a passive; object of the trigger's own preposition (``call for``)
``iobj``       indirect object
``poss``       possessor of a noun trigger (``Qatar's mediation``)
``mod``        adjective or compound that names an actor (``Omani mediation``, ``U.S.-led``)
``comp``       the clause or infinitive below the trigger
``self``       the actor that the trigger itself describes (``its chief mediator, X``)
``head``       the noun that the trigger modifies (``the talks mediated by Oman``)
a preposition  ``with``, ``on``, ``between`` …: what that preposition joins to the trigger
=============  ==========================================================================================================
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import LexiconError

__all__ = ["Example", "Frame", "Lexicon", "Trigger", "load_lexicon"]

FOLDER = Path(__file__).parent / "lexicons"
ROLES = ("actor", "recipient", "mediator", "topic", "place")
SLOTS = frozenset({"subj", "obj", "iobj", "poss", "mod", "comp", "head", "self"})
PLOVER_TYPES = frozenset(
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """The words that may call up a frame: a head lemma and further lemmas that must depend on it, directly or through one another."""

    head: str
    parts: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the trigger as it is written in a lexicon."""
        return " ".join((self.head, *self.parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence and the statements that it must yield, such as ``mediates(Oman, Iran)``."""

    text: str
    yields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A kind of event: what triggers it, who fills its roles, and what it means.

    Args:
        id: Unique name.
        kind: Event class in the ontology.
        type: PLOVER type in capitals.
        mode: PLOVER mode, or None.
        predicate: Local name of the predicate of its statements, or None for an event without.
        verbs: Verb triggers.
        nouns: Noun and adjective triggers.
        slots: For verb triggers: role to slots, in order of preference.
        noun_slots: The same for noun triggers.
        symmetric: Whether plural actors act on one another (they met, they signed).
        absorbs: Whether what stands below the trigger is only content (demanded that, refused to): no event of its own.
        needs: Roles without which nothing is extracted.
        status: Rung on the ladder of a negotiation that the event stands for, or None.
        polarity: ``negative`` for triggers that deny by themselves.
        modality: Modality of the trigger by itself, ``asserted`` as a rule.
        note: What it covers.
        examples: Sentences with what they yield; each is a test.
    """

    id: str
    kind: str
    type: str
    mode: str | None = None
    predicate: str | None = None
    verbs: tuple[Trigger, ...] = ()
    nouns: tuple[Trigger, ...] = ()
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    noun_slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    symmetric: bool = False
    absorbs: bool = False
    needs: tuple[str, ...] = ("actor",)
    status: str | None = None
    polarity: str = "positive"
    modality: str = "asserted"
    note: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All frames, indexed by the head lemma of their triggers, and the word lists by name."""

    frames: tuple[Frame, ...]
    words: Mapping[str, frozenset[str]]
    verbs: Mapping[str, tuple[tuple[Frame, Trigger], ...]]
    nouns: Mapping[str, tuple[tuple[Frame, Trigger], ...]]

    def list(self, name: str) -> frozenset[str]:
        """Return a word list; empty if there is none of that name."""
        return self.words.get(name, frozenset())


def load_lexicon(*paths: str | Path) -> Lexicon:
    """Load the bundled frames and word lists, then the user's files in the order given.

    A user's frame with the id of one of ours replaces it; a word list of the same name is extended.

    Args:
        paths: TOML files.

    Returns:
        The lexicon, the same object for the same paths.

    Raises:
        LexiconError: If a file is missing or broken; the message names file, line, entry and remedy.

    Example:
        >>> "mediate" in load_lexicon().verbs
        True
    """
    return _load(tuple(str(p) for p in paths))


@functools.lru_cache(maxsize=8)
def _load(paths: tuple[str, ...]) -> Lexicon:
    frames: dict[str, Frame] = {}
    words: dict[str, frozenset[str]] = {}
    for path in [*sorted(FOLDER.glob("*.toml")), *map(Path, paths)]:
        data, text = _read(path)
        for name, entries in data.get("words", {}).items():
            words[name] = words.get(name, frozenset()) | frozenset(_strings(entries, path, text, f"words.{name}"))
        for entry in data.get("frame", []):
            frame = _frame(entry, path, text)
            frames[frame.id] = frame
    every = tuple(frames.values())
    return Lexicon(frames=every, words=words, verbs=_index(every, "verbs"), nouns=_index(every, "nouns"))


def _read(path: Path) -> tuple[dict[str, Any], str]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LexiconError(f"cannot be read: {error.strerror}", hint="check the path given in lexicons=", place=str(path)) from error
    except UnicodeDecodeError as error:
        raise LexiconError("is not UTF-8", hint="save the file as UTF-8", place=str(path)) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"is no valid TOML: {error}", hint="see the files in kg/lexicons for the form", place=str(path)) from error
    unknown = sorted(set(data) - {"frame", "words"})
    if unknown:
        raise LexiconError(f"unknown table {unknown[0]!r}", hint="a lexicon holds [[frame]] and [words]", place=_place(path, text, unknown[0]))
    return data, text


def _place(path: Path, text: str, needle: str) -> str:
    """Name file and line of the first line that holds ``needle``."""
    for number, line in enumerate(text.splitlines(), 1):
        if needle in line:
            return f"{path}:{number}"
    return str(path)


def _strings(value: object, path: Path, text: str, entry: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
        raise LexiconError(f"{entry} must be a list of words, not {value!r}", hint='write ["one", "two"]', place=_place(path, text, entry.rsplit(".", 1)[-1]))
    return value


KEYS = frozenset(
    {"id", "kind", "type", "mode", "predicate", "verbs", "nouns", "noun", "symmetric", "absorbs", "needs", "status", "polarity", "modality", "note", "examples", *ROLES}
)


def _frame(entry: Mapping[str, Any], path: Path, text: str) -> Frame:
    name = entry.get("id")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise LexiconError(f"a frame needs an id of small letters, digits and hyphens, not {name!r}", hint='id = "my-frame"', place=_place(path, text, str(name)))
    place = _place(path, text, f'"{name}"')

    def fail(message: str, hint: str) -> LexiconError:
        return LexiconError(f"frame {name!r}: {message}", hint=hint, place=place)

    unknown = sorted(set(entry) - KEYS)
    if unknown:
        raise fail(f"unknown key {unknown[0]!r}", f"known keys: {', '.join(sorted(KEYS))}")
    if entry.get("type") not in PLOVER_TYPES:
        raise fail(f"type {entry.get('type')!r} is no PLOVER type", f"one of {', '.join(sorted(PLOVER_TYPES))}")
    if not entry.get("verbs") and not entry.get("nouns"):
        raise fail("has no trigger", 'give verbs = ["…"] or nouns = ["…"]')
    plain = {k: entry[k] for k in ("mode", "predicate", "symmetric", "absorbs", "status", "polarity", "modality", "note") if k in entry}
    lists = {k: _strings(entry[k], path, text, f"{name}.{k}") for k in (*ROLES, "verbs", "nouns", "needs") if k in entry}
    nouns = {k: _strings(v, path, text, f"{name}.noun.{k}") for k, v in entry.get("noun", {}).items()}
    _check_slots(lists, nouns, fail)
    return Frame(
        id=name,
        kind=entry.get("kind", "Event"),
        type=entry["type"],
        verbs=tuple(_trigger(v) for v in lists.get("verbs", ())),
        nouns=tuple(_trigger(v) for v in lists.get("nouns", ())),
        slots={r: tuple(lists[r]) for r in ROLES if r in lists},
        noun_slots={r: tuple(nouns.get(r, lists.get(r, ()))) for r in ROLES if r in nouns or r in lists},
        needs=tuple(lists.get("needs", ("actor",))),
        examples=tuple(Example(text=t, yields=tuple(y)) for t, y in entry.get("examples", ())),
        **plain,
    )


def _check_slots(lists: Mapping[str, list[str]], nouns: Mapping[str, list[str]], fail: Any) -> None:
    for role, slots in [*((r, lists[r]) for r in ROLES if r in lists), *nouns.items()]:
        if role not in ROLES:
            raise fail(f"unknown role {role!r}", f"one of {', '.join(ROLES)}")
        for slot in slots:
            if slot not in SLOTS and not re.fullmatch(r"[a-z]+(_[a-z]+)*", slot):
                raise fail(f"unknown slot {slot!r} of {role}", f"one of {', '.join(sorted(SLOTS))}, or a preposition (several words joined by _)")


def _trigger(text: str) -> Trigger:
    head, *parts = text.split()
    return Trigger(head=head, parts=tuple(parts))


def _index(frames: Iterable[Frame], kind: str) -> dict[str, tuple[tuple[Frame, Trigger], ...]]:
    """Map head lemma to frames with their triggers, those with more parts first."""
    found: dict[str, list[tuple[Frame, Trigger]]] = {}
    for frame in frames:
        for trigger in getattr(frame, kind):
            found.setdefault(trigger.head, []).append((frame, trigger))
    return {head: tuple(sorted(pairs, key=lambda p: -len(p[1].parts))) for head, pairs in found.items()}

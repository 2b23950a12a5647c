"""Reading a lexicon file: entries become frames and word lists, and what is wrong with one is said with file, line, entry and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from kg.errors import LexiconError
from kg.lexicon import Example, Frame, Trigger
from kg.vocabulary import ACTOR_TYPES, EVENT_CLASSES, MODALITIES, PLOVER_MODES, PLOVER_TYPES, POLARITIES, PREDICATES, STATUSES

__all__ = ["parse_trigger", "read_entries"]

ROLES = ("actor", "recipient", "mediator", "topic", "place")
SLOTS = frozenset({"subj", "obj", "iobj", "poss", "mod", "comp", "head", "self", "pred"})
PREPOSITIONS = frozenset({"at", "on", "in", "under", "near", "into", "behind", "by", "within", "without", "to", "for", "against"})
PLAIN = ("mode", "predicate", "symmetric", "absorbs", "status", "polarity", "modality", "note")
LISTS = (*ROLES, "verbs", "nouns", "needs")
KEYS = frozenset({"id", "like", "kind", "type", "kinds", "noun", "examples", *PLAIN, *LISTS})
CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(sorted(EVENT_CLASSES)),
    "type": PLOVER_TYPES,
    "predicate": ("", *PREDICATES),
    "status": STATUSES,
    "polarity": POLARITIES,
    "modality": MODALITIES,
}


def read_entries(path: Path, known: Mapping[str, Frame]) -> tuple[dict[str, Frame], dict[str, frozenset[str]]]:
    """Read one file.

    Args:
        path: A TOML file.
        known: Frames read before, which ``like`` may name.

    Returns:
        Frames by id and word lists by name, in the order of the file.

    Raises:
        LexiconError: If the file or an entry is broken.
    """
    text, data = _parse(path)
    words = {
        name: frozenset(_strings(value, _Place(path, text, "words", name), name))
        for name, value in _table(data.get("words", {}), _Place(path, text, "words", "words")).items()
    }
    frames: dict[str, Frame] = {}
    for number, entry in enumerate(data.get("frame", []), 1):
        place = _Place(path, text, f"frame {entry.get('id', number)!r}", f'"{entry.get("id")}"')
        frame = _Reader(entry=entry, place=place).frame({**known, **frames})
        if frame.id in frames:
            raise place.error("stands twice in this file", "give each frame an id of its own")
        frames[frame.id] = frame
    return frames, words


def _parse(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LexiconError(f"cannot be read: {error.strerror}", hint="check the path given in lexicons=", place=str(path)) from error
    except UnicodeDecodeError as error:
        raise LexiconError("is not UTF-8", hint="save the file as UTF-8", place=str(path)) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise LexiconError(
            f"is no valid TOML: {error}", hint="see the files in kg/lexicons for the form", place=f"{path}:{line[1]}" if line else str(path)
        ) from error
    for name in sorted(set(data) - {"frame", "words"}):
        raise _Place(path, text, "table", name).error(f"unknown table {name!r}", "a lexicon holds [[frame]] and [words]")
    if not isinstance(data.get("frame", []), list):
        raise _Place(path, text, "frame", "[frame]").error("frame must be a list of tables", "write [[frame]], with two brackets")
    return text, data


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry stands: file, and the line of the first occurrence of a word of it."""

    path: Path
    text: str
    entry: str
    needle: str

    def error(self, message: str, hint: str, key: str | None = None) -> LexiconError:
        """Return an error that names file, line and entry."""
        lines = self.text.splitlines()
        start = next((n for n, line in enumerate(lines, 1) if self.needle in line), None)
        if start is None:
            return LexiconError(f"{self.entry}: {message}", hint=hint, place=str(self.path))
        below = range(start, len(lines) + 1)
        end = next((n for n in below if n > start and lines[n - 1].startswith("[")), len(lines) + 1)
        line = next((n for n in below if key and n < end and re.match(rf"\s*(noun\.|kinds\.)?{re.escape(key)}\b", lines[n - 1])), start)
        return LexiconError(f"{self.entry}: {message}", hint=hint, place=f"{self.path}:{line}")


def _table(value: object, place: _Place, key: str | None = None) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise place.error(f"{key or 'entry'} must be a table, not {value!r}", 'write key = ["one", "two"] below it', key)
    return value


def _strings(value: object, place: _Place, key: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise place.error(f"{key} must be a list of words, not {value!r}", 'write ["one", "two"]', key)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """One ``[[frame]]`` on its way to a frame."""

    entry: Mapping[str, Any]
    place: _Place

    def frame(self, known: Mapping[str, Frame]) -> Frame:
        """Check the entry and return its frame; what it leaves out comes from the frame that it is ``like``."""
        base = self._base(known)
        self._check_keys(base)
        lists = {k: _strings(self.entry[k], self.place, k) for k in LISTS if k in self.entry}
        nouns = {k: _strings(v, self.place, k) for k, v in _table(self.entry.get("noun", {}), self.place, "noun").items()}
        self._check_slots([*((r, lists[r]) for r in ROLES if r in lists), *nouns.items()])
        new = {r: tuple(lists[r]) for r in ROLES if r in lists}
        frame = replace(
            base,
            verbs=self._triggers(lists.get("verbs", [])),
            nouns=self._triggers(lists.get("nouns", [])),
            slots={**base.slots, **new},
            noun_slots={**base.noun_slots, **new, **{r: tuple(s) for r, s in nouns.items()}},
            kinds={**base.kinds, **self._kinds()},
            needs=tuple(lists.get("needs", base.needs)),
            examples=self._examples(),
            **self._meaning(base),
        )
        self._check_frame(frame)
        return frame

    def _meaning(self, base: Frame) -> dict[str, Any]:
        """Return class, type, mode, predicate and the like: those given, else those of the base, else those that the event class has in the ontology."""
        kind = self.entry.get("kind", base.kind)
        known = EVENT_CLASSES[kind]
        type_ = self.entry.get("type", known.plover_type)
        own = {
            "kind": kind,
            "type": type_,
            "mode": known.mode if type_ == known.plover_type else None,
            "predicate": known.predicate,
            "status": None,
            "note": "",
        }
        if "kind" not in self.entry and base.kind:
            own |= {"type": self.entry.get("type", base.type), "mode": base.mode, "predicate": base.predicate}
        given = {k: self.entry[k] for k in PLAIN if k in self.entry}
        return {**own, **given, "predicate": given.get("predicate", own["predicate"]) or None}

    def _base(self, known: Mapping[str, Frame]) -> Frame:
        name = self.entry.get("id")
        if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9-]*", name):
            raise self.place.error(f"a frame needs an id of small letters, digits and hyphens, not {name!r}", 'id = "my-frame"', "id")
        if "like" not in self.entry:
            return Frame(id=name, kind="", type="")
        if self.entry["like"] not in known:
            raise self.place.error(f"like = {self.entry['like']!r} names no frame that stands before it", "put that frame first, or correct the id", "like")
        return replace(known[self.entry["like"]], id=name)

    def _check_keys(self, base: Frame) -> None:
        for key in sorted(set(self.entry) - KEYS):
            raise self.place.error(f"unknown key {key!r}", f"known keys: {', '.join(sorted(KEYS))}", key)
        for key, allowed in CHOICES.items():
            if key in self.entry and self.entry[key] not in allowed:
                raise self.place.error(f"{key} = {self.entry[key]!r} is not known", f"one of {', '.join(a for a in allowed if a)}", key)
        if not base.kind and "kind" not in self.entry:
            raise self.place.error("has no kind", f"one of {', '.join(CHOICES['kind'])}")
        for key, wanted in (("symmetric", bool), ("absorbs", bool), ("note", str)):
            if key in self.entry and not isinstance(self.entry[key], wanted):
                wanted_words, shown = ("true or false", "true") if wanted is bool else ("text", '"…"')
                raise self.place.error(f"{key} = {self.entry[key]!r} must be {wanted_words}", f"{key} = {shown}", key)

    def _check_frame(self, frame: Frame) -> None:
        if not frame.verbs and not frame.nouns:
            raise self.place.error("has no trigger", 'give verbs = ["…"] or nouns = ["…"]')
        if frame.mode is not None and frame.mode not in PLOVER_MODES[frame.type]:
            modes = ", ".join(PLOVER_MODES[frame.type]) or "none"
            raise self.place.error(f"mode = {frame.mode!r} is no mode of {frame.type}", f"its modes: {modes}", "mode")
        for role in frame.needs:
            if role not in ROLES:
                raise self.place.error(f"needs the unknown role {role!r}", f"roles: {', '.join(ROLES)}", "needs")

    def _check_slots(self, given: list[tuple[str, list[str]]]) -> None:
        for role, slots in given:
            if role not in ROLES:
                raise self.place.error(f"unknown role {role!r}", f"one of {', '.join(ROLES)}", role)
            for slot in slots:
                if slot not in SLOTS and not re.fullmatch(r"[a-z]+([_+][a-z]+)*", slot):
                    raise self.place.error(
                        f"unknown slot {slot!r} of {role}", f"one of {', '.join(sorted(SLOTS))}, or a preposition (several words joined by _)", role
                    )

    def _kinds(self) -> dict[str, frozenset[str]]:
        found = {}
        for role, types in _table(self.entry.get("kinds", {}), self.place, "kinds").items():
            names = _strings(types, self.place, "kinds")
            wrong = [n for n in names if n not in (*ACTOR_TYPES, "Place")]
            if role not in ROLES or wrong:
                raise self.place.error(f"kinds: {role} = {names!r} is not known", f"roles: {', '.join(ROLES)}; types: {', '.join(ACTOR_TYPES)}, Place", "kinds")
            found[role] = frozenset(names)
        return found

    def _triggers(self, texts: list[str]) -> tuple[Trigger, ...]:
        found = dict.fromkeys(t for text in texts for t in parse_trigger(text, fail=self.place.error))
        return tuple(found)

    def _examples(self) -> tuple[Example, ...]:
        found = []
        for example in self.entry.get("examples", []):
            match example:
                case [str(text), list(yields)] if all(isinstance(y, str) and re.fullmatch(r"(not )?(planned |possible )?\w+\(.+, .+\)", y) for y in yields):
                    found.append(Example(text=text, yields=tuple(yields)))
                case _:
                    raise self.place.error(
                        f"example {example!r} has another form", 'write ["A sentence.", ["meets(Oman, Iran)"]], or [] where nothing must come', "examples"
                    )
        return tuple(found)


def parse_trigger(text: str, *, fail: Callable[[str, str, str], Exception] | None = None) -> list[Trigger]:
    """Return the triggers that a line of a lexicon stands for.

    Example:
        >>> [str(t) for t in parse_trigger("{impose,slap} sanction")]
        ['impose sanction', 'slap sanction']
        >>> parse_trigger("on strike")[0].case
        'on'
    """
    options = [word[1:-1].split(",") if word.startswith("{") else [word] for word in text.split()]
    if fail is not None and (not options or any(not re.fullmatch(r"[^\s{},]+", o) for group in options for o in group)):
        raise fail(f"trigger {text!r} has another form", "write words with blanks between, alternatives as {one,two} without blanks", "verbs")
    found = []
    for words in product(*options):
        case = words[0] if len(words) > 1 and words[0] in PREPOSITIONS else None
        head, *parts = words[1:] if case else words
        found.append(Trigger(head=head, parts=tuple(parts), case=case))
    return found

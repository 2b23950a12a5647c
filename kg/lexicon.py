"""Frames and word lists as data: what triggers an event, and where its arguments stand in the tree.

Row 6 of the flow. The files are ``kg/lexicons/*.toml``; users add their own with ``lexicons=``; ``kg.lexicon_entries`` checks their entries.
A frame names trigger lemmas and, for each role, the *slots* that may fill it, in order of preference:

=============  ==========================================================================================================
slot           filler
=============  ==========================================================================================================
``subj``       subject; agent of a passive; for a noun trigger the subject of its light verb (``held talks``)
``obj``        object; subject of a passive; object of the trigger's own preposition (``call for``)
``iobj``       indirect object
``poss``       possessor of a noun trigger (``Qatar's mediation``)
``mod``        adjective or compound that names an actor (``Omani mediation``, ``U.S.-led``)
``comp``       the clause or infinitive below the trigger
``pred``       what a noun trigger is said to be (``the main issue is …``)
``head``       the noun that the trigger modifies (``the talks mediated by Oman``)
a preposition  ``with``, ``on``, ``between`` …: what that preposition joins to the trigger
=============  ==========================================================================================================

A trigger is a head lemma and the lemmas that hang on it (``impose sanction``, ``call for``). One that begins with a preposition is a noun with that
preposition before it (``on strike``, ``under arrest``, ``near deal``). Braces list alternatives: ``{impose,slap} {sanction,tariff}`` stands for four triggers.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Example", "Frame", "Lexicon", "Trigger", "load_lexicon"]

FOLDER = Path(__file__).parent / "lexicons"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """The words that may call up a frame: a head lemma and further lemmas that must depend on it, directly or through one another.

    Args:
        head: Lemma of the head.
        parts: Further lemmas.
        case: The preposition that must stand before the head, or None.
    """

    head: str
    parts: tuple[str, ...] = ()
    case: str | None = None

    @property
    def length(self) -> int:
        """Number of words."""
        return 1 + len(self.parts) + (self.case is not None)

    def __str__(self) -> str:
        """Return the trigger as it is written in a lexicon."""
        return " ".join((*([self.case] if self.case else []), self.head, *self.parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence and the statements that it must yield, such as ``mediates(Oman, Iran)``; none: the frame must keep silent."""

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
        kinds: Role to the types of entities that may fill it; a role that is not named is open to all.
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
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    symmetric: bool = False
    absorbs: bool = False
    needs: tuple[str, ...] = ("actor",)
    status: str | None = None
    polarity: str = "positive"
    modality: str = "asserted"
    note: str = ""
    examples: tuple[Example, ...] = ()


Index = Mapping[str, tuple[tuple[Frame, Trigger], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All frames, indexed by the head lemma of their triggers, and the word lists by name.

    Args:
        frames: In the order of the files.
        words: Word lists by name.
        verbs: Head lemma to the frames that it may call up as a verb, longest trigger first.
        nouns: The same for nouns and adjectives.
        forms: Inflected form of a verb trigger's head to its lemma, for what the lemmatizer gets wrong (``freed``).
    """

    frames: tuple[Frame, ...]
    words: Mapping[str, frozenset[str]]
    verbs: Index
    nouns: Index
    forms: Mapping[str, str]

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
    from kg.lexicon_entries import read_entries

    frames: dict[str, Frame] = {}
    words: dict[str, frozenset[str]] = {}
    for path in [*sorted(FOLDER.glob("*.toml")), *map(Path, paths)]:
        new_frames, new_words = read_entries(path, frames)
        frames.update(new_frames)
        for name, entries in new_words.items():
            words[name] = words.get(name, frozenset()) | entries
    every = tuple(frames.values())
    verbs = _index(every, "verbs")
    return Lexicon(
        frames=every, words=words, verbs=verbs, nouns=_index(every, "nouns"), forms={form: head for head in sorted(verbs) for form in _inflections(head)}
    )


def _index(frames: Iterable[Frame], kind: str) -> Index:
    """Map head lemma to frames with their triggers, those of more words first."""
    found: dict[str, list[tuple[Frame, Trigger]]] = {}
    for frame in frames:
        for trigger in getattr(frame, kind):
            found.setdefault(trigger.head, []).append((frame, trigger))
    return {head: tuple(sorted(pairs, key=lambda p: -p[1].length)) for head, pairs in found.items()}


def _inflections(verb: str) -> Iterator[str]:
    """Yield the regular forms of a verb.

    Example:
        >>> sorted(_inflections("free"))
        ['freed', 'freeing', 'frees', 'freing']
    """
    stem = verb.removesuffix("e")
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        yield from (verb[:-1] + "ied", verb[:-1] + "ies", verb + "ing")
        return
    yield from {stem + "ed", stem + "ing", verb + "ing" if verb.endswith("ee") else stem + "ing"}
    yield verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    if len(verb) > 2 and verb[-1] in "bdgklmnprtv" and verb[-2] in "aeiou" and verb[-3:-2] not in "aeiou":
        yield from (verb + verb[-1] + "ed", verb + verb[-1] + "ing")

"""Topics of negotiation: the scheme that is bundled, joined with files of the user's own.

A scheme says which words point to which topic, in three ways: phrases name a topic wherever they stand, weak phrases only as what a word
of talking or dealing is about, patterns are two words of which one governs the other. All three are data (``ontologies/topics.ttl``).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import pyoxigraph

from kg.errors import TopicError
from kg.vocabulary import PARLEY, RDF, SKOS

__all__ = ["Topic", "TopicMatch", "TopicPattern", "TopicScheme", "load_topics", "match_topics", "phrase_key"]

BUNDLED = Path(__file__).parent / "ontologies" / "topics.ttl"

_WORD = re.compile(r"[^\W_]+|,")
_POSSESSIVE = re.compile(r"['’]s?(?=\W|$)")
_IRREGULAR = {"children": "child", "crises": "crisis", "men": "man", "women": "woman"}
_UNCHANGED = frozenset({"gas", "news", "series", "species"})

_Index: TypeAlias = "Mapping[str, tuple[tuple[tuple[str, ...], Topic], ...]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic, or a group of topics.

    Args:
        iri: Its IRI.
        notation: Its id, such as ``prisoner-exchange``.
        label: Preferred label.
        definition: What it covers; empty if its file does not say.
        phrases: Labels that name it wherever they stand, as written in the files; one that is a weak phrase too is weak only.
        weak_phrases: Labels that name it only as what a word of talking or dealing is about.
        broader: IRI of the topic or group above it.
        assignable: False for groups, which no negotiation is about.
    """

    iri: str
    notation: str
    label: str
    definition: str = ""
    phrases: tuple[str, ...] = ()
    weak_phrases: tuple[str, ...] = ()
    broader: str | None = None
    assignable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPattern:
    """Two words that together point to a topic.

    Args:
        iri: Its own IRI.
        topic: IRI of the topic.
        head: Lemmas in lower case of which one governs.
        with_words: Lemmas in lower case of which one is governed, not necessarily next to the first.
    """

    iri: str
    topic: str
    head: frozenset[str]
    with_words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicScheme:
    """All topics and the words that point to them.

    Args:
        topics: Topics and groups, in order of their IRIs.
        by_notation: The same by id.
        by_iri: The same by IRI.
        phrases: From a tuple of lower-case lemmas to the topic that it names anywhere; hyphenated words are there as one word, as two,
            and as two with the hyphen between them.
        weak_phrases: The same for phrases that need a word of talking or dealing.
        patterns: Pairs of words, in order of their IRIs.
        index: Phrases by their first word, for ``match_topics``.
        weak_index: Weak phrases by their first word.
    """

    topics: tuple[Topic, ...]
    by_notation: Mapping[str, Topic]
    by_iri: Mapping[str, Topic]
    phrases: Mapping[tuple[str, ...], Topic]
    weak_phrases: Mapping[tuple[str, ...], Topic]
    patterns: tuple[TopicPattern, ...]
    index: _Index = field(repr=False, compare=False)
    weak_index: _Index = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMatch:
    """A topic found in a row of tokens: from ``start`` up to and without ``end``."""

    start: int
    end: int
    topic: Topic
    weak: bool = False


def load_topics(*paths: str | Path) -> TopicScheme:
    """Load the bundled topics and join Turtle files with them.

    A file may add topics, and labels and patterns to known topics. Where it gives a phrase to a topic of its own that another file had given
    to another topic, the later file has the phrase. Loaded schemes are cached until a file changes.

    Raises:
        TopicError: If a file is missing, is no Turtle, or has an entry that cannot be used; the error names file, line, entry and remedy.

    Example:
        >>> scheme = load_topics()
        >>> scheme.phrases["prisoner", "swap"].notation
        'prisoner-exchange'
        >>> scheme.by_notation["truce"].label
        'Truce'
    """
    return _load(tuple(_fingerprint(Path(path)) for path in (BUNDLED, *paths)))


def phrase_key(text: str) -> tuple[str, ...]:
    """Split a phrase into lower-case words without hyphens and possessives.

    Example:
        >>> phrase_key("Cease-fire")
        ('cease', 'fire')
        >>> phrase_key("women’s rights")
        ('women', 'rights')
    """
    return tuple(_WORD.findall(_POSSESSIVE.sub("", text.lower())))


def match_topics(scheme: TopicScheme, lemmas: Sequence[str], words: Sequence[str] = (), *, weak: bool = False) -> tuple[TopicMatch, ...]:
    """Find the phrases of a scheme in a row of tokens, the longest first, without overlaps.

    Args:
        scheme: Where the phrases are.
        lemmas: One lemma for each token.
        words: The tokens as they stand, if known; a phrase may match a token by either.
        weak: Whether to look for weak phrases too; pass only what a word of talking or dealing is about.

    Returns:
        Matches in reading order; empty if there is none.

    Example:
        >>> scheme = load_topics()
        >>> [(m.start, m.end, m.topic.notation) for m in match_topics(scheme, ["talk", "on", "a", "cease", "-", "fire"])]
        [(3, 6, 'truce')]
    """
    pieces = list(_pieces(lemmas, words or lemmas))
    found: list[TopicMatch] = []
    for index, is_weak in ((scheme.index, False), (scheme.weak_index, True))[: 1 + weak]:
        for start, stop, topic in sorted(_find(pieces, index), key=lambda hit: (hit[0] - hit[1], hit[0])):
            match = TopicMatch(start=pieces[start][0], end=pieces[stop - 1][0] + 1, topic=topic, weak=is_weak)
            if all(match.end <= other.start or other.end <= match.start for other in found):
                found.append(match)
    return tuple(sorted(found, key=lambda match: match.start))


def _pieces(lemmas: Sequence[str], words: Sequence[str]) -> Iterator[tuple[int, frozenset[str]]]:
    """Give the parts of tokens, split at hyphens, each with its token's index and the forms it may match by; skip hyphens, possessives."""
    for index, (lemma, word) in enumerate(zip(lemmas, words, strict=True)):
        by_word, by_lemma = phrase_key(word), phrase_key(lemma)
        if not by_word and _POSSESSIVE.sub("", word).strip("'’-–+ "):
            yield index, frozenset()
        same = len(by_word) == len(by_lemma)
        for place, part in enumerate(by_word):
            yield index, frozenset({part, _singular(part)} | ({by_lemma[place]} if same else set()))


def _find(pieces: Sequence[tuple[int, frozenset[str]]], index: _Index) -> Iterator[tuple[int, int, Topic]]:
    for start, (_, forms) in enumerate(pieces):
        for form in sorted(forms):
            for key, topic in index.get(form, ()):
                stop = start + len(key)
                if stop <= len(pieces) and all(part in pieces[start + i][1] for i, part in enumerate(key)):
                    yield start, stop, topic


# Loading: files become entries (what a file says of one IRI), entries become topics.


@dataclass(slots=True, kw_only=True)
class _File:
    """A Turtle file of topics: for each IRI its properties, and the lines for error messages."""

    path: Path
    lines: Sequence[str]
    entries: dict[str, dict[str, list[str]]]

    def error(self, iri: str, message: str, hint: str) -> TopicError:
        """Make an error that names the file, the line where the entry begins, and the entry."""
        name = re.split(r"[/#:]", iri)[-1]
        pattern = re.compile(rf"^[^#\"]*?[:/#<]{re.escape(name)}(?![\w-])")
        line = next((number for number, text in enumerate(self.lines, 1) if pattern.search(text)), 1)
        return TopicError(f"topic <{iri}>: {message}", place=f"{self.path}, line {line}", hint=hint)


def _fingerprint(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise TopicError(f"no such topic file: {str(path)!r}", hint="give the path of a Turtle file (.ttl)") from error
    return str(path), status.st_mtime_ns, status.st_size


@lru_cache(maxsize=16)
def _load(fingerprints: tuple[tuple[str, int, int], ...]) -> TopicScheme:
    files = [_read(Path(path)) for path, _, _ in fingerprints]
    topics: dict[str, Topic] = {}
    for file in files:
        _add_topics(file, topics)
    by_iri = dict(sorted(topics.items()))
    phrases: dict[tuple[str, ...], Topic] = {}
    weak_phrases: dict[tuple[str, ...], Topic] = {}
    for file in files:
        weak_phrases |= _phrases(file, by_iri, (PARLEY.weakLabel,))
        phrases |= _phrases(file, by_iri, (SKOS.prefLabel, SKOS.altLabel))
    phrases = {key: topic for key, topic in phrases.items() if weak_phrases.get(key) != topic}
    return TopicScheme(
        topics=tuple(by_iri.values()),
        by_notation={topic.notation: topic for topic in by_iri.values()},
        by_iri=by_iri,
        phrases=phrases,
        weak_phrases=weak_phrases,
        patterns=tuple(sorted((p for file in files for p in _patterns(file, by_iri)), key=lambda pattern: pattern.iri)),
        index=_index(phrases),
        weak_index=_index(weak_phrases),
    )


def _read(path: Path) -> _File:
    text = path.read_text(encoding="utf-8", errors="replace")
    entries: dict[str, dict[str, list[str]]] = {}
    try:
        for quad in pyoxigraph.parse(input=text, format=pyoxigraph.RdfFormat.TURTLE):
            _add_entry(entries, quad)
    except SyntaxError as error:
        place = f"{path}, line {error.lineno}"
        raise TopicError(f"not a Turtle file: {error.msg}", place=place, hint="mend the line; every prefix must be declared") from error
    return _File(path=path, lines=text.splitlines(), entries=entries)


def _add_entry(entries: dict[str, dict[str, list[str]]], quad: pyoxigraph.Quad) -> None:
    """Keep what a triple says of a named node; labels in other languages than English, and blank nodes, are left out."""
    if not isinstance(quad.subject, pyoxigraph.NamedNode):
        return
    value = quad.object
    if isinstance(value, pyoxigraph.Literal) and (value.language or "en").split("-")[0] != "en":
        return
    if isinstance(value, (pyoxigraph.Literal, pyoxigraph.NamedNode)):
        entries.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(value.value)


def _is_topic(entry: Mapping[str, Sequence[str]]) -> bool:
    kinds = entry.get(RDF.type, ())
    if SKOS.ConceptScheme in kinds or PARLEY.TopicPattern in kinds:
        return False
    return bool({PARLEY.Topic, PARLEY.TopicGroup, SKOS.Concept} & set(kinds)) or bool({SKOS.prefLabel, SKOS.altLabel, PARLEY.weakLabel} & set(entry))


def _add_topics(file: _File, topics: dict[str, Topic]) -> None:
    """Add a file's topics to those of the files before it, or its labels to theirs."""
    notations = {topic.notation: topic.iri for topic in topics.values()}
    for iri, entry in file.entries.items():
        if not _is_topic(entry):
            continue
        topics[iri] = _topic(file, iri, entry, topics.get(iri))
        notation = topics[iri].notation
        if notations.setdefault(notation, iri) != iri:
            message = f"the notation {notation!r} is taken by <{notations[notation]}>"
            raise file.error(iri, message, "give it another skos:notation, or use the other topic's IRI to add to it")
    for iri in file.entries.keys() & topics.keys():
        broader = topics[iri].broader
        if broader is not None and broader not in topics:
            raise file.error(iri, f"skos:broader names an unknown topic: <{broader}>", _near(broader, topics))
    _check_circles(file, topics)


def _topic(file: _File, iri: str, entry: Mapping[str, Sequence[str]], known: Topic | None) -> Topic:
    labels = tuple(entry.get(SKOS.prefLabel, ()))
    if known is None and not labels:
        raise file.error(iri, "no skos:prefLabel in English", 'add a line such as: skos:prefLabel "Fish quotas"@en ;')
    label = known.label if known else labels[0]
    notation = known.notation if known else (*entry.get(SKOS.notation, ()), re.split(r"[/#]", iri)[-1])[0]
    broader = (*entry.get(SKOS.broader, ()), known.broader if known else None)[0]
    definition = (*entry.get(SKOS.definition, ()), known.definition if known else "")[0]
    group = PARLEY.TopicGroup in entry.get(RDF.type, ()) or "false" in entry.get(PARLEY.assignable, ())
    return Topic(
        iri=iri,
        notation=notation,
        label=label,
        definition=definition,
        phrases=_join(known.phrases if known else (), (*labels, *sorted(entry.get(SKOS.altLabel, ())))),
        weak_phrases=_join(known.weak_phrases if known else (), sorted(entry.get(PARLEY.weakLabel, ()))),
        broader=broader,
        assignable=known.assignable if known else not group,
    )


def _join(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _check_circles(file: _File, topics: Mapping[str, Topic]) -> None:
    for iri in file.entries.keys() & topics.keys():
        seen = {iri}
        above = topics[iri].broader
        while above is not None:
            if above in seen:
                raise file.error(iri, f"skos:broader runs in a circle through <{above}>", "take one skos:broader of the circle away")
            seen.add(above)
            above = topics[above].broader


def _phrases(file: _File, topics: Mapping[str, Topic], predicates: Sequence[str]) -> dict[tuple[str, ...], Topic]:
    """Give the phrases of one file, as written and with nouns in the singular."""
    phrases: dict[tuple[str, ...], Topic] = {}
    for iri, entry in sorted(file.entries.items()):
        if iri not in topics or not topics[iri].assignable:
            continue
        for label in (label for predicate in predicates for label in entry.get(predicate, ())):
            if not phrase_key(label):
                raise file.error(iri, f"a label without a word: {label!r}", "give the words by which articles name the topic, or none")
            for form in _forms(label):
                other = phrases.setdefault(form, topics[iri])
                if other.iri != iri:
                    raise file.error(iri, f"the label {label!r} names <{other.iri}> too", "leave it with one of the two topics")
    return phrases


def _forms(label: str) -> Iterator[tuple[str, ...]]:
    """Give the rows of words that a label stands for: as written and in the singular, hyphens left out, kept as tokens, and inside words."""
    text = _POSSESSIVE.sub("", label.lower())
    for words in (phrase_key(label), tuple(re.findall(r"[^\W_]+|[,-]", text)), tuple(text.split())):
        yield words
        yield tuple(map(_singular, words))


def _patterns(file: _File, topics: Mapping[str, Topic]) -> Iterator[TopicPattern]:
    for iri, entry in sorted(file.entries.items()):
        if PARLEY.TopicPattern not in entry.get(RDF.type, ()):
            continue
        targets = entry.get(PARLEY.patternOf, [])
        if len(targets) != 1 or targets[0] not in topics:
            named = f"<{targets[0]}>" if targets else "nothing"
            raise file.error(iri, f"parley:patternOf must name one topic, not {named}", _near(named.strip("<>"), topics))
        head, with_words = (frozenset(word.lower() for word in entry.get(p, ())) for p in (PARLEY.head, PARLEY["with"]))
        if not head or not with_words:
            raise file.error(iri, "a pattern needs words on both sides", 'add lines such as: parley:head "release" ; parley:with "hostage" .')
        yield TopicPattern(iri=iri, topic=targets[0], head=head, with_words=with_words)


def _near(iri: str, topics: Iterable[str]) -> str:
    near = difflib.get_close_matches(iri, sorted(topics), n=1)
    return f"did you mean <{near[0]}>?" if near else "name a topic of this file or of the bundled scheme"


def _index(phrases: Mapping[tuple[str, ...], Topic]) -> _Index:
    index: dict[str, list[tuple[tuple[str, ...], Topic]]] = {}
    for key, topic in phrases.items():
        index.setdefault(key[0], []).append((key, topic))
    return {first: tuple(rows) for first, rows in index.items()}


def _singular(word: str) -> str:
    """Return the singular of an English noun by its ending; other words come back unchanged."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _UNCHANGED or len(word) < 4 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]

"""Independent sources: how many tell of a claim when copies of one agency story count once.

Method: Broder (1997), "On the Resemblance and Containment of Documents": texts as sets of overlapping runs of words (shingles); two are copies
if their sets are much the same, or if the smaller lies in the larger (a story that was cut). Here the sets are compared exactly by an index of
shingles, which serves up to some ten thousand articles; ``method="minhash"`` estimates instead, for more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from kg.analysis.inputs import Source, frame, rows_of
from kg.errors import GraphError, missing_extra

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["copies", "independent_sources", "texts_of"]

_WORD = re.compile(r"\w+")
_CONTAINED, _FEW = 0.8, 20
_PERMUTATIONS = 128
Shingles = frozenset[str]


def texts_of(graph: Any) -> dict[str, str]:
    """Give the text of each article by its id, in reading order; where a graph keeps no whole text, the sentences that it keeps as evidence.

    Args:
        graph: What has ``article_graphs``.
    """
    found = {}
    for article in graph.article_graphs:
        kept = {(e.sentence_begin, e.sentence) for s in article.statements for e in s.evidence}
        kept |= {(event.evidence.sentence_begin, event.evidence.sentence) for event in article.events}
        found[article.article.id] = article.article.text[article.article.body :] or " ".join(sentence for _, sentence in sorted(kept))
    return found


def copies(texts: Mapping[str, str], *, threshold: float = 0.5, words: int = 5, method: Literal["exact", "minhash"] = "exact") -> dict[str, str]:
    """Find copies: from the key of each text to that of the first text of which it is a copy, itself if of none.

    Copies of copies are copies of the first. Texts of less than ``words`` words are copies only if they are the same.

    Args:
        texts: In the order in which they appeared.
        threshold: Resemblance (shared shingles, of all that the two have) from which two texts are copies; also if the smaller has 20 shingles at
            least of which four of five are in the larger. ``minhash`` looks at resemblance alone.
        words: Length of a shingle.
        method: ``exact``, or ``minhash`` for very many texts (needs the package datasketch).

    Raises:
        GraphError: If the method is neither.
        MissingDependencyError: If ``minhash`` is asked for and datasketch is not installed.

    Example:
        >>> copies({"a": "Talks in Oslo ended on Sunday without a deal.", "b": "TALKS in Oslo ended on Sunday, without a deal", "c": "Talks went on."})
        {'a': 'a', 'b': 'a', 'c': 'c'}
    """
    finders: Mapping[str, Callable[..., Iterable[tuple[str, str]]]] = {"exact": _exact, "minhash": _minhash}
    if method not in finders:
        raise GraphError(f"no method to find copies: {method!r}", hint=f"use one of {', '.join(finders)}")
    sets = {key: _shingles(text, words) for key, text in texts.items()}
    first = {key: key for key in texts}
    order = {key: number for number, key in enumerate(texts)}

    def find(key: str) -> str:
        while first[key] != key:
            key = first[key]
        return key

    for pair in finders[method](sets, threshold):
        one, other = sorted(map(find, pair), key=order.__getitem__)
        first[other] = one
    return {key: find(key) for key in texts}


def _shingles(text: str, words: int) -> Shingles:
    found = _WORD.findall(text.casefold())
    return frozenset(" ".join(found[i : i + words]) for i in range(max(1, len(found) - words + 1))) - {""}


def _exact(sets: Mapping[str, Shingles], threshold: float) -> Iterable[tuple[str, str]]:
    holders: dict[str, list[str]] = {}
    for key, shingles in sets.items():
        for shingle in shingles:
            holders.setdefault(shingle, []).append(key)
    shared: dict[tuple[str, str], int] = {}
    for keys in holders.values():
        for pair in combinations(keys, 2):
            shared[pair] = shared.get(pair, 0) + 1
    for (one, other), number in shared.items():
        small, large = sorted((len(sets[one]), len(sets[other])))
        if number >= threshold * (small + large - number) or (small >= _FEW and number >= _CONTAINED * small):
            yield one, other


def _minhash(sets: Mapping[str, Shingles], threshold: float) -> Iterable[tuple[str, str]]:
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError as error:
        raise missing_extra("datasketch", "copies") from error
    index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS)
    for key, shingles in sets.items():
        if not shingles:
            continue
        sketch = MinHash(num_perm=_PERMUTATIONS, seed=1)
        sketch.update_batch([shingle.encode() for shingle in sorted(shingles)])
        for other in sorted(index.query(sketch)):
            common = len(shingles & sets[other])
            if common >= threshold * (len(shingles) + len(sets[other]) - common):
                yield other, key
        index.insert(key, sketch)


def independent_sources(source: Source, *, texts: Mapping[str, str] | None = None, threshold: float = 0.5) -> pd.DataFrame:
    """Count, for each claim, the articles that make it and how many of these are no copies of each other.

    Args:
        source: A graph, or tables: ``statements``; ``articles`` for publishers.
        texts: Texts by the id of their article; taken from the graph where left out. Articles without text count as independent.
        threshold: As in ``copies``.

    Returns:
        A row per claim (``subject``, ``predicate``, ``object``, ``polarity``, and names): ``articles``, ``sources`` (independent ones),
        ``speakers`` (named ones) and ``publishers``, all counted; by falling sources, then articles, then as first told.
    """
    if texts is None:
        texts = texts_of(source) if hasattr(source, "article_graphs") else {}
    original = copies({name: text for name, text in texts.items() if text.strip()}, threshold=threshold)
    publishers = {} if hasattr(source, "columns") else {row["id"]: row["publisher"] for row in rows_of(source, "articles", needed=False)}
    claims: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows_of(source, "statements"):
        key = tuple(row[name] for name in ("subject", "predicate", "object", "polarity"))
        claims.setdefault(key, [row["subject_name"], row["object_name"], []])[2].append(row)
    rows = []
    for key, (subject_name, object_name, found) in claims.items():
        told = list(dict.fromkeys(row["article"] for row in found))
        counted = (told, {original.get(iri, iri) for iri in told}, {row["said_by"] for row in found} - {None}, {publishers.get(iri) for iri in told} - {None})
        rows.append([*key, subject_name, object_name, *map(len, counted)])
    columns = dict.fromkeys(("subject", "predicate", "object", "polarity", "subject_name", "object_name"), "text")
    columns |= dict.fromkeys(("articles", "sources", "speakers", "publishers"), "int64")
    return frame(columns, sorted(rows, key=lambda row: (-row[7], -row[6])))

"""IRIs as pure functions of content: the same thing gets the same IRI on any machine, in any order.

Arbitrary text goes in (names from articles, ids from file names), only characters that every store keeps come out: ASCII letters, digits,
``-``, ``_``, ``.`` and, where the readable part alone would be ambiguous, ``~`` and a hash. Nothing here looks at a graph.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from kg.errors import DocumentError, GraphError

__all__ = [
    "article_iri",
    "check_base",
    "content_hash",
    "event_iri",
    "evidence_iri",
    "evidence_span",
    "links_iri",
    "mint_actor",
    "negotiation_iri",
    "slug",
    "statement_iri",
    "step_iri",
]

_SLUG_LENGTH = 60
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "ng"})
_SAFE_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,78}[A-Za-z0-9_-])?")
_BASE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?@!$&'()*+,;=%#-]*[/#]")
_EVIDENCE = re.compile(r"(.+)#char=([0-9]+),([0-9]+)")


def slug(text: str, *, limit: int = _SLUG_LENGTH) -> str:
    """Fold text to lower-case ASCII words joined by hyphens.

    Accents are taken off; letters without a Latin equivalent, and what exceeds the limit, are dropped.

    Returns:
        Characters of ``[a-z0-9-]``, no hyphen at either end; empty if nothing is left.

    Example:
        >>> slug("Mirjana Špoljarić Egger")
        'mirjana-spoljaric-egger'
        >>> slug("卡塔尔")
        ''
    """
    folded = _fold(text)
    words = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    return words[:limit].strip("-")


def content_hash(*parts: str, length: int = 16) -> str:
    """Hash parts so that no two different sequences of parts are joined to the same bytes.

    Args:
        parts: Any text; order counts, and so do the borders between parts.
        length: Hexadecimal digits wanted, 16 to 64.

    Example:
        >>> content_hash("ab", "c") == content_hash("a", "bc")
        False
        >>> len(content_hash("Qatar"))
        16
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()[: max(16, length)]


def check_base(base: str) -> str:
    """Return the base if IRIs can be built on it.

    Raises:
        GraphError: If it is no absolute IRI of plain ASCII that ends in ``/`` or ``#``.

    Example:
        >>> check_base("https://example.org/news/")
        'https://example.org/news/'
    """
    if _BASE.fullmatch(base):
        return base
    raise GraphError(
        f"not usable as a base for IRIs: {base!r}",
        hint="give an absolute address that ends in '/', such as 'https://example.org/news/'",
    )


def article_iri(base: str, article_id: str) -> str:
    """Make the IRI of an article, which is its named graph's too; different ids give different IRIs.

    Args:
        base: Where data IRIs begin, ending in ``/``.
        article_id: Any text. Plain file-name-like ids are kept as they are; others become a slug and a hash.

    Example:
        >>> article_iri("https://w3id.org/parley/data/", "eg_today_3")
        'https://w3id.org/parley/data/article/eg_today_3'
        >>> article_iri("https://w3id.org/parley/data/", "../../etc/passwd")
        'https://w3id.org/parley/data/article/etc-passwd~f083bb4f810e9217'
    """
    if _SAFE_ID.fullmatch(article_id):
        return f"{base}article/{article_id}"
    return f"{base}article/{_with_hash(slug(article_id), content_hash(article_id))}"


def mint_actor(base: str, kind: str, name: str) -> str:
    """Make the IRI of an actor that the actor book does not hold, from its type and name.

    Names that differ in case, accents, spacing or punctuation alone are one actor. Where the slug would lose a letter, a digit or a
    symbol (names in other scripts, very long names) a hash of the name is added.

    Args:
        base: Where data IRIs begin, ending in ``/``.
        kind: The actor's type, such as ``Person``.
        name: Its name as the article has it.

    Example:
        >>> mint_actor("https://w3id.org/parley/data/", "Person", "Mirjana Spoljaric")
        'https://w3id.org/parley/data/actor/person/mirjana-spoljaric'
        >>> mint_actor("https://w3id.org/parley/data/", "Organisation", "حماس")
        'https://w3id.org/parley/data/actor/organisation/~e9ac911083a10cff'
    """
    folded = _fold(name)
    words = slug(name)
    if _is_lossy(folded, words):
        words = _with_hash(words, content_hash(" ".join(unicodedata.normalize("NFKC", folded).split())))
    return f"{base}actor/{slug(kind) or 'actor'}/{words}"


def event_iri(article: str, *parts: str) -> str:
    """Make the IRI of an event from its article's IRI and the parts that identify it.

    Example:
        >>> event_iri("https://w3id.org/parley/data/article/a1", "Meeting", "120")
        'https://w3id.org/parley/data/article/a1/event/5b147117af5906fb'
    """
    return f"{article}/event/{content_hash(*parts)}"


def statement_iri(article: str, *parts: str) -> str:
    """Make the IRI of a statement: its article's IRI, subject, predicate, object, polarity, modality and speaker.

    Example:
        >>> statement_iri("https://w3id.org/parley/data/article/a1", "s", "meets", "o", "positive", "asserted", "")
        'https://w3id.org/parley/data/article/a1/statement/1dd4dc3686638d89'
    """
    return f"{article}/statement/{content_hash(*parts)}"


def negotiation_iri(article: str, *parts: str) -> str:
    """Make the IRI of a negotiation as one article has it.

    Example:
        >>> negotiation_iri("https://w3id.org/parley/data/article/a1", "a", "b").rpartition("/")[0]
        'https://w3id.org/parley/data/article/a1/negotiation'
    """
    return f"{article}/negotiation/{content_hash(*parts)}"


def step_iri(negotiation: str, *parts: str) -> str:
    """Make the IRI of a negotiation's step.

    Example:
        >>> step_iri("https://w3id.org/parley/data/article/a1/negotiation/0f", "signed").rpartition("/")[0]
        'https://w3id.org/parley/data/article/a1/negotiation/0f/step'
    """
    return f"{negotiation}/step/{content_hash(*parts)}"


def evidence_iri(article: str, begin: int, end: int) -> str:
    """Make the IRI of a stretch of an article's text by character positions, as RFC 5147 has it.

    Raises:
        DocumentError: If the positions do not lie in order.

    Example:
        >>> evidence_iri("https://w3id.org/parley/data/article/a1", 120, 164)
        'https://w3id.org/parley/data/article/a1#char=120,164'
    """
    if 0 <= begin <= end:
        return f"{article}#char={begin},{end}"
    raise DocumentError(f"no stretch of text: begin {begin}, end {end}", hint="begin must be 0 or more and not after end")


def evidence_span(iri: str) -> tuple[str, int, int] | None:
    """Take an evidence IRI apart into article, begin and end; None if it is no such IRI.

    Example:
        >>> evidence_span("https://w3id.org/parley/data/article/a1#char=120,164")
        ('https://w3id.org/parley/data/article/a1', 120, 164)
    """
    match = _EVIDENCE.fullmatch(iri)
    return (match[1], int(match[2]), int(match[3])) if match else None


def links_iri(base: str) -> str:
    """Make the IRI of the one graph that holds what depends on several articles.

    Example:
        >>> links_iri("https://w3id.org/parley/data/")
        'https://w3id.org/parley/data/links'
    """
    return f"{base}links"


def _fold(text: str) -> str:
    """Return text in lower case, compatibility forms resolved and accents taken off."""
    lower = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))


def _is_lossy(folded: str, words: str) -> bool:
    """Say whether the slug lost more than spacing and punctuation: a letter, a digit, a symbol, or what exceeds the limit."""
    kept = len(words.replace("-", ""))
    return not words or kept != sum(unicodedata.category(c)[0] not in "PZC" for c in folded)


def _with_hash(words: str, digest: str) -> str:
    return f"{words}~{digest}"

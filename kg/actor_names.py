"""Names of actors as keys: which spellings in a text are one name of the actor book.

A name is a row of pieces: words without accents, possessive marks, hyphens and the dots of acronyms. Names of one short word and acronyms
must be met as they are written ("US" is not "us"), all others in any case; Arabic articles and a few first names are spelt one way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["fold", "has_article", "is_exact", "key", "pieces"]

_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "ə": "a"})
_SPELLINGS = {
    "el": "al",
    "abdul": "abdel",
    "mohamed": "mohammed",
    "mohamad": "mohammed",
    "mohammad": "mohammed",
    "muhammad": "mohammed",
    "muhammed": "mohammed",
    "sheik": "sheikh",
    "shaikh": "sheikh",
    "sayyid": "sayyed",
    "organisation": "organization",
    "defence": "defense",
    "programme": "program",
    "labour": "labor",
    "centre": "center",
}
_ORDINARY = frozenset(
    "amal axios bild china chile danish dawn dutch finn finns french georgia guinea hill japan jersey jordan lao liberation mali manx nice oman orient pole "
    "poles polish reforma split swede swedes swiss thai tories turkey turk turks wales welsh".split()
)
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?")
_POSSESSIVE = re.compile(r"['’]s$|(?<=[sS])['’]$")
_SPLIT = re.compile(r"[-‐‑–]|(?<=\w)/(?=\w)")
_PARTS = re.compile(r"[(),;:\"“”]|[^\s(),;:\"“”]+")
_QUOTES = str.maketrans("", "", "'’‘`ʻʿʾ")
_SHORT = 4


def pieces(text: str) -> tuple[str, ...]:
    """Split a word or a name into the pieces that count, in the case in which they are written.

    Returns:
        Pieces in order; none for a possessive mark or a hyphen alone.

    Example:
        >>> pieces("U.S. State Department's")
        ('US', 'State', 'Department')
        >>> pieces("Guinea-Bissau"), pieces("'s")
        (('Guinea', 'Bissau'), ())
        >>> pieces("Lord’s Resistance Army"), pieces("Washington, D.C.")
        (('Lord', 'Resistance', 'Army'), ('Washington', ',', 'DC'))
    """
    if text.isalpha() and text.isascii():
        return (text,)
    found: list[str] = []
    for part in _PARTS.findall(text):
        word = _POSSESSIVE.sub("", part)
        word = word.replace(".", "") if _ACRONYM.fullmatch(word) else word.rstrip(".!?")
        found += [p for p in (w.translate(_QUOTES) for w in _SPLIT.split(word)) if p]
    return tuple("and" if p == "&" else p for p in found)


def fold(piece: str) -> str:
    """Fold a piece to what is compared where case and accents do not count.

    Example:
        >>> fold("Élysée"), fold("el"), fold("Muhammad")
        ('elysee', 'al', 'mohammed')
    """
    if piece.isascii():
        plain = piece.lower()
    else:
        plain = "".join(c for c in unicodedata.normalize("NFKD", piece.casefold().translate(_LETTERS)) if not unicodedata.combining(c))
    return _SPELLINGS.get(plain, plain)


def key(words: Sequence[str]) -> tuple[str, ...]:
    """Fold pieces to the key of a name."""
    return tuple(map(fold, words))


def is_exact(name: Sequence[str], text: Sequence[str]) -> bool:
    """Say whether pieces of a text are written as the name asks, given that both have the same key.

    Acronyms and short words must have the name's own capitals (a short word may stand in capitals throughout: "IRAN"); a word that also
    is an ordinary English one must not be in lower case; other names may be written in any way.

    Args:
        name: The name's pieces.
        text: The text's pieces.

    Example:
        >>> is_exact(("WHO",), ("who",)), is_exact(("Iran",), ("IRAN",)), is_exact(("Qatar",), ("qatar",)), is_exact(("Turkey",), ("turkey",))
        (False, True, True, False)
    """
    if has_article(name):
        return tuple(text) == tuple(name)
    if len(name) != 1:
        return True
    (wanted,), (found,) = name, text
    if len(wanted) <= _SHORT or wanted[1:] != wanted[1:].lower():
        return found == wanted or (found.isupper() and wanted.istitle() and len(wanted) > 2)
    if fold(wanted) not in _ORDINARY:
        return True
    return not found.islower() if wanted.isascii() else found.casefold() == wanted.casefold()


def has_article(name: Sequence[str]) -> bool:
    """Say whether "The" is part of a name, as it is where one word follows: "The Hill", not "The New York Times".

    Example:
        >>> has_article(("The", "Hill")), has_article(("The", "Washington", "Post"))
        (True, False)
    """
    return len(name) == 2 and name[0] == "The"

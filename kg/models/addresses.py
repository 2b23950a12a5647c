"""Web and e-mail addresses are one token each: whatever the tokenizer makes of the dots in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

__all__ = ["Surface", "keep_addresses"]

# Marks behind an address belong to the sentence. In the domain of an e-mail address case does not change at a dot: there a glued sentence begins.
ADDRESS = re.compile(
    r"""(?:https?://|www\.)[^\s<>"“”„]{2,}(?<![.,;:!?'’)\]}])"""
    r"""|[\w.+-]{1,64}@[\w-]{1,63}(?:(?:\.[a-z0-9-]{1,63})+|(?:\.[A-Z0-9-]{1,63})+)(?<![-.])"""
)


class Surface(NamedTuple):
    """A token as it stands in the text, and the words that foreign models split it into (none: it is one word)."""

    begin: int
    end: int
    words: tuple[str, ...] = ()


def keep_addresses(sentences: list[list[Surface]], text: str, offset: int = 0) -> list[list[Surface]]:
    """Join the tokens, and if need be the sentences, that an address was split into, and part it from what was glued to it.

    Args:
        sentences: Tokens in reading order.
        text: The text that they were found in.
        offset: Place of ``text`` in the text that the tokens' offsets count in.

    Example:
        >>> text = "Write to A.Smith@talks.org."
        >>> glued = [[Surface(0, 5), Surface(6, 8), Surface(9, 11)], [Surface(11, 27)]]
        >>> [[text[t.begin : t.end] for t in s] for s in keep_addresses(glued, text)]
        [['Write', 'to', 'A.Smith@talks.org', '.']]
    """
    if "@" not in text and "://" not in text and "www." not in text:
        return sentences
    tokens = [(t, i) for i, sentence in enumerate(sentences) for t in sentence]
    for match in ADDRESS.finditer(text):
        tokens = list(_joined(tokens, offset + match.start(), offset + match.end()))
    number = {n: k for k, (n, _) in enumerate(groupby(n for _, n in tokens))}
    kept: list[list[Surface]] = [[] for _ in number]
    for token, n in tokens:
        kept[number[n]].append(token)
    return kept


def _joined(tokens: list[tuple[Surface, int]], begin: int, end: int) -> Iterator[tuple[Surface, int]]:
    """Yield the tokens with one at ``begin`` to ``end``; sentences that it lay in become the first of them."""
    inside = [n for t, n in tokens if t.begin < end and t.end > begin]
    if not inside:
        yield from tokens
        return
    first, last, done = inside[0], inside[-1], False
    for token, n in tokens:
        n = first if first <= n <= last else n
        if token.end <= begin or token.begin >= end:
            yield token, n
            continue
        if token.begin < begin:
            yield Surface(token.begin, begin), n
        if not done:
            yield Surface(begin, end), n
            done = True
        if token.end > end:
            yield Surface(end, token.end), n

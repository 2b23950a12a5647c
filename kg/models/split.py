"""Text to sentences and tokens with their places, in bounded memory.

The tokenizer sees the text through a window. A window ends where a paragraph ends; in a paragraph that is longer, the last sentence of each window is
left to the next one, so that no cut falls into a sentence that fits the window.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.models.addresses import Surface, keep_addresses

__all__ = ["split_text"]

# Characters that the tokenizer sees at a time.
WINDOW = 5_000
# Words of a sentence; the parser needs memory for the square of it.
MAX_WORDS = 200
PARAGRAPH_END = re.compile(r"\n[\s\u0080-\u009f]*\n")
BLANK = re.compile(r"[\s\u0080-\u009f]*")


def split_text(pipeline: Any, text: str, begin: int) -> tuple[list[list[Surface]], list[str]]:
    """Split a text from ``begin`` on into sentences of at most 200 words.

    Returns:
        The sentences, none empty, and a warning for each sentence that had to be split.
    """
    sentences: list[list[Surface]] = []
    warnings: list[str] = []
    for sentence in _sentences(pipeline, text, begin):
        pieces = list(_pieces(sentence, text))
        if len(pieces) > 1:
            warnings.append(f"a sentence of {len(sentence)} words at characters {sentence[0].begin} to {sentence[-1].end} was split into {len(pieces)}")
        sentences.extend(pieces)
    return sentences, warnings


def _sentences(pipeline: Any, text: str, begin: int) -> Iterator[list[Surface]]:
    """Yield the sentences; one that fills a whole window is joined with its continuation in the next."""
    open_sentence: list[Surface] = []
    while begin < len(text):
        end, whole = _window(text, begin)
        found = _tokenize(pipeline, text, begin, end)
        if not whole and len(found) > 1:
            end = found.pop()[0].begin
        if open_sentence and found:
            found[0] = open_sentence + found[0]
            open_sentence = []
        if not whole and len(found) == 1:
            open_sentence = found.pop()
        yield from found
        begin = end
    if open_sentence:
        yield open_sentence


def _window(text: str, begin: int) -> tuple[int, bool]:
    """Return where the window ends, and whether a paragraph ends there too."""
    limit = begin + WINDOW
    if limit >= len(text):
        return len(text), True
    breaks = [match.end() for match in PARAGRAPH_END.finditer(text, begin, limit)]
    if breaks:
        return breaks[-1], True
    space = max(text.rfind(" ", begin + 1, limit), text.rfind("\n", begin + 1, limit))
    return (space if space > 0 else limit), False


def _tokenize(pipeline: Any, text: str, begin: int, end: int) -> list[list[Surface]]:
    window = text[begin:end]
    if BLANK.fullmatch(window):
        return []
    document = pipeline.processors["tokenize"].process(window)
    if "mwt" in pipeline.processors:
        document = pipeline.processors["mwt"].process(document)
    found = ([surface for token in sentence.tokens for surface in _surfaces(token, window, begin)] for sentence in document.sentences)
    return keep_addresses([sentence for sentence in found if sentence], window, begin)


def _surfaces(token: Any, window: str, begin: int) -> Iterator[Surface]:
    """Yield the place of a token without the space around it; of words that spell it, each its own."""
    form = window[token.start_char : token.end_char]
    start = begin + token.start_char + len(form) - len(form.lstrip())
    form = form.strip()
    words = tuple(word.text for word in token.words) if len(token.words) > 1 else (form,)
    if "".join(words) != form:
        yield Surface(start, start + len(form), words)
        return
    for word in words:
        if word:
            yield Surface(start, start + len(word))
        start += len(word)


def _pieces(sentence: list[Surface], text: str) -> Iterator[list[Surface]]:
    """Cut a sentence that is too long, behind a mark of punctuation in the last quarter of a piece where there is one."""
    begin = 0
    while len(sentence) - begin > MAX_WORDS:
        end = begin + MAX_WORDS
        marks = (i + 1 for i in range(end - 1, end - MAX_WORDS // 4, -1) if not any(c.isalnum() for c in text[sentence[i].begin : sentence[i].end]))
        cut = next(marks, end)
        yield sentence[begin:cut]
        begin = cut
    yield sentence[begin:]

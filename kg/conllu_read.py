"""Reading CoNLL-U: ours, with offsets and article in it, or that of any treebank or tool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from kg.article import Article
from kg.document import Document, Sentence, Span, Token
from kg.errors import ArticleError, DocumentError

__all__ = ["KEYS", "from_conllu"]

# Fields of the article that stand in comments; the id stands in `# newdoc id`.
KEYS = ("text", "title", "url", "publisher", "date", "language", "body")
ESCAPED = re.compile(r"\\(?:u([0-9a-f]{4})|0)")
NUMBER = re.compile(r"[1-9][0-9]*")
RANGE = re.compile(r"([1-9][0-9]*)-([1-9][0-9]*)")
EMPTY_NODE = re.compile(r"[0-9]+\.[0-9]+")


@dataclass(slots=True)
class _Row:
    """A word as it stands in the file: whether the next follows without a space, and whether it takes the characters of the word before it."""

    line: int
    token: Token
    tag: str
    glued: bool
    shared: bool = False


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    ours: bool
    ids: list[str] = field(default_factory=list)
    article: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    sentences: list[list[_Row]] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)
    surfaces: dict[int, tuple[int, str, bool]] = field(default_factory=dict)
    paragraphs: set[int] = field(default_factory=set)


def from_conllu(text: str) -> Document:
    """Return the document that CoNLL-U text describes.

    Without offsets in it, as in any treebank, the text of the article is rebuilt: a space behind each token but those with ``SpaceAfter=No``, an empty line
    before each paragraph. A word range (``3-4``) lends its characters to its words: the parts of it where they spell it, else all of it to each; empty
    nodes (``8.1``) are left out. Several documents in one file are read as one.

    Raises:
        DocumentError: If a line cannot be understood; the message names the line.

    Example:
        >>> rows = ["1 Talks talk NOUN _ _ 2 nsubj _ _", "2 failed fail VERB _ _ 0 root _ SpaceAfter=No", "3 . . PUNCT _ _ 2 punct _ _"]
        >>> plain = chr(10).join(rows).replace(" ", chr(9))
        >>> document = from_conllu(plain)
        >>> document.article.text, document.sentences[0].root
        ('Talks failed.', 1)
    """
    reading = _Reading(ours=text.startswith("# kg.") or "\n# kg." in text)
    for number, line in enumerate(text.split("\n"), start=1):
        _read_line(reading, line.removesuffix("\r"), number)
    _end_sentence(reading)
    if not reading.ours:
        reading.article["text"] = _rebuild(reading)
    return _document(reading)


def _read_line(reading: _Reading, line: str, number: int) -> None:
    if line.startswith("#"):
        _read_comment(reading, line, number)
    elif not line:
        _end_sentence(reading)
    else:
        _read_word(reading, line, number)


def _read_comment(reading: _Reading, line: str, number: int) -> None:
    key, equals, value = line[1:].partition("=")
    key = key.strip()
    if key in ("newdoc", "newpar", "newdoc id", "newpar id"):
        reading.paragraphs.add(len(reading.sentences))
    if not equals:
        return
    value = value.removeprefix(" ")
    if key == "newdoc id":
        reading.ids.append(_unescape(value) if reading.ours else value.strip())
    elif key == "kg.warning":
        reading.warnings.append(_unescape(value))
    elif key == "kg.body":
        reading.article["body"] = _integer(value, "kg.body", number)
    elif key.startswith("kg."):
        if key[3:] not in KEYS:
            raise _error(f"unknown comment {key!r}", f"one of: {', '.join('kg.' + k for k in KEYS)}, kg.warning", number)
        reading.article[key[3:]] = _unescape(value)


def _read_word(reading: _Reading, line: str, number: int) -> None:
    columns = line.split("\t")
    if len(columns) != 10:
        raise _error(f"{len(columns)} columns, expected 10: {line[:60]!r}", "part the columns by single tabs", number)
    if EMPTY_NODE.fullmatch(columns[0]):
        return
    misc = dict(entry.split("=", 1) for entry in columns[9].split("|") if "=" in entry)
    glued = misc.get("SpaceAfter") == "No"
    if span := RANGE.fullmatch(columns[0]):
        reading.surfaces[int(span[1])] = (int(span[2]), columns[1], glued)
        return
    expected = len(reading.rows) + 1
    if columns[0] != str(expected):
        raise _error(f"word number {columns[0]!r}, expected {expected}", "number the words of a sentence from 1, and part sentences by an empty line", number)
    reading.rows.append(_row(columns, misc, glued=glued, number=number, ours=reading.ours))


def _row(columns: list[str], misc: dict[str, str], *, glued: bool, number: int, ours: bool) -> _Row:
    form, lemma, upos, xpos, feats, deprel = (_unescape(columns[i]) if ours else columns[i] for i in (1, 2, 3, 4, 5, 7))
    head = _integer(columns[6], "head", number) - 1
    if ours and not ("start_char" in misc and "end_char" in misc):
        raise _error("no offsets", "MISC holds start_char=…|end_char=… where the comments hold the text", number)
    begin, end = (_integer(misc[key], key, number) for key in ("start_char", "end_char")) if ours else (0, 0)
    tag = misc.get("ner", "O")
    if not ours and lemma == "_":
        lemma = form
    token = Token(text=form, lemma=lemma, upos=upos, xpos=xpos, feats=feats, head=head, deprel=deprel, begin=begin, end=end)
    return _Row(line=number, token=token, tag=_unescape(tag) if ours else tag, glued=glued)


def _end_sentence(reading: _Reading) -> None:
    if not reading.rows:
        return
    for first, (last, _, _) in reading.surfaces.items():
        if not first <= last <= len(reading.rows):
            message = f"word range {first}-{last} of a sentence of {len(reading.rows)} words"
            raise _error(message, "a range begins before its words and ends with the last of them", reading.rows[0].line)
    if not reading.ours:
        _lend_surfaces(reading)
    reading.sentences.append(reading.rows)
    reading.rows, reading.surfaces = [], {}


def _lend_surfaces(reading: _Reading) -> None:
    """Give the words of each range their characters of it."""
    for first, (last, surface, glued) in reading.surfaces.items():
        rows = reading.rows[first - 1 : last]
        spelled = "".join(row.token.text for row in rows) == surface
        for i, row in enumerate(rows):
            if not spelled:
                row.token = replace(row.token, text=surface)
                row.shared = i > 0
            row.glued = glued if i == len(rows) - 1 else spelled


def _rebuild(reading: _Reading) -> str:
    """Place the words one behind the other, and return the text that they make."""
    parts: list[str] = []
    length = 0
    begin = 0
    gap = ""
    for index, rows in enumerate(reading.sentences):
        if index and index in reading.paragraphs:
            gap = "\n\n"
        for row in rows:
            if not row.shared:
                parts += [gap, row.token.text]
                begin = length + len(gap)
                length = begin + len(row.token.text)
            row.token = replace(row.token, begin=begin, end=length)
            gap = "" if row.glued else " "
    return "".join(parts)


def _document(reading: _Reading) -> Document:
    sentences = tuple(_sentence(i, rows) for i, rows in enumerate(reading.sentences))
    try:
        article = Article(id=reading.ids[0] if len(reading.ids) == 1 else "", **{"text": "", **reading.article})
    except ArticleError as error:
        raise DocumentError(f"the comments describe no article: {error.message}", hint=error.hint) from error
    for row in (row for rows in reading.sentences for row in rows):
        if article.text[row.token.begin : row.token.end] != row.token.text:
            message = f"{row.token.text!r} does not stand at characters {row.token.begin} to {row.token.end}"
            raise _error(message, "the offsets belong to another text: write the file again", row.line)
    return Document(article=article, sentences=sentences, warnings=tuple(reading.warnings))


def _sentence(index: int, rows: list[_Row]) -> Sentence:
    for row in rows:
        if not -1 <= row.token.head < len(rows):
            message = f"head {row.token.head + 1} in a sentence of {len(rows)} words"
            raise _error(message, "0 for the root, else the number of a word of the same sentence", row.line)
    return Sentence(index=index, tokens=tuple(row.token for row in rows), entities=tuple(_spans(rows)))


def _spans(rows: list[_Row]) -> Iterator[Span]:
    """Yield the entities that BIOES tags mark; an entity without an end, as BIO has it, ends before the next tag that does not continue it."""
    start = 0
    kind: str | None = None
    for i, row in enumerate(rows):
        mark, _, name = row.tag.partition("-")
        if kind is not None and not (mark in ("I", "E") and name == kind):
            yield Span(start=start, end=i, type=kind)
            kind = None
        if mark in ("B", "S") or (mark in ("I", "E") and kind is None):
            start, kind = i, name
        if mark in ("E", "S"):
            yield Span(start=start, end=i + 1, type=name)
            kind = None
    if kind is not None:
        yield Span(start=start, end=len(rows), type=kind)


def _unescape(value: str) -> str:
    return ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else "", value)


def _integer(value: str, name: str, number: int) -> int:
    if value.isascii() and value.isdecimal():
        return int(value)
    raise _error(f"{name} {value!r} is no number", "a whole number in digits", number)


def _error(message: str, hint: str, number: int) -> DocumentError:
    return DocumentError(message, hint=hint, place=f"line {number}")

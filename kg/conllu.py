r"""Documents as CoNLL-U and back, so that tests and caches need no model.

What ``to_conllu`` writes is read back as an equal document: offsets stand in MISC as ``start_char`` and ``end_char``, named entities as ``ner`` tags (BIOES),
both as Stanza has them; the article, its text included, stands in comments ``# kg.… = …``. Columns and comments escape what a line cannot hold as
``\uXXXX``. CoNLL-U of any other origin is read too: its text is then rebuilt from the tokens and ``SpaceAfter``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields

from kg.article import Article
from kg.conllu_read import KEYS, from_conllu
from kg.document import Document, Sentence, Token
from kg.errors import DocumentError

__all__ = ["from_conllu", "to_conllu"]

UNSAFE_CATEGORIES = ("Cc", "Cs", "Zl", "Zp")


def to_conllu(document: Document) -> str:
    """Return a document as CoNLL-U; ``from_conllu`` makes an equal document of it.

    Raises:
        DocumentError: If a token does not stand in the article's text where it says, or entities overlap.

    Example:
        >>> token = Token(text="Talks", lemma="talk", upos="NOUN", begin=0, end=5)
        >>> print(to_conllu(Document(article=Article("Talks!", id="a1"), sentences=(Sentence(index=0, tokens=(token,)),))).expandtabs(4), end="")
        # newdoc id = a1
        # kg.text = Talks!
        # sent_id = a1-1
        # text = Talks
        1   Talks   talk    NOUN    _   _   0   root    _   start_char=0|end_char=5|SpaceAfter=No
        <BLANKLINE>
    """
    lines = list(_header(document))
    for index, sentence in enumerate(document.sentences):
        if sentence.index != index or not sentence.tokens:
            place = f"article {document.article.id}"
            raise DocumentError(f"sentence {index} has no token, or another index: {sentence.index}", hint="number the sentences from 0", place=place)
        text = " ".join(document.text(sentence).split())
        lines += ["# sent_id = " + _escape(f"{document.article.id}-{index + 1}"), "# text = " + _escape(text)]
        tags = _tags(sentence)
        lines += [_line(i, token, tags.get(i), document.article) for i, token in enumerate(sentence.tokens)]
        lines.append("")
    if not document.sentences:
        lines.append("")
    return "\n".join(lines) + "\n"


def _header(document: Document) -> Iterator[str]:
    yield "# newdoc id = " + _escape(document.article.id)
    for item in fields(Article):
        value = getattr(document.article, item.name)
        if item.name in KEYS and value != item.default:
            yield f"# kg.{item.name} = {_escape(str(value))}"
    for warning in document.warnings:
        yield "# kg.warning = " + _escape(warning)


def _line(index: int, token: Token, tag: str | None, article: Article) -> str:
    if article.text[token.begin : token.end] != token.text or not token.text:
        message = f"token {token.text!r} is not what stands at characters {token.begin} to {token.end}"
        raise DocumentError(message, hint="text[token.begin:token.end] == token.text", place=f"article {article.id}")
    misc = [f"start_char={token.begin}", f"end_char={token.end}"]
    if tag:
        misc.append("ner=" + re.sub("[|=]", lambda m: f"\\u{ord(m[0]):04x}", _escape(tag)))
    if not article.text[token.end : token.end + 1].isspace() and token.end < len(article.text):
        misc.append("SpaceAfter=No")
    columns = (token.text, token.lemma, token.upos, token.xpos, token.feats)
    return "\t".join([str(index + 1), *map(_escape, columns), str(token.head + 1), _escape(token.deprel), "_", "|".join(misc)])


def _tags(sentence: Sentence) -> dict[int, str]:
    """Return the BIOES tag of each token in an entity."""
    tags: dict[int, str] = {}
    before = 0
    for span in sentence.entities:
        if not before <= span.start < span.end <= len(sentence.tokens):
            message = f"entity {span} overlaps another or lies outside the sentence"
            raise DocumentError(message, hint="entities stand in reading order without overlap", place=f"sentence {sentence.index}")
        before = span.end
        last = span.end - 1
        tags |= dict.fromkeys(range(span.start, span.end), f"I-{span.type}")
        tags |= {span.start: f"B-{span.type}", last: f"E-{span.type}"} if last > span.start else {last: f"S-{span.type}"}
    return tags


def _escape(value: str) -> str:
    r"""Write what a line or column cannot hold as ``\uXXXX``; an empty value as a lone backslash and 0."""
    if not value:
        return "\\0"
    if value.isascii() and value.isprintable() and "\\" not in value:
        return value
    return "".join(f"\\u{ord(c):04x}" if c == "\\" or unicodedata.category(c) in UNSAFE_CATEGORIES else c for c in value)

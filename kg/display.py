"""Showing text from articles, which is hostile until escaped: in a terminal, in a notebook."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

__all__ = ["shorten", "table_html", "visible", "visible_html"]

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Show characters that move, hide or reorder others (controls, escapes of terminals, bidi marks) by their codes; line breaks become spaces.

    Example:
        >>> visible("Hamas\x1b[31m and \u202eQatar")
        'Hamas<U+001B>[31m and <U+202E>Qatar'
    """
    plain = _HIDDEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " "))
    return "".join(c if unicodedata.category(c) != "Cn" else f"<U+{ord(c):04X}>" for c in plain) if not plain.isascii() else plain


def visible_html(text: str) -> str:
    """Escape text for HTML, hidden characters shown by their codes.

    Example:
        >>> visible_html("<b>Oman & Iran</b>")
        '&lt;b&gt;Oman &amp; Iran&lt;/b&gt;'
    """
    return html.escape(visible(text), quote=True)


def shorten(text: str, limit: int = 60) -> str:
    """Cut text to a limit of characters, an ellipsis included.

    Example:
        >>> shorten("Oman mediates", 8)
        'Oman me…'
    """
    return text if len(text) <= limit else text[: limit - 1] + "…"


def table_html(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Make a small HTML table of text, every cell escaped.

    Example:
        >>> table_html(["who"], [["Oman & Iran"]])
        '<table><tr><th>who</th></tr><tr><td>Oman &amp; Iran</td></tr></table>'
    """
    first = "".join(f"<th>{visible_html(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{visible_html(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{first}</tr>{body}</table>"

"""Plain shapes that several modules share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["OnError", "Problem"]

OnError = Literal["raise", "collect"]
"""What a batch does with an item that fails: stop with its error, or go on and keep it among the problems."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something skipped or doubtful: where (article, file), what, and how it was handled."""

    article: str
    kind: str
    message: str

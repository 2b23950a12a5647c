"""Errors of the package: one base and a few leaves, each a built-in error too.

Messages say what failed, with the value and its place, what was expected, and end with a line ``Hint:`` that names the remedy.
"""

from __future__ import annotations

__all__ = [
    "ActorBookError",
    "ArticleError",
    "DocumentError",
    "GoldError",
    "GraphError",
    "KgError",
    "LexiconError",
    "MissingDependencyError",
    "ModelError",
    "ModelNotFoundError",
    "QueryError",
    "StoreError",
    "TopicError",
    "missing_extra",
]


class KgError(Exception):
    """Base of all errors that the package raises on purpose.

    Args:
        message: What failed, with the value and its place, and what was expected.
        hint: The action that mends it, shown on a line of its own.
        place: Where it happened: a file, a file and line, an article.

    Example:
        >>> print(KgError("no such topic: 'truse'", hint="did you mean 'truce'?"))
        no such topic: 'truse'
        Hint: did you mean 'truce'?
    """

    def __init__(self, message: str, *, hint: str | None = None, place: str | None = None) -> None:
        self.message = message
        self.hint = hint
        self.place = place
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        """Keep hint and place when the error crosses a process border."""
        return (_rebuild, (type(self), self.message, self.hint, self.place))

    def __str__(self) -> str:
        """Return place, message and hint, each only where there is one."""
        text = f"{self.place}: {self.message}" if self.place else self.message
        return f"{text}\nHint: {self.hint}" if self.hint else text


def _rebuild(kind: type[KgError], message: str, hint: str | None, place: str | None) -> KgError:
    return kind(message, hint=hint, place=place)


class ArticleError(KgError, ValueError):
    """An article that cannot be read: missing, binary, empty, wrongly encoded, a column that is not there."""


class DocumentError(KgError, ValueError):
    """Annotated text that contradicts itself: bad CoNLL-U, offsets outside the text."""


class ModelError(KgError, ValueError):
    """Model files that are damaged, tampered with or of another version."""


class ModelNotFoundError(KgError, LookupError):
    """A model that is not on this machine; nothing is downloaded unasked."""


class LexiconError(KgError, ValueError):
    """A frame file that cannot be used."""


class TopicError(KgError, ValueError):
    """A topic scheme that cannot be used."""


class ActorBookError(KgError, ValueError):
    """An actor file that cannot be used."""


class GoldError(KgError, ValueError):
    """A gold file or row that cannot be scored against."""


class GraphError(KgError, ValueError):
    """A graph file or table that cannot be read or written as asked."""


class QueryError(KgError, ValueError):
    """A SPARQL query that does not parse or asks for what is not allowed."""


class StoreError(KgError, OSError):
    """A triple store that refuses, fails or does not keep what it was sent."""


class MissingDependencyError(KgError, ImportError):
    """An optional package that is not installed."""


def missing_extra(package: str, extra: str) -> MissingDependencyError:
    """Make the error for an optional package that is not installed.

    Example:
        >>> print(missing_extra("pyshacl", "validate"))
        the package 'pyshacl' is needed for this and is not installed
        Hint: pip install 'parley-kg[validate]'
    """
    return MissingDependencyError(f"the package {package!r} is needed for this and is not installed", hint=f"pip install 'parley-kg[{extra}]'")

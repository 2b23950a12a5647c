"""What sentences say, in the notation of the lexicons: ``not planned meets(Kenya, Ghana)``."""

from __future__ import annotations

from kg.pipeline import Knowledge, article_graph
from kg.statement import ArticleGraph, Statement
from kg.vocabulary import STATIC, SYMMETRIC

__all__ = ["graph_of", "plain", "written"]


def graph_of(document: object, knowledge: Knowledge) -> ArticleGraph:
    """Return the graph of one annotated sentence."""
    return article_graph(document, knowledge)  # type: ignore[arg-type]


def written(graph: ArticleGraph) -> list[str]:
    """Return the statements about events in the notation of the lexicons, with names as the article has them."""
    return [plain(text) for s in graph.statements if s.predicate not in STATIC for text in _ways(graph, s)]


def plain(text: str) -> str:
    """Return a statement with names in small letters, without articles."""
    head, _, rest = text.partition("(")
    names = [n.strip().lower().removeprefix("the ").removeprefix("president ") for n in rest.rstrip(")").split(", ")]
    if head.split()[-1] in SYMMETRIC:
        names = sorted(names)
    return f"{head}({', '.join(names)})"


def _ways(graph: ArticleGraph, statement: Statement) -> set[str]:
    """Return the statement with each name that its subject and object have in the article."""
    names = {e.iri: {e.name, *(m.text for m in e.mentions)} for e in graph.entities}
    prefix = ("not " if statement.polarity == "negative" else "") + (f"{statement.modality} " if statement.modality != "asserted" else "")
    subjects = names.get(statement.subject, {statement.subject})
    objects = names.get(statement.object, {statement.object.rsplit("/", 1)[-1]})
    return {f"{prefix}{statement.predicate}({s}, {o})" for s in subjects for o in objects}

"""Each example sentence of each frame yields what the lexicon says that it yields."""

from __future__ import annotations

import pytest
from lexicon_statements import plain, written

from kg.annotate import annotate_all
from kg.article import Article
from kg.lexicon import Frame, load_lexicon
from kg.pipeline import article_graph, load_knowledge
from kg.statement import ArticleGraph

FRAMES = load_lexicon().frames


@pytest.fixture(scope="module")
def graphs(models: str) -> dict[str, ArticleGraph]:
    """Annotate all examples in one pass."""
    knowledge = load_knowledge()
    texts = list(dict.fromkeys(e.text for f in FRAMES for e in f.examples))
    documents = annotate_all([Article(text=t, id=f"example-{i}") for i, t in enumerate(texts)], models=models)
    return {text: article_graph(document, knowledge) for text, document in zip(texts, documents, strict=True)}


@pytest.mark.models
@pytest.mark.parametrize("frame", FRAMES, ids=lambda f: f.id)
def test_examples_of_a_frame_yield_what_they_must(frame: Frame, graphs: dict[str, ArticleGraph]) -> None:
    """A positive example yields its statements; a negative one gives no event of the frame."""
    for example in frame.examples:
        graph = graphs[example.text]
        found = set(written(graph))
        missing = {plain(y) for y in example.yields} - found
        assert not missing, f"{example.text}: {sorted(missing)} not among {sorted(found)}"
        if not example.yields:
            assert not [s for s in graph.statements if s.frame == frame.id], example.text


@pytest.mark.parametrize("frame", FRAMES, ids=lambda f: f.id)
def test_every_frame_says_what_it_covers(frame: Frame) -> None:
    """A frame has a note and at least one example."""
    assert frame.note
    assert frame.examples

"""Measure a folder of models through the very pipeline that the package loads."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kg.models.train.data import NerSentence, UdSentence, read_ner, read_ud, to_conllu
from kg.models.train.ner import entity_scores
from kg.models.train.parser import attachment
from kg.models.train.tokenizer import raw_text, sentence_spans

__all__ = ["evaluate", "measure_ner", "measure_raw", "measure_splitting", "measure_words"]

Scores = dict[str, Any]


def evaluate(models: Path, data: Path, *, split: str = "test") -> Scores:
    """Return all figures of the card.

    Args:
        models: Folder with the six model files.
        data: Folder with ``ud`` and ``ner``.
        split: ``test``, or ``dev`` while models are chosen.

    Returns:
        Figures by group: ``splitting``, ``words``, ``genres``, ``raw`` and ``ner``.
    """
    from kg.models.load import load_pipeline

    pipeline = load_pipeline(str(models), "en")
    treebanks = {name: read_ud(data / f"ud/{name}.{split}.conllu") for name in ("ewt", "gum")}
    news = [one for part in ("dev", "test") for one in read_ud(data / f"ud/gum.{part}.conllu") if one.genre == "news"]
    splitting = {
        "gum": measure_splitting(pipeline, treebanks["gum"], glued=False),
        "gum_glued": measure_splitting(pipeline, treebanks["gum"], glued=True),
        "ewt": measure_splitting(pipeline, treebanks["ewt"], glued=False),
        "news_glued": measure_splitting(pipeline, news, glued=True),
    }
    splitting["news_glued"]["documents"] = len({one.document for one in news})
    genres = sorted({one.genre for one in treebanks["gum"]})
    return {
        "splitting": splitting,
        "words": {name: measure_words(pipeline, part) for name, part in treebanks.items()},
        "genres": {
            genre: measure_words(pipeline, [one for one in treebanks["gum"] if one.genre == genre]) for genre in genres
        },
        "raw": {name: measure_raw(pipeline, part) for name, part in treebanks.items()},
        "ner": measure_ner(pipeline, read_ner(data / f"ner/{split}.tsv")),
    }  # fmt: skip


def measure_splitting(pipeline: Any, sentences: Sequence[UdSentence], *, glued: bool) -> Scores:
    """Return F1 of tokens and of sentences on raw text whose paragraphs are separated by blank lines.

    ``boundaries`` is the number of places where a space between sentences was removed.
    """
    parts = raw_text(sentences, glued=glued)
    text = "\n\n".join(part for part, _ in parts)
    gold_sentences, gold_tokens = _gold_spans(parts)
    document = pipeline.processors["tokenize"].process(text)
    found_tokens = {(token.start_char, token.end_char) for one in document.sentences for token in one.tokens}
    found_sentences = {(one.tokens[0].start_char, one.tokens[-1].end_char) for one in document.sentences}
    plain = sum(len(part) for part, _ in raw_text(sentences, glued=False))
    return {
        "sentences": _f1(gold_sentences, found_sentences), "tokens": _f1(gold_tokens, found_tokens),
        "count": len(gold_sentences), "boundaries": plain - sum(len(part) for part, _ in parts),
    }  # fmt: skip


def _gold_spans(parts: Iterable[tuple[str, list[int]]]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    sentences: set[tuple[int, int]] = set()
    tokens: set[tuple[int, int]] = set()
    offset = 0
    for text, labels in parts:
        sentences |= {(offset + begin, offset + end) for begin, end in sentence_spans(labels, text)}
        every = [2 if label else 0 for label in labels]
        tokens |= {(offset + begin, offset + end) for begin, end in sentence_spans(every, text)}
        offset += len(text) + 2
    return sentences, tokens


def _f1(gold: set[Any], found: set[Any]) -> float:
    return 200 * len(gold & found) / max(1, len(gold) + len(found))


def _annotate(pipeline: Any, sentences: Sequence[Sequence[str]], processors: Sequence[str]) -> Any:
    from stanza.models.common.doc import Document

    document = Document([[{"id": (place,), "text": word} for place, word in enumerate(one, 1)] for one in sentences])
    for name in processors:
        document = pipeline.processors[name].process(document)
    return document


def measure_words(pipeline: Any, sentences: Sequence[UdSentence]) -> Scores:
    """Return accuracy of tags and lemmas and attachment on gold tokens; each step reads what the one before predicted."""
    document = _annotate(pipeline, [one.words for one in sentences], ("pos", "lemma", "depparse"))
    words = sum(len(one.words) for one in sentences)
    pairs = [
        pair for one, other in zip(sentences, document.sentences, strict=True)
        for pair in zip(one.upos, one.xpos, one.feats, one.lemmas, other.words, strict=True)
    ]  # fmt: skip
    full = sum(
        head == word.head and deprel == word.deprel
        for one, other in zip(sentences, document.sentences, strict=True)
        for head, deprel, word in zip(one.heads, one.deprels, other.words, strict=True)
    )
    trees = [([word.head for word in one.words], [word.deprel for word in one.words]) for one in document.sentences]
    return attachment(sentences, trees) | {
        "las_subtypes": 100 * full / words,
        "upos": 100 * sum(upos == word.upos for upos, _, _, _, word in pairs) / words,
        "xpos": 100 * sum(xpos == word.xpos for _, xpos, _, _, word in pairs) / words,
        "feats": 100 * sum(feats == (word.feats or "_") for _, _, feats, _, word in pairs) / words,
        "lemma": 100 * sum(lemma == word.lemma for _, _, _, lemma, word in pairs) / words,
        "count": words,
    }


def measure_raw(pipeline: Any, sentences: Sequence[UdSentence]) -> Scores:
    """Return the scores of the CoNLL 2018 task on raw text."""
    from udtools.udeval import evaluate as compare
    from udtools.udeval import load_conllu

    text = "\n\n".join(part for part, _ in raw_text(sentences, glued=False))
    document = pipeline.processors["tokenize"].process(text)
    for name in ("pos", "lemma", "depparse"):
        document = pipeline.processors[name].process(document)
    gold = load_conllu(io.StringIO(to_conllu(sentences)), "gold", {})
    for one in document.sentences:
        for token in one.tokens:
            # Stanza writes a placeholder for very long tokens; the comparison is by the text's own characters
            token.words[0].text = text[token.start_char : token.end_char]
    found = compare(gold, load_conllu(io.StringIO(f"{document:C}\n\n"), "found", {}))
    return {
        name: 100 * found[key].f1
        for name, key in {"tokens": "Tokens", "sentences": "Sentences", "upos": "UPOS", "lemma": "Lemmas", "uas": "UAS", "las": "LAS"}.items()
    }


def measure_ner(pipeline: Any, sentences: Sequence[NerSentence]) -> Scores:
    """Return precision, recall, F1 and gold count for each class and for ``all``, on gold tokens."""
    document = _annotate(pipeline, [one.words for one in sentences], ("ner",))
    found = [[token.ner for token in one.tokens] for one in document.sentences]
    return {
        "classes": entity_scores([one.labels for one in sentences], found),
        "articles": len({one.article for one in sentences}), "count": len(sentences),
    }  # fmt: skip

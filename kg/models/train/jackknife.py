"""Predicted tags for the training data: each document is tagged by a tagger that has not seen it.

A parser trained on gold tags trusts them too much and loses points on predicted ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.models.train.tagger import TaggerTraining, retag, train_tagger

if TYPE_CHECKING:
    from kg.models.train.data import UdSentence

__all__ = ["folds", "jackknife"]


def folds(sentences: Sequence[UdSentence], count: int) -> list[list[int]]:
    """Deal the sentences to ``count`` folds by document, in turn; return their numbers."""
    dealt: list[list[int]] = [[] for _ in range(count)]
    documents: dict[str, int] = {}
    for number, sentence in enumerate(sentences):
        document = documents.setdefault(sentence.document, len(documents))
        dealt[document % count].append(number)
    return dealt


def jackknife(
    gold: Sequence[UdSentence], development: Sequence[UdSentence], vectors: Any, settings: dict[str, Any], folder: Path
) -> tuple[list[UdSentence], TaggerTraining]:
    """Retag the training data fold by fold.

    Returns:
        The sentences with predicted tags, in the order given, and the last fold's tagger, whose errors are of the same kind.
    """
    result = list(gold)
    for fold, numbers in enumerate(folds(gold, settings["folds"])):
        held_out = set(numbers)
        rest = [one for number, one in enumerate(gold) if number not in held_out]
        tagger = train_tagger(rest, development, vectors, settings, folder / f"fold{fold}")
        for number, one in zip(numbers, retag(tagger, [gold[number] for number in numbers]), strict=True):
            result[number] = one
    return result, tagger

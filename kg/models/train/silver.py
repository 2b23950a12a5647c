"""Silver trees: the raw text of the entity data, which is news, parsed and tagged by the teacher."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.models.train.data import NerSentence, UdSentence
from kg.models.train.teacher import Teacher, label_text

__all__ = ["make_silver", "read_silver", "trusted"]


def make_silver(teacher: Teacher, sentences: Sequence[NerSentence], settings: dict[str, Any], path: Path) -> None:
    """Label the sentences of usable length and write them, one a line."""
    texts = [one.words for one in sentences if settings["shortest"] <= len(one.words) <= settings["longest"]]
    partial = path.with_suffix(".part")
    with partial.open("w", encoding="utf-8") as out:
        for words, labels in zip(texts, label_text(teacher, texts), strict=True):
            certainty = sum(labels.pop("arc")) / len(words)
            out.write(json.dumps({"words": words, "certainty": round(certainty, 4)} | labels, ensure_ascii=False) + "\n")
    partial.replace(path)


def read_silver(path: Path, settings: dict[str, Any]) -> list[UdSentence]:
    """Read the silver sentences that the teacher is certain enough about; they have neither lemmas nor features."""
    with path.open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [_sentence(one) for one in found if trusted(one, settings["certainty"])]


def trusted(labelled: dict[str, Any], certainty: float) -> bool:
    """Return whether the arcs' mean probability reaches ``certainty``.

    Example:
        >>> trusted({"certainty": 0.75}, 0.8)
        False
    """
    return bool(labelled["certainty"] >= certainty)


def _sentence(one: dict[str, Any]) -> UdSentence:
    words = tuple(one["words"])
    return UdSentence(
        words=words, lemmas=("_",) * len(words), upos=tuple(one["upos"]), xpos=tuple(one["xpos"]), feats=(),
        heads=tuple(one["heads"]), deprels=tuple(one["deprels"]), space_after=(True,) * len(words),
    )  # fmt: skip

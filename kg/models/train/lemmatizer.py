"""The lemmatizer: Stanza's dictionary of training words, and its character model for all other words.

The character model sees each distinct word once, whatever its frequency: it is asked about unknown words only. Words that
are not names are also shown with a capital, as they stand at the start of a sentence.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import nn

from kg.models.train.data import UdSentence
from kg.models.train.loop import load_trained, save_trained, seed_everything, train

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["LemmatizerTraining", "distinct_words", "train_lemmatizer"]

Triple = tuple[str, str, str]


def distinct_words(gold: Sequence[UdSentence]) -> list[Triple]:
    """Return each distinct word, tag and lemma that occurs as the most frequent reading of its word and tag.

    Words tagged as names, numbers, symbols and the like stay as they are; the others come with a capital as well.
    """
    counts = Counter(triple for one in _known(gold) for triple in one)
    best: dict[tuple[str, str], str] = {}
    for (word, tag, lemma), _ in counts.most_common():
        best.setdefault((word, tag), lemma)
    for (word, tag), lemma in list(best.items()):
        if tag in {"NOUN", "VERB", "ADJ", "ADV", "AUX"} and word.islower():
            best.setdefault((word.capitalize(), tag), lemma)
    return [(word, tag, lemma) for (word, tag), lemma in best.items()]


def _known(gold: Sequence[UdSentence]) -> Iterator[list[Triple]]:
    for one in gold:
        broken = {place for place, name in enumerate(one.deprels) if name == "goeswith"}
        broken |= {one.heads[place] - 1 for place in broken}
        yield [
            (word, tag, lemma)
            for place, (word, tag, lemma) in enumerate(zip(one.words, one.upos, one.lemmas, strict=True))
            if place not in broken and (lemma != "_" or word == "_")
        ]


class _Source:
    """What Stanza's data loader asks of a document."""

    def __init__(self, triples: Sequence[Triple]) -> None:
        self.triples = triples

    def get(self, fields: Sequence[str], *, as_sentences: bool = False) -> list[Any]:
        """Return word, tag and lemma, with empty columns behind them where they are asked for."""
        rows: list[Any] = [[*triple, 0, "dep", None][: len(fields)] for triple in self.triples]
        return [[row] for row in rows] if as_sentences else rows


class LemmatizerTraining(nn.Module):
    """Stanza's lemmatizer with its loss."""

    def __init__(self, gold: Sequence[UdSentence], settings: dict[str, Any]) -> None:
        super().__init__()
        from stanza.models.lemma.data import DataLoader
        from stanza.models.lemma.trainer import Trainer

        self.arguments = _arguments(settings)
        self.words = DataLoader(_Source(distinct_words(gold)), settings["batch_words"], self.arguments, evaluation=False)
        vocab = self.words.vocab
        self.arguments |= {"vocab_size": vocab["char"].size, "pos_vocab_size": vocab["pos"].size}
        self.trainer = Trainer(args=self.arguments, vocab=vocab, device="cpu")
        self.model = self.trainer.model
        self.trainer.train_dict([triple for one in _known(gold) for triple in one])

    def batches(self, rng: random.Random) -> Iterator[list[Any]]:
        """Yield batches of distinct words without end; Stanza sorts each by length."""
        items = [item for batch in self.words.data for item in batch]
        size = self.arguments["batch_size"]
        while True:
            rng.shuffle(items)
            self.words.data = [items[start : start + size] for start in range(0, len(items), size)]
            yield from ([batch] for batch in self.words)

    def loss(self, batch: list[Any]) -> Tensor:
        """Return the loss of characters and edits."""
        source, source_mask, target_in, target_out, tags, edits, _, text = batch[0]
        scores, kinds = self.model(source, source_mask, target_in, tags, raw=text)
        width = self.trainer.vocab["char"].size
        total: Tensor = self.trainer.crit(scores.view(-1, width), target_out.view(-1), kinds, edits)
        return total

    def predict(self, pairs: Sequence[tuple[str, str]]) -> list[str]:
        """Return the lemma of each word and tag."""
        from stanza.models.lemma.data import DataLoader

        skip = self.trainer.skip_seq2seq(pairs)
        unknown = [(word, tag, word) for (word, tag), known in zip(pairs, skip, strict=True) if not known]
        found: list[str] = []
        edits: list[Any] = []
        if unknown:
            loader = DataLoader(_Source(unknown), 200, self.arguments, vocab=self.trainer.vocab, evaluation=True)
            for batch in loader:
                lemmas, kinds = self.trainer.predict(batch, 1)
                found += lemmas
                edits += kinds
        found = self.trainer.postprocess([word for word, _, _ in unknown], found, edits=edits)
        result: list[str] = self.trainer.ensemble(pairs, _fill(skip, found))
        return result

    def save(self, path: Path) -> None:
        """Write Stanza's model file."""
        self.trainer.save(str(path))


def _fill(skip: Sequence[bool], found: Sequence[str]) -> list[str]:
    rest = iter(found)
    return ["" if known else next(rest) for known in skip]


def _arguments(settings: dict[str, Any]) -> dict[str, Any]:
    from stanza.models.lemmatizer import parse_args

    flags = ["--shorthand", "en_combined", "--mode", "train", "--cpu", "--batch_size", str(settings["batch_words"])]
    for name in ("hidden_dim", "emb_dim", "pos_dim", "dropout", "emb_dropout", "pos_dropout"):
        flags += [f"--{name}", str(settings[name])]
    arguments: dict[str, Any] = parse_args(flags)
    return arguments


def train_lemmatizer(
    gold: Sequence[UdSentence], development: Sequence[UdSentence], settings: dict[str, Any], folder: Path
) -> LemmatizerTraining:
    """Train a lemmatizer, or load it where ``folder`` has it finished.

    Args:
        gold: Sentences with gold tags and lemmas.
        development: Sentences for the figures shown on the way; their tags are those given.
        settings: Sizes and schedule.
        folder: For the model, the state and the progress.

    Returns:
        The lemmatizer, with its averaged weights.
    """
    rng = seed_everything(settings["seed"])
    random.seed(settings["seed"])
    training = LemmatizerTraining(gold, settings)
    finished = folder / "weights.pt"
    if finished.exists():
        load_trained(training, finished)
        return training
    pairs = [pair for one in development for pair in zip(one.words, one.upos, strict=True)]
    lemmas = [lemma for one in development for lemma in one.lemmas]

    def figures() -> dict[str, float]:
        found = training.predict(pairs)
        return {"lemma": 100 * sum(a == b for a, b in zip(lemmas, found, strict=True)) / len(lemmas)}

    train(training, training.loss, lambda _: training.batches(rng), settings, evaluate=figures, folder=folder)
    save_trained(training, finished)
    return training

"""The tokenizer and sentence splitter: Stanza's character tagger, trained on text varied anew in every epoch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from kg.models.train.data import UdSentence, paragraphs
from kg.models.train.fast import bilstm, reverse_index, use_fast_dropout
from kg.models.train.glue import glue_allowed, render, vary
from kg.models.train.loop import Batches, load_trained, pad, save_trained, seed_everything, train

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

__all__ = ["TokenizerTraining", "raw_text", "sentence_spans", "train_tokenizer"]

Window = tuple["np.ndarray", "np.ndarray", Sequence[int]]


class TokenizerTraining(nn.Module):
    """Stanza's tokenizer with a forward pass of our own."""

    def __init__(self, text: Sequence[tuple[str, list[int]]], settings: dict[str, Any]) -> None:
        super().__init__()
        from stanza.models.tokenization.data import TokenizationDataset
        from stanza.models.tokenization.trainer import Trainer
        from stanza.models.tokenization.vocab import Vocab

        self.arguments = _arguments(settings)
        vocab = Vocab([[(letter, 0) for letter in one] for one, _ in text], "en")
        self.arguments["vocab_size"] = len(vocab)
        self.trainer = Trainer(args=self.arguments, vocab=vocab, device="cpu")
        self.model = self.trainer.model
        use_fast_dropout(self.model)
        self.unit_dropout = settings["unit_dropout"]
        self._features = TokenizationDataset(self.arguments, input_text=" ", vocab=vocab, evaluation=True)

    def window(self, text: str, labels: Sequence[int]) -> Window:
        """Return ids and features of a paragraph with its labels."""
        import re

        units = [(" " if re.match(r"\s", letter) else letter, label) for letter, label in zip(text, labels, strict=True)]
        ids, _, features, _ = self._features.para_to_sentences(units)[0]
        return ids, features, labels

    def forward(self, batch: Sequence[Window]) -> tuple[Tensor, Tensor]:
        """Return the log-scores of the three labels, batch × length × 3, and the mask."""
        model = self.model
        lengths = torch.tensor([len(ids) for ids, _, _ in batch])
        width = int(lengths.max())
        mask = torch.arange(width) < lengths[:, None]
        units = pad([ids.tolist() for ids, _, _ in batch])
        features = torch.zeros(len(batch), width, self.arguments["feat_dim"])
        for row, (ids, values, _) in enumerate(batch):
            features[row, : len(ids)] = torch.from_numpy(values)
        if self.training:
            dropped = (torch.rand(units.shape) < self.unit_dropout) & mask
            units = units.masked_fill(dropped, 1)
            features = features * (torch.rand(units.shape) >= self.unit_dropout)[:, :, None]
        x = torch.cat([model.dropout(model.embeddings(units)), model.dropout_feat(features)], 2)
        index = reverse_index(lengths, width)
        x = model.dropout(torch.cat(bilstm(model.rnn, x, index), 2))
        token, sentence = model.tok_clf(x), model.sent_clf(x)
        gate = 1 - model.toknoise(torch.sigmoid(-token * self.arguments["hier_invtemp"]))
        deep = model.dropout(torch.cat(bilstm(model.rnn2, x * gate, index), 2))
        token, sentence = token + model.tok_clf2(deep), sentence + model.sent_clf2(deep)
        inside, ends = nn.functional.logsigmoid(-token), nn.functional.logsigmoid(token)
        goes_on, stops = nn.functional.logsigmoid(-sentence), nn.functional.logsigmoid(sentence)
        return torch.cat([inside, ends + goes_on, ends + stops], 2), mask

    def loss(self, batch: Sequence[Window]) -> Tensor:
        """Return the loss a character."""
        scores, mask = self(batch)
        gold = torch.tensor([label for _, _, labels in batch for label in labels])
        return nn.functional.cross_entropy(scores[mask], gold)

    def predict(self, text: Sequence[str]) -> list[list[int]]:
        """Return the labels of each paragraph, in the order given."""
        order = sorted(range(len(text)), key=lambda number: len(text[number]))
        result: list[Any] = [None] * len(text)
        self.eval()
        with torch.inference_mode():
            for start in range(0, len(order), 32):
                numbers = order[start : start + 32]
                best = self([self.window(text[number], [0] * len(text[number])) for number in numbers])[0].argmax(2)
                for row, number in enumerate(numbers):
                    labels = best[row, : len(text[number])].tolist()
                    result[number] = [*labels[:-1], 2]
        return result

    def save(self, path: Path) -> None:
        """Write Stanza's model file."""
        self.trainer.save(str(path))


def _arguments(settings: dict[str, Any]) -> dict[str, Any]:
    from stanza.models.tokenizer import parse_args

    flags = ["--lang", "en", "--shorthand", "en_combined", "--mode", "predict", "--cpu", "--no_use_mwt", "--max_seqlen", "1000"]
    for name in ("hidden_dim", "emb_dim", "dropout"):
        flags += [f"--{name}", str(settings[name])]
    arguments: dict[str, Any] = parse_args(flags)
    arguments["feat_funcs"] = list(settings["features"])
    arguments["feat_dim"], arguments["num_dict_feat"] = len(settings["features"]), 0
    return arguments


def raw_text(sentences: Sequence[UdSentence], *, glued: bool) -> list[tuple[str, list[int]]]:
    """Return the paragraphs of a treebank as text with labels; ``glued`` drops every space that may go between sentences."""
    result = []
    for paragraph in paragraphs(sentences):
        pieces = [list(zip(one.words, one.space_after, strict=True)) for one in paragraph]
        result.append(render(pieces, [glued and glue_allowed(one, two) for one, two in pairwise(pieces)]))
    return result


def sentence_spans(labels: Sequence[int], text: str) -> set[tuple[int, int]]:
    """Return begin and end of each sentence; the spaces between sentences belong to none."""
    spans, start = set(), 0
    for place, label in enumerate(labels):
        if label == 2:
            while start < place and text[start].isspace():
                start += 1
            spans.add((start, place + 1))
            start = place + 1
    return spans


def _f1(training: TokenizerTraining, gold: Sequence[tuple[str, list[int]]]) -> float:
    right = total = 0
    for (text, labels), found in zip(gold, training.predict([text for text, _ in gold]), strict=True):
        first, second = sentence_spans(labels, text), sentence_spans(found, text)
        right, total = right + len(first & second), total + len(first) + len(second)
    return 200 * right / total


def _stream(
    training: TokenizerTraining, gold: Sequence[Sequence[UdSentence]], settings: dict[str, Any], rng: random.Random
) -> Iterator[list[Window]]:
    while True:
        whole = [training.window(*part) for part in vary(gold, rng, settings)]
        windows = [one for window in whole for one in cut(window, rng, longest=settings["longest"], broken=settings["broken"])]
        yield from Batches(windows, words=settings["batch_words"], rng=rng, length=lambda one: len(one[0])).epoch()


def cut(window: Window, rng: random.Random, *, longest: int, broken: float) -> Iterator[Window]:
    """Cut a long paragraph into windows of about ``longest`` characters, each beginning with a sentence.

    Stanza reads long paragraphs in pieces that end anywhere, so a share of the windows ends inside a sentence, which is then
    read again from its beginning. The features are those of the whole paragraph: they tell a cut from a paragraph's end.
    """
    ids, features, labels = window
    start = begin = 0
    for place, label in enumerate(labels, 1):
        if label != 2:
            continue
        if place - start >= longest or place == len(labels):
            end = place
            if place - begin > 1 and rng.random() < broken:
                end = rng.randrange(begin + 1, place)
            yield ids[start:end], features[start:end], labels[start:end]
            if end < place:
                yield ids[begin:place], features[begin:place], labels[begin:place]
            start = place
        begin = place


def train_tokenizer(
    gold: Sequence[UdSentence], development: Mapping[str, Sequence[UdSentence]], settings: dict[str, Any], folder: Path
) -> TokenizerTraining:
    """Train a tokenizer, or load it where ``folder`` has it finished.

    Args:
        gold: Sentences with paragraph starts and spaces.
        development: Sets by name; figures are shown for their text as it is and glued.
        settings: Sizes, schedule and the shares of ``vary``.
        folder: For the model, the state and the progress.

    Returns:
        The tokenizer, with its averaged weights.
    """
    rng = seed_everything(settings["seed"])
    training = TokenizerTraining(raw_text(gold, glued=False), settings)
    finished = folder / "weights.pt"
    if finished.exists():
        load_trained(training, finished)
        return training
    texts = {
        f"{name}{'_glued' if glued else ''}": raw_text(part, glued=glued)
        for name, part in development.items() for glued in (False, True)
    }  # fmt: skip
    parts = paragraphs(gold)
    train(
        training, training.loss, lambda _: _stream(training, parts, settings, rng), settings,
        evaluate=lambda: {name: _f1(training, text) for name, text in texts.items()}, folder=folder,
    )  # fmt: skip
    save_trained(training, finished)
    return training

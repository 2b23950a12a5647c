"""The entity tagger: Stanza's BiLSTM with a linear-chain CRF, trained over padded batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from kg.models.train.data import NerSentence
from kg.models.train.encode import Encoder
from kg.models.train.fast import bilstm, character_vectors, crf_loss, reverse_index, use_fast_dropout
from kg.models.train.loop import Batches, load_trained, pad, save_trained, seed_everything, train

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["NerTraining", "cut_sentences", "entity_scores", "entity_spans", "train_ner"]


class NerTraining(nn.Module):
    """Stanza's entity tagger with a forward pass of our own."""

    def __init__(self, gold: Sequence[NerSentence], vectors: Any, settings: dict[str, Any]) -> None:
        super().__init__()
        from stanza.models.ner.trainer import Trainer

        arguments = _arguments(settings, vectors)
        self.vocab = _vocabulary(gold, vectors, arguments, settings["word_cutoff"])
        self.trainer = Trainer(args=arguments, vocab=self.vocab, pretrain=vectors, device="cpu")
        self.model = self.trainer.model
        self.model.word_emb.weight.requires_grad_(False)
        use_fast_dropout(self.model)
        self.encoder = Encoder(self.vocab, vectors.vocab, word="delta")
        self.word_dropout = settings["word_dropout"]

    def scores(self, sentences: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor]:
        """Return the label scores, batch × length × labels, and the mask of words."""
        model, batch = self.model, self.encoder(sentences)
        unknown, known_vector = batch.word == 1, batch.vector != 1
        # as in Stanza: a word that has a vector but no correction of its own gets the vector alone
        words = model.word_emb(batch.vector) + model.delta_emb(batch.word.masked_fill(unknown & known_vector, 0))
        if self.training and self.word_dropout:
            kept = torch.rand(batch.mask.shape) >= self.word_dropout
            words = torch.where(kept[:, :, None], words, model.delta_emb.weight[1])
        characters = character_vectors(model.charmodel, batch.characters, batch.character_lengths)
        x = model.input_transform(model.drop(torch.cat([words, characters[batch.places]], 2)))
        init = (model.taggerlstm_h_init, model.taggerlstm_c_init)
        x = torch.cat(bilstm(model.taggerlstm.lstm, x, reverse_index(batch.lengths, x.size(1)), init), 2)
        return model.tag_clfs[0](model.drop(x)), batch.mask

    def loss(self, batch: Sequence[NerSentence]) -> Tensor:
        """Return the negative log-likelihood a sentence."""
        scores, mask = self.scores([one.words for one in batch])
        gold = pad([[number[0] for number in self.vocab["tag"].map([(label,) for label in one.labels])] for one in batch])
        return crf_loss(scores, self.model.crits[0]._transitions, gold, mask) / len(batch)

    def predict(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """Return the labels of each sentence, in the order given."""
        from stanza.models.common.crf import viterbi_decode
        from stanza.models.ner.trainer import fix_singleton_tags

        order = sorted(range(len(sentences)), key=lambda number: len(sentences[number]))
        result: list[Any] = [None] * len(sentences)
        transitions = self.model.crits[0]._transitions.detach().numpy()
        self.eval()
        with torch.inference_mode():
            for start in range(0, len(order), 40):
                numbers = order[start : start + 40]
                scores = self.scores([sentences[number] for number in numbers])[0].numpy()
                for row, number in enumerate(numbers):
                    best = viterbi_decode(scores[row, : len(sentences[number])], transitions)[0]
                    labels = self.vocab["tag"].unmap([(max(int(one), 4),) for one in best])
                    result[number] = fix_singleton_tags([one[0] for one in labels])
        return result

    def save(self, path: Path) -> None:
        """Write Stanza's model file."""
        self.trainer.save(str(path))


def _arguments(settings: dict[str, Any], vectors: Any) -> dict[str, Any]:
    from stanza.models.ner_tagger import parse_args

    flags = ["--shorthand", "en_worldwide", "--mode", "predict", "--cpu", "--word_emb_dim", str(vectors.emb.shape[1])]
    for name in ("hidden_dim", "char_emb_dim", "char_hidden_dim", "dropout"):
        flags += [f"--{name}", str(settings[name])]
    arguments: dict[str, Any] = parse_args(flags)
    return arguments


def _vocabulary(gold: Sequence[NerSentence], vectors: Any, arguments: dict[str, Any], cutoff: int) -> Any:
    from stanza.models.common.vocab import CharVocab, CompositeVocab
    from stanza.models.ner.vocab import MultiVocab
    from stanza.models.pos.vocab import WordVocab

    data = [list(zip(one.words, one.labels, strict=True)) for one in gold]
    labels = [[((label,),) for label in one.labels] for one in gold]
    shorthand = arguments["shorthand"]
    return MultiVocab({
        "char": CharVocab(data, shorthand),
        "delta": WordVocab(data, shorthand, cutoff=cutoff, lower=True),
        "tag": CompositeVocab(labels, shorthand, idx=0, sep=None),
        "word": vectors.vocab,
    })  # fmt: skip


def entity_spans(labels: Sequence[str]) -> set[tuple[int, int, str]]:
    """Return the entities of BIOES labels as first word, last word and class.

    Example:
        >>> sorted(entity_spans(["B-Person", "E-Person", "O", "S-Date"]))
        [(0, 1, 'Person'), (3, 3, 'Date')]
    """
    spans, start = set(), 0
    for place, label in enumerate(labels):
        if label[0] in "BS":
            start = place
        if label[0] in "ES":
            spans.add((start, place, label[2:]))
    return spans


def entity_scores(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> dict[str, tuple[float, float, float, int]]:
    """Return precision, recall, F1 in percent and the number of gold entities, for each class and for ``all``."""
    right, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    for one, other in zip(gold, predicted, strict=True):
        first, second = entity_spans(one), entity_spans(other)
        for counter, spans in ((wanted, first), (found, second), (right, first & second)):
            counter.update(kind for _, _, kind in spans)
            counter["all"] += len(spans)
    return {
        kind: (
            100 * right[kind] / max(1, found[kind]), 100 * right[kind] / wanted[kind],
            200 * right[kind] / (found[kind] + wanted[kind]), wanted[kind],
        )
        for kind in sorted(wanted)
    }  # fmt: skip


def cut_sentences(sentences: Sequence[NerSentence], *, longest: int) -> list[NerSentence]:
    """Cut overlong sentences at full stops, so that a batch holds sentences of similar length."""
    result = []
    for one in sentences:
        start = 0
        for place, (word, label) in enumerate(zip(one.words, one.labels, strict=True), 1):
            if place - start >= longest and (word == "." or (label == "O" and place - start >= 2 * longest)):
                result.append(replace(one, words=one.words[start:place], labels=one.labels[start:place]))
                start = place
        if start < len(one.words):
            result.append(replace(one, words=one.words[start:], labels=one.labels[start:]))
    return result


def train_ner(
    gold: Sequence[NerSentence], development: Sequence[NerSentence], vectors: Any, settings: dict[str, Any], folder: Path
) -> NerTraining:
    """Train an entity tagger, or load it where ``folder`` has it finished.

    Args:
        gold: Sentences to learn from.
        development: Sentences for the figures shown on the way.
        vectors: Stanza's loaded vector table.
        settings: Sizes and schedule.
        folder: For the model, the state and the progress.

    Returns:
        The tagger, with its averaged weights.
    """
    rng = seed_everything(settings["seed"])
    training = NerTraining(gold, vectors, settings)
    finished = folder / "weights.pt"
    if finished.exists():
        load_trained(training, finished)
        return training
    sentences = cut_sentences(gold, longest=settings["longest"])
    stream = Batches(sentences, words=settings["batch_words"], rng=rng, length=lambda one: len(one.words))

    def figures() -> dict[str, float]:
        scores = entity_scores([one.labels for one in development], training.predict([one.words for one in development]))
        return {"precision": scores["all"][0], "recall": scores["all"][1], "f1": scores["all"][2]}

    train(training, training.loss, lambda _: iter(stream), settings, evaluate=figures, folder=folder)
    save_trained(training, finished)
    return training

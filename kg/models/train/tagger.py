"""The part-of-speech tagger: Stanza's tagger with shared hidden layer, trained over padded batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from kg.models.train.data import UdSentence, with_columns
from kg.models.train.encode import Encoder
from kg.models.train.fast import character_vectors, highway, use_fast_dropout
from kg.models.train.loop import Batches, load_trained, mixed, pad, save_trained, seed_everything, train

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["TaggerTraining", "retag", "train_tagger"]


class TaggerTraining(nn.Module):
    """Stanza's tagger with a forward pass of our own."""

    def __init__(self, gold: Sequence[UdSentence], vectors: Any, settings: dict[str, Any]) -> None:
        super().__init__()
        from stanza.models.pos.trainer import Trainer

        arguments = _arguments(settings)
        vocab = _vocabulary(gold, arguments)
        self.trainer = Trainer(args=arguments, vocab=vocab, pretrain=vectors, device="cpu")
        self.model = self.trainer.model
        use_fast_dropout(self.model)
        self.vocab, self.encoder = vocab, Encoder(vocab, vectors.vocab)

    def hidden(self, sentences: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor]:
        """Return the shared hidden layer of all words, flat, and the mask of words."""
        model, batch = self.model, self.encoder(sentences)
        characters = character_vectors(model.charmodel, batch.characters, batch.character_lengths)
        x = torch.cat(
            [
                model.word_emb(batch.word),
                model.trans_pretrained(model.pretrained_emb(batch.vector)),
                model.trans_char(model.drop(characters))[batch.places],
            ],
            2,
        )
        x = model.drop(model.worddrop(x, model.drop_replacement))
        x = highway(model.taggerlstm, x, batch.lengths, (model.taggerlstm_h_init, model.taggerlstm_c_init))
        return torch.relu(model.upos_hid(model.drop(x[batch.mask]))), batch.mask

    def loss(self, batch: Sequence[UdSentence]) -> Tensor:
        """Return the summed mean loss of the three columns; a sentence without features teaches none."""
        hidden, mask = self.hidden([one.words for one in batch])
        model = self.model
        total = hidden.new_zeros(())
        for name, classifier in (("upos", model.upos_clf), ("xpos", model.tag_clf["xpos"])):
            gold = pad([self.vocab[name].map(getattr(one, name)) for one in batch])[mask]
            total = total + nn.functional.cross_entropy(classifier(model.drop(hidden)), gold)
        known = torch.tensor([bool(one.feats) for one in batch for _ in one.words])
        if not known.any():
            return total
        features = model.drop(hidden[known])
        gold = torch.tensor([ids for one in batch if one.feats for ids in self.vocab["feats"].map(one.feats)])
        for number, classifier in enumerate(model.tag_clf["feats"]):
            total = total + 0.5 * nn.functional.cross_entropy(classifier(features), gold[:, number])
        return total

    def predict(self, sentences: Sequence[Sequence[str]]) -> list[tuple[list[str], list[str]]]:
        """Return universal and treebank tags of each sentence, in the order given."""
        order = sorted(range(len(sentences)), key=lambda number: len(sentences[number]))
        result: list[Any] = [None] * len(sentences)
        self.eval()
        with torch.inference_mode():
            for start in range(0, len(order), 40):
                numbers = order[start : start + 40]
                hidden, _ = self.hidden([sentences[number] for number in numbers])
                upos = self.vocab["upos"].unmap(self.model.upos_clf(hidden).argmax(1).tolist())
                xpos = self.vocab["xpos"].unmap(self.model.tag_clf["xpos"](hidden).argmax(1).tolist())
                offset = 0
                for number in numbers:
                    end = offset + len(sentences[number])
                    result[number] = (upos[offset:end], xpos[offset:end])
                    offset = end
        return result

    def save(self, path: Path) -> None:
        """Write Stanza's model file."""
        self.trainer.save(str(path))


def _arguments(settings: dict[str, Any]) -> dict[str, Any]:
    from stanza.models.tagger import parse_args

    flags = ["--lang", "en", "--shorthand", "en_combined", "--share_hid", "--mode", "predict", "--cpu"]
    for name in ("hidden_dim", "num_layers", "char_emb_dim", "char_hidden_dim", "deep_biaff_hidden_dim", "transformed_dim",
                 "word_emb_dim", "word_cutoff", "dropout", "word_dropout"):  # fmt: skip
        flags += [f"--{name}", str(settings[name])]
    arguments: dict[str, Any] = parse_args(flags)
    return arguments


def _vocabulary(gold: Sequence[UdSentence], arguments: dict[str, Any]) -> Any:
    from stanza.models.common.vocab import CharVocab
    from stanza.models.pos.vocab import FeatureVocab, MultiVocab, WordVocab

    data = [list(zip(one.words, one.upos, one.xpos, one.feats, strict=True)) for one in gold]
    shorthand, cutoff = arguments["shorthand"], arguments["word_cutoff"]
    return MultiVocab({
        "char": CharVocab(data, shorthand),
        "word": WordVocab(data, shorthand, cutoff=cutoff, lower=True),
        "upos": WordVocab(data, shorthand, idx=1),
        "xpos": WordVocab(data, shorthand, idx=2),
        "feats": FeatureVocab(data, shorthand, idx=3),
    })  # fmt: skip


def _figures(training: TaggerTraining, gold: Sequence[UdSentence]) -> dict[str, float]:
    predicted = training.predict([one.words for one in gold])
    words = sum(len(one.words) for one in gold)
    right = {"upos": 0, "xpos": 0}
    for one, (upos, xpos) in zip(gold, predicted, strict=True):
        right["upos"] += sum(a == b for a, b in zip(one.upos, upos, strict=True))
        right["xpos"] += sum(a == b for a, b in zip(one.xpos, xpos, strict=True))
    return {name: 100 * value / words for name, value in right.items()}


def train_tagger(
    gold: Sequence[UdSentence],
    development: Sequence[UdSentence],
    vectors: Any,
    settings: dict[str, Any],
    folder: Path,
    *,
    silver: Sequence[UdSentence] = (),
) -> TaggerTraining:
    """Train a tagger, or load it where ``folder`` has it finished.

    Args:
        gold: Sentences to learn from.
        development: Sentences for the figures shown on the way.
        vectors: Stanza's loaded vector table.
        settings: Sizes and schedule; ``silver_share`` of the batches come from ``silver``.
        folder: For the model, the state and the progress.
        silver: More sentences, labelled by the teacher, without features.

    Returns:
        The tagger, with its averaged weights.
    """
    rng = seed_everything(settings["seed"])
    sentences = [one for one in gold if len(one.words) <= settings["longest"]]
    training = TaggerTraining(sentences, vectors, settings)
    finished = folder / "weights.pt"
    if finished.exists():
        load_trained(training, finished)
        return training
    parts = [[one for one in part if len(one.words) <= settings["longest"]] for part in (sentences, silver)]
    share = settings["silver_share"] if silver else 0.0
    gold_batches, silver_batches = (Batches(part, words=settings["batch_words"], rng=rng, length=lambda one: len(one.words)) for part in parts)
    after = settings["silver_after"]

    def stream(done: int) -> Iterator[list[Any]]:
        return mixed(gold_batches, silver_batches, share=share, after=after - done)

    train(training, training.loss, stream, settings, evaluate=lambda: _figures(training, development), folder=folder)
    save_trained(training, finished)
    return training


def retag(training: TaggerTraining, sentences: Sequence[UdSentence]) -> list[UdSentence]:
    """Return the sentences with predicted tags."""
    predicted = training.predict([one.words for one in sentences])
    return [
        with_columns(one, upos=tuple(upos), xpos=tuple(xpos)) for one, (upos, xpos) in zip(sentences, predicted, strict=True)
    ]

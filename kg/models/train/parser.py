"""The dependency parser: Stanza's graph parser over words, characters, vectors and predicted tags.

It is trained on jackknifed tags and, beside the treebanks, on news text that the teacher has parsed. The lemma input of
Stanza's parser is left without a vocabulary, so that a wrong lemma cannot spoil a tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from kg.models.train.data import UdSentence
from kg.models.train.encode import ROOT, Encoder
from kg.models.train.fast import character_vectors, highway, use_fast_dropout
from kg.models.train.loop import Batches, load_trained, mixed, pad, save_trained, seed_everything, train

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["ParserTraining", "attachment", "train_parser"]


class ParserTraining(nn.Module):
    """Stanza's graph parser with a forward pass of our own."""

    def __init__(self, gold: Sequence[UdSentence], vectors: Any, settings: dict[str, Any]) -> None:
        super().__init__()
        from stanza.models.depparse.trainer import GraphTrainer

        arguments = _arguments(settings)
        self.vocab = _vocabulary(gold, arguments)
        self.trainer = GraphTrainer(args=arguments, vocab=self.vocab, pretrain=vectors, device="cpu")
        self.model = self.trainer.model
        self.model.lemma_emb.weight.requires_grad_(False).zero_()
        use_fast_dropout(self.model)
        self.encoder = Encoder(self.vocab, vectors.vocab)

    def states(self, sentences: Sequence[UdSentence]) -> tuple[Tensor, Tensor]:
        """Return the contextual vectors, the root's first, and the mask of root and words."""
        model = self.model
        batch = self.encoder([(ROOT, *one.words) for one in sentences])
        upos = pad([[3, *self.vocab["upos"].map(one.upos)] for one in sentences])
        xpos = pad([[3, *self.vocab["xpos"].map(one.xpos)] for one in sentences])
        characters = character_vectors(model.charmodel, batch.characters, batch.character_lengths)
        word = model.word_emb(batch.word)
        x = torch.cat(
            [
                model.trans_pretrained(model.pretrained_emb(batch.vector)),
                word,
                torch.zeros_like(word),
                model.upos_emb(upos) + model.xpos_emb(xpos),
                model.trans_char(model.drop(characters))[batch.places],
            ],
            2,
        )
        x = model.drop(model.worddrop(x, model.drop_replacement))
        x = highway(model.parserlstm, x, batch.lengths, (model.parserlstm_h_init, model.parserlstm_c_init))
        return x, batch.mask

    def _arcs(self, x: Tensor, mask: Tensor) -> Tensor:
        scorer, drop = self.model.unlabeled, self.model.drop
        dependent, head = _sides(scorer, drop(x), drop(x))
        scores = dependent @ scorer.scorer.W_bilin.weight.squeeze(2) @ head.transpose(1, 2)
        itself = torch.eye(x.size(1), dtype=torch.bool)
        masked: Tensor = scores.masked_fill(itself | ~mask[:, None], -1e9)
        return masked

    def _relations(self, x: Tensor, rows: Tensor, places: Tensor, heads: Tensor) -> Tensor:
        """Score the relations of the words at ``places`` to one head each."""
        scorer, drop = self.model.deprel, self.model.drop
        dependent, head = _sides(scorer, drop(x), drop(x))
        bilinear = scorer.scorer.W_bilin
        left, right = dependent[rows, places], head[rows, heads]
        between = (left @ bilinear.weight.flatten(1)).view(len(left), right.size(1), -1)
        scores: Tensor = torch.einsum("njo,nj->no", between, right) + bilinear.bias
        return scores

    def loss(self, batch: Sequence[UdSentence]) -> Tensor:
        """Return the loss a word of arcs and relations."""
        x, mask = self.states(batch)
        words = mask.clone()
        words[:, 0] = False
        heads = pad([[0, *one.heads] for one in batch])[words]
        rows, places = words.nonzero(as_tuple=True)
        total = nn.functional.cross_entropy(self._arcs(x, mask)[words], heads)
        gold = torch.tensor([number for one in batch for number in self.vocab["deprel"].map(one.deprels)]) - 4
        return total + nn.functional.cross_entropy(self._relations(x, rows, places, heads), gold)

    def predict(self, sentences: Sequence[UdSentence]) -> list[tuple[list[int], list[str]]]:
        """Return heads and relations of each sentence from its words and tags, in the order given."""
        order = sorted(range(len(sentences)), key=lambda number: len(sentences[number].words))
        result: list[Any] = [None] * len(sentences)
        self.eval()
        with torch.inference_mode():
            for start in range(0, len(order), 30):
                numbers = order[start : start + 30]
                for number, tree in zip(numbers, self._trees([sentences[number] for number in numbers]), strict=True):
                    result[number] = tree
        return result

    def _trees(self, sentences: Sequence[UdSentence]) -> Iterator[tuple[list[int], list[str]]]:
        from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root

        x, mask = self.states(sentences)
        logs = torch.log_softmax(self._arcs(x, mask), 2).numpy()
        trees = [
            chuliu_edmonds_one_root(logs[row, : len(one.words) + 1, : len(one.words) + 1])[1:].tolist()
            for row, one in enumerate(sentences)
        ]
        rows = torch.tensor([row for row, tree in enumerate(trees) for _ in tree])
        places = torch.tensor([place for tree in trees for place in range(1, len(tree) + 1)])
        heads = torch.tensor([head for tree in trees for head in tree])
        best = self.vocab["deprel"].unmap((self._relations(x, rows, places, heads).argmax(1) + 4).tolist())
        offset = 0
        for tree in trees:
            yield tree, best[offset : offset + len(tree)]
            offset += len(tree)

    def save(self, path: Path) -> None:
        """Write Stanza's model file."""
        self.trainer.save(str(path))


def _sides(scorer: Any, left: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
    """Run both perceptrons of a biaffine scorer and append the constant one."""
    one = left.new_ones(*left.shape[:2], 1)
    dependent = scorer.dropout(torch.relu(scorer.W1(left)))
    head = scorer.dropout(torch.relu(scorer.W2(right)))
    return torch.cat([dependent, one], 2), torch.cat([head, one], 2)


def _arguments(settings: dict[str, Any]) -> dict[str, Any]:
    from stanza.models.parser import parse_args

    flags = ["--lang", "en", "--shorthand", "en_combined", "--mode", "predict", "--cpu", "--no_ufeats", "--no_linearization",
             "--no_distance"]  # fmt: skip
    for name in ("hidden_dim", "num_layers", "char_emb_dim", "char_hidden_dim", "deep_biaff_hidden_dim", "transformed_dim",
                 "word_emb_dim", "tag_emb_dim", "word_cutoff", "dropout", "word_dropout"):  # fmt: skip
        flags += [f"--{name}", str(settings[name])]
    arguments: dict[str, Any] = parse_args(flags)
    return arguments


def _vocabulary(gold: Sequence[UdSentence], arguments: dict[str, Any]) -> Any:
    from stanza.models.common.vocab import CharVocab
    from stanza.models.pos.vocab import FeatureVocab, MultiVocab, WordVocab

    data = [
        list(zip(one.words, one.upos, one.xpos, one.feats, one.lemmas, one.heads, one.deprels, strict=True)) for one in gold
    ]
    shorthand, cutoff = arguments["shorthand"], arguments["word_cutoff"]
    return MultiVocab({
        "char": CharVocab(data, shorthand),
        "word": WordVocab(data, shorthand, cutoff=cutoff, lower=True),
        "upos": WordVocab(data, shorthand, idx=1),
        "xpos": WordVocab(data, shorthand, idx=2),
        "feats": FeatureVocab(data, shorthand, idx=3),
        "lemma": WordVocab([], shorthand, idx=4, lower=True),
        "deprel": WordVocab(data, shorthand, idx=6),
    })  # fmt: skip


def attachment(gold: Sequence[UdSentence], trees: Sequence[tuple[Sequence[int], Sequence[str]]]) -> dict[str, float]:
    """Return unlabelled and labelled attachment in percent; subtypes of relations do not count, as in the CoNLL 2018 task."""
    words = sum(len(one.words) for one in gold)
    uas = las = 0
    for one, (heads, deprels) in zip(gold, trees, strict=True):
        for head, deprel, found, name in zip(one.heads, one.deprels, heads, deprels, strict=True):
            uas += head == found
            las += head == found and deprel.partition(":")[0] == name.partition(":")[0]
    return {"uas": 100 * uas / words, "las": 100 * las / words}


def train_parser(
    gold: Sequence[UdSentence],
    development: Mapping[str, Sequence[UdSentence]],
    vectors: Any,
    settings: dict[str, Any],
    folder: Path,
    *,
    silver: Sequence[UdSentence] = (),
) -> ParserTraining:
    """Train a parser, or load it where ``folder`` has it finished.

    Args:
        gold: Sentences with gold trees and predicted tags.
        development: Sets by name, with predicted tags, for the figures shown on the way.
        vectors: Stanza's loaded vector table.
        settings: Sizes and schedule; ``silver_share`` of the batches come from ``silver``.
        folder: For the model, the state and the progress.
        silver: Sentences with the teacher's trees and predicted tags.

    Returns:
        The parser, with its averaged weights.
    """
    rng = seed_everything(settings["seed"])
    training = ParserTraining(gold, vectors, settings)
    finished = folder / "weights.pt"
    if finished.exists():
        load_trained(training, finished)
        return training
    parts = [[one for one in part if len(one.words) <= settings["longest"]] for part in (gold, silver)]
    share = settings["silver_share"] if silver else 0.0
    gold_batches, silver_batches = (Batches(part, words=settings["batch_words"], rng=rng, length=lambda one: len(one.words)) for part in parts)
    after = settings["silver_after"]

    def stream(done: int) -> Iterator[list[Any]]:
        return mixed(gold_batches, silver_batches, share=share, after=after - done)

    def figures() -> dict[str, float]:
        found = {name: attachment(part, training.predict(part)) for name, part in development.items()}
        return {f"{name}_{kind}": value for name, one in found.items() for kind, value in one.items()}

    train(training, training.loss, stream, settings, evaluate=figures, folder=folder)
    save_trained(training, finished)
    return training

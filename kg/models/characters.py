"""Short cuts for Stanza's tokenizer: the same tokens and sentences, sooner.

What a character contributes is looked up once, not for each place where it stands. The two directions of the recurrent layer are computed as two layers on
padded paragraphs, which torch does several times faster than both on packed ones; the sums are the same but for rounding.

This module imports torch and Stanza; only ``kg.models.shortcuts`` imports it, when a pipeline is loaded.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import torch
from stanza import Document
from stanza.models.tokenization.data import PER_CHAR_FEAT_FUNCS, STRUCTURAL_FEATURES, TokenizationDataset
from stanza.models.tokenization.utils import output_predictions
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

__all__ = ["use_fast_tokenizer"]

LONGEST = 1000


def use_fast_tokenizer(processor: Any) -> None:
    """Give a tokenizer of a pipeline the short cuts, unless it is of a kind that they do not know."""
    if processor.trainer is None or processor.config.get("use_dictionary") or processor.config.get("charlm_forward_file"):
        return
    model = processor.trainer.model
    for name in ("rnn", "rnn2"):
        if hasattr(model, name):
            setattr(model, name, _BothWays(getattr(model, name)))
    processor.process = partial(_process, processor, {})


def _process(processor: Any, known: dict[str, tuple[int, list[int]]], text: str) -> Document:
    """Return the tokens of a text, as ``TokenizeProcessor.process`` does."""
    data = _Characters(processor.config, input_text=text, vocab=processor.vocab, evaluation=True)
    data.known = known
    *_, sentences = output_predictions(None, processor.trainer, data, processor.vocab, None, LONGEST, orig_text=text)
    return Document(sentences, text)


class _Characters(TokenizationDataset):  # type: ignore[misc]
    """Paragraphs as numbers, with a memory of what each character contributes."""

    known: dict[str, tuple[int, list[int]]]

    def para_to_sentences(self, para: list[tuple[str, int]]) -> list[tuple[Any, Any, Any, list[str]]]:
        """Return identifiers, labels and features of the characters of a paragraph."""
        units = [unit for unit, _ in para]
        rows = [self.known.get(unit) or self._learn(unit) for unit in units]
        names = self.args["feat_funcs"]
        columns = [np.array([features for _, features in rows], dtype=np.float32).reshape(len(units), -1)]
        columns += [_single(len(units), place) for name, place in (("end_of_para", -1), ("start_of_para", 0)) if name in names]
        text = "".join(units)
        columns += [_spans(text, pattern) for name, pattern in STRUCTURAL_FEATURES.items() if name in names]
        return [(np.array([number for number, _ in rows]), np.array([label for _, label in para]), np.hstack(columns), units)]

    def _learn(self, unit: str) -> tuple[int, list[int]]:
        features = [PER_CHAR_FEAT_FUNCS[name](unit) for name in self.args["feat_funcs"] if name in PER_CHAR_FEAT_FUNCS]
        self.known[unit] = found = (self.vocab.unit2id(unit), features)
        return found


def _single(length: int, place: int) -> Any:
    column = np.zeros((length, 1), dtype=np.float32)
    column[place] = 1
    return column


def _spans(text: str, pattern: Any) -> Any:
    column = np.zeros((len(text), 1), dtype=np.float32)
    for match in pattern.finditer(text):
        column[match.start() : match.end()] = 1
    return column


class _BothWays(nn.Module):
    """A bidirectional LSTM on packed sequences, computed as one LSTM forward and one on the reversed sequences."""

    def __init__(self, both: nn.LSTM) -> None:
        super().__init__()
        weights = both.state_dict()
        self.layers = nn.ModuleList()
        for layer in range(both.num_layers):
            for direction in ("", "_reverse"):
                end = f"_l{layer}{direction}"
                single = nn.LSTM(weights[f"weight_ih{end}"].shape[1], both.hidden_size, batch_first=True)
                single.load_state_dict({name.removesuffix(end) + "_l0": weight for name, weight in weights.items() if name.endswith(end)})
                self.layers.append(single)

    def forward(self, packed: PackedSequence) -> tuple[PackedSequence, None]:
        """Return what ``nn.LSTM`` returns, without the last states, which the tokenizer does not read."""
        inputs, lengths = pad_packed_sequence(packed, batch_first=True)
        turned = (lengths[:, None] - 1 - torch.arange(inputs.shape[1])).clamp(min=0)[:, :, None]
        for ahead, back in zip(self.layers[::2], self.layers[1::2], strict=True):
            forth, _ = ahead(inputs)
            again, _ = back(inputs.gather(1, turned.expand_as(inputs)))
            inputs = torch.cat([forth, again.gather(1, turned.expand_as(again))], 2)
        return pack_padded_sequence(inputs, lengths, batch_first=True), None

"""Training on a CPU at a usable speed: the forward passes of Stanza's modules over padded batches.

Stanza packs sequences, and the backward pass of a packed LSTM is many times slower on a CPU than two plain calls over a
padded batch. The functions here use the parameters of Stanza's own modules, so that what is trained is saved and loaded as
Stanza's. Sentences of a batch are of similar length, and each distinct word of a batch passes the character model once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import torch
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["FastDropout", "bilstm", "character_vectors", "crf_loss", "highway", "reverse_index", "use_fast_dropout"]


class FastDropout(nn.Module):
    """Dropout that cuts its mask out of a pool drawn once: drawing is a fifth of a training step on a CPU."""

    _pools: ClassVar[dict[float, Tensor]] = {}

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        """Drop with probability ``p`` while training."""
        if not self.training or self.p == 0:
            return x
        pool = self._pools.get(self.p)
        if pool is None or pool.numel() < 2 * x.numel():
            size = max(1 << 22, 2 * x.numel())
            pool = self._pools[self.p] = (torch.rand(size) >= self.p).float().div_(1 - self.p)
        start = int(torch.randint(pool.numel() - x.numel(), ()))
        return x * pool[start : start + x.numel()].view(x.shape).to(x.dtype)


def use_fast_dropout(module: nn.Module) -> None:
    """Replace every dropout below ``module``."""
    for name, child in module.named_children():
        if isinstance(child, nn.Dropout):
            setattr(module, name, FastDropout(child.p))
        else:
            use_fast_dropout(child)


def reverse_index(lengths: Tensor, width: int) -> Tensor:
    """Return the index that reverses each row up to its length and leaves the padding in place."""
    places = torch.arange(width).expand(len(lengths), width)
    return torch.where(places < lengths[:, None], lengths[:, None] - 1 - places, places)


def _direction(lstm: nn.LSTM, x: Tensor, state: tuple[Tensor, Tensor], suffix: str) -> Tensor:
    weights = [getattr(lstm, f"{name}_l0{suffix}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    output: Tensor = torch._VF.lstm(x, state, weights, True, 1, 0.0, lstm.training, False, True)[0]
    return output


def _state(init: tuple[Tensor, Tensor] | None, number: int, x: Tensor, hidden: int) -> tuple[Tensor, Tensor]:
    if init is None:
        zero = x.new_zeros(1, len(x), hidden)
        return zero, zero
    return tuple(one[number : number + 1].expand(1, len(x), hidden).contiguous().to(x.dtype) for one in init)  # type: ignore[return-value]


def bilstm(
    lstm: nn.LSTM, x: Tensor, index: Tensor, init: tuple[Tensor, Tensor] | None = None, first: int = 0
) -> tuple[Tensor, Tensor]:
    """Run a one-layer bidirectional LSTM over a padded batch.

    Args:
        lstm: The module whose weights are used.
        x: Batch × length × features.
        index: What ``reverse_index`` returned for the batch.
        init: Learned initial states, directions × 1 × hidden.
        first: The row of ``init`` of the forward direction.

    Returns:
        The forward outputs, and the backward outputs in reading order (at the first word stands the last step).
    """
    forward = _direction(lstm, x, _state(init, first, x, lstm.hidden_size), "")
    turned = x.gather(1, index[:, :, None].expand(-1, -1, x.size(2)))
    backward = _direction(lstm, turned, _state(init, first + 1, x, lstm.hidden_size), "_reverse")
    return forward, backward.gather(1, index[:, :, None].expand(-1, -1, lstm.hidden_size))


def highway(module: Any, x: Tensor, lengths: Tensor, init: tuple[Tensor, Tensor]) -> Tensor:
    """Run Stanza's ``HighwayLSTM`` over a padded batch."""
    index = reverse_index(lengths, x.size(1))
    for layer in range(module.num_layers):
        if layer:
            x = module.drop(x)
        both = torch.cat(bilstm(module.lstm[layer].lstm, x, index, init, 2 * layer), 2)
        x = both + torch.sigmoid(module.gate[layer](x)) * torch.tanh(module.highway[layer](x))
    return x


def character_vectors(module: Any, characters: Tensor, lengths: Tensor) -> Tensor:
    """Run Stanza's ``CharacterModel`` over distinct words.

    Args:
        module: The character model, with or without attention.
        characters: Words × longest word, ids, padded with 0.
        lengths: Their lengths.

    Returns:
        A vector a word.
    """
    x = module.dropout(module.char_emb(characters))
    lstm = module.charlstm.lstm
    init = (module.charlstm_h_init, module.charlstm_c_init)
    mask = (torch.arange(characters.size(1)) < lengths[:, None])[:, :, None]
    if lstm.bidirectional:
        forward, backward = bilstm(lstm, x, reverse_index(lengths, characters.size(1)), init)
        if not module.attn:
            last = (lengths - 1)[:, None, None].expand(-1, 1, forward.size(2))
            return torch.cat([forward.gather(1, last).squeeze(1), backward[:, 0]], 1)
        output = torch.cat([forward, backward], 2)
    else:
        output = _direction(lstm, x, _state(init, 0, x, lstm.hidden_size), "")
    weights = torch.sigmoid(module.char_attn(module.dropout(output)))
    return (output * weights * mask).sum(1)


def crf_loss(scores: Tensor, transitions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
    """Return the summed negative log-likelihood of a linear chain without start and end scores, as Stanza's CRF has it.

    Args:
        scores: Batch × length × tags.
        transitions: Tags × tags.
        tags: The gold tags, batch × length.
        mask: True at words.
    """
    gold = scores.gather(2, tags[:, :, None]).squeeze(2).masked_fill(~mask, 0).sum()
    gold = gold + transitions[tags[:, :-1], tags[:, 1:]].masked_fill(~mask[:, 1:], 0).sum()
    alpha = scores[:, 0]
    # one matrix product a step: log-sum-exp with the largest score taken out
    exp_transitions = transitions.exp()
    for step in range(1, scores.size(1)):
        largest = alpha.detach().max(1, keepdim=True)[0]
        following = ((alpha - largest).exp() @ exp_transitions).clamp_min(1e-30).log() + largest + scores[:, step]
        alpha = torch.where(mask[:, step, None], following, alpha)
    return torch.logsumexp(alpha, 1).sum() - gold

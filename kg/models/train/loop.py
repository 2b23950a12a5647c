"""What all training loops share: batches of similar length, the schedule, averaged weights and progress."""

from __future__ import annotations

import copy
import itertools
import json
import logging
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["Batches", "load_trained", "mixed", "pad", "save_trained", "seed_everything", "train"]

logger = logging.getLogger(__name__)


def seed_everything(seed: int) -> random.Random:
    """Fix the random numbers of torch and return a generator of the same seed."""
    torch.manual_seed(seed)
    return random.Random(seed)


def pad(rows: Sequence[Sequence[int]], *, width: int | None = None) -> Tensor:
    """Make a tensor of rows of unequal length, padded with 0.

    Example:
        >>> pad([[1, 2], [3]]).tolist()
        [[1, 2], [3, 0]]
    """
    size = width or max(map(len, rows))
    return torch.tensor([[*row, *([0] * (size - len(row)))] for row in rows])


class Batches:
    """An endless, seeded stream of batches: items of similar length, at most ``words`` words of padded size each."""

    def __init__(self, items: Sequence[Any], *, words: int, rng: random.Random, length: Callable[[Any], int]) -> None:
        self.items, self.words, self.rng, self.length = items, words, rng, length

    def epoch(self) -> list[list[Any]]:
        """Return one pass over the items, in random order."""
        keyed = sorted(self.items, key=lambda item: self.length(item) * self.rng.uniform(0.9, 1.1))
        batches: list[list[Any]] = []
        current: list[Any] = []
        longest = 0
        for item in keyed:
            longest = max(longest, self.length(item))
            if current and longest * (len(current) + 1) > self.words:
                batches.append(current)
                current, longest = [], self.length(item)
            current.append(item)
        batches.append(current)
        self.rng.shuffle(batches)
        return batches

    def __iter__(self) -> Iterator[list[Any]]:
        """Yield batches without end."""
        while True:
            yield from self.epoch()


def mixed(first: Batches, second: Batches, *, share: float, after: int = 0) -> Iterator[list[Any]]:
    """Yield batches without end: ``after`` batches from ``first``, then ``share`` of them from ``second``."""
    one, other = iter(first), iter(second)
    for number in itertools.count():
        yield next(other if number >= after and first.rng.random() < share else one)


def _rate(step: int, steps: int, warmup: int) -> float:
    """Warm up, then follow a half cosine to zero."""
    if step < warmup:
        return (step + 1) / warmup
    return 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - warmup)))


class _Average:
    """Exponential moving average of the weights; it is what is evaluated and kept."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.model, self.decay, self.steps = model, decay, 0
        self.shadow = {name: value.detach().clone() for name, value in self._floats()}

    def _floats(self) -> Iterator[tuple[str, Tensor]]:
        return ((name, value) for name, value in self.model.named_parameters() if value.requires_grad)

    def update(self) -> None:
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        names, values = zip(*self._floats(), strict=True)
        torch._foreach_lerp_([self.shadow[name] for name in names], [value.detach() for value in values], 1 - decay)

    def swap(self) -> None:
        """Exchange the weights and their average."""
        for name, value in self._floats():
            kept = value.data
            value.data = self.shadow[name]
            self.shadow[name] = kept


def save_trained(model: nn.Module, path: Path) -> None:
    """Write the trained weights; what is frozen, the vectors above all, is not theirs."""
    frozen = {name for name, value in model.named_parameters() if not value.requires_grad}
    torch.save({name: value for name, value in model.state_dict().items() if name not in frozen}, path)


def load_trained(model: nn.Module, path: Path) -> None:
    """Read what ``save_trained`` wrote.

    Raises:
        KeyError: If the file lacks a trained weight of the model.
    """
    frozen = {name for name, value in model.named_parameters() if not value.requires_grad}
    state = {name: value for name, value in torch.load(path, weights_only=True).items() if name not in frozen}
    missing = set(model.load_state_dict(state, strict=False).missing_keys) - frozen
    if missing:
        raise KeyError(f"{path} lacks {sorted(missing)}")


def train(
    model: nn.Module,
    loss: Callable[[list[Any]], Tensor],
    batches: Callable[[int], Iterator[list[Any]]],
    settings: dict[str, Any],
    *,
    evaluate: Callable[[], dict[str, float]],
    folder: Path,
    groups: list[dict[str, Any]] | None = None,
) -> dict[str, float]:
    """Train ``model`` for the steps of its settings and leave the averaged weights in it.

    A state file in ``folder`` lets an interrupted run go on; ``progress.jsonl`` there holds the figures of each evaluation.

    Args:
        model: The module; parameters without gradient stay as they are.
        loss: Maps a batch to its loss.
        batches: Maps the number of steps already done to the batches that follow.
        settings: ``steps``, ``warmup``, ``lr``, ``decay`` (of weights), ``average``, ``evaluate_every``, ``clip``.
        evaluate: Returns figures on the development data for the model as it then is.
        folder: Where state and progress are kept.
        groups: Parameter groups with rates of their own.

    Returns:
        The last figures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    steps, every = settings["steps"], settings["evaluate_every"]
    parameters = [value for value in model.parameters() if value.requires_grad]
    optimizer = torch.optim.AdamW(
        groups or parameters, lr=settings["lr"], betas=(0.9, settings.get("beta2", 0.98)), weight_decay=settings.get("decay", 0.0)
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps, settings["warmup"]))
    average = _Average(model, settings["average"])
    start = _resume(folder / "state.pt", model, optimizer, schedule, average)
    stream = batches(start)
    figures: dict[str, float] = {}
    began, total, count = time.monotonic(), 0.0, 0
    for step in range(start + 1, steps + 1):
        model.train()
        value = loss(next(stream))
        optimizer.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, settings["clip"])
        optimizer.step()
        schedule.step()
        average.update()
        total, count = total + value.item(), count + 1
        if step % every == 0 or step == steps:
            average.swap()
            model.eval()
            with torch.inference_mode():
                figures = evaluate()
            _report(folder, {"step": step, "of": steps, "loss": total / count, "seconds": time.monotonic() - began} | figures)
            save_trained(model, folder / "average.pt")
            average.swap()
            _keep(folder / "state.pt", step, model, optimizer, schedule, average)
            total, count = 0.0, 0
    average.swap()
    model.eval()
    return figures


def _report(folder: Path, figures: dict[str, float]) -> None:
    line = {name: round(value, 4) for name, value in figures.items()}
    logger.info("%s %s", folder.name, line)
    with (folder / "progress.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")


def _keep(path: Path, step: int, model: nn.Module, optimizer: Any, schedule: Any, average: _Average) -> None:
    state = {
        "step": step, "model": {name: value.data for name, value in model.named_parameters() if value.requires_grad}, "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(), "average": average.shadow, "average_steps": average.steps,
    }  # fmt: skip
    partial = path.with_suffix(".part")
    torch.save(state, partial)
    partial.replace(path)


def _resume(path: Path, model: nn.Module, optimizer: Any, schedule: Any, average: _Average) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"], strict=False)
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    average.shadow, average.steps = copy.deepcopy(state["average"]), state["average_steps"]
    return int(state["step"])

"""Make the shipped files: weights in half precision, without what only training needs, and their manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["FILES", "compress", "halve", "write_manifest"]

FILES = ("tokenize.pt", "pretrain.pt", "pos.pt", "lemma.pt", "depparse.pt", "ner.pt")
_TRAINING_ONLY = ("optimizer", "dev_score_history", "optimizer_state_dict", "scheduler_state_dict")


def halve(value: Any) -> Any:
    """Return the value with every tensor of floats in it in half precision; the kinds of containers stay.

    Raises:
        OverflowError: If a weight does not fit.
    """
    import torch

    if torch.is_tensor(value):
        if not value.is_floating_point():
            return value
        half = value.half()
        if not bool(torch.isfinite(half).all()):
            raise OverflowError("a weight does not fit half precision")
        return half
    if isinstance(value, Mapping):
        return type(value)((name, halve(one)) for name, one in value.items())  # type: ignore[call-arg]
    if isinstance(value, (list, tuple)):
        return type(value)(halve(one) for one in value)
    return value


def compress(source: Path, target: Path) -> None:
    """Write one model file in half precision, leaving out the state of its training and paths of the machine."""
    import torch

    content = torch.load(source, map_location="cpu", weights_only=True)
    for name in _TRAINING_ONLY:
        content.pop(name, None)
    config = content.get("config")
    if isinstance(config, dict):
        for name in [name for name in config if name.endswith(("_dir", "_file")) or name in {"save_name", "load_name", "wandb_name"}]:
            config[name] = None
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save(halve(content), target, _use_new_zipfile_serialization=False)


def write_manifest(folder: Path, *, files: Sequence[str] = FILES) -> dict[str, dict[str, Any]]:
    """Write ``manifest.json`` with the size and SHA-256 of each file, and return its entries."""
    entries = {
        name: {"sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(), "bytes": (folder / name).stat().st_size}
        for name in files
    }  # fmt: skip
    text = json.dumps({"files": entries}, indent=2, sort_keys=True) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return entries

"""Load a Stanza pipeline from its files, once per process.

Weights are read with ``weights_only``, so that a file cannot run code, and on the CPU, so that the same text has the same annotation everywhere.
"""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from kg.errors import ModelError
from kg.models.locate import ModelFiles, locate

__all__ = ["load_pipeline"]

LOCK = Lock()
# What reading a damaged file, or building a model from a wrong one, can raise.
DAMAGE = (pickle.UnpicklingError, zipfile.BadZipFile, RuntimeError, EOFError, LookupError, ValueError, TypeError, AttributeError, AssertionError, OSError)
# One batch bounds the memory that a padded batch of sentences takes.
BATCH_WORDS = 800


def load_pipeline(models: str, language: str) -> Any:
    """Return the ``stanza.Pipeline`` for a source of models and a language, from the process's cache if it was loaded before.

    Raises:
        ModelNotFoundError: If the models are not on this machine.
        ModelError: If a file is damaged, was changed, or would run code.
    """
    if models not in ("bundled", "stanza"):
        models = str(Path(models).expanduser().absolute())
    with LOCK:
        return _cached(models, language)


@lru_cache(maxsize=4)
def _cached(models: str, language: str) -> Any:
    found = locate(models, language)
    try:
        with _no_optimizers():
            pipeline = _build(found)
    except DAMAGE as error:
        raise _blame(found, error) from error
    from kg.models.shortcuts import use_shortcuts

    use_shortcuts(pipeline)
    return pipeline


def _build(found: ModelFiles) -> Any:
    import stanza

    common: dict[str, Any] = {
        "lang": found.language,
        "dir": str(found.folder),
        "processors": ",".join(found.processors),
        "download_method": None,
        "logging_level": "CRITICAL",
        "use_gpu": False,
        "depparse_batch_size": BATCH_WORDS,
        "pos_batch_maximum_tokens": BATCH_WORDS,
        "lemma_batch_size": BATCH_WORDS,
    }
    if found.official:
        return stanza.Pipeline(**common)
    paths = {name.removesuffix(".pt"): str(file) for name, file in found.files.items()}
    settings = {f"{name}_model_path": paths[name] for name in found.processors}
    settings |= {f"{name}_pretrain_path": paths["pretrain"] for name in ("pos", "depparse", "ner")}
    nothing = str(Path(__file__).with_name("resources.json"))
    return stanza.Pipeline(
        **common, **settings, resources_filepath=nothing, allow_unknown_language=True, foundation_cache=_with_vectors(paths["pretrain"])
    )


@contextmanager
def _no_optimizers() -> Iterator[None]:
    """Let Stanza make no optimizers while it loads: each model would get one, for which torch imports its compiler, and none is used to annotate."""
    from stanza.models.common import utils

    kept = utils.get_optimizer, utils.get_split_optimizer
    utils.get_optimizer = utils.get_split_optimizer = lambda *_, **__: {}
    try:
        yield
    finally:
        utils.get_optimizer, utils.get_split_optimizer = kept


def _with_vectors(path: str) -> Any:
    """Return a cache that holds the word vectors in single precision: the file may have half, which Stanza would compute with."""
    from stanza.models.common.foundation_cache import FoundationCache
    from stanza.models.common.pretrain import Pretrain

    cache = FoundationCache(local_files_only=True)
    vectors = Pretrain(path)
    vectors._emb = vectors.emb.float()
    cache.pretrains[path] = vectors
    return cache


def _blame(found: ModelFiles, error: Exception) -> ModelError:
    """Find the file that cannot be read; if each can, the models do not fit together or not this Stanza."""
    import stanza
    import torch

    for file in found.files.values():
        try:
            content = torch.load(file, map_location="cpu", weights_only=True)
        except DAMAGE as cause:
            return ModelError(f"{file} is damaged or no model: {_first_line(cause)}", hint=_remedy(found))
        if not isinstance(content, Mapping):
            return ModelError(f"{file} is no model of Stanza: it holds a {type(content).__name__}", hint=_remedy(found))
    reason = f"{type(error).__name__}: {_first_line(error)}"
    return ModelError(f"the models in {found.folder} cannot be loaded by Stanza {stanza.__version__}: {reason}", hint=_remedy(found))


def _remedy(found: ModelFiles) -> str:
    return f"delete the file, then: kg models download {found.language}" if found.official else "restore the file from where it came, or use models='bundled'"


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0][:200]

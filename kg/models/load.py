"""Find and load a Stanza pipeline: the bundled models, Stanza's own package, or a folder."""

from __future__ import annotations

import json
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import ModelNotFoundError

__all__ = ["load_pipeline"]

BUNDLED = Path(__file__).parent / "en"
FILES = ("tokenize", "pretrain", "pos", "lemma", "depparse", "ner")


@lru_cache(maxsize=2)
def load_pipeline(models: str) -> Any:
    """Return the pipeline for a folder of models, loaded once per process."""
    import stanza
    from stanza.models.common.foundation_cache import FoundationCache
    from stanza.models.common.pretrain import Pretrain

    folder = BUNDLED if models == "bundled" else Path(models)
    path = {name: str(folder / f"{name}.pt") for name in FILES}
    for file in path.values():
        if not Path(file).is_file():
            raise ModelNotFoundError(f"no model file {file}", hint="kg models download en")
    cache = FoundationCache(local_files_only=True)
    vectors = Pretrain(path["pretrain"])
    vectors.load()
    vectors._emb = vectors._emb.float()
    cache.pretrains[path["pretrain"]] = vectors
    with tempfile.TemporaryDirectory() as empty:
        (Path(empty) / "resources.json").write_text(json.dumps({}))
        settings = {f"{name}_model_path": path[name] for name in FILES if name != "pretrain"}
        settings.update({f"{name}_pretrain_path": path["pretrain"] for name in ("pos", "depparse", "ner")})
        return stanza.Pipeline(
            "en", dir=empty, processors="tokenize,pos,lemma,depparse,ner", download_method=None, allow_unknown_language=True,
            logging_level="ERROR", use_gpu=False, foundation_cache=cache, **settings,
        )

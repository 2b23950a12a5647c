"""The stages in their order, and what each takes from those before. A stage whose result is there is not run again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from kg.models.train.compress import FILES, compress, write_manifest
from kg.models.train.data import NerSentence, UdSentence, read_ner, read_ud

__all__ = ["Run", "run_stages"]

logger = logging.getLogger(__name__)


class Run:
    """One run of the recipe: its settings, its data and its folder; results are made when they are first asked for."""

    def __init__(self, settings: dict[str, Any], *, data: Path, out: Path) -> None:
        self.settings, self.data, self.out = settings, data, out

    def treebanks(self, split: str) -> dict[str, list[UdSentence]]:
        """Return the sentences of each treebank."""
        return {name: read_ud(self.data / f"ud/{name}.{split}.conllu") for name in ("ewt", "gum")}

    @cached_property
    def gold(self) -> list[UdSentence]:
        """The training sentences of both treebanks."""
        return [one for part in self.treebanks("train").values() for one in part]

    @cached_property
    def entities(self) -> list[NerSentence]:
        """The training sentences of the entity data."""
        return read_ner(self.data / "ner/train.tsv")

    @cached_property
    def vectors(self) -> Any:
        """The word vectors, as Stanza loads them."""
        from stanza.models.common.pretrain import Pretrain

        path = self.out / "vectors/pretrain.pt"
        if not path.exists():
            self._make_vectors(path)
        return Pretrain(str(path))

    def _make_vectors(self, path: Path) -> None:
        import wordfreq

        from kg.models.train.vectors import choose_words, contextual_vectors, write_vectors

        settings = self.settings["vectors"]
        sentences = [*(one.words for one in self.gold), *(one.words for one in self.entities)]
        frequent = wordfreq.top_n_list(self.settings["run"]["language"], settings["frequent"])
        words = choose_words(sentences, frequent=frequent, limit=settings["limit"])
        path.parent.mkdir(parents=True, exist_ok=True)
        write_vectors(path, words, contextual_vectors(sentences, words, settings))

    @cached_property
    def silver(self) -> list[UdSentence]:
        """News text with the teacher's tags and trees."""
        from kg.models.train.silver import make_silver, read_silver
        from kg.models.train.teacher import train_teacher

        path = self.out / "silver.jsonl"
        if not path.exists():
            development = [one for part in self.treebanks("dev").values() for one in part]
            teacher = train_teacher(self.gold, development, self.settings["teacher"], self.out / "teacher")
            make_silver(teacher, self.entities, self.settings["silver"], path)
        return read_silver(path, self.settings["silver"])

    def _development(self) -> list[UdSentence]:
        return [one for part in self.treebanks("dev").values() for one in part]

    def tokenizer(self) -> Any:
        """Train the tokenizer."""
        from kg.models.train.tokenizer import train_tokenizer

        parts = self.treebanks("dev")
        parts["gum_news"] = [one for one in parts["gum"] if one.genre == "news"]
        return train_tokenizer(self.gold, parts, self.settings["tokenizer"], self.out / "tokenizer")

    def ner(self) -> Any:
        """Train the entity tagger."""
        from kg.models.train.ner import train_ner

        development = read_ner(self.data / "ner/dev.tsv")
        return train_ner(self.entities, development, self.vectors, self.settings["ner"], self.out / "ner")

    def tagger(self) -> Any:
        """Train the tagger on gold tags and the teacher's."""
        from kg.models.train.tagger import train_tagger

        return train_tagger(
            self.gold, self._development(), self.vectors, self.settings["tagger"], self.out / "tagger", silver=self.silver
        )

    def lemmatizer(self) -> Any:
        """Train the lemmatizer; its development figures are for gold tags."""
        from kg.models.train.lemmatizer import train_lemmatizer

        return train_lemmatizer(self.gold, self._development(), self.settings["lemmatizer"], self.out / "lemmatizer")

    def parser(self) -> Any:
        """Train the parser on jackknifed tags."""
        from kg.models.train.jackknife import jackknife
        from kg.models.train.parser import train_parser
        from kg.models.train.tagger import retag

        gold, tagger = jackknife(
            self.gold, self._development(), self.vectors, self.settings["jackknife"], self.out / "jackknife"
        )
        development = {name: retag(tagger, part) for name, part in self.treebanks("dev").items()}
        return train_parser(
            gold, development, self.vectors, self.settings["parser"], self.out / "parser", silver=retag(tagger, self.silver)
        )

    def models(self) -> Path:
        """Write the files that ship and return their folder."""
        folder = self.out / "models"
        stages: dict[str, Callable[[], Any]] = {
            "tokenize.pt": self.tokenizer, "pos.pt": self.tagger, "lemma.pt": self.lemmatizer, "depparse.pt": self.parser,
            "ner.pt": self.ner,
        }  # fmt: skip
        full = self.out / "full"
        full.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            source = full / name
            if name == "pretrain.pt":
                source = Path(self.vectors.filename)
            elif not source.exists():
                logger.info("making %s", name)
                stages[name]().save(full / "partial.pt")
                (full / "partial.pt").rename(source)
            if not (folder / name).exists() or (folder / name).stat().st_mtime < source.stat().st_mtime:
                compress(source, folder / name)
        write_manifest(folder)
        return folder


def run_stages(settings: dict[str, Any], *, data: Path, out: Path) -> Iterator[str]:
    """Run what is not finished and yield a line for each result; the last is the card."""
    import json

    import torch

    from kg.models.bench import measure_speed
    from kg.models.train.card import write_card
    from kg.models.train.evaluate import evaluate

    torch.set_num_threads(settings["run"]["threads"])
    run = Run(settings, data=data, out=out)
    models = run.models()
    yield f"models: {models}"
    scores = out / "scores.json"
    if not scores.exists():
        figures = evaluate(models, data) | {"speed": measure_speed(models)}
        scores.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    yield f"scores: {scores}"
    card = models / "CARD.md"
    card.write_text(write_card(run, models, json.loads(scores.read_text(encoding="utf-8"))), encoding="utf-8")
    yield f"card: {card}"

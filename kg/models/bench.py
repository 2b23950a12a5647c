"""Speed, load time and memory of the bundled models, beside a pipeline of the sizes of Stanza's default English package.

``python -m kg.models.bench`` runs each pipeline in a process of its own, one after the other, on the same text. The larger pipeline has random weights:
the time that a model takes hardly depends on their values. It shares the bundled tokenizer and lemmatizer, so that all see the same sentences and spell
no nonsense.
"""

from __future__ import annotations

import json
import logging
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

__all__ = ["measure_speed", "sample_texts"]

KINDS = {
    "annotate": "bundled models, as kg.annotate runs them (one thread)",
    "bundled": "bundled models, Stanza's pipeline as it is",
    "default": "sizes of Stanza's default English package, random weights, Stanza's pipeline as it is",
}
BUNDLED = Path(__file__).with_name("en")

_PEOPLE = "Amara Okeke, Lena Fischer, Tomas Ruiz, Ana Petrovic, Karim Haddad, Yuki Tanaka, Grace Mwangi, Ivan Horvat".split(", ")
_PLACES = "Geneva, Nairobi, Oslo, Doha, Vienna, Cairo, Lisbon, Muscat".split(", ")
_SIDES = "the government, the rebel alliance, the northern council, the trade union, the ministry of water, the opposition".split(", ")
_SENTENCES = (
    "{person} met envoys of {side} and {other} in {place} on Tuesday to discuss a truce that both had rejected in {month}.",
    "The talks, which {person} has mediated since {year}, are to continue in {place} next week.",
    '"We will not sign a paper that leaves the prisoners where they are," said {person}, who leads the delegation of {side}.',
    "{Side} accused {other} of breaking the agreement on the river crossings {number} times within a month.",
    "A spokesman for {other} denied this and asked for a joint commission of {number} observers.",
    "{person} of the United Nations told reporters that a ceasefire was near, though neither side had agreed on the text.",
    "Under the proposal, {side} would withdraw from the villages east of {place} and {other} would release {number} detainees.",
    "Diplomats who were not allowed to speak in public described the mood as sober.",
    "If the parties fail, the sanctions that were lifted in {year} could return by the end of {month}.",
    "Farmers near {place} say that they have heard such promises before.",
)


def sample_texts(words: int, *, seed: int = 0) -> list[str]:
    """Return articles of made-up news, together at least ``words`` words long.

    Example:
        >>> sum(len(text.split()) for text in sample_texts(500)) >= 500
        True
    """
    rng = random.Random(seed)  # noqa: S311
    texts: list[str] = []
    while sum(len(text.split()) for text in texts) < words:
        texts.append("\n\n".join(" ".join(_sentence(rng) for _ in range(rng.randint(2, 5))) for _ in range(4)))
    return texts


def _sentence(rng: random.Random) -> str:
    side, other = rng.sample(_SIDES, 2)
    return rng.choice(_SENTENCES).format(
        person=rng.choice(_PEOPLE), place=rng.choice(_PLACES), side=side, Side=side[0].upper() + side[1:], other=other,
        month=rng.choice(("March", "June", "October")), year=rng.randint(1998, 2025), number=rng.randint(2, 90),
    )  # fmt: skip


def measure_speed(models: Path = BUNDLED, *, words: int = 4000, threads: int = 2, rounds: int = 2) -> dict[str, Any]:
    """Measure every pipeline in each round, and keep its fastest.

    Returns:
        ``rows`` for a table, ``tokens`` a second by kind, and the ``ratio`` of the first to the last.
    """
    every = [(kind, _child(kind, models, words=words, threads=threads)) for _ in range(rounds) for kind in KINDS]
    found = {kind: max((one for name, one in every if name == kind), key=lambda one: one["speed"]) for kind in KINDS}
    rows = [[KINDS[kind], round(one["speed"]), round(one["cpu"]), f"{one['load']:.1f}", round(one["peak"])] for kind, one in found.items()]
    speeds = {kind: one["speed"] for kind, one in found.items()}
    return {
        "rows": rows, "tokens": speeds, "threads": threads,
        "ratio": speeds["annotate"] / speeds["default"], "plain_ratio": speeds["bundled"] / speeds["default"],
    }  # fmt: skip


def _child(kind: str, models: Path, *, words: int, threads: int) -> dict[str, float]:
    command = [sys.executable, "-m", "kg.models.bench", "--models", str(models), "--words", str(words), "--threads", str(threads), "--only", kind]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"the measurement of {kind!r} failed:\n{done.stderr[-2000:]}")
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _measure(kind: str, models: Path, *, words: int, threads: int) -> dict[str, float]:
    import torch

    torch.set_num_threads(threads)
    texts = sample_texts(words)
    with tempfile.TemporaryDirectory() as folder:
        if kind == "default":
            _write_default(models, Path(folder))
        start = time.perf_counter()
        run = _annotator(models) if kind == "annotate" else _plain(models, Path(folder) if kind == "default" else None)
        load = time.perf_counter() - start
    for text in texts[:2]:
        run(text)
    start, busy = time.perf_counter(), time.process_time()
    tokens = sum(run(text) for text in texts)
    return {"speed": tokens / (time.perf_counter() - start), "cpu": tokens / (time.process_time() - busy), "load": load, "peak": _peak()}


def _peak() -> float:
    """Return the peak memory of this process in MB; what a process has from the one that started it does not count where the system tells."""
    status = Path("/proc/self/status")
    if status.exists():
        found = [line.split()[1] for line in status.read_text(encoding="ascii", errors="replace").splitlines() if line.startswith("VmHWM")]
        if found:
            return int(found[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _annotator(models: Path) -> Callable[[str], int]:
    from kg.annotate import annotate
    from kg.article import Article

    source = "bundled" if models == BUNDLED else str(models)
    annotate(Article(text="Talks began.", id="load"), models=source)
    return lambda text: sum(len(one.tokens) for one in annotate(Article(text=text, id="bench"), models=source).sentences)


def _plain(models: Path, default: Path | None) -> Callable[[str], int]:
    import stanza

    from kg.models.load import _with_vectors

    paths = {f"{name}_model_path": models / f"{name}.pt" for name in ("tokenize", "pos", "lemma", "depparse", "ner")}
    vectors = models / "pretrain.pt"
    if default:
        vectors = default / "pretrain.pt"
        paths |= {f"{name}_model_path": default / f"{name}.pt" for name in ("pos", "depparse", "ner")}
        paths |= {f"{name}_{way}_charlm_path": default / f"{way}.pt" for name in ("pos", "depparse", "ner") for way in ("forward", "backward")}
    paths |= {f"{name}_pretrain_path": vectors for name in ("pos", "depparse", "ner")}
    pipeline = stanza.Pipeline(
        "en", processors="tokenize,pos,lemma,depparse,ner", download_method=None, allow_unknown_language=True, logging_level="CRITICAL", use_gpu=False,
        dir=str(models), resources_filepath=str(Path(__file__).with_name("resources.json")), foundation_cache=_with_vectors(str(vectors)),
        **{name: str(path) for name, path in paths.items()},
    )  # fmt: skip
    return lambda text: int(pipeline(text).num_tokens)


def _write_default(models: Path, folder: Path) -> None:
    """Write random models of the default package's sizes; their vocabularies are those of the bundled ones."""
    import torch
    from stanza.models.common.char_model import CharacterLanguageModel
    from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab
    from stanza.models.common.vocab import CharVocab

    torch.manual_seed(0)
    content = torch.load(models / "pos.pt", weights_only=True)
    characters = {"char": CharVocab.load_state_dict(content["vocab"]["char"])}
    for way in ("forward", "backward"):
        shape = {"char_emb_dim": 100, "char_hidden_dim": 1024, "char_num_layers": 1, "char_dropout": 0.05, "char_rec_dropout": 0.0}
        model = CharacterLanguageModel(shape, characters, is_forward_lm=way == "forward")
        torch.save(model.full_state(), folder / f"{way}.pt", _use_new_zipfile_serialization=False)
    vocab = PretrainedWordVocab([f"word{number}" for number in range(100_000)], lower=True)
    vectors = Pretrain(str(folder / "pretrain.pt"))
    vectors._vocab, vectors._emb = vocab, torch.randn(len(vocab), 100)
    vectors.save(str(folder / "pretrain.pt"))
    for name, trainer in _default_trainers(models, folder, vectors):
        trainer.save(str(folder / f"{name}.pt"))


def _default_trainers(models: Path, folder: Path, vectors: Any) -> Iterator[tuple[str, Any]]:
    """Yield name and trainer of a tagger, a parser and an entity tagger with the sizes that Stanza trains by default."""
    import torch
    from stanza.models import ner_tagger, parser, tagger
    from stanza.models.depparse.trainer import GraphTrainer
    from stanza.models.ner.trainer import Trainer as NerTrainer
    from stanza.models.ner.vocab import MultiVocab as NerVocab
    from stanza.models.pos.trainer import Trainer as PosTrainer
    from stanza.models.pos.vocab import MultiVocab

    language_models = ["--charlm", "--charlm_forward_file", str(folder / "forward.pt"), "--charlm_backward_file", str(folder / "backward.pt"), "--cpu"]
    common = ["--shorthand", "en_combined", "--mode", "predict", *language_models]
    vocab = MultiVocab.load_state_dict(torch.load(models / "pos.pt", weights_only=True)["vocab"])
    yield "pos", PosTrainer(args=tagger.parse_args(["--lang", "en", *common]), vocab=vocab, pretrain=vectors, device="cpu")
    vocab = MultiVocab.load_state_dict(torch.load(models / "depparse.pt", weights_only=True)["vocab"])
    yield "depparse", GraphTrainer(args=parser.parse_args(["--lang", "en", *common]), vocab=vocab, pretrain=vectors, device="cpu")
    state = NerVocab.load_state_dict(torch.load(models / "ner.pt", weights_only=True)["vocab"])
    state["word"] = vectors.vocab
    yield "ner", NerTrainer(args=ner_tagger.parse_args(common), vocab=state, pretrain=vectors, device="cpu")


@click.command()
@click.option("--models", type=click.Path(exists=True, file_okay=False, path_type=Path), default=BUNDLED, help="Folder of compact models; the bundled ones.")
@click.option("--words", default=4000, show_default=True, help="Length of the text in words.")
@click.option("--threads", default=2, show_default=True, help="Threads of torch for the pipelines that Stanza runs.")
@click.option("--rounds", default=2, show_default=True, help="How often each pipeline is measured; its fastest round counts.")
@click.option("--only", type=click.Choice(list(KINDS)), help="Measure one pipeline in this process and write JSON.")
def main(models: Path, words: int, threads: int, rounds: int, only: str | None) -> None:
    """Measure the bundled models against a pipeline of the default package's sizes."""
    logging.getLogger("stanza").setLevel(logging.ERROR)
    if only:
        click.echo(json.dumps(_measure(only, models, words=words, threads=threads)))
        return
    found = measure_speed(models, words=words, threads=threads, rounds=rounds)
    click.echo(f"{'tokens/s':>8} {'tokens/CPU s':>13} {'load s':>7} {'peak MB':>8}  pipeline ({threads} threads, {words} words)")
    for name, speed, cpu, load, peak in found["rows"]:
        click.echo(f"{speed:>8} {cpu:>13} {load:>7} {peak:>8}  {name}")
    click.echo(f"annotate against the default sizes: {found['ratio']:.1f} times; Stanza's pipeline with the bundled models: {found['plain_ratio']:.1f} times")


if __name__ == "__main__":
    main()

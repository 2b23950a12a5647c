"""Read the training data: treebanks in CoNLL-U and entity annotation in two-column files.

Multi-word tokens are opened: in English each concatenates from its words, so that the ranges are dropped and the words
glued by ``SpaceAfter=No``. Nothing here knows of models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ArticleError

__all__ = ["NerSentence", "UdSentence", "paragraphs", "read_ner", "read_ud", "to_bioes", "to_conllu", "with_columns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UdSentence:
    """One sentence of a treebank, a tuple per column; ``heads`` count from 1, 0 is the root."""

    words: tuple[str, ...]
    lemmas: tuple[str, ...]
    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    feats: tuple[str, ...]
    heads: tuple[int, ...]
    deprels: tuple[str, ...]
    space_after: tuple[bool, ...]
    document: str = ""
    genre: str = ""
    starts_paragraph: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NerSentence:
    """One sentence of entity annotation, with a BIOES label a word."""

    words: tuple[str, ...]
    labels: tuple[str, ...]
    article: str = ""


def read_ud(path: Path) -> list[UdSentence]:
    """Read a CoNLL-U file; documents, genres and paragraph starts come from its comments.

    The genre is the second part of GUM's document names and ``""`` where the name has no such part.

    Args:
        path: The file.

    Returns:
        The sentences in the order of the file.

    Raises:
        ArticleError: If a line is not CoNLL-U.
    """
    sentences: list[UdSentence] = []
    document, pending = "", True
    for comments, rows in _blocks(path):
        for comment in comments:
            if comment.startswith("# newdoc"):
                document, pending = comment.partition("=")[2].strip(), True
            elif comment.startswith("# newpar") and not comment.startswith("# newpar_block"):
                pending = True
        sentences.append(_sentence(rows, document=document, starts_paragraph=pending, place=str(path)))
        pending = False
    return sentences


def _blocks(path: Path) -> Iterator[tuple[list[str], list[list[str]]]]:
    comments: list[str] = []
    rows: list[list[str]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("#") and not rows:
                comments.append(line)
            elif line.strip():
                rows.append(line.split("\t"))
            elif rows:
                yield comments, rows
                comments, rows = [], []
    if rows:
        yield comments, rows


def _sentence(rows: Sequence[list[str]], *, document: str, starts_paragraph: bool, place: str) -> UdSentence:
    kept: list[list[str]] = []
    spaces: list[bool] = []
    last_of_range, range_space = 0, True
    for row in rows:
        if len(row) != 10:
            raise ArticleError(f"a line of {len(row)} columns where CoNLL-U has ten: {row!r}", place=place)
        if "." in row[0]:
            continue
        space = "SpaceAfter=No" not in row[9]
        if "-" in row[0]:
            last_of_range, range_space = int(row[0].split("-")[1]), space
            continue
        number = int(row[0])
        if number <= last_of_range:
            space = range_space if number == last_of_range else False
        kept.append(row)
        spaces.append(space)
    column = [tuple(row[index] for row in kept) for index in range(8)]
    parts = document.split("_")
    return UdSentence(
        words=column[1], lemmas=column[2], upos=column[3], xpos=column[4], feats=column[5],
        heads=tuple(int(head) for head in column[6]), deprels=column[7], space_after=tuple(spaces),
        document=document, genre=parts[1] if parts[0] == "GUM" and len(parts) > 2 else "", starts_paragraph=starts_paragraph,
    )  # fmt: skip


def with_columns(sentence: UdSentence, **columns: object) -> UdSentence:
    """Return the sentence with some of its columns replaced."""
    from dataclasses import replace

    return replace(sentence, **columns)  # type: ignore[arg-type]


def to_conllu(sentences: Iterable[UdSentence]) -> str:
    """Write sentences as CoNLL-U without comments."""
    lines: list[str] = []
    for sentence in sentences:
        columns = zip(
            sentence.words, sentence.lemmas, sentence.upos, sentence.xpos, sentence.feats, sentence.heads,
            sentence.deprels, sentence.space_after, strict=True,
        )  # fmt: skip
        for number, (word, lemma, upos, xpos, feats, head, deprel, space) in enumerate(columns, 1):
            misc = "_" if space else "SpaceAfter=No"
            lines.append("\t".join((str(number), word, lemma, upos, xpos, feats, str(head), deprel, "_", misc)))
        lines.append("")
    return "\n".join(lines) + "\n"


def paragraphs(sentences: Iterable[UdSentence]) -> list[list[UdSentence]]:
    """Group sentences by paragraph."""
    groups: list[list[UdSentence]] = []
    for sentence in sentences:
        if sentence.starts_paragraph or not groups:
            groups.append([])
        groups[-1].append(sentence)
    return groups


def read_ner(path: Path) -> list[NerSentence]:
    """Read a token-and-label file: a word, a tab and a BIO label a line, ``-DOCSTART- NAME`` before each article.

    A few lines of the data are separated by spaces instead of the tab, and some have a third column with the label of a name
    inside a name, which is not read. The first sentence of an article, its address, is
    left out. A space inside a token becomes a no-break space, as Stanza has it.

    Args:
        path: The file.

    Returns:
        The sentences in the order of the file, labels in BIOES.
    """
    sentences: list[NerSentence] = []
    article, words, labels = "", [], []
    with path.open(encoding="utf-8") as lines:
        for line in [*lines, "\n"]:
            line = line.rstrip("\n")
            if line.startswith("-DOCSTART-"):
                article = line.partition("\t")[0].removeprefix("-DOCSTART-").strip()
            elif line.strip():
                word, label = line.split("\t")[:2] if "\t" in line else line.rsplit(maxsplit=1)
                words.append(word.strip().replace(" ", "\xa0"))
                labels.append(label.strip() or "O")
            elif words:
                if not (len(words) == 1 and "://" in words[0]):
                    sentences.append(NerSentence(words=tuple(words), labels=to_bioes(labels), article=article))
                words, labels = [], []
    return sentences


def to_bioes(labels: Sequence[str]) -> tuple[str, ...]:
    """Convert BIO labels to BIOES; an ``I-`` that continues nothing begins a name.

    Example:
        >>> to_bioes(["B-Person", "I-Person", "O", "I-Date"])
        ('B-Person', 'E-Person', 'O', 'S-Date')
    """
    result: list[str] = []
    previous = "O"
    for index, label in enumerate(labels):
        kind = label[2:]
        following = labels[index + 1] if index + 1 < len(labels) else "O"
        if label == "O":
            result.append("O")
        else:
            starts = label[0] == "B" or previous[2:] != kind
            goes_on = following == f"I-{kind}"
            result.append(("B-" if goes_on else "S-") + kind if starts else ("I-" if goes_on else "E-") + kind)
        previous = label
    return tuple(result)

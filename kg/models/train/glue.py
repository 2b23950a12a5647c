"""Raw text for the tokenizer: paragraphs with a label a character, varied at random.

Labels are Stanza's: 0 inside a token or between tokens, 1 the last character of a token, 2 the last of a sentence. News text
from the web often lacks the space between sentences; paragraphs are joined, spaces between sentences dropped, and words
abbreviated at random, so that a full stop in front of a capital is learnt in both its meanings.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from kg.models.train.data import UdSentence

__all__ = ["abbreviate", "glue_allowed", "render", "vary"]

Pieces = list[tuple[str, bool]]

_MONTHS = {"January": "Jan.", "February": "Feb.", "March": "Mar.", "April": "Apr.", "August": "Aug.", "September": "Sept.",
           "October": "Oct.", "November": "Nov.", "December": "Dec."}  # fmt: skip
_TITLES = ("Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Gen.", "Lt.", "Col.", "Sen.", "Rep.", "Gov.", "Capt.", "Maj.", "Sgt.", "St.",
           "Hon.", "Rev.", "Amb.", "Pres.")  # fmt: skip
_STATES = {"America": "U.S.", "American": "U.S.", "UK": "U.K.", "US": "U.S.", "UN": "U.N.", "EU": "E.U.", "USA": "U.S.A."}
_CLOSING = "\"'”’)]"


def abbreviate(sentence: UdSentence, rng: random.Random, *, share: float) -> Pieces:
    """Return the words of a sentence, each with whether a space follows, some of them abbreviated.

    Months before a number, some states and bodies, initials of first names; and titles put before names.
    """
    pieces: Pieces = []
    for place, (word, space) in enumerate(zip(sentence.words, sentence.space_after, strict=True)):
        following = sentence.words[place + 1] if place + 1 < len(sentence.words) else ""
        named = sentence.upos[place] == "PROPN" and word[:1].isupper()
        begins = named and (place == 0 or sentence.upos[place - 1] != "PROPN") and space
        if rng.random() >= share or not space:
            pass
        elif word in _MONTHS and following[:1].isdigit():
            word = _MONTHS[word]
        elif word in _STATES and following.isalpha():
            word = _STATES[word]
        elif begins and sentence.upos[place + 1 : place + 2] == ("PROPN",) and rng.random() < 0.5:
            word = f"{word[0]}."
        elif begins and word.isalpha() and rng.random() < 0.5:
            pieces.append((rng.choice(_TITLES), True))
        pieces.append((word, space))
    return pieces


def glue_allowed(before: Pieces, after: Pieces) -> bool:
    """Return whether the space between two sentences may go: a full stop or its like before, a capital or quote after.

    Example:
        >>> glue_allowed([("talks", False), (".", True)], [("They", True)])
        True
        >>> glue_allowed([("talks", True)], [("They", True)])
        False
    """
    text = "".join(word for word, _ in before[-3:]).rstrip(_CLOSING)
    first = after[0][0][:1]
    return text[-1:] in set(".?!") and (first.isupper() or first in "\"“‘'")


def render(sentences: Sequence[Pieces], glued: Sequence[bool]) -> tuple[str, list[int]]:
    """Write a paragraph and the label of each character.

    Args:
        sentences: The sentences' words, each with whether a space follows.
        glued: For each sentence but the last, whether it is followed by no space.

    Example:
        >>> render([[("No", False), (".", True)], [("Yes", True)]], [True])
        ('No.Yes', [0, 1, 2, 0, 0, 2])
    """
    text: list[str] = []
    labels: list[int] = []
    for number, sentence in enumerate(sentences):
        for place, (word, space) in enumerate(sentence):
            last = place == len(sentence) - 1
            text.append(word)
            labels += [0] * (len(word) - 1) + [2 if last else 1]
            if last:
                space = number < len(sentences) - 1 and space and not glued[number]
            if space:
                text.append(" ")
                labels.append(0)
    return "".join(text), labels


def vary(paragraphs: Sequence[Sequence[UdSentence]], rng: random.Random, settings: dict[str, Any]) -> list[tuple[str, list[int]]]:
    """Make one epoch of training paragraphs.

    Args:
        paragraphs: The paragraphs in the order of their documents.
        rng: The random numbers.
        settings: Shares: ``join`` paragraphs with the one before, ``abbreviate`` words, ``glue`` paragraphs of which a
            sentence in ``glue_within`` is glued, ``bare`` paragraphs that lose their last full stop.

    Returns:
        Text and labels.
    """
    joined: list[list[UdSentence]] = []
    for paragraph in paragraphs:
        same = joined and joined[-1][-1].document == paragraph[0].document and len(joined[-1]) < 12
        if same and rng.random() < settings["join"] and joined[-1][-1].words[-1] in {".", "!", "?", '"', "”"}:
            joined[-1].extend(paragraph)
        else:
            joined.append(list(paragraph))
    result = []
    for paragraph in joined:
        pieces = [abbreviate(one, rng, share=settings["abbreviate"]) for one in paragraph]
        share = settings["glue_within"] if rng.random() < settings["glue"] else 0.0
        glued = [rng.random() < share and glue_allowed(one, two) for one, two in pairwise(pieces)]
        # a joined paragraph's last word has no space of its own
        pieces = [[*one[:-1], (one[-1][0], True)] for one in pieces]
        if len(pieces[-1]) > 2 and pieces[-1][-1][0] == "." and rng.random() < settings["bare"]:
            pieces[-1].pop()
        result.append(render(pieces, glued))
    return result

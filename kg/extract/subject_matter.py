"""Topics: what talks, demands and agreements are about, by the phrases and word pairs of the topic scheme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.document import Sentence
from kg.event import Argument
from kg.extract.context import Context
from kg.topics import match_topics

__all__ = ["TopicMention", "topics_in"]

REACH = 12  # tokens between the two words of a pair


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMention:
    """A topic and the tokens that name it."""

    argument: Argument
    tokens: tuple[int, ...]


def topics_in(context: Context, sentence: Sentence, tokens: Iterable[int]) -> list[TopicMention]:
    """Find the topics that some tokens of a sentence name, in reading order, each once.

    The longest phrase at a place wins; of a word pair the second must stand below the first in the tree. A phrase inside the pair of another topic yields
    to it.
    """
    wanted = set(tokens)
    inside = [(span, iri) for span, iri in _all(context, sentence) if wanted.issuperset(span)]
    longer = [span for span, _ in inside if len(span) > 1]
    kept = [(span, iri) for span, iri in inside if len(span) > 1 or not any(span[0] in other for other in longer)]
    seen: dict[str, TopicMention] = {}
    for span, iri in kept:
        begin, end = sentence.tokens[span[0]].begin, sentence.tokens[span[-1]].end
        text = context.document.article.text[begin:end]
        seen.setdefault(iri, TopicMention(argument=Argument(iri=iri, text=text), tokens=span))
    return list(seen.values())


def _all(context: Context, sentence: Sentence) -> list[tuple[tuple[int, ...], str]]:
    """Find all topics of a sentence, once per sentence."""
    known = context.topic_spans.get(sentence.index)
    if known is None:
        lemmas, words = [t.lemma.lower() for t in sentence.tokens], [t.text.lower() for t in sentence.tokens]
        phrases = [(tuple(range(m.start, m.end)), m.topic.iri) for m in match_topics(context.topics, lemmas, words, weak=True)]
        known = context.topic_spans[sentence.index] = sorted([*phrases, *_pairs(context, sentence, lemmas)])
    return known


def _pairs(context: Context, sentence: Sentence, lemmas: list[str]) -> Iterator[tuple[tuple[int, ...], str]]:
    """Find word pairs; plurals that the lemmatizer keeps (``troops``) count as their singular."""
    forms = [{lemma, lemma.removesuffix("s")} for lemma in lemmas]
    for pattern in context.topics.patterns:
        for i in (k for k, form in enumerate(forms) if form & pattern.head):
            below = next((j for j in sentence.subtree(i) if j != i and abs(j - i) <= REACH and forms[j] & pattern.with_words), None)
            if below is None and sentence.tokens[i].deprel.startswith("acl") and forms[sentence.tokens[i].head] & pattern.with_words:
                below = sentence.tokens[i].head
            if below is not None:
                yield (min(i, below), max(i, below)), pattern.topic

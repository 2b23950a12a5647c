"""Tracing: what the frames make of a sentence, and why the others keep silent.

Row 10 of the flow, beside extraction: it runs the same steps on one short text and shows the tree, the mentions, the frames that fired with their
arguments, and the triggers
that did not fire with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike

from kg.actors import load_actors
from kg.annotate import annotate
from kg.article import Article
from kg.detect import detect
from kg.display import visible, visible_html
from kg.document import Document, Sentence
from kg.event import Argument, Event
from kg.extract import extract
from kg.extract.context import Context
from kg.extract.events import absorbed
from kg.extract.match import Match, candidates, find_matches
from kg.extract.roles import fillers
from kg.iri import article_iri
from kg.lexicon import Lexicon, load_lexicon
from kg.resolve import resolve
from kg.topics import load_topics
from kg.vocabulary import DATA_BASE

__all__ = ["Fired", "MentionLine", "SentenceTrace", "Silent", "Trace", "trace", "trace_document"]

SHOWN = 4
"""Triggers named for a word that calls up a frame only together with others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionLine:
    """A mention as the trace shows it: its words, and the entity that they stand for."""

    text: str
    entity: str
    type: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A frame that fired: its trigger and the event that came of it."""

    trigger: str
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A trigger that stands in the sentence and gave no event.

    Args:
        trigger: As the lexicon has it.
        frame: Id of its frame.
        words: The words of the sentence.
        reason: Why it keeps silent.
    """

    trigger: str
    frame: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceTrace:
    """The trace of one sentence: text, tree (one line a token, indented by depth), mentions, and frames."""

    text: str
    tree: tuple[str, ...]
    mentions: tuple[MentionLine, ...]
    fired: tuple[Fired, ...]
    silent: tuple[Silent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The trace of a short text; printing it shows everything."""

    sentences: tuple[SentenceTrace, ...]

    def __str__(self) -> str:
        """Return the trace as text."""
        return "\n\n".join("\n".join(visible(line) for line in _lines(s)) for s in self.sentences) or "No sentence."

    def _repr_html_(self) -> str:
        """Return the trace for notebooks; all that comes from the text is escaped."""
        return "".join(f"<pre>{'<br>'.join(visible_html(line) for line in _lines(s))}</pre>" for s in self.sentences) or "<p>No sentence.</p>"


def trace(sentence: str, *, models: str | PathLike[str] = "bundled", lexicons: Iterable[str | PathLike[str]] = ()) -> Trace:
    """Show what the frames make of a sentence.

    Args:
        sentence: A sentence, or a few.
        models: As for ``build``.
        lexicons: Files with own frames and word lists.

    Returns:
        Tree, mentions, frames that fired with their arguments, and triggers that did not, with the reason.
    """
    return trace_document(annotate(Article(text=sentence), models=models), load_lexicon(*(str(p) for p in lexicons)))


def trace_document(document: Document, lexicon: Lexicon) -> Trace:
    """Show what the frames make of an annotated text."""
    book, topics = load_actors(), load_topics()
    entities = resolve(document, detect(document, book, lexicon), book, lexicon, base=DATA_BASE, article=f"{DATA_BASE}article/trace")
    article = article_iri(DATA_BASE, document.article.id)
    events = extract(document, entities, book=book, lexicon=lexicon, topics=topics, article=article).events
    context = Context(document=document, entities=entities, lexicon=lexicon, topics=topics, book=book, article=article)
    return Trace(sentences=tuple(_sentence(context, sentence, events) for sentence in document.sentences))


def _sentence(context: Context, sentence: Sentence, events: tuple[Event, ...]) -> SentenceTrace:
    matches = find_matches(sentence, context.lexicon)
    own = [e for e in events if e.evidence.sentence_begin == sentence.begin]
    by_match = {id(m): next((e for e in own if _comes_from(e, sentence, m)), None) for m in matches}
    fired = [Fired(trigger=str(m.trigger), event=e) for m in matches if (e := by_match[id(m)]) is not None]
    silent = [*_unfired(context, sentence, [m for m in matches if by_match[id(m)] is None], matches), *_unmatched(context.lexicon, sentence, matches)]
    return SentenceTrace(
        text=context.document.text(sentence),
        tree=tuple(_tree(sentence, sentence.root, 0)),
        mentions=tuple(_mentions(context, sentence)),
        fired=tuple(fired),
        silent=tuple(sorted(silent, key=lambda s: (s.words, s.frame))),
    )


def _comes_from(event: Event, sentence: Sentence, match: Match) -> bool:
    token = sentence.tokens[match.token]
    return event.frame in (match.frame.id, "near-deal") and event.evidence.begin <= token.begin and token.end <= event.evidence.end


def _unfired(context: Context, sentence: Sentence, unfired: list[Match], matches: list[Match]) -> Iterator[Silent]:
    for match in unfired:
        above = next((m for m in matches if m is not match and absorbed(sentence, match, [match, m])), None)
        missing = [role for role in match.frame.needs if role != "topic" and not fillers(context, sentence, match, role)]
        if above is not None:
            reason = f"absorbed by {above.trigger} ({above.frame.id}): it is content there"
        elif missing:
            reason = f"role missing: {', '.join(missing)}"
        else:
            reason = "its roles are filled neither here nor by the talks spoken of before"
        yield _silent(sentence, match, reason)


def _unmatched(lexicon: Lexicon, sentence: Sentence, matches: list[Match]) -> Iterator[Silent]:
    """Name the triggers that lie inside longer ones, and the words that call up frames only together with others."""
    chosen = {(m.token, m.frame.id) for m in matches}
    heads = {m.token for m in matches}
    inside = {p: m for m in matches for p in m.parts}
    for match in candidates(sentence, lexicon):
        longer = inside.get(match.token)
        if longer is not None and (match.token, match.frame.id) not in chosen:
            yield _silent(sentence, match, f"part of the longer trigger {longer.trigger} ({longer.frame.id})")
    for i, token in enumerate(sentence.tokens):
        table = lexicon.verbs if token.upos == "VERB" else lexicon.nouns
        known = table.get(token.lemma.lower(), ())
        if known and i not in heads and i not in inside and all(t.length > 1 for _, t in known):
            some = ", ".join(dict.fromkeys(str(t) for _, t in known[:SHOWN]))
            yield Silent(
                trigger=token.lemma.lower(),
                frame="",
                words=token.text,
                reason=f"calls up frames only with further words: {some}{' …' if len(known) > SHOWN else ''}",
            )


def _silent(sentence: Sentence, match: Match, reason: str) -> Silent:
    words = " ".join(sentence.tokens[i].text for i in match.tokens)
    return Silent(trigger=str(match.trigger), frame=match.frame.id, words=words, reason=reason)


def _mentions(context: Context, sentence: Sentence) -> Iterator[MentionLine]:
    found = [(m.start, m, e) for e in context.entities for m in e.mentions if m.sentence == sentence.index]
    for _, mention, entity in sorted(found, key=lambda f: (f[0], f[1].end)):
        yield MentionLine(text=mention.text, entity=entity.name, type=entity.type, form=str(mention.form))


def _tree(sentence: Sentence, token: int, depth: int) -> Iterator[str]:
    """Yield one line for each token below another, in reading order, indented by depth."""
    t = sentence.tokens[token]
    left = [j for j in sentence.children[token] if j < token]
    for j in left:
        yield from _tree(sentence, j, depth + 1)
    yield f"{'  ' * depth}{t.text} ({t.deprel}, {t.upos}, {t.lemma})"
    for j in sentence.children[token][len(left) :]:
        yield from _tree(sentence, j, depth + 1)


def _lines(sentence: SentenceTrace) -> list[str]:
    lines = [sentence.text, "", "Tree", *(f"  {line}" for line in sentence.tree), "", "Mentions"]
    lines += [f"  {m.text} → {m.entity} ({m.type}, {m.form})" for m in sentence.mentions] or ["  none"]
    lines += ["", "Fired", *([line for f in sentence.fired for line in _fired_lines(f)] or ["  none"])]
    lines += ["", "Silent", *([f"  {s.words!r}{f' ({s.frame})' if s.frame else ''}: {s.reason}" for s in sentence.silent] or ["  none"])]
    return lines


def _fired_lines(fired: Fired) -> Iterator[str]:
    event = fired.event
    kind = f"{event.type}{f'-{event.mode}' if event.mode else ''}"
    yield f"  {fired.trigger} ({event.frame}): {event.kind}, {kind}, {event.predicate or 'no predicate'}, {event.polarity}, {event.modality}"
    roles: tuple[tuple[str, tuple[Argument, ...]], ...] = (
        ("actor", event.actors),
        ("recipient", event.recipients),
        ("mediator", event.mediators),
        ("topic", event.topics),
        ("place", (event.place,) if event.place else ()),
        ("said by", (event.said_by,) if event.said_by else ()),
        ("reported by", event.reported_by),
    )
    for name, arguments in roles:
        if arguments:
            yield f"    {name}: {', '.join(a.text for a in arguments)}"

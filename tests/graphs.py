"""Article graphs made by hand, and a hypothesis strategy of hostile ones, for the tests of everything behind the extraction."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from kg.article import Article
from kg.entity import Entity
from kg.event import Argument, Event, Evidence, Negotiation, Step
from kg.iri import article_iri, event_iri, mint_actor, negotiation_iri, statement_iri, step_iri
from kg.statement import ArticleGraph, Problem, Statement
from kg.vocabulary import ACTOR, DATA_BASE, EVENT_CLASSES, MODALITIES, POLARITIES, PREDICATES, STATUSES, SYMMETRIC, TOPIC, TOPICS

BASE = DATA_BASE
OMAN, IRAN, NORWAY = ACTOR.base + "oman", ACTOR.base + "iran", ACTOR.base + "norway"
NADIR = mint_actor(BASE, "Person", "Salma Nadir")
TALKS_TEXT = (
    "MUSCAT, March 4 - Oman mediated between Iran and Norway on tariffs. "
    "Envoy Salma Nadir of Norway said Iran would not release the ships. "
    "Iran met Norway on Monday."
)
LATER_TEXT = "Norway said Oman may host talks with Iran about trade. Ms Nadir, Norway's envoy, praised Oman."


def evidence_of(text: str, quote: str, *, sentence: tuple[int, int] | None = None) -> Evidence:
    """Find a quote in a text; its sentence is what lies between full stops unless given."""
    begin = text.index(quote)
    end = begin + len(quote)
    left = text.rfind(". ", 0, begin)
    right = text.find(".", end)
    first, last = sentence or (0 if left < 0 else left + 2, len(text) if right < 0 else right + 1)
    return Evidence(begin=begin, end=end, quote=quote, sentence_begin=first, sentence_end=last, sentence=text[first:last])


def statement_of(article: str, subject: str, predicate: str, object_: str, evidence: Evidence, **fields: object) -> Statement:
    """Make a statement with the IRI that its fields give."""
    if predicate in SYMMETRIC and object_ < subject:
        subject, object_ = object_, subject
    made = Statement(iri="", article=article, subject=subject, predicate=predicate, object=object_, evidence=(evidence,), **fields)  # type: ignore[arg-type]
    parts = (subject, predicate, object_, made.polarity, made.modality, made.said_by or "")
    return replace(made, iri=statement_iri(article, *parts))


def talks() -> ArticleGraph:
    """Return the graph of a first small article: Oman mediates between Iran and Norway."""
    text = TALKS_TEXT
    iri = article_iri(BASE, "talks")
    mediates = evidence_of(text, "Oman mediated between Iran and Norway")
    refuses = evidence_of(text, "Iran would not release the ships")
    met = evidence_of(text, "Iran met Norway")
    envoy = evidence_of(text, "Envoy Salma Nadir of Norway")
    oman, iran, norway = (Argument(iri=i, text=t) for i, t in ((OMAN, "Oman"), (IRAN, "Iran"), (NORWAY, "Norway")))
    nadir = Argument(iri=NADIR, text="Envoy Salma Nadir")
    tariffs = Argument(iri=TOPIC["tariffs"], text="tariffs")
    mediation = Event(
        iri=event_iri(iri, "mediate"), article=iri, frame="mediate", kind="Mediation", type="CONSULT", mode="third-party", predicate="mediates",
        actors=(iran, norway), mediators=(oman,), topics=(tariffs,), place=Argument(iri=ACTOR.base + "muscat", text="MUSCAT"),
        earliest="2024-03-04", latest="2024-03-04", date_text="March 4", evidence=mediates,
    )  # fmt: skip
    release = Event(
        iri=event_iri(iri, "release"), article=iri, frame="release", kind="Release", type="RETREAT", mode="release", predicate="concedes",
        actors=(iran,), recipients=(norway,), polarity="negative", modality="planned", said_by=nadir, reported_by=(norway,), evidence=refuses,
    )  # fmt: skip
    meeting = Event(
        iri=event_iri(iri, "meet"), article=iri, frame="meet", kind="Meeting", type="CONSULT", predicate="meets", actors=(iran, norway),
        earliest="2024-03-04", latest="2024-03-04", date_text="Monday", evidence=met,
    )  # fmt: skip
    dated = {"date": "2024-03-04", "direct": True}
    talk = {"events": (mediation.iri,), "frame": "mediate", **dated}
    statements = (
        statement_of(iri, OMAN, "mediates", IRAN, mediates, **talk),
        statement_of(iri, OMAN, "mediates", NORWAY, mediates, **talk),
        statement_of(iri, IRAN, "negotiatesWith", NORWAY, mediates, **talk),
        statement_of(iri, IRAN, "negotiatesOn", TOPIC["tariffs"], mediates, **talk),
        statement_of(iri, NADIR, "affiliatedWith", NORWAY, envoy, direct=True),
        statement_of(iri, NADIR, "hasPosition", "Envoy", envoy, direct=True),
        statement_of(iri, IRAN, "concedes", NORWAY, refuses, polarity="negative", modality="planned", said_by=NADIR, events=(release.iri,), frame="release"),
        statement_of(iri, IRAN, "meets", NORWAY, met, events=(meeting.iri,), frame="meet", **dated),
    )  # fmt: skip
    name = negotiation_iri(iri, IRAN, NORWAY)
    negotiation = Negotiation(
        iri=name, article=iri, parties=(IRAN, NORWAY), mediators=(OMAN,), hosts=(OMAN,), topics=(TOPIC["tariffs"],), events=(mediation.iri,),
        steps=(Step(iri=step_iri(name, "under-negotiation"), status="under-negotiation", date="2024-03-04", evidence=mediates),),
    )  # fmt: skip
    return ArticleGraph(
        iri=iri,
        article=Article(text, id="talks", title="Oman mediates", url="https://example.org/talks", publisher="The Example", date="2024-03-05", body=18),
        sentences=3,
        entities=(
            Entity(iri=OMAN, name="Oman", type="State", names=("Oman",), wikidata="Q842"),
            Entity(iri=IRAN, name="Iran", type="State", names=("Iran",), wikidata="Q794"),
            Entity(iri=NORWAY, name="Norway", type="State", names=("Norway",)),
            Entity(iri=ACTOR.base + "muscat", name="Muscat", type="Place", names=("MUSCAT",)),
            Entity(iri=NADIR, name="Salma Nadir", type="Person", names=("Envoy Salma Nadir", "Nadir")),
        ),
        events=(mediation, release, meeting),
        statements=statements,
        negotiations=(negotiation,),
        problems=(Problem(article="talks", kind="date", message="'Monday' could be two days"),),
    )  # fmt: skip


def later() -> ArticleGraph:
    """Return the graph of a second small article, where Norway's envoy has only her surname."""
    text = LATER_TEXT
    iri = article_iri(BASE, "later")
    host = evidence_of(text, "Oman may host talks with Iran about trade")
    praise = evidence_of(text, "Ms Nadir, Norway's envoy, praised Oman")
    surname = mint_actor(BASE, "Person", "Nadir")
    oman, iran, norway = (Argument(iri=i, text=t) for i, t in ((OMAN, "Oman"), (IRAN, "Iran"), (NORWAY, "Norway")))
    talk = Event(
        iri=event_iri(iri, "talks"), article=iri, frame="talks", kind="Talks", type="CONSULT", predicate="negotiatesWith", actors=(norway, iran),
        mediators=(oman,), topics=(Argument(iri=TOPIC["trade"], text="trade"), Argument(iri=TOPIC["tariffs"], text="trade")), modality="possible",
        said_by=norway, evidence=host,
    )  # fmt: skip
    lauds = Event(
        iri=event_iri(iri, "praise"), article=iri, frame="praise", kind="Praise", type="SUPPORT", predicate="supports",
        actors=(Argument(iri=surname, text="Ms Nadir"),), recipients=(oman,), evidence=praise,
    )  # fmt: skip
    statements = (
        statement_of(iri, IRAN, "negotiatesWith", NORWAY, host, modality="possible", said_by=NORWAY, events=(talk.iri,), frame="talks"),
        statement_of(iri, surname, "affiliatedWith", NORWAY, praise, direct=True),
        statement_of(iri, surname, "supports", OMAN, praise, events=(lauds.iri,), frame="praise", direct=True),
    )  # fmt: skip
    negotiation = Negotiation(
        iri=negotiation_iri(iri, IRAN, NORWAY), article=iri, parties=(IRAN, NORWAY), mediators=(OMAN,), intermediaries=(OMAN,),
        topics=(TOPIC["tariffs"], TOPIC["trade"]), events=(talk.iri,),
    )  # fmt: skip
    return ArticleGraph(
        iri=iri,
        article=Article(text, id="later", date="2024-03-09"),
        sentences=2,
        entities=(
            Entity(iri=NORWAY, name="Norway", type="State", names=("Norway",)),
            Entity(iri=OMAN, name="Oman", type="State", names=("Oman",), wikidata="Q842"),
            Entity(iri=IRAN, name="Iran", type="State", names=("Iran",), wikidata="Q794"),
            Entity(iri=surname, name="Nadir", type="Person", names=("Ms Nadir",)),
        ),
        events=(talk, lauds),
        statements=statements,
        negotiations=(negotiation,),
    )


# --- hostile article graphs -------------------------------------------------------------------------------------------------------------

_NASTY = st.sampled_from(
    ['\\"', '\n\\"', '"""', "\r\n", "\r", "\t", "\u202e", "\u200b", "\ufeff",
     "é", "e\u0301", "😀", "]]>", "<b>&amp;", "</script>", "$1", "\\u0041", "@en", "^^", "'", " ."]
)  # fmt: skip
_CONTROLS = st.sampled_from(["\x00", "\ufffe", "\x01", "\x0b", "\x1b[31m", "\x7f", "\x85", "\u2028"])
_CHARACTERS = st.characters(exclude_categories=("Cs",))


def texts(*, controls: bool = True, min_size: int = 0, max_size: int = 12) -> st.SearchStrategy[str]:
    """Give text of any characters that UTF-8 can hold, awkward ones often."""
    plain = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    pieces = st.one_of(_CHARACTERS, _NASTY, _CONTROLS) if controls else st.one_of(plain, _NASTY)
    return st.lists(pieces, min_size=min_size, max_size=max_size).map("".join)


_DATES = st.none() | st.dates().map(lambda day: day.isoformat())
_ACTORS = st.sampled_from([OMAN, IRAN, NORWAY, NADIR, mint_actor(BASE, "Person", "Nadir"), mint_actor(BASE, "Organisation", "حماس")])
_TOPIC_IRIS = st.sampled_from([TOPIC[name] for name in TOPICS[:5]])


@st.composite
def _evidence(draw: st.DrawFn, text: str) -> Evidence:
    begin = draw(st.integers(0, len(text)))
    end = draw(st.integers(begin, len(text)))
    return Evidence(begin=begin, end=end, quote=text[begin:end], sentence_begin=0, sentence_end=len(text), sentence=text)


def _arguments(words: st.SearchStrategy[str], fillers: st.SearchStrategy[str] = _ACTORS) -> st.SearchStrategy[tuple[Argument, ...]]:
    return st.lists(st.builds(Argument, iri=fillers, text=words), max_size=3).map(tuple)


def _events(iri: str, text: str, words: st.SearchStrategy[str]) -> st.SearchStrategy[Event]:
    maybe = st.none() | st.builds(Argument, iri=_ACTORS, text=words)
    return st.builds(
        lambda kind, **fields: Event(
            iri="", article=iri, kind=kind.name, type=kind.plover_type, mode=kind.mode, predicate=kind.predicate, **fields
        ),
        st.sampled_from(list(EVENT_CLASSES.values())),
        frame=words, actors=_arguments(words), recipients=_arguments(words), mediators=_arguments(words),
        topics=_arguments(words, _TOPIC_IRIS), place=maybe, said_by=maybe, reported_by=_arguments(words),
        earliest=_DATES, latest=_DATES, date_text=st.none() | words,
        polarity=st.sampled_from(POLARITIES), modality=st.sampled_from(MODALITIES), evidence=_evidence(text),
    )  # fmt: skip


def _statements(iri: str, text: str, words: st.SearchStrategy[str]) -> st.SearchStrategy[Statement]:
    binary = st.tuples(st.sampled_from([p for p in PREDICATES if p != "hasPosition"]), _ACTORS | _TOPIC_IRIS)
    return st.builds(
        lambda pair, **fields: Statement(iri="", article=iri, predicate=pair[0], object=pair[1], **fields),
        binary | st.tuples(st.just("hasPosition"), words),
        subject=_ACTORS, polarity=st.sampled_from(POLARITIES), modality=st.sampled_from(MODALITIES), said_by=st.none() | _ACTORS,
        frame=st.none() | words, date=_DATES, direct=st.booleans(),
        evidence=st.lists(_evidence(text), min_size=1, max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
    )  # fmt: skip


@st.composite
def article_graphs(draw: st.DrawFn, *, controls: bool = True, ids: st.SearchStrategy[str] | None = None) -> ArticleGraph:
    """Make an article graph of any shape, full of awkward text; negotiations and problems included."""
    words = texts(controls=controls)
    text = draw(texts(controls=controls, max_size=30))
    article_id = draw(texts(controls=controls, min_size=1) if ids is None else ids)
    iri = article_iri(BASE, article_id)
    named = st.builds(
        Entity, iri=_ACTORS, name=words, type=st.sampled_from(["State", "Organisation", "Person", "Group", "Place"]),
        names=st.lists(words, max_size=3, unique=True).map(tuple), wikidata=st.none() | st.integers(1, 10**9).map("Q{}".format),
    )  # fmt: skip
    events = [replace(event, iri=event_iri(iri, str(i))) for i, event in enumerate(draw(st.lists(_events(iri, text, words), max_size=3)))]
    claims = [replace(s, iri=statement_iri(iri, str(i))) for i, s in enumerate(draw(st.lists(_statements(iri, text, words), max_size=4)))]
    claims = [replace(s, events=tuple(sorted(e.iri for e in draw(st.sets(st.sampled_from(events)) if events else st.just(set()))))) for s in claims]
    return ArticleGraph(
        iri=iri,
        article=Article(
            text, id=article_id, title=draw(st.none() | words), url=draw(st.none() | words), publisher=draw(st.none() | words), date=draw(_DATES),
            body=draw(st.integers(0, 9)),
        ),
        sentences=draw(st.integers(0, 99)),
        entities=tuple(draw(st.lists(named, max_size=4, unique_by=lambda entity: entity.iri))),
        events=tuple(events),
        statements=tuple(claims),
        negotiations=draw(_negotiations(iri, text)),
        problems=tuple(draw(st.lists(st.builds(Problem, article=words, kind=words, message=words), max_size=2))),
    )  # fmt: skip


@st.composite
def _negotiations(draw: st.DrawFn, iri: str, text: str) -> tuple[Negotiation, ...]:
    members = st.sets(_ACTORS, max_size=3).map(lambda found: tuple(sorted(found)))
    made = []
    for index in range(draw(st.integers(0, 2))):
        name = negotiation_iri(iri, str(index))
        statuses = draw(st.lists(st.sampled_from(STATUSES), max_size=3))
        steps = [Step(iri=step_iri(name, str(i)), status=status, date=draw(_DATES), evidence=draw(_evidence(text))) for i, status in enumerate(statuses)]
        made.append(
            Negotiation(
                iri=name, article=iri, parties=draw(members), mediators=draw(members), intermediaries=draw(members), guarantors=draw(members),
                hosts=draw(members), topics=tuple(sorted(draw(st.sets(_TOPIC_IRIS, max_size=2)))), steps=tuple(steps),
            )
        )  # fmt: skip
    return tuple(made)

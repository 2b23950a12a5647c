"""Extraction on hand-made trees: roles, polarity and modality, speakers, sides that are left unsaid, offices and bodies."""

from __future__ import annotations

import pytest
from trees import document

from kg.actors import load_actors
from kg.assemble import assemble
from kg.detect import detect
from kg.document import Document
from kg.extract import extract
from kg.lexicon import load_lexicon
from kg.resolve import resolve
from kg.statement import ArticleGraph
from kg.topics import load_topics

ARTICLE = "https://w3id.org/parley/data/article/a1"
STATES = "Oman=Location;Iran=Location;Norway=Location;Kenya=Location;Somalia=Location"


def graph(doc: Document) -> ArticleGraph:
    book, lexicon = load_actors(), load_lexicon()
    entities = resolve(doc, detect(doc, book, lexicon), book, lexicon, base="https://w3id.org/parley/data/", article=ARTICLE)
    found = extract(doc, entities, book=book, lexicon=lexicon, topics=load_topics(), article=ARTICLE)
    return assemble(doc, entities, found, lexicon=lexicon, article=ARTICLE)


def claims(doc: Document) -> set[str]:
    """Give the statements as ``subject predicate object``, with what they are unless positive and asserted."""
    made = graph(doc)
    names = {e.iri: e.name for e in made.entities}
    topics = {t.iri: f"topic:{t.notation}" for t in load_topics().topics}

    def show(iri: str) -> str:
        return names.get(iri) or topics.get(iri) or iri

    words = []
    for s in made.statements:
        extra = [w for w in (s.polarity, s.modality) if w not in ("positive", "asserted")]
        words.append(" ".join([show(s.subject), s.predicate, show(s.object), *extra]))
    return set(words)


MEDIATES = """
Oman Oman PROPN NNP 2 nsubj
{verb}
between between ADP IN 4 case
Iran Iran PROPN NNP 2 obl
and and CCONJ CC 6 cc
Norway Norway PROPN NNP 4 conj
"""


def test_mediation_has_a_mediator_and_two_sides() -> None:
    """The mediator mediates each side."""
    doc = document(MEDIATES.format(verb="mediates mediate VERB VBZ 0 root"), names=STATES)
    assert claims(doc) == {"Oman mediates Iran", "Oman mediates Norway"}


@pytest.mark.parametrize(
    ("auxiliaries", "extra"),
    [
        ("will will AUX MD {v} aux", "planned"),
        ("may may AUX MD {v} aux", "possible"),
        ("did do AUX VBD {v} aux|not not PART RB {v} advmod", "negative"),
        ("never never ADV RB {v} advmod", "negative"),
        ("could could AUX MD {v} aux|not not PART RB {v} advmod", "negative possible"),
    ],
)
def test_what_is_denied_planned_or_possible_is_no_direct_triple(auxiliaries: str, extra: str) -> None:
    """Auxiliaries and negation are on the statement, and it is not a fact."""
    between = auxiliaries.split("|")
    verb = 2 + len(between)
    rows = [f"Oman Oman PROPN NNP {verb} nsubj", *(b.format(v=verb) for b in between), "mediate mediate VERB VB 0 root"]
    rows += [
        f"between between ADP IN {verb + 2} case",
        f"Iran Iran PROPN NNP {verb} obl",
        f"and and CCONJ CC {verb + 4} cc",
        f"Norway Norway PROPN NNP {verb + 2} conj",
    ]
    doc = document("\n".join(rows), names=STATES)
    assert claims(doc) == {f"Oman mediates Iran {extra}", f"Oman mediates Norway {extra}"}
    assert not any(s.direct for s in graph(doc).statements)


TALKS = """
Kenya Kenya PROPN NNP 4 nsubj
and and CCONJ CC 3 cc
Somalia Somalia PROPN NNP 1 conj
held hold VERB VBD 0 root
talks talk NOUN NNS 4 obj
on on ADP IN 8 case
a a DET DT 8 det
truce truce NOUN NN 5 nmod
"""


def test_talks_give_sides_and_topics() -> None:
    """Sides negotiate with one another, once, and each on the topic."""
    assert claims(document(TALKS, names=STATES)) == {"Kenya negotiatesWith Somalia", "Kenya negotiatesOn topic:truce", "Somalia negotiatesOn topic:truce"}


def test_sides_are_kept_for_what_is_left_unsaid() -> None:
    """A mediator without sides mediates between the sides spoken of before; ``both sides`` are they."""
    mediating = """
    Oman Oman PROPN NNP 3 nsubj
    is be AUX VBZ 3 aux
    mediating mediate VERB VBG 0 root
    """
    sides = """
    Norway Norway PROPN NNP 2 nsubj
    praised praise VERB VBD 0 root
    both both DET DT 4 det
    sides side NOUN NNS 2 obj
    """
    found = claims(document(TALKS, mediating, sides, names=STATES))
    assert {"Oman mediates Kenya", "Oman mediates Somalia", "Norway supports Kenya", "Norway supports Somalia"} <= found


def test_mediators_told_before_their_sides_get_them_later() -> None:
    """The sides may be named after the mediator."""
    mediating = """
    Oman Oman PROPN NNP 3 nsubj
    is be AUX VBZ 3 aux
    mediating mediate VERB VBG 0 root
    """
    assert {"Oman mediates Kenya", "Oman mediates Somalia"} <= claims(document(mediating, TALKS, names=STATES))


def test_a_hyphen_joins_the_agent() -> None:
    """``Oman-mediated talks between`` has its mediator."""
    doc = document(
        """
        Oman Oman PROPN NNP 3 compound
        - - PUNCT HYPH 1 punct
        mediated mediate VERB VBN 4 amod
        talks talk NOUN NNS 9 nsubj
        between between ADP IN 6 case
        Kenya Kenya PROPN NNP 4 nmod
        and and CCONJ CC 8 cc
        Somalia Somalia PROPN NNP 6 conj
        resumed resume VERB VBD 0 root
        """,
        names=STATES,
    )
    assert {"Oman mediates Kenya", "Oman mediates Somalia", "Kenya negotiatesWith Somalia"} <= claims(doc)


def test_what_is_demanded_is_no_event() -> None:
    """``urged X to release`` is a demand; nothing was released."""
    doc = document(
        """
        Norway Norway PROPN NNP 2 nsubj
        urged urge VERB VBD 0 root
        Kenya Kenya PROPN NNP 2 obj
        to to PART TO 5 mark
        release release VERB VB 2 xcomp
        prisoners prisoner NOUN NNS 5 obj
        """,
        names=STATES,
    )
    assert claims(doc) == {"Norway demands Kenya"}


def test_hostile_acts_that_a_speaker_alleges_are_no_facts() -> None:
    """An accusation stays a statement with its speaker; what the article tells itself is direct."""
    told = """
    Kenya Kenya PROPN NNP 2 nsubj
    attacked attack VERB VBD 0 root
    Somalia Somalia PROPN NNP 2 obj
    """
    alleged = """
    Norway Norway PROPN NNP 2 nsubj
    said say VERB VBD 0 root
    Kenya Kenya PROPN NNP 4 nsubj
    attacked attack VERB VBD 2 ccomp
    Somalia Somalia PROPN NNP 4 obj
    """
    assert [s.direct for s in graph(document(told, names=STATES)).statements] == [True]
    statement = graph(document(alleged, names=STATES)).statements[0]
    assert (statement.direct, (statement.said_by or "").rsplit("/", 1)[-1]) == (False, "norway")


def test_what_the_article_denies_elsewhere_is_no_fact() -> None:
    """A triple that is asserted and denied in one article is not direct."""
    yes = MEDIATES.format(verb="mediated mediate VERB VBD 0 root")
    no = """
    Oman Oman PROPN NNP 4 nsubj
    did do AUX VBD 4 aux
    not not PART RB 4 advmod
    mediate mediate VERB VB 0 root
    between between ADP IN 6 case
    Iran Iran PROPN NNP 4 obl
    and and CCONJ CC 8 cc
    Norway Norway PROPN NNP 6 conj
    """
    assert not any(s.direct for s in graph(document(yes, no, names=STATES)).statements)


def test_a_sentence_without_a_trigger_yields_nothing() -> None:
    """Two names side by side are no relation."""
    doc = document(
        """
        Kenya Kenya PROPN NNP 4 nsubj
        and and CCONJ CC 3 cc
        Somalia Somalia PROPN NNP 1 conj
        slept sleep VERB VBD 0 root
        """,
        names=STATES,
    )
    assert claims(doc) == set()


def test_evidence_is_the_text_as_given() -> None:
    """Every quote stands in the article at its offsets, inside its sentence."""
    doc = document(TALKS, MEDIATES.format(verb="mediated mediate VERB VBD 0 root"), names=STATES)
    made = graph(doc)
    evidence = [e for s in made.statements for e in s.evidence] + [e.evidence for e in made.events]
    assert evidence
    for e in evidence:
        assert doc.article.text[e.begin : e.end] == e.quote
        assert doc.article.text[e.sentence_begin : e.sentence_end] == e.sentence
        assert e.sentence_begin <= e.begin < e.end <= e.sentence_end


OFFICE = """
Norwegian norwegian ADJ JJ 3 amod
Foreign foreign ADJ NNP 3 amod
Minister minister NOUN NNP 4 nmod:desc
Ilse Ilse PROPN NNP 6 nsubj
Brandt Brandt PROPN NNP 4 flat
slept sleep VERB VBD 0 root
"""


def test_offices_before_a_name() -> None:
    """A title before a name is a position, and its adjective the affiliation."""
    doc = document(OFFICE, names="Norwegian=NORP;Ilse Brandt=Person")
    assert claims(doc) == {"Ilse Brandt hasPosition Norwegian Foreign Minister", "Ilse Brandt affiliatedWith Norway"}


def test_offices_behind_a_name() -> None:
    """An apposition behind a name is a position, whatever the tree makes of it."""
    doc = document(
        """
        Ilse Ilse PROPN NNP 8 nsubj
        Brandt Brandt PROPN NNP 1 flat
        , , PUNCT , 4 punct
        head head NOUN NN 8 nsubj
        of of ADP IN 6 case
        ICRC ICRC PROPN NNP 4 nmod
        , , PUNCT , 4 punct
        slept sleep VERB VBD 0 root
        """,
        names="Ilse Brandt=Person;ICRC=Organization",
    )
    assert claims(doc) == {
        "Ilse Brandt hasPosition head of ICRC",
        "Ilse Brandt affiliatedWith International Committee of the Red Cross",
    }


def test_a_subject_behind_a_comma_is_no_apposition() -> None:
    """``After meeting Brandt, the minister said`` makes nobody a minister."""
    doc = document(
        """
        After after SCONJ IN 2 mark
        meeting meet VERB VBG 7 advcl
        Brandt Brandt PROPN NNP 2 obj
        , , PUNCT , 2 punct
        the the DET DT 6 det
        minister minister NOUN NN 7 nsubj
        slept sleep VERB VBD 0 root
        """,
        names="Brandt=Person",
    )
    assert not [c for c in claims(doc) if "hasPosition" in c]


def test_bodies_belong_to_their_state_and_have_seats() -> None:
    """``Kenya's Supreme Council`` is Kenya's; ``the Geneva-based ICRC`` sits in Geneva."""
    body = """
    Kenya Kenya PROPN NNP 4 nmod:poss
    's 's PART POS 1 case
    Supreme Supreme ADJ NNP 4 amod
    Council Council PROPN NNP 5 nsubj
    slept sleep VERB VBD 0 root
    """
    seat = """
    Geneva Geneva PROPN NNP 4 compound
    - - PUNCT HYPH 1 punct
    based base VERB VBN 4 amod
    ICRC ICRC PROPN NNP 5 nsubj
    slept sleep VERB VBD 0 root
    """
    found = claims(document(body, seat, names=STATES + ";Supreme Council=Organization;ICRC=Organization;Geneva=Location"))
    assert found == {"Supreme Council affiliatedWith Kenya", "International Committee of the Red Cross basedIn Geneva"}


def test_deals_that_are_near_are_negotiation() -> None:
    """``is near an agreement with`` is no agreement."""
    doc = document(
        """
        Kenya Kenya PROPN NNP 5 nsubj
        is be AUX VBZ 5 cop
        near near ADP IN 5 case
        an a DET DT 5 det
        agreement agreement NOUN NN 0 root
        with with ADP IN 7 case
        Somalia Somalia PROPN NNP 5 nmod
        """,
        names=STATES,
    )
    assert claims(doc) == {"Kenya negotiatesWith Somalia"}


def test_talks_make_a_negotiation_with_its_roles() -> None:
    """Sides, mediators, topics and status are on the negotiation; the mediator is no side."""
    made = graph(document(TALKS, "Oman Oman PROPN NNP 3 nsubj\nis be AUX VBZ 3 aux\nmediating mediate VERB VBG 0 root", names=STATES))
    (negotiation,) = made.negotiations
    assert [i.rsplit("/", 1)[-1] for i in negotiation.parties] == ["kenya", "somalia"]
    assert [i.rsplit("/", 1)[-1] for i in negotiation.mediators] == ["oman"]
    assert [i.rsplit("/", 1)[-1] for i in negotiation.topics] == ["truce"]
    assert [s.status for s in negotiation.steps] == ["under-negotiation"]


def test_steps_of_talks_are_on_the_ladder() -> None:
    """A breaking off of talks under way is a step of their negotiation, with its evidence."""
    broken = """
    Kenya Kenya PROPN NNP 2 nsubj
    suspended suspend VERB VBD 0 root
    talks talk NOUN NNS 2 obj
    with with ADP IN 5 case
    Somalia Somalia PROPN NNP 3 nmod
    """
    (negotiation,) = graph(document(TALKS, broken, names=STATES)).negotiations
    assert [s.status for s in negotiation.steps] == ["under-negotiation", "suspended"]
    assert "suspended" in negotiation.steps[-1].evidence.quote


def test_the_same_document_gives_the_same_graph() -> None:
    """Nothing depends on anything but the document."""
    doc = document(TALKS, MEDIATES.format(verb="mediated mediate VERB VBD 0 root"), OFFICE, names=STATES + ";Norwegian=NORP;Ilse Brandt=Person")
    assert graph(doc) == graph(doc)


def test_what_is_said_of_something_that_may_never_be_is_possible() -> None:
    """``Any release that they agree to`` claims no agreement."""
    release = """
    Norway Norway PROPN NNP 2 nsubj
    backs back VERB VBZ 0 root
    any any DET DT 4 det
    release release NOUN NN 2 obj
    that that PRON WDT 9 obl
    Kenya Kenya PROPN NNP 9 nsubj
    and and CCONJ CC 8 cc
    Somalia Somalia PROPN NNP 6 conj
    agree agree VERB VBP 4 acl:relcl
    to to ADP IN 5 case
    """
    assert "Kenya agrees Somalia possible" in claims(document(release, names=STATES))


def test_who_is_no_part_of_talks_denies_none() -> None:
    """That a third is no part of talks does not deny the talks of the sides spoken of before."""
    outside = """
    Norway Norway PROPN NNP 4 nsubj
    was be AUX VBD 4 cop
    not not PART RB 4 advmod
    part part NOUN NN 0 root
    of of ADP IN 6 case
    talks talk NOUN NNS 4 nmod
    on on ADP IN 9 case
    a a DET DT 9 det
    truce truce NOUN NN 6 nmod
    """
    assert not any("negative" in claim and "Norway" not in claim for claim in claims(document(TALKS, outside, names=STATES)))


def test_what_stands_after_with_is_no_subject() -> None:
    """A tree that makes a subject of ``with Iran`` gives it no act."""
    delivered = """
    talks talk NOUN NNS 2 nsubj
    continue continue VERB VBP 0 root
    with with ADP IN 4 case
    Iran Iran PROPN NNP 7 nsubj
    and and CCONJ CC 7 cc
    Norway Norway PROPN NNP 7 nsubj
    attacked attack VERB VBD 2 conj
    Oman Oman PROPN NNP 7 obj
    """
    made = claims(document(delivered, names=STATES))
    assert "Norway attacks Oman" in made
    assert "Iran attacks Oman" not in made

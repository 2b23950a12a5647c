"""Detection: which stretches of a text are mentions, and of what kind."""

from __future__ import annotations

import pytest
from trees import document

from kg.actors import load_actors
from kg.detect import detect
from kg.document import Document
from kg.lexicon import load_lexicon
from kg.mention import Form, Mention


def mentions(doc: Document) -> dict[str, Mention]:
    return {m.text: m for m in detect(doc, load_actors(), load_lexicon())}


OFFICIALS = document(
    """
    Qatari Qatari ADJ JJ 2 amod
    mediators mediator NOUN NNS 3 nsubj
    met meet VERB VBD 0 root
    a a DET DT 7 det
    senior senior ADJ JJ 7 amod
    Israeli israeli ADJ JJ 7 amod
    official official NOUN NN 3 obj
    in in ADP IN 9 case
    Doha Doha PROPN NNP 3 obl
    . . PUNCT . 3 punct
    """,
    names="Qatari=NORP;Israeli=NORP;Doha=Location",
)


def test_unnamed_officials_stand_for_their_state() -> None:
    """A description that names a state by an adjective is the state, and the adjective alone is a demonym."""
    found = mentions(OFFICIALS)
    assert (found["Qatari mediators"].kind, found["Qatari mediators"].stands) == ("State", True)
    assert (found["senior Israeli official"].kind, found["senior Israeli official"].stands) == ("State", True)
    assert found["Qatari"].form == Form.DEMONYM
    assert (found["Qatari"].actor or "").endswith("/qatar")


def test_a_capital_that_is_only_a_venue_is_a_place() -> None:
    """``in Doha`` is a place without an actor behind it."""
    doha = mentions(OFFICIALS)["Doha"]
    assert (doha.kind, doha.actor) == ("Place", None)


def test_a_capital_that_speaks_is_its_state() -> None:
    """``Doha said`` is Qatar."""
    doc = document(
        """
        Doha Doha PROPN NNP 2 nsubj
        rejected reject VERB VBD 0 root
        the the DET DT 4 det
        claim claim NOUN NN 2 obj
        """,
        names="Doha=Location",
    )
    doha = mentions(doc)["Doha"]
    assert doha.kind == "State"
    assert (doha.actor or "").endswith("/qatar")


def test_titles_are_no_part_of_a_name() -> None:
    """The words before a name that describe the person are kept apart from it, and cover no mention of their own."""
    doc = document(
        """
        Ruritanian Ruritanian ADJ JJ 3 amod
        Foreign foreign ADJ NNP 3 amod
        Minister minister NOUN NNP 4 nmod:desc
        Ilse Ilse PROPN NNP 6 nsubj
        Brandt Brandt PROPN NNP 4 flat
        spoke speak VERB VBD 0 root
        """,
        names="Ilse Brandt=Person",
    )
    found = mentions(doc)
    assert found["Ilse Brandt"].title == 0
    assert not [m for m in found.values() if "Minister" in m.text]


def test_a_surname_behind_a_title_is_linked_by_the_year() -> None:
    """``President Biden`` is the person who held the office when the article appeared; in another year the name stays unlinked."""
    table = """
    President President PROPN NNP 2 nmod:desc
    Biden Biden PROPN NNP 3 nsubj
    spoke speak VERB VBD 0 root
    """
    assert mentions(document(table, names="Biden=Person", date="2023-05-01"))["Biden"].actor is not None
    assert mentions(document(table, names="Biden=Person", date="1999-05-01"))["Biden"].actor is None


def test_possessors_inside_a_name_are_names_of_their_own() -> None:
    """``Odinga's Orange Movement`` is a person and an organisation."""
    doc = document(
        """
        Raila Raila PROPN NNP 3 nsubj
        Odinga Odinga PROPN NNP 1 flat
        won win VERB VBD 0 root
        """,
        """
        Odinga Odinga PROPN NNP 4 nmod:poss
        's 's PART POS 1 case
        Orange Orange PROPN NNP 4 compound
        Movement Movement PROPN NNP 5 nsubj
        rejoiced rejoice VERB VBD 0 root
        """,
        names="Raila Odinga=Person;Odinga 's Orange Movement=Organization",
    )
    found = mentions(doc)
    assert found["Odinga"].kind == "Person"
    assert found["Orange Movement"].kind == "Organisation"


@pytest.mark.parametrize(
    ("before", "kind"),
    [("five five NUM CD 2 nummod", "Group"), ("the the DET DT 2 det", "State")],
)
def test_nationals_that_are_counted_are_a_group(before: str, kind: str) -> None:
    """``five Americans`` are persons; ``the Americans`` as a side are their state."""
    doc = document(
        f"""
        {before}
        Americans American PROPN NNPS 3 nsubj
        left leave VERB VBD 0 root
        """,
        names="Americans=NORP",
    )
    assert next(m for m in mentions(doc).values() if "Americans" in m.text).kind == kind


def test_addresses_are_no_actors() -> None:
    """What the model takes for a name in an address is none."""
    doc = document(
        """
        See see VERB VB 0 root
        https://example.org/x https://example.org/x X ADD 1 obj
        """,
        names="https://example.org/x=Organization",
    )
    assert mentions(doc) == {}

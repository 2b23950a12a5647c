"""Who is who: each sieve joins what it should and leaves alone what it must, on documents made by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kg.article import Article
from kg.coreference import cluster
from kg.coreference_gender import spoken_of_as
from kg.detect import detect
from kg.detect_spans import head_of, make_mention
from kg.document import Document, Sentence, Span, Token
from kg.mention import Form, Mention
from kg.pipeline import Knowledge, load_knowledge

RSF = "https://w3id.org/parley/actor/rapid-support-forces"
QATAR = "https://w3id.org/parley/actor/qatar"
SAUDI = "https://w3id.org/parley/actor/saudi-arabia"


@cache
def knowledge() -> Knowledge:
    """Load the book and the word lists once."""
    return load_knowledge()


def document(*sentences: str) -> Document:
    """Make a document of sentences in which each word is written ``form/UPOS/head/relation``, heads counted from 1; the lemma is the form in small letters."""
    text, made = "", []
    for index, sentence in enumerate(sentences):
        tokens = []
        for word in sentence.split():
            form, upos, head, relation = word.split("/")
            text += " " if text else ""
            xpos = "NNS" if upos == "NOUN" and form.endswith("s") else {"NOUN": "NN", "PROPN": "NNP"}.get(upos, "_")
            lemma = form.lower().removesuffix("s") if xpos == "NNS" else form.lower()
            begin, end = len(text), len(text) + len(form)
            tokens.append(Token(text=form, lemma=lemma, upos=upos, xpos=xpos, head=int(head) - 1, deprel=relation, begin=begin, end=end))
            text += form
        made.append(Sentence(index=index, tokens=tuple(tokens)))
    return Document(article=Article(text, id="a1"), sentences=tuple(made))


def mention(doc: Document, words: str, kind: str, form: Form = Form.NAME, *, nth: int = 0, **more: object) -> Mention:
    """Make a mention of the nth place where the words stand."""
    wanted = words.split()
    places = [
        (sentence, i) for sentence in doc.sentences for i in range(len(sentence.tokens)) if [t.text for t in sentence.tokens[i : i + len(wanted)]] == wanted
    ]
    sentence, start = places[nth]
    end = start + len(wanted)
    return make_mention(sentence, doc, start, end, head_of(sentence, start, end), kind=kind, form=form, **more)


def clusters(doc: Document, *mentions: Mention) -> set[frozenset[str]]:
    """Return the clusters by the texts of their mentions, a second mention of one text with its number."""
    ordered = sorted(mentions, key=lambda m: (m.begin, -m.stop))
    roots = cluster(doc, ordered, knowledge().book, knowledge().lexicon)
    found: dict[int, set[str]] = {}
    seen: dict[str, int] = {}
    for one, root in zip(ordered, roots, strict=True):
        seen[one.text] = seen.get(one.text, 0) + 1
        found.setdefault(root, set()).add(one.text + (f" {seen[one.text]}" if seen[one.text] > 1 else ""))
    return {frozenset(texts) for texts in found.values()}


def names(*texts: str, kinds: tuple[str, ...] = ()) -> set[frozenset[str]]:
    """Cluster names that stand one in each sentence."""
    parts = []
    for text in texts:
        words = text.split()
        parts.append(" ".join([*(f"{w}/PROPN/{len(words)}/compound" for w in words[:-1]), f"{words[-1]}/PROPN/{len(words) + 1}/nsubj", "spoke/VERB/0/root"]))
    doc = document(*parts)
    kinds = kinds or ("Person",) * len(texts)
    made = (make_mention(s, doc, 0, len(s.tokens) - 1, len(s.tokens) - 2, kind=kind) for s, kind in zip(doc.sentences, kinds, strict=True))
    return clusters(doc, *made)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane Doe", "Doe"),
        ("Abdelrahim Dagalo", "Daglo"),
        ("Workneh Gebeyehu", "Workneh"),
        ("Maria Estela Arroyo", "Maria Arroyo"),
        ("Salma Nadir", "salma nadir"),
    ],
)
def test_parts_and_spellings_of_a_person_s_name_are_one(one: str, other: str) -> None:
    """Surname, spelling variant, first name alone, middle name left out."""
    assert names(one, other) == {frozenset({one, other})}


@pytest.mark.parametrize(
    "texts",
    [("Jane Doe", "John Doe", "Doe"), ("Jane Doe", "Roe"), ("Ali Hassan", "Hussein"), ("Mary Smith", "James Smith")],
)
def test_a_surname_of_two_is_nobody_s(texts: tuple[str, ...]) -> None:
    """Nothing is joined where two fit, or none."""
    assert names(*texts) == {frozenset({text}) for text in texts}


def test_a_surname_goes_by_he_and_she() -> None:
    """``Mrs Doe`` is the one of two whose first name is a woman's."""
    doc = document(
        "Jane/PROPN/2/compound Doe/PROPN/3/nsubj met/VERB/0/root John/PROPN/5/compound Doe/PROPN/3/obj",
        "Mrs/PROPN/2/compound Doe/PROPN/3/nsubj spoke/VERB/0/root",
    )
    jane, john, doe = mention(doc, "Jane Doe", "Person"), mention(doc, "John Doe", "Person"), mention(doc, "Doe", "Person", nth=2)
    assert clusters(doc, jane, john, doe) == {frozenset({"Jane Doe", "Doe"}), frozenset({"John Doe"})}


def test_two_actors_of_the_book_never_join() -> None:
    """The book knows better than the spelling."""
    doc = document("Front/PROPN/2/nsubj spoke/VERB/0/root", "Front/PROPN/2/nsubj left/VERB/0/root")
    one = mention(doc, "Front", "Organisation", actor=RSF)
    other = mention(doc, "Front", "Organisation", nth=1, actor=QATAR)
    assert clusters(doc, one, other) == {frozenset({"Front"}), frozenset({"Front 2"})}


@pytest.mark.parametrize(("acronym", "joined"), [("NLF", True), ("NFL", False)])
def test_an_acronym_is_the_name_with_its_initials(acronym: str, *, joined: bool) -> None:
    """Later in the text, without parentheses."""
    found = names("National Liberation Front", acronym, kinds=("Organisation", "Organisation"))
    assert (len(found) == 1) is joined


def test_an_acronym_in_parentheses_is_the_name_before_it() -> None:
    """Also one of another language; a person's name takes none."""
    sentence = "Lawyers/PROPN/2/compound Union/PROPN/6/nsubj (/PUNCT/4/punct UDA/PROPN/2/appos )/PUNCT/4/punct spoke/VERB/0/root"
    doc = document(sentence)
    assert len(clusters(doc, mention(doc, "Lawyers Union", "Organisation"), mention(doc, "UDA", "Organisation"))) == 1
    assert len(clusters(doc, mention(doc, "Lawyers Union", "Person"), mention(doc, "UDA", "Organisation"))) == 2


def test_a_short_name_is_the_one_longer_name_before_it() -> None:
    """``the Platform``; with two such names neither."""
    kinds = ("Organisation", "Organisation")
    assert len(names("Platform Azawad", "Platform", kinds=kinds)) == 1
    assert len(names("Platform Azawad", "Northern Platform", "Platform", kinds=(*kinds, "Organisation"))) == 3


def test_qatari_mediators_are_qatar_and_a_qatari_man_is_not() -> None:
    """Only descriptions that stand for the state they name."""
    doc = document("Qatari/ADJ/2/amod mediators/NOUN/3/nsubj spoke/VERB/0/root")
    qatari = mention(doc, "Qatari", "State", Form.DEMONYM, actor=QATAR)
    for stands in (True, False):
        described = mention(doc, "Qatari mediators", "State", Form.NOMINAL, anchor=0, stands=stands, plural=True)
        assert (len(clusters(doc, qatari, described)) == 1) is stands


KINGDOM = "The/DET/2/det kingdom/NOUN/3/nsubj agreed/VERB/0/root"


@pytest.mark.parametrize(("state", "actor", "joined"), [("Saudia", SAUDI, True), ("Qatar", QATAR, False)])
def test_the_kingdom_is_a_kingdom(state: str, actor: str, *, joined: bool) -> None:
    """A state that is called so by one of its names."""
    doc = document(f"{state}/PROPN/2/nsubj spoke/VERB/0/root", KINGDOM)
    found = clusters(doc, mention(doc, state, "State", actor=actor), mention(doc, "kingdom", "State", Form.NOMINAL))
    assert (len(found) == 1) is joined


def test_a_kingdom_is_nobody_yet() -> None:
    """Only a definite description picks up what is known."""
    doc = document("Saudia/PROPN/2/nsubj spoke/VERB/0/root", KINGDOM.replace("The", "A"))
    assert len(clusters(doc, mention(doc, "Saudia", "State", actor=SAUDI), mention(doc, "kingdom", "State", Form.NOMINAL))) == 2


COURT = "The/DET/2/det {}/NOUN/3/nsubj agreed/VERB/0/root"


@pytest.mark.parametrize(("name", "noun", "joined"), [("Supreme Court", "court", True), ("Rapid Forces", "court", False), ("Rapid Forces", "group", True)])
def test_a_body_is_picked_up_by_what_it_is(name: str, noun: str, *, joined: bool) -> None:
    """``the court`` needs a court, ``the group`` any organisation."""
    first, last = name.split()
    doc = document(f"{first}/PROPN/2/compound {last}/PROPN/3/nsubj spoke/VERB/0/root", COURT.format(noun))
    found = clusters(doc, mention(doc, name, "Organisation"), mention(doc, noun, "Organisation", Form.NOMINAL))
    assert (len(found) == 1) is joined


def test_a_description_written_as_a_name_picks_up_nothing() -> None:
    """``the Lawyers Group`` is another than the group named before."""
    doc = document(
        "Rapid/PROPN/2/compound Forces/PROPN/3/nsubj spoke/VERB/0/root", "The/DET/3/det Lawyers/PROPN/3/compound Group/NOUN/4/nsubj left/VERB/0/root"
    )
    assert len(clusters(doc, mention(doc, "Rapid Forces", "Organisation"), mention(doc, "Lawyers Group", "Organisation", Form.NOMINAL))) == 2


def test_who_is_asked_to_press_the_army_is_not_the_army_s_state() -> None:
    """What takes part in the same deed is another."""
    doc = document(
        "Sudan/PROPN/2/nsubj spoke/VERB/0/root",
        "Qatar/PROPN/2/nsubj met/VERB/0/root Qatar/PROPN/2/obj",
        "He/PRON/2/nsubj asked/VERB/0/root Qatar/PROPN/2/obj to/PART/5/mark press/VERB/2/xcomp the/DET/7/det army/NOUN/5/obj",
    )
    sudan = mention(doc, "Sudan", "State")
    qatar = [mention(doc, "Qatar", "State", nth=n, actor=QATAR) for n in range(3)]
    army = mention(doc, "army", "State", Form.NOMINAL)
    assert frozenset({"Sudan", "army"}) in clusters(doc, sudan, *qatar, army)


def test_a_title_picks_up_who_was_given_it() -> None:
    """``the minister`` after ``Minister Salma Nadir``; ``the president`` is somebody else."""
    for noun, joined in (("minister", True), ("president", False)):
        doc = document(
            "minister/NOUN/3/compound Salma/PROPN/3/compound Nadir/PROPN/4/nsubj spoke/VERB/0/root", f"The/DET/2/det {noun}/NOUN/3/nsubj left/VERB/0/root"
        )
        person, office = mention(doc, "Salma Nadir", "Person"), mention(doc, noun, "Person", Form.NOMINAL, nth=1 if joined else 0)
        assert (len(clusters(doc, person, office)) == 1) is joined


def test_a_relative_pronoun_is_what_its_clause_modifies() -> None:
    """``Qatar, which mediates, …``."""
    doc = document("Sudan/PROPN/2/nsubj thanked/VERB/0/root Qatar/PROPN/2/obj which/PRON/5/nsubj mediates/VERB/3/acl:relcl")
    found = clusters(doc, mention(doc, "Sudan", "State"), mention(doc, "Qatar", "State", actor=QATAR), mention(doc, "which", "Person", Form.PRONOUN))
    assert found == {frozenset({"Sudan"}), frozenset({"Qatar", "which"})}


@pytest.mark.parametrize(("pronoun", "who"), [("He", "John Doe"), ("She", "Mary Roe")])
def test_he_and_she_go_by_first_names(pronoun: str, who: str) -> None:
    """Nearer and subject does not help against it."""
    doc = document("John/PROPN/2/compound Doe/PROPN/3/nsubj met/VERB/0/root Mary/PROPN/5/compound Roe/PROPN/3/obj", f"{pronoun}/PRON/2/nsubj left/VERB/0/root")
    found = clusters(doc, mention(doc, "John Doe", "Person"), mention(doc, "Mary Roe", "Person"), mention(doc, pronoun, "Person", Form.PRONOUN))
    assert frozenset({who, pronoun}) in found


def test_a_pronoun_goes_to_the_more_salient() -> None:
    """Who is spoken of again and again, rather than who is named once and nearer."""
    doc = document(
        "Salma/PROPN/2/compound Nadir/PROPN/3/nsubj spoke/VERB/0/root",
        "Nadir/PROPN/2/nsubj told/VERB/0/root Ayla/PROPN/4/compound Demir/PROPN/2/obj that/SCONJ/6/mark Nadir/PROPN/7/nsubj left/VERB/2/ccomp",
        "She/PRON/2/nsubj returned/VERB/0/root",
    )
    people = [
        mention(doc, "Salma Nadir", "Person"),
        mention(doc, "Nadir", "Person", nth=1),
        mention(doc, "Ayla Demir", "Person"),
        mention(doc, "Nadir", "Person", nth=2),
    ]
    found = clusters(doc, *people, mention(doc, "She", "Person", Form.PRONOUN))
    assert frozenset({"Salma Nadir", "Nadir", "Nadir 2", "She"}) in found


def test_a_pronoun_is_not_the_other_argument_of_its_verb() -> None:
    """``Nadir told her`` needs somebody else."""
    doc = document("Salma/PROPN/2/compound Nadir/PROPN/3/nsubj told/VERB/0/root her/PRON/3/obj")
    assert len(clusters(doc, mention(doc, "Salma Nadir", "Person"), mention(doc, "her", "Person", Form.PRONOUN))) == 2


@pytest.mark.parametrize(("sentence", "joined"), [("It/PRON/2/nsubj agreed/VERB/0/root", True), ("It/PRON/3/nsubj is/AUX/3/cop clear/ADJ/0/root", False)])
def test_it_does_something_or_is_no_actor(sentence: str, *, joined: bool) -> None:
    """``it agreed`` is Qatar, ``it is clear`` is nobody."""
    doc = document("Qatar/PROPN/2/nsubj spoke/VERB/0/root", sentence)
    assert (len(clusters(doc, mention(doc, "Qatar", "State", actor=QATAR), mention(doc, "It", "Person", Form.PRONOUN))) == 1) is joined


def test_they_are_several() -> None:
    """A plural pronoun takes a plural of its own sentence."""
    for plural in (True, False):
        doc = document("rebels/NOUN/2/nsubj said/VERB/0/root They/PRON/4/nsubj left/VERB/2/ccomp")
        rebels = mention(doc, "rebels", "Group", Form.NOMINAL, plural=plural)
        assert (len(clusters(doc, rebels, mention(doc, "They", "Group", Form.PRONOUN, plural=True))) == 1) is plural


def test_they_of_another_sentence_are_nobody() -> None:
    """Too often it is somebody in between."""
    doc = document("rebels/NOUN/2/nsubj spoke/VERB/0/root", "They/PRON/2/nsubj left/VERB/0/root")
    rebels = mention(doc, "rebels", "Group", Form.NOMINAL, plural=True)
    assert len(clusters(doc, rebels, mention(doc, "They", "Group", Form.PRONOUN, plural=True))) == 2


def test_its_negotiators_are_those_of_whom_its_means() -> None:
    """They stand for the state that the pronoun means."""
    doc = document("Qatar/PROPN/2/nsubj spoke/VERB/0/root", "Its/PRON/2/nmod:poss negotiators/NOUN/3/nsubj left/VERB/0/root")
    qatar, its = mention(doc, "Qatar", "State", actor=QATAR), mention(doc, "Its", "Person", Form.PRONOUN)
    negotiators = mention(doc, "negotiators", "State", Form.NOMINAL, anchor=0, stands=True, plural=True)
    assert clusters(doc, qatar, its, negotiators) == {frozenset({"Qatar", "Its", "negotiators"})}


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Mary Roe", "she"), ("John Doe", "he"), ("Kim Roe", None), ("Doe", None)],
)
def test_first_names_tell_he_and_she(words: str, expected: str | None) -> None:
    """Names of both tell nothing, nor do surnames."""
    doc = document(" ".join(f"{w}/PROPN/0/root" for w in words.split()))
    assert spoken_of_as(mention(doc, words, "Person"), doc.sentences[0], knowledge().lexicon) == expected


def test_no_first_name_is_of_both() -> None:
    """The lists exclude each other."""
    words = knowledge().lexicon.list
    assert not words("he_names") & words("she_names")
    assert not words("he_words") & words("she_words")


def test_a_surname_that_the_model_passed_over_is_found() -> None:
    """As soon as the document has the full name; a word in small letters or of another person is none."""
    doc = document(
        "Salma/PROPN/2/compound Nadir/PROPN/3/nsubj spoke/VERB/0/root",
        "Nadir/PROPN/2/nsubj thanked/VERB/0/root Demir/PROPN/2/obj",
    )
    first = replace(doc.sentences[0], entities=(Span(start=0, end=2, type="PERSON"),))
    found = detect(replace(doc, sentences=(first, doc.sentences[1])), knowledge().book, knowledge().lexicon)
    assert [(m.text, m.kind) for m in found] == [("Salma Nadir", "Person"), ("Nadir", "Person")]

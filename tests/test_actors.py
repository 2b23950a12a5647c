"""The actor book: names are found as papers write them, offices by date, users' files join it, broken files say what to mend."""

from __future__ import annotations

import csv
import pickle
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.actor_files import COLUMNS, TYPES, Office, read_records
from kg.actor_names import fold, key, pieces
from kg.actors import BUNDLED, Actor, ActorBook, NameUse, load_actors
from kg.errors import ActorBookError, KgError
from kg.vocabulary import ACTOR, PARLEY

PREFIXES = """@prefix actor: <https://w3id.org/parley/actor/> .
@prefix my: <https://example.org/actor/> .
@prefix parley: <https://w3id.org/parley/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
ORDINARY = """a about above accord action after again agency agreement aid air alliance all allies and another any area army around as ask assembly at attack
authority back bank base be because before begin between bloc board body border both branch bridge brigade but by call can capital case cause cell
centre chair chamber change charge chief church city civil claim class coalition college come commission committee common community company conference
congress contact control corps council country court crisis crown day deal defence democracy democratic department deputy development dialogue do door
duty east economic election emergency end enemy energy envoy era even ever every eye face fact faction fall family father federal field fighter final
fire first flag food for force foreign former forum forward free freedom from front fund future gas gate general get give go good government governor
great green group guard gulf hand head health help here high hold home hope house human idea if in independence independent initiative institute
interest interim international into issue it job joint justice king know labour land last law leader league left legal level liberation life light
like line list local long look main major make man march market mass may media meeting member middle military militia mine minister ministry mission
monitor more mother movement national nation near negotiation network neutral never new news next north not now number observer of off office official
oil old on one only open operation opposition or order other our out over pact palace panel parliament part party pass path peace people place plan
point police policy popular power present press prime prisoner process progress progressive project protest public quarter question radical rally read
rebel reform refugee region relief republic republican resistance resolution resource result return revolution right ring rise river road round rule
run same say sea seat second secretary sector security see senate service set shield shift side sign site social socialist society soldier solution
some soon source south special speech spirit staff star state station step stone street strike strong struggle summit sun support supreme table take
talk target task team term territory the their them then there they time to top tower trade transition treaty tribunal true trust two union unit
united unity up urban us valley vanguard very victory village voice war watch water way we week well west what when where white who will window with
woman word work workers world year young youth zone""".split()


@pytest.fixture(scope="module")
def book() -> ActorBook:
    """Give the bundled book."""
    return load_actors()


def names(book: ActorBook, text: str) -> list[tuple[str, str]]:
    """Look a name up; give local names and uses."""
    return [(actor.iri.removeprefix(ACTOR.base), str(use)) for actor, use in book.lookup(text)]


def write(folder: Path, name: str, text: str) -> Path:
    """Write a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# --- what is in the book ---------------------------------------------------------------------------------------------------------------


def test_every_state_of_the_world_has_codes_demonyms_and_a_capital(book: ActorBook) -> None:
    """Sovereign states are complete; territories and states without recognition have what they have."""
    sovereign = [a for a in book.actors.values() if a.type == "State" and a.kind is None]
    assert len(sovereign) == 197
    assert [a.name for a in sovereign if not a.demonyms or not a.capitals] == []
    assert [a.name for a in book.actors.values() if a.type == "State" and a.kind == "territory" and not a.demonyms] == ["Republic of Crimea"]


def test_country_codes_are_unique_and_well_formed() -> None:
    """Every sovereign state and territory has its ISO codes."""
    text = BUNDLED.read_text(encoding="utf-8")
    blocks = [b for b in text.split("\n\n") if " a parley:State" in b and "parley:kind" not in b]
    assert [b.split()[0] for b in blocks if not re.search(r'parley:iso2 "[A-Z]{2}"', b) or not re.search(r'parley:iso3 "[A-Z]{3}"', b)] == []
    codes = Counter(re.findall(r'parley:iso3 "([A-Z]{3})"', text))
    assert [code for code, count in codes.items() if count > 1] == []


def test_the_book_is_as_large_as_it_says(book: ActorBook) -> None:
    """Non-state parties, persons, outlets, places: the least that is promised."""
    kinds = Counter(a.kind for a in book.actors.values())
    types = Counter(a.type for a in book.actors.values())
    assert kinds["armed group"] >= 150
    assert kinds["outlet"] + kinds["news agency"] >= 150
    assert types["Person"] >= 300
    assert types["Place"] >= 400
    assert sum(len(a.offices) for a in book.actors.values()) >= 300


def test_armed_wings_are_part_of_their_movements(book: ActorBook) -> None:
    """A wing leads to its movement."""
    wings = {a.name: book.actors[a.part_of].name for a in book.actors.values() if a.kind == "armed group" and a.part_of}
    assert len(wings) >= 20
    assert wings["Izz ad-Din al-Qassam Brigades"] == "Hamas"
    assert wings["Tigray Defense Forces"] == "Tigray People's Liberation Front"


def test_all_references_lead_somewhere(book: ActorBook) -> None:
    """No actor points to an actor that is not in the book."""
    used = {iri for a in book.actors.values() for iri in (a.part_of, a.based_in, *(o.of for o in a.offices)) if iri}
    assert sorted(used - set(book.actors)) == []


def test_the_file_is_sorted_readable_turtle_without_blank_nodes() -> None:
    """Two parsers agree on it; every entry names a source or says that it is unverified; nothing stands twice."""
    import pyoxigraph
    import rdflib

    quads = set(pyoxigraph.parse(path=str(BUNDLED)))
    graph = rdflib.Graph().parse(BUNDLED, format="turtle")
    assert len(quads) == len(graph)
    assert not any(isinstance(node, rdflib.BNode) for triple in graph for node in triple)
    dcterms = rdflib.Namespace("http://purl.org/dc/terms/")
    parley = rdflib.Namespace(PARLEY.base)
    for subject in set(graph.subjects()):
        assert (dcterms.source in set(graph.predicates(subject))) != ((subject, parley.verified, rdflib.Literal(False)) in graph), subject
    text = BUNDLED.read_text(encoding="utf-8")
    subjects = re.findall(r"^(actor:\S+) a parley:", text, re.MULTILINE)
    assert len(subjects) == len(set(subjects))
    for section in re.split(r"^#{20,}\n# .*\n#{20,}$", text, flags=re.MULTILINE)[1:]:
        entries = re.findall(r"^(actor:\S+) a parley:(?!Office)", section, re.MULTILINE)
        assert entries == sorted(entries)


def test_the_file_uses_only_terms_of_the_ontology() -> None:
    """A misspelt property would be lost silently."""
    used = set(re.findall(r"parley:(\w+)", BUNDLED.read_text(encoding="utf-8").split("@prefix", 1)[1]))
    assert sorted(term for term in used - {"State"} if term not in (PARLEY.names or ())) == []


def test_wikidata_ids_name_one_actor_each(book: ActorBook) -> None:
    """Two actors with one id would be one actor twice."""
    ids = Counter(a.wikidata for a in book.actors.values() if a.wikidata)
    assert [i for i, count in ids.items() if count > 1] == []
    assert len(ids) >= 350
    assert all(re.fullmatch(r"Q[1-9][0-9]*", i) for i in ids)


# --- lookups ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qatar", [("qatar", "name")]),
        ("qatar", [("qatar", "name")]),
        ("Qatar's", [("qatar", "name")]),
        ("State of Qatar", [("qatar", "name")]),
        ("Qataris", [("qatar", "demonym")]),
        ("Doha", [("qatar", "capital")]),
        ("the Kremlin", [("russia", "metonym")]),
        ("Élysée", [("france", "metonym")]),
        ("Elysee Palace", [("france", "metonym")]),
        ("White House", [("united-states", "metonym")]),
        ("Downing Street", [("united-kingdom", "metonym")]),
        ("US", [("united-states", "name")]),
        ("U.S.", [("united-states", "name")]),
        ("us", []),
        ("WHO", [("world-health-organization", "name")]),
        ("who", []),
        ("Who", []),
        ("ICRC", [("international-committee-of-the-red-cross", "name")]),
        ("icrc", []),
        ("Congolese", [("democratic-republic-of-the-congo", "demonym"), ("republic-of-the-congo", "demonym")]),
        ("Turkey", [("turkey", "name")]),
        ("turkey", []),
        ("polish", []),
        ("IRAN", [("iran", "name")]),
        ("iran", []),
        ("Sana’a", [("yemen", "capital")]),
        ("Washington, D.C.", [("united-states", "capital")]),
        ("Palestinian Authority", [("palestine", "name")]),
        ("Palestinians", [("palestine", "demonym")]),
        ("The Hague", [("the-hague", "name")]),
        ("Hague", []),
        ("The Economist", [("the-economist", "name")]),
        ("economist", []),
        ("Gaza Strip", [("gaza-strip", "name")]),
        ("Geneva", [("geneva", "name")]),
        ("Rapid Support Forces", [("rapid-support-forces", "name")]),
        ("Lord’s Resistance Army", [("lords-resistance-army", "name")]),
        ("Sergei Lavrov", [("sergey-lavrov", "name")]),
        ("Lavrov", []),
        ("Abdel Fattah al-Sisi", [("abdel-fattah-el-sisi", "name")]),
        ("Muhammad bin Salman", [("mohammed-bin-salman", "name")]),
        ("Erdoğan", []),
        ("Recep Tayyip Erdoğan", [("recep-tayyip-erdogan", "name")]),
        ("", []),
        ("the", []),
        ("'s", []),
    ],
)
def test_names_are_found_as_papers_write_them(book: ActorBook, text: str, expected: list[tuple[str, str]]) -> None:
    """Case and accents are tolerated where they tell nothing, and only there."""
    assert names(book, text) == expected


def test_no_ordinary_word_is_a_name(book: ActorBook) -> None:
    """Neither in lower case nor at the beginning of a sentence."""
    assert len(ORDINARY) > 400
    assert {word: names(book, form) for word in ORDINARY for form in (word, word.capitalize()) if book.lookup(form)} == {}


def test_surnames_alone_are_no_names(book: ActorBook) -> None:
    """A bare surname is for coreference to resolve."""
    single = [(a.name, n) for a in book.actors.values() if a.type == "Person" for n in a.names if " " not in n]
    assert sorted(n for _, n in single) == ["AMLO", "Hemedti", "Hemeti", "Jokowi", "MBS", "MbS", "Prachanda", "Suharto", "Timochenko"]


def test_hits_are_sorted_and_complete(book: ActorBook) -> None:
    """Names come before demonyms, capitals and metonyms, then IRIs in order."""
    order = list(NameUse)
    for text in ("Congo", "Moscow", "Brussels", "Singapore", "RSF", "SLA", "Dominican"):
        hits = book.lookup(text)
        assert hits == tuple(sorted(hits, key=lambda h: (order.index(h[1]), h[0].iri)))
    assert len(book.lookup("RSF")) == 2


@pytest.mark.parametrize(
    ("words", "start", "length", "local"),
    [
        ("The U.S. State Department 's spokesman", 1, 3, "united-states-department-of-state"),
        ("leaders of the Sudan People 's Liberation Movement - North met", 3, 7, "sudan-peoples-liberation-movement-north"),
        ("Sudan 's army", 0, 3, "sudanese-armed-forces"),
        ("Sudan 's president", 0, 1, "sudan"),
        ("in Addis Ababa .", 1, 2, "ethiopia"),
        ("United Nations Security Council", 0, 4, "united-nations-security-council"),
        ("United Nations envoy", 0, 2, "united-nations"),
        ("Guinea-Bissau said", 0, 1, "guinea-bissau"),
        ("Guinea - Bissau said", 0, 3, "guinea-bissau"),
        ("Guinea said", 0, 1, "guinea"),
        ("South Sudanese officials", 0, 2, "south-sudan"),
        ("Washington , D.C. ,", 0, 3, "united-states"),
        ("Washington , Moscow", 0, 1, "united-states"),
    ],
)
def test_the_longest_name_wins(book: ActorBook, words: str, start: int, length: int, local: str) -> None:
    """Marks within a name count in its length, marks after it do not."""
    found, hits = book.longest(words.split(), start)
    assert (found, hits[0][0].iri) == (length, ACTOR.base + local)


@pytest.mark.parametrize(("words", "start"), [("the parties met", 0), ("'s", 0), ("Sudanese-Ethiopian border", 0), ("who said us", 2)])
def test_where_no_name_begins_nothing_is_found(book: ActorBook, words: str, start: int) -> None:
    """Part of a word is no name."""
    assert book.longest(words.split(), start) == (0, ())


@given(st.text(max_size=40))
def test_lookups_of_anything_end(text: str) -> None:
    """Hostile text gives hits or none, never an error; the pieces are stable."""
    book = load_actors()
    assert isinstance(book.lookup(text), tuple)
    assert pieces(" ".join(pieces(text))) == pieces(" ".join(pieces(" ".join(pieces(text)))))
    assert key(pieces(text)) == tuple(fold(p) for p in pieces(text))


def test_every_name_finds_its_actor(book: ActorBook) -> None:
    """No name of the book is unreachable."""
    lost = [
        (actor.name, name)
        for actor in book.actors.values()
        for use, found in ((NameUse.NAME, actor.names), (NameUse.DEMONYM, actor.demonyms), (NameUse.CAPITAL, actor.capitals), (NameUse.METONYM, actor.metonyms))
        for name in found
        if (actor, use) not in book.lookup(name)
    ]
    assert lost == []


# --- offices ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "of", "date", "expected"),
    [
        ("president", "iran", "2023-01-15", ["Ebrahim Raisi"]),
        ("president", "iran", 2024, ["Masoud Pezeshkian", "Ebrahim Raisi"]),
        ("foreign minister", "russia", "2022-07-26", ["Sergey Lavrov"]),
        ("Minister of Foreign Affairs", "russia", 1999, ["Igor Ivanov"]),
        ("secretary of state", "united-states", "2014-03-01", ["John Kerry"]),
        ("secretary general", "united-nations", 2000, ["Kofi Annan"]),
        ("president", "iran", 1900, []),
        ("archbishop", "iran", 2020, []),
    ],
)
def test_offices_have_holders_by_date(book: ActorBook, title: str, of: str, date: str | int, expected: list[str]) -> None:
    """In a year of change all holders are given, the last first."""
    assert [a.name for a in book.holders(title, ACTOR.base + of, date)] == expected


@pytest.mark.parametrize(
    ("person", "date", "expected"),
    [("vladimir-putin", 2010, "prime minister"), ("vladimir-putin", "2015-05-05", "president"), ("vladimir-putin", 1995, None), ("nobody-at-all", 2000, None)],
)
def test_persons_have_offices_by_date(book: ActorBook, person: str, date: str | int, expected: str | None) -> None:
    """Of several offices at a date the one begun last counts."""
    office = book.office(ACTOR.base + person, date)
    assert (office.title if office else None) == expected


def test_years_of_offices_make_sense(book: ActorBook) -> None:
    """Nobody leaves an office before taking it; nobody takes one before 1940."""
    offices = [(a.name, o) for a in book.actors.values() for o in a.offices]
    assert [(n, o) for n, o in offices if o.since and o.until and o.until < o.since] == []
    assert [(n, o) for n, o in offices if not 1940 <= (o.since or 2000) <= 2026] == []
    assert [(n, o) for n, o in offices if o.title != o.title.strip() or not o.title] == []


# --- the user's own files --------------------------------------------------------------------------------------------------------------


def test_a_csv_adds_actors(tmp_path: Path) -> None:
    """New actors get an IRI from type and name, or their own."""
    path = write(
        tmp_path,
        "mine.csv",
        "name,type,names,demonyms,kind,part_of,wikidata,iri\n"
        "Canal Council,Organisation,CC Forum;Council of the Canal,,mediator,Qatar,Q42,\n"
        "Ilmari Vanto,person,,,,,,https://example.org/actor/vanto\n",
    )
    book = load_actors(path)
    (council, use), *rest = book.lookup("the council of the canal")
    assert rest == []
    assert (council.iri, use) == ("https://w3id.org/parley/data/actor/organisation/canal-council", NameUse.NAME)
    assert (council.kind, council.part_of, council.wikidata) == ("mediator", ACTOR.base + "qatar", "Q42")
    assert book.lookup("Ilmari Vanto")[0][0].iri == "https://example.org/actor/vanto"
    assert book.lookup("Ilmari Vanto")[0][0].type == "Person"
    assert load_actors().lookup("Ilmari Vanto") == ()


def test_a_file_adds_names_to_a_known_actor_and_takes_names_away(tmp_path: Path) -> None:
    """Names are added, one with a minus is taken away, what is said replaces, what is not stays."""
    before = load_actors().actors[ACTOR.base + "hamas"]
    book = load_actors(write(tmp_path, "a.csv", "name,names,kind\nHamas,Canal Brigade;-HAMAS,movement\n"))
    hamas = book.actors[ACTOR.base + "hamas"]
    assert book.lookup("Canal Brigade")[0][0] == hamas
    assert hamas.kind == "movement"
    assert "HAMAS" not in hamas.names
    assert hamas.offices == before.offices
    assert hamas.based_in == before.based_in


def test_a_name_in_a_file_is_its_actors_alone(tmp_path: Path) -> None:
    """A merge is undone by listing both actors."""
    path = write(tmp_path, "a.csv", "name,type\nIslamic Jihad,Organisation\n")
    book = load_actors(path)
    assert [a.iri for a, _ in book.lookup("Islamic Jihad")] == ["https://w3id.org/parley/data/actor/organisation/islamic-jihad"]
    assert [a.name for a, _ in book.lookup("PIJ")] == ["Palestinian Islamic Jihad"]


def test_later_files_count_more(tmp_path: Path) -> None:
    """Of two files the second one wins."""
    one = write(tmp_path, "one.csv", "name,type,kind,iri\nForum,Organisation,club,https://example.org/f\n")
    two = write(tmp_path, "two.csv", "name,type,kind,iri\nForum,Organisation,council,https://example.org/f\n")
    assert load_actors(one, two).actors["https://example.org/f"].kind == "council"
    assert load_actors(two, one).actors["https://example.org/f"].kind == "club"


def test_turtle_adds_actors_with_offices(tmp_path: Path) -> None:
    """The form of the bundled file works for users too; actors of the book may be named in it."""
    path = write(
        tmp_path,
        "mine.ttl",
        PREFIXES + 'my:vanto a parley:Person ; rdfs:label "Ilmari Vanto"@en ; skos:altLabel "I. Vanto" ; parley:holdsOffice my:vanto-envoy .\n'
        'my:vanto-envoy a parley:Office ; parley:officeTitle "special envoy"@en ; parley:officeOf actor:qatar ; parley:since "2021"^^xsd:gYear .\n'
        'actor:qatar a parley:State ; skos:altLabel "Canal State"@en .\n',
    )
    book = load_actors(path)
    assert [a.name for a in book.holders("special envoy", ACTOR.base + "qatar", 2022)] == ["Ilmari Vanto"]
    assert book.holders("special envoy", ACTOR.base + "qatar", 2020) == ()
    assert names(book, "Canal State") == [("qatar", "name")]
    assert names(book, "Qatar") == [("qatar", "name")]


def test_the_same_actors_as_csv_and_turtle_are_equal(tmp_path: Path) -> None:
    """The two forms say the same."""
    table = write(tmp_path, "a.csv", "name,type,names,demonyms,kind,part_of,wikidata,iri\nA B,State,C D,ABian;ABians,realm,Qatar,Q7,https://example.org/ab\n")
    turtle = write(
        tmp_path,
        "a.ttl",
        PREFIXES.replace("example.org/actor/", "example.org/")
        + 'my:ab a parley:State ; rdfs:label "A B" ; skos:altLabel "C D" ; parley:demonym "ABian", "ABians" ; parley:kind "realm" ; parley:partOf actor:qatar ;'
        " <http://www.w3.org/2002/07/owl#sameAs> <http://www.wikidata.org/entity/Q7> .\n",
    )
    assert load_actors(table).actors["https://example.org/ab"] == load_actors(turtle).actors["https://example.org/ab"]


BROKEN_CSV = [
    ("nme,type\nA,Person\n", "a.csv:1", "unknown column 'nme'", "did you mean 'name'?"),
    ("type\nPerson\n", "a.csv:1", "the column 'name' is missing", "name,type,names"),
    ("name,type\n,Person\n", "a.csv:2", "the entry has no name", "fill the column 'name'"),
    ("name,type\nA,Person\nB,Persn\n", "a.csv:3", "unknown type 'Persn' of 'B'", "did you mean 'Person'?"),
    ("name\nNobody Known\n", "a.csv:2", "'Nobody Known' is new and has no type", "add the type"),
    ("name,type,wikidata\nA,Person,42\n", "a.csv:2", "the wikidata id of 'A' is none: '42'", "Q and digits"),
    ("name,type,iri\nA,Person,a b\n", "a.csv:2", "the iri of 'A' is none: 'a b'", "write it whole"),
    ("name,type,part_of\nA,Organisation,The Moon Base\n", "a.csv:2", "part_of 'The Moon Base' of 'A' names no actor", "give the iri"),
    ("name,type,part_of\nA,Organisation,Congo\n", "a.csv:2", "names several actors", "give the iri"),
    ("name,type\nA,Person,extra\n", "a.csv:2", "3 cells under 2 columns", "double quotes"),
    ('name,type\n"A"x,Person\n', "a.csv:2", "the line is no CSV", "double quotes"),
]


@pytest.mark.parametrize(("text", "place", "message", "hint"), BROKEN_CSV)
def test_broken_csv_names_line_entry_and_remedy(tmp_path: Path, text: str, place: str, message: str, hint: str) -> None:
    """The message shows where, what and what to do."""
    path = write(tmp_path, "a.csv", text)
    with pytest.raises(ActorBookError) as caught:
        load_actors(path)
    shown = str(caught.value)
    assert place in shown
    assert message in shown
    assert hint in shown.split("Hint: ")[1]


BROKEN_TURTLE = [
    ("my:a a parley:Person", "no Turtle", "check the line"),
    ('my:a rdfs:label "A" .', "<https://example.org/actor/a> has none of the types", "parley:Organisation"),
    ('my:a a parley:Person, parley:State ; rdfs:label "A" .', "several types", "one of them"),
    ("my:a a parley:Person .", "<https://example.org/actor/a> has no name", "rdfs:label"),
    ('my:a a parley:Person ; rdfs:label "A" ; parley:holdsOffice my:o .', "the office <https://example.org/actor/o> has no parley:officeTitle", "same file"),
    (
        'my:a a parley:Person ; rdfs:label "A" ; parley:holdsOffice my:o . my:o parley:officeTitle "envoy" ; parley:officeOf my:q ; parley:since "spring" .',
        "has a year that is none: 'spring'",
        "xsd:gYear",
    ),
]


@pytest.mark.parametrize(("text", "message", "hint"), BROKEN_TURTLE)
def test_broken_turtle_names_entry_and_remedy(tmp_path: Path, text: str, message: str, hint: str) -> None:
    """The message shows what and what to do."""
    path = write(tmp_path, "a.ttl", PREFIXES + text)
    with pytest.raises(ActorBookError) as caught:
        load_actors(path)
    assert "a.ttl" in str(caught.value)
    assert message in str(caught.value)
    assert hint in str(caught.value).split("Hint: ")[1]


def test_files_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    """Missing, of another kind, or not UTF-8."""
    with pytest.raises(ActorBookError, match="no such actor file"):
        load_actors(tmp_path / "none.csv")
    with pytest.raises(ActorBookError, match=r"not '\.xlsx'"):
        load_actors(write(tmp_path, "a.xlsx", "x"))
    latin = tmp_path / "latin.csv"
    latin.write_bytes("name,type\nA,Person\nJosé,Person\n".encode("latin-1"))
    with pytest.raises(ActorBookError, match=r"latin\.csv:3: the file is not UTF-8"):
        load_actors(latin)
    assert issubclass(ActorBookError, KgError)
    assert issubclass(ActorBookError, ValueError)


@given(
    rows=st.lists(
        st.fixed_dictionaries({"name": st.text("abc É-'\",;", min_size=1, max_size=12).filter(str.strip), "type": st.sampled_from(TYPES)}),
        min_size=1,
        max_size=5,
    )
)
def test_any_csv_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]) -> None:
    """What a spreadsheet writes is read back, name by name."""
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    assert [(r.name, r.type) for r in read_records(path)] == [(" ".join(r["name"].split()), r["type"]) for r in rows]


# --- the book itself -------------------------------------------------------------------------------------------------------------------


def test_the_bundled_book_is_loaded_once_and_fast() -> None:
    """Loading costs little processor time; without files of the user's own the same book is given again."""
    begin = time.process_time()
    read_records(BUNDLED)
    assert time.process_time() - begin < 0.5
    assert load_actors() is load_actors()


def test_an_actor_book_cannot_be_changed(book: ActorBook) -> None:
    """Actors and offices are frozen and travel between processes."""
    with pytest.raises(TypeError):
        book.actors["x"] = Actor(iri="x", name="x", type="Person")  # type: ignore[index]
    actor = book.actors[ACTOR.base + "sergey-lavrov"]
    assert pickle.loads(pickle.dumps(actor)) == actor  # noqa: S301
    assert actor.offices == (Office(title="foreign minister", of=ACTOR.base + "russia", since=2004),)
    assert book.actors[ACTOR.base + "qatar"].capital == "Doha"
    assert actor.capital is None

"""Links between articles: found anew, whatever the order, and only where the articles leave no doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest
from graphs import BASE, IRAN, NADIR, NORWAY, OMAN, article_graphs, evidence_of, later, statement_of, talks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.article import Article
from kg.entity import Entity
from kg.event import Negotiation
from kg.iri import article_iri, mint_actor, negotiation_iri
from kg.links import Links, find_links
from kg.statement import ArticleGraph
from kg.vocabulary import ACTOR, TOPIC


def article(
    name: str,
    *people: tuple[str, str | None],
    kind: str = "Person",
    iris: dict[str, str] | None = None,
    negotiations: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (),
) -> ArticleGraph:
    """Make an article that names actors, each with the IRI of a seat or none, and negotiations of parties and topics."""
    iri = article_iri(BASE, name)
    text = "Somebody said something."
    entities, statements = [], []
    for person, seat in people:
        actor = (iris or {}).get(person) or mint_actor(BASE, kind, person)
        entities.append(Entity(iri=actor, name=person, type=kind, names=(person,)))
        if seat:
            statements.append(statement_of(iri, actor, "affiliatedWith", seat, evidence_of(text, "Somebody")))
    made = tuple(Negotiation(iri=negotiation_iri(iri, *parties, *topics), article=iri, parties=parties, topics=topics) for parties, topics in negotiations)
    return ArticleGraph(iri=iri, article=Article(text, id=name), entities=tuple(entities), statements=tuple(statements), negotiations=made)


def actors(*articles: ArticleGraph) -> dict[str, str]:
    """Return the linked actors by the last part of their IRIs, checked over all orders of two."""
    found = find_links(articles, base=BASE)
    assert found == find_links(articles[::-1], base=BASE)
    return {iri.rpartition("/")[2]: first.rpartition("/")[2] for iri, first in found.actors.items()}


def test_a_surname_joins_the_full_name_of_the_same_seat() -> None:
    """The full name stands for both."""
    assert find_links([talks(), later()], base=BASE).actors == {mint_actor(BASE, "Person", "Nadir"): NADIR}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John Q. Public", "John Public"),
        ("the Elders", "Elders"),
        ("Al Nahyan", "AL-NAHYAN"),
        ("Müller Weiss", "Muller Weiss"),
    ],
)
def test_names_that_differ_in_dress_are_one(one: str, other: str) -> None:
    """Case, accents, punctuation, a leading article and middle initials do not count."""
    first, second = article("a", (one, None)), article("b", (other, None))
    ids = {entity.iri for graph in (first, second) for entity in graph.entities}
    assert len(actors(first, second)) == len(ids) - 1


@pytest.mark.parametrize(("one", "other"), [("Sudan", "South Sudan"), ("Austria", "Australia"), ("Ali Hassan", "Hassan Ali"), ("Congo", "Kongo")])
def test_near_names_are_two(one: str, other: str) -> None:
    """No fuzzy joining."""
    assert actors(article("a", (one, None)), article("b", (other, None))) == {}


def test_same_name_of_another_type_is_another() -> None:
    """A person and an organisation may share a name."""
    assert actors(article("a", ("The Carter", None)), article("b", ("Carter", None), kind="Organisation")) == {}


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([("a", "Salma Nadir", NORWAY), ("b", "Nadir", NORWAY)], {"nadir": "salma-nadir"}),
        ([("a", "Salma Nadir", NORWAY), ("b", "Nadir", None)], {}),
        ([("a", "Salma Nadir", NORWAY), ("b", "Nadir", IRAN)], {}),
        ([("a", "Salma Nadir", None), ("b", "Nadir", NORWAY)], {}),
        ([("a", "Salma Nadir", NORWAY), ("b", "Omar Nadir", NORWAY), ("c", "Nadir", NORWAY)], {}),
        ([("a", "Salma Nadir", NORWAY), ("b", "Omar Nadir", IRAN), ("c", "Nadir", NORWAY)], {"nadir": "salma-nadir"}),
        ([("a", "Salma Nadir", NORWAY), ("b", "Nadir", NORWAY), ("c", "Nadir", IRAN)], {}),
        ([("a", "Salma Nadir", NORWAY), ("b", "Nadir", NORWAY), ("c", "Nadir", None)], {}),
        ([("a", "Salma Nadir", NORWAY), ("b", "Salma", NORWAY)], {}),
        ([("a", "Jan van Dijk", NORWAY), ("b", "van Dijk", NORWAY)], {"van-dijk": "jan-van-dijk"}),
    ],
)
def test_when_a_surname_is_enough(people: list[tuple[str, str, str | None]], expected: dict[str, str]) -> None:
    """Only with the same seat in every article that has the surname alone, and only one candidate."""
    assert actors(*(article(name, (person, seat)) for name, person, seat in people)) == expected


def test_an_actor_of_the_book_stands_for_a_minted_one() -> None:
    """And two of the book are never joined."""
    book = {"Elders": ACTOR.base + "the-elders"}
    assert actors(article("a", ("Elders", None), kind="Organisation", iris=book), article("b", ("The Elders", None), kind="Organisation")) == {
        "the-elders": "the-elders"
    }
    other = {"The Elders": ACTOR.base + "elders-of-the-tribe"}
    assert actors(article("a", ("Elders", None), kind="Organisation", iris=book), article("b", ("The Elders", None), kind="Organisation", iris=other)) == {}


TRUCE, TRADE, WATER = TOPIC["truce"], TOPIC["trade"], TOPIC["water-sharing"]


@pytest.mark.parametrize(
    ("negotiations", "classes"),
    [
        ([((IRAN, NORWAY), (TRUCE,)), ((IRAN, NORWAY), (TRADE, TRUCE))], 1),
        ([((IRAN, NORWAY), (TRUCE,)), ((IRAN, NORWAY), (TRADE,))], 2),
        ([((IRAN, NORWAY), (TRUCE,)), ((IRAN, OMAN), (TRUCE,))], 2),
        ([((IRAN, NORWAY), (TRUCE,)), ((IRAN, NORWAY, OMAN), (TRUCE,))], 2),
        ([((IRAN, NORWAY), (TRUCE,)), ((IRAN, NORWAY), ())], 1),
        ([((IRAN, NORWAY), (TRUCE,)), ((IRAN, NORWAY), (WATER,)), ((IRAN, NORWAY), ())], 3),
        ([((IRAN, NORWAY), ()), ((IRAN, NORWAY), ())], 1),
        ([((IRAN, NORWAY), (TRUCE,)), ((IRAN, NORWAY), (TRUCE, TRADE)), ((IRAN, NORWAY), (TRADE,))], 1),
        ([((IRAN,), (TRUCE,)), ((IRAN,), (TRUCE,))], 2),
    ],
)
def test_when_negotiations_are_one(negotiations: list[tuple[tuple[str, ...], tuple[str, ...]]], classes: int) -> None:
    """The same parties, two at least, and topics that overlap; without topics where only one choice exists."""
    graphs = [article(f"n{number}", negotiations=(made,)) for number, made in enumerate(negotiations)]
    found = find_links(graphs, base=BASE)
    assert found == find_links(graphs[::-1], base=BASE)
    iris = [graph.negotiations[0].iri for graph in graphs]
    assert len({found.negotiation(iri) for iri in iris}) == classes
    assert all(first == min(iri for iri in iris if found.negotiation(iri) == first) for first in found.negotiations.values())


def test_parties_are_compared_by_the_actors_that_stand_for_them() -> None:
    """Two spellings of a party do not hide that the talks are one."""
    one = article(
        "a",
        ("The Blue Front", None),
        kind="Organisation",
        negotiations=((tuple(sorted((mint_actor(BASE, "Organisation", "The Blue Front"), OMAN))), (TRUCE,)),),
    )
    other = article(
        "b", ("Blue Front", None), kind="Organisation", negotiations=((tuple(sorted((mint_actor(BASE, "Organisation", "Blue Front"), OMAN))), (TRUCE,)),)
    )
    assert len(find_links([one, other], base=BASE).negotiations) == 1


def test_one_article_gives_itself_no_links() -> None:
    """Nor does none."""
    assert find_links([], base=BASE) == Links()
    assert find_links([talks()], base=BASE) == Links()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(article_graphs(), max_size=4, unique_by=lambda graph: graph.iri), st.randoms(use_true_random=False))
def test_links_do_not_depend_on_order(graphs: list[ArticleGraph], random: object) -> None:
    """Any order of any articles gives the same links, and a representative stands for itself."""
    found = find_links(graphs, base=BASE)
    shuffled = list(graphs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert find_links(shuffled, base=BASE) == found
    assert all(found.actor(first) == first != iri for iri, first in found.actors.items())
    assert all(found.negotiation(first) == first != iri for iri, first in found.negotiations.items())


def test_links_change_no_article() -> None:
    """They are derived, and an article's own graph stays what it is."""
    graph = talks()
    before = replace(graph)
    find_links([graph, later()], base=BASE)
    assert graph == before


def about(name: str, *people: str, dealing: tuple[str, ...] = ()) -> ArticleGraph:
    """Make an article that names people without a seat, and other actors beside them."""
    made = article(name, *((person, None) for person in people))
    others = tuple(Entity(iri=ACTOR.base + other, name=other.title(), type="State", names=(other.title(),)) for other in dealing)
    return replace(made, entities=(*made.entities, *others))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Shams al-Din Karim", "Shamseddin Karim"), ("Minni Arko Minawi", "Minni Minnawi"), ("Mohammad Hamdan Daglo Mousa", "Mohammed Hamdan Dagalo")],
)
def test_spellings_of_a_full_name_are_one_on_the_same_matter(one: str, other: str) -> None:
    """They need an actor in common: spelling alone is not enough."""
    assert len(actors(about("a", one, dealing=("oman",)), about("b", other, dealing=("oman",)))) == 1
    assert actors(about("a", one, dealing=("oman",)), about("b", other, dealing=("iran",))) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Abdelrahim Dagalo", "Mohamed Dagalo"), ("Robert Smith", "Roberta Smithson"), ("Ali Hassan", "Ali Hussein"), ("Karim", "Karam")],
)
def test_names_that_are_only_near_stay_apart(one: str, other: str) -> None:
    """Brothers, other names, surnames alone."""
    assert actors(about("a", one, dealing=("oman", "iran")), about("b", other, dealing=("oman", "iran"))) == {}


def test_a_surname_on_the_same_dyad_joins_the_one_who_has_it() -> None:
    """Two actors in common are needed, and that nobody else has the surname."""
    full = about("a", "Salma Nadir", dealing=("oman", "iran"))
    assert actors(full, about("b", "Nadir", dealing=("oman", "iran"))) == {"nadir": "salma-nadir"}
    assert actors(full, about("b", "Nadir", dealing=("oman", "norway"))) == {}
    assert actors(full, about("b", "Nadir", dealing=("oman", "iran")), about("c", "Ayla Nadir", dealing=("norway",))) == {}


def test_a_surname_beside_the_full_name_is_somebody_else() -> None:
    """An article that keeps the two apart is believed."""
    full = about("a", "Salma Nadir", dealing=("oman", "iran"))
    assert actors(full, about("b", "Salma Nadir", "Nadir", dealing=("oman", "iran"))) == {}


def test_what_is_joined_helps_to_join_others() -> None:
    """The surname of one makes two articles tell of the same dyad, which finds the other."""
    first = about("a", "Salma Nadir", "Ayla Demir", dealing=("oman", "iran"))
    second = about("b", "Nadir", dealing=("oman", "iran"))
    third = about("c", "Nadir", "Demir", dealing=("oman", "iran"))
    assert actors(first, second, third) == {"nadir": "salma-nadir", "demir": "ayla-demir"}

"""Topics: the bundled scheme finds what newspapers write, users' files join it, and broken files say what to mend."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import TopicError
from kg.topics import load_topics, match_topics, phrase_key
from kg.vocabulary import TOPIC, TOPIC_GROUPS, TOPICS

PREFIXES = """@prefix parley: <https://w3id.org/parley/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix topic: <https://w3id.org/parley/topic/> .
@prefix my: <https://example.org/topics/> .

"""


def found(words: str, *, weak: bool = False, lemmas: str | None = None) -> list[str]:
    """Match a row of tokens, given with spaces between them; the lemmas are the words in lower case unless given."""
    tokens = words.split()
    return [m.topic.notation for m in match_topics(load_topics(), (lemmas or words.lower()).split(), tokens, weak=weak)]


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.ttl"
    path.write_text(PREFIXES + text, encoding="utf-8")
    return path


# The bundled scheme


def test_the_scheme_holds_all_topics_and_groups() -> None:
    scheme = load_topics()
    assert {t.notation for t in scheme.topics if t.assignable} == set(TOPICS)
    assert {t.notation for t in scheme.topics if not t.assignable} == set(TOPIC_GROUPS)
    assert scheme.by_notation["truce"] is scheme.by_iri[TOPIC.truce]
    assert scheme.by_notation["ceasefire-monitoring"].broader == TOPIC.truce
    assert all(t.label and t.definition for t in scheme.topics)


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("a temporary cease-fire", "truce"),
        ("a cease - fire", "truce"),
        ("a humanitarian pause", "truce"),
        ("the Cessation of Hostilities", "truce"),
        ("an armistice", "truce"),
        ("observers of the joint monitoring commission", "ceasefire-monitoring"),
        ("the release of hostages", "hostage-release"),
        ("a hostage deal", "hostage-release"),
        ("the swap deal", "prisoner-exchange"),
        ("an exchange of prisoners of war", "prisoner-exchange"),
        ("aid deliveries", "humanitarian-aid"),
        ("humanitarian corridors", "humanitarian-access"),
        ("safe passage", "evacuation"),
        ("the withdrawal of forces", "troop-withdrawal"),
        ("demining", "disarmament"),
        ("a buffer zone", "security-guarantees"),
        ("demarcation of the border", "border"),
        ("regional autonomy", "sovereignty-status"),
        ("a government of national unity", "power-sharing"),
        ("early elections", "elections"),
        ("constitutional amendments", "constitution"),
        ("civilian rule", "transition"),
        ("a general amnesty", "amnesty"),
        ("the fate of the missing", "transitional-justice"),
        ("war crimes", "accountability"),
        ("women 's rights", "human-rights"),
        ("voluntary repatriation", "refugees-return"),
        ("rebuilding", "reconstruction"),
        ("the lifting of sanctions", "sanctions-relief"),
        ("uranium enrichment", "nuclear-programme"),
        ("the JCPOA", "nuclear-programme"),
        ("ballistic missile tests", "missile-programme"),
        ("frozen funds", "frozen-assets"),
        ("a free-trade agreement", "trade"),
        ("import duties", "tariffs"),
        ("electricity bills", "energy"),
        ("gas transit", "oil-and-gas"),
        ("the Nile dam", "water-sharing"),
        ("GERD negotiations", "water-sharing"),
        ("a water dispute", "water-sharing"),
        ("the grain corridor", "grain-exports"),
        ("freedom of navigation", "shipping-lanes"),
        ("loss and damage", "climate"),
        ("debt restructuring", "debt"),
        ("a pay dispute", "wages"),
        ("collective bargaining", "wages"),
        ("grazing rights", "land-rights"),
        ("critical minerals", "resources-mining"),
        ("cod quotas", "fisheries"),
        ("normalisation of ties", "diplomatic-relations"),
        ("the exchange of ambassadors", "diplomatic-relations"),
        ("the peace process", "peace-agreement"),
        ("counter-terrorism", "counter-terrorism"),
        ("drug trafficking", "drugs"),
        ("cyberattacks", "cyber"),
        ("the pandemic treaty", "health"),
        ("blue helmets", "peacekeeping"),
    ],
)
def test_phrases_of_newspapers_name_their_topic(words: str, topic: str) -> None:
    assert found(words) == [topic]


@pytest.mark.parametrize(
    "words",
    [
        "he paused before the door",
        "talks on Monday",
        "the withdrawal of his remarks",
        "troops , withdrawal",
        "a prisoner of his own success",
        "the trade minister",
        "an aid to memory",
        "land",
        "the border guard",
        "power",
    ],
)
def test_other_words_name_no_topic(words: str) -> None:
    assert found(words) == []


@pytest.mark.parametrize(
    ("word", "topic"), [("land", "land-rights"), ("pay", "wages"), ("security", "security-guarantees"), ("withdrawal", "troop-withdrawal")]
)
def test_weak_phrases_count_only_where_asked_for(word: str, topic: str) -> None:
    assert found(f"talks on {word}") == []
    assert found(f"talks on {word}", weak=True) == [topic]


def test_the_longest_phrase_wins_and_matches_do_not_overlap() -> None:
    assert found("ceasefire monitoring") == ["ceasefire-monitoring"]
    assert found("a ceasefire and the release of the hostages") == ["truce", "hostage-release"]
    assert found("pay talks", weak=True) == ["wages"]


def test_a_word_may_match_by_its_lemma_or_as_it_stands() -> None:
    assert found("frozen funds", lemmas="freeze fund") == ["frozen-assets"]
    assert found("ceasefires were signed", lemmas="ceasefire be sign") == ["truce"]


def test_positions_are_those_of_tokens() -> None:
    match = match_topics(load_topics(), ["talk", "on", "woman", "'s", "right", "."])[0]
    assert (match.start, match.end, match.weak) == (2, 5, False)


@given(st.lists(st.text(max_size=8), max_size=12))
def test_matching_takes_any_tokens_and_stays_within_them(tokens: list[str]) -> None:
    for match in match_topics(load_topics(), tokens, weak=True):
        assert 0 <= match.start < match.end <= len(tokens)


def test_phrases_can_be_looked_up_by_lemmas() -> None:
    phrases = load_topics().phrases
    assert {phrases[key].notation for key in [("cease", "-", "fire"), ("cease-fire",), ("cease", "fire"), ("ceasefire",)]} == {"truce"}
    assert phrases["release", "of", "hostage"].notation == "hostage-release"
    assert ("land",) not in phrases


def test_patterns_join_two_words() -> None:
    pairs = {(head, word, p.topic) for p in load_topics().patterns for head in p.head for word in p.with_words}
    for head, word, topic in [
        ("release", "hostage", "hostage-release"),
        ("free", "captive", "hostage-release"),
        ("deliver", "aid", "humanitarian-aid"),
        ("exchange", "prisoner", "prisoner-exchange"),
        ("withdraw", "troop", "troop-withdrawal"),
        ("lift", "sanction", "sanctions-relief"),
    ]:
        assert (head, word, TOPIC[topic]) in pairs


def test_no_pair_of_words_points_to_two_topics() -> None:
    owners: dict[tuple[str, str], set[str]] = {}
    for pattern in load_topics().patterns:
        for head in pattern.head:
            for word in pattern.with_words:
                owners.setdefault((head, word), set()).add(pattern.topic)
    assert {pair: topics for pair, topics in owners.items() if len(topics) > 1} == {}


def test_a_scheme_is_loaded_once_and_can_be_sent_to_another_process() -> None:
    scheme = load_topics()
    assert load_topics() is scheme
    assert pickle.loads(pickle.dumps(scheme)) == scheme  # noqa: S301


@pytest.mark.parametrize(
    ("text", "key"),
    [("Cease-fire", ("cease", "fire")), ("women's rights", ("women", "rights")), ("workers’ pay", ("workers", "pay")), ("—", ()), ("COP28", ("cop28",))],
)
def test_keys_leave_hyphens_and_possessives_out(text: str, key: tuple[str, ...]) -> None:
    assert phrase_key(text) == key


# Files of users


def test_a_user_may_add_a_topic_labels_and_patterns(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """my:school-meals a parley:Topic ; skos:notation "school-meals" ; skos:prefLabel "School meals"@en ;
    skos:definition "Food at school."@en ; skos:altLabel "free lunches"@en, "Schulessen"@de ; parley:weakLabel "lunch"@en ; skos:broader topic:wages .
topic:truce skos:altLabel "hudna"@en .
my:p1 a parley:TopicPattern ; parley:patternOf my:school-meals ; parley:head "Serve" ; parley:with "meal", "lunch" .
""",
    )
    scheme = load_topics(path)
    topic = scheme.by_notation["school-meals"]
    assert topic.phrases == ("School meals", "free lunches")
    assert topic.broader == TOPIC.wages
    assert scheme.phrases["free", "lunch"] == topic
    assert scheme.phrases["hudna",].notation == "truce"
    assert scheme.phrases["ceasefire",].notation == "truce"
    assert scheme.weak_phrases["lunch",] == topic
    assert ("schulessen",) not in scheme.phrases
    assert [(p.head, p.with_words) for p in scheme.patterns if p.topic == topic.iri] == [({"serve"}, {"meal", "lunch"})]
    assert "hudna" in scheme.by_notation["truce"].phrases
    assert "school-meals" not in load_topics().by_notation


def test_the_notation_of_a_new_topic_is_the_end_of_its_iri(tmp_path: Path) -> None:
    path = write(tmp_path, 'my:zoning a parley:Topic ; skos:prefLabel "Zoning"@en .')
    assert load_topics(path).by_notation["zoning"].definition == ""


def test_a_later_file_may_take_a_phrase_over(tmp_path: Path) -> None:
    path = write(tmp_path, 'my:cod a parley:Topic ; skos:prefLabel "Cod"@en ; skos:altLabel "cod quotas"@en ; skos:broader topic:fisheries .')
    assert load_topics(path).phrases["cod", "quota"].notation == "cod"


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path, 'my:one a parley:Topic ; skos:prefLabel "One thing"@en .')
    assert "one" in load_topics(path).by_notation
    write(tmp_path, 'my:two a parley:Topic ; skos:prefLabel "Two things"@en .')
    os.utime(path, ns=(1, 1))
    assert "two" in load_topics(path).by_notation


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("my:a skos:prefLabel Broken .", 6, "not a Turtle file", "mend the line"),
        ('my:ok skos:prefLabel "Ok"@en .\n\nother:a skos:prefLabel "A"@en .', 8, "not a Turtle file", "every prefix must be declared"),
        ('my:ok skos:prefLabel "Ok"@en .\nmy:a a parley:Topic .', 7, "topic <https://example.org/topics/a>: no skos:prefLabel", "skos:prefLabel"),
        ('my:a a parley:Topic ; skos:prefLabel "A"@de .', 6, "no skos:prefLabel in English", "@en"),
        ('my:a skos:prefLabel "A"@en ; skos:notation "truce" .', 6, "the notation 'truce' is taken by", "another skos:notation"),
        (
            'my:a skos:prefLabel "A"@en ; skos:broader topic:truse .',
            6,
            "unknown topic: <https://w3id.org/parley/topic/truse>",
            "did you mean <https://w3id.org/parley/topic/truce>?",
        ),
        ('my:a skos:prefLabel "A"@en ; skos:broader my:b .\nmy:b skos:prefLabel "B"@en ; skos:broader my:a .', None, "in a circle", "take one skos:broader"),
        (
            'my:a skos:prefLabel "A"@en ; skos:altLabel "x"@en .\nmy:b skos:prefLabel "B"@en ; skos:altLabel "X"@en .',
            7,
            "the label 'X' names <https://example.org/topics/a> too",
            "one of the two",
        ),
        ('my:a skos:prefLabel "A"@en ; skos:altLabel "--"@en .', 6, "a label without a word: '--'", "give the words"),
        ('my:p a parley:TopicPattern ; parley:patternOf topic:truce ; parley:head "stop" .', 6, "needs words on both sides", "parley:with"),
        ('my:p a parley:TopicPattern ; parley:patternOf topic:truse ; parley:head "a" ; parley:with "b" .', 6, "must name one topic", "truce"),
        ('my:p a parley:TopicPattern ; parley:head "a" ; parley:with "b" .', 6, "must name one topic, not nothing", "name a topic"),
    ],
)
def test_a_broken_file_names_file_line_entry_and_remedy(tmp_path: Path, text: str, line: int | None, message: str, hint: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(TopicError) as error:
        load_topics(path)
    assert str(path) in str(error.value)
    assert line is None or f"line {line}:" in str(error.value)
    assert message in error.value.message
    assert hint in str(error.value.hint)


def test_a_missing_file_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(TopicError, match=r"no such topic file: .*nowhere\.ttl"):
        load_topics(tmp_path / "nowhere.ttl")


def test_the_file_of_the_documentation_works(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "data-model.md").read_text(encoding="utf-8")
    path = tmp_path / "my-topics.ttl"
    path.write_text(page.split("```turtle\n")[-1].partition("```")[0], encoding="utf-8")
    scheme = load_topics(path)
    assert scheme.phrases["free", "lunch"].notation == "school-meals"
    assert scheme.phrases["hudna",].notation == "truce"

"""Scoring: what counts as found, how figures are made, and what a broken gold file is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import kg
from kg.cli import main
from kg.errors import GoldError
from kg.score import GoldScore, precision_recall_f1, score_gold
from kg.score_files import Gold, read_gold
from kg.score_match import METRICS, plain_name, same_title
from kg.score_plover import PloverScore, score_plover

PUBLIC = sorted((Path(__file__).parent / "gold").glob("*.json"))
TEXT = "Qatar mediates between Israel and Hamas. Egypt will meet Hamas. “Israel refuses”, said Lea Ron, spokesperson of Hamas. A truce is discussed."
GOLD: dict[str, Any] = {
    "id": "one",
    "text": "one.txt",
    "entities": [
        {"id": "qatar", "name": "Qatar", "type": "State", "mentions": ["Qatar"]},
        {"id": "israel", "name": "Israel", "type": "State", "mentions": ["Israel"]},
        {"id": "hamas", "name": "Hamas", "type": "Organisation", "mentions": ["Hamas"]},
        {"id": "egypt", "name": "Egypt", "type": "State", "mentions": ["Egypt"]},
        {"id": "ron", "name": "Lea Ron", "type": "Person", "mentions": ["Lea Ron"]},
    ],
    "mediators": ["qatar"],
    "parties": ["israel", "hamas"],
    "topics": ["truce"],
    "statements": [
        {"s": "qatar", "p": "mediates", "o": "israel", "polarity": "positive", "modality": "asserted", "said_by": None, "evidence": "Qatar mediates"},
        {"s": "qatar", "p": "mediates", "o": "hamas", "polarity": "positive", "modality": "asserted", "said_by": None, "evidence": "Qatar mediates"},
        {"s": "egypt", "p": "meets", "o": "hamas", "polarity": "positive", "modality": "planned", "said_by": None, "evidence": "Egypt will meet Hamas"},
        {"s": "israel", "p": "rejects", "o": "topic:truce", "polarity": "positive", "modality": "asserted", "said_by": "ron", "evidence": '"Israel refuses"'},
        {"s": "ron", "p": "hasPosition", "o": "spokesperson of Hamas", "polarity": "positive", "modality": "asserted", "said_by": None, "evidence": "Lea Ron"},
    ],
}


class Tables:
    """A hand-made graph: the three tables that are scored."""

    def __init__(self, entities: list[Mapping[str, Any]], statements: list[tuple[Any, ...]], topics: list[tuple[str, bool]]) -> None:
        self._entities = pd.DataFrame(entities, columns=["iri", "name", "type", "mentions", "roles"])
        self._statements = pd.DataFrame(statements, columns=["subject", "predicate", "object", "polarity", "modality", "said_by"])
        self._topics = pd.DataFrame([(f"urn:topic:{name}", name, is_negotiated) for name, is_negotiated in topics], columns=["iri", "notation", "negotiated"])

    def entities(self) -> pd.DataFrame:
        return self._entities

    def statements(self) -> pd.DataFrame:
        return self._statements

    def topics(self) -> pd.DataFrame:
        return self._topics


def entity(name: str, kind: str = "State", *roles: str, mentions: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a row of ``entities``."""
    return {"iri": f"urn:{name}", "name": name, "type": kind, "mentions": list(mentions or (name,)), "roles": list(roles)}


def said(subject: str, predicate: str, object_: str, modality: str = "asserted", polarity: str = "positive", by: str | None = None) -> tuple[Any, ...]:
    """Return a row of ``statements``."""
    end = object_ if predicate == "hasPosition" else f"urn:{object_}"
    return f"urn:{subject}", predicate, end, polarity, modality, f"urn:{by}" if by else pd.NA


ENTITIES = [
    entity("Qatar", "State", "Mediator"),
    entity("Israel", "State", "Party"),
    entity("Hamas", "Organisation", "Party"),
    entity("Egypt"),
    entity("Lea Ron", "Person"),
]
STATEMENTS = [
    said("Qatar", "mediates", "Israel"),
    said("Qatar", "mediates", "Hamas"),
    said("Egypt", "meets", "Hamas", "planned"),
    said("Israel", "rejects", "topic:truce", by="Lea Ron"),
    said("Lea Ron", "hasPosition", "spokesperson of Hamas"),
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Return the gold file of a small article."""
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    path = tmp_path / "one.json"
    path.write_text(json.dumps(GOLD), encoding="utf-8")
    return path


def scored(gold: Path, entities: list[Mapping[str, Any]] = ENTITIES, statements: list[tuple[Any, ...]] = STATEMENTS) -> GoldScore:  # type: ignore[assignment]
    """Score a hand-made graph."""
    return score_gold(gold, build=lambda _: Tables(entities, statements, [("truce", True)]))


def row(score: GoldScore, metric: str) -> tuple[float, float, int, int]:
    """Return P, R, gold and predicted of a metric."""
    found = score.table().loc[metric]
    return round(found["P"], 3), round(found["R"], 3), int(found["gold"]), int(found["predicted"])


def test_a_graph_that_says_the_same_is_perfect(gold: Path) -> None:
    """All figures are 1, nothing is missed or too much."""
    score = scored(gold)
    assert list(score.table().index) == list(METRICS)
    assert score.table()["F1"].tolist() == [1.0] * len(METRICS)
    assert (score.missed, score.extra) == ((), ())


def test_an_empty_graph_finds_nothing(gold: Path) -> None:
    """No division by zero; everything is missed."""
    score = score_gold(gold, build=lambda _: Tables([], [], []))
    assert score.table()["F1"].tolist() == [0.0] * len(METRICS)
    assert len(score.missed) == 5
    assert score.outcomes[0].missed_entities == ("Qatar", "Israel", "Hamas", "Egypt", "Lea Ron")


def test_symmetric_statements_count_either_way(gold: Path) -> None:
    """Others do not."""
    turned = [said("Hamas", "meets", "Egypt", "planned"), said("Israel", "mediates", "Qatar")]
    score = scored(gold, statements=turned)
    assert row(score, "statements") == (0.5, 0.2, 5, 2)
    assert [(c.subject, c.object) for c in score.extra] == [("israel", "qatar")]
    assert row(score, "pairs")[:2] == (1.0, 0.5)


def test_polarity_modality_and_speaker(gold: Path) -> None:
    """A wrong modality leaves a statement found but not strict; the strongest of several rows counts."""
    weak = [said("Egypt", "meets", "Hamas", "possible"), said("Qatar", "mediates", "Hamas", "possible"), said("Qatar", "mediates", "Hamas")]
    score = scored(gold, statements=[*weak, said("Israel", "rejects", "topic:truce", by="Hamas")])
    assert row(score, "statements") == (1.0, 0.6, 5, 3)
    assert row(score, "strict") == (0.667, 0.4, 5, 3)
    assert row(score, "attributed") == (0.333, 0.2, 5, 3)
    assert row(score, "relations") == (1.0, 0.75, 4, 3)
    assert row(score, "not plain") == (0.0, 0.0, 1, 1)
    assert row(score, "speaker") == (0.0, 0.0, 1, 1)


def test_entities_are_matched_one_to_one(gold: Path) -> None:
    """A split entity counts once; places and groups without a statement do not count at all."""
    more = [*ENTITIES, entity("the Hamas"), entity("Doha", "Place"), entity("Civilians", "Group")]
    assert row(scored(gold, entities=more), "entities") == (0.833, 1.0, 5, 6)
    renamed = [e if e["name"] != "Hamas" else entity("Hamas", "State", mentions=("President Hamas's",)) for e in ENTITIES]
    score = scored(gold, entities=renamed)
    assert (row(score, "entities")[0], row(score, "entity types")[0]) == (1.0, 0.8)


def test_roles_and_topics(gold: Path) -> None:
    """Roles are sets of entities, topics those negotiated."""
    wrong = [entity("Qatar", "State", "Party"), *ENTITIES[1:3], entity("Egypt", "State", "Mediator")]
    score = score_gold(gold, build=lambda _: Tables(wrong, [], [("truce", False), ("border", True)]))
    assert [row(score, m)[:2] for m in ("mediators", "parties", "topics")] == [(0.0, 0.0), (0.667, 1.0), (0.0, 0.0)]


def test_per_predicate_adds_up(gold: Path) -> None:
    """Predicates of either side are listed, and add up to the statements."""
    table = scored(gold, statements=[*STATEMENTS, said("Egypt", "aids", "Israel")]).per_predicate()
    assert sorted(table.index) == ["aids", "hasPosition", "mediates", "meets", "rejects"]
    assert (table["gold"].sum(), table["predicted"].sum()) == (5, 6)
    assert table.loc["aids"].tolist() == [0.0, 0.0, 0.0, 0, 1]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("foreign minister of Peru", "Foreign Minister", True),
        ("president of Peru", "spokesman of Peru", False),
        ("spokesman", "spokesman for the armed wing of the northern front", False),
        ("the special envoy’s", "special envoy", True),
    ],
)
def test_titles_agree_by_half_their_words(first: str, second: str, same: bool) -> None:
    """A word before the first preposition must be shared."""
    assert same_title(first, second) is same is same_title(second, first)


@pytest.mark.parametrize(
    ("name", "plain"), [("The President  Nadir", "nadir"), ("Prime Minister Olin’s", "olin"), ("“Theresa”,", "theresa"), ("Anadyr", "anadyr"), ("The", "the")]
)
def test_plain_names(name: str, plain: str) -> None:
    """Titles are words of their own."""
    assert plain_name(name) == plain


def test_bootstrap_is_reproducible_and_around_the_figure() -> None:
    """The same seed gives the same bounds; a perfect score has no width."""
    graphs = {read_gold(p).text: perfect(read_gold(p)) for p in PUBLIC}
    score = score_gold(PUBLIC, build=lambda path: halved(graphs[path]))
    table = score.bootstrap(200, seed=3)
    pd.testing.assert_frame_equal(table, score.bootstrap(200, seed=3))
    assert not table.equals(score.bootstrap(200, seed=4))
    assert (table["low"] <= table["F1"]).all()
    assert (table["F1"] <= table["high"]).all()
    assert table.loc["statements", "low"] < table.loc["statements", "high"]
    whole = score_gold(PUBLIC, build=lambda path: graphs[path]).bootstrap(50)
    assert (whole == 1.0).all(axis=None)


def perfect(gold: Gold) -> Tables:
    """Return a graph that says what the gold says."""
    roles = {e.id: [role for role, ids in (("Mediator", gold.mediators), ("Party", gold.parties)) if e.id in ids] for e in gold.entities}
    entities = [{"iri": f"urn:{e.id}", "name": e.name, "type": e.type, "mentions": list(e.mentions), "roles": roles[e.id]} for e in gold.entities]
    statements = [said(g.subject, g.predicate, g.object, g.modality, g.polarity, g.said_by) for g in gold.statements]
    used = {g.object.removeprefix("topic:") for g in gold.statements if g.object.startswith("topic:")} | gold.topics
    return Tables(entities, statements, [(name, name in gold.topics) for name in sorted(used)])


def halved(tables: Tables) -> Tables:
    """Return a graph without every second statement."""
    short = Tables([], [], [])
    short._entities, short._statements, short._topics = tables.entities(), tables.statements().iloc[::2], tables.topics()
    return short


def test_the_public_gold_is_sound() -> None:
    """Its files pass their own check, and a graph that says the same is perfect."""
    graphs = {read_gold(p).text: perfect(read_gold(p)) for p in PUBLIC}
    score = score_gold(PUBLIC, build=lambda path: graphs[path])
    assert len(PUBLIC) >= 12
    assert score.table()["F1"].tolist() == [1.0] * len(METRICS)
    half = score_gold(PUBLIC, build=lambda path: halved(graphs[path]))
    expected = sum((len(read_gold(p).statements) + 1) // 2 for p in PUBLIC)
    assert half.table().loc["statements", ["P", "predicted"]].tolist() == [1.0, expected]


# --- broken gold ----------------------------------------------------------------------------------------------------------------------------


def change(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Return an edit of a gold: ``statements.0.p`` becomes the value."""

    def edit(data: Any) -> None:
        *keys, last = [int(k) if k.isdecimal() else k for k in path.split(".")]
        for key in keys:
            data = data[key]
        data[last] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "place", "message", "hint"),
    [
        (change("statements.1.p", "mediate"), "statements[1]", "unknown predicate 'mediate'", "did you mean 'mediates'?"),
        (change("statements.3.o", "topic:truse"), "statements[3]", "unknown topic 'truse'", "did you mean 'truce'?"),
        (change("statements.0.s", "katar"), "statements[0]", "unknown entity 'katar'", "did you mean 'qatar'?"),
        (change("statements.0.o", "zzz"), "statements[0]", "unknown entity 'zzz'", "there are egypt, hamas"),
        (change("statements.3.said_by", "nobody"), "statements[3]", "unknown entity 'nobody'", "there are"),
        (change("statements.2.evidence", "Egypt met Hamas"), "statements[2]", "the evidence 'Egypt met Hamas' is not in the article", "copy it"),
        (change("statements.2.modality", "sure"), "statements[2]", "unknown modality 'sure'", "asserted, planned, possible"),
        (change("statements.1.o", "israel"), "statements[1]", "comes twice", "strongest"),
        (change("statements.1.s", None), "statements[1]", "'s' is missing or no text", "give s, p, o"),
        (change("mediators.0", "oman"), "mediators[0]", "unknown entity 'oman'", ""),
        (change("topics.0", "peace"), "topics[0]", "unknown topic 'peace'", ""),
        (change("entities.0.type", "Country"), "entities[0]", "unknown type 'Country'", "Group, Organisation"),
        (change("entities.1.id", "qatar"), "entities[1]", "used twice", ""),
        (change("entities.1.mentions", ["Izrael"]), "entities[1]", "'Izrael' of 'israel' is not in the article", "copy it"),
        (change("entities.1.mentions", []), "entities[1]", "no list of mentions", ""),
        (change("entities.1", "Israel"), "entities[1]", "is no object", ""),
        (change("parties", None), "one.json", "'parties' is missing or not a list", ""),
        (change("text", "two.txt"), "one.json", "there is no article", "text"),
    ],
)
def test_broken_gold_names_file_entry_and_remedy(gold: Path, edit: Callable[[Any], None], place: str, message: str, hint: str) -> None:
    """Nothing is built before all gold is sound."""
    data = json.loads(gold.read_text(encoding="utf-8"))
    edit(data)
    gold.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(GoldError) as caught:
        score_gold([gold], build=lambda _: pytest.fail("built"))
    assert caught.value.place is not None
    assert str(gold) in caught.value.place
    assert caught.value.place.endswith(place)
    assert message in caught.value.message
    assert caught.value.hint
    assert hint in caught.value.hint


def test_files_that_are_no_gold(gold: Path, tmp_path: Path) -> None:
    """Broken JSON names its line; a file that is not there and one that is given twice are told."""
    gold.write_text('{"id": "one",\n "text" "x"}', encoding="utf-8")
    with pytest.raises(GoldError, match=r"one\.json:2: no JSON"):
        score_gold(gold)
    with pytest.raises(GoldError, match="cannot be read"):
        score_gold(tmp_path / "none.json")
    gold.write_text(json.dumps(GOLD), encoding="utf-8")
    with pytest.raises(GoldError, match="the id 'one' is that of"):
        score_gold([gold, gold])


def test_texts_may_lie_elsewhere(gold: Path, tmp_path: Path) -> None:
    """``text_folder`` wins over what the file says."""
    other = tmp_path / "texts"
    other.mkdir()
    (other / "one.txt").write_text(TEXT, encoding="utf-8")
    assert read_gold(gold, text_folder=other).text == other / "one.txt"
    assert read_gold(gold).text == tmp_path / "one.txt"


def test_unknown_metric(gold: Path) -> None:
    """A misspelt metric is no zero."""
    with pytest.raises(GoldError, match="unknown metric 'statement'"):
        scored(gold).f1("statement")
    assert scored(gold).f1("mediates") == 1.0


def test_figures() -> None:
    """Nothing predicted or nothing to find gives 0."""
    assert precision_recall_f1(0, 0, 3) == (0.0, 0.0, 0.0)
    assert precision_recall_f1(0, 3, 0) == (0.0, 0.0, 0.0)


# --- sentences with PLOVER types --------------------------------------------------------------------------------------------------------------

ROWS = [
    {"id": "r1", "sentence": "Peru met Chile.", "source": "Peru", "target": "the Chile", "type": "CONSULT"},
    {"id": "r2", "sentence": "Peru blamed Chile.", "source": "Peru", "target": "Chile", "type": "ACCUSE"},
    {"id": "r3", "sentence": "Peru freed a Chilean.", "source": "Peru", "target": "a Chilean", "type": "YIELD"},
    {"id": "r4", "sentence": "Nothing happened.", "source": "Peru", "target": "Chile", "type": "ACCUSE"},
]
EVENTS = [
    ("r1", "CONSULT", ["Chile"], ["Peru"], []),  # the other way round: joins, but the source does not act
    ("r2", "REJECT", ["Bolivia"], [], []),  # spurious
    ("r2", "REJECT", ["Peru"], [], []),
    ("r2", "ACCUSE", ["Peru"], [], ["Chile"]),  # joins both: it gives the type
    ("r3", "RETREAT", ["Peru’s army"], [], []),
]


class Coded:
    """A hand-made graph of sentences."""

    def articles(self) -> pd.DataFrame:
        return pd.DataFrame([(f"urn:{r['id']}", r["id"]) for r in ROWS], columns=["iri", "id"])

    def events(self) -> pd.DataFrame:
        return pd.DataFrame([(f"urn:{a}", *rest) for a, *rest in EVENTS], columns=["article", "type", "actors", "recipients", "topics"])


def coded(rows: Any) -> PloverScore:
    """Score the hand-made events."""
    return score_plover(rows, build=lambda _: Coded())


def test_plover_figures() -> None:
    """By hand: r1 has the type only, r2 all, r3 type and source, r4 nothing; one event of five touches neither end."""
    score = coded(ROWS)
    assert [(r.has_type, r.has_source, r.is_full, r.given) for r in score.rows] == [
        (True, False, False, "CONSULT"),
        (True, True, True, "ACCUSE"),
        (True, True, False, "YIELD"),
        (False, False, False, "NONE"),
    ]
    figures = {name: round(value, 3) for name, value in score.figures().items()}
    assert figures == {"type": 0.75, "type+source": 0.5, "full": 0.25, "pair": 0.75, "macro-F1": 0.889, "quiet": 0.8}
    assert score.per_type().loc["ACCUSE"].round(3).tolist() == [1.0, 0.5, 0.667, 2, 1]
    assert [r.id for r in score.wrong] == ["r4"]


def test_plover_sources(tmp_path: Path) -> None:
    """Files, tables and rows give the same."""
    frame = pd.DataFrame(ROWS)
    frame.to_csv(tmp_path / "rows.tsv", sep="\t", index=False)
    frame.to_csv(tmp_path / "rows.csv", index=False)
    assert coded(tmp_path / "rows.tsv") == coded(tmp_path / "rows.csv") == coded(frame) == coded(ROWS)
    assert len(score_plover(ROWS, build=lambda _: Coded(), limit=2).rows) == 2


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{**ROWS[0], "type": "TALK"}], "row 1: unknown type 'TALK'"),
        ([ROWS[0], {**ROWS[1], "target": ""}], "row 2: no 'target'"),
        ([ROWS[0], ROWS[0]], "row 2: the id 'r1' comes twice"),
        ("none.tsv", "none.tsv: the rows cannot be read"),
    ],
)
def test_broken_rows(rows: Any, message: str) -> None:
    """The row and the remedy are named."""
    with pytest.raises(GoldError, match=message) as caught:
        coded(rows)
    assert caught.value.hint


def test_plover_counts_concessions_and_retreats_as_one() -> None:
    """Rows may have either type or YIELD."""
    assert coded([{**ROWS[2], "type": "CONCEDE"}]).rows[0].type == "YIELD"


# --- the command ------------------------------------------------------------------------------------------------------------------------------


def test_command(gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``kg score gold`` prints tables, lists differences and ends with 1 below a floor."""
    monkeypatch.setattr(kg, "build", lambda _, **options: Tables(ENTITIES, STATEMENTS[1:], [("truce", True)]), raising=False)
    run = CliRunner().invoke
    done = run(main, ["score", "gold", str(gold), "--verbose", "--draws", "20"])
    assert done.exit_code == 0, done.output
    assert "statements" in done.output
    assert "missed     qatar mediates israel | Qatar mediates" in done.output
    told = json.loads(run(main, ["score", "gold", str(gold), "--json"]).output)
    assert told["metrics"]["statements"]["R"] == 0.8
    assert told["predicates"]["mediates"]["gold"] == 2
    below = run(main, ["score", "gold", str(gold), "--min", "statements=0.95", "--min", "entities=1"])
    assert below.exit_code == 1
    assert "statements 0.889 < 0.95" in below.output
    assert run(main, ["score", "gold", str(gold), "--min", "statement=1"]).exit_code == 2
    assert run(main, ["score", "gold", str(tmp_path / "none.json")]).exit_code == 2


def test_plover_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``kg score plover`` prints figures and the rows that are wrong."""
    monkeypatch.setattr(kg, "build", lambda _, **options: Coded(), raising=False)
    pd.DataFrame(ROWS).to_csv(tmp_path / "rows.tsv", sep="\t", index=False)
    done = CliRunner().invoke(main, ["score", "plover", str(tmp_path / "rows.tsv"), "--verbose"])
    assert done.exit_code == 0, done.output
    assert "r4 ACCUSE, given NONE: Peru -> Chile" in done.output
    told = json.loads(CliRunner().invoke(main, ["score", "plover", str(tmp_path / "rows.tsv"), "--json"]).output)
    assert told["figures"]["pair"]["value"] == 0.75
    assert CliRunner().invoke(main, ["score", "plover", str(tmp_path / "rows.tsv"), "--min", "pair=0.8"]).exit_code == 1

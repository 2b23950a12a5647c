"""The summary says who negotiates, mediates and speaks, each with its sentence, and nothing that no sentence says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from graphs import IRAN, NORWAY, OMAN, evidence_of, later, statement_of, talks

from kg.graph import KnowledgeGraph
from kg.statement import ArticleGraph
from kg.summary import PHRASES, Summary, summarize, summary_text
from kg.vocabulary import MODALITIES, POLARITIES, PREDICATES, TOPIC


def summary_of(*articles: ArticleGraph) -> Summary:
    """Summarise article graphs."""
    graph = KnowledgeGraph.from_articles(articles)
    return summarize(graph.article_graphs, graph.links)


def test_every_predicate_has_words() -> None:
    """A predicate without a phrase would end the summary of some graph."""
    assert set(PHRASES) == set(PREDICATES)


def test_talks_show_members_topics_and_sources() -> None:
    """Two articles about one negotiation are one entry; a neutral intermediary is called so."""
    (found,) = summary_of(talks(), later()).talks
    assert (found.parties, found.intermediaries, found.mediators) == (("Iran", "Norway"), ("Oman",), ())
    assert found.topics == ("tariffs", "trade")
    assert (found.status, found.since, found.until) == ("under-negotiation", "2024-03-04", "2024-03-04")
    assert found.sources == ("The Example, 2024-03-05", "article later, 2024-03-09")


def test_objects_of_one_claim_are_listed_together() -> None:
    """Mediation between two sides reads as one claim."""
    (found,) = summary_of(talks()).talks
    assert [claim.text for claim in found.claims] == [
        "Oman mediates between Iran and Norway",
        "Iran negotiates with Norway",
        "Iran negotiates on tariffs",
    ]


def test_subjects_of_one_claim_are_listed_together() -> None:
    """What two say or do in one breath is one claim, in the plural."""
    article = talks()
    pairs = [(IRAN, TOPIC["tariffs"]), (NORWAY, TOPIC["tariffs"])]
    claims = tuple(statement_of(article.iri, one, "negotiatesOn", other, article.statements[0].evidence[0]) for one, other in pairs)
    (found,) = summary_of(replace(article, statements=claims)).talks
    assert [claim.text for claim in found.claims] == ["Iran and Norway negotiate on tariffs"]


def test_a_circle_is_one_claim_and_a_star_is_not() -> None:
    """Three that all meet each other meet one another; if two of them are not said to meet, they do not."""
    article = talks()
    pairs = [(IRAN, NORWAY), (IRAN, OMAN), (NORWAY, OMAN)]
    claims = tuple(statement_of(article.iri, one, "meets", other, article.statements[0].evidence[0]) for one, other in pairs)
    (circle,) = summary_of(replace(article, statements=claims, negotiations=())).others
    assert circle.text == "Iran, Norway and Oman meet one another"
    (star,) = summary_of(replace(article, statements=claims[:2], negotiations=())).others
    assert star.text == "Iran meets Norway and Oman"


def test_a_sentence_is_shown_once() -> None:
    """Claims of one sentence stand above it."""
    text = summary_text(summary_of(talks()))
    assert text.count("“MUSCAT, March 4") == 1


def test_claims_keep_polarity_modality_and_speaker() -> None:
    """What is denied, planned or possible is never told as a fact, and its speaker is named."""
    others = summary_of(talks(), later()).others
    assert [(claim.text, claim.said_by) for claim in others][:1] == [("Iran is not to make a concession to Norway", "Salma Nadir")]
    assert all(claim.predicate not in ("hasPosition", "affiliatedWith") for claim in others)


@pytest.mark.parametrize(
    ("polarity", "modality", "words"),
    [
        ("positive", "asserted", "rejects"),
        ("negative", "asserted", "does not reject"),
        ("positive", "planned", "is to reject"),
        ("negative", "planned", "is not to reject"),
        ("positive", "possible", "may reject"),
        ("negative", "possible", "may not reject"),
    ],
)
def test_words_for_polarity_and_modality(polarity: str, modality: str, words: str) -> None:
    """Each of the six standings has words of its own."""
    assert (polarity in POLARITIES, modality in MODALITIES) == (True, True)
    article = talks()
    first = article.statements[0]
    claim = statement_of(article.iri, first.subject, "rejects", first.object, first.evidence[0], polarity=polarity, modality=modality)
    (told,) = summary_of(replace(article, statements=(claim,), negotiations=())).others
    assert told.text == f"Oman {words} Iran"


def test_a_long_sentence_is_cut_around_its_evidence() -> None:
    """The words that show the claim stay in view."""
    article = talks()
    text = f"{'Before that, much was said. ' * 20}Iran met Norway, and {'more was said. ' * 40}"
    evidence = evidence_of(text, "Iran met Norway", sentence=(0, len(text)))
    claim = replace(article.statements[-1], evidence=(evidence,))
    (told,) = summary_of(replace(article, article=replace(article.article, text=text), statements=(claim,), negotiations=(), events=())).others
    assert "Iran met Norway" in told.sentence
    assert told.sentence.startswith("… ")
    assert told.sentence.endswith(" …")
    assert len(told.sentence) < 300


def test_text_fits_its_width_and_limit() -> None:
    """Lines are wrapped, and what is left out is counted."""
    text = summary_text(summary_of(talks(), later()), limit=1, width=60)
    assert max(map(len, text.splitlines())) <= 60
    assert "… and 1 more" in text
    assert text.startswith("2 articles, 4 actors, 5 events, 11 statements.")


def test_an_empty_graph_says_so() -> None:
    """No negotiation is a finding, not a silence."""
    assert summary_text(summary_of()).endswith("No negotiation found.")


def test_control_characters_do_not_reach_the_terminal() -> None:
    """Text from articles is shown, never obeyed."""
    article = talks()
    hostile = replace(article.entities[0], name="Om\x1b[31man")
    text = summary_text(summary_of(replace(article, entities=(hostile, *article.entities[1:]))))
    assert "\x1b" not in text

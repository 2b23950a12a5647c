"""The metrics of coreference give what their authors published; GUM's brackets are read; who joins nothing gains nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kg.cli import main
from kg.document import Document, Span
from kg.errors import DocumentError
from kg.pipeline import load_knowledge
from kg.score_clusters import ClusterScore, Ratio, score_clusters
from kg.score_coreference import same_spelling, score_documents
from kg.score_coreference_files import read_coreference

CONLLU = """\
# newdoc id = one
# sent_id = one-1
1	The	the	DET	DT	_	2	det	_	Entity=(1-person-new-cf1-2-coref
2	minister	minister	NOUN	NN	_	5	nsubj	_	_
3	of	of	ADP	IN	_	4	case	_	_
4	Oman	Oman	PROPN	NNP	_	2	nmod	_	Entity=(2-place-new-cf2-1-coref-Oman)1)
5	met	meet	VERB	VBD	_	0	root	_	_
6	Salma	Salma	PROPN	NNP	_	5	obj	_	Entity=(3-person-new-cf3-1-coref
7	Nadir	Nadir	PROPN	NNP	_	6	flat	_	Entity=3)|SpaceAfter=No
8	.	.	PUNCT	.	_	5	punct	_	_

# sent_id = one-2
1	Nadir	Nadir	PROPN	NNP	_	2	nsubj	_	Entity=(3-person-giv-cf1-1-coref)
2	thanked	thank	VERB	VBD	_	0	root	_	_
3	him	he	PRON	PRP	_	2	obj	_	Entity=(1-person-giv-cf2-1-ana)
4	and	and	CCONJ	CC	_	5	cc	_	_
5	Oman	Oman	PROPN	NNP	_	3	conj	_	Entity=(2-place-giv-cf3-1-coref-Oman)|SpaceAfter=No
6	.	.	PUNCT	.	_	2	punct	_	_

# newdoc id = two
# sent_id = two-1
1	Talks	talk	NOUN	NNS	_	2	nsubj	_	Entity=(1-event-new-cf1-1-sgl)
2	ended	end	VERB	VBD	_	0	root	_	_
"""


def figures(ratio: Ratio) -> tuple[float, float]:
    """Round recall and precision as tables do."""
    return round(ratio.recall, 2), round(ratio.precision, 2)


def sets(*clusters: str) -> list[frozenset[str]]:
    """Make clusters of letters."""
    return [frozenset(cluster) for cluster in clusters]


BAGGA = sets("12345", "67", "89ABC")


@pytest.mark.parametrize(
    ("gold", "predicted", "muc", "b_cubed", "ceaf_e"),
    [
        # Pradhan et al. 2014, the example of the reference implementation.
        (sets("abc", "defg"), sets("ab", "cd", "fghi"), (0.40, 0.40), (0.42, 0.50), (0.65, 0.43)),
        # Bagga and Baldwin 1998, two responses that MUC cannot tell apart; CEAF after Luo 2005.
        (BAGGA, sets("12345", "6789ABC"), (1.00, 0.90), (1.00, 0.76), (0.61, 0.92)),
        (BAGGA, sets("1234589ABC", "67"), (1.00, 0.90), (1.00, 0.58), (0.56, 0.83)),
    ],
)
def test_published_examples(gold: list[frozenset[str]], predicted: list[frozenset[str]], muc: object, b_cubed: object, ceaf_e: object) -> None:
    """Recall and precision of each metric."""
    score = score_clusters(gold, predicted)
    assert (figures(score.muc), figures(score.b_cubed), figures(score.ceaf_e)) == (muc, b_cubed, ceaf_e)


def test_luo_s_similarity() -> None:
    """CEAF-e of the two responses in Luo 2005, table 1: .733 and .667."""
    assert score_clusters(BAGGA, sets("12345", "6789ABC")).ceaf_e.f1 == pytest.approx(0.733, abs=0.001)
    assert score_clusters(BAGGA, sets("1234589ABC", "67")).ceaf_e.f1 == pytest.approx(0.667, abs=0.001)


partitions = st.lists(st.integers(0, 3), min_size=2, max_size=9).map(
    lambda labels: [frozenset(i for i, label in enumerate(labels) if label == group) for group in sorted(set(labels))]
)


@given(partitions, partitions)
def test_gold_and_predicted_change_places(one: list[frozenset[int]], other: list[frozenset[int]]) -> None:
    """Recall one way is precision the other way; all figures lie between 0 and 1; what is equal is perfect."""
    forth, back = score_clusters(one, other), score_clusters(other, one)
    for a, b in ((forth.muc, back.muc), (forth.b_cubed, back.b_cubed), (forth.ceaf_e, back.ceaf_e)):
        assert a.recall == pytest.approx(b.precision)
        assert 0 <= a.recall <= 1 + 1e-9
    assert score_clusters(one, one).b_cubed.f1 == pytest.approx(1)
    assert score_clusters(one, one).ceaf_e.f1 == pytest.approx(1)


def test_counts_add_up_over_documents() -> None:
    """A long document weighs more than a short one."""
    good, bad = score_clusters(sets("abcdef"), sets("abcdef")), score_clusters(sets("ab"), [])
    assert (good + bad).muc.recall == pytest.approx(5 / 6)
    assert (good + bad).muc.precision == 1
    assert ClusterScore().conll == 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write the example."""
    file = tmp_path / "gum.conllu"
    file.write_text(CONLLU, encoding="utf-8")
    return file


def test_brackets_are_read(path: Path) -> None:
    """Nested, of several documents; heads by the tree; kinds; whether there is a name."""
    one, two = read_coreference(path)
    text = one.document.article.text
    found = {c.id: (c.kind, c.named, sorted(text[h:].split()[0].strip(".") for h in c.heads)) for c in one.clusters}
    assert found == {"1": ("person", False, ["him", "minister"]), "2": ("place", True, ["Oman", "Oman"]), "3": ("person", True, ["Nadir", "Salma"])}
    assert [(c.kind, len(c.heads)) for c in two.clusters] == [("event", 1)]


def test_a_bracket_that_was_not_opened(path: Path) -> None:
    """The error names document, sentence and token."""
    path.write_text(CONLLU.replace("Entity=3)|", "Entity=4)|"), encoding="utf-8")
    with pytest.raises(DocumentError, match="one, sentence 1, token 7"):
        list(read_coreference(path))


def recognised(document: Document) -> Document:
    """Give the names as models would."""
    from dataclasses import replace

    spans = {
        0: (Span(start=5, end=7, type="PERSON"), Span(start=3, end=4, type="GPE")),
        1: (Span(start=0, end=1, type="PERSON"), Span(start=4, end=5, type="GPE")),
    }
    return replace(document, sentences=tuple(replace(s, entities=spans.get(s.index, ())) for s in document.sentences))


def test_sieves_beside_the_baseline(path: Path) -> None:
    """The surname is found by the sieves alone, the same spelling by both."""
    gold = list(read_coreference(path))[:1]
    score = score_documents(gold, [recognised(gold[0].document)], load_knowledge())
    assert score.ours.muc.found == 2
    assert score.baseline.muc.found == 1
    assert score.ours.conll > score.baseline.conll
    named = score_documents(gold, [recognised(gold[0].document)], load_knowledge(), named=True)
    assert (score.ours.muc.gold, named.ours.muc.gold) == (3, 2)
    table = score.table()
    assert table.loc[("sieves", "CoNLL"), "f1"] == pytest.approx(score.ours.conll)
    assert len(table) == 8


def test_same_spelling_leaves_pronouns_alone(path: Path) -> None:
    """Equal but for case and article; ``him`` is no name."""
    from kg.detect import detect

    document = recognised(next(read_coreference(path)).document)
    mentions = detect(document, load_knowledge().book, load_knowledge().lexicon)
    texts = [m.text for m in mentions]
    roots = same_spelling(mentions)
    assert texts[roots[-1]] == "Oman"
    assert roots[texts.index("him")] == texts.index("him")


def test_command(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``kg score coreference`` prints both systems and ends with 1 below a floor."""
    monkeypatch.setattr("kg.score_coreference.recognise", lambda document, **_: recognised(document) if document.article.id == "one" else document)
    run = CliRunner().invoke
    done = run(main, ["score", "coreference", str(path)])
    assert done.exit_code == 0, done.output
    assert "same spelling CoNLL" in done.output
    told = json.loads(run(main, ["score", "coreference", str(path), "--json", "--named"]).output)
    assert told["figures"]["same spelling MUC"]["precision"] == 1
    below = run(main, ["score", "coreference", str(path), "--min", "precision=1.01"])
    assert below.exit_code == 1
    assert "precision" in below.output

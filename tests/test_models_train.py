"""The recipe of the models: data preparation, raw text for the tokenizer, fast forward passes, compression and the card."""

# ruff: noqa: S311
from __future__ import annotations

import hashlib
import itertools
import json
import random
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kg.errors import ArticleError
from kg.models.train.data import NerSentence, UdSentence, paragraphs, read_ner, read_ud, to_conllu
from kg.models.train.glue import abbreviate, glue_allowed, render, vary
from kg.models.train.jackknife import folds
from kg.models.train.ner import cut_sentences, entity_scores
from kg.models.train.parser import attachment
from kg.models.train.tokenizer import raw_text, sentence_spans

CONLLU = """\
# newdoc id = GUM_news_talks
# newpar
# newpar_block = p (2 s)
# sent_id = 1
# text = They don't agree.
1\tThey\tthey\tPRON\tPRP\tCase=Nom\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tagree\tagree\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No
4.1\tagree\tagree\tVERB\tVB\t_\t_\t_\t_\t_
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# sent_id = 2
1\tTalks\ttalk\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t_\t_
2\tresume\tresume\tVERB\tVBP\t_\t0\troot\t_\t_
3\tJanuary\tJanuary\tPROPN\tNNP\t_\t2\tobl:tmod\t_\t_
4\t5\t5\tNUM\tCD\t_\t3\tnummod\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

# newpar
# sent_id = 3
1\t"\t"\tPUNCT\t``\t_\t2\tpunct\t_\tSpaceAfter=No
2\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\tSpaceAfter=No
4\t"\t"\tPUNCT\t''\t_\t2\tpunct\t_\t_
"""

NER = "-DOCSTART- af_paper_1\tO\n\nhttp://paper.example/1\tO\n\nCentral\tB-Location\tB-NORP\nAfrica\tI-Location\tO\nsays    O\n.\tO\n\nUN\tB-Organization\n"


@pytest.fixture
def treebank(tmp_path: Path) -> list[UdSentence]:
    path = tmp_path / "gum.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    return read_ud(path)


class TestReadUd:
    """Treebanks."""

    def test_opens_multi_word_tokens(self, treebank: list[UdSentence]) -> None:
        """Words of a range are glued, the last takes the range's own space, empty nodes are dropped."""
        assert treebank[0].words == ("They", "do", "n't", "agree", ".")
        assert treebank[0].space_after == (True, False, True, False, True)
        assert treebank[0].heads == (4, 4, 4, 0, 4)

    def test_documents_genres_paragraphs(self, treebank: list[UdSentence]) -> None:
        assert {one.genre for one in treebank} == {"news"}
        assert {one.document for one in treebank} == {"GUM_news_talks"}
        assert [len(part) for part in paragraphs(treebank)] == [2, 1]

    def test_round_trip(self, treebank: list[UdSentence], tmp_path: Path) -> None:
        """What is written is read again, but for comments."""
        path = tmp_path / "again.conllu"
        path.write_text(to_conllu(treebank), encoding="utf-8")
        columns = ("words", "lemmas", "upos", "xpos", "feats", "heads", "deprels", "space_after")
        for one, other in zip(treebank, read_ud(path), strict=True):
            assert [getattr(one, name) for name in columns] == [getattr(other, name) for name in columns]

    def test_bad_line(self, tmp_path: Path) -> None:
        path = tmp_path / "bad.conllu"
        path.write_text("1\tword\n", encoding="utf-8")
        with pytest.raises(ArticleError, match="2 columns"):
            read_ud(path)


class TestReadNer:
    """Entity data."""

    def test_columns_and_labels(self, tmp_path: Path) -> None:
        """The address goes, a line parted by spaces is read, the second label column is not, labels are BIOES."""
        path = tmp_path / "train.tsv"
        path.write_text(NER, encoding="utf-8")
        first, second = read_ner(path)
        assert first.words == ("Central", "Africa", "says", ".")
        assert first.labels == ("B-Location", "E-Location", "O", "O")
        assert (second.words, second.labels, second.article) == (("UN",), ("S-Organization",), "af_paper_1")

    def test_cut_keeps_names_whole(self) -> None:
        words = tuple(f"w{number}" for number in range(30))
        labels = ("O",) * 7 + ("B-Person", "I-Person", "E-Person") + ("O",) * 20
        parts = cut_sentences([NerSentence(words=words, labels=labels)], longest=4)
        assert tuple(word for part in parts for word in part.words) == words
        assert all(part.labels[0][0] in "OBS" and part.labels[-1][0] in "OES" for part in parts)


class TestGlue:
    """Raw text with its labels, as it is and varied."""

    def test_raw_text(self, treebank: list[UdSentence]) -> None:
        assert [text for text, _ in raw_text(treebank, glued=False)] == ["They don't agree. Talks resume January 5.", '"Yes."']

    def test_glued_text_drops_the_space_between_sentences_alone(self, treebank: list[UdSentence]) -> None:
        text, labels = raw_text(treebank, glued=True)[0]
        assert text == "They don't agree.Talks resume January 5."
        assert [text[begin:end] for begin, end in sorted(sentence_spans(labels, text))] == ["They don't agree.", "Talks resume January 5."]

    @pytest.mark.parametrize(
        ("before", "after", "allowed"),
        [("end.", "They", True), ('end."', "They", True), ("end?", "“So", True), ("end", "They", False), ("end.", "they", False), ("end:", "They", False)],
    )
    def test_where_glue_is_allowed(self, before: str, after: str, allowed: bool) -> None:
        assert glue_allowed([(before, True)], [(after, True)]) is allowed

    def test_abbreviations(self, treebank: list[UdSentence]) -> None:
        """A month is shortened in front of a number, whole words and spaces stay as they were."""
        words = [word for word, _ in abbreviate(treebank[1], random.Random(1), share=1.0)]
        assert words[-3:] == ["Jan.", "5", "."]
        assert abbreviate(treebank[1], random.Random(1), share=0.0) == list(zip(treebank[1].words, treebank[1].space_after, strict=True))

    def test_vary_labels_every_character_and_ends_every_sentence(self, treebank: list[UdSentence]) -> None:
        settings = {"join": 0.5, "abbreviate": 0.5, "glue": 0.5, "glue_within": 0.7, "bare": 0.3}
        seen = set()
        for seed in range(40):
            parts = vary(paragraphs(treebank), random.Random(seed), settings)
            assert all(len(text) == len(labels) and labels[-1] == 2 for text, labels in parts)
            assert sum(labels.count(2) for _, labels in parts) == len(treebank)
            seen |= {text for text, _ in parts}
        assert any("agree.Talks" in text for text in seen)
        assert any("agree. Talks" in text for text in seen)
        assert any("Jan. 5" in text for text in seen)

    def test_vary_is_a_function_of_the_seed(self, treebank: list[UdSentence]) -> None:
        settings = {"join": 0.5, "abbreviate": 0.5, "glue": 0.5, "glue_within": 0.7, "bare": 0.3}
        assert vary(paragraphs(treebank), random.Random(3), settings) == vary(paragraphs(treebank), random.Random(3), settings)

    def test_render_single_word(self) -> None:
        assert render([[("Yes", True)]], []) == ("Yes", [0, 0, 2])


def test_folds_keep_documents_whole(treebank: list[UdSentence]) -> None:
    """No document is tagged by a tagger that has seen a part of it."""
    many = [replace(one, document=name) for name in "abcde" for one in treebank]
    dealt = folds(many, 2)
    assert sorted(itertools.chain(*dealt)) == list(range(len(many)))
    assert not {many[number].document for number in dealt[0]} & {many[number].document for number in dealt[1]}


def test_scores() -> None:
    """Spans and classes count exactly; subtypes of relations do not."""
    scores = entity_scores([["B-Person", "E-Person", "O"], ["S-Date"]], [["S-Person", "O", "O"], ["S-Date"]])
    assert scores == {"Date": (100.0, 100.0, 100.0, 1), "Person": (0.0, 0.0, 0.0, 1), "all": (50.0, 50.0, 50.0, 2)}
    gold = UdSentence(words=("a", "b"), lemmas=(), upos=(), xpos=(), feats=(), heads=(2, 0), deprels=("obl:tmod", "root"), space_after=(True, True))
    assert attachment([gold], [([2, 0], ["obl", "root"])]) == {"uas": 100.0, "las": 100.0}
    assert attachment([gold], [([2, 1], ["obj", "root"])]) == {"uas": 50.0, "las": 0.0}


class TestLoop:
    """Batches, schedule and state."""

    def test_batches_hold_every_item_once(self) -> None:
        from kg.models.train.loop import Batches

        items = [list(range(1 + number % 7)) for number in range(50)]
        batches = Batches(items, words=20, rng=random.Random(1), length=len).epoch()
        assert sorted(itertools.chain(*batches)) == sorted(items)
        assert all(max(map(len, batch)) * len(batch) <= 20 for batch in batches)

    def test_second_source_starts_late(self) -> None:
        from kg.models.train.loop import Batches, mixed

        first, second = (Batches([name], words=1, rng=random.Random(1), length=lambda _: 1) for name in "ab")
        drawn = [batch[0] for batch in itertools.islice(mixed(first, second, share=0.5, after=10), 60)]
        assert set(drawn[:10]) == {"a"}
        assert set(drawn[10:]) == {"a", "b"}

    def test_learns_and_goes_on_after_an_interruption(self, tmp_path: Path) -> None:
        """Steps already done are not done again, and the averaged weights end up in the model."""
        import torch

        from kg.models.train.loop import train

        settings = {"steps": 60, "warmup": 5, "lr": 0.1, "average": 0.9, "evaluate_every": 30, "clip": 1.0}
        target = torch.tensor([[2.0, -1.0]])
        done: list[int] = []

        def run(steps: int) -> torch.nn.Linear:
            torch.manual_seed(0)
            model = torch.nn.Linear(2, 1, bias=False)

            def loss(batch: list[Any]) -> torch.Tensor:
                done.append(len(batch))
                value: torch.Tensor = ((model.weight - target) ** 2).sum()
                return value

            train(model, loss, lambda _: itertools.repeat([0]), settings | {"steps": steps}, evaluate=lambda: {"error": 0.0}, folder=tmp_path)
            return model

        run(30)
        model = run(60)
        assert len(done) == 60
        assert torch.allclose(model.weight, target, atol=0.2)
        assert [json.loads(line)["step"] for line in (tmp_path / "progress.jsonl").read_text().splitlines()] == [30, 60]

    def test_frozen_weights_are_not_saved(self, tmp_path: Path) -> None:
        import torch

        from kg.models.train.loop import load_trained, save_trained

        model = torch.nn.Sequential(torch.nn.Embedding(5, 2), torch.nn.Linear(2, 1))
        model[0].weight.requires_grad_(False)
        save_trained(model, tmp_path / "w.pt")
        assert set(torch.load(tmp_path / "w.pt", weights_only=True)) == {"1.weight", "1.bias"}
        before = model[1].weight.detach().clone()
        torch.nn.init.zeros_(model[1].weight)
        load_trained(model, tmp_path / "w.pt")
        assert torch.equal(model[1].weight, before)


class TestFastForward:
    """Our forward passes give what Stanza's give."""

    def test_crf_is_the_sum_over_all_label_sequences(self) -> None:
        import torch

        from kg.models.train.fast import crf_loss

        torch.manual_seed(1)
        scores, transitions = torch.randn(2, 3, 4), torch.randn(4, 4)
        tags, mask = torch.tensor([[1, 2, 3], [0, 3, 0]]), torch.tensor([[True, True, True], [True, True, False]])
        expected = 0.0
        for row, length in enumerate((3, 2)):

            def score(path: tuple[int, ...], row: int = row) -> torch.Tensor:
                steps = sum(transitions[a, b] for a, b in itertools.pairwise(path))
                return sum(scores[row, place, tag] for place, tag in enumerate(path)) + steps

            every = torch.stack([score(path) for path in itertools.product(range(4), repeat=length)])
            expected += float(torch.logsumexp(every, 0) - score(tuple(tags[row, :length].tolist())))
        assert float(crf_loss(scores, transitions, tags, mask)) == pytest.approx(expected, rel=1e-5)

    def test_bidirectional_lstm_is_torchs_over_packed_sentences(self) -> None:
        import torch
        from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

        from kg.models.train.fast import bilstm, reverse_index

        torch.manual_seed(1)
        lstm = torch.nn.LSTM(3, 4, batch_first=True, bidirectional=True)
        x, lengths = torch.randn(3, 6, 3), torch.tensor([6, 4, 1])
        expected = pad_packed_sequence(lstm(pack_padded_sequence(x, lengths, batch_first=True))[0], batch_first=True)[0]
        found = torch.cat(bilstm(lstm, x, reverse_index(lengths, 6)), 2)
        for row, length in enumerate(lengths.tolist()):
            assert torch.allclose(found[row, :length], expected[row, :length], atol=1e-6)


class TestCompress:
    """Shipped files."""

    def test_round_trip(self, tmp_path: Path) -> None:
        """Floats come back within half precision, everything else as it was; training state and paths are gone."""
        import torch

        from kg.models.train.compress import compress

        content = {
            "model": {"weight": torch.randn(20, 3), "count": torch.tensor([70000])},
            "vocab": {"words": ["a", "b"], "pair": (1, "x")},
            "config": {"hidden_dim": 3, "train_file": "somewhere/train", "save_dir": "somewhere", "lr": 0.1},
            "optimizer": {"state": torch.randn(3)},
        }
        torch.save(content, tmp_path / "full.pt")
        compress(tmp_path / "full.pt", tmp_path / "small" / "pos.pt")
        small = torch.load(tmp_path / "small" / "pos.pt", weights_only=True)
        assert small["model"]["weight"].dtype == torch.float16
        assert torch.allclose(small["model"]["weight"].float(), content["model"]["weight"], rtol=1e-3, atol=1e-4)
        assert torch.equal(small["model"]["count"], content["model"]["count"])
        assert small["vocab"] == content["vocab"]
        assert small["config"] == {"hidden_dim": 3, "train_file": None, "save_dir": None, "lr": 0.1}
        assert "optimizer" not in small

    def test_refuses_what_does_not_fit(self) -> None:
        import torch

        from kg.models.train.compress import halve

        with pytest.raises(OverflowError):
            halve({"weight": [torch.tensor([1e9])]})

    def test_manifest(self, tmp_path: Path) -> None:
        from kg.models.train.compress import write_manifest

        (tmp_path / "pos.pt").write_bytes(b"weights")
        write_manifest(tmp_path, files=["pos.pt"])
        listed = json.loads((tmp_path / "manifest.json").read_text())["files"]
        assert listed == {"pos.pt": {"sha256": hashlib.sha256(b"weights").hexdigest(), "bytes": 7}}


def _scores(value: float) -> dict[str, Any]:
    words = dict.fromkeys(("upos", "xpos", "feats", "lemma", "uas", "las", "las_subtypes"), value) | {"count": 9}
    split = {"sentences": value, "tokens": value, "count": 8, "boundaries": 7, "documents": 4}
    return {
        "splitting": dict.fromkeys(("gum", "gum_glued", "ewt", "news_glued"), split),
        "words": {"ewt": words, "gum": words},
        "genres": {"news": words},
        "raw": {"ewt": {"las": value}, "gum": {"las": value}},
        "ner": {"classes": {"all": [value, value, value, 12], "Product": [20.0, 10.0, 13.3, 3]}, "articles": 5},
        "speed": {"ratio": value, "rows": [["bundled", 1000, 990, "1.0", 300]]},
    }


class TestCard:
    """The card says what was measured."""

    def test_figures_come_from_the_evaluation(self) -> None:
        """Every cell of the table changes with the scores."""
        from kg.models.train.card import GOALS, results_table, with_names

        table = results_table(with_names(_scores(12.34)))
        assert table.count("| 12.3 |") == len(GOALS)
        assert results_table(with_names(_scores(56.78))).count("| 56.8 |") == len(GOALS)

    def test_names_weak_classes_files_and_data(self, treebank: list[UdSentence], tmp_path: Path) -> None:
        from kg.models.train.card import write_card

        data, models = tmp_path / "data", tmp_path / "models"
        (data / "ner").mkdir(parents=True)
        models.mkdir()
        for split in ("train", "dev", "test"):
            (data / f"ner/{split}.tsv").write_text(NER, encoding="utf-8")
        (models / "manifest.json").write_text(json.dumps({"files": {"pos.pt": {"sha256": "abc", "bytes": 2_500_000}}}))
        run: Any = SimpleNamespace(settings={"parser": {"steps": 77}}, data=data, silver=treebank, treebanks=lambda _: {"ewt": treebank, "gum": treebank})
        text = write_card(run, models, _scores(91.0))
        for part in ("Product (13)", "`abc`", "2.5 MB", "CC BY-SA 4.0", "steps 77", "1 articles, 2 sentences", "has no licence file", "4 documents"):
            assert part in text
        assert "{" not in text


def test_settings_of_the_bundled_models_are_complete() -> None:
    """Each stage of the committed settings has its seed and schedule."""
    import tomllib

    import kg.models.train as package

    settings = tomllib.loads(Path(str(package.__file__)).with_name("en.toml").read_text(encoding="utf-8"))
    for stage in ("teacher", "jackknife", "tokenizer", "tagger", "lemmatizer", "parser", "ner"):
        assert {"seed", "steps", "lr", "warmup", "average", "clip", "evaluate_every"} <= set(settings[stage])

"""A Stanza folder of the official layout whose models are small and know nothing: random weights of Stanza's own classes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

TREEBANK = """\
1	Qatar	Qatar	PROPN	NNP	Number=Sing	2	nsubj	_	ner=S-LOC
2	mediates	mediate	VERB	VBZ	Number=Sing	0	root	_	ner=O
3-4	du	_	_	_	_	_	_	_	_
3	de	de	ADP	IN	_	5	case	_	_
4	le	le	DET	DT	Definite=Def	5	det	_	_
5	talks	talk	NOUN	NNS	Number=Plur	2	obj	_	ner=O
6	.	.	PUNCT	.	_	2	punct	_	ner=O

"""
PACKAGE = {"tokenize": "tiny", "mwt": "tiny", "pos": "tiny_x", "lemma": "tiny", "depparse": "tiny_x", "ner": "tiny", "optional": {"sentiment": "none"}}
VECTORS = [{"model": "pretrain", "package": "words"}]


def make_stanza_folder(folder: Path, language: str, url: str = "http://127.0.0.1/{lang}/{filename}") -> Path:
    """Write ``resources.json`` and ``<language>/<processor>/<package>.pt`` as Stanza lays them out, and return the folder."""
    import torch

    torch.manual_seed(7)
    home = folder / language
    makers = {"pretrain": _pretrain, "tokenize": _tokenize, "mwt": _mwt, "pos": _pos, "lemma": _lemma, "depparse": _depparse, "ner": _ner}
    entry: dict[str, Any] = {"lang_name": "Tiny", "packages": {"default": PACKAGE}}
    for kind, make in makers.items():
        name = PACKAGE.get(kind, "words")
        file = home / kind / f"{name}.pt"
        file.parent.mkdir(parents=True)
        _save(make, file, home, language)
        listed: dict[str, Any] = {"md5": hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()}
        if kind in ("pos", "depparse", "ner"):
            listed["dependencies"] = VECTORS
        entry[kind] = {name: listed}
    alias = {"alias": language}
    (folder / "resources.json").write_text(json.dumps({"url": url, language: entry, "tiny": alias, "none": {"lang_name": "None", "packages": {"default": {}}}}))
    return folder


def _save(make: Callable[[Path, str], Any], file: Path, home: Path, language: str) -> None:
    maker = make(home, language)
    maker.save(str(file))
    if not file.is_file():
        raise AssertionError(f"Stanza did not write {file}")


def _document() -> Any:
    from stanza.utils.conll import CoNLL

    return CoNLL.conll2doc(input_str=TREEBANK)


def _vectors(home: Path) -> Any:
    from stanza.models.common.pretrain import Pretrain

    return Pretrain(str(home / "pretrain" / "words.pt"))


def _pretrain(home: Path, language: str) -> Any:
    import torch
    from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab

    vectors = Pretrain(str(home / "pretrain" / "words.pt"))
    vectors._vocab = PretrainedWordVocab(["qatar", "talks", "the"], lang=language)
    vectors._emb = torch.randn(len(vectors._vocab), 6)
    return vectors


def _tokenize(home: Path, language: str) -> Any:
    from stanza.models.tokenization.trainer import Trainer
    from stanza.models.tokenization.vocab import Vocab
    from stanza.models.tokenizer import DEFAULT_FEAT_FUNCS, parse_args

    vocab = Vocab([[(c, 0) for c in "Qatar mediates du talks."]], language)
    args = parse_args(["--shorthand", f"{language}_tiny", "--lang", language, "--hidden_dim", "4", "--emb_dim", "4", "--cpu"])
    args |= {"vocab_size": len(vocab), "use_mwt": True, "num_dict_feat": 0, "feat_funcs": DEFAULT_FEAT_FUNCS, "feat_dim": len(DEFAULT_FEAT_FUNCS)}
    return Trainer(args=args, vocab=vocab, device="cpu")


def _mwt(home: Path, language: str) -> Any:
    from stanza.models.mwt.data import DataLoader
    from stanza.models.mwt.trainer import Trainer
    from stanza.models.mwt_expander import parse_args

    args = vars(parse_args(["--shorthand", f"{language}_tiny", "--dict_only", "--cpu"]))
    vocab = DataLoader(_document(), 5, args).vocab
    trainer = Trainer(args=args, vocab=vocab, device="cpu")
    trainer.train_dict([("du", "de le")])
    return trainer


def _pos(home: Path, language: str) -> Any:
    from stanza.models.pos.data import Dataset
    from stanza.models.pos.trainer import Trainer
    from stanza.models.tagger import parse_args

    args = parse_args(["--shorthand", f"{language}_tiny", "--lang", language, "--hidden_dim", "4", "--char_hidden_dim", "4", "--word_emb_dim", "4", "--cpu"])
    vectors = _vectors(home)
    vocab = Dataset(_document(), args, vectors).vocab
    return Trainer(args=args, vocab=vocab, pretrain=vectors, device="cpu")


def _lemma(home: Path, language: str) -> Any:
    from stanza.models.lemma.data import DataLoader
    from stanza.models.lemma.trainer import Trainer
    from stanza.models.lemmatizer import parse_args

    options = ["--hidden_dim", "4", "--emb_dim", "4", "--pos_dim", "4", "--num_layers", "1", "--beam_size", "1", "--cpu"]
    args = parse_args(["--shorthand", f"{language}_tiny", *options])
    vocab = DataLoader(_document(), 5, args).vocab
    args |= {"vocab_size": vocab["char"].size, "pos_vocab_size": vocab["pos"].size, "charlm": False}
    trainer = Trainer(args=args, vocab=vocab, device="cpu")
    trainer.train_dict([("talks", "NOUN", "talk")])
    return trainer


def _depparse(home: Path, language: str) -> Any:
    from stanza.models.depparse.data import Dataset
    from stanza.models.depparse.trainer import GraphTrainer
    from stanza.models.parser import parse_args

    sizes = ["--hidden_dim", "4", "--char_hidden_dim", "4", "--word_emb_dim", "4", "--deep_biaff_hidden_dim", "4"]
    args = parse_args(["--shorthand", f"{language}_tiny", "--lang", language, *sizes, "--cpu"])
    vectors = _vectors(home)
    vocab = Dataset(_document(), args, vectors).vocab
    return GraphTrainer(args=args, vocab=vocab, pretrain=vectors, device="cpu")


def _ner(home: Path, language: str) -> Any:
    from stanza.models.ner.data import DataLoader
    from stanza.models.ner.trainer import Trainer
    from stanza.models.ner_tagger import parse_args

    args = parse_args(["--shorthand", f"{language}_tiny", "--hidden_dim", "4", "--char_hidden_dim", "4", "--word_emb_dim", "6", "--cpu"])
    vectors = _vectors(home)
    vocab = DataLoader(_document(), 5, args, vectors).vocab
    return Trainer(args=args, vocab=vocab, pretrain=vectors, device="cpu")

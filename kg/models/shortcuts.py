"""Exact short cuts for Stanza's models: the same tokens, tags, lemmas and trees, sooner.

Trees: Chu-Liu-Edmonds (1965, 1967) begins with the best head of each word and repairs cycles. Where the best heads already are a tree with one
root, no other tree can score higher, and the search is over before it began; that is so for most sentences. Labels and their
repair (at most one subject and one object for a head) are computed for the arcs of the tree alone, and for all arcs only where a repair is due.

Features: reading and writing ``Number=Plur|…`` letter by letter is done once for each set of features, not for each word.

Tokens: see ``kg.models.characters``.

Lemmas: a classifier says first whether the lemma is the word itself or the word in small letters; only the other words need to be spelled letter by letter.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_tree", "greedy_tree", "use_shortcuts"]


def greedy_tree(scores: NDArray[Any]) -> NDArray[Any] | None:
    """Return the best head of each word if they form a tree with one root, else nothing.

    Args:
        scores: ``scores[i, j]`` is the score of ``j`` as head of ``i``; row and column 0 are the root.

    Example:
        >>> greedy_tree(np.array([[0.0, 0.0, 0.0], [0.0, -9.0, -1.0], [-1.0, 0.0, -9.0]])).tolist()
        [0, 0, 1]
        >>> greedy_tree(np.array([[0.0, 0.0, 0.0], [-1.0, -9.0, 0.0], [-1.0, 0.0, -9.0]])) is None
        True
    """
    heads = scores.argmax(axis=1)
    heads[0] = 0
    if np.count_nonzero(heads[1:] == 0) != 1:
        return None
    above = heads
    for _ in range(len(heads).bit_length()):
        above = above[above]
    return heads if not above.any() else None


def best_tree(scores: NDArray[Any]) -> NDArray[Any]:
    """Return the heads of the best tree with one root, row 0 included.

    Stanza's search penalises every arc from the root, which makes cycles of most sentences; without the penalty few are left. If the best tree without it has
    one root, it is the best of the trees with one root.
    """
    from stanza.models.common.chuliu_edmonds import chuliu_edmonds, chuliu_edmonds_one_root

    heads = greedy_tree(scores)
    if heads is None:
        heads = chuliu_edmonds(scores.astype(np.float64))
        if np.count_nonzero(heads[1:] == 0) != 1:
            heads = chuliu_edmonds_one_root(scores)
    return heads


def use_shortcuts(pipeline: Any) -> None:
    """Give the pipeline's own models the short cuts; other pipelines and the classes of Stanza stay as they are."""
    from stanza.models.depparse.model import GraphParser

    from kg.models.characters import use_fast_tokenizer

    use_fast_tokenizer(pipeline.processors["tokenize"])
    parser: Any = getattr(pipeline.processors["depparse"].trainer, "model", None)
    if type(parser) is GraphParser and not parser.args.get("use_arc_embedding"):
        parser.predict = partial(_predict, parser)
    speller: Any = getattr(pipeline.processors["lemma"].trainer, "model", None)
    if getattr(speller, "edit", False):
        speller.predict_greedy = partial(_spell, speller)
    written, read = (pipeline.processors[name].vocab for name in ("pos", "depparse"))
    if "feats" in written and "feats" in read:
        _remember_features(written["feats"], read["feats"])


def _remember_features(written: Any, read: Any) -> None:
    """Keep what the tagger's features are written as, and what the parser reads them as."""
    write = lru_cache(maxsize=4096)(written.id2unit)
    parse = lru_cache(maxsize=4096)(read.unit2id)
    written.id2unit = lambda ids: write(tuple(ids))
    read.unit2id = lambda unit: list(parse(unit))


def _predict(model: Any, *inputs: Any, resolve_head_constraints: bool = False) -> list[list[list[Any]]]:
    """Return head and relation of each word of each sentence, as ``GraphParser.predict`` does."""
    from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
    from stanza.models.depparse.head_constraints import find_head_constraint_violations, resolve_head_constraint_violations

    lengths = inputs[12]
    arcs, hidden = _score_arcs(model, inputs)
    vocabulary = model.vocab["deprel"]
    trees = [best_tree(arcs[i, :length, :length]) for i, length in enumerate(lengths)]
    found = []
    for i, (heads, ids) in enumerate(zip(trees, _label_arcs(model.deprel, hidden, trees), strict=True)):
        names = vocabulary.unmap([n + VOCAB_PREFIX_SIZE for n in ids])
        if resolve_head_constraints and find_head_constraint_violations(heads, names):
            kept = hidden[i : i + 1, : lengths[i]]
            labels = model.deprel(kept, kept)[0].log_softmax(2).numpy()
            heads, ids = resolve_head_constraint_violations(arcs[i, : lengths[i], : lengths[i]], labels, heads, vocabulary)
            names = vocabulary.unmap([n + VOCAB_PREFIX_SIZE for n in ids])
        found.append([[head, name] for head, name in zip(heads[1:].tolist(), names, strict=True)])
    return found


def _score_arcs(model: Any, inputs: tuple[Any, ...]) -> tuple[NDArray[Any], Any]:
    """Return the scores of all arcs, and what the scorer of labels would be given, without its work."""
    scorer = model.deprel
    scorer.forward = lambda dependents, heads: dependents
    try:
        arcs, hidden, *_ = model.forward_scores(*inputs)
    finally:
        del scorer.forward
    return arcs.log_softmax(2).numpy(), hidden


def _label_arcs(scorer: Any, hidden: Any, trees: list[NDArray[Any]]) -> list[list[int]]:
    """Return the best label of each word's arc to its head: the biaffine form of ``DeepBiaffineScorer`` for these arcs alone."""
    import torch

    sentences = torch.as_tensor(np.repeat(np.arange(len(trees)), [len(t) - 1 for t in trees]))
    words = torch.as_tensor(np.concatenate([np.arange(1, len(t)) for t in trees]))
    heads = torch.as_tensor(np.concatenate([t[1:] for t in trees]))
    form = scorer.scorer.W_bilin
    one = hidden.new_ones(len(words), 1)
    below = torch.cat([scorer.hidden_func(scorer.W1(hidden[sentences, words])), one], 1)
    above = torch.cat([scorer.hidden_func(scorer.W2(hidden[sentences, heads])), one], 1)
    half = (below @ form.weight.flatten(1)).view(len(words), above.shape[1], -1)
    best = (torch.bmm(above.unsqueeze(1), half).squeeze(1) + form.bias).argmax(1)
    return [part.tolist() for part in best.split([len(t) - 1 for t in trees])]


def _spell(model: Any, src: Any, src_mask: Any, pos: Any = None, raw: Any = None, **options: Any) -> tuple[list[list[int]], Any]:
    """Return the letters of the lemmas, none where the classifier needs none, as ``Seq2SeqModel.predict_greedy`` does."""
    inputs, count, lengths, _ = model.embed(src, src_mask, pos, raw)
    edits = model.edit_clf(model.encode(inputs, lengths)[1][0])
    letters: list[list[int]] = [[] for _ in range(count)]
    rows = (edits.argmax(1) == 0).nonzero().flatten()
    if len(rows):
        width = int(src_mask[rows].logical_not().sum(1).max())
        kept = [raw[i] for i in rows.tolist()] if raw is not None else None
        found, _ = type(model).predict_greedy(model, src[rows, :width], src_mask[rows, :width], pos[rows] if pos is not None else None, kept, **options)
        for i, spelled in zip(rows.tolist(), found, strict=True):
            letters[i] = spelled
    return letters, edits

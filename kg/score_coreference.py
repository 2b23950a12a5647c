"""Score who is who: clusters of mentions against annotated coreference, beside a baseline that joins equal spellings.

Row 14 of the flow. Compared are mentions of persons, organisations, states, places and groups. Ours are aligned with the annotated ones by their head token.
As in the CoNLL shared tasks a cluster has two mentions at least: what is mentioned once counts on neither side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING

from kg.annotate import annotate, recognise
from kg.coreference import cluster, norm
from kg.detect import detect
from kg.document import Document, Token
from kg.mention import Form, Mention
from kg.score_clusters import ClusterScore, score_clusters
from kg.score_coreference_files import GoldDocument, read_coreference

if TYPE_CHECKING:
    import pandas as pd

    from kg.pipeline import Knowledge

__all__ = ["KINDS", "CoreferenceScore", "same_spelling", "score_coreference", "score_documents"]

KINDS = frozenset({"person", "organization", "place"})
RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
System = Callable[[Document, Sequence[Mention]], list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreferenceScore:
    """Figures of the package and of the baseline, on the same mentions.

    Args:
        ours: The sieves of ``kg.coreference``.
        baseline: Equal spellings.
    """

    ours: ClusterScore
    baseline: ClusterScore

    def table(self) -> pd.DataFrame:
        """Return a row for each system and metric: recall, precision, f1; the last metric is the mean of the three."""
        import pandas as pd

        rows = []
        for system, score in (("sieves", self.ours), ("same spelling", self.baseline)):
            rows += [(system, name, r.recall, r.precision, r.f1) for name, r in (("MUC", score.muc), ("B³", score.b_cubed), ("CEAF-e", score.ceaf_e))]
            rows.append((system, "CoNLL", score.recall, score.precision, score.conll))
        return pd.DataFrame(rows, columns=["system", "metric", "recall", "precision", "f1"]).set_index(["system", "metric"])


def score_coreference(
    path: str | PathLike[str], knowledge: Knowledge, *, models: str | PathLike[str] = "bundled", raw: bool = False, named: bool = False, metonyms: bool = True
) -> CoreferenceScore:
    """Score against a CoNLL-U file with ``Entity=`` brackets, as GUM has them.

    Args:
        path: The file.
        knowledge: Actor book and word lists.
        models: As for ``kg.build``.
        raw: Annotate the bare text. Otherwise sentences, tags and trees are the gold ones, and only the names are found by the models.
        named: Compare only clusters that hold a name.
        metonyms: Count descriptions that stand for the actor whose name they hold, too: with us ``Indian officials`` are India, in the annotation never.
            Without them neither system has such mentions.
    """
    gold = list(read_coreference(path))
    documents = [annotate(g.document.article, models=models) if raw else recognise(g.document, models=models) for g in gold]
    return score_documents(gold, documents, knowledge, named=named, metonyms=metonyms)


def score_documents(
    gold: Iterable[GoldDocument], documents: Iterable[Document], knowledge: Knowledge, *, named: bool = False, metonyms: bool = True
) -> CoreferenceScore:
    """Score annotated documents, each against its gold; counts are added up over documents."""
    ours = baseline = ClusterScore()
    for truth, document in zip(gold, documents, strict=True):
        mentions = detect(document, knowledge.book, knowledge.lexicon)
        kept = [metonyms or not m.stands for m in mentions]
        key = [c.heads for c in truth.clusters if len(c.heads) > 1 and c.kind in KINDS and (c.named or not named)]
        ours += score_clusters(key, _clusters(document, mentions, cluster(document, mentions, knowledge.book, knowledge.lexicon), kept, named=named))
        baseline += score_clusters(key, _clusters(document, mentions, same_spelling(mentions), kept, named=named))
    return CoreferenceScore(ours=ours, baseline=baseline)


def same_spelling(mentions: Sequence[Mention]) -> list[int]:
    """Join mentions that are spelt alike, but for case, accents and articles: what a graph without coreference would do. Pronouns stay alone."""
    first: dict[str, int] = {}
    return [i if m.form == Form.PRONOUN else first.setdefault(norm(m.text), i) for i, m in enumerate(mentions)]


def _is_outside_scheme(token: Token) -> bool:
    """Say whether the annotation has no mention on such a token by its guidelines: relative pronouns, and adjectives of nation."""
    return token.upos == "ADJ" or (token.upos == "PRON" and token.text.lower() in RELATIVE)


def _clusters(document: Document, mentions: Sequence[Mention], roots: Sequence[int], kept: Sequence[bool], *, named: bool) -> list[frozenset[int]]:
    """Return the clusters of two mentions at least by where their heads begin; of two mentions with one head the one that ranks higher stays."""
    order = (Form.NAME, Form.DEMONYM, Form.NOMINAL, Form.PRONOUN)
    by_head: dict[int, int] = {}
    for i in sorted(range(len(mentions)), key=lambda i: (order.index(mentions[i].form), i)):
        token = document.sentences[mentions[i].sentence].tokens[mentions[i].head]
        if kept[i] and not _is_outside_scheme(token):
            by_head.setdefault(token.begin, i)
    members: dict[int, list[int]] = {}
    for head, i in sorted(by_head.items()):
        members.setdefault(roots[i], []).append(head)
    has_name = {roots[i] for i, m in enumerate(mentions) if m.form in (Form.NAME, Form.DEMONYM)}
    return [frozenset(heads) for root, heads in members.items() if len(heads) > 1 and (not named or root in has_name)]

"""The metrics of coreference: MUC, B³ and CEAF-e, and their mean F1, the score of the CoNLL shared tasks.

Row 14 of the flow. MUC counts links (Vilain et al. 1995), B³ mentions (Bagga and Baldwin 1998), CEAF-e clusters, each aligned with one other at most (Luo
2005). Mentions that only one side has are left as they are, as in the reference scorer (Pradhan et al. 2014, "Scoring coreference partitions of predicted
mentions: a reference implementation"), whose counts are added up over documents before dividing.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

__all__ = ["ClusterScore", "Clustering", "Ratio", "score_clusters"]

Clustering = Sequence[frozenset[Hashable]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Recall and precision as fractions whose parts can be added up.

    Args:
        found: Numerator of recall.
        gold: Denominator of recall.
        right: Numerator of precision.
        predicted: Denominator of precision.
    """

    found: float = 0.0
    gold: float = 0.0
    right: float = 0.0
    predicted: float = 0.0

    def __add__(self, other: Ratio) -> Ratio:
        """Add up the parts."""
        return Ratio(found=self.found + other.found, gold=self.gold + other.gold, right=self.right + other.right, predicted=self.predicted + other.predicted)

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 0 if there is none."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def precision(self) -> float:
        """Share of the predicted that is right; 0 if there is none."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.recall + self.precision
        return 2 * self.recall * self.precision / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterScore:
    """The three metrics.

    Args:
        muc: Links.
        b_cubed: Mentions.
        ceaf_e: Clusters.
    """

    muc: Ratio = Ratio()
    b_cubed: Ratio = Ratio()
    ceaf_e: Ratio = Ratio()

    def __add__(self, other: ClusterScore) -> ClusterScore:
        """Add up the counts of two documents."""
        return ClusterScore(muc=self.muc + other.muc, b_cubed=self.b_cubed + other.b_cubed, ceaf_e=self.ceaf_e + other.ceaf_e)

    @property
    def conll(self) -> float:
        """Mean of the three F1."""
        return (self.muc.f1 + self.b_cubed.f1 + self.ceaf_e.f1) / 3

    @property
    def precision(self) -> float:
        """Mean of the three precisions."""
        return (self.muc.precision + self.b_cubed.precision + self.ceaf_e.precision) / 3

    @property
    def recall(self) -> float:
        """Mean of the three recalls."""
        return (self.muc.recall + self.b_cubed.recall + self.ceaf_e.recall) / 3


def score_clusters(gold: Clustering, predicted: Clustering) -> ClusterScore:
    """Compare two clusterings of one document's mentions; no mention stands in two clusters of one side.

    Example:
        >>> gold = [frozenset("abc"), frozenset("defg")]
        >>> score = score_clusters(gold, [frozenset("ab"), frozenset("cd"), frozenset("fghi")])
        >>> [f"{ratio.recall:.2f} {ratio.precision:.2f}" for ratio in (score.muc, score.b_cubed, score.ceaf_e)]
        ['0.40 0.40', '0.42 0.50', '0.65 0.43']
    """
    found, right = _muc(gold, predicted), _muc(predicted, gold)
    muc = Ratio(found=found[0], gold=found[1], right=right[0], predicted=right[1])
    found, right = _b_cubed(gold, predicted), _b_cubed(predicted, gold)
    b_cubed = Ratio(found=found[0], gold=found[1], right=right[0], predicted=right[1])
    similarity = _aligned(gold, predicted)
    return ClusterScore(muc=muc, b_cubed=b_cubed, ceaf_e=Ratio(found=similarity, gold=len(gold), right=similarity, predicted=len(predicted)))


def _index(clusters: Clustering) -> dict[Hashable, int]:
    return {mention: number for number, cluster in enumerate(clusters) for mention in cluster}


def _muc(key: Clustering, response: Clustering) -> tuple[float, float]:
    """Count the links of the key that the response keeps, and all: one link fewer than parts that a cluster falls into."""
    index = _index(response)
    kept = all_links = 0
    for cluster in key:
        parts = {index[m] for m in cluster if m in index}
        alone = sum(m not in index for m in cluster)
        kept += len(cluster) - len(parts) - alone
        all_links += len(cluster) - 1
    return kept, all_links


def _b_cubed(key: Clustering, response: Clustering) -> tuple[float, float]:
    """Add up, over the mentions of the key, the share of their cluster that the response has with them."""
    index = _index(response)
    total = 0.0
    for cluster in key:
        overlaps: dict[int, int] = {}
        for mention in cluster:
            if mention in index:
                overlaps[index[mention]] = overlaps.get(index[mention], 0) + 1
        total += sum(n * n for n in overlaps.values()) / len(cluster)
    return total, sum(map(len, key))


def _aligned(gold: Clustering, predicted: Clustering) -> float:
    """Return the greatest sum of similarities (Luo's φ₄) over alignments of clusters one to one."""
    from networkx import Graph, max_weight_matching

    index = _index(predicted)
    graph = Graph()
    for i, cluster in enumerate(gold):
        for j in sorted({index[m] for m in cluster if m in index}):
            common = len(cluster & predicted[j])
            graph.add_edge(("gold", i), ("predicted", j), weight=2 * common / (len(cluster) + len(predicted[j])))
    return float(sum(graph.edges[edge]["weight"] for edge in max_weight_matching(graph)))

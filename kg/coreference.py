"""Coreference: which mentions of a document refer to the same actor.

Row 8 of the flow. Deterministic sieves, the most precise first, after Lee et al. (2013), "Deterministic coreference resolution based on entity-centric,
precision-ranked rules", Computational Linguistics 39(4): each sieve joins clusters that earlier ones built and never takes them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.actors import ActorBook
from kg.coreference_clusters import Clusters, norm
from kg.coreference_descriptions import descriptions
from kg.coreference_names import acronyms, person_names, same_actor, same_name, short_names
from kg.coreference_pronouns import anchored_by_pronoun, pronouns, relatives
from kg.coreference_titles import anchored, governments, offices
from kg.document import Document
from kg.lexicon import Lexicon
from kg.mention import Mention

__all__ = ["SIEVES", "cluster", "norm"]


def cluster(document: Document, mentions: Sequence[Mention], book: ActorBook, lexicon: Lexicon) -> list[int]:
    """Join the mentions that refer to the same.

    Returns:
        For each mention the index of its cluster's first mention.
    """
    clusters = Clusters(document=document, mentions=mentions, book=book, lexicon=lexicon)
    for sieve in SIEVES:
        sieve(clusters)
    return [clusters.find(i) for i in range(len(mentions))]


SIEVES: tuple[Callable[[Clusters], None], ...] = (
    same_actor,
    same_name,
    acronyms,
    person_names,
    short_names,
    offices,
    governments,
    anchored,
    descriptions,
    relatives,
    pronouns,
    anchored_by_pronoun,
)

"""Questions put to the graph: who mediates, who brokers, how talks went, who contradicts whom, what is new.

Row 13 of the flow, on pandas tables and networkx. Each function takes a graph, or the tables that it names: ``{"events": ..., "entities": ...}``,
so that it works on tables that were read back from Parquet too. Answers are DataFrames, or small objects around them that plot themselves.

Example:
    >>> from pathlib import Path
    >>> import kg
    >>> from kg import analysis
    >>> graph = kg.load(Path(kg.__file__).parent / "ontologies" / "example.ttl")
    >>> [(row.name, row.sides) for row in analysis.mediator_reach(graph).itertuples(index=False)]
    [('Ada Lind', 2)]
"""

from kg.analysis.brokerage import brokerage, contacts, mediator_reach, sides
from kg.analysis.changes import Changes, changes
from kg.analysis.claims import rival_claims
from kg.analysis.dyads import DyadWeeks, dyad_weeks, event_score
from kg.analysis.mediation import Mediation, mediation_matrix
from kg.analysis.sources import copies, independent_sources, texts_of
from kg.analysis.timeline import Timeline, steps, timeline

__all__ = [
    "Changes",
    "DyadWeeks",
    "Mediation",
    "Timeline",
    "brokerage",
    "changes",
    "contacts",
    "copies",
    "dyad_weeks",
    "event_score",
    "independent_sources",
    "mediation_matrix",
    "mediator_reach",
    "rival_claims",
    "sides",
    "steps",
    "texts_of",
    "timeline",
]

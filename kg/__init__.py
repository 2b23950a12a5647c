"""Parley: knowledge graphs of negotiation and mediation from news articles."""

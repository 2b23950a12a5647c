"""Bundled Stanza models, and how models are found, checked, loaded and fetched."""

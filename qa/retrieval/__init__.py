"""Retrieval: indexing, channels, fusion, ranking."""

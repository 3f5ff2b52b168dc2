"""Benchmark of answering and indexing, with a plain baseline in the same run."""

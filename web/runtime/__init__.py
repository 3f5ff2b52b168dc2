"""Composition root, hot reload, background workers, metrics."""

"""Composition root, hot reload, start-up and metrics."""

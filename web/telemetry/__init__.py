"""Logs and traces of a server, which contain nothing of a question."""

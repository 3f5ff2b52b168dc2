"""Readers of source file formats, which run in a process with resource limits."""

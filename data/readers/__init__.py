"""File formats to plain text, read in a process with resource limits."""

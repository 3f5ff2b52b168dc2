"""Validation of a parsed act: numbering, damaged text, verbatim quotes."""

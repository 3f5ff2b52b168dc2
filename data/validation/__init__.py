"""Checks of a parsed act: numbering, words, verbatim slices."""

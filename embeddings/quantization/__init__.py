"""Encoder layers with integer matrices: rounding, activation ranges, graph."""

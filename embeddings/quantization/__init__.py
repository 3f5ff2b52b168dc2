"""Encoder layers with matrices of 8-bit integers: rounding, activation ranges, graph."""

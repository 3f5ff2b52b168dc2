"""Encoders, vector indexes, and the folder that an index is stored in."""

"""The HTTP layer that every feature shares; it knows no feature."""

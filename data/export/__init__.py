"""Acts written in formats of exchange."""

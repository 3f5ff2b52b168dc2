"""Receipts: signed statements of answers, which anybody checks with the public key."""

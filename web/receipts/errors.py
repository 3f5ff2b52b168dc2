"""Errors of receipts."""

from data.errors import BaptaError


class ReceiptError(BaptaError):
    """A file that is no receipt."""


class ReceiptKeyError(BaptaError):
    """The keys of receipts cannot be read or written."""

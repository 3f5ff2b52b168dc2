"""Verification of receipts: the signature by the public keys, the quotes by the present acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from data.corpus import Corpus
from data.errors import ActError
from data.model import Act, Span
from web.receipts.receipt import PassageStatement, Receipt, is_signed_by

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Seal(StrEnum):
    """State of a signature: right, wrong, or by a key that is not known here."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN_KEY = "unknown_key"


class Standing(StrEnum):
    """State of a quote today: in the current edition, in an older one, differing, or unknown.

    A quote of an older edition is ``older`` also where the current one has the same words.
    """

    CURRENT = "current"
    OLDER = "older"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CheckedPassage:
    """A quote of a receipt with its standing; ``is_unchanged`` if today's text is the same."""

    passage: PassageStatement
    standing: Standing
    is_unchanged: bool


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """The check of a receipt. Only with a valid signature do the standings mean anything."""

    receipt: Receipt
    seal: Seal
    passages: tuple[CheckedPassage, ...]

    @property
    def is_older(self) -> bool:
        return any(each.standing is Standing.OLDER for each in self.passages)


def check_receipt(
    receipt: Receipt, keys: "Mapping[str, Ed25519PublicKey]", corpus: Corpus
) -> ReceiptCheck:
    """Return the check of ``receipt`` by the public ``keys`` and the acts of ``corpus``."""
    key = keys.get(receipt.signature.key)
    if key is None:
        seal = Seal.UNKNOWN_KEY
    else:
        seal = Seal.VALID if is_signed_by(receipt, key) else Seal.INVALID
    passages = tuple(_check_passage(each, corpus) for each in receipt.statement.passages)
    return ReceiptCheck(receipt, seal, passages)


def _check_passage(passage: PassageStatement, corpus: Corpus) -> CheckedPassage:
    try:
        current = corpus.act(passage.act)
        edition = corpus.edition(passage.act, passage.edition_id)
    except ActError:
        return CheckedPassage(passage, Standing.UNKNOWN, False)
    is_unchanged = _holds(passage, current)
    if not _holds(passage, edition):
        return CheckedPassage(passage, Standing.DIFFERS, is_unchanged)
    standing = Standing.CURRENT if edition is current else Standing.OLDER
    return CheckedPassage(passage, standing, is_unchanged)


def _holds(passage: PassageStatement, act: Act) -> bool:
    """Return whether the act has the quote, its lead-in and its closing at their places."""
    provision = act.by_eid.get(passage.eid)
    if provision is None or provision.sha256 != passage.sha256:
        return False
    around = [each for each in (passage.lead_in, passage.closing) if each is not None]
    return act.has_span(Span(passage.eid, passage.start, passage.end, passage.quote)) and all(
        act.has_span(Span(each.eid, each.start, each.end, each.text)) for each in around
    )

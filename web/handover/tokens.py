"""Tokens of private links, and reference numbers of cases."""

import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import choice, token_urlsafe

from itsdangerous import BadSignature, Signer

from data.repair.homoglyphs import CAPITALS_TO_LATIN

# 192 bits.
_BYTES = 24


class CaseTokens:
    """Random signed tokens of one secret.

    The signature distinguishes an expired link, whose case is erased, from an invented one.
    """

    def __init__(self, secret: str) -> None:
        self._signer = Signer(secret, salt="bapta.handover", digest_method=sha256)

    def new(self) -> str:
        return self._signer.sign(token_urlsafe(_BYTES)).decode()

    def of_form(self, form_id: str, question: str) -> str:
        """Return the token of a question from a form with a random id, the same at each call."""
        digest = sha256(f"{form_id}\0{question}".encode()).digest()[:_BYTES]
        return self._signer.sign(urlsafe_b64encode(digest)).decode()

    def is_ours(self, token: str) -> bool:
        """Return whether this site issued the token."""
        try:
            self._signer.unsign(token.encode())
        except BadSignature:
            return False
        return True


def digest_of_token(token: str) -> str:
    """Return the stored form of a token: its SHA-256 (hex)."""
    return sha256(token.encode()).hexdigest()


# Digits and letters that are not mistaken for others: no 0 O 1 I L, no 5 S, no 8 B, no U V.
_SIGNS = "234679ACDEFGHJKMNPQRTWXYZ"
_TYPED = re.compile(rf"(?:BP)?([{_SIGNS}]{{4}})([{_SIGNS}]{{4}})")


def new_reference() -> str:
    """Return a random reference number such as ``BP-7KQF-3M2X``, one of 25⁸."""
    one, other = ("".join(choice(_SIGNS) for _ in range(4)) for _ in range(2))
    return f"BP-{one}-{other}"


def read_reference(typed: str) -> str | None:
    """Return the reference number in a typed text, spaced in any way; None if it has none."""
    signs = re.sub(r"[\s\-–—_.]+", "", typed.upper()).translate(CAPITALS_TO_LATIN)
    found = _TYPED.fullmatch(signs)
    return f"BP-{found[1]}-{found[2]}" if found else None

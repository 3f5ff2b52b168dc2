"""Private links: a token that cannot be guessed, of which only the SHA-256 is kept.

Reference numbers: short, read out over the telephone, and no way to a private link.
"""

import re
from hashlib import sha256
from secrets import choice, token_urlsafe

from itsdangerous import BadSignature, Signer

from data.repair.homoglyphs import CAPITALS_TO_LATIN

# 192 bits.
_BYTES = 24


class CaseTokens:
    """Makes and knows the tokens of one secret.

    A token is random and bears our signature. The random part opens a case; the signature alone
    tells a link that has ended, whose case is erased, from one that somebody made up.
    """

    def __init__(self, secret: str) -> None:
        """``secret`` is that of the site."""
        self._signer = Signer(secret, salt="bapta.handover", digest_method=sha256)

    def new(self) -> str:
        """A token."""
        return self._signer.sign(token_urlsafe(_BYTES)).decode()

    def is_ours(self, token: str) -> bool:
        """Whether this site once gave out the token."""
        try:
            self._signer.unsign(token.encode())
        except BadSignature:
            return False
        return True


def digest_of_token(token: str) -> str:
    """What is kept of a token: its SHA-256 in 64 hexadecimal digits."""
    return sha256(token.encode()).hexdigest()


# Digits and letters that no other looks or sounds like: no 0 O 1 I L, no 5 S, no 8 B, no U V.
_SIGNS = "234679ACDEFGHJKMNPQRTWXYZ"
_TYPED = re.compile(rf"(?:BP)?([{_SIGNS}]{{4}})([{_SIGNS}]{{4}})")


def new_reference() -> str:
    """A reference number at random, as ``BP-7KQF-3M2X``: one of 25⁸, some 150 thousand million."""
    one, other = ("".join(choice(_SIGNS) for _ in range(4)) for _ in range(2))
    return f"BP-{one}-{other}"


def read_reference(typed: str) -> str | None:
    """The reference number that was typed, however it was spaced; None where it is none."""
    signs = re.sub(r"[\s\-–—_.]+", "", typed.upper()).translate(CAPITALS_TO_LATIN)
    found = _TYPED.fullmatch(signs)
    return f"BP-{found[1]}-{found[2]}" if found else None

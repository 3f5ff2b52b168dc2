"""Private links: a token that cannot be guessed, of which only the SHA-256 is kept."""

from hashlib import sha256
from secrets import token_urlsafe

from itsdangerous import BadSignature, Signer

# 192 bits.
_BYTES = 24


class Links:
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

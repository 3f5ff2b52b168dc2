"""Signed cookies of sign-ins, and the tokens of their forms."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_bytes

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from web.accounts.errors import SecretError

MIN_SECRET_LENGTH = 32

CLOCK_LEEWAY_SECONDS = 60
"""Seconds by which the clock of the machine that signed a cookie may be ahead of this one."""

_MEND = "export BAPTA_SECRET=$(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')"


def check_secret(secret: str | None) -> str:
    """Return the secret. Raises SecretError if it is missing or too short."""
    if not secret:
        raise SecretError("There are accounts, so BAPTA_SECRET must be set.", _MEND)
    if len(secret.encode()) < MIN_SECRET_LENGTH:
        raise SecretError(f"BAPTA_SECRET must have at least {MIN_SECRET_LENGTH} bytes.", _MEND)
    return secret


class Signer:
    """Signer with one secret, whose change ends all sign-ins."""

    def __init__(self, secret: str) -> None:
        """Raise SecretError for a secret that is too short."""
        check_secret(secret)
        self._cookies = URLSafeTimedSerializer(
            secret, salt="bapta.cookie", signer_kwargs={"digest_method": sha256}
        )
        self._forms = URLSafeSerializer(
            secret, salt="bapta.form", signer_kwargs={"digest_method": sha256}
        )

    def cookie(self, value: str) -> str:
        """Return ``value`` with the present time, signed."""
        return self._cookies.dumps(value)

    def read_cookie(self, cookie: str | None, seconds: int) -> str | None:
        """Return the value of a cookie signed at most ``seconds`` ago, else None."""
        if not cookie:
            return None
        try:
            value, signed_at = self._cookies.loads(cookie, return_timestamp=True)
        except BadData:
            return None
        age = (datetime.now(UTC) - signed_at).total_seconds()
        is_current = -CLOCK_LEEWAY_SECONDS <= age <= seconds
        return value if is_current and isinstance(value, str) else None

    def form_token(self, value: str) -> str:
        """Return a token for the forms that belong to the cookie's ``value``, new at each call.

        A random mask hides it: the length of a compressed page would reveal a constant token
        (BREACH).
        """
        token = self._forms.dumps(sha256(value.encode()).hexdigest()).encode("ascii")
        mask = token_bytes(len(token))
        return urlsafe_b64encode(mask + _xor(mask, token)).decode("ascii")

    def is_form_token(self, token: str, value: str) -> bool:
        """Return whether ``token`` belongs to the cookie's ``value``."""
        try:
            masked = urlsafe_b64decode(token)
            half = len(masked) // 2
            given = self._forms.loads(_xor(masked[:half], masked[half : 2 * half]))
        except (BadData, ValueError):
            return False
        return bool(given == sha256(value.encode()).hexdigest())


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))

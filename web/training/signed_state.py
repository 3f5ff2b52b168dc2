"""Signed form values that carry state from one page to the next."""

import os
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from threading import Lock
from typing import TypeVar

from itsdangerous import BadData, URLSafeTimedSerializer
from pydantic import BaseModel, ValidationError

Value = TypeVar("Value", bound=BaseModel)

KEY_FILE = "training.key"


class SignatureError(Exception):
    """Forged or damaged signed value; expiry is checked by the caller."""


class Signer:
    """Signer with the site's secret or, without one, a generated key stored in ``home``.

    All processes of a server share the stored key, which is created on first use.
    """

    def __init__(self, secret: str | None, home: Path) -> None:
        self._secret = secret
        self._home = home
        self._lock = Lock()

    def dump(self, value: BaseModel) -> str:
        """Return the signed value as URL-safe text."""
        return self._serializer(type(value)).dumps(value.model_dump(mode="json"))

    def load(self, kind: type[Value], signed: str) -> Value:
        """Return the value if it was signed as a ``kind``. Raises SignatureError."""
        try:
            return kind.model_validate(self._serializer(kind).loads(signed))
        except (BadData, ValidationError) as error:
            raise SignatureError("The signed value is forged or damaged.") from error

    def _serializer(self, kind: type[BaseModel]) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            self._key(), salt=f"bapta.{kind.__name__}", signer_kwargs={"digest_method": sha256}
        )

    def _key(self) -> str:
        with self._lock:
            if self._secret is None:
                self._secret = _stored_key(self._home)
            return self._secret


def _stored_key(home: Path) -> str:
    """Return the key in ``home``, created atomically; a key of this process if that fails."""
    file = home / KEY_FILE
    temporary = file.with_name(f"{KEY_FILE}.{os.getpid()}")
    try:
        if not file.exists():
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.touch(mode=0o600)
            temporary.write_text(token_urlsafe(48), encoding="ascii")
            try:
                # The first process wins: a hard link never replaces a file.
                os.link(temporary, file)
            except FileExistsError:
                pass
            finally:
                temporary.unlink()
        return file.read_text(encoding="ascii")
    except OSError:
        return token_urlsafe(48)

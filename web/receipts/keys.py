"""Keys of receipts in ``BAPTA_HOME/receipts``: one signs, the public ones of all are kept.

``ID.key`` is the private key (PKCS #8, readable by its owner alone), ``ID.pub`` the public one, and
``current`` holds the id of the key that signs. An id is the beginning of the SHA-256 of the raw
public key, so that no file can pass for another key.
"""

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from filelock import FileLock

from data.atomic_files import sync, write_text
from web.receipts.errors import ReceiptKeyError

FOLDER = "receipts"
_CURRENT = "current"
_ID_DIGITS = 16
_NEW = "bapta receipt key --rotate"


def key_id(key: Ed25519PublicKey) -> str:
    """Return the id of a public key: 16 hexadecimal digits."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:_ID_DIGITS]


def public_pem(key: Ed25519PublicKey) -> str:
    """Return a public key as PEM."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def read_public_key(pem: bytes) -> Ed25519PublicKey:
    """Return the Ed25519 key of a PEM text. Raises ReceiptKeyError."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ReceiptKeyError("The file holds no public key.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ReceiptKeyError("The file holds a public key that is not of the kind Ed25519.")
    return key


class ReceiptKeys:
    """The keys in the home folder; processes share them."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def signing_key(self) -> Ed25519PrivateKey:
        """Return the key that signs, created on first use. Raises ReceiptKeyError."""
        try:
            return self._stored() or self.rotate(only_missing=True)
        except OSError as error:
            raise ReceiptKeyError(
                f"The key of receipts in {self._folder} cannot be used: {error.strerror}."
            ) from error

    def rotate(self, *, only_missing: bool = False) -> Ed25519PrivateKey:
        """Return a new key that signs from now on; the private key before it is removed.

        ``only_missing`` returns the key that another process made meanwhile. Raises OSError.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(self._folder / ".lock"):
            if only_missing and (stored := self._stored()):
                return stored
            key = Ed25519PrivateKey.generate()
            id_ = key_id(key.public_key())
            write_text(self._folder / f"{id_}.pub", public_pem(key.public_key()))
            _write_private(self._folder / f"{id_}.key", key)
            write_text(self._folder / _CURRENT, id_)
            for path in self._folder.glob("*.key"):
                if path.stem != id_:
                    path.unlink()
            return key

    def current_id(self) -> str | None:
        """Return the id of the key that signs, None before the first receipt."""
        file = self._folder / _CURRENT
        return file.read_text(encoding="ascii").strip() if file.exists() else None

    def public_keys(self) -> Mapping[str, Ed25519PublicKey]:
        """Return every public key by its id, old ones too. Raises ReceiptKeyError."""
        keys = [read_public_key(path.read_bytes()) for path in sorted(self._folder.glob("*.pub"))]
        return {key_id(key): key for key in keys}

    def _stored(self) -> Ed25519PrivateKey | None:
        id_ = self.current_id()
        if id_ is None:
            return None
        file = self._folder / f"{id_}.key"
        try:
            key = load_pem_private_key(file.read_bytes(), None)
        except FileNotFoundError:
            raise ReceiptKeyError(f"The key {file} is missing.", _NEW) from None
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise ReceiptKeyError(f"The key {file} is damaged.", _NEW) from error
        if not isinstance(key, Ed25519PrivateKey) or key_id(key.public_key()) != id_:
            raise ReceiptKeyError(f"The key {file} is another one than its name says.", _NEW)
        return key


def _write_private(path: Path, key: Ed25519PrivateKey) -> None:
    """Write a private key that only its owner can read from its creation on."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as output:
        output.write(pem)
    sync(path)

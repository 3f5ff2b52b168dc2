"""Manifest of a backup: the digest of every member, signed where ``BAPTA_SECRET`` is set."""

import hmac
import json
import tarfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from web.backup.errors import BackupError
from web.storage.migrate import known_revisions

FORMAT = 1
MANIFEST = "bapta-backup.json"
HOME, DATABASE = "home", "database"
MAX_MANIFEST_BYTES = 64 * 1024**2

_SIGNATURE = "hmac_sha256"
# Keeps the signature apart from everything else that the secret signs.
_PURPOSE = b"bapta.backup\0"


def signed_manifest(manifest: Mapping[str, Any], secret: str | None) -> dict[str, Any]:
    """Return ``manifest`` with its signature (HMAC, RFC 2104); unchanged without a secret."""
    if secret is None:
        return dict(manifest)
    return {**manifest, _SIGNATURE: _signature(manifest, secret)}


def is_signed(manifest: Mapping[str, Any], secret: str) -> bool:
    """Return whether ``manifest`` has a signature of ``secret``."""
    stated = manifest.get(_SIGNATURE)
    unsigned = {name: value for name, value in manifest.items() if name != _SIGNATURE}
    expected = _signature(unsigned, secret)
    return isinstance(stated, str) and hmac.compare_digest(stated.encode(), expected.encode())


def _signature(manifest: Mapping[str, Any], secret: str) -> str:
    content = json.dumps(manifest, sort_keys=True).encode()
    return hmac.new(secret.encode(), _PURPOSE + content, sha256).hexdigest()


def read_manifest(tar: tarfile.TarFile, members: list[tarfile.TarInfo]) -> dict[str, Any]:
    """Return the manifest, the last of ``members``.

    Raises BackupError where a newer version wrote it; TarError, ValueError, LookupError or
    TypeError for a malformed one.
    """
    last = members[-1] if members else None
    if last is None or last.name != MANIFEST or last.size > MAX_MANIFEST_BYTES or last.issparse():
        raise tarfile.ReadError
    content = tar.extractfile(last)
    manifest: dict[str, Any] = json.loads(content.read()) if content else {}
    migration = manifest["migration"]
    if manifest["format"] != FORMAT or migration not in known_revisions():
        raise BackupError(
            f"The backup was made by a newer version of Bapta (migration {migration} of the "
            "database); restore it with that version."
        )
    return manifest

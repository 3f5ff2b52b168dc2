"""Archives of backups made by hand."""

import io
import json
import tarfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any


def write_archive(
    file: Path,
    revision: str,
    members: dict[str, bytes] | Iterable[tuple[str, bytes]],
    **changes: Any,
) -> Path:
    """Write an archive in the format of the first version; ``changes`` are to its manifest."""
    pairs = list(members.items() if isinstance(members, dict) else members)
    digests = {name: sha256(content).hexdigest() for name, content in pairs}
    manifest = {"format": 1, "migration": revision, "sha256": digests, **changes}
    return write_members(file, (*pairs, ("bapta-backup.json", json.dumps(manifest).encode())))


def write_members(file: Path, members: Iterable[tuple[str, bytes]]) -> Path:
    """Write an archive with ``members`` and nothing else."""
    with tarfile.open(file, "w") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return file

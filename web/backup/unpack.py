"""Unpack a backup and check that it is whole: every member by its digest, and the list of them."""

import json
import os
import shutil
import tarfile
from collections.abc import Callable
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Any

from web.backup.errors import BackupError
from web.backup.write import DATABASE, FORMAT, HOME, MANIFEST
from web.storage.revision import NEWEST


def unpack(file: Path, into: Path, told: Callable[[int, int], None]) -> int:
    """Unpack the members of ``file`` into a folder: how many there are.

    Raises BackupError where ``file`` is not whole or is of another version, OSError where it
    cannot be read or the folder cannot be written.
    """
    broken = BackupError(f"{file} is no whole backup: it is cut short or was changed.")
    try:
        with tarfile.open(file, "r:") as tar:
            members = tar.getmembers()
            wanted = _digests(tar, members)
            if [member.name for member in members[:-1]] != list(wanted):
                raise broken
            for done, member in enumerate(members[:-1], 1):
                if not _is_ours(member):
                    raise broken
                if _unpacked(tar, member, into / member.name) != wanted[member.name]:
                    raise broken
                told(done, len(wanted))
    except (tarfile.TarError, EOFError, KeyError, ValueError, TypeError) as error:
        raise broken from error
    return len(wanted)


def _digests(tar: tarfile.TarFile, members: list[tarfile.TarInfo]) -> dict[str, str]:
    """The SHA-256 of each member by its name, from the last one."""
    if not members or members[-1].name != MANIFEST:
        raise tarfile.ReadError
    content = tar.extractfile(members[-1])
    manifest: dict[str, Any] = json.loads(content.read()) if content else {}
    if (manifest["format"], manifest["migration"]) != (FORMAT, NEWEST):
        raise BackupError(
            f"The backup was made by another version of Bapta, with migration "
            f"{manifest['migration']} of the database; restore it with that version."
        )
    return dict(manifest["sha256"])


def _is_ours(member: tarfile.TarInfo) -> bool:
    """Whether a member is a plain file inside of what a backup holds."""
    path = PurePosixPath(member.name)
    return member.isfile() and path.parts[0] in {HOME, DATABASE} and ".." not in path.parts


def _unpacked(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    """The SHA-256 of a member, as it was written to the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    content = tar.extractfile(member)
    assert content is not None
    with content, target.open("w+b") as written:
        shutil.copyfileobj(content, written)
        written.flush()
        os.fsync(written.fileno())
        written.seek(0)
        return file_digest(written, sha256).hexdigest()

"""Reading of a backup file, checked throughout: it may be cut short, changed or hostile.

Archives of earlier versions are not compressed, which their first bytes show.
"""

import os
import shutil
import stat
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from gzip import BadGzipFile, GzipFile
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from shlex import quote
from typing import IO, cast

from sqlalchemy.exc import SQLAlchemyError

from embeddings.encoder import Progress
from web.backup.errors import BackupError
from web.backup.manifest import DATABASE, HOME, is_signed, read_manifest

MAX_GROWTH = 200
"""Largest size of the content by that of the compressed file; rows compress about tenfold."""

MIN_BOUNDED_BYTES = 64 * 1024**2
"""Size of the content up to which its growth is not limited."""

# The first bytes of every gzip file.
_GZIP = b"\x1f\x8b"
_BLOCK = 1 << 20
_MALFORMED = (
    tarfile.TarError,
    BadGzipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
    SQLAlchemyError,
    FileExistsError,
    IsADirectoryError,
    NotADirectoryError,
)


@dataclass(frozen=True, slots=True)
class Contents:
    """The number of members of a backup, and the migration of its rows.

    ``left_out`` maps each path that was left out, relative to ``BAPTA_HOME``, to its kind.
    """

    members: int
    migration: str
    left_out: Mapping[str, str]


@contextmanager
def malformed_refused(file: Path) -> Iterator[None]:
    """Convert the errors that a malformed backup causes inside the block into BackupError."""
    try:
        yield
    except _MALFORMED as error:
        raise BackupError(
            f"{file} is not a complete backup: it was cut short or changed."
        ) from error


def unpack(file: Path, into: Path, report: Progress, secret: str | None = None) -> Contents:
    """Unpack the members of ``file`` into a folder and return what it contains.

    Raises BackupError where ``file`` is incomplete, changed, of a newer version, or, with a
    ``secret``, not signed by it; and OSError.
    """
    with malformed_refused(file), _open(file) as stored:
        _check_size(file, stored)
        with _decompressed(stored) as content, tarfile.open(fileobj=content, mode="r:") as tar:
            members = tar.getmembers()
            manifest = read_manifest(tar, members)
            if secret is not None and not is_signed(manifest, secret):
                raise BackupError(
                    f"{file} is not signed with this BAPTA_SECRET. If you know where it comes "
                    "from, restore it without a signature.",
                    f"bapta restore --unsigned {quote(str(file))}",
                )
            digests: dict[str, str] = dict(manifest["sha256"])
            contents = Contents(
                len(digests), str(manifest["migration"]), dict(manifest.get("left_out", {}))
            )
            if [member.name for member in members[:-1]] != list(digests):
                raise tarfile.ReadError
            for done, member in enumerate(members[:-1], 1):
                _check_member(member)
                if _extract(tar, member, into / member.name) != digests[member.name]:
                    raise tarfile.ReadError
                report(done, len(digests))
    return contents


def _open(file: Path) -> IO[bytes]:
    """Open a regular file; opening a named pipe would wait for its writer."""
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    stored = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        stored.close()
        raise BackupError(f"{file} is no regular file.")
    return stored


def _decompressed(stored: IO[bytes]) -> IO[bytes]:
    """Return the tar file inside ``stored``, which may be compressed."""
    stored.seek(0)
    is_compressed = stored.read(len(_GZIP)) == _GZIP
    stored.seek(0)
    return cast(IO[bytes], GzipFile(fileobj=stored)) if is_compressed else stored


def _check_size(file: Path, stored: IO[bytes]) -> None:
    """Read to the end, and so to the checksum of gzip. Raises BackupError above MAX_GROWTH."""
    content = _decompressed(stored)
    if content is stored:
        return
    most = max(MIN_BOUNDED_BYTES, MAX_GROWTH * os.fstat(stored.fileno()).st_size)
    size = 0
    with content:
        while block := content.read(_BLOCK):
            size += len(block)
            if size > most:
                raise BackupError(f"{file} unpacks to more than a backup of its size contains.")


def _check_member(member: tarfile.TarInfo) -> None:
    """Raise ReadError unless a member is a plain file inside one of the folders of a backup.

    A sparse file may state any size at no cost.
    """
    parts = PurePosixPath(member.name).parts
    is_inside = len(parts) > 1 and parts[0] in {HOME, DATABASE} and ".." not in parts
    is_row_file = is_inside and (parts[0] == HOME or len(parts) == 2)
    if not member.isreg() or member.issparse() or not is_row_file or "\0" in member.name:
        raise tarfile.ReadError


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    """Write a member to ``target``; return the SHA-256 (hex) of what the disk holds."""
    target.parent.mkdir(parents=True, exist_ok=True)
    content = tar.extractfile(member)
    if content is None:
        raise tarfile.ReadError
    with content, target.open("x+b") as output:
        shutil.copyfileobj(content, output)
        output.flush()
        os.fsync(output.fileno())
        output.seek(0)
        return file_digest(output, sha256).hexdigest()

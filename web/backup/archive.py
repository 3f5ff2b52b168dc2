"""Archive of a backup: a tar file, compressed by gzip, whose last member is the manifest.

The manifest holds the digest of every other member. Archives of earlier versions are not
compressed, which their first bytes show.
"""

import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gzip import BadGzipFile, GzipFile
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any, cast

from sqlalchemy import text
from sqlalchemy.orm import Session

from embeddings.encoder import Progress
from web.backup.errors import BackupError
from web.backup.rows import table_lines, tables_in_order
from web.storage.base import utc_now
from web.storage.database import Database
from web.storage.migrate import NEWEST, current_revision, known_revisions

FORMAT = 1
MANIFEST = "bapta-backup.json"
HOME, DATABASE = "home", "database"
# The first bytes of every gzip file.
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Contents:
    """The number of members of a backup, and the migration of its rows.

    ``left_out`` maps each path that was left out, relative to ``BAPTA_HOME``, to its kind.
    """

    members: int
    migration: str
    left_out: Mapping[str, str]


def write_backup(
    home: Path,
    database: Database,
    file: Path,
    report: Progress,
    left_out: Mapping[Path, str] | None = None,
) -> int:
    """Write the files under ``home`` and the rows to ``file``; return the number of members.

    The rows are those of one moment. The files are read after it, so that each file that a row
    names is among them; a publication that only the files have is copied into the database by the
    server that runs on the restored backup. ``left_out`` maps files and folders to leave out to
    their kinds. The file appears whole or not at all. Raises BackupError, DatabaseError, OSError.
    """
    if file.exists():
        raise BackupError(f"{file} already exists. Choose another name for the backup.")
    without = left_out or {}
    tables = tables_in_order()
    unfinished = file.with_name(f"{file.name}.unfinished")
    digests: dict[str, str] = {}
    try:
        # It holds the journal and the hashes of passwords: no other user may read it.
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as output,
            tarfile.open(fileobj=output, mode="w:gz", compresslevel=6) as tar,
        ):
            with database.reading() as session:
                _start_snapshot(session)
                paths = list(_files(home, (file, *_database_files(database), *without)))
                total = len(paths) + len(tables)
                for table in tables:
                    name = f"{DATABASE}/{table.name}.jsonl"
                    with TemporaryFile() as rows:
                        rows.writelines(table_lines(session, table))
                        rows.seek(0)
                        digests[name] = _add(tar, name, rows)
                    report(len(digests), total)
            for path in paths:
                name = f"{HOME}/{path.relative_to(home).as_posix()}"
                try:
                    content = path.open("rb")
                except FileNotFoundError:
                    # Removed since it was listed, or a temporary file that was renamed.
                    continue
                with content:
                    digests[name] = _add(tar, name, content)
                report(len(digests), total)
            manifest = {
                "format": FORMAT,
                "migration": NEWEST,
                "made_at": utc_now().isoformat(timespec="seconds"),
                "left_out": {
                    path.relative_to(home).as_posix(): kind for path, kind in without.items()
                },
                "sha256": digests,
            }
            _add(tar, MANIFEST, io.BytesIO(json.dumps(manifest, indent=1).encode()))
            tar.close()
            output.flush()
            os.fsync(output.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return len(digests)


def _files(home: Path, left_out: tuple[Path, ...]) -> Iterator[Path]:
    """Yield every file under ``home`` but those at or in ``left_out``, unfinished ones and locks.

    Links are not followed.
    """
    without = {path.absolute() for path in left_out}
    for folder, names, files in os.walk(home):
        here = Path(folder).absolute()
        names[:] = sorted(name for name in names if here / name not in without)
        for path in (here / name for name in sorted(files)):
            is_skipped = path.suffix in {".unfinished", ".lock"} or path in without
            if path.is_file() and not path.is_symlink() and not is_skipped:
                yield path


def _database_files(database: Database) -> tuple[Path, ...]:
    file = database.file
    return () if file is None else tuple(Path(f"{file}{end}") for end in ("", "-wal", "-shm"))


def _start_snapshot(session: Session) -> None:
    """Let every later statement read all tables as of now, which the first one fixes."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    current_revision(session.connection())


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes]) -> str:
    """Add a member; return its SHA-256 (hex)."""
    digest = sha256()
    while block := content.read(1 << 20):
        digest.update(block)
    info = tarfile.TarInfo(name)
    info.size = content.tell()
    content.seek(0)
    tar.addfile(info, content)
    return digest.hexdigest()


def unpack(file: Path, into: Path, report: Progress) -> Contents:
    """Unpack the members of ``file`` into a folder and return what it contains.

    Raises BackupError where ``file`` is incomplete, changed or of a newer version, and OSError.
    """
    broken = BackupError(f"{file} is not a complete backup: it was cut short or changed.")
    try:
        with (
            file.open("rb") as stored,
            _decompressed(stored) as content,
            tarfile.open(fileobj=content, mode="r:") as tar,
        ):
            members = tar.getmembers()
            manifest = _read_manifest(tar, members)
            digests: dict[str, str] = dict(manifest["sha256"])
            if [member.name for member in members[:-1]] != list(digests):
                raise broken
            for done, member in enumerate(members[:-1], 1):
                if not _is_expected(member):
                    raise broken
                if _extract(tar, member, into / member.name) != digests[member.name]:
                    raise broken
                report(done, len(digests))
            # The checksum of gzip stands behind the last member.
            while content.read(1 << 20):
                pass
    except (
        tarfile.TarError,
        BadGzipFile,
        zlib.error,
        EOFError,
        KeyError,
        ValueError,
        TypeError,
    ) as error:
        raise broken from error
    return Contents(len(digests), manifest["migration"], dict(manifest.get("left_out", {})))


def _decompressed(stored: IO[bytes]) -> IO[bytes]:
    """Return the tar file inside ``stored``, which may be compressed."""
    is_compressed = stored.read(len(_GZIP)) == _GZIP
    stored.seek(0)
    return cast(IO[bytes], GzipFile(fileobj=stored)) if is_compressed else stored


def _read_manifest(tar: tarfile.TarFile, members: list[tarfile.TarInfo]) -> dict[str, Any]:
    """Return the manifest, the last member; BackupError where a newer version wrote it."""
    if not members or members[-1].name != MANIFEST:
        raise tarfile.ReadError
    content = tar.extractfile(members[-1])
    manifest: dict[str, Any] = json.loads(content.read()) if content else {}
    migration = manifest["migration"]
    if manifest["format"] != FORMAT or migration not in known_revisions():
        raise BackupError(
            f"The backup was made by a newer version of Bapta (migration {migration} of the "
            "database); restore it with that version."
        )
    return manifest


def _is_expected(member: tarfile.TarInfo) -> bool:
    """Return whether a member is a plain file inside one of the two folders of a backup."""
    path = PurePosixPath(member.name)
    return member.isfile() and path.parts[0] in {HOME, DATABASE} and ".." not in path.parts


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    """Write a member to ``target``; return the SHA-256 (hex) of what the disk holds."""
    target.parent.mkdir(parents=True, exist_ok=True)
    content = tar.extractfile(member)
    if content is None:
        raise tarfile.ReadError
    with content, target.open("w+b") as output:
        shutil.copyfileobj(content, output)
        output.flush()
        os.fsync(output.fileno())
        output.seek(0)
        return file_digest(output, sha256).hexdigest()

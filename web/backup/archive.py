"""Write a backup: a tar file whose last member holds the digests of all the others.

Unpack a backup and check that it is whole: every member by its digest, and the list of them.
"""

import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from web.backup.errors import BackupError
from web.backup.rows import table_lines, tables_in_order
from web.storage.base import utc_now
from web.storage.database import Database
from web.storage.migrate import NEWEST

FORMAT = 1
MANIFEST = "bapta-backup.json"
HOME, DATABASE = "home", "database"


def write_backup(
    home: Path,
    database: Database,
    file: Path,
    told: Callable[[int, int], None],
) -> int:
    """Write everything under ``home`` and in ``database`` to ``file``: how many members.

    The rows are those of one moment. The file appears whole or not at all; ``told`` hears how many
    members are done, of how many. Raises BackupError, DatabaseError, OSError.
    """
    if file.exists():
        raise BackupError(f"{file} already exists. Choose another name for the backup.")
    paths = list(_files(home, (file, *_database_files(database))))
    tables = tables_in_order()
    total = len(paths) + len(tables)
    unfinished = file.with_name(f"{file.name}.unfinished")
    digests: dict[str, str] = {}
    try:
        # It holds the journal and the hashes of passwords: no other user may read it.
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as written, tarfile.open(fileobj=written, mode="w") as tar:
            for path in paths:
                name = f"{HOME}/{path.relative_to(home).as_posix()}"
                with path.open("rb") as content:
                    digests[name] = _add(tar, name, content)
                told(len(digests), total)
            with database.reading() as session:
                _one_moment(session)
                for table in tables:
                    name = f"{DATABASE}/{table.name}.jsonl"
                    with TemporaryFile() as rows:
                        rows.writelines(table_lines(session, table))
                        rows.seek(0)
                        digests[name] = _add(tar, name, rows)
                    told(len(digests), total)
            manifest = {
                "format": FORMAT,
                "migration": NEWEST,
                "made_at": utc_now().isoformat(timespec="seconds"),
                "sha256": digests,
            }
            _add(tar, MANIFEST, io.BytesIO(json.dumps(manifest, indent=1).encode()))
            tar.close()
            written.flush()
            os.fsync(written.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return total


def _files(home: Path, left_out: tuple[Path, ...]) -> Iterator[Path]:
    """Every file under ``home`` but those ``left_out``, unfinished ones and locks."""
    without = {path.absolute() for path in left_out}
    for path in sorted(home.rglob("*")):
        passing = path.suffix in {".unfinished", ".lock"} or path.absolute() in without
        if path.is_file() and not path.is_symlink() and not passing:
            yield path


def _database_files(database: Database) -> tuple[Path, ...]:
    file = database.file
    return () if file is None else tuple(Path(f"{file}{end}") for end in ("", "-wal", "-shm"))


def _one_moment(session: Session) -> None:
    """Let PostgreSQL read all tables as of now, as SQLite does."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes]) -> str:
    """Put a member into the file: its SHA-256."""
    digest = sha256()
    while block := content.read(1 << 20):
        digest.update(block)
    info = tarfile.TarInfo(name)
    info.size = content.tell()
    content.seek(0)
    tar.addfile(info, content)
    return digest.hexdigest()


def unpack(file: Path, into: Path, told: Callable[[int, int], None]) -> int:
    """Unpack the members of ``file`` into a folder: how many there are.

    Raises BackupError where ``file`` is not whole or is of another version, OSError where it
    cannot be read or the folder cannot be written.
    """
    broken = BackupError(f"{file} is not a complete backup: it was cut short or changed.")
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

"""Archive of a backup: a tar file, compressed by gzip, whose last member is the manifest."""

import io
import json
import os
import tarfile
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.atomic_files import sync
from embeddings.encoder import Progress
from web.backup.errors import BackupError
from web.backup.manifest import DATABASE, FORMAT, HOME, MANIFEST, signed_manifest
from web.backup.rows import table_lines, tables_in_order
from web.storage.base import utc_now
from web.storage.database import Database
from web.storage.migrate import NEWEST, current_revision


def write_backup(
    home: Path,
    database: Database,
    file: Path,
    report: Progress,
    left_out: Mapping[Path, str] | None = None,
    secret: str | None = None,
) -> int:
    """Write the files under ``home`` and the rows to ``file``; return the number of members.

    The rows are those of one moment. The files are read after it, so that each file that a row
    names is among them; a publication that only the files have is copied into the database by the
    server that runs on the restored backup. ``left_out`` maps files and folders to leave out to
    their kinds. With a ``secret`` the manifest is signed. The file appears whole or not at all.
    Raises BackupError, DatabaseError, OSError.
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
                name = f"{HOME}/{path.relative_to(home.absolute()).as_posix()}"
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
            signed = json.dumps(signed_manifest(manifest, secret), indent=1).encode()
            _add(tar, MANIFEST, io.BytesIO(signed))
            tar.close()
            output.flush()
            os.fsync(output.fileno())
        unfinished.rename(file)
        sync(file.absolute().parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return len(digests)


def _files(home: Path, left_out: tuple[Path, ...]) -> Iterator[Path]:
    """Yield every file under ``home`` but those at or in ``left_out``, unfinished ones and locks.

    Links are followed, and their targets are stored in their place.
    """
    without = {path.absolute() for path in left_out}
    for path in walk_files(home.absolute(), without):
        if path.is_file() and path.suffix not in {".unfinished", ".lock"}:
            yield path


def walk_files(
    folder: Path, left_out: Collection[Path], above: frozenset[Path] = frozenset()
) -> Iterator[Path]:
    """Yield everything in ``folder`` that is no folder, in order, and links that lead nowhere.

    Links to folders are followed. Those to a folder ``above``, in which they are themselves, are
    yielded. Nothing at or in the absolute paths ``left_out`` is yielded.
    """
    above |= {folder.resolve()}
    try:
        paths = sorted(folder.iterdir())
    except FileNotFoundError:
        # There is no home yet, or the folder was a temporary one.
        return
    for path in paths:
        if path in left_out:
            continue
        if not path.is_dir() or _contains(path.resolve(), above):
            yield path
        else:
            yield from walk_files(path, left_out, above)


def _contains(target: Path, folders: Collection[Path]) -> bool:
    """Return whether ``target`` is one of the folders or contains one."""
    return any(target == each or target in each.parents for each in folders)


def _database_files(database: Database) -> tuple[Path, ...]:
    file = database.file
    return () if file is None else tuple(Path(f"{file}{end}") for end in ("", "-wal", "-shm"))


def _start_snapshot(session: Session) -> None:
    """Make every later statement read the tables as they are at the first one."""
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

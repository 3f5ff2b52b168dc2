"""Backups that were made or changed to harm are refused in one sentence and change nothing."""

import gzip
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.backups import write_archive, write_members
from tests.helpers.databases import SECRET, add_account
from web.accounts.repository import AccountRepository
from web.accounts.roles import Role
from web.backup.archive import write_backup
from web.backup.errors import BackupError
from web.backup.restore import restore_backup
from web.backup.unpacking import MIN_BOUNDED_BYTES
from web.storage.database import Database
from web.storage.migrate import NEWEST

ROWS = "database/accounts.jsonl"
ACCOUNT = {
    "name": "aigul",
    "role": "admin",
    "group": "",
    "password": "-",
    "disabled": False,
    "made_at": "2026-03-01T09:00:00+00:00",
}


def ignore_progress(done: int, total: int) -> None:
    """Take the progress of a command that nobody watches."""


def rows(*changed: object) -> bytes:
    """Return lines of JSON."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in changed)


def sparse(file: Path) -> None:
    """Write an archive with a file that states 1 GiB and holds nothing."""
    write_archive(file, NEWEST, {"home/zeros": b""})
    with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo("home/zeros")
        info.pax_headers = {"GNU.sparse.map": "0,0", "GNU.sparse.size": str(1024**3)}
        tar.addfile(info)


def bomb(file: Path) -> None:
    """Write a compressed file of zeros, a thousand times as large unpacked."""
    file.write_bytes(gzip.compress(bytes(MIN_BOUNDED_BYTES + 1), 1))


def link(file: Path) -> None:
    """Write an archive with a link to a folder elsewhere."""
    with tarfile.open(file, "w") as tar:
        info = tarfile.TarInfo("home/out")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(info)


def changed(file: Path) -> None:
    """Write an archive whose manifest has the digests of other members."""
    write_archive(file, NEWEST, {ROWS: rows(ACCOUNT)}, sha256={ROWS: "0" * 64})


HOSTILE: dict[str, Callable[[Path], object]] = {
    "list for manifest": lambda file: write_members(file, [("bapta-backup.json", b"[]")]),
    "deep manifest": lambda file: write_members(
        file, [("bapta-backup.json", b"[" * 100_000 + b"]" * 100_000)]
    ),
    "list of digests": lambda file: write_archive(file, NEWEST, {}, sha256=[1]),
    "list left out": lambda file: write_archive(file, NEWEST, {}, left_out=["a"]),
    "rows of binary": lambda file: write_archive(file, NEWEST, {ROWS: b"\xff\xfe\n"}),
    "row of list": lambda file: write_archive(file, NEWEST, {ROWS: b"[1]\n"}),
    "unknown column": lambda file: write_archive(
        file, NEWEST, {ROWS: rows({**ACCOUNT, "is_owner": True})}
    ),
    "missing column": lambda file: write_archive(file, NEWEST, {ROWS: rows({"name": "x"})}),
    "wrong date": lambda file: write_archive(
        file, NEWEST, {ROWS: rows({**ACCOUNT, "made_at": "yesterday"})}
    ),
    "number for date": lambda file: write_archive(
        file, NEWEST, {ROWS: rows({**ACCOUNT, "made_at": 5})}
    ),
    "broken base64": lambda file: write_archive(
        file, NEWEST, {ROWS: rows({**ACCOUNT, "password": {"base64": 7}})}
    ),
    "lone surrogate": lambda file: write_archive(
        file, NEWEST, {ROWS: rows({**ACCOUNT, "name": "\ud800"})}
    ),
    "same key twice": lambda file: write_archive(file, NEWEST, {ROWS: rows(ACCOUNT, ACCOUNT)}),
    "unknown table": lambda file: write_archive(file, NEWEST, {"database/x.jsonl": b"{}\n"}),
    "folder of rows": lambda file: write_archive(file, NEWEST, {"database/a/b.jsonl": b"{}\n"}),
    "member twice": lambda file: write_archive(file, NEWEST, [("home/a", b"1"), ("home/a", b"1")]),
    "file under file": lambda file: write_archive(file, NEWEST, {"home/a": b"", "home/a/b": b""}),
    "empty name": lambda file: write_archive(file, NEWEST, {"": b""}),
    "outside": lambda file: write_archive(file, NEWEST, {"home/../../x": b""}),
    "sparse": sparse,
    "bomb": bomb,
    "link": link,
    "changed": changed,
    "pipe": os.mkfifo,
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with an account and a file."""
    home = tmp_path / "home"
    database = Database(f"sqlite:///{home / 'bapta.sqlite'}")
    add_account(database, "before", Role.ADMIN)
    database.close()
    (home / "old.txt").write_text("old")
    return home


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_backup_is_refused(kind: str, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "bapta.tar.gz"
    HOSTILE[kind](file)
    database = Database(f"sqlite:///{home / 'bapta.sqlite'}")
    with pytest.raises(BackupError):
        restore_backup(file, home, database, ignore_progress)
    assert [row.name for row in AccountRepository(database).all()] == ["before"]
    database.close()
    assert (home / "old.txt").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bapta.tar.gz", "home"]


def test_only_backup_of_the_same_secret_is_restored(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "bapta.tar.gz"
    database = Database(f"sqlite:///{home / 'bapta.sqlite'}")
    write_backup(home, database, file, ignore_progress, secret=SECRET)
    with pytest.raises(BackupError, match="not signed with this BAPTA_SECRET") as refused:
        restore_backup(file, home, database, ignore_progress, SECRET[::-1])
    assert refused.value.fix == f"bapta restore --unsigned {file}"
    unsigned = write_archive(tmp_path / "forged.tar", NEWEST, {ROWS: rows(ACCOUNT)})
    with pytest.raises(BackupError, match="not signed with this BAPTA_SECRET"):
        restore_backup(unsigned, home, database, ignore_progress, SECRET)
    restore_backup(file, home, database, ignore_progress, SECRET)
    assert [row.name for row in AccountRepository(database).all()] == ["before"]
    database.close()

"""Homes that the faults hit: how they are made, copied and judged afterwards."""

import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from tests.helpers.acts import write_act
from tests.helpers.chaos.commands import answers, command, finish
from tests.helpers.databases import add_account
from web.accounts.repository import AccountRepository
from web.accounts.roles import Role
from web.storage.database import Database

WORDS = "Бұл сөздер қалуы тиіс."
OLDER = "handover"
"""The migration of the database that is upgraded."""


@dataclass(frozen=True, slots=True)
class Base:
    """The home that is copied, its backup, a second act to ingest, and the answers of before.

    ``stale`` has the second act and the index of before; ``older`` has an older database.
    """

    home: Path
    stale: Path
    older: Path
    backup: Path
    source: Path
    expected: str


def make_base(folder: Path) -> Base:
    """Make the homes in the empty ``folder``."""
    base = folder / "base"
    home = base / "home"
    home.mkdir(parents=True)
    write_act(folder, "kept", "kept", f"1-бап. Сан\n\n{WORDS}\n")
    write_act(folder, "more", "more")
    database = Database(database_url(home))
    add_account(database, "kept", Role.ADMIN)
    database.close()
    backup = folder / "backup.tar.gz"
    for words in (
        ("ingest", "--no-review", str(folder / "kept.txt")),
        ("index", "build"),
        ("backup", "--full", str(backup)),
    ):
        require(home, *words)
    stale = copied(home, folder / "stale")
    require(stale, "ingest", "--no-review", str(folder / "more.txt"))
    older = copied(home, folder / "older")
    _make_older(older)
    expected = answers(home)
    assert WORDS in expected
    return Base(home, stale, older, backup, folder / "more.txt", expected)


def require(home: Path, *words: str) -> None:
    """Run a command that must succeed."""
    assert finish(command(home, words)) == 0, told(home)


def told(home: Path) -> str:
    """Return the last words of the last command over ``home``."""
    return (home.parent / "told").read_text(encoding="utf-8", errors="replace")[-400:]


def copied(home: Path, folder: Path) -> Path:
    """Return a copy of ``home`` in ``folder``, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(home, folder / "home", symlinks=True)
    return folder / "home"


def database_url(home: Path) -> str:
    """Return the address of the database in ``home``."""
    return f"sqlite:///{home / 'bapta.sqlite'}"


def _make_older(home: Path) -> None:
    """Put a database of an older migration with the same account into ``home``."""
    for file in home.glob("bapta.sqlite*"):
        file.unlink()
    database = Database(database_url(home))
    database.upgrade(OLDER)
    with database.engine.begin() as connection:
        connection.execute(
            text(
                'INSERT INTO accounts (name, role, "group", password, disabled, made_at, failures) '
                "VALUES ('kept', 'admin', '', '-', 0, '2026-01-01 00:00:00', 0)"
            )
        )
    database.close()


def fault(home: Path, expected: str) -> str | None:
    """Return what is wrong with ``home`` after the fixes that commands name; None if nothing.

    `bapta check` must pass, the account of before must be there, and the answers be ``expected``.
    """
    wrong = _fixed(home, "check") or _fixed(home, "db", "upgrade")
    if wrong:
        return wrong
    database = Database(database_url(home))
    names = [row.name for row in AccountRepository(database).all()]
    database.close()
    if "kept" not in names:
        return "an account is lost"
    given = answers(home)
    if not given:
        # The index is missing or of other acts, which the log of the child says.
        reason = (home.parent / "asked").read_text(encoding="utf-8", errors="replace")[-300:]
        if "bapta index build" not in reason:
            return f"no answer: {reason}"
        if finish(command(home, ["index", "build"])):
            return f"the index cannot be built: {told(home)}"
        given = answers(home)
    return None if given == expected else "an answer is another one"


def _fixed(home: Path, *words: str) -> str | None:
    """Run a command, if need be after the one that it names; return what is wrong."""
    if finish(command(home, words)) == 0:
        return None
    fix = re.search(r"Run: (mv .*|bapta (?:restore|db upgrade).*)", told(home))
    if fix is None:
        return f"no command is named: {told(home)}"
    fixing = shlex.split(fix[1])
    if fixing[0] == "mv":
        subprocess.run(fixing, check=True)
    elif finish(command(home, fixing[1:])):
        return f"the fix fails: {told(home)}"
    return None if finish(command(home, words)) == 0 else f"the fix changes nothing: {told(home)}"

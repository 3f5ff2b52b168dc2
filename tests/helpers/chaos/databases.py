"""SQLite databases that are locked, gone or replaced while a server answers."""

import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from tests.helpers.chaos.homes import Base, copied, database_url, fault
from tests.helpers.chaos.load import Load, questions
from tests.helpers.chaos.outcome import Outcome
from tests.helpers.chaos.servers import journal_rows, served

SETTLE_SECONDS = 60


def locked(file: Path, seconds: float) -> None:
    """Hold the lock of a writer."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    time.sleep(seconds)
    connection.execute("ROLLBACK")
    connection.close()


def gone(file: Path, seconds: float) -> None:
    """Move the database away with its log, and back."""
    aside = file.with_name("aside")
    aside.mkdir()
    # The log stands beside the database whenever that can be opened.
    for path in sorted(file.parent.glob(f"{file.name}*")):
        path.rename(aside / path.name)
    time.sleep(seconds)
    for path in sorted(aside.iterdir(), reverse=True):
        path.rename(file.parent / path.name)


def replaced(file: Path, seconds: float) -> None:
    """Put a copy that another program made into its place, as one does from a backup by hand."""
    copy = file.with_name("copy.sqlite")
    with sqlite3.connect(file) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    for end in ("-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    copy.replace(file)
    time.sleep(seconds)


def sqlite_faults(base: Base, folder: Path, seconds: float) -> list[Outcome]:
    """Cause each fault for about ``seconds`` under load; return an outcome each."""
    kinds: tuple[Callable[[Path, float], None], ...] = (locked, gone, replaced)
    return [_cause(base, folder, kind, seconds) for kind in kinds]


def _cause(
    base: Base, folder: Path, kind: Callable[[Path, float], None], seconds: float
) -> Outcome:
    one = Outcome(f"SQLite {kind.__name__}")
    home = copied(base.home, folder / "copy")
    file = home / "bapta.sqlite"
    with served(home) as server:
        load = Load(server.port, questions(), clients=2, pause=0.02)
        with load.running(1):
            # What is in the journal before a file is replaced is copied with it.
            until_rows(home, load.first)
            kind(file, seconds)
            one.caused += 1
        expected = load.first + load.answered
        found = until_rows(home, expected)
        # Rows that were written while the copy was made are in the file that was replaced.
        one.note = (
            f"{expected - found} journal rows in the replaced file" if found != expected else ""
        )
        is_kept = found == expected or kind is replaced
        one.require(is_kept, f"{found} journal rows of {expected}")
    load.settle(one)
    problem = fault(home, base.expected)
    one.require(problem is None, str(problem))
    shutil.rmtree(home.parent)
    return one


def until_rows(home: Path, count: int) -> int:
    """Wait until the journal has ``count`` rows, or a while; return how many it has."""
    until = time.monotonic() + SETTLE_SECONDS
    while (found := journal_rows(database_url(home))) < count and time.monotonic() < until:
        time.sleep(0.2)
    return found

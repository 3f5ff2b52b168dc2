"""Lock of ``BAPTA_HOME``: shared by all commands, and exclusive while a restore replaces it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

from web.backup.errors import BackupError

try:
    import fcntl
except ImportError:  # Windows: the operator alone sees to it that no server runs.
    fcntl = None  # type: ignore[assignment]

UNFINISHED = ".restore-unfinished"
"""File in a restored home until the rows of a database elsewhere are restored too."""


def previous_home(home: Path) -> Path:
    """Return the folder that keeps the files from before a restore."""
    return home.with_name(f"{home.name}.before-restore")


def require_whole_home(home: Path) -> None:
    """Raise BackupError if a restore of ``home`` was interrupted."""
    previous = previous_home(home)
    if (home / UNFINISHED).exists():
        raise BackupError(
            f"A restore of {home} was interrupted before the database was restored. Restore the "
            "same backup again.",
            f"bapta restore {quote((home / UNFINISHED).read_text(encoding='utf-8').strip())}",
        )
    if previous.is_dir() and not home.exists():
        raise BackupError(
            f"A restore was interrupted: {home} is missing, and its files are in {previous}. Move "
            "them back, or restore the backup again.",
            f"mv {quote(str(previous))} {quote(str(home))}",
        )


@contextmanager
def home_lock(home: Path, *, exclusive: bool = False) -> Iterator[None]:
    """Hold the lock of ``home`` inside the block. Raises as :func:`hold_home`."""
    descriptor = hold_home(home, exclusive=exclusive)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def hold_home(home: Path, *, exclusive: bool = False) -> int | None:
    """Lock ``home`` as long as the descriptor that is returned is open; None if it cannot be.

    The lock is on the folder itself, which needs no right to write. Raises BackupError if a restore
    holds the lock, or anybody does who excludes ``exclusive``.
    """
    if fcntl is None or not home.is_dir():
        return None
    descriptor = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        if exclusive:
            raise BackupError(
                f"A server or another command uses {home}, and a restore would lose what it "
                "writes. Stop it first.",
                "systemctl stop bapta",
            ) from error
        raise BackupError(f"A restore replaces {home} now. Try again when it has ended.") from error
    except OSError:
        # Some file systems of networks have no such locks.
        os.close(descriptor)
        return None
    return descriptor

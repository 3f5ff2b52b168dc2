"""Lock of ``BAPTA_HOME``: shared by all commands, and exclusive while a restore replaces it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from tempfile import mkdtemp

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


def mark_unfinished(home: Path, file: Path) -> None:
    """Let every command refuse ``home`` until the restore of the backup ``file`` has ended."""
    (home / UNFINISHED).write_text(f"{file.absolute()}\n", encoding="utf-8")


def scratch_folder(home: Path) -> Path:
    """Make a folder for a restore beside ``home``, and return it."""
    return Path(mkdtemp(prefix=f".{home.name}.restoring.", dir=home.parent))


@contextmanager
def restoring_lock(home: Path, file: Path) -> Iterator[None]:
    """Hold the exclusive lock of ``home`` inside the block, which restores ``file`` into it.

    A missing home is made, locked and marked before it appears, so that no other command takes it
    for a new one. It is removed if the block leaves it as it is. Raises as :func:`hold_home`.
    """
    if home.exists():
        with home_lock(home, exclusive=True):
            yield
        return
    scratch = scratch_folder(home)
    made = scratch / "home"
    made.mkdir()
    mark_unfinished(made, file)
    with home_lock(made, exclusive=True):
        facts = made.stat()
        try:
            made.rename(home)
        except OSError as error:
            # Another command has made it meanwhile.
            raise _in_use(home) from error
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        try:
            yield
        finally:
            if home.exists() and os.path.samestat(home.stat(), facts):
                # By one rename: without its mark it would be taken for a new home.
                scratch = scratch_folder(home)
                home.rename(scratch / "home")
                shutil.rmtree(scratch, ignore_errors=True)


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
            raise _in_use(home) from error
        raise BackupError(f"A restore replaces {home} now. Try again when it has ended.") from error
    except OSError:
        # Some file systems of networks have no such locks.
        os.close(descriptor)
        return None
    return descriptor


def _in_use(home: Path) -> BackupError:
    return BackupError(
        f"A server or another command uses {home}, and a restore would lose what it writes. Stop "
        "it first.",
        "systemctl stop bapta",
    )

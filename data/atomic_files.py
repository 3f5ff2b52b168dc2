"""Atomic writing of files and folders, and the stamp by which a reader notices a new file."""

import os
import shutil
import tempfile
from collections.abc import Callable, Hashable
from glob import escape
from pathlib import Path

# The name of a replaced folder in the temporary one.
_OLD = "old"


def write_text(path: Path, text: str) -> None:
    """Replace the content of a file with ``text`` in UTF-8, atomically."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Replace the content of a file with ``content``, atomically."""
    replace_file(path, lambda scratch: scratch.write_bytes(content))


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a temporary file, then replace ``path`` with it, atomically."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    scratch = Path(name)
    try:
        write(scratch)
        # mkstemp creates a file that only its owner can read.
        scratch.chmod(0o644)
        sync(scratch)
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    sync(path.parent)


def replace_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Let ``fill`` fill a temporary folder, then replace ``folder`` with it.

    It is never incomplete. If the program is killed between the two renames, ``folder`` does not
    exist until :func:`remove_leftovers` moves the old one back.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        content = scratch / "new"
        content.mkdir()
        fill(content)
        for path in (*content.rglob("*"), content):
            # Some writers create files that only their owner can read.
            path.chmod(0o755 if path.is_dir() else 0o644)
            sync(path)
        if folder.exists():
            folder.rename(scratch / _OLD)
        content.rename(folder)
        sync(folder.parent)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def remove_leftovers(path: Path) -> None:
    """Remove the temporary files or folders that a killed writer of ``path`` left next to it.

    If ``path`` is missing and an old folder is among them, it becomes ``path`` again.
    """
    for old in path.parent.glob(f".{escape(path.name)}.*/{_OLD}"):
        if not path.exists():
            old.rename(path)
            sync(path.parent)
    for leftover in path.parent.glob(f".{escape(path.name)}.*"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        elif leftover.suffix != ".lock":
            leftover.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Flush a file or the entries of a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_stamp(path: Path) -> Hashable:
    """Return a stamp that changes when the file is added, replaced or removed; None without it."""
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns

"""Record of the last change of the acts: who, which, how far, and the files that it moves.

There is one record in a home, and a file lock that its change holds. A record that runs without
the lock is of a process that died; :func:`recover` undoes or completes it before a server starts.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from data.atomic_files import write_text
from data.errors import BaptaError
from web.administration.uploads import Staging
from web.runtime.composition import SharedResources, check_stored
from web.settings import Settings

_log = logging.getLogger("bapta.acts")

Moves = tuple[tuple[str | None, str], ...]
"""Files that a change moves, below the home: from where (None for a new file), to where."""


class ChangeKind(StrEnum):
    """Kind of a change of the acts."""

    PUBLISH = "publish"
    AIDS = "aids"
    ERRATA = "errata"
    WITHDRAW = "take_back"
    PUT_BACK = "put_back"
    BUILD = "build"


class ChangeState(StrEnum):
    """State of a change; an interrupted one was undone, or will be at the next start."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class ChangeStep(StrEnum):
    """Step of a running change."""

    READING = "reading"
    ENCODING = "encoding"
    BUILDING = "building"
    LOADING = "loading"


@dataclass(frozen=True, slots=True)
class LawChange:
    """A change of the acts with its progress; ``trouble`` is the sentence why it failed."""

    kind: ChangeKind
    by: str
    at: datetime
    subject: str = ""
    upload: str = ""
    state: ChangeState = ChangeState.RUNNING
    step: ChangeStep = ChangeStep.READING
    done: int = 0
    total: int = 0
    trouble: str = ""
    moves: Moves = ()


class ChangeRecord:
    """The record of one home, and its lock."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._folder = home / "administration"
        self._file = self._folder / "change.json"

    def lock(self) -> FileLock:
        """Return the lock of changes, which may be released by another thread."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return FileLock(self._folder / "change.lock", thread_local=False)

    def read(self) -> LawChange | None:
        """Return the last change, interrupted if its process is gone; None without one."""
        change = self.stored()
        if change is None or change.state is not ChangeState.RUNNING or self._is_held():
            return change
        # It may have ended between the two looks.
        change = self.stored()
        if change is not None and change.state is ChangeState.RUNNING:
            return replace(change, state=ChangeState.INTERRUPTED)
        return change

    def unfinished(self) -> LawChange | None:
        """Return the last change if it is written as running, whether or not its process lives."""
        change = self.stored()
        return change if change is not None and change.state is ChangeState.RUNNING else None

    def stored(self) -> LawChange | None:
        """Return the last change as it was written, whether or not its process lives."""
        try:
            values = json.loads(self._file.read_text(encoding="utf-8"))
            return LawChange(
                **values
                | {
                    "kind": ChangeKind(values["kind"]),
                    "state": ChangeState(values["state"]),
                    "step": ChangeStep(values["step"]),
                    "at": datetime.fromisoformat(values["at"]),
                    "moves": tuple((source, target) for source, target in values["moves"]),
                }
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, change: LawChange) -> None:
        """Replace the record. Raises OSError."""
        values = asdict(change) | {"at": change.at.isoformat()}
        write_text(self._file, json.dumps(values, ensure_ascii=False))

    def undo(self, moves: Moves) -> None:
        """Put the files back that were moved, the last one first: a text comes last."""
        for source, target in reversed(moves):
            if source is None:
                (self._home / target).unlink(missing_ok=True)
            elif (self._home / target).exists() and not (self._home / source).exists():
                move(self._home / target, self._home / source)

    def apply(self, moves: Moves) -> None:
        """Move the files that are not new."""
        for source, target in moves:
            if source is not None:
                move(self._home / source, self._home / target)

    def has_moved(self, moves: Moves) -> bool:
        """Return whether the last of the files, and so all of them, are where they belong."""
        if not moves:
            return False
        source, target = moves[-1]
        is_left = source is not None and (self._home / source).exists()
        return (self._home / target).exists() and not is_left

    def new_files(self, paths: Sequence[Path]) -> Moves:
        """Return the moves of files that will be written."""
        return tuple((None, self._below(path)) for path in paths)

    def moved_files(self, pairs: Sequence[tuple[Path, Path]]) -> Moves:
        """Return the moves of files, each from its first to its second path."""
        return tuple((self._below(source), self._below(target)) for source, target in pairs)

    def _below(self, path: Path) -> str:
        return path.relative_to(self._home).as_posix()

    def _is_held(self) -> bool:
        lock = self.lock()
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False


def move(source: Path, target: Path) -> None:
    """Move a file within the home, to a folder that is made if need be."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)


def recover(settings: Settings, parts: SharedResources) -> None:
    """Complete or undo a change whose process died, before a server reads acts and index.

    A change is complete if its files are moved and the index fits the acts. Raises OSError.
    """
    record = ChangeRecord(settings.home)
    if record.unfinished() is None:
        return
    try:
        with record.lock().acquire(timeout=0):
            recover_locked(settings, parts)
    except Timeout:
        # It runs, or another process of this server is at it.
        return


def recover_locked(settings: Settings, parts: SharedResources) -> None:
    """Complete or undo a change whose process died, while the caller holds the lock of changes.

    Raises OSError.
    """
    record = ChangeRecord(settings.home)
    change = record.unfinished()
    if change is None:
        return
    if record.has_moved(change.moves) and _is_complete(settings, parts):
        Staging(settings.home).discard(change.upload)
        record.write(replace(change, state=ChangeState.DONE, moves=()))
        _log.info("The change of the acts by %s had been completed.", change.by)
        return
    record.undo(change.moves)
    record.write(replace(change, state=ChangeState.INTERRUPTED, moves=()))
    _log.warning("The interrupted change of the acts by %s was undone.", change.by)


def _is_complete(settings: Settings, parts: SharedResources) -> bool:
    try:
        check_stored(settings, parts)
    except (BaptaError, OSError):
        return False
    return True

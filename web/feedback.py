"""What visitors say of an answer, and where it is kept."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Literal, Protocol

Verdict = Literal["yes", "no"]
Fault = Literal["wrong_provision", "not_clear", "not_covered", "other"]
LONGEST_COMMENT = 1000


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on the answer ``answer_id``; ``at`` is the time in UTC (ISO 8601).

    It holds no question: only what the visitor chose and wrote. ``eids`` are the provisions that
    the answer showed, ``session`` the random id of the tab.
    """

    at: str
    answer_id: str
    verdict: Verdict
    fault: Fault | None = None
    comment: str = ""
    language: str = ""
    eids: tuple[str, ...] = ()
    session: str | None = None


class FeedbackStore(Protocol):
    """Where feedback is kept."""

    def add(self, feedback: Feedback) -> None:
        """Keep one piece of feedback; OSError when it cannot be kept."""

    def all(self) -> Iterator[Feedback]:
        """All that is kept, oldest first."""


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()


class FeedbackFolder:
    """Feedback as JSON lines, in one file for each day, kept for a number of days.

    A line is written in one piece to the end of the file and flushed to the disk. Several
    processes may write to one folder. A line that a crash cut short is passed over when read.
    """

    def __init__(self, folder: Path, days: int, clock: Callable[[], date] = today) -> None:
        """Keep feedback in ``folder`` for ``days`` days; the folder is made when needed."""
        self._folder = folder
        self._days = days
        self._clock = clock
        self._lock = Lock()

    def add(self, feedback: Feedback) -> None:
        """Write one line, and erase the files of days that are over."""
        line = json.dumps(asdict(feedback), ensure_ascii=False) + "\n"
        with self._lock:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.erase_old()
            file = self._folder / f"{self._clock().isoformat()}.jsonl"
            descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                # A cut-off line before this one must not swallow it.
                os.write(descriptor, ("\n" + line).encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def erase_old(self) -> None:
        """Erase the files that are older than the days to keep."""
        first = self._clock() - timedelta(days=self._days)
        for file in self._folder.glob("????-??-??.jsonl"):
            if file.stem < first.isoformat():
                file.unlink(missing_ok=True)

    def all(self) -> Iterator[Feedback]:
        """All that is kept, oldest first."""
        for file in sorted(self._folder.glob("????-??-??.jsonl")):
            for line in file.read_text(encoding="utf-8", errors="replace").split("\n"):
                found = _read(line)
                if found is not None:
                    yield found


def _read(line: str) -> Feedback | None:
    try:
        members = json.loads(line)
        return Feedback(**{**members, "eids": tuple(members["eids"])})
    except (ValueError, TypeError, KeyError):
        return None

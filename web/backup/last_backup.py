"""The record of the last backup, by which operators see how old it is."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.atomic_files import write_text

FILE = "last-backup.json"
MAX_BACKUP_AGE = timedelta(days=7)
"""Age from which a backup is old."""


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The file of the last backup and the time at which it was complete, in UTC.

    The file may have been moved since, to another machine as it should be.
    """

    file: Path
    made_at: datetime

    def is_old(self, now: datetime) -> bool:
        return now - self.made_at > MAX_BACKUP_AGE

    @property
    def is_in_place(self) -> bool:
        return self.file.exists()


def record_backup(home: Path, file: Path, made_at: datetime) -> None:
    """Store in ``home`` that ``file`` is the last backup. Raises OSError."""
    stated = {"file": str(file.absolute()), "made_at": made_at.isoformat(timespec="seconds")}
    write_text(home / FILE, json.dumps(stated))


def read_last_backup(home: Path) -> LastBackup | None:
    """Return the last backup; None if none is recorded or the record is damaged."""
    try:
        stated = json.loads((home / FILE).read_text(encoding="utf-8"))
        made_at = datetime.fromisoformat(stated["made_at"])
        file = Path(stated["file"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return LastBackup(file, made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC))

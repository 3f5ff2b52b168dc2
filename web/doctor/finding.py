"""Findings of the doctor: the part, the level, the sentence and the command that fixes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from data.errors import BaptaError
from web.http.translations import Translations


class Level(StrEnum):
    """Level of a finding: in order, to be looked at, or to be fixed before people are served."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


class Part(StrEnum):
    """Part of an installation, in the order of the report."""

    SETTINGS = "settings"
    HOME = "home"
    RIGHTS = "rights"
    SECRET = "secret"  # noqa: S105 -- the name of a part
    PROXY = "proxy"
    MODEL = "model"
    INDEX = "index"
    BANK = "bank"
    DATABASE = "database"
    DISK = "disk"
    BACKUP = "backup"
    CLOCK = "clock"
    ZONES = "zones"


NOTES = (
    *("settings_ok", "settings_unknown", "home_ok", "home_missing", "home_read_only"),
    *("rights_ok", "rights_open", "secret_ok", "secret_unset"),
    *("proxy_none", "proxy_ok", "proxy_untrusted", "proxy_silent"),
    *("model_ok", "model_named", "index_ok", "bank_ok", "bank_lost"),
    *("database_ok", "database_new", "database_old", "disk_ok", "disk_low"),
    *("backup_ok", "backup_none", "backup_old", "backup_gone"),
    *("clock_ok", "clock_behind", "clock_database", "zones_ok", "zones_old"),
)
"""The notes, whose messages are ``doctor.note.<note>``."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of the check of a part; ``fix`` is the command that fixes it.

    ``note`` names a message with the values ``said``; a part that failed has the sentence of its
    error in English in place of it.
    """

    part: Part
    level: Level
    note: str = ""
    said: Mapping[str, object] = field(default_factory=dict)
    fix: str | None = None
    sentence: str | None = None

    def text(self, wording: Translations) -> str:
        """Return the sentence for people in the language of ``wording``."""
        if self.sentence is not None:
            return self.sentence
        return wording.say(f"doctor.note.{self.note}", **self.said)


def failed(part: Part, error: BaptaError | OSError) -> Finding:
    """Return the fault of a part whose check raised ``error``."""
    if isinstance(error, BaptaError):
        return Finding(part, Level.FAULT, fix=error.fix, sentence=error.message)
    named = f"{error.filename}: " if error.filename else ""
    return Finding(part, Level.FAULT, sentence=f"{named}{error.strerror or error}.")

"""Finding of the check of an act: severity, provision, source line and a sentence."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Severity of a finding; only an error fails the check."""

    ERROR = "error"
    ACKNOWLEDGED = "acknowledged"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Finding:
    """Finding with its provision (if any), the first source line and a sentence."""

    severity: Severity
    eid: str | None
    line: int
    text: str

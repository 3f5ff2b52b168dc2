"""Finding of the check of an act: severity, provision, source line and a sentence."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from data.model import Act, Provision

_MAX_LISTED = 3
_MAX_WORDS = 40


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


def error_of(provision: Provision | None, text: str) -> Finding:
    """Return an error of a provision, or of the whole act."""
    eid, line = (None, 0) if provision is None else (provision.eid, provision.lines[0])
    return Finding(Severity.ERROR, eid, line, text)


def list_provisions(act: Act, eids: Collection[str]) -> str:
    """Return the first eIds with their first words, and "…" if there are more."""
    wanted = set(eids)
    ordered = [provision for provision in act.provisions if provision.eid in wanted]
    shown = ", ".join(f"{one.eid} “{first_words(one)}”" for one in ordered[:_MAX_LISTED])
    return f"{shown}{' …' if len(ordered) > _MAX_LISTED else '.'}"


def first_words(provision: Provision) -> str:
    """Return the beginning of the text of a provision."""
    text = " ".join(provision.text.split())
    return text if len(text) <= _MAX_WORDS else f"{text[:_MAX_WORDS]}…"

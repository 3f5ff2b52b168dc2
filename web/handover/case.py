"""A case as the pages see it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_NOTE = 500
PHRASES = ("whole_article", "not_in_full", "ask_again")
"""The sentences that may stand before the provisions: ``handover.phrase.<name>``."""


class State(StrEnum):
    """What became of a case."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class KeptQuote:
    """A provision that answers a case, by its marks; ``digest`` is of all that was shown."""

    act: str
    edition: str
    eid: str
    sha256: str
    digest: str


@dataclass(frozen=True, slots=True)
class Case:
    """A question that was left to a person. ``until`` is when its private link ends."""

    reference: str
    state: State
    question: str
    language: str
    answer_id: str | None
    left_at: datetime
    until: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    phrase: str = ""
    note: str = ""
    quotes: tuple[KeptQuote, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """A case that was just left: its reference number, and the token that is told once."""

    reference: str
    token: str
    until: datetime

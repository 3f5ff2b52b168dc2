"""State of a practice session: cards, options, and marks so far."""

from typing import Literal

from pydantic import BaseModel

from qa.drills.card import CardKind

# Cards of a session that ends by time.
MAX_BY_TIME = 60
LENGTHS = ("10", "20", "time")
MINUTES = 10

Length = Literal["10", "20", "time"]


class PracticeSession(BaseModel):
    """Session state that its pages carry, signed.

    ``started`` is in seconds since 1970; ``minutes`` is 0 without a time limit. ``kept`` is True
    if the browser's script stores the progress. ``kinds``, ``part`` and ``length`` are the options
    for another session of the same. ``law`` is the digest of the act.
    """

    address: str
    seed: str
    keys: tuple[str, ...]
    marks: tuple[bool, ...] = ()
    started: int
    minutes: int = 0
    typed: bool = False
    kept: bool = False
    kinds: tuple[CardKind, ...] = tuple(CardKind)
    part: str = ""
    law: str = ""
    length: Length = "10"

    @property
    def answered(self) -> int:
        """Return the number of cards answered so far."""
        return len(self.marks)

    def over(self, now: int) -> bool:
        """Return True if no card or no time is left."""
        if self.answered >= len(self.keys):
            return True
        return bool(self.minutes) and now >= self.started + 60 * self.minutes

"""Practice session: the cards that it brings, how far it is, and the marks so far."""

from typing import Literal

from pydantic import BaseModel

from qa.drills.card import CardKind

# A session by time brings at most so many cards.
MAX_BY_TIME = 60
LENGTHS = ("10", "20", "time")
MINUTES = 10

Length = Literal["10", "20", "time"]


class PracticeSession(BaseModel):
    """A session as its pages carry it, sealed. ``marks`` are the answers so far.

    ``started`` is seconds since 1970; ``minutes`` is 0 where the session has no end by time.
    ``kept`` says that the browser's script keeps the progress; ``kinds``, ``part`` and ``length``
    are what was chosen, for another session of the same. ``law`` is the digest of the act whose
    words the cards are.
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
        """How many cards were answered."""
        return len(self.marks)

    def over(self, now: int) -> bool:
        """Whether no card is left, or no time."""
        if self.answered >= len(self.keys):
            return True
        return bool(self.minutes) and now >= self.started + 60 * self.minutes

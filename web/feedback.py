"""What visitors say of an answer, and where it is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
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
        """Keep one piece of feedback; DatabaseError when it cannot be kept."""

    def all(self) -> Iterator[Feedback]:
        """All that is kept, oldest first."""

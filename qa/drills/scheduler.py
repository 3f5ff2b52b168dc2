"""The spaced-repetition scheduler of cards: FSRS (open-spaced-repetition).

A right answer is rated "good", a wrong one "again". The parameters are the library's own; random
intervals are off, so that the same answers give the same dates.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

_LEARNING, _REVIEW, _RELEARNING = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Memory:
    """The learner's memory of one card; ``due`` and ``last`` are seconds since 1970 in UTC.

    ``state`` and ``step`` are those of FSRS; ``stability`` is in days, ``difficulty`` 1 to 10;
    ``seen`` and ``missed`` count the answers.
    """

    state: int
    step: int | None
    stability: float
    difficulty: float
    due: int
    last: int
    seen: int
    missed: int

    @property
    def is_learned(self) -> bool:
        """Return whether the card has left the learning steps."""
        return self.state == _REVIEW


def review(memory: Memory | None, right: bool, now: datetime) -> Memory:
    """Return the memory after an answer at ``now``; None is a card that was never seen."""
    from fsrs import Rating

    rating = Rating.Good if right else Rating.Again
    card, _ = _scheduler().review_card(_card(memory, now), rating, now)
    return Memory(
        int(card.state),
        card.step,
        round(card.stability or 0.0, 4),
        round(card.difficulty or 0.0, 4),
        int(card.due.timestamp()),
        int(now.timestamp()),
        (memory.seen if memory else 0) + 1,
        (memory.missed if memory else 0) + (not right),
    )


def is_state(state: int, step: int | None) -> bool:
    """Return whether FSRS has this state: only learning and relearning have a step."""
    return (state in {_LEARNING, _RELEARNING} and step in {0, 1}) or (
        state == _REVIEW and step is None
    )


def _scheduler() -> "Scheduler":
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False)


def _card(memory: Memory | None, now: datetime) -> "Card":
    from fsrs import Card, State

    if memory is None:
        return Card(card_id=0, due=now)
    return Card(
        card_id=0,
        state=State(memory.state),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=datetime.fromtimestamp(memory.due, UTC),
        last_review=datetime.fromtimestamp(memory.last, UTC),
    )
